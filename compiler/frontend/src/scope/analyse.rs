//! The walk of binding analysis: enters scopes in evaluation order, resolves every name, and notes what the decisions in
//! `mod.rs` need.

use super::declarations::{Lexical, VarCollector, bound_names, lexical_declarations, variable_declaration};
use super::*;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

/// Resolves all names of `program`.
pub fn analyse<'a>(program: &'a Program<'a>) -> Analysis<'a> {
    let strict = program.has_use_strict_directive();
    let mut walker = Walker { a: Analysis::default(), function: 0, scope: 0, clock: 1, loop_depth: 0, strict };
    walker.a.functions.push(FunctionInfo {
        parent: None,
        scope: 0,
        strict,
        this_mode: ThisMode::Normal,
        needs_environment: false,
        uses_home: false,
        super_calls: 0,
        super_call_repeats: false,
        mapped_arguments: false,
        arguments_escape: false,
        simple_parameters: true,
        parameters: Vec::new(),
        reach: 0,
        hoisted: false,
    });
    walker.a.scopes.push(new_scope(ScopeKind::Function, None, 0, false));
    walker.a.scope_of.insert(NodeKey::Program, 0);
    walker.a.function_of.insert(NodeKey::Program, 0);
    walker.declare_body(&program.body, &[]);
    for statement in &program.body {
        walker.visit_statement(statement);
    }
    walker.a.finish();
    walker.a
}

