//! Iteration over arrays.

use crate::allocate::{allocate, header_word};
use crate::memory::*;
use crate::property::{kind_of, shape_of, slot_address};
use crate::{Ctx, Outcome, at, hot};
use core::mem::offset_of;
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::symbols as rt;
use jsc_abi::{CellKind, Value};

hot! {
    /// The next value, or EMPTY when done: here if `next` is the original function of array iterators and the element is
    /// there.
    fn iterator_next(ctx: Ctx, pc: u32, iterator: Value, next: Value) -> Outcome {
        let step = array_iterator_step(ctx, iterator, next);
        if step.threw == 0 {
            return step;
        }
        at(ctx, pc);
        Outcome::from_call(rt::iterator_next(ctx, iterator, next))
    }

    /// The same; where it cannot be done here, nothing is done and it "threw".
    fn array_iterator_step(ctx: Ctx, iterator: Value, next: Value) -> Outcome {
        if is_array_iteration(ctx, iterator, next) == 0 {
            return Outcome { value: Value::EMPTY, threw: 1 };
        }
        let cell = iterator.0 as *mut u8;
        let iterated = Value(load_iterator_u64(cell.add(offset_of!(ArrayIterator, iterated))));
        if iterated.is_empty() || kind_of(iterated.0 as *const u8) != CellKind::Array as u8 {
            return Outcome { value: Value::EMPTY, threw: 1 };
        }
        array_iterator_step_over(cell, iterated.0 as *mut u8)
    }

    /// Whether it is an iterator over elements with the original `next` of array iterators. That does not change.
    fn is_array_iteration(ctx: Ctx, iterator: Value, next: Value) -> u32 {
        let cell = iterator.0 as *mut u8;
        let function = next.0 as *const u8;
        (iterator.is_cell()
            && kind_of(cell) == CellKind::ArrayIterator as u8
            && load_iterator_u64(cell.add(offset_of!(ArrayIterator, kind))) == array_iteration::VALUE as u64
            && next.is_cell()
            && kind_of(function) == CellKind::Function as u8
            && load_internal_u64(function.add(offset_of!(Function, entry)))
                == load_context_u64((ctx as *const u8).add(offset_of!(ContextHeader, array_iterator_next)))) as u32
    }

    /// The step of such an iterator that goes over this array.
    fn array_iterator_step_over(iterator: *mut u8, array: *mut u8) -> Outcome {
        let index = load_iterator_u64(iterator.add(offset_of!(ArrayIterator, index)));
        let storage = load_storage_u64(array.add(offset_of!(Object, storage))) as *const u8;
        if index < load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense))) as u64 {
            let v = Value(load_element_u64(storage.add(8 * index as usize)));
            if !v.is_empty() {
                store_iterator_u64(iterator.add(offset_of!(ArrayIterator, index)), index + 1);
                return Outcome::value(v);
            }
        } else if index >= load_length_u32(storage_field(storage, offset_of!(StorageHeader, length))) as u64 {
            store_iterator_u64(iterator.add(offset_of!(ArrayIterator, iterated)), Value::EMPTY.0);
            return Outcome::value(Value::EMPTY);
        }
        Outcome { value: Value::EMPTY, threw: 1 }
    }

    /// Iterator over an array whose iteration nobody has changed, else EMPTY. Its `next` is then in the context.
    fn array_iterator(ctx: Ctx, array: *mut u8) -> Value {
        let known = (ctx as *const u8).add(offset_of!(ContextHeader, array_iteration));
        let field = |field: usize| load_context_u64(known.add(field)) as *mut u8;
        let offset = |field: usize| load_context_u32(known.add(field)) as i32;
        if is_known_iteration(ctx) != 0
            && shape_of(array) == load_context_u32((ctx as *const u8).add(offset_of!(ContextHeader, array_shape)))
        {
            let values = slot_address(
                field(offset_of!(ArrayIteration, array_prototype)),
                offset(offset_of!(ArrayIteration, values_offset)),
            );
            let next = slot_address(
                field(offset_of!(ArrayIteration, iterator_prototype)),
                offset(offset_of!(ArrayIteration, next_offset)),
            );
            let next = Value(load_slot_u64(next));
            let function = next.0 as *const u8;
            if load_slot_u64(values) == field(offset_of!(ArrayIteration, values)) as u64
                && next.is_cell()
                && kind_of(function) == CellKind::Function as u8
                && load_internal_u64(function.add(offset_of!(Function, entry)))
                    == load_context_u64((ctx as *const u8).add(offset_of!(ContextHeader, array_iterator_next)))
            {
                let cell = allocate(ctx, ARRAY_ITERATOR_SIZE);
                let shape = offset(offset_of!(ArrayIteration, shape)) as u32;
                store_header_u64(cell, header_word(shape, CellKind::ArrayIterator, 0));
                let empty = load_context_u64((ctx as *const u8).add(offset_of!(ContextHeader, empty_storage)));
                store_storage_u64(cell.add(offset_of!(Object, storage)), empty);
                store_iterator_u64(cell.add(offset_of!(ArrayIterator, iterated)), array as u64);
                store_iterator_u64(cell.add(offset_of!(ArrayIterator, index)), 0);
                store_iterator_u64(cell.add(offset_of!(ArrayIterator, kind)), array_iteration::VALUE as u64);
                let noted = (ctx as *mut u8).add(offset_of!(ContextHeader, array_iterator_next_function));
                store_context_u64(noted, next.0);
                return Value(cell as u64);
            }
        }
        rt::array_iterator(ctx, array)
    }

    /// Whether `ContextHeader::array_iteration` holds.
    fn is_known_iteration(ctx: Ctx) -> u32 {
        let epoch = offset_of!(ContextHeader, array_iteration) + offset_of!(ArrayIteration, epoch);
        (load_context_u32((ctx as *const u8).add(epoch))
            == load_context_u32((ctx as *const u8).add(offset_of!(ContextHeader, prototype_epoch)))) as u32
    }

    /// Whether closing the iterator does nothing.
    fn closes_silently(ctx: Ctx, iterator: Value) -> u32 {
        let shape = offset_of!(ContextHeader, array_iteration) + offset_of!(ArrayIteration, shape);
        if is_known_iteration(ctx) != 0
            && iterator.is_cell()
            && shape_of(iterator.0 as *const u8) == load_context_u32((ctx as *const u8).add(shape))
        {
            return 1;
        }
        rt::closes_silently(ctx, iterator)
    }
}

/// Bytes of the cell of an array iterator.
const ARRAY_ITERATOR_SIZE: u64 = (core::mem::size_of::<ArrayIterator>() as u64).next_multiple_of(CELL_ALIGN as u64);

/// Address of a field of the storage header.
#[inline(always)]
unsafe fn storage_field(storage: *const u8, field: usize) -> *const u8 {
    storage.sub(STORAGE_HEADER_SIZE - field)
}
