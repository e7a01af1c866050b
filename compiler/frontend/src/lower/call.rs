//! Calls, `new`, `super()`, and their arguments.

use super::*;
use crate::Goal;
use crate::emit::{Args, N, R, W};
use crate::scope::Resolution;
use jsc_abi::opcode::ErrorKind;
use oxc_span::{GetSpan, Span};

/// Evaluated arguments.
pub enum Arguments {
    Registers(Reg, u16),
    /// With spread: an array made for the call.
    Array(Reg),
}

/// An evaluated callee.
struct Callee {
    function: Reg,
    this: Reg,
    /// Where V8 says that the call is.
    span: Span,
}

impl<'a> Lower<'_, 'a> {
    pub fn call(&mut self, call: &CallExpression<'a>, dst: Reg) {
        let mark = self.e.mark();
        if call.callee.is_super() {
            return self.super_call(call, Some(dst));
        }
        if self.p.goal == Goal::Builtins && self.intrinsic(call, dst) {
            return;
        }
        let later: Vec<&Expression<'a>> = call.arguments.iter().map(argument_expression).collect();
        let callee = self.callee(&call.callee, &later);
        self.optional_check(call.optional, callee.function);
        let arguments = self.arguments(&call.arguments);
        self.at(callee.span);
        self.note_call(&call.callee);
        self.emit_call(dst, callee.function, callee.this, arguments);
        self.e.release(mark);
    }

    pub fn emit_call(&mut self, dst: Reg, function: Reg, this: Reg, arguments: Arguments) {
        match arguments {
            Arguments::Registers(first, count) => {
                let slot = self.e.slot();
                self.op(Op::Call, &[W(dst), R(function), R(this), Args(first, count), slot]);
            }
            Arguments::Array(array) => self.op(Op::CallArray, &[W(dst), R(function), R(this), R(array)]),
        }
    }

    /// The function, `this` and place of a tagged template's call.
    pub fn tag(&mut self, tag: &Expression<'a>, later: &[&Expression<'a>]) -> (Reg, Reg, Span) {
        let callee = self.callee(tag, later);
        (callee.function, callee.this, callee.span)
    }

    /// The function to call, and the `this` for it.
    fn callee(&mut self, expression: &Expression<'a>, later: &[&Expression<'a>]) -> Callee {
        match expression.without_parentheses() {
            Expression::ChainExpression(chain) => {
                // `(a?.b)()` keeps `this`; if `a` is nullish, undefined is called.
                let nullish = self.e.label();
                let end = self.e.label();
                let outer = self.chain.replace(nullish);
                let function = self.e.temp();
                let this = self.e.temp();
                match chain.expression.as_member_expression() {
                    Some(member) => self.member_callee(member, function, this),
                    None => {
                        if let ChainElement::CallExpression(call) = &chain.expression {
                            self.call(call, function);
                        }
                        self.op(Op::LoadUndefined, &[W(this)]);
                    }
                }
                self.chain = outer;
                self.jump(end);
                self.e.bind(nullish);
                self.op(Op::LoadUndefined, &[W(function)]);
                self.op(Op::LoadUndefined, &[W(this)]);
                self.e.bind(end);
                Callee { function, this, span: chain.span }
            }
            other => match other.as_member_expression() {
                Some(member) => {
                    let span = match member {
                        MemberExpression::StaticMemberExpression(m) => m.property.span,
                        MemberExpression::ComputedMemberExpression(m) => m.expression.span(),
                        MemberExpression::PrivateFieldExpression(m) => m.field.span,
                    };
                    let place = self.member_place(member, later);
                    let this = match place {
                        super::access::Place::Name { object, .. }
                        | super::access::Place::Value { object, .. }
                        | super::access::Place::Private { object, .. } => object,
                        super::access::Place::Super { this, .. } => this,
                        _ => unreachable!("members are no variables"),
                    };
                    let function = self.e.temp();
                    self.read_place(&place, function);
                    Callee { function, this, span }
                }
                None => {
                    let function = self.stable_operand(other, later);
                    Callee { function, this: self.undefined(), span: other.span() }
                }
            },
        }
    }

    fn member_callee(&mut self, member: &MemberExpression<'a>, function: Reg, this: Reg) {
        let place = self.member_place(member, &[]);
        let object = match place {
            super::access::Place::Name { object, .. }
            | super::access::Place::Value { object, .. }
            | super::access::Place::Private { object, .. } => object,
            super::access::Place::Super { this, .. } => this,
            _ => unreachable!("members are no variables"),
        };
        self.mov(this, object);
        self.read_place(&place, function);
    }

    pub fn new_expression(&mut self, new: &NewExpression<'a>, dst: Reg) {
        let mark = self.e.mark();
        let later: Vec<&Expression<'a>> = new.arguments.iter().map(argument_expression).collect();
        let callee = self.stable_operand(&new.callee, &later);
        let arguments = self.arguments(&new.arguments);
        self.at(new.span);
        self.note_call(&new.callee);
        match arguments {
            Arguments::Registers(first, count) => {
                let slot = self.e.slot();
                self.op(Op::Construct, &[W(dst), R(callee), R(callee), Args(first, count), slot]);
            }
            Arguments::Array(array) => {
                self.op(Op::ConstructArray, &[W(dst), R(callee), R(callee), R(array)]);
            }
        }
        self.e.release(mark);
    }

    /// Evaluates arguments: in consecutive registers, or into an array if some are spread.
    pub fn arguments(&mut self, arguments: &[Argument<'a>]) -> Arguments {
        if arguments.iter().any(Argument::is_spread) {
            let array = self.e.temp();
            self.op(Op::NewArray, &[W(array), N(arguments.len() as u32)]);
            for argument in arguments {
                let mark = self.e.mark();
                match argument {
                    Argument::SpreadElement(spread) => self.push_spread(array, &spread.argument, false),
                    _ => {
                        let value = self.operand(argument.to_expression());
                        self.op(Op::ArrayPush, &[R(array), R(value)]);
                    }
                }
                self.e.release(mark);
            }
            return Arguments::Array(array);
        }
        if let Some(first) = self.arguments_in_place(arguments) {
            return Arguments::Registers(first, arguments.len() as u16);
        }
        if arguments.is_empty() {
            return Arguments::Registers(0, 0);
        }
        let first = self.e.temps(arguments.len() as u32);
        for (i, argument) in arguments.iter().enumerate() {
            self.expression_to(argument.to_expression(), first.wrapping_add(i as u16));
        }
        Arguments::Registers(first, arguments.len() as u16)
    }

    /// Variables that happen to be in consecutive registers need not be copied.
    fn arguments_in_place(&self, arguments: &[Argument<'a>]) -> Option<Reg> {
        let mut first = None;
        for (i, argument) in arguments.iter().enumerate() {
            let resolution = match argument.to_expression().without_parentheses() {
                Expression::Identifier(id) => self.resolution(id.span.start)?,
                Expression::ThisExpression(this) => self.resolution(this.span.start)?,
                _ => return None,
            };
            if self.inlined(resolution).is_some() {
                return None;
            }
            let register = self.in_register(resolution)?;
            let first = *first.get_or_insert(register);
            if register as usize != first as usize + i {
                return None;
            }
        }
        first
    }

    /// `note`: the error names the iterable. V8 does so in array literals, not in calls.
    pub fn push_spread(&mut self, array: Reg, iterable: &Expression<'a>, note: bool) {
        let value = self.operand(iterable);
        self.at(iterable.span());
        if note {
            self.note_iterable(iterable);
        }
        self.op(Op::ArrayPushSpread, &[R(array), R(value)]);
    }

    /// `super(...)`: makes `this`. `dst` is `None` if nobody needs the value.
    pub fn super_call(&mut self, call: &CallExpression<'a>, dst: Option<Reg>) {
        let mark = self.e.mark();
        let s = call.callee.span();
        // That the parent is a constructor is checked when the arguments have been evaluated.
        let arguments = self.arguments(&call.arguments);
        let callee = self.activation("%callee", false);
        let parent = self.e.temp();
        self.at(s);
        self.op(Op::LoadSuperConstructor, &[W(parent), R(callee)]);
        let new_target = self.activation("new.target", false);
        let result = self.e.temp();
        self.at(s);
        match arguments {
            Arguments::Registers(first, count) => {
                let slot = self.e.slot();
                self.op(Op::Construct, &[W(result), R(parent), R(new_target), Args(first, count), slot]);
            }
            Arguments::Array(array) => {
                self.op(Op::ConstructArray, &[W(result), R(parent), R(new_target), R(array)]);
            }
        }
        let this = self.activation_binding("this");
        let constructor = self.analysis().bindings[this].function;
        let info = &self.analysis().functions[constructor];
        if info.super_calls > 1 || info.super_call_repeats {
            let first_time = self.e.label();
            let old = self.read_binding(Resolution { binding: this, check: false }, None);
            self.jump_op(Op::JumpIfEmpty, &[R(old)], first_time);
            self.throw_error(ErrorKind::ReferenceError, "Super constructor may only be called once");
            self.e.bind(first_time);
        }
        self.initialize(this, result);
        self.initialize_fields();
        if let Some(dst) = dst {
            self.mov(dst, result);
        }
        self.e.release(mark);
    }
}

pub fn argument_expression<'x, 'a>(argument: &'x Argument<'a>) -> &'x Expression<'a> {
    match argument {
        Argument::SpreadElement(spread) => &spread.argument,
        _ => argument.to_expression(),
    }
}
