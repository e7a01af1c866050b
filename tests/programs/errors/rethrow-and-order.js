// Errors that pass through several functions, are wrapped, rethrown and filtered.
const log = [];
const step = (name, f) => {
  log.push('>' + name);
  try {
    return f();
  } catch (e) {
    log.push('!' + name + ':' + e.message);
    if (e.message.length > 12) throw new TypeError('wrapped', { cause: e });
    e.message += '+' + name;
    throw e;
  } finally {
    log.push('<' + name);
  }
};
try {
  step('a', () => step('b', () => step('c', () => { throw new Error('x'); })));
} catch (e) {
  console.log(e.message, e.name);
}
console.log(log.join(' '));
try {
  step('long1', () => step('long2', () => step('long3', () => { throw new Error('y'); })));
} catch (e) {
  console.log(e.name, e.message, '|', e.cause.message);
}
const parse = (s) => {
  if (!/^\d+$/.test(s)) throw Object.assign(new SyntaxError(`bad number: ${s}`), { input: s });
  return Number(s);
};
const safe = (s, otherwise) => { try { return parse(s); } catch ({ input, name }) { return `${otherwise}(${name}: ${input})`; } };
console.log(['1', 'x', '22', ''].map((s) => safe(s, 'NaN')));
const results = ['5', '0', 'q'].map((s) => {
  try {
    const n = parse(s);
    if (n === 0) throw new RangeError('division by zero');
    return 10 / n;
  } catch (e) {
    switch (true) {
      case e instanceof RangeError: return 'range';
      case e instanceof SyntaxError: return 'syntax';
      default: throw e;
    }
  }
});
console.log(results);
let count = 0;
for (let i = 0; i < 1000; i++) { try { if (i % 3 === 0) throw i; count++; } catch (n) { if (n % 2) continue; count += 10; } finally { count++; } }
console.log(count);
