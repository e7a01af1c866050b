// delete of properties, elements, variables; strict errors; what stays.
const o = { a: 1, b: { c: 2 } };
console.log(delete o.a, delete o.a, delete o.none, delete o['b'].c, o);
const arr = [1, 2, 3];
console.log(delete arr[1], arr, arr.length, 1 in arr, delete arr.length);
var declared = 1;
implicit = 2;
console.log(delete globalThis.implicit, typeof implicit);
console.log(delete 5, delete (() => {})(), delete o);
const frozen = Object.freeze({ x: 1 });
console.log(delete frozen.x, frozen.x);
(function () {
  'use strict';
  for (const f of [() => delete frozen.x, () => delete [].length, () => delete Object.prototype]) {
    try {
      console.log(f());
    } catch (e) {
      console.log(e.name + ': ' + e.message);
    }
  }
})();
const child = Object.create({ inherited: 1 });
child.inherited = 2;
console.log(delete child.inherited, child.inherited, delete child.inherited, child.inherited);
const many = {};
for (let i = 0; i < 40; i++) many['k' + i] = i;
for (let i = 0; i < 40; i += 2) delete many['k' + i];
many.k0 = 'again';
console.log(Object.keys(many).length, Object.keys(many).slice(-2), many.k1, many.k2);
let order = { x: 1, y: 2, z: 3 };
delete order.x;
order.x = 4;
console.log(order);
