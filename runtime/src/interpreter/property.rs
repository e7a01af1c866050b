//! Properties: hits of a site's first way and dense elements here, everything else in `object/cache.rs`.

use super::{Activation, Flow};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, Obj, Str, ValueExt};
use jsc_abi::layout::*;
use jsc_abi::opcode::ops;
use jsc_abi::{CellKind, Value};

/// Where a slot is in an object whose shape gave the offset.
#[inline(always)]
unsafe fn slot(object: *mut Object, offset: SlotOffset) -> *mut Value {
    if offset >= 0 {
        object.byte_add(offset as usize) as *mut Value
    } else {
        (*object).storage.byte_offset(offset as isize)
    }
}

/// The property, if the first way knows the receiver's shape.
#[inline(always)]
unsafe fn first_way_read(ctx: *mut Context, receiver: Value, cache: *const PropertyCache) -> Option<Value> {
    if !receiver.is_cell() {
        return None;
    }
    let object = receiver.as_ptr::<Object>();
    let way = &(*cache).ways[0];
    if (*object).header.shape != way.shape {
        return None;
    }
    if way.holder_or_shape == 0 {
        return Some(*slot(object, way.offset));
    }
    if (*cache).epoch != (*ctx).header.prototype_epoch {
        return None;
    }
    Some(*slot(way.holder_or_shape as *mut Object, way.offset))
}

#[inline(always)]
unsafe fn barrier(ctx: *mut Context, object: *mut Object) {
    if (*object).header.gc == gc_state::OLD {
        (*ctx).heap.remember(&raw mut (*object).header);
    }
}

/// Stores the property, if the first way knows the receiver's shape: overwrites it, or adds it where there is room inline.
#[inline(always)]
unsafe fn first_way_write(ctx: *mut Context, receiver: Value, value: Value, cache: *const PropertyCache) -> bool {
    if !receiver.is_cell() {
        return false;
    }
    let object = receiver.as_ptr::<Object>();
    let way = &(*cache).ways[0];
    if (*object).header.shape != way.shape {
        return false;
    }
    if way.holder_or_shape == 0 {
        *slot(object, way.offset) = value;
    } else {
        if way.offset < 0 || (*cache).epoch != (*ctx).header.prototype_epoch {
            return false;
        }
        *slot(object, way.offset) = value;
        (*object).header.shape = way.holder_or_shape as u32;
    }
    barrier(ctx, object);
    true
}

#[inline(never)]
fn get_by_name_other(ctx: &mut Context, object: Value, name: Str, cache: *mut PropertyCache) -> JsResult {
    ctx.get_by_name_cached(object, name, cache)
}

#[inline(never)]
fn set_by_name_other(
    ctx: &mut Context,
    object: Value,
    name: Str,
    value: Value,
    cache: *mut PropertyCache,
    strict: bool,
) -> JsResult<()> {
    ctx.set_by_name_cached(object, name, value, cache, strict)
}

