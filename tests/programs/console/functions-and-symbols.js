// Functions of all kinds, with properties, and symbols as values and keys.
console.log(function () {}, function f() {}, () => {}, class {}, class K {}, function* () {}, function* g() {});
const o = { method() {}, get g() { return 1; }, arrow: () => {}, *gen() {}, [Symbol('m')]() {} };
console.log(o);
console.log([o.method, o.arrow, o.gen], Math.sin, parseInt, Array, Symbol);
const withProps = Object.assign(() => {}, { a: 1, b: { c: 2 } });
console.log(withProps, [withProps]);
class Static { static x = 1; static y() {} }
console.log(Static, { Static });
const bound = function target() {}.bind(null);
console.log(bound, [bound]);
const anonymous = (() => function () {})();
console.log(anonymous, { key: anonymous });
console.log(Symbol('a'), [Symbol('a')], { [Symbol('key')]: Symbol('value') }, Symbol.iterator, Symbol(''));
function Proto() {}
Proto.prototype.x = 1;
console.log(Proto.prototype, Object.getPrototypeOf([]).constructor, new Proto());
const nameless = function () {};
Object.defineProperty(nameless, 'name', { value: '' });
console.log(nameless);
Object.defineProperty(nameless, 'name', { value: 'given' });
console.log(nameless);
console.log(Object.setPrototypeOf(function odd() {}, null));
