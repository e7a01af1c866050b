// WeakMap, WeakSet: keys by identity, refusal of primitives, private data.
const wm = new WeakMap(), ws = new WeakSet(), a = {}, b = () => {}, c = [1];
wm.set(a, 'a').set(b, 'b').set(c, 'c');
console.log(wm.get(a), wm.get(b), wm.get(c), wm.get({}), wm.has(a), wm.delete(a), wm.has(a), wm.delete(a), wm.get('primitive'), wm.has(1));
ws.add(a).add(b);
console.log(ws.has(a), ws.has({}), ws.delete(a), ws.has(a), ws.has(5));
for (const f of [() => wm.set(1, 1), () => ws.add('x'), () => wm.set(null, 1), () => new WeakMap([[1, 2]]), () => WeakMap(), () => wm.set(Symbol.for('registered'), 1)]) {
  try { f(); console.log('no error'); } catch (e) { console.log(e.name + ': ' + e.message); }
}
const hidden = new WeakMap();
class Counter { constructor() { hidden.set(this, { n: 0 }); } up() { return ++hidden.get(this).n; } }
const c1 = new Counter(), c2 = new Counter();
c1.up();
console.log(c1.up(), c2.up(), Object.keys(c1));
const cache = new WeakMap();
let computed = 0;
const size = (o) => { if (!cache.has(o)) { computed++; cache.set(o, Object.keys(o).length); } return cache.get(o); };
const obj = { x: 1, y: 2 };
console.log(size(obj), size(obj), size({ z: 1 }), computed);
const many = Array.from({ length: 2000 }, (_, i) => ({ i }));
const index = new WeakMap(many.map((o) => [o, o.i]));
for (let i = 0; i < 50; i++) for (let j = 0; j < 1000; j++) index.set({}, j);
console.log(many.every((o) => index.get(o) === o.i), wm instanceof WeakMap, Object.prototype.toString.call(ws), wm.size, typeof wm.forEach);
