//! Classes: the constructor and its prototype, elements in order, private names, field initialisers as functions of their
//! own.

use super::*;
use crate::emit::{Args, N, R, W};
use crate::scope::{Hidden, Home, address, private_function};
use oxc_span::GetSpan;

impl<'a> Lower<'_, 'a> {
    pub fn class_declaration(&mut self, class: &Class<'a>) {
        let Some(id) = &class.id else { return };
        let resolution = self.resolution(id.span.start).expect("declared names resolve");
        let mark = self.e.mark();
        let register = match self.analysis().bindings[resolution.binding].home {
            Home::Register => self.registers[&resolution.binding],
            _ => self.e.temp(),
        };
        self.class(class, id.name.as_str(), register);
        self.initialize(resolution.binding, register);
        self.e.release(mark);
    }

    /// dst = the class.
    pub fn class(&mut self, class: &Class<'a>, name: &str, dst: Reg) {
        if !self.e.is_reachable() {
            return;
        }
        let class = self.extend(class);
        let outer_strict = std::mem::replace(&mut self.strict, true);
        let entered = self.enter_scope(NodeKey::Class(address(class)));
        let scope = self.scope;
        let elements = &class.body.body;
        self.private_names(class, scope);

        let parent = self.e.temp();
        let constructor = self.e.temp();
        let prototype = self.e.temp();
        self.at(class.span);
        match &class.heritage {
            Some(heritage) => {
                self.expression_to(&heritage.expression, parent);
                self.at(heritage.expression.span());
                self.note_call(&heritage.expression);
            }
            None => self.op(Op::LoadEmpty, &[W(parent)]),
        }
        let (key, code) = constructor_code(class);
        let name = self.p.constants.string(name);
        let index = self.p.function_index(key, code, name);
        let environment = self.closure_parent(key);
        self.op(Op::CreateClass, &[W(constructor), R(parent), N(index), R(environment)]);
        self.op(Op::GetClassPrototype, &[W(prototype), R(constructor)]);
        if self.uses_home(key) {
            self.op(Op::SetHomeObject, &[R(constructor), R(prototype)]);
        }
        for (i, element) in elements.iter().enumerate() {
            let mark = self.e.mark();
            match element {
                ClassElement::MethodDefinition(m) if m.kind != MethodDefinitionKind::Constructor => {
                    let home = if m.r#static { constructor } else { prototype };
                    self.method(m, home, scope);
                }
                ClassElement::PropertyDefinition(p) if p.computed => {
                    let key = self.property_key(&p.key, true);
                    if let Some(binding) = self.analysis().own_hidden(scope, Hidden::FieldKey(i)) {
                        self.initialize(binding, key);
                    }
                }
                _ => {}
            }
            self.e.release(mark);
        }
        if let Some(id) = &class.id
            && let Some(inner) = self.analysis().own_binding(scope, id.name.as_str())
        {
            self.initialize(inner, constructor);
        }
        if let Some(binding) = self.analysis().own_hidden(scope, Hidden::FieldInitializer) {
            let mark = self.e.mark();
            let function = self.e.temp();
            let key = NodeKey::FieldInitializer(address(class));
            let name = self.p.constants.string("<instance_members_initializer>");
            self.closure(key, Code::FieldInitializer(class), name, function);
            if self.uses_home(key) {
                self.op(Op::SetHomeObject, &[R(function), R(prototype)]);
            }
            self.initialize(binding, function);
            self.e.release(mark);
        }
        self.static_elements(class, constructor);
        self.mov(dst, constructor);
        self.leave_scope(entered);
        self.strict = outer_strict;
    }

    fn uses_home(&self, key: NodeKey) -> bool {
        self.analysis().functions[self.analysis().function_of[&key]].uses_home
    }

    fn private_names(&mut self, class: &'a Class<'a>, scope: ScopeId) {
        let mut done = rustc_hash::FxHashSet::default();
        for element in &class.body.body {
            let Some(PropertyKey::PrivateIdentifier(id)) = element.property_key() else { continue };
            let name = id.name.as_str();
            if !done.insert(name) {
                continue;
            }
            let Some(binding) = self.analysis().own_hidden(scope, Hidden::PrivateName(name)) else { continue };
            if self.analysis().bindings[binding].home == Home::Nowhere {
                continue;
            }
            if let ClassElement::MethodDefinition(m) = element {
                let class_name = class.id.as_ref().map_or("anonymous", |id| id.name.as_str());
                let kind = if m.r#static { "class" } else { "an instance of class" };
                let note = self.p.constants.string(&format!("{kind} {class_name}"));
                self.p.private_classes.insert(binding, note);
            }
            let mark = self.e.mark();
            let register = self.e.temp();
            let description = self.string(&format!("#{name}"));
            self.op(Op::NewPrivateName, &[W(register), description]);
            self.initialize(binding, register);
            self.e.release(mark);
        }
    }

    fn method(&mut self, m: &MethodDefinition<'a>, home: Reg, scope: ScopeId) {
        let (kind, prefix, number) = match m.kind {
            MethodDefinitionKind::Get => (FunctionKind::Getter, "get ", 1),
            MethodDefinitionKind::Set => (FunctionKind::Setter, "set ", 2),
            _ => (FunctionKind::Method, "", 0),
        };
        let function = self.e.temp();
        let start = if m.r#static { self.p.positions.skip_word(m.span.start, "static") } else { m.span.start };
        self.at(m.span);
        if let PropertyKey::PrivateIdentifier(id) = &m.key {
            let name = self.extend(&**id).name.as_str();
            let text = self.p.constants.string(&format!("{prefix}#{name}"));
            self.method_closure(&m.value, kind, start, text, home, function);
            if let Some(binding) = self.analysis().own_hidden(scope, private_function(m.kind, name)) {
                self.initialize(binding, function);
            }
            return;
        }
        let known = if m.computed { None } else { self.static_key(&m.key) };
        let key = self.property_key(&m.key, m.computed);
        let text = known.as_ref().map_or(String::new(), |units| format!("{prefix}{}", String::from_utf16_lossy(units)));
        let text = self.p.constants.string(&text);
        self.method_closure(&m.value, kind, start, text, home, function);
        if known.is_none() {
            self.op(Op::SetFunctionName, &[R(function), R(key), N(number)]);
        }
        self.at(m.span);
        match m.kind {
            MethodDefinitionKind::Get => self.op(Op::DefineGetter, &[R(home), R(key), R(function), N(0)]),
            MethodDefinitionKind::Set => self.op(Op::DefineSetter, &[R(home), R(key), R(function), N(0)]),
            _ => self.op(Op::DefineMethod, &[R(home), R(key), R(function)]),
        }
    }

    /// Private static methods, then fields and blocks in order.
    fn static_elements(&mut self, class: &'a Class<'a>, constructor: Reg) {
        let mut has_code = false;
        for element in &class.body.body {
            match element {
                ClassElement::MethodDefinition(m) if m.r#static => {
                    self.private_method(m, constructor);
                }
                ClassElement::PropertyDefinition(p) => has_code |= p.r#static,
                ClassElement::StaticBlock(_) => has_code = true,
                _ => {}
            }
        }
        if has_code {
            let mark = self.e.mark();
            let (function, result) = (self.e.temp(), self.e.temp());
            let key = NodeKey::StaticInitializer(address(class));
            let name = self.p.constants.string("<static_initializer>");
            self.closure(key, Code::StaticInitializer(class), name, function);
            if self.uses_home(key) {
                self.op(Op::SetHomeObject, &[R(function), R(constructor)]);
            }
            self.at(class.span);
            let slot = self.e.slot();
            self.op(Op::Call, &[W(result), R(function), R(constructor), Args(0, 0), slot]);
            self.e.release(mark);
        }
    }

    /// Adds a private method or accessor to `object`.
    fn private_method(&mut self, m: &MethodDefinition<'a>, object: Reg) {
        let PropertyKey::PrivateIdentifier(id) = &m.key else { return };
        let name = self.extend(&**id).name.as_str();
        let mark = self.e.mark();
        let key = self.private_name(name);
        let function = self.hidden(private_function(m.kind, name)).expect("declared with the class");
        let kind = match m.kind {
            MethodDefinitionKind::Get => 1,
            MethodDefinitionKind::Set => 2,
            _ => 0,
        };
        self.at(m.span);
        self.op(Op::DefinePrivateMethod, &[R(object), R(key), R(function), N(kind)]);
        self.e.release(mark);
    }

    /// The body of the function that initialises instances.
    pub fn instance_fields(&mut self, class: &'a Class<'a>) {
        let this = self.activation("this", false);
        for element in &class.body.body {
            if let ClassElement::MethodDefinition(m) = element
                && !m.r#static
            {
                self.private_method(m, this);
            }
        }
        for (i, element) in class.body.body.iter().enumerate() {
            if let ClassElement::PropertyDefinition(p) = element
                && !p.r#static
            {
                self.field(p, i, this);
            }
        }
    }

    /// The body of the function that runs static fields and blocks.
    pub fn static_fields(&mut self, class: &'a Class<'a>) {
        let this = self.activation("this", false);
        for (i, element) in class.body.body.iter().enumerate() {
            match element {
                ClassElement::PropertyDefinition(p) if p.r#static => self.field(p, i, this),
                ClassElement::StaticBlock(block) => {
                    let entered = self.enter_scope(NodeKey::StaticBlock(address(&**block)));
                    self.statements(&block.body);
                    self.leave_scope(entered);
                }
                _ => {}
            }
        }
    }

    fn field(&mut self, field: &PropertyDefinition<'a>, index: usize, this: Reg) {
        let mark = self.e.mark();
        let known = if field.computed { None } else { self.static_key(&field.key) };
        let private = match &field.key {
            PropertyKey::PrivateIdentifier(id) => Some(self.extend(&**id).name.as_str()),
            _ => None,
        };
        let key = match (&known, private) {
            (_, Some(name)) => Some(self.private_name(name)),
            (Some(units), _) if !is_array_index(units) => None,
            _ if field.computed => self.hidden(Hidden::FieldKey(index)),
            _ => Some(self.property_key(&field.key, false)),
        };
        let text = match (private, &known) {
            (Some(name), _) => Some(format!("#{name}")),
            (None, Some(units)) => Some(String::from_utf16_lossy(units)),
            (None, None) => None,
        };
        let value = match &field.value {
            None => self.undefined(),
            Some(value) if value.without_parentheses().is_anonymous_function_definition() => {
                let register = self.e.temp();
                self.expression_named(value, register, text.as_deref());
                if text.is_none()
                    && let Some(key) = key
                {
                    self.op(Op::SetFunctionName, &[R(register), R(key), N(0)]);
                }
                register
            }
            Some(value) => self.operand(value),
        };
        self.at(field.span);
        match (private, key, known) {
            (Some(_), Some(key), _) => {
                let slot = self.e.slot();
                self.op(Op::DefinePrivateField, &[R(this), R(key), R(value), slot]);
            }
            (None, None, Some(units)) => {
                let name = crate::emit::K(self.key_units(units));
                let slot = self.e.slot();
                self.op(Op::DefineByName, &[R(this), name, R(value), slot]);
            }
            (None, Some(key), _) => self.op(Op::DefineByValue, &[R(this), R(key), R(value)]),
            _ => unreachable!("every field has a name or a key"),
        }
        self.e.release(mark);
    }
}

/// The function that a class's constructor is.
fn constructor_code<'a>(class: &'a Class<'a>) -> (NodeKey, Code<'a>) {
    for element in &class.body.body {
        if let ClassElement::MethodDefinition(m) = element
            && m.kind == MethodDefinitionKind::Constructor
        {
            let function = &*m.value;
            let code = Code::Function(function, FunctionKind::Constructor(class));
            return (NodeKey::Function(address(function)), code);
        }
    }
    (NodeKey::DefaultConstructor(address(class)), Code::DefaultConstructor(class))
}
