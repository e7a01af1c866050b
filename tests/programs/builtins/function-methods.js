// call, apply, bind, toString, Function.prototype, Reflect.
function f(a, b) { return [this?.v, a, b, arguments.length].join(); }
console.log(f.call({ v: 1 }, 2, 3), f.apply({ v: 1 }, [2, 3]), f.apply({ v: 1 }, { length: 1, 0: 'like' }), f.bind({ v: 1 }, 2)(3), f.call(), f.apply({ v: 9 }));
const bound = f.bind({ v: 'b' }, 'p');
console.log(bound('q'), bound.length, bound.name, 'prototype' in bound, bound.bind({ v: 'no' }, 'r')('s'), f.bind().bind().name);
function Point(x, y) { this.x = x; this.y = y; }
const At1 = Point.bind(null, 1);
const p = new At1(2);
console.log(p, p instanceof Point, p instanceof At1, Reflect.construct(Point, [3, 4]), Reflect.construct(Point, [5, 6], class Other {}).constructor.name);
for (const bad of [() => f.apply(null, 5), () => Reflect.apply(5), () => Function.prototype.call.call(5), () => Function.prototype.toString.call({}), () => Reflect.construct(() => {}, [])]) { try { bad(); } catch (e) { console.log(e.name); } }
const unbound = Function.prototype.call.bind(Array.prototype.slice);
console.log(unbound([1, 2, 3], 1), ['a', 'b'].map(Function.prototype.call, String.prototype.toUpperCase), Math.max.apply(Math, [1, 9, 3]));
console.log(Reflect.has({ a: 1 }, 'a'), Reflect.get({ get x() { return this.v; } }, 'x', { v: 'receiver' }), Reflect.set({}, 'a', 1), Reflect.getPrototypeOf([]) === Array.prototype, Reflect.ownKeys({ b: 1, [Symbol.iterator]: 2, 1: 3 }), Reflect.isExtensible({}));
const memo = (fn, cache = {}) => function (...args) { const k = args.join(); return k in cache ? cache[k] : (cache[k] = fn.apply(this, args)); };
let runs = 0;
const slow = memo(function (a, b) { runs++; return this.base + a + b; });
const o = { base: 10, slow };
console.log(o.slow(1, 2), o.slow(1, 2), runs);
const spy = (fn) => Object.assign((...a) => { spy_.calls.push(a); return fn(...a); }, { of: fn.name });
const spy_ = { calls: [] };
const add = spy(function add(a, b) { return a + b; });
console.log(add(1, 2), add.of, spy_.calls, typeof Function.prototype, (() => {}).hasOwnProperty('prototype'), (function () {}).hasOwnProperty('prototype'));
const methods = { toString() { return 'custom'; } };
console.log(`${methods}`, (function () { return typeof this; }).apply(5), (function () { 'use strict'; return typeof this; }).apply(5), f instanceof Object, Function.length, f.constructor.name);
