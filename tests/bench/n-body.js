// Planets under gravity: double arithmetic on the fields of a handful of long-lived class instances.
// Hot: field loads and stores of doubles, Math.sqrt, a pair loop over a five-element array.

const SOLAR_MASS = 4 * Math.PI ** 2;
const DAYS_PER_YEAR = 365.24;

class Body {
  constructor({ position: [x, y, z], velocity: [vx, vy, vz], mass }) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.vx = vx * DAYS_PER_YEAR;
    this.vy = vy * DAYS_PER_YEAR;
    this.vz = vz * DAYS_PER_YEAR;
    this.mass = mass * SOLAR_MASS;
  }

  kineticEnergy() {
    return 0.5 * this.mass * (this.vx * this.vx + this.vy * this.vy + this.vz * this.vz);
  }

  distanceTo(other) {
    const dx = this.x - other.x;
    const dy = this.y - other.y;
    const dz = this.z - other.z;
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  drift(dt) {
    this.x += dt * this.vx;
    this.y += dt * this.vy;
    this.z += dt * this.vz;
  }
}

class SolarSystem {
  constructor(bodies) {
    this.bodies = bodies;
    const total = [0, 0, 0];
    for (const { vx, vy, vz, mass } of bodies) {
      total[0] += vx * mass;
      total[1] += vy * mass;
      total[2] += vz * mass;
    }
    const [sun] = bodies;
    sun.vx = -total[0] / SOLAR_MASS;
    sun.vy = -total[1] / SOLAR_MASS;
    sun.vz = -total[2] / SOLAR_MASS;
  }

  step(dt) {
    const { bodies } = this;
    const count = bodies.length;
    for (let i = 0; i < count; i++) {
      const a = bodies[i];
      for (let j = i + 1; j < count; j++) {
        const b = bodies[j];
        const dx = a.x - b.x;
        const dy = a.y - b.y;
        const dz = a.z - b.z;
        const squared = dx * dx + dy * dy + dz * dz;
        const magnitude = dt / (squared * Math.sqrt(squared));
        const pullOnA = b.mass * magnitude;
        const pullOnB = a.mass * magnitude;
        a.vx -= dx * pullOnA;
        a.vy -= dy * pullOnA;
        a.vz -= dz * pullOnA;
        b.vx += dx * pullOnB;
        b.vy += dy * pullOnB;
        b.vz += dz * pullOnB;
      }
    }
    for (const body of bodies) body.drift(dt);
  }

  energy() {
    let energy = 0;
    this.bodies.forEach((body, i) => {
      energy += body.kineticEnergy();
      for (const other of this.bodies.slice(i + 1)) {
        energy -= (body.mass * other.mass) / body.distanceTo(other);
      }
    });
    return energy;
  }
}

const system = new SolarSystem([
  new Body({ position: [0, 0, 0], velocity: [0, 0, 0], mass: 1 }),
  new Body({
    position: [4.84143144246472090, -1.16032004402742839, -1.03622044471123109e-1],
    velocity: [1.66007664274403694e-3, 7.69901118419740425e-3, -6.90460016972063023e-5],
    mass: 9.54791938424326609e-4,
  }),
  new Body({
    position: [8.34336671824457987, 4.12479856412430479, -4.03523417114321381e-1],
    velocity: [-2.76742510726411857e-3, 4.99852801234917238e-3, 2.30417297573763929e-5],
    mass: 2.85885980666130812e-4,
  }),
  new Body({
    position: [1.28943695621391310e1, -1.51111514016986312e1, -2.23307578892655734e-1],
    velocity: [2.96460137564761618e-3, 2.37847173959480950e-3, -2.96589568540237556e-5],
    mass: 4.36624404335156298e-5,
  }),
  new Body({
    position: [1.53796971148509165e1, -2.59193146099879641e1, 1.79258772950371181e-1],
    velocity: [2.68067772490389322e-3, 1.62824170038242295e-3, -9.51592254519715870e-5],
    mass: 5.15138902046611451e-5,
  }),
]);

const before = system.energy();
for (let i = 0; i < 13_000_000; i++) system.step(0.01);
const after = system.energy();

if (before.toFixed(9) !== '-0.169075164') throw new Error(`n-body: energy before is ${before}`);
if (after.toFixed(9) !== '-0.169078451') throw new Error(`n-body: energy after is ${after.toFixed(9)}`);
console.log(`n-body: ${before.toFixed(9)} -> ${after.toFixed(9)}`);
