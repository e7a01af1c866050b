//! Calls: arguments flow to parameters, results back.

use super::classes::ClassKey;
use super::evaluate::At;
use super::form::{loaded_registers, stored_registers};
use super::lattice::{Abstract, EVERYTHING, Set};
use super::property::Found;
use super::solver::{Flow, POOL_ARGUMENTS, Solver};
use crate::sir::range::Range;
use crate::sir::{Kinds, Op};
use jsc_abi::image::writer::FunctionData;
use jsc_abi::layout::function_flag;
use jsc_abi::opcode::Instruction;

impl Solver<'_> {
    /// A function is called for the first time: its instructions are evaluated from now on.
    pub fn reach(&mut self, function: u32) {
        if std::mem::replace(&mut self.functions[function as usize].reached, true) {
            return;
        }
        if self.functions[function as usize].forms.is_empty() {
            self.leak_from(function);
        }
        for form in self.functions[function as usize].forms.clone() {
            let f = &self.forms[form as usize];
            let mut users = Vec::new();
            let mut edges = Vec::new();
            for &b in &f.sir.layout {
                for &i in &f.sir.block(b).insts {
                    let data = f.sir.inst(i);
                    let number = f.first_inst + i.0;
                    users.push((None, number));
                    users.extend(data.args.iter().map(|v| (Some(f.node(*v)), number)));
                    for (e, edge) in data.targets.iter().chain(&data.handler).enumerate() {
                        let params = &f.sir.block(edge.block).params;
                        for (n, (v, p)) in edge.args.iter().zip(params).enumerate() {
                            edges.push((f.node(*v), f.node(*p), f.edge_mask(i, e, n)));
                        }
                    }
                }
            }
            for (node, inst) in users {
                match node {
                    Some(node) => self.watch(node, inst),
                    None => self.queue_inst(inst),
                }
            }
            for (from, to, mask) in edges {
                self.edge(from, to, mask);
            }
        }
        if self.has_flag(function, function_flag::GENERATOR) {
            self.connect_suspensions(function);
        }
    }

    /// A function that is not looked at is called: it may do anything with what it makes.
    fn leak_from(&mut self, function: u32) {
        let program = self.program;
        for (_, instruction) in jsc_abi::bytecode::instructions(&program.functions[function as usize].code) {
            let made = match instruction {
                Instruction::CreateClosure(i) => i.function.0,
                Instruction::CreateClass(i) => i.function.0,
                Instruction::SetTop(i) => {
                    self.grow(self.top + i.slot.0, Abstract::UNKNOWN);
                    continue;
                }
                _ => continue,
            };
            let closure = self.class_value(ClassKey::Closure(made));
            self.leak(closure);
            self.grow(self.functions[made as usize].parent, Abstract::OBJECT);
        }
    }

    /// What registers hold at a suspension, its entry loads.
    fn connect_suspensions(&mut self, function: u32) {
        let forms = self.functions[function as usize].forms.clone();
        let mut edges = Vec::new();
        for from in &forms {
            let stored = stored_registers(&self.forms[*from as usize].sir);
            for to in &forms {
                for (entry, register, v) in loaded_registers(&self.forms[*to as usize].sir) {
                    let to = self.forms[*to as usize].node(v);
                    for w in stored.get(&(entry, register)).into_iter().flatten() {
                        edges.push((self.forms[*from as usize].node(*w), to));
                    }
                }
            }
        }
        for (from, to) in edges {
            self.edge(from, to, EVERYTHING);
        }
        // What the resumption itself writes.
        let sent = self.functions[function as usize].sent;
        for (entry, pc, received, mode) in resumed_registers(&self.program.functions[self.original(function) as usize])
        {
            for form in &forms {
                for (e, register, v) in loaded_registers(&self.forms[*form as usize].sir) {
                    let node = self.forms[*form as usize].node(v);
                    if e == entry && register == received {
                        self.edge(sent, node, EVERYTHING);
                        self.received.insert(node, pc);
                    } else if e == entry && register == mode {
                        self.grow(node, Abstract::number(Kinds::INT32, 1).within(Range(0, 2)));
                    }
                }
            }
        }
    }

    /// A function is called. `exact`: with just these arguments, so the others are undefined.
    pub fn enter(&mut self, function: u32, this: Flow, new_target: Flow, arguments: &[Flow], exact: bool) {
        self.reach(function);
        let cells = &self.functions[function as usize];
        let (first, count, rest) = (cells.arguments, cells.argument_count, cells.rest);
        let (this_cell, new_target_cell) = (cells.this, cells.new_target);
        let parameters = self.program.functions[self.original(function) as usize].parameter_count;
        self.flow(this, this_cell);
        self.flow(new_target, new_target_cell);
        for (n, argument) in arguments.iter().enumerate() {
            let n = n as u32;
            self.flow(*argument, if n < count { first + n } else { rest });
        }
        if exact {
            for n in arguments.len() as u32..parameters.min(count) {
                self.grow(first + n, Abstract::UNDEFINED);
            }
        }
    }

    /// Something is called with `this` and arguments, the result goes to a node.
    pub fn invoke(&mut self, at: &At, callees: Abstract, this: Flow, arguments: &[Flow], result: Option<u32>) {
        let Some(classes) = self.class_list(callees) else {
            for (n, argument) in arguments.iter().enumerate().take(POOL_ARGUMENTS as usize) {
                self.flow(*argument, self.pool_arguments + n as u32);
            }
            self.flow(this, self.pool_this);
            if let Some(result) = result {
                self.edge(self.pool_result, result, EVERYTHING);
            }
            return;
        };
        for class in classes {
            match self.classes.key(class) {
                ClassKey::Closure(f) => {
                    let f = self.context(f, at.inst);
                    self.enter(f, this, Flow::Value(Abstract::UNDEFINED), arguments, true);
                    if let Some(result) = result {
                        self.edge(self.functions[f as usize].result, result, EVERYTHING);
                    }
                }
                ClassKey::Builtin(_) => {
                    let path = self.classes.builtin(class).unwrap_or_default().to_string();
                    let value = self.call_builtin(at, &path, this, arguments, result);
                    if let Some(result) = result {
                        self.grow(result, value);
                    }
                }
                ClassKey::Bound(_) => {
                    let data = &self.classes.list[class as usize];
                    let (target, bound_this, bound) = (data.elements, data.keys, data.prototype);
                    self.watch(target, at.inst);
                    self.watch(bound, at.inst);
                    let callees = self.get(target);
                    // With bound arguments the positions are not known.
                    let bound_arguments = self.get(bound);
                    let mixed: Vec<Flow>;
                    let arguments = if bound_arguments.is_none() {
                        arguments
                    } else {
                        for argument in arguments {
                            self.flow(*argument, bound);
                        }
                        mixed = vec![Flow::Node(bound, EVERYTHING); arguments.len() + 1];
                        &mixed
                    };
                    self.invoke(at, callees, Flow::Node(bound_this, EVERYTHING), arguments, result);
                }
                _ => {}
            }
        }
    }

    /// `new callee(...)`.
    fn construct(
        &mut self,
        at: &At,
        callees: Abstract,
        new_target: Flow,
        arguments: &[Flow],
        exact: bool,
        result: u32,
    ) {
        let Some(classes) = self.class_list(callees) else {
            self.grow(result, Abstract::OBJECT);
            return;
        };
        let instances = self.instances(new_target);
        for class in classes {
            match self.classes.key(class) {
                ClassKey::Closure(f) if self.has_flag(f, function_flag::DERIVED_CONSTRUCTOR) => {
                    self.enter(f, Flow::Value(Abstract::of(Kinds::EMPTY)), new_target, arguments, exact);
                    self.edge(self.functions[f as usize].result, result, Kinds::OBJECT.0);
                }
                ClassKey::Closure(f) if self.has_flag(f, function_flag::CONSTRUCTOR) => {
                    self.enter(f, Flow::Value(instances), new_target, arguments, exact);
                    self.grow(result, instances);
                    self.edge(self.functions[f as usize].result, result, Kinds::OBJECT.0);
                }
                ClassKey::Builtin(_) => {
                    let path = self.classes.builtin(class).unwrap_or_default().to_string();
                    let value = self.construct_builtin(at, &path, arguments);
                    // A derived class makes objects of its own.
                    let value = if instances.is_none() { value } else { instances };
                    self.grow(result, value);
                }
                ClassKey::Bound(_) => {
                    let target = self.classes.list[class as usize].elements;
                    self.watch(target, at.inst);
                    let callees = self.get(target);
                    self.construct(at, callees, Flow::Value(callees), arguments, exact, result);
                }
                _ => {}
            }
        }
    }

    /// What `new` makes for a new.target of the program.
    fn instances(&mut self, new_target: Flow) -> Abstract {
        let targets = self.now(new_target);
        let Some(classes) = self.class_list(targets) else { return Abstract::OBJECT };
        let mut instances = Abstract::NONE;
        for class in classes {
            if let ClassKey::Closure(f) = self.classes.key(class) {
                let value = self.class_value(ClassKey::Instance(f));
                instances = self.sets.join(instances, value);
            }
        }
        instances
    }

    pub fn call_instruction(&mut self, at: &At) {
        if self.call_method(at) {
            return;
        }
        let callees = self.now(at.args[0]);
        self.invoke(at, callees, at.args[1], &at.args[2..], at.result);
    }

    /// A call of what was just read from its receiver: each class of receivers calls its own method. `false`: it is no such call, or
    /// what is called is not known by class.
    fn call_method(&mut self, at: &At) -> bool {
        let f = &self.forms[at.form].sir;
        let inst = f.inst(self.locate(at.inst).1);
        let Some(read) = f.definition(inst.args[0]) else { return false };
        if !matches!(read.op, Op::GetByName | Op::GetPrivate) || read.args[0] != inst.args[1] {
            return false;
        }
        let names = match read.op {
            Op::GetByName => vec![self.names.of_constant(read.immediates[0] as u32)],
            _ => {
                let key = self.get(self.forms[at.form].node(read.args[1]));
                let classes = self.class_list(key).unwrap_or_default();
                let is_name = |c: &u32| matches!(self.classes.key(*c), ClassKey::PrivateName(_));
                classes.into_iter().filter(is_name).map(super::names::Name::private).collect()
            }
        };
        let receiver = self.now(at.args[1]);
        let [name] = names[..] else { return false };
        // Accessors give any function.
        if receiver.set == Set::ALL || self.accessor_names.contains(&name) {
            return false;
        }
        for (this, class) in self.receivers_as_this(receiver) {
            for found in self.lookup(class, name, at.inst) {
                let callees = match found {
                    Found::Value(cell) => {
                        self.watch(cell, at.inst);
                        self.get(cell)
                    }
                    Found::Known(value) => value,
                    Found::Getter(_) => Abstract::NONE,
                };
                self.invoke(at, callees, Flow::Value(this), &at.args[2..], at.result);
            }
        }
        // What every object inherits: found only at the end.
        let callees = self.now(at.args[0]);
        let inherited = |c: &u32| self.classes.builtin(*c).is_some_and(|p| p.starts_with("Object.prototype."));
        for class in self.class_list(callees).unwrap_or_default().into_iter().filter(inherited).collect::<Vec<_>>() {
            let callee = self.value_of_class(class);
            self.invoke(at, callee, at.args[1], &at.args[2..], at.result);
        }
        callees.set != Set::ALL
    }

    /// The receivers of a method call: what `this` is, and the class that its properties are looked up in.
    fn receivers_as_this(&mut self, value: Abstract) -> Vec<(Abstract, u32)> {
        let objects = self.class_list(value).unwrap_or_default();
        let mut found: Vec<(Abstract, u32)> = objects.into_iter().map(|c| (self.value_of_class(c), c)).collect();
        let primitives = value.masked(!Kinds::OBJECT.0);
        for class in self.receivers(primitives).unwrap_or_default() {
            let kinds = match self.classes.builtin(class) {
                Some("String.prototype") => Kinds::STRING,
                Some("Number.prototype") => Kinds::NUMBER,
                Some("Boolean.prototype") => Kinds::BOOL,
                _ => Kinds::BIGINT,
            };
            found.push((primitives.masked(kinds.0), class));
        }
        found
    }

    pub fn construct_instruction(&mut self, at: &At) {
        let callees = self.now(at.args[0]);
        if let Some(result) = at.result {
            self.construct(at, callees, at.args[1], &at.args[2..], true, result);
        }
    }

    /// The arguments that an array stands for. Where the function hands its own arguments on, one by one; else any element may
    /// be any argument.
    pub fn spread(&mut self, at: &At, n: usize) -> (Vec<Flow>, bool) {
        let f = &self.forms[at.form].sir;
        let inst = f.inst(self.locate(at.inst).1);
        let definition = inst.args.get(n).and_then(|v| f.definition(*v));
        let forwarded = match definition.map(|d| (d.op, d.immediates.first().copied())) {
            Some((Op::CreateRest, Some(start))) => Some(start as u32),
            Some((Op::CreateArguments | Op::CreateMappedArguments, _)) => Some(0),
            _ => None,
        };
        if let Some(start) = forwarded {
            let cells = &self.functions[at.function as usize];
            let range = cells.arguments + start.min(cells.argument_count)..cells.arguments + cells.argument_count;
            return (range.map(|c| Flow::Node(c, EVERYTHING)).collect(), false);
        }
        let mut flows = Vec::new();
        for class in self.class_list(self.now(at.args[n])).unwrap_or_default() {
            let data = &self.classes.list[class as usize];
            if matches!(data.key, ClassKey::Array(_) | ClassKey::Arguments(_)) {
                flows.push(data.elements);
            }
        }
        let all = self.cell_of_instruction(at.inst);
        for cell in flows {
            self.edge(cell, all, EVERYTHING);
        }
        (vec![Flow::Node(all, EVERYTHING); POOL_ARGUMENTS as usize], false)
    }

    pub fn call_array(&mut self, at: &At) {
        let callees = self.now(at.args[0]);
        let (arguments, exact) = self.spread(at, 2);
        self.invoke_spread(at, callees, at.args[1], &arguments, exact);
    }

    /// Calls with arguments of unknown number.
    pub fn invoke_spread(&mut self, at: &At, callees: Abstract, this: Flow, arguments: &[Flow], exact: bool) {
        let Some(classes) = self.class_list(callees) else {
            return self.invoke(at, callees, this, arguments, at.result);
        };
        for class in classes {
            if let ClassKey::Closure(f) = self.classes.key(class) {
                let parameters = self.program.functions[f as usize].parameter_count.max(1) as usize;
                let uses = self.has_flag(f, function_flag::USES_ARGUMENTS);
                let count = if uses { arguments.len() } else { parameters.min(arguments.len()) };
                self.enter(f, this, Flow::Value(Abstract::UNDEFINED), &arguments[..count], exact);
                if let Some(result) = at.result {
                    self.edge(self.functions[f as usize].result, result, EVERYTHING);
                }
            } else {
                let callee = self.value_of_class(class);
                self.invoke(at, callee, this, arguments, at.result);
            }
        }
    }

    pub fn construct_array(&mut self, at: &At) {
        let callees = self.now(at.args[0]);
        let (arguments, exact) = self.spread(at, 2);
        if let Some(result) = at.result {
            self.construct(at, callees, at.args[1], &arguments, exact, result);
        }
    }

    /// Closures in the value may be called by somebody unknown.
    pub fn leak(&mut self, value: Abstract) {
        for class in self.class_list(value).unwrap_or_default() {
            let ClassKey::Closure(f) = self.classes.key(class) else { continue };
            if std::mem::replace(&mut self.functions[f as usize].leaked, true) {
                continue;
            }
            let count = self.program.functions[f as usize].parameter_count as usize;
            let arguments = vec![Flow::Value(Abstract::UNKNOWN); count];
            let unknown = Flow::Value(Abstract { set: Set::ALL, ..Abstract::UNKNOWN });
            self.enter(f, unknown, Flow::Value(Abstract::UNDEFINED), &arguments, true);
        }
    }

    /// A cell of an instruction's own, for what it passes on.
    pub fn cell_of_instruction(&mut self, inst: u32) -> u32 {
        let class = self.class(ClassKey::Environment(inst));
        self.classes.list[class as usize].elements
    }

    pub fn create_class(&mut self, at: &At) {
        let f = at.immediates[0] as u32;
        let cells = &self.functions[f as usize];
        let (parent, environment) = (cells.parent, cells.environment);
        self.flow_masked(at.args[1], environment, super::lattice::ENVIRONMENT.0);
        self.flow_masked(at.args[0], parent, Kinds::OBJECT.0);
        let class = self.class_value(ClassKey::Closure(f));
        let prototype = self.class(ClassKey::Prototype(f));
        let prototype_cell = self.classes.list[prototype as usize].prototype;
        let parents = self.now(at.args[0]);
        let result = at.result;
        for p in self.class_list(parents).unwrap_or_default() {
            match self.classes.key(p) {
                ClassKey::Closure(g) => self.edge(self.functions[g as usize].prototype, prototype_cell, EVERYTHING),
                ClassKey::Builtin(_) => {
                    let path = format!("{}.prototype", self.classes.builtin(p).unwrap_or_default());
                    let value = self.builtin(&path);
                    self.grow(prototype_cell, value);
                }
                _ => {}
            }
        }
        if let Some(result) = result {
            self.grow(result, class);
        }
    }
}

/// By entry of a generator: pc of the suspension, and the registers that get the value sent and the mode.
fn resumed_registers(data: &FunctionData) -> Vec<(u32, u32, u32, u32)> {
    jsc_abi::bytecode::instructions(&data.code)
        .filter_map(|(pc, i)| match i {
            Instruction::InitialYield(i) => Some((i.entry.0, pc as u32, i.dst.0 as u32, i.mode.0 as u32)),
            Instruction::YieldValue(i) => Some((i.entry.0, pc as u32, i.dst.0 as u32, i.mode.0 as u32)),
            _ => None,
        })
        .collect()
}
