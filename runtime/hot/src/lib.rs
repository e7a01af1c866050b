//! The fast path of every operation, written once and compiled twice: into the runtime, where the interpreter inlines
//! it, and (`--cfg bitcode`) into LLVM bitcode that jsc links into each program, so that LLVM inlines the very same code
//! into native functions.
//!
//! Rules of this crate: no dependencies but `jsc-abi`; nothing that can panic; memory is touched only through `memory`,
//! whose leaves bear the alias classes of the bitcode build; every slow path is one call of a runtime function.
#![no_std]

pub mod allocate;
pub mod arithmetic;
pub mod call;
pub mod compare;
pub mod element;
pub mod environment;
pub mod iteration;
pub mod memory;
pub mod property;
pub mod string;

use jsc_abi::Value;
use jsc_abi::layout::ContextHeader;

/// Both int32.
#[inline(always)]
pub fn both_int32(a: Value, b: Value) -> bool {
    a.0 & b.0 >= jsc_abi::value::INT32_TAG
}

/// Both numbers.
#[inline(always)]
pub fn both_numbers(a: Value, b: Value) -> bool {
    a.is_number() && b.is_number()
}

/// What a fast path gives back: the value, and 1 if it threw instead (the value is then `EXCEPTION`). Two words rather than
/// one, so that after inlining LLVM sees that the fast case cannot have thrown.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Outcome {
    pub value: Value,
    pub threw: u64,
}

impl Outcome {
    /// A value for sure.
    #[inline(always)]
    pub fn value(value: Value) -> Outcome {
        Outcome { value, threw: 0 }
    }

    /// The result of a runtime function.
    #[inline(always)]
    pub fn from_call(value: Value) -> Outcome {
        Outcome { value, threw: value.is_exception() as u64 }
    }
}

impl From<Value> for Outcome {
    #[inline(always)]
    fn from(value: Value) -> Outcome {
        Outcome::from_call(value)
    }
}

/// Both doubles.
#[inline(always)]
pub fn both_doubles(a: Value, b: Value) -> bool {
    is_double(a) && is_double(b)
}

/// One comparison; its subtraction is the one that unboxing needs.
#[inline(always)]
fn is_double(v: Value) -> bool {
    use jsc_abi::value::{DOUBLE_OFFSET, INT32_TAG};
    v.0.wrapping_sub(DOUBLE_OFFSET) < INT32_TAG - DOUBLE_OFFSET
}

/// Boxes the result of arithmetic on boxed numbers. A NaN among the operands is canonical or the processor's default, which
/// arithmetic keeps and no tag collides with; so nothing needs to be made canonical here.
#[inline(always)]
pub fn from_arithmetic(d: f64) -> Value {
    Value(d.to_bits().wrapping_add(jsc_abi::value::DOUBLE_OFFSET))
}

/// The context pointer, as every function of this crate takes it.
pub type Ctx = *mut ContextHeader;

/// Notes the pc of the operation under way, for stack traces: only slow paths need it.
#[inline(always)]
pub unsafe fn at(ctx: Ctx, pc: u32) {
    let frame =
        memory::load_context_u64((ctx as *const u8).add(core::mem::offset_of!(ContextHeader, frame))) as *mut u8;
    memory::store_context_u32(frame.add(core::mem::offset_of!(jsc_abi::layout::FrameRecord, pc)), pc);
}

/// Makes the functions of this crate: in the runtime plain inline functions, in the bitcode build also symbols.
#[macro_export]
macro_rules! hot {
    ($($(#[$meta:meta])* fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block)*) => {
        $(
            $(#[$meta])*
            /// # Safety
            /// Pointers are live cells, sites and contexts of the calling thread.
            #[inline]
            #[cfg_attr(bitcode, unsafe(export_name = concat!("jsc_hot_", stringify!($name))))]
            pub unsafe extern "C" fn $name($($arg: $ty),*) $(-> $ret)? $body
        )*
    };
}
