//! What is known or predicted about a program before any code is generated. Reads bytecode, sees no LLVM. A prediction may be
//! wrong: whoever uses it guards it.

pub mod bindings;
pub mod display;
pub mod infer;
pub mod prediction;
