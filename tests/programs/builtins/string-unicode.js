// Surrogates, code points, iteration, lone surrogates, fromCharCode/CodePoint, raw.
const s = 'a😀é\u0301\ud800z';
console.log(s.length, [...s].length, [...s].map((c) => c.codePointAt(0).toString(16)));
console.log('😀'.charCodeAt(0).toString(16), '😀'.charCodeAt(1).toString(16), '😀'[0] === '\ud83d', '😀'.split('').length, '😀'.slice(0, 1) + '😀'.slice(1) === '😀');
console.log(String.fromCharCode(72, 105, 0x1f600), String.fromCodePoint(0x1f600, 65), String.fromCharCode(65.9, -65471), '\u{1F600}' === '😀');
console.log('日本語'.length, '日本語'.indexOf('語'), '日本語'.slice(1), 'naïve'.toUpperCase(), 'ñ'.charCodeAt(0), 'ÿ'.toUpperCase().charCodeAt(0));
console.log('a' + 'ÿ' + 'Ā', ('x'.repeat(5) + '→').length, 'latin' + '1é' + '→'.repeat(2), ('é' + 'x').replace('é', '→'));
console.log('😀' > '\uffff', '\ud83d' < '😀', ['😀', '\uffff', 'z'].sort().map((c) => c.codePointAt(0)));
console.log(encodeURIComponent('é😀 &'), decodeURIComponent('%C3%A9%F0%9F%98%80'), encodeURI('http://x/é?a=b c'), decodeURI('%41%2F'));
try { encodeURIComponent('\ud800'); } catch (e) { console.log(e.name + ': ' + e.message); }
try { decodeURIComponent('%E0%A4'); } catch (e) { console.log(e.name + ': ' + e.message); }
console.log(escape('é→ a'), unescape('%E9%u2192'), JSON.stringify('\ud800\u2028"\u0007'));
console.log('\ud83d' + '\ude00' === '😀', ('\ud83d' + 'x').length, 'ab\u{10ffff}'.at(-1).charCodeAt(0));
const map = new Map([['é', 1], ['e\u0301', 2]]);
console.log(map.size, map.get('\u00e9'), 'é' === 'e\u0301', 'é' === 'e\u0301'.normalize());
for (const c of 'x😀') console.log(c, c.length);
const key = 'k' + String.fromCharCode(233);
console.log({ [key]: 1 }.ké, { 'ké': 2 }[key], Object.keys({ '日': 1 }));
