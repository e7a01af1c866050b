// Templates, nesting, conversion, tags with raw strings and one object per site.
const x = 5;
console.log(`plain`, `${x}`, `a${x}b${x * 2}c`, ``, `${`in${`ner`}`}`);
console.log(`line one
line two\ttab \u{1F600} \x41 \${no} \``);
console.log(`${[1, [2, 3]]} ${{}} ${null} ${undefined} ${() => 1}`);
console.log(`${{ toString: () => 'S', valueOf: () => 'V' }}`, '' + { toString: () => 'S', valueOf: () => 'V' });
try {
  `${Symbol('s')}`;
} catch (e) {
  console.log(e.message);
}
const tag = (strings, ...values) => JSON.stringify([strings, strings.raw, values]);
console.log(tag`a${1}\n${'two'}`);
console.log(tag``, tag`\unicode and \xerxes ${x}`);
console.log(String.raw`C:\new\${x}${x}`, String.raw({ raw: 'abc' }, 1, 2));
const sites = [];
const keep = (strings) => (sites.push(strings), strings);
for (let i = 0; i < 2; i++) keep`same`;
keep`same`;
console.log(sites[0] === sites[1], sites[0] === sites[2], Object.isFrozen(sites[0]), Object.isFrozen(sites[0].raw));
const o = { name: 'obj', tag() { return this.name; } };
console.log(o.tag`x`, ((s) => s.length)`a${1}b`, new ((s) => class Made {})`class from a tag`);
const chain = (s) => (s2) => s[0] + s2[0];
console.log(chain`a``b`);
const html = (parts, ...values) => parts.reduce((out, part, i) => out + String(values[i - 1]).replace(/</g, '&lt;') + part);
console.log(html`<p>${'<b>'}</p>`);
