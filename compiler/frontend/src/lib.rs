//! The front end of jsc: JavaScript source text to bytecode. Parsing and early errors (`parse`), what is not supported
//! yet (`unsupported`), where each binding lives (`scope`), and the lowering (`lower`, `emit`). Reads no files.
//!
//! A file is a sloppy script whose top-level bindings belong to the program: they are no properties of the global object.

mod diagnostic;
mod emit;
mod lower;
mod nesting;
mod parse;
mod positions;
mod scope;
#[cfg(test)]
mod tests;
mod unsupported;

pub use diagnostic::{Diagnostic, DiagnosticKind};

use jsc_abi::image::writer::ProgramData;

/// A source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as it is shown in errors and stacks.
    pub name: String,
    pub text: String,
}

/// What the text is parsed as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Goal {
    #[default]
    Script,
    /// Bytecode forms of built-ins: a script with methods, in which calls of certain names are operations that programs cannot say
    /// (`lower/intrinsic.rs`).
    Builtins,
}

/// How to compile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    pub goal: Goal,
}

/// Reports the early errors of `source`, and nothing else.
pub fn check(source: &Source) -> Result<(), Vec<Diagnostic>> {
    parse::on_deep_stack(source, |source| parse::with_program(source, |_| Ok(())))
}

/// Compiles `source` to bytecode.
pub fn compile(source: &Source, options: &Options) -> Result<ProgramData, Vec<Diagnostic>> {
    let program = parse::on_deep_stack(source, |source| {
        parse::with_program(source, |program| {
            let unsupported = unsupported::find(program, source);
            if !unsupported.is_empty() {
                return Err(unsupported);
            }
            lower::lower(program, source, options.goal)
        })
    })?;
    #[cfg(debug_assertions)]
    if let Err(error) = jsc_abi::bytecode::verify(&program) {
        panic!("the lowering of {} made invalid bytecode: {error}", source.name);
    }
    Ok(program)
}

/// The syntax tree of `source` as text.
pub fn syntax_tree(source: &Source) -> Result<String, Vec<Diagnostic>> {
    parse::on_deep_stack(source, |source| parse::with_program(source, |program| Ok(format!("{program:#?}\n"))))
}
