// console.count, countReset, dir, and methods taken off the console.
console.count();
console.count();
console.count('label');
console.countReset();
console.count();
console.count('default');
console.dir({ a: { b: { c: { d: 1 } } } });
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.dir('string');
const { log } = console;
log('detached');
['mapped', 'values'].forEach(console.log);
const print = console.log.bind(console, 'bound:');
print(1);
console.log(typeof console.log, console.log.name, console.log());
