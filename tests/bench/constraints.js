// An incremental solver of one-way constraints in the manner of DeltaBlue: adding and removing
// constraints replans only what they touch. Hot: deep prototype chains, megamorphic calls, small arrays.

var REQUIRED = 0, STRONG = 1, MEDIUM = 2, WEAK = 3, WEAKEST = 4; // smaller is stronger
var UNDECIDED = 0, FORWARD = 1, BACKWARD = 2;

function Variable(name, value) {
  this.name = name;
  this.value = value;
  this.users = [];
  this.source = null; // the constraint that currently computes this variable
  this.mark = 0;
  this.strength = WEAKEST; // the weakest constraint upstream: what it costs to overrule the value
  this.constant = true;
}

Variable.prototype.forget = function (constraint) {
  var at = this.users.indexOf(constraint);
  if (at >= 0) this.users.splice(at, 1);
  if (this.source === constraint) this.source = null;
};

function inherit(derived, base) {
  derived.prototype = Object.create(base.prototype);
  derived.prototype.constructor = derived;
}

function Constraint(strength) {
  this.strength = strength;
}

Constraint.prototype.isInput = function () {
  return false;
};

// Finds a way to satisfy itself and returns the constraint it overruled, if any.
Constraint.prototype.satisfy = function (planner, mark) {
  this.chooseMethod(mark);
  if (!this.isSatisfied()) {
    if (this.strength === REQUIRED) throw new Error('constraints: a required constraint failed');
    return null;
  }
  this.markInputs(mark);
  var out = this.output();
  var overruled = out.source;
  if (overruled !== null) overruled.markUnsatisfied();
  out.source = this;
  if (!planner.propagate(this, mark)) throw new Error('constraints: cycle');
  out.mark = mark;
  return overruled;
};

// Constraints on one variable.
function Unary(variable, strength) {
  Constraint.call(this, strength);
  this.variable = variable;
  this.satisfied = false;
}
inherit(Unary, Constraint);

Unary.prototype.attach = function () {
  this.variable.users.push(this);
  this.satisfied = false;
};
Unary.prototype.detach = function () {
  this.variable.forget(this);
  this.satisfied = false;
};
Unary.prototype.chooseMethod = function (mark) {
  this.satisfied = this.variable.mark !== mark && this.strength < this.variable.strength;
};
Unary.prototype.isSatisfied = function () {
  return this.satisfied;
};
Unary.prototype.markUnsatisfied = function () {
  this.satisfied = false;
};
Unary.prototype.markInputs = function () {};
Unary.prototype.inputsKnown = function () {
  return true;
};
Unary.prototype.output = function () {
  return this.variable;
};
Unary.prototype.recalculate = function () {
  this.variable.strength = this.strength;
  this.variable.constant = !this.isInput();
  if (this.variable.constant) this.execute();
};
Unary.prototype.execute = function () {};

function Stay(variable, strength) {
  Unary.call(this, variable, strength);
}
inherit(Stay, Unary);

function Edit(variable, strength) {
  Unary.call(this, variable, strength);
}
inherit(Edit, Unary);
Edit.prototype.isInput = function () {
  return true;
};

// Constraints between two variables, computable in either direction.
function Binary(first, second, strength) {
  Constraint.call(this, strength);
  this.first = first;
  this.second = second;
  this.direction = UNDECIDED;
}
inherit(Binary, Constraint);

