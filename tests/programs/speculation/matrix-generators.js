// Each kind of exit in generators: in what runs first, behind a suspension, with state that is carried over and more suspensions to
// come. A section for each kind; `tests/tests/coverage.rs` wants an exit of the kind in its section.
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

// type: what is carried over, before the first suspension, what is sent
function* sums(list) {
  let sum = 0, last = 0, held = list[ODD];
  held = held + 1;
  yield held;
  for (let i = 0; i < list.length; i++) {
    last = yield sum;
    sum += list[i];
    if (i === ODD) yield "odd " + sum;
    sum += last ?? 1;
  }
  return sum + held;
}
function type(list) {
  const g = sums(list);
  let r = g.next();
  while (!r.done) {
    if (r.value !== undefined) trace.push(r.value);
    r = g.next(2);
  }
  return r.value;
}
met("type", numbers, [0.5, "s", undefined, { valueOf: () => 3 }, 1n], () => type(numbers));
const box = { v: 2 };
function* sent(n) {
  let got = 1;
  for (let i = 0; i < n; i++) got = (yield got * 2) + i;
  return got;
}
function sending(list) {
  const g = sent(list.length);
  let r = g.next();
  for (let i = 0; !r.done; i++) {
    trace.push(r.value);
    r = g.next(list[i]);
  }
  return r.value;
}
met("type: sent", numbers, [0.5, "s", box, null], () => sending(numbers));

// overflow: of what is yielded, in try, with a delegate inside
function* growing(list) {
  let a = 1, steps = 0;
  try {
    for (const v of list) {
      steps++;
      a = a + v;
      yield a;
      a = a + v;
      yield* [a - 1];
    }
  } finally {
    trace.push(steps);
  }
  return a;
}
function overflow(list) {
  let last = 0;
  for (const v of growing(list)) {
    last = v;
    if (v > 2000000000 || v < -2000000000) trace.push(v);
  }
  return last;
}
met("overflow", numbers, [0x7fffffff, -0x80000000, 0x3fffffff], () => overflow(numbers));

// minus-zero: products and remainders between suspensions
function* products(list) {
  let p = 1, r = 1;
  for (let i = 0; i < list.length; i++) {
    p = list[i] * (i - 7);
    yield p;
    r = list[i] % 5;
    yield r;
    r = 100 % list[i];
    if (i === ODD) trace.push(p, r);
  }
}
function minusZero(list) {
  let seen = "";
  for (const v of products(list)) seen += text(v) + " ";
  return seen;
}
met("minus-zero", numbers, [-3, -5, 0], () => minusZero(numbers));

// inexact: an index with a fraction
const even = numbers.map((x) => x * 2);
function* halves(list) {
  let at = 0;
  for (let i = 0; i < list.length; i++) {
    at = list[i] * 0.5;
    yield i;
    yield some[at];
  }
  return at;
}
function inexact(list) {
  let seen = "";
  for (const v of halves(list)) seen += v + " ";
  return seen;
}
met("inexact", even, [7, -1], () => inexact(even));

// shape: objects that are held over a suspension, and changed there
const points = numbers.map((x) => ({ x, y: x * 2 }));
function* walk(list) {
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    try {
      total += p.x;
      yield p;
      p.y = p.x + total;
      total += p.y;
    } catch (e) {
      trace.push(e.name, i);
    }
  }
  return total;
}
function shape(list, change, ..._) {
  const g = walk(list);
  let r = g.next();
  for (let i = 0; !r.done; i++) {
    if (i === ODD) change(r.value);
    r = g.next();
  }
  return r.value;
}
const accessors = {
  get x() { trace.push("get"); return 9; },
  set y(v) { trace.push("set " + v); },
};
met("shape", points, [{ y: 1, x: 2 }, Object.freeze({ x: 3, y: 4 }), null, accessors], () => shape(points, () => 0));
for (const change of [
  (p) => Reflect.deleteProperty(p, "y"),
  (p) => Reflect.defineProperty(p, "x", { get: () => 100, configurable: true }),
  (p) => Reflect.defineProperty(p, "y", { writable: false }),
]) {
  trace = [];
  console.log("shape: changed", shape(points, change), trace.join());
}

