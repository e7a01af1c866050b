// globalThis, isNaN and friends, URI functions, Boolean, what is where.
console.log(typeof globalThis, globalThis.Array === Array, globalThis === globalThis.globalThis, Object.getOwnPropertyDescriptor(globalThis, 'NaN').writable, Object.getOwnPropertyDescriptor(globalThis, 'Array').enumerable);
console.log(isNaN('abc'), isNaN(''), isNaN([]), isNaN({}), isFinite('12'), isFinite(null), isFinite(NaN), isFinite(-Infinity));
console.log(encodeURIComponent("a b&c/d?e=f'(!)*~"), encodeURI('http://h/a b?q=é#f'), decodeURIComponent('a%20b%26'), decodeURI('%2Fa%20b'), decodeURIComponent('%e2%82%ac'));
for (const bad of [() => decodeURIComponent('%'), () => decodeURI('%zz'), () => decodeURIComponent('%80'), () => encodeURI('\udc00')]) { try { bad(); } catch (e) { console.log(e.name + ': ' + e.message); } }
console.log(Boolean(''), Boolean('0'), Boolean([]), Boolean(0), Boolean(-0), Boolean(NaN), Boolean(null), Boolean({}), Boolean(0n), Boolean(1n), Boolean(Symbol()), Boolean('false'), !!document);
function document() {}
const b = new Boolean(false);
console.log(b ? 'objects are truthy' : 'no', b.valueOf(), b + 1, String(b), true + true, true & 1, typeof b, Boolean.prototype.toString.call(true), b == false, b === false);
globalThis.shared = 'set on global';
console.log(shared, 'shared' in globalThis, delete globalThis.shared, typeof shared);
globalThis.counter = 0;
for (let i = 0; i < 5; i++) counter += i;
console.log(counter, globalThis.counter);
Object.defineProperty(globalThis, 'computed', { get: () => 'from a getter', configurable: true });
console.log(computed);
delete globalThis.computed;
console.log(typeof undefined, undefined === void 0, typeof NaN, Infinity === 1 / 0, typeof parseInt, typeof process, typeof console);
const names = ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Date', 'RegExp', 'Error', 'BigInt', 'Math', 'JSON', 'Reflect', 'ArrayBuffer', 'DataView', 'Int8Array'];
console.log(names.filter((n) => !(n in globalThis)), names.map((n) => typeof globalThis[n]).join(' '));
console.log(typeof process.argv, process.argv.length >= 2, typeof process.env, process.env.SURELY_NOT_SET_ANYWHERE, typeof performance.now(), performance.now() <= performance.now());
