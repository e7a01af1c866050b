// Map, Set and WeakMap with integer, string and object keys: insertion, lookup, deletion, iteration.
// Hot: hashing, growth of tables, iteration in insertion order while entries are deleted.

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`map-set: ${what} is ${got}, not ${wanted}`);
};

let seed = 7919;
const random = (limit) => {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % limit;
};

const countWords = (count) => {
  const counts = new Map();
  for (let i = 0; i < count; i++) {
    const word = `word${random(20000)}`;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  let [best, most] = ['', 0];
  for (const [word, n] of counts) {
    if (n > most) [best, most] = [word, n];
  }
  return `${counts.size} ${best} ${most}`;
};

// A least-recently-used cache on the insertion order of a Map.
class Cache {
  #entries = new Map();
  hits = 0;

  constructor(capacity) {
    this.capacity = capacity;
  }

  get(key, make) {
    const entries = this.#entries;
    let value = entries.get(key);
    if (value !== undefined) {
      this.hits++;
      entries.delete(key);
    } else {
      value = make(key);
      if (entries.size === this.capacity) entries.delete(entries.keys().next().value);
    }
    entries.set(key, value);
    return value;
  }
}

// Cells that live or die in Conway's game, on a board without edges: a Set of packed coordinates.
const generation = (live) => {
  const neighbours = new Map();
  for (const cell of live) {
    for (const step of [-65537, -65536, -65535, -1, 1, 65535, 65536, 65537]) {
      neighbours.set(cell + step, (neighbours.get(cell + step) ?? 0) + 1);
    }
  }
  const next = new Set();
  for (const [cell, count] of neighbours) {
    if (count === 3 || (count === 2 && live.has(cell))) next.add(cell);
  }
  return next;
};

const reach = (nodes) => {
  const graph = new Map(nodes.map((node) => [node, new Set()]));
  for (let i = 0; i < nodes.length * 3; i++) graph.get(nodes[random(nodes.length)]).add(nodes[random(nodes.length)]);
  const distance = new WeakMap([[nodes[0], 0]]);
  const queue = new Set([nodes[0]]);
  let [seen, sum] = [0, 0];
  // A Set is visited in insertion order even while it grows and shrinks.
  for (const node of queue) {
    queue.delete(node);
    const d = distance.get(node);
    seen++;
    sum += d;
    for (const next of graph.get(node)) {
      if (distance.has(next)) continue;
      distance.set(next, d + 1);
      queue.add(next);
    }
  }
  return `${seen} ${sum}`;
};

const results = [];

for (let round = 0; round < 14; round++) results.push(countWords(100000));
expect('words', results.at(-1), '19884 word18127 17');

const cache = new Cache(200);
let sum = 0;
for (let i = 0; i < 2000000; i++) sum = (sum + cache.get(random(40) * random(40), (key) => ({ square: key * key })).square) % 1000003;
expect('cache', `${cache.hits} ${sum}`, '1017240 177971');

let live = new Set([[0, 1], [1, 3], [2, 0], [2, 1], [2, 4], [2, 5], [2, 6]].map(([y, x]) => (y + 20000) * 65536 + x + 20000));
for (let i = 0; i < 500; i++) live = generation(live);
expect('live cells', live.size, 276);

const nodes = Array.from({ length: 60000 }, (_, id) => ({ id }));
const reached = [reach(nodes), reach(nodes), reach(nodes)].join(', ');
expect('reached', reached, '56512 562224, 56403 547140, 56384 656540');

const numbers = new Set();
for (let i = 0; i < 300000; i++) numbers.add(i % 3 === 0 ? i / 2 : i % 3 === 1 ? String(i) : -i);
let mixed = 0;
numbers.forEach((value) => {
  if (typeof value === 'string') mixed++;
  else if (numbers.has(-value) && numbers.delete(value)) mixed += 2;
});
expect('special keys', [new Set([NaN, NaN, 0, -0, '0', null, undefined]).size, new Map([[NaN, 1]]).get(0 / 0)].join(), '5,1');

console.log(`map-set: ${results.at(-1)}, ${cache.hits}, ${live.size}, ${reached}, ${mixed}`);
