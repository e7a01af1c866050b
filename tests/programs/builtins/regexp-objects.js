// Properties of RegExp objects, invalid patterns, Symbol.* methods, lastIndex and state in loops.
const re = /ab+c/giu;
console.log(re.source, re.flags, re.global, re.ignoreCase, re.multiline, re.sticky, re.unicode, re.dotAll, re.hasIndices, re.lastIndex, String(re), typeof re, re instanceof RegExp);
for (const bad of ['(', '[', '*', 'a**', '(?<n>a)(?<n>b)', '\\', 'a{2,1}', '(?<=a', '[b-a]']) { try { new RegExp(bad); console.log(bad, 'ok'); } catch (e) { console.log(bad, e.name); } }
for (const flags of ['gg', 'x', 'uv']) { try { new RegExp('a', flags); console.log('ok'); } catch (e) { console.log(e.name, e instanceof SyntaxError); } }
console.log(new RegExp('\\d+').test('5'), new RegExp('a/b').source, new RegExp('\n').source, RegExp.prototype.toString.call({ source: 's', flags: 'f' }), new RegExp(undefined).source, new RegExp(null).source);
const words = [];
const g = /(\w)(\w*)/g;
let m;
while ((m = g.exec('one two three')) !== null) words.push(m[1].toUpperCase() + m[2] + '@' + m.index + '-' + g.lastIndex);
console.log(words.join(' '));
const empty = /(?:)/g;
let count = 0;
while ((m = empty.exec('abc')) !== null) { if (m.index === empty.lastIndex) empty.lastIndex++; if (++count > 10) break; }
console.log(count);
const tokens = /\s*(?:(\d+)|(\w+)|(.))/gy;
console.log([...'let x1 = 42;'.matchAll(tokens)].map(([, n, w, p]) => (n ? 'N' + n : w ? 'W' + w : 'P' + p)).join(' '));
const made = () => /fresh/g;
console.log(made() !== made(), RegExp.prototype[Symbol.replace].call(/a/g, 'aba', 'x'), RegExp.prototype[Symbol.split].call(/b/, 'abc'), /a/[Symbol.match]('cat').index, /t/[Symbol.search]('cat'));
re.lastIndex = 5;
const copy = new RegExp(re);
console.log(copy.lastIndex, copy !== re, RegExp(re) === re, Object.keys(re), re.hasOwnProperty('lastIndex'), Object.prototype.toString.call(re));
const evil = /^(a+)+$/;
console.log(evil.test('aaaaaaaaaaaaaaaaa!'), /(x+x+)+y/.test('xxxxxxxxxxxxx'), /^(?:\w+\s?)*$/.test('some words and more'));
const bigText = 'needle '.repeat(2000) + 'end';
console.log(bigText.match(/needle/g).length, bigText.replace(/needle /g, '').length, /(?:needle )+end$/.test(bigText), bigText.split(/ /).length);
