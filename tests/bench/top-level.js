// Hot code and its variables at the top level of a script: the twin of in-function.js, line for line.
// Hot: globals of all three kinds (var, let, const) read and written in loops and from functions.

var SIZE = 1 << 12;
var MASK = SIZE - 1;
var table = [];
var counts = { even: 0, odd: 0, wraps: 0 };
var seed = 12345;
var total = 0;
var drift = 0.5;

for (var i = 0; i < SIZE; i++) table[i] = (i * 2654435761) % 1009;

function next() {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed >> 8;
}

function mix(a, b) {
  return ((a << 5) - a + b) | 0;
}

function Counter(step) {
  this.step = step;
  this.value = 0;
}

Counter.prototype.tick = function () {
  this.value += this.step;
  if (this.value > 1000000) {
    this.value -= 1000000;
    counts.wraps++;
  }
  return this.value;
};

const counters = [new Counter(3), new Counter(7), new Counter(11)];
let checksum = 0;

for (let round = 0; round < 10500; round++) {
  for (let at = 0; at < SIZE; at++) {
    const value = table[at];
    const other = table[(at + next()) & MASK];
    if ((value & 1) === 0) counts.even++;
    else counts.odd++;
    checksum = mix(checksum, value + other);
    table[at] = (value + other) % 1009;
    drift = drift * 0.999 + value * 0.001;
    total += counters[at % 3].tick() & 15;
  }
}

// The plainest of loops, on variables alone.
var a = 0, b = 1;
for (var n = 0; n < 330000000; n++) {
  a = (a + b) & 0xffff;
  b = (b + a) ^ n & 0xff;
}

var line = [checksum, counts.even, counts.odd, counts.wraps, total, drift.toFixed(6), a, b].join(' ');
if (line !== '2073769147 21525864 21482136 300 322560008 505.935517 35328 252363649') throw new Error('top-level: ' + line);
console.log('top-level: ' + line);
