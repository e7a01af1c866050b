//! Loops. A `loop_header` stands at the head, where the back edge goes; the test stands at the bottom, with a copy in
//! front of the loop if it is small.

use super::*;
use crate::emit::{R, W};
use crate::scope::address;
use oxc_ast_visit::{Visit, walk};
use oxc_span::GetSpan;
use oxc_syntax::scope::ScopeFlags;

/// Largest test, in expressions, that is copied.
const MAX_COPIED_TEST: u32 = 12;

/// Whether a loop's test is small and has nothing that must exist once.
fn may_copy(test: &Expression<'_>) -> bool {
    struct Size {
        nodes: u32,
        unique: bool,
    }
    impl<'a> Visit<'a> for Size {
        fn visit_expression(&mut self, it: &Expression<'a>) {
            self.nodes += 1;
            if self.nodes <= MAX_COPIED_TEST {
                walk::walk_expression(self, it);
            }
        }
        fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {
            self.unique = true;
        }
        fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {
            self.unique = true;
        }
        fn visit_class(&mut self, _: &Class<'a>) {
            self.unique = true;
        }
        fn visit_yield_expression(&mut self, _: &YieldExpression<'a>) {
            self.unique = true;
        }
    }
    let mut size = Size { nodes: 0, unique: false };
    size.visit_expression(test);
    size.nodes <= MAX_COPIED_TEST && !size.unique
}

/// Whether a loop's initialiser makes closures, which would keep the variables of before the first round.
fn makes_closures(init: &ForStatementInit<'_>) -> bool {
    struct Closures(bool);
    impl<'a> Visit<'a> for Closures {
        fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {
            self.0 = true;
        }
        fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {
            self.0 = true;
        }
        fn visit_class(&mut self, _: &Class<'a>) {
            self.0 = true;
        }
    }
    let mut closures = Closures(false);
    closures.visit_for_statement_init(init);
    closures.0
}

