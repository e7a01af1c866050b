// A tokenizer, a precedence parser and a pretty printer for a small curly-brace language.
// Hot: character classification, slices, Map look-ups of keywords, a class per syntax node, template literals.

const KEYWORDS = new Set(['let', 'if', 'else', 'while', 'return', 'function']);
const OPERATORS = new Map([
  ['=', 1], ['||', 2], ['&&', 3], ['==', 4], ['!=', 4], ['<', 5], ['>', 5], ['<=', 5], ['>=', 5],
  ['+', 6], ['-', 6], ['*', 7], ['/', 7], ['%', 7],
]);

const isDigit = (c) => c >= '0' && c <= '9';
const isLetter = (c) => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_';
const isSpace = (c) => c === ' ' || c === '\n' || c === '\t';

class Token {
  constructor(kind, text, line) {
    this.kind = kind;
    this.text = text;
    this.line = line;
  }
}

const tokenize = (source) => {
  const tokens = [];
  let at = 0;
  let line = 1;
  const { length } = source;
  while (at < length) {
    const c = source[at];
    const from = at;
    if (isSpace(c)) {
      if (c === '\n') line++;
      at++;
    } else if (c === '/' && source[at + 1] === '/') {
      while (at < length && source[at] !== '\n') at++;
    } else if (isLetter(c)) {
      while (at < length && (isLetter(source[at]) || isDigit(source[at]))) at++;
      const text = source.slice(from, at);
      tokens.push(new Token(KEYWORDS.has(text) ? 'keyword' : 'name', text, line));
    } else if (isDigit(c)) {
      while (at < length && (isDigit(source[at]) || source[at] === '.')) at++;
      tokens.push(new Token('number', source.slice(from, at), line));
    } else if (c === '"') {
      at++;
      while (source[at] !== '"') at += source[at] === '\\' ? 2 : 1;
      tokens.push(new Token('string', source.slice(from, ++at), line));
    } else {
      const two = source.slice(at, at + 2);
      at += OPERATORS.has(two) ? 2 : 1;
      tokens.push(new Token('punctuator', source.slice(from, at), line));
    }
  }
  tokens.push(new Token('end', '', line));
  return tokens;
};

const indent = (depth) => '  '.repeat(depth);

class Literal {
  constructor(text) {
    this.text = text;
  }
  print() {
    return this.text;
  }
}

class Binary {
  constructor(operator, left, right) {
    this.operator = operator;
    this.left = left;
    this.right = right;
  }
  get precedence() {
    return OPERATORS.get(this.operator);
  }
  print() {
    const { precedence } = this;
    const side = (node, strict) => {
      const text = node.print();
      const inner = node instanceof Binary ? node.precedence : 9;
      return inner < precedence || (strict && inner === precedence) ? `(${text})` : text;
    };
    const assignment = precedence === 1;
    return `${side(this.left, assignment)} ${this.operator} ${side(this.right, !assignment)}`;
  }
}

class Call {
  constructor(callee, parameters) {
    this.callee = callee;
    this.parameters = parameters;
  }
  print() {
    return `${this.callee.print()}(${this.parameters.map((p) => p.print()).join(', ')})`;
  }
}

class Let {
  constructor(name, value) {
    this.name = name;
    this.value = value;
  }
  print(depth) {
    return `${indent(depth)}let ${this.name} = ${this.value.print()};\n`;
  }
}

class Expression {
  constructor(value, keyword = '') {
    this.value = value;
    this.keyword = keyword;
  }
  print(depth) {
    return `${indent(depth)}${this.keyword}${this.value.print()};\n`;
  }
}

class Block {
  constructor(statements) {
    this.statements = statements;
  }
  print(depth) {
    let text = '{\n';
    for (const statement of this.statements) text += statement.print(depth + 1);
    return `${text}${indent(depth)}}`;
  }
}

class Conditional {
  constructor(keyword, condition, body, otherwise) {
    Object.assign(this, { keyword, condition, body, otherwise });
  }
  print(depth) {
    const { keyword, condition, body, otherwise } = this;
    const head = `${indent(depth)}${keyword} (${condition.print()}) ${body.print(depth)}`;
    return otherwise === null ? `${head}\n` : `${head} else ${otherwise.print(depth)}\n`;
  }
}

class Definition {
  constructor(name, parameters, body) {
    Object.assign(this, { name, parameters, body });
  }
  print(depth) {
    return `${indent(depth)}function ${this.name}(${this.parameters.join(', ')}) ${this.body.print(depth)}\n`;
  }
}

