//! Places: variables and properties, read and written. A place is evaluated once (object and key), then read or written.

use super::*;
use crate::emit::{K, N, R, W};
use crate::scope::{Hidden, Resolution};
use oxc_span::{GetSpan, Span};

/// A reference whose parts are evaluated.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    Binding(Resolution, Span),
    Global(&'a str, Span),
    Name { object: Reg, name: &'a str, span: Span },
    Value { object: Reg, key: Reg, span: Span },
    Private { object: Reg, key: Reg, class: Option<u32>, span: Span },
    Super { base: Reg, key: Reg, this: Reg, span: Span },
}

impl<'a> Lower<'_, 'a> {
    /// The place of an assignment target that is no pattern. `later`: what is evaluated before the place is used.
    pub fn simple_place(&mut self, target: &SimpleAssignmentTarget<'a>, later: &[&Expression<'a>]) -> Place<'a> {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => self.identifier_place(id),
            _ => match target.as_member_expression() {
                Some(member) => self.member_place(member, later),
                None => unreachable!("only JavaScript is parsed"),
            },
        }
    }

    pub fn identifier_place(&mut self, id: &IdentifierReference<'a>) -> Place<'a> {
        match self.resolution(id.span.start) {
            Some(resolution) => Place::Binding(resolution, id.span),
            None => Place::Global(id.name.as_str(), id.span),
        }
    }

    pub fn member_place(&mut self, member: &MemberExpression<'a>, later: &[&Expression<'a>]) -> Place<'a> {
        match member {
            MemberExpression::StaticMemberExpression(m) => self.static_place(m, later),
            MemberExpression::ComputedMemberExpression(m) => self.computed_place(m, later),
            MemberExpression::PrivateFieldExpression(m) => self.private_place(m, later),
        }
    }

    pub fn static_place(&mut self, m: &StaticMemberExpression<'a>, later: &[&Expression<'a>]) -> Place<'a> {
        let name = m.property.name.as_str();
        let span = m.property.span;
        if let Expression::Super(s) = &m.object {
            let this = self.this_of_super(s);
            let key = self.e.temp();
            let constant = self.key(name);
            self.op(Op::LoadConst, &[W(key), constant]);
            let base = self.super_base(span);
            return Place::Super { base, key, this, span };
        }
        let object = self.stable_operand(&m.object, later);
        self.optional_check(m.optional, object);
        Place::Name { object, name, span }
    }

    pub fn computed_place(&mut self, m: &ComputedMemberExpression<'a>, later: &[&Expression<'a>]) -> Place<'a> {
        let span = m.expression.span();
        if let Expression::Super(s) = &m.object {
            let this = self.this_of_super(s);
            let key = self.stable_operand(&m.expression, later);
            let base = self.super_base(span);
            return Place::Super { base, key, this, span };
        }
        let mut all = Vec::with_capacity(later.len() + 1);
        all.push(&m.expression);
        all.extend_from_slice(later);
        let object = self.stable_operand(&m.object, &all);
        self.optional_check(m.optional, object);
        // `a["b"]` is `a.b`.
        if let Expression::StringLiteral(s) = m.expression.without_parentheses()
            && !s.lone_surrogates
            && !is_array_index(&s.value.encode_utf16().collect::<Vec<_>>())
        {
            return Place::Name { object, name: s.value.as_str(), span };
        }
        let key = self.stable_operand(&m.expression, later);
        Place::Value { object, key, span }
    }

    pub fn private_place(&mut self, m: &PrivateFieldExpression<'a>, later: &[&Expression<'a>]) -> Place<'a> {
        let object = self.stable_operand(&m.object, later);
        self.optional_check(m.optional, object);
        let name = m.field.name.as_str();
        let key = self.private_name(name);
        let binding = self.analysis().lookup_hidden(self.scope, Hidden::PrivateName(name));
        let class = binding.and_then(|b| self.p.private_classes.get(&b).copied());
        Place::Private { object, key, class, span: m.field.span }
    }

    /// Notes whose objects have the private method or accessor that the next instruction works on.
    fn note_class(&mut self, class: Option<u32>) {
        if let Some(class) = class {
            self.e.note(class);
        }
    }

    pub fn private_name(&mut self, name: &'a str) -> Reg {
        self.hidden(Hidden::PrivateName(name)).expect("an undeclared private name is an early error")
    }

    /// In an optional chain: skip the rest if the base is nullish.
    pub fn optional_check(&mut self, optional: bool, object: Reg) {
        if optional {
            let chain = self.chain.expect("optional accesses are inside a chain");
            self.jump_op(Op::JumpIfNullish, &[R(object)], chain);
        }
    }

    /// `this` for `super.x`.
    fn this_of_super(&mut self, s: &Super) -> Reg {
        let resolution = self.resolution(s.span.start).expect("the analysis sees every `super`");
        self.at(s.span);
        self.read_binding(resolution, None)
    }

    pub fn check_this_of_super(&mut self, object: &Expression<'a>) {
        if let Expression::Super(s) = object {
            self.this_of_super(s);
        }
    }

    fn super_base(&mut self, span: Span) -> Reg {
        let callee = self.activation("%callee", false);
        let base = self.e.temp();
        self.at(span);
        self.op(Op::LoadSuperBase, &[W(base), R(callee)]);
        base
    }

    /// dst = the value of a place.
    pub fn read_place(&mut self, place: &Place<'a>, dst: Reg) {
        match *place {
            Place::Binding(resolution, span) => {
                self.at(span);
                let value = self.read_binding(resolution, Some(dst));
                self.mov(dst, value);
            }
            Place::Global(name, span) => {
                self.at(span);
                let name = self.key(name);
                let slot = self.e.slot();
                self.op(Op::GetGlobal, &[W(dst), name, slot]);
            }
            Place::Name { object, name, span } => {
                self.at(span);
                let slot = self.e.slot();
                if name == "length" {
                    self.op(Op::GetLength, &[W(dst), R(object), slot]);
                } else {
                    let name = self.key(name);
                    self.op(Op::GetByName, &[W(dst), R(object), name, slot]);
                }
            }
            Place::Value { object, key, span } => {
                self.at(span);
                let slot = self.e.slot();
                self.op(Op::GetByValue, &[W(dst), R(object), R(key), slot]);
            }
            Place::Private { object, key, class, span } => {
                self.at(span);
                let slot = self.e.slot();
                self.note_class(class);
                self.op(Op::GetPrivate, &[W(dst), R(object), R(key), slot]);
            }
            Place::Super { base, key, this, span } => {
                self.at(span);
                self.op(Op::GetSuper, &[W(dst), R(base), R(key), R(this)]);
            }
        }
    }

    /// place = value.
    pub fn write_place(&mut self, place: &Place<'a>, value: Reg) {
        match *place {
            Place::Binding(resolution, span) => {
                self.at(span);
                self.assign_binding(resolution, value);
            }
            Place::Global(name, span) => {
                self.at(span);
                let name = self.key(name);
                let strict = N(self.strict as u32);
                let slot = self.e.slot();
                self.op(Op::SetGlobal, &[name, R(value), strict, slot]);
            }
            Place::Name { object, name, span } => {
                self.at(span);
                let name = self.key(name);
                let slot = self.e.slot();
                let op = if self.strict { Op::SetByName } else { Op::SetByNameSloppy };
                self.op(op, &[R(object), name, R(value), slot]);
            }
            Place::Value { object, key, span } => {
                self.at(span);
                let slot = self.e.slot();
                let op = if self.strict { Op::SetByValue } else { Op::SetByValueSloppy };
                self.op(op, &[R(object), R(key), R(value), slot]);
            }
            Place::Private { object, key, class, span } => {
                self.at(span);
                let slot = self.e.slot();
                self.note_class(class);
                self.op(Op::SetPrivate, &[R(object), R(key), R(value), slot]);
            }
            Place::Super { base, key, this, span } => {
                self.at(span);
                let strict = N(self.strict as u32);
                self.op(Op::SetSuper, &[R(base), R(key), R(value), R(this), strict]);
            }
        }
    }

    /// The key of a property definition as a constant, if it is known.
    pub fn static_key(&self, key: &PropertyKey<'a>) -> Option<Vec<u16>> {
        match key {
            PropertyKey::StaticIdentifier(id) => Some(id.name.as_str().encode_utf16().collect()),
            PropertyKey::StringLiteral(s) => Some(super::literal::units(&s.value, s.lone_surrogates)),
            PropertyKey::NumericLiteral(n) => {
                // Ints print as themselves; other numbers are converted when the program runs.
                super::literal::as_int(n.value).map(|i| i.to_string().encode_utf16().collect())
            }
            PropertyKey::BigIntLiteral(n) => Some(super::literal::bigint_digits(n).encode_utf16().collect()),
            _ => None,
        }
    }

    /// A constant for a property key known by [`Lower::static_key`].
    pub fn key_units(&mut self, units: Vec<u16>) -> u32 {
        self.p.constants.units(units, true)
    }

    /// A register with the value of a property definition's key. Computed keys become property keys here.
    pub fn property_key(&mut self, key: &PropertyKey<'a>, computed: bool) -> Reg {
        let register = self.e.temp();
        if let Some(units) = self.static_key(key)
            && !computed
        {
            let constant = self.key_units(units);
            self.op(Op::LoadConst, &[W(register), K(constant)]);
            return register;
        }
        let expression = key.as_expression().expect("other keys are static");
        self.expression_to(expression, register);
        self.at(expression.span());
        self.op(Op::ToPropertyKey, &[W(register), R(register)]);
        register
    }
}
