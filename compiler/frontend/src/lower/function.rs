//! A whole function: prologue (environment, `this`, arguments, parameters, hoisted functions), body, and its header.

use super::*;
use crate::emit::{Args, N, R, W};
use crate::scope::{BindingKind, Hidden, Home, Resolution, ThisMode, address, has_parameter_expressions};
use jsc_abi::layout::function_flag as flag;
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::FxHashSet;

/// Most inline slots that a constructor asks for.
const MAX_INLINE_SLOTS: usize = 32;

impl<'p, 'a> Lower<'p, 'a> {
    pub fn new(p: &'p mut Lowering<'a>, function: FunctionId) -> Lower<'p, 'a> {
        let info = &p.analysis.functions[function];
        let (scope, strict, derived) = (info.scope, info.strict, info.this_mode == ThisMode::Derived);
        Lower {
            p,
            e: Emitter::new(0),
            function,
            scope,
            strict,
            environment: None,
            closure_environment: None,
            environment_of: FxHashMap::default(),
            registers: FxHashMap::default(),
            binding_of: FxHashMap::default(),
            undefined: None,
            controls: Vec::new(),
            chain: None,
            fresh: None,
            labels: Vec::new(),
            arriving: Vec::new(),
            nested_pattern: false,
            flags: if strict { flag::STRICT } else { 0 },
            generator: false,
            derived,
        }
    }

    /// Lowers the function. `None`: it needs too many registers.
    pub fn run(mut self, pending: &Pending<'a>) -> Option<FunctionData> {
        let mut data = FunctionData { name: pending.name, ..FunctionData::default() };
        let span = pending.code.span();
        (data.line, data.column) = self.p.positions.line_and_column(span.start);
        (data.text_start, data.text_end) = (pending.text.start, pending.text.end);
        self.at(span);
        match pending.code {
            Code::Program(program) => {
                self.flags |= flag::TOP_LEVEL;
                self.prologue(0);
                self.instantiate_functions(0);
                self.statements(&program.body);
            }
            Code::Function(node, kind) => {
                self.generator = node.generator;
                let mut class = None;
                self.flags |= match kind {
                    FunctionKind::Plain if node.generator => flag::GENERATOR,
                    FunctionKind::Plain => flag::CONSTRUCTOR,
                    FunctionKind::Method if node.generator => flag::METHOD | flag::GENERATOR,
                    FunctionKind::Method => flag::METHOD,
                    FunctionKind::Getter | FunctionKind::Setter => flag::METHOD | flag::ACCESSOR,
                    FunctionKind::Constructor(c) => {
                        class = Some(c);
                        flag::CONSTRUCTOR
                            | flag::CLASS_CONSTRUCTOR
                            | if self.derived { flag::DERIVED_CONSTRUCTOR } else { 0 }
                    }
                };
                if matches!(kind, FunctionKind::Plain | FunctionKind::Constructor(_)) && !node.generator {
                    data.inline_slots = inline_slots(node.body.as_deref(), class);
                }
                data.length = length(&node.params);
                let body = node.body.as_deref();
                self.callable(&mut data, &node.params, body, class);
                if let Some(body) = body {
                    self.statements(&body.statements);
                }
            }
            Code::Arrow(node) => {
                self.flags |= flag::ARROW;
                data.length = length(&node.params);
                let body = node.get_function_body();
                self.callable(&mut data, &node.params, body, None);
                if let Some(body) = body {
                    self.statements(&body.statements);
                }
                if let Some(expression) = node.get_expression() {
                    let value = self.operand(expression);
                    self.op(Op::ReturnValue, &[R(value)]);
                }
            }
            Code::DefaultConstructor(class) => {
                data.inline_slots = inline_slots(None, Some(class));
                self.default_constructor(class);
            }
            Code::FieldInitializer(class) => {
                self.flags |= flag::METHOD | flag::FIELD_INITIALIZER;
                self.prologue(0);
                self.instance_fields(class);
            }
            Code::StaticInitializer(class) => {
                self.flags |= flag::METHOD | flag::FIELD_INITIALIZER;
                self.prologue(0);
                self.static_fields(class);
            }
        }
        // Falling off the end.
        self.e.at(span.end.saturating_sub(1).max(span.start));
        if self.e.is_reachable() {
            self.return_from_end();
        }
        if self.e.overflow {
            return None;
        }
        data.flags = self.flags;
        self.e.finish(&mut data);
        Some(data)
    }

