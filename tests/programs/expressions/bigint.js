// BigInt: literals, arithmetic, division toward zero, comparison, conversion, errors.
console.log(1n, -5n, 0xffn, 0b11n, 123456789012345678901234567890n, [1n], { b: 2n }, typeof 1n);
console.log(7n / 2n, -7n / 2n, 7n % 3n, -7n % 3n, 2n ** 100n, 10n - 20n, -(-3n), 0n === -0n);
let f = 1n;
for (let i = 1n; i <= 30n; i++) f *= i;
console.log(f, String(f).length, f / 10n ** 20n);
console.log(BigInt(10), BigInt('0x1f'), BigInt(' 12 '), BigInt(''), BigInt(true), BigInt(2 ** 60), BigInt(Number.MAX_SAFE_INTEGER) + 2n);
console.log(Number(2n ** 64n), parseInt('12n'), Number('12'), +String(5n), Math.max(Number(3n), 2));
console.log((255n).toString(16), (-255n).toString(2), (10n ** 30n).toLocaleString === undefined, 2n > 1, 2n == 2, 2n === 2);
console.log(0n ? 'truthy' : 'falsy', 1n && 'and', !0n, [3n, 1, 2n, 10].sort().join(), [3n, 1n, 2n].sort((a, b) => (a < b ? -1 : 1)).join());
const errors = [() => 1n + 1, () => 1n / 0n, () => +1n, () => BigInt(1.5), () => BigInt('x'), () => Math.sqrt(4n), () => BigInt(undefined), () => JSON.stringify({ a: 1n }), () => new BigInt(1)];
for (const e of errors) {
  try {
    console.log(e());
  } catch (err) {
    console.log(err.name + ': ' + err.message);
  }
}
console.log('x' + 1n, 1n + 'x', `${2n}`, BigInt.asIntN(64, 2n ** 63n), BigInt.asUintN(64, -1n));
let c = 5n;
c++;
c **= 2n;
c <<= 3n;
console.log(c--, c, -c);
console.log(Object(1n) + 1n, typeof Object(1n), 12345678901234567890n % 97n, (2n ** 64n - 1n) & 0xffffffffn);
