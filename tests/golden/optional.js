function find(o, k) { return o?.a?.[k] ?? "none"; }
globalThis.kept = find;
