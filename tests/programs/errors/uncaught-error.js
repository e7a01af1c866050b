// Ends with an uncaught error: status 1, the output so far is kept, nothing after it runs.
console.log('before');
function fail(what) {
  throw new TypeError('uncaught ' + what);
}
try {
  fail('one');
} catch (e) {
  console.log('caught', e.message);
} finally {
  console.log('finally');
}
fail('two');
console.log('never');
