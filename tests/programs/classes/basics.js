// Constructors, methods, accessors, static members, names, prototypes.
class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  get length() { return Math.hypot(this.x, this.y); }
  set length(l) { const k = l / this.length; this.x *= k; this.y *= k; }
  plus({ x, y }) { return new Point(this.x + x, this.y + y); }
  static origin() { return new this(0, 0); }
  static get unit() { return new Point(1, 0); }
  ['comp' + 'uted']() { return 'computed'; }
  *[Symbol.iterator]() { yield this.x; yield this.y; }
  toString() { return `(${this.x}, ${this.y})`; }
}
const p = new Point(3, 4);
console.log(p.length, String(p.plus({ x: 1, y: 1 })), Point.origin(), Point.unit, p.computed(), [...p]);
p.length = 10;
console.log(p, `${p}`);
console.log(typeof Point, Point.name, Point.length, Object.getOwnPropertyNames(Point.prototype));
console.log(Object.keys(Point), Object.keys(p), Object.getOwnPropertyDescriptor(Point.prototype, 'plus').enumerable);
try {
  Point();
} catch (e) {
  console.log(e.message);
}
const Named = class Inner { static me() { return Inner.name; } };
console.log(Named.name, Named.me(), typeof Inner);
const Anonymous = class {};
console.log(Anonymous.name, new Anonymous(), (class {}).name === '', p.constructor === Point);
class Empty {}
console.log(new Empty(), Empty, Object.getPrototypeOf(Empty) === Function.prototype);
try {
  Point.prototype = {};
  console.log(Point.prototype.constructor === Point);
} catch (e) {
  console.log(e.message);
}
class Keywords { static static() { return 's'; } get get() { return 'g'; } static async() { return 'a'; } 'quoted'() { return 'q'; } 12() { return 'n'; } }
console.log(Keywords.static(), new Keywords().get, Keywords.async(), new Keywords().quoted(), new Keywords()[12]());
