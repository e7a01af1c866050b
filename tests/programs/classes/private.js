// #fields, #methods, #accessors, static privates, #x in obj, brand checks and their errors.
class Account {
  #balance = 0;
  #log = [];
  static #count = 0;
  static opened() { return Account.#count; }
  constructor(start) { this.#balance = start; Account.#count++; }
  #note(text) { this.#log.push(text); return this; }
  get #status() { return this.#balance < 0 ? 'red' : 'black'; }
  set #status(v) { this.#note('status ' + v); }
  deposit(n) { this.#balance += n; this.#note('+' + n); this.#status = 'set'; return this; }
  get report() { return `${this.#balance} ${this.#status} ${this.#log}`; }
  static compare(a, b) { return a.#balance - b.#balance; }
  static isAccount(x) { return typeof x === 'object' && x !== null && #balance in x; }
  static #hidden() { return 'static private method'; }
  static reveal() { return Account.#hidden(); }
  swap(other) { [this.#balance, other.#balance] = [other.#balance, this.#balance]; }
  bump() { return [this.#balance++, ++this.#balance, (this.#balance **= 2)]; }
  static steal(x) { return x.#balance; }
  static put(x) { x.#balance = 1; }
  static callNote(x) { x.#note('z'); }
  overwrite() { this.#note = 1; }
  setter() { return class { get #g() { return 1; } go() { this.#g = 2; } }; }
}
const a = new Account(5).deposit(10), b = new Account(-3);
console.log(a.report, '|', b.report, '|', Account.opened(), Account.compare(a, b), Account.reveal());
a.swap(b);
console.log(a.report, '|', b.bump());
console.log(Account.isAccount(a), Account.isAccount({}), Account.isAccount(null), Object.keys(a), a);
for (const f of [() => Account.steal({}), () => Account.put({}), () => Account.callNote({}), () => a.overwrite(), () => new (a.setter())().go()]) {
  try {
    f();
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
}
class Outer { #x = 'outer'; inner() { const outer = this; return new (class { #x = 'inner'; both() { return [this.#x, outer.get()]; } })().both(); } get() { return this.#x; } }
console.log(new Outer().inner());
class Base { constructor(o) { return o; } }
class Stamp extends Base { #mark = 'stamped'; static read(o) { return o.#mark; } }
const plain = {};
new Stamp(plain);
console.log(Stamp.read(plain));
