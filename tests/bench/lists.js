// Linked lists, short-lived objects and closures: almost everything allocated here is garbage at once.
// Hot: object literals, tuples by destructuring, closures returned from functions, immutable updates by spread.

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`lists: ${what} is ${got}, not ${wanted}`);
};

const NIL = null;
const cons = (head, tail) => ({ head, tail });

const range = (from, to) => {
  let list = NIL;
  for (let i = to - 1; i >= from; i--) list = cons(i, list);
  return list;
};
const reverse = (list) => {
  let result = NIL;
  for (; list !== NIL; list = list.tail) result = cons(list.head, result);
  return result;
};
const map = (f, list) => {
  let result = NIL;
  for (let l = list; l !== NIL; l = l.tail) result = cons(f(l.head), result);
  return reverse(result);
};
const filter = (test, list) => (list === NIL ? NIL : test(list.head) ? cons(list.head, filter(test, list.tail)) : filter(test, list.tail));
const fold = (f, start, list) => {
  for (; list !== NIL; list = list.tail) start = f(start, list.head);
  return start;
};
const append = (a, b) => (a === NIL ? b : cons(a.head, append(a.tail, b)));

const mergeSort = (list) => {
  if (list === NIL || list.tail === NIL) return list;
  let [left, right] = [NIL, NIL];
  for (; list !== NIL; list = list.tail) [left, right] = [cons(list.head, right), left];
  let [a, b, merged] = [mergeSort(left), mergeSort(right), NIL];
  while (a !== NIL && b !== NIL) {
    if (a.head <= b.head) [merged, a] = [cons(a.head, merged), a.tail];
    else [merged, b] = [cons(b.head, merged), b.tail];
  }
  let result = a !== NIL ? a : b;
  for (; merged !== NIL; merged = merged.tail) result = cons(merged.head, result);
  return result;
};

// Lists made of nothing but closures.
const pair = (head, tail) => (choose) => choose(head, tail);
const first = (p) => p((head) => head);
const second = (p) => p((_, tail) => tail);

const numeral = (n) => (f) => (x) => {
  for (let i = 0; i < n; i++) x = f(x);
  return x;
};
const plus = (a, b) => (f) => (x) => a(f)(b(f)(x));
const times = (a, b) => (f) => a(b(f));

// Streams: a head and a closure for the rest.
const integers = (n) => ({ head: n, rest: () => integers(n + 1) });
const sift = (p, { head, rest }) => (head % p === 0 ? sift(p, rest()) : { head, rest: () => sift(p, rest()) });
const primes = ({ head, rest }) => ({ head, rest: () => primes(sift(head, rest())) });

// A reducer over immutable states.
const reduce = (state, { type, amount }) => {
  switch (type) {
    case 'add': return { ...state, total: state.total + amount, history: [amount, ...state.history.slice(0, 3)] };
    case 'toggle': return { ...state, flags: { ...state.flags, on: !state.flags.on } };
    default: return state;
  }
};

class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  add({ x, y }) {
    return new Point(this.x + x, this.y + y);
  }
  scale(k) {
    return new Point(this.x * k, this.y * k);
  }
}

let seed = 17;
const random = (limit) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % limit;
};

let lists = 0;
for (let round = 0; round < 9000; round++) {
  const numbers = range(0, 1000);
  const odd = filter((n) => n % 2 === 1, map((n) => n * 3 + round, numbers));
  lists = (lists + fold((a, b) => a + b, 0, append(odd, reverse(odd)))) % 1000003;
}

let sorted = 0;
for (let round = 0; round < 90; round++) {
  let list = NIL;
  for (let i = 0; i < 4000; i++) list = cons(random(100000), list);
  let previous = -1;
  for (let l = mergeSort(list); l !== NIL; l = l.tail) {
    if (l.head < previous) throw new Error('lists: not sorted');
    previous = l.head;
    sorted++;
  }
}
expect('sorted', sorted, 360000);

let pairs = 0;
for (let round = 0; round < 750; round++) {
  let list = NIL;
  for (let i = 0; i < 1000; i++) list = pair(i, list);
  for (; list !== NIL; list = second(list)) pairs += first(list);
}
expect('pairs', pairs, 750 * 499500);

let church = 0;
for (let round = 0; round < 400; round++) {
  const n = plus(times(numeral(20), numeral(30)), numeral(round));
  church += n((x) => x + 1)(0);
}
expect('church', church, 400 * 600 + (400 * 399) / 2);

let stream = primes(integers(2));
for (let i = 0; i < 1300; i++) stream = stream.rest();
expect('prime', stream.head, 10663);

let state = { total: 0, history: [], flags: { on: false, visible: true }, name: 'state' };
for (let i = 0; i < 1800000; i++) state = reduce(state, { type: i % 3 === 0 ? 'toggle' : 'add', amount: i % 10 });
expect('state', JSON.stringify(state), '{"total":5400000,"history":[9,8,6,5],"flags":{"on":false,"visible":true},"name":"state"}');

let point = new Point(0, 0);
for (let i = 0; i < 36000000; i++) point = point.add(new Point(i & 7, 1).scale(2)).scale(0.5);
expect('point', point.x.toFixed(6), '12.062745');

console.log(`lists: ${lists} ${stream.head} ${state.total} ${point.x.toFixed(6)}`);
