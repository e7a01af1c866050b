// + : numbers, strings and what objects turn into.
console.log(1 + 2, '1' + 2, 1 + '2', 1 + 2 + '3', '1' + 2 + 3, 1 + +'2');
console.log(true + true, null + 1, undefined + 1, 'a' + null, 'a' + undefined, true + 'x');
console.log([] + [], [] + {}, [1, 2] + [3], {} + '', (() => 1) + '', 1 + [2]);
console.log({ valueOf: () => 5 } + 1, { toString: () => 'five' } + 1, { valueOf: () => ({}), toString: () => 's' } + 1);
console.log({ [Symbol.toPrimitive]: (hint) => hint } + '', `${{ [Symbol.toPrimitive]: (hint) => hint }}`, +{ [Symbol.toPrimitive]: (h) => (h === 'number' ? 42 : 0) });
const date = new Date(0);
console.log(typeof (date + 1), typeof (date - 1));
let s = '';
for (let i = 0; i < 10; i++) s += i;
s += 1.5;
s += [1, [2]];
console.log(s, s.length);
let n = 1;
n += '1';
n -= 1;
n *= '2';
n /= 4;
n %= 3;
console.log(n);
for (const bad of [() => Symbol() + '', () => 1n + 1, () => Object.create(null) + '', () => ({ toString: null, valueOf: null }) + 1]) {
  try {
    bad();
  } catch (e) {
    console.log(e.message);
  }
}
let up = '5';
up++;
let obj = { valueOf() { return 3; } };
obj++;
console.log(up, obj, typeof up, '5' - 2, '3' * '4', 'x' - 1);
