// A JSON parser and printer written in JavaScript, held against the built-in JSON.
// Hot: charCodeAt, slices of strings, a class with a cursor, objects with computed keys, arrays that grow.

class Parser {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  static parse(text) {
    const parser = new Parser(text);
    const value = parser.#value();
    parser.#space();
    if (parser.#at !== text.length) parser.#fail('end of text');
    return value;
  }

  #fail(wanted) {
    throw new SyntaxError(`${wanted} expected at ${this.#at}`);
  }

  #space() {
    const text = this.#text;
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      this.#at++;
    }
  }

  #value() {
    this.#space();
    switch (this.#text[this.#at]) {
      case '{': return this.#object();
      case '[': return this.#array();
      case '"': return this.#string();
      case 't': return this.#word('true', true);
      case 'f': return this.#word('false', false);
      case 'n': return this.#word('null', null);
      default: return this.#number();
    }
  }

  #word(word, value) {
    if (!this.#text.startsWith(word, this.#at)) this.#fail(word);
    this.#at += word.length;
    return value;
  }

  #eat(character) {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #object() {
    const object = {};
    this.#at++;
    if (this.#eat('}')) return object;
    do {
      this.#space();
      const key = this.#string();
      if (!this.#eat(':')) this.#fail('colon');
      object[key] = this.#value();
    } while (this.#eat(','));
    if (!this.#eat('}')) this.#fail('closing brace');
    return object;
  }

  #array() {
    const array = [];
    this.#at++;
    if (this.#eat(']')) return array;
    do {
      array.push(this.#value());
    } while (this.#eat(','));
    if (!this.#eat(']')) this.#fail('closing bracket');
    return array;
  }

  #string() {
    const text = this.#text;
    if (text[this.#at] !== '"') this.#fail('string');
    let from = ++this.#at;
    let result = '';
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c === 34) {
        result += text.slice(from, this.#at++);
        return result;
      }
      if (c !== c) this.#fail('closing quote');
      if (c === 92) {
        result += text.slice(from, this.#at) + this.#escape();
        from = this.#at;
      } else {
        this.#at++;
      }
    }
  }

  #escape() {
    const letter = this.#text[this.#at + 1];
    this.#at += 2;
    switch (letter) {
      case 'n': return '\n';
      case 't': return '\t';
      case 'r': return '\r';
      case 'b': return '\b';
      case 'f': return '\f';
      case 'u': {
        const code = parseInt(this.#text.slice(this.#at, this.#at + 4), 16);
        this.#at += 4;
        return String.fromCharCode(code);
      }
      default: return letter;
    }
  }

  #number() {
    const text = this.#text;
    const from = this.#at;
    let integer = true;
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c >= 48 && c <= 57) this.#at++;
      else if (c === 45 || c === 43) this.#at++;
      else if (c === 46 || c === 101 || c === 69) {
        integer = false;
        this.#at++;
      } else break;
    }
    if (from === this.#at) this.#fail('value');
    if (integer && this.#at - from < 9 && text.charCodeAt(from) !== 45) {
      let n = 0;
      for (let i = from; i < this.#at; i++) n = n * 10 + (text.charCodeAt(i) - 48);
      return n;
    }
    return Number(text.slice(from, this.#at));
  }
}

const quote = (string) => {
  let result = '"';
  for (let i = 0; i < string.length; i++) {
    const c = string.charCodeAt(i);
    if (c === 34) result += '\\"';
    else if (c === 92) result += '\\\\';
    else if (c === 10) result += '\\n';
    else if (c === 9) result += '\\t';
    else if (c < 32) result += '\\u' + c.toString(16).padStart(4, '0');
    else result += string[i];
  }
  return result + '"';
};

const print = (value) => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return '[' + value.map(print).join(',') + ']';
  switch (typeof value) {
    case 'string': return quote(value);
    case 'object': return '{' + Object.keys(value).map((key) => quote(key) + ':' + print(value[key])).join(',') + '}';
    default: return String(value);
  }
};

let seed = 42;
const random = (limit) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % limit;
};

const WORDS = ['harbour', 'wind', 'granite', 'olive "press"', 'back\\slash', 'line\nbreak', 'ünïcödé', 'tab\there', ''];
const pick = () => WORDS[random(WORDS.length)];

const record = (id) => ({
  id,
  name: `${pick()}-${random(1000)}`,
  active: random(2) === 0,
  ratio: random(100000) / 64 - 300,
  big: random(100000) * 1e12,
  parent: random(4) === 0 ? null : random(id + 1),
  tags: Array.from({ length: random(5) }, pick),
  place: { x: random(500) - 250, y: random(500) - 250, label: pick(), inner: { depth: [[], [[random(9)]], {}] } },
});

const document = { version: '1.0', records: Array.from({ length: 1500 }, (_, id) => record(id)) };
const compact = JSON.stringify(document);
const pretty = JSON.stringify(document, null, 2);

let length = 0;
for (let round = 0; round < 80; round++) {
  const printed = print(Parser.parse(round % 2 === 0 ? compact : pretty));
  if (printed !== compact) throw new Error('json-parser: round trip differs');
  length += printed.length;
}

let message = 'none';
try {
  Parser.parse('{"a": [1, 2, }');
} catch (error) {
  ({ message } = error);
}
if (message !== 'value expected at 13') throw new Error(`json-parser: ${message}`);
if (length !== 25336400) throw new Error(`json-parser: ${length}`);
console.log(`json-parser: ${length} characters`);