impl<'a> Lower<'_, 'a> {
    pub fn loop_header(&mut self) {
        let entry = self.e.entry();
        self.op(Op::LoopHeader, &[entry]);
    }

    fn push_loop(&mut self, end: Label, next: Label) {
        let labels = std::mem::take(&mut self.labels);
        self.controls.push(Control::Target { labels, end: Some(end), next: Some(next), breakable: true });
    }

    pub fn while_statement(&mut self, s: &WhileStatement<'a>) {
        self.tested_loop(Some(&s.test), |lower| lower.statement(&s.body), |_| {});
    }

    /// while (test) { body; continue: update }
    fn tested_loop(
        &mut self,
        test: Option<&Expression<'a>>,
        body: impl FnOnce(&mut Self),
        update: impl FnOnce(&mut Self),
    ) {
        let (head, next, end) = (self.e.label(), self.e.label(), self.e.label());
        self.push_loop(end, next);
        let copied = test.is_some_and(may_copy);
        if copied && let Some(test) = test {
            self.branch(test, end, false);
        }
        if self.e.is_reachable() {
            self.e.bind(head);
            self.loop_header();
            if !copied && let Some(test) = test {
                self.branch(test, end, false);
            }
            body(self);
            self.e.bind(next);
            update(self);
            match test {
                Some(test) if copied => self.branch(test, head, true),
                _ => self.jump(head),
            }
        }
        self.controls.pop();
        self.e.bind(end);
    }

    pub fn do_while_statement(&mut self, s: &DoWhileStatement<'a>) {
        let (head, next, end) = (self.e.label(), self.e.label(), self.e.label());
        self.push_loop(end, next);
        if self.e.is_reachable() {
            self.e.bind(head);
            self.loop_header();
            self.statement(&s.body);
            self.e.bind(next);
            self.branch(&s.test, head, true);
        }
        self.controls.pop();
        self.e.bind(end);
    }

    pub fn for_statement(&mut self, s: &ForStatement<'a>) {
        // Labels belong to the loop, not to statements of its head.
        let labels = std::mem::take(&mut self.labels);
        let entered = self.enter_scope(NodeKey::For(address(s)));
        match &s.init {
            Some(ForStatementInit::VariableDeclaration(declaration)) => self.variable_declaration(declaration),
            Some(init) => self.effect(init.to_expression()),
            None => {}
        }
        self.labels = labels;
        // Closures of a round keep that round's variables.
        let copies = entered.is_some() && self.analysis().scopes[self.scope].environment_slots > 0;
        let environment = self.environment;
        let clone = move |lower: &mut Self| {
            if copies && let Some(environment) = environment {
                lower.op(Op::CloneEnvironment, &[W(environment), R(environment)]);
            }
        };
        if s.init.as_ref().is_some_and(makes_closures) {
            clone(self);
        }
        self.tested_loop(
            s.test.as_ref(),
            |lower| lower.statement(&s.body),
            |lower| {
                clone(lower);
                if let Some(update) = &s.update {
                    lower.effect(update);
                }
            },
        );
        self.leave_scope(entered);
    }

    pub fn for_in_statement(&mut self, s: &ForInStatement<'a>) {
        let labels = std::mem::take(&mut self.labels);
        let mark = self.e.mark();
        let locals_top = self.e.locals_top;
        let iterator = self.e.temp();
        let key = NodeKey::For(address(s));
        if let ForStatementLeft::VariableDeclaration(declaration) = &s.left
            && let Some(init) = declaration.declarations.first().and_then(|d| d.init.as_ref())
        {
            // Annex B: `for (var x = 1 in o)`.
            let value = self.operand(init);
            self.bind_pattern(&declaration.declarations[0].id, value, false, Some(init));
        }
        // The object is evaluated where the loop's names exist but are not initialised.
        let scope = self.enter_scope(key);
        let object = self.operand(&s.right);
        self.at(s.right.span());
        self.op(Op::ForInStart, &[W(iterator), R(object)]);
        self.leave_scope(scope);
        self.e.locals_top = self.e.mark();
        let (head, end) = (self.e.label(), self.e.label());
        self.labels = labels;
        self.push_loop(end, head);
        if self.e.is_reachable() {
            self.e.bind(head);
            self.loop_header();
            let entered = self.open_loop_scope(key);
            let value = self.loop_value_register(&s.left);
            self.op(Op::ForInNext, &[W(value), R(iterator)]);
            self.jump_op(Op::JumpIfEmpty, &[R(value)], end);
            self.bind_loop_value(&s.left, value);
            self.statement(&s.body);
            self.leave_scope(entered);
            self.jump(head);
        }
        self.controls.pop();
        self.e.bind(end);
        self.e.release(mark);
        self.e.locals_top = locals_top;
    }

    pub fn for_of_statement(&mut self, s: &ForOfStatement<'a>) {
        let labels = std::mem::take(&mut self.labels);
        let mark = self.e.mark();
        let locals_top = self.e.locals_top;
        let (iterator, next) = (self.e.temp(), self.e.temp());
        let key = NodeKey::For(address(s));
        let scope = self.enter_scope(key);
        let object = self.operand(&s.right);
        self.at(s.right.span());
        self.note_iterable(&s.right);
        self.op(Op::GetIterator, &[W(iterator), R(object)]);
        self.leave_scope(scope);
        self.get_next_method(next, iterator);
        self.e.locals_top = self.e.mark();
        let (head, end) = (self.e.label(), self.e.label());
        self.labels = labels;
        self.push_loop(end, head);
        if self.e.is_reachable() {
            self.e.bind(head);
            self.loop_header();
            let entered = self.open_loop_scope(key);
            let value = self.loop_value_register(&s.left);
            self.at(s.right.span());
            self.op(Op::IteratorNext, &[W(value), R(iterator), R(next)]);
            self.jump_op(Op::JumpIfEmpty, &[R(value)], end);
            self.closing_iterator_loop(iterator, head, |lower| {
                lower.bind_loop_value(&s.left, value);
                lower.statement(&s.body);
            });
            self.leave_scope(entered);
        }
        self.controls.pop();
        self.e.bind(end);
        self.e.release(mark);
        self.e.locals_top = locals_top;
    }

    pub fn get_next_method(&mut self, next: Reg, iterator: Reg) {
        let name = self.key("next");
        let slot = self.e.slot();
        self.op(Op::GetByName, &[W(next), R(iterator), name, slot]);
    }

    /// Like `closing_iterator`, for the body of a loop, which goes on at the head. `continue` of this loop does not close
    /// the iterator, so it finds a target inside.
    fn closing_iterator_loop(&mut self, iterator: Reg, head: Label, body: impl FnOnce(&mut Self)) {
        let Some(Control::Target { labels, .. }) = self.controls.last() else { unreachable!("the loop is on top") };
        let labels = labels.clone();
        self.closing_iterator(iterator, false, Some(head), |lower| {
            lower.controls.push(Control::Target { labels, end: None, next: Some(head), breakable: false });
            body(lower);
            lower.controls.pop();
        });
    }

    fn open_loop_scope(&mut self, key: NodeKey) -> Option<super::binding::Entered> {
        let scope = *self.analysis().scope_of.get(&key)?;
        let entered = self.open_scope(scope);
        self.make_environment(scope);
        Some(entered)
    }

    /// Where the loop's next value goes: the variable itself if it is new in each round.
    fn loop_value_register(&mut self, left: &ForStatementLeft<'a>) -> Reg {
        if let ForStatementLeft::VariableDeclaration(declaration) = left
            && declaration.kind != VariableDeclarationKind::Var
            && let Some(register) = self.direct_register(&declaration.declarations[0].id)
        {
            return register;
        }
        let register = self.e.temp();
        self.e.locals_top = self.e.mark();
        register
    }

    fn bind_loop_value(&mut self, left: &ForStatementLeft<'a>, value: Reg) {
        let mark = self.e.mark();
        self.at(left.span());
        match left {
            ForStatementLeft::VariableDeclaration(declaration) => {
                let fresh = declaration.kind != VariableDeclarationKind::Var;
                self.bind_pattern(&declaration.declarations[0].id, value, fresh, None);
            }
            _ => self.assign_target(left.to_assignment_target(), value, None),
        }
        self.e.release(mark);
    }
}
