//! [25.1 ArrayBuffer Objects](https://tc39.es/ecma262/#sec-arraybuffer-objects). Buffers are neither resized nor detached.

use crate::builtins::{Intrinsic, WellKnown, array, function, getter, method, symbol_getter, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, ValueExt};
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// V8's limit.
const MAX_BYTE_LENGTH: f64 = 8_589_934_592.0;

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.install_class(
        Intrinsic::ArrayBuffer,
        "ArrayBuffer",
        1,
        entry(constructor),
        &[method("isView", 1, is_view), symbol_getter(WellKnown::Species, function::return_this)],
        (Intrinsic::ArrayBufferPrototype, prototype),
        &[
            getter("byteLength", byte_length),
            method("slice", 2, slice),
            getter("maxByteLength", byte_length),
            getter("resizable", resizable),
            tag("ArrayBuffer"),
        ],
    );
}

/// The ArrayBuffer that the value is.
pub(crate) fn as_array_buffer(v: Value) -> Option<Gc<ArrayBuffer>> {
    // SAFETY: by kind.
    unsafe { v.as_kind(CellKind::ArrayBuffer) }
}

/// Gives a fresh ArrayBuffer object its bytes, all 0.
fn fill(ctx: &mut Context, mut buffer: Gc<ArrayBuffer>, byte_length: usize) -> JsResult<()> {
    if !ctx.heap.can_allocate(byte_length) {
        return Err(ctx.range_error("Array buffer allocation failed"));
    }
    if byte_length > 0 {
        let bytes = ctx.alloc_bytes(byte_length);
        buffer.bytes = bytes as *mut CellHeader;
        // SAFETY: the payload of a Bytes cell is behind its header.
        buffer.data = unsafe { (bytes as *mut u8).add(BYTES_DATA_OFFSET) };
        ctx.write_barrier(buffer);
    } else {
        buffer.data = core::ptr::dangling_mut::<u64>() as *mut u8;
    }
    buffer.byte_length = byte_length;
    buffer.max_byte_length = byte_length;
    Ok(())
}

/// A new ArrayBuffer of %ArrayBuffer%, all 0.
pub fn allocate(ctx: &mut Context, byte_length: usize) -> JsResult<Gc<ArrayBuffer>> {
    let prototype = ctx.intrinsic(Intrinsic::ArrayBufferPrototype);
    let o = ctx.new_builtin_object(CellKind::ArrayBuffer, prototype);
    // SAFETY: by kind.
    let buffer: Gc<ArrayBuffer> = unsafe { o.cast() };
    fill(ctx, buffer, byte_length)?;
    Ok(buffer)
}

/// The bytes. For immediate use.
pub(crate) fn bytes(buffer: Gc<ArrayBuffer>) -> &'static mut [u8] {
    if buffer.byte_length == 0 {
        return &mut [];
    }
    // SAFETY: `data` has `byte_length` bytes; cells do not move.
    unsafe { core::slice::from_raw_parts_mut(buffer.data, buffer.byte_length) }
}

/// ArrayBuffer ( length [ , options ] ) <https://tc39.es/ecma262/#sec-arraybuffer-length>
fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is undefined, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor ArrayBuffer requires 'new'"));
    }
    // 2. Let byteLength be ? ToIndex(length).
    let length = ctx.to_integer_or_infinity(args.get(0))?;
    if !(0.0..=9_007_199_254_740_991.0).contains(&length) {
        return Err(ctx.range_error("Invalid array buffer length"));
    }
    // 4. Return ? AllocateArrayBuffer(NewTarget, byteLength).
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::ArrayBufferPrototype, CellKind::ArrayBuffer)?;
    if length > MAX_BYTE_LENGTH {
        return Err(ctx.range_error("Array buffer allocation failed"));
    }
    // SAFETY: by kind.
    fill(ctx, unsafe { o.cast() }, length as usize)?;
    Ok(o.value())
}

/// ArrayBuffer.isView ( arg ) <https://tc39.es/ecma262/#sec-arraybuffer.isview>
fn is_view(_ctx: &mut Context, args: &Args) -> JsResult {
    let view =
        matches!(args.get(0).as_object(), Some(o) if o.kind().is_typed_array() || o.kind() == CellKind::DataView);
    Ok(Value::from_bool(view))
}

fn this_buffer(ctx: &mut Context, args: &Args, name: &str) -> JsResult<Gc<ArrayBuffer>> {
    match as_array_buffer(args.this) {
        Some(buffer) => Ok(buffer),
        None => {
            let shown = ctx.display_for_error(args.this);
            Err(ctx.type_error(format_args!(
                "Method ArrayBuffer.prototype.{name} called on incompatible receiver {shown}"
            )))
        }
    }
}

/// get ArrayBuffer.prototype.byteLength <https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.bytelength>, and
/// maxByteLength, which is the same where nothing is resizable
fn byte_length(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(this_buffer(ctx, args, "byteLength")?.byte_length as f64))
}

/// get ArrayBuffer.prototype.resizable <https://tc39.es/ecma262/#sec-get-arraybuffer.prototype.resizable>
fn resizable(ctx: &mut Context, args: &Args) -> JsResult {
    this_buffer(ctx, args, "resizable")?;
    Ok(Value::FALSE)
}

/// ArrayBuffer.prototype.slice ( start, end ) <https://tc39.es/ecma262/#sec-arraybuffer.prototype.slice>
fn slice(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-4.
    let buffer = this_buffer(ctx, args, "slice")?;
    // 5-13.
    let length = buffer.byte_length as u64;
    let first = array::relative_index(ctx, args.get(0), length, 0)? as usize;
    let end = array::relative_index(ctx, args.get(1), length, length)? as usize;
    // 14. Let newLen be max(final - first, 0).
    let count = end.saturating_sub(first);
    // 15. Let ctor be ? SpeciesConstructor(O, %ArrayBuffer%).
    // SAFETY: an ArrayBuffer is an object.
    let constructor = ctx.species_constructor(unsafe { buffer.cast() }, Intrinsic::ArrayBuffer)?;
    // 16. Let new be ? Construct(ctor, « 𝔽(newLen) »).
    let new = ctx.construct(constructor, &[Value::from_number(count as f64)], None)?;
    // 17-22.
    let Some(new) = as_array_buffer(new.value()) else {
        let shown = ctx.display_for_error(new.value());
        return Err(
            ctx.type_error(format_args!("Method ArrayBuffer.prototype.slice called on incompatible receiver {shown}"))
        );
    };
    if new == buffer {
        return Err(ctx.type_error("ArrayBuffer subclass returned this from species constructor"));
    }
    if new.byte_length < count {
        return Err(ctx.type_error("Species constructor returned a too small ArrayBuffer"));
    }
    // 23-26.
    bytes(new)[..count].copy_from_slice(&bytes(buffer)[first..first + count]);
    Ok(new.value())
}
