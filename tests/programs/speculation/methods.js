// Methods found by shapes, and closures handed to inlined functions: what is known of them must go when it no longer holds.

class Square {
  constructor(side) { this.side = side; }
  area() { return this.side * this.side; }
  name() { return 'square'; }
}
class Circle {
  constructor(radius) { this.radius = radius; }
  area() { return this.radius * 3; }
  name() { return 'circle'; }
}
class Unit extends Square {
  constructor() { super(1); }
  name() { return 'unit'; }
}
const shapes = [new Square(2), new Circle(1), new Unit(), new Square(3), new Circle(4)];
const total = () => {
  let sum = 0;
  for (const s of shapes) sum += s.area();
  return sum;
};
const names = () => shapes.map((s) => s.name()).join();
for (let i = 0; i < 50; i++) total();
console.log(total(), names());

// A method is replaced: by assignment, by definition, for one way of several; and comes back.
const original = Circle.prototype.area;
Circle.prototype.area = function () { return -1; };
console.log(total());
Circle.prototype.area = original;
console.log(total());
Object.defineProperty(Square.prototype, 'area', { value() { return 100; } });
console.log(total());
Unit.prototype.area = () => 7;
console.log(total());
delete Unit.prototype.area;
console.log(total());
Reflect.set(Circle.prototype, 'name', () => 'round');
Object.assign(Square.prototype, { name: () => 'box' });
console.log(names());

// In mid-loop, and by a callee.
class Counter {
  constructor() { this.n = 0; }
  step() { this.n++; return this.n; }
}
const swap = (i) => {
  if (i === 30) Counter.prototype.step = function () { this.n += 10; return this.n; };
  if (i === 40) Counter.prototype['st' + 'ep'] = function () { this.n += 100; return 'x'; };
};
{
  const c = new Counter();
  let last;
  for (let i = 0; i < 50; i++) {
    swap(i);
    last = c.step();
  }
  console.log(c.n, last);
}

// Between the look-up and the call: the method is what was looked up.
class A { constructor() { this.a = 1; } m(x) { return 'A' + this.a + x; } }
class B { constructor() { this.b = 1; this.a = 5; } m(x) { return 'B' + this.a + x; } }
const pair = [new A(), new B()];
const between = (o, i) => o.m((i === 25 ? (B.prototype.m = () => 'new', A.prototype.m = () => 'NEW') : 0, i));
{
  const seen = [];
  for (let i = 0; i < 30; i++) seen.push(between(pair[i & 1], i));
  console.log(seen.slice(22).join());
}

// An object whose stores are cached becomes a prototype.
const base = { f() { return 1; }, g: 0 };
const store = (o, f) => { o.f = f; };
for (let i = 0; i < 20; i++) store(base, () => i);
function Derived() { this.x = 1; }
Derived.prototype = base;
const derived = [];
for (let i = 0; i < 20; i++) derived.push(new Derived());
const call = () => {
  let sum = 0;
  for (const d of derived) sum += d.f();
  return sum;
};
console.log(call(), call());
store(base, () => 1000);
console.log(call());
for (let i = 0; i < 5; i++) {
  store(base, () => i);
  console.log(call());
}

// Closures handed to functions that are inlined.
const each = (list, visit) => {
  for (let i = 0; i < list.length; i++) visit(list[i], i);
};
const reassigned = (list, visit) => {
  for (let i = 0; i < list.length; i++) {
    visit(list[i]);
    if (i === 2) visit = (x) => log.push('other ' + x);
  }
};
const log = [];
const run = (list) => {
  let sum = 0;
  each(list, (x) => { sum += x; });
  each(list, (x, i) => { if (i === 3) throw_on(x); sum = sum + x * i; });
  return sum;
};
const throw_on = (x) => { if (typeof x !== 'number') throw new TypeError('not ' + x); };
for (let i = 0; i < 30; i++) run([1, 2, 3, 4, 5]);
console.log(run([1, 2, 3, 4, 5]), run([1.5, 2, 3]), run(['a', 1]));
try {
  run([1, 2, 3, 'x']);
} catch (e) {
  console.log(e.message);
}
reassigned([1, 2, 3, 4], (x) => log.push('first ' + x));
console.log(log.join());

// Primitive receivers among objects.
const describe = (v) => v.describe();
String.prototype.describe = function () { return 'string ' + this; };
Square.prototype.describe = function () { return 'square ' + this.side; };
Circle.prototype.describe = function () { return 'circle ' + this.radius; };
const all = [new Square(1), new Circle(2), 'three', new Square(4)];
for (let i = 0; i < 20; i++) describe(all[i & 1]);
console.log(all.map(describe).join());
try {
  describe(Symbol('s'));
} catch (e) {
  console.log(e.constructor.name);
}

// An object becomes a prototype, is stored to, and what inherits from it calls the new method.
const maker = (n) => function () { return n; };
function Base() { this.a = 1; this.m = maker(1); }
function Child() { this.d = 1; }
const become = () => {
  const o = new Base();
  Child.prototype = o;
  o.a = 2;
  const child = new Child();
  const before = child.m();
  o.m = maker(2);
  return [before, child.m(), child.a].join();
};
console.log(become(), become());
