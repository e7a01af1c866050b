// Without the u flag, characters beyond ASCII never match ASCII ones, and classes fold as single characters do.
console.log(/ſ/i.test('s'), /ı/i.test('I'), /[k]/i.test('\u212a'), /[^k]/i.test('\u212a'), /[å]/i.test('\u212b'));
console.log(/\u212a/i.test('k'), /\u212a/iu.test('k'), /ß/i.test('ẞ'), /ß/iu.test('ẞ'), /σ/i.test('ς'), /É/i.test('é'), /[à-ý]/i.test('Ö'));
