// One lexical scope for all clauses; closures, functions and classes in it.
const fns = [];
for (let i = 0; i < 2; i++) {
  switch (i) {
    case 0: {
      let v = 'own block';
      fns.push(() => v);
      break;
    }
    case 1:
      let v = 'switch scope';
      const w = v + '!';
      fns.push(() => w);
      v = 'written later';
      fns.push(() => v);
      fns.push(hoisted);
      break;
    default:
      function hoisted() {
        return 'hoisted to the top of the switch';
      }
  }
}
for (const f of fns) console.log(f());

const skip = (x) => {
  switch (x) {
    case 0:
      let a = 'set';
    case 1:
      try {
        return a;
      } catch (e) {
        return e.message;
      }
  }
};
console.log(skip(0), '|', skip(1));

let count = 0;
loop: while (true) {
  switch (count++) {
    case 0:
    case 1:
      continue;
    case 2:
      continue loop;
    case 3:
      break;
    default:
      break loop;
  }
}
console.log(count);
