// Ranges of int32s that are predicted: from fields, parameters, results, module constants, through calls. Then predictions fail,
// late and in the middle of things.
"use strict";
const out = [];
function note(name, ...values) { out.push(name + ": " + values.join(" ")); }

// A value that whole-program inference takes for a small one.
const box = { value: 5 };
function far(value) {
  Reflect.set(box, "value", value);
  return box.value;
}

// parameters
function area(width, height, step) {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) sum = (sum + y * width + x * step) % 1000003;
  }
  return sum;
}
{
  let all = 0;
  for (let i = 0; i < 40; i++) all += area(8 + i % 3, 5, 4);
  note("parameters", all);
  for (const step of [0x7fffffff, 1 << 30, -3, -0x80000000, 1e9, 0x40000001]) {
    note("parameters: " + step, area(9, 5, far(step)), area(far(step & 15), 5, 1), area(3, 5, far(step >> 20)));
  }
  note("parameters: doubles", area(9, 5, far(0.5)), area(2, 3, far(1e300)), area(2, 2, far(-0)));
}

// fields, set by a constructor
class Grid {
  constructor(width, height, base) {
    this.width = width;
    this.height = height;
    this.base = base;
    this.cells = [];
    for (let i = 0; i < width * height; i++) this.cells.push(i % 7);
  }
  at(x, y) { return y * this.width + x + this.base; }
  total() {
    let sum = 0;
    const { width, height, base } = this;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) sum += (base + y * width + x) % 1000;
    }
    return sum;
  }
  walk() {
    let last = 0;
    for (let y = 0; y < this.height; y++) last = this.at(y, y);
    return last;
  }
}
{
  const grids = [];
  for (let i = 0; i < 30; i++) grids.push(new Grid(6 + i % 4, 7, 10));
  let all = 0;
  for (const g of grids) all += g.total() + g.walk();
  note("fields", all);
  Reflect.set(grids[3], "base", 0x7ffffff0);
  Reflect.set(grids[4], "width", 0x10000000);
  Reflect.set(grids[4], "height", 9);
  grids[5].base = far(-0x7fffffff - 1);
  grids[6].base = far(-5);
  note("fields: far", grids[3].total(), grids[3].walk(), grids[4].walk(), grids[5].total(), grids[6].total());
}

// bounds: an index that is not negative by prediction
function shifted(list, from, by) {
  let sum = 0;
  for (let i = from; i < list.length; i += by) sum += list[i];
  return sum;
}
{
  const list = Array.from({ length: 50 }, (_, i) => i * 3);
  let all = 0;
  for (let i = 0; i < 40; i++) all += shifted(list, i, 1 + i % 3);
  note("bounds", all);
  Reflect.set(list, -2, 1000);
  Reflect.set(list, -1, 10000);
  note("bounds: negative", shifted(list, far(-2), 1), shifted(list, far(-2), 2), shifted(list, 60, 1), shifted(list, 1, far(0x7fffffff)));
}

// results of calls, and module constants
const SIZE = 64;
let scale = 3;
const setScale = value => { scale = value; };
const sizes = [16, 32, SIZE];
function sizeOf(n) { return n < 0 ? far(n * 1048576) : sizes[n % 3]; }
function fill(n) {
  const size = sizeOf(n);
  let sum = 0;
  for (let i = 0; i < 20; i++) sum ^= i * size + scale * i - SIZE;
  return sum;
}
{
  let all = 0;
  for (let i = 0; i < 60; i++) all += fill(i);
  note("results", all);
  setScale(far(0x7ffffff));
  note("results: far", fill(-1), fill(-1000), fill(1));
  setScale(far(-1));
  note("results: negative", fill(-2047), fill(2));
}

// inlined: the value is out of its range in the callee, in the middle of the caller's loop
function weight(factor, n) {
  let sum = 0;
  for (let i = 0; i < 4; i++) sum += factor * i + n;
  return sum;
}
function weights(factors, log) {
  let total = 0;
  for (let k = 0; k < factors.length; k++) {
    log.push(k);
    total += weight(factors[k], k) % 4096;
  }
  return total;
}
{
  const usual = Array.from({ length: 30 }, (_, i) => i);
  let log = [];
  note("inlined", weights(usual, log), log.length);
  log = [];
  const unusual = usual.slice();
  unusual[12] = far(0x7fffffff);
  unusual[20] = far(-0x80000000);
  note("inlined: far", weights(unusual, log), log.join());
}

// in a constructor
class Table {
  constructor(rows, columns) {
    this.rows = rows;
    this.sum = 0;
    for (let i = 0; i < 5; i++) this.sum += rows * i + columns;
    this.columns = columns;
  }
}
class Named extends Table {
  constructor(rows, columns) { super(rows, columns); this.name = rows + "x" + this.sum; }
}
{
  const names = [];
  for (let i = 0; i < 40; i++) names.push(new Named(i === 33 ? far(0x7ffffffe) : i % 8, i === 37 ? far(-0x7fffffff) : 9).name);
  note("constructors", names[5], names[33], names[34], names[37], names[39]);
}

// in try/finally
function careful(limit, step) {
  const log = [];
  let i = 0;
  try {
    for (; i < 6; i++) {
      try {
        let inner = 0;
        for (let k = 0; k < 3; k++) inner += step * k - limit;
        if (inner > 1e9) throw new RangeError("large " + inner);
        log.push(inner);
      } catch (e) {
        log.push(e.message);
      } finally {
        log.push("f" + i);
      }
      step = limit > 100 ? step * 64 : step;
    }
    return log.join();
  } finally {
    if (limit > 100 || limit < 0) note("finally", i, step);
  }
}
for (let i = 0; i < 10; i++) careful(i, 5);
note("try", careful(2, 7));
note("try: far", careful(101, 7), careful(far(-0x7fffffff), far(0x7fffffff)));

// in a generator: between two values
function* multiples(of, count) {
  for (let round = 0; round < 3; round++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += i * of;
    const sent = yield sum;
    if (sent !== undefined) of = sent;
  }
}
{
  let all = 0;
  for (let i = 0; i < 30; i++) for (const v of multiples(i, 5)) all += v;
  const odd = multiples(3, 5);
  note("generators", all, odd.next().value, odd.next(far(0x7fffffff)).value, odd.next(far(-0x40000000)).value, odd.next().done);
}

// recursion, with a bound below
function depth(n, left) {
  let sum = 0;
  for (let i = 0; i < 3; i++) sum += n * i;
  return left === 0 ? sum : sum + depth(n + 1, left - 1);
}
note("recursion", depth(1, 20), depth(far(0x7ffffff0), 20), depth(far(-0x80000000), 2));

// a counter of the loop around
function triangle(n, offset, from) {
  let sum = 0;
  for (let i = from; i < n; i++) for (let j = i; j < n; j++) sum += (i * n + j - offset) & 0xff;
  return sum;
}
{
  let all = 0;
  for (let i = 0; i < 20; i++) all += triangle(i, 3, 0);
  note("counters", all, triangle(12, far(-0x7fffffff), 0), triangle(12, far(0x7fffffff), 0), triangle(far(70000), 1, 69990));
}

console.log(out.join("\n"));
