// process.exit ends at once with its status, past finally and what follows.
console.log('before');
try {
  process.exit(3);
} finally {
  console.log('never');
}
