// What fails silently or works only in sloppy mode.
const frozen = Object.freeze({ x: 1 });
frozen.x = 2;
frozen.y = 3;
console.log(frozen);
implicit = 'global';
console.log(implicit, globalThis.implicit, delete globalThis.implicit);
'str'.prop = 1;
undefined = 5;
NaN = 6;
console.log('str'.prop, undefined, NaN);
const named = function me() {
  me = 1;
  return typeof me;
};
console.log(named());
console.log(010, '\07'.length, (function (a, a) { return a; })(1, 2));
var o = { get only() { return 'kept'; } };
o.only = 'lost';
console.log(o.only);
console.log(typeof (function () { return this; }).call('boxed'));
var yield_ = 1, let_ = 2, static = 3, package = 4;
var let = 'let is a name';
console.log(static + package, let);
if (true) function single() { return 'function as a statement'; }
console.log(single());
const arr = [1, 2, 3];
Object.defineProperty(arr, 'length', { writable: false });
arr[3] = 4;
arr.length = 0;
console.log(arr);
function f() {}
console.log(delete f, typeof f);
