// Compression of bytes: a dictionary coder with a hash chain (manner of LZ77) and one with a table (LZW).
// Hot: Uint8Array and Int32Array elements, bit twiddling, inner loops that compare bytes.

const MIN_MATCH = 3;
const MAX_MATCH = 130;
const WINDOW = 1 << 15;
const HASH_BITS = 14;

class ByteWriter {
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
    this.length = 0;
  }
  push(byte) {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  }
  finish() {
    return this.bytes.slice(0, this.length);
  }
}

class MatchFinder {
  constructor(input) {
    this.input = input;
    this.heads = new Int32Array(1 << HASH_BITS).fill(-1);
    this.chain = new Int32Array(WINDOW);
    this.length = 0;
    this.distance = 0;
  }
  hash(at) {
    const { input } = this;
    return Math.imul((input[at] << 16) | (input[at + 1] << 8) | input[at + 2], 0x9e3779b1) >>> (32 - HASH_BITS);
  }
  insert(at) {
    if (at + MIN_MATCH > this.input.length) return;
    const h = this.hash(at);
    this.chain[at & (WINDOW - 1)] = this.heads[h];
    this.heads[h] = at;
  }
  find(at, tries) {
    const { input, chain } = this;
    this.length = 0;
    if (at + MIN_MATCH > input.length) return false;
    const limit = Math.min(MAX_MATCH, input.length - at);
    let candidate = this.heads[this.hash(at)];
    while (candidate >= 0 && at - candidate < WINDOW && tries-- > 0) {
      if (input[candidate + this.length] === input[at + this.length]) {
        let length = 0;
        while (length < limit && input[candidate + length] === input[at + length]) length++;
        if (length > this.length) {
          this.length = length;
          this.distance = at - candidate;
          if (length === limit) break;
        }
      }
      candidate = chain[candidate & (WINDOW - 1)];
    }
    return this.length >= MIN_MATCH;
  }
}

// Control byte 0-127: that many literals plus one follow; 128-255: a match, then its distance in two bytes.
const compress = (input) => {
  const out = new ByteWriter(input.length >> 1);
  const finder = new MatchFinder(input);
  let literals = 0;
  let at = 0;
  const flush = () => {
    while (literals > 0) {
      const count = Math.min(literals, 128);
      out.push(count - 1);
      for (let i = at - literals; i < at - literals + count; i++) out.push(input[i]);
      literals -= count;
    }
  };
  while (at < input.length) {
    if (finder.find(at, 16)) {
      const { length, distance } = finder;
      flush();
      out.push(128 + length - MIN_MATCH);
      out.push(distance >> 8);
      out.push(distance & 255);
      for (const end = at + length; at < end; at++) finder.insert(at);
    } else {
      finder.insert(at++);
      literals++;
    }
  }
  flush();
  return out.finish();
};

const decompress = (packed, size) => {
  const out = new Uint8Array(size);
  let to = 0;
  for (let at = 0; at < packed.length; ) {
    const control = packed[at++];
    if (control < 128) {
      for (let i = 0; i <= control; i++) out[to++] = packed[at++];
    } else {
      const distance = (packed[at] << 8) | packed[at + 1];
      at += 2;
      for (let i = control - 128 + MIN_MATCH; i > 0; i--, to++) out[to] = out[to - distance];
    }
  }
  if (to !== size) throw new Error(`lz: ${to} bytes unpacked`);
  return out;
};

// LZW with codes of 12 bits; the table of (prefix, byte) pairs is an open hash.
const compressCodes = (input) => {
  const keys = new Int32Array(8192).fill(-1);
  const values = new Int16Array(8192);
  const codes = [];
  let next = 256;
  let prefix = input[0];
  for (let i = 1; i < input.length; i++) {
    const key = (prefix << 8) | input[i];
    let slot = (key ^ (key >> 7)) & 8191;
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & 8191;
    if (keys[slot] === key) {
      prefix = values[slot];
      continue;
    }
    codes.push(prefix);
    prefix = input[i];
    if (next < 4096) {
      keys[slot] = key;
      values[slot] = next++;
    } else {
      keys.fill(-1);
      next = 256;
      codes.push(4096);
    }
  }
  codes.push(prefix);
  return codes;
};

const decompressCodes = (codes, size) => {
  const prefixes = new Int16Array(4097);
  const lasts = new Uint8Array(4097).map((_, i) => i);
  const out = new Uint8Array(size);
  const stack = new Uint8Array(4097);
  let next = 256;
  let to = 0;
  let previous = -1;
  let first = 0;
  for (const code of codes) {
    if (code === 4096) {
      next = 256;
      previous = -1;
      continue;
    }
    let depth = 0;
    let at = code;
    if (previous >= 0 && code === next) {
      stack[depth++] = first;
      at = previous;
    }
    while (at >= 256) {
      stack[depth++] = lasts[at];
      at = prefixes[at];
    }
    first = at;
    out[to++] = at;
    while (depth > 0) out[to++] = stack[--depth];
    if (previous >= 0 && next < 4096) {
      prefixes[next] = previous;
      lasts[next++] = first;
    }
    previous = code;
  }
  return out;
};

const adler = (bytes) => {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
};

let seed = 4711;
const random = (limit) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 9) % limit;
};

const prose = (size) => {
  const words = Array.from({ length: 300 }, () => Array.from({ length: 2 + random(8) }, () => 97 + random(26)));
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const word = words[Math.min(random(300), random(300))];
    for (const byte of word) if (at < size) bytes[at++] = byte;
    if (at < size) bytes[at++] = random(12) === 0 ? 10 : 32;
  }
  return bytes;
};

const noise = (size) => Uint8Array.from({ length: size }, () => random(256));

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

const inputs = [prose(600000), noise(60000), new Uint8Array(200000), prose(300000).map((b, i) => (i % 64 ? b : i >> 8))];
const sizes = [];
for (let round = 0; round < 12; round++) {
  for (const input of inputs) {
    const packed = compress(input);
    if (!same(decompress(packed, input.length), input)) throw new Error('lz: round trip differs');
    const codes = compressCodes(input);
    if (!same(decompressCodes(codes, input.length), input)) throw new Error('lz: round trip of codes differs');
    if (round === 0) sizes.push(`${packed.length}/${codes.length}`);
    if (round === 0) sizes.push(adler(packed));
  }
}
const line = sizes.join(' ');
if (line !== '268160/239146 866804469 60469/59008 1276780879 4619/632 1158546196 146510/127769 2455800359') throw new Error(`lz: ${line}`);
console.log(`lz: ${line}`);
