// Subclasses of Map, Set, Promise-free builtins, Function-less; internal slots come along.
class DefaultMap extends Map {
  constructor(make, entries) { super(entries); this.make = make; }
  get(key) { if (!this.has(key)) this.set(key, this.make(key)); return super.get(key); }
}
const m = new DefaultMap(() => [], [['a', [1]]]);
m.get('b').push(2);
console.log(m.size, [...m], m instanceof Map, m);
class Multi extends Set {
  counts = new Map();
  add(v) { this.counts?.set(v, (this.counts.get(v) ?? 0) + 1); return super.add(v); }
}
const s = new Multi();
s.add('x').add('x').add('y');
console.log(s.size, s.counts, s.has('x'));
class Celsius extends Number { get fahrenheit() { return this * 1.8 + 32; } }
console.log(new Celsius(100).fahrenheit, new Celsius(5) + 1, new Celsius(1).toFixed(2));
class Shout extends String { shout() { return this.toUpperCase() + '!'; } }
console.log(new Shout('hey').shout(), new Shout('abc').length, new Shout('abc')[1]);
class Day extends Date { get iso() { return this.toISOString().slice(0, 10); } }
console.log(new Day(0).iso, new Day(Date.UTC(2020, 1, 29)).iso);
class Bytes extends Uint8Array { sum() { return this.reduce((a, b) => a + b, 0); } }
const bytes = Bytes.from([250, 5, 300]);
console.log(bytes.sum(), bytes.map((x) => x / 2) instanceof Bytes, bytes.subarray(1).sum());
class Re extends RegExp { exec(s) { const r = super.exec(s); if (r) r.seen = true; return r; } }
console.log(new Re('b').exec('abc').seen, 'abc'.replace(new Re('b'), 'X'), new Re('z').test('abc'));
class Obj extends Object { constructor(a) { super(a); this.a = a; } }
console.log(new Obj(1), new Obj(2) instanceof Obj);
for (const f of [() => Map.prototype.get.call({}, 1), () => Set.prototype.add.call(new Map(), 1), () => Map()]) {
  try { f(); } catch (e) { console.log(e.message); }
}
