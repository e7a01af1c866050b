// ?. on members, calls and keys; short circuit of the whole chain; delete and parentheses.
const o = { a: { b: { f() { return this.v; }, v: 42 } }, n: null, zero: 0 };
console.log(o?.a?.b?.v, o.x?.y, o.x?.y.z.w, o.n?.any(), o.zero?.toFixed(1));
console.log(o.a.b.f?.(), o.a?.b.f(), o.a.b.g?.(), (o?.a.b.f)());
console.log(o?.['a']?.['b'].v, o.x?.[console.log('never evaluated')]);
let count = 0;
null?.[count++].x(count++);
undefined?.(count++);
console.log(count);
console.log(delete o?.a?.b.v, delete o.nothing?.x, o.a.b);
const f = null;
console.log(f?.(), f?.x?.());
try {
  o.zero?.missing();
} catch (e) {
  console.log(e.message);
}
try {
  (o.x?.y).z;
} catch (e) {
  console.log(e.message);
}
class P {
  #secret = 's';
  static read(p) {
    return p?.#secret;
  }
}
console.log(P.read(new P()), P.read(null));
console.log(true?.5:1, ''?.length, o?.a ?? 'no', o.q?.r ?? 'fallback');
console.log(o.a?.b?.f.call({ v: 'this' }), `${o.n?.x}`);
