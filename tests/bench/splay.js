// A splay tree under constant insertion, removal and lookup: pointer surgery on a large live heap.
// Hot: property loads and stores that need write barriers, payload objects that age and die.

function Node(key, payload) {
  this.key = key;
  this.payload = payload;
  this.left = null;
  this.right = null;
}

function SplayTree() {
  this.root = null;
  this.size = 0;
}

// Brings the node with the key, or the last one on the way to it, to the root (top-down).
SplayTree.prototype.splay = function (key) {
  var current = this.root;
  if (current === null) return;
  var header = new Node(0, null), left = header, right = header, child;
  for (;;) {
    if (key < current.key) {
      child = current.left;
      if (child === null) break;
      if (key < child.key) {
        current.left = child.right;
        child.right = current;
        current = child;
        if (current.left === null) break;
      }
      right.left = current;
      right = current;
      current = current.left;
    } else if (key > current.key) {
      child = current.right;
      if (child === null) break;
      if (key > child.key) {
        current.right = child.left;
        child.left = current;
        current = child;
        if (current.right === null) break;
      }
      left.right = current;
      left = current;
      current = current.right;
    } else {
      break;
    }
  }
  left.right = current.left;
  right.left = current.right;
  current.left = header.right;
  current.right = header.left;
  this.root = current;
};

SplayTree.prototype.insert = function (key, payload) {
  this.splay(key);
  var root = this.root;
  if (root !== null && root.key === key) return false;
  var node = new Node(key, payload);
  if (root !== null) {
    if (key > root.key) {
      node.left = root;
      node.right = root.right;
      root.right = null;
    } else {
      node.right = root;
      node.left = root.left;
      root.left = null;
    }
  }
  this.root = node;
  this.size++;
  return true;
};

SplayTree.prototype.remove = function (key) {
  this.splay(key);
  var root = this.root;
  if (root === null || root.key !== key) throw new Error('splay: no key ' + key);
  if (root.left === null) {
    this.root = root.right;
  } else {
    var right = root.right;
    this.root = root.left;
    this.splay(key);
    this.root.right = right;
  }
  this.size--;
  return root;
};

SplayTree.prototype.floor = function (key) {
  this.splay(key);
  var node = this.root;
  if (node.key <= key) return node;
  node = node.left;
  if (node === null) return null;
  while (node.right !== null) node = node.right;
  return node;
};

// Visits the keys in order with a stack of its own: the tree may be one long branch.
SplayTree.prototype.keys = function () {
  var keys = [], stack = [], node = this.root;
  while (node !== null || stack.length > 0) {
    while (node !== null) {
      stack.push(node);
      node = node.left;
    }
    node = stack.pop();
    keys.push(node.key);
    node = node.right;
  }
  return keys;
};

var state = 49734321;
function random() {
  state = ((state + 0x7ed55d16) + (state << 12)) & 0xffffffff;
  state = ((state ^ 0xc761c23c) ^ (state >>> 19)) & 0xffffffff;
  state = ((state + 0x165667b1) + (state << 5)) & 0xffffffff;
  state = ((state + 0xd3a2646c) ^ (state << 9)) & 0xffffffff;
  return (state & 0x3fffffff) / 0x40000000;
}

function payload(depth, tag) {
  if (depth === 0) return { numbers: [0, 1, 2, 3, 4, 5, 6, 7], text: 'leaf ' + tag };
  return { left: payload(depth - 1, tag), right: payload(depth - 1, tag) };
}

function insertFresh(tree) {
  var key;
  do {
    key = random();
  } while (!tree.insert(key, payload(3, key > 0.5 ? 'high' : 'low')));
  return key;
}

function check(tree, size) {
  var keys = tree.keys();
  if (keys.length !== size || tree.size !== size) throw new Error('splay: ' + keys.length + ' keys');
  for (var i = 1; i < keys.length; i++) {
    if (keys[i - 1] >= keys[i]) throw new Error('splay: keys out of order');
  }
}

var SIZE = 8000, CHANGES = 520000;
var tree = new SplayTree(), i, sum = 0;
for (i = 0; i < SIZE; i++) insertFresh(tree);
check(tree, SIZE);
for (i = 0; i < CHANGES; i++) {
  var key = insertFresh(tree);
  var floor = tree.floor(key - 1e-9);
  if (floor === null) tree.remove(key);
  else {
    tree.remove(floor.key);
    sum += floor.payload.left.right.left.numbers[i & 7];
  }
}
check(tree, SIZE);
if (sum !== 1809910) throw new Error('splay: ' + sum);
console.log('splay: ' + sum);
