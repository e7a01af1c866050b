// Messages of the built-ins: ranges, receivers, conversions, syntax at run time.
const attempt = (f) => {
  try {
    console.log('no error', f());
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
};
attempt(() => new Array(-1));
attempt(() => { [].length = 1.5; });
attempt(() => 'x'.repeat(-1));
attempt(() => 'x'.repeat(Infinity));
attempt(() => (1).toFixed(101));
attempt(() => (1).toString(1));
attempt(() => (1).toPrecision(0));
attempt(() => String.fromCodePoint(-1));
attempt(() => 'a'.normalize('bad'));
attempt(() => Symbol() + 1);
attempt(() => Object.defineProperty(1, 'x', {}));
attempt(() => Object.defineProperty({}, 'x', { get() {}, value: 1 }));
attempt(() => Object.defineProperty(Object.freeze({}), 'x', { value: 1 }));
attempt(() => Object.defineProperty(Object.defineProperty({}, 'x', { value: 1 }), 'x', { value: 2 }));
attempt(() => Object.setPrototypeOf(Object.preventExtensions({}), {}));
attempt(() => Object.create(5));
attempt(() => { const a = {}; a.__proto__ = Object.create(a); });
attempt(() => Object.keys(null));
attempt(() => Object.fromEntries([1]));
attempt(() => new Uint8Array(-1));
attempt(() => new Date(NaN).toISOString());
attempt(() => Date.prototype.getTime.call({}));
attempt(() => new WeakMap().set('primitive', 1));
attempt(() => new DataView(new ArrayBuffer(2)).getInt32(0));
attempt(() => 'a'.matchAll(/a/));
attempt(() => 'a'.replaceAll(/a/, 'b'));
attempt(() => Reflect.ownKeys(1));
attempt(() => Symbol.keyFor('x'));
attempt(() => Number.prototype.toString.call('x'));
attempt(() => new Int32Array(new ArrayBuffer(5)));
attempt(() => [].at.call(null, 0));
attempt(() => 'x'.startsWith(/x/));
