// Every kind of typed array sorts in its own order: of floats -0 before 0, NaN of either sign last.

const kinds = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
];
for (const Kind of kinds) {
  const array = new Kind(200);
  let s = 7;
  for (let i = 0; i < array.length; i++) {
    s = (Math.imul(s, 1103515245) + 12345) & 0x7fffffff;
    array[i] = s % 2 ? s - 0x3fffffff : -s / 3;
  }
  array.set(Kind.name[0] === 'F' ? [NaN, -0, 0, -Infinity, Infinity, -NaN, -0, 1e-40] : [1, 0, -1], 100);
  array.sort();
  const list = Array.from(array);
  const zeros = [list.findIndex((x) => Object.is(x, -0)), list.findIndex((x) => Object.is(x, 0)), list.findIndex(Number.isNaN)];
  console.log(Kind.name, list.every((x, i) => i === 0 || !(list[i - 1] > x)), list.join().length, list[0], list[199], zeros);
}
for (const Kind of [BigInt64Array, BigUint64Array]) {
  console.log(new Kind([5n, -3n, 2n ** 63n, -(2n ** 63n), 0n, 7n, -1n]).sort().join());
}
const signed = new Float64Array(2);
new Uint32Array(signed.buffer).set([1, 0xfff80000]);
console.log(signed.sort(), new Float32Array(0).sort(), new Int8Array(1).sort());
