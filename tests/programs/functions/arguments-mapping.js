// Mapped arguments: deletion, redefinition, and the generic ways of reading them.
function h(a,b){ delete arguments[0]; b=8; return [arguments[1], Object.keys(arguments), 0 in arguments, arguments[0], [...arguments], a] } console.log(h(1,2,3));
function h2(a,b){ delete arguments[0]; arguments[0]=5; b=8; return [a, arguments[0], Object.entries(arguments)] } console.log(h2(1,2,3));
function h3(a,b){ Object.defineProperty(arguments,'0',{value:7, writable:false}); b=8; return [a, arguments[0], Object.entries(arguments).length] } console.log(h3(1,2,3));
function h4(a,b){ Object.defineProperty(arguments,'0',{get(){return 'g'}}); a=9; return [a, arguments[0], arguments[1]] } console.log(h4(1,2,3));
function h5(a){ for (const x of arguments) { a = 7; console.log(x) } return Array.prototype.slice.call(arguments) } console.log(h5(1,2,3));
function h6(a,b){ Array.prototype.shift.call(arguments); return [a,b,arguments.length,arguments[0]] } console.log(h6(1,2,3));
function h7(a,b){ return ((...x) => x)(...arguments, ...Array.prototype.map.call(arguments, x => x*2)) } console.log(h7(1,2,3));