Binary.prototype.attach = function () {
  this.first.users.push(this);
  this.second.users.push(this);
  this.direction = UNDECIDED;
};
Binary.prototype.detach = function () {
  this.first.forget(this);
  this.second.forget(this);
  this.direction = UNDECIDED;
};
Binary.prototype.chooseMethod = function (mark) {
  var first = this.first, second = this.second;
  if (first.mark === mark) {
    this.direction = second.mark !== mark && this.strength < second.strength ? FORWARD : UNDECIDED;
  } else if (second.mark === mark) {
    this.direction = this.strength < first.strength ? BACKWARD : UNDECIDED;
  } else if (first.strength > second.strength) {
    this.direction = this.strength < first.strength ? BACKWARD : UNDECIDED;
  } else {
    this.direction = this.strength < second.strength ? FORWARD : UNDECIDED;
  }
};
Binary.prototype.isSatisfied = function () {
  return this.direction !== UNDECIDED;
};
Binary.prototype.markUnsatisfied = function () {
  this.direction = UNDECIDED;
};
Binary.prototype.input = function () {
  return this.direction === FORWARD ? this.first : this.second;
};
Binary.prototype.output = function () {
  return this.direction === FORWARD ? this.second : this.first;
};
Binary.prototype.markInputs = function (mark) {
  this.input().mark = mark;
};
Binary.prototype.inputsKnown = function (mark) {
  var input = this.input();
  return input.mark === mark || input.constant || input.source === null;
};
Binary.prototype.recalculate = function () {
  var input = this.input(), out = this.output();
  out.strength = this.strength > input.strength ? this.strength : input.strength;
  out.constant = input.constant;
  if (out.constant) this.execute();
};

function Equal(first, second, strength) {
  Binary.call(this, first, second, strength);
}
inherit(Equal, Binary);
Equal.prototype.execute = function () {
  this.output().value = this.input().value;
};

// second = first * factor + offset, where factor and offset are variables too.
function Scale(first, factor, offset, second, strength) {
  Binary.call(this, first, second, strength);
  this.factor = factor;
  this.offset = offset;
}
inherit(Scale, Binary);
Scale.prototype.attach = function () {
  Binary.prototype.attach.call(this);
  this.factor.users.push(this);
  this.offset.users.push(this);
};
Scale.prototype.detach = function () {
  Binary.prototype.detach.call(this);
  this.factor.forget(this);
  this.offset.forget(this);
};
Scale.prototype.markInputs = function (mark) {
  Binary.prototype.markInputs.call(this, mark);
  this.factor.mark = mark;
  this.offset.mark = mark;
};
Scale.prototype.execute = function () {
  if (this.direction === FORWARD) this.second.value = this.first.value * this.factor.value + this.offset.value;
  else this.first.value = (this.second.value - this.offset.value) / this.factor.value;
};
Scale.prototype.recalculate = function () {
  var input = this.input(), out = this.output();
  out.strength = this.strength > input.strength ? this.strength : input.strength;
  out.constant = input.constant && this.factor.constant && this.offset.constant;
  if (out.constant) this.execute();
};

function Planner() {
  this.mark = 0;
}

Planner.prototype.add = function (constraint) {
  constraint.attach();
  var mark = ++this.mark;
  var overruled = constraint.satisfy(this, mark);
  while (overruled !== null) overruled = overruled.satisfy(this, mark);
  return constraint;
};

Planner.prototype.remove = function (constraint) {
  if (!constraint.isSatisfied()) {
    constraint.detach();
    return;
  }
  var out = constraint.output();
  constraint.markUnsatisfied();
  constraint.detach();
  var unsatisfied = this.release(out);
  for (var strength = REQUIRED; strength <= WEAKEST; strength++) {
    for (var i = 0; i < unsatisfied.length; i++) {
      if (unsatisfied[i].strength === strength) {
        var mark = ++this.mark;
        var overruled = unsatisfied[i].satisfy(this, mark);
        while (overruled !== null) overruled = overruled.satisfy(this, mark);
      }
    }
  }
};

// Lets the variable go and collects the constraints downstream that now have a chance.
Planner.prototype.release = function (out) {
  out.source = null;
  out.strength = WEAKEST;
  out.constant = true;
  var unsatisfied = [], todo = [out];
  while (todo.length > 0) {
    var variable = todo.pop();
    for (var i = 0; i < variable.users.length; i++) {
      var user = variable.users[i];
      if (!user.isSatisfied()) unsatisfied.push(user);
    }
    this.eachConsumer(variable, function (consumer) {
      consumer.recalculate();
      todo.push(consumer.output());
    });
  }
  return unsatisfied;
};

