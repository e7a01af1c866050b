// Fallthrough, default in the middle, strict comparison, evaluation order of cases.
const f = (x) => {
  const out = [];
  switch (x) {
    case 1: out.push('one');
    case 2: out.push('two'); break;
    default: out.push('default');
    case 3: out.push('three'); break;
    case 4: out.push('four');
  }
  return out.join('+');
};
console.log([1, 2, 3, 4, 5, '1'].map(f));

const tested = [];
const t = (v) => (tested.push(v), v);
switch (2) {
  case t(1):
  case t(2):
  case t(3):
    tested.push('hit');
}
console.log(tested);

switch (NaN) {
  case NaN: console.log('never'); break;
  default: console.log('NaN is no case');
}
switch (-0) {
  case 0: console.log('-0 is 0');
}
switch (true) {
  case 1 > 2: console.log('no'); break;
  case 2 > 1: console.log('switch (true)'); break;
}
switch ('x') {}
switch (0) { default: }

const strings = (s) => {
  switch (s) {
    case 'a' + 'b': return 1;
    case 'long'.repeat(2): return 2;
    case null: return 3;
    case undefined: return 4;
  }
  return 0;
};
console.log(strings('ab'), strings('longlong'), strings(null), strings(), strings('c'));
