// Automatic semicolon insertion, comments everywhere, odd whitespace and number spellings.
let a = 1
let b = 2
var c = a
+ b
console.log(c)
let d = a
++b
console.log(d, b)
const f = () => {
  return
  'unreachable'
}
console.log(f())
const g = /* inline */ function /* name */ named(/* none */) { // end
  return /* value */ 5 /* here */
}
console.log(g())
;[1, 2].forEach((x) => console.log(x))
;(() => console.log('iife'))()
console.log(0xff, 0b101, 0o17, 1_000_000, .5, 5., 1e3, 0.1e-2, 0XAB)
console.log('\x41\u0042\u{43}\
D', '\0'.length, '\v\b\f'.length, "it's", 'a "q"')
var $ = 1, _ = 2, ünï = 3, \u0061bc = 4
console.log($ + _ + ünï + abc)
do ; while (false) console.log('after do-while')
var if_ = { if: 1, class: 2, new: 3 }
console.log(if_.if + if_.class + if_.new)
if (a) ; else console.log('no')
{} ;;;
console.log(017, 08.5, "\101")
