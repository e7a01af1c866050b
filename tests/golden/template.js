function greet(name, n) { return `Hello ${name}, ${n + 1} times`; }
globalThis.kept = greet;
