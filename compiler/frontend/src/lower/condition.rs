//! Expressions as conditions: jumps instead of boolean values.

use super::*;
use crate::emit::R;
use crate::scope::Literal;
use oxc_syntax::operator::{BinaryOperator, LogicalOperator, UnaryOperator};

impl<'a> Lower<'_, 'a> {
    /// Jumps to `target` if the truth of `expression` is `when`; else goes on.
    pub fn branch(&mut self, expression: &Expression<'a>, target: Label, when: bool) {
        match expression.without_parentheses() {
            Expression::UnaryExpression(u) if u.operator == UnaryOperator::LogicalNot => {
                self.branch(&u.argument, target, !when)
            }
            Expression::LogicalExpression(l) if l.operator != LogicalOperator::Coalesce => {
                // `a && b` jumps on false as soon as one is false; on true only when both are.
                let both = l.operator == LogicalOperator::And;
                if both == when {
                    let skip = self.e.label();
                    self.branch(&l.left, skip, !when);
                    self.branch(&l.right, target, when);
                    self.e.bind(skip);
                } else {
                    self.branch(&l.left, target, when);
                    self.branch(&l.right, target, when);
                }
            }
            Expression::BinaryExpression(b) if self.branch_on_comparison(b, target, when) => {}
            Expression::SequenceExpression(s) => {
                let (last, before) = s.expressions.split_last().expect("a sequence has two expressions");
                for expression in before {
                    self.effect(expression);
                }
                self.branch(last, target, when);
            }
            other => {
                match self.known_literal(other) {
                    Some(Literal::Boolean(value)) => return self.branch_known(value, target, when),
                    Some(Literal::Number(value)) => {
                        return self.branch_known(value != 0.0 && !value.is_nan(), target, when);
                    }
                    _ => {}
                }
                let mark = self.e.mark();
                let condition = self.operand(other);
                let op = if when { Op::JumpIfTrue } else { Op::JumpIfFalse };
                self.jump_op(op, &[R(condition)], target);
                self.e.release(mark);
            }
        }
    }

    fn branch_known(&mut self, value: bool, target: Label, when: bool) {
        if value == when {
            self.jump(target);
        }
    }

    fn branch_on_comparison(&mut self, b: &BinaryExpression<'a>, target: Label, when: bool) -> bool {
        use BinaryOperator::*;
        let equality = matches!(b.operator, Equality | Inequality | StrictEquality | StrictInequality);
        if equality {
            // Comparison with null or undefined.
            let negated = matches!(b.operator, Inequality | StrictInequality);
            let strict = matches!(b.operator, StrictEquality | StrictInequality);
            for (side, other) in [(&b.right, &b.left), (&b.left, &b.right)] {
                let undefined = self.is_undefined(side);
                if !(undefined || !strict && matches!(side.without_parentheses(), Expression::NullLiteral(_))) {
                    continue;
                }
                let op = match (strict, negated != when) {
                    (true, true) => Op::JumpIfUndefined,
                    (true, false) => Op::JumpIfNotUndefined,
                    (false, true) => Op::JumpIfNullish,
                    (false, false) => Op::JumpIfNotNullish,
                };
                let mark = self.e.mark();
                let value = self.operand(other);
                self.jump_op(op, &[R(value)], target);
                self.e.release(mark);
                return true;
            }
        }
        let op = match (b.operator, when) {
            (LessThan, true) => Op::JumpIfLess,
            (LessThan, false) => Op::JumpIfNotLess,
            (LessEqualThan, true) => Op::JumpIfLessEqual,
            (LessEqualThan, false) => Op::JumpIfNotLessEqual,
            (GreaterThan, true) => Op::JumpIfGreater,
            (GreaterThan, false) => Op::JumpIfNotGreater,
            (GreaterEqualThan, true) => Op::JumpIfGreaterEqual,
            (GreaterEqualThan, false) => Op::JumpIfNotGreaterEqual,
            (Equality, true) | (Inequality, false) => Op::JumpIfEqual,
            (Equality, false) | (Inequality, true) => Op::JumpIfNotEqual,
            (StrictEquality, true) | (StrictInequality, false) => Op::JumpIfStrictEqual,
            (StrictEquality, false) | (StrictInequality, true) => Op::JumpIfStrictNotEqual,
            _ => return false,
        };
        let mark = self.e.mark();
        let left = self.stable_operand(&b.left, &[&b.right]);
        let right = self.operand(&b.right);
        self.at(b.span);
        self.jump_op(op, &[R(left), R(right)], target);
        self.e.release(mark);
        true
    }
}
