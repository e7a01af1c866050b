// A top-level binding that is read too early ends the program.
const read = () => value;
try {
  read();
} catch (e) {
  console.log('caught', e.message);
}
console.log(read());
let value = 1;
console.log('never');
