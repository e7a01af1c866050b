// Patterns in declarations: defaults, holes, rest, computed keys, nesting.
const [a, , b = 'b', [c = 'c'] = [], ...rest] = [1, 2, undefined, undefined, 5, 6];
console.log(a, b, c, rest);
const { p, q: renamed, r = 'default', ['computed' + 1]: k, 'quoted-key': quoted, 0: zero, ...others } = {
  p: 1, q: 2, computed1: 3, 'quoted-key': 4, 0: 5, more: 6, [Symbol.for('s')]: 7,
};
console.log(p, renamed, r, k, quoted, zero, others);
const { x: { y: [, { z }] } } = { x: { y: [0, { z: 'deep' }] } };
console.log(z);
const { length } = 'string';
const { length: arrayLength, [arrayLength - 1]: last } = [7, 8, 9];
console.log(length, arrayLength, last);
const [m = 1, n = m * 2] = [undefined, undefined];
const [s1, s2] = 'h😀';
const { d1 = 'null is no default' } = { d1: null };
console.log(m, n, s1, s2, d1);
const [] = [];
const {} = {};
const [...[first, ...tail]] = [1, 2, 3];
console.log(first, tail);
const [...{ length: count, 0: one }] = ['only', 'two'];
console.log(count, one);
var { f = function () {}, g = () => {}, h = class {} } = {};
console.log(f.name, g.name, h.name);
let u, v;
[u, v] = [1, 2];
[u, v] = [v, u];
({ u, v: v = 3 } = { u: 10 });
console.log(u, v);
