// AES-128 by tables of 32-bit words, in counter mode and back, with the tables made at the start.
// Hot: table lookups in Int32Arrays, shifts, xor, byte stores into Uint8Arrays.

var SBOX = new Uint8Array(256), INVERSE = new Uint8Array(256);
var T0 = new Int32Array(256), T1 = new Int32Array(256), T2 = new Int32Array(256), T3 = new Int32Array(256);
var D0 = new Int32Array(256), D1 = new Int32Array(256), D2 = new Int32Array(256), D3 = new Int32Array(256);

function times(a, b) {
  var product = 0;
  while (b !== 0) {
    if (b & 1) product ^= a;
    a = (a << 1) ^ (a & 128 ? 0x11b : 0);
    b >>= 1;
  }
  return product & 255;
}

function turn(word) {
  return (word >>> 8) | (word << 24);
}

(function makeTables() {
  var p = 1, q = 1, i;
  do {
    p = times(p, 3);
    q = times(q, 0xf6); // the inverse of 3, so that p * q stays 1
    var s = q ^ (q << 1) ^ (q << 2) ^ (q << 3) ^ (q << 4);
    SBOX[p] = ((s >> 8) ^ (s & 255) ^ 0x63) & 255;
  } while (p !== 1);
  SBOX[0] = 0x63;
  for (i = 0; i < 256; i++) INVERSE[SBOX[i]] = i;
  for (i = 0; i < 256; i++) {
    var e = SBOX[i], d = INVERSE[i];
    T0[i] = (times(e, 2) << 24) | (e << 16) | (e << 8) | times(e, 3);
    T1[i] = turn(T0[i]);
    T2[i] = turn(T1[i]);
    T3[i] = turn(T2[i]);
    D0[i] = (times(d, 14) << 24) | (times(d, 9) << 16) | (times(d, 13) << 8) | times(d, 11);
    D1[i] = turn(D0[i]);
    D2[i] = turn(D1[i]);
    D3[i] = turn(D2[i]);
  }
})();

