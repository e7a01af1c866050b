// An interpreter for a small Lisp, twice: one walks syntax trees, one compiles to a stack machine.
// Hot: a big switch, megamorphic eval methods, chains of scopes, closures of the interpreted language.

var KINDS = { NUMBER: 0, NAME: 1, IF: 2, LAMBDA: 3, LET: 4, CALL: 5, BEGIN: 6, SET: 7, WHILE: 8 };

function read(text) {
  var tokens = text.replace(/[()]/g, ' $& ').trim().split(/\s+/), at = 0;
  function form() {
    var token = tokens[at++];
    if (token !== '(') return /^-?\d+$/.test(token) ? Number(token) : token;
    var list = [];
    while (tokens[at] !== ')') {
      if (at >= tokens.length) throw new SyntaxError('unbalanced');
      list.push(form());
    }
    at++;
    return list;
  }
  return form();
}

// Scopes and names resolved to (depth, index) before anything runs.
function Names(names, outer) {
  this.names = names;
  this.outer = outer;
}

Names.prototype.find = function (name) {
  var depth = 0;
  for (var scope = this; scope !== null; scope = scope.outer, depth++) {
    var index = scope.names.indexOf(name);
    if (index >= 0) return { depth: depth, index: index };
  }
  throw new ReferenceError(name);
};

var PRIMITIVES = {
  '+': function (a) { return a[0] + a[1]; },
  '-': function (a) { return a[0] - a[1]; },
  '*': function (a) { return a[0] * a[1]; },
  '/': function (a) { return Math.floor(a[0] / a[1]); },
  '%': function (a) { return a[0] % a[1]; },
  '<': function (a) { return a[0] < a[1]; },
  '=': function (a) { return a[0] === a[1]; },
  'cons': function (a) { return new Pair(a[0], a[1]); },
  'car': function (a) { return a[0].car; },
  'cdr': function (a) { return a[0].cdr; },
  'null?': function (a) { return a[0] === null; }
};

function Pair(car, cdr) {
  this.car = car;
  this.cdr = cdr;
}

function Scope(values, outer) {
  this.values = values;
  this.outer = outer;
}

function Closure(lambda, scope) {
  this.lambda = lambda;
  this.scope = scope;
}

function apply(callee, values) {
  if (callee instanceof Closure) return callee.lambda.body.run(new Scope(values, callee.scope));
  return callee(values);
}

// Nodes of the tree walker.
function Constant(value) { this.value = value; }
Constant.prototype.run = function () { return this.value; };

function Local(index) { this.index = index; }
Local.prototype.run = function (scope) { return scope.values[this.index]; };

function Outer(depth, index) {
  this.depth = depth;
  this.index = index;
}
Outer.prototype.run = function (scope) {
  for (var depth = this.depth; depth > 0; depth--) scope = scope.outer;
  return scope.values[this.index];
};

function Assign(depth, index, value) {
  this.depth = depth;
  this.index = index;
  this.value = value;
}
Assign.prototype.run = function (scope) {
  var value = this.value.run(scope);
  for (var depth = this.depth; depth > 0; depth--) scope = scope.outer;
  return (scope.values[this.index] = value);
};

function If(condition, yes, no) {
  this.condition = condition;
  this.yes = yes;
  this.no = no;
}
If.prototype.run = function (scope) {
  return this.condition.run(scope) !== false ? this.yes.run(scope) : this.no.run(scope);
};

function While(condition, body) {
  this.condition = condition;
  this.body = body;
}
While.prototype.run = function (scope) {
  while (this.condition.run(scope) !== false) this.body.run(scope);
  return null;
};

function Lambda(count, body) {
  this.count = count;
  this.body = body;
}
Lambda.prototype.run = function (scope) { return new Closure(this, scope); };

function Begin(nodes) { this.nodes = nodes; }
Begin.prototype.run = function (scope) {
  var result = null;
  for (var i = 0; i < this.nodes.length; i++) result = this.nodes[i].run(scope);
  return result;
};

function Call(callee, parameters) {
  this.callee = callee;
  this.parameters = parameters;
}
Call.prototype.run = function (scope) {
  var callee = this.callee.run(scope), values = [];
  for (var i = 0; i < this.parameters.length; i++) values.push(this.parameters[i].run(scope));
  return apply(callee, values);
};

