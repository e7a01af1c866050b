// Primes by the sieve of Eratosthenes: over an array of booleans, over bytes, and over bits.
// Hot: strided stores into arrays, growing an array with push, shifts and masks.

function sieveArray(limit) {
  var composite = [], primes = 0;
  for (var i = 0; i <= limit; i++) composite.push(false);
  for (var n = 2; n <= limit; n++) {
    if (composite[n]) continue;
    primes++;
    for (var multiple = n + n; multiple <= limit; multiple += n) composite[multiple] = true;
  }
  return primes;
}

function sieveBytes(limit) {
  var composite = new Uint8Array(limit + 1), primes = 0;
  for (var n = 2; n <= limit; n++) {
    if (composite[n] !== 0) continue;
    primes++;
    for (var multiple = n + n; multiple <= limit; multiple += n) composite[multiple] = 1;
  }
  return primes;
}

// Odd numbers only, 32 to a word.
function sieveBits(limit) {
  var half = limit >> 1, words = new Int32Array((half >> 5) + 1), primes = 1, last = 2;
  for (var i = 1; i < half + (limit & 1); i++) {
    if ((words[i >> 5] & (1 << (i & 31))) !== 0) continue;
    primes++;
    last = 2 * i + 1;
    for (var j = 2 * i * (i + 1); j <= half; j += last) words[j >> 5] |= 1 << (j & 31);
  }
  return { primes: primes, last: last };
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('sieve: ' + what + ' gives ' + got + ', not ' + wanted);
}

for (var round = 0; round < 24; round++) {
  expect('array', sieveArray(1000000), 78498);
  expect('bytes', sieveBytes(1000000), 78498);
}
var last = 0;
for (round = 0; round < 7; round++) {
  var found = sieveBits(10000000);
  expect('bits', found.primes, 664579);
  last = found.last;
}
expect('last', last, 9999991);
console.log('sieve: 78498 664579 ' + last);
