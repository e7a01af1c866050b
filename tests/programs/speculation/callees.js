// Predictions that fail where nothing uses what was guarded: callees, built-ins, shapes, deleted properties, handlers.
const key = ["fl", "oor"].join("");
const original = Math.floor;
let sum = 0;
for (let i = 0; i < 60; i++) {
  if (i === 40) Math[key] = (x) => -x;
  sum += Math.floor(i + 0.5);
}
Math[key] = original;
console.log(sum);

const table = { go(x) { return x + 1; } };
let total = 0;
for (let i = 0; i < 60; i++) {
  if (i === 40) table[["g", "o"].join("")] = (x) => x * 100;
  total += table.go(i);
}
console.log(total);

function A() { this.x = 1; }
function B() { this.y = 2; this.x = 3; }
const read = (o) => o.x;
const list = [];
for (let i = 0; i < 50; i++) list.push(i % 2 ? new A() : new B());
let seen = 0;
for (const o of list) seen += read(o);
const odd = JSON.parse('{"z":0,"w":0,"x":1000}');
console.log(seen, read(odd), read(new Proxyless()), (() => { try { return read(null); } catch (e) { return e.message; } })());
function Proxyless() {}

class P { constructor() { this.a = 1; this.b = 2; } }
function removed(p) { const before = p.a; delete p.a; return [before, p.a, p.b, "a" in p, p.b]; }
let last;
for (let i = 0; i < 30; i++) last = removed(new P());
console.log(last);
function instance(p, C) { const before = p.b; const is = p instanceof C; return [before, is, p.b]; }
for (let i = 0; i < 30; i++) last = instance(new P(), i < 20 ? P : { [Symbol.hasInstance](o) { delete o.b; return true; } });
console.log(last);
function pushes(list, p) { const before = p.a; list.push(5); return [before, p.a]; }
for (let i = 0; i < 30; i++) {
  const p = new P();
  if (i === 29) Object.defineProperty(Array.prototype, 0, { set() { delete p.a; }, configurable: true });
  last = pushes([], p);
}
delete Array.prototype[0];
console.log(last);

function inner(x) { return x.value + 1; }
function handled(x, n) { const kept = n * 2; try { inner(x); } catch (e) { return kept; } return -1; }
let log = [];
for (let i = 0; i < 40; i++) log.push(handled(i === 35 ? null : { value: i }, i));
console.log(log.slice(33, 37));

// What a constructor returns by a conditional expression takes the place of `this`.
{
    function Either(c) {
        this.x = 1;
        return c ? { x: 2 } : undefined;
    }
    let sum = 0;
    for (let i = 0; i < 1000; i++) sum += new Either(i % 3 === 0).x;
    console.log("constructor's conditional result", sum);
}
