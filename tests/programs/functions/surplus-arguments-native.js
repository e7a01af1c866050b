// Calls of known functions that have no entry for registers, with more arguments than anything else in the caller.
function count(a, b) { b = 8; return [a, arguments[1], arguments.length, arguments[4]]; }
function rest(a, ...others) { return [a, others]; }
function caller(x) {
  const first = count(x, 2, 3, 4, 5, 6);
  const second = rest(x, 2, 3, 4, 5, 6, 7);
  return [first, second];
}
for (let i = 0; i < 3; i++) console.log(caller(i));
