// Shadowing of let, const, class and functions in blocks.
let x = 'outer';
{
  let x = 'inner';
  {
    const x = 'innermost';
    console.log(x);
  }
  console.log(x);
}
console.log(x);
class C {
  static who = 'outer class';
}
{
  class C {
    static who = 'inner class';
  }
  console.log(C.who);
}
console.log(C.who);
const f = () => x;
{
  let x = 'not captured';
  console.log(f());
}
if (true) {
  let y = 1;
  var z = y + 1;
}
console.log(typeof y, z);
try {
  let x = 'in try';
  throw x;
} catch (x) {
  {
    let x = 'in catch';
    console.log(x);
  }
  console.log(x);
}
const counters = [];
{
  let count = 0;
  counters.push(() => ++count, () => --count);
}
console.log(counters[0](), counters[0](), counters[1]());
function parameters(a) {
  {
    let a = 'block';
  }
  return a;
}
console.log(parameters('parameter'));
let let1 = 1, undef;
console.log(let1, undef);
