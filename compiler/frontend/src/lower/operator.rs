//! Operators: binary, logical, unary, update.

use super::*;
use crate::emit::{I, N, R, W};
use oxc_syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator};

/// The opcode of a binary operator.
pub fn binary_op(operator: BinaryOperator) -> Op {
    use BinaryOperator::*;
    match operator {
        Equality => Op::Equal,
        Inequality => Op::NotEqual,
        StrictEquality => Op::StrictEqual,
        StrictInequality => Op::StrictNotEqual,
        LessThan => Op::Less,
        LessEqualThan => Op::LessEqual,
        GreaterThan => Op::Greater,
        GreaterEqualThan => Op::GreaterEqual,
        Addition => Op::Add,
        Subtraction => Op::Sub,
        Multiplication => Op::Mul,
        Division => Op::Div,
        Remainder => Op::Rem,
        Exponential => Op::Exp,
        ShiftLeft => Op::Shl,
        ShiftRight => Op::Shr,
        ShiftRightZeroFill => Op::Ushr,
        BitwiseOR => Op::BitOr,
        BitwiseXOR => Op::BitXor,
        BitwiseAnd => Op::BitAnd,
        In => Op::HasProperty,
        Instanceof => Op::InstanceOf,
    }
}

/// The opcode with an int32 on the right.
fn int_op(operator: BinaryOperator) -> Option<Op> {
    use BinaryOperator::*;
    Some(match operator {
        Addition => Op::AddInt,
        Subtraction => Op::SubInt,
        Multiplication => Op::MulInt,
        BitwiseAnd => Op::BitAndInt,
        BitwiseOR => Op::BitOrInt,
        ShiftLeft => Op::ShlInt,
        ShiftRight => Op::ShrInt,
        ShiftRightZeroFill => Op::UshrInt,
        _ => return None,
    })
}

