// arguments: mapped to parameters in sloppy functions, a copy in strict ones.
function mapped(a, b) {
  a = 'new a';
  arguments[1] = 'new b';
  return [arguments[0], b, arguments.length];
}
console.log(mapped(1, 2), mapped(1));
function strict(a) {
  'use strict';
  a = 'new';
  arguments[0] = 'slot';
  return [a, arguments[0]];
}
console.log(strict(1));
function unmappedByDefault(a = 0) {
  a = 'new';
  return arguments[0];
}
console.log(unmappedByDefault(1));
function deleted(a) {
  delete arguments[0];
  arguments[0] = 'again';
  return a;
}
console.log(deleted(1));
function captured(a) {
  const get = () => a;
  arguments[0] = 'through arguments';
  return get();
}
console.log(captured(1));
function info() {
  return [typeof arguments, arguments.length, Array.isArray(arguments), Object.prototype.toString.call(arguments), [...arguments], Array.prototype.slice.call(arguments, 1)];
}
console.log(info(1, 2, 3));
function inArrow() {
  return (() => arguments[0])('arrow has none of its own');
}
console.log(inArrow('outer'));
function forward() {
  return Math.max.apply(null, arguments);
}
console.log(forward(3, 8, 2));
function callee() {
  return arguments.callee === callee;
}
console.log(callee());
function strictCallee() {
  'use strict';
  try {
    return arguments.callee;
  } catch (e) {
    return e.name;
  }
}
console.log(strictCallee());
function lengthIsPlain() {
  arguments.length = 1;
  arguments[5] = 'x';
  return [Array.from(arguments), Object.keys(arguments)];
}
console.log(lengthIsPlain(7, 8));
(function () { console.log(arguments); })('shown', { a: 1 });
function named(arguments_) { var args = arguments; return args[0]; }
console.log(named('v'));
