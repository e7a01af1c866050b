// The iterator protocol by hand: next, done, values after done, return, iterables of iterables.
const range = (from, to) => ({
  [Symbol.iterator]() {
    let at = from;
    return { next: () => (at < to ? { value: at++, done: false } : { value: 'ignored', done: true }) };
  },
});
console.log([...range(0, 4)], Math.max(...range(1, 6)), new Set(range(2, 4)), Array.from(range(0, 3), (x) => x * x));
const [a, b, ...rest] = range(5, 10);
console.log(a, b, rest, new Map([...range(0, 2)].map((x) => [x, x])));
for (const x of range(0, 2)) for (const y of range(0, 2)) console.log(x, y);
const it = [1, 2][Symbol.iterator]();
console.log(it.next(), it.next(), it.next(), it.next(), it[Symbol.iterator]() === it);
const sloppy = { [Symbol.iterator]: () => ({ n: 0, next() { return this.n++ < 2 ? { value: this.n } : { done: 'truthy' }; } }) };
console.log([...sloppy]);
const undefinedValues = { [Symbol.iterator]: () => { let i = 0; return { next: () => (i++ < 2 ? {} : { done: true }) }; } };
console.log([...undefinedValues]);
const bad = [
  { [Symbol.iterator]: 5 },
  { [Symbol.iterator]: () => 5 },
  { [Symbol.iterator]: () => ({}) },
  { [Symbol.iterator]: () => ({ next: () => 5 }) },
  {},
  null,
];
for (const o of bad) {
  try {
    for (const x of o) console.log('never', x);
  } catch (e) {
    console.log(e.name);
  }
}
let nexts = 0;
const cached = { [Symbol.iterator]: () => ({ get next() { nexts++; let i = 0; return () => ({ done: i++ > 2 }); } }) };
for (const x of cached);
console.log('next read', nexts, 'time');
console.log([...'ab'].entries().next(), Object.prototype.toString.call([].values()), Object.prototype.toString.call(new Map().keys()), Object.prototype.toString.call(''[Symbol.iterator]()));
console.log([...['x', 'y'].entries()], [...new Set('aab').entries()], Object.fromEntries(new Map([['k', 'v']])));