class Parser {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }
  get token() {
    return this.tokens[this.at];
  }
  is(text) {
    const { kind, text: found } = this.token;
    return found === text && kind !== 'string';
  }
  eat(text) {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }
  need(text) {
    if (!this.eat(text)) throw new SyntaxError(`${this.token.line}: '${text}' expected, not '${this.token.text}'`);
  }
  name() {
    const { kind, text, line } = this.tokens[this.at++];
    if (kind !== 'name') throw new SyntaxError(`${line}: name expected`);
    return text;
  }
  program() {
    const statements = [];
    while (this.token.kind !== 'end') statements.push(this.statement());
    return statements;
  }
  block() {
    this.need('{');
    const statements = [];
    while (!this.eat('}')) statements.push(this.statement());
    return new Block(statements);
  }
  list(element) {
    const elements = [];
    this.need('(');
    if (!this.eat(')')) {
      do elements.push(element.call(this));
      while (this.eat(','));
      this.need(')');
    }
    return elements;
  }
  statement() {
    if (this.eat('let')) {
      const name = this.name();
      this.need('=');
      return this.finish(new Let(name, this.expression()));
    }
    if (this.eat('return')) return this.finish(new Expression(this.expression(), 'return '));
    if (this.is('if') || this.is('while')) {
      const keyword = this.tokens[this.at++].text;
      this.need('(');
      const condition = this.expression();
      this.need(')');
      return new Conditional(keyword, condition, this.block(), this.eat('else') ? this.block() : null);
    }
    if (this.eat('function')) return new Definition(this.name(), this.list(this.name), this.block());
    return this.finish(new Expression(this.expression()));
  }
  finish(node) {
    this.need(';');
    return node;
  }
  expression(minimum = 1) {
    let left = this.primary();
    for (;;) {
      const operator = this.token.text;
      const precedence = this.token.kind === 'punctuator' ? OPERATORS.get(operator) ?? 0 : 0;
      if (precedence < minimum) return left;
      this.at++;
      left = new Binary(operator, left, this.expression(precedence === 1 ? 1 : precedence + 1));
    }
  }
  primary() {
    if (this.eat('(')) {
      const inner = this.expression();
      this.need(')');
      return inner;
    }
    const { kind, text, line } = this.tokens[this.at++];
    if (kind !== 'name' && kind !== 'number' && kind !== 'string') throw new SyntaxError(`${line}: unexpected '${text}'`);
    let node = new Literal(text);
    while (this.is('(')) node = new Call(node, this.list(this.expression));
    return node;
  }
}

const format = (source) => new Parser(tokenize(source)).program().map((node) => node.print(0)).join('\n');

let seed = 2024;
const random = (limit) => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 10) % limit;
};
const NAMES = ['alpha', 'beta', 'gamma', 'total', 'index', 'value_2', 'f', 'x'];
const name = () => NAMES[random(NAMES.length)];
const operators = [...OPERATORS.keys()].slice(1);

const expression = (depth) => {
  if (depth === 0) return [name(), String(random(1000)), '"a \\" quote"', '3.25'][random(4)];
  switch (random(4)) {
    case 0: return `(${expression(depth - 1)})`;
    case 1: return `${name()}(${expression(depth - 1)},${expression(depth - 1)})`;
    default: return `(${expression(depth - 1)})${operators[random(operators.length)]}${expression(depth - 1)}`;
  }
};

const statement = (depth) => {
  if (depth > 0) {
    const body = () => Array.from({ length: 1 + random(4) }, () => statement(depth - 1)).join(' ');
    switch (random(5)) {
      case 0: return `if(${expression(2)}){${body()}}else{ ${body()} }`;
      case 1: return `while (${expression(2)}) { // again\n ${body()}}`;
      case 2: return `function ${name()}(${name()},${name()}){${body()} return ${expression(2)};}`;
    }
  }
  return random(2) === 0 ? `let ${name()}=${expression(3)};` : `${name()} = ${name()}=${expression(3)} ;\n`;
};

let length = 0;
let tokens = 0;
for (let round = 0; round < 15; round++) {
  const source = Array.from({ length: 120 }, () => statement(4)).join('\n');
  const once = format(source);
  const twice = format(once);
  if (once !== twice) throw new Error('tokenizer: the printed text prints differently');
  length += once.length;
  tokens += tokenize(once).length;
}

let message = 'none';
try {
  format('let a = 1;\nwhile (a) { let = 2; }');
} catch (error) {
  if (!(error instanceof SyntaxError)) throw error;
  message = error.message;
}
if (message !== '2: name expected') throw new Error(`tokenizer: ${message}`);
const line = `${tokens} tokens, ${length} characters`;
if (line !== '971314 tokens, 3857775 characters') throw new Error(`tokenizer: ${line}`);
console.log(`tokenizer: ${line}`);
