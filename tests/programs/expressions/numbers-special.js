// -0, NaN, infinities, rounding and comparisons that only doubles have.
const show = (x) => (Object.is(x, -0) ? '-0' : String(x));
console.log([-0, 0 * -1, -0 + 0, -0 - 0, 0 / -5, Math.round(-0.4), Math.trunc(-0.9), -0 * -0, Math.min(0, -0), Math.max(-0, 0)].map(show).join(' '));
console.log(-0, [-0], { z: -0 }, String(-0), `${-0}`, JSON.stringify(-0), (-0).toFixed(1));
console.log(NaN === NaN, NaN !== NaN, isNaN('x'), Number.isNaN('x'), Math.max(1, NaN), Math.max(), Math.min());
console.log(Infinity - Infinity, Infinity * 0, Infinity / Infinity, -Infinity < Infinity, 1 / -Infinity);
console.log(0.1 * 3, 0.7 + 0.1, 1.1 * 1.1, 4.35 * 100, 1.005 * 1000, 5e-324, 1.7976931348623157e308 * 10);
console.log(Number.MAX_SAFE_INTEGER, Number.EPSILON, Number.MIN_VALUE, Number.MAX_VALUE);
console.log(Math.round(2.5), Math.round(-2.5), Math.round(0.49999999999999994), Math.round(1e300), Math.floor(-0.5), Math.ceil(-0.5));
console.log(Math.sign(-3), Math.cbrt(27), Math.hypot(3, 4), Math.fround(5.5), Math.fround(5.05), Math.log2(8), Math.log10(1000), Math.expm1(0));
console.log(Math.sqrt(-1), Math.atan2(0, -0) === Math.PI, Math.trunc(1e20), Math.abs(-5.5), Math.sqrt(2));
console.log(1e21, 1e-7, 123456789012345680000, 0.000001, 1e300 * 1e10, -1e-10, 100, 1.0, 1.50);
let zero = 0;
zero = -zero;
console.log(zero === 0, 1 / zero, [0].indexOf(-0), new Set([0, -0]).size, new Map([[-0, 'v']]).get(0));
