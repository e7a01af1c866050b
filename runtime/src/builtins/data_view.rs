//! [25.3 DataView Objects](https://tc39.es/ecma262/#sec-dataview-objects)

use crate::builtins::{Intrinsic, array_buffer, getter, method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, ValueExt};
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A DataView.
#[repr(C)]
struct DataViewObject {
    object: Object,
    /// [[ViewedArrayBuffer]]
    buffer: Value,
    byte_offset: usize,
    byte_length: usize,
    spare: usize,
}

const OUT_OF_BOUNDS: &str = "Offset is outside the bounds of the DataView";

/// DataView ( buffer [ , byteOffset [ , byteLength ] ] ) <https://tc39.es/ecma262/#sec-dataview-buffer-byteoffset-bytelength>
fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is undefined, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor DataView requires 'new'"));
    }
    // 2. Perform ? RequireInternalSlot(buffer, [[ArrayBufferData]]).
    let Some(buffer) = array_buffer::as_array_buffer(args.get(0)) else {
        return Err(ctx.type_error("First argument to DataView constructor must be an ArrayBuffer"));
    };
    // 3. Let offset be ? ToIndex(byteOffset).
    let offset = ctx.to_integer_or_infinity(args.get(1))?;
    // 6. If offset > bufferByteLength, throw a RangeError exception.
    if offset < 0.0 || offset > buffer.byte_length as f64 {
        let shown = ctx.display_for_error(args.get(1));
        return Err(ctx.range_error(format_args!("Start offset {shown} is outside the bounds of the buffer")));
    }
    let offset = offset as usize;
    // 8-9. Let viewByteLength be ? ToIndex(byteLength), or what is left.
    let length = if args.get(2).is_undefined() {
        buffer.byte_length - offset
    } else {
        let length = ctx.to_integer_or_infinity(args.get(2))?;
        if length < 0.0 || offset as f64 + length > buffer.byte_length as f64 {
            let shown = ctx.display_for_error(args.get(2));
            return Err(ctx.range_error(format_args!("Invalid DataView length {shown}")));
        }
        length as usize
    };
    // 10-15.
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::DataViewPrototype, CellKind::DataView)?;
    // SAFETY: by kind.
    let mut view: Gc<DataViewObject> = unsafe { o.cast() };
    view.buffer = buffer.value();
    view.byte_offset = offset;
    view.byte_length = length;
    ctx.write_barrier(view);
    Ok(o.value())
}

fn this_view(ctx: &mut Context, args: &Args, name: &str) -> JsResult<Gc<DataViewObject>> {
    // SAFETY: by kind.
    match unsafe { args.this.as_kind::<DataViewObject>(CellKind::DataView) } {
        Some(view) => Ok(view),
        // NB: V8's message does not show the receiver.
        None => {
            Err(ctx
                .type_error(format_args!("Method DataView.prototype.{name} called on incompatible receiver undefined")))
        }
    }
}

/// The bytes of a DataView. For immediate use.
pub(crate) fn view_bytes(v: Value) -> Option<&'static mut [u8]> {
    // SAFETY: by kind.
    let view = unsafe { v.as_kind::<DataViewObject>(CellKind::DataView) }?;
    let buffer = array_buffer::as_array_buffer(view.buffer)?;
    Some(&mut array_buffer::bytes(buffer)[view.byte_offset..view.byte_offset + view.byte_length])
}

/// get DataView.prototype.buffer
fn buffer(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(this_view(ctx, args, "buffer")?.buffer)
}

/// get DataView.prototype.byteLength
fn byte_length(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(this_view(ctx, args, "byteLength")?.byte_length as f64))
}

/// get DataView.prototype.byteOffset
fn byte_offset(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(this_view(ctx, args, "byteOffset")?.byte_offset as f64))
}

/// ToIndex of a request index.
fn request_index(ctx: &mut Context, v: Value) -> JsResult<f64> {
    if v.is_int32() && v.as_int32() >= 0 {
        return Ok(v.as_int32() as f64);
    }
    let index = ctx.to_integer_or_infinity(v)?;
    if index < 0.0 || index > 9_007_199_254_740_991.0 { Err(ctx.range_error(OUT_OF_BOUNDS)) } else { Ok(index) }
}

/// The `N` bytes at an index.
fn at<const N: usize>(ctx: &mut Context, view: Gc<DataViewObject>, index: f64) -> JsResult<&'static mut [u8; N]> {
    if index + N as f64 > view.byte_length as f64 {
        return Err(ctx.range_error(OUT_OF_BOUNDS));
    }
    let bytes = view_bytes(view.value()).expect("a DataView has a buffer");
    Ok((&mut bytes[index as usize..index as usize + N]).try_into().expect("N bytes"))
}

