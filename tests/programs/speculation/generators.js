// Exits out of generators: before and behind suspensions, in loops, in try, in what is inlined. Each part sees what is predicted for
// long, then what is not; what comes behind must go on as if nothing had happened.
"use strict";
const out = [];
const note = (name, ...values) => {
  out.push(name + ": " + values.map((v) => (Object.is(v, -0) ? "-0" : String(v))).join(" "));
};
const list = (iterable) => [...iterable].join();

// type: what is carried over a suspension changes; what is sent; what is yielded by others
function* sums(values) {
  let sum = 0;
  for (const value of values) {
    sum += value;
    yield sum;
  }
  return sum;
}
const upTo = (n) => Array.from({ length: n }, (_, i) => i);
note("type: carried", list(sums([...upTo(30), 0.5, 1, "s", 2])).slice(-40), list(sums([1, 2, 3])));
function* echo(n) {
  let last = n;
  for (;;) {
    const sent = yield last * 2 + 1;
    last = sent + n;
  }
}
{
  const e = echo(1);
  const seen = [e.next(9).value];
  for (const sent of [...upTo(20), 1.5, "x", null, undefined, true, 3]) seen.push(e.next(sent).value);
  note("type: sent", seen.slice(-8), e.return("end").value, e.next().done);
}
function* scaled(source, by) {
  for (const x of source) yield x * by;
}
note("type: source", list(scaled(sums(upTo(12)), 3)), list(scaled(["4", 2n === 2n, null], 2)));

// overflow, minus zero, inexact: before the first suspension, between, behind the last
function* powers(from, count) {
  let x = from * 3;
  for (let i = 0; i < count; i++) {
    yield x;
    x = x * 3;
  }
  const end = x + x;
  return end;
}
{
  const run = (g) => {
    const values = [];
    for (let r = g.next(); ; r = g.next()) {
      values.push(r.value);
      if (r.done) return values;
    }
  };
  for (let i = 0; i < 5; i++) run(powers(i, 4));
  note("overflow", run(powers(7, 22)).slice(-3), run(powers(0x7fffffff, 1)), run(powers(-0x7fffffff, 0)));
  note("minus zero", ...run(powers(-0, 1)).map((v) => 1 / v));
}
function* remainders(a, b) {
  while (b >= -4) {
    yield a % b;
    yield (a / b) | 0;
    yield a * (b - 1);
    b--;
  }
}
note("division", [...remainders(12, 4)].map((v) => (Object.is(v, -0) ? "-0" : v)).join());
note("division: negative", [...remainders(-12, 4)].map((v) => (Object.is(v, -0) ? "-0" : v)).join());

// shape: parameters of several layouts, objects made in the body
function Point(x, y) {
  this.x = x;
  this.y = y;
}
function* walk(points) {
  let total = 0;
  for (const p of points) {
    total += p.x * p.x + p.y;
    const got = yield p.x;
    if (got !== undefined) p.y = got;
  }
  return total;
}
{
  const points = upTo(20).map((i) => new Point(i, i + 1));
  points.push({ y: 1, x: 2 }, Object.assign(new Point(3, 4), { z: 5 }), { get x() { return 6; }, y: 7 }, "primitive");
  const g = walk(points);
  const seen = [];
  let r = g.next();
  for (let i = 0; !r.done; i++) {
    seen.push(r.value);
    r = i % 3 ? g.next() : g.next(i * 10);
  }
  note("shape", seen, r.value, points.map((p) => p.y));
  let thrown = "none";
  try {
    for (const x of walk([new Point(1, 2), null])) seen.push(x);
  } catch (e) {
    thrown = e.constructor.name;
  }
  note("shape: null", thrown);
}

// bounds, holes, elements of another kind
function* elements(array, order) {
  let sum = 0;
  for (const at of order) {
    const value = array[at];
    sum += value === undefined ? 1000 : value;
    array[at] = (yield value) ?? sum;
  }
  return [sum, array.length];
}
{
  const all = (g) => {
    const seen = [];
    let r = g.next();
    while (!r.done) {
      seen.push(r.value);
      r = g.next(seen.length % 2 ? undefined : seen.length);
    }
    return seen + " / " + r.value;
  };
  note("bounds", all(elements([1, 2, 3, 4], [0, 1, 2, 3, 4, 5, -1])));
  note("holes", all(elements([1, , 3], [0, 1, 2, 1])));
  note("elements", all(elements([1, 2, 3], [0, 1.5, "2", 2])), all(elements(new Float64Array(3), [0, 1, 2, 3])));
}

