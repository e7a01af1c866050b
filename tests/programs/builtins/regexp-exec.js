// test, exec, match: groups, named groups, indices, flags, lastIndex, sticky.
const re = /(\d+)-(?<word>[a-z]+)(!)?/;
const m = re.exec('x 12-ab y');
console.log(m[0], m[1], m[2], m[3], m.index, m.input, m.groups.word, m.length, 'groups' in /x/.exec('x'), re.exec('no'));
console.log(/a/.test('cat'), /^a/.test('cat'), /T$/i.test('cat'), /a.c/.test('a\nc'), /a.c/s.test('a\nc'), /^b/m.test('a\nb'), /\bfoo\b/.test('a foo b'), /\Bo/.test('foo'));
const g = /o/g;
console.log(g.lastIndex, g.test('foo'), g.lastIndex, g.test('foo'), g.lastIndex, g.test('foo'), g.lastIndex);
const y = /foo/y;
y.lastIndex = 3;
console.log(y.test('barfoo'), y.lastIndex, y.test('barfoo'), y.lastIndex, /a/y.test('ba'));
console.log('aXbX'.match(/X/), 'aXbX'.match(/X/g), 'abc'.match(/z/), 'abc'.match(/z/g), 'a1b22'.match(/\d+/g), 'abc'.search(/c/), 'abc'.search(/z/));
console.log([...'a=1, b=2'.matchAll(/(?<k>\w)=(?<v>\d)/g)].map(({ groups: { k, v }, index }) => [k, v, index]));
console.log(/(a)|(b)/.exec('b'), /(?:a|b)+?/.exec('abab')[0], /(a*)*/.exec('b'), /(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac'));
console.log(/(\w)\1/.exec('hello')[0], /(?<q>['"]).*?\k<q>/.exec(`say "it's" ok`)[0], /(?=a)\w/.exec('ba').index, /b(?!c)/.exec('bcbd').index, /(?<=\$)\d+/.exec('cost $42')[0], /(?<!\$)\b\d+/.exec('$42 17')[0]);
console.log(/[^\d\s]+/.exec('12 ab')[0], /[\]\-a-c]+/.exec('x]-b')[0], /\u0041\x42\cJ?/.test('AB'), /[\b]/.test('\b'), /\//.source, new RegExp('/').source, /a{2,3}/.exec('aaaa')[0], /a{2}?/.exec('aaa')[0], /^(?:\d{3}){2}$/.test('123456'));
console.log(/😀/.test('😀'), /^.$/.test('😀'), /^.$/u.test('😀'), /\u{1F600}/u.test('😀'), /\p{Lu}/u.exec('aÉ')[0], /^\S+$/.test('é\u00a0'), /ſ/iu.test('s'));
const d = /(?<year>\d{4})-(?<month>\d\d)/d.exec('on 2020-05');
console.log(d.indices[0], d.indices.groups.month, { ...d.groups });
console.log(/x/gimsuy.flags, /x/.global, String(/a\/b/g), RegExp('a', 'i').test('A'), RegExp(/x/g).flags, new RegExp(/x/g, 'i').flags, new RegExp('').source, /x/ === /x/);
