// Elements that are known to be in bounds, and those that only look so.
const show = (...parts) => console.log(parts.map((x) => (Object.is(x, -0) ? '-0' : String(x))).join(' '));
const sly = (f, ...args) => Reflect.apply(f, undefined, args);

function sum(list) {
  let total = 0;
  for (let i = 0; i < list.length; i++) total += list[i];
  return total;
}
const holes = [1, 2, 3];
holes[5] = 6;
const sparse = [1, 2];
sparse[1 << 24] = 5;
sparse.length = 4;
show(sum([1, 2, 3]), sum([0.5, 1.5]), sum([]), sly(sum, holes), sly(sum, sparse), sly(sum, { length: 2, 0: 4, 1: 5 }));
Array.prototype[3] = 1000;
show(sly(sum, holes), sly(sum, sparse), sum([1, 2]));
delete Array.prototype[3];

function double(list) {
  for (let i = 0; i < list.length; i++) list[i] = list[i] * 2;
  return list;
}
show(double([1, 2, 3]), double([0.25]), sly(double, Object.freeze([])), sly(double, [1, , 3]));
try {
  sly(double, Object.freeze([1]));
  show('frozen');
} catch (e) {
  show(e.name);
}

// The array grows or shrinks in the loop; another one does not matter.
function growing(list, limit) {
  for (let i = 0; i < list.length; i++) if (list.length < limit) list[list.length] = list[i] + 1;
  return list;
}
show(growing([1, 2], 6), growing([0], 1));
function shrinking(list) {
  const seen = [];
  for (let i = 0; i < list.length; i++) {
    list.pop();
    seen.push(list[i]);
  }
  return seen;
}
show(shrinking([1, 2, 3, 4, 5]), shrinking([1]));
function once(list, other) {
  const n = list.length;
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (i === 2) other.length = 1;
    total += list[i];
  }
  return total;
}
const one = [1, 2, 3, 4];
show(once([1, 2, 3, 4], [5, 6]), once(one, one));
function onward(list, other) {
  const n = list.length;
  for (let i = 0; i < n; i++) other[i + 1] = list[i];
  return other;
}
const self = [1, 2, 3];
show(onward([1, 2], []), onward(self, self));

// Downwards, from both ends, below and above the bounds.
function backwards(list) {
  let text = '';
  for (let i = list.length - 1; i >= 0; i--) text += list[i];
  return text;
}
function around(list, from) {
  const found = [];
  for (let i = from; i < list.length; i++) found.push(list[i]);
  return found;
}
show(backwards([1, 2, 3]), around([1, 2, 3], 0), around([1, 2, 3], 2), around([1, 2], -2));
function between(list, i) {
  return i >= 0 && i < list.length ? list[i] : 'none';
}
show(between([7, 8], 0), between([7, 8], 2), between([7, 8], -1), between([7, 8], 1), sly(between, [7], 0.5));

// Typed arrays, with calls in between and without.
function bytes(array) {
  let total = 0;
  for (let i = 0; i < array.length; i++) {
    total = (total * 31 + array[i]) | 0;
    array[i] = total;
  }
  return total;
}
show(bytes(new Uint8Array([1, 2, 3])), bytes(new Uint8Array(0)), sly(bytes, new Int16Array([300, -4])), sly(bytes, [4, 5]));
function doubles(array, change) {
  const n = array.length;
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (i === 1) change(array);
    array[i] = i + 0.5;
    total += array[i];
  }
  return total;
}
show(doubles(new Float64Array(4), () => {}), doubles(new Float64Array(2), (a) => a[0]));

// Strings never change.
function codes(text, other) {
  let total = 0;
  for (let i = 0; i < text.length; i++) total = (total * 7 + text.charCodeAt(i) + (i < other.length ? 1 : 0)) | 0;
  for (let i = 0; i < other.length; i++) total += text.charCodeAt(i) > 0 ? 1 : -1;
  return total;
}
show(codes('abc', 'de'), codes('', ''), codes('\u{1F600}x', 'long' + 'er'), codes('a'.repeat(50) + 'b', 'c'));

// Sums that wrap where only their low bits count, and are exact elsewhere.
function exact(y, k) {
  return (y & 0x7fffffff) + 1 - (k & 7);
}
function low(y) {
  const a = ((y & 0x7fffffff) + 1) & ~7;
  return a - 5;
}
function wrapped(list, y) {
  const i = ((y & 0x7fffffff) + 1) & ~7;
  return i < list.length ? list[i] : 'none';
}
show(exact(5, 3), sly(exact, 0x7fffffff, 8), low(100), sly(low, 0x7fffffff));
show(wrapped([1, 2, 3], 0), wrapped([1], 30), sly(wrapped, [1], 0x7fffffff));
