// replace, replaceAll, split with patterns, functions and $ substitutions.
console.log('2020-01-02'.replace(/(\d+)-(\d+)-(\d+)/, '$3/$2/$1'), 'john smith'.replace(/(?<f>\w+) (?<l>\w+)/, '$<l>, $<f>'), 'abc'.replace(/b/, "[$&|$`|$'|$$|$0|$1]"), 'aaa'.replace(/a/g, 'b'), 'aaa'.replace(/a/, 'b'));
console.log('a1b2'.replace(/\d/g, (d) => d * 2), 'x-y'.replace(/(\w)-(\w)/, (m, a, b, i, s) => [m, a, b, i, s].join('|')), 'k=v'.replace(/(?<key>\w)=(?<val>\w)/, (...args) => JSON.stringify(args.at(-1))), 'abc'.replace(/(z)?b/, (m, z) => `<${z}>`));
console.log('camelCaseString'.replace(/[A-Z]/g, (c) => '_' + c.toLowerCase()), 'snake_case_name'.replace(/_(\w)/g, (_, c) => c.toUpperCase()), '  trim  me '.replace(/^\s+|\s+$/g, ''), 'title case here'.replace(/\b\w/g, (c) => c.toUpperCase()));
console.log('1234567.891'.replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ','), 'aXbXc'.replaceAll(/x/gi, '-'), 'abc'.replace(/(?:)/g, '.'), 'aaa'.replace(/a*?/g, 'x'), '😀a'.replace(/(?:)/gu, '|'), 'abc'.replace(/$/, '!'));
console.log('a, b ;c'.split(/\s*[,;]\s*/), 'a1b2c3'.split(/\d/), 'a1b2'.split(/(\d)/), 'abc'.split(/(?:)/), 'a,b,c'.split(/,/, 2), ''.split(/,/), ''.split(/(?:)/), 'ab'.split(/(b)?/), 'A<B>bold</B>'.split(/<(\/)?([^<>]+)>/));
console.log('$1'.replace(/x/, '$1'), 'x'.replace(/x/, '$1'), 'x'.replace(/(x)/, '$01$10$2'), 'x'.replace(/(x)/, () => '$1'), 'x'.replace('x', () => '$&'), 'ab'.replace(/(?<n>a)/, '$<n>$<none>|'));
const re = /a/g;
re.lastIndex = 2;
console.log('aaa'.replace(re, 'b'), re.lastIndex, 'aaa'.replace(/a/y, 'c'), 'baa'.replace(/a/y, 'c'));
const template = (s, data) => s.replace(/\{\{\s*(\w+)\s*\}\}/g, (all, name) => data[name] ?? all);
console.log(template('Hi {{ name }}, {{greeting}} {{missing}}', { name: 'Ann', greeting: 'welcome' }));
let n = 0;
console.log('x x x'.replace(/x/g, () => ++n), n, 'tel: 555-1234'.replace(/(\d{3})-(\d{4})/, '($1) $2'), 'aBc'.replace(/b/i, ''), 'a.b.c'.split('.').join('/'), 'path/to/file.txt'.replace(/^.*\/|\.[^.]*$/g, ''));
console.log('undefined'.replace(/u/, undefined), 'null'.replace(/l/g, null), 'num'.replace(/u/, 5), 'q?a=1&b=2'.match(/[?&](\w)=(\d)/g), 'line1\r\nline2\nline3'.split(/\r?\n/));
