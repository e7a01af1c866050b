// ** associates to the right; integer and fractional results; special values; **=.
console.log(2 ** 10, 2 ** 3 ** 2, (2 ** 3) ** 2, (-2) ** 3, (-2) ** 2, 2 ** -2);
console.log(2 ** 0.5 === Math.SQRT2, 4 ** 0.5, (-8) ** (1 / 3), 10 ** 21, 10 ** -7);
console.log(NaN ** 0, 1 ** Infinity, (-1) ** Infinity, 0 ** 0, 0 ** -1, (-0) ** -1, (-0) ** -2, Infinity ** -1);
console.log(2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 1, 2 ** 1023 * 2, 2 ** -1074, 2 ** -1075);
let x = 3;
x **= 2;
x **= 2;
console.log(x);
console.log('2' ** '3', null ** 1, undefined ** 1, true ** 2, [2] ** [2]);
console.log(2n ** 64n, (-3n) ** 3n, 0n ** 0n);
try {
  2n ** -1n;
} catch (e) {
  console.log(e.name);
}
try {
  2n ** 2;
} catch (e) {
  console.log(e.name + ': ' + e.message);
}
console.log(Math.pow(2, 8), Math.pow(-0, 3), 7 ** 2 % 10, -(2 ** 2));
