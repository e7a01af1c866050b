// Accessors in literals: names of all kinds, this, inheritance, enumeration, defineProperty.
const o = {
  _v: 1,
  get v() { return this._v; },
  set v(x) { this._v = x * 2; },
  get ['comp' + 'uted']() { return 'c'; },
  get 'quoted name'() { return 'q'; },
  get 42() { return 'n'; },
  get get() { return 'get'; },
  set set(x) { this._set = x; },
  get only() { return 'only'; },
};
o.v = 5;
o.set = 'S';
o.only = 'ignored';
console.log(o.v, o.computed, o['quoted name'], o[42], o.get, o._set, o.only, o.set);
const child = Object.create(o);
child.v = 1;
console.log(child._v, o._v, Object.keys(child), 'v' in child);
(function () {
  'use strict';
  try {
    o.only = 1;
  } catch (e) {
    console.log(e.message);
  }
})();
const d = Object.getOwnPropertyDescriptor(o, 'v');
console.log(typeof d.get, d.get.name, d.set.name, d.enumerable, 'value' in d);
const lazy = {
  get data() {
    Object.defineProperty(this, 'data', { value: 'computed once', writable: false });
    return 'computing';
  },
};
console.log(lazy.data, lazy.data);
const redefined = { get x() { return 1; }, x: 2, get y() { return 1; }, set y(v) {} };
console.log(redefined, Object.getOwnPropertyDescriptor(redefined, 'x').value);
console.log(o);
