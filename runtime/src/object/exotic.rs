//! Exotic objects: strings' characters, typed arrays' elements, mapped arguments.

use super::{Own, PropertyDescriptor};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A wrapper object with one internal value: Boolean, Number, String, Symbol, BigInt objects.
#[repr(C)]
pub struct PrimitiveObject {
    pub object: Object,
    pub value: Value,
}

/// An arguments object. While `environment` is one, element `i` < `count` that is EMPTY is slot `first_slot + i` there.
#[repr(C)]
pub struct ArgumentsObject {
    pub object: Object,
    pub callee: Value,
    pub environment: Value,
    pub first_slot: u32,
    pub count: u32,
    /// Bit i: element i was deleted, so that it is EMPTY and not mapped.
    pub deleted: u64,
}

fn arguments(o: Obj) -> Gc<ArgumentsObject> {
    debug_assert!(o.kind() == CellKind::Arguments);
    // SAFETY: by kind.
    unsafe { o.cast() }
}

/// The environment slot that argument `i` is, if it is mapped.
fn mapped_slot(o: Obj, i: u32) -> Option<*mut Value> {
    let a = arguments(o);
    if a.environment.is_empty() || a.environment.is_undefined() || i >= a.count || i >= o.storage_header().dense {
        return None;
    }
    if i < u64::BITS && a.deleted & 1 << i != 0 {
        return None;
    }
    // SAFETY: below dense; a mapped environment has slots first_slot .. first_slot + count.
    unsafe {
        if !(*o.storage.add(i as usize)).is_empty() {
            return None;
        }
        let env = a.environment.as_ptr::<u8>();
        Some((env.add(ENVIRONMENT_SLOTS_OFFSET) as *mut Value).add((a.first_slot + i) as usize))
    }
}

/// Ends the mapping: elements get the parameters' present values. (Of all arguments, where the specification ends that of
/// one: only dense elements can be mapped, and attributes make them sparse.)
fn unmap(ctx: &mut Context, o: Obj) {
    let mut a = arguments(o);
    for i in 0..a.count {
        if let Some(slot) = mapped_slot(o, i) {
            // SAFETY: both are live slots.
            unsafe { *o.storage.add(i as usize) = *slot };
        }
    }
    a.environment = Value::UNDEFINED;
    ctx.write_barrier(o);
}

fn string_of(o: Obj) -> crate::Str {
    // SAFETY: a String object's value is a string.
    unsafe { o.cast::<PrimitiveObject>().value.as_string().unwrap() }
}

/// Own properties that exist beyond shape and elements; `Some(Own::None)`: surely absent. `None`: ask the ordinary way.
pub fn own_property(ctx: &mut Context, o: Obj, key: PropertyKey) -> JsResult<Option<Own>> {
    Ok(match o.kind() {
        CellKind::StringObject => match key.as_index() {
            Some(i) if (i as usize) < string_of(o).len() => {
                let s = string_of(o);
                let unit = s.view(ctx).at(i as usize);
                Some(Own::Data(ctx.single_char(unit).value(), attribute::ENUMERABLE))
            }
            _ => None,
        },
        // SAFETY: a mapped slot is live.
        CellKind::Arguments => {
            key.as_index().and_then(|i| mapped_slot(o, i)).map(|slot| Own::Data(unsafe { *slot }, attribute::ALL))
        }
        k if k.is_typed_array() => {
            if let Some(i) = typed_array_valid_index(o, key) {
                Some(Own::Data(typed_array_load(ctx, o, i), attribute::ALL))
            } else if is_numeric_key(ctx, key) {
                Some(Own::None)
            } else {
                None
            }
        }
        _ => None,
    })
}

/// Stores into an own property that `own_property` reported as writable. `None`: store the ordinary way.
pub fn overwrite(ctx: &mut Context, o: Obj, key: PropertyKey, value: Value) -> JsResult<Option<bool>> {
    match o.kind() {
        CellKind::Arguments => {
            if let Some(slot) = key.as_index().and_then(|i| mapped_slot(o, i)) {
                // SAFETY: a live slot of the environment.
                unsafe { *slot = value };
                // SAFETY: an environment is a cell.
                let env: Gc<Environment> = unsafe { Gc::from_ptr(arguments(o).environment.as_ptr()) };
                ctx.write_barrier(env);
                return Ok(Some(true));
            }
            Ok(None)
        }
        k if k.is_typed_array() && is_numeric_key(ctx, key) => {
            typed_array_set(ctx, o, key, value)?;
            Ok(Some(true))
        }
        _ => Ok(None),
    }
}

