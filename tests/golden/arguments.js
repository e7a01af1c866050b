function sloppy(a) { arguments[0] = 2; return a; }
function rest(first, ...others) { return others.length; }
globalThis.kept = [sloppy, rest];
