// Spread in arrays, calls, new and object literals.
const a = [1, 2], s = new Set(['x']), text = 'hé';
console.log([...a, ...s, ...text, ...[]], [...a.keys()], [...new Map([[1, 2]])]);
console.log(Math.max(...a, 5, ...[3, 9]), new Date(...[2020, 0]).getFullYear());
const f = (...xs) => xs.length;
console.log(f(...a), f(...a, ...a), f(...''), f(0, ...text));
console.log([...[1, , 3]], [...[, ,]].length);
const o = { x: 1, ...{ y: 2, x: 3 }, z: 4, ...null, ...undefined, ...5, ...'ab', ...[9] };
console.log(o);
const getter = { get g() { return 'read once'; } };
const copy = { ...getter };
console.log(Object.getOwnPropertyDescriptor(copy, 'g').value);
class P { own = 1; get inherited() { return 2; } }
console.log({ ...new P() }, { ...{ [Symbol('s')]: 1 } });
const proto = { ...{ __proto__: { no: 1 } } };
console.log(proto.no, Object.getPrototypeOf(proto) === Object.prototype);
const nested = [[1], [2]];
const shallow = [...nested];
shallow[0].push('shared');
console.log(nested);
for (const bad of [() => [...5], () => f(...undefined), () => [...{}], () => new P(...null)]) {
  try {
    bad();
  } catch (e) {
    console.log(e.name);
  }
}
function many() { return arguments.length; }
console.log(many(...Array(1000)), Math.min(...Array.from({ length: 5000 }, (_, i) => 7 - i)));
console.log([...function* () { yield* [1, 2]; }()]);
