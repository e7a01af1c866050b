// Look at: the duplicate parameter is an early error of strict code, so "Howdy" is never printed.
console.log("Howdy");
saySomething("Hello", "Hi");
function saySomething(greeting, greeting) {
  "use strict";
  console.log(greeting);
}
