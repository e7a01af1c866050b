// Subclasses of Error: name, message, cause, instanceof, toString.
class AppError extends Error {
  constructor(message, options) { super(message, options); this.name = this.constructor.name; }
}
class HttpError extends AppError {
  constructor(status, options) { super('HTTP ' + status, options); this.status = status; }
  get retry() { return this.status >= 500; }
}
try {
  throw new HttpError(503, { cause: new TypeError('socket') });
} catch (e) {
  console.log(e.name, e.message, e.status, e.retry, String(e), e.cause.name, e.cause.message);
  console.log(e instanceof HttpError, e instanceof AppError, e instanceof Error, e instanceof TypeError);
  console.log(Object.keys(e), Object.prototype.toString.call(e), typeof e.stack, e.stack.split('\n')[0]);
}
class Quiet extends TypeError {}
const q = new Quiet('shh');
console.log(q.name, String(q), q.constructor.name, Object.hasOwn(q, 'message'), Object.hasOwn(new Quiet(), 'message'));
class Lazy extends Error { get message() { return 'computed'; } }
console.log(new Lazy().message, String(new Lazy()));
class Proto extends Error {}
Proto.prototype.name = 'ProtoName';
console.log(String(new Proto('m')), String(new Proto()), String(new Error()), String(new Error('')));
function OldError(message) { this.message = message; }
OldError.prototype = Object.create(Error.prototype, { constructor: { value: OldError }, name: { value: 'OldError' } });
console.log(String(new OldError('way')), new OldError('x') instanceof Error);
const agg = new AggregateError([new Error('a'), new RangeError('b')], 'both');
console.log(agg.name, agg.message, agg.errors.map(String));
console.log(Error('no new') instanceof Error, TypeError('t').name, Error.prototype.name, Object.getPrototypeOf(TypeError) === Error);
