// == and === and Object.is over a table of values.
const values = [undefined, null, false, true, 0, -0, 1, NaN, '', '0', '1', 'a', [], [1], {}, 0n, 1n];
const names = ['undef', 'null', 'false', 'true', '0', '-0', '1', 'NaN', "''", "'0'", "'1'", "'a'", '[]', '[1]', '{}', '0n', '1n'];
values.forEach((a, i) => {
  const loose = [], same = [];
  values.forEach((b, j) => {
    if (i !== j && a == b) loose.push(names[j]);
    if (a === b) same.push(names[j]);
  });
  console.log(names[i].padEnd(6), '==', loose.join(' ').padEnd(30), '===', same.join(' '));
});
console.log(Object.is(0, -0), Object.is(NaN, NaN), [NaN].includes(NaN), [NaN].indexOf(NaN), [-0].includes(0));
console.log({ valueOf: () => 1 } == 1, { toString: () => 'x' } == 'x', new String('a') == 'a', new String('a') == new String('a'));
console.log(Symbol.for('k') === Symbol.for('k'), Symbol('k') === Symbol('k'), 'abc' === 'ab' + 'c', 2 ** 53 == 2n ** 53n);
console.log(10n == '10', 10n == 'ten', 1.5 == 1n, null == 0, undefined == 0, null != undefined);
