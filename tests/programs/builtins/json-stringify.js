// JSON.stringify: indentation, replacers, toJSON, what is left out, escapes, order.
const o = { n: 1, s: 'x', b: true, nul: null, u: undefined, f() {}, sym: Symbol(), nan: NaN, inf: -Infinity, d: new Date(0), nested: { a: [1, { b: 2 }], e: {}, ea: [] } };
console.log(JSON.stringify(o));
console.log(JSON.stringify(o, null, 2));
console.log(JSON.stringify([undefined, () => {}, Symbol(), NaN, -0, 1e21, 0.1]), JSON.stringify(undefined), JSON.stringify(() => {}), JSON.stringify(null), JSON.stringify('s'), JSON.stringify(Object('boxed')), JSON.stringify([new Number(1), new Boolean(false)]));
console.log(JSON.stringify({ a: 1, b: [1, 2] }, null, '--'), JSON.stringify([1], null, 20).length, JSON.stringify({ a: 1 }, null, ''), JSON.stringify([[]], null, 1), JSON.stringify({}, null, 2), JSON.stringify({ a: 1 }, null, 'more than ten chars'));
console.log(JSON.stringify({ a: 1, b: { a: 2, c: 3 }, 1: 'x' }, ['a', 'b', 1]), JSON.stringify({ a: 1, b: 'x', c: [1, 'y'] }, (k, v) => (typeof v === 'number' ? v * 10 : v)), JSON.stringify({ keep: 1, drop: 2 }, (k, v) => (k === 'drop' ? undefined : v)));
const calls = [];
JSON.stringify({ a: [1, { b: 2 }] }, function (k, v) { calls.push(k || '(root)'); return v; });
console.log(calls.join(' '));
console.log(JSON.stringify({ toJSON(key) { return 'J:' + key; } }), JSON.stringify({ x: { toJSON: (key) => ({ key }) } }), JSON.stringify([{ toJSON: (k) => k + typeof k }]), JSON.stringify({ toJSON: () => undefined }));
console.log(JSON.stringify('quote " back \\ \b\f\n\r\t \u0001 \u007f é 😀 \u2028 \ud800 /'), JSON.stringify({ 'key "q"': 1 }));
class P { x = 1; #y = 2; get z() { return 3; } static s = 4; }
console.log(JSON.stringify(new P()), JSON.stringify(new Map([[1, 2]])), JSON.stringify(new Set([1])), JSON.stringify(/x/), JSON.stringify(new Error('e')), JSON.stringify(new Uint8Array([1, 2])), JSON.stringify(Object.create({ inherited: 1 })));
console.log(JSON.stringify({ b: 1, a: 2, 10: 3, 9: 4 }), JSON.stringify([, 1]), JSON.stringify({ d: { e: undefined } }), JSON.stringify({ get g() { return 'getter'; } }), JSON.stringify(Object.assign([1, 2], { extra: 3 })));
console.log(JSON.stringify({ date: new Date(Date.UTC(2020, 0, 1)) }), JSON.stringify(new Date(NaN)), JSON.stringify({ a: [[[]], {}] }, null, 1));