/// [[DefineOwnProperty]] of what is exotic. `None`: define the ordinary way.
pub fn define(ctx: &mut Context, o: Obj, key: PropertyKey, d: &PropertyDescriptor) -> JsResult<Option<bool>> {
    match o.kind() {
        CellKind::StringObject => {
            let Some(i) = key.as_index().filter(|&i| (i as usize) < string_of(o).len()) else { return Ok(None) };
            let unit = string_of(o).view(ctx).at(i as usize);
            let current = ctx.single_char(unit).value();
            Ok(Some(
                d.configurable != Some(true)
                    && d.enumerable != Some(false)
                    && !d.is_accessor()
                    && d.writable != Some(true)
                    && d.value.is_none_or(|v| ctx.same_value(v, current)),
            ))
        }
        CellKind::Arguments => {
            let Some(slot) = key.as_index().and_then(|i| mapped_slot(o, i)) else { return Ok(None) };
            // 10.4.4.2, 6.b: the parameter gets the value; step 6.b.ii and 6.a: then the mapping may end.
            if !d.is_accessor()
                && let Some(value) = d.value
            {
                // SAFETY: a live slot of the environment, which is a cell.
                let env: Gc<Environment> = unsafe {
                    *slot = value;
                    Gc::from_ptr(arguments(o).environment.as_ptr())
                };
                ctx.write_barrier(env);
            }
            if d.is_accessor()
                || d.writable == Some(false)
                || d.enumerable == Some(false)
                || d.configurable == Some(false)
            {
                unmap(ctx, o);
                return Ok(None);
            }
            Ok(Some(true))
        }
        k if k.is_typed_array() && is_numeric_key(ctx, key) => {
            let valid = typed_array_valid_index(o, key).is_some();
            if !valid
                || d.configurable == Some(false)
                || d.enumerable == Some(false)
                || d.is_accessor()
                || d.writable == Some(false)
            {
                return Ok(Some(false));
            }
            if let Some(v) = d.value {
                typed_array_set(ctx, o, key, v)?;
            }
            Ok(Some(true))
        }
        _ => Ok(None),
    }
}

/// [[Delete]] of what is exotic. `None`: delete the ordinary way.
pub fn delete(ctx: &mut Context, o: Obj, key: PropertyKey) -> JsResult<Option<bool>> {
    match o.kind() {
        CellKind::StringObject => Ok(key.as_index().filter(|&i| (i as usize) < string_of(o).len()).map(|_| false)),
        CellKind::Arguments => {
            let Some(i) = key.as_index().filter(|&i| mapped_slot(o, i).is_some()) else { return Ok(None) };
            if i < u64::BITS {
                arguments(o).deleted |= 1 << i;
                return Ok(Some(true));
            }
            unmap(ctx, o);
            Ok(None)
        }
        k if k.is_typed_array() && is_numeric_key(ctx, key) => Ok(Some(typed_array_valid_index(o, key).is_none())),
        _ => Ok(None),
    }
}

/// Whether element `i`, a hole to the ordinary ways, is a mapped argument.
pub fn is_mapped_argument(o: Obj, i: u32) -> bool {
    o.kind() == CellKind::Arguments && mapped_slot(o, i).is_some()
}

/// How many index keys from 0 on the object has by its kind.
pub fn index_count(_ctx: &mut Context, o: Obj) -> u32 {
    match o.kind() {
        CellKind::StringObject => string_of(o).len() as u32,
        // SAFETY: by kind.
        k if k.is_typed_array() => unsafe { o.cast::<TypedArray>().length.min(u32::MAX as usize - 1) as u32 },
        _ => 0,
    }
}

