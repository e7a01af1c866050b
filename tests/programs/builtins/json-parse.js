// JSON.parse: values, revivers, order, duplicates, big input, round trips.
console.log(JSON.parse('{"a":[1,2.5,-3e2,true,false,null,"s",{"n":{}}],"b":{}}'), JSON.parse(' \n[ ]\t'), JSON.parse('"\\ud83d\\ude00\\u0041\\b\\\\"'), JSON.parse('-0'), JSON.parse('1E2'));
console.log(JSON.parse('{"b":1,"a":2,"1":3,"b":4}'), JSON.parse('[1,2,3]', (k, v) => (Array.isArray(v) ? v : v * 2)), JSON.parse('{"d":"1970-01-01T00:00:00.000Z"}', (k, v) => (k === 'd' ? new Date(v) : v)));
const calls = [];
JSON.parse('{"a":[1,{"b":2}],"c":3}', function (k, v) { calls.push(k || '(root)'); return v; });
console.log(calls.join(' '));
console.log(JSON.parse('{"keep":1,"drop":2}', (k, v) => (k === 'drop' ? undefined : v)), JSON.parse('[1,2,3]', (k, v) => (k === '1' ? undefined : v)));
console.log(JSON.parse('1'), JSON.parse(' "x" '), JSON.parse(null), JSON.parse(true), JSON.parse(['5']), JSON.parse({ toString: () => '{"from":"toString"}' }));
const proto = JSON.parse('{"__proto__":{"x":1}}');
console.log(proto.x, Object.keys(proto), Object.getPrototypeOf(proto) === Object.prototype);
const big = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ id: i, name: 'name' + i, tags: [i % 3, 't' + (i % 5)], ratio: i / 7 })));
const parsed = JSON.parse(big);
console.log(big.length, parsed.length, parsed[499], JSON.stringify(parsed) === big);
const clone = (x) => JSON.parse(JSON.stringify(x));
console.log(clone({ d: new Date(0), u: undefined, n: NaN, nested: [[1]] }), clone([undefined, () => 1]));
console.log(JSON.parse('"' + 'x'.repeat(50) + '\\n"').length, JSON.parse('[' + '1,'.repeat(99) + '1]').length, JSON.parse('9007199254740993'), JSON.parse('1e400'), JSON.parse('0.1e-6'), JSON.parse('"é→😀"'));
let deep = '';
for (let i = 0; i < 200; i++) deep = `{"k":${deep || 1}}`;
let d = JSON.parse(deep), n = 0;
while (typeof d === 'object') { d = d.k; n++; }
console.log(n, d);
