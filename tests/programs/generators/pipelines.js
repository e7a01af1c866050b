// Lazy pipelines, infinite sequences, coroutines, and state machines by generators.
const map = (f) => function* (it) { for (const x of it) yield f(x); };
const filter = (p) => function* (it) { for (const x of it) if (p(x)) yield x; };
const take = (n) => function* (it) { if (n <= 0) return; let i = 0; for (const x of it) { yield x; if (++i >= n) return; } };
const pipe = (x, ...fs) => fs.reduce((v, f) => f(v), x);
let pulled = 0;
function* naturals() { for (let n = 1; ; n++) { pulled++; yield n; } }
console.log([...pipe(naturals(), filter((n) => n % 3 === 0), map((n) => n * n), take(4))], pulled);
function* sieve() { const composites = new Map(); for (let q = 2; ; q++) { const p = composites.get(q); if (p === undefined) { yield q; composites.set(q * q, q); } else { composites.delete(q); let x = q + p; while (composites.has(x)) x += p; composites.set(x, p); } } }
console.log([...take(10)(sieve())]);
function* fib() { let [a, b] = [0, 1]; while (true) { yield a; [a, b] = [b, a + b]; } }
console.log([...take(12)(fib())].join(' '));
function* accumulate() { let total = 0, n = 0; while (true) { const v = yield n ? total / n : null; total += v; n++; } }
const avg = accumulate();
avg.next();
console.log([10, 20, 60].map((v) => avg.next(v).value));
function* lights() { while (true) { yield 'green'; yield 'yellow'; yield 'red'; } }
const l = lights();
console.log(Array.from({ length: 5 }, () => l.next().value).join('-'));
function run(tasks) { const log = []; const queue = tasks.map((t, i) => [i, t()]); while (queue.length) { const [i, t] = queue.shift(); const { value, done } = t.next(); if (!done) { log.push(i + value); queue.push([i, t]); } } return log.join(' '); }
console.log(run([function* () { yield 'a'; yield 'b'; }, function* () { yield 'x'; yield 'y'; yield 'z'; }]));
function* chunks(it, n) { let c = []; for (const x of it) { c.push(x); if (c.length === n) { yield c; c = []; } } if (c.length) yield c; }
console.log([...chunks([1, 2, 3, 4, 5], 2)]);
function* permutations(a, n = a.length) { if (n <= 1) yield a.join(''); else for (let i = 0; i < n; i++) { yield* permutations(a, n - 1); const j = n % 2 ? 0 : i; [a[n - 1], a[j]] = [a[j], a[n - 1]]; } }
console.log([...permutations([..."abc"])].join());
