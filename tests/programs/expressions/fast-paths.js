// What fast paths and caches remember, and what makes it wrong: each part warms up, changes the world, and looks again.
const twice = (what, f) => { for (let i = 0; i < 3; i++) f(); console.log(what, f()); };

// Absent properties.
{
  const o = { a: 1 };
  const read = (x) => x.missing;
  twice('absent', () => read(o));
  Object.prototype.missing = 'found';
  console.log(read(o));
  delete Object.prototype.missing;
  console.log(read(o));
  o.missing = 'own';
  console.log(read(o), read({}), read(5), read('s'));
}

// Accessors, own and inherited.
{
  class A { #n = 1; get n() { return this.#n++; } }
  const a = new A();
  const read = (x) => x.n;
  twice('getter', () => read(a));
  Object.defineProperty(A.prototype, 'n', { get() { return 'other'; }, configurable: true });
  console.log(read(a));
  Object.defineProperty(A.prototype, 'n', { value: 'data', configurable: true });
  console.log(read(a));
  const own = { get n() { return this.k; }, k: 7 };
  twice('own getter', () => read(own));
  Object.defineProperty(own, 'n', { get: undefined });
  console.log(read(own));
  Object.defineProperty(Number.prototype, 'twice', { get() { 'use strict'; return typeof this + this * 2; }, configurable: true });
  twice('of a number', () => (21).twice);
  delete Number.prototype.twice;
  console.log((21).twice);
}

// length of typed arrays.
{
  const length = (x) => x.length;
  const bytes = new Uint8Array(5);
  twice('length', () => length(bytes));
  console.log(length(new Float64Array(3)), length([1, 2]), length('four'), length({ length: 'x' }), length(length));
  const like = Object.create(Uint8Array.prototype);
  try { console.log(length(like)); } catch (e) { console.log(e.constructor.name); }
  Object.defineProperty(bytes, 'length', { value: 'mine' });
  console.log(length(bytes), length(new Uint8Array(2)));
  const original = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), 'length');
  Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', { get() { return -1; }, configurable: true });
  console.log(length(new Uint8Array(2)));
  Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', original);
  console.log(length(new Uint8Array(2)));
}

// Sites with many shapes and many keys.
{
  const objects = [];
  for (let i = 0; i < 100; i++) objects.push({ ['k' + i]: i, a: i, get g() { return this.a + 0.5; } });
  const sum = () => {
    let s = 0;
    for (const o of objects) s += o.a + o.g + (o.nothing === undefined ? 1 : 0);
    return s;
  };
  for (let i = 0; i < 5; i++) sum();
  console.log(sum());
  objects[3].nothing = 1;
  delete objects[4].a;
  objects[4].a = 1000;
  console.log(sum());
  const get = (o, k) => o[k];
  let text = '';
  for (let round = 0; round < 3; round++) for (let i = 0; i < 100; i++) text += get(objects[i], 'k' + ((i + round) % 100)) ?? '-';
  console.log(text.length, get(objects[50], 'k50'));
  objects[50].k50 = 'new';
  console.log(get(objects[50], 'k50'));
}

// instanceof and in.
{
  function F() {}
  class G extends F {}
  const g = new G();
  const test = (x, c) => x instanceof c;
  twice('instanceof', () => [test(g, F), test(g, G), test({}, F), test(1, F), test(Object.create(null), F)].join());
  F.prototype = {};
  console.log(test(g, F), test(new F(), F));
  console.log(test(new F(), F.bind(null)));
  Object.defineProperty(G, Symbol.hasInstance, { value: () => true });
  console.log(test(1, G));
  F.prototype = 3;
  try { test({}, F); } catch (e) { console.log(e.message); }
  console.log(test(3, F));
  const has = (k, o) => k in o;
  const o = Object.create({ up: 1 });
  twice('in', () => [has('up', o), has('down', o), has(Symbol.iterator, []), has(0, [1]), has('0', [1])].join());
  o.down = 1;
  console.log(has('down', o));
}

// Construction.
{
  function P(x) { this.x = x; if (x === 'object') return { y: 1 }; if (x === 'number') return 1; }
  const make = (x) => new P(x);
  twice('new', () => JSON.stringify([make(1), make('object'), make('number')]));
  P.prototype = { z: 2 };
  console.log(make(1).z, Object.getPrototypeOf(make(2)) === P.prototype);
  class B { constructor() { this.t = new.target.name; } }
  class D extends B { f = 1; constructor(x) { super(); if (x) return x; } }
  const derived = (x) => new D(x);
  twice('derived', () => JSON.stringify([derived(), derived({ q: 1 })]));
  try { derived(1); } catch (e) { console.log(e.message); }
  for (const c of [() => 1, Math.max, {}, 1, undefined]) try { new c(); } catch (e) { console.log(e.constructor.name); }
  console.log(Reflect.construct(P, [3], Array) instanceof Array, new (P.bind(null, 4))().x, Array.isArray(new Array(2)));
}

// super.
{
  class A { m() { return 'A' + this.k; } get v() { return this.k; } }
  class B extends A { k = 1; m() { return super.m() + super.v + super.nothing; } }
  const b = new B();
  twice('super', () => b.m());
  A.prototype.m = function () { return 'changed'; };
  console.log(b.m());
  Object.setPrototypeOf(B.prototype, { m: () => 'elsewhere', nothing: 0 });
  console.log(b.m());
}

