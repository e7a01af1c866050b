// `length` of typed arrays that is not, or not any more, the original getter.
"use strict";
class Long extends Uint8Array { get length() { return 99; } }
function total(a, n) { let s = 0; for (let i = 0; i < n; i++) s += a.length; return s; }
console.log(total(new Uint8Array(3), 5), total(new Long(3), 5));
function last(a) { return a.length; }
const own = new Float64Array(4);
console.log(last(own));
Object.defineProperty(own, "length", { value: "own" });
console.log(last(own));
const other = new Float64Array(2);
console.log(last(other));
Object.setPrototypeOf(other, { get length() { return "prototype's"; } });
console.log(last(other));
function sums(a) {
  const out = [];
  for (let i = 0; i < 6; i++) {
    if (i === 2) Object.defineProperty(Int8Array.prototype, "length", { get() { return 7; }, configurable: true });
    if (i === 4) delete Int8Array.prototype.length;
    out.push(a.length);
  }
  return out.join();
}
console.log(sums(new Int8Array(3)));
function read(a) { let s = 0; for (let i = 0; i < a.length; i++) s += a[i]; return s; }
const all = Object.getPrototypeOf(Uint16Array.prototype), original = Object.getOwnPropertyDescriptor(all, "length");
console.log(read(new Uint16Array([1, 2, 3])));
Object.defineProperty(all, "length", { get() { return 2; }, configurable: true });
console.log(read(new Uint16Array([1, 2, 3])));
Object.defineProperty(all, "length", original);
console.log(read(new Uint16Array([1, 2, 3])));
