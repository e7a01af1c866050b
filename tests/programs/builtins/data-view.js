// DataView: every width, both byte orders, floats and big integers, bounds.
const buffer = new ArrayBuffer(16), v = new DataView(buffer), bytes = new Uint8Array(buffer);
v.setInt8(0, -2);
v.setUint16(1, 0x1234);
v.setUint16(3, 0x1234, true);
v.setInt32(5, -2, true);
console.log([...bytes].map((b) => b.toString(16).padStart(2, '0')).join(' '));
console.log(v.getInt8(0), v.getUint8(0), v.getUint16(1), v.getUint16(1, true), v.getInt16(3, true), v.getInt32(5, true), v.getUint32(5, true), v.getInt32(5));
v.setFloat32(0, 1.5);
v.setFloat64(8, Math.PI, true);
console.log(v.getFloat32(0), v.getUint32(0).toString(16), v.getFloat64(8, true), v.getFloat64(8), bytes[15].toString(16));
v.setBigInt64(0, -5n);
console.log(v.getBigInt64(0), v.getBigUint64(0), v.getBigUint64(0, true), v.getUint8(7));
v.setUint8(0, 511);
v.setInt16(2, 'text');
v.setFloat32(4, NaN);
console.log(v.getUint8(0), v.getInt16(2), v.getFloat32(4), v.setUint8(1, 1), v.byteLength, v.byteOffset, v.buffer === buffer);
const window_ = new DataView(buffer, 4, 8);
window_.setUint8(0, 77);
console.log(bytes[4], window_.byteOffset, window_.byteLength);
for (const f of [() => v.getInt32(13), () => v.getInt8(-1), () => v.setFloat64(9, 1), () => window_.getUint8(8), () => new DataView(buffer, 17), () => new DataView({}), () => v.setBigInt64(0, 1), () => v.getInt8(16)]) {
  try { f(); console.log('ok'); } catch (e) { console.log(e.name + ': ' + e.message); }
}
const floatBits = (x) => { v.setFloat64(0, x); return [v.getUint32(0), v.getUint32(4)].map((w) => w.toString(16).padStart(8, '0')).join(''); };
console.log([0, -0, 1, -2, Infinity, 5e-324, 0.1, 2 ** 53].map(floatBits));
console.log(v.getUint8(), v.getInt16('8'), Object.prototype.toString.call(v), ArrayBuffer.isView(v));
