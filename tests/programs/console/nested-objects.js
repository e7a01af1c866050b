// Depth limits, keys that need quotes, symbol keys, empty things.
console.log({}, [], [[]], [{}], { a: {} }, { a: [] });
console.log({ a: { b: { c: { d: 1 } } } });
console.log({ a: { b: { c: {} } } }, { a: { b: { c: [] } } }, { a: { b: { c: [1] } } });
console.log([[[[1]]]], [[[[]]]], [[[{}]]], [[[{ x: 1 }]]]);
console.log({ valid: 1, 'not-valid': 2, 'with space': 3, 1: 4, '1a': 5, $: 6, _: 7, ünï: 8, "quo'te": 9, '': 10, class: 11 });
console.log({ [Symbol('k')]: 1, [Symbol.for('reg')]: { x: 1 }, [Symbol()]: 2 });
console.log({ f() {}, a: () => {}, c: class X {}, d: function () {}, g: function* gen() {} });
console.log({ date: new Date(0), re: /a/gi, err: null, m: new Map(), s: new Set() });
console.log([{ a: 1, b: 2 }, { a: 3, b: 4 }], { list: [{ x: [1, { y: 1 }] }] });
console.log([undefined, , null], { u: undefined });
console.log(Object.create({ inherited: 1 }), Object.create(null), Object.assign(Object.create(null), { x: 1 }));
console.log({ __proto__: { a: 1 }, own: 2 }, { constructor: 'text' }, { toString: 1 });
console.log(globalThis === undefined, [new Array(3)], [[, ]], { a: [, 1] });