function analyse(form, names) {
  function sub(f) { return analyse(f, names); }
  if (typeof form === 'number') return new Constant(form);
  if (form === 'nil') return new Constant(null);
  if (typeof form === 'string') {
    if (Object.prototype.hasOwnProperty.call(PRIMITIVES, form)) return new Constant(PRIMITIVES[form]);
    var at = names.find(form);
    return at.depth === 0 ? new Local(at.index) : new Outer(at.depth, at.index);
  }
  switch (form[0]) {
    case 'if': return new If(sub(form[1]), sub(form[2]), sub(form[3]));
    case 'while': return new While(sub(form[1]), new Begin(form.slice(2).map(sub)));
    case 'begin': return new Begin(form.slice(1).map(sub));
    case 'set':
      var target = names.find(form[1]);
      return new Assign(target.depth, target.index, sub(form[2]));
    case 'lambda': return new Lambda(form[1].length, analyse(form[2], new Names(form[1], names)));
    case 'let': {
      // (let (name value ...) body): the values may refer to the names, so that functions can recurse.
      var inner = [], body = [], i;
      for (i = 0; i < form[1].length; i += 2) inner.push(form[1][i]);
      var scope = new Names(inner, names);
      for (i = 0; i < inner.length; i++) body.push(new Assign(0, i, analyse(form[1][2 * i + 1], scope)));
      body.push(analyse(form[2], scope));
      return new Call(new Lambda(inner.length, new Begin(body)), inner.map(function () { return new Constant(null); }));
    }
    default: return new Call(sub(form[0]), form.slice(1).map(sub));
  }
}

// The stack machine.
var OP_CONSTANT = 0, OP_LOAD = 1, OP_STORE = 2, OP_POP = 3, OP_JUMP = 4, OP_JUMP_FALSE = 5, OP_CLOSURE = 6, OP_CALL = 7,
  OP_RETURN = 8, OP_ADD = 9, OP_SUBTRACT = 10, OP_MULTIPLY = 11, OP_LESS = 12, OP_EQUAL = 13, OP_MODULO = 14;
var DIRECT = { '+': OP_ADD, '-': OP_SUBTRACT, '*': OP_MULTIPLY, '<': OP_LESS, '=': OP_EQUAL, '%': OP_MODULO };

function Code() {
  this.ops = [];
  this.constants = [];
}

Code.prototype.emit = function (op, a, b) {
  this.ops.push(op, a | 0, b | 0);
  return this.ops.length - 2;
};

Code.prototype.constant = function (value) {
  this.emit(OP_CONSTANT, this.constants.push(value) - 1, 0);
};

Code.prototype.land = function (at) {
  this.ops[at] = this.ops.length;
};

function compile(form, names, code) {
  var i, at, end;
  if (typeof form === 'number') return code.constant(form);
  if (form === 'nil') return code.constant(null);
  if (typeof form === 'string') {
    if (Object.prototype.hasOwnProperty.call(PRIMITIVES, form)) return code.constant(PRIMITIVES[form]);
    at = names.find(form);
    return code.emit(OP_LOAD, at.depth, at.index);
  }
  switch (form[0]) {
    case 'if':
      compile(form[1], names, code);
      at = code.emit(OP_JUMP_FALSE, 0, 0);
      compile(form[2], names, code);
      end = code.emit(OP_JUMP, 0, 0);
      code.land(at);
      compile(form[3], names, code);
      code.land(end);
      return;
    case 'while': {
      var top = code.ops.length;
      compile(form[1], names, code);
      at = code.emit(OP_JUMP_FALSE, 0, 0);
      for (i = 2; i < form.length; i++) {
        compile(form[i], names, code);
        code.emit(OP_POP, 0, 0);
      }
      code.emit(OP_JUMP, top, 0);
      code.land(at);
      code.constant(null);
      return;
    }
    case 'begin':
      for (i = 1; i < form.length; i++) {
        if (i > 1) code.emit(OP_POP, 0, 0);
        compile(form[i], names, code);
      }
      return;
    case 'set':
      compile(form[2], names, code);
      at = names.find(form[1]);
      code.emit(OP_STORE, at.depth, at.index);
      return;
    case 'lambda': {
      var body = new Code();
      compile(form[2], new Names(form[1], names), body);
      body.emit(OP_RETURN, 0, 0);
      code.emit(OP_CLOSURE, code.constants.push(body) - 1, 0);
      return;
    }
    case 'let': {
      var inner = [], init = ['begin'];
      for (i = 0; i < form[1].length; i += 2) {
        inner.push(form[1][i]);
        init.push(['set', form[1][i], form[1][i + 1]]);
      }
      init.push(form[2]);
      return compile([['lambda', inner, init]].concat(inner.map(function () { return 'nil'; })), names, code);
    }
    default:
      if (typeof form[0] === 'string' && DIRECT.hasOwnProperty(form[0])) {
        compile(form[1], names, code);
        compile(form[2], names, code);
        code.emit(DIRECT[form[0]], 0, 0);
        return;
      }
      for (i = 0; i < form.length; i++) compile(form[i], names, code);
      code.emit(OP_CALL, form.length - 1, 0);
  }
}

function Frame(code, at, scope, caller) {
  this.code = code;
  this.at = at;
  this.scope = scope;
  this.caller = caller;
}

