// new.target in functions, classes, arrows, Reflect.construct; what new returns.
function F() {
  return new.target === undefined ? 'called' : this;
}
console.log(F(), new F() instanceof F, F.call({}));
class Base {
  constructor() {
    this.made = new.target.name;
  }
}
class Derived extends Base {}
console.log(new Base().made, new Derived().made, Reflect.construct(Base, [], Derived).made);
function Arrow() {
  return { target: (() => new.target)() === Arrow };
}
console.log(new Arrow().target);
class Abstract {
  constructor() {
    if (new.target === Abstract) throw new TypeError('abstract');
  }
}
try {
  new Abstract();
} catch (e) {
  console.log(e.message);
}
console.log(new (class extends Abstract {})() instanceof Abstract);
function ReturnsObject() { this.a = 1; return { b: 2 }; }
function ReturnsPrimitive() { this.a = 1; return 5; }
console.log(new ReturnsObject(), new ReturnsPrimitive(), new ReturnsPrimitive);
const bound = F.bind(null);
console.log(new bound() instanceof F);
F.prototype = null;
console.log(Object.getPrototypeOf(new F()) === Object.prototype);
for (const f of [() => new (() => {})(), () => new Math.max(), () => new (class { m() {} }).prototype.m(), () => Base(), () => new 5(), () => new Symbol()]) {
  try {
    f();
  } catch (e) {
    console.log(e.name);
  }
}
function sloppyConstructor(x) {
  if (!(this instanceof sloppyConstructor)) return new sloppyConstructor(x);
  this.x = x;
}
console.log(sloppyConstructor(3));