// bounds: an element that is not there, the array is cut while the generator is suspended
function* elements(list, other) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = other[list[i]];
    yield v;
    sum += other[list[i] - 1];
    yield sum;
  }
}
function bounds(list, cut, ..._) {
  const other = [];
  for (let i = 0; i < 13; i++) other.push(i * 10);
  let seen = "", i = 0;
  for (const v of elements(list, other)) {
    seen += v + " ";
    if (++i === cut) other.length = 3;
  }
  return seen;
}
met("bounds", numbers, [-1, 13], () => bounds(numbers, -1));
console.log("bounds: cut", bounds(numbers, 10), bounds(numbers, 21));

// hole: an element that the prototype has, or that goes while the generator is suspended
function* weighted(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    sum = sum * 2 + list[i];
    yield sum;
    sum = sum - list[i];
  }
  return sum;
}
function hole(list, change, ..._) {
  const g = weighted(list);
  let r = g.next(), seen = "";
  for (let i = 0; !r.done; i++) {
    seen += r.value + " ";
    if (i === ODD) change();
    r = g.next();
  }
  return seen + r.value;
}
console.log("hole:", hole(numbers, () => Reflect.deleteProperty(numbers, ODD)));
numbers[ODD] = ODD + 1;

// call-target: the callee was loaded before the suspension
const twice = (x) => x * 2;
const functions = numbers.map(() => twice);
function* calls(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const f = list[i];
    try {
      yield i;
      sum += f(i);
      yield sum;
      sum += f(sum);
    } catch (e) {
      yield e.name;
    }
  }
}
function callTarget(list) {
  let seen = "";
  for (const v of calls(list)) seen += v + " ";
  return seen;
}
const callees = [(x) => x + 0.5, Math.sqrt, undefined, () => { throw new RangeError("x"); }, class {}];
met("call-target", functions, callees, () => callTarget(functions));

// uninitialized: a binding of the round, and one of the generator that is not there yet
function* late(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const early = list[i];
    const peek = () => later.v + 1;
    try {
      if (early < 0) sum += peek();
    } catch (e) {
      yield e.name + sum;
    }
    let later = { v: yield early };
    sum += peek();
    yield sum;
  }
}
function uninitialized(list) {
  const g = late(list);
  let r = g.next(), seen = "";
  while (!r.done) {
    seen += r.value + " ";
    r = g.next(5);
  }
  return seen;
}
met("uninitialized", numbers, [-1], () => uninitialized(numbers));

// prototype: a method changes while the generator is suspended
class Animal {
  constructor(n) { this.n = n; }
  legs(k) { return this.n + k; }
  *steps(n) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      sum += this.legs(i);
      const by = yield sum;
      sum += by + this.legs(1);
    }
    return sum;
  }
}
const animals = numbers.map((x) => new Animal(x));
function prototype(list, change, ..._) {
  let seen = "";
  for (let i = 0; i < list.length; i++) {
    const g = list[i].steps(4);
    let r = g.next();
    for (let step = 0; !r.done; step++) {
      if (i === ODD && step === 2) change();
      r = g.next(step);
    }
    seen += r.value + " ";
  }
  return seen;
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

// range: in front of loops between suspensions, one of them inside of `try`
const small = numbers.map((x) => x & 15);
function* steps(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const at = yield sum;
    const step = list[at];
    let inner = at;
    for (let k = 0; k < 5; k++) inner = (inner + k * step) % 1000003;
    sum = (sum + inner) & 0xffff;
    yield inner;
    try {
      const next = list[i];
      let other = 0;
      for (let k = 0; k < 5; k++) other = (other + k * next) % 1000003;
      yield other;
    } finally {
      if (i === ODD) trace.push(sum);
    }
  }
  return sum;
}
function range(list) {
  const g = steps(list);
  let r = g.next(), seen = "";
  for (let i = 0; !r.done; i++) {
    seen += r.value + " ";
    r = g.next((i / 3) | 0);
  }
  return seen + r.value;
}
met("range", small, [0x7fffffff, -0x80000000, -3], () => range(small));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
Reflect.deleteProperty(numbers, ODD);
Reflect.set(Array.prototype, ODD, 1000);
console.log("hole: of the prototype", hole(numbers, () => Reflect.deleteProperty(Array.prototype, ODD)));
console.log("hole: again", hole(numbers, () => 0));