    fn return_from_end(&mut self) {
        let undefined = self.undefined();
        if self.derived {
            let binding = self.activation_binding("this");
            if self.analysis().is_initialized_at_end(binding) {
                let this = self.read_binding(Resolution { binding, check: false }, None);
                return self.op(Op::ReturnValue, &[R(this)]);
            }
        }
        self.return_value(undefined);
    }

    /// What precedes parameters: registers of the function's bindings, its environment, `this` and the like.
    fn prologue(&mut self, parameter_count: u32) {
        let offset = self.e.offset();
        self.e = Emitter::new(parameter_count);
        self.e.at(offset);
        let undefined = self.e.temp();
        self.undefined = Some(undefined);
        let scope = self.scope;
        if self.analysis().functions[self.function].needs_environment {
            let register = self.e.temp();
            self.environment = Some(register);
            self.closure_environment = Some(register);
            self.op(Op::LoadEnvironment, &[W(register)]);
        }
        // Plain parameters stay in the register they arrive in.
        for (id, register) in std::mem::take(&mut self.arriving) {
            let binding = &self.analysis().bindings[id];
            if binding.home == Home::Register && !binding.needs_empty {
                self.assign_register(id, register);
            }
        }
        self.open_scope(scope);
        self.make_environment(scope);
        for id in self.analysis().scopes[scope].bindings.clone() {
            let binding = &self.analysis().bindings[id];
            let (kind, name, home, used) = (binding.kind, binding.name, binding.home, binding.used);
            if home == Home::Nowhere || !used {
                continue;
            }
            let op = match (kind, name) {
                (BindingKind::Activation, "this") => {
                    self.flags |= flag::USES_THIS;
                    let primitive = self.strict || self.flags & flag::TOP_LEVEL != 0;
                    if primitive { Op::LoadThis } else { Op::LoadThisSloppy }
                }
                (BindingKind::Activation, "new.target") => Op::LoadNewTarget,
                (BindingKind::Activation, _) | (BindingKind::FunctionName, _) => Op::LoadCallee,
                _ => continue,
            };
            let mark = self.e.mark();
            let register = if home == Home::Register { self.registers[&id] } else { self.e.temp() };
            self.op(op, &[W(register)]);
            self.initialize(id, register);
            self.e.release(mark);
        }
    }

