// Set: uniqueness, order, algebra by hand, iteration, deletion.
const s = new Set([3, 1, 3, '3', NaN, NaN, 0, -0, {}, {}]);
console.log(s.size, s, s.has('3'), s.has(NaN), s.add(5) === s, s.delete(3), s.delete(3), s.size);
console.log([...new Set('mississippi')].join(''), new Set(new Set([1, 2])), new Set(null), new Set([undefined, null]), [...new Set([1, 2, 3])].map((x) => x * 2));
const a = new Set([1, 2, 3, 4]), b = new Set([3, 4, 5]);
console.log(new Set([...a, ...b]), new Set([...a].filter((x) => b.has(x))), new Set([...a].filter((x) => !b.has(x))), [...b].every((x) => a.has(x)));
a.forEach((v, k, self) => { if (v !== k || self !== a) throw new Error('forEach'); });
console.log([...a.entries()][0], [...a.keys()], a.values === undefined, Set.prototype[Symbol.iterator] === Set.prototype.values);
const objects = [{ id: 1 }, { id: 2 }];
const os = new Set(objects);
console.log(os.has(objects[0]), os.has({ id: 1 }), os.size);
const visited = [];
const changing = new Set([1]);
for (const x of changing) { visited.push(x); if (x < 5) changing.add(x + 1); changing.delete(x); }
console.log(visited, changing.size);
const big = new Set();
for (let i = 0; i < 5000; i++) big.add((i * 7919) % 1000).add('s' + (i % 100));
console.log(big.size, big.has(999), big.has('s99'), big.has('s100'));
big.clear();
console.log(big.size, [...big]);
const unique = (list, by) => [...new Map(list.map((x) => [by(x), x])).values()];
console.log(unique([{ k: 1, v: 'a' }, { k: 1, v: 'b' }, { k: 2, v: 'c' }], (x) => x.k));
console.log(Object.prototype.toString.call(s), Set.length, new Set(['b', 'a']).keys().next(), JSON.stringify(new Set([1])));
