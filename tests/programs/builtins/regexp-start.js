// Where a match may begin: what a pattern says of its first character and of what stands before it must not change what is
// found. Texts with other than ASCII characters are searched without such knowledge.

const texts = [
  '', 'a', 'xyz', 'abc abd ab', 'one two-three_four.5', 'a\nb\r\nc\n\nabc', '12 345 6789 x1234\n55555\n', 'aAbBkKsS_-[]()',
  '-'.repeat(200) + 'ab' + '-a'.repeat(200) + 'b', 'ab'.repeat(50) + 'c', ' '.repeat(100) + '12345 ' + '\n12345',
];
const patterns = [
  /abc/g, /ab|cd|x/g, /a?b*c/g, /a{0,2}b/g, /a{2,}|k/gi, /(?:ab|[c-f])+/g, /(?<digit>\d)\d/g, /\r?\n/g, /-(?!-)/g, /(?=a)ab/g,
  /(?<=\s)\d{5}$/gm, /(?<=\s)\d+/g, /(?<!-)a/g, /(?<![a-c])(?<!\s)b/g, /(?<=a|^)b/g, /(?<=ab)c/g, /(?<=(a))b/g, /(?<=^)a/g,
  /\bab/g, /\Bb/g, /\b-/g, /\B-/g, /\b(?:a|-)/g, /\ba*-/g, /(?:\ba|\bb)./g, /(?:\ba)?b/g, /(\b)a/g, /^a/g, /^ab?|^(x)/g, /^a|b/g,
  /(?:^)?a/g, /(?:^a)/g, /^/g, /^$/gm, /^a/gm, /^./gm, /^[^]/g, /[^]/g, /[]/g, /[]|b/g, /a*/g, /b|/g, /(a)?\1b/g, /(\w)\1/g,
  /\x61b/g, /\u0061b/gu, /[^b-z]/gi, /[A-C]B/gi, /[\d_-]+/g, /[\w.]+$/gm, /\W\w/g, /\S\s/g, /\[\]/g, /.b/g, /.b/gs, /é|a/g, /é|k/gi,
  /[é-ü]|a/g, /S/giu, /\bK/giu, /(?:a|-)b/y, /\d+/y, /^a/y, /a{1/g,
];

const all = (regexp, text) => {
  const found = [];
  regexp.lastIndex = 0;
  for (let m; found.length < 5000 && (m = regexp.exec(text)) !== null;) {
    found.push(`${m.index}:${[...m].join('|')}`);
    if (m[0] === '') regexp.lastIndex++;
  }
  return found;
};

let differences = 0;
for (const regexp of patterns) {
  let line = String(regexp);
  for (const text of texts) {
    const found = all(regexp, text);
    line += ` ${found.length}`;
    // With a wide character at the end, the same is found by patterns that do not see the end.
    const wide = all(regexp, `${text}\u0100`).filter((f) => parseInt(f) <= text.length && !f.includes('\u0100'));
    if (!/\$|\\B|\\b|\^|\*|\|\/|\[\]/.test(regexp.source) && wide.join() !== found.join()) {
      differences++;
      console.log('differs', String(regexp), JSON.stringify(text), found.join(' '), wide.join(' '));
    }
    const global = new RegExp(regexp.source, regexp.flags.replace('y', 'g'));
    const repeated = all(global, text);
    const matches = text.match(global) ?? [];
    const replaced = [];
    text.replace(global, (...m) => (replaced.push(m[0]), ''));
    const iterated = Array.from(text.matchAll(global), (m) => `${m.index}:${[...m].join('|')}`);
    if (matches.join() !== replaced.join() || iterated.join() !== repeated.join() || matches.length !== repeated.length) {
      differences++;
      console.log('differs', String(global), JSON.stringify(text));
    }
  }
  console.log(line);
}
console.log(differences);

// From every index, global and sticky.
const text = 'x a1 -b22\nab ba\n';
for (const source of ['\\b[ab]', '^[ab]', '(?<=[ -])\\w', '\\d+', '^x', '(?<![a-z])b']) {
  for (const flags of ['g', 'y', 'gm', 'ym']) {
    const regexp = new RegExp(source, flags);
    const found = [];
    for (let i = 0; i <= text.length + 1; i++) {
      regexp.lastIndex = i;
      found.push(regexp.exec(text)?.index ?? '-', regexp.lastIndex);
    }
    console.log(source, flags, found.join(' '));
  }
}
console.log('a-b_c'.split(/[-_]/), 'a1b22c'.split(/(\d)/), ''.split(/a/), 'abc'.split(/^a/), 'a\nb'.search(/^b/m), 'ab'.search(/^b/));