    /// Prologue, parameters and declarations of a function with a parameter list.
    fn callable(
        &mut self,
        data: &mut FunctionData,
        parameters: &'a FormalParameters<'a>,
        body: Option<&'a FunctionBody<'a>>,
        class: Option<&'a Class<'a>>,
    ) {
        data.parameter_count = parameters.items.len() as u32;
        for (i, parameter) in parameters.items.iter().enumerate() {
            if let BindingPattern::BindingIdentifier(_) = parameter.pattern {
                let id = self.parameter_at(parameters, i);
                self.arriving.push((id, i as Reg));
            }
        }
        self.prologue(data.parameter_count);
        if class.is_some() {
            self.op(Op::CheckConstructorCall, &[]);
            if !self.derived {
                self.initialize_fields();
            }
        }
        let scope = self.scope;
        self.arguments_object();
        let mapped = self.analysis().functions[self.function].mapped_arguments;
        for (i, parameter) in parameters.items.iter().enumerate() {
            let register = i as Reg;
            match (&parameter.pattern, &parameter.initializer) {
                (BindingPattern::BindingIdentifier(_), None) => {
                    // Duplicates are bindings of their own in the list, so go by position.
                    let id = self.parameter_at(parameters, i);
                    if !mapped {
                        self.initialize(id, register);
                    }
                }
                (pattern, initializer) => {
                    let mark = self.e.mark();
                    if let Some(initializer) = initializer {
                        let given = self.e.label();
                        self.jump_op(Op::JumpIfNotUndefined, &[R(register)], given);
                        let name = match pattern {
                            BindingPattern::BindingIdentifier(id) => Some(id.name.as_str()),
                            _ => None,
                        };
                        self.fresh = Some(register);
                        self.expression_named(initializer, register, name);
                        self.fresh = None;
                        self.e.bind(given);
                    }
                    self.bind_pattern(pattern, register, true, None);
                    self.e.release(mark);
                }
            }
        }
        if let Some(rest) = &parameters.rest {
            self.flags |= flag::USES_ARGUMENTS;
            let mark = self.e.mark();
            let target = self.direct_register(&rest.rest.argument).unwrap_or_else(|| self.e.temp());
            self.op(Op::CreateRest, &[W(target), N(data.parameter_count)]);
            self.bind_pattern(&rest.rest.argument, target, true, None);
            self.e.release(mark);
        }
        match body {
            Some(body) if has_parameter_expressions(parameters) => {
                let body_scope = self.analysis().scope_of[&NodeKey::Body(address(body))];
                self.open_scope(body_scope);
                self.make_environment(body_scope);
                for (id, parameter) in self.analysis().scopes[body_scope].copies.clone() {
                    let mark = self.e.mark();
                    let value = self.read_binding(Resolution { binding: parameter, check: false }, None);
                    self.initialize(id, value);
                    self.e.release(mark);
                }
                self.instantiate_functions(body_scope);
            }
            _ => self.instantiate_functions(scope),
        }
        if self.generator {
            let mark = self.e.mark();
            let (value, mode) = (self.e.temp(), self.e.temp());
            let entry = self.e.entry();
            self.op(Op::InitialYield, &[W(value), W(mode), entry]);
            self.e.release(mark);
        }
    }

    /// The binding of the simple parameter number `index`.
    fn parameter_at(&self, parameters: &'a FormalParameters<'a>, index: usize) -> BindingId {
        let mut before = 0;
        for parameter in &parameters.items[..index] {
            match &parameter.pattern {
                BindingPattern::BindingIdentifier(_) => before += 1,
                pattern => before += pattern.get_binding_identifiers().len(),
            }
        }
        self.analysis().functions[self.function].parameters[before]
    }

    /// `arguments`, if it is used.
    fn arguments_object(&mut self) {
        let scope = self.analysis().functions[self.function].scope;
        let info = &self.analysis().functions[self.function];
        let (mapped, simple, parameters) = (info.mapped_arguments, info.simple_parameters, info.parameters.clone());
        if mapped {
            for (i, &id) in parameters.iter().enumerate() {
                self.initialize(id, i as Reg);
            }
        }
        let Some(id) = self.analysis().own_binding(scope, "arguments") else { return };
        let binding = &self.analysis().bindings[id];
        if binding.kind != BindingKind::Arguments || !binding.used {
            return;
        }
        let home = binding.home;
        self.flags |= flag::USES_ARGUMENTS;
        let mark = self.e.mark();
        let register = if home == Home::Register { self.registers[&id] } else { self.e.temp() };
        if mapped {
            let environment = self.environment.expect("mapped parameters are in an environment");
            let Home::Environment(first) = self.analysis().bindings[parameters[0]].home else {
                unreachable!("mapped parameters are in an environment")
            };
            let count = parameters.len() as u32;
            self.op(Op::CreateMappedArguments, &[W(register), R(environment), N(first), N(count)]);
        } else if !self.strict && simple {
            // Nothing is mapped, but it has `callee` like a mapped one.
            let undefined = self.undefined();
            self.op(Op::CreateMappedArguments, &[W(register), R(undefined), N(0), N(0)]);
        } else {
            self.op(Op::CreateArguments, &[W(register)]);
        }
        self.initialize(id, register);
        self.e.release(mark);
    }

