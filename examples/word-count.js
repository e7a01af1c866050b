// Look at: a command-line tool over standard input: `./word-count 5 --long < README.md`.
// Prints lines, words and characters, then the most frequent words (10, or the number given; --long skips short ones).
const { readFileSync } = require('fs');

const SHORT = 3;

class Counter {
  #counts = new Map();

  add(word) {
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }

  get distinct() {
    return this.#counts.size;
  }

  // The most frequent first; those equally frequent by the alphabet.
  top(limit) {
    return [...this.#counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, limit);
  }
}

const parseArguments = (list) => {
  let limit = 10;
  let long = false;
  for (const argument of list) {
    if (argument === '--long') long = true;
    else if (/^\d+$/.test(argument)) limit = Number(argument);
    else {
      console.error(`word-count: unknown argument '${argument}'\nusage: word-count [NUMBER] [--long] < FILE`);
      process.exit(2);
    }
  }
  return { limit, long };
};

const { limit, long } = parseArguments(process.argv.slice(2));
const text = readFileSync(0, 'utf8');
const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];

const counter = new Counter();
for (const word of words) {
  if (!long || word.length > SHORT) counter.add(word);
}

const lines = text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);
console.log(`${lines} lines, ${words.length} words (${counter.distinct} distinct), ${[...text].length} characters`);

const top = counter.top(limit);
const width = Math.max(0, ...top.map(([word]) => word.length));
const [[, most] = ['', 1]] = top;
for (const [word, count] of top) {
  console.log(`${word.padEnd(width)} ${String(count).padStart(6)} ${'#'.repeat(Math.ceil((count / most) * 40))}`);
}
