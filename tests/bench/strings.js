// Strings built and taken apart: concatenation in loops, join, slices, split, replaceAll, padding, code units.
// Hot: ropes and their flattening, charCodeAt, Latin-1 and UTF-16 texts, comparison and hashing of strings.

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`strings: ${what} is ${got}, not ${wanted}`);
};

let seed = 99;
const random = (limit) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 9) % limit;
};

const hash = (text) => {
  let h = 5381;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 33) ^ text.charCodeAt(i)) | 0;
  return h;
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ACCENTS = 'áčďéěíňóřšťúůýžαβγδ中文';

const word = (alphabet) => {
  let text = '';
  for (let n = 2 + random(9); n > 0; n--) text += alphabet[random(alphabet.length)];
  return text;
};

// One character at a time, at the end and at the front.
const appended = (count) => {
  let text = '';
  for (let i = 0; i < count; i++) text += LETTERS[i % 26];
  return text;
};
const prepended = (count) => {
  let text = '';
  for (let i = 0; i < count; i++) text = LETTERS[i % 26] + text;
  return text;
};

const escapeHtml = (text) => {
  let result = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    let entity;
    switch (text.charCodeAt(i)) {
      case 34: entity = '&quot;'; break;
      case 38: entity = '&amp;'; break;
      case 60: entity = '&lt;'; break;
      case 62: entity = '&gt;'; break;
      default: continue;
    }
    result += text.slice(from, i) + entity;
    from = i + 1;
  }
  return result + text.slice(from);
};

const table = (rows) =>
  rows
    .map((cells, i) => `<tr class="${i % 2 ? 'odd' : 'even'}">${cells.map((c) => `<td>${escapeHtml(c)}</td>`).join('')}</tr>`)
    .join('\n');

const wrap = (text, width) => {
  const lines = [];
  let line = '';
  for (const part of text.split(' ')) {
    if (line !== '' && line.length + 1 + part.length > width) {
      lines.push(line.padEnd(width, '.'));
      line = part;
    } else {
      line = line === '' ? part : `${line} ${part}`;
    }
  }
  lines.push(line.padStart(width, '.'));
  return lines.join('\n');
};

const caesar = (text, by) => {
  const codes = [];
  for (const c of text) {
    const code = c.codePointAt(0);
    codes.push(code >= 97 && code <= 122 ? ((code - 97 + by) % 26) + 97 : code);
  }
  return String.fromCodePoint(...codes);
};

const editDistance = (a, b) => {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + same);
    }
    previous = current;
  }
  return previous[b.length];
};

let total = 0;
const mix = (value) => {
  total = (Math.imul(total, 31) + value) | 0;
};

for (let round = 0; round < 180; round++) {
  const forward = appended(40000);
  const backward = prepended(40000);
  expect('the mirror', [...backward].reverse().join('') === forward, true);
  mix(hash(forward + backward));

  const alphabet = round % 4 === 0 ? ACCENTS : LETTERS;
  const words = Array.from({ length: 3000 }, () => word(alphabet));
  const text = words.join(' ');
  expect('the count', text.split(' ').length, words.length);
  const wrapped = wrap(text, 60);
  mix(hash(wrapped));
  expect('unwrapped', wrapped.replaceAll('\n', ' ').replaceAll('.', '').trim().length, text.length);

  const html = table(Array.from({ length: 200 }, (_, i) => [`"${words[i]}"`, `a < ${i} && ${i} > b`, words[i + 200]]));
  mix(hash(html));
  mix(html.indexOf('</td>', 5000) * 7 + html.lastIndexOf('<tr'));

  const few = text.slice(0, 2000);
  expect('caesar', caesar(caesar(few, 5), 21), few);
  mix(hash(few.toUpperCase() + few.at(-1)));

  for (let i = 0; i < 60; i++) mix(editDistance(words[i] + words[i + 1], words[i + 1] + words[i + 2]));

  const sorted = words.slice().sort();
  let repeated = 0;
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) repeated++;
    if (sorted[i] < sorted[i - 1]) throw new Error('strings: not sorted');
  }
  mix(repeated);
}

expect('the total', total, -1844709779);
console.log(`strings: ${total}`);
