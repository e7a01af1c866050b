// Searching, slicing, padding, trimming, case, repetition.
const s = 'The quick brown fox';
console.log(s.indexOf('q'), s.indexOf('o', 13), s.lastIndexOf('o'), s.indexOf(''), s.indexOf('', 100), s.lastIndexOf('T', -5), s.includes('brown'), s.startsWith('quick', 4), s.endsWith('quick', 9));
console.log(s.slice(4, 9), s.slice(-3), s.slice(2, -14), s.slice(5, 2) === '', s.substring(9, 4), s.substring(-5, 3), s.substr(4, 5), s.substr(-3, 2));
console.log(s.charAt(4), s.charAt(99) === '', s.charCodeAt(0), s.charCodeAt(99), s[1], s[99], s.at(-1), 'a😀'.codePointAt(1), 'a😀'.codePointAt(2));
console.log('5'.padStart(3, '0'), 'x'.padEnd(5, 'ab') + '|', 'long'.padStart(2), 'x'.padStart(4, ''), 'ab'.repeat(3), 'x'.repeat(0) === '');
console.log(JSON.stringify(['  a b \n\t\u00a0\ufeff'.trim(), '  x '.trimStart(), '  x '.trimEnd()]));
console.log('ÀÉß'.toLowerCase(), 'straße'.toUpperCase(), 'İ'.toLowerCase().length, 'ΑΣ'.toLowerCase(), 'ǆ'.toUpperCase());
console.log('a,b,,c'.split(','), 'abc'.split(''), 'a,b,c'.split(',', 2), ''.split(','), ''.split(''), 'abc'.split(), 'a1b2c'.split(/\d/), 'a1b2'.split(/(\d)/));
console.log('a-b-c'.replace('-', '+'), 'a-b-c'.replaceAll('-', '+'), 'abc'.replace('b', (m, i, all) => `[${m}${i}${all}]`), 'x'.replace('x', '$$ $& $` $\''), 'aaa'.replaceAll('a', (m, i) => i));
console.log('abc'.concat(1, null, [2]), 'a' + 1 + 2, 'abc' < 'abd', 'a'.localeCompare('b'), 'b'.localeCompare('a'), 'a'.localeCompare('a'));
console.log('\u0041\u030a'.normalize() === '\u00c5', 'é'.normalize('NFD').length, 'ab\u0000c'.length);
console.log(String(null), String([1, [2]]), String({}), String(Symbol('d')), String(-0), new String('o') + '!', typeof String(1), typeof new String(1));
console.log('x'.constructor === String, 'length' in Object('abc'), Object.keys('ab'), Object.getOwnPropertyNames('ab'), 'abc'.hasOwnProperty(1), [...'ab'].length);
console.log('tEST'.charAt(0).toUpperCase() + 'tEST'.slice(1).toLowerCase(), 'a b c'.split(' ').reverse().join(' '), [...'abc'].reverse().join(''), 'abcabc'.indexOf('c', 3));
