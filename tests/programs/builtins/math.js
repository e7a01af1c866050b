// Math: rounding, extremes, roots, logarithms, 32-bit helpers; trigonometry to few digits.
const values = [-2.5, -1.5, -0.5, -0.2, 0, 0.2, 0.5, 1.5, 2.5];
for (const f of ['floor', 'ceil', 'round', 'trunc', 'sign', 'abs']) console.log(f.padEnd(6), values.map(Math[f]));
console.log(Math.max(1, '3', 2), Math.max(1, NaN), Math.max(1, undefined), Math.min(), Math.max([]), Math.max(...[]), Math.min(0, -0), Math.max(null, -1));
console.log(Math.sqrt(16), Math.sqrt(2), Math.sqrt(-1), Math.cbrt(-27), Math.hypot(3, 4), Math.hypot(), Math.hypot(1, 2, 2), Math.hypot(NaN, Infinity), Math.pow(2, 0.5), Math.pow(0, 0));
console.log(Math.log(Math.E), Math.log(0), Math.log(-1), Math.log2(1024), Math.log10(0.001), Math.log1p(0), Math.exp(0), Math.expm1(0), Math.exp(1) === Math.E);
console.log([Math.sin(1), Math.cos(1), Math.tan(1), Math.asin(1), Math.acos(0), Math.atan(1), Math.atan2(-1, -1), Math.sinh(1), Math.cosh(1), Math.tanh(1), Math.asinh(1), Math.acosh(2), Math.atanh(0.5)].map((x) => x.toFixed(10)).join(' '));
console.log(Math.sin(0), Math.sin(-0), Math.cos(0), Math.tan(0), Math.sin(Infinity), Math.atan2(0, -1) === Math.PI, Math.atan(Infinity).toFixed(5));
console.log(Math.imul(3, -4), Math.imul(0xffffffff, 2), Math.imul(65537, 65537), Math.clz32(1), Math.clz32(0), Math.clz32(-1), Math.clz32(0.5), Math.fround(1.1), Math.fround(1e40), Math.fround(2 ** -150));
console.log(Math.PI, Math.E, Math.LN2, Math.LN10, Math.LOG2E, Math.LOG10E, Math.SQRT1_2, Math.SQRT2);
console.log(Math.round(-0.5), Math.round(0.49999999999999994), Math.round(2 ** 52 + 0.5), Math.round(-4503599627370495.5), Math.floor(1e300), Math.ceil(-0.9), Math.trunc('7.9'), Math.round('x'));
console.log(Object.prototype.toString.call(Math), typeof Math.random(), Math.random() >= 0 && Math.random() < 1, Math.max.length, Math.abs(null), Math.abs('-3'), Math.abs([-2]));
for (const bad of [() => Math.abs(1n), () => Math.max(Symbol()), () => new Math.floor(), () => Math()]) { try { bad(); } catch (e) { console.log(e.message); } }
console.log(7 % 3, -7 % 3, 7 % -3, 5.5 % 2.5, -0 % 5, 5 % Infinity, Infinity % 5, 5 % 0, 0.3 % 0.1, 2 ** 60 % 1000, -1 % 1);
