// Errors of classes, private names, super, descriptors and read-only properties.
function t(f) { try { console.log('ok', f()); } catch (e) { console.log(e.name + ': ' + e.message); } }
t(()=>Object.defineProperty({}, 'x', {get(){}, value:1}));
t(()=>Object.defineProperty({}, 'x', {get:1}));
t(()=>Object.defineProperty({}, 'x', {set:'a'}));
t(()=>Object.defineProperty({}, 'x', 1));
t(()=>Object.defineProperty(1, 'x', {}));
t(()=>Object.defineProperties({}, {x:1}));
t(()=>Object.create(1));
t(()=>Object.create({}, {a:{get(){},writable:true}}));
t(()=>{'use strict'; 'str'[0]='x'});
t(()=>{'use strict'; 'str'.length=1});
t(()=>{'use strict'; 'str'.foo=1});
t(()=>{'use strict'; (5).foo=1});
t(()=>{'use strict'; Symbol.iterator.foo=1});
t(()=>{'use strict'; 'str'[7]=1});
t(()=>{'use strict'; Object.freeze([1])[0]=2});
t(()=>{'use strict'; Object.freeze({a:1}).a=2});
t(()=>{'use strict'; Object.freeze({a:1}).b=2});
t(()=>{'use strict'; ({get a(){return 1}}).a=2});
t(()=>{'use strict'; delete Object.freeze({a:1}).a});
t(()=>{'use strict'; delete Object.prototype});
t(()=>{'use strict'; delete [].length});
t(()=>{'use strict'; undefined_x = 1});
class A {
  #p() {} get #g() { return 1; } set #s(v) {} #f = 1; static #sf = 1; static #sm() {}
  static t1(o) { return o.#p; } static t2(o) { return o.#g; } static t3(o) { o.#s = 1; } static t4(o) { return o.#f; } static t5(o) { o.#f = 1; } static t6(o) { return o.#sf; }
  static t7(o) { return o.#sm(); } static t8(o) { o.#p = 1; } static t9(o) { o.#g = 1; } static t10(o) { return o.#s; } static t11(o) { return #f in o; } static t12(o) { o.#p(); }
}
for (const o of [{}, new A, A]) for (let i = 1; i <= 12; i++) t(() => i + ' ' + A['t' + i](o));
for (const i of [4, 5, 6, 11]) { t(() => A['t' + i](null)); t(() => A['t' + i](undefined)); t(() => A['t' + i](7)); }
t(() => (class { #p() {} static t(o) { o.#p(); } }).t({}));
t(()=>{ class X extends (()=>{}) {} });
t(()=>{ class X extends 5 {} });
t(()=>{ class X extends 'abc' {} });
t(()=>{ class X extends ({}) {} });
t(()=>{ const v={}; class X extends v {} });
t(()=>{ class X extends undefined {} });
t(()=>{ function* g(){}; class X extends g {} });
t(()=>{ function F(){}; F.prototype=3; class X extends F {} });
t(()=>{ class X { constructor(){}}; X() });
t(()=>{ class X extends Object { constructor(){}}; new X });
t(()=>{ class X extends Object { constructor(){super();super()}}; new X });
t(()=>{ class X extends Object { constructor(){super(); return 1}}; new X });
t(()=>{ class X extends null { }; new X });
t(()=>{ new (class extends null { })});
t(()=>{ class X extends null {constructor(){super()} }; new X});
t(()=>{ class X extends Object {constructor(){super()} }; Object.setPrototypeOf(X, {}); new X});
t(()=>{ class X extends Object {constructor(){super()} }; Object.setPrototypeOf(X, ()=>1); new X});
t(()=>{ class X extends Object {constructor(){super()} }; Object.setPrototypeOf(X, function f(){}.bind()); new X; class Y extends Object{ constructor(){super()}}; Object.setPrototypeOf(Y, parseInt); new Y});
