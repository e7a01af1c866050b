//! [23.2.5 The TypedArray Constructors](https://tc39.es/ecma262/#sec-typedarray-constructors), `from` and `of`.

use super::*;
use crate::builtins::RowKey;
use crate::builtins::array::callback::callback;

/// %TypedArray% ( ) <https://tc39.es/ecma262/#sec-%typedarray%>
pub(super) fn abstract_constructor(ctx: &mut Context, _args: &Args) -> JsResult {
    Err(ctx.type_error("Abstract class TypedArray not directly constructable"))
}

macro_rules! entries {
    ($($kind:ident $constructor:ident $prototype:ident $name:literal $ty:ty;)*) => {
        /// Entries of the constructors, in the order of the kinds.
        pub(super) const ENTRIES: &[Entry] = &[
            $({
                fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
                    construct(ctx, args, CellKind::$kind)
                }
                entry(constructor)
            }),*
        ];
    };
}
for_each_type!(entries);

fn invalid_length(ctx: &mut Context, shown: Value) -> crate::Throw {
    let shown = ctx.display_for_error(shown);
    ctx.range_error(format_args!("Invalid typed array length: {shown}"))
}

/// Elements that a typed array may have: V8's limit.
const MAX_LENGTH: usize = 1 << 32;

/// Gives a fresh typed array object a buffer of its own, all 0.
pub(super) fn fill_new(ctx: &mut Context, o: Obj, length: usize) -> JsResult<()> {
    let size = element_type(o.kind()).size;
    if length > MAX_LENGTH {
        return Err(invalid_length(ctx, length_value(length)));
    }
    let buffer = array_buffer::allocate(ctx, length * size)?;
    attach(ctx, o, buffer, 0, length);
    Ok(())
}

fn attach(ctx: &mut Context, o: Obj, buffer: Gc<ArrayBuffer>, byte_offset: usize, length: usize) {
    // SAFETY: by kind; the caller checked that the elements are inside of the buffer.
    let mut array: Typed = unsafe { o.cast() };
    array.data = buffer.data.wrapping_add(byte_offset);
    array.length = length;
    array.buffer = buffer.ptr();
    array.byte_offset = byte_offset;
    ctx.write_barrier(array);
}

/// TypedArray ( ...args ) <https://tc39.es/ecma262/#sec-typedarray>
fn construct(ctx: &mut Context, args: &Args, kind: CellKind) -> JsResult {
    let t = element_type(kind);
    // 1. If NewTarget is undefined, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error(format_args!("Constructor {} requires 'new'", t.name)));
    }
    let first = args.get(0);
    let Some(source) = first.as_object() else {
        // 5.c. A number of elements.
        let length = ctx.to_integer_or_infinity(first)?;
        if !(0.0..=9_007_199_254_740_991.0).contains(&length) {
            return Err(invalid_length(ctx, first));
        }
        let o = ctx.create_from_constructor(args.new_target, t.prototype, kind)?;
        fill_new(ctx, o, length as usize)?;
        return Ok(o.value());
    };
    // 5.b.ii. Let O be ? AllocateTypedArray(constructorName, NewTarget, proto).
    let o = ctx.create_from_constructor(args.new_target, t.prototype, kind)?;
    // SAFETY: by kind.
    let array: Typed = unsafe { o.cast() };
    if let Some(source) = as_typed_array(first) {
        // InitializeTypedArrayFromTypedArray
        fill_new(ctx, o, source.length)?;
        copy_elements(ctx, array, 0, source)?;
    } else if let Some(buffer) = array_buffer::as_array_buffer(first) {
        from_buffer(ctx, o, buffer, args.get(1), args.get(2))?;
    } else {
        from_object(ctx, array, source)?;
    }
    Ok(o.value())
}

/// InitializeTypedArrayFromArrayBuffer <https://tc39.es/ecma262/#sec-initializetypedarrayfromarraybuffer>
fn from_buffer(ctx: &mut Context, o: Obj, buffer: Gc<ArrayBuffer>, byte_offset: Value, length: Value) -> JsResult<()> {
    let t = element_type(o.kind());
    // 2. Let offset be ? ToIndex(byteOffset).
    let offset = ctx.to_integer_or_infinity(byte_offset)?;
    if !(0.0..=9_007_199_254_740_991.0).contains(&offset) {
        let shown = ctx.display_for_error(byte_offset);
        return Err(ctx.range_error(format_args!("Start offset {shown} is outside the bounds of the buffer")));
    }
    // 3. If offset modulo elementSize ≠ 0, throw a RangeError exception.
    if offset % t.size as f64 != 0.0 {
        return Err(ctx.range_error(format_args!("start offset of {} should be a multiple of {}", t.name, t.size)));
    }
    // 5. If length is not undefined, let newLength be ? ToIndex(length).
    let wanted = if length.is_undefined() { None } else { Some(ctx.to_integer_or_infinity(length)?) };
    let byte_length = buffer.byte_length as f64;
    let count = match wanted {
        None => {
            if !buffer.byte_length.is_multiple_of(t.size) {
                return Err(
                    ctx.range_error(format_args!("byte length of {} should be a multiple of {}", t.name, t.size))
                );
            }
            if offset > byte_length {
                return Err(ctx.range_error(format_args!("Start offset {offset} is outside the bounds of the buffer")));
            }
            (buffer.byte_length - offset as usize) / t.size
        }
        Some(n) => {
            if n < 0.0 || offset + n * t.size as f64 > byte_length {
                return Err(invalid_length(ctx, length));
            }
            n as usize
        }
    };
    attach(ctx, o, buffer, offset as usize, count);
    Ok(())
}

