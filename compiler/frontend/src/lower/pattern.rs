//! Destructuring: patterns of declarations and of assignments are lowered by the same code.

use super::access::Place;
use super::*;
use crate::emit::{Args, K, N, R, W};
use crate::scope::Home;
use oxc_span::GetSpan;

/// What one part of a pattern is stored to.
#[derive(Clone, Copy)]
enum Target<'x, 'a> {
    /// `true`: initialises; `false`: a `var`, which is assigned.
    Binding(&'x BindingPattern<'a>, bool),
    Assignment(&'x AssignmentTarget<'a>),
}

/// A target with its default value.
#[derive(Clone, Copy)]
struct Element<'x, 'a> {
    target: Target<'x, 'a>,
    default: Option<&'x Expression<'a>>,
}

enum Key<'x, 'a> {
    Property(&'x PropertyKey<'a>, bool),
    Identifier(&'a str, oxc_span::Span),
}

struct Property<'x, 'a> {
    key: Key<'x, 'a>,
    element: Element<'x, 'a>,
}

/// A target whose parts are evaluated.
enum Prepared<'x, 'a> {
    Place(Place<'a>, Option<&'a str>),
    /// A variable that is initialised.
    Initialize(BindingId, &'a str),
    Pattern(Target<'x, 'a>),
}

fn binding_element<'x, 'a>(pattern: &'x BindingPattern<'a>, fresh: bool) -> Element<'x, 'a> {
    match pattern {
        BindingPattern::AssignmentPattern(a) => {
            Element { target: Target::Binding(&a.left, fresh), default: Some(&a.right) }
        }
        _ => Element { target: Target::Binding(pattern, fresh), default: None },
    }
}

fn assignment_element<'x, 'a>(target: &'x AssignmentTargetMaybeDefault<'a>) -> Element<'x, 'a> {
    match target {
        AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(d) => {
            Element { target: Target::Assignment(&d.binding), default: Some(&d.init) }
        }
        _ => Element { target: Target::Assignment(target.to_assignment_target()), default: None },
    }
}

impl<'a> Lower<'_, 'a> {
    /// Stores `value` to a pattern's names. `fresh`: they are initialised, else (a `var`) assigned. `source`: the expression
    /// that the value comes from, for messages.
    pub fn bind_pattern(
        &mut self,
        pattern: &BindingPattern<'a>,
        value: Reg,
        fresh: bool,
        source: Option<&Expression<'a>>,
    ) {
        let element = binding_element(pattern, fresh);
        self.store_element(element, value, source);
    }

    pub fn assign_target(&mut self, target: &AssignmentTarget<'a>, value: Reg, source: Option<&Expression<'a>>) {
        self.store(Target::Assignment(target), value, source);
    }

    pub fn destructuring_assignment(
        &mut self,
        pattern: &AssignmentTargetPattern<'a>,
        value: Reg,
        source: Option<&Expression<'a>>,
    ) {
        let mark = self.e.mark();
        match pattern {
            AssignmentTargetPattern::ArrayAssignmentTarget(array) => self.array_assignment(array, value, source),
            AssignmentTargetPattern::ObjectAssignmentTarget(object) => self.object_assignment(object, value, source),
        }
        self.e.release(mark);
    }

    fn store_element(&mut self, element: Element<'_, 'a>, value: Reg, source: Option<&Expression<'a>>) {
        let mark = self.e.mark();
        let prepared = self.prepare(element.target);
        let value = match element.default {
            Some(default) => {
                let copy = self.e.temp();
                self.mov(copy, value);
                self.apply_default(copy, default, &prepared);
                copy
            }
            None => value,
        };
        self.store_prepared(prepared, value, source);
        self.e.release(mark);
    }

    fn store(&mut self, target: Target<'_, 'a>, value: Reg, source: Option<&Expression<'a>>) {
        let mark = self.e.mark();
        let prepared = self.prepare(target);
        self.store_prepared(prepared, value, source);
        self.e.release(mark);
    }

