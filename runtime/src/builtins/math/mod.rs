//! [21.3 The Math Object](https://tc39.es/ecma262/#sec-math-object)

pub mod fdlibm;

use crate::builtins::{Intrinsic, METHOD, Row, method, number, quick_method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use core::f64::consts;
use jsc_abi::Value;
use jsc_abi::layout::{BYTES_DATA_OFFSET, Bytes};
use std::hash::{BuildHasher, RandomState};

const ROWS: &[Row] = &[
    number("E", consts::E),
    number("LN10", consts::LN_10),
    number("LN2", consts::LN_2),
    number("LOG10E", consts::LOG10_E),
    number("LOG2E", consts::LOG2_E),
    number("PI", consts::PI),
    number("SQRT1_2", consts::FRAC_1_SQRT_2),
    number("SQRT2", consts::SQRT_2),
    tag("Math"),
    quick_method("abs", 1, quick::abs, abs),
    quick_method("acos", 1, quick::acos, acos),
    quick_method("acosh", 1, quick::acosh, acosh),
    quick_method("asin", 1, quick::asin, asin),
    quick_method("asinh", 1, quick::asinh, asinh),
    quick_method("atan", 1, quick::atan, atan),
    quick_method("atanh", 1, quick::atanh, atanh),
    quick_method("atan2", 2, quick_atan2, atan2),
    quick_method("ceil", 1, quick::ceil, ceil),
    quick_method("cbrt", 1, quick::cbrt, cbrt),
    quick_method("expm1", 1, quick::expm1, expm1),
    quick_method("clz32", 1, quick_clz32, clz32),
    quick_method("cos", 1, quick::cos, cos),
    quick_method("cosh", 1, quick::cosh, cosh),
    quick_method("exp", 1, quick::exp, exp),
    quick_method("floor", 1, quick::floor, floor),
    quick_method("fround", 1, quick::fround, fround),
    method("hypot", 2, hypot),
    quick_method("imul", 2, quick_imul, imul),
    quick_method("log", 1, quick::log, log),
    quick_method("log1p", 1, quick::log1p, log1p),
    quick_method("log2", 1, quick::log2, log2),
    quick_method("log10", 1, quick::log10, log10),
    quick_method("max", 2, quick_max, max),
    quick_method("min", 2, quick_min, min),
    quick_method("pow", 2, quick_pow, pow),
    quick_method("round", 1, quick::round, round),
    quick_method("sign", 1, quick::sign, sign),
    quick_method("sin", 1, quick::sin, sin),
    quick_method("sinh", 1, quick::sinh, sinh),
    quick_method("sqrt", 1, quick::sqrt, sqrt),
    quick_method("tan", 1, quick::tan, tan),
    quick_method("tanh", 1, quick::tanh, tanh),
    quick_method("trunc", 1, quick::trunc, trunc),
];

/// Sets up %Math%.
pub(super) fn init(ctx: &mut Context) {
    let math = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Math, math);
    ctx.install(math, ROWS);
    ctx.mark_known(math, "Math.");
    // The generator's state is what the function captures.
    let state = ctx.alloc_bytes(size_of::<[u64; 2]>());
    let seed = RandomState::new();
    // SAFETY: the payload of that cell has room for two words.
    unsafe { *random_state(state) = [seed.hash_one(1) | 1, seed.hash_one(2)] };
    let name = ctx.intern("random");
    let random = ctx.new_builtin(name, 0, entry(random), Value::from_cell(state), false);
    let key = ctx.key("random");
    ctx.define_builtin(math, key, random.value(), METHOD);
}

