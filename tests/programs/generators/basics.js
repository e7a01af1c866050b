// Generators: laziness, values in and out, return values, state, arguments, this.
function* g(a, b = a + 1) { const x = yield a; console.log('got', x); const y = yield b; console.log('got', y); return x + y; }
const it = g(1);
console.log(it.next('ignored'), it.next('first'), it.next('second'), it.next());
console.log(typeof g, g.constructor.name, Object.prototype.toString.call(it), it[Symbol.iterator]() === it, 'prototype' in g);
function* count() { let n = 0; while (true) yield n++; }
const out = [];
for (const n of count()) { if (n > 4) break; out.push(n); }
console.log(out);
const [a, b, c] = count();
console.log(a, b, c);
const o = { n: 3, *down() { while (this.n) yield this.n--; }, *['comp']() { yield 'computed'; } };
console.log([...o.down()], [...o.comp()], o.n);
const exp = function* () { yield* arguments; };
console.log([...exp(1, 'two')]);
console.log([...(function* () {})()], [...(function* () { return 'not yielded'; })()], (function* () { return 5; })().next());
let started = false;
const lazy = (function* () { started = true; yield; })();
console.log(started, lazy.next(), started);
const precedence = (function* () { const r = yield 1 + 1; console.log([yield, (yield 'a') + 'x', r]); })();
precedence.next(); precedence.next('R'); precedence.next('first'); precedence.next('second');
try { new g(); } catch (e) { console.log(e.message); }
const self = (function* () { try { self.next(); } catch (e) { yield e.message; } })();
console.log(self.next().value);
class K { static *make() { yield new this(); } *[Symbol.iterator]() { yield 'k'; } }
console.log([...[...K.make()][0]], it);
function* params({ x, y = 2 } = {}, ...rest) { yield [x, y, rest]; }
console.log(params({ x: 1 }, 3, 4).next().value, params().next().value);
