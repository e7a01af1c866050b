// Symbol(): identity, description, registry, well-known symbols on user objects.
const a = Symbol('a'), b = Symbol('a');
console.log(a === b, a.toString(), a.description, Symbol().description, Symbol('').description, String(a), typeof a, Symbol.for('k') === Symbol.for('k'), Symbol.keyFor(Symbol.for('k')), Symbol.keyFor(a));
const o = { [a]: 1, plain: 2, [Symbol.for('reg')]: 3 };
console.log(o[a], o[b], Object.keys(o), JSON.stringify(o), Object.getOwnPropertySymbols(o).length, a in o, { ...o }[a], Object.assign({}, o)[a]);
class Money {
  constructor(v) { this.v = v; }
  [Symbol.toPrimitive](hint) { return hint === 'number' ? this.v : hint === 'string' ? `$${this.v}` : `default:${this.v}`; }
  get [Symbol.toStringTag]() { return 'Money'; }
  static [Symbol.hasInstance](x) { return 'v' in x; }
  *[Symbol.iterator]() { yield this.v; }
}
const m = new Money(5);
console.log(+m, `${m}`, m + '', m * 2, m == 'default:5', Object.prototype.toString.call(m), { v: 0 } instanceof Money, [...m], [m] + '', { $5: 'as key' }[m]);
class Split { constructor(c) { this.c = c; } [Symbol.split](s, n) { return ['split', s, n, this.c]; } [Symbol.replace](s, r) { return `replace ${s} ${r}`; } [Symbol.match](s) { return ['match', s]; } [Symbol.search](s) { return s.length; } }
console.log('x'.split(new Split('c'), 2), 'x'.replace(new Split(), 'r'), 'x'.match(new Split()), 'xyz'.search(new Split()));
class Species extends Array { static get [Symbol.species]() { return Array; } }
console.log(new Species(1, 2).map((x) => x) instanceof Species, [1].concat(Object.assign({ length: 1, 0: 'c' }, { [Symbol.isConcatSpreadable]: true })));
for (const f of [() => a + 1, () => `${a}`, () => new Symbol(), () => +a, () => a + '', () => Symbol.keyFor('x'), () => Math.max(a), () => [a].join()]) { try { console.log(f()); } catch (e) { console.log(e.name + ': ' + e.message); } }
console.log(!!a, a && 1, Object(a) == a, Object(a) === a, Object(a).description, a.constructor === Symbol, Symbol.prototype[Symbol.toStringTag]);
for (const bad of [{ [Symbol.toPrimitive]: 5 }, { [Symbol.toPrimitive]: () => ({}) }]) { try { +bad; } catch (e) { console.log(e.name); } }
console.log({ [Symbol.toPrimitive]: undefined, valueOf: () => 7 } * 1, ['iterator', 'hasInstance', 'toPrimitive', 'toStringTag', 'species', 'asyncIterator'].map((n) => typeof Symbol[n]).join());
console.log([Array.prototype[Symbol.unscopables].flat, Symbol.iterator.toString(), Symbol.iterator.description]);
