// Sorting with a comparator, in place of the call: comparison by comparison as the built-in does it.

const range = (n) => Array.from({ length: n }, (_, i) => i);
const show = (what, ...values) => console.log(what + ':', ...values);
const attempt = (what, f) => {
  try {
    show(what, f());
  } catch (e) {
    show(what, e.name, e.message);
  }
};

const sortItself = Array.prototype.sort;
function sorted(a, compare) {
  const calls = [];
  const logged = (x, y) => {
    calls.push(x, y);
    return compare(x, y);
  };
  const result = a.slice().sort((x, y) => logged(x, y));
  const half = calls.length;
  const again = Reflect.apply(sortItself, a.slice(), [logged]);
  const same = calls.slice(0, half).join() === calls.slice(half).join() && result.join() === again.join();
  return result.slice(0, 5).join() + (same ? '' : ' but not as it does itself') + (a.length < 30 ? ' ' + half / 2 : '');
}
const scrambled = (n, m) => range(n).map((i) => (i * 7919 + 13) % m);
const ascending = (x, y) => x - y;
show('short', sorted([3, 1, 2], ascending));
show('runs', sorted([5, 4, 3, 2, 1, 6, 7, 8, 0], ascending));
show('long', sorted(scrambled(150, 101), ascending));
show('doubles', sorted(scrambled(70, 37).map((x) => x / 4), (x, y) => y - x));
show('inconsistent', sorted(scrambled(20, 53), (x, y) => (x + y) % 3 - 1), sorted(scrambled(100, 53), (x, y) => (x + y) % 3 - 1).length);
show('constant', sorted(scrambled(40, 11), () => 1).length, sorted(scrambled(40, 11), () => -1).length);
show('booleans', sorted(scrambled(10, 7), (x, y) => x > y));
show('strings', sorted(scrambled(10, 7), (x, y) => String(x - y)));
show('NaN', sorted(scrambled(10, 7), () => NaN));
show('undefined', [3, undefined, 1, , undefined, 2, ,].sort(ascending).map(String).join(), [, 2, 1].sort(ascending).length);
attempt('bigint', () => sorted([2, 1], () => 1n));
attempt('symbol', () => sorted([2, 1], () => Symbol()));
let calls = 0;
const kept = [4, 3, 2, 1];
attempt('throwing', () => kept.sort((x, y) => { if (++calls === 3) throw new RangeError('third'); return x - y; }));
show('kept', kept.join(), calls);
function typeChange(a) {
  let n = 0;
  return a.sort((x, y) => (++n > 40 ? x - y + 0.25 - 0.25 : x - y)).join();
}
show('type change', typeChange(scrambled(60, 41)));
const shrinking = [5, 3, 4, 1];
shrinking.sort((x, y) => { shrinking.length = 0; return x - y; });
show('shrinking', shrinking.join());
attempt('frozen', () => Object.freeze([2, 1]).sort(ascending));
const records = scrambled(200, 10).map((group, id) => ({ group, id }));
records.sort((a, b) => a.group - b.group);
show('stable', records.every((r, i) => i === 0 || records[i - 1].group < r.group || records[i - 1].id < r.id));
