// Maps, sets, weak collections and their iterators.
console.log(new Map(), new Set(), new Map([['a', 1], ['b', { c: 2 }]]), new Set([1, 'two', [3]]));
console.log(new Map([[{ k: 1 }, new Map([[1, 2]])], [[1], new Set([2])]]));
console.log({ m: new Map([['x', { y: { z: 1 } }]]), s: new Set([{ a: { b: 1 } }]) });
console.log(new Map(Array.from({ length: 4 }, (_, i) => ['key number ' + i, 'value number ' + i])));
console.log(new Set(Array.from({ length: 30 }, (_, i) => i)));
console.log(new Set(Array.from({ length: 120 }, (_, i) => i)).size);
const m = new Map([['a', 1]]);
m.extra = 'prop';
console.log(m, m.keys(), m.values(), m.entries(), new Set([5]).entries());
console.log(new WeakMap(), new WeakSet());
console.log([new Map([[1, 2]])], [[new Set([1])]], [[[new Map([[1, 2]])]]]);
class MyMap extends Map {}
class MySet extends Set {}
console.log(new MyMap([[1, 2]]), new MySet());
console.log(new Map([[NaN, -0], [null, undefined], [Symbol('k'), () => {}]]), new Set(['', "it's"]));
