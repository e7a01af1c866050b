//! jsc as a library: driver, facts, SIR and passes, the LLVM room, the linker. The command line is `main.rs`.

pub mod llvm;
pub mod sir;
