// Sorting and comparing text without a locale: code unit order, case folding by hand.
const words = ['Zebra', 'apple', 'Äpfel', 'zoo', 'éclair', 'Eclair', '10', '9', '', ' '];
console.log(words.slice().sort(), words.slice().sort().reverse()[0]);
const fold = (s) => s.toLowerCase();
console.log(words.slice().sort((a, b) => (fold(a) < fold(b) ? -1 : fold(a) > fold(b) ? 1 : 0)));
const natural = (a, b) => { const x = a.match(/\d+|\D+/g) ?? [], y = b.match(/\d+|\D+/g) ?? []; for (let i = 0; i < Math.min(x.length, y.length); i++) { if (x[i] === y[i]) continue; const [m, n] = [+x[i], +y[i]]; return Number.isNaN(m) || Number.isNaN(n) ? (x[i] < y[i] ? -1 : 1) : m - n; } return x.length - y.length; };
console.log(['f10', 'f9', 'f1b', 'f1', 'g', 'f1a2', 'f1a10'].sort(natural));
console.log('ABC'.toLowerCase() === 'abc', 'ß'.toUpperCase(), 'ﬁ'.toUpperCase(), 'Σ'.toLowerCase(), 'ΟΔΟΣ'.toLowerCase(), 'i'.toUpperCase());
console.log([...'hello world'].sort().join('').trim(), [...new Set('hello world')].sort().join(''));
const counts = [...'the quick brown fox jumps over the lazy dog'.split(' ')].reduce((m, w) => m.set(w.length, [...(m.get(w.length) ?? []), w]), new Map());
console.log([...counts].sort(([a], [b]) => a - b));
