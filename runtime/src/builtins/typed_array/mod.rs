//! [23.2 TypedArray Objects](https://tc39.es/ecma262/#sec-typedarray-objects): the table of element types, making arrays,
//! elements. Constructors are in `construct.rs`, the methods in `access.rs` (reading), `change.rs` (writing, copying) and
//! `callback.rs` (functions called for each element).
//!
//! Buffers are neither resized nor detached, so that a typed array's length never changes.

mod access;
mod callback;
mod change;
mod construct;

pub(crate) use access::length_entry;

use crate::builtins::{
    Intrinsic, METHOD, Row, RowKey, WellKnown, array_buffer, data_view, function, getter, iterator, method, number,
    symbol_getter,
};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
use crate::object::exotic::{typed_array_load, typed_array_store_number};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A typed array as the built-ins see it.
pub(crate) type Typed = Gc<TypedArray>;

/// Everything that goes by element type: kind, constructor, prototype, name, Rust type.
macro_rules! for_each_type {
    ($m:ident) => {
        $m! {
            Int8Array Int8Array Int8ArrayPrototype "Int8Array" i8;
            Uint8Array Uint8Array Uint8ArrayPrototype "Uint8Array" u8;
            Uint8ClampedArray Uint8ClampedArray Uint8ClampedArrayPrototype "Uint8ClampedArray" u8;
            Int16Array Int16Array Int16ArrayPrototype "Int16Array" i16;
            Uint16Array Uint16Array Uint16ArrayPrototype "Uint16Array" u16;
            Int32Array Int32Array Int32ArrayPrototype "Int32Array" i32;
            Uint32Array Uint32Array Uint32ArrayPrototype "Uint32Array" u32;
            Float32Array Float32Array Float32ArrayPrototype "Float32Array" f32;
            Float64Array Float64Array Float64ArrayPrototype "Float64Array" f64;
            BigInt64Array BigInt64Array BigInt64ArrayPrototype "BigInt64Array" i64;
            BigUint64Array BigUint64Array BigUint64ArrayPrototype "BigUint64Array" u64;
        }
    };
}

use for_each_type;

/// What is known about an element type.
pub(crate) struct ElementType {
    pub kind: CellKind,
    pub constructor: Intrinsic,
    pub prototype: Intrinsic,
    pub name: &'static str,
    /// Bytes.
    pub size: usize,
}

macro_rules! table {
    ($($kind:ident $constructor:ident $prototype:ident $name:literal $ty:ty;)*) => {
        const TYPES: &[ElementType] = &[$(ElementType {
            kind: CellKind::$kind,
            constructor: Intrinsic::$constructor,
            prototype: Intrinsic::$prototype,
            name: $name,
            size: size_of::<$ty>(),
        }),*];
    };
}
for_each_type!(table);

/// The line of a kind that is a typed array.
pub(crate) fn element_type(kind: CellKind) -> &'static ElementType {
    debug_assert!(kind.is_typed_array());
    &TYPES[kind as usize - CellKind::Int8Array as usize]
}

/// Evaluates an expression with the elements as a slice of their Rust type: `with_elements!(array, |s| s.reverse())`.
macro_rules! with_elements {
    ($array:expr, |$slice:ident| $body:expr) => {{
        let array: $crate::builtins::typed_array::Typed = $array;
        macro_rules! typed {
            ($ty:ty) => {{
                // SAFETY: `data` has `length` elements of the kind's type, aligned to it; for immediate use.
                let $slice: &mut [$ty] = unsafe { $crate::builtins::typed_array::elements::<$ty>(array) };
                $body
            }};
        }
        match array.object.header.kind {
            jsc_abi::CellKind::Int8Array => typed!(i8),
            jsc_abi::CellKind::Uint8Array | jsc_abi::CellKind::Uint8ClampedArray => typed!(u8),
            jsc_abi::CellKind::Int16Array => typed!(i16),
            jsc_abi::CellKind::Uint16Array => typed!(u16),
            jsc_abi::CellKind::Int32Array => typed!(i32),
            jsc_abi::CellKind::Uint32Array => typed!(u32),
            jsc_abi::CellKind::Float32Array => typed!(f32),
            jsc_abi::CellKind::Float64Array => typed!(f64),
            jsc_abi::CellKind::BigInt64Array => typed!(i64),
            _ => typed!(u64),
        }
    }};
}
pub(crate) use with_elements;

