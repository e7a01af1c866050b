// What strict mode changes at run time.
'use strict';
const attempt = (name, f) => {
  try {
    console.log(name + ':', f());
  } catch (e) {
    console.log(name + ':', e.name + ': ' + e.message);
  }
};
attempt('undeclared', () => { undeclaredVariable = 1; });
attempt('frozen', () => { Object.freeze({ x: 1 }).x = 2; });
attempt('frozen add', () => { Object.freeze({}).y = 2; });
attempt('frozen array', () => { Object.freeze([1]).push(2); });
attempt('getter only', () => { ({ get g() { return 1; } }).g = 2; });
attempt('read-only', () => { Object.defineProperty({}, 'r', { value: 1 }).r = 2; });
attempt('primitive', () => { 'str'.prop = 1; });
attempt('string index', () => { 'str'[0] = 'x'; });
attempt('delete', () => delete Object.freeze([1])[0]);
attempt('this', function () { return this; });
attempt('NaN', () => { NaN = 1; });
attempt('undefined', () => { undefined = 1; });
attempt('sealed', () => { const s = Object.seal({ a: 1 }); s.a = 2; return s.a; });
attempt('sealed add', () => { Object.seal({}).n = 1; });
attempt('function name', () => { (function me() { me = 1; })(); });
attempt('arguments', () => (function (a) { a = 2; return arguments[0]; })(1));
attempt('inner inherits', () => (() => { return (function () { return this === undefined; })(); })());
attempt('typeof undeclared', () => typeof nowhere);
attempt('symbol property', () => { Object.freeze({})[Symbol('sy')] = 1; });
