//! Calls.

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
}
