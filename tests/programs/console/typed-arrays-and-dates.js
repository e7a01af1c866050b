// Typed arrays, buffers, dates, regular expressions, errors' messages inside objects.
console.log(new Uint8Array([1, 2, 3]), new Float64Array(2), new Int16Array(0), [new Int8Array([-1])]);
console.log(new Uint8Array(Array.from({ length: 30 }, (_, i) => i * 8)), new BigInt64Array([1n, -1n]));
console.log(new ArrayBuffer(4), new Float32Array([0.1, 1.5, NaN]), new Uint8ClampedArray([300, -5]));
console.log(new Date(0), [new Date(86400000)], { d: new Date(Date.UTC(2020, 1, 29, 12, 30, 15, 123)) }, new Date(NaN));
console.log(/a+b/gi, [/x/], { r: /[/]\//u });
const re = /x/;
re.extra = 1;
console.log(re, 'abc'.match(/b/), 'abc'.match(/(?<first>a)(z)?/));
console.log([...'a1b2'.matchAll(/[a-z](\d)/g)]);
console.log('x'.match(/y/), 'aXbX'.match(/X/g));
const d = new Date(0);
d.note = 'kept';
console.log(d);
console.log(new DataView(new ArrayBuffer(2), 1));
