// Calls that hand over an int32, a double and a boolean; the result is a double.
function power(x, n, inverse) {
  if (n === 0) return 1.5;
  return inverse ? power(x, n - 1, inverse) / x : power(x, n - 1, inverse) * x;
}
globalThis.kept = power(2.5, 3, true) + power(0.5, 1, false);
