//! Assignment expressions: plain, compound, logical, destructuring.

use super::access::Place;
use super::operator::short_circuit;
use super::*;
use crate::emit::R;
use oxc_syntax::operator::AssignmentOperator;

impl<'a> Lower<'_, 'a> {
    /// Lowers an assignment and gives the register of its value, which may be a variable's.
    pub fn assignment(&mut self, a: &AssignmentExpression<'a>, dst: Option<Reg>) -> Reg {
        if a.operator.is_assign() {
            return self.plain_assignment(a, dst);
        }
        if a.operator.is_logical() {
            return self.logical_assignment(a, dst);
        }
        self.compound_assignment(a, dst)
    }

    fn plain_assignment(&mut self, a: &AssignmentExpression<'a>, dst: Option<Reg>) -> Reg {
        let Some(target) = a.left.as_simple_assignment_target() else {
            let value = self.value_for_assignment(&a.right, dst, None);
            self.destructuring_assignment(a.left.to_assignment_target_pattern(), value, Some(&a.right));
            return value;
        };
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => {
                // `(a) = function () {}` names nothing.
                let name = (id.span.start == a.span.start).then_some(id.name.as_str());
                let place = self.identifier_place(id);
                if let Place::Binding(resolution, _) = place
                    && let Some(register) = self.assignable_register(resolution)
                {
                    self.expression_named(&a.right, register, name);
                    return register;
                }
                let value = self.value_for_assignment(&a.right, dst, name);
                self.write_place(&place, value);
                value
            }
            _ => {
                let place = self.simple_place(target, &[&a.right]);
                let value = self.value_for_assignment(&a.right, dst, None);
                self.write_place(&place, value);
                value
            }
        }
    }

    /// The right side: in `dst` if that is scratch space, else wherever it is.
    fn value_for_assignment(&mut self, right: &Expression<'a>, dst: Option<Reg>, name: Option<&str>) -> Reg {
        match dst {
            Some(dst) if self.e.is_temp(dst) => {
                self.expression_named(right, dst, name);
                dst
            }
            _ if name.is_some() && right.without_parentheses().is_anonymous_function_definition() => {
                let value = self.e.temp();
                self.expression_named(right, value, name);
                value
            }
            _ => self.operand(right),
        }
    }

    fn compound_assignment(&mut self, a: &AssignmentExpression<'a>, dst: Option<Reg>) -> Reg {
        let operator = a.operator.to_binary_operator().expect("a compound assignment has an operator");
        let target = a.left.as_simple_assignment_target().expect("patterns have no compound assignment");
        if let SimpleAssignmentTarget::AssignmentTargetIdentifier(id) = target
            && let Some(resolution) = self.resolution(id.span.start)
            && let Some(register) = self.assignable_register(resolution)
        {
            let old = self.stabilize(register, &[&a.right]);
            self.binary_with(operator, register, old, &a.right, a.span);
            return register;
        }
        let place = self.simple_place(target, &[&a.right]);
        let value = match dst {
            Some(dst) if self.e.is_temp(dst) => dst,
            _ => self.e.temp(),
        };
        self.read_place(&place, value);
        self.binary_with(operator, value, value, &a.right, a.span);
        self.write_place(&place, value);
        value
    }

    fn logical_assignment(&mut self, a: &AssignmentExpression<'a>, dst: Option<Reg>) -> Reg {
        let operator = match a.operator {
            AssignmentOperator::LogicalAnd => oxc_syntax::operator::LogicalOperator::And,
            AssignmentOperator::LogicalOr => oxc_syntax::operator::LogicalOperator::Or,
            _ => oxc_syntax::operator::LogicalOperator::Coalesce,
        };
        let target = a.left.as_simple_assignment_target().expect("patterns have no logical assignment");
        let end = self.e.label();
        let place = self.simple_place(target, &[&a.right]);
        let name = match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) if id.span.start == a.span.start => {
                Some(id.name.as_str())
            }
            _ => None,
        };
        if let Place::Binding(resolution, _) = place
            && let Some(register) = self.assignable_register(resolution)
        {
            self.jump_op(short_circuit(operator), &[R(register)], end);
            self.expression_named(&a.right, register, name);
            self.e.bind(end);
            return register;
        }
        let value = match dst {
            Some(dst) if self.e.is_temp(dst) => dst,
            _ => self.e.temp(),
        };
        self.read_place(&place, value);
        self.jump_op(short_circuit(operator), &[R(value)], end);
        self.expression_named(&a.right, value, name);
        self.write_place(&place, value);
        self.e.bind(end);
        value
    }
}
