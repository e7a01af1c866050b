// sort: default order as text, comparators, stability, holes and undefined at the end, toSorted, errors.
console.log([10, 9, 1, 100, -1].sort(), [10, 9, 1].sort((a, b) => a - b), ['b', undefined, 'a', , 'c'].sort());
console.log([true, null, 'z', 5, [2], { a: 1 }].sort().map(String), ['é', 'z', 'a', 'Z', 'ä'].sort());
const people = Array.from({ length: 40 }, (_, i) => ({ i, group: (i * 7) % 4 }));
const sorted = people.slice().sort((a, b) => a.group - b.group);
console.log(sorted.map(({ i, group }) => `${group}:${i}`).join(' '));
console.log([3, 1, 2].sort(() => 0), [3, 1, 2].sort((a, b) => b - a), [1, 2, 3].sort((a, b) => (a < b ? 1 : -1)));
console.log([5, 1, 4].sort(undefined), [2, 1].sort((a, b) => a > b ? '1' : '-1'), [3, 2, 1].sort((a, b) => (a - b) / 1000));
const original = [3, 1, 2];
const copy = original.toSorted();
console.log(original, copy, original.sort() === original, [1, 2, 3].toReversed(), [3, , 1].toSorted());
for (const bad of [null, 'x', {}]) { try { [1, 2].sort(bad); } catch (e) { console.log(e.name); } }
try { [1, 2, 3].sort(() => { throw new Error('comparator'); }); } catch (e) { console.log(e.message); }
let seed = 1;
const numbers = Array.from({ length: 5000 }, () => (seed = (seed * 16807) % 2147483647) % 1000);
const ok = numbers.slice().sort((a, b) => a - b);
console.log(ok.every((x, i) => i === 0 || ok[i - 1] <= x), ok[0], ok[2500], ok[4999], ok.reduce((a, b) => a + b) === numbers.reduce((a, b) => a + b));
const doubles = [0.5, -0.5, 1e21, -Infinity, 0, Infinity, 2].sort((a, b) => a - b);
console.log(doubles, [1e21, 5, 1].sort(), [-1, -2, 5].sort());
console.log(['b', 'a'].sort().concat(['d', 'c'].sort()), [[2, 'b'], [1, 'a']].sort()[0], ['B', 'a', 'C'].sort((x, y) => x.toLowerCase() < y.toLowerCase() ? -1 : 1));
console.log(Array.prototype.sort.call({ length: 3, 0: 'c', 1: 'a', 2: 'b' }));