/// InitializeTypedArrayFromList or -FromArrayLike
fn from_object(ctx: &mut Context, array: Typed, source: Obj) -> JsResult<()> {
    let key = ctx.row_key(RowKey::Symbol(WellKnown::Iterator));
    let list = match ctx.get_method(source.value(), key)? {
        Some(_) => ctx.iterable_to_list(source.value())?,
        None => {
            let length = ctx.length_of_array_like(source)?;
            fill_new(ctx, object(array), length as usize)?;
            for i in 0..length {
                let v = ctx.get_index(source, i)?;
                store(ctx, array, i as usize, v)?;
            }
            return Ok(());
        }
    };
    fill_new(ctx, object(array), list.len())?;
    for i in 0..list.len() {
        let v = list[i];
        store(ctx, array, i, v)?;
    }
    Ok(())
}

/// Copies all elements of `source` to `target` from element `at` on, where there is room; converts them.
pub(super) fn copy_elements(ctx: &mut Context, target: Typed, at: usize, source: Typed) -> JsResult<()> {
    let (to, from) = (target.object.header.kind, source.object.header.kind);
    if holds_bigints(to) != holds_bigints(from) {
        return Err(ctx.type_error("Cannot mix BigInt and other types, use explicit conversions"));
    }
    if source.length == 0 {
        return Ok(());
    }
    let size = element_type(to).size;
    // A clamped array takes bytes as they are only from arrays of unsigned bytes.
    let same = to == from
        || holds_bigints(to)
        || element_type(from).size == size
            && size < 8
            && to != CellKind::Uint8ClampedArray
            && to != CellKind::Float32Array
            && from != CellKind::Float32Array
        || to == CellKind::Uint8ClampedArray && from == CellKind::Uint8Array;
    if same {
        // SAFETY: the caller made sure that there is room; the ranges may overlap.
        unsafe { core::ptr::copy(source.data, target.data.add(at * size), source.length * size) };
        return Ok(());
    }
    // A shared buffer: read all before anything is written.
    let numbers: Vec<f64>;
    let shared = target.buffer == source.buffer;
    if shared {
        numbers = (0..source.length).map(|i| load(ctx, source, i).as_number()).collect();
        for (i, &n) in numbers.iter().enumerate() {
            typed_array_store_number(object(target), at + i, n);
        }
    } else {
        for i in 0..source.length {
            let n = load(ctx, source, i).as_number();
            typed_array_store_number(object(target), at + i, n);
        }
    }
    Ok(())
}

/// `this` as a constructor.
fn this_constructor(ctx: &mut Context, args: &Args) -> JsResult<Obj> {
    match args.this.as_object() {
        Some(c) if c.is_constructor() => Ok(c),
        _ => {
            let shown = ctx.display_for_error(args.this);
            Err(ctx.type_error(format_args!("{shown} is not a constructor")))
        }
    }
}

/// %TypedArray%.from ( source [ , mapper [ , thisArg ] ] ) <https://tc39.es/ecma262/#sec-%typedarray%.from>
pub(super) fn from(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-2.
    let constructor = this_constructor(ctx, args)?;
    // 3-4.
    let mapper = if args.get(1).is_undefined() { None } else { Some(callback(ctx, args.get(1))?) };
    let source = args.get(0);
    // 5. Let usingIterator be ? GetMethod(source, @@iterator).
    let key = ctx.row_key(RowKey::Symbol(WellKnown::Iterator));
    let iterable = ctx.get_method(source, key)?.is_some();
    // 6-7. The values, or the array-like object with its length.
    let list = if iterable { Some(ctx.iterable_to_list(source)?) } else { None };
    let array_like = ctx.to_object(source)?;
    let length = match &list {
        Some(list) => list.len() as u64,
        None => ctx.length_of_array_like(array_like)?,
    };
    let target = create(ctx, constructor, &[Value::from_number(length as f64)])?;
    for k in 0..length {
        let mut v = match &list {
            Some(list) => list[k as usize],
            None => ctx.get_index(array_like, k)?,
        };
        if let Some(f) = mapper {
            v = f.call(ctx, args.get(2), &[v, Value::from_number(k as f64)])?;
        }
        store(ctx, target, k as usize, v)?;
    }
    Ok(target.value())
}

/// %TypedArray%.of ( ...items ) <https://tc39.es/ecma262/#sec-%typedarray%.of>
pub(super) fn of(ctx: &mut Context, args: &Args) -> JsResult {
    let constructor = this_constructor(ctx, args)?;
    let array = create(ctx, constructor, &[length_value(args.len())])?;
    for (i, &v) in args.args.iter().enumerate() {
        store(ctx, array, i, v)?;
    }
    Ok(array.value())
}
