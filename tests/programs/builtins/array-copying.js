// slice, concat, join, toSpliced, with, toReversed, entries, keys: copies that leave the original alone.
const a = [1, 2, 3, 4, 5];
console.log(a.slice(), a.slice(1, 3), a.slice(-2), a.slice(2, -1), a.slice(10), a.slice(-100, 2), a.slice('1', '2'), a.slice(3, 1));
console.log(a.toSpliced(1, 2), a.toSpliced(1, 0, 'new'), a.with(0, 'first'), a.with(-1, 'last'), a.toReversed(), a.toSorted((x, y) => y - x));
console.log(a);
try { a.with(10, 0); } catch (e) { console.log(e.name); }
console.log([1, , 3].slice(), [1, , 3].toReversed(), [1, , 3].with(0, 'x'), [1, , 3].toSpliced(0, 0), [1, , 3].concat([, 1]));
console.log(a.join(), a.join(''), a.join(' - '), [].join(), [1].join('x'), [null, undefined, [1, [2]], {}].join('|'), [, ,].join('-'));
const cyclic = [1];
cyclic.push(cyclic, 2);
console.log(cyclic.join(), String(cyclic));
console.log([1, [2, [3, [4]]]].join(';'), [1.5, true, 'x'].toString(), [1234.5].toLocaleString !== undefined);
console.log([...a.keys()].length, [...a.entries()].at(-1), Object.entries(['x']), a.concat(a).length);
console.log(Array.prototype.slice.call('text', 1, 3), Array.prototype.concat.call(1, 2).length, Array.prototype.join.call({ length: 2, 0: 'p', 1: 'q' }, '+'));
const nested = [[1], [2]];
const shallow = nested.slice(), deep = structured(nested);
nested[0].push('x');
console.log(shallow, deep);
function structured(x) { return JSON.parse(JSON.stringify(x)); }
const filled = new Array(3).fill().map((_, i) => new Array(i).fill(i));
console.log(filled, Array.from(Array(3).keys()), [...Array(2)]);