    /// Evaluates the parts of a target that come before its value.
    fn prepare<'x>(&mut self, target: Target<'x, 'a>) -> Prepared<'x, 'a> {
        match target {
            Target::Binding(BindingPattern::BindingIdentifier(id), fresh) => {
                let resolution = self.resolution(id.span.start).expect("declared names resolve");
                let name = id.name.as_str();
                if fresh {
                    Prepared::Initialize(resolution.binding, name)
                } else {
                    Prepared::Place(Place::Binding(resolution, id.span), Some(name))
                }
            }
            Target::Binding(..) => Prepared::Pattern(target),
            Target::Assignment(assignment) => match assignment.as_simple_assignment_target() {
                Some(simple) => {
                    let name = match simple {
                        SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => Some(id.name.as_str()),
                        _ => None,
                    };
                    let place = self.simple_place(simple, &[]);
                    Prepared::Place(self.keep_place(place), name)
                }
                None => Prepared::Pattern(target),
            },
        }
    }

    /// The rest of the pattern may assign variables that the place is made of.
    fn keep_place(&mut self, place: Place<'a>) -> Place<'a> {
        match place {
            Place::Name { object, name, span } => Place::Name { object: self.copy_variable(object), name, span },
            Place::Value { object, key, span } => {
                Place::Value { object: self.copy_variable(object), key: self.copy_variable(key), span }
            }
            other => other,
        }
    }

    fn copy_variable(&mut self, register: Reg) -> Reg {
        let assigned = self.binding_of.get(&register).is_some_and(|&b| self.analysis().bindings[b].assigned);
        if self.e.is_temp(register) || !assigned {
            return register;
        }
        let copy = self.e.temp();
        self.mov(copy, register);
        copy
    }

    fn store_prepared(&mut self, prepared: Prepared<'_, 'a>, value: Reg, source: Option<&Expression<'a>>) {
        match prepared {
            Prepared::Place(place, _) => self.write_place(&place, value),
            Prepared::Initialize(binding, _) => self.initialize(binding, value),
            Prepared::Pattern(Target::Binding(pattern, fresh)) => match pattern {
                BindingPattern::ArrayPattern(array) => {
                    let elements: Vec<Option<Element>> =
                        array.elements.iter().map(|e| e.as_ref().map(|e| binding_element(e, fresh))).collect();
                    let rest = array.rest.as_ref().map(|rest| Target::Binding(&rest.argument, fresh));
                    self.array_pattern(&elements, rest, value, array.span, source);
                }
                BindingPattern::ObjectPattern(object) => {
                    let properties: Vec<Property> = object
                        .properties
                        .iter()
                        .map(|p| Property {
                            key: Key::Property(&p.key, p.computed),
                            element: binding_element(&p.value, fresh),
                        })
                        .collect();
                    let rest = object.rest.as_ref().map(|rest| Target::Binding(&rest.argument, fresh));
                    self.object_pattern(&properties, rest, value, object.span, source);
                }
                _ => unreachable!("names and defaults are handled"),
            },
            Prepared::Pattern(Target::Assignment(target)) => match target.to_assignment_target_pattern() {
                AssignmentTargetPattern::ArrayAssignmentTarget(array) => self.array_assignment(array, value, source),
                AssignmentTargetPattern::ObjectAssignmentTarget(object) => {
                    self.object_assignment(object, value, source)
                }
            },
        }
    }

    /// Stores to a part of a pattern.
    fn store_part(&mut self, prepared: Prepared<'_, 'a>, value: Reg) {
        self.nested_pattern = true;
        self.store_prepared(prepared, value, None);
        self.nested_pattern = false;
    }

    fn array_assignment(&mut self, array: &ArrayAssignmentTarget<'a>, value: Reg, source: Option<&Expression<'a>>) {
        let elements: Vec<Option<Element>> =
            array.elements.iter().map(|e| e.as_ref().map(assignment_element)).collect();
        let rest = array.rest.as_ref().map(|rest| Target::Assignment(&rest.target));
        self.array_pattern(&elements, rest, value, array.span, source);
    }

    fn object_assignment(&mut self, object: &ObjectAssignmentTarget<'a>, value: Reg, source: Option<&Expression<'a>>) {
        // `{a = 1}` has a name that is key and target in one, for which there is no target node.
        let mark = self.e.mark();
        let rest = object.rest.as_ref().map(|rest| &rest.target);
        let first = object.properties.first().and_then(|p| match p {
            AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(p) => {
                Some(p.binding.name.as_str().to_string())
            }
            AssignmentTargetProperty::AssignmentTargetPropertyProperty(p) => property_text(&p.name, p.computed),
        });
        self.check_destructurable(first, value, object.span, source);
        let keys = self.e.temps(if rest.is_some() { object.properties.len() as u32 } else { 0 });
        for (i, property) in object.properties.iter().enumerate() {
            let inner = self.e.mark();
            let kept = rest.is_some().then(|| keys.wrapping_add(i as u16));
            match property {
                AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(p) => {
                    let place = self.identifier_place(&p.binding);
                    let name = p.binding.name.as_str();
                    let element = self.e.temp();
                    self.get_property(&Key::Identifier(name, p.binding.span), value, element, kept);
                    let prepared = Prepared::Place(place, Some(name));
                    if let Some(default) = &p.init {
                        self.apply_default(element, default, &prepared);
                    }
                    self.store_part(prepared, element);
                }
                AssignmentTargetProperty::AssignmentTargetPropertyProperty(p) => {
                    let key = Key::Property(&p.name, p.computed);
                    self.pattern_property(&key, assignment_element(&p.binding), value, kept);
                }
            }
            self.e.release(inner);
        }
        if let Some(rest) = rest {
            self.rest_object(Target::Assignment(rest), value, keys, object.properties.len());
        }
        self.e.release(mark);
    }

    fn object_pattern(
        &mut self,
        properties: &[Property<'_, 'a>],
        rest: Option<Target<'_, 'a>>,
        value: Reg,
        span: oxc_span::Span,
        source: Option<&Expression<'a>>,
    ) {
        let mark = self.e.mark();
        let first = properties.first().and_then(|p| match &p.key {
            Key::Property(key, computed) => property_text(key, *computed),
            Key::Identifier(name, _) => Some(name.to_string()),
        });
        self.check_destructurable(first, value, span, source);
        let value = self.copy_variable(value);
        let keys = self.e.temps(if rest.is_some() { properties.len() as u32 } else { 0 });
        for (i, property) in properties.iter().enumerate() {
            let inner = self.e.mark();
            let kept = rest.is_some().then(|| keys.wrapping_add(i as u16));
            self.pattern_property(&property.key, property.element, value, kept);
            self.e.release(inner);
        }
        if let Some(rest) = rest {
            self.rest_object(rest, value, keys, properties.len());
        }
        self.e.release(mark);
    }

    /// Message: "Cannot destructure " + note + " as it is undefined." Without a source expression the note ends with "of",
    /// and the value's own word follows.
    fn check_destructurable(
        &mut self,
        first: Option<String>,
        value: Reg,
        span: oxc_span::Span,
        source: Option<&Expression<'a>>,
    ) {
        let nested = std::mem::take(&mut self.nested_pattern);
        if nested && first.is_some() {
            // Reading the property reports it.
            return;
        }
        let source = source.and_then(super::callee_text::text);
        let note = match (first, source) {
            (Some(property), Some(source)) => format!("property '{property}' of '{source}'"),
            (Some(property), None) => format!("property '{property}' of"),
            (None, Some(source)) => format!("'{source}'"),
            (None, None) => String::new(),
        };
        self.at(span);
        let note = self.p.constants.string(&note);
        self.e.note(note);
        self.op(Op::CheckObjectCoercible, &[R(value)]);
    }

    fn pattern_property(&mut self, key: &Key<'_, 'a>, element: Element<'_, 'a>, value: Reg, kept: Option<Reg>) {
        // A computed key comes before the target's parts.
        let computed = match key {
            Key::Property(key, computed) => {
                let known = !*computed && self.static_key(key).is_some();
                if known { None } else { Some(self.property_key(key, *computed)) }
            }
            Key::Identifier(..) => None,
        };
        let prepared = self.prepare(element.target);
        let direct = self.direct(&prepared);
        let target = direct.unwrap_or_else(|| self.e.temp());
        match computed {
            Some(register) => {
                if let Some(kept) = kept {
                    self.mov(kept, register);
                }
                let slot = self.e.slot();
                self.op(Op::GetByValue, &[W(target), R(value), R(register), slot]);
            }
            None => self.get_property(key, value, target, kept),
        }
        if let Some(default) = element.default {
            self.apply_default(target, default, &prepared);
        }
        self.store_part(prepared, target);
    }

    /// target = value[key], for a known key.
    fn get_property(&mut self, key: &Key<'_, 'a>, value: Reg, target: Reg, kept: Option<Reg>) {
        let (units, span) = match key {
            Key::Property(key, _) => (self.static_key(key).expect("the key is known"), key.span()),
            Key::Identifier(name, span) => (name.encode_utf16().collect(), *span),
        };
        self.at(span);
        let index = is_array_index(&units);
        let is_length = units.iter().copied().eq("length".encode_utf16());
        let constant = K(self.key_units(units));
        if let Some(kept) = kept {
            self.op(Op::LoadConst, &[W(kept), constant]);
        }
        let slot = self.e.slot();
        if index {
            let mark = self.e.mark();
            let register = self.e.temp();
            self.op(Op::LoadConst, &[W(register), constant]);
            self.op(Op::GetByValue, &[W(target), R(value), R(register), slot]);
            self.e.release(mark);
        } else if is_length {
            self.op(Op::GetLength, &[W(target), R(value), slot]);
        } else {
            self.op(Op::GetByName, &[W(target), R(value), constant, slot]);
        }
    }

    fn rest_object(&mut self, rest: Target<'_, 'a>, value: Reg, keys: Reg, count: usize) {
        let prepared = self.prepare(rest);
        let object = self.e.temp();
        self.op(Op::NewObject, &[W(object), N(0)]);
        self.op(Op::CopyDataProperties, &[R(object), R(value), Args(keys, count as u16)]);
        self.store_prepared(prepared, object, None);
    }

    /// The register that a target's value may be computed in from the start: a new variable nobody can read yet.
    fn direct(&self, prepared: &Prepared<'_, 'a>) -> Option<Reg> {
        match prepared {
            Prepared::Initialize(id, _) => {
                let binding = &self.analysis().bindings[*id];
                if binding.home == Home::Register && !binding.needs_empty {
                    self.registers.get(id).copied()
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// value = default if value is undefined.
    fn apply_default(&mut self, value: Reg, default: &Expression<'a>, prepared: &Prepared<'_, 'a>) {
        let given = self.e.label();
        self.jump_op(Op::JumpIfNotUndefined, &[R(value)], given);
        let name = match prepared {
            Prepared::Place(_, name) => *name,
            Prepared::Initialize(_, name) => Some(*name),
            Prepared::Pattern(_) => None,
        };
        let outer = self.fresh.replace(value);
        self.expression_named(default, value, name);
        self.fresh = outer;
        self.e.bind(given);
    }

    // ---- arrays ----

    fn array_pattern(
        &mut self,
        elements: &[Option<Element<'_, 'a>>],
        rest: Option<Target<'_, 'a>>,
        value: Reg,
        span: oxc_span::Span,
        source: Option<&Expression<'a>>,
    ) {
        let mark = self.e.mark();
        let locals_top = self.e.locals_top;
        self.nested_pattern = false;
        // Holds undefined instead once there is nothing left to close.
        let (iterator, next) = (self.e.temp(), self.e.temp());
        self.e.locals_top = self.e.mark();
        self.at(source.map_or(span, |s| s.span()));
        if let Some(source) = source {
            self.note_iterable(source);
        }
        self.op(Op::GetIterator, &[W(iterator), R(value)]);
        self.get_next_method(next, iterator);
        let throws = elements.iter().flatten().any(|e| !self.cannot_throw(e)) || rest.is_some();
        let body = |lower: &mut Self| {
            for (i, element) in elements.iter().enumerate() {
                lower.array_element(element.as_ref(), i > 0, iterator, next, throws);
            }
            if let Some(rest) = rest {
                lower.rest_array(rest, !elements.is_empty(), iterator, next);
            }
        };
        if throws {
            self.closing_iterator(iterator, true, None, body);
        } else {
            body(self);
        }
        if rest.is_none() {
            let closed = self.e.label();
            if !elements.is_empty() {
                self.jump_op(Op::JumpIfUndefined, &[R(iterator)], closed);
            }
            self.at(span);
            self.op(Op::IteratorClose, &[R(iterator)]);
            self.e.bind(closed);
        }
        self.e.release(mark);
        self.e.locals_top = locals_top;
    }

    /// Whether storing to an element can neither throw nor be left otherwise.
    fn cannot_throw(&self, element: &Element<'_, 'a>) -> bool {
        if element.default.is_some() {
            return false;
        }
        match element.target {
            Target::Binding(BindingPattern::BindingIdentifier(id), fresh) => {
                fresh || self.resolution(id.span.start).is_some_and(|r| self.assignable_register(r).is_some())
            }
            Target::Assignment(AssignmentTarget::AssignmentTargetIdentifier(id)) => {
                self.resolution(id.span.start).is_some_and(|r| self.assignable_register(r).is_some())
            }
            _ => false,
        }
    }

    fn array_element(
        &mut self,
        element: Option<&Element<'_, 'a>>,
        may_be_done: bool,
        iterator: Reg,
        next: Reg,
        in_region: bool,
    ) {
        let mark = self.e.mark();
        let prepared = element.map(|e| self.prepare(e.target));
        let direct = prepared.as_ref().and_then(|p| self.direct(p));
        let value = direct.unwrap_or_else(|| self.e.temp());
        let have = self.e.label();
        if may_be_done {
            self.op(Op::LoadUndefined, &[W(value)]);
            self.jump_op(Op::JumpIfUndefined, &[R(iterator)], have);
        }
        // An error of the iterator itself does not close it.
        let step = |lower: &mut Self| lower.op(Op::IteratorNext, &[W(value), R(iterator), R(next)]);
        if in_region {
            self.outside_iterator(step)
        } else {
            step(self)
        }
        self.jump_op(Op::JumpIfNotEmpty, &[R(value)], have);
        self.op(Op::LoadUndefined, &[W(value)]);
        self.op(Op::LoadUndefined, &[W(iterator)]);
        self.e.bind(have);
        if let (Some(element), Some(prepared)) = (element, prepared) {
            if let Some(default) = element.default {
                self.apply_default(value, default, &prepared);
            }
            self.store_part(prepared, value);
        }
        self.e.release(mark);
    }

    fn rest_array(&mut self, rest: Target<'_, 'a>, may_be_done: bool, iterator: Reg, next: Reg) {
        let mark = self.e.mark();
        let prepared = self.prepare(rest);
        let array = self.e.temp();
        let value = self.e.temp();
        self.op(Op::NewArray, &[W(array), N(0)]);
        let (head, done, end) = (self.e.label(), self.e.label(), self.e.label());
        if may_be_done {
            self.jump_op(Op::JumpIfUndefined, &[R(iterator)], end);
        }
        self.e.bind(head);
        self.loop_header();
        self.outside_iterator(|lower| lower.op(Op::IteratorNext, &[W(value), R(iterator), R(next)]));
        self.jump_op(Op::JumpIfEmpty, &[R(value)], done);
        self.op(Op::ArrayPush, &[R(array), R(value)]);
        self.jump(head);
        self.e.bind(done);
        self.op(Op::LoadUndefined, &[W(iterator)]);
        self.e.bind(end);
        self.store_prepared(prepared, array, None);
        self.e.release(mark);
    }
}

/// How messages name a property of a pattern.
fn property_text(key: &PropertyKey<'_>, computed: bool) -> Option<String> {
    if computed { None } else { key.static_name().map(|name| name.to_string()) }
}
