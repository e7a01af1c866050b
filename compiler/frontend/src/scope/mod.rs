//! Binding analysis: which binding each identifier names, which bindings closures share, where each one lives, and which
//! uses must check that the binding is initialised. One walk over the syntax tree (`analyse`), with declarations
//! collected when a scope is entered (`declarations`), then the decisions here.
//!
//! **Which uses need a check.** The walk visits code in evaluation order and counts a clock. Each lexical binding has the
//! clock at which its declaration has been evaluated. Control that reaches a later place of the same scope instance has
//! passed through the declaration (except across the cases of a `switch`), so uses in the same function need a check
//! only before that clock. A use in another function needs one if that function can start to run before: function
//! expressions, arrows and methods can run from where they are made; hoisted functions from the first reference to them
//! (`reach`, a fixed point over references between functions).

mod analyse;
mod declarations;

pub use analyse::{Hidden, analyse, has_parameter_expressions, private_function};

use oxc_ast::ast::Function;
use rustc_hash::FxHashMap;

pub type BindingId = usize;
pub type ScopeId = usize;
pub type FunctionId = usize;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BindingKind {
    Var,
    Parameter,
    Let,
    Const,
    /// A class declaration's binding in the scope around.
    Class,
    Function,
    /// The name of a function expression, inside it: assignments fail.
    FunctionName,
    CatchParameter,
    /// The arguments object.
    Arguments,
    /// `this`, `new.target`, the active function: captured by arrows like variables.
    Activation,
    /// Private names, field initialisers and the like, in a class scope.
    Hidden,
}

/// Where a binding's value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// Nobody needs it.
    Nowhere,
    /// A register of the function; the lowering chooses which.
    Register,
    /// A slot of its scope's environment.
    Environment(u32),
    /// A top-level slot of the program.
    Top(u32),
}

/// A literal that a never reassigned `const` holds.
#[derive(Clone, Copy, Debug)]
pub enum Literal<'a> {
    Number(f64),
    Boolean(bool),
    String(&'a oxc_ast::ast::StringLiteral<'a>),
}

pub struct Binding<'a> {
    pub name: &'a str,
    pub kind: BindingKind,
    pub scope: ScopeId,
    pub function: FunctionId,
    pub home: Home,
    /// Has a temporal dead zone.
    pub lexical: bool,
    /// Some use may find it uninitialised: it must hold EMPTY until then.
    pub needs_empty: bool,
    /// Assigned other than by its declaration.
    pub assigned: bool,
    /// Used at all (uses of an inlined constant do not count).
    pub used: bool,
    pub captured: bool,
    pub literal: Option<Literal<'a>>,
    /// The clock at which the declaration has been evaluated.
    initialized: u32,
    /// In a `switch`: the clock at the end of the case with the declaration.
    safe_until: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeKind {
    Function,
    /// The body of a function whose parameters have expressions.
    Body,
    Block,
    /// Head of a `for`: bindings are made anew in each round.
    Loop,
    Switch,
    Catch,
    Class,
    /// A static block: `var`s stop here.
    StaticBlock,
}

pub struct Scope<'a> {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    pub function: FunctionId,
    pub bindings: Vec<BindingId>,
    names: FxHashMap<&'a str, BindingId>,
    hidden: FxHashMap<Hidden<'a>, BindingId>,
    /// Slots of its environment; 0: it has none.
    pub environment_slots: u32,
    /// Function declarations to instantiate on entry, with their bindings.
    pub functions: Vec<(&'a Function<'a>, BindingId)>,
    /// Body scopes: bindings that start with the value of one of the parameter scope.
    pub copies: Vec<(BindingId, BindingId)>,
    /// May be entered several times in one run of the program.
    in_loop: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThisMode {
    /// Arrows: that of the function around.
    Lexical,
    Normal,
    /// Derived constructors: uninitialised until `super()` returns.
    Derived,
}

pub struct FunctionInfo {
    pub parent: Option<FunctionId>,
    pub scope: ScopeId,
    pub strict: bool,
    pub this_mode: ThisMode,
    /// Reads environments of functions around it.
    pub needs_environment: bool,
    /// Has `super.x` (also in arrows in it): needs a home object.
    pub uses_home: bool,
    /// Number of `super()` calls, and whether one is in an arrow or loop.
    pub super_calls: u32,
    pub super_call_repeats: bool,
    /// Mapped arguments: all parameters are consecutive slots of the function's environment.
    pub mapped_arguments: bool,
    /// What a mapped arguments object's decision needs.
    arguments_escape: bool,
    pub simple_parameters: bool,
    /// Bindings of the parameters in order, one for each name, duplicates too.
    pub parameters: Vec<BindingId>,
    /// From which clock of the function around on it can run.
    reach: u32,
    hoisted: bool,
}

