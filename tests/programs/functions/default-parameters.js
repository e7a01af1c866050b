// Defaults are evaluated at call time, left to right, in a scope of their own.
const f = (a, b = a + 1, c = a + b) => [a, b, c].join();
console.log(f(1), f(1, 5), f(1, undefined, 0), f(1, null));
let n = 0;
const counted = (x = ++n) => x;
console.log(counted(), counted(), counted(9), n, f.length, ((a, b = 1, c) => 0).length);
const x = 'outer';
function scoped(get = () => x) {
  var x = 'body';
  return get() + ' ' + x;
}
console.log(scoped());
function shared(a, get = () => a, set = (v) => { a = v; }) {
  var a;
  const before = [a, get()];
  a = 'body';
  set('parameter');
  return [...before, a, get()];
}
console.log(shared(1));
function noCopy(a, get = () => a) {
  a = 'assigned';
  return get();
}
console.log(noCopy(1));
const objects = ({ p = 1, q: { r = 2 } = {} } = {}, [s = 3] = []) => [p, r, s];
console.log(objects(), objects({ p: 9, q: { r: 8 } }, [7]), objects({ q: {} }, [null]));
const self = (a, again = (k) => (k ? k + again(k - 1) : 0)) => again(a);
console.log(self(4));
const late = (a = b, b) => a;
try {
  late();
} catch (e) {
  console.log(e.message);
}
function args(a = 'd') {
  arguments[0] = 'changed';
  return [a, arguments.length];
}
console.log(args(), args(undefined), args('given'));
console.log((function (a = this.v) { return a; }).call({ v: 'this in default' }));
const throws = (a = (() => { throw new Error('required'); })()) => a;
try {
  throws();
} catch (e) {
  console.log(e.message, throws(1));
}
