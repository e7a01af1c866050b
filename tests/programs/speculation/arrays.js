// Elements of arrays in speculative code: stores, growth, iteration, and what makes them leave it. Each function is first called
// with what it is predicted to meet, then with arrays that need more.

function show(label, f) {
  var result;
  try {
    result = f();
  } catch (e) {
    result = e.name;
  }
  console.log(label + ': ' + (Array.isArray(result) ? JSON.stringify(result) : String(result)));
}

function store(a, i, v) {
  'use strict';
  for (var n = 0; n < 1; n++) a[i] = v;
  return a.length;
}
function storeSloppy(a, i, v) {
  for (var n = 0; n < 1; n++) a[i] = v;
  return a.length;
}
function push(a, v) {
  var length;
  for (var n = 0; n < 1; n++) length = a.push(v);
  return length;
}
function fill(a, n) {
  for (var i = 0; i < n; i++) a[i] = i;
  return a;
}
function swap(a, i, j) {
  var t = a[i];
  a[i] = a[j];
  a[j] = t;
}
function total(a) {
  var sum = 0;
  for (var x of a) sum += x;
  return sum;
}
function first(a) {
  var [x, y = 7] = a;
  return x + y;
}

function get(a, i) {
  var v;
  for (var n = 0; n < 1; n++) v = a[i];
  return v;
}
function scan(a) {
  var n = 0;
  while (a[n] !== undefined) n++;
  return n;
}
function characters(s) {
  var text = '';
  for (var i = 0; s[i] !== undefined; i++) text = s[i] + text;
  return text;
}

// Nothing is predicted of what these are given.
function storeAny(a, i, v) {
  a[i] = v;
  return a.length;
}
function storeNumber(a, i, v) {
  for (var n = 0; n < 1; n++) a[i] = v;
  return a.length;
}
function totalOfAny(a) {
  var sum = 0;
  for (var x of a) sum += x;
  return sum;
}
function mixedAny(b) {
  var sum = 0;
  for (var i = 0; i < b.length; i++) sum += b[i];
  return sum;
}

// ---- growth ----
show('fill', function () { return fill([], 5); });
show('fill holes', function () { return fill(new Array(4), 6); });
show('many', function () { return total(fill([], 5000)); });
show('push', function () { var a = []; for (var i = 0; i < 100; i++) push(a, i * 0.5); return a.length + ' ' + a[99]; });
show('push length', function () { return push([1, 2], 3); });
show('objects', function () {
  var a = [];
  for (var i = 0; i < 20000; i++) push(a, { n: i });
  for (var j = 0; j < 20000; j++) store(a, j, { n: j, old: a[j] });
  return a[19999].old.n + a[1].n;
});
show('gap', function () { var a = [1]; store(a, 5, 2); return a; });
show('large gap', function () { var a = [1]; store(a, 1e9, 2); return a.length + ' ' + a[1e9] + ' ' + Object.keys(a); });
show('backwards', function () { var a = []; for (var i = 9; i >= 0; i--) store(a, i, i); return a; });
show('swap', function () { var a = [1, 2, 3]; swap(a, 0, 2); return a; });
show('swap beyond', function () { var a = [1, 2]; swap(a, 0, 4); return a.length + ' ' + (0 in a) + a; });
show('swap holes', function () { var a = [1, , 3]; swap(a, 0, 1); return a; });

// ---- keys ----
show('negative', function () { var a = [1]; store(a, -1, 2); return a.length + ' ' + a['-1']; });
show('fraction', function () { var a = [1]; storeNumber(a, 0.5, 2); return a.length + ' ' + a['0.5']; });
show('-0', function () { var a = [1, 2]; storeNumber(a, -0, 3); return a; });
show('2^31', function () { var a = []; return storeNumber(a, 2147483648, 1) + ' ' + a[2147483648]; });
show('2^32-2', function () { var a = []; return storeNumber(a, 4294967294, 1) + ' ' + a[4294967294]; });
show('2^32-1', function () { var a = []; return storeNumber(a, 4294967295, 1) + ' ' + a[4294967295]; });
show('string key', function () { var a = [1]; storeAny(a, '1', 2); return a; });
show('NaN', function () { var a = [1]; storeNumber(a, NaN, 2); return a.length + ' ' + a.NaN; });

// ---- what is not there ----
show('beyond', function () { return [get([1, 2], 1), get([1, 2], 2), get([1, , 2], 1), get([1], -1), get(['a'], 0.5)]; });
show('beyond sparse', function () { var a = [1]; a[1e7] = 2; return [get(a, 0), get(a, 1e7), get(a, 5)]; });
show('scan', function () { var n = 0; for (var i = 0; i < 500; i++) n += scan([1, 2, 3]); return n; });
show('characters', function () { return characters('abc') + characters('\u1234d' + 'e'.repeat(20)); });

