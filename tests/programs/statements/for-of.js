// for-of over arrays, strings, maps, sets, arguments, typed arrays and assignment targets of all kinds.
for (const x of [1, , 3]) console.log(x);
console.log([...'añ😀'].length);
for (const c of 'a😀') console.log(c, c.length);
for (const [k, v] of new Map([['x', 1], ['y', 2]])) console.log(k, v);
for (const v of new Set([3, 3, 4])) console.log(v);
for (const { a, b: { c = 'none' } = {} } of [{ a: 1, b: { c: 2 } }, { a: 3 }]) console.log(a, c);
for (const byte of Uint8Array.of(255, 256)) console.log(byte);
(function () {
  for (const a of arguments) console.log('argument', a);
})('p', 'q');

const o = {};
for (o.field of [1, 2]);
for (o['computed' + 1] of [3]);
let x, y;
for ([x, y = 'default'] of [[1], [2, 3]]) console.log(x, y);
for ({ x } of [{ x: 'obj' }]);
console.log(o, x);

const growing = [1];
for (const v of growing) if (growing.length < 4) growing.push(v * 2);
console.log(growing);

const m = new Map([[1, 'a'], [2, 'b']]);
for (const [k] of m) {
  m.delete(k);
  if (k < 4) m.set(k + 2, '');
}
console.log(m);
for (var let_ of []) ;
console.log(let_);
for (const entry of ['a', 'b'].entries()) console.log(entry);
