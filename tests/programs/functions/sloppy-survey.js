// this coercion, arguments mapping, Annex B
function show(){ return typeof this + ':' + Object.prototype.toString.call(this); }
console.log(show.call(1), show.call('s'), show.call(true), show.call(Symbol.iterator), show.call(1n));
console.log((function(){ 'use strict'; return typeof this })(), (function(){ 'use strict'; return typeof this }).call(5), (function(){ return this === globalThis })());
function f(a,b,c){ arguments[0]=9; b=8; arguments[2]=7; delete arguments[0]; arguments[0]=5; return [a,b,c,arguments[0],arguments[1],arguments[2],arguments.length]; }
console.log(f(1,2), f(1,2,3,4));
function g(a){ a=2; return arguments[0] } console.log(g(1), g());
function g2(a){ 'use strict'; a=2; return arguments[0] } console.log(g2(1));
function g3(a=0){ a=2; return arguments[0] } console.log(g3(1));
function g4(a,...r){ a=2; return arguments[0] + ':' + r } console.log(g4(1,5,6));
function g5(a){ Object.defineProperty(arguments,'0',{value:3}); return a } console.log(g5(1));
function g6(a){ Object.defineProperty(arguments,'0',{writable:false}); a=4; return arguments[0] } console.log(g6(1));
function g7(a){ Object.freeze(arguments); a=4; return arguments[0] } console.log(g7(1));
function g8(a,a){ return a+','+arguments[0]+','+arguments[1] } console.log(g8(1,2));
console.log((function(){ return arguments.callee.name })(), (function nm(){ return arguments.callee.name })());
console.log(Object.prototype.toString.call((function(){return arguments})()), (function(){return JSON.stringify(arguments)})(1,2));
console.log((function(){return [...arguments]})(1,2), (function(){return Array.from(arguments)})(1,2,3));
console.log((function(){ return Object.getOwnPropertyNames(arguments) })(1,2));
{ function inner(){ return 1 } } console.log(typeof inner, inner());
console.log(typeof later); if (true) { function later(){} } console.log(typeof later);
if (false) { function never(){} } console.log(typeof never);
(function(){ console.log(typeof x); { function x(){} } console.log(typeof x); { function x(){ return 2 } } console.log(x()); })();
(function(){ 'use strict'; { function y(){} } console.log(typeof y); })();
(function(z){ { function z(){} } console.log(typeof z); })(1);
(function(){ let q=1; { function q(){} } console.log(q); })();
switch (1) { case 0: function sw(){ return 'sw' } case 1: console.log(sw()); } console.log(typeof sw);
lbl: function lf(){ return 'lf' } console.log(lf());
if (1) function iff(){ return 'iff' } console.log(iff());
undeclared = 5; console.log(undeclared, typeof undeclared, delete globalThis.undeclared, typeof undeclared);
var NaN2 = NaN; NaN = 5; undefined = 3; Infinity = 1; console.log(NaN, undefined, Infinity);
console.log(010, 08, 0o17, '\101\0');
with_ = 1; console.log(with_);
var o = Object.freeze({a:1}); o.a = 2; o.b = 3; delete o.a; console.log(o);
'abc'.foo = 1; 'abc'[0] = 'z'; (5).x = 1; console.log('ok');
console.log(delete Object.prototype, delete [].length, delete undefined_thing);
var e1 = 'outer'; try { throw 'inner' } catch (e1) { var e1 = 'assigned'; console.log(e1) } console.log(e1);
try { throw [1,2] } catch ([a1,b1]) { console.log(a1,b1) }
for (var i = 0 in {}) ; console.log(i);
console.log((function(){ return typeof arguments; var arguments })(), (function(arguments){ return arguments })(7), (function(){ var arguments = 3; return arguments })(1));
console.log((function(){ function arguments(){} return typeof arguments })());
console.log((() => { try { return arguments.length > 0 } catch(e) { return e.name } })() !== undefined);
(function(){ var a = 1; function a(){} console.log(typeof a) })(); (function(){ var a; function a(){} console.log(typeof a) })();
(function fe(){ fe = 1; console.log(typeof fe) })(); (function(){ 'use strict'; try { (function fe(){ fe = 1 })() } catch(e) { console.log(e.message) } })();
console.log([1,2,3].map(function(){ return this }, 'x').map(v => typeof v), [1].map(function(){ 'use strict'; return this }, 'x'));
<!-- html comment
console.log('after html comment');
--> also
console.log(escape('äö ü€'), unescape('%u20AC%E4'), 'a'.anchor('x"y'), 'b'.big(), 'x'.link('u'), 'abc'.substr(-2,1));
console.log(typeof __defineGetter__, ({}).__lookupGetter__, Object.prototype.__proto__);
var od = {}; od.__defineGetter__('p', () => 5); od.__defineSetter__('p', function(v){ this.q=v }); od.p = 3; console.log(od.p, od.q, od.__lookupGetter__('p')(), typeof od.__lookupSetter__('p'));
