// Class instances, anonymous classes, inheritance, toStringTag, null prototypes, accessors, constructors.
class A { x = 1; #hidden = 2; get acc() { return 1; } method() {} }
class B extends A { y = [1]; }
class Empty {}
console.log(new A(), new B(), new Empty(), [new A()], { e: new Empty() });
console.log(A, B, class {}, [A], { cls: class Inner {} });
console.log(new (class {})(), new (class { z = 1; })());
function Old() { this.v = 1; }
console.log(new Old(), Old, Object.create(Old.prototype));
class Tagged { get [Symbol.toStringTag]() { return 'Tag'; } p = 1; }
console.log(new Tagged(), { [Symbol.toStringTag]: 'Lit' });
console.log(Object.create(null), Object.assign(Object.create(null), { a: 1 }), Object.create(Object.create(null)));
console.log({ get g() { return 1; }, set s(v) {}, get b() { return 1; }, set b(v) {} });
class Static { static count = 1; static m() {} }
console.log(Static, [Static]);
const fn = function named() {};
fn.prop = { deep: 1 };
console.log(fn, [fn], { m: fn });
console.log(Object.create(A.prototype), Object.create(new A()));
class Deep { child = { a: { b: { c: 1 } } }; }
console.log(new Deep());
const o = new A();
Object.defineProperty(o, 'hiddenProp', { value: 1, enumerable: false });
console.log(o, Object.freeze(new A()));
const renamed = new A();
renamed.constructor = 'own constructor';
console.log(renamed);
console.log([() => {}, function () {}, async_(), Math.max, Symbol, class {}, function* g() {}]);
function async_() { return Array.prototype.map; }
console.log(Math, JSON, Reflect === undefined, globalThis.undefinedThing);
