// Exceptions as control flow: thrown deep and caught far, rethrown, passed through finally, never thrown.
// Hot: try in loops that stay on the fast path, unwinding of many frames, making of Error objects.

class AppError extends Error {
  constructor(message, code) {
    super(message);
    this.name = 'AppError';
    this.code = code;
  }
}

class NotFound extends AppError {
  constructor(key) {
    super(`no ${key}`, 404);
  }
}

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`exceptions: ${what} is ${got}, not ${wanted}`);
};

// try on the way of every iteration, nothing thrown.
const calm = (rounds) => {
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    try {
      if (i < 0) throw new AppError('never', i);
      sum = (sum + i) | 0;
    } catch (error) {
      sum = error.code;
    } finally {
      sum ^= 1;
    }
  }
  return sum;
};

// Thrown and caught in the same function: a plain value.
const local = (rounds) => {
  let caught = 0;
  for (let i = 0; i < rounds; i++) {
    try {
      if (i % 3 === 0) throw i;
    } catch (value) {
      caught += value & 7;
    }
  }
  return caught;
};

// Thrown a number of frames down.
const dive = (depth, token) => {
  if (depth === 0) throw token;
  return 1 + dive(depth - 1, token);
};

const deep = (rounds, depth) => {
  const token = { caught: 0 };
  for (let i = 0; i < rounds; i++) {
    try {
      dive(depth, token);
    } catch (error) {
      error.caught++;
    }
  }
  return token.caught;
};

// Through finally blocks that count, and catch clauses that pass on what is not theirs.
let finals = 0;
const layer = (depth, key, table) => {
  try {
    if (depth === 0) {
      const value = table.get(key);
      if (value === undefined) throw new NotFound(key);
      if (value === 0) throw new RangeError('zero');
      return value;
    }
    return layer(depth - 1, key, table);
  } catch (error) {
    if (depth === 3 && error instanceof RangeError) return -1;
    throw error;
  } finally {
    finals++;
  }
};

const layered = (rounds) => {
  const table = new Map(Array.from({ length: 80 }, (_, i) => [i, i % 10]));
  let [sum, missing] = [0, 0];
  for (let i = 0; i < rounds; i++) {
    try {
      sum += layer(5, i % 100, table);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      missing += error.code === 404 && error.message === `no ${i % 100}` ? 1 : 1000;
    }
  }
  return `${sum} ${missing}`;
};

// Errors that the language itself throws.
const native = (rounds) => {
  const counts = { TypeError: 0, ReferenceError: 0, RangeError: 0 };
  const faults = [
    () => null.x,
    () => undeclared + 1,
    () => new Array(-1),
    () => (void 0)(),
    () => {
      const { x } = undefined;
      return x;
    },
  ];
  for (let i = 0; i < rounds; i++) {
    try {
      faults[i % faults.length]();
    } catch ({ name }) {
      counts[name]++;
    }
  }
  return Object.values(counts).join();
};

// finally overrides, and break out of try.
const overrides = (rounds) => {
  const f = (i) => {
    try {
      if (i & 1) throw i;
      return i;
    } catch (e) {
      return -e;
    } finally {
      if (i % 5 === 0) return 1;
    }
  };
  let sum = 0;
  for (let i = 0; i < rounds; i++) {
    while (true) {
      try {
        if (i % 7 === 0) break;
        sum += f(i);
        break;
      } finally {
        sum++;
      }
    }
  }
  return sum;
};

const line = [
  calm(30000000),
  local(2000000),
  deep(12000, 50),
  layered(60000),
  finals,
  native(25000),
  overrides(1000000),
].join(' ');
expect('the line', line, '-918471104 2333333 12000 211200 12000 360000 15000,5000,5000 1171421');
console.log(`exceptions: ${line}`);
