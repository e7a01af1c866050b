// console.log of primitives at the top level and nested: quotes, escapes, -0, symbols.
console.log('plain "text" with \'quotes\'', 1, -0, 1.5, NaN, true, null, undefined, 10n, Symbol('s'), Symbol());
console.log(['plain', "it's", 'say "hi"', `both ' and "`, 'all \' " `', 'new\nline', 'tab\t', 'back\\slash', '\u0000\x1b\x7f', 'é😀']);
console.log([1, -0, 0, NaN, Infinity, 1e21, 1e-7], [true, null, undefined, 5n, Symbol('x')]);
console.log({ s: 'x', n: -0, b: false, u: undefined, nul: null, big: 1n, sym: Symbol.iterator });
console.log();
console.log('');
console.log('a', '', 'b');
console.log(' lead', 'trail ', '\n', 'x');
console.log([''], { '': '' }, [['']]);
console.log('multi\nline', ['multi\nline']);
console.log(Object('str'), Object(5), Object(true), Object(1n), Object(Symbol('boxed')), [new String('in')], new Number(-0));
console.log(String(Symbol('d')), [Symbol('a b')], Symbol.for('reg'));
console.log(-1e-7, 123456789.123, 0xff, 1e300, 5e-324);