/// One use of a name.
struct Reference {
    /// Byte offset of the identifier: its key.
    position: u32,
    binding: BindingId,
    function: FunctionId,
    clock: u32,
}

/// What an identifier resolves to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resolution {
    pub binding: BindingId,
    /// The binding may be uninitialised here.
    pub check: bool,
}

/// Nodes that may have a scope or be a function, by address (nodes never move while their arena lives).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NodeKey {
    Program,
    Function(usize),
    Arrow(usize),
    Body(usize),
    Block(usize),
    For(usize),
    Switch(usize),
    Catch(usize),
    Class(usize),
    FieldInitializer(usize),
    StaticInitializer(usize),
    StaticBlock(usize),
    /// A class without a constructor.
    DefaultConstructor(usize),
}

/// The address of a node, for [`NodeKey`].
pub fn address<T>(node: &T) -> usize {
    node as *const T as usize
}

#[derive(Default)]
pub struct Analysis<'a> {
    pub bindings: Vec<Binding<'a>>,
    pub scopes: Vec<Scope<'a>>,
    pub functions: Vec<FunctionInfo>,
    pub scope_of: FxHashMap<NodeKey, ScopeId>,
    pub function_of: FxHashMap<NodeKey, FunctionId>,
    /// By byte offset of the identifier, `this` or `super`.
    pub resolutions: FxHashMap<u32, Resolution>,
    /// Block functions (by address) that also assign the `var` of that name (Annex B.3.2), with that binding.
    pub annex_b: FxHashMap<usize, BindingId>,
    pub top_count: u32,
    references: Vec<Reference>,
}

/// Top-level bindings beyond this number do not get registers.
const MAX_TOP_REGISTERS: usize = 1000;

impl<'a> Analysis<'a> {
    /// The binding of `name` in exactly this scope.
    pub fn own_binding(&self, scope: ScopeId, name: &str) -> Option<BindingId> {
        self.scopes[scope].names.get(name).copied()
    }

    /// The binding of `name` seen from `scope`.
    pub fn lookup(&self, scope: ScopeId, name: &str) -> Option<BindingId> {
        let mut at = Some(scope);
        while let Some(scope) = at {
            if let Some(binding) = self.own_binding(scope, name) {
                return Some(binding);
            }
            at = self.scopes[scope].parent;
        }
        None
    }

    /// The hidden class binding seen from `scope`.
    pub fn lookup_hidden(&self, scope: ScopeId, key: Hidden<'a>) -> Option<BindingId> {
        let mut at = Some(scope);
        while let Some(scope) = at {
            if let Some(&binding) = self.scopes[scope].hidden.get(&key) {
                return Some(binding);
            }
            at = self.scopes[scope].parent;
        }
        None
    }

    /// The hidden binding of exactly this class.
    pub fn own_hidden(&self, scope: ScopeId, key: Hidden<'a>) -> Option<BindingId> {
        self.scopes[scope].hidden.get(&key).copied()
    }

    /// How many environments lie between that of `from` (or around it) and that of `to`.
    pub fn environment_depth(&self, from: ScopeId, to: ScopeId) -> u32 {
        let mut depth = 0;
        let mut at = from;
        while at != to {
            if self.scopes[at].environment_slots > 0 {
                depth += 1;
            }
            at = self.scopes[at].parent.expect("a binding's scope encloses its uses");
        }
        depth
    }

    /// Whether control that reaches the end of the binding's function has initialised it.
    pub fn is_initialized_at_end(&self, binding: BindingId) -> bool {
        self.bindings[binding].initialized != u32::MAX
    }

    /// The function directly inside `outer` that holds (or is) `inner`.
    fn child_of(&self, outer: FunctionId, mut inner: FunctionId) -> FunctionId {
        while let Some(parent) = self.functions[inner].parent {
            if parent == outer {
                break;
            }
            inner = parent;
        }
        inner
    }

    /// Everything that can only be decided when all references are known.
    fn finish(&mut self) {
        self.compute_reach();
        self.resolve_references();
        self.decide_mapped_arguments();
        self.choose_homes();
        self.find_environment_users();
        self.references = Vec::new();
    }

