// Each kind of exit in callbacks of arrays' methods, which stand in place of the call: the method goes on where it was, with what it
// has made so far. A section for each kind; `tests/tests/coverage.rs` wants an exit of the kind in its section.
"use strict";
const ODD = 7;
const text = (v) => (Object.is(v, -0) ? "-0" : String(v));
let trace = [];
// What `f` gives after many calls when the list has another element, and afterwards again. Inference does not see what `Reflect`
// does. (A rest parameter keeps this a call: else all sections would be inlined into the top level.)
function met(name, list, values, f, ..._) {
  const was = list[ODD];
  for (let n = 0; n < 20; n++) f();
  for (const value of values) {
    for (const element of [value, was]) {
      trace = [];
      Reflect.set(list, ODD, element);
      let result;
      try {
        result = text(f());
      } catch (e) {
        result = e.name;
      }
      console.log(name + ":", result, trace.map(text).join());
    }
  }
}
const numbers = [];
for (let i = 1; i <= 12; i++) numbers.push(i);
const some = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];
const seen = (values, ..._) => values.map(text).join("/");

// type: in each method, with a sum outside
function type(list, ..._) {
  let sum = 0;
  list.forEach((x, i) => { sum += x + i; });
  const mapped = list.map((x) => x + 1);
  const filtered = list.filter((x) => x - 3 > 2);
  const reduced = list.reduce((s, x) => s + x, 100), right = list.reduceRight((s, x) => s - x);
  return [sum, seen(mapped), seen(filtered), reduced, right].join(" ");
}
met("type", numbers, [0.5, "s", null, { valueOf: () => 3, toString: () => "o" }, 1n], () => type(numbers));
function found(list, ..._) {
  let calls = 0;
  const results = [
    list.find((x) => x * 2 === 100), list.findIndex((x) => x - 8 === 0), list.findLast((x) => x * 2 > 100),
    list.findLastIndex((x) => x - 6 === 0), list.some((x) => { calls++; return x + 0 > 50; }), list.every((x) => { calls++; return x - 1 < 11; }),
  ];
  return seen(results) + " " + calls;
}
met("type: found", numbers, [50.5, "60", undefined, true], () => found(numbers));
function sorted(list, ..._) {
  let calls = 0;
  const order = list.slice().sort((a, b) => { calls++; return (b - a) * 2; });
  return seen(order) + (calls > 11);
}
met("type: sorted", numbers, [3.5, "4", null, -0], () => sorted(numbers));

// overflow: in the accumulator, in what is collected, in a comparator
function overflow(list, ..._) {
  const products = list.map((x, i) => x * 3 + i);
  const sum = list.reduce((s, x) => s + x, 0x7fffff00);
  const order = list.slice().sort((a, b) => b * 2 - a * 2);
  let steps = 0;
  const big = list.filter((x) => { steps = steps + x; return steps > 20; });
  return [seen(products), sum, seen(order), seen(big), steps].join(" ");
}
met("overflow", numbers, [0x7fffffff, -0x80000000, 0x2aaaaaab], () => overflow(numbers));

// minus-zero: products and remainders
function minusZero(list, ..._) {
  const products = list.map((x, i) => x * (i - 7)), rests = list.map((x) => x % 5);
  const last = list.reduce((s, x) => 100 % x, 0);
  let by = 0;
  list.forEach((x, i) => { if (100 % x === 0) by += i; });
  return [seen(products), seen(rests), last, by].join(" ");
}
met("minus-zero", numbers, [-3, -5, 0], () => minusZero(numbers));

// inexact: an index with a fraction
const even = numbers.map((x) => x * 2);
function inexact(list, ..._) {
  return seen(list.map((x) => some[x * 0.5])) + " " + list.reduce((s, x, i) => s + some[x * 0.5] + i, 0);
}
met("inexact", even, [7, -1], () => inexact(even));

// shape: getters run and throw in the middle of a method
const points = numbers.map((x) => ({ x, y: x * 2 }));
function shape(list, ..._) {
  let made = [];
  try {
    list.forEach((p) => made.push(p.x));
    made = list.filter((p) => p.y % 4 === 0).map((p) => p.x + p.y);
    made.push(list.reduce((s, p) => s + p.y, 0), list.findIndex((p) => p.y > 15));
  } catch (e) {
    trace.push(e instanceof TypeError);
  }
  return seen(made);
}
let gets = 0;
const throwing = { get x() { trace.push("get"); return 9; }, get y() { if (gets++ > 1) throw "got"; return 100; } };
const odd = [{ y: 1, x: 2 }, { x: 3 }, null, throwing];
met("shape", points, odd, () => shape(points));

// bounds: an element that is not there; the array shrinks and grows under the method
function bounds(list, ..._) {
  return seen(list.map((x) => some[x])) + " " + list.reduce((s, x) => s + some[x], 0) + " " + list.some((x) => some[x] > 30);
}
met("bounds", numbers, [-1, 13], () => bounds(numbers));
function cut(list, length, ..._) {
  const other = list.slice();
  const mapped = other.map((x, i) => {
    if (i === 5) other.length = length;
    return x + 1;
  });
  const sum = list.slice().reduce((s, x, i, all) => {
    if (i === 5) all.length = length;
    return s + x;
  });
  return [seen(mapped), mapped.length, Object.keys(mapped).length, sum].join(" ");
}
for (const length of [3, 6, 8, 100]) console.log("bounds: cut", cut(numbers, length));

