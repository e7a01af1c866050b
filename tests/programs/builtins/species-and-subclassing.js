// Symbol.species, toString tags and constructor lookups by built-in methods.
class Plain extends Array {}
class ToArray extends Array { static get [Symbol.species]() { return Array; } }
class Undefined extends Array { static get [Symbol.species]() { return undefined; } }
for (const K of [Plain, ToArray, Undefined]) console.log(K.name, ['map', 'filter', 'slice', 'splice', 'concat', 'flat', 'flatMap'].map((m) => K.of(1, 2)[m]((x) => x).constructor.name).join(' '));
const fake = [1, 2];
fake.constructor = { [Symbol.species]: function (n) { this.made = n; } };
console.log(fake.map((x) => x + 1), [1].map.call({ length: 1, 0: 'x' }, (x) => x + x));
const bad = [1];
bad.constructor = 5;
try { bad.map((x) => x); } catch (e) { console.log(e.name); }
class Bytes extends Uint8Array { static get [Symbol.species]() { return Uint16Array; } }
console.log(new Bytes([1, 2]).map((x) => x * 200), new Bytes([3]).slice(), new Bytes([4, 5]).filter((x) => x > 4).constructor.name);
console.log(Array[Symbol.species] === Array, Map[Symbol.species] === Map, RegExp[Symbol.species] === RegExp, Object.getOwnPropertyDescriptor(Array, Symbol.species).set);
class Re extends RegExp { static get [Symbol.species]() { return RegExp; } exec(s) { Re.count++; return super.exec(s); } static count = 0; }
console.log('a-b-c'.split(new Re('-')), Re.count, 'aaa'.replace(new Re('a', 'g'), 'b'), Re.count, new Re('a').test('a'), Re.count);
class Buf extends ArrayBuffer { get half() { return this.byteLength / 2; } }
console.log(new Buf(8).half, new Buf(8).slice(2) instanceof Buf, new Uint8Array(new Buf(4)).length);
console.log(Plain.from([1]) instanceof Plain, Array.from.call(Plain, [2]) instanceof Plain, Array.of.call(function (n) { this.n = n; }, 'x'), Array.from.call(Object, { length: 1, 0: 'y' }));
class Tag { get [Symbol.toStringTag]() { return 'Custom'; } }
const untagged = [];
untagged[Symbol.toStringTag] = 'Arr';
console.log(String(new Tag()), Object.prototype.toString.call(untagged), Object.prototype.toString.call(Object.assign(() => {}, { [Symbol.toStringTag]: 'Fn' })), Object.prototype.toString.call(new (class extends Map {})()));
