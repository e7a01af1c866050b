// Fields that hold doubles in all that is predicted: whatever else is stored to them is found there, and int32s are whole numbers still.
"use strict";
// Calls that inference does not follow.
const sly = (f, ...args) => Reflect.apply(f, undefined, args);
const show = (name, ...values) => console.log(name + ":", ...values.map((v) => (Object.is(v, -0) ? "-0" : v)));

class Point {
  #weight = 0.5;
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  sum() { return this.x + this.y; }
  move(by) { this.x += by; this.y -= by; return this; }
  get weight() { return this.#weight; }
  set weight(v) { this.#weight = v; }
}
const total = (list) => { let t = 0; for (const p of list) t += p.sum() * p.weight; return t; };
const points = () => Array.from({ length: 20 }, (_, i) => new Point(i + 0.5, i));
show("numbers", total(points()), new Point(1, 2), new Point(0.5, -0).y, 1 / new Point(-0, 1.5).x, new Point(0 / 0, 1.5).x);
show("whole numbers", [10, 20, 30][new Point(1, 2.5).x], JSON.stringify(new Point(3, 4.5)), new Point(2 ** 31, 0.5).x | 0, `${new Point(7, 0.5).x}`);

// Stores of something else, from code that speculates, is generic, or a built-in.
const stores = {
  assignment: (p, v) => { p.x = v; },
  computed: (p, v) => { p["x" + p.nothing?.y || ""] = v; p["xy"[0]] = v; },
  reflect: (p, v) => Reflect.set(p, "x", v),
  define: (p, v) => Object.defineProperty(p, "x", { value: v }),
  assign: (p, v) => Object.assign(p, { x: v }),
  destructured: (p, v) => { [p.x] = [v]; },
  loop: (p, v) => { for (p.x of [1, v]); },
  update: (p, v) => { p.x ??= v; p.x &&= v; },
};
for (const [name, store] of Object.entries(stores)) {
  for (const v of ["text", null, undefined, true, 10n, { valueOf: () => 5 }, -0, 7]) {
    const list = points();
    sly(store, list[3], v);
    sly(store, list[4], v);
    let sum;
    try { sum = total(list); } catch (e) { sum = e.message; }
    show(name, String(v), sum, Object.keys(list[3]).join(), Object.is(list[3].x, v), list[4].y);
    list[3].x = 0.25;
    show("  and back", list[3].x, list[3].sum());
  }
}

// The constructor and initialisers get something else.
for (const v of ["a", undefined, null, {}]) {
  const p = sly((v) => new Point(v, 1.5), v), q = sly((v) => new Point(2.5, v), v);
  show("constructor", typeof p.x, p.y, q.x, typeof q.y, p.weight, String(p.sum()), String(q.sum()), Object.keys(p).join());
  const r = new Point(1, 0.5);
  sly((r, v) => { r.weight = v; }, r, v);
  show("private", r.weight === v, r.sum(), (r.weight = 3.5, r.weight));
}

// A change in mid-loop, seen through two names.
function run(p, q, when, what) {
  let t = 0;
  for (let i = 0; i < 40; i++) {
    t += p.x * 2;
    if (i === when) sly((o, v) => { o.x = v; }, q, what);
    p.y += 0.5;
    t += p.x;
  }
  return [t, p.x, p.y];
}
for (const what of ["2", null, 4, 0.5]) {
  const p = new Point(1, 2.5);
  show("aliases", ...run(p, p, 20, what), ...run(new Point(1.5, 2), p, 10, what));
}

// Literals of the same keys share shapes; so do what JSON.parse, spread and iterators make.
const half = (o) => ({ value: o.value / 2, done: o.done + 0.5 });
let o = { value: 1, done: 0.25 };
for (let i = 0; i < 30; i++) o = half(o);
const chain = (from, to) => {
  let list = null;
  for (let i = to - 1; i >= from; i--) list = { head: i, tail: list };
  return list;
};
const tripled = (list, by) => {
  let result = null;
  for (; list !== null; list = list.tail) result = { head: list.head * 3 + by, tail: result };
  return result;
};
const heads = (list) => { let s = ""; for (; list !== null; list = list.tail) s += list.head + " "; return s; };
for (const by of [0, 1, 0.5]) show("literals in loops", heads(tripled(chain(0, 10), by)), heads(sly(tripled, chain(0, 3), "x")));
show("literal", o.value > 0, o.done, { ...o, value: 1 }.value);
show("parsed", ...JSON.parse('[{"value":1,"done":2.5},{"value":"v","done":null},{"value":[],"done":false}]').map((p) => JSON.stringify(p)));
show("spread", JSON.stringify({ ...o, ...JSON.parse('{"value":"s"}') }), JSON.stringify(Object.assign({ value: 0.5, done: 1 }, JSON.parse('{"done":"d"}'))));
const iterator = ["first"][Symbol.iterator]();
show("iterator", JSON.stringify(iterator.next()), JSON.stringify(iterator.next()));
show("half", sly(() => { try { return half({ value: "8", done: "x" }).value; } catch (e) { return e.message; } }));

// Shapes that go on from those: other prototypes, frozen, with more and fewer properties.
const kin = points().slice(0, 6);
sly(Object.setPrototypeOf, kin[0], { sum() { return "other"; }, weight: 1 });
sly((p) => { p.more = "more"; }, kin[1]);
sly(Reflect.deleteProperty, kin[2], "y");
sly(Object.freeze, kin[3]);
sly(Object.defineProperty, kin[4], "x", { get: () => "got" });
sly((p) => { p.z = 1.5; }, kin[5]);
for (const p of kin) for (const v of ["w", 3]) {
  let error = "";
  try { sly((p, v) => { p.x = v; }, p, v); } catch (e) { error = e.constructor.name; }
  show("kin", p.x, p.y, p.more, p.z, error, String(p.sum()));
}
// A predicted object as the prototype of another.
const base = new Point(1.5, 2.5), heir = sly(Object.create, base);
sly((p) => { p.x = "base"; }, base);
show("prototype", heir.x, heir.y, (heir.x = 1, heir.x), base.x);

// Objects that stay inside a function are rebuilt with doubles where an exit needs them.
function length(x, y, probe) {
  const p = new Point(x, y);
  p.move(1);
  const shown = probe(p.x);
  return typeof shown === "number" ? Math.sqrt(p.x * p.x + p.y * p.y) : [shown, p];
}
let lengths = 0;
for (let i = 0; i < 30; i++) lengths += length(i, i + 0.5, (v) => v);
show("inside", lengths.toFixed(6), length(3, 4.5, (v) => v) > 5, sly(length, 3, 4.5, (v) => "out"), sly(length, 1, 2, () => null));
