// Generators: lazy pipelines, walks of a tree with yield*, coroutines that are sent values, early returns.
// Hot: suspension and resumption, iterator results, for-of over generators and classes with Symbol.iterator.

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`generators: ${what} is ${got}, not ${wanted}`);
};

function* count(from = 0, step = 1) {
  for (let n = from; ; n += step) yield n;
}

function* map(source, f) {
  for (const value of source) yield f(value);
}

function* filter(source, test) {
  for (const value of source) if (test(value)) yield value;
}

let closed = 0;
function* take(source, limit) {
  if (limit <= 0) return;
  try {
    for (const value of source) {
      yield value;
      if (--limit === 0) return;
    }
  } finally {
    closed++;
  }
}

function* zip(...sources) {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  for (;;) {
    const results = iterators.map((iterator) => iterator.next());
    if (results.some(({ done }) => done)) return;
    yield results.map(({ value }) => value);
  }
}

class Tree {
  left = null;
  right = null;

  constructor(value) {
    this.value = value;
  }

  add(value) {
    const side = value < this.value ? 'left' : 'right';
    if (this[side] === null) this[side] = new Tree(value);
    else this[side].add(value);
  }

  *[Symbol.iterator]() {
    if (this.left !== null) yield* this.left;
    yield this.value;
    if (this.right !== null) yield* this.right;
  }
}

// A coroutine that is sent numbers and yields their running mean.
function* averager() {
  let [sum, n] = [0, 0];
  let sent = yield 0;
  for (;;) {
    sum += sent;
    n++;
    sent = yield sum / n;
  }
}

// Two-level delegation with values that come back by return.
function* chunk(size, from) {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    yield from + i;
    sum += from + i;
  }
  return sum;
}
function* chunks(sizes) {
  let [total, from] = [0, 0];
  for (const size of sizes) {
    total += yield* chunk(size, from);
    from += size;
  }
  return total;
}

function* hanoi(n, from, to, spare) {
  if (n === 0) return;
  yield* hanoi(n - 1, from, spare, to);
  yield from * 3 + to;
  yield* hanoi(n - 1, spare, to, from);
}

let pipeline = 0;
for (let round = 0; round < 64; round++) {
  const squares = map(filter(count(round), (n) => n % 3 !== 0), (n) => (n * n) % 10007);
  for (const n of take(squares, 60000)) pipeline += n;
}
expect('closed', closed, 64);

let zipped = 0;
for (const [a, b, c] of take(zip(count(), count(5, 2), [..."generators"].map((c) => c.charCodeAt(0))), 1000)) zipped += a * b + c;

let seed = 5;
const root = new Tree(1 << 19);
for (let i = 0; i < 20000; i++) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  root.add(seed >> 11);
}
let [previous, visited] = [-1, 0];
for (let round = 0; round < 30; round++) {
  previous = -1;
  for (const value of root) {
    if (value < previous) throw new Error('generators: tree out of order');
    previous = value;
    visited++;
  }
}

const mean = averager();
mean.next();
let last = 0;
for (let i = 1; i <= 8000000; i++) last = mean.next(i).value;
expect('mean', last, 4000000.5);

const it = chunks(Array.from({ length: 12000 }, (_, i) => i % 700));
let [steps, result] = [0, it.next()];
while (!result.done) {
  steps++;
  result = it.next();
}
expect('total', result.value, (steps * (steps - 1)) / 2);

let moves = 0;
for (const move of hanoi(17, 0, 2, 1)) moves = (moves * 7 + move) % 1000003;

const line = [pipeline, zipped, visited, steps, moves].join(' ');
expect('the line', line, '18927273891 1877 600030 4164000 81618');
console.log(`generators: ${line}`);
