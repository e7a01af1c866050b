// Construction, length tricks, indices that are no indices, isArray, of, from.
console.log(Array(3), Array(3, 4), new Array('3'), Array.of(3), Array.from('héy'), Array.from({ length: 2 }));
console.log(Array.from([1, 2, 3], (x, i) => x * i), Array.from(new Set([1, 1, 2])), Array.from(new Map([[1, 2]])), Array.from({ length: 3, 0: 'a', 2: 'c' }));
console.log(Array.isArray([]), Array.isArray({ length: 0 }), Array.isArray(new Uint8Array(1)), Array.isArray(Array.prototype));
const a = [1, 2, 3];
a.length = 1;
a[3] = 'x';
console.log(a, a.length, a[2], 2 in a, a.indexOf(undefined), a.includes(undefined));
a['5'] = 'five';
a['06'] = 'not an index';
a[-1] = 'neg';
a[1.5] = 'frac';
console.log(a, a.length, Object.keys(a));
const b = [];
b[4294967294] = 'last index';
b[4294967295] = 'too far';
console.log(b.length, Object.keys(b));
b.length = 0;
console.log(b);
const c = [1, 2, 3];
Object.defineProperty(c, 'length', { writable: false });
for (const f of [() => c.push(4), () => c.pop()]) { try { f(); } catch (e) { console.log(e.name); } }
console.log(c);
console.log([1, 2, 3].length = 5, [] + 1, [5] * 2, [,].length, [1, [2, [3]]].toString(), [null, undefined, 1].join());
console.log([3, 4].concat(5, [6, [7]], { length: 1, 0: 'no' }), [].concat(1), [1].concat({ length: 1, 0: 'spread', [Symbol.isConcatSpreadable]: true }));