/// The function number `function` of `jsc_abi::builtin::MATH`, for compiled code.
pub fn of_double(x: f64, function: u32) -> f64 {
    match jsc_abi::builtin::MATH[function as usize] {
        "sqrt" => x.sqrt(),
        "fabs" => x.abs(),
        "floor" => x.floor(),
        "ceil" => x.ceil(),
        "trunc" => x.trunc(),
        "acos" => fdlibm::acos(x),
        "asin" => fdlibm::asin(x),
        "atan" => fdlibm::atan(x),
        "cos" => fdlibm::cos(x),
        "exp" => fdlibm::exp(x),
        "log" => fdlibm::log(x),
        "log10" => fdlibm::log10(x),
        "log2" => fdlibm::log2(x),
        "round" => round_half_up(x),
        "sin" => fdlibm::sin(x),
        "tan" => fdlibm::tan(x),
        other => unreachable!("{other} is not in the list"),
    }
}

/// Functions of one number.
macro_rules! of_one {
    ($($(#[$doc:meta])* $name:ident |$x:ident| $result:expr;)*) => {$(
        $(#[$doc])*
        fn $name(ctx: &mut Context, args: &Args) -> JsResult {
            let $x = ctx.to_number(args.get(0))?;
            Ok(Value::from_number($result))
        }
    )*
        /// The same where the argument is a number already.
        mod quick {
            use super::*;
            $(
                #[inline(always)]
                pub(super) fn $name(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
                    let $x = number_at(args, 0)?;
                    Some(Value::from_number($result))
                }
            )*
        }
    };
}

/// Argument `i` if it is a number.
#[inline(always)]
fn number_at(args: &[Value], i: usize) -> Option<f64> {
    args.get(i).filter(|v| v.is_number()).map(|v| v.as_number())
}

/// Argument `i` as ToInt32 gives it, if it is an int32 or a double that int64 holds.
#[inline(always)]
fn int32_at(args: &[Value], i: usize) -> Option<i32> {
    let v = *args.get(i)?;
    if v.is_int32() {
        return Some(v.as_int32());
    }
    let d = number_at(args, i)?;
    // SAFETY: in range.
    (d.abs() < 9e18).then(|| unsafe { d.to_int_unchecked::<i64>() } as i32)
}

fn quick_clz32(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
    Some(Value::from_i32(int32_at(args, 0)?.leading_zeros() as i32))
}

fn quick_imul(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
    Some(Value::from_i32(int32_at(args, 0)?.wrapping_mul(int32_at(args, 1)?)))
}

fn quick_atan2(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
    Some(Value::from_number(fdlibm::atan2(number_at(args, 0)?, number_at(args, 1)?)))
}

fn quick_pow(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
    Some(Value::from_number(crate::operations::number::exponentiate(number_at(args, 0)?, number_at(args, 1)?)))
}

/// `Math.max` and `Math.min` of two numbers of which neither is zero or NaN, or which are int32.
#[inline(always)]
fn quick_extremum(args: &[Value], first: impl Fn(f64, f64) -> bool) -> Option<Value> {
    let &[a, b] = args else { return None };
    let (x, y) = (number_at(args, 0)?, number_at(args, 1)?);
    if x < y || y < x || (a.is_int32() && b.is_int32()) {
        return Some(if first(x, y) { a } else { b });
    }
    None
}

fn quick_max(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
    quick_extremum(args, |x, y| x > y)
}

fn quick_min(_ctx: &mut Context, _this: Value, args: &[Value]) -> Option<Value> {
    quick_extremum(args, |x, y| x < y)
}

/// From here on all doubles are integers.
const ALL_INTEGERS: f64 = 4503599627370496.0;

/// The integer next to `x` towards zero, then `adjust`ed. The sign of a zero result is that of `x`. (Without SSE4.1, which
/// the runtime may not assume, the C library's functions take ten times as long.)
#[inline(always)]
fn to_integer(x: f64, adjust: impl Fn(f64) -> f64) -> f64 {
    if x.abs() < ALL_INTEGERS {
        // SAFETY: in range.
        adjust(unsafe { x.to_int_unchecked::<i64>() } as f64).copysign(x)
    } else {
        x
    }
}

/// Math.floor of a number.
#[inline(always)]
pub fn floor_number(x: f64) -> f64 {
    to_integer(x, |t| if t > x { t - 1.0 } else { t })
}

/// Math.ceil of a number.
#[inline(always)]
pub fn ceil_number(x: f64) -> f64 {
    to_integer(x, |t| if t < x { t + 1.0 } else { t })
}

of_one! {
    /// 21.3.2.1 Math.abs ( x )
    abs |x| x.abs();
    /// 21.3.2.2 Math.acos ( x )
    acos |x| fdlibm::acos(x);
    /// 21.3.2.3 Math.acosh ( x )
    acosh |x| fdlibm::acosh(x);
    /// 21.3.2.4 Math.asin ( x )
    asin |x| fdlibm::asin(x);
    /// 21.3.2.5 Math.asinh ( x )
    asinh |x| fdlibm::asinh(x);
    /// 21.3.2.6 Math.atan ( x )
    atan |x| fdlibm::atan(x);
    /// 21.3.2.7 Math.atanh ( x )
    atanh |x| fdlibm::atanh(x);
    /// 21.3.2.9 Math.cbrt ( x )
    cbrt |x| fdlibm::cbrt(x);
    /// 21.3.2.10 Math.ceil ( x )
    ceil |x| ceil_number(x);
    /// 21.3.2.12 Math.cos ( x )
    cos |x| fdlibm::cos(x);
    /// 21.3.2.13 Math.cosh ( x )
    cosh |x| fdlibm::cosh(x);
    /// 21.3.2.14 Math.exp ( x )
    exp |x| fdlibm::exp(x);
    /// 21.3.2.15 Math.expm1 ( x )
    expm1 |x| fdlibm::expm1(x);
    /// 21.3.2.16 Math.floor ( x )
    floor |x| floor_number(x);
    /// 21.3.2.17 Math.fround ( x )
    fround |x| x as f32 as f64;
    /// 21.3.2.20 Math.log ( x )
    log |x| fdlibm::log(x);
    /// 21.3.2.21 Math.log1p ( x )
    log1p |x| fdlibm::log1p(x);
    /// 21.3.2.22 Math.log10 ( x )
    log10 |x| fdlibm::log10(x);
    /// 21.3.2.23 Math.log2 ( x )
    log2 |x| fdlibm::log2(x);
    /// 21.3.2.28 Math.round ( x )
    round |x| round_half_up(x);
    /// 21.3.2.29 Math.sign ( x )
    sign |x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { x };
    /// 21.3.2.30 Math.sin ( x )
    sin |x| fdlibm::sin(x);
    /// 21.3.2.31 Math.sinh ( x )
    sinh |x| fdlibm::sinh(x);
    /// 21.3.2.32 Math.sqrt ( x )
    sqrt |x| x.sqrt();
    /// 21.3.2.33 Math.tan ( x )
    tan |x| fdlibm::tan(x);
    /// 21.3.2.34 Math.tanh ( x )
    tanh |x| fdlibm::tanh(x);
    /// 21.3.2.35 Math.trunc ( x )
    trunc |x| to_integer(x, |t| t);
}

/// To the nearest integer; halves go up, and what rounds to zero keeps its sign.
pub fn round_half_up(x: f64) -> f64 {
    let floor = floor_number(x);
    let rounded = if x - floor >= 0.5 { floor + 1.0 } else { floor };
    if rounded == 0.0 { 0f64.copysign(x) } else { rounded }
}

/// 21.3.2.8 Math.atan2 ( y, x )
fn atan2(ctx: &mut Context, args: &Args) -> JsResult {
    let y = ctx.to_number(args.get(0))?;
    let x = ctx.to_number(args.get(1))?;
    Ok(Value::from_number(fdlibm::atan2(y, x)))
}

/// 21.3.2.11 Math.clz32 ( x )
fn clz32(ctx: &mut Context, args: &Args) -> JsResult {
    let n = ctx.to_uint32(args.get(0))?;
    Ok(Value::from_i32(n.leading_zeros() as i32))
}

/// 21.3.2.18 Math.hypot ( ...args )
fn hypot(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-2. Coerce all of them, before looking at any.
    let mut coerced = Vec::with_capacity(args.len());
    for &v in args.args {
        coerced.push(ctx.to_number(v)?);
    }
    // 3-5. Infinity wins over NaN.
    if coerced.iter().any(|n| n.is_infinite()) {
        return Ok(Value::from_f64(f64::INFINITY));
    }
    if coerced.iter().any(|n| n.is_nan()) {
        return Ok(Value::from_f64(f64::NAN));
    }
    // 6. The root of the sum of squares, scaled so that it does not overflow, by Kahan's summation.
    let greatest = coerced.iter().fold(0.0f64, |m, n| m.max(n.abs()));
    if greatest == 0.0 {
        return Ok(Value::from_i32(0));
    }
    let (mut sum, mut compensation) = (0.0, 0.0);
    for n in coerced {
        let n = n.abs() / greatest;
        let summand = n * n - compensation;
        let preliminary = sum + summand;
        compensation = (preliminary - sum) - summand;
        sum = preliminary;
    }
    Ok(Value::from_number(sum.sqrt() * greatest))
}

/// 21.3.2.19 Math.imul ( x, y )
fn imul(ctx: &mut Context, args: &Args) -> JsResult {
    let a = ctx.to_int32(args.get(0))?;
    let b = ctx.to_int32(args.get(1))?;
    Ok(Value::from_i32(a.wrapping_mul(b)))
}

/// 21.3.2.24 Math.max ( ...args )
fn max(ctx: &mut Context, args: &Args) -> JsResult {
    extremum(ctx, args, f64::NEG_INFINITY, |n, highest| {
        n > highest || (n == 0.0 && highest == 0.0 && !n.is_sign_negative())
    })
}

/// 21.3.2.25 Math.min ( ...args )
fn min(ctx: &mut Context, args: &Args) -> JsResult {
    extremum(ctx, args, f64::INFINITY, |n, lowest| n < lowest || (n == 0.0 && lowest == 0.0 && n.is_sign_negative()))
}

/// The best of the numbers; NaN if one is NaN. All are coerced.
fn extremum(ctx: &mut Context, args: &Args, worst: f64, better: impl Fn(f64, f64) -> bool) -> JsResult {
    let mut best = worst;
    for &v in args.args {
        let n = ctx.to_number(v)?;
        if n.is_nan() || (!best.is_nan() && better(n, best)) {
            best = n;
        }
    }
    Ok(Value::from_number(best))
}

/// 21.3.2.26 Math.pow ( base, exponent )
fn pow(ctx: &mut Context, args: &Args) -> JsResult {
    let base = ctx.to_number(args.get(0))?;
    let exponent = ctx.to_number(args.get(1))?;
    Ok(Value::from_number(crate::operations::number::exponentiate(base, exponent)))
}

/// The state in a `Bytes` cell.
fn random_state(state: *mut Bytes) -> *mut [u64; 2] {
    (state as *mut u8).wrapping_add(BYTES_DATA_OFFSET) as *mut [u64; 2]
}

/// 21.3.2.27 Math.random ( ), by xorshift128+
fn random(_ctx: &mut Context, args: &Args) -> JsResult {
    // SAFETY: `init` gave the function a cell with two words, which nobody else sees.
    let state = unsafe { &mut *random_state(args.callee.environment.as_ptr()) };
    let [mut s1, s0] = *state;
    s1 ^= s1 << 23;
    s1 ^= s1 >> 17;
    s1 ^= s0 ^ (s0 >> 26);
    *state = [s0, s1];
    // 53 bits
    Ok(Value::from_f64((s1.wrapping_add(s0) >> 11) as f64 * (1.0 / 9007199254740992.0)))
}
