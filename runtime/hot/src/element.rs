//! Indexed elements: dense elements of objects, typed arrays.

use crate::allocate::write_barrier;
use crate::memory::*;
use crate::property::kind_of;
use crate::{Ctx, Outcome, at, hot};
use core::mem::offset_of;
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::{Site, Status, symbols as rt};
use jsc_abi::{CellKind, Value};

/// Address of a field of the storage header.
#[inline(always)]
unsafe fn storage_field(storage: *mut u8, field: usize) -> *mut u8 {
    storage.sub(STORAGE_HEADER_SIZE - field)
}

/// The int32 index that a key is: an int32, or a double with that value. -1 if none.
#[inline(always)]
fn index_of(key: Value) -> i32 {
    if key.is_int32() {
        return key.as_int32();
    }
    if key.is_number() {
        let d = key.as_double();
        if d >= 0.0 && d <= 2147483647.0 {
            // SAFETY: in range.
            let i = unsafe { d.to_int_unchecked::<i32>() };
            if i as f64 == d {
                return i;
            }
        }
    }
    -1
}

/// The string of one character of a flat Latin-1 string; EMPTY for others, and beyond the ends.
#[inline(always)]
unsafe fn character_at(ctx: Ctx, string: *mut u8, index: i32) -> Value {
    let flags = load_header_u8(string.add(offset_of!(CellHeader, flags)));
    let length = load_internal_u32(string.add(offset_of!(JsString, length)));
    if flags & (string_flag::LATIN1 | string_flag::ROPE) != string_flag::LATIN1 || index as u32 >= length {
        return Value::EMPTY;
    }
    let characters = load_internal_u64(string.add(offset_of!(JsString, chars))) as *const u8;
    let c = load_bytes_u8(characters.add(index as usize));
    let table = load_context_u64((ctx as *const u8).add(offset_of!(ContextHeader, single_characters))) as *const u8;
    Value(load_internal_u64(table.add(8 * c as usize)))
}

