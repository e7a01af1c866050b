// name, length, prototype and toString of functions; functions as objects.
function decl(a, b) {}
const expr = function () {}, arrow = (x) => x, cls = class { constructor(a) {} };
console.log(decl.name, expr.name, arrow.name, cls.name, (() => {}).name === '', decl.length, arrow.length, cls.length);
console.log('prototype' in decl, 'prototype' in arrow, decl.prototype.constructor === decl, Object.keys(decl.prototype));
console.log(Object.getOwnPropertyDescriptor(decl, 'name'), Object.getOwnPropertyDescriptor(decl, 'length').writable);
decl.name = 'ignored';
Object.defineProperty(expr, 'name', { value: 'renamed' });
console.log(decl.name, expr.name);
decl.custom = 1;
decl.method = function () { return this.custom; };
console.log(decl.method(), Object.keys(decl));
console.log(decl.toString(), String(arrow), `${cls}`);
console.log({ m ( ) { return 1 } }.m.toString(), Object.getOwnPropertyDescriptor({ get  g() { return 1; } }, 'g').get.toString());
console.log(Math.max.toString(), decl.bind().toString());
console.log(decl.constructor === Function, Object.getPrototypeOf(decl) === Function.prototype, decl instanceof Function);
console.log(typeof Function.prototype, Function.prototype(), Function.prototype.name === '');
let assigned;
assigned = function () {};
const { d = () => {} } = {};
console.log(assigned.name, d.name, decl.bind().name, decl.bind(null, 1).length);
console.log(decl, arrow, cls, class extends cls {}, Math.max, function () {}, Symbol);
