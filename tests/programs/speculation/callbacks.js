// Built-ins that call back, in place of their calls: what callbacks may do to the array, to the prediction and to the stack.

const range = (n) => Array.from({ length: n }, (_, i) => i);
const show = (what, ...values) => console.log(what + ':', ...values);
const attempt = (what, f) => {
  try {
    show(what, f());
  } catch (e) {
    show(what, e.name, e.message);
  }
};

function everyMethod(a, limit) {
  const log = [];
  a.forEach((x, i, all) => log.push(x * i + all.length));
  log.push(a.map((x) => x + 1).join(), a.filter((x) => x % 2).join());
  log.push(a.reduce((s, x) => s + x), a.reduce((s, x, i) => s + x * i, 0.5));
  log.push(a.reduceRight((s, x) => s * 2 - x), a.reduceRight((s, x, i) => s + x * i, ''));
  log.push(a.some((x) => x > limit), a.every((x) => x <= limit));
  log.push(a.find((x) => x > limit), a.findIndex((x) => x > limit));
  log.push(a.findLast((x) => x < limit), a.findLastIndex((x) => x < limit));
  log.push(a.slice().sort((x, y) => y - x).join());
  return log.join(' ');
}
show('ints', everyMethod(range(7), 4));
show('ints again', everyMethod(range(5), 9));
show('doubles', everyMethod([0.5, 1.5, 2.5], 1));
show('strings', everyMethod(['b', 'a', 'c'], 'b'));
show('holes', everyMethod([3, , 1, , 2], 1));
show('mixed', everyMethod([1, 'x', 2.5, undefined, null, true], 1));
attempt('empty', () => everyMethod([], 1));
show('array-like', Array.prototype.map.call({ length: 3, 0: 'a', 2: 'c' }, (x) => x + x));

// The callback changes the array.
function changing(make, change) {
  const a = make();
  const seen = [];
  const mapped = a.map((x, i) => {
    seen.push(x);
    change(a, i);
    return x;
  });
  return seen.join() + ' | ' + mapped.length + ' ' + Object.keys(mapped).join() + ' | ' + a.length;
}
const five = () => [10, 11, 12, 13, 14];
show('push', changing(five, (a, i) => a.push(i)));
show('pop', changing(five, (a) => a.pop()));
show('length = 0', changing(five, (a, i) => i === 1 && (a.length = 0)));
show('delete', changing(five, (a, i) => delete a[i + 1]));
show('element kinds', changing(five, (a, i) => (a[i + 1] = i % 2 ? 'text' : i + 0.5)));
show('shift', changing(five, (a) => a.shift()));
show('sparse', changing(five, (a, i) => i === 2 && (a[100000] = 1)));
show('getter', changing(five, (a, i) => i === 1 && Object.defineProperty(a, 3, { get: () => 'got' })));
show('frozen', changing(five, (a, i) => i === 1 && Object.freeze(a)));

function inherited() {
  const a = [1, , 3];
  const sums = [];
  for (let round = 0; round < 3; round++) {
    if (round === 1) Array.prototype[1] = 20;
    let sum = 0;
    a.forEach((x) => (sum += x));
    sums.push(sum, a.map((x) => x * 2).length, a.filter((x) => x === 20).length);
    delete Array.prototype[1];
  }
  return sums.join();
}
show('elements of the prototype', inherited());

// `this`, arguments, results that are no booleans.
function withThis(a) {
  const strict = a.map(function (x) { 'use strict'; return this; }, 7);
  const sloppy = a.map(function (x) { return typeof this; }, 7);
  const objects = a.filter(function (x) { return this.keep === x; }, { keep: 2 });
  const none = a.map(function () { 'use strict'; return this; });
  return [strict, sloppy, objects, none].join(' ');
}
show('this', withThis([1, 2, 3]));
show('arguments', [5, 6].map(function () { return [...arguments].join('/'); }).join(' '));
const truths = [0, 1, NaN, 'a', '', null, undefined, {}, 1n, 0n];
show('truth', truths.filter((x) => x).length, truths.findIndex((x) => x), truths.some((x) => null), truths.every((x) => x));

