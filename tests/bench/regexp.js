// Regular expressions over made-up text: global and sticky matching, groups, look-around, replacement by function.
// Hot: the matching engine, the making of match objects, lastIndex, callbacks from replace.

const expect = (what, got, wanted) => {
  if (got !== wanted) throw new Error(`regexp: ${what} is ${got}, not ${wanted}`);
};

let seed = 77;
const random = (limit) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 9) % limit;
};
const pick = (list) => list[random(list.length)];
const two = (n) => String(n).padStart(2, '0');

const USERS = ['ada', 'grace.h', 'linus', 'don_k', 'barbara'];
const PATHS = ['/', '/index.html', '/images/logo.png?size=2', '/api/v2/items/42', '/search?q=a+b&lang=en', '/docs/a%20b.pdf'];

const logLine = () => {
  const address = [random(256), random(256), random(256), random(256)].join('.');
  const date = `2023-${two(1 + random(12))}-${two(1 + random(28))}T${two(random(24))}:${two(random(60))}:${two(random(60))}Z`;
  const status = pick([200, 200, 200, 301, 404, 500]);
  return `${address} - ${pick(USERS)} [${date}] "${pick(['GET', 'POST', 'PUT'])} ${pick(PATHS)} HTTP/1.1" ${status} ${random(100000)}`;
};

const log = Array.from({ length: 2500 }, logLine).join('\n');

const LINE =
  /^(?<address>(?:\d{1,3}\.){3}\d{1,3}) - (?<user>[\w.]+) \[(?<date>[^\]]+)\] "(?<method>[A-Z]+) (?<path>[^ ?]*)(?:\?(?<query>\S*))? HTTP\/1\.\d" (?<status>\d{3}) (?<size>\d+)$/gm;

const analyse = (text) => {
  const byStatus = {};
  let [bytes, queries] = [0, 0];
  for (const { groups: { status, size, query } } of text.matchAll(LINE)) {
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    bytes += Number(size);
    if (query !== undefined) queries += query.split(/[&;]/).length;
  }
  return `${Object.entries(byStatus).map((entry) => entry.join('=')).join()} ${bytes} ${queries}`;
};

// A sticky scanner for arithmetic.
const SCANNER = /\s*(?:(\d+(?:\.\d+)?)|([-+*\/()])|([a-z]\w*))/y;
const scan = (text) => {
  let [numbers, operators, names] = [0, 0, 0];
  SCANNER.lastIndex = 0;
  let match;
  while ((match = SCANNER.exec(text)) !== null) {
    if (match[1] !== undefined) numbers += Number(match[1]);
    else if (match[2] !== undefined) operators++;
    else names += match[3].length;
  }
  return numbers + operators * 1000 + names;
};

const camel = (text) => text.replace(/[-_.]([a-z])/g, (_, letter) => letter.toUpperCase());
const thousands = (text) => text.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');
const decode = (text) => text.replace(/%([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
const swapped = (text) => text.replace(/(\d{4})-(\d\d)-(\d\d)T(\S+?)Z/g, '$3.$2.$1 $4');

let line = '';
for (let round = 0; round < 110; round++) {
  const parts = [analyse(log)];

  const doubled = (log.match(/(\w)\1/g) ?? []).length;
  const errors = log.split('\n').filter((l) => /" (?:4|5)\d\d \d+$/.test(l)).length;
  const long = (log.match(/(?<=\s)\d{5}$/gm) ?? []).length;
  parts.push(doubled, errors, long);

  const lines = log.split(/\r?\n/);
  let total = 0;
  for (const l of lines) {
    total += camel(l).length + swapped(l).length;
    total += decode(l).indexOf('a b') + 1;
    total += thousands(l.slice(l.lastIndexOf(' ') + 1)).length;
    if (/^(?:25[0-5]|2[0-4]\d|1?\d?\d)\.(?:1\d\d|\d{1,2})\./.test(l)) total++;
  }
  parts.push(total);

  let scanned = 0;
  for (let i = 0; i < 300; i++) scanned += scan(`(alpha_${i} + ${i}.5) * (beta - ${i * 7}) / gamma + 12`);
  parts.push(scanned);

  const next = parts.join(' ');
  if (line !== '' && next !== line) throw new Error(`regexp: ${next} after ${line}`);
  line = next;
}
expect('thousands', thousands('1234567'), '1,234,567');
expect('swapped', swapped('on 2023-04-05T06:07:08Z'), 'on 05.04.2023 06:07:08');
expect('the line', line, '200=1295,301=434,404=398,500=373 124762041 1229 7984 771 2255 462309 3067840');
console.log(`regexp: ${line}`);
