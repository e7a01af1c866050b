// Reading or writing let, const and class bindings before their declaration.
const attempt = (name, f) => {
  try {
    console.log(name, f());
  } catch (e) {
    console.log(name, e.name + ': ' + e.message);
  }
};

attempt('read', () => {
  x;
  let x = 1;
});
attempt('write', () => {
  y = 2;
  let y;
});
attempt('typeof', () => {
  typeof z;
  const z = 1;
});
attempt('undeclared typeof', () => typeof neverDeclared);
attempt('class', () => {
  new C();
  class C {}
});
attempt('self', () => {
  let a = a + 1;
});
attempt('closure early', () => {
  const f = () => later;
  f();
  let later = 1;
});
attempt('closure late', () => {
  const f = () => later;
  let later = 1;
  return f();
});
attempt('default parameter', () => ((a = b, b = 1) => a)());
attempt('for-of head', () => {
  for (const v of [v]);
});
attempt('switch', () => {
  switch (1) {
    case 0:
      let s = 1;
    case 1:
      return s;
  }
});
attempt('class heritage', () => {
  class D extends D {}
});
{
  let u;
  attempt('initialised to undefined', () => u);
}
