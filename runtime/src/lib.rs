//! The runtime of jsc: heap, objects, strings, slow paths, interpreter, calls, built-ins. Linked into every executable
//! that jsc makes, and into jsc itself for `jsc run`.

mod allocator;
pub mod builtins;
pub mod call;
pub mod code;
pub mod context;
pub mod convert;
pub mod entry;
pub mod environment;
pub mod error;
pub mod exit;
pub mod generator;
pub mod handle;
pub mod hash;
pub mod heap;
pub mod interpreter;
pub mod iterator;
pub mod main_entry;
pub mod native;
pub mod object;
pub mod operations;
pub mod options;
pub mod output;
#[cfg(panic = "abort")]
pub mod panic;
pub mod profile;
pub mod shape;
pub mod stack_trace;
pub mod start;
pub mod string;
pub mod template;

pub use builtins::Intrinsic;
pub use context::Context;
pub use error::{JsResult, Throw};
pub use handle::{Func, Gc, GcVec, Obj, Str, Sym, ValueExt};
pub use jsc_abi::{CellKind, Value};
pub use object::key::PropertyKey;
