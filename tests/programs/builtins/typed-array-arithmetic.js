// Numeric kernels on typed arrays: wrap-around, mixed kinds, accumulation in doubles.
const n = 256;
const i8 = new Int8Array(n), u8 = new Uint8Array(n), i32 = new Int32Array(n), u32 = new Uint32Array(n), f32 = new Float32Array(n), f64 = new Float64Array(n);
for (let i = 0; i < n; i++) {
  i8[i] = i * 3;
  u8[i] = i * 3;
  i32[i] = i * 0x1234567;
  u32[i] = i * 0x1234567;
  f32[i] = i / 3;
  f64[i] = i / 3;
}
const sum = (a) => { let s = 0; for (let i = 0; i < a.length; i++) s += a[i]; return s; };
for (const a of [i8, u8, i32, u32, f32, f64]) console.log(a.constructor.name, sum(a), a[255], typeof a[255]);
const dot = (a, b) => { let s = 0; for (let i = 0; i < a.length; i++) s += a[i] * b[i]; return s; };
console.log(dot(i8, u8), dot(f32, f64), dot(i32, i32), dot([1, 2], [3, 4]));
u8[0] = 250;
u8[0] += 10;
u8[1] = 0;
u8[1]--;
i32[0] = 2147483647;
i32[0]++;
u32[0] = 0;
u32[0] -= 1;
i8[0] = 127;
console.log(u8[0], u8[1], i32[0], u32[0], ++i8[0], i8[0], (i8[1] += 0.9), i8[1], u32[0] + 1, (u8[2] = 300), u8[2]);
f32[0] = 16777217;
f64[0] = 16777217;
console.log(f32[0], f64[0], f32[0] === f64[0], (f32[1] = 0.1), f32[1], Math.fround(0.1) === f32[1]);
const acc = (a, i) => a[i];
console.log(acc(u8, 1000), acc(u8, -1), acc(u8, 1.5), acc(u8, '2'), acc(u8, NaN), acc([1], 1), acc('abc', 1), acc({ 5: 'five' }, 5));
const m = (r, c, f) => { const a = new Float64Array(r * c); for (let i = 0; i < r; i++) for (let j = 0; j < c; j++) a[i * c + j] = f(i, j); return a; };
const A = m(3, 3, (i, j) => i + j), B = m(3, 3, (i, j) => i * j + 1);
const C = m(3, 3, (i, j) => A[i * 3] * B[j] + A[i * 3 + 1] * B[3 + j] + A[i * 3 + 2] * B[6 + j]);
console.log([...C]);
let crc = -1;
for (const byte of u8) { crc ^= byte; for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1)); }
console.log((~crc >>> 0).toString(16));