// Copies.
{
  const copy = (o, extra) => ({ ...o, extra });
  const rest = ({ a, ...r }) => r;
  const odd = Object.defineProperty({ a: 1, b: 2, [Symbol('s')]: 3 }, 'hidden', { value: 4 });
  const all = [{ a: 1, b: 2 }, { a: 1, get b() { return this.a + 1; } }, odd, [5, 6], 'text', null, { 1: 'one', a: 1 }, { extra: 1, a: 2 }];
  for (let i = 0; i < 3; i++) for (const o of all) copy(o, i);
  console.log(all.map((o) => copy(o, 9)));
  for (let i = 0; i < 3; i++) rest(all[0]);
  console.log(all.filter((o) => o !== null).map(rest));
  const wide = {};
  for (let i = 0; i < 15; i++) wide['w' + i] = i;
  const wider = () => ({ first: 1, ...wide, ...all[0], last: 2 });
  twice('wide', () => JSON.stringify(wider()));
  console.log(copy(Object.freeze({ a: 1 }), 1), Object.getOwnPropertyDescriptor(copy(Object.freeze({ a: 1 })), 'a').writable);
}

// arguments.
{
  function sloppy(a) { arguments[0] = 'changed'; return [a, arguments.length, arguments.callee === sloppy, [...arguments].join()]; }
  function strict(a) { 'use strict'; arguments[0] = 'changed'; return [a, arguments.length, Object.keys(arguments).join()]; }
  twice('arguments', () => JSON.stringify([sloppy(1, 2), strict(1, 2)]));
  (function () { 'use strict'; try { arguments.callee; } catch (e) { console.log(e.constructor.name); } })();
  console.log((function () { return Reflect.ownKeys(arguments).map(String); })(1));
}

// Private members of classes made again and again.
{
  const make = () => class { #p = 1; add(n) { return this.#p += n; } static is(o) { return #p in o; } };
  let last;
  for (let i = 0; i < 100; i++) { const C = make(); const c = new C(); c.add(i); if (c.add(1) !== i + 2 || !C.is(c) || C.is({})) console.log('wrong', i); last = c; }
  try { last.add.call(new (make())(), 1); } catch (e) { console.log(e.constructor.name); }
}

// Elements: beyond the end, holes, characters.
{
  const at = (x, i) => x[i];
  const list = [1, , 3];
  twice('elements', () => [at(list, 0), at(list, 1), at(list, 3), at(list, -1), at('abc', 1), at('abc', 3), at('a\u1234', 1)].map(String).join());
  Array.prototype[1] = 'hole';
  Object.prototype[3] = 'end';
  console.log(at(list, 1), at(list, 3), at([], 3));
  delete Array.prototype[1];
  delete Object.prototype[3];
  console.log(at(list, 1), at(list, 3));
}

// Numbers.
{
  const rem = (a, b) => a % b;
  const shown = (x) => (Object.is(x, -0) ? '-0' : String(x));
  twice('%', () => [rem(-4, 2), rem(5, -3), rem(-5, 3), rem(5.5, 2), rem(-0, 3), rem(1, 0), rem(2 ** 53, 3), rem(1e300, 7), rem(5, Infinity), rem(-1, 4294967296)].map(shown).join());
  const values = [0.5, -0.5, 1.5, -1.5, 2.5, -0, 0, NaN, Infinity, -Infinity, 4503599627370497.5, -4503599627370495.5, 9007199254740993, 0.49999999999999994, -7];
  for (const name of ['floor', 'ceil', 'trunc', 'round', 'abs', 'sign', 'fround']) console.log(name, values.map((v) => shown(Math[name](v))).join());
  console.log([Math.max(-0, 0), Math.max(0, -0), Math.min(0, -0), Math.min(NaN, 1), Math.max(1, 2.5), Math.max(), Math.min('3', 2), Math.max(3)].map(shown).join());
  console.log([Math.imul(0xffffffff, 5), Math.imul(2 ** 40 + 3, 2), Math.imul(1e300, 3), Math.clz32(-1), Math.clz32(0.5), Math.imul()].join());
  for (const radix of [2, 16, 36]) console.log([0, 255, -255, 2 ** 53 - 1, 2 ** 53, 0.5, -0].map((n) => n.toString(radix)).join());
  console.log('hello'.slice(-3), 'hello'.slice(1, -1), 'hello'.slice(4, 2), 'hello'.slice(), 'hello'.slice(2, undefined), 'hello'.slice('1'));
}

// Literals that overwrite, arrays while they are walked.
{
  const over = (o, v) => ({ ...o, a: v });
  for (let i = 0; i < 3; i++) over({ a: 0, b: 1 }, i);
  console.log(over({ a: 0, b: 1 }, 9), over({ b: 1 }, 9), over(Object.freeze({ a: 1 }), 2));
  const walked = [];
  const list = [1, 2, 3];
  for (const x of list) { walked.push(x); if (x === 1) list.push(4); if (x === 2) list.length = 3; if (x === 3) list[3] = 'more'; }
  console.log(walked.join());
  const original = Object.getPrototypeOf([][Symbol.iterator]()).next;
  Object.getPrototypeOf([][Symbol.iterator]()).next = function () { const r = original.call(this); if (!r.done) r.value = 'w' + r.value; return r; };
  const again = [];
  for (const x of [1, 2]) again.push(x);
  const [p, q] = [1, 2];
  console.log(again.join(), p, q, [...[3]].join());
  Object.getPrototypeOf([][Symbol.iterator]()).next = original;
  let kept = [];
  for (let i = 0; i < 3000; i++) { const t = [i, [i, { i }], () => i]; if (i % 500 === 0) kept.push(t); }
  console.log(kept.map((t) => t[0] + t[1][1].i + t[2]()).join());
}
