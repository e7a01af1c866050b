// Iteration over arrays, maps and sets that change meanwhile; patched iterators.
const seen = [];
const a = [1, 2, 3, 4];
for (const x of a) { seen.push(x); if (x === 2) a.shift(); }
console.log(seen, a);
const b = [1, 2, 3];
for (const x of b) if (x === 1) b.length = 2;
console.log(b);
const s = new Set([1, 2, 3]);
const order = [];
for (const x of s) { order.push(x); if (x < 3) { s.delete(x); s.add(x + 10); } }
console.log(order, [...s]);
const m = new Map([['a', 1], ['b', 2], ['c', 3]]);
const keys = [];
for (const k of m.keys()) { keys.push(k); m.delete('b'); if (k === 'a') m.set('d', 4); }
console.log(keys);
const it = m.entries();
it.next();
m.clear();
m.set('new', 1);
console.log(it.next().value, it.next().done);
const e = [7, 8].values();
e.next();
console.log([...e], [...e]);
const late = [1];
const li = late[Symbol.iterator]();
li.next();
console.log(li.next().done);
late.push(2);
console.log(li.next());
const custom = [1, 2, 3];
custom[Symbol.iterator] = function* () { yield* ['patched', this.length]; };
console.log([...custom], Math.max.apply(null, custom));
const [x, y] = custom;
console.log(x, y, Array.from(custom));
for (const v of custom) console.log(v);
const t = new Uint8Array([5, 6]);
const seenT = [];
for (const v of t) { seenT.push(v); t[1] = 9; }
console.log(seenT);
let string = 'ab';
for (const c of string) { string += c; }
console.log(string);
