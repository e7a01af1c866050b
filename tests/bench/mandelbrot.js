// The Mandelbrot set as a bitmap: a tight loop of double arithmetic with an early way out.
// Hot: locals only, comparisons of doubles, bits packed into a Uint8Array.

function escapes(cr, ci, limit) {
  var zr = 0, zi = 0, rr = 0, ii = 0;
  for (var i = 0; i < limit; i++) {
    zi = 2 * zr * zi + ci;
    zr = rr - ii + cr;
    rr = zr * zr;
    ii = zi * zi;
    if (rr + ii > 4) return i;
  }
  return -1;
}

function draw(size, limit) {
  var bytesPerRow = (size + 7) >> 3;
  var bitmap = new Uint8Array(bytesPerRow * size);
  for (var y = 0; y < size; y++) {
    var ci = 2 * y / size - 1;
    for (var x = 0; x < size; x++) {
      var cr = 2 * x / size - 1.5;
      if (escapes(cr, ci, limit) < 0) {
        bitmap[y * bytesPerRow + (x >> 3)] |= 128 >> (x & 7);
      }
    }
  }
  return bitmap;
}

function hash(bytes) {
  var h = 0x811c9dc5 | 0;
  for (var i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i], 16777619);
  return h >>> 0;
}

function population(bytes) {
  var count = 0;
  for (var i = 0; i < bytes.length; i++) {
    for (var b = bytes[i]; b !== 0; b &= b - 1) count++;
  }
  return count;
}

var bitmap = draw(2800, 110);
var line = population(bitmap) + ' ' + hash(bitmap).toString(16);
if (line !== '3022269 98d8a463') throw new Error('mandelbrot: ' + line);
console.log('mandelbrot: ' + line);
