// Which error wins when the body, next() or return() throw.
const source = (behaviour) => ({
  [Symbol.iterator]() {
    return {
      next() { if (behaviour.next) throw new Error('from next'); return { value: 1, done: false }; },
      return() { console.log('  return called'); if (behaviour.return) throw new Error('from return'); return behaviour.result ?? {}; },
    };
  },
});
const attempt = (name, f) => {
  console.log(name);
  try { console.log('  value', f()); } catch (e) { console.log('  ' + e.name + ': ' + e.message); }
};
attempt('break, return throws', () => { for (const x of source({ return: true })) break; });
attempt('body throws, return throws', () => { for (const x of source({ return: true })) throw new Error('from body'); });
attempt('next throws: no return', () => { for (const x of source({ next: true })); });
attempt('return yields no object', () => { for (const x of source({ result: 5 })) break; });
attempt('body throws, return yields no object', () => { for (const x of source({ result: 5 })) throw new Error('from body'); });
attempt('function returns through it', () => { for (const x of source({})) return 'kept'; });
attempt('pattern, return throws', () => { const [a] = source({ return: true }); });
attempt('pattern, next throws', () => { const [a] = source({ next: true }); });
attempt('nested', () => { for (const x of source({})) for (const y of source({})) return x + y; });
attempt('finally overrides the error of return', () => {
  try { for (const x of source({ return: true })) break; } finally { return 'overridden'; }
});
const noReturn = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) };
attempt('no return method', () => { for (const x of noReturn) return x; });
const nullReturn = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }), return: null }) };
attempt('return is null', () => { for (const x of nullReturn) return x; });
const valueGetter = { [Symbol.iterator]: () => ({ next: () => ({ done: false, get value() { throw new Error('value getter'); } }), return() { console.log('  not called'); } }) };
attempt('value getter throws', () => { for (const x of valueGetter); });
