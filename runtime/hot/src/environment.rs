//! Environments.

use crate::allocate::{allocate, header_word, write_barrier};
use crate::memory::*;
use crate::property::kind_of;
use crate::{Ctx, hot};
use core::mem::offset_of;
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::symbols as rt;
use jsc_abi::{CellKind, Value};

hot! {
    /// A new environment with EMPTY slots. `parent` may be undefined: none.
    fn new_environment(ctx: Ctx, parent: Value, slots: u32) -> Value {
        let size = (ENVIRONMENT_SLOTS_OFFSET as u64 + 8 * slots as u64 + 15) & !15;
        if size > MAX_BUMP_SIZE as u64 {
            return rt::new_environment(ctx, parent, slots);
        }
        let cell = allocate(ctx, size);
        store_header_u64(cell, header_word(slots, CellKind::Environment, 0));
        let parent = if parent.is_undefined() { 0 } else { parent.0 };
        store_environment_u64(cell.add(offset_of!(Environment, parent)), parent);
        let mut i = 0;
        while i < slots as usize {
            store_environment_u64(cell.add(ENVIRONMENT_SLOTS_OFFSET + 8 * i), Value::EMPTY.0);
            i += 1;
        }
        Value(cell as u64)
    }

    /// `this` of a sloppy function: objects are themselves.
    fn load_this_sloppy(ctx: Ctx, this: Value) -> Value {
        if this.is_cell() && kind_of(this.0 as *const u8) >= CellKind::Object as u8 {
            return this;
        }
        rt::load_this_sloppy(ctx, this)
    }

    fn get_environment_slot(environment: Value, depth: u32, slot: u32) -> Value {
        let mut e = environment.0 as *mut u8;
        let mut i = 0;
        while i < depth {
            e = load_environment_u64(e.add(offset_of!(Environment, parent))) as *mut u8;
            i += 1;
        }
        Value(load_environment_u64(e.add(ENVIRONMENT_SLOTS_OFFSET + 8 * slot as usize)))
    }

    fn set_environment_slot(ctx: Ctx, environment: Value, depth: u32, slot: u32, value: Value) {
        let mut e = environment.0 as *mut u8;
        let mut i = 0;
        while i < depth {
            e = load_environment_u64(e.add(offset_of!(Environment, parent))) as *mut u8;
            i += 1;
        }
        store_environment_u64(e.add(ENVIRONMENT_SLOTS_OFFSET + 8 * slot as usize), value.0);
        write_barrier(ctx, e);
    }
}
