// Each kind of exit inside `try`: what `finally` and `catch` see then. A section for each kind; `tests/tests/coverage.rs` wants an
// exit of the kind in its section.
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

// type: the addition is done or throws, the blocks around see which
function type(list) {
  let i = 0, sum = 0, held = "none";
  try {
    for (; i < list.length; i++) {
      try {
        held = i;
        sum += list[i];
        held = "added";
      } catch (e) {
        trace.push(e.name, held);
      } finally {
        if (i >= ODD) trace.push(sum, held);
      }
    }
    return sum;
  } finally {
    trace.push("end", i);
  }
}
met("type", numbers, [0.5, "s", null, 1n, Symbol.iterator], () => type(numbers));

// overflow: what is returned is computed before `finally` runs
function sums(list) {
  let sum = 0, steps = 0;
  for (let i = 0; i < list.length; i++) {
    const v = list[i];
    try {
      steps++;
      sum += v;
      if (i === 10) return sum + v + 0x7fffff00;
    } finally {
      trace.push(sum);
      sum++;
    }
  }
  return steps;
}
met("overflow", numbers, [0x7fffffff, -0x80000000], () => sums(numbers));
function product(list) {
  let last = 1;
  try {
    for (const v of list) {
      last = v;
      try {
        last = v * v;
        last = last + 1;
      } finally {
        if (last > 1000) break;
      }
    }
  } finally {
    trace.push(last);
  }
  return last;
}
met("overflow: product", numbers, [0x10000, -0x7fffffff], () => product(numbers));

// minus-zero: the result is the exceptional one, the state around is as it was
function minusZero(list) {
  let r = 1;
  for (let i = 0; i < list.length; i++) {
    const v = list[i];
    try {
      r = 2;
      r = v * (i - 7);
      if (i === 7) return r;
    } finally {
      if (i === 7) trace.push(r, v % 5, 100 % v);
    }
  }
  return r;
}
met("minus-zero", numbers, [-3, -5, 0], () => minusZero(numbers));

// inexact: an index with a fraction
const even = numbers.map((x) => x * 2);
function inexact(list) {
  let sum = 0, at = 0;
  for (let i = 0; i < list.length; i++) {
    try {
      at = list[i] * 0.5;
      sum += some[at];
    } finally {
      if (i === ODD) trace.push(at, sum);
    }
  }
  return sum;
}
met("inexact", even, [7, -1], () => inexact(even));

// shape: a getter that throws, an object without the property, none
const points = numbers.map((x) => ({ x, y: x * 2 }));
function shape(list) {
  let sum = 0, stage = "";
  for (let i = 0; i < list.length; i++) {
    const p = list[i];
    try {
      stage = "read";
      const x = p.x;
      stage = "write";
      p.y = x + 1;
      stage = "done";
      sum += x;
    } catch (e) {
      trace.push(e instanceof TypeError ? "TypeError" : e);
      sum += 1000;
    } finally {
      if (i === ODD) trace.push(stage, sum);
    }
  }
  return sum;
}
const throwing = { get x() { trace.push("get"); throw "got"; }, y: 0 };
met("shape", points, [{ y: 1, x: 2 }, Object.freeze({ x: 3, y: 4 }), null, throwing], () => shape(points));

// bounds: an element that is not there
function bounds(list) {
  let v = 0, sum = 0;
  try {
    for (let i = 0; i < list.length; i++) {
      try {
        v = -1;
        v = some[list[i]];
      } finally {
        if (i === ODD) trace.push(v);
        sum += v;
      }
    }
  } finally {
    trace.push(sum);
  }
  return v;
}
met("bounds", numbers, [-1, 13], () => bounds(numbers));

// hole: an element that the prototype has, by a getter that throws
function hole(list) {
  let sum = 0, i = 0;
  try {
    for (; i < list.length; i++) sum = sum * 2 + list[i];
  } catch (e) {
    return e + i + " " + sum;
  } finally {
    trace.push(sum, i);
  }
  return sum;
}
trace = [];
Reflect.deleteProperty(numbers, ODD);
console.log("hole:", hole(numbers), trace.join());
numbers[ODD] = ODD + 1;

// call-target: the callee throws, or there is none
const twice = (x) => x * 2;
const functions = numbers.map(() => twice);
function callTarget(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const f = list[i];
    let done = false;
    try {
      sum += f(i);
      done = true;
    } catch (e) {
      trace.push(e.name);
    } finally {
      if (!done) trace.push("not done", i, sum);
    }
  }
  return sum;
}
const callees = [(x) => x + 0.5, Math.sqrt, undefined, () => { throw new RangeError("x"); }, class {}];
met("call-target", functions, callees, () => callTarget(functions));

// uninitialized: the binding of a block that `finally` leaves
function uninitialized(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const early = list[i];
    const peek = () => later.v + 1;
    try {
      if (early < 0) sum += peek();
    } catch (e) {
      trace.push(e.name, sum);
      continue;
    } finally {
      sum += early;
    }
    let later = { v: early * 2 };
    sum += peek();
  }
  return sum;
}
met("uninitialized", numbers, [-1, -2], () => uninitialized(numbers));

// prototype: a method changes in `finally`, and throws
class Animal {
  constructor(n) { this.n = n; }
  legs(k) { return this.n + k; }
}
const animals = numbers.map((x) => new Animal(x));
function prototype(list, change) {
  let sum = 0, i = 0;
  try {
    for (; i < list.length; i++) {
      try {
        sum += list[i].legs(2);
      } finally {
        if (i === ODD) change();
      }
    }
  } catch (e) {
    trace.push(e);
  } finally {
    trace.push(sum, i);
  }
  return sum;
}
const legs = Animal.prototype.legs;
for (const other of [(k) => k + "!", () => { throw "no legs"; }]) {
  trace = [];
  console.log("prototype:", prototype(animals, () => Reflect.set(Animal.prototype, "legs", other)), trace.join());
  trace = [];
  Reflect.set(Animal.prototype, "legs", legs);
  console.log("prototype: again", prototype(animals, () => 0), trace.join());
}

// range: in front of a loop inside of `try`; what `finally` and `catch` see is as the rounds left it
const small = numbers.map((x) => x & 15);
function range(list) {
  let sum = 0, i = 0;
  try {
    for (; i < list.length; i++) {
      const step = list[i];
      try {
        for (let k = 0; k < 5; k++) sum = (sum + k * step) % 1000003;
        if (sum < 0 || sum !== Math.floor(sum)) throw new RangeError("below");
      } catch (e) {
        trace.push(e.name, sum);
        sum = 0;
      } finally {
        if (i === ODD) trace.push(step, sum);
      }
    }
    return sum;
  } finally {
    trace.push("end", i);
  }
}
met("range", small, [0x7fffffff, -0x80000000, -3, 0x1000000], () => range(small));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
trace = [];
Reflect.deleteProperty(numbers, ODD);
Reflect.defineProperty(Array.prototype, ODD, { get() { throw "thrown at "; }, configurable: true });
console.log("hole: of the prototype", hole(numbers), trace.join());
Reflect.deleteProperty(Array.prototype, ODD);
console.log("hole: again", hole(numbers));
