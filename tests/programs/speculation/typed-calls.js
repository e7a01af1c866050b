// Arguments and results that are handed over unboxed, and those that turn out to be something else.
const show = (...parts) => console.log(parts.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join(' '));
// A call that nothing is predicted of, of what is called neither.
const sly = (f, ...args) => Reflect.apply(f, undefined, args);

// int32 arguments and results; both leave int32 in the end.
function sum(n, step) {
  return n === 0 ? 0 : step + sum(n - 1, step);
}
show(sum(10, 3), sum(100, -7), sum(30, 0x7000000));
show(sly(sum, 3, 1.5), sly(sum, 2, 'a'), sly(sum, '2', 1), sly(sum, 0), sly(sum, 3), sly(sum, true, 3));
function grow(n, x) {
  if (n === 0) return x;
  return grow(n - 1, x + 0x40000000);
}
show(grow(1, 5), grow(2, -0x40000000), grow(6, 1));

// Doubles, with int32s among them: -0 and NaN are kept, and what was an int32 indexes as one.
function half(x, depth) {
  return depth > 0 ? half(x * 0.5, depth - 1) : x;
}
show(half(3, 0), half(3, 2), half(8, 3), half(-0, 1), half(NaN, 2), half(-1e-320, 4));
function mean(a, b) {
  if (a > b) return mean(b, a);
  return (a + b) / 2;
}
const list = ['zero', 'one', 'two', 'three'];
show(sly(half, 7, 1), sly(half, '5', 2), sly(half, {}, 0), sly(half, 1n, 0), sly(half));
show(list[mean(1, 3)], list[mean(4, 2)], list[mean(1, 2)], mean(-0, -0), mean(NaN, 1), 1 / mean(0, -0));
const bits = new Float64Array(2);
new Uint32Array(bits.buffer).fill(0xffffffff);
function pass(x, n) {
  return n === 0 ? x + 0.5 : pass(x, n - 1);
}
show(pass(bits[0], 3), pass(bits[1], 0), pass(1.25, 2));
function kept(x, n) {
  return n < 1 ? x * 1.5 : kept(x, n - 1);
}
const object = { value: kept(2, 3) };
object.other = kept(1, 1);
show(object.value, object.other, object.value === 3, list[object.value]);

// Booleans.
function parity(n, odd) {
  if (n === 0) return odd;
  return parity(n - 1, !odd);
}
show(parity(7, false), parity(8, false) === false, parity(3, true) ? 'odd' : 'even');
show(sly(parity, 2, 1), sly(parity, 1, ''), sly(parity, 0, undefined), sly(parity, 4, true));

// Mutual recursion, closures, methods, callbacks.
function isEven(n) {
  return n === 0 ? true : isOdd(n - 1);
}
function isOdd(n) {
  return n === 0 ? false : isEven(n - 1);
}
show(isEven(100), isOdd(100), isEven(7));
function counter(start) {
  let calls = 0;
  function down(n, scale) {
    calls++;
    return n <= 0 ? start * scale : down(n - 1, scale) + 0.25;
  }
  return () => show(down(4, 2.5), calls);
}
counter(10)();
counter(-1.5)();
class Tree {
  constructor(depth, value) {
    this.value = value;
    this.left = depth > 0 ? new Tree(depth - 1, value * 2) : null;
    this.right = depth > 0 ? new Tree(depth - 1, value + 0.5) : null;
  }
  total(scale) {
    if (this.left === null) return this.value * scale;
    return this.left.total(scale) + this.right.total(scale) + this.value;
  }
}
show(new Tree(5, 1).total(1.5), new Tree(0, 2).total(2));
show([1, 2, 3, 4].map((x) => sum(x, x)).join(), [5, 6].reduce((a, x) => a + half(x, 1), 0));

