function kind(x) {
  switch (x) {
    case 1: return "one";
    case "two": return 2;
    default: return null;
  }
}
globalThis.kept = kind;