    /// Runs the instance fields' initialisers on `this`, if the class around has any.
    pub fn initialize_fields(&mut self) {
        let mark = self.e.mark();
        if let Some(initializer) = self.hidden(Hidden::FieldInitializer) {
            let this = self.activation("this", false);
            let slot = self.e.slot();
            let result = self.e.temp();
            self.op(Op::Call, &[W(result), R(initializer), R(this), Args(0, 0), slot]);
        }
        self.e.release(mark);
    }

    fn default_constructor(&mut self, class: &'a Class<'a>) {
        self.flags |= flag::CONSTRUCTOR | flag::CLASS_CONSTRUCTOR;
        self.prologue(0);
        self.op(Op::CheckConstructorCall, &[]);
        let class_scope = self.analysis().scope_of[&NodeKey::Class(address(class))];
        let fields = self.analysis().own_hidden(class_scope, Hidden::FieldInitializer);
        let this = self.e.temp();
        if class.heritage.is_some() {
            self.flags |= flag::DERIVED_CONSTRUCTOR | flag::USES_ARGUMENTS;
            let (callee, parent, new_target, arguments) = (self.e.temp(), self.e.temp(), self.e.temp(), self.e.temp());
            self.op(Op::LoadCallee, &[W(callee)]);
            self.op(Op::LoadSuperConstructor, &[W(parent), R(callee)]);
            self.op(Op::LoadNewTarget, &[W(new_target)]);
            self.op(Op::CreateRest, &[W(arguments), N(0)]);
            self.op(Op::ConstructArray, &[W(this), R(parent), R(new_target), R(arguments)]);
        } else if fields.is_some() {
            self.op(Op::LoadThis, &[W(this)]);
        }
        if let Some(fields) = fields {
            self.flags |= flag::USES_THIS;
            let initializer = self.read_binding(Resolution { binding: fields, check: false }, None);
            let result = self.e.temp();
            let slot = self.e.slot();
            self.op(Op::Call, &[W(result), R(initializer), R(this), Args(0, 0), slot]);
        }
        if class.heritage.is_some() {
            // The parent constructor's result is an object: no check.
            self.op(Op::ReturnValue, &[R(this)]);
        }
    }

    /// The register of a binding that a value may be computed into directly.
    pub fn direct_register(&self, pattern: &BindingPattern<'a>) -> Option<Reg> {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                let resolution = self.resolution(id.span.start)?;
                let binding = &self.analysis().bindings[resolution.binding];
                if binding.home == Home::Register && !binding.needs_empty && !resolution.check {
                    self.registers.get(&resolution.binding).copied()
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

/// The `length` of a function.
fn length(parameters: &FormalParameters<'_>) -> u32 {
    parameters.items.iter().take_while(|p| p.initializer.is_none()).count() as u32
}

/// How many properties the constructor will likely give its objects.
fn inline_slots<'a>(body: Option<&FunctionBody<'a>>, class: Option<&Class<'a>>) -> u32 {
    struct ThisNames<'a>(FxHashSet<&'a str>);
    impl<'a> Visit<'a> for ThisNames<'a> {
        fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
            if let AssignmentTarget::StaticMemberExpression(member) = &it.left
                && matches!(member.object, Expression::ThisExpression(_))
            {
                self.0.insert(member.property.name.as_str());
            }
            walk::walk_assignment_expression(self, it);
        }
        fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
        fn visit_class(&mut self, _: &Class<'a>) {}
    }
    let mut names = ThisNames(FxHashSet::default());
    if let Some(body) = body {
        names.visit_function_body(body);
    }
    let mut count = 0;
    // A getter and a setter are one property.
    let mut privates = FxHashSet::default();
    for element in class.iter().flat_map(|c| &c.body.body) {
        match element {
            ClassElement::PropertyDefinition(field) if !field.r#static => match &field.key {
                PropertyKey::StaticIdentifier(id) => {
                    names.0.insert(id.name.as_str());
                }
                _ => count += 1,
            },
            ClassElement::MethodDefinition(method) if !method.r#static => {
                if let PropertyKey::PrivateIdentifier(id) = &method.key {
                    privates.insert(id.name.as_str());
                }
            }
            _ => {}
        }
    }
    (count + names.0.len() + privates.len()).min(MAX_INLINE_SLOTS) as u32
}
