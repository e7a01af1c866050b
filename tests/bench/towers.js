// The towers of Hanoi with real discs that are linked from peg to peg, each move checked.
// Hot: recursive calls with small integers, stores of object references into an array.

function Disc(size) {
  this.size = size;
  this.below = null;
}

function Towers(count) {
  this.pegs = [null, null, null];
  this.moves = 0;
  for (var size = count; size >= 1; size--) this.push(0, new Disc(size));
}

Towers.prototype.push = function (peg, disc) {
  var top = this.pegs[peg];
  if (top !== null && disc.size >= top.size) throw new Error('towers: disc ' + disc.size + ' upon ' + top.size);
  disc.below = top;
  this.pegs[peg] = disc;
};

Towers.prototype.pop = function (peg) {
  var top = this.pegs[peg];
  if (top === null) throw new Error('towers: peg ' + peg + ' is empty');
  this.pegs[peg] = top.below;
  top.below = null;
  return top;
};

Towers.prototype.moveTop = function (from, to) {
  this.push(to, this.pop(from));
  this.moves++;
};

Towers.prototype.move = function (count, from, to) {
  if (count === 1) {
    this.moveTop(from, to);
    return;
  }
  var spare = 3 - from - to;
  this.move(count - 1, from, spare);
  this.moveTop(from, to);
  this.move(count - 1, spare, to);
};

Towers.prototype.height = function (peg) {
  var height = 0;
  for (var disc = this.pegs[peg]; disc !== null; disc = disc.below) height++;
  return height;
};

var total = 0;
for (var round = 0; round < 80; round++) {
  var discs = 14 + (round % 10);
  var towers = new Towers(discs);
  towers.move(discs, 0, 1 + (round % 2));
  if (towers.height(1 + (round % 2)) !== discs) throw new Error('towers: not all discs arrived');
  if (towers.moves !== Math.pow(2, discs) - 1) throw new Error('towers: ' + towers.moves + ' moves');
  total += towers.moves;
}
console.log('towers: ' + total + ' moves');
