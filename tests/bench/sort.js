// Sorting with comparators: the built-in sort on numbers, strings and records, and three sorts written here.
// Hot: callbacks from a built-in, comparators that differ by call, element moves, stability.

var seed = 31;
function random(limit) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 6) % limit;
}

function Item(id, name, price, group) {
  this.id = id;
  this.name = name;
  this.price = price;
  this.group = group;
}

function ascending(a, b) {
  return a - b;
}

function byKey(key) {
  return function (a, b) {
    return a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0;
  };
}

function reversed(compare) {
  return function (a, b) {
    return compare(b, a);
  };
}

function chained() {
  var compares = Array.prototype.slice.call(arguments);
  return function (a, b) {
    for (var i = 0; i < compares.length; i++) {
      var order = compares[i](a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function quickSort(items, low, high, compare) {
  while (high - low > 12) {
    var pivot = items[(low + high) >> 1], i = low, j = high;
    while (i <= j) {
      while (compare(items[i], pivot) < 0) i++;
      while (compare(items[j], pivot) > 0) j--;
      if (i <= j) {
        var tmp = items[i];
        items[i++] = items[j];
        items[j--] = tmp;
      }
    }
    if (j - low < high - i) {
      quickSort(items, low, j, compare);
      low = i;
    } else {
      quickSort(items, i, high, compare);
      high = j;
    }
  }
  for (var k = low + 1; k <= high; k++) {
    var item = items[k], at = k;
    while (at > low && compare(items[at - 1], item) > 0) {
      items[at] = items[at - 1];
      at--;
    }
    items[at] = item;
  }
}

function mergeSort(items, compare) {
  if (items.length < 2) return items;
  var middle = items.length >> 1;
  var left = mergeSort(items.slice(0, middle), compare), right = mergeSort(items.slice(middle), compare);
  var result = [], i = 0, j = 0;
  while (i < left.length && j < right.length) {
    result.push(compare(left[i], right[j]) <= 0 ? left[i++] : right[j++]);
  }
  while (i < left.length) result.push(left[i++]);
  while (j < right.length) result.push(right[j++]);
  return result;
}

function heapSort(items, compare) {
  function sink(at, size) {
    for (;;) {
      var child = 2 * at + 1;
      if (child >= size) return;
      if (child + 1 < size && compare(items[child], items[child + 1]) < 0) child++;
      if (compare(items[at], items[child]) >= 0) return;
      var tmp = items[at];
      items[at] = items[child];
      items[child] = tmp;
      at = child;
    }
  }
  for (var i = items.length >> 1; i >= 0; i--) sink(i, items.length);
  for (i = items.length - 1; i > 0; i--) {
    var top = items[0];
    items[0] = items[i];
    items[i] = top;
    sink(0, i);
  }
  return items;
}

function check(what, items, compare) {
  for (var i = 1; i < items.length; i++) {
    if (compare(items[i - 1], items[i]) > 0) throw new Error('sort: ' + what + ' at ' + i);
  }
}

function make(count, element) {
  var items = [];
  for (var i = 0; i < count; i++) items.push(element(i));
  return items;
}

var total = 0, i, compares = 0;
function note(n) {
  total = (Math.imul(total, 31) + n) | 0;
}

for (var round = 0; round < 8; round++) {
  var numbers = make(50000, function () { return random(1000000); });
  var doubles = make(50000, function () { return random(1000000) / 7; });
  var items = make(30000, function (id) {
    return new Item(id, 'item ' + random(3000), random(500) / 4, random(20));
  });

  var sorted = numbers.slice().sort(ascending);
  check('numbers', sorted, ascending);
  doubles.sort(ascending);
  check('doubles', doubles, ascending);

  var quick = numbers.slice();
  quickSort(quick, 0, quick.length - 1, ascending);
  var merged = mergeSort(numbers, ascending), heaped = heapSort(numbers.slice(), ascending);
  for (i = 0; i < sorted.length; i++) {
    if (sorted[i] !== quick[i] || sorted[i] !== merged[i] || sorted[i] !== heaped[i]) throw new Error('sort: differs at ' + i);
  }
  note(sorted[1000] + sorted[40000]);

  var byGroup = items.slice().sort(function (a, b) {
    compares++;
    return a.group - b.group;
  });
  check('stable', byGroup, chained(byKey('group'), byKey('id')));

  var order = chained(byKey('group'), reversed(byKey('price')), byKey('name'), byKey('id'));
  items.sort(order);
  check('items', items, order);
  note(items[15000].id);

  var names = items.map(function (item) { return item.name; });
  names.sort();
  check('names', names, function (a, b) { return a < b ? -1 : a > b ? 1 : 0; });
  note(names[20000].length);

  // Without a comparator numbers sort as text.
  var texts = numbers.slice(0, 5000).sort();
  note(texts[2500]);
}
if (compares < 8 * 30000) throw new Error('sort: only ' + compares + ' comparisons');
if (total !== 1193929195) throw new Error('sort: ' + total);
console.log('sort: ' + total);