/// A key for hidden bindings of a class scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hidden<'a> {
    PrivateName(&'a str),
    PrivateMethod(&'a str),
    PrivateGetter(&'a str),
    PrivateSetter(&'a str),
    /// The function that initialises instance fields.
    FieldInitializer,
    /// The computed key of the class element with this index.
    FieldKey(usize),
}

fn new_scope<'a>(kind: ScopeKind, parent: Option<ScopeId>, function: FunctionId, in_loop: bool) -> Scope<'a> {
    Scope {
        kind,
        parent,
        function,
        bindings: Vec::new(),
        names: FxHashMap::default(),
        hidden: FxHashMap::default(),
        environment_slots: 0,
        functions: Vec::new(),
        copies: Vec::new(),
        in_loop,
    }
}

struct Walker<'a> {
    a: Analysis<'a>,
    function: FunctionId,
    scope: ScopeId,
    clock: u32,
    loop_depth: u32,
    strict: bool,
}

/// State of the function around.
struct Outer {
    function: FunctionId,
    scope: ScopeId,
    loop_depth: u32,
    strict: bool,
}

/// A node for as long as the arena lives: the generated visitor hands out shorter borrows of nodes.
fn extend<'a, T>(node: &T) -> &'a T {
    // SAFETY: `analyse` takes the program for 'a and every node is reached from it, through arena pointers or fields
    // that nothing moves or frees during 'a.
    unsafe { &*(node as *const T) }
}

/// What visiting a binding pattern means for its names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bind {
    /// `let`, `const`, parameters, catch parameters: they are initialised.
    Initialize,
    /// `var` with a value: an assignment.
    Assign,
    /// `var` without a value: nothing happens.
    Nothing,
}

/// Whether parameters have expressions: then the body's `var`s are a scope of their own.
pub fn has_parameter_expressions(parameters: &FormalParameters<'_>) -> bool {
    fn pattern(p: &BindingPattern<'_>) -> bool {
        match p {
            BindingPattern::BindingIdentifier(_) => false,
            BindingPattern::AssignmentPattern(_) => true,
            BindingPattern::ObjectPattern(o) => {
                o.properties.iter().any(|p| p.computed || pattern(&p.value))
                    || o.rest.as_ref().is_some_and(|r| pattern(&r.argument))
            }
            BindingPattern::ArrayPattern(a) => {
                a.elements.iter().flatten().any(pattern) || a.rest.as_ref().is_some_and(|r| pattern(&r.argument))
            }
        }
    }
    parameters.items.iter().any(|p| p.initializer.is_some() || pattern(&p.pattern))
        || parameters.rest.as_ref().is_some_and(|r| pattern(&r.rest.argument))
}

/// Whether all parameters are plain names.
pub fn is_simple(parameters: &FormalParameters<'_>) -> bool {
    parameters.rest.is_none()
        && parameters
            .items
            .iter()
            .all(|p| p.initializer.is_none() && matches!(p.pattern, BindingPattern::BindingIdentifier(_)))
}

/// Whether `expression` is the identifier `arguments`.
fn is_arguments(expression: &Expression<'_>) -> bool {
    matches!(expression.without_parentheses(), Expression::Identifier(id) if id.name.as_str() == "arguments")
}

fn is_super_call(statement: &Statement<'_>) -> bool {
    matches!(statement, Statement::ExpressionStatement(s)
        if matches!(s.expression.without_parentheses(), Expression::CallExpression(c) if c.callee.is_super()))
}

impl<'a> Walker<'a> {
    fn tick(&mut self) -> u32 {
        self.clock += 1;
        self.clock
    }

    // ---- scopes ----

    fn push_scope(&mut self, kind: ScopeKind, key: NodeKey) -> ScopeId {
        let in_loop = self.function != 0 || self.loop_depth > 0;
        let scope = self.a.scopes.len();
        self.a.scopes.push(new_scope(kind, Some(self.scope), self.function, in_loop));
        self.a.scope_of.insert(key, scope);
        std::mem::replace(&mut self.scope, scope)
    }

    fn enter_function(&mut self, key: NodeKey, strict: bool, this_mode: ThisMode, hoisted: bool) -> Outer {
        let outer =
            Outer { function: self.function, scope: self.scope, loop_depth: self.loop_depth, strict: self.strict };
        let function = self.a.functions.len();
        let reach = if hoisted { u32::MAX } else { self.tick() };
        self.a.functions.push(FunctionInfo {
            parent: Some(self.function),
            scope: self.a.scopes.len(),
            strict,
            this_mode,
            needs_environment: false,
            uses_home: false,
            super_calls: 0,
            super_call_repeats: false,
            mapped_arguments: false,
            arguments_escape: false,
            simple_parameters: true,
            parameters: Vec::new(),
            reach,
            hoisted,
        });
        self.a.function_of.insert(key, function);
        self.function = function;
        self.loop_depth = 0;
        self.strict = strict;
        self.push_scope(ScopeKind::Function, key);
        outer
    }

    fn leave_function(&mut self, outer: Outer) {
        self.function = outer.function;
        self.scope = outer.scope;
        self.loop_depth = outer.loop_depth;
        self.strict = outer.strict;
    }

    // ---- declarations ----

    fn new_binding(&mut self, scope: ScopeId, name: &'a str, kind: BindingKind, lexical: bool) -> BindingId {
        let id = self.a.bindings.len();
        self.a.bindings.push(Binding {
            name,
            kind,
            scope,
            function: self.a.scopes[scope].function,
            home: Home::Nowhere,
            lexical,
            needs_empty: false,
            assigned: false,
            used: false,
            captured: false,
            literal: None,
            initialized: u32::MAX,
            safe_until: u32::MAX,
        });
        self.a.scopes[scope].bindings.push(id);
        id
    }

    fn declare(&mut self, scope: ScopeId, name: &'a str, kind: BindingKind, lexical: bool) -> BindingId {
        let id = self.new_binding(scope, name, kind, lexical);
        self.a.scopes[scope].names.insert(name, id);
        id
    }

    fn declare_hidden(&mut self, key: Hidden<'a>) {
        if !self.a.scopes[self.scope].hidden.contains_key(&key) {
            let name = match key {
                Hidden::PrivateName(name) => name,
                _ => "",
            };
            let id = self.new_binding(self.scope, name, BindingKind::Hidden, false);
            self.a.scopes[self.scope].hidden.insert(key, id);
        }
    }

    fn declare_var(&mut self, scope: ScopeId, name: &'a str) -> BindingId {
        if let Some(id) = self.a.own_binding(scope, name) {
            return id;
        }
        let info = &self.a.functions[self.a.scopes[scope].function];
        if name == "arguments"
            && info.this_mode != ThisMode::Lexical
            && self.a.scopes[scope].kind == ScopeKind::Function
            && scope != 0
        {
            let id = self.declare(scope, name, BindingKind::Arguments, false);
            self.a.bindings[id].used = true;
            return id;
        }
        let id = self.declare(scope, name, BindingKind::Var, false);
        if self.a.scopes[scope].kind == ScopeKind::Body {
            // The variable begins with the parameter's value.
            let parameters = self.a.scopes[scope].parent.expect("a body has its parameters around it");
            if let Some(parameter) = self.own_or_arguments(parameters, name)
                && self.a.bindings[parameter].kind != BindingKind::FunctionName
            {
                self.a.bindings[parameter].used = true;
                self.a.bindings[id].assigned = true;
                self.a.scopes[scope].copies.push((id, parameter));
            }
        }
        id
    }

    fn declare_lexical(&mut self, declared: Vec<Lexical<'a>>) {
        for declaration in declared {
            let name = declaration.name();
            match declaration {
                Lexical::Let(_) => {
                    self.declare(self.scope, name, BindingKind::Let, true);
                }
                Lexical::Const(_, literal) => {
                    let id = self.declare(self.scope, name, BindingKind::Const, true);
                    self.a.bindings[id].literal = literal;
                }
                Lexical::Class(_) => {
                    self.declare(self.scope, name, BindingKind::Class, true);
                }
                Lexical::Function(function) => {
                    let id = match self.a.own_binding(self.scope, name) {
                        Some(id) => {
                            // A later declaration of the same name wins; parameters and `var`s are assigned.
                            self.a.bindings[id].assigned = true;
                            id
                        }
                        None => self.declare(self.scope, name, BindingKind::Function, false),
                    };
                    self.a.scopes[self.scope].functions.push((function, id));
                }
            }
        }
    }

    /// Declares what the statements of a program, function body or static block declare, in the current scope.
    fn declare_body(&mut self, statements: &'a [Statement<'a>], parameter_names: &[&'a str]) {
        let mut vars = VarCollector::new(self.strict);
        vars.body(statements);
        let mut declared = Vec::new();
        lexical_declarations(statements, &mut declared);
        for name in vars.names {
            let functions_too = declared.iter().any(|d| matches!(d, Lexical::Function(_)) && d.name() == name);
            let id = self.declare_var(self.scope, name);
            if functions_too && self.a.bindings[id].kind == BindingKind::Var {
                self.a.bindings[id].kind = BindingKind::Function;
            }
        }
        self.declare_lexical(declared);
        for function in vars.block_functions {
            let Some(id) = &function.id else { continue };
            let name = id.name.as_str();
            if parameter_names.contains(&name) {
                continue;
            }
            if self.a.own_binding(self.scope, name).is_some_and(|b| self.a.bindings[b].lexical) {
                continue;
            }
            let binding = self.declare_var(self.scope, name);
            self.a.bindings[binding].assigned = true;
            self.a.annex_b.insert(address(function), binding);
        }
    }

    // ---- references ----

    fn own_or_arguments(&mut self, scope: ScopeId, name: &str) -> Option<BindingId> {
        if let Some(id) = self.a.own_binding(scope, name) {
            return Some(id);
        }
        let s = &self.a.scopes[scope];
        if name == "arguments"
            && s.kind == ScopeKind::Function
            && scope != 0
            && self.a.functions[s.function].this_mode != ThisMode::Lexical
        {
            return Some(self.declare(scope, "arguments", BindingKind::Arguments, false));
        }
        None
    }

    fn resolve(&mut self, name: &str) -> Option<BindingId> {
        let mut at = Some(self.scope);
        while let Some(scope) = at {
            if let Some(id) = self.own_or_arguments(scope, name) {
                return Some(id);
            }
            at = self.a.scopes[scope].parent;
        }
        None
    }

    fn add_reference(&mut self, position: u32, binding: BindingId) {
        let clock = self.tick();
        self.a.references.push(Reference { position, binding, function: self.function, clock });
    }

    fn reference(&mut self, position: u32, name: &str, write: bool) {
        if let Some(binding) = self.resolve(name) {
            if write {
                self.a.bindings[binding].assigned = true;
            }
            self.add_reference(position, binding);
            if self.a.bindings[binding].kind == BindingKind::Arguments && write {
                self.note_arguments_escape(binding);
            }
        }
    }

    fn note_arguments_escape(&mut self, binding: BindingId) {
        let function = self.a.bindings[binding].function;
        self.a.functions[function].arguments_escape = true;
    }

    /// The innermost scope of a function that has its own `this`.
    fn this_scope(&self) -> ScopeId {
        let mut at = self.scope;
        loop {
            let scope = &self.a.scopes[at];
            if scope.kind == ScopeKind::Function && self.a.functions[scope.function].this_mode != ThisMode::Lexical {
                return at;
            }
            at = scope.parent.expect("the program has a `this`");
        }
    }

    /// A use of `this`, `new.target` or the active function. Their names cannot be identifiers.
    fn activation_reference(&mut self, position: u32, name: &'static str) -> BindingId {
        let scope = self.this_scope();
        let binding = match self.a.own_binding(scope, name) {
            Some(id) => id,
            None => {
                let derived = self.a.functions[self.a.scopes[scope].function].this_mode == ThisMode::Derived;
                self.declare(scope, name, BindingKind::Activation, derived && name == "this")
            }
        };
        self.add_reference(position, binding);
        binding
    }

    fn hidden_reference(&mut self, key: Hidden<'a>) {
        let mut at = Some(self.scope);
        while let Some(scope) = at {
            if let Some(&binding) = self.a.scopes[scope].hidden.get(&key) {
                return self.add_reference(u32::MAX, binding);
            }
            at = self.a.scopes[scope].parent;
        }
    }

    /// Visits a pattern's keys and defaults, and binds its names.
    fn bind_pattern(&mut self, pattern: &'a BindingPattern<'a>, bind: Bind) {
        match pattern {
            BindingPattern::BindingIdentifier(id) => self.bind_identifier(id, bind),
            BindingPattern::ObjectPattern(object) => {
                for property in &object.properties {
                    if property.computed {
                        self.visit_property_key(&property.key);
                    }
                    self.bind_pattern(&property.value, bind);
                }
                if let Some(rest) = &object.rest {
                    self.bind_pattern(&rest.argument, bind);
                }
            }
            BindingPattern::ArrayPattern(array) => {
                for element in array.elements.iter().flatten() {
                    self.bind_pattern(element, bind);
                }
                if let Some(rest) = &array.rest {
                    self.bind_pattern(&rest.argument, bind);
                }
            }
            BindingPattern::AssignmentPattern(assignment) => {
                self.visit_expression(&assignment.right);
                self.bind_pattern(&assignment.left, bind);
            }
        }
    }

    fn bind_identifier(&mut self, id: &'a BindingIdentifier<'a>, bind: Bind) {
        let name = id.name.as_str();
        match bind {
            Bind::Nothing => {}
            Bind::Assign => self.reference(id.span.start, name, true),
            Bind::Initialize => {
                let Some(binding) = self.resolve(name) else { return };
                let clock = self.tick();
                let b = &mut self.a.bindings[binding];
                // A duplicate parameter is bound twice.
                if b.initialized == u32::MAX {
                    b.initialized = clock;
                }
                self.a.resolutions.insert(id.span.start, Resolution { binding, check: false });
            }
        }
    }

    // ---- functions ----

    fn function(
        &mut self,
        key: NodeKey,
        parameters: &'a FormalParameters<'a>,
        body: Option<&'a FunctionBody<'a>>,
        expression: Option<&'a Expression<'a>>,
        name: Option<&'a str>,
        this_mode: ThisMode,
        hoisted: bool,
        calls_field_initializer: bool,
    ) {
        let strict = self.strict || body.is_some_and(|b| b.has_use_strict_directive());
        let outer = self.enter_function(key, strict, this_mode, hoisted);
        let function_scope = self.scope;
        let expressions = has_parameter_expressions(parameters);
        let mut names = Vec::new();
        let mut bindings = Vec::new();
        for parameter in &parameters.items {
            let before = names.len();
            bound_names(&parameter.pattern, &mut |id| names.push(id.name.as_str()));
            for name in &names[before..] {
                bindings.push(self.declare(function_scope, name, BindingKind::Parameter, expressions));
            }
        }
        if let Some(rest) = &parameters.rest {
            let before = names.len();
            bound_names(&rest.rest.argument, &mut |id| names.push(id.name.as_str()));
            for name in &names[before..] {
                self.declare(function_scope, name, BindingKind::Parameter, expressions);
            }
        }
        let info = &mut self.a.functions[self.function];
        info.simple_parameters = is_simple(parameters);
        info.parameters = bindings;
        if !expressions && let Some(body) = body {
            self.declare_body(&body.statements, &names);
        }
        if let Some(name) = name
            && name != "arguments"
            && self.a.own_binding(function_scope, name).is_none()
        {
            self.declare(function_scope, name, BindingKind::FunctionName, false);
        }
        if calls_field_initializer {
            self.hidden_reference(Hidden::FieldInitializer);
            self.activation_reference(u32::MAX, "this");
        }
        for parameter in &parameters.items {
            if let Some(initializer) = &parameter.initializer {
                self.visit_expression(initializer);
            }
            self.bind_pattern(&parameter.pattern, Bind::Initialize);
        }
        if let Some(rest) = &parameters.rest {
            self.bind_pattern(&rest.rest.argument, Bind::Initialize);
        }
        if expressions && let Some(body) = body {
            self.push_scope(ScopeKind::Body, NodeKey::Body(address(body)));
            self.declare_body(&body.statements, &names);
        }
        if let Some(body) = body {
            if this_mode == ThisMode::Derived {
                // Falling off the end returns `this`.
                self.activation_reference(u32::MAX, "this");
            }
            for statement in &body.statements {
                self.visit_statement(statement);
                if this_mode == ThisMode::Derived && is_super_call(statement) {
                    let clock = self.tick();
                    if let Some(this) = self.a.own_binding(function_scope, "this") {
                        let this = &mut self.a.bindings[this];
                        this.initialized = this.initialized.min(clock);
                    }
                }
            }
        }
        if let Some(expression) = expression {
            self.visit_expression(expression);
        }
        self.leave_function(outer);
    }

    fn method(&mut self, function: &'a Function<'a>, this_mode: ThisMode, calls_field_initializer: bool) {
        self.function(
            NodeKey::Function(address(function)),
            &function.params,
            function.body.as_deref(),
            None,
            None,
            this_mode,
            false,
            calls_field_initializer,
        );
    }

    // ---- classes ----

    fn class(&mut self, class: &'a Class<'a>) {
        let outer_strict = std::mem::replace(&mut self.strict, true);
        let outer_scope = self.push_scope(ScopeKind::Class, NodeKey::Class(address(class)));
        let inner = class.id.as_ref().map(|id| self.declare(self.scope, id.name.as_str(), BindingKind::Const, true));
        let elements = class.body.body.as_slice();
        let mut has_instance_initializer = false;
        let mut has_static_initializer = false;
        let mut constructor = None;
        for element in elements {
            match element {
                ClassElement::MethodDefinition(m) => {
                    if m.kind == MethodDefinitionKind::Constructor {
                        constructor = Some(&**m);
                    }
                    if let PropertyKey::PrivateIdentifier(id) = &m.key {
                        let name = id.name.as_str();
                        self.declare_hidden(Hidden::PrivateName(name));
                        self.declare_hidden(private_function(m.kind, name));
                        has_instance_initializer |= !m.r#static;
                    }
                }
                ClassElement::PropertyDefinition(p) => {
                    if let PropertyKey::PrivateIdentifier(id) = &p.key {
                        self.declare_hidden(Hidden::PrivateName(id.name.as_str()));
                    }
                    if p.r#static { has_static_initializer = true } else { has_instance_initializer = true }
                }
                ClassElement::StaticBlock(_) => has_static_initializer = true,
                _ => {}
            }
        }
        if has_instance_initializer {
            self.declare_hidden(Hidden::FieldInitializer);
        }
        if let Some(heritage) = &class.heritage {
            self.visit_expression(&heritage.expression);
        }
        for (i, element) in elements.iter().enumerate() {
            match element {
                ClassElement::MethodDefinition(m) if m.computed => self.visit_property_key(&m.key),
                ClassElement::PropertyDefinition(p) if p.computed => {
                    self.visit_property_key(&p.key);
                    self.declare_hidden(Hidden::FieldKey(i));
                }
                _ => {}
            }
        }
        if let Some(inner) = inner {
            let clock = self.tick();
            self.a.bindings[inner].initialized = clock;
        }
        let this_mode = if class.heritage.is_some() { ThisMode::Derived } else { ThisMode::Normal };
        let calls_at_entry = has_instance_initializer && class.heritage.is_none();
        match constructor {
            Some(m) => self.method(&m.value, this_mode, calls_at_entry),
            None => {
                let key = NodeKey::DefaultConstructor(address(class));
                let outer = self.enter_function(key, true, ThisMode::Normal, false);
                if has_instance_initializer {
                    self.hidden_reference(Hidden::FieldInitializer);
                }
                self.leave_function(outer);
            }
        }
        for element in elements {
            match element {
                ClassElement::MethodDefinition(m) if m.kind != MethodDefinitionKind::Constructor => {
                    self.method(&m.value, ThisMode::Normal, false);
                    if let PropertyKey::PrivateIdentifier(id) = &m.key
                        && m.r#static
                    {
                        self.hidden_reference(Hidden::PrivateName(id.name.as_str()));
                        self.hidden_reference(private_function(m.kind, id.name.as_str()));
                    }
                }
                _ => {}
            }
        }
        if has_instance_initializer {
            let key = NodeKey::FieldInitializer(address(class));
            let outer = self.enter_function(key, true, ThisMode::Normal, false);
            self.activation_reference(u32::MAX, "this");
            for (i, element) in elements.iter().enumerate() {
                match element {
                    ClassElement::MethodDefinition(m) if !m.r#static => {
                        if let PropertyKey::PrivateIdentifier(id) = &m.key {
                            self.hidden_reference(Hidden::PrivateName(id.name.as_str()));
                            self.hidden_reference(private_function(m.kind, id.name.as_str()));
                        }
                    }
                    ClassElement::PropertyDefinition(p) if !p.r#static => self.field(p, i),
                    _ => {}
                }
            }
            self.leave_function(outer);
        }
        if has_static_initializer {
            let key = NodeKey::StaticInitializer(address(class));
            let outer = self.enter_function(key, true, ThisMode::Normal, false);
            self.activation_reference(u32::MAX, "this");
            for (i, element) in elements.iter().enumerate() {
                match element {
                    ClassElement::PropertyDefinition(p) if p.r#static => self.field(p, i),
                    ClassElement::StaticBlock(block) => {
                        let block = &**block;
                        let around = self.push_scope(ScopeKind::StaticBlock, NodeKey::StaticBlock(address(block)));
                        self.declare_body(&block.body, &[]);
                        for statement in &block.body {
                            self.visit_statement(statement);
                        }
                        self.scope = around;
                    }
                    _ => {}
                }
            }
            self.leave_function(outer);
        }
        self.scope = outer_scope;
        self.strict = outer_strict;
        self.tick();
    }

    fn field(&mut self, field: &'a PropertyDefinition<'a>, index: usize) {
        if let PropertyKey::PrivateIdentifier(id) = &field.key {
            self.hidden_reference(Hidden::PrivateName(id.name.as_str()));
        }
        if field.computed {
            self.hidden_reference(Hidden::FieldKey(index));
        }
        if let Some(value) = &field.value {
            self.visit_expression(value);
        }
    }

    // ---- loops ----

    fn for_in_of(
        &mut self,
        key: NodeKey,
        left: &'a ForStatementLeft<'a>,
        right: &'a Expression<'a>,
        body: &'a Statement<'a>,
    ) {
        self.loop_depth += 1;
        let outer = self.scope;
        if let ForStatementLeft::VariableDeclaration(declaration) = left
            && declaration.kind != VariableDeclarationKind::Var
        {
            let mut declared = Vec::new();
            variable_declaration(declaration, &mut declared);
            self.push_scope(ScopeKind::Loop, key);
            self.declare_lexical(declared);
        }
        if let ForStatementLeft::VariableDeclaration(declaration) = left
            && let Some(init) = declaration.declarations.first().and_then(|d| d.init.as_ref())
        {
            // Annex B: `for (var x = 1 in o)`.
            self.visit_expression(init);
        }
        self.visit_expression(right);
        match left {
            ForStatementLeft::VariableDeclaration(declaration) => {
                let bind =
                    if declaration.kind == VariableDeclarationKind::Var { Bind::Assign } else { Bind::Initialize };
                for declarator in &declaration.declarations {
                    self.bind_pattern(&declarator.id, bind);
                }
            }
            _ => self.visit_for_statement_left(left),
        }
        self.visit_statement(body);
        self.scope = outer;
        self.loop_depth -= 1;
    }

    /// A statement that may be a function declaration: then it stands in a block of its own.
    fn branch(&mut self, statement: &'a Statement<'a>) {
        let Statement::FunctionDeclaration(function) = statement else {
            return self.visit_statement(statement);
        };
        let outer = self.push_scope(ScopeKind::Block, NodeKey::Block(address(&**function)));
        self.declare_lexical(vec![Lexical::Function(function)]);
        self.visit_statement(statement);
        self.scope = outer;
    }
}

