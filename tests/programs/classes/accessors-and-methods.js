// Accessors on prototypes and statics, chaining, generators, symbols as method names, toStringTag, toPrimitive.
class Temperature {
  static #scale = 1;
  static get scale() { return this.#scale; }
  static set scale(v) { this.#scale = v; }
  #c = 0;
  get c() { return this.#c; }
  set c(v) { if (v < -273.15) throw new RangeError('below zero'); this.#c = v; }
  get f() { return this.c * 1.8 + 32; }
  set f(v) { this.c = (v - 32) / 1.8; }
  [Symbol.toPrimitive](hint) { return hint === 'string' ? `${this.c}C` : this.c; }
  get [Symbol.toStringTag]() { return 'Temp'; }
}
const t = new Temperature();
t.f = 212;
console.log(t.c, `${t}`, t + 1, t * 2, Object.prototype.toString.call(t), t > 50);
try { t.c = -300; } catch (e) { console.log(e.message, t.c); }
Temperature.scale = 3;
console.log(Temperature.scale, t, Object.keys(t), 'c' in t);
class Query {
  #parts = [];
  select(...f) { this.#parts.push('select ' + f.join(', ')); return this; }
  from(t) { this.#parts.push('from ' + t); return this; }
  toString() { return this.#parts.join(' '); }
}
console.log(String(new Query().select('a', 'b').from('t')));
class OnlyGet { get x() { return 'fixed'; } }
class OverrideSet extends OnlyGet { set x(v) { } }
console.log(new OnlyGet().x, new OverrideSet().x);
class Tree {
  constructor(v, ...kids) { this.v = v; this.kids = kids; }
  *[Symbol.iterator]() { yield this.v; for (const k of this.kids) yield* k; }
  static *range(a, b) { while (a < b) yield a++; }
}
console.log([...new Tree(1, new Tree(2, new Tree(3)), new Tree(4))], [...Tree.range(3, 6)]);
const mixin = (B) => class extends B { mixed() { return 'mixed ' + this.constructor.name; } };
class Mixed extends mixin(Object) {}
console.log(new Mixed().mixed(), Object.getOwnPropertyNames(Mixed.prototype));
const proto = Object.getOwnPropertyDescriptors(class { static a = 1; static b() {} });
console.log(Object.keys(proto), proto.b.enumerable, proto.a.enumerable);
