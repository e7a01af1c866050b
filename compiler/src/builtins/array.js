// Array.prototype methods that call back, from where the receiver is known to be an array and the callback a function. They do what
// `runtime/src/builtins/array` does, call by call; `append`, `call`, `hole` and `throwTypeError` are operations
// (`compiler/frontend/src/lower/intrinsic.rs`).
'use strict';
({
  // 23.1.3.6 Array.prototype.every ( callback [ , thisArg ] )
  every(callback, thisArg) {
    const length = this.length;
    for (let k = 0; k < length; k++) {
      if (k in this && !call(callback, thisArg, this[k], k, this)) return false;
    }
    return true;
  },

  // 23.1.3.29 Array.prototype.some ( callback [ , thisArg ] )
  some(callback, thisArg) {
    const length = this.length;
    for (let k = 0; k < length; k++) {
      if (k in this && call(callback, thisArg, this[k], k, this)) return true;
    }
    return false;
  },

  // 23.1.3.15 Array.prototype.forEach ( callback [ , thisArg ] )
  forEach(callback, thisArg) {
    const length = this.length;
    for (let k = 0; k < length; k++) {
      if (k in this) call(callback, thisArg, this[k], k, this);
    }
  },

  // 23.1.3.21 Array.prototype.map ( callback [ , thisArg ] ), where the species is Array
  map(callback, thisArg) {
    const length = this.length;
    const result = [];
    for (let k = 0; k < length; k++) {
      if (k in this) append(result, call(callback, thisArg, this[k], k, this));
      else append(result, hole());
    }
    return result;
  },

  // 23.1.3.8 Array.prototype.filter ( callback [ , thisArg ] ), where the species is Array
  filter(callback, thisArg) {
    const result = [];
    const length = this.length;
    for (let k = 0; k < length; k++) {
      if (k in this) {
        const value = this[k];
        if (call(callback, thisArg, value, k, this)) append(result, value);
      }
    }
    return result;
  },

  // 23.1.3.24 Array.prototype.reduce ( callback [ , initialValue ] ), without an initial value
  reduce(callback) {
    const length = this.length;
    let k = 0;
    while (k < length && !(k in this)) k++;
    if (k >= length) throwTypeError('Reduce of empty array with no initial value');
    let accumulator = this[k];
    for (k++; k < length; k++) {
      if (k in this) accumulator = call(callback, undefined, accumulator, this[k], k, this);
    }
    return accumulator;
  },

  // The same with an initial value.
  reduce(callback, accumulator) {
    const length = this.length;
    for (let k = 0; k < length; k++) {
      if (k in this) accumulator = call(callback, undefined, accumulator, this[k], k, this);
    }
    return accumulator;
  },

  // 23.1.3.25 Array.prototype.reduceRight ( callback [ , initialValue ] ), without an initial value
  reduceRight(callback) {
    let k = this.length - 1;
    while (k >= 0 && !(k in this)) k--;
    if (k < 0) throwTypeError('Reduce of empty array with no initial value');
    let accumulator = this[k];
    for (k--; k >= 0; k--) {
      if (k in this) accumulator = call(callback, undefined, accumulator, this[k], k, this);
    }
    return accumulator;
  },

  // The same with an initial value.
  reduceRight(callback, accumulator) {
    for (let k = this.length - 1; k >= 0; k--) {
      if (k in this) accumulator = call(callback, undefined, accumulator, this[k], k, this);
    }
    return accumulator;
  },

  // 23.1.3.9 Array.prototype.find ( predicate [ , thisArg ] )
  find(predicate, thisArg) {
    const length = this.length;
    for (let k = 0; k < length; k++) {
      const value = this[k];
      if (call(predicate, thisArg, value, k, this)) return value;
    }
  },

  // 23.1.3.10 Array.prototype.findIndex ( predicate [ , thisArg ] )
  findIndex(predicate, thisArg) {
    const length = this.length;
    for (let k = 0; k < length; k++) {
      if (call(predicate, thisArg, this[k], k, this)) return k;
    }
    return -1;
  },

  // 23.1.3.11 Array.prototype.findLast ( predicate [ , thisArg ] )
  findLast(predicate, thisArg) {
    for (let k = this.length - 1; k >= 0; k--) {
      const value = this[k];
      if (call(predicate, thisArg, value, k, this)) return value;
    }
  },

  // 23.1.3.12 Array.prototype.findLastIndex ( predicate [ , thisArg ] )
  findLastIndex(predicate, thisArg) {
    for (let k = this.length - 1; k >= 0; k--) {
      if (call(predicate, thisArg, this[k], k, this)) return k;
    }
    return -1;
  },

  // 23.1.3.30 Array.prototype.sort ( comparator ), with a comparator: the merge sort of `sort.rs`, comparison by comparison.
  sort(comparator) {
    const length = this.length;
    const list = [];
    let count = 0;
    for (let k = 0; k < length; k++) {
      if (k in this) {
        append(list, this[k]);
        count++;
      }
    }
    // Undefined values go to the end.
    let n = 0;
    for (let k = 0; k < count; k++) {
      if (list[k] !== undefined) {
        if (n !== k) {
          const value = list[k];
          list[k] = list[n];
          list[n] = value;
        }
        n++;
      }
    }
    let minimum = n, odd = 0;
    while (minimum >= 64) {
      odd |= minimum & 1;
      minimum >>= 1;
    }
    minimum += odd;
    // Sorted runs, longer towards the front.
    const starts = [], lengths = [], spare = [];
    let runs = 0, places = 0, room = 0, start = 0;
    while (start < n) {
      // Length of the run at `start`; one that strictly descends is reversed.
      let end = start + 1;
      if (end < n) {
        const descending = +call(comparator, undefined, list[end], list[start]) < 0;
        end++;
        while (end < n && +call(comparator, undefined, list[end], list[end - 1]) < 0 === descending) end++;
        if (descending) {
          for (let i = start, j = end - 1; i < j; i++, j--) {
            const value = list[i];
            list[i] = list[j];
            list[j] = value;
          }
        }
      }
      // A short one is extended by binary insertion.
      if (end - start < minimum) {
        const wanted = n - start < minimum ? n : start + minimum;
        for (; end < wanted; end++) {
          const value = list[end];
          let low = start, high = end;
          while (low < high) {
            const middle = (low + high) >> 1;
            if (+call(comparator, undefined, value, list[middle]) < 0) high = middle;
            else low = middle + 1;
          }
          for (let i = end; i > low; i--) list[i] = list[i - 1];
          list[low] = value;
        }
      }
      if (runs === places) {
        append(starts, start);
        append(lengths, end - start);
        places++;
      } else {
        starts[runs] = start;
        lengths[runs] = end - start;
      }
      runs++;
      start = end;
      // Merge until each run is longer than the two behind it together.
      while (runs > 1) {
        const last = lengths[runs - 1], before = lengths[runs - 2];
        let at = runs - 2;
        if (runs > 2) {
          const third = lengths[runs - 3];
          if (start < n && before > last && third > before + last) break;
          // Merge the middle one with the shorter neighbour.
          if (third < last) at--;
        } else if (start < n && before > last) break;
        const from = starts[at], left = lengths[at], right = lengths[at + 1];
        const middle = from + left, to = middle + right;
        // Already in order?
        if (+call(comparator, undefined, list[middle], list[middle - 1]) < 0) {
          for (; room <= n >> 1; room++) append(spare, list[0]);
          if (left <= right) {
            // The left run goes to `spare`; fill from the front.
            for (let i = 0; i < left; i++) spare[i] = list[from + i];
            let a = 0, b = middle, place = from;
            while (a < left && b < to) {
              const first = spare[a], second = list[b];
              if (+call(comparator, undefined, second, first) < 0) {
                list[place] = second;
                b++;
              } else {
                list[place] = first;
                a++;
              }
              place++;
            }
            for (; a < left; a++) {
              list[place] = spare[a];
              place++;
            }
          } else {
            // The right run goes to `spare`; fill from the back.
            for (let i = 0; i < right; i++) spare[i] = list[middle + i];
            let a = middle - 1, b = right - 1, place = to - 1;
            while (a >= from && b >= 0) {
              const first = list[a], second = spare[b];
              if (+call(comparator, undefined, second, first) < 0) {
                list[place] = first;
                a--;
              } else {
                list[place] = second;
                b--;
              }
              place--;
            }
            for (; b >= 0; b--) {
              list[place] = spare[b];
              place--;
            }
          }
        }
        lengths[at] = left + right;
        // The run behind it is gone.
        for (let i = at + 1; i < runs - 1; i++) {
          starts[i] = starts[i + 1];
          lengths[i] = lengths[i + 1];
        }
        runs--;
      }
    }
    for (let k = 0; k < count; k++) this[k] = list[k];
    // NOTE: holes are preserved, at the end.
    for (let k = count; k < length; k++) {
      if (k in this) delete this[k];
    }
    return this;
  },
});
