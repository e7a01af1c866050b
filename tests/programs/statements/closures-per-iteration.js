// Each iteration of a loop with let has bindings of its own; var has one for all.
const fns = [];
for (let i = 0; i < 3; i++) fns.push(() => i);
console.log(fns.map((f) => f()));

const late = [];
for (let i = 0; i < 3; i++) {
  late.push(() => i);
  i += 0;
  late.push(() => (i += 10));
}
console.log(late.map((f) => f()), late.map((f) => f()));

var shared = [];
for (var j = 0; j < 3; j++) shared.push(function () { return j; });
console.log(shared.map((f) => f()));

const ofs = [];
for (const x of ['a', 'b', 'c']) ofs.push(() => x);
console.log(ofs.map((f) => f()).join(''));

const ins = [];
for (let key in { p: 1, q: 2 }) ins.push(() => key);
console.log(ins.map((f) => f()));

// The closure made in the head sees the first copy only.
let head;
for (let i = 0, get = () => i; i < 2; i++) head = get;
console.log(head());

// A closure in the update expression sees the copy of the coming iteration.
const updates = [];
for (let i = 0; i < 3; updates.push(() => i), i++);
console.log(updates.map((f) => f()));

let w = 0;
const inWhile = [];
while (w < 3) {
  const copy = w++;
  inWhile.push(() => copy);
}
console.log(inWhile.map((f) => f()));
