// static { } blocks: order with static fields, this, private access, super, scope.
class A {
  static x = 1;
  static {
    this.y = this.x + 1;
    var local = 'block scoped';
  }
  static z = this.y + 1;
  static {
    const { x, y, z } = this;
    console.log(x, y, z, typeof local);
  }
}
let getSecret;
class Secret {
  #s;
  constructor(s) { this.#s = s; }
  static { getSecret = (o) => o.#s; }
}
console.log(getSecret(new Secret('friend')));
class Base { static greet() { return 'base'; } }
class Derived extends Base {
  static { this.greeting = super.greet() + '+derived'; }
  static table = {};
  static {
    for (const c of 'abc') {
      if (c === 'b') continue;
      this.table[c] = c.charCodeAt(0);
    }
    try { throw new Error('inside'); } catch (e) { this.caught = e.message; }
  }
}
console.log(Derived.greeting, Derived.table, Derived.caught);
try {
  class Bad { static { throw new Error('static block threw'); } }
} catch (e) {
  console.log(e.message);
}
const order = [];
class Order {
  static a = order.push('a');
  [(order.push('computed key'), 'm')]() {}
  static { order.push('block'); }
  static b = order.push('b');
  field = order.push('never');
}
console.log(order.join());
class Empty { static {} }
console.log(Empty);
