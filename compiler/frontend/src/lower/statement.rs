//! Statements and declarations.

use super::*;
use crate::emit::{R, W};
use crate::scope::{Home, address};
use oxc_span::GetSpan;

impl<'a> Lower<'_, 'a> {
    pub fn statements(&mut self, statements: &[Statement<'a>]) {
        for statement in statements {
            if !self.e.is_reachable() {
                // Function declarations are hoisted and all else is dead.
                return;
            }
            self.statement(statement);
        }
    }

    pub fn block(&mut self, block: &BlockStatement<'a>) {
        let entered = self.enter_scope(NodeKey::Block(address(block)));
        self.statements(&block.body);
        self.leave_scope(entered);
    }

    pub fn statement(&mut self, statement: &Statement<'a>) {
        if !self.e.is_reachable() {
            return;
        }
        self.at(statement.span());
        match statement {
            Statement::BlockStatement(s) => self.block(s),
            Statement::BreakStatement(s) => self.break_statement(s.label.as_ref().map(|l| l.name.as_str())),
            Statement::ContinueStatement(s) => self.continue_statement(s.label.as_ref().map(|l| l.name.as_str())),
            Statement::DebuggerStatement(_) => self.op(Op::Nop, &[]),
            Statement::EmptyStatement(_) => {}
            Statement::ExpressionStatement(s) => self.effect(&s.expression),
            Statement::IfStatement(s) => self.if_statement(s),
            Statement::LabeledStatement(s) => self.labeled_statement(s),
            Statement::ReturnStatement(s) => self.return_statement(s),
            Statement::SwitchStatement(s) => self.switch_statement(s),
            Statement::ThrowStatement(s) => {
                let mark = self.e.mark();
                let value = self.operand(&s.argument);
                self.at(s.span);
                self.op(Op::Throw, &[R(value)]);
                self.e.release(mark);
            }
            Statement::TryStatement(s) => self.try_statement(s),
            Statement::WhileStatement(s) => self.while_statement(s),
            Statement::DoWhileStatement(s) => self.do_while_statement(s),
            Statement::ForStatement(s) => self.for_statement(s),
            Statement::ForInStatement(s) => self.for_in_statement(s),
            Statement::ForOfStatement(s) => self.for_of_statement(s),
            Statement::VariableDeclaration(s) => self.variable_declaration(s),
            Statement::FunctionDeclaration(f) => self.block_function(f),
            Statement::ClassDeclaration(c) => self.class_declaration(c),
            other => unreachable!("not in the core language: {:?}", other.span()),
        }
    }

    fn if_statement(&mut self, first: &IfStatement<'a>) {
        // `else if` chains are taken in a loop: they may be very long.
        let end = self.e.label();
        let mut s = first;
        loop {
            let otherwise = self.e.label();
            self.branch(&s.test, otherwise, false);
            self.branch_statement(&s.consequent);
            match &s.alternate {
                None => {
                    self.e.bind(otherwise);
                    break;
                }
                Some(alternate) => {
                    self.jump(end);
                    self.e.bind(otherwise);
                    match alternate {
                        Statement::IfStatement(next) => {
                            self.at(next.span);
                            s = next;
                        }
                        _ => {
                            self.branch_statement(alternate);
                            break;
                        }
                    }
                }
            }
        }
        self.e.bind(end);
    }

    /// The branch of an `if`, which may be a function declaration in a scope of its own.
    fn branch_statement(&mut self, statement: &Statement<'a>) {
        if let Statement::FunctionDeclaration(f) = statement {
            let entered = self.enter_scope(NodeKey::Block(address(&**f)));
            self.statement(statement);
            self.leave_scope(entered);
        } else {
            self.statement(statement);
        }
    }

    fn labeled_statement(&mut self, s: &LabeledStatement<'a>) {
        let s = self.extend(s);
        let mut labels = vec![s.label.name.as_str()];
        let mut body = &s.body;
        while let Statement::LabeledStatement(inner) = body {
            labels.push(inner.label.name.as_str());
            body = &inner.body;
        }
        if body.is_iteration_statement() {
            self.labels = labels;
            return self.statement(body);
        }
        let end = self.e.label();
        self.controls.push(Control::Target { labels, end: Some(end), next: None, breakable: false });
        self.statement(body);
        self.controls.pop();
        self.e.bind(end);
    }

    fn return_statement(&mut self, s: &ReturnStatement<'a>) {
        let mark = self.e.mark();
        let value = match &s.argument {
            Some(argument) => self.operand(argument),
            None => self.undefined(),
        };
        self.at(s.span);
        self.return_value(value);
        self.e.release(mark);
    }

    fn switch_statement(&mut self, s: &SwitchStatement<'a>) {
        let mark = self.e.mark();
        let locals_top = self.e.locals_top;
        // A variable may change in the tests or bodies, but it is only compared before the bodies.
        let tests: Vec<&Expression<'a>> = s.cases.iter().filter_map(|case| case.test.as_ref()).collect();
        let discriminant = self.stable_operand(&s.discriminant, &tests);
        self.e.locals_top = self.e.mark();
        let entered = self.enter_scope(NodeKey::Switch(address(s)));
        let end = self.e.label();
        let labels: Vec<Label> = s.cases.iter().map(|_| self.e.label()).collect();
        for (case, &label) in s.cases.iter().zip(&labels) {
            if let Some(test) = &case.test {
                let inner = self.e.mark();
                let value = self.operand(test);
                self.jump_op(Op::JumpIfStrictEqual, &[R(discriminant), R(value)], label);
                self.e.release(inner);
            }
        }
        let default = s.cases.iter().position(|case| case.test.is_none());
        self.jump(default.map_or(end, |index| labels[index]));
        self.controls.push(Control::Target { labels: Vec::new(), end: Some(end), next: None, breakable: true });
        for (case, &label) in s.cases.iter().zip(&labels) {
            self.e.bind(label);
            self.statements(&case.consequent);
        }
        self.controls.pop();
        self.leave_scope(entered);
        self.e.bind(end);
        self.e.release(mark);
        self.e.locals_top = locals_top;
    }

    pub fn variable_declaration(&mut self, declaration: &VariableDeclaration<'a>) {
        let is_var = declaration.kind == VariableDeclarationKind::Var;
        for declarator in &declaration.declarations {
            let mark = self.e.mark();
            match (&declarator.id, &declarator.init) {
                (BindingPattern::BindingIdentifier(id), None) => {
                    if !is_var && let Some(resolution) = self.resolution(id.span.start) {
                        let binding = resolution.binding;
                        if self.analysis().bindings[binding].home == Home::Register {
                            let register = self.registers[&binding];
                            self.op(Op::LoadUndefined, &[W(register)]);
                        } else {
                            let undefined = self.undefined();
                            self.initialize(binding, undefined);
                        }
                    }
                }
                (BindingPattern::BindingIdentifier(id), Some(init)) => self.declarator(id, init, is_var),
                (pattern, Some(init)) => {
                    let value = self.operand(init);
                    self.bind_pattern(pattern, value, !is_var, Some(init));
                }
                (_, None) => unreachable!("patterns need an initialiser"),
            }
            self.e.release(mark);
        }
    }

    fn declarator(&mut self, id: &BindingIdentifier<'a>, init: &Expression<'a>, is_var: bool) {
        let name = Some(id.name.as_str());
        let resolution = self.resolution(id.span.start).expect("declared names resolve");
        let binding = &self.analysis().bindings[resolution.binding];
        match binding.home {
            // An inlined constant.
            Home::Nowhere => {
                if binding.literal.is_none() {
                    self.effect(init);
                }
            }
            Home::Register if !resolution.check => {
                let register = self.registers[&resolution.binding];
                if !is_var && !binding.needs_empty {
                    let outer = self.fresh.replace(register);
                    self.expression_named(init, register, name);
                    self.fresh = outer;
                } else {
                    self.expression_named(init, register, name);
                }
            }
            _ => {
                let mark = self.e.mark();
                let value = if init.without_parentheses().is_anonymous_function_definition() {
                    let value = self.e.temp();
                    self.expression_named(init, value, name);
                    value
                } else {
                    self.operand(init)
                };
                if is_var {
                    self.assign_binding(resolution, value);
                } else {
                    self.initialize(resolution.binding, value);
                }
                self.e.release(mark);
            }
        }
    }

    /// A function declaration where it stands: it was instantiated on entry; in a block of sloppy code it also assigns the
    /// `var` of its name (Annex B.3.2).
    fn block_function(&mut self, f: &Function<'a>) {
        let Some(&target) = self.analysis().annex_b.get(&address(f)) else { return };
        let Some(id) = &f.id else { return };
        let Some(source) = self.analysis().lookup(self.scope, id.name.as_str()) else { return };
        let mark = self.e.mark();
        let value = self.read_binding(crate::scope::Resolution { binding: source, check: false }, None);
        self.initialize(target, value);
        self.e.release(mark);
    }
}
