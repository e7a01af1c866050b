//! A differential fuzzer: `generate` makes a program from a seed, `differential` runs it in each mode and compares.

pub mod differential;
pub mod generate;
pub mod random;
