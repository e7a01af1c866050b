// Calls that native code replaces by the callee's code: exits, exceptions and stacks in the middle of them.
function inner(x, how) {
  if (how === "throw") throw new Error("inner " + x);
  return x.value * 2;
}
function middle(x, how) {
  const r = inner(x, how);
  return r + 1;
}
function outer(x, how) {
  try {
    return middle(x, how) + 100;
  } catch (e) {
    return e.message;
  } finally {
    outer.calls = (outer.calls || 0) + 1;
  }
}
let last;
for (let i = 0; i < 200; i++) last = outer({ value: i }, "");
console.log(last, outer({ value: "7" }, ""), outer({ value: {} }, ""), outer(null, ""), outer({ value: 1 }, "throw"), outer.calls);

// The stack shows activations that were inlined.
function where() { return new Error("here").stack.split("\n").slice(1, 4).map((l) => l.trim().replace(/\(.*[\/\\]/, "(").replace("Object.", "")); }
function first() { return where(); }
const second = { method() { return first(); } };
class Third { call() { return second.method(); } static make() { return new Third().call(); } }
let stack;
for (let i = 0; i < 50; i++) stack = Third.make();
console.log(stack.join("\n"));

// Constructors.
class Vector {
  constructor(x, y) { this.x = x; this.y = y; }
  plus(o) { return new Vector(this.x + o.x, this.y + o.y); }
  get length() { return Math.sqrt(this.x * this.x + this.y * this.y); }
}
let v = new Vector(0, 0);
for (let i = 0; i < 100; i++) v = v.plus(new Vector(1, i === 60 ? 0.5 : i));
console.log(v, v.length.toFixed(4), new Vector("a", 1).plus(new Vector(1, 2)));
function Returns(o) { this.a = 1; if (o) return o; }
console.log(new Returns(null), new Returns({ b: 2 }), new Returns(5));

// Recursion, missing and additional arguments, `this` of sloppy functions.
function depth(n) { return n === 0 ? 0 : 1 + depth(n - 1); }
function missing(a, b) { return b === undefined ? a : a + b; }
function self() { return typeof this; }
let total = 0;
for (let i = 0; i < 50; i++) total += depth(20) + missing(i) + missing(i, 1, 2);
console.log(total, self(), self.call(5), self.call("s"), self.call({}));

// A callee that changes what its caller has checked.
function Box() { this.item = 1; }
function change(b, i) { if (i === 40) { delete b.item; b.other = 2; } return i; }
function watch(b, i) { const x = b.item; const r = change(b, i); return x + r + (b.item === undefined ? 1000 : b.item); }
const box = new Box();
let sum = 0;
for (let i = 0; i < 60; i++) sum += watch(box, i) || 0;
console.log(sum, Object.keys(box).join());

// Runaway recursion through inlined code is a RangeError.
function a(n) { return b(n) + 1; }
function b(n) { return a(n + 1) + 1; }
try { a(0); } catch (e) { console.log(e instanceof RangeError, e.message); }

// An uncaught error in inlined code.
function fail(n) { if (n === 30) undefined.property; return n; }
function caller() { for (let i = 0; i < 100; i++) fail(i); }
caller();
