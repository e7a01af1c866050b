//! [21.2 BigInt Objects](https://tc39.es/ecma262/#sec-bigint-objects)

mod cell;

pub use cell::*;

use crate::builtins::{Intrinsic, Row, method, tag};
use crate::context::Context;
use crate::convert::number::{f64_to_integer, group_thousands};
use crate::convert::{Hint, wrapped};
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::ValueExt;
use jsc_abi::CellKind;
use num_bigint::{BigInt, Sign};

const STATICS: &[Row] = &[method("asIntN", 2, as_int_n), method("asUintN", 2, as_uint_n)];

const METHODS: &[Row] = &[
    method("toLocaleString", 0, to_locale_string),
    method("toString", 0, to_string),
    method("valueOf", 0, value_of),
    tag("BigInt"),
];

/// Sets up %BigInt% and %BigInt.prototype%.
pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let prototype = (Intrinsic::BigIntPrototype, prototype);
    ctx.install_class(Intrinsic::BigInt, "BigInt", 1, entry(constructor), STATICS, prototype, METHODS);
}

/// 21.2.1.1 BigInt ( value )
fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
    if args.is_construct() {
        return Err(ctx.type_error("BigInt is not a constructor"));
    }
    let primitive = ctx.to_primitive(args.get(0), Hint::Number)?;
    if primitive.is_number() { ctx.number_to_bigint(primitive.as_number()) } else { ctx.to_bigint(primitive) }
}

/// 21.2.2.1 BigInt.asIntN ( bits, bigint )
fn as_int_n(ctx: &mut Context, args: &Args) -> JsResult {
    let bits = ctx.to_index(args.get(0))? as u64;
    let v = ctx.to_bigint(args.get(1))?;
    if bits == 0 {
        return Ok(ctx.bigint_from_i128(0));
    }
    // OPTIMIZATION: one limb.
    if bits <= 64 {
        let low = ctx.bigint_to_u64_wrapping(v) as i64;
        let unused = 64 - bits;
        return Ok(ctx.bigint_from_i128((low << unused >> unused) as i128));
    }
    let n = bigint_value(v);
    if n.bits() < bits {
        return Ok(v);
    }
    let n = low_bits(&n, bits);
    if !n.bit(bits - 1) {
        return ctx.bigint_checked(&n);
    }
    ctx.bigint_checked(&(n - (BigInt::from(1) << bits)))
}

/// 21.2.2.2 BigInt.asUintN ( bits, bigint )
fn as_uint_n(ctx: &mut Context, args: &Args) -> JsResult {
    let bits = ctx.to_index(args.get(0))? as u64;
    let v = ctx.to_bigint(args.get(1))?;
    // OPTIMIZATION: one limb.
    if bits <= 64 {
        let low = ctx.bigint_to_u64_wrapping(v);
        let low = if bits == 0 { 0 } else { low << (64 - bits) >> (64 - bits) };
        return Ok(ctx.bigint_from_limbs(false, &[low]));
    }
    let n = bigint_value(v);
    if n.sign() != Sign::Minus && n.bits() <= bits {
        return Ok(v);
    }
    // A negative number has ones up to the last bit asked for.
    if bits > MAX_BITS {
        return Err(ctx.bigint_too_big());
    }
    ctx.bigint_checked(&low_bits(&n, bits))
}

/// `n` modulo 2^bits.
fn low_bits(n: &BigInt, bits: u64) -> BigInt {
    let mask = (BigInt::from(1) << bits) - 1;
    n & mask
}

/// [ThisBigIntValue](https://tc39.es/ecma262/#sec-thisbigintvalue)
fn this_bigint_value(ctx: &mut Context, args: &Args, method: &str) -> JsResult {
    if args.this.is_bigint() {
        return Ok(args.this);
    }
    match wrapped(args.this, CellKind::BigIntObject) {
        Some(v) => Ok(v),
        None => Err(ctx.type_error(format_args!("BigInt.prototype.{method} requires that 'this' be a BigInt"))),
    }
}

/// 21.2.3.2 BigInt.prototype.toLocaleString ( [ reserved1 [ , reserved2 ] ] )
fn to_locale_string(ctx: &mut Context, args: &Args) -> JsResult {
    let v = this_bigint_value(ctx, args, "toLocaleString")?;
    let text = group_thousands(&to_text(v, 10));
    Ok(ctx.string_from_str(&text).value())
}

/// 21.2.3.3 BigInt.prototype.toString ( [ radix ] )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    let v = this_bigint_value(ctx, args, "toString")?;
    let radix = match args.get(0) {
        r if r.is_undefined() => 10.0,
        r => f64_to_integer(ctx.to_number(r)?),
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(ctx.range_error("toString() radix argument must be between 2 and 36"));
    }
    let text = to_text(v, radix as u32);
    Ok(ctx.string_from_str(&text).value())
}

/// 21.2.3.4 BigInt.prototype.valueOf ( )
fn value_of(ctx: &mut Context, args: &Args) -> JsResult {
    this_bigint_value(ctx, args, "valueOf")
}
