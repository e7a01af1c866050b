// Rest parameters: a real array, patterns in it, length of the function.
const f = (a, ...rest) => [a, rest, rest instanceof Array];
console.log(f(), f(1), f(1, 2, 3));
const g = (...[first, second = 'default', ...others]) => [first, second, others];
console.log(g(), g(1, 2, 3, 4));
const h = (...{ length, 0: zero }) => [length, zero];
console.log(h('a', 'b'));
console.log(f.length, g.length, ((...a) => a).length, ((a, b, ...c) => c).length);
function both(...xs) {
  xs[0] = 'changed';
  return [arguments[0], arguments.length, xs.length];
}
console.log(both(1, 2));
const sum = (...ns) => ns.reduce((a, b) => a + b, 0);
console.log(sum(), sum(1, 2, 3), sum(...[4, 5], 6));
const compose = (...fs) => (x) => fs.reduceRight((v, f) => f(v), x);
console.log(compose((x) => x + 1, (x) => x * 2)(5));
const a1 = (...r) => r;
const one = a1(1), two = a1(1);
console.log(one !== two, Array.isArray(one), a1(undefined), a1(...[, 1]));
class K {
  constructor(head, ...tail) {
    Object.assign(this, { head, tail });
  }
}
console.log(new K(1, 2, 3));
const partial = (f, ...bound) => (...more) => f(...bound, ...more);
console.log(partial(Math.max, 5)(1, 9), partial((a, b, c) => a + b + c, 'x', 'y')('z'));
