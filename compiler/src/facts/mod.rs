//! What is known or predicted about a program before any code is generated. Reads bytecode, sees no LLVM. A prediction may be
//! wrong: whoever uses it guards it.

pub mod bindings;
pub mod display;
pub mod infer;
pub mod prediction;
pub mod profile;
pub mod regexp;

use jsc_abi::image::writer::ProgramData;
use prediction::Predictions;

/// All that can be predicted. What a profile says comes before what inference finds.
pub fn predict(program: &ProgramData, profile: Option<&profile::Profile>) -> Predictions {
    let functions: Vec<_> = program.functions.iter().map(|_| None).collect();
    let mut predictions = infer::infer(program, &functions);
    if let Some(profile) = profile {
        profile.apply(program, &mut predictions);
    }
    predictions
}
