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
pub mod memory;
pub mod property;

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
