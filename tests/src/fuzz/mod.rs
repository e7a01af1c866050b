//! A differential fuzzer: `generate` and `speculation` make programs from seeds, `differential` runs them in each mode and compares.

pub mod differential;
pub mod generate;
pub mod random;
pub mod speculation;
