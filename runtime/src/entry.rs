//! How Rust functions become entries of function objects.

use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Func, Gc};
use core::mem;
use jsc_abi::Value;
use jsc_abi::layout::*;

/// What a built-in was called with.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    pub callee: Func,
    pub this: Value,
    /// `undefined` for a call, the new.target for a construction.
    pub new_target: Value,
    pub args: &'a [Value],
}

impl Args<'_> {
    /// Argument `i`, or undefined.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Value {
        match self.args.get(i) {
            Some(v) => *v,
            None => Value::UNDEFINED,
        }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.args.len()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.args.is_empty()
    }

    #[inline(always)]
    pub fn is_construct(&self) -> bool {
        !self.new_target.is_undefined()
    }
}

/// A built-in: `fn array_push(ctx: &mut Context, args: &Args) -> JsResult`.
pub trait Builtin: Fn(&mut Context, &Args) -> JsResult + Copy + 'static {}
impl<F: Fn(&mut Context, &Args) -> JsResult + Copy + 'static> Builtin for F {}

/// The entry for a Rust function: pushes a frame for stack traces, turns `Err` into `Value::EXCEPTION`.
pub const fn entry<F: Builtin>(_function: F) -> Entry {
    builtin_entry::<F>
}

/// What a built-in does in its usual case, without an activation of its own: `this` and the arguments, to the result or
/// `None` if the case is another one, with nothing done. It may allocate, but neither throw nor run JavaScript.
pub trait Shortcut: Fn(&mut Context, Value, &[Value]) -> Option<Value> + Copy + 'static {}
impl<S: Fn(&mut Context, Value, &[Value]) -> Option<Value> + Copy + 'static> Shortcut for S {}

/// The entry for a Rust function with a shortcut.
pub const fn entry_with_shortcut<S: Shortcut, F: Builtin>(_shortcut: S, _function: F) -> Entry {
    shortcut_entry::<S, F>
}

unsafe extern "C" fn shortcut_entry<S: Shortcut, F: Builtin>(
    header: *mut ContextHeader,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
) -> Value {
    const { assert!(mem::size_of::<S>() == 0, "a shortcut is a plain function item") };
    // SAFETY: S is zero-sized, so there are no bytes to be wrong.
    let shortcut: S = mem::transmute_copy(&());
    let args = if argc == 0 { &[] } else { core::slice::from_raw_parts(argv, argc) };
    match shortcut(Context::from_header(header), this, args) {
        Some(v) => v,
        None => builtin_entry::<F>(header, callee, this, argv, argc, new_target),
    }
}

unsafe extern "C" fn builtin_entry<F: Builtin>(
    header: *mut ContextHeader,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
) -> Value {
    const { assert!(mem::size_of::<F>() == 0, "a built-in is a plain function item") };
    // SAFETY: F is zero-sized, so there are no bytes to be wrong.
    let function: F = mem::transmute_copy(&());
    let ctx = Context::from_header(header);
    let mut record = FrameRecord { previous: ctx.header.frame, callee, pc: 0, kind: FrameKind::Builtin };
    if (&raw const record as usize) < ctx.header.stack_limit {
        ctx.throw_stack_overflow();
        return Value::EXCEPTION;
    }
    ctx.header.frame = &mut record;
    let args = Args {
        callee: Gc::from_ptr(callee),
        this,
        new_target,
        args: if argc == 0 { &[] } else { core::slice::from_raw_parts(argv, argc) },
    };
    let result = function(ctx, &args);
    ctx.header.frame = record.previous;
    match result {
        Ok(v) => {
            debug_assert!(!v.is_exception() && !v.is_empty());
            v
        }
        Err(_) => Value::EXCEPTION,
    }
}
