//! The operators: complete semantics for values of any type. Compiled code and the interpreter have their own fast paths
//! for numbers and come here for the rest. All are methods of [`Context`](crate::Context).

mod arithmetic;
mod bigint;
mod bitwise;
mod compare;
mod membership;
pub mod number;
#[cfg(test)]
mod tests;
