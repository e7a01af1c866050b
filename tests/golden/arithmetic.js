function mix(a, b) { return (a + b * 2 - 1) | 0; }
globalThis.kept = mix;
