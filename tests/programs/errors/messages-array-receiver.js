// Array methods on null and undefined, and what is not iterable.
function t(f) { try { console.log('ok', f()); } catch (e) { console.log(e.name + ': ' + e.message); } }
for (const n of ['at','concat','map','push','join','slice','indexOf','includes','fill','keys','sort','flat','with','toSorted','findLast','reduce','copyWithin','entries','toString','lastIndexOf','splice','reverse','shift','pop','unshift','every','forEach','values','toLocaleString','flatMap','filter','find'])
  t(()=>n+Array.prototype[n].call(null));
t(() => { const q = {}; for (const x of q.a); });
t(() => { const q = {}; for (const x of q); });
t(() => { const q = {}; [...q]; });
t(() => { const q = {}; Math.max(...q); });
t(() => { const q = 5; [1, ...q.foo]; });
t(() => { const q = {}; new Map(q); });
t(() => { function* g() { yield* null; } [...g()]; });
t(() => { function* g() { let y = 3; yield* y; } [...g()]; });
t(() => { function* g() { yield* {}; } [...g()]; });
t(() => { for (const x of { [Symbol.iterator]() { return { next() { return 5; } }; } }); });
t(() => { const [a] = { [Symbol.iterator]() { return { next() { return { value: 1 }; }, return() { return 1; } }; } }; });
t(() => { (({ a }) => {})(null); });
t(() => { let a; ({ a } = undefined); });
t(() => [1, 2].with(5, 1));
const holder = [0, 1, 2]; Object.defineProperty(holder, 1, { get() { throw new Error('read'); } });
t(() => holder.with(1, 'new').join());
t(() => new Uint8Array(0).indexOf(0, { valueOf() { throw new Error('not read'); } }));
const st = new Error('s'); Object.defineProperty(st, 'stack', { get() { return 'custom stack'; }, configurable: true });
console.log(st.stack, delete st.stack, st.stack, 'stack' in st);
