// Captured variables: shared, private, in recursion, in loops, several levels deep.
const counter = () => {
  let n = 0;
  return { up: () => ++n, down: () => --n, get value() { return n; } };
};
const a = counter(), b = counter();
a.up(); a.up(); b.down();
console.log(a.value, b.value);
const level = (x) => (y) => (z) => { x += 1; y += x; return [x, y, z + y]; };
const l2 = level(1)(10);
console.log(l2(100), l2(100));
const memo = (f, cache = new Map()) => (n) => cache.get(n) ?? (cache.set(n, f(n)), cache.get(n));
const fib = memo((n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)));
console.log(fib(80));
function make() {
  var fs = [];
  for (var i = 0; i < 3; i++) (function (j) { fs.push(function () { return j * i; }); })(i);
  return fs.map(function (f) { return f(); });
}
console.log(make());
let shared = 1;
const read = () => shared;
const write = (v) => { shared = v; };
write(read() + 1);
console.log(shared, read());
const parity = (() => {
  const even = (n) => (n === 0 ? true : odd(n - 1));
  const odd = (n) => (n === 0 ? false : even(n - 1));
  return { even, odd };
})();
console.log(parity.even(10), parity.odd(10));
function parameters(p) {
  const get = () => p;
  p = 'changed';
  return get();
}
console.log(parameters('original'));
const once = (f) => { let done = false, r; return (...args) => (done ? r : ((done = true), (r = f(...args)))); };
let runs = 0;
const init = once(() => ++runs);
console.log(init(), init(), runs);
const curry = (f) => function c(...args) { return args.length >= f.length ? f(...args) : (...more) => c(...args, ...more); };
console.log(curry((x, y, z) => x + y + z)(1)(2)(3));