// call target: a method, a closure, a built-in change while the generator is suspended
{
  let f = (x) => x + 1;
  const o = { m(x) { return x * 2; } };
  function* calls(n) {
    for (let i = 0; i < n; i++) yield f(i) + o.m(i) + Math.floor(i + 0.5);
  }
  const floor = Math.floor;
  const seen = [];
  let i = 0;
  for (const value of calls(30)) {
    seen.push(value);
    i++;
    if (i === 10) f = (x) => "f" + x;
    if (i === 14) f = (x) => x - 1;
    if (i === 18) o.m = (x) => x * 100;
    if (i === 22) Math.floor = (x) => -x;
    if (i === 26) Math.floor = floor;
  }
  Math.floor = floor;
  note("call target", seen);
}

// uninitialised bindings
{
  function* early(n) {
    for (let i = 0; i < n; i++) yield late + i;
  }
  let thrown = "none";
  try {
    [...early(2)];
  } catch (e) {
    thrown = e.constructor.name;
  }
  let late = 5;
  note("uninitialised", thrown, list(early(6)));
  late = 2147483640;
  note("uninitialised: then", list(early(12)));
}

// the loop itself: long without suspensions, left and entered again
function* primes(limit, step) {
  let found = 0;
  for (let n = 2; n < limit; n += step) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) {
      if (n % d === 0) {
        prime = false;
        break;
      }
    }
    if (prime) {
      found += n;
      if (found % 7 === 0) yield found;
    }
  }
  yield "end";
  yield found;
}
note("loops", list(primes(400, 1)).slice(-60), list(primes(60, 0.5)));

// try and finally around suspensions: return, throw, exits in each part
const order = [];
function* guarded(n, log) {
  let held = 0;
  try {
    for (let i = 0; i < n; i++) {
      held += i;
      try {
        const sent = yield held;
        held += sent;
      } catch (e) {
        held = held + e;
        log.push("caught " + e);
        yield "recovered " + held;
      } finally {
        held += 1;
        log.push("inner " + held);
      }
    }
    return held;
  } finally {
    held = held * 2;
    log.push("outer " + held);
    if (n === 3) yield "last " + held;
  }
}
for (const [n, script] of [
  [4, [["next", 0], ["next", 1], ["next", 2], ["next", 3], ["next", 4], ["next", 5]]],
  [4, [["next", 0], ["next", 1.5], ["throw", 7], ["next", 1], ["throw", "text"], ["next", 2], ["next", 2]]],
  [3, [["next", 0], ["next", 2147483647], ["return", "early"], ["next", 1], ["next", 1]]],
  [5, [["next", 0], ["next", "s"], ["return", 8], ["next", 1]]],
  [2, [["throw", 1], ["next", 1]]],
]) {
  const log = [];
  const g = guarded(n, log);
  const seen = script.map(([how, value]) => {
    try {
      const r = g[how](value);
      return r.value + (r.done ? "." : "");
    } catch (e) {
      return "!" + e;
    }
  });
  note("try", seen, "|", log);
}

// yield*: results and what is sent go through, the inner one is left early
function* outer(n) {
  let total = 0;
  for (let i = 0; i < n; i++) {
    try {
      total += yield* sums([i, i + 1, i === 6 ? 0.25 : 1]);
    } finally {
      order.push(total);
    }
  }
  return total;
}
function* tree(depth) {
  if (depth > 0) yield* tree(depth - 1);
  yield depth === 2 ? depth + 0.5 : depth;
  if (depth > 0) yield* tree(depth - 1);
}
{
  note("delegation", list(outer(9)), order.splice(0));
  const left = [];
  for (const x of outer(5)) {
    left.push(x);
    if (left.length === 7) break;
  }
  note("delegation: left", left, order.splice(0), list(tree(4)));
}

