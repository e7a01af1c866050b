// Pancake flips over all permutations of ten: small dense arrays of small integers.
// Hot: element loads and stores, swaps, nested counting loops, no allocation.

function fannkuch(n) {
  var order = [], work = [], counter = [];
  var i, first, last, tmp, flips, rotate;
  var maxFlips = 0, checksum = 0, even = true, level;

  for (i = 0; i < n; i++) {
    order[i] = i;
    work[i] = 0;
    counter[i] = 0;
  }
  level = n;

  for (;;) {
    while (level > 1) {
      counter[level - 1] = level;
      level--;
    }

    if (order[0] !== 0) {
      for (i = 0; i < n; i++) work[i] = order[i];
      flips = 0;
      while ((first = work[0]) !== 0) {
        i = 0;
        last = first;
        while (i < last) {
          tmp = work[i];
          work[i] = work[last];
          work[last] = tmp;
          i++;
          last--;
        }
        flips++;
      }
      if (flips > maxFlips) maxFlips = flips;
      checksum += even ? flips : -flips;
    }

    // The next permutation: rotate ever longer prefixes until a counter is not yet used up.
    for (;;) {
      if (level === n) return { maxFlips: maxFlips, checksum: checksum };
      rotate = order[0];
      for (i = 0; i < level; i++) order[i] = order[i + 1];
      order[level] = rotate;
      counter[level]--;
      if (counter[level] > 0) break;
      level++;
    }
    even = !even;
  }
}

var small = fannkuch(7);
if (small.maxFlips !== 16 || small.checksum !== 228) {
  throw new Error('fannkuch: 7 gives ' + small.checksum + ' and ' + small.maxFlips);
}
var result;
for (var round = 0; round < 4; round++) {
  result = fannkuch(10);
  if (result.maxFlips !== 38 || result.checksum !== 73196) {
    throw new Error('fannkuch: 10 gives ' + result.checksum + ' and ' + result.maxFlips);
  }
}
console.log('fannkuch: ' + result.checksum + ' ' + result.maxFlips);
