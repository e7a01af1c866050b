// Assignment patterns: any target, defaults by undefined only, the value of the whole, order of access.
let a, b, c, rest;
const o = { list: [] };
const source = [1, null, undefined, 4, 5];
const result = ([a, b = 'unused', c = 'used', ...rest] = source);
console.log(a, b, c, rest, result === source);
[o.x, o['y'], o.list[0], [o.deep] = ['d']] = [1, 2, 3];
console.log(o);
({ a, b: o.b = 'B', ...o.rest } = { a: 'A', z: 1, y: 2 });
console.log(a, o.b, o.rest);
[a, b] = [b, a];
[, , a] = 'xyz';
console.log(a);
[[a, b] = [1, 2], { c } = { c: 3 }] = [];
console.log(a, b, c);

const log = [];
const get = { get p() { log.push('p'); }, get q() { log.push('q'); } };
({ p: a = log.push('default p'), q: b = log.push('default q') } = get);
console.log(log);

let calls = 0;
const dflt = () => ++calls;
({ a = dflt(), b = dflt() } = { a: 0 });
console.log(a, b, calls);
[a = (() => {})] = [];
console.log(typeof a, a.name);
for (const bad of [null, undefined]) {
  try {
    ({ a } = bad);
  } catch (e) {
    console.log(e.name);
  }
}
try {
  [a] = {};
} catch (e) {
  console.log(e.name);
}
({ length: a } = 'four');
({ toFixed: b } = 1);
console.log(a, b === Number.prototype.toFixed);
