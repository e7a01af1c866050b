// Typed arrays: conversions on store, views on one buffer, methods, iteration, limits.
for (const T of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
  const t = new T([1.7, -1.7, 300, 65536.5, 2 ** 32 + 5, NaN, '12', Infinity]);
  console.log(T.name, T.BYTES_PER_ELEMENT, t.length, t.byteLength, t.join());
}
const buffer = new ArrayBuffer(8);
const bytes = new Uint8Array(buffer), words = new Uint32Array(buffer), half = new Uint8Array(buffer, 4, 2);
words[0] = 0x01020304;
bytes[5] = 255;
console.log([...bytes], words[1], half, half.byteOffset, half.buffer === buffer, buffer.byteLength, buffer.slice(0, 2).byteLength);
const t = Int16Array.of(5, 3, 9, 1);
console.log(t.map((x) => x * 2), t.filter((x) => x > 2), t.slice(1, 3), t.subarray(1, 3), t.indexOf(9), t.includes(3), t.reduce((a, b) => a + b), t.at(-1), t.find((x) => x > 4), [...t.entries()][1]);
console.log(t.sort(), t.reverse(), t.fill(7, 1, 3), t.toSorted(), t.with(0, 4), t.copyWithin(0, 2), t.join('-'), t.every((x) => x > 0), t.lastIndexOf(7), t.findLastIndex((x) => x === 9));
t.set([8, 9], 2);
t.set(Uint8Array.of(1), 0);
const sub = t.subarray(1);
sub[0] = 100;
t[10] = 5;
t['-1'] = 1;
t.extra = 'e';
console.log(t, t[10], t.length, 10 in t, Object.keys(t), '1.5' in t);
console.log(new Float64Array([3, NaN, -0, -Infinity, 1]).sort(), new Uint8Array(new Set([1, 2])), new Uint8Array({ length: 2, 0: 7 }), Uint8Array.from('123', (c) => c * 2), new Float32Array(Float64Array.of(0.1))[0], new Uint8Array(3), new Int32Array());
for (const f of [() => new Uint16Array(buffer, 1), () => new Uint32Array(buffer, 4, 2), () => new Uint8Array(-1), () => t.set([1, 2, 3, 4, 5]), () => Uint8Array(1), () => new BigInt64Array([1])]) { try { f(); console.log('ok'); } catch (e) { console.log(e.name); } }
const big = new BigInt64Array(2), ubig = new BigUint64Array(big.buffer);
big[0] = -1n;
console.log(big, ubig, ArrayBuffer.isView(big), Object.getPrototypeOf(Uint8Array) === Object.getPrototypeOf(Int8Array), Array.isArray(big), Object.prototype.toString.call(bytes));
let h = 0;
const data = new Uint8Array(1000).map((_, i) => i * 7);
for (let i = 0; i < data.length; i++) h = (h * 31 + data[i]) >>> 0;
console.log(h, data.subarray(500).length, new Uint8Array(data).every((b, i) => b === data[i]));
const clamped = new Uint8ClampedArray(4);
[0.5, 1.5, 254.5, -1].forEach((v, i) => { clamped[i] = v; });
console.log(clamped, Math.max(...clamped), String(clamped), JSON.stringify(clamped));
