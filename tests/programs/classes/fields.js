// Instance and static fields: order, this, computed names, arrow fields, shadowing of accessors.
const log = [];
const t = (x) => (log.push(x), x);
class A {
  [t('key1')] = t('value1');
  static [t('key2')] = t('value2');
  [t('key3')] = t('value3');
  constructor() { t('constructor'); }
}
log.push('defined');
new A();
console.log(log.join(' '));
class Counter {
  count = 0;
  step = this.count + 5;
  up = () => (this.count += this.step);
  empty;
  'quoted' = 1;
  42 = 'answer';
  static instances = [];
  static last = this.instances.length;
}
const { up } = new Counter();
console.log(up(), up(), new Counter(), Counter.instances, Counter.last);
class Base { constructor() { this.seen = this.field; } field = 'base'; }
class Derived extends Base { field = 'derived'; own = this.field + '!'; }
console.log(new Derived());
class Setter { set x(v) { console.log('setter called'); } }
class Shadow extends Setter { x = 1; }
console.log(Object.getOwnPropertyDescriptor(new Shadow(), 'x'));
class Fn { f = function () {}; g = () => {}; h = class {}; static s = () => {}; }
const fn = new Fn();
console.log(fn.f.name, fn.g.name, fn.h.name, Fn.s.name);
class Closure { static all = [1, 2].map((x) => () => x + this.base); static base = 10; }
console.log(Closure.all.map((f) => f()));
class Fresh { list = []; }
console.log(new Fresh().list !== new Fresh().list, Object.keys(new Counter()));
class Named { static name = 'own name'; }
console.log(Named.name);
let n = 0;
class Each { id = ++n; }
console.log([new Each(), new Each()].map((e) => e.id), 'empty' in new Counter());
