class Point {
  #x;
  constructor(x) { this.#x = x; }
  get x() { return this.#x; }
}
class Point3 extends Point {
  constructor(x, z) { super(x); this.z = z; }
}
globalThis.kept = Point3;
