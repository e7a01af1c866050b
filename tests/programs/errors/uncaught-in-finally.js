// finally blocks run on the way out of an uncaught error.
const f = (n) => {
  try {
    if (n === 0) null.property;
    f(n - 1);
  } finally {
    console.log('finally', n);
  }
};
f(3);