/// CanonicalNumericIndexString is not undefined.
pub fn is_numeric_key(ctx: &mut Context, key: PropertyKey) -> bool {
    if key.is_index() {
        return true;
    }
    let Some(s) = key.as_string() else { return false };
    if s.is_empty() || !matches!(s.view(ctx).at(0), 0x2D | 0x30..=0x39 | 0x49 | 0x4E) {
        return false;
    }
    let text = s.to_rust(ctx);
    if text == "-0" {
        return true;
    }
    let n = ctx.string_to_number(s);
    let again = ctx.number_to_string(n);
    again.equals(ctx, s)
}

/// The element index if it is a valid one.
pub fn typed_array_valid_index(o: Obj, key: PropertyKey) -> Option<usize> {
    let i = key.as_index()? as usize;
    // SAFETY: by kind (callers checked).
    if i < unsafe { o.cast::<TypedArray>() }.length { Some(i) } else { None }
}

/// Element `i`, which is in range.
pub fn typed_array_load(ctx: &mut Context, o: Obj, i: usize) -> Value {
    // SAFETY: by kind; `data` has `length` elements.
    unsafe {
        let data = o.cast::<TypedArray>().data;
        match o.kind() {
            CellKind::Int8Array => Value::from_i32(*(data as *const i8).add(i) as i32),
            CellKind::Uint8Array | CellKind::Uint8ClampedArray => Value::from_i32(*data.add(i) as i32),
            CellKind::Int16Array => Value::from_i32((data as *const i16).add(i).read_unaligned() as i32),
            CellKind::Uint16Array => Value::from_i32((data as *const u16).add(i).read_unaligned() as i32),
            CellKind::Int32Array => Value::from_i32((data as *const i32).add(i).read_unaligned()),
            CellKind::Uint32Array => Value::from_u32((data as *const u32).add(i).read_unaligned()),
            CellKind::Float32Array => Value::from_f64((data as *const f32).add(i).read_unaligned() as f64),
            CellKind::Float64Array => Value::from_f64((data as *const f64).add(i).read_unaligned()),
            CellKind::BigInt64Array => {
                let n = (data as *const i64).add(i).read_unaligned();
                ctx.bigint_from(&n.into())
            }
            _ => {
                let n = (data as *const u64).add(i).read_unaligned();
                ctx.bigint_from(&n.into())
            }
        }
    }
}

/// TypedArraySetElement: converts first, then stores if the index is (still) valid.
pub fn typed_array_set(ctx: &mut Context, o: Obj, key: PropertyKey, value: Value) -> JsResult<()> {
    let kind = o.kind();
    let number = if matches!(kind, CellKind::BigInt64Array | CellKind::BigUint64Array) {
        let b = ctx.to_bigint(value)?;
        let low = ctx.bigint_to_u64_wrapping(b);
        if let Some(i) = typed_array_valid_index(o, key) {
            // SAFETY: valid index of an array of 64-bit elements.
            unsafe { (o.cast::<TypedArray>().data as *mut u64).add(i).write_unaligned(low) };
        }
        return Ok(());
    } else {
        ctx.to_number(value)?
    };
    if let Some(i) = typed_array_valid_index(o, key) {
        typed_array_store_number(o, i, number);
    }
    Ok(())
}

/// Stores a number into element `i`, which is in range, of a typed array that is not of BigInts.
pub fn typed_array_store_number(o: Obj, i: usize, number: f64) {
    let int = || crate::convert::double_to_int32(number);
    // SAFETY: by kind; the caller checked the index.
    unsafe {
        let data = o.cast::<TypedArray>().data;
        match o.kind() {
            CellKind::Int8Array | CellKind::Uint8Array => *data.add(i) = int() as u8,
            CellKind::Uint8ClampedArray => *data.add(i) = clamp(number),
            CellKind::Int16Array | CellKind::Uint16Array => (data as *mut u16).add(i).write_unaligned(int() as u16),
            CellKind::Int32Array | CellKind::Uint32Array => (data as *mut i32).add(i).write_unaligned(int()),
            CellKind::Float32Array => (data as *mut f32).add(i).write_unaligned(number as f32),
            CellKind::Float64Array => (data as *mut f64).add(i).write_unaligned(number),
            k => unreachable!("{k:?} holds no numbers"),
        }
    }
}

/// ToUint8Clamp: ties to even.
pub fn clamp(n: f64) -> u8 {
    if n >= 255.0 {
        255
    } else if n > 0.0 {
        n.round_ties_even() as u8
    } else {
        0
    }
}
