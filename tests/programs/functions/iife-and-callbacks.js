// Functions called at once, handed around, stored and returned.
(function () { console.log('paren outside'); })();
(function () { console.log('paren inside'); }());
!function () { console.log('bang'); }();
(() => console.log('arrow'))();
const mod = (function (exports) {
  var hidden = 0;
  exports.inc = function () { return ++hidden; };
  return exports;
})({});
console.log(mod.inc(), mod.inc());
const ops = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b };
console.log(Object.keys(ops).map((k) => `7${k}3=${ops[k](7, 3)}`).join(' '));
const on = {};
const emitter = {
  on(name, f) { (on[name] ||= []).push(f); return this; },
  emit(name, ...args) { return (on[name] || []).map((f) => f.apply(this, args)); },
};
emitter.on('x', (a) => a + 1).on('x', function () { return this === emitter; });
console.log(emitter.emit('x', 1), emitter.emit('none'));
const walk = (node, visit, depth = 0) => { visit(node, depth); (node.kids ?? []).forEach((kid) => walk(kid, visit, depth + 1)); };
const names = [];
walk({ n: 'root', kids: [{ n: 'a', kids: [{ n: 'b' }] }, { n: 'c' }] }, ({ n }, d) => names.push('-'.repeat(d) + n));
console.log(names.join(' '));
const pipeline = [(x) => x.trim(), (x) => x.split(/\s+/), (xs) => xs.map(Number), (xs) => xs.reduce((a, b) => a + b)];
console.log(pipeline.reduce((v, f) => f(v), ' 1 2  3 '));
console.log(typeof (x => x), (x => ({ x }))(1), (x => { x })(1), ((a, b) => a > b)(2, 1));
