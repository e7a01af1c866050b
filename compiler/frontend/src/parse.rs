//! Parsing and early errors: the only file that names the parser. Runs on a thread with a large stack, because parser,
//! visitors and lowering recurse over the syntax tree.

use crate::Source;
use crate::diagnostic::{Diagnostic, DiagnosticKind};
use crate::nesting;
use crate::positions::Positions;
use crate::unsupported;
use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_diagnostics::OxcDiagnostic;
use oxc_parser::{ParseOptions, Parser};
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;

/// Only address space: pages that are not touched cost nothing. `nesting` keeps programs within it.
const STACK_SIZE: usize = 1 << 30;

/// Longest source: offsets are 32 bits wide, and the image's too.
const MAX_SOURCE_SIZE: usize = 1 << 30;

/// Runs `f` on a thread whose stack holds the deepest nesting that `nesting::check` lets through.
pub fn on_deep_stack<T: Send>(
    source: &Source,
    f: impl Fn(&Source) -> Result<T, Vec<Diagnostic>> + Send + Sync,
) -> Result<T, Vec<Diagnostic>> {
    std::thread::scope(|scope| {
        // A system that limits address space gets a smaller stack rather than nothing.
        let mut size = STACK_SIZE;
        loop {
            match std::thread::Builder::new()
                .name("jsc-frontend".into())
                .stack_size(size)
                .spawn_scoped(scope, || f(source))
            {
                Ok(thread) => match thread.join() {
                    Ok(result) => return result,
                    Err(panic) => std::panic::resume_unwind(panic),
                },
                Err(_) if size > 16 << 20 => size /= 2,
                Err(error) => {
                    let message = format!("cannot start the thread that parses: {error}");
                    let positions = Positions::new("");
                    return Err(vec![Diagnostic::new(DiagnosticKind::Limit, message, &positions, 0, 0)]);
                }
            }
        }
    })
}

/// Parses, reports early errors, and hands the syntax tree to `f`.
pub fn with_program<T>(
    source: &Source,
    f: impl FnOnce(&Program<'_>) -> Result<T, Vec<Diagnostic>>,
) -> Result<T, Vec<Diagnostic>> {
    if source.text.len() > MAX_SOURCE_SIZE {
        let positions = Positions::new("");
        return Err(vec![Diagnostic::new(DiagnosticKind::Limit, "the source is larger than 1 GiB", &positions, 0, 0)]);
    }
    if let Some(offset) = nesting::check(&source.text) {
        let positions = Positions::new(&source.text);
        return Err(vec![Diagnostic::new(
            DiagnosticKind::SyntaxError,
            "nesting too deep",
            &positions,
            offset,
            offset + 1,
        )]);
    }
    let allocator = Allocator::default();
    let options = ParseOptions { parse_regular_expression: true, ..ParseOptions::default() };
    let parsed = Parser::new(&allocator, &source.text, SourceType::script()).with_options(options).parse();
    if parsed.panicked || parsed.diagnostics.has_errors() {
        let errors = diagnostics(source, parsed.diagnostics.errors());
        return Err(module_constructs(source).unwrap_or(errors));
    }
    let semantic = SemanticBuilder::new().with_check_syntax_error(true).build(&parsed.program);
    if semantic.diagnostics.has_errors() {
        let errors = diagnostics(source, semantic.diagnostics.errors());
        return Err(module_constructs(source).unwrap_or(errors));
    }
    drop(semantic);
    f(&parsed.program)
}

/// If `source` is a module, what makes it one: the script goal reports that as errors of syntax.
fn module_constructs(source: &Source) -> Option<Vec<Diagnostic>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, &source.text, SourceType::mjs()).parse();
    if parsed.panicked || parsed.diagnostics.has_errors() {
        return None;
    }
    let found = unsupported::find(&parsed.program, source);
    let of_modules =
        |d: &Diagnostic| ["import", "export", "await", "for await"].iter().any(|w| d.message.starts_with(w));
    found.iter().any(of_modules).then_some(found)
}

fn diagnostics<'d>(source: &Source, errors: impl Iterator<Item = &'d OxcDiagnostic>) -> Vec<Diagnostic> {
    let positions = Positions::new(&source.text);
    let mut out: Vec<Diagnostic> = errors
        .map(|error| {
            let (start, end) =
                error.labels.first().map_or((0, 0), |label| (label.offset(), label.offset() + label.len()));
            let mut message = error.message.to_string();
            // The parser's help says what was expected there; warnings about style it does not give.
            if let Some(help) = &error.help {
                message.push_str(" (");
                message.push_str(help);
                message.push(')');
            }
            Diagnostic::new(DiagnosticKind::SyntaxError, message, &positions, start, end)
        })
        .collect();
    out.sort_by_key(|d| d.start);
    out
}
