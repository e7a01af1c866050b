// Private members of classes that are defined once are properties of predicted shapes; of others they are not.

class Account {
  #balance = 0;
  #log;
  owner;
  constructor(owner) {
    this.owner = owner;
    this.#log = [];
  }
  #note(text) { this.#log.push(text); return this.#log.length; }
  get #rich() { return this.#balance > 100; }
  set #rich(yes) { this.#balance = yes ? 1000 : 0; }
  pay(n) { this.#balance += n; this.#note(n); return this; }
  win() { this.#rich = true; return this.#rich; }
  lose() { this.#rich = false; return this.#rich; }
  get balance() { return this.#balance; }
  get log() { return this.#log.join(' '); }
  static same(a, b) { return a.#balance === b.#balance; }
  static is(o) { return #note in o; }
  spoil() { this.#note = 1; }
}
class Saving extends Account {
  #rate = 2;
  constructor() { super('saver'); this.since = 2000; }
  #interest() { return this.balance * this.#rate; }
  grow() { return this.pay(this.#interest()).balance; }
}
const pay = (a, n) => { for (let i = 1; i <= 10; i++) a.pay(n * i); return a.balance; };
{
  const a = new Account('x'), s = new Saving();
  for (let i = 0; i < 20; i++) pay(a, 1);
  console.log(a.balance, pay(s, 1), s.grow(), Account.same(a, s), Account.is(s), Account.is({}));
  console.log(a.win(), a.balance, a.lose(), a.balance, s.log);
  // Other types on the way: double, string.
  console.log(pay(a, 0.5), pay(a, 'x').length, Object.keys(s).join());
  for (const bad of [{}, null, 1, Account.prototype]) {
    try {
      Account.prototype.pay.call(bad, 1);
    } catch (e) {
      console.log(e.constructor.name + ': ' + e.message);
    }
  }
  try {
    a.spoil();
  } catch (e) {
    console.log(e.message);
  }
}

// The same class evaluated more than once: each has names of its own.
const make = () => class {
  #v = 1;
  add(n) { this.#v += n; return this.#v; }
  static of(o) { return o.#v; }
};
const [First, Second] = [make(), make()];
{
  let sum = 0;
  for (let i = 0; i < 30; i++) sum += new First().add(i) + new Second().add(i);
  console.log(sum);
  try {
    First.of(new Second());
  } catch (e) {
    console.log(e.message);
  }
}

// In a loop.
const classes = [];
for (let i = 0; i < 3; i++) classes.push(class { #n = i; get() { return this.#n; } });
console.log(classes.map((C) => new C().get()).join());

// Fields added to foreign objects, and twice.
class Return { constructor(o) { return o; } }
class Stamp extends Return {
  #mark = 7;
  static read(o) { return o.#mark; }
}
const read = (o) => Stamp.read(o);
{
  const list = [{ a: 1 }, { b: 2, a: 3 }, []].map((o) => new Stamp(o));
  let sum = 0;
  for (let i = 0; i < 30; i++) sum += read(list[i % 3]);
  console.log(sum, JSON.stringify(list));
  try {
    new Stamp(list[0]);
  } catch (e) {
    console.log(e.message);
  }
}

// Objects that never escape, exits with them live.
class Pair {
  #x; #y;
  constructor(x, y) { this.#x = x; this.#y = y; }
  #dot(o) { return this.#x * o.#x + this.#y * o.#y; }
  static dot(a, b, c, d) { return new Pair(a, b).#dot(new Pair(c, d)); }
}
const dots = (n, x) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Pair.dot(i, x, 2, i);
  return sum;
};
console.log(dots(50, 1), dots(50, 0.5), dots(3, '4'), dots(2, undefined), dots(10, 2 ** 30));

// An initialiser that throws in the middle.
let fail = 0;
class Careful {
  #a = 1;
  #b = fail > 0 ? (() => { throw new Error('field ' + fail); })() : 2;
  sum() { return this.#a + this.#b; }
}
{
  let sum = 0;
  for (let i = 0; i < 30; i++) {
    if (i === 20) fail = i;
    try {
      sum += new Careful().sum();
    } catch (e) {
      sum += e.message.length;
      fail = 0;
    }
  }
  console.log(sum);
}