// left early, by break, return, destructuring and an exception
{
  let closed = 0;
  function* closing(n) {
    try {
      for (let i = 0; i < n; i++) yield i * 1.5;
    } finally {
      closed += n;
    }
  }
  const first = (n) => {
    for (const x of closing(n)) if (x > 4) return x;
    return "none";
  };
  const found = [1, 9, 4, 2, 8].map(first);
  const [a, b] = closing(6);
  try {
    for (const x of closing(5)) if (x > 2) null.x;
  } catch {
    closed++;
  }
  note("left early", found, a, b, closed);
}

// methods, classes, `this`, private names, parameters with defaults, arguments
class Bag {
  #items = [];
  static made = 0;
  constructor(...items) {
    for (const item of items) this.#items.push(item);
    this.scale = items.length;
    Bag.made++;
  }
  *[Symbol.iterator]() {
    for (const item of this.#items) yield item * this.scale;
  }
  *pairs(step = 1) {
    for (let i = 0; i < this.#items.length; i += step) yield [i, this.#items[i | 0] + this.scale];
  }
  static *bags(n) {
    for (let i = 0; i < n; i++) yield new Bag(i, i === 5 ? "five" : i + 1);
  }
}
{
  const bags = [...Bag.bags(7)];
  note("methods", bags.map(list).join(" "), Bag.made);
  note("methods: pairs", list(bags[3].pairs()), list(new Bag(1, 2, 3).pairs(0.75)));
  const other = new Bag(1, 2);
  other.scale = "3";
  note("methods: scale", list(other), list(other.pairs()));
  function* given() {
    for (let i = 0; i < arguments.length; i++) yield arguments[i] + 1;
  }
  note("arguments", list(given(1, 2, 3)), list(given(1.5, "x", null)));
}

// inlined callees exit, two deep, in a generator that goes on to be suspended
const half = (x) => x / 2;
const mixed = (x, y) => half(x) + y * 3;
function* inlining(values) {
  let acc = 1;
  for (const v of values) {
    acc = mixed(acc, v) % 1000;
    yield acc;
    acc += half(acc);
  }
  return acc;
}
note("inlined", list(inlining([2, 4, 6, 1, 0.5, 8])), list(inlining([2, "3", 4])), list(inlining([1, null, 2])));
{
  let thrown = "none";
  try {
    list(inlining([1, 2n]));
  } catch (e) {
    thrown = e.constructor.name;
  }
  note("inlined: throws", thrown);
}

// objects that stay inside, live where code is left and over suspensions
function Vector(x, y) {
  this.x = x;
  this.y = y;
}
const plus = (a, b) => new Vector(a.x + b.x, a.y + b.y);
function* path(steps) {
  let at = new Vector(0, 0);
  for (const s of steps) {
    const step = new Vector(s, s * 2);
    const middle = plus(at, step);
    const sent = yield middle.x + middle.y;
    at = plus(middle, new Vector(sent === undefined ? 1 : sent, step.x));
  }
  return at;
}
{
  const g = path([1, 2, 3, 0.5, "s", 4]);
  const seen = [];
  let r = g.next();
  for (let i = 0; !r.done; i++) {
    seen.push(r.value);
    r = i === 2 ? g.next(2147483647) : g.next();
  }
  note("objects", seen, r.value.x, r.value.y, r.value instanceof Vector);
}

// many of one generator at once, each at another point, some left for good
{
  const alive = upTo(40).map((i) => sums([i, i % 7 === 3 ? 0.5 : i, i, i % 11 === 5 ? "t" : 1]));
  const seen = [];
  for (let round = 0; round < 5; round++) {
    for (let i = round; i < alive.length; i += 1 + round) {
      const r = alive[i].next();
      if (!r.done) seen.push(r.value);
      else if (r.value !== undefined) seen.push("=" + r.value);
    }
  }
  note("many", seen.length, seen.filter((v) => typeof v === "string").join(), seen.filter((v) => v % 1).length);
}

// a generator that is running, resumed from inside
{
  let g;
  function* self(n) {
    for (let i = 0; i < n; i++) {
      let message = i;
      if (i === 4) {
        try {
          g.next();
        } catch (e) {
          message = e.constructor.name;
        }
      }
      yield message + i;
    }
  }
  g = self(6);
  note("running", list(g));
}
console.log(out.join("\n"));
