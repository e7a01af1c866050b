// var and function declarations are hoisted; functions in blocks, in sloppy mode, too.
console.log(typeof f, v, typeof g);
var v = 1;
function f() {
  return 'second';
}
function f() {
  return 'last one wins';
}
var g = function () {};
console.log(f(), v, typeof g);

console.log(typeof inBlock);
{
  console.log(inBlock());
  function inBlock() {
    return 'in block';
  }
}
console.log(typeof inBlock);

function shadow() {
  console.log(v);
  if (false) {
    var v = 'never';
  }
  return v;
}
console.log(shadow());

function parameterWins(a) {
  var a;
  return a;
}
function functionWins(a) {
  return typeof a;
  function a() {}
}
console.log(parameterWins(5), functionWins(5));

(function strictBlocks() {
  'use strict';
  {
    function local() {}
  }
  console.log(typeof local);
})();

for (var loop = 0; loop < 2; loop++) var inside = loop;
console.log(loop, inside);
const named = function self(n) {
  return n ? n * self(n - 1) : 1;
};
console.log(named(5), typeof self);