// ---- arrays that do not take everything ----
show('frozen', function () { return store(Object.freeze([1, 2]), 0, 3); });
show('frozen sloppy', function () { var a = Object.freeze([1, 2]); storeSloppy(a, 0, 3); return a; });
show('frozen push', function () { return push(Object.freeze([1]), 2); });
show('sealed', function () { var a = Object.seal([1, 2]); store(a, 0, 3); return a; });
show('sealed append', function () { return store(Object.seal([1]), 1, 3); });
show('sealed sloppy', function () { var a = Object.seal([1]); storeSloppy(a, 1, 3); return a; });
show('not extensible', function () { var a = Object.preventExtensions([1, , 2]); store(a, 0, 3); return a; });
show('not extensible hole', function () { return store(Object.preventExtensions([1, , 2]), 1, 3); });
show('not extensible push', function () { return push(Object.preventExtensions([1]), 3); });
show('length not writable', function () {
  var a = [1, 2];
  Object.defineProperty(a, 'length', { writable: false });
  store(a, 1, 5);
  storeSloppy(a, 2, 5);
  return a;
});
show('length not writable append', function () {
  return store(Object.defineProperty([1], 'length', { writable: false }), 1, 5);
});
show('length not writable push', function () {
  return push(Object.defineProperty([1], 'length', { writable: false }), 5);
});
show('accessor element', function () {
  var log = [];
  var a = Object.defineProperty([1, 2], 1, { set: function (v) { log.push(v); }, get: function () { return 8; } });
  store(a, 1, 5);
  return log.concat(a[1], total(a));
});
show('read-only element', function () { return store(Object.defineProperty([1], 0, { writable: false }), 0, 2); });
show('sparse', function () {
  var a = [];
  a[1e7] = 1;
  push(a, 2);
  store(a, 3, 4);
  store(a, 1e7 + 2, 5);
  return a.length + ' ' + Object.keys(a);
});

// ---- subclasses, more properties ----
class Stack extends Array {
  top() { return this[this.length - 1]; }
}
show('subclass', function () {
  var s = new Stack();
  push(s, 4);
  store(s, 1, 5);
  return s.length + ' ' + s.top() + ' ' + (s instanceof Stack) + ' ' + total(s);
});
class Loud extends Array {
  push(v) { return -super.push(v, v); }
}
show('own push', function () { var l = new Loud(); return push(l, 1) + ' ' + l; });
show('extra properties', function () {
  var a = [1];
  a.name = 'n';
  a.more = 2;
  push(a, 2);
  store(a, 2, 3);
  return a.name + a.more + a;
});

// ---- several sorts of arrays at one place ----
function mixed(b) {
  var sum = 0;
  for (var i = 0; i < b.length; i++) sum += b[i];
  return sum;
}
function copy(to, from) {
  for (var i = 0; i < from.length; i++) to[i] = from[i];
  return to;
}
show('mixed', function () {
  return [mixed([1, 2, 3]), mixed(new Uint8Array([250, 9])), mixed(new Float64Array([0.5, -0])), mixed([0.5, 2])];
});
show('mixed others', function () { return [mixedAny('12'), mixed([1, , 3]), mixedAny({ length: 1, 0: 5 }), mixedAny(['a'])]; });
show('copy', function () {
  var u = copy(new Uint8Array(3), [1, 258, -1]);
  return [].concat(Array.from(u), copy([], u), Array.from(copy(new Float64Array(2), [0.5, NaN])));
});
show('copy past the end', function () { return Array.from(copy(new Uint8Array(1), [1, 2])); });

// ---- iteration ----
show('of', function () { return total([1, 2, 3]); });
show('of empty', function () { return total([]); });
show('of holes', function () { return total([1, , 3]); });
show('of sparse', function () { var a = [1]; a[30] = 2; delete a[0]; return total(a); });
show('of others', function () { return totalOfAny(new Set([1, 2])) + totalOfAny('34') + totalOfAny(new Uint8Array([5])); });
show('of null', function () { return totalOfAny(null); });
show('growing', function () {
  var a = [1, 2], n = 0;
  for (var x of a) if (a.length < 6) push(a, x * 10); else n += x;
  return a.concat(n);
});
show('shrinking', function () {
  var a = [1, 2, 3, 4], seen = [];
  for (var x of a) { seen.push(x); a.pop(); }
  return seen;
});
show('grows again after the end', function () {
  var a = [1], iterator = a[Symbol.iterator](), seen = [];
  for (var x of iterator) seen.push(x);
  a.push(2);
  for (var y of iterator) seen.push(y);
  return seen;
});
show('break', function () {
  var n = 0;
  for (var x of [1, 2, 3, 4]) { if (x === 3) break; n += x; }
  return n;
});
show('nested', function () {
  var n = 0;
  for (var x of [1, 2, 3]) for (var y of [x, x + 1]) { if (y === 3) continue; n += x * y; }
  return n;
});
show('throw', function () { for (var x of [1]) throw new RangeError('x'); });
show('destructuring', function () { return [first([1, 2]), first([1]), first([1, 2, 3])]; });
show('destructuring rest', function () { var [a, ...rest] = [1, 2, 3]; return rest.concat(a); });
show('swap by destructuring', function () {
  var a = 1, b = 2;
  for (var i = 0; i < 3; i++) [a, b] = [b, a + b];
  return [a, b];
});
show('entries', function () { var n = 0; for (var [i, x] of [5, 6].entries()) n += i * x; return n; });

