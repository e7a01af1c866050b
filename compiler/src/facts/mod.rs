//! What is known or predicted about a program before any code is generated. Reads bytecode, sees no LLVM. A prediction may be
//! wrong: whoever uses it guards it.

pub mod bindings;
pub mod prediction;

use crate::sir::Function;
use jsc_abi::image::writer::ProgramData;
use prediction::Predictions;

/// All that can be predicted without a profile. `functions` are the generic forms of those that get native code.
pub fn predict(program: &ProgramData, functions: &[Option<&Function>]) -> Predictions {
    let _ = (program, functions);
    Predictions::default()
}
