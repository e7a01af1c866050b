// Array methods that call back: map, filter, reduce, forEach, some, every, find, flatMap, from and chains of them.
// Hot: arrows called by built-ins, captured variables, intermediate arrays that die at once.

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`array-callbacks: ${what} is ${got}, not ${wanted}`);
};

const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));

const pipe = (...steps) => (value) => steps.reduce((v, step) => step(v), value);

const people = range(4000, (id) => ({
  id,
  age: 18 + ((id * 7919) % 60),
  city: ['Bergen', 'Porto', 'Graz', 'Turku', 'Brno'][(id * 31) % 5],
  scores: range(5, (j) => (id * (j + 3)) % 101),
}));

const sum = (values) => values.reduce((a, b) => a + b, 0);
const mean = (values) => sum(values) / values.length;

const summary = (list) => {
  const groups = list.reduce((map, person) => {
    const group = map[person.city] ?? (map[person.city] = []);
    group.push(person);
    return map;
  }, {});
  return Object.entries(groups)
    .map(([city, members]) => ({
      city,
      count: members.length,
      age: mean(members.map(({ age }) => age)),
      best: members.flatMap(({ scores }) => scores).reduce((a, b) => Math.max(a, b)),
    }))
    .sort((a, b) => (a.city < b.city ? -1 : 1))
    .map(({ city, count, age, best }) => `${city}:${count}:${age.toFixed(2)}:${best}`)
    .join(' ');
};

const evenSquares = pipe(
  (xs) => xs.filter((x) => x % 2 === 0),
  (xs) => xs.map((x) => x * x),
  (xs) => xs.map((x) => x % 1009),
  (xs) => xs.reduce((a, x) => a + x, 0),
);

const transposed = (rows) => rows[0].map((_, column) => rows.map((row) => row[column]));
const product = (a, b) => {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => row.reduce((s, v, i) => s + v * column[i], 0)));
};

const numbers = range(20000, (i) => (i * 7 + 3) % 10007);
let checksum = 0;

for (let round = 0; round < 450; round++) {
  checksum += evenSquares(numbers);

  let seen = 0;
  numbers.forEach((n, i) => {
    if (n > i) seen++;
  });
  checksum += seen;

  const limit = 5000 + round;
  checksum += numbers.findIndex((n) => n === limit) + numbers.findLastIndex((n) => n === limit);
  if (numbers.some((n) => n < 0) || !numbers.every((n) => n < 10007)) throw new Error('array-callbacks: range');

  const doubles = numbers.map((n) => n / 3);
  checksum += Math.floor(doubles.reduceRight((a, d) => a * 0.5 + d, 0));

  checksum += people
    .filter(({ age }) => age > 30)
    .map(({ scores }) => scores.filter((s) => s > 50).length)
    .reduce((a, b) => a + b);
}

let text = '';
for (let round = 0; round < 150; round++) text = summary(people);
expect('summary', text, 'Bergen:800:45.58:100 Brno:800:46.60:100 Graz:800:48.60:100 Porto:800:49.60:100 Turku:800:47.60:100');

let matrix = range(40, (i) => range(40, (j) => (i + j) % 3));
for (let round = 0; round < 60; round++) matrix = product(matrix, matrix).map((row) => row.map((v) => v % 13));
checksum += sum(matrix.map(sum));

expect('checksum', checksum, 2286555242);
console.log(`array-callbacks: ${checksum}`);
