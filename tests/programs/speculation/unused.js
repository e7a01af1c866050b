// Results that nobody uses: the conversion, getter or exception that goes with them is seen all the same.
"use strict";
let log = [];
class Box { constructor(v) { this.v = v; } }
const object = { valueOf() { log.push("valueOf"); return 1; } };
// What Reflect.set brings is not predicted.
function filled(v) { const box = new Box(2); Reflect.set(box, "v", v); return box; }
function rounds(name, f, box) {
  log = [];
  try { f(box, 3); } catch (e) { log.push(e.constructor.name); }
  console.log(name, log.join());
}
function add(p, n) { for (let i = 0; i < n; i++) { p.v + 1; } }
function negate(p, n) { for (let i = 0; i < n; i++) { -p.v; } }
function number(p, n) { for (let i = 0; i < n; i++) { +p.v; } }
function or(p, n) { for (let i = 0; i < n; i++) { p.v | 0; } }
function less(p, n) { for (let i = 0; i < n; i++) { if (p.v < 1) { } } }
function equal(p, n) { for (let i = 0; i < n; i++) { p.v == 1; } }
function copy(p, n) { for (let i = 0; i < n; i++) { let t = p.v; t++; t = 0; } }
function product(p, n) { let last = 0; for (let i = 0; i < n; i++) { const t = p.v * 0.5; last = i; } return last; }
function floor(p, n) { for (let i = 0; i < n; i++) { Math.floor(p.v); } }
for (const v of [object, Symbol(), 1n]) {
  add(new Box(1), 2); negate(new Box(1), 2); number(new Box(1), 2); or(new Box(1), 2); less(new Box(1), 2);
  equal(new Box(1), 2); copy(new Box(1), 2); product(new Box(1), 2); floor(new Box(1), 2);
  for (const f of [add, negate, number, or, less, equal, copy, product, floor]) rounds(f.name, f, filled(v));
}
// Lengths and elements.
function length(p, n) { for (let i = 0; i < n; i++) p.v.length; }
const text = new Box("abc");
length(text, 2);
Reflect.set(text, "v", { get length() { log.push("length"); } });
rounds("length", length, text);
Reflect.set(text, "v", null);
rounds("length of null", length, text);
function element(a, n) { for (let i = 0; i < n; i++) a[i]; }
let got = 0;
Object.defineProperty(Array.prototype, 1, { get() { got++; }, configurable: true });
element([1, 2, 3], 3);
element([1, , 3], 3);
element([1], 3);
delete Array.prototype[1];
console.log("element", got);