    /// `reach` of hoisted functions: the first reference from code around, or the reach of a sibling that refers to it.
    fn compute_reach(&mut self) {
        let mut of_binding: FxHashMap<BindingId, Vec<FunctionId>> = FxHashMap::default();
        for scope in &self.scopes {
            for &(node, binding) in &scope.functions {
                if let Some(&function) = self.function_of.get(&NodeKey::Function(address(node)))
                    && self.functions[function].hoisted
                {
                    of_binding.entry(binding).or_default().push(function);
                }
            }
        }
        // Edges from a function to the hoisted siblings that it refers to.
        let mut edges: FxHashMap<FunctionId, Vec<FunctionId>> = FxHashMap::default();
        let mut work = Vec::new();
        for reference in &self.references {
            let Some(targets) = of_binding.get(&reference.binding) else { continue };
            let owner = self.bindings[reference.binding].function;
            for &target in targets {
                if reference.function == owner {
                    let reach = &mut self.functions[target].reach;
                    *reach = (*reach).min(reference.clock);
                } else {
                    let child = self.child_of(owner, reference.function);
                    if child != target {
                        edges.entry(child).or_default().push(target);
                    }
                }
            }
        }
        work.extend(edges.keys().copied());
        while let Some(function) = work.pop() {
            let reach = self.functions[function].reach;
            let Some(targets) = edges.get(&function) else { continue };
            for &target in targets {
                if self.functions[target].reach > reach {
                    self.functions[target].reach = reach;
                    work.push(target);
                }
            }
        }
    }

    fn resolve_references(&mut self) {
        let references = std::mem::take(&mut self.references);
        for reference in &references {
            let binding = &self.bindings[reference.binding];
            let check = binding.lexical && {
                let inside = reference.function == binding.function;
                let clock = if inside {
                    reference.clock
                } else {
                    self.functions[self.child_of(binding.function, reference.function)].reach
                };
                let in_switch = binding.safe_until != u32::MAX;
                clock < binding.initialized || clock >= binding.safe_until || (in_switch && !inside)
            };
            let binding = &mut self.bindings[reference.binding];
            binding.needs_empty |= check;
            if binding.literal.is_none() || binding.assigned || check {
                binding.used = true;
                binding.captured |= reference.function != binding.function;
            }
            if reference.position != u32::MAX {
                self.resolutions.insert(reference.position, Resolution { binding: reference.binding, check });
            }
        }
        for binding in &mut self.bindings {
            if binding.assigned {
                binding.literal = None;
            }
        }
        self.references = references;
    }

    fn decide_mapped_arguments(&mut self) {
        for function in 0..self.functions.len() {
            let info = &self.functions[function];
            let parameters = &info.parameters;
            if info.strict || !info.simple_parameters || parameters.is_empty() {
                continue;
            }
            let Some(arguments) = self.own_binding(info.scope, "arguments") else { continue };
            if self.bindings[arguments].kind != BindingKind::Arguments || !self.bindings[arguments].used {
                continue;
            }
            let assigned = parameters.iter().any(|&p| self.bindings[p].assigned);
            let observed = parameters.iter().any(|&p| self.bindings[p].used);
            if assigned || (info.arguments_escape && observed) {
                for p in self.functions[function].parameters.clone() {
                    self.bindings[p].captured = true;
                    self.bindings[p].used = true;
                }
                self.functions[function].mapped_arguments = true;
            }
        }
    }

    fn choose_homes(&mut self) {
        let mut top_count = 0;
        let top_registers = self.scopes[0].bindings.iter().filter(|&&b| !self.bindings[b].captured).count();
        for scope in 0..self.scopes.len() {
            let in_top = self.scopes[scope].function == 0 && !self.scopes[scope].in_loop;
            let crowded = scope == 0 && top_registers > MAX_TOP_REGISTERS;
            let mut slots = 0;
            for i in 0..self.scopes[scope].bindings.len() {
                let binding = &mut self.bindings[self.scopes[scope].bindings[i]];
                binding.home = if !binding.used && !binding.assigned {
                    // Its initialiser is still evaluated.
                    Home::Nowhere
                } else if in_top && (binding.captured || crowded) {
                    top_count += 1;
                    Home::Top(top_count - 1)
                } else if binding.captured {
                    slots += 1;
                    Home::Environment(slots - 1)
                } else {
                    Home::Register
                };
                if binding.literal.is_some() && !binding.used {
                    binding.home = Home::Nowhere;
                }
            }
            self.scopes[scope].environment_slots = slots;
        }
        self.top_count = top_count;
    }

    fn find_environment_users(&mut self) {
        for i in 0..self.references.len() {
            let reference = &self.references[i];
            let binding = &self.bindings[reference.binding];
            if !matches!(binding.home, Home::Environment(_)) {
                continue;
            }
            let mut function = reference.function;
            while function != binding.function {
                self.functions[function].needs_environment = true;
                function = self.functions[function].parent.expect("a binding's function encloses its uses");
            }
        }
    }
}