/// # Safety
/// The array's elements are of type `T`.
pub(crate) unsafe fn elements<T>(array: Typed) -> &'static mut [T] {
    if array.length == 0 { &mut [] } else { core::slice::from_raw_parts_mut(array.data as *mut T, array.length) }
}

pub(crate) fn as_typed_array(v: Value) -> Option<Typed> {
    match v.as_object() {
        // SAFETY: by kind.
        Some(o) if o.kind().is_typed_array() => Some(unsafe { o.cast() }),
        _ => None,
    }
}

fn object(array: Typed) -> Obj {
    // SAFETY: a typed array is an object.
    unsafe { array.cast() }
}

/// The bytes of a typed array, DataView or ArrayBuffer. For immediate use.
pub(crate) fn view_bytes(v: Value) -> Option<&'static [u8]> {
    if let Some(array) = as_typed_array(v) {
        let size = element_type(array.object.header.kind).size;
        // SAFETY: `data` has `length` elements.
        return Some(if array.length == 0 {
            &[]
        } else {
            unsafe { core::slice::from_raw_parts(array.data, array.length * size) }
        });
    }
    if let Some(buffer) = array_buffer::as_array_buffer(v) {
        return Some(array_buffer::bytes(buffer));
    }
    data_view::view_bytes(v).map(|b| &*b)
}

/// A new Uint8Array with these bytes.
pub(crate) fn new_uint8_array(ctx: &mut Context, bytes: &[u8]) -> JsResult<Obj> {
    let array = allocate(ctx, CellKind::Uint8Array, bytes.len())?;
    // SAFETY: elements of this kind are bytes.
    unsafe { elements::<u8>(array) }.copy_from_slice(bytes);
    Ok(object(array))
}

/// A new array of the type's own constructor, all 0.
pub(crate) fn allocate(ctx: &mut Context, kind: CellKind, length: usize) -> JsResult<Typed> {
    let prototype = ctx.intrinsic(element_type(kind).prototype);
    let o = ctx.new_builtin_object(kind, prototype);
    construct::fill_new(ctx, o, length)?;
    // SAFETY: by kind.
    Ok(unsafe { o.cast() })
}

fn holds_bigints(kind: CellKind) -> bool {
    matches!(kind, CellKind::BigInt64Array | CellKind::BigUint64Array)
}

/// Element `i`, which is in range.
#[inline]
fn load(ctx: &mut Context, array: Typed, i: usize) -> Value {
    typed_array_load(ctx, object(array), i)
}

/// TypedArraySetElement: converts, then stores if the index is in range.
#[inline]
fn store(ctx: &mut Context, array: Typed, i: usize, v: Value) -> JsResult<()> {
    if holds_bigints(array.object.header.kind) {
        let n = ctx.to_bigint(v)?;
        let n = ctx.bigint_to_u64_wrapping(n);
        if i < array.length {
            // SAFETY: in range, and elements have 64 bits.
            unsafe { *(array.data as *mut u64).add(i) = n };
        }
        return Ok(());
    }
    let n = if v.is_number() { v.as_number() } else { ctx.to_number(v)? };
    if i < array.length {
        typed_array_store_number(object(array), i, n);
    }
    Ok(())
}

/// ValidateTypedArray(this value)
fn this_array(ctx: &mut Context, args: &Args) -> JsResult<Typed> {
    validate(ctx, args.this)
}

fn validate(ctx: &mut Context, v: Value) -> JsResult<Typed> {
    match as_typed_array(v) {
        Some(array) => Ok(array),
        None => Err(ctx.type_error("this is not a typed array.")),
    }
}

