// console.error and console.warn go to stderr: only the log lines are on stdout.
console.log('to stdout 1');
console.error('to stderr 1', { a: 1 });
console.warn('to stderr 2');
console.log('to stdout 2');
console.group('group');
console.error('indented on stderr');
console.log('indented on stdout');
console.groupEnd();
console.assert(1 === 1, 'not printed');
console.assert(1 === 2, 'on stderr %s', 'formatted');
console.log('to stdout 3');
