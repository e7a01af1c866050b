// Labelled break and continue in nested loops and blocks.
outer: for (let i = 0; i < 3; i++) {
  for (let j = 0; j < 3; j++) {
    if (j === 1) continue outer;
    if (i === 2) break outer;
    console.log('loop', i, j);
  }
}

block: {
  console.log('before');
  if (true) break block;
  console.log('never');
}

a: b: for (;;) {
  for (;;) break a;
}

let n = 0;
again: do {
  n++;
  while (true) {
    if (n < 3) continue again;
    break again;
  }
} while (n < 10);
console.log('n', n);

sw: switch (1) {
  case 1:
    for (const x of [1, 2]) {
      if (x === 2) break sw;
      console.log('case', x);
    }
    console.log('never');
}

const found = (() => {
  search: for (const row of [[1, 2], [3, 4], [5, 6]]) {
    for (const cell of row) {
      if (cell % 2) continue;
      if (cell > 3) return cell;
      continue search;
    }
  }
})();
console.log('found', found);

lab: if (true) {
  break lab;
}
try_: try {
  break try_;
} finally {
  console.log('finally on the way out of a label');
}
