// Look at: the SyntaxError stops the build, so the first greeting is never printed and no executable appears.
var greeting = "Hello";
console.log(greeting);
greeting = ."Hi"
