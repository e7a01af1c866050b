// Integers of thousands of digits on plain arrays: pi by two formulas, a factorial and its digits.
// Hot: carries through arrays of small integers, products that just fit a double, Math.floor, %.

var BASE = 10000000, WIDTH = 7; // least significant first in Big, most significant first in Fixed

function Big(digits) {
  this.digits = digits;
}

Big.of = function (n) {
  var digits = [];
  do {
    digits.push(n % BASE);
    n = Math.floor(n / BASE);
  } while (n > 0);
  return new Big(digits);
};

Big.prototype.timesSmall = function (n) {
  var carry = 0, result = [];
  for (var i = 0; i < this.digits.length; i++) {
    var product = this.digits[i] * n + carry;
    carry = Math.floor(product / BASE);
    result.push(product - carry * BASE);
  }
  while (carry > 0) {
    result.push(carry % BASE);
    carry = Math.floor(carry / BASE);
  }
  return new Big(result);
};

Big.prototype.times = function (other) {
  var a = this.digits, b = other.digits, result = [], i, j;
  for (i = 0; i < a.length + b.length; i++) result.push(0);
  for (i = 0; i < a.length; i++) {
    var carry = 0, digit = a[i];
    for (j = 0; j < b.length; j++) {
      var sum = result[i + j] + digit * b[j] + carry;
      carry = Math.floor(sum / BASE);
      result[i + j] = sum - carry * BASE;
    }
    result[i + b.length] += carry;
  }
  while (result.length > 1 && result[result.length - 1] === 0) result.pop();
  return new Big(result);
};

Big.prototype.power = function (n) {
  var result = Big.of(1), square = this;
  for (; n > 0; n = n >> 1) {
    if (n & 1) result = result.times(square);
    if (n > 1) square = square.times(square);
  }
  return result;
};

Big.prototype.toString = function () {
  var text = String(this.digits[this.digits.length - 1]);
  for (var i = this.digits.length - 2; i >= 0; i--) text += ('000000' + this.digits[i]).slice(-WIDTH);
  return text;
};

function digitSum(text) {
  var sum = 0;
  for (var i = 0; i < text.length; i++) sum += text.charCodeAt(i) - 48;
  return sum;
}

// Fixed-point numbers: an array with the integer part first.
function fixed(integer, size) {
  var digits = [integer];
  while (digits.length < size) digits.push(0);
  return digits;
}

function divide(digits, by, from) {
  var rest = 0;
  for (var i = from; i < digits.length; i++) {
    var n = rest * BASE + digits[i], q = Math.floor(n / by);
    digits[i] = q;
    rest = n - q * by;
  }
}

function divideInto(digits, by, from, result) {
  var rest = 0;
  for (var i = from; i < digits.length; i++) {
    var n = rest * BASE + digits[i], q = Math.floor(n / by);
    result[i] = q;
    rest = n - q * by;
  }
}

function add(digits, other, from, sign) {
  var carry = 0;
  for (var i = digits.length - 1; i >= from; i--) {
    var n = digits[i] + sign * other[i] + carry;
    carry = 0;
    if (n >= BASE) {
      n -= BASE;
      carry = 1;
    } else if (n < 0) {
      n += BASE;
      carry = -1;
    }
    digits[i] = n;
  }
  for (; carry !== 0 && i >= 0; i--) {
    var m = digits[i] + carry;
    carry = m >= BASE ? 1 : m < 0 ? -1 : 0;
    digits[i] = m - carry * BASE;
  }
}

// factor * arctan(1 / x) by its series
function arctan(factor, x, size) {
  var power = fixed(factor, size), sum = fixed(0, size), term = fixed(0, size), from = 0, sign = 1;
  divide(power, x, 0);
  for (var n = 1; from < size; n += 2, sign = -sign) {
    divideInto(power, n, from, term);
    add(sum, term, from, sign);
    divide(power, x * x, from);
    while (from < size && power[from] === 0) term[from++] = 0;
  }
  return sum;
}

function pi(terms, size) {
  var sum = fixed(0, size);
  for (var i = 0; i < terms.length; i += 2) {
    add(sum, arctan(Math.abs(terms[i]), terms[i + 1], size), 0, terms[i] < 0 ? -1 : 1);
  }
  var text = sum[0] + '.';
  for (i = 1; i < sum.length - 2; i++) text += ('000000' + sum[i]).slice(-WIDTH);
  return text;
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('big-integers: ' + what + ' is ' + got);
}

var SIZE = 2000;
var machin = pi([16, 5, -4, 239], SIZE);
expect('pi', machin.slice(0, 30), '3.1415926535897932384626433832');
expect('the 762nd decimal', machin.substr(763, 6), '999999');
expect('pi another way', pi([48, 18, 32, 57, -20, 239], SIZE), machin);

var factorial = Big.of(1);
for (var i = 2; i <= 9000; i++) factorial = factorial.timesSmall(i);
var digits = String(factorial);
expect('digits of 9000!', digits.length, 31682);

var mersenne = String(Big.of(2).power(44497)); // 2^44497 - 1 is prime
expect('digits of 2^44497', mersenne.length, 13395);
expect('its end', mersenne.slice(-9), '011228672');
var line = digitSum(machin) + ' ' + digitSum(digits) + ' ' + digitSum(mersenne);
expect('the sum', line, '62739 132777 60338');
console.log('big-integers: ' + line);
