// Missing and surplus arguments through every way to call.
function f(a, b, c) { return [a, b, c].map(String).join() + '/' + arguments.length; }
console.log(f(), f(1), f(1, 2), f(1, 2, 3), f(1, 2, 3, 4, 5));
const arrow = (a, b) => `${a},${b}`;
console.log(arrow(), arrow(1), arrow(1, 2, 3));
console.log(f.call(), f.call(null, 1), f.apply(), f.apply(null, [1, 2]), f.apply(null, undefined), f.bind(null, 1)(2));
class K { constructor(a, b) { this.a = a; this.b = b; } }
console.log(new K(), new K(1), new K(1, 2, 3), new K);
console.log(['a', 'b'].map(f), ['1', '2', '3'].map(parseInt));
const many = (...n) => n.length;
console.log(many(...Array(500).fill(0)), Math.max.apply(null, Array.from({ length: 2000 }, (_, i) => i)));
function big(a, b, c, d, e, f, g, h, i, j, k, l) { return a + b + c + d + e + f + g + h + i + j + k + l; }
console.log(big(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), big(1), big(...'abcdefghijklm'));
const o = { get m() { return f; }, set s(v) { this.seen = v; } };
o.s = 5;
console.log(o.m(1), o.seen);
console.log(Reflect.apply(f, null, [1]), Reflect.construct(K, [7]));
let varying = '';
for (let i = 0; i < 6; i++) varying += f(...Array.from({ length: i }, (_, k) => k)) + ' ';
console.log(varying.trim());
console.log([3, 1, 2].sort(function () { return arguments.length === 2 ? arguments[0] - arguments[1] : NaN; }));
