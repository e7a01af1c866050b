// parseInt, parseFloat, Number(): whitespace, radix, prefixes, garbage, rounding.
console.log(parseInt('42px'), parseInt('  -17.9'), parseInt(''), parseInt('x'), parseInt('0x1F'), parseInt('0b11'), parseInt('1e3'), parseInt('+5'), parseInt('- 5'));
console.log(parseInt('101', 2), parseInt('zz', 36), parseInt('12', 2), parseInt('8', 8), parseInt('0x1f', 16), parseInt('1f', 16), parseInt('10', 1), parseInt('10', 37), parseInt('10', 0), parseInt('11', '2'));
console.log(parseInt(0.0000005), parseInt(1e21), parseInt(null), parseInt('null', 36), parseInt('9007199254740993'), parseInt('1'.repeat(25)), parseInt(-0), Object.is(parseInt('-0'), -0), parseInt([5, 6]), parseInt('5n'));
console.log(parseFloat('3.14abc'), parseFloat('.5.5'), parseFloat('-.5e-2x'), parseFloat('1e'), parseFloat('e1'), parseFloat('Infinityx'), parseFloat('-Infinity'), parseFloat('0x10'), parseFloat('  \n7'), parseFloat('1_000'), parseFloat('1e400'));
console.log(Number(''), Number(' '), Number('12 '), Number('1 2'), Number('0x1F'), Number('0b101'), Number('0o17'), Number('-0x1'), Number('1e3'), Number('.5'), Number('5.'), Number('.'), Number('+1'), Number('--1'), Number('Infinity'), Number('infinity'), Number('1_0'), Number('1n'));
console.log(Number(null), Number(undefined), Number(true), Number([]), Number([7]), Number([1, 2]), Number({}), Number('\u00a0\ufeff1\n'), Number(10n), Number(new Date(5)), Number({ valueOf: () => '8' }));
console.log(Number('9007199254740993'), Number('0.1'), Number('123456789012345678901234567890'), Number('5e-324'), Number('2e-324'), Number('1.7976931348623159e308'), Number('0.30000000000000004'), Number('4.35'), Number('1' + '0'.repeat(30)));
console.log(Number.isInteger(5.0), Number.isInteger(5.5), Number.isInteger('5'), Number.isSafeInteger(2 ** 53), Number.isFinite('5'), isFinite('5'), isFinite(Infinity), isNaN(undefined), Number.isNaN(undefined), Number.parseFloat === parseFloat);
for (const v of ['12', '0x', '1e+', '', ' \t', '١']) console.log(JSON.stringify(v), +v, v | 0, v * 1, ~~v);
console.log(+[], +{}, +'', +null, +undefined, +true, +'0x10', -'5', +new Number(3), +'1,000', +[[[1]]]);
console.log(typeof Number('5'), typeof new Number(5), new Number(5) + 1, Number(), new Number().valueOf(), Number.prototype.valueOf.call(7));
