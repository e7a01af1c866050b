//! jsc as a library: driver, facts, SIR and passes, the LLVM room, the linker. The command line is `main.rs`.

pub mod builtins;
pub mod cli;
pub mod driver;
pub mod explain;
pub mod facts;
pub mod link;
pub mod llvm;
pub mod passes;
pub mod sir;
