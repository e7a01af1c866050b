// console.table of arrays, objects, maps, primitives, selected columns.
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
console.table([[1, 2], [3, 4, 5]]);
console.table({ row1: { v: 1 }, row2: { v: 2, w: [1] } });
console.table(['p', 'q', 5]);
console.table([{ name: 'é', n: -1.5 }, { name: 'long name here', n: null }], ['name']);
console.table(new Map([['k', 'v'], ['k2', { x: 1 }]]));
console.table(new Set([1, 'b']));
console.table([]);
console.table('not tabular');
console.table(5);
console.table([1, { a: 1 }, [2]]);
console.table([{ nested: { x: 1, y: { z: 1 } }, f: () => {} }]);
