// break, continue and return that pass through finally, and finally that overrides them.
const log = [];
for (let i = 0; i < 4; i++) {
  try {
    if (i === 1) continue;
    if (i === 3) break;
    log.push('body' + i);
  } finally {
    log.push('finally' + i);
  }
}
console.log(log.join(' '));

const order = [];
const f = () => {
  try {
    try {
      return order.push('inner') && 'value';
    } finally {
      order.push('first');
    }
  } finally {
    order.push('second');
  }
};
console.log(f(), order);

const override = () => {
  try {
    return 1;
  } finally {
    return 2;
  }
};
const swallow = () => {
  for (;;) {
    try {
      throw new Error('lost');
    } finally {
      break;
    }
  }
  return 'swallowed';
};
const late = () => {
  let x = 1;
  try {
    return x;
  } finally {
    x = 2;
  }
};
const resumed = () => {
  let n = 0;
  outer: while (true) {
    n++;
    try {
      return 'returned';
    } finally {
      if (n < 3) continue outer;
      if (n === 3) break outer;
    }
  }
  return 'after ' + n;
};
console.log(override(), swallow(), late(), resumed());

const nested = () => {
  const seen = [];
  a: for (let i = 0; i < 2; i++) {
    try {
      for (let j = 0; j < 2; j++) {
        try {
          if (i === 0) continue a;
          seen.push(i + '' + j);
        } finally {
          seen.push('in');
        }
      }
    } finally {
      seen.push('out');
    }
  }
  return seen.join();
};
console.log(nested());
