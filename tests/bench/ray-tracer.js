// A ray tracer of spheres and a chequered floor: immutable vectors as class instances.
// Hot: short-lived objects that never escape, polymorphic intersect(), inheritance, double arithmetic.

class Vector {
  constructor(x, y, z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }
  plus(v) {
    return new Vector(this.x + v.x, this.y + v.y, this.z + v.z);
  }
  minus(v) {
    return new Vector(this.x - v.x, this.y - v.y, this.z - v.z);
  }
  times(k) {
    return new Vector(this.x * k, this.y * k, this.z * k);
  }
  mask(v) {
    return new Vector(this.x * v.x, this.y * v.y, this.z * v.z);
  }
  dot(v) {
    return this.x * v.x + this.y * v.y + this.z * v.z;
  }
  cross(v) {
    return new Vector(this.y * v.z - this.z * v.y, this.z * v.x - this.x * v.z, this.x * v.y - this.y * v.x);
  }
  get length() {
    return Math.sqrt(this.dot(this));
  }
  unit() {
    return this.times(1 / this.length);
  }
  reflect(normal) {
    return this.minus(normal.times(2 * this.dot(normal)));
  }
  static get zero() {
    return new Vector(0, 0, 0);
  }
}

class Ray {
  constructor(origin, direction) {
    this.origin = origin;
    this.direction = direction;
  }
  at(distance) {
    return this.origin.plus(this.direction.times(distance));
  }
}

class Shape {
  constructor({ colour, gloss = 0, shine = 0 }) {
    this.colour = colour;
    this.gloss = gloss;
    this.shine = shine;
  }
  colourAt() {
    return this.colour;
  }
}

class Sphere extends Shape {
  constructor(centre, radius, surface) {
    super(surface);
    this.centre = centre;
    this.radius = radius;
  }
  intersect(ray) {
    const offset = ray.origin.minus(this.centre);
    const b = offset.dot(ray.direction);
    const c = offset.dot(offset) - this.radius * this.radius;
    const discriminant = b * b - c;
    if (discriminant < 0) return Infinity;
    const root = Math.sqrt(discriminant);
    if (-b - root > 1e-6) return -b - root;
    return -b + root > 1e-6 ? -b + root : Infinity;
  }
  normalAt(point) {
    return point.minus(this.centre).times(1 / this.radius);
  }
}

class Floor extends Shape {
  constructor(height, surface, other) {
    super(surface);
    this.height = height;
    this.other = other;
  }
  intersect({ origin, direction }) {
    if (direction.y > -1e-6) return Infinity;
    return (this.height - origin.y) / direction.y;
  }
  normalAt() {
    return new Vector(0, 1, 0);
  }
  colourAt(point) {
    return (Math.floor(point.x) + Math.floor(point.z)) & 1 ? this.colour : this.other;
  }
}

class Scene {
  constructor(shapes, lights, sky) {
    Object.assign(this, { shapes, lights, sky });
  }

  nearest(ray) {
    let best = null;
    let distance = Infinity;
    for (const shape of this.shapes) {
      const d = shape.intersect(ray);
      if (d < distance) {
        distance = d;
        best = shape;
      }
    }
    return best === null ? null : { shape: best, distance };
  }

  blocked(ray, limit) {
    return this.shapes.some((shape) => shape.intersect(ray) < limit);
  }

  trace(ray, depth = 0) {
    const hit = this.nearest(ray);
    if (hit === null) return this.sky.times(0.5 + 0.5 * ray.direction.y);
    const { shape, distance } = hit;
    const point = ray.at(distance);
    const normal = shape.normalAt(point);
    const start = point.plus(normal.times(1e-5));
    const base = shape.colourAt(point);
    const mirrored = ray.direction.reflect(normal);

    let colour = base.times(0.12);
    for (const { position, brightness } of this.lights) {
      const toLight = position.minus(point);
      const direction = toLight.unit();
      const facing = direction.dot(normal);
      if (facing <= 0 || this.blocked(new Ray(start, direction), toLight.length)) continue;
      colour = colour.plus(base.mask(brightness).times(facing));
      if (shape.shine > 0) {
        let highlight = Math.max(0, mirrored.dot(direction));
        for (let i = 0; i < shape.shine; i++) highlight *= highlight;
        colour = colour.plus(brightness.times(highlight));
      }
    }
    if (shape.gloss > 0 && depth < 4) {
      const reflected = this.trace(new Ray(start, mirrored), depth + 1);
      colour = colour.times(1 - shape.gloss).plus(reflected.times(shape.gloss));
    }
    return colour;
  }
}

class Camera {
  constructor(eye, target, zoom) {
    this.eye = eye;
    this.forward = target.minus(eye).unit();
    this.right = this.forward.cross(new Vector(0, 1, 0)).unit();
    this.up = this.right.cross(this.forward);
    this.zoom = zoom;
  }
  ray(x, y) {
    const direction = this.forward.times(this.zoom).plus(this.right.times(x)).plus(this.up.times(y));
    return new Ray(this.eye, direction.unit());
  }
}

const rgb = (r, g, b) => new Vector(r, g, b);
const shapes = [new Floor(-1, { colour: rgb(0.9, 0.9, 0.9), gloss: 0.15 }, rgb(0.1, 0.1, 0.15))];
for (let i = 0; i < 12; i++) {
  const column = i % 4;
  const row = (i - column) / 4;
  shapes.push(
    new Sphere(rgb(column * 1.5 - 2.25, row * 0.8 - 0.5, row * 1.7), 0.5 + 0.05 * column, {
      colour: rgb(0.3 + 0.2 * row, 0.9 - 0.2 * column, 0.4 + 0.05 * i),
      gloss: i % 3 === 0 ? 0.5 : 0,
      shine: i % 2 === 0 ? 5 : 0,
    }),
  );
}
const lights = [
  { position: rgb(-5, 6, -4), brightness: rgb(0.8, 0.75, 0.7) },
  { position: rgb(4, 3, -6), brightness: rgb(0.3, 0.35, 0.45) },
];
const scene = new Scene(shapes, lights, rgb(0.5, 0.7, 1));
const camera = new Camera(rgb(0, 1.6, -6), Vector.zero, 1.7);

const WIDTH = 1600;
const HEIGHT = 1200;
const clamp = (v) => Math.min(255, Math.floor(v * 255));
const sums = [0, 0, 0];
let hash = 7;
for (let y = 0; y < HEIGHT; y++) {
  for (let x = 0; x < WIDTH; x++) {
    const { x: r, y: g, z: b } = scene.trace(camera.ray((2 * x - WIDTH) / HEIGHT, (HEIGHT - 2 * y) / HEIGHT));
    const pixel = [clamp(r), clamp(g), clamp(b)];
    pixel.forEach((v, i) => {
      sums[i] += v;
      hash = (Math.imul(hash, 31) + v) | 0;
    });
  }
}
const line = [...sums.map((s) => Math.round(s / (WIDTH * HEIGHT))), hash].join(' ');
if (line !== '86 98 121 -1162112315') throw new Error(`ray-tracer: ${line}`);
console.log(`ray-tracer: ${line}`);
