// Messages of TypeErrors for reading, writing and calling on undefined, null and non-functions.
const attempt = (f) => {
  try {
    console.log('no error', f());
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
};
let u, n = null, o = { a: {}, s: 'text', num: 5, f: 1, nested: { deep: {} } }, arr = [1];
const key = 'dynamic', sym = Symbol('desc');
attempt(() => u.x);
attempt(() => n.x);
attempt(() => u[key]);
attempt(() => u[0]);
attempt(() => n[sym]);
attempt(() => o.missing.x);
attempt(() => o.a.b.c);
attempt(() => { u.x = 1; });
attempt(() => { n[key] = 1; });
attempt(() => { o.missing.y.z = 1; });
attempt(() => u());
attempt(() => n());
attempt(() => o());
attempt(() => o.f());
attempt(() => o.missing());
attempt(() => o.nested.deep.none());
attempt(() => o[key]());
attempt(() => arr[0]());
attempt(() => u.method());
attempt(() => o.s.nope());
attempt(() => (5)());
attempt(() => 'text'());
attempt(() => new o());
attempt(() => new o.f());
attempt(() => new u());
attempt(() => arr.map(5));
attempt(() => arr.forEach());
attempt(() => arr.reduce(undefined));
attempt(() => arr.sort(5));
attempt(() => [].reduce((a, b) => a));
