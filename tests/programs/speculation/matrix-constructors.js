// Each kind of exit in constructors: the object is half built, and what goes on builds the rest. Base classes, derived ones before and
// behind `super`, functions. A section for each kind; `tests/tests/coverage.rs` wants an exit of the kind in its section.
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
// All of an object: its class, its keys in order and what they hold.
function whole(o, ..._) {
  trace.push(o.constructor.name);
  for (const key of Reflect.ownKeys(o)) trace.push(text(key) + "=" + text(o[key]));
}

// type: fields, parameters' defaults, behind `super`
class Base {
  before = 1;
  constructor(v, i) {
    this.i = i;
    this.next = v + 1;
    this.sum = this.next + i;
  }
}
class Derived extends Base {
  own = this.next + 1;
  constructor(v, i, more = v) {
    const first = v * 2;
    super(v, first);
    this.more = more + this.sum;
    this.sum = this.sum + this.own;
  }
}
function Old(list, i) {
  this.i = i;
  this.v = list[i];
  this.sum = this.v - 1;
  this.last = this.sum - i;
}
function base(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Base(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
function derived(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Derived(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
function old(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Old(list, i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
const types = [0.5, "s", undefined, { valueOf: () => 3, toString: () => "o" }, 1n];
met("type: base", numbers, types, () => base(numbers));
met("type: derived", numbers, types, () => derived(numbers));
met("type: function", numbers, types, () => old(numbers));

// overflow: a constructor that returns another object, one with many fields
class Summed {
  constructor(v, i) {
    this.v = v;
    this.sum = v + v;
    this.product = v * 3;
    if (this.sum > 1000000000) return { __proto__: Summed.prototype, instead: this, sum: this.sum };
    this.end = i;
  }
}
class More extends Summed {
  constructor(v, i) {
    super(v, i);
    this.sum += 0x7fffff00;
    this.sum -= 0x7fffff00;
    this.twice = this.v + this.v;
  }
}
function overflow(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const s = new Summed(list[i], i), m = new More(list[i], i);
    if (i === ODD) {
      whole(s);
      whole(m);
    }
    sum += s.sum + m.sum;
  }
  return sum;
}
met("overflow", numbers, [0x7fffffff, -0x80000000, 0x40000000], () => overflow(numbers));

// minus-zero: products and remainders are fields
class Rest {
  product;
  constructor(v, i) {
    this.product = v * (i - 7);
    this.rest = v % 5;
    this.sum = 100 % v;
  }
}
class Rests extends Rest {
  constructor(v, i) {
    super(v, i);
    this.more = this.rest * 2 - this.product;
  }
}
function minusZero(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const r = new Rest(list[i], i), s = new Rests(list[i], i);
    if (i === ODD) {
      whole(r);
      whole(s);
    }
    sum += r.sum + s.sum;
  }
  return sum;
}
met("minus-zero", numbers, [-3, -5, 0], () => minusZero(numbers));

// inexact: an index with a fraction
const even = numbers.map((x) => x * 2);
class Found {
  constructor(v) {
    const at = v * 0.5;
    this.v = v;
    this.sum = some[at];
    this.end = "end";
  }
}
function inexact(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const f = new Found(list[i]);
    if (i === ODD) {
      whole(f);
    }
    sum += f.sum;
  }
  return sum;
}
met("inexact", even, [7, -1], () => inexact(even));

// shape: of what the constructor is given, and of the object itself
const points = numbers.map((x) => ({ x, y: x * 2 }));
class Copy {
  constructor(p, i) {
    this.i = i;
    this.x = p.x;
    this.y = p.y;
    this.sum = this.x + this.y;
  }
}
class Moved extends Copy {
  constructor(p, i) {
    super(p, i);
    if (i === ODD) trace.push(Object.keys(this));
    p.x = this.x + 0;
    this.end = "end";
  }
}
function copies(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Copy(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
function moved(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Moved(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
const odd = [{ y: 1, x: 2 }, Object.freeze({ x: 3, y: 4 }), null, { get x() { trace.push("get"); return 9; }, y: 5 }];
met("shape", points, odd, () => copies(points));
met("shape: derived", points, odd, () => moved(points));
const helpers = [(o) => o, (o) => Object.freeze(o), (o) => { delete o.a; }, (o) => { o.c = 0; return o; }];
class Helped {
  constructor(v, i, help) {
    this.a = i;
    help(this);
    this.b = v;
    this.sum = this.a + this.b;
  }
}
function helped(list, help, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    try {
      const o = new Helped(list[i], i, i === ODD ? help : helpers[0]);
      sum = o.sum;
      if (i === ODD) trace.push(Object.keys(o), text(sum));
    } catch (e) {
      trace.push(e.name, i);
    }
  }
  return sum;
}
for (const help of helpers) {
  trace = [];
  console.log("shape: helped", helped(numbers, help), trace.join());
}

// bounds: an element that is not there
class Element {
  constructor(v) {
    this.v = v;
    this.sum = some[v];
    this.next = some[v - 1];
  }
}
function bounds(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Element(list[i]);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
met("bounds", numbers, [-1, 13, 14], () => bounds(numbers));

// hole: an element that the prototype has
class Doubled extends Base {
  constructor(list, i) {
    super(i, i);
    this.sum = this.sum * 2 + list[i];
    this.end = list[0];
  }
}
function hole(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Doubled(list, i);
    sum = sum * 2 + o.sum;
    if (i === ODD) trace.push(o.sum, o.end, Object.keys(o).length);
  }
  return sum;
}
trace = [];
Reflect.deleteProperty(numbers, ODD);
console.log("hole:", hole(numbers), trace.join());
numbers[ODD] = ODD + 1;

// call-target: what the constructor calls, and which it is
const twice = (x) => x * 2;
const functions = numbers.map(() => twice);
class Called {
  constructor(f, i) {
    this.i = i;
    this.sum = f(i);
    this.end = "end";
  }
}
class Again extends Called {
  result = this.sum + 1;
  constructor(f, i) {
    f(i);
    super(f, i + 1);
    this.other = f(this.sum);
  }
}
function called(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Called(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
function again(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Again(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
const callees = [(x) => x + 0.5, Math.sqrt, undefined, () => { throw new RangeError("x"); }, class {}];
met("call-target", functions, callees, () => called(functions));
met("call-target: derived", functions, callees, () => again(functions));
const classes = numbers.map(() => Called);
function constructed(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const C = list[i];
    try {
      const o = new C(twice, i);
      sum += o.sum;
      if (i === ODD) trace.push(C.name, o instanceof C, Object.keys(o));
    } catch (e) {
      trace.push(e.name);
    }
  }
  return sum;
}
const constructors = [Again, Base, Date, class Other { sum = "s"; }, twice, null, Called.bind(null, (x) => x + 100)];
met("call-target: constructors", classes, constructors, () => constructed(classes));

// uninitialized: `this` before `super`, and bindings that are not there yet
class Late extends Base {
  constructor(v, i) {
    const peek = () => later.v + i;
    try {
      if (v < 0) trace.push(peek());
    } catch (e) {
      trace.push(e.name);
    }
    let later = { v };
    super(peek(), i);
    this.later = peek() + 1;
  }
}
class Early extends Base {
  constructor(v, i) {
    const self = () => this.sum + i;
    try {
      if (v < 0) trace.push(self());
    } catch (e) {
      trace.push(e.name);
    }
    super(v, i);
    this.self = self();
  }
}
function late(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Late(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
function early(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = new Early(list[i], i);
    if (i === ODD) {
      whole(o);
    }
    sum += o.sum;
  }
  return sum;
}
met("uninitialized", numbers, [-1], () => late(numbers));
met("uninitialized: this", numbers, [-1], () => early(numbers));

// prototype: of the class, while an instance is half built
class Animal {
  constructor(n, change) {
    this.n = n;
    if (n === ODD) change();
    this.sum = this.legs(2);
    this.end = n;
  }
  legs(k) { return this.n + k; }
}
class Dog extends Animal {
  tail = this.legs(1);
  constructor(n, change) {
    super(n, change);
    this.after = this.legs(3);
  }
}
function prototype(list, change, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const a = new Animal(list[i], change), d = new Dog(list[i], change);
    sum += a.sum + d.after;
    if (list[i] === ODD) {
      whole(a);
      whole(d);
    }
  }
  return sum;
}
const legs = Animal.prototype.legs;
const changes = [
  () => Reflect.set(Animal.prototype, "legs", function (k) { return this.n - k; }),
  () => Reflect.defineProperty(Animal.prototype, "sum", { set(v) { trace.push("set", v); }, get: () => 5, configurable: true }),
  () => Reflect.set(Dog.prototype, "legs", () => "s"),
  () => Reflect.set(Animal, "prototype", {}),
  () => Reflect.setPrototypeOf(Dog, class { sum = "none"; }),
];
for (const change of changes) {
  trace = [];
  console.log("prototype:", prototype(numbers, change), trace.map(text).join());
  Reflect.set(Animal.prototype, "legs", legs);
  Reflect.deleteProperty(Animal.prototype, "sum");
  Reflect.deleteProperty(Dog.prototype, "legs");
  trace = [];
  console.log("prototype: again", prototype(numbers, () => 0), trace.map(text).join());
}

// range: the loop is between fields, or in front of `super`
const small = numbers.map((x) => x & 15);
class Table {
  first = 1;
  constructor(step, i) {
    this.i = i;
    let sum = 0;
    for (let k = 0; k < 5; k++) sum = (sum + k * step) % 1000003;
    this.sum = sum;
    this.step = step;
  }
}
class Wide extends Table {
  own = this.sum + 1;
  constructor(step, i) {
    let before = i;
    for (let k = 0; k < 5; k++) before = (before + k * step) % 1000003;
    super(i, before);
    this.end = before;
  }
}
function range(list, ..._) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const t = new Table(list[i], i), w = new Wide(list[i], i);
    if (i === ODD) {
      whole(t);
      whole(w);
    }
    sum += t.sum + w.sum;
  }
  return sum;
}
met("range", small, [0x7fffffff, -0x80000000, -3], () => range(small));

// hole: an element of the prototype. This comes last, for from then on any array may have such elements.
trace = [];
Reflect.deleteProperty(numbers, ODD);
Reflect.set(Array.prototype, ODD, 1000);
console.log("hole: of the prototype", hole(numbers), trace.join());
Reflect.deleteProperty(Array.prototype, ODD);
console.log("hole: again", hole(numbers));
