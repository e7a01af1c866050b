//! [21.1 Number Objects](https://tc39.es/ecma262/#sec-number-objects)

use crate::builtins::bigint;
use crate::builtins::{Intrinsic, METHOD, Row, method, number};
use crate::context::Context;
use crate::convert::number::{f64_to_integer, localized, to_exponential, to_fixed, to_precision};
use crate::convert::{MAX_SAFE_INTEGER, set_wrapped, wrapped};
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::ValueExt;
use jsc_abi::{CellKind, Value};

const STATICS: &[Row] = &[
    number("EPSILON", f64::EPSILON),
    number("MAX_SAFE_INTEGER", MAX_SAFE_INTEGER),
    number("MAX_VALUE", f64::MAX),
    number("MIN_SAFE_INTEGER", -MAX_SAFE_INTEGER),
    number("MIN_VALUE", 5e-324),
    number("NaN", f64::NAN),
    number("NEGATIVE_INFINITY", f64::NEG_INFINITY),
    number("POSITIVE_INFINITY", f64::INFINITY),
    method("isFinite", 1, is_finite),
    method("isInteger", 1, is_integer),
    method("isNaN", 1, is_nan),
    method("isSafeInteger", 1, is_safe_integer),
    Row::Lazy("parseFloat", Intrinsic::ParseFloat, METHOD),
    Row::Lazy("parseInt", Intrinsic::ParseInt, METHOD),
];

const METHODS: &[Row] = &[
    method("toExponential", 1, number_to_exponential),
    method("toFixed", 1, number_to_fixed),
    method("toLocaleString", 0, to_locale_string),
    method("toPrecision", 1, number_to_precision),
    method("toString", 1, to_string),
    method("valueOf", 0, value_of),
];

/// Sets up %Number% and %Number.prototype%, which is itself a Number object.
pub(super) fn init(ctx: &mut Context) {
    let object_prototype = ctx.intrinsic(Intrinsic::ObjectPrototype);
    let prototype = ctx.new_wrapper(CellKind::NumberObject, object_prototype, Value::from_i32(0));
    let prototype = (Intrinsic::NumberPrototype, prototype);
    ctx.install_class(Intrinsic::Number, "Number", 1, entry(constructor), STATICS, prototype, METHODS);
}

/// 21.1.1.1 Number ( value )
fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-2. If value is present: ToNumeric; a BigInt becomes the Number nearest to it. Else +0.
    let n = match args.args.first() {
        None => Value::from_i32(0),
        Some(&v) => {
            let primitive = ctx.to_numeric(v)?;
            if primitive.is_bigint() { Value::from_number(bigint::to_f64(primitive)) } else { primitive }
        }
    };
    // 3. If NewTarget is undefined, return n.
    if !args.is_construct() {
        return Ok(n);
    }
    // 4-6. Let O be ? OrdinaryCreateFromConstructor(NewTarget, "%Number.prototype%", « [[NumberData]] »).
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::NumberPrototype, CellKind::NumberObject)?;
    set_wrapped(o, n);
    Ok(o.value())
}

/// 21.1.2.2 Number.isFinite ( number )
fn is_finite(_ctx: &mut Context, args: &Args) -> JsResult {
    let v = args.get(0);
    Ok(Value::from_bool(v.is_number() && v.as_number().is_finite()))
}

/// [IsIntegralNumber](https://tc39.es/ecma262/#sec-isintegralnumber)
fn is_integral(v: Value) -> bool {
    v.is_int32() || (v.is_number() && v.as_double().is_finite() && v.as_double().trunc() == v.as_double())
}

/// 21.1.2.3 Number.isInteger ( number )
fn is_integer(_ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(is_integral(args.get(0))))
}

/// 21.1.2.4 Number.isNaN ( number )
fn is_nan(_ctx: &mut Context, args: &Args) -> JsResult {
    let v = args.get(0);
    Ok(Value::from_bool(v.is_number() && v.as_number().is_nan()))
}

/// 21.1.2.5 Number.isSafeInteger ( number )
fn is_safe_integer(_ctx: &mut Context, args: &Args) -> JsResult {
    let v = args.get(0);
    Ok(Value::from_bool(is_integral(v) && v.as_number().abs() <= MAX_SAFE_INTEGER))
}

/// [ThisNumberValue](https://tc39.es/ecma262/#sec-thisnumbervalue)
fn this_number_value(ctx: &mut Context, args: &Args, method: &str) -> JsResult<f64> {
    if args.this.is_number() {
        return Ok(args.this.as_number());
    }
    match wrapped(args.this, CellKind::NumberObject) {
        Some(v) => Ok(v.as_number()),
        None => Err(ctx.type_error(format_args!("Number.prototype.{method} requires that 'this' be a Number"))),
    }
}

/// The string of a finite number: its sign, and `text` of its absolute value.
fn signed(ctx: &mut Context, x: f64, text: impl Fn(f64) -> String) -> JsResult {
    let mut s = text(x.abs());
    if x < 0.0 {
        s.insert(0, '-');
    }
    Ok(ctx.string_from_latin1(s.as_bytes()).value())
}

