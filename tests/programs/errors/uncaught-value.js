// Throws something that is no Error: status 1.
console.log('about to throw a plain object');
throw { code: 42 };
