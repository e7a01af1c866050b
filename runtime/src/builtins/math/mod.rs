//! [21.3 The Math Object](https://tc39.es/ecma262/#sec-math-object)

pub mod fdlibm;

use crate::builtins::{Intrinsic, METHOD, Row, known_method, method, number, tag};
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
    known_method("Math.abs", 1, abs),
    known_method("Math.acos", 1, acos),
    method("acosh", 1, acosh),
    known_method("Math.asin", 1, asin),
    method("asinh", 1, asinh),
    known_method("Math.atan", 1, atan),
    method("atanh", 1, atanh),
    known_method("Math.atan2", 2, atan2),
    known_method("Math.ceil", 1, ceil),
    method("cbrt", 1, cbrt),
    method("expm1", 1, expm1),
    known_method("Math.clz32", 1, clz32),
    known_method("Math.cos", 1, cos),
    method("cosh", 1, cosh),
    known_method("Math.exp", 1, exp),
    known_method("Math.floor", 1, floor),
    known_method("Math.fround", 1, fround),
    method("hypot", 2, hypot),
    known_method("Math.imul", 2, imul),
    known_method("Math.log", 1, log),
    method("log1p", 1, log1p),
    known_method("Math.log2", 1, log2),
    known_method("Math.log10", 1, log10),
    known_method("Math.max", 2, max),
    known_method("Math.min", 2, min),
    known_method("Math.pow", 2, pow),
    known_method("Math.round", 1, round),
    known_method("Math.sign", 1, sign),
    known_method("Math.sin", 1, sin),
    method("sinh", 1, sinh),
    known_method("Math.sqrt", 1, sqrt),
    known_method("Math.tan", 1, tan),
    method("tanh", 1, tanh),
    known_method("Math.trunc", 1, trunc),
];

/// Sets up %Math%.
pub(super) fn init(ctx: &mut Context) {
    let math = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Math, math);
    ctx.install(math, ROWS);
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
    )*};
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
    ceil |x| x.ceil();
    /// 21.3.2.12 Math.cos ( x )
    cos |x| fdlibm::cos(x);
    /// 21.3.2.13 Math.cosh ( x )
    cosh |x| fdlibm::cosh(x);
    /// 21.3.2.14 Math.exp ( x )
    exp |x| fdlibm::exp(x);
    /// 21.3.2.15 Math.expm1 ( x )
    expm1 |x| fdlibm::expm1(x);
    /// 21.3.2.16 Math.floor ( x )
    floor |x| x.floor();
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
    trunc |x| x.trunc();
}

/// To the nearest integer; halves go up, and what rounds to zero keeps its sign.
pub fn round_half_up(x: f64) -> f64 {
    let floor = x.floor();
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
