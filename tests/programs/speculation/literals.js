// Object literals that stay inside a function are never made; exits that name them make them, with what they hold then.

const show = (o) => JSON.stringify(o, (_, v) => (Object.is(v, -0) ? '-0' : typeof v === 'bigint' ? `${v}n` : v));
const seen = [];

// Temporary vectors: none of them is ever seen.
const add = (a, b) => ({ x: a.x + b.x, y: a.y + b.y });
const scale = (a, k) => ({ x: a.x * k, y: a.y * k });
const dot = (a, b) => a.x * b.x + a.y * b.y;
function vectors(n) {
  const v = { x: 0.25, y: -0.5 };
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const q = add(scale(v, i & 7), v);
    sum += dot(q, add(q, v));
  }
  return sum;
}
console.log(vectors(1000));

// The exit is in the middle of the literal's life: what was stored in it, in order, is there.
function changed(n, at, what) {
  let last = 0;
  for (let i = 0; i < n; i++) {
    const o = { count: i, twice: 0, name: 'o' };
    o.twice = o.count * 2;
    const sum = o.twice + (i === at ? what : 1);
    o.count = sum;
    last = o.count + o.twice;
    if (i === at) seen.push(show(o), typeof last);
  }
  return last;
}
changed(300, -1, 0);
for (const what of [2 ** 31, 'text', 1.5, undefined]) console.log(String(changed(300, 100, what)));
console.log(seen.splice(0).join(' '));

// Literals in literals, and one that is in two places.
function nested(n, at) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const inner = { v: i };
    const outer = { a: inner, b: inner, c: { v: 1 } };
    outer.a.v += outer.c.v;
    total = (total + outer.b.v) | 0;
    const more = i === at ? 2 ** 40 : i;
    const next = more + 1;
    if (i === at) {
      outer.a.v = next;
      seen.push(show(outer), outer.a === outer.b, outer.a === outer.c);
    }
  }
  return total;
}
nested(300, -1);
console.log(nested(300, 77), seen.splice(0).join(' '));

// Fields that are doubles; keys that are indices; more keys than fit inside; a key twice.
function kinds(n, at) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const real = { x: i / 2, y: i };
    const indexed = { 0: i, one: i + 1, 7: i + 2 };
    const large = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i, j: 10, k: 11, l: 12, m: 13, n: 14, o: 15, p: 16, q: 17, r: 18 };
    const twice = { a: i, b: 2, a: i + 5 };
    total += real.x + indexed.one + large.r + twice.a;
    const big = i === at ? 2 ** 33 : i;
    real.y = big + 1;
    if (i === at) seen.push(show(real), show(indexed), show(large), show(twice));
  }
  return total;
}
kinds(300, -1);
console.log(kinds(300, 250), seen.splice(0).join(' '));

// Ways meet: before the join the literal is a value, behind it an object, or the other way around.
function joined(n, at) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const o = { n: i, odd: false };
    if (i & 1) o.odd = true;
    total += o.odd ? o.n : 1;
    const p = i % 3 ? { n: 3, odd: true } : o;
    total += p.n;
    const big = i === at ? 'big' : i;
    if (big * 2 !== big * 2) seen.push(show(o), show(p), p === o);
  }
  return total;
}
joined(300, -1);
console.log(joined(300, 33), joined(300, 34), seen.splice(0).join(' '));

// Returned from an inlined function, taken apart by the caller; in try and finally.
const divided = (a, b) => ({ quotient: Math.trunc(a / b), rest: a % b });
function parts(n, at) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const { quotient, rest } = divided(i, i === at ? 0 : 7);
    const box = { quotient, rest };
    try {
      if (i === at) throw box;
      total += box.quotient * box.rest;
    } catch (e) {
      seen.push(show(e), e === box, String(e.rest), String(e.quotient));
    } finally {
      box.rest = -0;
      total += box.rest === 0 ? 1 : 2;
    }
    if (i === at) seen.push(show(box));
  }
  return total;
}
parts(300, -1);
console.log(parts(300, 150), seen.splice(0).join(' '));

// What literals inherit, lack and get later is found as ever.
function inherited(n, at) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const o = { n: i };
    if (o.missing === undefined && !o.hasOwnProperty('missing')) total += o.n;
    if (i === at) {
      o.late = i;
      Object.prototype.missing = 1;
      seen.push(show(o), o.missing, Object.keys(o).join());
      delete Object.prototype.missing;
    }
  }
  return total;
}
inherited(300, -1);
console.log(inherited(300, 200), seen.splice(0).join(' '));