/// GetViewValue and SetViewValue <https://tc39.es/ecma262/#sec-getviewvalue>, for each element type: names, Rust type, how a
/// value is made of it, and it of a value.
macro_rules! accessors {
    ($($get:ident $set:ident $get_name:literal $set_name:literal $ty:ty, $from:expr, $to:expr;)*) => {
        $(
            fn $get(ctx: &mut Context, args: &Args) -> JsResult {
                const N: usize = size_of::<$ty>();
                // 1-2. RequireInternalSlot(view, [[DataView]])
                let view = this_view(ctx, args, $get_name)?;
                // 3. Let getIndex be ? ToIndex(requestIndex).
                let index = request_index(ctx, args.get(0))?;
                // 4. Set littleEndian to ToBoolean(littleEndian).
                let little = ctx.to_boolean(args.get(1));
                // 5-12.
                let bytes = *at::<N>(ctx, view, index)?;
                let n = if little { <$ty>::from_le_bytes(bytes) } else { <$ty>::from_be_bytes(bytes) };
                let from: fn(&mut Context, $ty) -> Value = $from;
                Ok(from(ctx, n))
            }

            fn $set(ctx: &mut Context, args: &Args) -> JsResult {
                const N: usize = size_of::<$ty>();
                let view = this_view(ctx, args, $set_name)?;
                let index = request_index(ctx, args.get(0))?;
                // 4-5. Let numberValue be ? ToBigInt(value) or ? ToNumber(value).
                let to: fn(&mut Context, Value) -> JsResult<$ty> = $to;
                let n = to(ctx, args.get(1))?;
                let little = ctx.to_boolean(args.get(2));
                *at::<N>(ctx, view, index)? = if little { n.to_le_bytes() } else { n.to_be_bytes() };
                Ok(Value::UNDEFINED)
            }
        )*

        pub(super) fn init(ctx: &mut Context) {
            let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
            ctx.install_class(
                Intrinsic::DataView,
                "DataView",
                1,
                entry(constructor),
                &[],
                (Intrinsic::DataViewPrototype, prototype),
                &[
                    getter("buffer", buffer),
                    getter("byteLength", byte_length),
                    getter("byteOffset", byte_offset),
                    $(method($get_name, 1, $get), method($set_name, 2, $set),)*
                    tag("DataView"),
                ],
            );
        }
    };
}

fn integer(ctx: &mut Context, v: Value) -> JsResult<i32> {
    ctx.to_int32(v)
}

fn big(ctx: &mut Context, v: Value) -> JsResult<u64> {
    let n = ctx.to_bigint(v)?;
    Ok(ctx.bigint_to_u64_wrapping(n))
}

accessors! {
    get_int8 set_int8 "getInt8" "setInt8" i8, |_, n| Value::from_i32(n as i32), |ctx, v| Ok(integer(ctx, v)? as i8);
    get_uint8 set_uint8 "getUint8" "setUint8" u8, |_, n| Value::from_i32(n as i32), |ctx, v| Ok(integer(ctx, v)? as u8);
    get_int16 set_int16 "getInt16" "setInt16" i16, |_, n| Value::from_i32(n as i32), |ctx, v| Ok(integer(ctx, v)? as i16);
    get_uint16 set_uint16 "getUint16" "setUint16" u16, |_, n| Value::from_i32(n as i32), |ctx, v| Ok(integer(ctx, v)? as u16);
    get_int32 set_int32 "getInt32" "setInt32" i32, |_, n| Value::from_i32(n), |ctx, v| integer(ctx, v);
    get_uint32 set_uint32 "getUint32" "setUint32" u32, |_, n| Value::from_u32(n), |ctx, v| Ok(integer(ctx, v)? as u32);
    get_float32 set_float32 "getFloat32" "setFloat32" f32, |_, n| Value::from_number(n as f64), |ctx, v| Ok(ctx.to_number(v)? as f32);
    get_float64 set_float64 "getFloat64" "setFloat64" f64, |_, n| Value::from_number(n), |ctx, v| ctx.to_number(v);
    get_big_int64 set_big_int64 "getBigInt64" "setBigInt64" i64, |ctx, n| ctx.bigint_from_i128(n as i128), |ctx, v| Ok(big(ctx, v)? as i64);
    get_big_uint64 set_big_uint64 "getBigUint64" "setBigUint64" u64, |ctx, n| ctx.bigint_from_i128(n as i128), |ctx, v| big(ctx, v);
}
