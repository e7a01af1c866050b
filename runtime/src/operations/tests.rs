//! Tests of operators and conversions on values that need no program.

use crate::builtins::{Intrinsic, bigint};
use crate::context::Context;
use crate::convert::number::{self, number_to_radix, to_exponential, to_fixed, to_precision};
use crate::handle::ValueExt;
use crate::options::Options;
use crate::string::StrView;
use jsc_abi::Value;
use num_bigint::BigInt;

fn latin1(s: &str) -> StrView<'_> {
    StrView::Latin1(s.as_bytes())
}

#[test]
fn numbers_to_text() {
    for (d, s) in [
        (0.0, "0"),
        (-0.0, "0"),
        (1e21, "1e+21"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e-7, "1e-7"),
        (0.000001, "0.000001"),
        (5e-324, "5e-324"),
        (-1.5, "-1.5"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        assert_eq!(number::number_to_rust(d), s);
    }
    assert_eq!(number_to_radix(0.1, 2), "0.0001100110011001100110011001100110011001100110011001101");
    assert_eq!(number_to_radix(-255.0, 16), "-ff");
    assert_eq!(number_to_radix(0.5, 3), "0.1111111111111111111111111111111112");
    assert_eq!(number_to_radix(2.425659015555154e18, 25), "1fh9lnn2hl4la0");
    assert_eq!(to_fixed(2.5, 0), "3");
    assert_eq!(to_fixed(1.005, 2), "1.00");
    assert_eq!(to_fixed(1.45, 1), "1.4");
    assert_eq!(to_fixed(0.5, 0), "1");
    assert_eq!(to_fixed(99.5, 0), "100");
    assert_eq!(to_fixed(9.995, 2), "9.99");
    assert_eq!(to_fixed(0.0, 2), "0.00");
    assert_eq!(to_exponential(25.0, Some(0)), "3e+1");
    assert_eq!(to_exponential(123456.0, None), "1.23456e+5");
    assert_eq!(to_exponential(0.0, Some(2)), "0.00e+0");
    assert_eq!(to_precision(1e21, 3), "1.00e+21");
    assert_eq!(to_precision(0.000123, 2), "0.00012");
    assert_eq!(to_precision(99.99, 3), "100");
    assert_eq!(to_precision(35.0, 1), "4e+1");
    assert_eq!(number::localized(1234567.8915, 0, 3), "1,234,567.892");
    assert_eq!(number::localized(-0.5, 0, 0), "-1");
}

#[test]
fn text_to_numbers() {
    for (s, d) in [
        ("", 0.0),
        (" \n12\t", 12.0),
        ("0x1F", 31.0),
        ("0b101", 5.0),
        ("0o17", 15.0),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-Infinity", f64::NEG_INFINITY),
        ("0x20000000000001", 9007199254740992.0),
        ("0x20000000000003", 9007199254740996.0),
    ] {
        assert_eq!(number::view_to_number(latin1(s)), d, "{s}");
    }
    for s in ["x", "1x", "inf", "nan", "infinity", "1_0", "-0x1", "0x", ".", "e5", "1e", "--1", "1 2"] {
        assert!(number::view_to_number(latin1(s)).is_nan(), "{s}");
    }
    assert!(number::view_to_number(latin1("-0")).is_sign_negative());
}

#[test]
fn int32_of_numbers() {
    for (d, i) in [
        (0.0, 0),
        (-1.9, -1),
        (4294967296.0, 0),
        (2147483648.0, i32::MIN),
        (-2147483649.0, i32::MAX),
        (1e10, 1410065408),
        (18446744073709552000.0, 0),
        (36893488147419107000.0 + 8192.0, 8192),
        (f64::NAN, 0),
        (f64::INFINITY, 0),
        (1e300, 0),
    ] {
        assert_eq!(number::f64_to_int32(d), i, "{d}");
    }
}

#[test]
fn exponentiation_edges() {
    use super::number::exponentiate as pow;
    assert!(pow(1.0, f64::INFINITY).is_nan());
    assert!(pow(-1.0, f64::NEG_INFINITY).is_nan());
    assert!(pow(1.0, f64::NAN).is_nan());
    assert_eq!(pow(f64::NAN, 0.0), 1.0);
    assert_eq!(pow(2.0, 10.0), 1024.0);
    assert_eq!(pow(0.0, -1.0), f64::INFINITY);
    assert_eq!(pow(-0.0, -1.0), f64::NEG_INFINITY);
    assert_eq!(pow(-0.0, -2.0), f64::INFINITY);
    assert_eq!(pow(f64::NEG_INFINITY, 3.0), f64::NEG_INFINITY);
    assert_eq!(pow(f64::NEG_INFINITY, -3.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(pow(f64::NEG_INFINITY, 0.5), f64::INFINITY);
    assert!(pow(-8.0, 1.0 / 3.0).is_nan());
    assert!(pow(-1.0, 0.3).is_nan());
    assert_eq!(pow(-1.0, 1e300), 1.0);
    assert_eq!(pow(10.0, 308.0), 1e308);
    assert_eq!(pow(10.0, 400.0), f64::INFINITY);
    assert_eq!(pow(0.5, f64::INFINITY), 0.0);
    assert_eq!(pow(2.0, -1074.0), 5e-324);
    assert_eq!(pow(-2.0, -1075.0), 0.0);
    assert_eq!(pow(4.0, 0.5), 2.0);
}

#[test]
fn remainders() {
    use super::number::remainder as rem;
    assert_eq!(rem(5.0, 3.0), 2.0);
    assert_eq!(rem(-5.0, 3.0), -2.0);
    assert_eq!(rem(-4.0, 2.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(rem(-0.0, 2.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(rem(5.5, 2.0), 1.5);
    assert!(rem(1.0, 0.0).is_nan() && rem(f64::INFINITY, 1.0).is_nan());
    assert_eq!(rem(1.0, f64::INFINITY), 1.0);
    assert_eq!(rem(1e300, 7.0), 1e300 % 7.0);
}

#[test]
fn operators_on_mixed_values() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let s = ctx.string_from_str("5").value();
    let sum = ctx.add(s, Value::from_i32(1)).unwrap();
    assert_eq!(sum.as_string().unwrap().to_rust(ctx), "51");
    let difference = ctx.sub(s, Value::TRUE).unwrap();
    assert_eq!(difference, Value::from_i32(4));
    assert_eq!(ctx.add(Value::NULL, Value::from_i32(1)).unwrap(), Value::from_i32(1));
    assert!(ctx.add(Value::UNDEFINED, Value::from_i32(1)).unwrap().as_number().is_nan());
    assert_eq!(ctx.neg(Value::from_i32(0)).unwrap().as_number().to_bits(), (-0.0f64).to_bits());
    assert_eq!(ctx.ushr(Value::from_i32(-1), Value::from_i32(0)).unwrap().as_number(), 4294967295.0);
    assert_eq!(ctx.shl(Value::from_i32(1), Value::from_i32(33)).unwrap(), Value::from_i32(2));
    let big = ctx.bigint_from(&BigInt::from(5));
    assert!(ctx.add(big, Value::from_i32(1)).is_err());
    ctx.take_exception();
    assert!(ctx.loosely_equals(big, s).unwrap() && ctx.loosely_equals(Value::from_f64(5.0), big).unwrap());
    assert!(!ctx.strict_equals(big, Value::from_i32(5)));
    assert!(ctx.less(big, Value::from_f64(5.5)).unwrap() && ctx.greater(s, Value::from_i32(4)).unwrap());
    assert!(!ctx.less(big, Value::from_f64(f64::NAN)).unwrap() && !ctx.greater_equal(Value::UNDEFINED, big).unwrap());
    let (a, b) = (ctx.string_from_str("10").value(), ctx.string_from_str("9").value());
    assert!(ctx.less(a, b).unwrap() && ctx.loosely_equals(Value::NULL, Value::UNDEFINED).unwrap());
    assert!(!ctx.loosely_equals(Value::NULL, Value::from_i32(0)).unwrap());
    assert!(ctx.same_value_zero(Value::from_f64(-0.0), Value::from_i32(0)));
    assert!(!ctx.same_value(Value::from_f64(-0.0), Value::from_i32(0)));
    assert!(ctx.same_value(Value::from_f64(f64::NAN), Value::from_f64(f64::NAN)));
    assert!(ctx.type_of(big) == ctx.names.bigint);
}

#[test]
fn bigint_arithmetic_agrees_with_num_bigint() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let numbers: Vec<BigInt> = [
        "0",
        "1",
        "-1",
        "2",
        "-7",
        "18446744073709551615",
        "-18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "340282366920938463463374607431768211455",
        "-123456789012345678901234567890123456789",
    ]
    .iter()
    .map(|s| s.parse().unwrap())
    .collect();
    let zero = BigInt::ZERO;
    for x in &numbers {
        for y in &numbers {
            let (a, b) = (ctx.bigint_from(x), ctx.bigint_from(y));
            assert_eq!(bigint::bigint_value(a), *x);
            let check = |_: &mut Context, got: crate::JsResult, expected: BigInt| {
                let got = bigint::bigint_value(got.unwrap());
                assert_eq!(got, expected, "{x} {y}");
            };
            let r = ctx.add(a, b);
            check(ctx, r, x + y);
            let r = ctx.sub(a, b);
            check(ctx, r, x - y);
            let r = ctx.mul(a, b);
            check(ctx, r, x * y);
            let r = ctx.bit_and(a, b);
            check(ctx, r, x & y);
            let r = ctx.bit_or(a, b);
            check(ctx, r, x | y);
            let r = ctx.bit_xor(a, b);
            check(ctx, r, x ^ y);
            if *y != zero {
                let r = ctx.div(a, b);
                check(ctx, r, x / y);
                let r = ctx.rem(a, b);
                check(ctx, r, x % y);
            }
            assert_eq!(ctx.less(a, b).unwrap(), x < y);
            assert_eq!(ctx.strict_equals(a, b), x == y);
            for count in [0u32, 1, 63, 64, 65, 200] {
                let c = ctx.bigint_from(&BigInt::from(count));
                let r = ctx.shl(a, c);
                check(ctx, r, x << count);
                let r = ctx.shr(a, c);
                check(ctx, r, x >> count);
            }
        }
        let a = ctx.bigint_from(x);
        let r = ctx.neg(a).unwrap();
        assert_eq!(bigint::bigint_value(r), -x);
        let r = ctx.bit_not(a).unwrap();
        assert_eq!(bigint::bigint_value(r), !x);
        assert_eq!(bigint::to_text(a, 10), x.to_string());
        assert_eq!(bigint::parse(latin1(&x.to_string())), Some(x.clone()));
    }
    assert_eq!(bigint::parse(latin1(" 0xfF ")), Some(BigInt::from(255)));
    for bad in ["1n", "1_0", "-0x1", "+-1", "1.5", "0x"] {
        assert_eq!(bigint::parse(latin1(bad)), None, "{bad}");
    }
    assert_eq!(bigint::parse(latin1("")), Some(zero));
}

/// `Global.method(...args)` as text; thrown errors as "Name: message".
fn call_static(ctx: &mut Context, which: Intrinsic, method: &str, args: &[Value]) -> String {
    let o = ctx.intrinsic(which);
    let key = ctx.key(method);
    let f = ctx.get(o, key).unwrap();
    show(ctx, f, o.value(), args)
}

fn call_method(ctx: &mut Context, this: Value, method: &str, args: &[Value]) -> String {
    let key = ctx.key(method);
    let f = ctx.get_v(this, key).unwrap();
    show(ctx, f, this, args)
}

fn show(ctx: &mut Context, f: Value, this: Value, args: &[Value]) -> String {
    let v = match ctx.call(f, this, args) {
        Ok(v) => v,
        Err(_) => ctx.take_exception(),
    };
    ctx.display_for_error(v)
}

#[test]
fn built_ins_of_primitives() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let int = Value::from_i32;
    let double = Value::from_f64;
    assert_eq!(call_static(ctx, Intrinsic::Math, "max", &[int(1), double(2.5), int(-1)]), "2.5");
    assert_eq!(call_static(ctx, Intrinsic::Math, "max", &[]), "-Infinity");
    assert_eq!(call_static(ctx, Intrinsic::Math, "min", &[int(1), Value::UNDEFINED]), "NaN");
    assert_eq!(call_static(ctx, Intrinsic::Math, "hypot", &[int(3), int(4)]), "5");
    assert_eq!(call_static(ctx, Intrinsic::Math, "round", &[double(-2.5)]), "-2");
    assert_eq!(call_static(ctx, Intrinsic::Math, "round", &[double(0.49999999999999994)]), "0");
    assert_eq!(call_static(ctx, Intrinsic::Math, "fround", &[double(5.05)]), "5.050000190734863");
    assert_eq!(call_static(ctx, Intrinsic::Math, "clz32", &[int(1)]), "31");
    assert_eq!(call_static(ctx, Intrinsic::Math, "imul", &[int(-1), int(5)]), "-5");
    assert_eq!(call_static(ctx, Intrinsic::Math, "pow", &[int(10), int(-5)]), "0.000009999999999999999");
    assert_eq!(call_static(ctx, Intrinsic::Math, "cbrt", &[int(27)]), "3");
    assert_eq!(call_static(ctx, Intrinsic::Number, "isSafeInteger", &[double(9007199254740992.0)]), "false");
    for _ in 0..100 {
        let r: f64 = call_static(ctx, Intrinsic::Math, "random", &[]).parse().unwrap();
        assert!((0.0..1.0).contains(&r));
    }
    let number = double(1234.5678);
    assert_eq!(call_method(ctx, number, "toFixed", &[int(2)]), "1234.57");
    assert_eq!(call_method(ctx, number, "toPrecision", &[int(2)]), "1.2e+3");
    assert_eq!(call_method(ctx, number, "toExponential", &[]), "1.2345678e+3");
    assert_eq!(call_method(ctx, number, "toLocaleString", &[]), "1,234.568");
    assert_eq!(call_method(ctx, int(255), "toString", &[int(16)]), "ff");
    assert_eq!(
        call_method(ctx, number, "toFixed", &[int(101)]),
        "RangeError: toFixed() digits argument must be between 0 and 100"
    );
    let big = ctx.bigint_from(&(BigInt::from(1) << 70));
    assert_eq!(call_method(ctx, big, "toString", &[int(16)]), "400000000000000000");
    assert_eq!(call_method(ctx, big, "toLocaleString", &[]), "1,180,591,620,717,411,303,424");
    let minus_one = ctx.bigint_from_i128(-1);
    assert_eq!(call_static(ctx, Intrinsic::BigInt, "asUintN", &[int(64), minus_one]), "18446744073709551615");
    assert_eq!(call_static(ctx, Intrinsic::BigInt, "asUintN", &[int(65), minus_one]), "36893488147419103231");
    assert_eq!(call_static(ctx, Intrinsic::BigInt, "asIntN", &[int(70), big]), "0");
    assert_eq!(call_static(ctx, Intrinsic::BigInt, "asIntN", &[int(71), big]), "-1180591620717411303424");
    assert_eq!(call_static(ctx, Intrinsic::BigInt, "asIntN", &[int(72), big]), "1180591620717411303424");
    let (f, half) = (ctx.intrinsic(Intrinsic::BigInt).value(), double(0.5));
    assert_eq!(
        show(ctx, f, Value::UNDEFINED, &[half]),
        "RangeError: The number 0.5 cannot be converted to a BigInt because it is not an integer"
    );
    let key = ctx.string_from_str("a key").value();
    assert_eq!(call_static(ctx, Intrinsic::Symbol, "for", &[key]), "Symbol(a key)");
    let o = ctx.intrinsic(Intrinsic::Symbol);
    let name = ctx.key("iterator");
    let iterator = ctx.get(o, name).unwrap();
    assert_eq!(call_method(ctx, iterator, "toString", &[]), "Symbol(Symbol.iterator)");
    assert_eq!(call_static(ctx, Intrinsic::Symbol, "keyFor", &[iterator]), "undefined");
    assert_eq!(call_method(ctx, Value::TRUE, "toString", &[]), "true");
    let r = ctx.add(iterator, key);
    assert!(r.is_err());
    let e = ctx.take_exception();
    assert_eq!(ctx.display_for_error(e), "TypeError: Cannot convert a Symbol value to a string");
    let o = ctx.to_object(number).unwrap();
    assert_eq!(ctx.display_for_error(o.value()), "[object Number]");
    assert_eq!(ctx.mul(o.value(), int(2)).unwrap(), double(2469.1356));
    let constructor = ctx.intrinsic(Intrinsic::Number).value();
    assert!(ctx.instance_of(o.value(), constructor).unwrap());
    assert!(!ctx.instance_of(number, constructor).unwrap());
    assert!(ctx.instance_of(number, int(1)).is_err());
    let e = ctx.take_exception();
    assert_eq!(ctx.display_for_error(e), "TypeError: Right-hand side of 'instanceof' is not an object");
    assert!(ctx.has_property_in(key, int(5)).is_err());
    let e = ctx.take_exception();
    assert_eq!(ctx.display_for_error(e), "TypeError: Cannot use 'in' operator to search for 'a key' in 5");
}
