// Each kind of exit in callees that are inlined, two deep: every activation goes on where it was. A section for each kind;
// `tests/tests/coverage.rs` wants an exit of the kind in its section.
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

// type: the callers add, compare and log with what comes back
const add = (a, b) => a + b;
function scaled(v, k) {
  const before = k * 10;
  const r = add(v, k);
  return [before, r, add(r, 1)];
}
function type(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const [before, r, more] = scaled(list[i], i);
    sum = sum + before + r;
    if (i === ODD) trace.push(before, r, more);
  }
  return sum;
}
met("type", numbers, [0.5, "s", undefined, { valueOf() { trace.push("valueOf"); return 3; } }, 1n], () => type(numbers));

// overflow: arguments, `this` and locals of each activation are live
const counter = {
  total: 0,
  step: 3,
  by(v) { return v * this.step; },
  count(v, ...rest) {
    this.total = this.total + this.by(v) + rest.length;
    return this.total - this.by(v + 1);
  },
};
function overflow(list) {
  let last = 0;
  counter.total = 0;
  for (let i = 0; i < list.length; i++) {
    last = counter.count(list[i], i, i);
    if (i === ODD) trace.push(last);
  }
  return counter.total + last;
}
met("overflow", numbers, [0x7fffffff, -0x80000000, 0x2aaaaaaa], () => overflow(numbers));

// minus-zero: the result of the callee is the exceptional one
const product = (a, b) => a * b;
const remainder = (a, b) => a % b;
const both = (v, i) => { const p = product(v, i - 7), r = remainder(v, 5); return i === 7 ? trace.push(p, r) : p + r; };
function minusZero(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum += both(list[i], i);
  return sum;
}
met("minus-zero", numbers, [-3, -5, 0], () => minusZero(numbers));
const left = (v, i) => remainder(100, v) + i;
function divided(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum = sum * 2 + left(list[i], i);
  return sum;
}
met("minus-zero: by", numbers, [0, -3], () => divided(numbers));

// inexact: an index with a fraction
const even = numbers.map((x) => x * 2);
const at = (list, i) => list[i];
const middle = (v) => at(some, v * 0.5);
function inexact(list) {
  let seen = "";
  for (let i = 0; i < list.length; i++) seen += middle(list[i]) + " ";
  return seen;
}
met("inexact", even, [7], () => inexact(even));

// shape: getters run in the middle of the callee, setters in that of another
const points = numbers.map((x) => ({ x, y: x * 2 }));
const first = (p) => p.x;
const move = (p, by) => { const x = first(p); p.y = x + by; return p.y; };
function shape(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    try {
      sum += move(list[i], i);
    } catch (e) {
      trace.push(e.name, i);
    }
  }
  return sum;
}
const accessors = {
  get x() { trace.push("get"); return 9; },
  set y(v) { trace.push("set " + v); },
};
met("shape", points, [{ y: 1, x: 2 }, Object.freeze({ x: 7, y: 8 }), null, "text", accessors], () => shape(points));

// bounds: an element that is not there, three calls below
const elementOf = (list, i) => list[i];
const deep = (i) => elementOf(some, i) + 1;
const deeper = (i) => deep(i) * 2;
function bounds(list) {
  let seen = "";
  for (let i = 0; i < list.length; i++) seen += deeper(list[i]) + " ";
  return seen;
}
met("bounds", numbers, [-1, 13], () => bounds(numbers));

// hole: as a missing argument would be, the prototype's element is the callee's result
const element = (list, i) => list[i];
const doubled = (list, i, sum = 1) => sum * 2 + element(list, i);
function hole(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum = doubled(list, i, sum || undefined);
  return sum;
}
Reflect.deleteProperty(numbers, ODD);
console.log("hole:", hole(numbers));
numbers[ODD] = ODD + 1;

// call-target: what the inlined function calls is another
const twice = (x) => x * 2;
const functions = numbers.map(() => twice);
const apply = (f, x) => { const r = f(x); return r + 1; };
const compose = (f, x) => apply(f, x) + f(1);
function callTarget(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    try {
      sum += compose(list[i], i);
    } catch (e) {
      trace.push(e.name, i);
    }
  }
  return sum;
}
const callees = [(x) => x + 0.5, Math.sqrt, undefined, () => { throw new RangeError("x"); }, class {}];
met("call-target", functions, callees, () => callTarget(functions));

// uninitialized: read by a callee of a callee, before it is there
function uninitialized(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const early = list[i];
    const peek = (k) => later.v + k;
    const more = (k) => peek(k) + peek(k + 1);
    try {
      if (early < 0) sum += more(1);
    } catch (e) {
      trace.push(e.name, sum);
    }
    let later = { v: early * 2 };
    sum += more(i);
  }
  return sum;
}
met("uninitialized", numbers, [-1, -2], () => uninitialized(numbers));

// prototype: a method that is called by an inlined one changes, the caller of both makes the change
class Animal {
  constructor(n) { this.n = n; }
  legs(k) { return this.n + k; }
  feet(k, change) {
    if (k === ODD) change();
    return this.legs(k) * 2;
  }
  get shoes() { return this.feet(2, twice) + 1; }
}
const animals = numbers.map((x) => new Animal(x));
function prototype(list, change) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum += list[i].feet(i, change) + list[i].shoes;
  return sum;
}
const legs = Animal.prototype.legs;
console.log("prototype:", prototype(animals, () => Reflect.set(Animal.prototype, "legs", function (k) { return this.n - k; })));
Reflect.set(Animal.prototype, "legs", legs);
console.log("prototype: again", prototype(animals, () => 0));
console.log("prototype: value", prototype(animals, () => Reflect.defineProperty(Animal.prototype, "shoes", { value: "s" })));

// what is inlined shows in stack traces, also once it was left
function fail(v) {
  if (v < 0) throw new Error("negative");
  return v + 1;
}
const outer = (v) => fail(v) * 2;
function traces(list) {
  let sum = 0;
  try {
    for (const v of list) sum += outer(v);
  } catch (e) {
    trace.push(...e.stack.split("\n").slice(1, 4).map((l) => l.trim().split(" ")[1]));
  }
  return sum;
}
met("traces", numbers, [0.5, "7", -1, -0.5], () => traces(numbers));

// range: the loop is in a callee of a callee
const small = numbers.map((x) => x & 15);
function weight(step, sum) {
  for (let k = 0; k < 5; k++) sum = (sum + k * step) % 1000003;
  return sum;
}
const weighed = (step, sum, i) => { const r = weight(step, sum); return r + i; };
function range(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    sum = weighed(list[i], sum, i) & 0xffff;
    if (i === ODD) trace.push(i, sum);
  }
  return sum;
}
met("range", small, [0x7fffffff, -0x80000000, -3], () => range(small));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
Reflect.deleteProperty(numbers, ODD);
Reflect.set(Array.prototype, ODD, 1000);
console.log("hole: of the prototype", hole(numbers));
Reflect.deleteProperty(Array.prototype, ODD);
console.log("hole: again", hole(numbers));
