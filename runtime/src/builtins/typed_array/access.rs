//! Methods and accessors of [%TypedArray%.prototype](https://tc39.es/ecma262/#sec-properties-of-the-%typedarrayprototype%-object)
//! that only read.

use super::*;
use crate::builtins::array::relative_index;
use crate::builtins::map::IterationKind;
use crate::string::StringBuilder;

fn accessor_receiver(ctx: &mut Context, args: &Args, name: &str) -> JsResult<Typed> {
    match as_typed_array(args.this) {
        Some(array) => Ok(array),
        None => {
            let shown = ctx.display_for_error(args.this);
            Err(ctx.type_error(format_args!(
                "Method get TypedArray.prototype.{name} called on incompatible receiver {shown}"
            )))
        }
    }
}

/// get %TypedArray%.prototype.buffer
pub(super) fn buffer(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_cell(accessor_receiver(ctx, args, "buffer")?.buffer))
}

/// get %TypedArray%.prototype.byteLength
pub(super) fn byte_length(ctx: &mut Context, args: &Args) -> JsResult {
    let array = accessor_receiver(ctx, args, "byteLength")?;
    Ok(length_value(array.length * element_type(array.object.header.kind).size))
}

/// get %TypedArray%.prototype.byteOffset
pub(super) fn byte_offset(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(length_value(accessor_receiver(ctx, args, "byteOffset")?.byte_offset))
}

/// The one address of the entry of that getter.
#[inline(never)]
pub(crate) fn length_entry() -> jsc_abi::layout::Entry {
    crate::entry::entry(length)
}

/// get %TypedArray%.prototype.length
pub(super) fn length(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(length_value(accessor_receiver(ctx, args, "length")?.length))
}

/// get %TypedArray%.prototype [ @@toStringTag ]
pub(super) fn to_string_tag(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(match as_typed_array(args.this) {
        Some(array) => ctx.intern(element_type(array.object.header.kind).name).value(),
        None => Value::UNDEFINED,
    })
}

fn iterate(ctx: &mut Context, args: &Args, kind: IterationKind) -> JsResult {
    let array = this_array(ctx, args)?;
    Ok(iterator::create_array_iterator(ctx, object(array), kind))
}

/// %TypedArray%.prototype.entries ( )
pub(super) fn entries(ctx: &mut Context, args: &Args) -> JsResult {
    iterate(ctx, args, IterationKind::KeyAndValue)
}

/// %TypedArray%.prototype.keys ( )
pub(super) fn keys(ctx: &mut Context, args: &Args) -> JsResult {
    iterate(ctx, args, IterationKind::Key)
}

/// %TypedArray%.prototype.values ( )
pub(super) fn values(ctx: &mut Context, args: &Args) -> JsResult {
    iterate(ctx, args, IterationKind::Value)
}

/// %TypedArray%.prototype.at ( index )
pub(super) fn at(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let relative = ctx.to_integer_or_infinity(args.get(0))?;
    let k = if relative >= 0.0 { relative } else { array.length as f64 + relative };
    Ok(if k < 0.0 || k >= array.length as f64 { Value::UNDEFINED } else { load(ctx, array, k as usize) })
}

/// The element that equals `v` strictly, or (`zero`) as SameValueZero has it.
fn find(ctx: &mut Context, array: Typed, v: Value, range: impl Iterator<Item = usize>, zero: bool) -> Option<usize> {
    let kind = array.object.header.kind;
    if holds_bigints(kind) {
        if !v.is_bigint() {
            return None;
        }
        for i in range {
            let e = load(ctx, array, i);
            if ctx.strict_equals(e, v) {
                return Some(i);
            }
        }
        return None;
    }
    if !v.is_number() {
        return None;
    }
    let n = v.as_number();
    with_elements!(array, |elements| {
        let mut range = range;
        range.find(|&i| {
            let e = elements[i] as f64;
            e == n || zero && e.is_nan() && n.is_nan()
        })
    })
}

/// %TypedArray%.prototype.includes ( searchElement [ , fromIndex ] )
pub(super) fn includes(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    if array.length == 0 {
        return Ok(Value::FALSE);
    }
    let start = relative_index(ctx, args.get(1), array.length as u64, 0)? as usize;
    Ok(Value::from_bool(find(ctx, array, args.get(0), start..array.length, true).is_some()))
}

fn index_or_minus_one(index: Option<usize>) -> Value {
    index.map_or(Value::from_i32(-1), length_value)
}

/// %TypedArray%.prototype.indexOf ( searchElement [ , fromIndex ] )
pub(super) fn index_of(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    if array.length == 0 {
        return Ok(Value::from_i32(-1));
    }
    let start = relative_index(ctx, args.get(1), array.length as u64, 0)? as usize;
    Ok(index_or_minus_one(find(ctx, array, args.get(0), start..array.length, false)))
}

/// %TypedArray%.prototype.lastIndexOf ( searchElement [ , fromIndex ] )
pub(super) fn last_index_of(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    if array.length == 0 {
        return Ok(Value::from_i32(-1));
    }
    let len = array.length as f64;
    let n = if args.len() > 1 { ctx.to_integer_or_infinity(args.get(1))? } else { len - 1.0 };
    let end = if n >= 0.0 { n.min(len - 1.0) + 1.0 } else { len + n + 1.0 };
    if end <= 0.0 {
        return Ok(Value::from_i32(-1));
    }
    Ok(index_or_minus_one(find(ctx, array, args.get(0), (0..end as usize).rev(), false)))
}

/// %TypedArray%.prototype.join ( separator )
pub(super) fn join(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let separator = if args.get(0).is_undefined() { ctx.single_char(b',' as u16) } else { ctx.to_string(args.get(0))? };
    let mut out = StringBuilder::new();
    for i in 0..array.length {
        if i > 0 {
            out.push_js(ctx, separator);
        }
        let v = load(ctx, array, i);
        let s = ctx.to_string(v)?;
        out.push_js(ctx, s);
    }
    Ok(out.finish(ctx)?.value())
}

/// %TypedArray%.prototype.toLocaleString ( )
pub(super) fn to_locale_string(ctx: &mut Context, args: &Args) -> JsResult {
    let array = this_array(ctx, args)?;
    let key = ctx.key("toLocaleString");
    let mut out = StringBuilder::new();
    for i in 0..array.length {
        if i > 0 {
            out.push_str(",");
        }
        let v = load(ctx, array, i);
        let v = ctx.invoke(v, key, args.args)?;
        let s = ctx.to_string(v)?;
        out.push_js(ctx, s);
    }
    Ok(out.finish(ctx)?.value())
}