/// TypedArrayCreateFromConstructor <https://tc39.es/ecma262/#sec-typedarraycreatefromconstructor>
fn create(ctx: &mut Context, constructor: Obj, args: &[Value]) -> JsResult<Typed> {
    let new = ctx.construct(constructor, args, None)?;
    let array = validate(ctx, new.value())?;
    if let [length] = args
        && length.is_number()
        && (array.length as f64) < length.as_number()
    {
        return Err(ctx.type_error("Derived TypedArray constructor created an array which was too small"));
    }
    Ok(array)
}

/// TypedArraySpeciesCreate <https://tc39.es/ecma262/#typedarray-species-create>
fn species_create(ctx: &mut Context, exemplar: Typed, args: &[Value]) -> JsResult<Typed> {
    let kind = exemplar.object.header.kind;
    let constructor = ctx.species_constructor(object(exemplar), element_type(kind).constructor)?;
    let array = create(ctx, constructor, args)?;
    if holds_bigints(array.object.header.kind) != holds_bigints(kind) {
        return Err(ctx.type_error("Content type of source and derived typed arrays differ"));
    }
    Ok(array)
}

fn length_value(n: usize) -> Value {
    Value::from_number(n as f64)
}

/// Sets up %TypedArray% and all constructors.
pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let base = ctx.install_class(
        Intrinsic::TypedArray,
        "TypedArray",
        0,
        entry(construct::abstract_constructor),
        &[
            method("of", 0, construct::of),
            method("from", 1, construct::from),
            symbol_getter(WellKnown::Species, function::return_this),
        ],
        (Intrinsic::TypedArrayPrototype, prototype),
        &[
            getter("buffer", access::buffer),
            getter("byteLength", access::byte_length),
            getter("byteOffset", access::byte_offset),
            Row::Accessor(RowKey::Name("length"), access::length_entry(), None),
            method("entries", 0, access::entries),
            method("keys", 0, access::keys),
            method("values", 0, access::values),
            method("at", 1, access::at),
            method("copyWithin", 2, change::copy_within),
            method("every", 1, callback::every),
            method("fill", 1, change::fill),
            method("filter", 1, callback::filter),
            method("find", 1, callback::find),
            method("findIndex", 1, callback::find_index),
            method("findLast", 1, callback::find_last),
            method("findLastIndex", 1, callback::find_last_index),
            method("forEach", 1, callback::for_each),
            method("includes", 1, access::includes),
            method("indexOf", 1, access::index_of),
            method("join", 1, access::join),
            method("lastIndexOf", 1, access::last_index_of),
            method("map", 1, callback::map),
            method("reverse", 0, change::reverse),
            method("reduce", 1, callback::reduce),
            method("reduceRight", 1, callback::reduce_right),
            method("set", 1, change::set),
            method("slice", 2, change::slice),
            method("some", 1, callback::some),
            method("sort", 1, change::sort),
            method("subarray", 2, change::subarray),
            method("toReversed", 0, change::to_reversed),
            method("toSorted", 1, change::to_sorted),
            method("with", 2, change::with),
            method("toLocaleString", 0, access::to_locale_string),
            symbol_getter(WellKnown::ToStringTag, access::to_string_tag),
        ],
    );
    // The initial value of [Symbol.iterator] is the function `values` itself, that of toString Array.prototype.toString.
    iterator::alias(ctx, prototype, "values", WellKnown::Iterator);
    let array_prototype = ctx.intrinsic(Intrinsic::ArrayPrototype);
    let key = PropertyKey::from_interned(ctx.names.to_string);
    if let Ok(f) = ctx.get(array_prototype, key) {
        ctx.define_builtin(prototype, key, f, METHOD);
    }
    for (i, t) in TYPES.iter().enumerate() {
        let rows = &[number("BYTES_PER_ELEMENT", t.size as f64)];
        let o = ctx.new_plain(Intrinsic::TypedArrayPrototype);
        let f = ctx.install_class(t.constructor, t.name, 3, construct::ENTRIES[i], rows, (t.prototype, o), rows);
        // Cannot fail: an ordinary extensible object.
        let _ = ctx.set_prototype_of(f.object(), Some(base.object()));
    }
    debug_assert!(TYPES.iter().all(|t| element_type(t.kind).kind == t.kind));
}
