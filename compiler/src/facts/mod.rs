//! What is known or predicted about a program before any code is generated. Reads bytecode, sees no LLVM. A prediction may be
//! wrong: whoever uses it guards it.

pub mod bindings;
pub mod display;
pub mod infer;
pub mod prediction;

use jsc_abi::image::writer::ProgramData;
use prediction::Predictions;

/// All that can be predicted without a profile.
pub fn predict(program: &ProgramData) -> Predictions {
    let functions: Vec<_> = program.functions.iter().map(|_| None).collect();
    infer::infer(program, &functions)
}
