// Look at: a numeric kernel on typed arrays: heat that spreads over a plate, drawn as text; no object is made in the hot loop.
const WIDTH = 640;
const HEIGHT = 400;
const STEPS = 1500;

// One step of the explicit scheme; the rim keeps its temperature. Returns the largest change.
const step = (from, to) => {
  let largest = 0;
  for (let y = 1; y < HEIGHT - 1; y++) {
    for (let x = 1; x < WIDTH - 1; x++) {
      const i = y * WIDTH + x;
      const here = from[i];
      const change = 0.2 * (from[i - 1] + from[i + 1] + from[i - WIDTH] + from[i + WIDTH] - 4 * here);
      to[i] = here + change;
      const size = change < 0 ? -change : change;
      if (size > largest) largest = size;
    }
  }
  return largest;
};

let current = new Float64Array(WIDTH * HEIGHT);
for (let x = 0; x < WIDTH; x++) current[x] = 100;
for (let y = 0; y < HEIGHT; y++) current[y * WIDTH + WIDTH - 1] = 50;
for (let y = 150; y < 250; y++) {
  for (let x = 100; x < 200; x++) current[y * WIDTH + x] = 100;
}
let next = current.slice();

let change = 0;
for (let i = 0; i < STEPS; i++) {
  change = step(current, next);
  [current, next] = [next, current];
}

const SHADES = ' .:-=+*#%@';
for (let row = 0; row < 16; row++) {
  let line = '';
  for (let column = 0; column < 64; column++) {
    const heat = current[row * (HEIGHT / 16) * WIDTH + column * (WIDTH / 64)];
    line += SHADES[Math.min(SHADES.length - 1, Math.floor(heat / 10))];
  }
  console.log(line.trimEnd());
}

const total = current.reduce((sum, heat) => sum + heat, 0);
console.log(`mean ${(total / current.length).toFixed(6)}, last change ${change.toExponential(3)}`);
