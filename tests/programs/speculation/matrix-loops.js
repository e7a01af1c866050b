// Each kind of exit in the middle of a plain loop: rounds as predicted, one that is not, rounds as predicted. A section for each kind.
// `tests/tests/coverage.rs` wants an exit of the kind in its section.
"use strict";
const ODD = 7;
const text = (v) => (Object.is(v, -0) ? "-0" : String(v));
// What `f` gives after many calls when the list has another element, and afterwards again. Inference does not see what `Reflect`
// does. (A rest parameter keeps this a call: else all sections would be inlined into the top level.)
function met(name, list, values, f, ...where) {
  const at = where.length ? where[0] : ODD, was = list[at];
  for (let n = 0; n < 20; n++) f();
  for (const value of values) {
    Reflect.set(list, at, value);
    let result;
    try {
      result = text(f());
    } catch (e) {
      result = e.name;
    }
    Reflect.set(list, at, was);
    console.log(name + ":", result, "|", text(f()));
  }
}
const numbers = [];
for (let i = 1; i <= 12; i++) numbers.push(i);

// type: an element is no int32
function type(list) {
  const log = [];
  let sum = 0, last = 0;
  for (let i = 0; i < list.length; i++) {
    const v = list[i];
    log.push(i);
    sum += v;
    last = v;
  }
  return log.join("") + " " + sum + " " + last;
}
met("type", numbers, [0.5, "s", undefined, null, true, { valueOf: () => 3 }, 1n], () => type(numbers));

// overflow: sums, differences, products, increments that leave int32
function overflow(list) {
  let sum = 0, difference = 0, product = 1, steps = 0, negated = 0;
  for (let i = 0; i < list.length; i++) {
    const v = list[i];
    sum += v;
    difference -= v;
    product = v * 3;
    steps = v;
    steps++;
    negated = -v;
  }
  return [sum, difference, product, steps, negated].join();
}
const extremes = [0x7fffffff, -0x80000000, 0x40000000];
met("overflow", numbers, extremes, () => overflow(numbers));
met("overflow: last", numbers, extremes, () => overflow(numbers), 11);

// minus-zero: products and remainders
function minusZero(list) {
  let product = 0, remainder = 0, seen = "";
  for (let i = 0; i < list.length; i++) {
    const v = list[i];
    product = v * (i - 7);
    remainder = v % 5;
    if (i === 7) seen = text(product) + text(remainder);
  }
  return seen + product + remainder;
}
met("minus-zero", numbers, [-3, -5, 0, 5], () => minusZero(numbers));

// minus-zero: a remainder of nothing
function divided(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum = sum * 2 + (100 % list[i]);
  return sum;
}
met("minus-zero: by", numbers, [0, -3, -200], () => divided(numbers));

// inexact: an index with a fraction
const some = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];
function inexact(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = some[list[i] * 0.5];
    sum = v === undefined ? sum * 10 : sum + v;
  }
  return sum;
}
const even = numbers.map((x) => x * 2);
met("inexact", even, [7, 1e10, -0, NaN], () => inexact(even));

// shape: objects of another layout, with accessors, and none
const points = numbers.map((x) => ({ x, y: x * 2 }));
function shape(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    p.y = p.x + 1;
    sum += p.y;
  }
  return sum;
}
const reads = [];
const accessors = {
  get x() { reads.push("get"); return 9; },
  set y(v) { reads.push("set " + v); },
};
const odd = [{ y: 1, x: 2 }, { x: 4, y: 5, z: 6 }, Object.freeze({ x: 7, y: 8 }), null, "string", accessors];
met("shape", points, odd, () => shape(points));
console.log(reads.join());

// bounds: an index below, above, far above
function bounds(list) {
  let sum = 0, found = "";
  for (let i = 0; i < list.length; i++) {
    const v = some[list[i]];
    found += v + " ";
    sum += v;
  }
  return found + sum;
}
met("bounds", numbers, [-1, 13, 0x7fffffff], () => bounds(numbers));

// bounds: typed arrays and strings
const floats = new Float64Array(13), word = "abcdefghijklm";
function others(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const at = list[i];
    floats[at] = i;
    const f = floats[at], c = word.charCodeAt(at), s = word[at];
    sum = f === undefined ? sum + s + c : sum + f + c + s.length;
  }
  return sum;
}
met("bounds: others", numbers, [-1, 13, 0x7fffffff], () => others(numbers));

// hole: an element is missing, or is the prototype's
function hole(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum = sum * 2 + list[i];
  return sum;
}
Reflect.deleteProperty(numbers, ODD);
console.log("hole:", hole(numbers));
numbers[ODD] = ODD + 1;
console.log("hole: filled", hole(numbers));

// call-target: another closure, another function, a built-in, none
const twice = (x) => x * 2;
const functions = numbers.map(() => twice);
function callTarget(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const f = list[i];
    sum += f(i);
  }
  return sum;
}
const callees = [(x) => x + 0.5, Math.sqrt, String, undefined, class {}, twice.bind(null, 4)];
met("call-target", functions, callees, () => callTarget(functions));

// uninitialized: a binding of the round, read before it is there
function uninitialized(list) {
  let sum = 0, thrown = "none";
  for (let i = 0; i < list.length; i++) {
    const early = list[i];
    const peek = () => later.v + 1;
    try {
      if (early < 0) sum += peek();
    } catch (e) {
      thrown = e.name + i;
    }
    let later = { v: early * 2 };
    sum += peek();
  }
  return sum + thrown;
}
met("uninitialized", numbers, [-1, -2], () => uninitialized(numbers));

// prototype: methods and values that objects inherit change
class Animal {
  constructor(n) { this.n = n; }
  legs(k) { return this.n + k; }
}
const animals = numbers.map((x) => new Animal(x));
function prototype(list, change) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    if (i === ODD) change();
    sum += list[i].legs(2);
  }
  return sum;
}
const legs = Animal.prototype.legs;
console.log("prototype:", prototype(animals, () => Reflect.set(Animal.prototype, "legs", (k) => k + "!")));
Reflect.set(Animal.prototype, "legs", legs);
console.log("prototype: again", prototype(animals, () => 0));
try {
  prototype(animals, () => Reflect.deleteProperty(Animal.prototype, "legs"));
} catch (e) {
  console.log("prototype: gone", e.name);
}

// range: the loop inside counts on small elements
const small = numbers.map((x) => x & 15);
function range(list) {
  const log = [];
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const step = list[i];
    log.push(i);
    for (let k = 0; k < 5; k++) sum = (sum + k * step) % 1000003;
    log.push(sum);
  }
  return log.join() + " " + sum;
}
met("range", small, [0x7fffffff, -0x80000000, -3, 0.5], () => range(small));

// range: the index that a loop begins with
function from(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const begin = list[i];
    for (let k = begin; k < list.length; k++) sum += list[k] ?? 1000;
  }
  return sum;
}
met("range: index", small, [-1, -7, 0x7fffffff, 100], () => from(small));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
Reflect.deleteProperty(numbers, ODD);
Reflect.set(Array.prototype, ODD, 1000);
console.log("hole: of the prototype", hole(numbers));
Reflect.deleteProperty(Array.prototype, ODD);
console.log("hole: again", hole(numbers));
