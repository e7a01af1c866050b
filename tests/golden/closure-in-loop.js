function each(list) {
  const out = [];
  for (let i = 0; i < list.length; i++) out.push(() => i);
  return out;
}
globalThis.kept = each;
