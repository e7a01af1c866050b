// Object literals that stay inside a function are never made; exits that name them make them, with what they hold then.
// (`tests/tests/coverage.rs` wants the functions of the first part to make none.)
"use strict";
const show = (o) => JSON.stringify(o, (_, v) => (Object.is(v, -0) ? "-0" : v === undefined ? "undefined" : v));
const ODD = 17;
const seen = [];
const numbers = [];
for (let i = 0; i < 30; i++) numbers.push(i);
// What is done with objects: nothing, as far as inference sees. In one round they escape.
const nothing = (o) => 0;
const keep = numbers.map(() => nothing);
Reflect.set(keep, ODD, (o) => seen.push(show(o), o.a === o.b));
// Calls `f` until it is left at the odd round, with each of the values in the list, and with none.
function met(name, f, ..._) {
  for (const value of [ODD, 0.5, -0, "s", undefined]) {
    Reflect.set(numbers, ODD, value);
    console.log(name + ":", String(f(numbers)), seen.splice(0).join(" "));
  }
}

const add = (a, b) => ({ x: a.x + b.x, y: a.y + b.y });
const scale = (a, k) => ({ x: a.x * k, y: a.y * k });
function vectors(list) {
  const v = { x: 0.25, y: -0.5 };
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const q = add(scale(v, i & 7), v);
    sum += q.x * list[i];
    keep[i](q);
    sum += q.y;
  }
  return sum;
}
met("vectors", vectors);

// Stored to in order, and in one that two others name, before and behind exits.
function changed(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const inner = { count: i, twice: 0 };
    const o = { a: inner, b: inner, c: { count: 1 } };
    inner.twice = i * 2;
    sum += list[i];
    o.a.count += o.c.count;
    sum += o.b.count + inner.twice;
    keep[i](o);
    o.b.twice = 1;
    sum += inner.twice;
  }
  return sum;
}
met("changed", changed);

// A field that is always a double, among others, and one that is no number.
function fields(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = { half: i / 2, whole: i, name: "o", flag: i > 3, none: undefined };
    o.half = i;
    sum += list[i];
    o.half += o.whole / 4;
    keep[i](o);
    if (o.flag) sum += o.half;
  }
  return sum;
}
met("fields", fields);

// Ways meet that have left the same in it; exits inside of try and finally.
function handled(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = { n: i, odd: false };
    try {
      o.odd = (i & 1) === 1;
      sum += list[i];
      o.n += 1;
    } finally {
      keep[i](o);
      sum += 1;
    }
  }
  return sum;
}
met("handled", handled);

// ---- those that have to be made ----

// Elements among the keys, more keys than fit inside, a key twice. None spoils the shapes of the others.
function keys(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const indexed = { 0: i, one: i + 1, 7: i + 2 };
    const three = { x: i, y: 1, z: 2 };
    const large = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i, j: 10, k: 11, l: 12, m: 13, n: 14, o: 15, p: 16, q: 17, r: 18 };
    const twice = { a: i, b: 2, a: i + 5 };
    sum += list[i];
    sum += indexed.one + large.r + twice.a + three.x;
    if (i === ODD) seen.push(show(indexed), show(large), show(twice), show(three));
  }
  return sum;
}
met("keys", keys);

// Another object on one way; thrown; what it inherits, lacks and gets later.
function others(list) {
  let sum = 0;
  for (let i = 0; i < list.length; i++) {
    const o = { n: i, odd: false };
    const p = i % 3 ? { n: 3, odd: true } : o;
    try {
      if (i === ODD) throw p;
      sum += list[i];
      sum += p.n;
    } catch (e) {
      seen.push(show(e), e === p, e === o);
    }
    if (o.missing === undefined && !o.hasOwnProperty("missing")) sum += o.n;
    if (i === ODD) {
      o.late = i;
      Object.prototype.missing = 1;
      seen.push(show(o), o.missing, Object.keys(o).join());
      delete Object.prototype.missing;
    }
  }
  return sum;
}
met("others", others);
