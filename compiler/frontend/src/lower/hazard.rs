//! Operands that are used in place must not change before their use: `a + (a = 2)`.

use super::*;
use crate::emit::{R, W};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

/// Looks for an assignment to `binding`; gives up, and so assumes one, after `budget` nodes.
struct Assignments<'l, 'a> {
    analysis: &'l Analysis<'a>,
    binding: BindingId,
    budget: u32,
    found: bool,
}

impl<'a> Assignments<'_, 'a> {
    fn target(&mut self, id: &IdentifierReference<'a>) {
        let resolution = self.analysis.resolutions.get(&id.span.start);
        self.found |= resolution.is_some_and(|r| r.binding == self.binding);
    }
}

impl<'a> Visit<'a> for Assignments<'_, 'a> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        if self.found {
            return;
        }
        if self.budget == 0 {
            self.found = true;
            return;
        }
        self.budget -= 1;
        walk::walk_expression(self, it);
    }

    fn visit_simple_assignment_target(&mut self, it: &SimpleAssignmentTarget<'a>) {
        match it {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => self.target(id),
            _ => walk::walk_simple_assignment_target(self, it),
        }
    }

    fn visit_assignment_target_property_identifier(&mut self, it: &AssignmentTargetPropertyIdentifier<'a>) {
        self.target(&it.binding);
        walk::walk_assignment_target_property_identifier(self, it);
    }

    // Variables in registers are not captured: functions cannot assign them. `super()` assigns `this`, once.
    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}
    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}

    fn visit_super(&mut self, _: &Super) {
        self.found = true;
    }
}

impl<'a> Lower<'_, 'a> {
    /// Whether evaluating `expression` may assign the variable in `register`.
    pub fn may_assign(&self, register: Reg, expression: &Expression<'a>) -> bool {
        if self.e.is_temp(register) {
            return false;
        }
        let Some(&binding) = self.binding_of.get(&register) else { return false };
        if !self.analysis().bindings[binding].assigned && !self.analysis().bindings[binding].lexical {
            return false;
        }
        if !self.analysis().bindings[binding].assigned && self.analysis().bindings[binding].name != "this" {
            return false;
        }
        let mut search = Assignments { analysis: self.analysis(), binding, budget: 100, found: false };
        search.visit_expression(expression);
        search.found
    }

    /// A register with the value of `expression` that evaluating `later` does not change.
    pub fn stable_operand(&mut self, expression: &Expression<'a>, later: &[&Expression<'a>]) -> Reg {
        let register = self.operand(expression);
        self.stabilize(register, later)
    }

    pub fn stabilize(&mut self, register: Reg, later: &[&Expression<'a>]) -> Reg {
        if later.iter().any(|e| self.may_assign(register, e)) {
            let copy = self.e.temp();
            self.op(Op::Mov, &[W(copy), R(register)]);
            return copy;
        }
        register
    }
}
