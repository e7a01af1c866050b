// indexOf, lastIndexOf, includes, find*, at, some, every with all kinds of arguments.
const a = [1, 2, NaN, 2, , undefined];
console.log(a.indexOf(2), a.lastIndexOf(2), a.indexOf(2, 2), a.indexOf(2, -3), a.lastIndexOf(2, -4), a.indexOf(9));
console.log(a.indexOf(NaN), a.includes(NaN), a.includes(undefined), a.indexOf(undefined), a.includes(1, 1));
console.log(a.find((x) => x > 1), a.findIndex((x) => x > 1), a.findLast((x) => x > 1), a.findLastIndex((x) => x > 1), a.find((x) => x > 5), a.findIndex(() => false));
console.log(a.at(0), a.at(-1), a.at(-3), a.at(10), a.at(-10), a.at(1.9), a.at('1'), a.at(NaN));
console.log([].some(() => true), [].every(() => false), [1, 2].some((x) => x > 1), [1, 2].every((x) => x > 1));
const calls = [];
[1, , 3].some((x, i) => void calls.push(['some', i]));
[1, , 3].find((x, i) => void calls.push(['find', i]));
[1, , 3].findLast((x, i) => void calls.push(['findLast', i]));
console.log(calls.map((c) => c.join(' ')).join(', '));
console.log([1, 2, 3].find(function (x) { return x === this.want; }, { want: 2 }));
const o = { id: 1 };
console.log([o].includes(o), [{ id: 1 }].includes(o), [o].indexOf(o), ['1'].includes(1), [0].includes(-0));
console.log(['a', 'b', 'c'].lastIndexOf('c', 1), [1, 2, 3].includes(3, -1), [1, 2, 3].indexOf(1, -10), [].lastIndexOf(1), [1].indexOf(1, 5));
console.log(Array.prototype.indexOf.call('hello', 'l'), Array.prototype.includes.call({ length: 1, 0: 'z' }, 'z'), Array.prototype.at.call('xyz', -1));
