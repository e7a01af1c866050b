// toString with radix, toFixed, toPrecision, toExponential, shortest digits.
console.log((255).toString(16), (255).toString(2), (-255).toString(36), (0.5).toString(2), (0.1).toString(3).slice(0, 12), (1e21).toString(7).slice(0, 8), (2 ** 53).toString(32));
console.log((3.75).toString(2), (-0.75).toString(16), NaN.toString(2), (-Infinity).toString(16), (35).toString(36), (0).toString(2), (-0).toString(10));
console.log((1.005).toFixed(2), (1.45).toFixed(1), (8.345).toFixed(2), (0).toFixed(2), (-1.5).toFixed(0), (2.5).toFixed(0), (1e21).toFixed(2), (123.456).toFixed(), (0.000001).toFixed(7), (-0.0000001).toFixed(2), (1.23e-10).toFixed(2), (5e-324).toFixed(3));
console.log((1234.5678).toFixed(10), (0.1).toFixed(20), (1e20).toFixed(5), NaN.toFixed(1), (25).toFixed(20));
console.log((123.456).toPrecision(4), (0.000123).toPrecision(2), (1234567).toPrecision(2), (1e21).toPrecision(3), (0).toPrecision(3), (123.456).toPrecision(), (99.99).toPrecision(3), (1e-7).toPrecision(5));
console.log((123456).toExponential(), (123456).toExponential(2), (0).toExponential(), (0.00015).toExponential(1), (-1.5e-9).toExponential(3), (1e21).toExponential(0));
console.log(0.1, 0.2, 0.3, 0.1 + 0.2, 1 / 3, 100 / 3, 1e21, 1e-6, 1e-7, 123456789012345680000, 1.7976931348623157e308, 5e-324, 4.35, 0.000001234);
console.log(1e5, 1e20, 12345678901234567000, 4294967296.5, 9007199254740993, 2 ** 70, 2 ** -20, 1.1e-5, 123e-20, 5e22, 2.2250738585072014e-308);
console.log(Number.MAX_SAFE_INTEGER, -Number.MIN_VALUE, Number.EPSILON, String(1e1000), `${-1e-1000}`, '' + -1e-1000);
console.log((1.25).toFixed(1), (1.35).toFixed(1), (10.235).toFixed(2), (1.255).toFixed(2), (1000000000000000128).toString(), (1000000000000000128).toFixed(0));
console.log(5..toString(), 5.0.toFixed(1), 0xff.toString(8), (25).toString(undefined), [1.0, 2.50, 1e3].join());
console.log(Number('1e1000'), 1.0000000000000002, 0.1 * 3, 4.9e-324, 1.5e300 * 1.5e10, 299792458.0001, 1e15 + 0.5, 1e16 + 1.5);
