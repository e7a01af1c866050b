// Error objects: message, name, cause, own properties, toString, custom fields, non-errors thrown.
const e = new Error('msg', { cause: 'why' });
console.log(e.message, e.name, e.cause, Object.keys(e), 'cause' in new Error('x'), 'cause' in new Error('x', {}), 'cause' in new Error('x', { cause: undefined }));
console.log(Object.getOwnPropertyNames(e).sort().join(), Object.getOwnPropertyDescriptor(e, 'message').enumerable, e.hasOwnProperty('name'));
console.log(new Error(undefined).hasOwnProperty('message'), new Error(null).message, new Error(5).message, new Error({ toString: () => 'obj' }).message);
for (const K of [Error, TypeError, RangeError, ReferenceError, SyntaxError, EvalError, URIError]) {
  const x = new K('m');
  console.log(x.name, String(x), x instanceof Error, x instanceof K, K.name, K.length, Object.prototype.toString.call(x));
}
console.log(Error.prototype.toString.call({ name: 'N', message: 'M' }), Error.prototype.toString.call({ name: '', message: 'M' }), Error.prototype.toString.call({ name: 'N' }), Error.prototype.toString.call({}));
try {
  try {
    null.x;
  } catch (inner) {
    throw new Error('outer', { cause: inner });
  }
} catch (outer) {
  console.log(outer.message, '<-', outer.cause.message, outer.cause instanceof TypeError);
}
for (const v of [1, 'text', null, undefined, { code: 7 }, [1, 2], Symbol('s')]) {
  try { throw v; } catch (x) { console.log(typeof x, x); }
}
const err = new RangeError('r');
err.code = 'E_CODE';
err.message = 'changed';
console.log(String(err), err.code, Object.keys(err), typeof err.stack, err.stack.includes('RangeError'));
console.log(new AggregateError([1, 2], 'many').errors, Object.keys(new AggregateError([])));
