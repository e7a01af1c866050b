// Many small cases of the family, in one line each.
class A { static #c = 0; #x; static s = 's'; y = this.constructor.name; ['z'+1] = 3; static { A.init = A.s + '!'; } constructor(x){ this.#x = x; A.#c++; } get x(){ return this.#x } set x(v){ this.#x = v } static get c(){ return A.#c } static make(...a){ return new this(...a) } *[Symbol.iterator](){ yield this.#x; yield* [1,2] } toString(){ return `A(${this.#x})` } [Symbol.toPrimitive](h){ return h } get [Symbol.toStringTag](){ return 'AAA' } 'quoted key'(){ return 'q' } 123(){ return 'n' } async = 1; get = 2; set = 3; static = 4; }
class B extends A { constructor(){ super(10); } get x(){ return 'B' + super.x } set x(v){ super.x = v * 2 } toString(){ return 'B:' + super.toString() } static make(){ return super.make() } }
const a = new A(1), b = B.make();
console.log(a, b, A.c, A.init, B.s, [...a], [...b], `${a}`, a + '', +a, String(b.toString()));
b.x = 4; console.log(b.x, a['quoted key'](), a[123](), Object.getOwnPropertyNames(A.prototype), Object.getOwnPropertyNames(A));
console.log(Object.prototype.toString.call(a), typeof A, A.name, A.length, B.length, B.__proto__ === A, Object.keys(a));
console.log(Object.getOwnPropertyDescriptor(A.prototype, 'x'), Object.getOwnPropertyDescriptor(A, 'prototype'), Object.getOwnPropertyDescriptor(A, 'name'));
const C = class Inner { who(){ return Inner.name } }; console.log(new C().who(), C.name);
const D = class {}; console.log(D.name, (class {}).name, ({ E: class {} }).E.name, [class {}][0].name, (() => class {})().name);
let { F = class {} } = {}; console.log(F.name); let G; G = class {}; console.log(G.name); [G = class {}] = []; console.log(G.name);
class Named { static name = 'custom' } console.log(Named.name); class N2 { static name(){ } } console.log(typeof N2.name);
class P1 { foo(){ return 'P1.foo' } static sfoo(){ return 'P1.sfoo' } } class P2 extends P1 { foo(){ return (() => super.foo())() + '+P2' } static sfoo(){ return super.sfoo() + '+P2' } bar(){ return super['f'+'oo']() } arrow = () => super.foo(); } console.log(new P2().foo(), P2.sfoo(), new P2().bar(), new P2().arrow());
const obj = { __proto__: { hi(){ return 'proto hi ' + this.n } }, n: 5, hi(){ return super.hi() + '!' } }; console.log(obj.hi());
class Cnt { static #n = 0; static inc(){ return ++Cnt.#n } static dec(){ return Cnt.#n-- } static get n(){ return this.#n } } Cnt.inc(); Cnt.inc(); Cnt.dec(); console.log(Cnt.n);
class PM { #m(){ return 'pm' } static #sm(){ return 'psm' } get #g(){ return 'pg' } set #g(v){ this.v = v } run(){ this.#g = 4; return [this.#m(), PM.#sm(), this.#g, this.v, #m in this, #m in {}] } async_(){ return this.#m?.() } } console.log(new PM().run(), new PM().async_());
class Opt { #o = { p: 1 }; get(x){ return x?.#o?.p } } console.log(new Opt().get(new Opt), new Opt().get(null));
class Priv2 { #a = 1; b(){ return { ...this, a: this.#a } } upd(){ this.#a += 5; this.#a ||= 9; this.#a &&= this.#a + 1; this.#a ??= 0; return this.#a ** 2 } des(){ [this.#a] = [42]; ({ z: this.#a } = { z: this.#a + 1 }); return this.#a } } console.log(new Priv2().b(), new Priv2().upd(), new Priv2().des());
class Ext extends Array { sum(){ return this.reduce((p,c)=>p+c,0) } } const ex = Ext.from([1,2,3]); console.log(ex, ex.sum(), ex.map(x=>x*2) instanceof Ext, ex.length, Ext.of(7).concat([8]));
class Er extends Error { constructor(m, o){ super(m, o); this.name = 'Er' } get extra(){ return 1 } } const er = new Er('msg', { cause: 'c' }); console.log(er instanceof Er, er instanceof Error, String(er), er.cause, Object.keys(er), er.stack.split('\n')[0]);
class Mp extends Map { get(k){ return super.get(k) ?? 'default' } } console.log(new Mp([[1,2]]).get(1), new Mp().get(5), new Mp([[1,2]]));
function Old(x){ if (!new.target) return new Old(x); this.x = x } Old.prototype.m = function(){ return this.x }; class New extends Old { m(){ return 'new' + super.m() } } console.log(new New(3).m(), Old(4).m(), new New(3));
class Ret { constructor(){ return { r: 1 } } } class Ret2 extends Ret { f = 5 } console.log(new Ret2());
class NT { constructor(){ this.t = new.target.name } } class NT2 extends NT {} console.log(new NT2().t, Reflect.construct(NT, [], NT2).t, Reflect.construct(NT, [], Array) instanceof Array);
const log = []; class Order { [log.push('k1')] = log.push('v1'); static [log.push('k2')] = log.push('v2'); [log.push('k3')](){} constructor(){ log.push('ctor') } } new Order(); console.log(log.length, Object.keys(new Order));
class Gs { static get [Symbol.species](){ return Array } } console.log(Gs[Symbol.species] === Array);
class Dup { a(){ return 1 } a(){ return 2 } get b(){ return 1 } b = 3; static b = 4; } console.log(new Dup().a(), new Dup().b, Dup.b);
console.log(class { static x = this }.x.name, (class { static y = (() => this)() }).y !== undefined);
var t = class { constructor(a, b = 2, ...c) {} }; console.log(t.length, t.toString());
console.log((class Foo { bar(){ } static baz = 1 }).toString(), Object.getOwnPropertyDescriptor(class { static get x(){ return 1 } }, 'x').get.toString(), ({ async: 1, get a(){ return 1 }, *g(){}, ['c'+1](){}, 'str'(){}, 5(){} }).g.toString());
console.log(Object.values(Object.getOwnPropertyDescriptors({ get a(){ return 1 }, *g(){}, ['c'+1](){}, 'str'(){}, 5(){}, arrow: (x) => x + 1, fn: function () { /* c */ }, named: function nm(){} })).map(d => String(d.get || d.value)));
class SM { static /* c */ foo(){} static   *gen(){} static get acc(){ return 1 } static async_(){ } } console.log(SM.foo.toString(), SM.gen.toString(), Object.getOwnPropertyDescriptor(SM,'acc').get.toString());
console.log(String(Math.max), String(function(){}.bind()), String(class{}), String(Symbol), String(Object.getOwnPropertyDescriptor(Map.prototype, 'size').get), String(Array.prototype[Symbol.iterator]), String(RegExp.prototype[Symbol.match]));
function décor(ü) { return 'ä€😀' } console.log(String(décor));
