// this in sloppy and strict functions, methods, arrows, call/apply/bind, callbacks.
function sloppy() { return this === globalThis ? 'global' : typeof this; }
function strict() { 'use strict'; return this; }
console.log(sloppy(), strict(), sloppy.call(5), strict.call(5), sloppy.call(null), strict.call(null), sloppy.call('s'));
const o = { v: 'o', plain() { return this?.v; }, arrow: () => typeof this, nested() { return [1].map(() => this.v)[0]; } };
console.log(o.plain(), o['plain'](), (o.plain)(), (0, o.plain).call({ v: 'other' }), o.arrow(), o.nested());
const { plain } = o;
globalThis.v = 'global v';
console.log(plain());
delete globalThis.v;
const bound = o.plain.bind({ v: 'bound' });
console.log(bound(), bound.call({ v: 'ignored' }), bound.bind({ v: 'ignored too' })(), bound.name);
function Person(name) {
  this.name = name;
  this.later = () => this.name;
}
const p = new Person('Ann');
console.log((0, p.later)(), p.later.call({ name: 'Bob' }));
console.log([1, 2].map(function () { return this.k; }, { k: 'thisArg' }), [3].map(function () { return typeof this; })[0]);
const add = function (a, b, c) { return [this.x, a, b, c].join(); }.bind({ x: 1 }, 2, 3);
console.log(add(4), add.length, add.name);
Number.prototype.self = function () { 'use strict'; return typeof this; };
Number.prototype.boxed = function () { return typeof this; };
console.log((5).self(), (5).boxed());
delete Number.prototype.self;
delete Number.prototype.boxed;
const B = function (a, b) { this.sum = a + b; }.bind({ not: 'used' }, 1);
console.log(new B(2).sum);
console.log(Reflect.apply(Math.max, null, [1, 3]), Math.max.apply(null, { length: 2, 0: 4, 1: 6 }));
