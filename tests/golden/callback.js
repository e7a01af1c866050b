function doubled(a) {
  return a.map((x) => x * 2);
}
globalThis.kept = doubled([1, 2, 3]);