// Results that change their type in mid-run.
function whole(n) {
  if (n % 40 === 39) return sly((x) => x + 0.5, n);
  if (n % 50 === 49) return sly(() => 'text');
  return n < 3 ? n : whole(n - 1) + 1;
}
for (const n of [2, 9, 38, 39, 41, 48, 49, 51, 60]) show(whole(n));
function fraction(n) {
  if (n === 13) return sly(() => ({ valueOf: () => 100 }));
  if (n === 17) return sly(() => undefined);
  if (n === 19) return sly(() => 3);
  return n <= 1 ? 0.5 : fraction(n - 1) + 0.25;
}
for (const n of [1, 3, 9, 14, 15, 18, 20]) show(fraction(n));
function either(n) {
  if (n === 9) return sly(() => 1n);
  return n % 2 === 0 ? n * 0.5 : either(n - 1);
}
for (const n of [2, 5, 7, 9, 11]) show(either(n), list[either(n)]);
function truth(n) {
  if (n > 20) return sly(() => 'yes');
  return n < 2 ? n === 1 : !truth(n - 1);
}
for (const n of [0, 1, 4, 7, 21, 22]) show(truth(n), truth(n) ? 1 : 0);

// Exceptions come through, to handlers too.
function thrower(n, limit) {
  if (n === limit) throw new RangeError('at ' + n);
  return n > 50 ? 0.25 : thrower(n + 1, limit) * 2;
}
function caught(limit) {
  let seen = 1;
  try {
    seen = 2;
    return thrower(45, limit) + seen;
  } catch (e) {
    return e.message + ' ' + seen;
  } finally {
    seen = 3;
  }
}
show(caught(100), caught(48), caught(45), caught(99));
function intThrower(n) {
  if (n < 0) throw n;
  return n === 0 ? 7 : intThrower(n - 1) + 1;
}
for (let i = -1; i < 3; i++) {
  try {
    show(intThrower(i));
  } catch (e) {
    show('caught', e);
  }
}

// Too few arguments, too many, and others than predicted.
function area(w, h) {
  return w > 0 ? h + area(w - 1, h) : 0.5;
}
show(area(4, 2.5), area(3, 2, 99), sly(area, 2), sly(area), sly(area, '3', 1), sly(area, 2, '!'));
show(sly(area, { valueOf: () => 2 }, true), area(2, 2), area.call(null, 1, 1.5), area.apply(null, [1, 3]));
function late(n, x) {
  return n > 0 ? late(n - 1, x) : typeof x;
}
show(late(3, 1), late(2, 1.5), late(1), late(0, 'a'), Reflect.apply(late, null, [2, {}]), late.call(null, 1, 5n));
function listed(n) {
  return n === 0 ? arguments.length : listed(n - 1, n, n);
}
function gathered(n, ...rest) {
  return n === 0 ? rest.length : gathered(n - 1, n, 0.5);
}
show(listed(3), gathered(3), listed(0), gathered(0));
function Point(x, n) {
  this.x = x * 0.5;
  if (n > 0) this.next = new Point(x + 1, n - 1);
}
show(new Point(1, 3).next.next.x, new Point(2, 0).next);
const bound = sum.bind(null, 3);
show(bound(4), bound(1.5), [0.5, 2].map(bound).join());

// Default values and many parameters.
function defaults(n, by = 2) {
  return n <= 0 ? n : defaults(n - by, by);
}
show(defaults(7), defaults(7, 3), defaults(1.5), defaults(9, undefined));
function many(n, a, b, c, d, e, f, g, h) {
  return n === 0 ? a + b * c - d / e + f - g + (h ? 1 : 2) : many(n - 1, b, c, d, e, f, g, a, h, !h);
}
show(many(0, 1, 2, 3, 4, 5, 6, 7, true), many(5, 1.5, 2, 3, 4, 5, 6, 7, false), many(2, 1, 2, 3, 4, 5, 6, 7, 8));

// A frame for each call: too deep is a RangeError, and there is enough stack for the next.
function deep(n, x) {
  return n === 0 ? x : deep(n - 1, x + 0.5) + 1;
}
function tooDeep() {
  try {
    return deep(1e9, 0.5);
  } catch (e) {
    return e instanceof RangeError;
  }
}
show(tooDeep(), deep(1000, 1.5), tooDeep(), deep(10, 1));

// More exits than the fuse takes: from then on the generic form does it.
for (let i = 0; i < 150; i++) if (fraction(15) !== 100.5) show('wrong');
show(fraction(16), fraction(3), fraction(18));
function mixed(x, n) {
  return n === 0 ? x + 1 : mixed(x, n - 1);
}
let last;
for (let i = 0; i < 400; i++) last = mixed(i % 3 === 0 ? 'a' : i + 0x7fffff00, i % 4);
show(last, mixed(1, 2), mixed(0.5, 1));