/// 21.1.3.2 Number.prototype.toExponential ( fractionDigits )
fn number_to_exponential(ctx: &mut Context, args: &Args) -> JsResult {
    let x = this_number_value(ctx, args, "toExponential")?;
    let digits = ctx.to_integer_or_infinity(args.get(0))?;
    if !x.is_finite() {
        return Ok(ctx.number_to_string(x).value());
    }
    if !(0.0..=100.0).contains(&digits) {
        return Err(ctx.range_error("toExponential() argument must be between 0 and 100"));
    }
    let digits = if args.get(0).is_undefined() { None } else { Some(digits as usize) };
    signed(ctx, x, |x| to_exponential(x, digits))
}

/// 21.1.3.3 Number.prototype.toFixed ( fractionDigits )
fn number_to_fixed(ctx: &mut Context, args: &Args) -> JsResult {
    let x = this_number_value(ctx, args, "toFixed")?;
    let digits = ctx.to_integer_or_infinity(args.get(0))?;
    if !(0.0..=100.0).contains(&digits) {
        return Err(ctx.range_error("toFixed() digits argument must be between 0 and 100"));
    }
    if !x.is_finite() || x.abs() >= 1e21 {
        return Ok(ctx.number_to_string(x).value());
    }
    signed(ctx, x, |x| to_fixed(x, digits as usize))
}

/// 21.1.3.4 Number.prototype.toLocaleString ( [ reserved1 [ , reserved2 ] ] ): as locale "en-US" has it.
fn to_locale_string(ctx: &mut Context, args: &Args) -> JsResult {
    let x = this_number_value(ctx, args, "toLocaleString")?;
    let (mut least, mut most) = (None, None);
    if let Some(options) = args.get(1).as_object() {
        for (name, limit) in [("minimumFractionDigits", &mut least), ("maximumFractionDigits", &mut most)] {
            let key = ctx.key(name);
            let v = ctx.get(options, key)?;
            if v.is_undefined() {
                continue;
            }
            let digits = ctx.to_number(v)?;
            if !(0.0..=100.0).contains(&digits) {
                return Err(ctx.range_error(format_args!("{name} value is out of range.")));
            }
            *limit = Some(digits as usize);
        }
    }
    let (least, most) = match (least, most) {
        (Some(least), Some(most)) if least > most => {
            return Err(ctx.range_error("maximumFractionDigits value is out of range."));
        }
        (Some(least), Some(most)) => (least, most),
        (Some(least), None) => (least, least.max(3)),
        (None, Some(most)) => (0, most),
        (None, None) => (0, 3),
    };
    let text = localized(x, least, most);
    Ok(ctx.string_from_str(&text).value())
}

/// 21.1.3.5 Number.prototype.toPrecision ( precision )
fn number_to_precision(ctx: &mut Context, args: &Args) -> JsResult {
    let x = this_number_value(ctx, args, "toPrecision")?;
    if args.get(0).is_undefined() {
        return Ok(ctx.number_to_string(x).value());
    }
    let precision = ctx.to_integer_or_infinity(args.get(0))?;
    if !x.is_finite() {
        return Ok(ctx.number_to_string(x).value());
    }
    if !(1.0..=100.0).contains(&precision) {
        return Err(ctx.range_error("toPrecision() argument must be between 1 and 100"));
    }
    signed(ctx, x, |x| to_precision(x, precision as usize))
}

/// 21.1.3.6 Number.prototype.toString ( [ radix ] )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    let x = this_number_value(ctx, args, "toString")?;
    let radix = match args.get(0) {
        r if r.is_undefined() => 10.0,
        r => f64_to_integer(ctx.to_number(r)?),
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(ctx.range_error("toString() radix argument must be between 2 and 36"));
    }
    if radix == 10.0 {
        return Ok(ctx.number_to_string(x).value());
    }
    // OPTIMIZATION: small integers, as hashes and colours are printed.
    if x >= 0.0 && x < radix && x.trunc() == x {
        let digit = char::from_digit(x as u32, radix as u32).expect("less than the radix");
        return Ok(ctx.single_char(digit as u16).value());
    }
    if x.abs() < 9007199254740992.0 && x as i64 as f64 == x {
        // OPTIMIZATION: integers, from the last digit on.
        let mut digits = [0u8; 64];
        let (mut at, mut rest) = (digits.len(), x.abs() as u64);
        while rest != 0 {
            at -= 1;
            digits[at] = b"0123456789abcdefghijklmnopqrstuvwxyz"[(rest % radix as u64) as usize];
            rest /= radix as u64;
        }
        if x < 0.0 {
            at -= 1;
            digits[at] = b'-';
        }
        return Ok(ctx.string_from_latin1(&digits[at..]).value());
    }
    let text = ctx.number_to_radix(x, radix as u32);
    Ok(ctx.string_from_latin1(text.as_bytes()).value())
}

/// 21.1.3.7 Number.prototype.valueOf ( )
fn value_of(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(this_number_value(ctx, args, "valueOf")?))
}
