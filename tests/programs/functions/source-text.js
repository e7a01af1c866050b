// Function.prototype.toString: the text of the program for its functions, native code for built-in ones.
var t = class { constructor(a, b = 2, ...c) {} }; console.log(t.length, t.toString());
console.log((class Foo { bar(){ } static baz = 1 }).toString(), Object.getOwnPropertyDescriptor(class { static get x(){ return 1 } }, 'x').get.toString(), ({ async: 1, get a(){ return 1 }, *g(){}, ['c'+1](){}, 'str'(){}, 5(){} }).g.toString());
console.log(String(Math.max), String(function(){}.bind()), String(class{}), String(Symbol), String(Object.getOwnPropertyDescriptor(Map.prototype, 'size').get), String(Array.prototype[Symbol.iterator]), String(RegExp.prototype[Symbol.match]));
function décor(ü) { return 'ä€😀' } console.log(String(décor));

class Shapes { static /* c */ area(){} static   *gen(){} static get acc(){ return 1 } 'quoted'(){} 12(){} ['comp' + 1](a, b) { return a } }
console.log(Shapes.area.toString(), Shapes.gen.toString(), Object.getOwnPropertyDescriptor(Shapes, 'acc').get.toString(), String(Shapes.prototype.quoted), String(Shapes.prototype[12]), String(Shapes.prototype.comp1), String(Shapes));
console.log(Object.values(Object.getOwnPropertyDescriptors({ get a(){ return 1 }, *g(){}, ['c' + 1](){}, 'str'(){}, 5(){}, arrow: (x) => x + 1, fn: function () { /* c */ }, named: function nm(){} })).map(d => String(d.get || d.value)));
console.log(`${(a) => a}`, (() => {
  // kept
}) + '', '%s', () => 1);
for (const f of [() => { 'use strict'; delete Object.prototype; }, () => { 'use strict'; delete (function named() {}).prototype; }, () => { class X extends (() => {}) {} }, () => { Array.from([], 'x'); }, () => { [].map({}); }, () => { new (x => x)(); }])
  try { f(); } catch (e) { console.log(e.name + ': ' + e.message); }
