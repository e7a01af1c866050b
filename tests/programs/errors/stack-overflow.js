// Unbounded recursion is a RangeError that can be caught, through every kind of call.
let depth = 0;
const attempt = (name, f) => {
  depth = 0;
  try {
    f();
    console.log(name, 'returned');
  } catch (e) {
    console.log(name, e instanceof RangeError, e.message);
  }
};
function plain() { depth++; plain(); }
attempt('plain', plain);
console.log(depth > 1000);
const arrow = (a, b, c) => 1 + arrow(a + 1, b, c);
attempt('arrow', () => arrow(0));
class Node_ { constructor() { this.child = new Node_(); } }
attempt('constructor', () => new Node_());
const o = { get x() { return this.x; }, set y(v) { this.y = v; }, toString() { return '' + this; } };
attempt('getter', () => o.x);
attempt('setter', () => { o.y = 1; });
attempt('conversion', () => `${o}`);
const callback = () => [1].map(callback);
attempt('map', callback);
const sorter = () => [2, 1].sort(sorter);
attempt('sort', sorter);
const applied = () => applied.apply(null, []);
attempt('apply', applied);
const even = (n) => odd(n + 1), odd = (n) => even(n + 1);
attempt('mutual', () => even(0));
function* gen() { yield* gen(); }
attempt('generator', () => gen().next());
const replacer = () => 'a'.replace(/a/, replacer);
attempt('replace', replacer);
let deep = [];
for (let i = 0; i < 5e5; i++) deep = [deep];
attempt('JSON.stringify', () => JSON.stringify(deep));
attempt('flat', () => deep.flat(Infinity));
attempt('toString', () => String(deep));
let cleanups = 0;
function withFinally(n) { try { withFinally(n + 1); } finally { cleanups++; } }
attempt('finally', () => withFinally(0));
console.log(cleanups > 100, 'still alive');
