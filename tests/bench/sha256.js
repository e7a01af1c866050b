// SHA-256 in 32-bit integer arithmetic: of texts in many small pieces and of one large buffer.
// Hot: rotations, |0 additions, >>>, an Int32Array of constants and a schedule of plain numbers.

var K = (function () {
  // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  var constants = new Int32Array(64), found = 0;
  for (var n = 2; found < 64; n++) {
    var prime = true;
    for (var d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) {
      var root = Math.cbrt(n);
      constants[found++] = Math.floor((root - Math.floor(root)) * 4294967296) | 0;
    }
  }
  return constants;
})();

function Sha256() {
  this.h0 = 0x6a09e667 | 0;
  this.h1 = 0xbb67ae85 | 0;
  this.h2 = 0x3c6ef372 | 0;
  this.h3 = 0xa54ff53a | 0;
  this.h4 = 0x510e527f | 0;
  this.h5 = 0x9b05688c | 0;
  this.h6 = 0x1f83d9ab | 0;
  this.h7 = 0x5be0cd19 | 0;
  this.schedule = [];
  for (var i = 0; i < 64; i++) this.schedule.push(0);
  this.block = new Uint8Array(64);
  this.filled = 0;
  this.length = 0;
}

function rotate(word, count) {
  return (word >>> count) | (word << (32 - count));
}

Sha256.prototype.compress = function (bytes, at) {
  var w = this.schedule, i;
  for (i = 0; i < 16; i++, at += 4) {
    w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (i = 16; i < 64; i++) {
    var x = w[i - 15], y = w[i - 2];
    var s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    var s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  var a = this.h0, b = this.h1, c = this.h2, d = this.h3;
  var e = this.h4, f = this.h5, g = this.h6, h = this.h7;
  for (i = 0; i < 64; i++) {
    var t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    var t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  this.h0 = (this.h0 + a) | 0;
  this.h1 = (this.h1 + b) | 0;
  this.h2 = (this.h2 + c) | 0;
  this.h3 = (this.h3 + d) | 0;
  this.h4 = (this.h4 + e) | 0;
  this.h5 = (this.h5 + f) | 0;
  this.h6 = (this.h6 + g) | 0;
  this.h7 = (this.h7 + h) | 0;
};

Sha256.prototype.update = function (bytes) {
  var at = 0;
  this.length += bytes.length;
  if (this.filled > 0) {
    while (this.filled < 64 && at < bytes.length) this.block[this.filled++] = bytes[at++];
    if (this.filled < 64) return this;
    this.compress(this.block, 0);
    this.filled = 0;
  }
  for (; at + 64 <= bytes.length; at += 64) this.compress(bytes, at);
  while (at < bytes.length) this.block[this.filled++] = bytes[at++];
  return this;
};

Sha256.prototype.digest = function () {
  var bits = this.length * 8, i;
  this.block[this.filled++] = 0x80;
  if (this.filled > 56) {
    while (this.filled < 64) this.block[this.filled++] = 0;
    this.compress(this.block, 0);
    this.filled = 0;
  }
  while (this.filled < 56) this.block[this.filled++] = 0;
  var high = Math.floor(bits / 4294967296), low = bits >>> 0;
  for (i = 0; i < 4; i++) {
    this.block[56 + i] = high >>> (24 - 8 * i);
    this.block[60 + i] = low >>> (24 - 8 * i);
  }
  this.compress(this.block, 0);
  var words = [this.h0, this.h1, this.h2, this.h3, this.h4, this.h5, this.h6, this.h7], text = '';
  for (i = 0; i < 8; i++) text += ('00000000' + (words[i] >>> 0).toString(16)).slice(-8);
  return text;
};

function bytesOf(text) {
  var bytes = [];
  for (var i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i) & 255);
  return bytes;
}

function sha256(text) {
  return new Sha256().update(bytesOf(text)).digest();
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('sha256: ' + what + ' is ' + got);
}

expect('nothing', sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
expect('abc', sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');

var chained = 'jsc';
for (var i = 0; i < 70000; i++) chained = sha256(chained);
expect('the chain', chained, 'c8defcd0bd1b8267a83433404974079d1b7f6bf82d9f9e2a97f7e645bdf5ca06');

var megabyte = new Uint8Array(1 << 20);
for (i = 0; i < megabyte.length; i++) megabyte[i] = (i * 7 + (i >> 8)) & 255;
var large = new Sha256();
for (i = 0; i < 105; i++) large.update(i % 2 === 0 ? megabyte : megabyte.subarray(i * 1000));
var digest = large.digest();
expect('the buffer', digest, 'fdb4c5a5b20a4362d71d38d452a645ca89114c34982613bc470233e909966c73');
console.log('sha256: ' + chained.slice(0, 16) + ' ' + digest.slice(0, 16));
