// map, filter, reduce, forEach, flatMap and friends: arguments, this, holes, changes on the way.
const log = [];
['a', 'b'].forEach(function (x, i, all) { log.push([x, i, all.length, this.t]); }, { t: 'T' });
console.log(log);
console.log([1, 2, 3].map((x) => x * 2), [1, , 3].map((x) => x * 2), ['1', '2', '3'].map(Number), [1, 2, 3, 4].filter((x) => x % 2), [, 1, , 2].filter(() => true));
console.log([1, 2, 3].reduce((a, b) => a + b), [1, 2, 3].reduce((a, b) => a + b, ''), [[1], [2]].reduceRight((a, b) => a.concat(b)), [5].reduce(() => 'not called'), [].reduce(() => 1, 'init'));
console.log([1, 2, 3].reduce((acc, x, i, arr) => acc + x * i + arr.length, 0), [, 1, , 2].reduce((a, b) => a + b));
console.log([[1, 2], [3]].flatMap((x) => x), [1, 2].flatMap((x) => [x, [x]]), [1, 2].flatMap((x) => (x > 1 ? [] : x)), [1, [2, [3, [4]]]].flat(), [1, [2, [3, [4]]]].flat(Infinity), [1, , [2, , 3]].flat());
const grow = [1, 2, 3];
const seen = [];
grow.forEach((x) => { seen.push(x); if (x < 3) grow.push(x * 10); if (x === 1) grow[2] = 'changed'; });
console.log(seen, grow);
const shrink = [1, 2, 3, 4];
console.log(shrink.map((x) => { shrink.pop(); return x; }));
console.log([3, 1, 2].map((x) => x).sort().map(String).join('-'));
console.log(['x'].map(function () { 'use strict'; return this; }), ['x'].map((x, i, arr) => arr === undefined));
try { [1].forEach((x) => { throw new Error('from callback ' + x); }); } catch (e) { console.log(e.message); }
console.log(Array.prototype.map.call('abc', (c) => c + c), Array.prototype.filter.call({ length: 3, 0: 1, 2: 3 }, (x) => x > 0));
console.log([1, 2, 3, 4, 5].filter((x, i, all) => all.indexOf(x) === i).length, Object.entries([7, 8]).map(([k, v]) => k + v));
const grouped = ['apple', 'avocado', 'bean'].reduce((g, w) => ({ ...g, [w[0]]: [...(g[w[0]] ?? []), w] }), {});
console.log(grouped);