// Several closures of one function, several functions, no closures at all.
function apply(a, f) {
  return a.map(f).join();
}
const adder = (n) => (x) => x + n;
show('closures', apply([1, 2], adder(1)), apply([1, 2], adder('!')), apply(['a'], adder(2)));
show('functions', apply([1, 2], (x) => -x), apply([1.5, -2.5], Math.abs), apply([1, 2], String), apply([0, 1], Boolean));
attempt('no function', () => apply([1], 5));
attempt('no callback', () => [1].map());
attempt('a class', () => [1].map(class A {}));

// Exits in the middle of callbacks, nested, in loops that go on.
function nested(rows, factor) {
  return rows.map((row, i) => row.map((x) => x * factor + i).reduce((s, x) => s + x, 0));
}
show('nested', nested([[1, 2], [3, 4]], 2), nested([[1, 'a'], [0.5]], 2), nested([[2 ** 30, 2 ** 30]], 2));
function overflows(n) {
  let total = 0;
  for (let round = 0; round < 4; round++) {
    total += range(n).map((x) => x * (round < 2 ? 1 : 1e9)).filter((x) => x % 3 === 0).length;
  }
  return total;
}
show('overflow', overflows(50));
function deep(a) {
  return a.map((x) => a.filter((y) => a.some((z) => z === x + y)).map((y) => y - x).reduce((s, y) => s + y, ''));
}
show('deep', deep([1, 2, 3, 4]).join(), deep([0.5, 1, 1.5]).join());
function walk(node) {
  let sum = node.value;
  node.children.forEach((child) => (sum += walk(child)));
  return sum;
}
const tree = (depth) => ({ value: depth, children: depth > 0 ? [tree(depth - 1), tree(depth - 1)] : [] });
show('recursion', walk(tree(6)));

// Exceptions and where they come from.
function lines(e) {
  const known = e.stack.split('\n').filter((line) => /callbacks.js|<anonymous>\)/.test(line));
  return known.map((line) => line.trim().replace(/\(?\/?[^ ]*\/|:\d+\)?$/g, '')).join('; ');
}
function thrower(a, at) {
  try {
    a.forEach(function visit(x, i) {
      if (i === at) throw new Error('at ' + x);
    });
    return 'none';
  } catch (e) {
    return e.message + ' ' + lines(e);
  } finally {
    a.push(0);
  }
}
show('throws', thrower([1, 2, 3], 1));
show('throws after an exit', thrower([1, 'two', 3], 2));
show('does not throw', thrower([1, 2, 3], 7));
function traced(a, f) {
  return a.map((x) => a.filter((y) => f(x, y)).length);
}
let trace = '';
const tracer = (x, y) => {
  if (x === 2) trace = lines(new Error());
  return x < y;
};
traced([1, 2, 3], tracer);
show('trace', trace);
traced([1.5, 2, 3], tracer);
show('trace of an exit', trace);
function reduceNothing(a) {
  try {
    return a.reduce((x, y) => x + y);
  } catch (e) {
    return e.message + ' ' + lines(e);
  }
}
show('reduce', reduceNothing([1, 2]), reduceNothing([, 3]), reduceNothing([]), reduceNothing([, ,]));
function early(a) {
  for (const x of a) {
    try {
      if (a.some((y) => { if (y === x + 1) throw y; return false; })) return 'never';
    } catch (e) {
      if (e > 2) return e;
    } finally {
      trace = 'finally ' + x;
    }
  }
}
show('finally', early([1, 2, 3, 4]), trace);

// Species, methods of other objects, a patched method.
class List extends Array {}
function double(a) {
  return a.map((x) => x * 2);
}
show('species', double([1, 2]) instanceof List, double(List.from([1, 2])) instanceof List, double([3])[0]);
const own = [1, 2];
own.constructor = { [Symbol.species]: function (n) { this.n = n; } };
show('own species', JSON.stringify(double(own)));
show('typed', double(new Int8Array([100, 1])).join());
// Generators call them, and callbacks are generators.
function* squares(n) {
  for (const x of range(n).map((x) => x * x)) yield x;
}
show('generators', [...squares(5)].join(), typeof [1].map(function* (x) { yield x; })[0].next);
