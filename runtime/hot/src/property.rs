//! Named properties through the first way of a site's cache.

use crate::allocate::write_barrier;
use crate::memory::*;
use crate::{Ctx, Outcome, at, hot};
use core::mem::offset_of;
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::{Condition, Site, Status, symbols as rt};
use jsc_abi::{CellKind, Value};

const WAY_SHAPE: usize = offset_of!(CacheWay, shape);
const WAY_OFFSET: usize = offset_of!(CacheWay, offset);
const WAY_HOLDER: usize = offset_of!(CacheWay, holder_or_shape);

/// Address of the slot at `offset` in `object`.
#[inline(always)]
pub unsafe fn slot_address(object: *mut u8, offset: i32) -> *mut u8 {
    let base = if offset >= 0 { object } else { load_storage_u64(object.add(offset_of!(Object, storage))) as *mut u8 };
    base.offset(offset as isize)
}

/// Shape of a cell.
#[inline(always)]
pub unsafe fn shape_of(cell: *const u8) -> u32 {
    load_header_u32(cell)
}

/// Kind byte of a cell.
#[inline(always)]
pub unsafe fn kind_of(cell: *const u8) -> u8 {
    load_header_u8(cell.add(offset_of!(CellHeader, kind)))
}

#[inline(always)]
unsafe fn epoch_matches(ctx: Ctx, site: *const u8) -> bool {
    load_cache_u32(site.add(offset_of!(PropertyCache, epoch)))
        == load_context_u32((ctx as *const u8).add(offset_of!(ContextHeader, prototype_epoch)))
}

/// Where the first way of the site leads to, or null if it does not match.
#[inline(always)]
unsafe fn first_way(ctx: Ctx, object: Value, site: *const u8) -> *const u8 {
    if object.is_cell() { first_way_of_cell(ctx, object.0 as *mut u8, site as Site) } else { core::ptr::null() }
}

