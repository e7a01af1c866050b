// A setter or a read-only property of a prototype that appears late is asked by additions that native code has specialised.
class A { constructor(v) { this.x = v; } }
let made = [];
function make(i) { return new A(i); }
for (let i = 0; i < 50; i++) {
  if (i === 30) Object.defineProperty(A.prototype, "x", { set(v) { made.push(v); }, get() { return "getter"; }, configurable: true });
  made.push(make(i).x);
}
console.log(made.slice(28, 36).join());
class B { constructor(v) { this.y = v; } }
for (let i = 0; i < 50; i++) {
  if (i === 30) Object.defineProperty(Object.prototype, "y", { value: 1, writable: false, configurable: true });
  try { new B(i); } catch (e) { console.log(i, e.message); break; }
}

// An object that has become a prototype, and gets a property where others of its shape got theirs.
{
    function P() {}
    P.prototype.x = "up";
    const add = (o, v) => { o.x = v; };
    const get = (o) => o.x;
    const first = new P(), second = new P(), child = Object.create(second);
    let log = get(child) + get(child) + get(child);
    add(first, 1);
    add(new P(), 2);
    add(second, 3);
    console.log(log + get(child) + get(child));
}
