// while, do-while, for with absent parts, comma heads, loops without bodies.
let n = 0;
while (n < 3) n++;
do n += 10; while (n < 30);
console.log(n);
for (;;) {
  if (++n > 40) break;
}
console.log(n);
for (var i = 0, j = 10; i < j; i += 3, j--);
console.log(i, j);
do console.log('once'); while (false)
let text = '';
for (let c = 97; c <= 122; c += 5) text += String.fromCharCode(c);
console.log(text);
for (let k = 3; k--; ) console.log('down', k);
for (const once = { go: true }; once.go; once.go = false) console.log('const head');
let steps = 0;
for (let x = 27; x !== 1; x = x % 2 ? 3 * x + 1 : x / 2) steps++;
console.log(steps);
let total = 0;
for (let a = 0; a < 5; a++) {
  if (a === 1) continue;
  for (let b = 0; ; b++) {
    if (b > a) break;
    total += a * b;
  }
}
console.log(total);
let d = 0.1;
while (d < 1) d += 0.1;
console.log(d);
if (n) if (!n) console.log('no'); else console.log('dangling else');
