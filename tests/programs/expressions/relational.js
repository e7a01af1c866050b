// < > <= >= on numbers, strings, mixed and converted operands.
console.log(1 < 2, 2 < 1, 1 <= 1, NaN < 1, NaN >= NaN, -0 < 0, Infinity > 1e308);
console.log('a' < 'b', 'B' < 'a', '10' < '9', '10' < 9, 'abc' < 'abcd', '' < 'a', 'é' > 'z', '😀' > '\uffff');
console.log(null < 1, null >= 0, undefined < 1, undefined >= 0, true > 0, 'x' < 1, [2] > 1, [1, 2] < 3);
console.log(1n < 2, 2 > 1n, 1n < 1.5, '2' > 1n, 10n > 9n, 1n <= 1, NaN < 1n, 'x' < 1n);
const d = (v) => ({ valueOf: () => v, toString: () => 'zzz' });
console.log(d(1) < d(2), d('b') > d('a'), d(5) > '4');
console.log({} < {}, {} <= {}, [] < [1], (() => 1) > 0);
const log = [];
const p = (name, v) => ({ [Symbol.toPrimitive](hint) { log.push(name + ' ' + hint); return v; } });
p('a', 1) > p('b', 2);
p('c', 1) <= p('d', 2);
console.log(log);
try {
  Symbol() < 1;
} catch (e) {
  console.log(e.message);
}
console.log(1 < 2 < 3, 3 > 2 > 1, [3, 20, 100].sort(), [3, 20, 100].sort((a, b) => a - b));