// hole: a callback is not called for it, an element of the prototype counts
function hole(list, ..._) {
  const calls = [];
  const sum = list.reduce((s, x) => s + x, 0);
  const mapped = list.map((x, i) => { calls.push(i); return x * 2; });
  const last = list.findLast((x) => x < 9), weighted = list.map((x, i) => list[i] + x).filter((x) => x > 14);
  let own = 0;
  numbers.forEach((x, i) => { own += list[11 - i]; });
  return [sum, seen(mapped), Object.keys(mapped).length, calls.length, last, seen(weighted), own].join(" ");
}
Reflect.deleteProperty(numbers, ODD);
console.log("hole:", hole(numbers));
numbers[ODD] = ODD + 1;

// call-target: what the callback calls, the callback itself, the method
const twice = (x) => x * 2;
const functions = numbers.map(() => twice);
function callTarget(list, ..._) {
  let sum = 0;
  const results = list.map((f, i) => f(i));
  list.forEach((f, i) => { sum += f(i + 1); });
  return seen(results) + " " + sum;
}
const callees = [(x) => x + 0.5, Math.sqrt, undefined, () => { throw new RangeError("x"); }, class {}];
met("call-target", functions, callees, () => callTarget(functions));
const holder = { f: twice };
function given(list, ..._) {
  return seen(list.map(holder.f)) + " " + list.filter(holder.f).length;
}
for (const f of [(x) => x + "!", Math.sqrt, (x, i, all) => { all[i + 1] = 0.5; return x; }, function () { return arguments.length; }, null]) {
  Reflect.set(holder, "f", f);
  const own = numbers.slice();
  try {
    console.log("call-target: given", given(own), seen(own));
  } catch (e) {
    console.log("call-target: given", e.name);
  }
}
const map = Array.prototype.map;
function patched(list, change, ..._) {
  const results = [];
  for (let i = 0; i < 4; i++) {
    if (i === 2) change();
    results.push(list.map((x) => x + i)[0]);
  }
  return results.join();
}
console.log("call-target: patched", patched(numbers, () => Reflect.set(Array.prototype, "map", () => ["mine"])));
Reflect.set(Array.prototype, "map", map);

// uninitialized: a binding that the callback reads before it is there
function uninitialized(list, ..._) {
  const log = [];
  for (let i = 0; i < 3; i++) {
    const peek = (x) => (x < 0 ? x : later.v + x);
    try {
      if (list[ODD] === i) log.push(seen(list.map((x) => later.v + x)));
    } catch (e) {
      log.push(e.name + i);
    }
    let later = { v: i };
    log.push(list.reduce((s, x) => s + later.v + x, 0), seen(list.map(peek)));
  }
  return log.join(" ");
}
met("uninitialized", numbers, [0, 1], () => uninitialized(numbers));

// range: in front of a loop in the callback, and of the method's own
const small = numbers.map((x) => x & 15);
function range(list, ..._) {
  return seen(list.map((step, i) => {
    let sum = i;
    for (let k = 0; k < 5; k++) sum = (sum + k * step) % 1000003;
    if (i === ODD) trace.push(step, sum);
    return sum;
  }));
}
met("range", small, [0x7fffffff, -0x80000000, -3], () => range(small));
let weight = 1;
function weighed(list, ..._) {
  weight = list[ODD];
  return seen(list.filter((x, i) => (((i & 3) * weight) & 7) < 4));
}
met("range: method", small, [0x7fffffff, -0x80000000, -3], () => weighed(small));

// prototype: a method changes while a callback is running; the species of arrays
class Animal {
  constructor(n) { this.n = n; }
  legs(k) { return this.n + k; }
}
const animals = numbers.map((x) => new Animal(x));
function prototype(list, change, ..._) {
  const legs = list.map((a, i) => {
    if (i === ODD) change();
    return a.legs(i);
  });
  return seen(legs) + " " + list.reduce((s, a) => s + a.legs(1), 0);
}
const legs = Animal.prototype.legs;
for (const other of [function (k) { return this.n - k; }, (k) => k + "!", () => { throw new RangeError("x"); }]) {
  try {
    console.log("prototype:", prototype(animals, () => Reflect.set(Animal.prototype, "legs", other)));
  } catch (e) {
    console.log("prototype:", e.name);
  }
  Reflect.set(Animal.prototype, "legs", legs);
  console.log("prototype: again", prototype(animals, () => 0));
}
class Mine extends Array {}
function species(list, ..._) {
  const a = list.map((x) => x + 1), b = a.filter((x) => x > 5);
  return [a instanceof Mine, b instanceof Mine, seen([...b])].join(" ");
}
Reflect.defineProperty(Array, Symbol.species, { get: () => Mine, configurable: true });
console.log("prototype: species", species(numbers));
Reflect.defineProperty(Array, Symbol.species, { get() { return this; }, configurable: true });
console.log("prototype: species", species(numbers));
Reflect.set(numbers, "constructor", Mine);
console.log("prototype: constructor", species(numbers));
Reflect.deleteProperty(numbers, "constructor");
console.log("prototype: constructor", species(numbers));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
Reflect.deleteProperty(numbers, ODD);
Reflect.set(Array.prototype, ODD, 1000);
console.log("hole: of the prototype", hole(numbers));
Reflect.deleteProperty(Array.prototype, ODD);
console.log("hole: again", hole(numbers));
