function length2(p) { return p.x * p.x + p.y * p.y; }
function move(p, dx) { p.x += dx; return p; }
globalThis.kept = [length2, move];
