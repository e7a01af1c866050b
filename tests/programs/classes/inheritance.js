// extends, super calls, super methods, overriding, static inheritance, instanceof chains.
class A {
  constructor(name) { this.name = name; this.log = ['A']; this.init(); }
  init() { this.log.push('A.init'); }
  hello() { return 'A says ' + this.name; }
  get kind() { return 'a'; }
  static make(...args) { return new this(...args); }
  static who() { return 'static A of ' + this.name; }
}
class B extends A {
  constructor(name) { super(name + '!'); this.log.push('B'); }
  init() { super.init(); this.log.push('B.init'); }
  hello() { return 'B: ' + super.hello(); }
  get kind() { return super.kind + 'b'; }
  static who() { return 'B/' + super.who(); }
}
class C extends B {}
const c = C.make('x');
console.log(c, c.hello(), c.kind, C.who(), c.log.join());
console.log(c instanceof C, c instanceof A, Object.getPrototypeOf(C) === B, C.length);
class NoThis extends A { constructor() { } }
class TwiceSuper extends A { constructor() { super('1'); super('2'); } }
class ThisFirst extends A { constructor() { this.x = 1; super(); } }
class ReturnsObject extends A { constructor() { return { other: true }; } }
for (const K of [NoThis, TwiceSuper, ThisFirst, ReturnsObject]) {
  try {
    console.log(new K());
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
}
class ArrowSuper extends A { constructor() { const s = () => super('from arrow'); s(); this.later = () => super.hello(); } }
console.log(new ArrowSuper().later.call(null));
function Old(x) { this.x = x; }
Old.prototype.m = function () { return 'old ' + this.x; };
class New extends Old { m() { return 'new ' + super.m(); } }
console.log(new New(5).m());
for (const bad of [() => class extends 5 {}, () => class extends undefined {}, () => class extends (() => {}) {}]) {
  try { bad(); } catch (e) { console.log(e.message); }
}
class N extends null { static s() { return 'static only'; } }
console.log(N.s(), Object.getPrototypeOf(N.prototype));
