// Aircraft on closed courses; collisions between frames found by a grid whose cells live in a red-black tree.
// Hot: tree rotations on class instances, comparison of keys, short-lived vectors and arrays.

class TreeNode {
  constructor(key, value, parent) {
    this.key = key;
    this.value = value;
    this.parent = parent;
    this.left = null;
    this.right = null;
    this.red = true;
  }
}

class RedBlackMap {
  root = null;
  size = 0;

  #rotateLeft(node) {
    const up = node.right;
    node.right = up.left;
    if (up.left !== null) up.left.parent = node;
    this.#replace(node, up);
    up.left = node;
    node.parent = up;
  }

  #rotateRight(node) {
    const up = node.left;
    node.left = up.right;
    if (up.right !== null) up.right.parent = node;
    this.#replace(node, up);
    up.right = node;
    node.parent = up;
  }

  #replace(node, by) {
    const { parent } = node;
    if (by !== null) by.parent = parent;
    if (parent === null) this.root = by;
    else if (parent.left === node) parent.left = by;
    else parent.right = by;
  }

  get(key) {
    let node = this.root;
    while (node !== null && node.key !== key) node = key < node.key ? node.left : node.right;
    return node === null ? undefined : node.value;
  }

  set(key, value) {
    let parent = null;
    let node = this.root;
    while (node !== null) {
      if (key === node.key) {
        node.value = value;
        return;
      }
      parent = node;
      node = key < node.key ? node.left : node.right;
    }
    node = new TreeNode(key, value, parent);
    if (parent === null) this.root = node;
    else if (key < parent.key) parent.left = node;
    else parent.right = node;
    this.size++;
    this.#balanceInsert(node);
  }

  #balanceInsert(node) {
    while (node.parent !== null && node.parent.red) {
      let { parent } = node;
      const grand = parent.parent;
      const onLeft = parent === grand.left;
      const uncle = onLeft ? grand.right : grand.left;
      if (uncle !== null && uncle.red) {
        parent.red = uncle.red = false;
        grand.red = true;
        node = grand;
        continue;
      }
      if (onLeft) {
        if (node === parent.right) {
          this.#rotateLeft(parent);
          parent = node;
        }
        parent.red = false;
        grand.red = true;
        this.#rotateRight(grand);
      } else {
        if (node === parent.left) {
          this.#rotateRight(parent);
          parent = node;
        }
        parent.red = false;
        grand.red = true;
        this.#rotateLeft(grand);
      }
      break;
    }
    this.root.red = false;
  }

  delete(key) {
    let node = this.root;
    while (node !== null && node.key !== key) node = key < node.key ? node.left : node.right;
    if (node === null) return false;
    if (node.left !== null && node.right !== null) {
      let next = node.right;
      while (next.left !== null) next = next.left;
      [node.key, node.value] = [next.key, next.value];
      node = next;
    }
    const child = node.left ?? node.right;
    const { parent, red } = node;
    this.#replace(node, child);
    if (!red) this.#balanceDelete(child, parent);
    this.size--;
    return true;
  }

  #balanceDelete(node, parent) {
    while (node !== this.root && (node === null || !node.red)) {
      if (node === parent.left) {
        let sibling = parent.right;
        if (sibling.red) {
          sibling.red = false;
          parent.red = true;
          this.#rotateLeft(parent);
          sibling = parent.right;
        }
        if (!sibling.left?.red && !sibling.right?.red) {
          sibling.red = true;
          node = parent;
          ({ parent } = node);
          continue;
        }
        if (!sibling.right?.red) {
          sibling.left.red = false;
          sibling.red = true;
          this.#rotateRight(sibling);
          sibling = parent.right;
        }
        sibling.red = parent.red;
        parent.red = false;
        sibling.right.red = false;
        this.#rotateLeft(parent);
      } else {
        let sibling = parent.left;
        if (sibling.red) {
          sibling.red = false;
          parent.red = true;
          this.#rotateRight(parent);
          sibling = parent.left;
        }
        if (!sibling.left?.red && !sibling.right?.red) {
          sibling.red = true;
          node = parent;
          ({ parent } = node);
          continue;
        }
        if (!sibling.left?.red) {
          sibling.right.red = false;
          sibling.red = true;
          this.#rotateLeft(sibling);
          sibling = parent.left;
        }
        sibling.red = parent.red;
        parent.red = false;
        sibling.left.red = false;
        this.#rotateRight(parent);
      }
      node = this.root;
    }
    if (node !== null) node.red = false;
  }

  forEach(visit) {
    const walk = (node) => {
      if (node === null) return;
      walk(node.left);
      visit(node.value, node.key);
      walk(node.right);
    };
    walk(this.root);
  }

  // The number of black nodes on every way down, or an error where the colours are wrong.
  blackHeight(node = this.root) {
    if (node === null) return 1;
    const left = this.blackHeight(node.left);
    if (left !== this.blackHeight(node.right)) throw new Error('collision: unbalanced tree');
    if (node.red && (node.left?.red || node.right?.red)) throw new Error('collision: red below red');
    return left + (node.red ? 0 : 1);
  }
}

