// yield* to generators, arrays and hand-made iterators; forwarding of next, throw and return.
function* inner() { const x = yield 'i1'; console.log('inner got', x); try { yield 'i2'; } catch (e) { console.log('inner caught', e); yield 'i3'; } return 'inner result'; }
function* outer() { yield 'o1'; const r = yield* inner(); console.log('outer got', r); yield* [10, 20]; yield* 'ab'; return 'outer result'; }
const it = outer();
console.log(it.next().value, it.next().value, it.next('X').value, it.throw('T').value, it.next().value);
console.log([...it], it.next());
const manual = { [Symbol.iterator]() { return { next(v) { console.log('next', v); return { value: 'm', done: v === 'stop' }; }, return(v) { console.log('return', v); return { value: 'from return', done: true }; } }; } };
function* viaManual() { try { const r = yield* manual; console.log('result', r); } finally { console.log('finally'); } }
let m = viaManual();
m.next('lost'); m.next('a');
console.log(m.next('stop'));
m = viaManual();
m.next();
console.log(m.return('bye'));
m = viaManual();
m.next();
try { m.throw(new Error('no throw method')); } catch (e) { console.log(e.name); }
function* tree(t) { if (t) { yield* tree(t.l); yield t.v; yield* tree(t.r); } }
console.log([...tree({ v: 2, l: { v: 1 }, r: { v: 4, l: { v: 3 } } })]);
function* deep(n) { if (n === 0) yield 'bottom'; else yield* deep(n - 1); }
console.log([...deep(50)]);
function* cleanup() { try { yield 1; } finally { console.log('inner cleanup'); } }
function* wrap() { try { yield* cleanup(); } finally { console.log('outer cleanup'); } }
for (const x of wrap()) break;
const results = (function* () { return [yield* (function* () { return 1; })(), yield* (function* () { return 2; })()]; })();
console.log(results.next());
try { [...(function* () { yield* 5; })()]; } catch (e) { console.log(e.name); }
