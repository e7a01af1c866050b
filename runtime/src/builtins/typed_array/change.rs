//! Methods of %TypedArray%.prototype that write elements, or copy them to a new array.

use super::construct::copy_elements;
use super::*;
use crate::builtins::array::callback::{Callback, callback};
use crate::builtins::array::relative_index;
use crate::handle::GcVec;

/// %TypedArray%.prototype.copyWithin ( target, start [ , end ] )
pub(super) fn copy_within(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let len = array.length as u64;
    let to = relative_index(ctx, args.get(0), len, 0)? as usize;
    let from = relative_index(ctx, args.get(1), len, 0)? as usize;
    let end = relative_index(ctx, args.get(2), len, len)? as usize;
    let count = end.saturating_sub(from).min(array.length - to);
    with_elements!(array, |elements| elements.copy_within(from..from + count, to));
    Ok(args.this)
}

/// %TypedArray%.prototype.fill ( value [ , start [ , end ] ] )
pub(super) fn fill(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let len = array.length as u64;
    let value = if holds_bigints(array.object.header.kind) {
        ctx.to_bigint(args.get(0))?
    } else {
        Value::from_number(ctx.to_number(args.get(0))?)
    };
    let start = relative_index(ctx, args.get(1), len, 0)? as usize;
    let end = relative_index(ctx, args.get(2), len, len)? as usize;
    if start < end {
        store(ctx, array, start, value)?;
        with_elements!(array, |elements| {
            let first = elements[start];
            elements[start..end].fill(first);
        });
    }
    Ok(args.this)
}

/// %TypedArray%.prototype.reverse ( )
pub(super) fn reverse(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    with_elements!(array, |elements| elements.reverse());
    Ok(args.this)
}

/// %TypedArray%.prototype.set ( source [ , offset ] )
pub(super) fn set(ctx: &mut Context, args: &Args) -> JsResult {
    let target = this_array(ctx, args)?;
    // 4-5.
    let offset = ctx.to_integer_or_infinity(args.get(1))?;
    if offset < 0.0 {
        return Err(ctx.range_error("offset is out of bounds"));
    }
    if let Some(source) = as_typed_array(args.get(0)) {
        // SetTypedArrayFromTypedArray
        if source.length as f64 + offset > target.length as f64 {
            return Err(ctx.range_error("offset is out of bounds"));
        }
        copy_elements(ctx, target, offset as usize, source)?;
        return Ok(Value::UNDEFINED);
    }
    // SetTypedArrayFromArrayLike
    let source = ctx.to_object(args.get(0))?;
    let length = ctx.length_of_array_like(source)?;
    if length as f64 + offset > target.length as f64 {
        return Err(ctx.range_error("offset is out of bounds"));
    }
    for i in 0..length {
        let v = ctx.get_index(source, i)?;
        store(ctx, target, offset as usize + i as usize, v)?;
    }
    Ok(Value::UNDEFINED)
}

/// %TypedArray%.prototype.slice ( start, end )
pub(super) fn slice(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let len = array.length as u64;
    let start = relative_index(ctx, args.get(0), len, 0)? as usize;
    let end = relative_index(ctx, args.get(1), len, len)? as usize;
    let count = end.saturating_sub(start);
    let new = species_create(ctx, array, &[length_value(count)])?;
    let kind = array.object.header.kind;
    if new.object.header.kind == kind {
        let size = element_type(kind).size;
        // Byte by byte from the front, as the specification has it: the new array may be a view of the same buffer.
        for i in 0..count * size {
            if new.buffer != array.buffer {
                // SAFETY: `count` elements of both; different buffers.
                unsafe { core::ptr::copy_nonoverlapping(array.data.add(start * size), new.data, count * size) };
                break;
            }
            // SAFETY: as above.
            unsafe { *new.data.add(i) = *array.data.add(start * size + i) };
        }
    } else {
        for i in 0..count {
            let v = load(ctx, array, start + i);
            store(ctx, new, i, v)?;
        }
    }
    Ok(new.value())
}

/// %TypedArray%.prototype.subarray ( start, end )
pub(super) fn subarray(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let len = array.length as u64;
    let start = relative_index(ctx, args.get(0), len, 0)? as usize;
    let end = relative_index(ctx, args.get(1), len, len)? as usize;
    let count = end.saturating_sub(start);
    let offset = array.byte_offset + start * element_type(array.object.header.kind).size;
    let buffer = Value::from_cell(array.buffer);
    let new = species_create(ctx, array, &[buffer, length_value(offset), length_value(count)])?;
    Ok(new.value())
}

fn comparator(ctx: &mut Context, v: Value) -> JsResult<Option<Callback>> {
    if v.is_undefined() {
        return Ok(None);
    }
    if !v.is_callable() {
        return Err(ctx.type_error("The comparison function must be either a function or undefined"));
    }
    Ok(Some(callback(ctx, v)?))
}

/// Elements in ascending order: of floats -0 before 0, NaN last.
trait Ascending {
    fn sort_ascending(&mut self);
}