// ---- changed iterators: last but for changed prototypes ----
var ArrayIteratorPrototype = Object.getPrototypeOf([][Symbol.iterator]());
show('own iterator', function () {
  var a = [1, 2];
  a[Symbol.iterator] = function* () { yield 40; yield 2; };
  return [total(a), first(a)];
});
show('next changed in the loop', function () {
  var next = ArrayIteratorPrototype.next, seen = [];
  for (var x of [1, 2, 3]) {
    seen.push(x);
    ArrayIteratorPrototype.next = function () { return { done: true }; };
  }
  seen.push(total([1, 2, 3]));
  ArrayIteratorPrototype.next = next;
  return seen.concat(total([1, 2, 3]));
});
show('return added', function () {
  var log = [];
  ArrayIteratorPrototype.return = function () { log.push('return'); return {}; };
  for (var x of [1, 2, 3]) if (x === 2) break;
  log.push(first([1, 2, 3]));
  delete ArrayIteratorPrototype.return;
  log.push(first([1, 2, 3]));
  return log;
});
show('iterator changed', function () {
  var values = Array.prototype[Symbol.iterator];
  Array.prototype[Symbol.iterator] = function* () { yield this.length; };
  var result = [total([1, 2, 3]), first([1, 2, 3])];
  Array.prototype[Symbol.iterator] = values;
  return result.concat(total([1, 2, 3]));
});

// ---- prototypes with elements ----
show('array as prototype', function () {
  var p = [];
  var o = Object.create(p);
  push(p, 1);
  store(p, 1, 2);
  return o[0] + o[1];
});
show('setter on the prototype', function () {
  var log = [];
  Object.defineProperty(Array.prototype, 3, { set: function (v) { log.push(v); }, configurable: true });
  var a = [1, 2, 3];
  push(a, 4);
  var b = [1, 2, 3];
  store(b, 3, 5);
  var c = [1, 2, 3, , 5];
  store(c, 3, 6);
  store(c, 0, 9);
  delete Array.prototype[3];
  store(c, 3, 7);
  return log.concat(a.length, b.length, c);
});
show('read-only on the prototype', function () {
  Object.defineProperty(Array.prototype, 1, { value: 'p', configurable: true });
  var a = [1];
  try {
    push(a, 2);
  } finally {
    delete Array.prototype[1];
  }
});
show('element of the prototype', function () {
  Array.prototype[1] = 30;
  var result = [total([1, , 3]), mixed([1, , 3])];
  delete Array.prototype[1];
  return result.concat(mixed([1, 2]));
});
show('string as prototype', function () {
  var a = Object.setPrototypeOf([], new String('ab'));
  storeSloppy(a, 0, 'x');
  return [get(a, 0), get(a, 1), get(a, 2)];
});
show('after all', function () { return fill([], 3).concat(push([1], 2), total([4, 5])); });

// pop: empty, a hole at the end, frozen, an array that shrinks from large to small.
{
    const drain = (a) => { let s = ""; while (a.length > 0) s += a.pop() + " "; return s + a.pop() + a.length; };
    for (let i = 0; i < 40; i++) drain([1, 2, 3]);
    console.log(drain([1, 2, 3]), drain([]), drain([1, , 3, ,]), drain(new Array(3)));
    const big = Array.from({ length: 20000 }, (_, i) => i);
    let sum = 0;
    while (big.length > 10) sum += big.pop();
    console.log(sum, big.length, big.join());
    for (const a of [Object.freeze([1]), Object.seal([1]), Object.preventExtensions([1])]) {
        try { console.log(drain(a)); } catch (e) { console.log(e.constructor.name, a.length); }
    }
    class Stack extends Array { pop() { return "own" + super.pop(); } }
    const stack = Stack.of(1, 2);
    console.log(drain(stack));
    Array.prototype[1] = "proto";
    console.log(drain([0, , 2]), drain([0, ,]));
    delete Array.prototype[1];
}
