//! Calls.

use crate::allocate::{allocate, header_word};
use crate::memory::*;
use crate::property::kind_of;
use crate::{Ctx, hot};
use core::mem::{offset_of, transmute};
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::symbols as rt;
use jsc_abi::{CellKind, Value};

hot! {
    /// [[Call]]. The caller has noted its pc: the callee may throw.
    fn call(ctx: Ctx, callee: Value, this: Value, argv: *const Value, argc: u64) -> Value {
        let cell = callee.0 as *mut u8;
        if callee.is_cell() && kind_of(cell) == CellKind::Function as u8 {
            let entry = transmute::<u64, Entry>(load_internal_u64(cell.add(offset_of!(Function, entry))));
            return entry(ctx, cell as *mut Function, this, argv, argc as usize, Value::UNDEFINED);
        }
        rt::call(ctx, callee, this, argv, argc)
    }

    /// [[Construct]] with the instance allocated here, if `callee` is a closure and `new_target` knows what its instances
    /// look like. The caller has noted its pc.
    fn construct(ctx: Ctx, callee: Value, argv: *const Value, argc: u64, new_target: Value) -> Value {
        let cell = callee.0 as *mut u8;
        let target = new_target.0 as *mut u8;
        if !callee.is_cell()
            || kind_of(cell) != CellKind::Function as u8
            || load_header_u8(cell.add(offset_of!(CellHeader, flags))) & object_flag::CONSTRUCTOR == 0
            || !new_target.is_cell()
            || kind_of(target) != CellKind::Function as u8
        {
            return rt::construct(ctx, callee, argv, argc, new_target);
        }
        let code = load_internal_u64(cell.add(offset_of!(Function, code))) as *const u8;
        let flags = load_internal_u32(code.add(offset_of!(Code, flags)));
        let mut this = Value::EMPTY;
        if flags & (function_flag::BUILTIN | function_flag::DERIVED_CONSTRUCTOR) != function_flag::DERIVED_CONSTRUCTOR {
            let extra = load_internal_u64(target.add(offset_of!(Function, extra))) as *const u8;
            if flags & function_flag::BUILTIN != 0 || extra.is_null() {
                return rt::construct(ctx, callee, argv, argc, new_target);
            }
            let size = load_internal_u32(extra.add(offset_of!(FunctionExtra, construct_size)));
            if size == 0 {
                return rt::construct(ctx, callee, argv, argc, new_target);
            }
            let shape = load_internal_u32(extra.add(offset_of!(FunctionExtra, construct_shape)));
            let instance = allocate(ctx, size as u64);
            store_header_u64(instance, header_word(shape, CellKind::Object, 0));
            let empty = load_context_u64((ctx as *mut u8).add(offset_of!(ContextHeader, empty_storage)));
            store_storage_u64(instance.add(offset_of!(Object, storage)), empty);
            this = Value(instance as u64);
        }
        let entry = transmute::<u64, Entry>(load_internal_u64(cell.add(offset_of!(Function, entry))));
        let result = entry(ctx, cell as *mut Function, this, argv, argc as usize, new_target);
        // What a derived constructor returns is an object already.
        if result.is_undefined() { this } else { constructed(result, this) }
    }
}

/// "An object or this", or EXCEPTION.
#[inline(always)]
unsafe fn constructed(result: Value, this: Value) -> Value {
    if result.is_exception() || (result.is_cell() && kind_of(result.0 as *const u8) >= CellKind::Object as u8) {
        result
    } else {
        this
    }
}
