// The iterators of the built-ins and what they share.
console.log([...['a', , 'c'].keys()], [...['a', , 'c'].values()], [...['a', , 'c'].entries()]);
console.log([...Int8Array.of(1, 2).entries()], [...new Map([[1, 'x']]).values()], [...new Set([1]).entries()]);
console.log([...'héllo'.matchAll(/l/g)].map((m) => m.index), [...Object.entries({ a: 1 })]);
const m = new Map([['k', 'v']]);
console.log(m[Symbol.iterator] === m.entries, Set.prototype.keys === Set.prototype.values, [][Symbol.iterator] === [].values);
const ai = [].values(), proto = Object.getPrototypeOf(ai), iteratorProto = Object.getPrototypeOf(proto);
console.log(Object.keys(proto), typeof proto.next, iteratorProto[Symbol.iterator].call('self'), ai[Symbol.toStringTag]);
console.log(Object.getPrototypeOf(Object.getPrototypeOf(new Map().keys())) === iteratorProto);
try { proto.next.call({}); } catch (e) { console.log(e.name); }
console.log([].values(), new Map([[1, 2]]).entries(), new Set(['x']).values(), 'ab'[Symbol.iterator](), 'a'.matchAll(/a/g));
const arrayLike = { length: 2, 0: 'p', 1: 'q' };
console.log([...Array.prototype.entries.call(arrayLike)], Array.from(arrayLike), Array.prototype.map.call(arrayLike, (x) => x + x));
iteratorProto.collect = function () { return [...this]; };
console.log([1, 2].values().collect(), new Map([[1, 2]]).keys().collect());
delete iteratorProto.collect;
const zip = function* (...its) { const xs = its.map((i) => i[Symbol.iterator]()); for (;;) { const r = xs.map((i) => i.next()); if (r.some((x) => x.done)) return; yield r.map((x) => x.value); } };
console.log([...zip([1, 2, 3], 'ab', new Set([true, false]))]);
