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

    /// A closure of function number `function` of the running program.
    fn create_closure(ctx: Ctx, function: u32, environment: Value) -> Value {
        let program = load_context_u64((ctx as *mut u8).add(offset_of!(ContextHeader, program))) as *const u8;
        let codes = load_internal_u64(program.add(offset_of!(Program, codes))) as *const u8;
        let code = codes.add(function as usize * size_of::<Code>());
        let flags = load_internal_u32(code.add(offset_of!(Code, flags)));
        let constructs = flags & function_flag::CONSTRUCTOR != 0;
        let shapes = (ctx as *mut u8).add(offset_of!(ContextHeader, function_shapes));
        // Plain functions have shape 0, constructors shape 1.
        let shape = load_context_u32(shapes.add(4 * constructs as usize));
        if load_internal_u64(code.add(offset_of!(Code, function))) == 0
            || flags & (function_flag::GENERATOR | function_flag::CLASS_CONSTRUCTOR) != 0
            || shape == 0
        {
            return rt::create_closure(ctx, function, environment);
        }
        let cell = allocate(ctx, size_of::<Function>() as u64);
        let object_flags = object_flag::CALLABLE | if constructs { object_flag::CONSTRUCTOR } else { 0 };
        store_header_u64(cell, header_word(shape, CellKind::Function, object_flags));
        store_storage_u64(cell.add(8), load_context_u64((ctx as *mut u8).add(offset_of!(ContextHeader, empty_storage))));
        let entry = load_internal_u64(code.add(offset_of!(Code, entry)));
        store_internal_u64(cell.add(offset_of!(Function, entry)), entry);
        store_internal_u64(cell.add(offset_of!(Function, code)), code as u64);
        store_internal_u64(cell.add(offset_of!(Function, environment)), environment.0);
        store_internal_u64(cell.add(offset_of!(Function, extra)), 0);
        Value(cell as u64)
    }

    /// `[]` with room for elements.
    fn new_array(ctx: Ctx, capacity: u32) -> Value {
        let shape = load_context_u32((ctx as *mut u8).add(offset_of!(ContextHeader, array_shape)));
        if shape == 0 || capacity > MAX_INLINE_ELEMENTS {
            return rt::new_array(ctx, capacity);
        }
        let array = empty_array(ctx, shape);
        if capacity != 0 {
            give_elements(ctx, array, capacity, 0);
        }
        Value(array as u64)
    }

    /// An array of `count` elements that the caller stores at once, before anything is allocated. 1 to
    /// `MAX_INLINE_ELEMENTS`; EMPTY if the runtime has to make it.
    fn new_array_of(ctx: Ctx, count: u32) -> Value {
        let shape = load_context_u32((ctx as *mut u8).add(offset_of!(ContextHeader, array_shape)));
        if shape == 0 {
            return Value::EMPTY;
        }
        let array = empty_array(ctx, shape);
        give_elements(ctx, array, count, count);
        Value(array as u64)
    }
}

/// Elements of arrays that are allocated inline, at most.
pub const MAX_INLINE_ELEMENTS: u32 = 16;

/// `[]`
#[inline(always)]
unsafe fn empty_array(ctx: Ctx, shape: u32) -> *mut u8 {
    let array = allocate(ctx, size_of::<Object>() as u64);
    store_header_u64(array, header_word(shape, CellKind::Array, 0));
    store_storage_u64(array.add(8), load_context_u64((ctx as *mut u8).add(offset_of!(ContextHeader, empty_storage))));
    array
}

/// Gives an empty array storage for `capacity` elements, of which `length` will be initialised at once.
#[inline(always)]
unsafe fn give_elements(ctx: Ctx, array: *mut u8, capacity: u32, length: u32) {
    const HEADERS: usize = STORAGE_CELL_HEADER + STORAGE_HEADER_SIZE;
    let size = (HEADERS + 8 * capacity as usize + CELL_ALIGN - 1) & !(CELL_ALIGN - 1);
    let cell = allocate(ctx, size as u64);
    store_header_u64(cell, header_word(0, CellKind::Storage, 0));
    let header = cell.add(STORAGE_CELL_HEADER);
    store_length_u32(header.add(offset_of!(StorageHeader, capacity)), capacity);
    store_length_u32(header.add(offset_of!(StorageHeader, slot_capacity)), 0);
    store_length_u32(header.add(offset_of!(StorageHeader, length)), length);
    store_length_u32(header.add(offset_of!(StorageHeader, dense)), length);
    store_storage_u64(array.add(8), cell.add(HEADERS) as u64);
    // The second allocation may have made the array an old one.
    write_barrier(ctx, array);
}