/// Elements are sorted as unsigned numbers in the same order, so that there is one sort for each width.
macro_rules! ascending {
    ($($ty:ty, $bits:ident: $to:expr, $from:expr;)*) => {
        $(impl Ascending for [$ty] {
            fn sort_ascending(&mut self) {
                // SAFETY: both types have the same size and alignment, and any bits are a value of either.
                let all: &mut [$bits] =
                    unsafe { core::slice::from_raw_parts_mut(self.as_mut_ptr() as *mut $bits, self.len()) };
                let (to, from): (fn($bits) -> $bits, fn($bits) -> $bits) = ($to, $from);
                all.iter_mut().for_each(|x| *x = to(*x));
                all.sort_unstable();
                all.iter_mut().for_each(|x| *x = from(*x));
            }
        })*
    };
}

macro_rules! floats {
    ($($ty:ty, $bits:ident;)*) => {
        ascending! {$(
            // IEEE 754's totalOrder, with all NaN positive.
            $ty, $bits:
            |x| {
                let x = if <$ty>::from_bits(x).is_nan() { x & ($bits::MAX >> 1) } else { x };
                if x >> ($bits::BITS - 1) == 0 { x ^ (1 << ($bits::BITS - 1)) } else { !x }
            },
            |x| if x >> ($bits::BITS - 1) == 0 { !x } else { x ^ (1 << ($bits::BITS - 1)) };
        )*}
    };
}

ascending! {
    u8, u8: |x| x, |x| x;
    u16, u16: |x| x, |x| x;
    u32, u32: |x| x, |x| x;
    u64, u64: |x| x, |x| x;
    i8, u8: |x| x ^ 1 << 7, |x| x ^ 1 << 7;
    i16, u16: |x| x ^ 1 << 15, |x| x ^ 1 << 15;
    i32, u32: |x| x ^ 1 << 31, |x| x ^ 1 << 31;
    i64, u64: |x| x ^ 1 << 63, |x| x ^ 1 << 63;
}
floats! {
    f32, u32;
    f64, u64;
}

fn sort_elements(ctx: &mut Context, array: Typed, comparator: Option<Callback>) -> JsResult<()> {
    let Some(f) = comparator else {
        with_elements!(array, |elements| elements.sort_ascending());
        return Ok(());
    };
    let mut list = GcVec::with_capacity(ctx, array.length);
    for i in 0..array.length {
        let v = load(ctx, array, i);
        list.push(ctx, v);
    }
    let mut scratch = GcVec::from_slice(ctx, &list);
    if list.len() > 1 {
        merge_sort(ctx, f, &mut scratch, 0, list.len(), &mut list)?;
    }
    for i in 0..list.len() {
        store(ctx, array, i, list[i])?;
    }
    Ok(())
}

/// Sorts the elements `from..to`, which both lists hold, into `target`. Asks the comparator what V8 asks, in that order, so
/// that one which contradicts itself gives what it gives there.
fn merge_sort(
    ctx: &mut Context,
    f: Callback,
    source: &mut GcVec,
    from: usize,
    to: usize,
    target: &mut GcVec,
) -> JsResult<()> {
    let middle = from + (to - from) / 2;
    if middle - from > 1 {
        merge_sort(ctx, f, target, from, middle, source)?;
    }
    if to - middle > 1 {
        merge_sort(ctx, f, target, middle, to, source)?;
    }
    let (mut left, mut right) = (from, middle);
    for at in from..to {
        let take_left = if left == middle {
            false
        } else if right == to {
            true
        } else {
            let order = f.call(ctx, Value::UNDEFINED, &[source[left], source[right]])?;
            let order = ctx.to_number(order)?;
            order <= 0.0 || order.is_nan()
        };
        let next = if take_left { &mut left } else { &mut right };
        target.set(ctx, at, source[*next]);
        *next += 1;
    }
    Ok(())
}

/// %TypedArray%.prototype.sort ( comparator )
pub(super) fn sort(ctx: &mut Context, args: &Args) -> JsResult {
    let comparator = comparator(ctx, args.get(0))?;
    let array = this_array(ctx, args)?;
    sort_elements(ctx, array, comparator)?;
    Ok(args.this)
}

/// A copy of the type's own constructor (TypedArrayCreateSameType).
fn copy(ctx: &mut Context, array: Typed) -> JsResult<Typed> {
    let new = allocate(ctx, array.object.header.kind, array.length)?;
    copy_elements(ctx, new, 0, array)?;
    Ok(new)
}

/// %TypedArray%.prototype.toReversed ( )
pub(super) fn to_reversed(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let new = copy(ctx, array)?;
    with_elements!(new, |elements| elements.reverse());
    Ok(new.value())
}

/// %TypedArray%.prototype.toSorted ( comparator )
pub(super) fn to_sorted(ctx: &mut Context, args: &Args) -> JsResult {
    let comparator = comparator(ctx, args.get(0))?;
    let array = this_array(ctx, args)?;
    let new = copy(ctx, array)?;
    sort_elements(ctx, new, comparator)?;
    Ok(new.value())
}

/// %TypedArray%.prototype.with ( index, value )
pub(super) fn with(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let relative = ctx.to_integer_or_infinity(args.get(0))?;
    let index = if relative >= 0.0 { relative } else { array.length as f64 + relative };
    let value = if holds_bigints(array.object.header.kind) {
        ctx.to_bigint(args.get(1))?
    } else {
        Value::from_number(ctx.to_number(args.get(1))?)
    };
    if index < 0.0 || index >= array.length as f64 {
        return Err(ctx.range_error("Invalid typed array index"));
    }
    let new = copy(ctx, array)?;
    store(ctx, new, index as usize, value)?;
    Ok(new.value())
}
