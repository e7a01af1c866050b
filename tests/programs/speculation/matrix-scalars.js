// Each kind of exit while objects are alive that were never allocated: instances that hold each other. What goes on uses them, and
// lets them escape. A section for each kind; `tests/tests/coverage.rs` wants an exit of the kind in its section.
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
class Vector {
  constructor(x, y) { this.x = x; this.y = y; }
  plus(o) { return new Vector(this.x + o.x, this.y + o.y); }
  product() { return this.x * this.y; }
}
class Pair {
  constructor(a, b) { this.a = a; this.b = b; }
}
// The end of each round: nothing, as far as inference sees. In one round the object escapes.
const nothing = (o) => 0;
const keep = numbers.map(() => nothing);
Reflect.set(keep, ODD, (o) => trace.push(JSON.stringify(o), o.a === o.b, o instanceof Vector));

// type: an instance that another names twice, changed before and behind the exit
function type(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(i, i + 1), pair = new Pair(v, v);
    v.y = 10;
    sum += list[i];
    pair.a.x += 1;
    sum += pair.b.x + v.y;
    keep[i](pair);
  }
  return sum;
}
met("type", numbers, [0.5, "s", undefined, { valueOf: () => 3 }], () => type(numbers));
function thrown(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(i, 1), pair = new Pair(v, v);
    try {
      v.y = 20;
      sum += list[i];
      v.x = 30;
    } catch (e) {
      trace.push(JSON.stringify(pair), pair.a === pair.b);
    }
    sum += pair.a.x;
  }
  return sum;
}
met("type: thrown", numbers, [1n, { valueOf() { throw "value"; } }], () => thrown(numbers));

// overflow: the fields themselves, in the middle of a method, of a constructor's call and between two
function overflow(list) {
  let last = 0;
  for (let i = 0; i < list.length; i++) {
    const a = new Vector(list[i], i), b = a.plus(a), c = b.plus(a), pair = new Pair(a, c);
    last = c.x - c.y + b.x;
    keep[i](b);
    keep[i](pair);
    if (i === ODD) trace.push(last);
  }
  return last;
}
met("overflow", numbers, [0x7fffffff, -0x80000000, 0x2aaaaaab, 0x20000000], () => overflow(numbers));

// minus-zero: products and remainders of fields
function minusZero(list) {
  let last = 1;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(list[i], i - 7), pair = new Pair(v, new Vector(i, i));
    const p = v.product();
    v.y = 3;
    const r = pair.a.x % 5;
    pair.b.x = 4;
    last = 100 % v.x;
    if (i === ODD) trace.push(p, r, last);
    keep[i](pair);
  }
  return last;
}
met("minus-zero", numbers, [-3, -5, 0], () => minusZero(numbers));

// inexact: an index with a fraction, which is a field
class Half {
  constructor(n) { this.half = n * 0.5; }
  of(list) { return list[this.half]; }
}
const even = numbers.map((x) => x * 2);
function inexact(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const at = new Half(list[i]), v = new Vector(i, i);
    sum += at.of(some) + v.x;
    keep[i](at);
    keep[i](v);
  }
  return sum;
}
met("inexact", even, [7, -1], () => inexact(even));

// shape: between the stores of an object, with a handler that lets it escape
const points = numbers.map((x) => ({ x, y: x * 2 }));
function shape(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(i, 0), pair = new Pair(v, v);
    try {
      v.y = list[i].x;
      v.x = list[i].y;
      sum += pair.a.x + pair.b.y;
    } catch (e) {
      trace.push(e instanceof TypeError);
      keep[i](pair);
    }
    keep[i](v);
  }
  return sum;
}
const throwing = { x: 5, get y() { trace.push("get"); throw "got"; } };
met("shape", points, [{ y: 1, x: 2 }, null, { get x() { return "x"; }, y: 5 }, throwing], () => shape(points));

// bounds: in a callee that is given the object
const element = (list, v) => list[v.x] + v.y;
function bounds(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(list[i], i), pair = new Pair(v, v);
    sum += element(some, pair.b);
    pair.a.x = i;
    sum += v.x;
    keep[i](pair);
  }
  return sum;
}
met("bounds", numbers, [-1, 13], () => bounds(numbers));

// hole: in the arguments of a constructor
function hole(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(i, 1), pair = new Pair(v, new Vector(v.y, list[i]));
    sum += pair.b.y + pair.b.x;
    keep[i](pair);
  }
  return sum;
}
trace = [];
Reflect.deleteProperty(numbers, ODD);
console.log("hole:", hole(numbers), trace.join());
numbers[ODD] = ODD + 1;

// call-target: another callee gets the object
const length = (v) => v.x + v.y;
const functions = numbers.map(() => length);
function callTarget(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const f = list[i], v = new Vector(i, 2), pair = new Pair(v, new Vector(v.x, i));
    sum += f(v);
    sum += f(pair.b) + v.x;
    pair.b.x = i;
  }
  return sum;
}
const callees = [(v) => { v.x = 100; return 0.5; }, (v) => trace.push(JSON.stringify(v)), undefined, (v) => { throw v; }, Object.keys];
met("call-target", functions, callees, () => callTarget(functions));

// uninitialized: the binding is not there yet, the object is
function uninitialized(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(list[i], i), pair = new Pair(v, v);
    try {
      pair.a.y += 1;
      sum += read(v);
    } catch (e) {
      trace.push(e.name);
      keep[i](pair);
    }
    sum += pair.b.y;
  }
  return sum;
}
const read = (v) => offset.x + v.x;
met("uninitialized", numbers, [1], () => uninitialized(numbers));
const offset = new Vector(1, 1);
met("uninitialized: then", numbers, [1], () => uninitialized(numbers));

// prototype: a method and an accessor change while instances are only values
function prototype(list, change) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const a = new Vector(list[i], 1), pair = new Pair(a, a);
    if (i === ODD) change();
    const c = a.plus(pair.b);
    sum += c.x + c.y;
    keep[i](pair);
  }
  return sum;
}
const plus = Vector.prototype.plus;
const changes = [
  () => Reflect.set(Vector.prototype, "plus", function (o) { trace.push(this === o); return o; }),
  () => Reflect.defineProperty(Vector.prototype, "y", { get: () => 7, set(v) { trace.push(v); }, configurable: true }),
  () => Reflect.deleteProperty(Vector.prototype, "plus"),
];
for (const change of changes) {
  trace = [];
  try {
    console.log("prototype:", prototype(numbers, change), trace.join());
  } catch (e) {
    console.log("prototype:", e.name, trace.join());
  }
  Reflect.set(Vector.prototype, "plus", plus);
  Reflect.deleteProperty(Vector.prototype, "y");
  trace = [];
  console.log("prototype: again", prototype(numbers, () => 0), trace.join());
}

// range: in front of a loop with a field; the objects are used in it and behind it
const small = numbers.map((x) => x & 15);
function range(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const v = new Vector(list[i], i), pair = new Pair(v, v);
    v.y = 10;
    for (let k = 0; k < 5; k++) sum = (sum + k * pair.a.x) % 1000003;
    sum = (sum + v.y) & 0xffff;
    pair.b.x = i;
    keep[i](pair);
  }
  return sum;
}
met("range", small, [0x7fffffff, -0x80000000, -3], () => range(small));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
trace = [];
Reflect.deleteProperty(numbers, ODD);
Reflect.set(Array.prototype, ODD, "p");
console.log("hole: of the prototype", hole(numbers), trace.join());
Reflect.deleteProperty(Array.prototype, ODD);
console.log("hole: again", hole(numbers));
