// Objects that are frozen, sealed, changed or whose prototype changes after native code has specialised their shape.
"use strict";
class P { constructor(x) { this.x = x; this.y = 0; } bump() { this.x = this.x + 1; return this.x; } }
function run(change) {
  const p = new P(1); let log = [];
  for (let i = 0; i < 40; i++) {
    if (i === 20) change(p);
    try { log.push(p.bump()); } catch (e) { log.push(e.constructor.name); break; }
  }
  return log.slice(18, 24).join();
}
console.log(run((p) => Object.freeze(p)), run((p) => Object.seal(p)), run((p) => Object.preventExtensions(p)));
console.log(run((p) => Object.defineProperty(p, "x", { writable: false })), run((p) => { delete p.x; }), run((p) => Object.setPrototypeOf(p, null)));
console.log(run((p) => { P.prototype.bump = function () { return "new"; }; }));
function F(a) { this.a = a; }
F.prototype.get = function () { return this.a; };
let out = [];
for (let i = 0; i < 40; i++) {
  if (i === 20) F.prototype = { get() { return "other" + this.a; } };
  out.push(new F(i).get());
}
console.log(out.slice(18, 23).join());
class Q { constructor(f) { this.a = 1; if (f) Object.preventExtensions(this); this.b = 2; } }
let r = [];
for (let i = 0; i < 40; i++) { try { r.push(Object.keys(new Q(i >= 20)).length); } catch (e) { r.push(e.message); break; } }
console.log(r.slice(18).join());
