//! Iteration over arrays.

use crate::memory::*;
use crate::property::kind_of;
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
        let cell = iterator.0 as *mut u8;
        let function = next.0 as *const u8;
        if iterator.is_cell()
            && kind_of(cell) == CellKind::ArrayIterator as u8
            && next.is_cell()
            && kind_of(function) == CellKind::Function as u8
            && load_internal_u64(function.add(offset_of!(Function, entry)))
                == load_context_u64((ctx as *const u8).add(offset_of!(ContextHeader, array_iterator_next)))
        {
            let iterated = Value(load_iterator_u64(cell.add(offset_of!(ArrayIterator, iterated))));
            let array = iterated.0 as *mut u8;
            if load_iterator_u64(cell.add(offset_of!(ArrayIterator, kind))) == array_iteration::VALUE as u64
                && !iterated.is_empty()
                && kind_of(array) == CellKind::Array as u8
            {
                let index = load_iterator_u64(cell.add(offset_of!(ArrayIterator, index)));
                let storage = load_storage_u64(array.add(offset_of!(Object, storage))) as *const u8;
                if index < load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense))) as u64 {
                    let v = Value(load_element_u64(storage.add(8 * index as usize)));
                    if !v.is_empty() {
                        store_iterator_u64(cell.add(offset_of!(ArrayIterator, index)), index + 1);
                        return Outcome::value(v);
                    }
                } else if index >= load_length_u32(storage_field(storage, offset_of!(StorageHeader, length))) as u64 {
                    store_iterator_u64(cell.add(offset_of!(ArrayIterator, iterated)), Value::EMPTY.0);
                    return Outcome::value(Value::EMPTY);
                }
            }
        }
        Outcome { value: Value::EMPTY, threw: 1 }
    }
}

/// Address of a field of the storage header.
#[inline(always)]
unsafe fn storage_field(storage: *const u8, field: usize) -> *const u8 {
    storage.sub(STORAGE_HEADER_SIZE - field)
}