function execute(code) {
  var ops = code.ops, constants = code.constants, at = 0, scope = null, caller = null, stack = [], b, i, where;
  for (;;) {
    switch (ops[at]) {
      case OP_CONSTANT:
        stack.push(constants[ops[at + 1]]);
        break;
      case OP_LOAD:
        where = scope;
        for (i = ops[at + 1]; i > 0; i--) where = where.outer;
        stack.push(where.values[ops[at + 2]]);
        break;
      case OP_STORE:
        where = scope;
        for (i = ops[at + 1]; i > 0; i--) where = where.outer;
        where.values[ops[at + 2]] = stack[stack.length - 1];
        break;
      case OP_POP:
        stack.pop();
        break;
      case OP_JUMP:
        at = ops[at + 1];
        continue;
      case OP_JUMP_FALSE:
        if (stack.pop() === false) {
          at = ops[at + 1];
          continue;
        }
        break;
      case OP_CLOSURE:
        stack.push(new Closure(constants[ops[at + 1]], scope));
        break;
      case OP_CALL: {
        var count = ops[at + 1], values = [];
        for (i = stack.length - count; i < stack.length; i++) values.push(stack[i]);
        stack.length -= count;
        var callee = stack.pop();
        if (callee instanceof Closure) {
          caller = new Frame(code, at + 3, scope, caller);
          code = callee.lambda;
          ops = code.ops;
          constants = code.constants;
          scope = new Scope(values, callee.scope);
          at = 0;
          continue;
        }
        stack.push(callee(values));
        break;
      }
      case OP_RETURN:
        if (caller === null) return stack.pop();
        code = caller.code;
        ops = code.ops;
        constants = code.constants;
        at = caller.at;
        scope = caller.scope;
        caller = caller.caller;
        continue;
      case OP_ADD:
        b = stack.pop();
        stack[stack.length - 1] += b;
        break;
      case OP_SUBTRACT:
        b = stack.pop();
        stack[stack.length - 1] -= b;
        break;
      case OP_MULTIPLY:
        b = stack.pop();
        stack[stack.length - 1] *= b;
        break;
      case OP_LESS:
        b = stack.pop();
        stack[stack.length - 1] = stack[stack.length - 1] < b;
        break;
      case OP_EQUAL:
        b = stack.pop();
        stack[stack.length - 1] = stack[stack.length - 1] === b;
        break;
      case OP_MODULO:
        b = stack.pop();
        stack[stack.length - 1] %= b;
        break;
      default:
        throw new Error('interpreter: operation ' + ops[at]);
    }
    at += 3;
  }
}

var PROGRAMS = [
  ['fibonacci', 196418, '(let (fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))) (fib 27))'],
  ['takeuchi', 7, '(let (tak (lambda (x y z) (if (< y x) (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)) z)))' +
    ' (tak 18 12 6))'],
  ['primes', 1229, '(let (n 2 count 0 prime? (lambda (n) (let (d 2 yes 1) (begin (while (if (= yes 1) (< (* d d) (+ n 1)) (= 1 0))' +
    ' (if (= (% n d) 0) (set yes 0) nil) (set d (+ d 1))) yes))))' +
    ' (begin (while (< n 10000) (set count (+ count (prime? n))) (set n (+ n 1))) count))'],
  ['lists', 333383335000, '(let (range (lambda (n rest) (if (= n 0) rest (range (- n 1) (cons n rest))))' +
    ' map (lambda (f l) (if (null? l) nil (cons (f (car l)) (map f (cdr l)))))' +
    ' fold (lambda (f start l) (if (null? l) start (fold f (f start (car l)) (cdr l))))' +
    ' compose (lambda (f g) (lambda (x) (f (g x)))) repeat 0 sum 0)' +
    ' (begin (while (< repeat 1000) (set sum (+ sum (fold (lambda (a b) (+ a b)) 0' +
    ' (map (compose (lambda (x) (* x x)) (lambda (x) (+ x (* repeat 10)))) (range 10 nil))))) (set repeat (+ repeat 1))) sum))'],
  ['collatz', 237, '(let (longest 0 n 1) (begin (while (< n 6000) (let (steps 0 m n) (begin' +
    ' (while (if (= m 1) (= 1 0) (= 1 1)) (set m (if (= (% m 2) 0) (/ m 2) (+ 1 (* 3 m)))) (set steps (+ steps 1)))' +
    ' (if (< longest steps) (set longest steps) nil))) (set n (+ n 1))) longest))']
];

var line = [];
for (var round = 0; round < 2; round++) {
  PROGRAMS.forEach(function (program) {
    var form = read(program[2]), names = new Names([], null);
    var walked = analyse(form, names).run(new Scope([], null));
    var code = new Code();
    compile(form, names, code);
    code.emit(OP_RETURN, 0, 0);
    var executed = execute(code);
    if (walked !== program[1] || executed !== walked) {
      throw new Error('interpreter: ' + program[0] + ' gives ' + walked + ' and ' + executed);
    }
    if (round === 0) line.push(walked);
  });
}
console.log('interpreter: ' + line.join(' '));
