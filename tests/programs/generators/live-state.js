// Everything in a generator's frame survives suspension: loops, try depth, temporaries, patterns, closures.
function* state(a, ...rest) {
  let n = 0;
  const fns = [];
  for (const x of rest) {
    for (let i = 0; i < 2; i++) {
      fns.push(() => `${x}${i}${n}`);
      n += (yield a + (yield x) + i) ?? 0;
    }
  }
  const { p, q = yield 'default' } = { p: yield 'p' };
  const arr = [yield 'e0', ...(yield 'spread'), yield 'e2'];
  const obj = { [yield 'key']: yield 'value' };
  const call = Math.max(yield 'm1', yield 'm2');
  const text = `${yield 't1'}-${yield 't2'}`;
  try { throw yield 'to throw'; } catch (e) { arr.push(e, yield 'in catch'); } finally { arr.push(yield 'in finally'); }
  switch (yield 'switch') { case yield 'case': arr.push('matched'); }
  label: while (yield 'while') { do { if (yield 'if') continue label; else break label; } while (true); }
  return { n, p, q, arr, obj, call, text, fns: fns.map((f) => f()), args: arguments.length, last: (yield 'and') && (yield 'then') };
}
const it = state('A', 'r1', 'r2');
const inputs = { r1: 1, r2: 2, p: 'P', default: 'Q', e0: 0, spread: ['s'], e2: 2, key: 'k', value: 'v', m1: 3, m2: 9, t1: 'a', t2: 'b', 'to throw': 'E', 'in catch': 'C', 'in finally': 'F', switch: 7, case: 7, and: 1, then: 'end' };
let whiles = 0;
let r = it.next();
const seen = [];
while (!r.done) {
  const v = r.value;
  seen.push(v);
  r = it.next(v === 'while' ? true : v === 'if' ? ++whiles < 2 : v in inputs ? inputs[v] : 1);
}
console.log(seen.join(' '));
console.log(r.value);
