// Shifts and masks: conversion to int32 and uint32, shift counts modulo 32, big and odd operands.
console.log(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 31, 1 << 32, 1 << 33, 1 << -1);
console.log(-1 >> 1, -1 >>> 1, -1 >>> 0, -1 >>> 32, 0x80000000 >> 31, 0x80000000 >>> 31);
console.log(4294967296 | 0, 4294967297 | 0, 2147483648 | 0, -2147483649 | 0, 1e20 | 0, 1e100 | 0, -1e20 | 0);
console.log(1.9 | 0, -1.9 | 0, NaN | 0, Infinity | 0, '7' | 0, 'x' | 0, null | 0, [9] | 0, true | 0, undefined | 0);
console.log(0.5 << 1, 1 << 1.9, '3' << '2', -5 >> 1, -5 >>> 28, 6 & -6);
let x = 0b1010;
x &= 0b0110;
x |= 1;
x ^= 0xff;
x <<= 4;
x >>= 1;
x >>>= 2;
console.log(x);
const bits = (n) => { let c = 0; for (n >>>= 0; n; n &= n - 1) c++; return c; };
console.log(bits(255), bits(-1), bits(2 ** 31), Math.clz32(1), Math.clz32(0));
const rot = (v, n) => (v << n) | (v >>> (32 - n));
console.log(rot(0x12345678, 8).toString(16), rot(1, 31), rot(-2, 4));
console.log(5n & 3n, -1n & 0xffn, -5n >> 1n, 1n << 70n, ~5n, 5n ^ -3n, BigInt.asIntN(8, 200n), BigInt.asUintN(8, -1n));
for (const bad of [() => 1n >>> 0n, () => 1n & 1]) {
  try { bad(); } catch (e) { console.log(e.message); }
}
