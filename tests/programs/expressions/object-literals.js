// Shorthand, computed keys, methods, __proto__, duplicate keys, names of functions.
const a = 1, key = 'dyn';
const o = { a, key, [key]: 2, [`${key}2`]: 3, m() { return this.a; }, *g() { yield 1; }, 'str key': 4, 5: 'five', 1e3: 'k', async: 6, get: 7, static: 8 };
console.log(o, o.m(), [...o.g()]);
console.log({ x: 1, x: 2, ['x']: 3 });
const withProto = { __proto__: { inherited: 'yes' }, own: 1 };
console.log(withProto.inherited, Object.keys(withProto));
const __proto__ = 'shorthand';
console.log(Object.keys({ __proto__ }), Object.keys({ ['__proto__']: 1 }), Object.getPrototypeOf({ __proto__: null }));
const f = { anonymous: function () {}, arrow: () => {}, method() {}, ['comp' + 1]: () => {}, [Symbol('sym')]: () => {}, get acc() { return 1; }, cls: class {} };
console.log(f.anonymous.name, f.arrow.name, f.method.name, f.comp1.name, f[Object.getOwnPropertySymbols(f)[0]].name, f.cls.name);
try {
  new f.method();
} catch (e) {
  console.log(e.message);
}
const order = { z: 1, 2: 'b', y: 2, 1: 'a', [Symbol.iterator]: 0, x: 3 };
console.log(Object.keys(order).join(), Reflect.ownKeys(order).length);
const parent = { hi() { return 'parent'; } };
const kid = { __proto__: parent, hi() { return 'kid of ' + super.hi(); } };
console.log(kid.hi(), kid);
const nested = { l1: { l2: { l3: { l4: 1 } } } };
console.log(nested, nested.l1.l2['l3'].l4);
