// Subclasses of Array: length, species, methods that return the subclass.
class Stack extends Array {
  peek() { return this[this.length - 1]; }
  get top() { return this.peek(); }
  static get description() { return 'stack'; }
}
const s = new Stack();
s.push(1, 2, 3);
console.log(s, s.length, s.top, s instanceof Stack, Array.isArray(s), Stack.description);
const doubled = s.map((x) => x * 2);
console.log(doubled, doubled instanceof Stack, s.filter((x) => x > 1).peek(), s.slice(1).top);
console.log(Stack.of(7, 8), Stack.from('ab'), new Stack(3).length, new Stack(5, 6));
s.length = 1;
s[4] = 'far';
console.log(s, s.length, JSON.stringify(s), [...s].length);
class Plain extends Array { static get [Symbol.species]() { return Array; } }
const p = Plain.from([1, 2]);
console.log(p.map((x) => x).constructor.name, p.concat([3]).constructor.name, p.constructor.name);
class Sum extends Array {
  constructor(...xs) { super(...xs); this.label = 'sum'; }
  total() { return this.reduce((a, b) => a + b, 0); }
}
const sum = new Sum(1, 2, 3);
console.log(sum, sum.total(), Object.keys(sum), sum.concat(4, [5]).total());
console.log(sum.toSorted((a, b) => b - a).constructor.name, sum.flat().constructor.name);
for (const x of Stack.of('i', 'j')) console.log(x);
const [first, ...rest] = Stack.of(1, 2, 3);
console.log(first, rest, rest instanceof Stack);
