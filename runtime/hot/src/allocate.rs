//! Bump allocation and the write barrier.

use crate::memory::*;
use crate::{Ctx, hot};
use core::mem::{offset_of, size_of};
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::symbols as rt;
use jsc_abi::{CellKind, Value};

/// A cell header as one word.
#[inline(always)]
pub const fn header_word(shape: u32, kind: CellKind, flags: u8) -> u64 {
    shape as u64 | (kind as u64) << 32 | (flags as u64) << 40
}

hot! {
    /// An uninitialised cell of `size` bytes, a multiple of 16 up to `MAX_BUMP_SIZE`.
    fn allocate(ctx: Ctx, size: u64) -> *mut u8 {
        let interval = (ctx as *mut u8).add(offset_of!(ContextHeader, bump) + (size as usize / CELL_ALIGN) * size_of::<BumpInterval>());
        let cursor = load_context_u64(interval) as *mut u8;
        let end = load_context_u64(interval.add(8)) as *mut u8;
        let next = cursor.wrapping_add(size as usize);
        if next > end {
            return rt::allocate(ctx, size);
        }
        store_context_u64(interval, next as u64);
        cursor
    }

    /// After a store into `cell`.
    fn write_barrier(ctx: Ctx, cell: *mut u8) {
        if load_header_u8(cell.add(offset_of!(CellHeader, gc))) == gc_state::OLD {
            rt::remember(ctx, cell);
        }
    }

    /// `{}` with room for inline slots, at most 16.
    fn new_object(ctx: Ctx, inline_slots: u32) -> Value {
        if inline_slots > 14 {
            return rt::new_object(ctx, inline_slots);
        }
        let shapes = (ctx as *mut u8).add(offset_of!(ContextHeader, object_literal_shapes));
        let shape = load_context_u32(shapes.add(4 * inline_slots as usize));
        if shape == 0 {
            return rt::new_object(ctx, inline_slots);
        }
        let size = (size_of::<Object>() as u64 + 8 * inline_slots as u64 + 15) & !15;
        let cell = allocate(ctx, size);
        store_header_u64(cell, header_word(shape, CellKind::Object, 0));
        store_storage_u64(cell.add(8), load_context_u64((ctx as *mut u8).add(offset_of!(ContextHeader, empty_storage))));
        Value(cell as u64)
    }

    /// An object of a shape with all slots inline, right behind the prefix; the caller fills them at once. `slots` <= 14.
    fn new_object_of_shape(ctx: Ctx, shape: u32, slots: u32) -> *mut u8 {
        let size = (size_of::<Object>() as u64 + 8 * slots as u64 + 15) & !15;
        let cell = allocate(ctx, size);
        store_header_u64(cell, header_word(shape, CellKind::Object, 0));
        store_storage_u64(cell.add(8), load_context_u64((ctx as *mut u8).add(offset_of!(ContextHeader, empty_storage))));
        cell
    }
}