#[inline(always)]
pub(super) unsafe fn get_by_name(a: &mut Activation) -> Flow {
    let i = ops::GetByName::read(a.at());
    let (object, cache) = (a.get(i.object), a.cache(i.feedback));
    if let Some(v) = first_way_read(a.ctx, object, cache) {
        a.set(i.dst, v);
        return a.next(ops::GetByName::LENGTH);
    }
    let result = get_by_name_other(a.context(), object, a.name(i.name), cache);
    a.finish(i.dst, result, ops::GetByName::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_length(a: &mut Activation) -> Flow {
    let i = ops::GetLength::read(a.at());
    let object = a.get(i.object);
    if object.is_cell() {
        let kind = (*object.as_ptr::<CellHeader>()).kind;
        if kind == CellKind::Array {
            let array: Obj = Gc::from_ptr(object.as_ptr());
            a.set(i.dst, Value::from_u32(array.storage_header().length));
            return a.next(ops::GetLength::LENGTH);
        }
        if kind == CellKind::String {
            a.set(i.dst, Value::from_i32((*object.as_ptr::<JsString>()).length as i32));
            return a.next(ops::GetLength::LENGTH);
        }
    }
    let result = a.context().get_length_cached(object, a.cache(i.feedback));
    a.finish(i.dst, result, ops::GetLength::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_name(a: &mut Activation) -> Flow {
    let i = ops::SetByName::read(a.at());
    let (object, value, cache) = (a.get(i.object), a.get(i.value), a.cache(i.feedback));
    if first_way_write(a.ctx, object, value, cache) {
        return a.next(ops::SetByName::LENGTH);
    }
    let result = set_by_name_other(a.context(), object, a.name(i.name), value, cache, true);
    a.finish_unit(result, ops::SetByName::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_name_sloppy(a: &mut Activation) -> Flow {
    let i = ops::SetByNameSloppy::read(a.at());
    let (object, value, cache) = (a.get(i.object), a.get(i.value), a.cache(i.feedback));
    if first_way_write(a.ctx, object, value, cache) {
        return a.next(ops::SetByNameSloppy::LENGTH);
    }
    let result = set_by_name_other(a.context(), object, a.name(i.name), value, cache, false);
    a.finish_unit(result, ops::SetByNameSloppy::LENGTH)
}

/// The dense element at an int32 key, if there is one. Objects whose elements are elsewhere have no dense ones.
#[inline(always)]
unsafe fn dense_read(object: Value, key: Value) -> Option<Value> {
    if !key.is_int32() || !object.is_object() {
        return None;
    }
    let storage = (*object.as_ptr::<Object>()).storage;
    // A negative key is a large unsigned one.
    let index = key.as_int32() as u32;
    if index >= (*(storage as *const StorageHeader).sub(1)).dense {
        return None;
    }
    let v = *storage.add(index as usize);
    if v.is_empty() { None } else { Some(v) }
}

/// An element of a typed array of numbers, by an int32 key; EMPTY if that is not what it is.
#[inline(always)]
unsafe fn typed_read(object: Value, key: Value) -> Value {
    if !key.is_int32() || !object.is_cell() {
        return Value::EMPTY;
    }
    let kind = (*object.as_ptr::<CellHeader>()).kind;
    if !kind.is_typed_array() {
        return Value::EMPTY;
    }
    let array = object.as_ptr::<TypedArray>();
    let index = key.as_int32() as u32 as usize;
    if index >= (*array).length {
        return Value::EMPTY;
    }
    let data = (*array).data;
    match kind {
        CellKind::Float64Array => Value::from_f64(*(data as *const f64).add(index)),
        CellKind::Float32Array => Value::from_f64(*(data as *const f32).add(index) as f64),
        CellKind::Int32Array => Value::from_i32(*(data as *const i32).add(index)),
        CellKind::Uint32Array => Value::from_u32(*(data as *const u32).add(index)),
        CellKind::Uint8Array | CellKind::Uint8ClampedArray => Value::from_i32(*data.add(index) as i32),
        CellKind::Int8Array => Value::from_i32(*(data as *const i8).add(index) as i32),
        CellKind::Uint16Array => Value::from_i32(*(data as *const u16).add(index) as i32),
        CellKind::Int16Array => Value::from_i32(*(data as *const i16).add(index) as i32),
        _ => Value::EMPTY,
    }
}

/// Overwrites a dense element that is there.
#[inline(always)]
unsafe fn dense_write(ctx: *mut Context, object: Value, key: Value, value: Value) -> bool {
    if !key.is_int32() || !object.is_object() {
        return false;
    }
    let o = object.as_ptr::<Object>();
    let storage = (*o).storage;
    let index = key.as_int32() as u32;
    if index >= (*(storage as *const StorageHeader).sub(1)).dense || (*o).header.flags & object_flag::SLOW_ELEMENTS != 0
    {
        return false;
    }
    let element = storage.add(index as usize);
    // A hole may be a mapped argument, or a prototype may have a setter for it.
    if (*element).is_empty() {
        return false;
    }
    *element = value;
    barrier(ctx, o);
    true
}

/// Stores a number into a typed array by an int32 key; false if that is not what it is.
#[inline(always)]
unsafe fn typed_write(object: Value, key: Value, value: Value) -> bool {
    if !key.is_int32() || !object.is_cell() || !value.is_number() {
        return false;
    }
    let kind = (*object.as_ptr::<CellHeader>()).kind;
    if !kind.is_typed_array() {
        return false;
    }
    let array = object.as_ptr::<TypedArray>();
    let index = key.as_int32() as u32 as usize;
    if index >= (*array).length {
        return false;
    }
    let data = (*array).data;
    if kind == CellKind::Float64Array {
        *(data as *mut f64).add(index) = value.as_number();
        return true;
    }
    if kind == CellKind::Float32Array {
        *(data as *mut f32).add(index) = value.as_number() as f32;
        return true;
    }
    if !value.is_int32() {
        return false;
    }
    let i = value.as_int32();
    match kind {
        CellKind::Int32Array | CellKind::Uint32Array => *(data as *mut i32).add(index) = i,
        CellKind::Uint8Array | CellKind::Int8Array => *data.add(index) = i as u8,
        CellKind::Uint8ClampedArray => *data.add(index) = i.clamp(0, 255) as u8,
        CellKind::Uint16Array | CellKind::Int16Array => *(data as *mut u16).add(index) = i as u16,
        _ => return false,
    }
    true
}

#[inline(never)]
unsafe fn get_by_value_other(ctx: &mut Context, object: Value, key: Value, cache: *mut PropertyCache) -> JsResult {
    let v = typed_read(object, key);
    if !v.is_empty() {
        return Ok(v);
    }
    ctx.get_by_value_cached(object, key, cache)
}

#[inline(never)]
unsafe fn set_by_value_other(
    ctx: &mut Context,
    object: Value,
    key: Value,
    value: Value,
    cache: *mut PropertyCache,
    strict: bool,
) -> JsResult<()> {
    if typed_write(object, key, value) {
        return Ok(());
    }
    ctx.set_by_value_cached(object, key, value, cache, strict)
}

#[inline(always)]
pub(super) unsafe fn get_by_value(a: &mut Activation) -> Flow {
    let i = ops::GetByValue::read(a.at());
    let (object, key) = (a.get(i.object), a.get(i.key));
    if let Some(v) = dense_read(object, key) {
        a.set(i.dst, v);
        return a.next(ops::GetByValue::LENGTH);
    }
    let result = get_by_value_other(a.context(), object, key, a.cache(i.feedback));
    a.finish(i.dst, result, ops::GetByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_value(a: &mut Activation) -> Flow {
    let i = ops::SetByValue::read(a.at());
    let (object, key, value) = (a.get(i.object), a.get(i.key), a.get(i.value));
    if dense_write(a.ctx, object, key, value) {
        return a.next(ops::SetByValue::LENGTH);
    }
    let result = set_by_value_other(a.context(), object, key, value, a.cache(i.feedback), true);
    a.finish_unit(result, ops::SetByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_value_sloppy(a: &mut Activation) -> Flow {
    let i = ops::SetByValueSloppy::read(a.at());
    let (object, key, value) = (a.get(i.object), a.get(i.key), a.get(i.value));
    if dense_write(a.ctx, object, key, value) {
        return a.next(ops::SetByValueSloppy::LENGTH);
    }
    let result = set_by_value_other(a.context(), object, key, value, a.cache(i.feedback), false);
    a.finish_unit(result, ops::SetByValueSloppy::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_super(a: &mut Activation) -> Flow {
    let i = ops::GetSuper::read(a.at());
    let result = a.context().get_super(a.get(i.base), a.get(i.key), a.get(i.this));
    a.finish(i.dst, result, ops::GetSuper::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_super(a: &mut Activation) -> Flow {
    let i = ops::SetSuper::read(a.at());
    let result = a.context().set_super(a.get(i.base), a.get(i.key), a.get(i.value), a.get(i.this), i.strict.0 != 0);
    a.finish_unit(result, ops::SetSuper::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn delete_by_value(a: &mut Activation) -> Flow {
    let i = ops::DeleteByValue::read(a.at());
    let result = a.context().delete_by_value(a.get(i.object), a.get(i.key), i.strict.0 != 0);
    a.finish_bool(i.dst, result, ops::DeleteByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_private(a: &mut Activation) -> Flow {
    let i = ops::GetPrivate::read(a.at());
    let (object, key, cache) = (a.get(i.object), a.get(i.key), a.cache(i.feedback));
    let result = a.context().get_private_cached(object, key, cache);
    a.finish(i.dst, result, ops::GetPrivate::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_private(a: &mut Activation) -> Flow {
    let i = ops::SetPrivate::read(a.at());
    let (object, key, cache) = (a.get(i.object), a.get(i.key), a.cache(i.feedback));
    let result = a.context().set_private_cached(object, key, a.get(i.value), cache);
    a.finish_unit(result, ops::SetPrivate::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_private_field(a: &mut Activation) -> Flow {
    let i = ops::DefinePrivateField::read(a.at());
    let (object, key, cache) = (a.get(i.object), a.get(i.key), a.cache(i.feedback));
    let result = a.context().define_private_field(object, key, a.get(i.value), cache);
    a.finish_unit(result, ops::DefinePrivateField::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_private_method(a: &mut Activation) -> Flow {
    let i = ops::DefinePrivateMethod::read(a.at());
    let result = a.context().define_private_method(a.get(i.object), a.get(i.key), a.get(i.value), i.kind.0);
    a.finish_unit(result, ops::DefinePrivateMethod::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn has_private(a: &mut Activation) -> Flow {
    let i = ops::HasPrivate::read(a.at());
    let result = a.context().has_private(a.get(i.key), a.get(i.object));
    a.finish_bool(i.dst, result, ops::HasPrivate::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn new_private_name(a: &mut Activation) -> Flow {
    let i = ops::NewPrivateName::read(a.at());
    let description = a.constant(i.description);
    let v = a.context().new_private_name(description);
    a.set(i.dst, v);
    a.next(ops::NewPrivateName::LENGTH)
}
