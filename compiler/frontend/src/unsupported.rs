//! Valid JavaScript that is not compiled yet: each construct found is reported by name and place.

use crate::Source;
use crate::diagnostic::{Diagnostic, DiagnosticKind};
use crate::positions::Positions;
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;

/// More than this many are not listed.
const LIMIT: usize = 20;

/// All constructs of `program` that the lowering cannot handle.
pub fn find(program: &Program<'_>, source: &Source) -> Vec<Diagnostic> {
    let mut finder = Finder { found: Vec::new() };
    finder.visit_program(program);
    finder.found.truncate(LIMIT);
    if finder.found.is_empty() {
        return Vec::new();
    }
    let positions = Positions::new(&source.text);
    finder
        .found
        .into_iter()
        .map(|(what, span)| {
            let message = format!("{what} not supported yet");
            Diagnostic::new(DiagnosticKind::Unsupported, message, &positions, span.start, span.end)
        })
        .collect()
}

struct Finder {
    found: Vec<(&'static str, Span)>,
}

impl Finder {
    fn report(&mut self, what: &'static str, span: Span) {
        if self.found.len() < LIMIT {
            self.found.push((what, span));
        }
    }

    fn keyword(&mut self, what: &'static str, span: Span, length: u32) {
        self.report(what, Span::new(span.start, (span.start + length).min(span.end)));
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if it.r#async {
            let what = if it.generator { "async generators are" } else { "async functions are" };
            self.keyword(what, it.span, 5);
        }
        walk::walk_function(self, it, flags);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        if it.r#async {
            self.keyword("async functions are", it.span, 5);
        }
        walk::walk_arrow_function_expression(self, it);
    }

    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        self.keyword("await is", it.span, 5);
        walk::walk_await_expression(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        if it.r#await {
            self.keyword("for await is", it.span, 9);
        }
        walk::walk_for_of_statement(self, it);
    }

    fn visit_with_statement(&mut self, it: &WithStatement<'a>) {
        self.keyword("with is", it.span, 4);
        walk::walk_with_statement(self, it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        if it.callee.without_parentheses().is_specific_id("eval") {
            self.report("direct eval is", it.callee.span());
        }
        walk::walk_call_expression(self, it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.keyword("import() is", it.span, 6);
        walk::walk_import_expression(self, it);
    }

    fn visit_import_meta(&mut self, it: &ImportMeta) {
        self.report("import.meta is", it.span);
    }

    fn visit_module_declaration(&mut self, it: &ModuleDeclaration<'a>) {
        let what = if it.is_import() { "import is" } else { "export is" };
        self.keyword(what, it.span(), 6);
        walk::walk_module_declaration(self, it);
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        match it.kind {
            VariableDeclarationKind::Using => self.keyword("using is", it.span, 5),
            VariableDeclarationKind::AwaitUsing => self.keyword("await using is", it.span, 11),
            _ => {}
        }
        walk::walk_variable_declaration(self, it);
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.report("decorators are", it.span);
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.keyword("accessor fields are", it.span, 8);
    }

    fn visit_v8_intrinsic_expression(&mut self, it: &V8IntrinsicExpression<'a>) {
        self.report("V8 intrinsics are", it.span);
    }
}
