// Keys of for-in: order, inheritance, shadowing, deletion on the way, strings, arrays, null.
const keys = (o) => {
  const list = [];
  for (const key in o) list.push(key);
  return list.join(' ');
};
console.log(keys({ b: 1, a: 2, 10: 3, 9: 4, '-1': 5, '01': 6 }));
console.log(keys(Object.create({ inherited: 1, shadowed: 2 }, {
  own: { value: 1, enumerable: true },
  hidden: { value: 1, enumerable: false },
  shadowed: { value: 1, enumerable: false },
})));
console.log(keys('abc'), '|', keys([1, , 3]), '|', keys(null), '|', keys(undefined), '|', keys(5));
class A {
  x = 1;
  method() {}
}
A.prototype.added = 1;
console.log(keys(new A()));

const shrinking = { a: 1, b: 2, c: 3 };
const seen = [];
for (const key in shrinking) {
  seen.push(key);
  delete shrinking.b;
}
console.log(seen);

const target = {};
let i = 0;
for (target['k' + i++] in { x: 1, y: 2 });
console.log(target);

for (var v in { last: 1 });
console.log(v);
for (const [first, second] in { ab: 1, cd: 2 }) console.log(first, second);
const array = [7, 8];
array.extra = true;
for (const k in array) console.log(k, typeof k);
