// Complete binary trees built, walked and dropped: the allocator and the collector, nothing else.
// Hot: `new` of a two-field class, recursion, one large tree that stays alive meanwhile.

class Tree {
  constructor(left, right) {
    this.left = left;
    this.right = right;
  }

  count() {
    return this.left === null ? 1 : 1 + this.left.count() + this.right.count();
  }
}

const build = (depth) => (depth === 0 ? new Tree(null, null) : new Tree(build(depth - 1), build(depth - 1)));

const MIN_DEPTH = 4;
const MAX_DEPTH = 18;

const stretch = build(MAX_DEPTH + 1).count();
if (stretch !== 2 ** (MAX_DEPTH + 2) - 1) throw new Error(`binary-trees: stretch tree has ${stretch} nodes`);

const longLived = build(MAX_DEPTH);

let nodes = 0;
for (let depth = MIN_DEPTH; depth <= MAX_DEPTH; depth += 2) {
  const iterations = 1 << (MAX_DEPTH - depth + MIN_DEPTH);
  let check = 0;
  for (let i = 0; i < iterations; i++) check += build(depth).count();
  if (check !== iterations * (2 ** (depth + 1) - 1)) throw new Error(`binary-trees: ${check} at depth ${depth}`);
  nodes += check;
}

const alive = longLived.count();
if (alive !== 2 ** (MAX_DEPTH + 1) - 1) throw new Error(`binary-trees: the long-lived tree has ${alive} nodes`);
console.log(`binary-trees: ${nodes} short-lived, ${alive} long-lived`);
