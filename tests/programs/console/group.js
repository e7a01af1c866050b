// console.group indents what follows, on every line.
console.log('outside');
console.group('Level 1');
console.log('one');
console.log('two\nlines');
console.group();
console.log({ a: 1, text: 'x'.repeat(70), more: [1, 2, 3] });
console.info('info');
console.groupEnd();
console.log([1, 2]);
console.groupCollapsed('collapsed', { x: 1 });
console.debug('debug');
console.groupEnd();
console.groupEnd();
console.groupEnd();
console.log('outside again');
console.group('%s formatted', 'label');
console.table([{ a: 1 }]);
console.groupEnd();
