// Many small cases of the family, in one line each.
const log = []; const src = n => ({ get a(){ log.push(n+'a'); return 1 }, get b(){ log.push(n+'b'); return undefined } });
const { a, b = (log.push('def'), 2), c = a + b, ...rest } = src('x'); console.log(a, b, c, rest, log);
const [p, , q = 5, [r, s] = [8, 9], ...t] = [1, 2, undefined, undefined, 4, 5]; console.log(p, q, r, s, t);
let m, n; [m, n] = [1, 2]; [m, n] = [n, m]; console.log(m, n); ({ x: m, y: { z: n = 7 } = {} } = { x: 3 }); console.log(m, n);
const o = {}; [o.x, o['y'], ...o.z] = 'hello'; console.log(o); ({ a: o.a, ['b' + 1]: o.b, ...o.c } = { a: 1, b1: 2, d: 3, e: 4 }); console.log(o);
function f({ a = 1, b: { c = 2 } = {} } = {}, [d, e = d] = [3], ...[g, ...h]) { return [a, c, d, e, g, h] } console.log(f(), f({ a: 9, b: { c: 8 } }, [7], 6, 5, 4), f.length);
for (const [k, v] of Object.entries({ x: 1, y: 2 })) console.log(k, v); for (const { length } of ['a', 'bcd']) console.log(length);
for (let { i, j } = { i: 0, j: 10 }; i < j; i += 4, j--) console.log(i, j);
const { length, 0: first, [1]: second } = 'héllo'; console.log(length, first, second);
const { toFixed } = 5; console.log(typeof toFixed); const { [Symbol.iterator]: it } = []; console.log(typeof it);
try { const { z } = null } catch (e) { console.log(e.message) } try { (({ z: { y } }) => y)({}) } catch (e) { console.log(e.message) } try { const [z] = {} } catch (e) { console.log(e.message) }
const iter = { log: [], [Symbol.iterator]() { let i = 0; return { next: () => (this.log.push('next'), { value: i++, done: false }), return: () => (this.log.push('return'), {}) } } };
const [i0, i1] = iter; console.log(i0, i1, iter.log); iter.log = []; const [...[]] = [1]; const [] = iter; console.log(iter.log);
iter.log = []; try { [i9] = iter; } catch (e) { console.log(e.name, iter.log) } var i9; 
try { const [x = (() => { throw new Error('def') })()] = iter2 } catch (e) { console.log(e.name) } var iter2 = [];
(function () { let x = 1; { let y = x; let x2 = y; [x] = [x2 + 1]; } console.log(x) })(); const fn = ({ x, y } = { x: 1, y: 2 }, { z = x + y } = {}) => [x, y, z]; console.log(fn(), fn({ x: 5 }), fn(undefined, { z: 0 }));
console.log((({ length }) => length)('abcd'), (([x, y]) => x + y)('ab'), [[1, [2, [3]]]].map(([x, [y, [z]]]) => x + y + z));
const sw = (x) => { switch (x) { case 1: { const { y = 'd' } = {}; return y } default: let [y] = ['z']; return y } }; console.log(sw(1), sw(2));
var { v1, v1: v2 = 5 } = {}, [v3 = v2] = []; console.log(v1, v2, v3); let arr = [1, 2, 3]; [arr[0], arr[2]] = [arr[2], arr[0]]; console.log(arr); let idx = 0; const oo = {}; [oo[idx++], oo[idx++]] = ['p', 'q']; console.log(oo, idx);
const fnName = ({ f1 = () => {}, f2: g2 = function () {} } = {}) => [f1.name, g2.name]; console.log(fnName()); let anon; ({ anon = () => {} } = {}); console.log(anon.name); [anon = class {}] = []; console.log(anon.name);
const order = []; const tgt = () => (order.push('tgt'), {}); [tgt().x, tgt().y] = { [Symbol.iterator]() { return { next() { order.push('next'); return { done: false, value: 1 } }, return() { order.push('ret'); return {} } } } }; console.log(order);
const order2 = []; ({ [(order2.push('k'), 'a')]: ((order2.push('t'), tgt()).x) = order2.push('d') } = { get a() { order2.push('g') } }); console.log(order2);
console.log((() => { const r = ([x] = [5]); let x; })?.name); let x5; console.log(([x5] = [5, 6]), ({ x5 } = { x5: 8, k: 1 }), x5);
const { ...strRest } = 'ab'; const { ...numRest } = 5; const { ...arrRest } = [1, 2]; console.log(strRest, numRest, arrRest); const sym = Symbol('s'); const { [sym]: s1, ...noSym } = { [sym]: 1, a: 2, [Symbol.for('k')]: 3 }; console.log(s1, noSym);
