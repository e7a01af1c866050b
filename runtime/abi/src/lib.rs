//! What compiled code and the runtime must agree on: value bits, heap layouts, the opcode list, the list of runtime
//! functions, and the image format. Runs nothing.
#![cfg_attr(not(any(test, feature = "tools")), no_std)]

#[cfg(feature = "tools")]
extern crate alloc;

pub mod builtin;
#[cfg(feature = "tools")]
pub mod bytecode;
pub mod exit;
pub mod image;
pub mod layout;
pub mod leaves;
pub mod opcode;
pub mod runtime_functions;
pub mod template;
pub mod value;

pub use layout::*;
pub use template::shape_template_id;
pub use value::Value;