hot! {
    /// Where the first way of a read site leads to for this cell, or null.
    fn first_way_of_cell(ctx: Ctx, cell: *mut u8, site: Site) -> *const u8 {
        let site = site as *const u8;
        if shape_of(cell) != load_cache_u32(site.add(WAY_SHAPE)) {
            return core::ptr::null();
        }
        let holder = load_cache_u64(site.add(WAY_HOLDER)) as *mut u8;
        let offset = load_cache_u32(site.add(WAY_OFFSET)) as i32;
        if holder.is_null() {
            return slot_address(cell, offset);
        }
        if epoch_matches(ctx, site) { slot_address(holder, offset) } else { core::ptr::null() }
    }

    fn get_by_name(ctx: Ctx, pc: u32, object: Value, name: u32, site: Site) -> Outcome {
        let slot = first_way(ctx, object, site as *const u8);
        if !slot.is_null() {
            return Outcome::value(Value(load_slot_u64(slot)));
        }
        at(ctx, pc);
        Outcome::from_call(rt::get_by_name(ctx, object, name, site))
    }

    fn get_length(ctx: Ctx, pc: u32, object: Value, site: Site) -> Outcome {
        if object.is_cell() {
            let cell = object.0 as *mut u8;
            let kind = kind_of(cell);
            if kind == CellKind::Array as u8 {
                let storage = load_storage_u64(cell.add(offset_of!(Object, storage))) as *const u8;
                return Outcome::value(Value::from_u32(load_length_u32(storage.sub(STORAGE_HEADER_SIZE - offset_of!(StorageHeader, length)))));
            }
            if kind == CellKind::String as u8 {
                return Outcome::value(Value::from_i32(load_internal_u32(cell.add(offset_of!(JsString, length))) as i32));
            }
            let cache = site as *const u8;
            if kind >= CellKind::Int8Array as u8
                && kind <= CellKind::BigUint64Array as u8
                && shape_of(cell) == load_cache_u32(cache.add(WAY_SHAPE))
                && load_cache_u32(cache.add(WAY_OFFSET)) as i32 == TYPED_ARRAY_LENGTH_WAY
                && epoch_matches(ctx, cache)
            {
                let length = load_internal_u64(cell.add(offset_of!(TypedArray, length)));
                if length <= i32::MAX as u64 {
                    return Outcome::value(Value::from_i32(length as i32));
                }
            }
        }
        at(ctx, pc);
        Outcome::from_call(rt::get_length(ctx, object, site))
    }

    /// Whether `length` of a typed array is the original getter.
    fn typed_length_is_original(ctx: Ctx, object: Value, site: Site) -> Condition {
        let cell = object.0 as *mut u8;
        let cache = site as *const u8;
        let known = shape_of(cell) == load_cache_u32(cache.add(WAY_SHAPE))
            && load_cache_u32(cache.add(WAY_OFFSET)) as i32 == TYPED_ARRAY_LENGTH_WAY
            && epoch_matches(ctx, cache);
        if known { 1 } else { rt::typed_length_is_original(ctx, object, site) }
    }

    fn set_by_name(ctx: Ctx, pc: u32, object: Value, name: u32, value: Value, site: Site, strict: u32) -> Status {
        let cell = object.0 as *mut u8;
        let cache = site as *const u8;
        if object.is_cell() && shape_of(cell) == load_cache_u32(cache.add(WAY_SHAPE)) {
            let offset = load_cache_u32(cache.add(WAY_OFFSET)) as i32;
            let new_shape = load_cache_u64(cache.add(WAY_HOLDER));
            if new_shape == 0 {
                store_slot_u64(slot_address(cell, offset), value.0);
                write_barrier(ctx, cell);
                return 0;
            }
            if offset >= 0 && epoch_matches(ctx, cache) {
                store_slot_u64(cell.add(offset as usize), value.0);
                store_header_u32(cell, new_shape as u32);
                write_barrier(ctx, cell);
                return 0;
            }
        }
        { at(ctx, pc); rt::set_by_name(ctx, object, name, value, site, strict) }
    }

    fn define_by_name(ctx: Ctx, pc: u32, object: Value, name: u32, value: Value, site: Site) -> Status {
        let cell = object.0 as *mut u8;
        let cache = site as *const u8;
        if shape_of(cell) == load_cache_u32(cache.add(WAY_SHAPE)) {
            let offset = load_cache_u32(cache.add(WAY_OFFSET)) as i32;
            let new_shape = load_cache_u64(cache.add(WAY_HOLDER));
            if new_shape == 0 {
                store_slot_u64(slot_address(cell, offset), value.0);
                write_barrier(ctx, cell);
                return 0;
            }
            if offset >= 0 && epoch_matches(ctx, cache) {
                store_slot_u64(cell.add(offset as usize), value.0);
                store_header_u32(cell, new_shape as u32);
                write_barrier(ctx, cell);
                return 0;
            }
        }
        { at(ctx, pc); rt::define_by_name(ctx, object, name, value, site) }
    }

    /// `global` is the global object.
    fn get_global(ctx: Ctx, pc: u32, global: Value, name: u32, site: Site, or_undefined: u32) -> Outcome {
        let slot = first_way(ctx, global, site as *const u8);
        if !slot.is_null() {
            return Outcome::value(Value(load_slot_u64(slot)));
        }
        at(ctx, pc);
        Outcome::from_call(rt::get_global(ctx, name, site, or_undefined))
    }

    fn get_private(ctx: Ctx, pc: u32, object: Value, key: Value, site: Site) -> Outcome {
        let cache = site as *const u8;
        if load_cache_u64(cache.add(offset_of!(PropertyCache, key))) == key.0 {
            let slot = first_way(ctx, object, cache);
            if !slot.is_null() {
                return Outcome::value(Value(load_slot_u64(slot)));
            }
        }
        at(ctx, pc);
        Outcome::from_call(rt::get_private(ctx, object, key, site))
    }

    fn set_private(ctx: Ctx, pc: u32, object: Value, key: Value, value: Value, site: Site) -> Status {
        let cell = object.0 as *mut u8;
        let cache = site as *const u8;
        if load_cache_u64(cache.add(offset_of!(PropertyCache, key))) == key.0
            && object.is_cell()
            && shape_of(cell) == load_cache_u32(cache.add(WAY_SHAPE))
            && load_cache_u64(cache.add(WAY_HOLDER)) == 0
        {
            store_slot_u64(slot_address(cell, load_cache_u32(cache.add(WAY_OFFSET)) as i32), value.0);
            write_barrier(ctx, cell);
            return 0;
        }
        { at(ctx, pc); rt::set_private(ctx, object, key, value, site) }
    }
}
