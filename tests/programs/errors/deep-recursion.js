// Recursion that is deep but must still fit the stack.
const down = (n) => (n === 0 ? 0 : down(n - 1) + 1);
console.log(down(7000));
function sum(list, i) { return i === list.length ? 0 : list[i] + sum(list, i + 1); }
console.log(sum(Array.from({ length: 5000 }, (_, i) => i), 0));
let nested = null;
for (let i = 0; i < 3000; i++) nested = { nested };
const measure = (o) => (o ? 1 + measure(o.nested) : 0);
console.log(measure(nested));
class List { constructor(n) { this.n = n; this.next = n > 0 ? new List(n - 1) : null; } length() { return this.next ? 1 + this.next.length() : 1; } }
console.log(new List(2000).length());
let text = '[]';
for (let i = 0; i < 1000; i++) text = '[' + text + ']';
console.log(JSON.stringify(JSON.parse(text)) === text, [JSON.parse(text)].flat(Infinity).length);
const overflow = (n) => { try { return overflow(n + 1); } catch (e) { return n > 500; } };
console.log(overflow(0), overflow(0));