Planner.prototype.eachConsumer = function (variable, visit) {
  var source = variable.source, users = variable.users;
  for (var i = 0; i < users.length; i++) {
    var user = users[i];
    if (user !== source && user.isSatisfied() && user.output() !== variable) visit(user);
  }
};

// Recomputes everything downstream; false if the constraint turns out to feed itself.
Planner.prototype.propagate = function (constraint, mark) {
  var todo = [constraint];
  while (todo.length > 0) {
    var next = todo.pop();
    if (next.output().mark === mark) return false;
    next.recalculate();
    this.eachConsumer(next.output(), function (consumer) {
      todo.push(consumer);
    });
  }
  return true;
};

// The order in which to execute what depends on the given inputs.
Planner.prototype.planFrom = function (sources) {
  var mark = ++this.mark, plan = [], todo = sources.slice();
  while (todo.length > 0) {
    var next = todo.pop();
    if (next.output().mark !== mark && next.inputsKnown(mark)) {
      plan.push(next);
      next.output().mark = mark;
      this.eachConsumer(next.output(), function (consumer) {
        todo.push(consumer);
      });
    }
  }
  return plan;
};

function execute(plan) {
  for (var i = 0; i < plan.length; i++) plan[i].execute();
}

function change(planner, variable, value) {
  var edit = planner.add(new Edit(variable, STRONG));
  var plan = planner.planFrom([edit]);
  for (var i = 0; i < 10; i++) {
    variable.value = value;
    execute(plan);
  }
  planner.remove(edit);
}

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error('constraints: ' + what + ' is ' + got + ', not ' + wanted);
}

// A chain of equalities pulled from its head.
function chain(length) {
  var planner = new Planner(), variables = [], i;
  for (i = 0; i <= length; i++) variables.push(new Variable('v' + i, 0));
  for (i = 0; i < length; i++) planner.add(new Equal(variables[i], variables[i + 1], REQUIRED));
  planner.add(new Stay(variables[length], WEAK));
  var edit = planner.add(new Edit(variables[0], MEDIUM));
  var plan = planner.planFrom([edit]);
  for (i = 0; i < 100; i++) {
    variables[0].value = i;
    execute(plan);
    expect('the end of the chain', variables[length].value, i);
  }
  planner.remove(edit);
  return plan.length;
}

// Pairs tied by the same factor and offset; each of the four is changed in turn.
function projection(pairs) {
  var planner = new Planner(), factor = new Variable('factor', 10), offset = new Variable('offset', 1000);
  var from = [], to = [], i;
  for (i = 0; i < pairs; i++) {
    from.push(new Variable('from' + i, i));
    to.push(new Variable('to' + i, i));
    planner.add(new Stay(from[i], WEAK));
    planner.add(new Scale(from[i], factor, offset, to[i], REQUIRED));
  }
  change(planner, from[0], 17);
  expect('to[0]', to[0].value, 1170);
  change(planner, to[pairs - 1], 1050);
  expect('the last from', from[pairs - 1].value, 5);
  change(planner, factor, 5);
  for (i = 0; i < pairs - 1; i++) expect('to[' + i + ']', to[i].value, from[i].value * 5 + 1000);
  change(planner, offset, 2000);
  for (i = 0; i < pairs - 1; i++) expect('to[' + i + ']', to[i].value, from[i].value * 5 + 2000);
  return to[pairs - 2].value;
}

var total = 0;
for (var round = 0; round < 500; round++) {
  total = (total * 7 + chain(2000 + round) + projection(1000 + round)) % 1000003;
}
if (total !== 528575) throw new Error('constraints: ' + total);
console.log('constraints: ' + total);