hot! {
    fn get_by_value(ctx: Ctx, pc: u32, object: Value, key: Value, site: Site) -> Outcome {
        if object.is_cell() {
            let cell = object.0 as *mut u8;
            let index = index_of(key);
            if kind_of(cell) == CellKind::String as u8 {
                let v = character_at(ctx, cell, index);
                if !v.is_empty() {
                    return Outcome::value(v);
                }
            } else if index >= 0 && kind_of(cell) >= CellKind::Object as u8 {
                let storage = load_storage_u64(cell.add(offset_of!(Object, storage))) as *mut u8;
                if (index as u32) < load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense))) {
                    let v = Value(load_element_u64(storage.add(8 * index as usize)));
                    if !v.is_empty() {
                        return Outcome::value(v);
                    }
                } else if kind_of(cell) >= CellKind::Int8Array as u8 && kind_of(cell) <= CellKind::Float64Array as u8 {
                    let v = get_typed_element(cell, index as u32);
                    if !v.is_empty() {
                        return Outcome::value(v);
                    }
                }
            }
        }
        at(ctx, pc);
        Outcome::from_call(rt::get_by_value(ctx, object, key, site))
    }

    /// The string of one code unit of a string, or undefined; EMPTY if prototypes have a say.
    fn string_get(ctx: Ctx, string: *mut u8, index: i32) -> Value {
        let v = character_at(ctx, string, index);
        if !v.is_empty() {
            return v;
        }
        rt::string_get(ctx, string as *mut JsString, index)
    }

    /// Element of a typed array of numbers; EMPTY if out of range.
    fn get_typed_element(cell: *mut u8, index: u32) -> Value {
        let i = index as usize;
        if i as u64 >= load_internal_u64(cell.add(offset_of!(TypedArray, length))) {
            return Value::EMPTY;
        }
        let data = load_internal_u64(cell.add(offset_of!(TypedArray, data))) as *mut u8;
        let kind = kind_of(cell);
        if kind == CellKind::Float64Array as u8 {
            return Value::from_f64(f64::from_bits(load_bytes_u64(data.add(8 * i))));
        }
        if kind == CellKind::Int32Array as u8 {
            return Value::from_i32(load_bytes_u32(data.add(4 * i)) as i32);
        }
        if kind == CellKind::Uint8Array as u8 || kind == CellKind::Uint8ClampedArray as u8 {
            return Value::from_i32(load_bytes_u8(data.add(i)) as i32);
        }
        if kind == CellKind::Uint32Array as u8 {
            return Value::from_u32(load_bytes_u32(data.add(4 * i)));
        }
        if kind == CellKind::Uint16Array as u8 {
            return Value::from_i32(load_bytes_u16(data.add(2 * i)) as i32);
        }
        if kind == CellKind::Int16Array as u8 {
            return Value::from_i32(load_bytes_u16(data.add(2 * i)) as i16 as i32);
        }
        if kind == CellKind::Int8Array as u8 {
            return Value::from_i32(load_bytes_u8(data.add(i)) as i8 as i32);
        }
        Value::from_f64(f32::from_bits(load_bytes_u32(data.add(4 * i))) as f64)
    }

    /// Stores a number into a typed array of numbers; 0 if that cannot be done here.
    fn set_typed_element(cell: *mut u8, index: u32, value: Value) -> u32 {
        let i = index as usize;
        if i as u64 >= load_internal_u64(cell.add(offset_of!(TypedArray, length))) {
            return 0;
        }
        let data = load_internal_u64(cell.add(offset_of!(TypedArray, data))) as *mut u8;
        let kind = kind_of(cell);
        if kind == CellKind::Float64Array as u8 {
            store_bytes_u64(data.add(8 * i), value.as_number().to_bits());
            return 1;
        }
        if kind == CellKind::Float32Array as u8 {
            store_bytes_u32(data.add(4 * i), (value.as_number() as f32).to_bits());
            return 1;
        }
        let n = if value.is_int32() { value.as_int32() } else { crate::arithmetic::double_to_int32(value.as_double()) };
        if kind == CellKind::Uint8ClampedArray as u8 {
            if !value.is_int32() {
                return 0;
            }
            store_bytes_u8(data.add(i), if n < 0 { 0 } else if n > 255 { 255 } else { n as u8 });
        } else if kind == CellKind::Int32Array as u8 || kind == CellKind::Uint32Array as u8 {
            store_bytes_u32(data.add(4 * i), n as u32);
        } else if kind == CellKind::Int16Array as u8 || kind == CellKind::Uint16Array as u8 {
            store_bytes_u16(data.add(2 * i), n as u16);
        } else {
            store_bytes_u8(data.add(i), n as u8);
        }
        1
    }

    /// Stores an element of an array that is there, or a hole; 0 if more than that has to be done. `barrier` is 0 if the value is no cell.
    fn array_overwrite(ctx: Ctx, array: *mut u8, index: u32, value: Value, barrier: u32) -> u32 {
        let storage = load_storage_u64(array.add(offset_of!(Object, storage))) as *mut u8;
        let flags = load_header_u8(array.add(offset_of!(CellHeader, flags)));
        // Prototypes have a say where there is a hole.
        if index < load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)))
            && flags & object_flag::SLOW_ELEMENTS == 0
            && load_context_u32((ctx as *const u8).add(offset_of!(ContextHeader, prototypes_have_elements))) == 0
        {
            store_element_u64(storage.add(8 * index as usize), value.0);
            if barrier != 0 {
                write_barrier(ctx, array);
            }
            return 1;
        }
        0
    }

    /// The same, at the array's end too.
    fn array_set(ctx: Ctx, array: *mut u8, index: u32, value: Value, barrier: u32) -> u32 {
        if array_overwrite(ctx, array, index, value, barrier) != 0 {
            return 1;
        }
        let storage = load_storage_u64(array.add(offset_of!(Object, storage))) as *mut u8;
        if index == load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)))
            && array_append_inside(ctx, array, storage, value, barrier) != 0
        {
            return 1;
        }
        rt::array_set(ctx, array, index, value)
    }

    /// Appends to an array: its new length, or 0 if more than that has to be done. `barrier` is 0 if the value is no cell.
    fn array_append(ctx: Ctx, array: *mut u8, value: Value, barrier: u32) -> u32 {
        let storage = load_storage_u64(array.add(offset_of!(Object, storage))) as *mut u8;
        let length = array_append_inside(ctx, array, storage, value, barrier);
        if length != 0 {
            return length;
        }
        rt::array_append(ctx, array, value)
    }

    /// Takes the last element from an array; EMPTY if more than that has to be done.
    fn array_pop(ctx: Ctx, array: *mut u8) -> Value {
        let storage = load_storage_u64(array.add(offset_of!(Object, storage))) as *mut u8;
        let flags = load_header_u8(array.add(offset_of!(CellHeader, flags)));
        let dense = load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)));
        // (Small ones are not given back.)
        if dense != 0
            && dense == load_length_u32(storage_field(storage, offset_of!(StorageHeader, length)))
            && flags & (object_flag::SLOW_ELEMENTS | object_flag::SPARSE) == 0
            && load_length_u32(storage_field(storage, offset_of!(StorageHeader, capacity))) <= 4096
        {
            let at = storage.add(8 * (dense - 1) as usize);
            let v = Value(load_element_u64(at));
            if !v.is_empty() {
                store_element_u64(at, Value::EMPTY.0);
                store_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)), dense - 1);
                store_length_u32(storage_field(storage, offset_of!(StorageHeader, length)), dense - 1);
                return v;
            }
        }
        rt::array_pop(ctx, array)
    }

    /// Appends to an array that has room for it: its new length, or 0.
    fn array_append_inside(ctx: Ctx, array: *mut u8, storage: *mut u8, value: Value, barrier: u32) -> u32 {
        let flags = load_header_u8(array.add(offset_of!(CellHeader, flags)));
        let length = load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)));
        if length < load_length_u32(storage_field(storage, offset_of!(StorageHeader, capacity)))
            && flags & (object_flag::SLOW_ELEMENTS | object_flag::SPARSE | object_flag::IS_PROTOTYPE) == 0
            && load_context_u32((ctx as *const u8).add(offset_of!(ContextHeader, prototypes_have_elements))) == 0
        {
            store_element_u64(storage.add(8 * length as usize), value.0);
            store_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)), length + 1);
            store_length_u32(storage_field(storage, offset_of!(StorageHeader, length)), length + 1);
            if barrier != 0 {
                write_barrier(ctx, array);
            }
            return length + 1;
        }
        0
    }

    fn set_by_value(ctx: Ctx, pc: u32, object: Value, key: Value, value: Value, site: Site, strict: u32) -> Status {
        if object.is_cell() {
            let cell = object.0 as *mut u8;
            let index = index_of(key);
            if index >= 0 && kind_of(cell) >= CellKind::Object as u8 {
                let storage = load_storage_u64(cell.add(offset_of!(Object, storage))) as *mut u8;
                let flags = load_header_u8(cell.add(offset_of!(CellHeader, flags)));
                let dense = load_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)));
                if (index as u32) < dense {
                    let at = storage.add(8 * index as usize);
                    // A hole may be filled only if no prototype has a say: the runtime looks.
                    if flags & (object_flag::SLOW_ELEMENTS | object_flag::EXOTIC) == 0 && load_element_u64(at) != Value::EMPTY.0 {
                        store_element_u64(at, value.0);
                        write_barrier(ctx, cell);
                        return 0;
                    }
                } else if index as u32 == dense
                    && kind_of(cell) == CellKind::Array as u8
                    && flags & (object_flag::SLOW_ELEMENTS | object_flag::SPARSE | object_flag::IS_PROTOTYPE) == 0
                    && dense < load_length_u32(storage_field(storage, offset_of!(StorageHeader, capacity)))
                    && load_context_u32((ctx as *const u8).add(offset_of!(ContextHeader, prototypes_have_elements))) == 0
                {
                    store_element_u64(storage.add(8 * index as usize), value.0);
                    store_length_u32(storage_field(storage, offset_of!(StorageHeader, dense)), dense + 1);
                    store_length_u32(storage_field(storage, offset_of!(StorageHeader, length)), dense + 1);
                    write_barrier(ctx, cell);
                    return 0;
                } else if kind_of(cell) >= CellKind::Int8Array as u8
                    && kind_of(cell) <= CellKind::Float64Array as u8
                    && value.is_number()
                    && set_typed_element(cell, index as u32, value) != 0
                {
                    return 0;
                }
            }
        }
        { at(ctx, pc); rt::set_by_value(ctx, object, key, value, site, strict) }
    }
}