function word(bytes, at) {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

function substitute(w) {
  return (SBOX[w >>> 24] << 24) | (SBOX[(w >>> 16) & 255] << 16) | (SBOX[(w >>> 8) & 255] << 8) | SBOX[w & 255];
}

function Aes(key) {
  var round = 1, i;
  this.encryptKey = new Int32Array(44);
  this.decryptKey = new Int32Array(44);
  for (i = 0; i < 4; i++) this.encryptKey[i] = word(key, 4 * i);
  for (i = 4; i < 44; i++) {
    var w = this.encryptKey[i - 1];
    if (i % 4 === 0) {
      w = substitute((w << 8) | (w >>> 24)) ^ (round << 24);
      round = times(round, 2);
    }
    this.encryptKey[i] = this.encryptKey[i - 4] ^ w;
  }
  for (i = 0; i < 44; i++) {
    var k = this.encryptKey[40 - (i & ~3) + (i & 3)];
    if (i >= 4 && i < 40) {
      k = substitute(k);
      k = D0[k >>> 24] ^ D1[(k >>> 16) & 255] ^ D2[(k >>> 8) & 255] ^ D3[k & 255];
    }
    this.decryptKey[i] = k;
  }
}

function store(bytes, at, w) {
  bytes[at] = w >>> 24;
  bytes[at + 1] = w >>> 16;
  bytes[at + 2] = w >>> 8;
  bytes[at + 3] = w;
}

Aes.prototype.encrypt = function (input, from, output, to) {
  var key = this.encryptKey, k = 4, s = SBOX;
  var a = word(input, from) ^ key[0], b = word(input, from + 4) ^ key[1];
  var c = word(input, from + 8) ^ key[2], d = word(input, from + 12) ^ key[3];
  for (var round = 1; round < 10; round++) {
    var a1 = T0[a >>> 24] ^ T1[(b >>> 16) & 255] ^ T2[(c >>> 8) & 255] ^ T3[d & 255] ^ key[k++];
    var b1 = T0[b >>> 24] ^ T1[(c >>> 16) & 255] ^ T2[(d >>> 8) & 255] ^ T3[a & 255] ^ key[k++];
    var c1 = T0[c >>> 24] ^ T1[(d >>> 16) & 255] ^ T2[(a >>> 8) & 255] ^ T3[b & 255] ^ key[k++];
    var d1 = T0[d >>> 24] ^ T1[(a >>> 16) & 255] ^ T2[(b >>> 8) & 255] ^ T3[c & 255] ^ key[k++];
    a = a1;
    b = b1;
    c = c1;
    d = d1;
  }
  store(output, to, ((s[a >>> 24] << 24) | (s[(b >>> 16) & 255] << 16) | (s[(c >>> 8) & 255] << 8) | s[d & 255]) ^ key[40]);
  store(output, to + 4, ((s[b >>> 24] << 24) | (s[(c >>> 16) & 255] << 16) | (s[(d >>> 8) & 255] << 8) | s[a & 255]) ^ key[41]);
  store(output, to + 8, ((s[c >>> 24] << 24) | (s[(d >>> 16) & 255] << 16) | (s[(a >>> 8) & 255] << 8) | s[b & 255]) ^ key[42]);
  store(output, to + 12, ((s[d >>> 24] << 24) | (s[(a >>> 16) & 255] << 16) | (s[(b >>> 8) & 255] << 8) | s[c & 255]) ^ key[43]);
};

Aes.prototype.decrypt = function (input, from, output, to) {
  var key = this.decryptKey, k = 4, s = INVERSE;
  var a = word(input, from) ^ key[0], b = word(input, from + 4) ^ key[1];
  var c = word(input, from + 8) ^ key[2], d = word(input, from + 12) ^ key[3];
  for (var round = 1; round < 10; round++) {
    var a1 = D0[a >>> 24] ^ D1[(d >>> 16) & 255] ^ D2[(c >>> 8) & 255] ^ D3[b & 255] ^ key[k++];
    var b1 = D0[b >>> 24] ^ D1[(a >>> 16) & 255] ^ D2[(d >>> 8) & 255] ^ D3[c & 255] ^ key[k++];
    var c1 = D0[c >>> 24] ^ D1[(b >>> 16) & 255] ^ D2[(a >>> 8) & 255] ^ D3[d & 255] ^ key[k++];
    var d1 = D0[d >>> 24] ^ D1[(c >>> 16) & 255] ^ D2[(b >>> 8) & 255] ^ D3[a & 255] ^ key[k++];
    a = a1;
    b = b1;
    c = c1;
    d = d1;
  }
  store(output, to, ((s[a >>> 24] << 24) | (s[(d >>> 16) & 255] << 16) | (s[(c >>> 8) & 255] << 8) | s[b & 255]) ^ key[40]);
  store(output, to + 4, ((s[b >>> 24] << 24) | (s[(a >>> 16) & 255] << 16) | (s[(d >>> 8) & 255] << 8) | s[c & 255]) ^ key[41]);
  store(output, to + 8, ((s[c >>> 24] << 24) | (s[(b >>> 16) & 255] << 16) | (s[(a >>> 8) & 255] << 8) | s[d & 255]) ^ key[42]);
  store(output, to + 12, ((s[d >>> 24] << 24) | (s[(c >>> 16) & 255] << 16) | (s[(b >>> 8) & 255] << 8) | s[a & 255]) ^ key[43]);
};

function hex(bytes) {
  var text = '';
  for (var i = 0; i < bytes.length; i++) text += ('0' + bytes[i].toString(16)).slice(-2);
  return text;
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('aes: ' + what + ' is ' + got);
}

var i, key = new Uint8Array(16), block = new Uint8Array(16), out = new Uint8Array(16);
for (i = 0; i < 16; i++) {
  key[i] = i;
  block[i] = i * 17;
}
var aes = new Aes(key);
aes.encrypt(block, 0, out, 0);
expect('the standard example', hex(out), '69c4e0d86a7b0430d8cdb78070b4c55a');
aes.decrypt(out, 0, out, 0);
expect('its inverse', hex(out), hex(block));

// Cipher block chaining over a buffer, there and back again.
var SIZE = 1 << 20, original = new Uint8Array(SIZE), data = new Uint8Array(SIZE), j, at, sum = 0;
for (i = 0; i < SIZE; i++) original[i] = data[i] = (i ^ (i >> 8)) & 255;
for (var round = 0; round < 66; round++) {
  var previous = new Uint8Array(16), saved = new Uint8Array(16);
  for (at = 0; at < SIZE; at += 16) {
    for (j = 0; j < 16; j++) data[at + j] ^= previous[j];
    aes.encrypt(data, at, data, at);
    for (j = 0; j < 16; j++) previous[j] = data[at + j];
  }
  sum = (sum * 31 + word(data, SIZE - 16)) | 0;
  if (round % 2 === 0) {
    previous = new Uint8Array(16);
    for (at = 0; at < SIZE; at += 16) {
      for (j = 0; j < 16; j++) saved[j] = data[at + j];
      aes.decrypt(data, at, data, at);
      for (j = 0; j < 16; j++) {
        data[at + j] ^= previous[j];
        previous[j] = saved[j];
      }
    }
    if (round === 0) for (i = 0; i < SIZE; i++) if (data[i] !== original[i]) throw new Error('aes: byte ' + i);
  }
}
expect('the sum', sum, -3658368);
console.log('aes: ' + sum);
