// process.exitCode is the status at the normal end.
process.exitCode = 5;
console.log('runs to the end');
const unused = () => { throw new Error('not called'); };
console.log(process.exitCode);
