// What was loaded, guarded or computed before is not done again, and goes in front of loops: only where nothing has changed it.

function Point(x, y) {
  this.x = x;
  this.y = y;
}

// A store to another object of the same shape, which is the same object.
function swap(a, b) {
  const before = a.x + b.x;
  a.x = a.x + 1;
  b.x = b.x * 2;
  return before * 100 + a.x + b.x;
}

// A call changes a property, its kind, and the shape.
function around(p, change) {
  const x = p.x;
  change(p);
  return `${x} ${p.x} ${p.y}`;
}

// A loop writes on one way only what it reads on every way.
function sometimes(p, rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    sum += p.x;
    if (i % 3 === 0) p.x = i;
  }
  return sum;
}

// The loop's limit changes in it; the array is replaced in it.
function limits(holder, list) {
  let seen = 0;
  for (let i = 0; i < holder.list.length; i++) {
    seen += holder.list[i];
    if (i === 2) holder.list = list;
  }
  return seen;
}

// What a handler reads is what held at the throw.
function caught(p, f) {
  try {
    p.x = 1;
    f(p);
    p.x = 2;
    f(p);
    p.x = 3;
  } catch (e) {
    return `${e} ${p.x}`;
  }
  return `none ${p.x}`;
}

// Bindings: captured, written by an inner function and by the loop itself.
let top = 1;
function bindings(rounds) {
  let captured = 0;
  const bump = () => (captured += top);
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    sum += captured + top;
    bump();
    if (i === 5) top = 10;
  }
  return `${sum} ${captured}`;
}

// Never entered: what is loaded or guarded in front of it must not matter.
function none(p, rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum += p.list.length * p.list[0];
  return sum;
}

// A product that does not change in the loop, and overflows.
function products(a, b, rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum += a * b + i;
  return sum;
}

// Typed arrays that share a buffer.
function shared(ints, bytes, rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    sum += ints[0];
    bytes[1] = i;
    sum += ints[0] - bytes[0];
  }
  return sum;
}

// A guarded value goes round the loop, until another does.
function walk(node, rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    sum += node.x;
    if (node.y !== null) node = node.y;
  }
  return sum;
}

const chain = new Point(1, new Point(2, new Point(3, null)));
const buffer = new ArrayBuffer(8);
for (let round = 0; round < 300; round++) {
  const p = new Point(round, 2), q = new Point(7, 8);
  const lines = [
    swap(p, q), swap(p, p),
    around(p, (o) => { o.x = 'text'; }),
    around(q, (o) => { delete o.x; o.z = 1; }),
    around(new Point(1, 2), (o) => Object.defineProperty(o, 'x', { get: () => 'got' })),
    sometimes(new Point(1, 2), 20),
    limits({ list: [1, 2, 3, 4] }, [10, 20, 30, 40, 50]),
    limits({ list: [1, 2, 3, 4] }, []),
    caught(new Point(0, 0), (o) => { if (o.x === 1 + (round % 3)) throw 'at'; }),
    bindings(10),
    none({ list: round === 250 ? undefined : [] }, 0), none({ list: [3, 4] }, 4),
    products(3, 5, 10), products(65536, round === 200 ? 65536 : 2, 5),
    shared(new Int32Array(buffer), new Uint8Array(buffer), 6),
    walk(chain, 6), walk(new Point(0.5, null), 3),
  ];
  top = 1;
  if (round % 50 === 0 || round === 299) console.log(lines.join(' | '));
}
