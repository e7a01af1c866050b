function total(list) {
  let t = 0;
  for (const [k, v] of list) t += v;
  return t;
}
globalThis.kept = total;
