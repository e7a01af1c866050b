// All ways to place queens on a board, three ways: by bit masks, by flags in arrays, by linked placements.
// Hot: deep recursion, shifts and masks, arrays of booleans, short-lived list cells.

function byMasks(all, columns, left, right) {
  if (columns === all) return 1;
  var count = 0, free = all & ~(columns | left | right);
  while (free !== 0) {
    var bit = free & -free;
    free ^= bit;
    count += byMasks(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return count;
}

function Board(size) {
  this.size = size;
  this.columns = [];
  this.rising = [];
  this.falling = [];
  this.solutions = 0;
  for (var i = 0; i < 2 * size; i++) {
    if (i < size) this.columns.push(true);
    this.rising.push(true);
    this.falling.push(true);
  }
}

Board.prototype.place = function (row) {
  if (row === this.size) {
    this.solutions++;
    return;
  }
  for (var column = 0; column < this.size; column++) {
    var up = row + column, down = row - column + this.size;
    if (this.columns[column] && this.rising[up] && this.falling[down]) {
      this.columns[column] = this.rising[up] = this.falling[down] = false;
      this.place(row + 1);
      this.columns[column] = this.rising[up] = this.falling[down] = true;
    }
  }
};

function Placement(row, column, before) {
  this.row = row;
  this.column = column;
  this.before = before;
}

function isSafe(row, column, placed) {
  while (placed !== null) {
    var apart = placed.column - column;
    if (apart === 0 || apart === row - placed.row || apart === placed.row - row) return false;
    placed = placed.before;
  }
  return true;
}

function byLists(size, row, placed) {
  if (row === size) return 1;
  var count = 0;
  for (var column = 0; column < size; column++) {
    if (isSafe(row, column, placed)) count += byLists(size, row + 1, new Placement(row, column, placed));
  }
  return count;
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('queens: ' + what + ' gives ' + got + ', not ' + wanted);
}

var board = new Board(11);
board.place(0);
expect('flags', board.solutions, 2680);
board = new Board(12);
board.place(0);
expect('flags', board.solutions, 14200);
expect('lists', byLists(10, 0, null), 724);
expect('masks', byMasks((1 << 14) - 1, 0, 0, 0), 365596);
expect('masks', byMasks((1 << 15) - 1, 0, 0, 0), 2279184);
console.log('queens: 2680 14200 724 365596 2279184');
