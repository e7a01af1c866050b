// && || ?? and their assignments short-circuit; the value is an operand.
console.log(0 || 'x', '' && 'y', null ?? 'z', 0 ?? 'w', undefined ?? null, NaN || 0);
console.log(1 && 2 && 3, 0 || '' || null, (null ?? 0) || 'end');
let n = 0;
const t = (v) => (n++, v);
false && t(1);
true || t(1);
0 ?? t(1);
console.log(n);

let a = null, b = 0, c = 1;
a ??= 'assigned';
b ??= 'not';
c &&= 'and';
b ||= 'or';
console.log(a, b, c);
const log = [];
const o = { get x() { log.push('get x'); return 1; }, set x(v) { log.push('set x ' + v); }, y: undefined };
o.x ||= 2;
o.x &&= 3;
o.x ??= 4;
o.y ??= 'filled';
o['z'] ||= 'new';
console.log(log, o.y, o.z);
const frozen = Object.freeze({ v: 1 });
(function () {
  'use strict';
  frozen.v ||= 2;
  try {
    frozen.v &&= 2;
  } catch (e) {
    console.log(e.message);
  }
})();
const k = 5;
k ||= 6;
let fn;
fn ??= () => {};
console.log(k, fn.name);
console.log(!!document_(), !'' + !0, !!NaN);
function document_() {
  return [];
}
if ((a && b) || c) console.log('branch');
console.log((a || b) && !(b && !c) ? 'yes' : 'no');
