// Circular references get marks; repeated ones do not.
const o = { name: 'o' };
o.self = o;
console.log(o);
const a = [1];
a.push(a, { a });
console.log(a);
const x = { name: 'x' }, y = { name: 'y', x };
x.y = y;
console.log(x);
const m = new Map();
m.set('me', m);
console.log(m);
const shared = { s: 1 };
console.log({ one: shared, two: shared }, [shared, shared]);
class Node_ { constructor(v, parent = null) { this.v = v; this.parent = parent; this.kids = []; } }
const root = new Node_('root');
root.kids.push(new Node_('kid', root));
console.log(root);
const two = { a: {}, b: {} };
two.a.b = two.b;
two.b.a = two.a;
console.log(two);
const s = new Set();
s.add(s).add(1);
console.log([s]);