/// The hidden binding of a private method, getter or setter.
pub fn private_function(kind: MethodDefinitionKind, name: &str) -> Hidden<'_> {
    match kind {
        MethodDefinitionKind::Get => Hidden::PrivateGetter(name),
        MethodDefinitionKind::Set => Hidden::PrivateSetter(name),
        _ => Hidden::PrivateMethod(name),
    }
}

impl<'a> Visit<'a> for Walker<'a> {
    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        let it = extend(it);
        let declaration = it.is_function_declaration();
        let annex_b = self.a.annex_b.contains_key(&address(it));
        if annex_b
            && let Some(id) = &it.id
            && let Some(binding) = self.resolve(id.name.as_str())
        {
            // Evaluating the declaration copies the block's binding.
            self.a.bindings[binding].used = true;
        }
        let name = if declaration { None } else { it.id.as_ref().map(|id| id.name.as_str()) };
        self.function(
            NodeKey::Function(address(it)),
            &it.params,
            it.body.as_deref(),
            None,
            name,
            ThisMode::Normal,
            declaration && !annex_b,
            false,
        );
        if annex_b && let Some(&function) = self.a.function_of.get(&NodeKey::Function(address(it))) {
            // It may be called through the `var` at any time.
            self.a.functions[function].reach = 0;
        }
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        let it = extend(it);
        self.function(
            NodeKey::Arrow(address(it)),
            &it.params,
            it.get_function_body(),
            it.get_expression(),
            None,
            ThisMode::Lexical,
            false,
            false,
        );
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        let it = extend(it);
        self.class(it);
        if it.is_declaration()
            && let Some(id) = &it.id
        {
            self.bind_identifier(id, Bind::Initialize);
        }
    }

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        let name = it.name.as_str();
        self.reference(it.span.start, name, false);
        if name == "arguments"
            && let Some(binding) = self.resolve(name)
            && self.a.bindings[binding].kind == BindingKind::Arguments
        {
            self.note_arguments_escape(binding);
        }
    }

    fn visit_static_member_expression(&mut self, it: &StaticMemberExpression<'a>) {
        if is_arguments(&it.object) && it.property.name.as_str() == "length" {
            let Expression::Identifier(id) = it.object.without_parentheses() else { unreachable!() };
            return self.reference(id.span.start, "arguments", false);
        }
        walk::walk_static_member_expression(self, it);
    }

    fn visit_computed_member_expression(&mut self, it: &ComputedMemberExpression<'a>) {
        if is_arguments(&it.object) {
            let Expression::Identifier(id) = it.object.without_parentheses() else { unreachable!() };
            self.reference(id.span.start, "arguments", false);
            return self.visit_expression(&it.expression);
        }
        walk::walk_computed_member_expression(self, it);
    }

    fn visit_spread_element(&mut self, it: &SpreadElement<'a>) {
        if is_arguments(&it.argument) {
            let Expression::Identifier(id) = it.argument.without_parentheses() else { unreachable!() };
            return self.reference(id.span.start, "arguments", false);
        }
        walk::walk_spread_element(self, it);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        match it {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => {
                self.reference(id.span.start, id.name.as_str(), true)
            }
            _ => {
                if let Some(member) = it.as_member_expression()
                    && is_arguments(member.object())
                    && let Some(binding) = self.resolve("arguments")
                    && self.a.bindings[binding].kind == BindingKind::Arguments
                {
                    self.note_arguments_escape(binding);
                }
                walk::walk_simple_assignment_target(self, it)
            }
        }
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        if let Some(init) = &it.init {
            self.visit_expression(init);
        }
        self.reference(it.binding.span.start, it.binding.name.as_str(), true);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        match it.callee.without_parentheses() {
            Expression::Super(_) => {
                let this = self.activation_reference(u32::MAX, "this");
                self.activation_reference(u32::MAX, "%callee");
                self.activation_reference(u32::MAX, "new.target");
                self.hidden_reference(Hidden::FieldInitializer);
                let constructor = self.a.bindings[this].function;
                let repeats = self.loop_depth > 0 || constructor != self.function;
                let info = &mut self.a.functions[constructor];
                info.super_calls += 1;
                info.super_call_repeats |= repeats;
                for argument in &it.arguments {
                    self.visit_argument(argument);
                }
            }
            callee => {
                // `arguments[0]()` passes the arguments object as `this`.
                if let Some(member) = callee.get_member_expr()
                    && is_arguments(member.object())
                    && let Some(binding) = self.resolve("arguments")
                    && self.a.bindings[binding].kind == BindingKind::Arguments
                {
                    self.note_arguments_escape(binding);
                }
                walk::walk_call_expression(self, it)
            }
        }
    }

    fn visit_this_expression(&mut self, it: &ThisExpression) {
        self.activation_reference(it.span.start, "this");
    }

    fn visit_super(&mut self, it: &Super) {
        // `super.x`: needs the home object's prototype, and `this`.
        self.activation_reference(it.span.start, "this");
        let callee = self.activation_reference(u32::MAX, "%callee");
        let function = self.a.bindings[callee].function;
        self.a.functions[function].uses_home = true;
    }

    fn visit_new_target(&mut self, _: &NewTarget) {
        self.activation_reference(u32::MAX, "new.target");
    }

    fn visit_private_identifier(&mut self, it: &PrivateIdentifier<'a>) {
        self.hidden_reference(Hidden::PrivateName(it.name.as_str()));
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        for declarator in &it.declarations {
            if let Some(init) = &declarator.init {
                self.visit_expression(init);
            }
            let bind = match (it.kind, &declarator.init) {
                (VariableDeclarationKind::Var, None) => Bind::Nothing,
                (VariableDeclarationKind::Var, Some(_)) => Bind::Assign,
                _ => Bind::Initialize,
            };
            self.bind_pattern(extend(&declarator.id), bind);
        }
    }

    fn visit_block_statement(&mut self, it: &BlockStatement<'a>) {
        let it = extend(it);
        let mut declared = Vec::new();
        lexical_declarations(&it.body, &mut declared);
        let outer = self.scope;
        if !declared.is_empty() {
            self.push_scope(ScopeKind::Block, NodeKey::Block(address(it)));
            self.declare_lexical(declared);
        }
        for statement in &it.body {
            self.visit_statement(statement);
        }
        self.scope = outer;
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        let it = extend(it);
        self.visit_expression(&it.test);
        self.branch(&it.consequent);
        if let Some(alternate) = &it.alternate {
            self.branch(alternate);
        }
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.loop_depth += 1;
        walk::walk_while_statement(self, it);
        self.loop_depth -= 1;
    }

    fn visit_do_while_statement(&mut self, it: &DoWhileStatement<'a>) {
        self.loop_depth += 1;
        walk::walk_do_while_statement(self, it);
        self.loop_depth -= 1;
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        let it = extend(it);
        self.loop_depth += 1;
        let outer = self.scope;
        if let Some(ForStatementInit::VariableDeclaration(declaration)) = &it.init {
            let mut declared = Vec::new();
            variable_declaration(declaration, &mut declared);
            if !declared.is_empty() {
                self.push_scope(ScopeKind::Loop, NodeKey::For(address(it)));
                self.declare_lexical(declared);
            }
        }
        if let Some(init) = &it.init {
            self.visit_for_statement_init(init);
        }
        if let Some(test) = &it.test {
            self.visit_expression(test);
        }
        self.visit_statement(&it.body);
        if let Some(update) = &it.update {
            self.visit_expression(update);
        }
        self.scope = outer;
        self.loop_depth -= 1;
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        let it = extend(it);
        self.for_in_of(NodeKey::For(address(it)), &it.left, &it.right, &it.body);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        let it = extend(it);
        self.for_in_of(NodeKey::For(address(it)), &it.left, &it.right, &it.body);
    }

    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        let it = extend(it);
        self.visit_expression(&it.discriminant);
        let mut declared = Vec::new();
        for case in &it.cases {
            lexical_declarations(&case.consequent, &mut declared);
        }
        let outer = self.scope;
        let scope = (!declared.is_empty()).then(|| {
            self.push_scope(ScopeKind::Switch, NodeKey::Switch(address(it)));
            self.declare_lexical(declared);
            self.scope
        });
        for case in &it.cases {
            self.visit_switch_case(case);
            let clock = self.tick();
            if let Some(scope) = scope {
                for i in 0..self.a.scopes[scope].bindings.len() {
                    let binding = &mut self.a.bindings[self.a.scopes[scope].bindings[i]];
                    if binding.initialized != u32::MAX && binding.safe_until == u32::MAX {
                        binding.safe_until = clock;
                    }
                }
            }
        }
        self.scope = outer;
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        let it = extend(it);
        let outer = self.scope;
        if let Some(parameter) = &it.param {
            self.push_scope(ScopeKind::Catch, NodeKey::Catch(address(it)));
            let lexical = !matches!(parameter.pattern, BindingPattern::BindingIdentifier(_));
            bound_names(&parameter.pattern, &mut |id| {
                self.declare(self.scope, id.name.as_str(), BindingKind::CatchParameter, lexical);
            });
            self.bind_pattern(&parameter.pattern, Bind::Initialize);
        }
        self.visit_block_statement(&it.body);
        self.scope = outer;
    }
}
