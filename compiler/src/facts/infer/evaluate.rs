//! What each instruction does to the nodes: a `match` over all ops.

use super::arithmetic;
use super::classes::{ClassKey, Mode};
use super::lattice::{Abstract, ENVIRONMENT, EVERYTHING};
use super::solver::{Flow, Solver};
use crate::passes::infer::kinds_of;
use crate::sir::range::Range;
use crate::sir::{Kinds, Op};
use jsc_abi::Value as JsValue;
use jsc_abi::image::writer::ConstantData;
use jsc_abi::layout::{CellKind, function_flag};

/// An instruction under evaluation.
pub struct At {
    /// Its number.
    pub inst: u32,
    pub form: usize,
    pub function: u32,
    pub args: Vec<Flow>,
    pub immediates: Vec<u64>,
    pub result: Option<u32>,
}

impl Solver<'_> {
    /// The value of a flow as it is now.
    pub fn now(&self, flow: Flow) -> Abstract {
        match flow {
            Flow::Node(node, mask) => self.get(node).masked(mask),
            Flow::Value(value) => value,
        }
    }

    pub fn evaluate(&mut self, inst: u32) {
        let (form, i) = self.locate(inst);
        let f = &self.forms[form];
        let data = f.sir.inst(i);
        let op = data.op;
        let at = At {
            inst,
            form,
            function: self.form_functions[form],
            args: data.args.iter().enumerate().map(|(n, v)| Flow::Node(f.node(*v), f.mask(i, n))).collect(),
            immediates: data.immediates.clone(),
            result: data.result.map(|v| f.node(v)),
        };
        if let Some(value) = self.transfer(op, &at)
            && let Some(node) = at.result
        {
            self.grow(node, value);
        }
    }

    /// Input number `n` as it is now.
    fn input(&self, at: &At, n: usize) -> Abstract {
        at.args.get(n).map_or(Abstract::NONE, |a| self.now(*a))
    }

    /// The number that input `n` is, if it is a constant.
    pub fn constant_number(&self, at: &At, n: usize) -> Option<f64> {
        let f = &self.forms[at.form];
        let v = *f.sir.inst(self.locate(at.inst).1).args.get(n)?;
        if let Some(value) = f.immediate(v) {
            return value.is_number().then(|| value.as_number());
        }
        None
    }

    /// The string constant that input `n` is.
    pub fn constant_string(&self, at: &At, n: usize) -> Option<u32> {
        let f = &self.forms[at.form].sir;
        let v = *f.inst(self.locate(at.inst).1).args.get(n)?;
        let constant = super::form::defined_by(f, v, Op::ConstProgram)?.immediates[0] as u32;
        matches!(self.program.constants.get(constant as usize), Some(ConstantData::String { .. })).then_some(constant)
    }

    fn immediate(&self, value: JsValue) -> Abstract {
        match kinds_of(value) {
            kinds if kinds.is_subset(Kinds::NUMBER) => {
                let number = Abstract::number(kinds, arithmetic::bits_of(value.as_number()));
                number.within(Range::of(value.as_number() as i64))
            }
            Kinds::ALL => Abstract::UNKNOWN,
            kinds => Abstract::of(kinds),
        }
    }

    /// Evaluates; what it returns is added to the result.
    fn transfer(&mut self, op: Op, at: &At) -> Option<Abstract> {
        let function = at.function as usize;
        let result = at.result.unwrap_or(u32::MAX);
        let waiting = |s: &Solver, count: usize| (0..count).any(|n| s.input(at, n).is_none());
        match op {
            Op::ConstValue => return Some(self.immediate(JsValue(at.immediates[0]))),
            Op::ConstProgram => {
                return Some(match self.program.constants.get(at.immediates[0] as usize) {
                    Some(ConstantData::Number(d)) => self.immediate(JsValue::from_number(*d)),
                    Some(ConstantData::BigInt(_)) => Abstract::of(Kinds::BIGINT),
                    _ => Abstract::STRING,
                });
            }
            Op::BoxBool => return Some(Abstract::BOOL),
            Op::BoxI32 => return Some(Abstract::INT32),
            Op::BoxF64 => return Some(Abstract::DOUBLE),

            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Rem
            | Op::Exp
            | Op::BitAnd
            | Op::BitOr
            | Op::BitXor
            | Op::Shl
            | Op::Shr
            | Op::Ushr => {
                if waiting(self, 2) {
                    return None;
                }
                let (a, b) = (self.input(at, 0), self.input(at, 1));
                self.converted(at, 0);
                self.converted(at, 1);
                let constant = self.constant_number(at, 1);
                // A mask may stand on the left.
                if op == Op::BitAnd && constant.is_none() {
                    let constant = self.constant_number(at, 0);
                    return Some(arithmetic::binary(op, b, a, constant));
                }
                return Some(arithmetic::binary(op, a, b, constant));
            }
            Op::Neg | Op::BitNot | Op::Inc | Op::Dec | Op::ToNumber | Op::ToNumeric => {
                if waiting(self, 1) {
                    return None;
                }
                self.converted(at, 0);
                return Some(arithmetic::unary(op, self.input(at, 0)));
            }
            Op::ToString => {
                if waiting(self, 1) {
                    return None;
                }
                self.converted(at, 0);
                return Some(Abstract::STRING);
            }
            Op::Concat => {
                (0..at.args.len()).for_each(|n| self.converted(at, n));
                return Some(Abstract::STRING);
            }
            Op::TypeOf => return Some(Abstract::STRING),
            Op::ToPropertyKey => {
                if !waiting(self, 1) {
                    let key = self.input(at, 0);
                    let kept = key.masked(Kinds::STRING.union(Kinds::SYMBOL).union(Kinds::NUMBER).0);
                    let other = key.kinds.without(Kinds::STRING.union(Kinds::SYMBOL).union(Kinds::NUMBER));
                    return Some(if other == Kinds::NONE { kept } else { self.sets.join(kept, Abstract::STRING) });
                }
            }
            Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => {
                self.converted(at, 0);
                self.converted(at, 1);
            }

            // ---- the activation ----
            Op::Parameter => {
                let cells = &self.functions[function];
                let cell = cells.arguments + at.immediates[0] as u32;
                self.edge(cell, result, EVERYTHING);
            }
            Op::This => self.edge(self.functions[function].this, result, EVERYTHING),
            Op::ThisSloppy => {
                let this = self.get(self.functions[function].this);
                self.edge(self.functions[function].this, result, Kinds::OBJECT.0);
                self.watch(self.functions[function].this, at.inst);
                let nullish = Kinds::UNDEFINED.union(Kinds::NULL);
                if this.kinds.intersects(nullish) {
                    let global = self.builtin("globalThis");
                    self.grow(result, global);
                }
                if this.kinds.intersects(Kinds::ANY.without(nullish).without(Kinds::OBJECT)) {
                    self.grow(result, Abstract::OBJECT);
                }
            }
            Op::Callee => return Some(self.class_value(ClassKey::Closure(self.original(at.function)))),
            Op::NewTarget => self.edge(self.functions[function].new_target, result, EVERYTHING),
            Op::ClosureEnvironment => self.edge(self.functions[function].environment, result, EVERYTHING),
            Op::SuperBase => {
                let homes = self.functions[function].home;
                self.watch(homes, at.inst);
                for home in self.class_list(self.get(homes)).unwrap_or_default() {
                    let prototype = self.classes.list[home as usize].prototype;
                    self.edge(prototype, result, EVERYTHING);
                }
            }
            Op::SuperConstructor => self.edge(self.functions[function].parent, result, EVERYTHING),
            Op::CreateArguments | Op::CreateMappedArguments => {
                let class = self.class(ClassKey::Arguments(at.function));
                let elements = self.classes.list[class as usize].elements;
                let cells = &self.functions[function];
                let (first, count, rest) = (cells.arguments, cells.argument_count, cells.rest);
                for cell in (first..first + count).chain([rest]) {
                    self.edge(cell, elements, !Kinds::UNDEFINED.0);
                }
                return Some(self.value_of_class(class));
            }
            Op::CreateRest => {
                let array = self.array(at.inst);
                let elements = self.classes.list[array as usize].elements;
                self.classes.list[array as usize].dense = true;
                let cells = &self.functions[function];
                let (first, count, rest) = (cells.arguments, cells.argument_count, cells.rest);
                for cell in (first + (at.immediates[0] as u32).min(count)..first + count).chain([rest]) {
                    self.edge(cell, elements, EVERYTHING);
                }
                return Some(self.value_of_class(array));
            }
            Op::CheckConstructorReturn => {
                self.flow_masked(at.args[0], result, Kinds::OBJECT.0);
                self.flow_masked(at.args[1], result, Kinds::OBJECT.0);
            }

            // ---- bindings ----
            Op::NewEnvironment => {
                let class = self.class(ClassKey::Environment(at.inst));
                let parent = self.classes.list[class as usize].prototype;
                self.flow_masked(at.args[0], parent, ENVIRONMENT.0);
                return Some(self.value_of_class(class));
            }
            Op::CloneEnvironment => self.flow(at.args[0], result),
            Op::GetEnvironmentSlot | Op::SetEnvironmentSlot => {
                let mut environments = self.class_list(self.input(at, 0)).unwrap_or_default();
                for _ in 0..at.immediates[0] {
                    let mut parents = Vec::new();
                    for e in environments {
                        let cell = self.classes.list[e as usize].prototype;
                        self.watch(cell, at.inst);
                        parents.extend(self.class_list(self.get(cell)).unwrap_or_default());
                    }
                    parents.sort_unstable();
                    parents.dedup();
                    environments = parents;
                }
                let slot = super::names::Name(at.immediates[1] as u32);
                for e in environments {
                    let cell = self.field_of_environment(e, slot);
                    match op {
                        Op::GetEnvironmentSlot => {
                            let reads = self.slot_reads.entry(at.inst).or_default();
                            if !reads.contains(&cell) {
                                reads.push(cell);
                            }
                            self.edge(cell, result, !Kinds::EMPTY.0);
                        }
                        _ => self.set_binding(at, 1, cell),
                    }
                }
            }
            Op::GetTop => self.edge(self.top + at.immediates[0] as u32, result, !Kinds::EMPTY.0),
            Op::SetTop => self.set_binding(at, 0, self.top + at.immediates[0] as u32),
            Op::GetGlobal => self.get_global(at),
            Op::SetGlobal => {
                let name = self.names.of_constant(at.immediates[0] as u32);
                let cell = self.global(name);
                self.flow(at.args[0], cell);
            }

            // ---- properties ----
            Op::GetByName => {
                let name = self.names.of_constant(at.immediates[0] as u32);
                self.get_property(at, at.args[0], name, at.args[0], result);
            }
            Op::GetLength => self.get_length(at),
            Op::SetByName => {
                let name = self.names.of_constant(at.immediates[0] as u32);
                self.set_property(at, at.args[0], name, at.args[1], true);
            }
            Op::DefineByName => {
                let name = self.names.of_constant(at.immediates[0] as u32);
                self.set_property(at, at.args[0], name, at.args[1], false);
            }
            Op::GetByValue => self.get_element(at),
            Op::SetByValue => self.set_element(at, true),
            Op::DefineByValue => self.set_element(at, false),
            Op::DefineMethod => self.define_method(at),
            Op::DefineGetter => self.define_accessor(at, super::classes::Role::Getter),
            Op::DefineSetter => self.define_accessor(at, super::classes::Role::Setter),
            Op::GetSuper => {
                for name in self.key_names(at, 1) {
                    self.get_property(at, at.args[0], name, at.args[2], result);
                }
            }
            Op::SetSuper => {
                for name in self.key_names(at, 1) {
                    self.set_property(at, at.args[3], name, at.args[2], false);
                }
            }
            Op::GetPrivate => {
                for name in self.key_names(at, 1) {
                    self.get_property(at, at.args[0], name, at.args[0], result);
                }
            }
            Op::SetPrivate => {
                for name in self.key_names(at, 1) {
                    self.set_property(at, at.args[0], name, at.args[2], true);
                }
            }
            Op::DefinePrivateField => {
                for name in self.key_names(at, 1) {
                    self.set_property(at, at.args[0], name, at.args[2], false);
                }
            }
            Op::DefinePrivateMethod => self.define_private_method(at),
            Op::NewPrivateName => return Some(self.class_value(ClassKey::PrivateName(at.inst))),
            Op::SetLiteralPrototype => {
                for class in self.class_list(self.input(at, 0)).unwrap_or_default() {
                    let prototype = self.classes.list[class as usize].prototype;
                    self.flow(at.args[1], prototype);
                }
            }
            Op::CopyDataProperties => self.copy_properties(at, at.args[0], at.args[1]),

            // ---- objects, functions, classes ----
            Op::NewObject => {
                let site = self.site(at.inst);
                return Some(self.class_value(ClassKey::Literal(site)));
            }
            Op::NewObjectWith => {
                let site = self.site(at.inst);
                let class = self.class(ClassKey::Literal(site));
                if let Some(ConstantData::Keys(keys)) = self.program.constants.get(at.immediates[0] as usize) {
                    for (key, value) in keys.iter().zip(&at.args) {
                        let name = self.names.of_constant(*key);
                        let cell = self.field(class, name, super::classes::Role::Value);
                        self.flow(*value, cell);
                    }
                }
                return Some(self.value_of_class(class));
            }
            Op::NewArray => {
                let class = self.array(at.inst);
                return Some(self.value_of_class(class));
            }
            Op::NewArrayWith => {
                let class = self.array(at.inst);
                let elements = self.classes.list[class as usize].elements;
                for value in &at.args {
                    self.classes.list[class as usize].dense = true;
                    self.flow_masked(*value, elements, !Kinds::EMPTY.0);
                }
                return Some(self.value_of_class(class));
            }
            Op::ArrayPush => {
                for class in self.class_list(self.input(at, 0)).unwrap_or_default() {
                    let data = &mut self.classes.list[class as usize];
                    data.dense = true;
                    let elements = data.elements;
                    self.flow_masked(at.args[1], elements, !Kinds::EMPTY.0);
                }
            }
            Op::ArrayPushSpread => {
                for class in self.class_list(self.input(at, 0)).unwrap_or_default() {
                    let elements = self.classes.list[class as usize].elements;
                    self.classes.list[class as usize].dense = true;
                    self.iterated(at, at.args[1], elements);
                }
            }
            Op::CreateClosure => {
                let f = at.immediates[0] as u32;
                let environment = self.functions[f as usize].environment;
                self.flow_masked(at.args[0], environment, ENVIRONMENT.0);
                return Some(self.class_value(ClassKey::Closure(f)));
            }
            Op::CreateClass => self.create_class(at),
            Op::GetClassPrototype => {
                for class in self.class_list(self.input(at, 0)).unwrap_or_default() {
                    if let ClassKey::Closure(f) = self.classes.key(class) {
                        let value = self.class_value(ClassKey::Prototype(f));
                        self.grow(result, value);
                    }
                }
            }
            Op::SetHomeObject => {
                for class in self.class_list(self.input(at, 0)).unwrap_or_default() {
                    if let ClassKey::Closure(f) = self.classes.key(class) {
                        let home = self.functions[f as usize].home;
                        self.flow(at.args[1], home);
                    }
                }
            }
            Op::CreateRegExp => return Some(self.class_value(ClassKey::Other(CellKind::RegExp))),
            Op::GetTemplateObject => {
                let class = self.array(at.inst);
                let elements = self.classes.list[class as usize].elements;
                self.grow(elements, Abstract::STRING);
                let name = self.names.name("raw");
                let raw = self.field(class, name, super::classes::Role::Value);
                let value = self.value_of_class(class);
                self.grow(raw, value);
                return Some(value);
            }

            // ---- calls ----
            Op::Call => self.call_instruction(at),
            Op::Construct => self.construct_instruction(at),
            Op::CallArray => self.call_array(at),
            Op::ConstructArray => self.construct_array(at),
            Op::Catch => {
                self.edge(self.thrown, result, EVERYTHING);
                return Some(self.class_value(ClassKey::Other(CellKind::Error)));
            }
            Op::Throw => {
                let thrown = self.thrown;
                self.flow(at.args[0], thrown);
            }
            Op::ReturnValue => self.return_value(at),

            // ---- iteration ----
            Op::GetIterator => self.get_iterator(at, at.args[0], result),
            Op::IteratorNext => {
                self.iterator_next(at);
                return Some(Abstract::of(Kinds::EMPTY));
            }
            Op::ForInStart => return Some(Abstract::of(ENVIRONMENT)),
            Op::ForInNext => return Some(Abstract::of(Kinds::STRING.union(Kinds::EMPTY))),
            Op::CreateIteratorResult => {
                let class = self.class(ClassKey::Result(at.function));
                let (value, yields) = (self.result_field(class, "value"), self.functions[function].yields);
                self.flow(at.args[0], value);
                if at.immediates[0] == 0 {
                    self.flow(at.args[0], yields);
                }
                return Some(self.value_of_class(class));
            }
            Op::InitialYield => return Some(self.class_value(ClassKey::Generator(at.function))),

            // Their flows are set up once (`reach`).
            Op::StoreRegister | Op::LoadRegister => {}
            Op::Suspend | Op::Jump | Op::Branch | Op::ThrowError => {}
            // (`sort` leaves holes only where some were.)
            Op::DeleteByValue if self.has_flag(at.function, function_flag::BUILTIN_FORM) => {}
            Op::DeleteByValue => {
                for class in self.class_list(self.input(at, 0)).unwrap_or_default() {
                    self.classes.list[class as usize].irregular = true;
                }
            }
            Op::DeleteGlobal | Op::HasPrivate | Op::HasProperty | Op::InstanceOf => {}
            Op::CheckInitialized | Op::CheckThisInitialized | Op::CheckConstructorCall => {}
            Op::CheckObject | Op::CheckObjectCoercible | Op::SetFunctionName => {}
            Op::IteratorClose | Op::IteratorCloseSilently => {}
            Op::ToBoolean
            | Op::IsUndefined
            | Op::IsNullish
            | Op::IsEmpty
            | Op::Equal
            | Op::StrictEqual
            | Op::NotBool => {}
            // Unboxed representations and speculative ops, which SIR behind `prune` and `infer` has none of.
            _ => {
                if let Some(node) = at.result {
                    self.grow(node, Abstract::UNKNOWN);
                }
            }
        }
        None
    }

    /// Input `n` is assigned to a binding. Undefined is what `var` and `let` begin with: reads see it only if the program tests
    /// for it, or nothing else is ever assigned (`complete`).
    fn set_binding(&mut self, at: &At, n: usize, cell: u32) {
        let f = &self.forms[at.form];
        let v = f.sir.inst(self.locate(at.inst).1).args[n];
        if f.immediate(v) == Some(JsValue::UNDEFINED) {
            self.undefined_bindings.insert(cell);
        } else {
            self.flow_masked(at.args[n], cell, !Kinds::EMPTY.0);
        }
    }

    /// Lets an input flow on, but only these kinds.
    pub fn flow_masked(&mut self, from: Flow, to: u32, mask: u16) {
        match from {
            Flow::Node(node, m) => self.edge(node, to, m & mask),
            Flow::Value(value) => self.grow(to, value.masked(mask)),
        }
    }

    /// The class of arrays made here.
    pub fn array(&mut self, inst: u32) -> u32 {
        let site = self.site(inst);
        self.class(ClassKey::Array(site))
    }

    fn field_of_environment(&mut self, environment: u32, slot: super::names::Name) -> u32 {
        let key = (slot, super::classes::Role::Value);
        if let Some(cell) = self.classes.list[environment as usize].fields.get(&key) {
            return *cell;
        }
        let cell = self.cells(1);
        self.classes.list[environment as usize].fields.insert(key, cell);
        cell
    }

    /// An operand is converted to a primitive: objects that say how are called.
    fn converted(&mut self, at: &At, n: usize) {
        let value = self.input(at, n);
        if !value.kinds.intersects(Kinds::OBJECT) {
            return;
        }
        for method in ["valueOf", "toString"] {
            let name = self.names.name(method);
            for class in self.class_list(value).unwrap_or_default() {
                let cell = self.find_method(class, name, at.inst);
                let Some(cell) = cell else { continue };
                let this = Flow::Value(self.value_of_class(class));
                for callee in self.class_list(self.get(cell)).unwrap_or_default() {
                    if let ClassKey::Closure(f) = self.classes.key(callee) {
                        self.enter(f, this, Flow::Value(Abstract::UNDEFINED), &[], true);
                    }
                }
            }
        }
    }

    /// Whether the function has this flag.
    pub fn has_flag(&self, function: u32, flag: u32) -> bool {
        self.program.functions[self.original(function) as usize].flags & flag != 0
    }

    fn return_value(&mut self, at: &At) {
        let cells = &self.functions[at.function as usize];
        let (result, yields) = (cells.result, cells.yields);
        if !self.has_flag(at.function, function_flag::GENERATOR) || !self.forms[at.form].is_resume() {
            self.flow(at.args[0], result);
            return;
        }
        // An iterator result: of `yield*` that of the inner iterator.
        let own = self.class(ClassKey::Result(at.function));
        for class in self.class_list(self.now(at.args[0])).unwrap_or_default() {
            if class != own {
                let value = self.result_field(class, "value");
                self.edge(value, yields, EVERYTHING);
            }
        }
    }

    pub fn result_field(&mut self, class: u32, name: &str) -> u32 {
        let name = self.names.name(name);
        self.field(class, name, super::classes::Role::Value)
    }

    /// Iteration over `mode` of objects of a class.
    pub fn iterator_over(&mut self, class: u32, mode: Mode) -> Abstract {
        self.class_value(ClassKey::Iterator(class, mode))
    }
}