impl<'a> Lower<'_, 'a> {
    pub fn binary(&mut self, b: &BinaryExpression<'a>, dst: Reg) {
        // Left-deep chains (`a + b + c ...`) are taken from the inside out, without recursion.
        let mut chain = vec![b];
        while let Expression::BinaryExpression(left) = chain[chain.len() - 1].left.without_parentheses() {
            if self.known_number(&chain[chain.len() - 1].left).is_some() {
                break;
            }
            chain.push(left);
        }
        let mark = self.e.mark();
        let innermost = chain[chain.len() - 1];
        let mut left = self.stable_operand(&innermost.left, &[&innermost.right]);
        let scratch = if chain.len() > 1 { self.scratch(dst) } else { dst };
        for (i, b) in chain.iter().enumerate().rev() {
            let target = if i == 0 { dst } else { scratch };
            self.binary_with(b.operator, target, left, &b.right, b.span);
            left = target;
        }
        self.e.release(mark);
    }

    /// dst = left operator right, where `left` is evaluated already.
    pub fn binary_with(
        &mut self,
        operator: BinaryOperator,
        dst: Reg,
        left: Reg,
        right: &Expression<'a>,
        span: oxc_span::Span,
    ) {
        if let Some(op) = int_op(operator)
            && let Some(int) = self.known_int(right)
        {
            self.at(span);
            self.op(op, &[W(dst), R(left), I(int)]);
            return;
        }
        let mark = self.e.mark();
        let right = self.operand(right);
        self.at(span);
        self.op(binary_op(operator), &[W(dst), R(left), R(right)]);
        self.e.release(mark);
    }

    pub fn logical(&mut self, l: &LogicalExpression<'a>, dst: Reg) {
        let end = self.e.label();
        let mark = self.e.mark();
        let target = self.scratch(dst);
        self.expression_to(&l.left, target);
        self.jump_op(short_circuit(l.operator), &[R(target)], end);
        self.expression_to(&l.right, target);
        self.e.bind(end);
        self.mov(dst, target);
        self.e.release(mark);
    }

    /// A logical expression whose value nobody needs.
    pub fn logical_effect(&mut self, l: &LogicalExpression<'a>) {
        let end = self.e.label();
        match l.operator {
            LogicalOperator::And => self.branch(&l.left, end, false),
            LogicalOperator::Or => self.branch(&l.left, end, true),
            LogicalOperator::Coalesce => {
                let mark = self.e.mark();
                let left = self.operand(&l.left);
                self.jump_op(Op::JumpIfNotNullish, &[R(left)], end);
                self.e.release(mark);
            }
        }
        self.effect(&l.right);
        self.e.bind(end);
    }

    pub fn unary(&mut self, u: &UnaryExpression<'a>, dst: Reg) {
        if let UnaryOperator::UnaryNegation | UnaryOperator::UnaryPlus | UnaryOperator::BitwiseNot = u.operator
            && let Some(value) = self.number_of_unary(u)
        {
            return self.load_number(value, dst);
        }
        let op = match u.operator {
            UnaryOperator::Delete => return self.delete(&u.argument, dst),
            UnaryOperator::Void => {
                self.effect(&u.argument);
                return self.op(Op::LoadUndefined, &[W(dst)]);
            }
            UnaryOperator::Typeof => {
                if let Expression::Identifier(id) = u.argument.without_parentheses()
                    && self.resolution(id.span.start).is_none()
                    && id.name.as_str() != "undefined"
                {
                    self.at(id.span);
                    let target = self.scratch(dst);
                    let name = self.key(id.name.as_str());
                    let slot = self.e.slot();
                    self.op(Op::GetGlobalOrUndefined, &[W(target), name, slot]);
                    return self.op(Op::TypeOf, &[W(dst), R(target)]);
                }
                Op::TypeOf
            }
            UnaryOperator::LogicalNot => Op::Not,
            UnaryOperator::UnaryNegation => Op::Neg,
            UnaryOperator::UnaryPlus => Op::ToNumber,
            UnaryOperator::BitwiseNot => Op::BitNot,
        };
        let mark = self.e.mark();
        let operand = self.operand_before(&u.argument, dst);
        self.at(u.span);
        self.op(op, &[W(dst), R(operand)]);
        self.e.release(mark);
    }

    fn number_of_unary(&self, u: &UnaryExpression<'a>) -> Option<f64> {
        let value = self.known_number(&u.argument)?;
        match u.operator {
            UnaryOperator::UnaryNegation => Some(-value),
            UnaryOperator::UnaryPlus => Some(value),
            // Folded only where the operand is an int: that is what programs write.
            UnaryOperator::BitwiseNot => super::literal::as_int(value).map(|i| !i as f64),
            _ => None,
        }
    }

    fn delete(&mut self, argument: &Expression<'a>, dst: Reg) {
        let mark = self.e.mark();
        match argument.without_parentheses() {
            Expression::Identifier(id) => match self.resolution(id.span.start) {
                Some(_) => self.op(Op::LoadFalse, &[W(dst)]),
                None => {
                    self.at(id.span);
                    let name = self.key(id.name.as_str());
                    self.op(Op::DeleteGlobal, &[W(dst), name]);
                }
            },
            Expression::ChainExpression(chain) => {
                let nullish = self.e.label();
                let end = self.e.label();
                let outer = self.chain.replace(nullish);
                match chain.expression.as_member_expression() {
                    Some(member) => self.delete_member(member, dst),
                    None => {
                        if let ChainElement::CallExpression(call) = &chain.expression {
                            let result = self.e.temp();
                            self.call(call, result);
                        }
                        self.op(Op::LoadTrue, &[W(dst)]);
                    }
                }
                self.chain = outer;
                self.jump(end);
                self.e.bind(nullish);
                self.op(Op::LoadTrue, &[W(dst)]);
                self.e.bind(end);
            }
            other => match other.as_member_expression() {
                Some(member) => self.delete_member(member, dst),
                None => {
                    self.effect(other);
                    self.op(Op::LoadTrue, &[W(dst)]);
                }
            },
        }
        self.e.release(mark);
    }

    fn delete_member(&mut self, member: &MemberExpression<'a>, dst: Reg) {
        if member.object().is_super() {
            // `this` and the key are evaluated first; then it always fails.
            if let MemberExpression::ComputedMemberExpression(m) = member {
                self.check_this_of_super(member.object());
                self.effect(&m.expression);
            } else {
                self.check_this_of_super(member.object());
            }
            return self.throw_error(jsc_abi::opcode::ErrorKind::ReferenceError, "Unsupported reference to 'super'");
        }
        let later: Vec<&Expression<'a>> = match member {
            MemberExpression::ComputedMemberExpression(m) => vec![&m.expression],
            _ => vec![],
        };
        let object = self.stable_operand(member.object(), &later);
        self.optional_check(member.optional(), object);
        let key = match member {
            MemberExpression::StaticMemberExpression(m) => {
                self.at(m.property.span);
                let key = self.e.temp();
                let name = self.key(m.property.name.as_str());
                self.op(Op::LoadConst, &[W(key), name]);
                key
            }
            MemberExpression::ComputedMemberExpression(m) => {
                let key = self.operand(&m.expression);
                self.e.at(oxc_span::GetSpan::span(&m.expression).start);
                key
            }
            MemberExpression::PrivateFieldExpression(_) => unreachable!("deleting a private field is an early error"),
        };
        let strict = N(self.strict as u32);
        self.op(Op::DeleteByValue, &[W(dst), R(object), R(key), strict]);
    }

    /// `++` and `--`. `dst` is `None` if nobody needs the value.
    pub fn update(&mut self, u: &UpdateExpression<'a>, dst: Option<Reg>) {
        let op = if u.operator == oxc_syntax::operator::UpdateOperator::Increment { Op::Inc } else { Op::Dec };
        let mark = self.e.mark();
        // A variable in a register changes in place.
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = &u.argument
            && let Some(resolution) = self.resolution(id.span.start)
            && let Some(register) = self.assignable_register(resolution)
        {
            self.at(u.span);
            match dst {
                Some(dst) if !u.prefix => {
                    // The old value may be wanted in the variable itself: `i = i++`.
                    let old = if dst == register { self.e.temp() } else { dst };
                    self.op(Op::ToNumeric, &[W(old), R(register)]);
                    self.op(op, &[W(register), R(old)]);
                    self.mov(dst, old);
                }
                _ => {
                    self.op(op, &[W(register), R(register)]);
                    if let Some(dst) = dst {
                        self.mov(dst, register);
                    }
                }
            }
            self.e.release(mark);
            return;
        }
        let place = self.simple_place(&u.argument, &[]);
        let value = self.e.temp();
        self.read_place(&place, value);
        self.at(u.span);
        let old = match dst {
            Some(_) if !u.prefix => {
                let old = self.e.temp();
                self.op(Op::ToNumeric, &[W(old), R(value)]);
                Some(old)
            }
            _ => None,
        };
        self.op(op, &[W(value), R(old.unwrap_or(value))]);
        self.write_place(&place, value);
        if let Some(dst) = dst {
            self.mov(dst, old.unwrap_or(value));
        }
        self.e.release(mark);
    }
}

/// The jump over the right operand.
pub fn short_circuit(operator: LogicalOperator) -> Op {
    match operator {
        LogicalOperator::And => Op::JumpIfFalse,
        LogicalOperator::Or => Op::JumpIfTrue,
        LogicalOperator::Coalesce => Op::JumpIfNotNullish,
    }
}
