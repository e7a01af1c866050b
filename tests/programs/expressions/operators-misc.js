// comma, void, typeof, in, instanceof, delete, conditional chains.
let x = (1, 2, 3);
console.log(x, void 0, void 'anything', (x++, x));
const values = [undefined, null, true, 0, 0n, '', Symbol(), {}, [], () => {}, class {}, /r/, new Map(), NaN];
console.log(values.map((v) => typeof v).join());
console.log('a' in { a: undefined }, 'b' in {}, 'toString' in {}, 0 in [1], 1 in [1], 'length' in [], Symbol.iterator in []);
console.log([] instanceof Array, [] instanceof Object, 1 instanceof Number, new Number(1) instanceof Number);
console.log(Object.create(null) instanceof Object, (() => {}) instanceof Function);
class Even {
  static [Symbol.hasInstance](n) {
    return n % 2 === 0;
  }
}
console.log(2 instanceof Even, 3 instanceof Even);
const bound = function F() {}.bind();
console.log(new bound() instanceof bound);
for (const bad of [() => 1 instanceof 1, () => 'x' in 'string', () => ({}) instanceof (() => {}), () => ({}) instanceof {}]) {
  try {
    console.log(bad());
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
}
const grade = (n) => (n > 90 ? 'A' : n > 80 ? 'B' : n > 70 ? 'C' : 'F');
console.log([95, 85, 75, 5].map(grade).join(''));
console.log(typeof typeof 1, !-1, -(-1), +'12' + +true, - -2, +[], +{}, -'3', ~5, ~~-5.7, ~'x');
console.log([1, 2, 3, 4][(1, 2)], [,].length, [, ,].length, [1, , 2].length);
