// Look at: how small and quick the executable is (`jsc build hello.js -o hello`, then `time ./hello`, `ls -l hello`).
const name = process.argv[2] ?? 'world';
console.log(`Hello, ${name}!`);
