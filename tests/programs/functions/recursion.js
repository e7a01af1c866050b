// Deep but bounded recursion, mutual recursion, trees, accumulators.
const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1));
console.log(depth(5000));
const ackermann = (m, n) => (m === 0 ? n + 1 : n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)));
console.log(ackermann(2, 9));
const hanoi = (n, a = 'A', b = 'B', c = 'C') => (n === 0 ? '' : hanoi(n - 1, a, c, b) + a + c + ' ' + hanoi(n - 1, b, a, c));
console.log(hanoi(3).trim());
const flatten = (x) => (Array.isArray(x) ? x.reduce((r, y) => r.concat(flatten(y)), []) : [x]);
console.log(flatten([1, [2, [3, [4]], 5]]));
function permutations(list) {
  if (list.length < 2) return [list];
  return list.flatMap((x, i) => permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((p) => [x, ...p]));
}
console.log(permutations(['a', 'b', 'c']).map((p) => p.join('')).join());
let tree = null;
const insert = (t, v) => (t === null ? { v, l: null, r: null } : v < t.v ? { ...t, l: insert(t.l, v) } : { ...t, r: insert(t.r, v) });
for (const v of [5, 2, 8, 1, 9]) tree = insert(tree, v);
const inOrder = (t) => (t ? [...inOrder(t.l), t.v, ...inOrder(t.r)] : []);
console.log(inOrder(tree));
const gcd = (a, b) => (b ? gcd(b, a % b) : a);
console.log(gcd(1071, 462), gcd(2n ** 40n, 2n ** 20n * 3n));
const deepArray = [];
let at = deepArray;
for (let i = 0; i < 1000; i++) { at.push([]); at = at[0]; }
const measure = (x) => (x.length ? 1 + measure(x[0]) : 0);
console.log(measure(deepArray));
const y = (f) => ((x) => x(x))((x) => f((v) => x(x)(v)));
console.log(y((self) => (n) => (n ? n * self(n - 1) : 1))(6));
