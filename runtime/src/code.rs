//! Programs and what their code makes: loading an image, closures, classes, arguments objects, literals, calls. The
//! operations are methods of `Context` with plain values as arguments; interpreter and native code call the same ones.

pub mod arguments;
pub mod call;
pub mod class;
pub mod function;
pub mod literal;
pub mod load;
pub mod member;

pub use load::NativeEntry;
