// defineProperty, freeze, seal, preventExtensions and what they forbid.
'use strict';
const tryTo = (f) => { try { return f(); } catch (e) { return e.name; } };
const frozen = Object.freeze({ a: 1, inner: { b: 2 } });
console.log(tryTo(() => (frozen.a = 2)), tryTo(() => delete frozen.a), tryTo(() => (frozen.n = 1)), (frozen.inner.b = 3), frozen);
const sealed = Object.seal({ a: 1 });
console.log((sealed.a = 2), tryTo(() => delete sealed.a), tryTo(() => (sealed.n = 1)), sealed, tryTo(() => Object.defineProperty(sealed, 'a', { value: 5 }).a), tryTo(() => Object.defineProperty(sealed, 'a', { get() {} })));
const fixed = Object.preventExtensions({ a: 1 });
console.log((fixed.a = 2), delete fixed.a, tryTo(() => (fixed.a = 1)), fixed);
console.log(Object.isFrozen(frozen), Object.isSealed(frozen), Object.isExtensible(frozen), Object.isFrozen(sealed), Object.isSealed(sealed), Object.isFrozen({}), Object.isFrozen(1), Object.isFrozen(Object.preventExtensions({})));
const arr = Object.freeze([1, 2]);
console.log(tryTo(() => arr.push(3)), tryTo(() => (arr[0] = 9)), tryTo(() => arr.sort()), tryTo(() => (arr.length = 0)), arr, arr.map((x) => x + 1), arr.concat(3));
const o = {};
Object.defineProperty(o, 'ro', { value: 1 });
Object.defineProperty(o, 'acc', { get() { return this._acc ?? 'unset'; }, set(v) { this._acc = v; }, enumerable: true, configurable: true });
Object.defineProperties(o, { x: { value: 'x', writable: true }, y: { get: () => 'y' } });
console.log(tryTo(() => (o.ro = 2)), o.acc, (o.acc = 5), o.acc, o.x, (o.x = 'X'), o.y, tryTo(() => (o.y = 1)), Object.keys(o));
console.log(tryTo(() => Object.defineProperty(o, 'ro', { value: 1 }) === o), tryTo(() => Object.defineProperty(o, 'ro', { value: 2 })), tryTo(() => Object.defineProperty(o, 'x', { writable: false }).x), tryTo(() => (o.x = 1)));
Object.defineProperty(o, 'acc', { value: 'now data' });
console.log(Object.getOwnPropertyDescriptor(o, 'acc'));
class Immutable { constructor() { this.v = 1; Object.freeze(this); } with(v) { return Object.assign(Object.create(Immutable.prototype), { v }); } }
console.log(tryTo(() => (new Immutable().v = 2)), new Immutable().with(5).v);
console.log(tryTo(() => Object.defineProperty([], 'length', { value: -1 })), tryTo(() => Object.defineProperty({}, 'a', { get: 5 })), tryTo(() => Object.freeze(new Uint8Array(1))), Object.freeze('s'));
const child = Object.create(Object.freeze({ locked: 1 }));
console.log(tryTo(() => (child.locked = 2)), Object.defineProperty(child, 'locked', { value: 3 }).locked);
console.log(Reflect.defineProperty(frozen, 'z', { value: 1 }), Reflect.set(frozen, 'a', 1), Reflect.deleteProperty(frozen, 'a'), Reflect.has(frozen, 'a'), Reflect.get(frozen, 'a'));
