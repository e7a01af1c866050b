// super in object literals, static methods, accessors and arrows; assignment through super.
const base = { hi() { return 'base ' + this.n; }, get v() { return 'v' + this.n; }, set w(x) { this.saw = 'setter ' + x; } };
const o = {
  n: 'o',
  hi() { return 'o>' + super.hi(); },
  get v() { return super.v + '!'; },
  arrow() { return (() => super.hi())(); },
  set(x) { super.w = x; super.fresh = 'own'; return this.saw; },
  call(name) { return super[name](); },
  has() { return super.missing; },
  __proto__: base,
};
console.log(o.hi(), o.v, o.arrow(), o.set(5), o.fresh, Object.hasOwn(base, 'fresh'), o.call('hi'), o.has());
const moved = { n: 'moved', hi: o.hi };
console.log(moved.hi());
Object.setPrototypeOf(o, { hi() { return 'replaced'; } });
console.log(o.hi());
class A { static s() { return 'A.s ' + this.tag; } static tag = 'a'; m() { return 'A.m'; } get g() { return 'A.g'; } }
class B extends A {
  static tag = 'b';
  static s() { return 'B>' + super.s(); }
  m() { return [1, 2].map(() => super.m()).join(); }
  get g() { return 'B>' + super.g; }
  set g(v) { super.own = v; }
  static make() { return { m: () => super.s() }; }
  field = super.m() + ' in field';
}
const b = new B();
b.g = 'assigned';
console.log(B.s(), b.m(), b.g, b.own, B.make().m(), b.field);
B.prototype.m.call({}); 
const { m } = b;
console.log(m.call(null));
class C extends B { m() { return super.m() + '/' + super['g']; } }
console.log(new C().m());
try {
  class D extends A { m() { return super.nothing(); } }
  new D().m();
} catch (e) {
  console.log(e.message);
}
