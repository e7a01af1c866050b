// The largest singular value of an infinite matrix by power iteration: double arithmetic and plain arrays.
// Hot: a tiny function called from a double loop, integer-to-double division, arrays of doubles.

function entry(row, column) {
  return 1 / ((((row + column) * (row + column + 1)) >> 1) + row + 1);
}

function multiply(vector, result) {
  var n = vector.length;
  for (var i = 0; i < n; i++) {
    var sum = 0;
    for (var j = 0; j < n; j++) sum += entry(i, j) * vector[j];
    result[i] = sum;
  }
}

function multiplyTransposed(vector, result) {
  var n = vector.length;
  for (var i = 0; i < n; i++) {
    var sum = 0;
    for (var j = 0; j < n; j++) sum += entry(j, i) * vector[j];
    result[i] = sum;
  }
}

function spectralNorm(n, rounds) {
  var u = [], v = [], w = [], i;
  for (i = 0; i < n; i++) {
    u.push(1);
    v.push(0);
    w.push(0);
  }
  for (i = 0; i < rounds; i++) {
    multiply(u, w);
    multiplyTransposed(w, v);
    multiply(v, w);
    multiplyTransposed(w, u);
  }
  var uv = 0, vv = 0;
  for (i = 0; i < n; i++) {
    uv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  return Math.sqrt(uv / vv);
}

if (spectralNorm(100, 10).toFixed(9) !== '1.274219991') throw new Error('spectral-norm: wrong at 100');
var norm = spectralNorm(4400, 10).toFixed(9);
if (norm !== '1.274224153') throw new Error('spectral-norm: ' + norm);
console.log('spectral-norm: ' + norm);
