// One part for each kind of exit: a loop that sees what is predicted for long, then once what is not.
"use strict";
const out = [];
const note = (name, ...values) => out.push(name + ": " + values.map((v) => (Object.is(v, -0) ? "-0" : String(v))).join(" "));

// type: a parameter, a property, an element, a result change their type in mid-loop
function add(a, b) { return a + b; }
{
  let sum = 0;
  for (let i = 0; i < 300; i++) sum = add(sum, i === 200 ? 0.5 : i);
  note("type: parameter", sum, add("x", 1), add(1n, 2n), add([1], {}));
  const point = { x: 1, y: 2 };
  let total = 0;
  for (let i = 0; i < 300; i++) {
    if (i === 250) point.x = "s";
    total += point.x;
  }
  note("type: property", total.length, point.x);
  const list = [];
  for (let i = 0; i < 100; i++) list.push(i === 60 ? "sixty" : i);
  let text = 0;
  for (let i = 0; i < list.length; i++) text = text + list[i];
  note("type: element", text);
  const answer = (i) => (i === 90 ? undefined : i);
  let nans = 0;
  for (let i = 0; i < 100; i++) if (Number.isNaN(answer(i) * 2)) nans++;
  note("type: result", nans);
}

// overflow of each operator
{
  let x = 0x7ffffff0, y = -0x7ffffff0, z = 1, n = -5;
  for (let i = 0; i < 100; i++) { x++; y--; z = z * 3; n = -n; }
  note("overflow", x, y, z, n);
  let min = -2147483648;
  note("overflow: negation", -min, Math.abs(min), min - 1, min * -1, min / -1);
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += 0x3fffffff;
  note("overflow: sum", sum, sum | 0, sum >>> 0);
}

// -0 and division
function multiply(a, b) { return a * b; }
function remainder(a, b) { return a % b; }
function divide(a, b) { return a / b; }
{
  let last = [];
  for (let i = 10; i >= -10; i--) last = [multiply(i, 0), remainder(i, 5), divide(i, 5), remainder(i, 0)];
  note("minus zero", ...last, multiply(-1, 0), remainder(-5, 5), divide(0, -5), 1 / multiply(0, -3), -0 + 0);
}

// shape: another order, an added property, a deleted one, a getter, another prototype
function Point(x, y) { this.x = x; this.y = y; }
function norm(p) { return p.x * p.x + p.y * p.y; }
{
  const points = [];
  for (let i = 0; i < 50; i++) points.push(new Point(i, i + 1));
  points.push({ y: 2, x: 1 }, Object.assign(new Point(3, 4), { z: 5 }));
  const gone = new Point(5, 6);
  delete gone.x;
  points.push(gone, { get x() { return 7; }, y: 8 }, Object.create(new Point(9, 10)), Object.freeze(new Point(1, 1)));
  note("shape", points.map(norm).slice(48).join());
  const p = new Point(1, 2);
  for (let i = 0; i < 60; i++) {
    if (i === 50) Object.defineProperty(p, "x", { get: () => 100, set(v) { this.y += v; } });
    p.x = p.x + 1;
  }
  note("shape: accessor", p.x, p.y);
  let thrown = "none";
  try { for (const q of [new Point(1, 2), new Point(3, 4), null]) norm(q); } catch (e) { thrown = e.message; }
  note("shape: null", thrown);
}

// bounds and holes
{
  const a = [1, 2, 3, 4, 5];
  let seen = [];
  for (let i = -1; i < 7; i++) seen.push(a[i]);
  note("bounds", seen.join());
  const holes = [1, , 3];
  let count = 0;
  for (let i = 0; i < holes.length; i++) if (holes[i] === undefined) count++;
  note("holes", count);
  Object.defineProperty(Array.prototype, 1, { get: () => "proto", configurable: true });
  let text = "";
  for (let i = 0; i < holes.length; i++) text += holes[i];
  delete Array.prototype[1];
  note("holes: prototype", text);
  const at = (list, key) => list[key];
  seen = [];
  for (let key = 0; key < 3; key += 0.5) seen.push(at(a, key));
  note("inexact: key", seen.join());
  const typed = new Float64Array(4);
  let sum = 0;
  for (let i = 0; i < 6; i++) { typed[i] = i; sum += typed[i] === undefined ? 100 : typed[i]; }
  note("bounds: typed", sum, typed.length);
  let s = 0;
  for (let i = 0; i < 5; i++) s += Number.isNaN("abc".charCodeAt(i)) ? 1000 : "abc".charCodeAt(i);
  note("bounds: string", s);
}

// call target
{
  let f = (x) => x + 1;
  let total = 0;
  for (let i = 0; i < 100; i++) {
    if (i === 70) f = (x) => x * 2;
    total += f(i);
  }
  note("call target", total);
  const floor = Math.floor;
  let sum = 0;
  for (let i = 0; i < 100; i++) {
    if (i === 80) Math.floor = (x) => -x;
    sum += Math.floor(i + 0.5);
  }
  Math.floor = floor;
  note("call target: built-in", sum);
  let message = "";
  let g = () => 1;
  try { for (let i = 0; i < 100; i++) { if (i === 50) g = 5; g(); } } catch (e) { message = e.message; }
  note("call target: none", message);
}

// uninitialised bindings
{
  const read = () => late + 1;
  let message = "";
  try { read(); } catch (e) { message = e.message; }
  let late = 1;
  let total = 0;
  for (let i = 0; i < 50; i++) total += read();
  note("uninitialised", message, total);
  const readObject = () => lateObject.v + 1;
  try { for (let i = 0; i < 3; i++) readObject(); } catch (e) { message = e.message; }
  const lateObject = { v: 1 };
  total = 0;
  for (let i = 0; i < 50; i++) total += readObject();
  note("uninitialised: object", message, total);
}

// in try/finally, with the state of the finally block
function guarded(list) {
  const log = [];
  let i = 0;
  try {
    for (; i < list.length; i++) {
      try {
        log.push(list[i].value + 1);
      } catch (e) {
        log.push("caught at " + i);
      } finally {
        if (i % 3 === 0) log.push("f" + i);
      }
    }
    return log.join();
  } finally {
    log.push("end");
    note("finally", i, log.length);
  }
}
note("try", guarded([{ value: 1 }, { value: 2 }, { value: "s" }, null, { value: 1.5 }, { other: 1 }]));

// in constructors and generators
class Base { constructor(n) { this.n = n; this.twice = n + n; } }
class Derived extends Base { constructor(n) { super(n); this.more = this.twice * n; } }
function* count(limit) { for (let i = 0; i < limit; i++) yield i === 3 ? "three" : i * 2; }
{
  const made = [];
  for (let i = 0; i < 40; i++) made.push(new Derived(i === 30 ? "7" : i));
  note("constructors", made[30].more, made[31].more, made[30].twice);
  let all = "";
  for (const v of count(6)) all += v + 1;
  note("generators", all);
}

// live values of every representation at an exit
function mixture(n, odd) {
  let i32 = 1, f64 = 0.5, flag = false, text = "", object = { k: 1 };
  for (let i = 0; i < n; i++) {
    i32 = (i32 * 5 + 1) | 0;
    f64 = f64 * 1.25 - i;
    flag = !flag;
    if (i % 10 === 0) text += i;
    object.k = object.k + (i === odd ? "!" : 1);
  }
  return [i32, f64.toFixed(3), flag, text, object.k].join("/");
}
note("representations", mixture(40, -1), mixture(40, 25));

console.log(out.join("\n"));
