//! Bindings: entering and leaving scopes, reading and writing variables wherever they live.

use super::*;
use crate::emit::{I, K, N, R, W};
use crate::scope::{BindingKind, Hidden, Home, Literal, Resolution, ScopeKind, address};
use jsc_abi::opcode::ErrorKind;

/// What to restore when a scope is left.
pub struct Entered {
    scope: ScopeId,
    environment: Option<Reg>,
    mark: u32,
    locals_top: u32,
}

impl<'a> Lower<'_, 'a> {
    /// Enters the scope of a node, if it has one: gives registers to its bindings, makes its environment, instantiates its
    /// functions.
    pub fn enter_scope(&mut self, key: NodeKey) -> Option<Entered> {
        let scope = *self.analysis().scope_of.get(&key)?;
        let entered = self.open_scope(scope);
        self.make_environment(scope);
        self.instantiate_functions(scope);
        Some(entered)
    }

    /// The part of `enter_scope` that emits no environment yet.
    pub fn open_scope(&mut self, scope: ScopeId) -> Entered {
        let entered = Entered {
            scope: self.scope,
            environment: self.environment,
            mark: self.e.mark(),
            locals_top: self.e.locals_top,
        };
        self.scope = scope;
        let bindings = self.analysis().scopes[scope].bindings.clone();
        let fresh_variables = matches!(self.analysis().scopes[scope].kind, ScopeKind::Body | ScopeKind::StaticBlock);
        for id in bindings {
            let binding = &self.analysis().bindings[id];
            let (home, needs_empty, kind) = (binding.home, binding.needs_empty, binding.kind);
            // Parameters may be in the register they arrive in.
            if home == Home::Register && !(kind == BindingKind::Parameter && self.registers.contains_key(&id)) {
                let register = self.e.temp();
                self.assign_register(id, register);
                // `this` of derived constructors is EMPTY as it is passed.
                if needs_empty && kind != BindingKind::Activation {
                    self.op(Op::LoadEmpty, &[W(register)]);
                } else if kind == BindingKind::Var && fresh_variables {
                    self.op(Op::LoadUndefined, &[W(register)]);
                }
            }
        }
        if self.analysis().scopes[scope].environment_slots > 0 {
            let register = self.e.temp();
            self.environment = Some(register);
            self.environment_of.insert(scope, register);
        }
        self.e.locals_top = self.e.mark();
        entered
    }

    pub fn assign_register(&mut self, id: BindingId, register: Reg) {
        if let Some(old) = self.registers.insert(id, register)
            && self.binding_of.get(&old) == Some(&id)
        {
            self.binding_of.remove(&old);
        }
        self.binding_of.insert(register, id);
    }

    /// Makes the environment of `scope`, the current one; also of each round of a loop.
    pub fn make_environment(&mut self, scope: ScopeId) {
        let slots = self.analysis().scopes[scope].environment_slots;
        if slots > 0 {
            let register = self.environment.expect("opened with the scope");
            let parent = self.outer_environment(scope);
            self.op(Op::NewEnvironment, &[W(register), R(parent), N(slots)]);
            self.undefine_variables(scope);
        } else {
            self.undefine_variables(scope);
        }
    }

    /// `var`s in memory begin as undefined, unlike lexical bindings, which begin as EMPTY.
    fn undefine_variables(&mut self, scope: ScopeId) {
        if !matches!(self.analysis().scopes[scope].kind, ScopeKind::Function | ScopeKind::Body | ScopeKind::StaticBlock)
        {
            return;
        }
        for id in self.analysis().scopes[scope].bindings.clone() {
            let binding = &self.analysis().bindings[id];
            if binding.kind == BindingKind::Var && binding.home != Home::Register && binding.home != Home::Nowhere {
                let undefined = self.undefined();
                self.initialize(id, undefined);
            }
        }
    }

    /// The register with the environment around `scope`, which is the current scope.
    fn outer_environment(&mut self, scope: ScopeId) -> Reg {
        let mut at = self.analysis().scopes[scope].parent;
        while let Some(outer) = at {
            let s = &self.analysis().scopes[outer];
            if s.function != self.function {
                break;
            }
            if s.environment_slots > 0 {
                return self.environment_of[&outer];
            }
            at = s.parent;
        }
        match self.closure_environment {
            Some(register) => register,
            None => self.undefined(),
        }
    }

    pub fn leave_scope(&mut self, entered: Option<Entered>) {
        if let Some(entered) = entered {
            self.scope = entered.scope;
            self.environment = entered.environment;
            self.e.release(entered.mark);
            self.e.locals_top = entered.locals_top;
        }
    }

    /// Makes the closures of a scope's function declarations.
    pub fn instantiate_functions(&mut self, scope: ScopeId) {
        let functions = self.analysis().scopes[scope].functions.clone();
        for (i, &(function, id)) in functions.iter().enumerate() {
            // The last one of a name wins.
            if functions[i + 1..].iter().take(64).any(|&(_, other)| other == id) {
                continue;
            }
            if self.analysis().bindings[id].home == Home::Nowhere {
                continue;
            }
            let name = function.id.as_ref().map_or("", |id| id.name.as_str());
            let name = self.p.constants.string(name);
            let mark = self.e.mark();
            let register = match self.registers.get(&id) {
                Some(&register) if self.analysis().bindings[id].home == Home::Register => register,
                _ => self.e.temp(),
            };
            self.closure(
                NodeKey::Function(address(function)),
                Code::Function(function, FunctionKind::Plain),
                name,
                register,
            );
            self.initialize(id, register);
            self.e.release(mark);
        }
    }

    /// dst = a closure of the function over the current environment.
    pub fn closure(&mut self, key: NodeKey, code: Code<'a>, name: u32, dst: Reg) {
        if !self.e.is_reachable() {
            return;
        }
        let index = self.p.function_index(key, code, name);
        let environment = self.closure_parent(key);
        self.op(Op::CreateClosure, &[W(dst), N(index), R(environment)]);
    }

    /// The environment that a function made here closes over.
    pub fn closure_parent(&mut self, key: NodeKey) -> Reg {
        let function = self.analysis().function_of[&key];
        match self.environment {
            Some(environment) if self.analysis().functions[function].needs_environment => environment,
            _ => self.undefined(),
        }
    }

    // ---- values ----

    pub fn resolution(&self, position: u32) -> Option<Resolution> {
        self.analysis().resolutions.get(&position).copied()
    }

    /// The literal that a use of a `const` stands for.
    pub fn inlined(&self, resolution: Resolution) -> Option<Literal<'a>> {
        if resolution.check { None } else { self.analysis().bindings[resolution.binding].literal }
    }

    /// The register that a binding lives in, if it does and needs no check here.
    pub fn in_register(&self, resolution: Resolution) -> Option<Reg> {
        let binding = &self.analysis().bindings[resolution.binding];
        if binding.home == Home::Register && !resolution.check {
            self.registers.get(&resolution.binding).copied()
        } else {
            None
        }
    }

    /// The value of a binding: in its own register, or loaded into `dst` or a new temporary.
    pub fn read_binding(&mut self, resolution: Resolution, dst: Option<Reg>) -> Reg {
        let id = resolution.binding;
        let home = self.analysis().bindings[id].home;
        if home == Home::Register {
            let register = self.registers[&id];
            if resolution.check {
                self.check_initialized(id, register);
            }
            return register;
        }
        if !resolution.check
            && let Some(literal) = self.analysis().bindings[id].literal
        {
            let dst = dst.unwrap_or_else(|| self.e.temp());
            self.load_literal(literal, dst);
            return dst;
        }
        // A check must come before the destination changes, if that is a variable.
        let target = match dst {
            Some(dst) if !resolution.check || self.e.is_temp(dst) => dst,
            _ => self.e.temp(),
        };
        match home {
            Home::Environment(slot) => {
                let scope = self.analysis().bindings[id].scope;
                let (environment, depth) = self.environment_and_depth(scope);
                self.op(Op::GetEnvironmentSlot, &[W(target), R(environment), N(depth), N(slot)]);
            }
            Home::Top(slot) => self.op(Op::GetTop, &[W(target), N(slot)]),
            Home::Nowhere | Home::Register => self.op(Op::LoadUndefined, &[W(target)]),
        }
        if resolution.check {
            self.check_initialized(id, target);
        }
        target
    }

    /// A register with an environment, and how many parents up from it that of `scope` is.
    fn environment_and_depth(&mut self, scope: ScopeId) -> (Reg, u32) {
        if let Some(&register) = self.environment_of.get(&scope)
            && self.analysis().scopes[scope].function == self.function
        {
            return (register, 0);
        }
        // Outside this function: count from the closure's environment, whatever scopes this function has added.
        let own = self.analysis().functions[self.function].scope;
        let outer = self.analysis().scopes[own].parent.expect("the binding is further out");
        let depth = self.analysis().environment_depth(outer, scope);
        (self.closure_environment.expect("a function that uses outer environments loads its own"), depth)
    }

    fn check_initialized(&mut self, id: BindingId, register: Reg) {
        let binding = &self.analysis().bindings[id];
        if binding.kind == BindingKind::Activation {
            self.op(Op::CheckThisInitialized, &[R(register)]);
        } else {
            let name = binding.name;
            let name = self.string(name);
            self.op(Op::CheckInitialized, &[R(register), name]);
        }
    }

    /// Gives a binding its first value.
    pub fn initialize(&mut self, id: BindingId, value: Reg) {
        match self.analysis().bindings[id].home {
            Home::Nowhere => {}
            Home::Register => {
                let register = self.registers[&id];
                self.mov(register, value);
            }
            Home::Environment(slot) => {
                let scope = self.analysis().bindings[id].scope;
                let (environment, depth) = self.environment_and_depth(scope);
                self.op(Op::SetEnvironmentSlot, &[R(environment), N(depth), N(slot), R(value)]);
            }
            Home::Top(slot) => self.op(Op::SetTop, &[N(slot), R(value)]),
        }
    }

    /// Assigns a binding: checks that it is initialised and may be assigned.
    pub fn assign_binding(&mut self, resolution: Resolution, value: Reg) {
        let id = resolution.binding;
        if resolution.check {
            let mark = self.e.mark();
            self.read_binding(resolution, None);
            self.e.release(mark);
        }
        match self.analysis().bindings[id].kind {
            BindingKind::Const => self.throw_error(ErrorKind::TypeError, "Assignment to constant variable."),
            BindingKind::FunctionName => {
                if self.strict {
                    self.throw_error(ErrorKind::TypeError, "Assignment to constant variable.");
                }
            }
            _ => self.initialize(id, value),
        }
    }

    /// The register that an assignment may compute its value in directly.
    pub fn assignable_register(&self, resolution: Resolution) -> Option<Reg> {
        let kind = self.analysis().bindings[resolution.binding].kind;
        if matches!(kind, BindingKind::Const | BindingKind::FunctionName) {
            return None;
        }
        self.in_register(resolution)
    }

    /// Throws a new error. What is lowered behind it is not emitted, up to the next label that something jumps to.
    pub fn throw_error(&mut self, kind: ErrorKind, message: &str) {
        let message = self.string(message);
        self.op(Op::ThrowError, &[N(kind as u32), message]);
    }

    /// `this`, `new.target` or the active function, of the function that has its own.
    pub fn activation(&mut self, name: &str, check: bool) -> Reg {
        let binding = self.activation_binding(name);
        self.read_binding(Resolution { binding, check }, None)
    }

    pub fn activation_binding(&self, name: &str) -> BindingId {
        self.analysis().lookup(self.scope, name).expect("the analysis declares what it sees used")
    }

    /// A hidden class binding seen from here.
    pub fn hidden(&mut self, key: Hidden<'a>) -> Option<Reg> {
        let binding = self.analysis().lookup_hidden(self.scope, key)?;
        Some(self.read_binding(Resolution { binding, check: false }, None))
    }

    pub fn load_literal(&mut self, literal: Literal<'a>, dst: Reg) {
        match literal {
            Literal::Number(value) => self.load_number(value, dst),
            Literal::Boolean(true) => self.op(Op::LoadTrue, &[W(dst)]),
            Literal::Boolean(false) => self.op(Op::LoadFalse, &[W(dst)]),
            Literal::String(s) => {
                let units = super::literal::units(&s.value, s.lone_surrogates);
                let constant = self.p.constants.units(units, false);
                self.op(Op::LoadConst, &[W(dst), K(constant)]);
            }
        }
    }

    pub fn load_number(&mut self, value: f64, dst: Reg) {
        match super::literal::as_int(value) {
            Some(int) => self.op(Op::LoadInt, &[W(dst), I(int)]),
            None => {
                let constant = self.p.constants.number(value);
                self.op(Op::LoadConst, &[W(dst), K(constant)]);
            }
        }
    }
}
