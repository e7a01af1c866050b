// Finds the nest of loops in control-flow graphs (Tarjan's intervals as extended by Havlak).
// Hot: arrays of objects, depth-first search, union-find with path compression, sets as objects and arrays.

var NONHEADER = 0, REDUCIBLE = 1, SELF = 2, IRREDUCIBLE = 3, DEAD = 4;
var UNVISITED = -1;

function Block(name) {
  this.name = name;
  this.incoming = [];
  this.outgoing = [];
}

function Graph() {
  this.blocks = [];
}

Graph.prototype.block = function () {
  var block = new Block(this.blocks.length);
  this.blocks.push(block);
  return block.name;
};

Graph.prototype.edge = function (from, to) {
  this.blocks[from].outgoing.push(this.blocks[to]);
  this.blocks[to].incoming.push(this.blocks[from]);
};

function Loop(header, reducible) {
  this.header = header;
  this.reducible = reducible;
  this.parent = null;
  this.children = [];
  this.members = [];
  this.depth = 0;
}

Loop.prototype.adopt = function (child) {
  child.parent = this;
  this.children.push(child);
};

// One node of the union-find forest for each block, in depth-first order.
function Interval(block, number) {
  this.block = block;
  this.number = number;
  this.parent = this;
  this.loop = null;
}

Interval.prototype.find = function () {
  var node = this, root = this, next;
  while (root.parent !== root) root = root.parent;
  while (node !== root) {
    next = node.parent;
    node.parent = root;
    node = next;
  }
  return root;
};

function Finder(graph) {
  var size = graph.blocks.length, i;
  this.graph = graph;
  this.loops = [];
  this.intervals = [];
  this.numbers = [];
  this.last = [];
  this.kinds = [];
  this.headers = [];
  this.backEdges = [];
  this.otherEdges = [];
  for (i = 0; i < size; i++) {
    this.numbers.push(UNVISITED);
    this.last.push(0);
    this.kinds.push(NONHEADER);
    this.headers.push(0);
    this.backEdges.push([]);
    this.otherEdges.push([]);
  }
}

Finder.prototype.isAncestor = function (upper, lower) {
  return upper <= lower && lower <= this.last[upper];
};

Finder.prototype.search = function (block) {
  var number = this.intervals.length, outgoing = block.outgoing;
  this.numbers[block.name] = number;
  this.intervals.push(new Interval(block, number));
  for (var i = 0; i < outgoing.length; i++) {
    if (this.numbers[outgoing[i].name] === UNVISITED) this.search(outgoing[i]);
  }
  this.last[number] = this.intervals.length - 1;
};

Finder.prototype.sortEdges = function () {
  for (var w = 0; w < this.intervals.length; w++) {
    var incoming = this.intervals[w].block.incoming;
    for (var i = 0; i < incoming.length; i++) {
      var v = this.numbers[incoming[i].name];
      if (v === UNVISITED) continue;
      if (this.isAncestor(w, v)) this.backEdges[w].push(v);
      else this.otherEdges[w].push(v);
    }
  }
};

Finder.prototype.run = function () {
  this.search(this.graph.blocks[0]);
  this.sortEdges();
  for (var w = this.intervals.length - 1; w >= 0; w--) this.collapse(w);
  return this.nest();
};

Finder.prototype.collapse = function (w) {
  var pool = [], inPool = {}, backs = this.backEdges[w], i, node;
  for (i = 0; i < backs.length; i++) {
    if (backs[i] === w) {
      this.kinds[w] = SELF;
      continue;
    }
    node = this.intervals[backs[i]].find();
    if (!inPool[node.number]) {
      inPool[node.number] = true;
      pool.push(node);
    }
  }
  if (pool.length > 0) this.kinds[w] = REDUCIBLE;

  var work = pool.slice();
  while (work.length > 0) {
    var x = work.pop(), edges = this.otherEdges[x.number];
    for (i = 0; i < edges.length; i++) {
      node = this.intervals[edges[i]].find();
      if (!this.isAncestor(w, node.number)) {
        this.kinds[w] = IRREDUCIBLE;
        this.otherEdges[w].push(node.number);
      } else if (node.number !== w && !inPool[node.number]) {
        inPool[node.number] = true;
        pool.push(node);
        work.push(node);
      }
    }
  }

  if (pool.length > 0 || this.kinds[w] === SELF) {
    var loop = new Loop(this.intervals[w].block, this.kinds[w] !== IRREDUCIBLE);
    this.intervals[w].loop = loop;
    loop.members.push(w);
    for (i = 0; i < pool.length; i++) {
      node = pool[i];
      this.headers[node.number] = w;
      node.parent = this.intervals[w];
      if (node.loop !== null) loop.adopt(node.loop);
      else loop.members.push(node.number);
    }
    this.loops.push(loop);
  }
};

Finder.prototype.nest = function () {
  var deepest = 0, irreducible = 0, members = 0;
  for (var i = this.loops.length - 1; i >= 0; i--) {
    var loop = this.loops[i];
    loop.depth = loop.parent === null ? 1 : loop.parent.depth + 1;
    if (loop.depth > deepest) deepest = loop.depth;
    if (!loop.reducible) irreducible++;
    members += loop.members.length;
  }
  return { loops: this.loops.length, deepest: deepest, irreducible: irreducible, members: members };
};

function straight(graph, from, count) {
  for (var i = 0; i < count; i++) {
    var to = graph.block();
    graph.edge(from, to);
    from = to;
  }
  return from;
}

function diamond(graph, from) {
  var yes = graph.block(), no = graph.block(), join = graph.block();
  graph.edge(from, yes);
  graph.edge(from, no);
  graph.edge(yes, join);
  graph.edge(no, join);
  return join;
}

// A loop with a body made by recursion; every seventh gets a second entry into its middle.
var made = 0;
function loopNest(graph, from, depth) {
  var header = straight(graph, from, 1);
  var middle = diamond(graph, header);
  var end = depth > 1 ? loopNest(graph, straight(graph, middle, 1), depth - 1) : straight(graph, middle, 2);
  if (depth > 2) end = loopNest(graph, end, depth - 2);
  graph.edge(end, header);
  if (++made % 7 === 0) graph.edge(from, middle);
  if (made % 5 === 0) graph.edge(end, end);
  return straight(graph, end, 1);
}

function build(nests, depth) {
  var graph = new Graph(), entry = graph.block(), exit = graph.block();
  made = 0;
  for (var i = 0; i < nests; i++) graph.edge(loopNest(graph, entry, depth), exit);
  return graph;
}

var graph = build(40, 9);
var line = '';
for (var round = 0; round < 46; round++) {
  var nest = new Finder(graph).run();
  var next = graph.blocks.length + ' blocks, ' + nest.loops + ' loops, depth ' + nest.deepest + ', ' +
    nest.irreducible + ' irreducible, ' + nest.members + ' members';
  if (line !== '' && line !== next) throw new Error('loops: ' + next + ' after ' + line);
  line = next;
}
var nestless = new Finder(build(0, 0)).run();
if (nestless.loops !== 0) throw new Error('loops: found a loop where there is none');
if (line !== '22482 blocks, 4224 loops, depth 10, 502 irreducible, 22440 members') throw new Error('loops: ' + line);
console.log('loops: ' + line);
