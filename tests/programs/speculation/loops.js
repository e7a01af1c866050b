// Loops that are left by exits and go on in native code: once for all, again and again, one inside another, with what is inlined.
"use strict";
const out = [];
const note = (name, ...values) => out.push(name + ": " + values.join(" "));

// once, early: the rest is as predicted
function once(n) {
  const table = [];
  for (let i = 0; i < 64; i++) table.push((i * 37) % 61);
  let found = 0, hash = 7, weight = 1;
  for (let i = 0; i < n; i++) {
    let value = table[(i * 31 + hash) & 63];
    if (i === 20) value = table[500] | 0;
    hash = (hash * 17 + value) & 0xffff;
    weight = weight + hash * 0.5;
    if (value > 30) found++;
  }
  note("once", found, hash, weight);
}
once(3000);

// for good: what the loop carries is of another type from then on
function forGood(n) {
  let sum = 0, text = 0;
  for (let i = 0; i < n; i++) {
    sum += i * 0x100000;
    text = text + (i === 50 ? "|" : 1);
  }
  note("for good", sum, text.length);
}
forGood(200);

// now and then: by what is read, more often than the fuse holds
function nowAndThen(n) {
  const list = [];
  for (let i = 0; i < 16; i++) list.push(i);
  let holes = 0, sum = 0;
  for (let i = 0; i < n; i++) {
    const value = list[i % 17];
    if (value === undefined) holes++;
    else sum += value;
  }
  note("now and then", holes, sum);
}
nowAndThen(5000);

// nested: the inner loop is left, the outer one, both
function nested(n) {
  const rows = [];
  for (let i = 0; i < n; i++) {
    const row = [];
    for (let j = 0; j < n; j++) row.push(i * j);
    rows.push(row);
  }
  let total = 0, outside = 0, largest = -1;
  for (let i = 0; i <= n; i++) {
    let line = 0;
    for (let j = 0; j < n; j++) {
      if (i === 3 && j === 5) rows[i][j] = 0.25;
      if (i === n) {
        outside += j;
        continue;
      }
      line += rows[i][j];
      for (let k = j; k < j + 3; k++) if (k < n && rows[i][k] > largest) largest = rows[i][k];
    }
    total = total + line * (i === 7 ? 0x40000000 : 1);
    if (i === 9) rows[9] = null;
  }
  note("nested", total, outside, largest, rows[9]);
}
nested(24);

// what is inlined exits, and has loops of its own
function count(list, limit) {
  let n = 0;
  for (let i = 0; i < list.length; i++) if (list[i] < limit) n++;
  return n;
}
const add = (a, b) => a + b;
function inlining(n) {
  const list = [5, 1, 4, 1, 5, 9, 2, 6];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (i === 40) list[2] = 4.5;
    if (i === 60) list[3] = "0";
    if (i === 80) list.length = 12;
    sum = add(sum, count(list, i % 10));
    if (i === 100) sum = add(sum, 0x7fffffff);
  }
  note("inlined", sum);
}
inlining(300);

// exceptions: thrown in the loop behind an exit, caught inside, around, outside
function throwing(n) {
  let caught = 0, sum = 0;
  const o = { x: 1 };
  try {
    for (let i = 0; i < n; i++) {
      try {
        if (i === 30) o.y = 2.5;
        if (i === 70) o.x = null;
        sum += o.x.valueOf() + (o.y | 0);
        if (i > 100 && i % 25 === 0) throw i;
      } catch (e) {
        caught += typeof e === "number" ? e : 1;
        if (i === 75) o.x = 3;
        if (i === 200) throw new RangeError("out");
      } finally {
        sum += 0.5;
      }
    }
  } catch (e) {
    note("exceptions", e.message, caught, sum);
  }
}
throwing(400);

// constructors and `this`, objects that stay inside, closures over what loops count
function Point(x, y) {
  this.x = x;
  this.y = y;
}
function Track(n) {
  this.length = 0;
  this.at = new Point(0, 0);
  const watchers = [];
  for (let i = 0; i < n; i++) {
    const step = new Point(i % 5, i === 33 ? 0.5 : 1);
    this.length += step.x * step.x + step.y;
    const next = new Point(this.at.x + step.x, this.at.y - step.y);
    if (i === 66) next.z = 1;
    this.at = next;
    if (i % 40 === 0) watchers.push(() => i + this.length);
  }
  this.watchers = watchers;
}
{
  const t = new Track(150);
  note("constructor", t.length, t.at.x, t.at.y, t.watchers.map((w) => w()));
}

// deep: each activation of a recursion is left in its loop
function deep(depth) {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    sum += i === 2 ? 0x7fffffff : i;
    if (i === 3 && depth > 0) sum = (sum % 1000) + deep(depth - 1);
  }
  return sum;
}
note("deep", deep(150));

// labels, switch, and loops that are only entered behind an exit
function jumps(n) {
  const seen = [];
  let state = 0, rounds = 0;
  outer: for (;;) {
    rounds++;
    switch (state) {
      case 0:
        while (state === 0) {
          seen.push(rounds * 0x20000000);
          if (seen.length % 7 === 0) state = 1;
          rounds++;
        }
        break;
      case 1:
        do {
          seen.push(rounds);
          if (rounds++ > n) break outer;
          if (rounds % 11 === 0) {
            state = 2;
            continue outer;
          }
        } while (seen.length % 5 !== 0);
        break;
      default:
        state = rounds % 3;
    }
  }
  note("jumps", seen.length, rounds, seen.reduce((a, b) => (a * 3 + b) % 1000003, 0));
}
jumps(300);
for (let i = 0, x = 1; i < 40; i++) {
  x = x * 3;
  if (i === 39) note("top level", x);
}
console.log(out.join("\n"));
