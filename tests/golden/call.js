function twice(f, x) { return f(f(x)); }
const inc = x => x + 1;
function use(o) { return twice(inc, 1) + o.m(2) + new o.C(3); }
globalThis.kept = use;