class Vector3 {
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }
  minus({ x, y, z }) {
    return new Vector3(this.x - x, this.y - y, this.z - z);
  }
  plus({ x, y, z }) {
    return new Vector3(this.x + x, this.y + y, this.z + z);
  }
  times(k) {
    return new Vector3(this.x * k, this.y * k, this.z * k);
  }
  dot({ x, y, z }) {
    return this.x * x + this.y * y + this.z * z;
  }
}

const CELL = 4;
const RADIUS = 0.6;

const cellKey = (x, y) => (Math.floor(x / CELL) + 512) * 1024 + (Math.floor(y / CELL) + 512);

class Motion {
  constructor(name, from, to) {
    this.name = name;
    this.from = from;
    this.to = to;
  }

  // Whether the two come closer than two radii while both fly their straight way in the same time.
  meets(other) {
    const start = this.from.minus(other.from);
    const velocity = this.to.minus(this.from).minus(other.to.minus(other.from));
    const a = velocity.dot(velocity);
    const b = start.dot(velocity);
    const c = start.dot(start) - 4 * RADIUS * RADIUS;
    if (c <= 0) return true;
    if (a === 0) return false;
    const discriminant = b * b - a * c;
    if (discriminant < 0) return false;
    const time = (-b - Math.sqrt(discriminant)) / a;
    return time >= 0 && time <= 1;
  }
}

class Detector {
  #last = new RedBlackMap();

  frame(aircraft) {
    const motions = aircraft.map(({ name, position }) => new Motion(name, this.#last.get(name) ?? position, position));
    for (const { name, to } of motions) this.#last.set(name, to);

    const cells = new RedBlackMap();
    for (const motion of motions) {
      for (const key of this.#cellsOf(motion)) {
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, [motion]);
        else cell.push(motion);
      }
    }

    const pairs = new RedBlackMap();
    cells.forEach((cell) => {
      for (let i = 0; i < cell.length - 1; i++) {
        for (let j = i + 1; j < cell.length; j++) {
          if (cell[i].meets(cell[j])) pairs.set(cell[i].name * 10000 + cell[j].name, true);
        }
      }
    });
    return pairs.size;
  }

  land(name) {
    if (!this.#last.delete(name)) throw new Error(`collision: ${name} is not in the air`);
  }

  check() {
    this.#last.blackHeight();
    return this.#last.size;
  }

  *#cellsOf({ from, to }) {
    const lowX = Math.floor((Math.min(from.x, to.x) - RADIUS) / CELL);
    const highX = Math.floor((Math.max(from.x, to.x) + RADIUS) / CELL);
    const lowY = Math.floor((Math.min(from.y, to.y) - RADIUS) / CELL);
    const highY = Math.floor((Math.max(from.y, to.y) + RADIUS) / CELL);
    for (let x = lowX; x <= highX; x++) {
      for (let y = lowY; y <= highY; y++) yield cellKey(x * CELL, y * CELL);
    }
  }
}

let seed = 1234567;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
  return (seed >>> 0) / 4294967296;
};

// A closed course: a rational circle, so that no library's sine can change the result.
const course = () => {
  const centre = new Vector3(random() * 160 - 80, random() * 160 - 80, random() * 6);
  const radius = 5 + random() * 40;
  const phase = random();
  const speed = 0.002 + random() * 0.006;
  return (frame) => {
    const turn = (phase + frame * speed) % 1;
    const quarter = Math.floor(turn * 4);
    const t = turn * 4 - quarter;
    const x = (1 - t * t) / (1 + t * t);
    const y = (2 * t) / (1 + t * t);
    const [cx, cy] = [[x, y], [-y, x], [-x, -y], [y, -x]][quarter];
    return centre.plus(new Vector3(cx, cy, 0).times(radius));
  };
};

const fleet = Array.from({ length: 700 }, (_, name) => ({ name, course: course() }));
const detector = new Detector();
let collisions = 0;
for (let frame = 0; frame < 2200; frame++) {
  const inAir = fleet.filter(({ name }) => (name + frame) % 50 !== 0);
  collisions += detector.frame(inAir.map(({ name, course }) => ({ name, position: course(frame) })));
  if (frame > 0) fleet.filter(({ name }) => (name + frame) % 50 === 0).forEach(({ name }) => detector.land(name));
  if (frame % 100 === 0) detector.check();
}
const line = `${collisions} collisions, ${detector.check()} in the air`;
if (line !== '27410 collisions, 686 in the air') throw new Error(`collision: ${line}`);
console.log(`collision: ${line}`);
