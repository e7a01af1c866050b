// Dense linear algebra on Float64Array, Float32Array and Int32Array: products, a solver, a power of Fibonacci.
// Hot: typed array elements, index arithmetic, bounds checks that a compiler can remove.

class Matrix {
  constructor(rows, columns, elements = new Float64Array(rows * columns)) {
    this.rows = rows;
    this.columns = columns;
    this.elements = elements;
  }

  static generate(rows, columns, element, Type = Float64Array) {
    const elements = new Type(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) elements[i * columns + j] = element(i, j);
    }
    return new Matrix(rows, columns, elements);
  }

  static identity(size) {
    return Matrix.generate(size, size, (i, j) => (i === j ? 1 : 0));
  }

  times(other) {
    const { rows, columns: inner, elements: a } = this;
    const { columns, elements: b } = other;
    const product = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < inner; k++) {
        const factor = a[i * inner + k];
        for (let j = 0; j < columns; j++) product[i * columns + j] += factor * b[k * columns + j];
      }
    }
    return new Matrix(rows, columns, product);
  }

  transpose() {
    const { rows, columns, elements } = this;
    const result = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) result[j * rows + i] = elements[i * columns + j];
    }
    return new Matrix(columns, rows, result);
  }

  // The row-by-column form, which reads its second operand against the grain.
  timesByDots(other) {
    const { rows, columns: inner, elements: a } = this;
    const { columns, elements: b } = other;
    const product = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * columns + j];
        product[i * columns + j] = sum;
      }
    }
    return new Matrix(rows, columns, product);
  }

  // Gauss elimination with row exchange; the right side is consumed.
  solve(right) {
    const n = this.rows;
    const a = this.elements.slice();
    const x = right.slice();
    for (let column = 0; column < n; column++) {
      let pivot = column;
      for (let row = column + 1; row < n; row++) {
        if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
      }
      if (pivot !== column) {
        for (let j = 0; j < n; j++) {
          [a[column * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[column * n + j]];
        }
        [x[column], x[pivot]] = [x[pivot], x[column]];
      }
      for (let row = column + 1; row < n; row++) {
        const factor = a[row * n + column] / a[column * n + column];
        if (factor === 0) continue;
        for (let j = column; j < n; j++) a[row * n + j] -= factor * a[column * n + j];
        x[row] -= factor * x[column];
      }
    }
    for (let row = n - 1; row >= 0; row--) {
      for (let j = row + 1; j < n; j++) x[row] -= a[row * n + j] * x[j];
      x[row] /= a[row * n + row];
    }
    return x;
  }
}

// Integer matrices modulo a number: one more element type through the same shape of loop.
const powerModulo = (base, size, exponent, modulus) => {
  const multiply = (a, b) => {
    const c = new Int32Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum = (sum + a[i * size + k] * b[k * size + j]) % modulus;
        c[i * size + j] = sum;
      }
    }
    return c;
  };
  let result = Int32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
  for (; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = multiply(result, base);
    base = multiply(base, base);
  }
  return result;
};

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`matrix: ${what} is ${got}, not ${wanted}`);
};

const SIZE = 400;
const a = Matrix.generate(SIZE, SIZE, (i, j) => ((i * 7 + j * 3) % 11) - 5);
const b = Matrix.generate(SIZE, SIZE, (i, j) => ((i * 5 + j * 13) % 17) - 8, Float32Array);

let trace = 0;
for (let round = 0; round < 3; round++) {
  const product = a.times(b);
  const other = b.transpose().timesByDots(a.transpose()).transpose();
  product.elements.forEach((v, i) => {
    if (v !== other.elements[i]) throw new Error(`matrix: products differ at ${i}`);
  });
  for (let i = 0; i < SIZE; i++) trace += product.elements[i * SIZE + i];
}

const system = Matrix.generate(SIZE, SIZE, (i, j) => (i === j ? SIZE : 0) + ((i * 31 + j * 17) % 23) / 23);
const wanted = Float64Array.from({ length: SIZE }, (_, i) => i - SIZE / 2);
let worst = 0;
for (let round = 0; round < 5; round++) {
  const solution = system.solve(system.times(new Matrix(SIZE, 1, wanted)).elements);
  worst = solution.reduce((max, v, i) => Math.max(max, Math.abs(v - wanted[i])), worst);
}
if (!(worst < 1e-9)) throw new Error(`matrix: solution off by ${worst}`);

const [, fibonacci] = powerModulo(Int32Array.of(1, 1, 1, 0), 2, 1e15, 1000003);
const companion = Int32Array.from({ length: 40 * 40 }, (_, i) => (i < 40 ? (i * i) % 7 : (i - 40) % 41 === 0 ? 1 : 0));
const [sequence] = powerModulo(companion, 40, 123456789, 40009);

const line = `${trace} ${fibonacci} ${sequence}`;
expect('the line', line, '-726 476133 10026');
console.log(`matrix: ${line}`);
