// Visits all permutations of a list by functions that capture and call functions.
// Hot: closures made in recursion, captured variables that change, calls through parameters.

function eachSwap(items, from, visit) {
  if (from === items.length - 1) {
    visit(items);
    return;
  }
  for (var i = from; i < items.length; i++) {
    var tmp = items[from];
    items[from] = items[i];
    items[i] = tmp;
    eachSwap(items, from + 1, visit);
    tmp = items[from];
    items[from] = items[i];
    items[i] = tmp;
  }
}

// Continuation passing: a chooser for each position, which calls the next one.
function chooser(size) {
  var used = [], chosen = [];
  function position(at, next) {
    return function (visit) {
      for (var value = 0; value < size; value++) {
        if (used[value]) continue;
        used[value] = true;
        chosen[at] = value;
        next(visit);
        used[value] = false;
      }
    };
  }
  var run = function (visit) {
    visit(chosen);
  };
  for (var at = size - 1; at >= 0; at--) run = position(at, run);
  return run;
}

// A stream of permutations: each call returns the next one, or null.
function stream(items) {
  if (items.length === 0) {
    var done = false;
    return function () {
      if (done) return null;
      done = true;
      return [];
    };
  }
  var at = -1, rest = null;
  return function next() {
    for (;;) {
      var tail = rest === null ? null : rest();
      if (tail !== null) return [items[at]].concat(tail);
      at++;
      if (at === items.length) return null;
      rest = stream(items.slice(0, at).concat(items.slice(at + 1)));
    }
  };
}

function counter() {
  var count = 0, sum = 0;
  return {
    visit: function (items) {
      count++;
      for (var i = 0; i < items.length; i++) sum = (sum + items[i] * (i + 1)) % 1000003;
    },
    toString: function () {
      return count + '/' + sum;
    }
  };
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('permutations: ' + what + ' gives ' + got + ', not ' + wanted);
}

var numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

var swaps = counter();
eachSwap(numbers, 0, swaps.visit);

var choices = counter();
chooser(10)(choices.visit);
expect('choosing', String(choices), String(swaps));

var streams = counter();
var next = stream(numbers.slice(0, 9)), permutation, previous = '';
while ((permutation = next()) !== null) streams.visit(permutation);

expect('swapping', String(swaps), '3628800/125306');
expect('streaming', String(streams), '362880/318205');
console.log('permutations: ' + swaps + ' ' + streams);
