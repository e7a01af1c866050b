// An error leaves through a built-in that calls back.
console.log('start');
[1, 2, 3].forEach((x) => {
  console.log('item', x);
  if (x === 2) undefinedFunction();
});
console.log('never');
