//! Arithmetic on int32 and double; everything else is the runtime's.

use crate::{Ctx, at, both_int32, both_numbers};
use jsc_abi::Value;
use jsc_abi::runtime_functions::symbols as rt;

/// ToInt32 of a number value.
#[inline(always)]
unsafe fn number_to_int32(v: Value) -> i32 {
    if v.is_int32() { v.as_int32() } else { double_to_int32(v.as_double()) }
}

/// ToInt32 of a double.
#[inline(always)]
pub unsafe fn double_to_int32(d: f64) -> i32 {
    if d > -2147483649.0 && d < 2147483648.0 { d.to_int_unchecked::<i32>() } else { rt::double_to_int32(d) }
}

macro_rules! float_operator {
    ($name:ident, $checked:ident, $op:tt) => {
        hot! {
            fn $name(ctx: Ctx, pc: u32, a: Value, b: Value) -> Value {
                if both_int32(a, b)
                    && let Some(r) = a.as_int32().$checked(b.as_int32())
                {
                    return Value::from_i32(r);
                }
                if both_numbers(a, b) {
                    return Value::from_f64(a.as_number() $op b.as_number());
                }
                { at(ctx, pc); rt::$name(ctx, a, b) }
            }
        }
    };
}

use crate::hot;

float_operator!(add, checked_add, +);
float_operator!(sub, checked_sub, -);

macro_rules! bit_operator {
    ($name:ident, |$x:ident, $y:ident| $e:expr) => {
        hot! {
            fn $name(ctx: Ctx, pc: u32, a: Value, b: Value) -> Value {
                if both_int32(a, b) {
                    let ($x, $y) = (a.as_int32(), b.as_int32());
                    return $e;
                }
                if both_numbers(a, b) {
                    let ($x, $y) = (number_to_int32(a), number_to_int32(b));
                    return $e;
                }
                { at(ctx, pc); rt::$name(ctx, a, b) }
            }
        }
    };
}

bit_operator!(bit_and, |x, y| Value::from_i32(x & y));
bit_operator!(bit_or, |x, y| Value::from_i32(x | y));
bit_operator!(bit_xor, |x, y| Value::from_i32(x ^ y));
bit_operator!(shl, |x, y| Value::from_i32(x.wrapping_shl(y as u32)));
bit_operator!(shr, |x, y| Value::from_i32(x.wrapping_shr(y as u32)));
bit_operator!(ushr, |x, y| Value::from_u32((x as u32).wrapping_shr(y as u32)));

hot! {
    fn mul(ctx: Ctx, pc: u32, a: Value, b: Value) -> Value {
        if both_int32(a, b) {
            let (x, y) = (a.as_int32(), b.as_int32());
            if let Some(r) = x.checked_mul(y)
                && (r != 0 || (x | y) >= 0)
            {
                return Value::from_i32(r);
            }
        }
        if both_numbers(a, b) {
            return Value::from_f64(a.as_number() * b.as_number());
        }
        { at(ctx, pc); rt::mul(ctx, a, b) }
    }

    fn div(ctx: Ctx, pc: u32, a: Value, b: Value) -> Value {
        if both_numbers(a, b) {
            let q = a.as_number() / b.as_number();
            // An exact quotient of int32 stays int32, so that it goes on as index and counter.
            return if both_int32(a, b) { Value::from_number(q) } else { Value::from_f64(q) };
        }
        { at(ctx, pc); rt::div(ctx, a, b) }
    }

    fn rem(ctx: Ctx, pc: u32, a: Value, b: Value) -> Value {
        if both_int32(a, b) {
            let (x, y) = (a.as_int32(), b.as_int32());
            if x >= 0 && y > 0 {
                return Value::from_i32((x as u32 % y as u32) as i32);
            }
        }
        if both_numbers(a, b) {
            return Value::from_f64(rt::fmod(a.as_number(), b.as_number()));
        }
        { at(ctx, pc); rt::rem(ctx, a, b) }
    }

    fn neg(ctx: Ctx, pc: u32, a: Value) -> Value {
        if a.is_int32() && a.as_int32() != 0 && a.as_int32() != i32::MIN {
            return Value::from_i32(a.as_int32().wrapping_neg());
        }
        if a.is_number() {
            return Value::from_f64(-a.as_number());
        }
        { at(ctx, pc); rt::neg(ctx, a) }
    }

    fn bit_not(ctx: Ctx, pc: u32, a: Value) -> Value {
        if a.is_number() {
            return Value::from_i32(!number_to_int32(a));
        }
        { at(ctx, pc); rt::bit_not(ctx, a) }
    }

    fn inc(ctx: Ctx, pc: u32, a: Value) -> Value {
        if a.is_int32()
            && let Some(r) = a.as_int32().checked_add(1)
        {
            return Value::from_i32(r);
        }
        if a.is_number() {
            return Value::from_f64(a.as_number() + 1.0);
        }
        { at(ctx, pc); rt::inc(ctx, a) }
    }

    fn dec(ctx: Ctx, pc: u32, a: Value) -> Value {
        if a.is_int32()
            && let Some(r) = a.as_int32().checked_sub(1)
        {
            return Value::from_i32(r);
        }
        if a.is_number() {
            return Value::from_f64(a.as_number() - 1.0);
        }
        { at(ctx, pc); rt::dec(ctx, a) }
    }

    fn to_number(ctx: Ctx, pc: u32, a: Value) -> Value {
        if a.is_number() { a } else { at(ctx, pc); rt::to_number(ctx, a) }
    }

    fn to_numeric(ctx: Ctx, pc: u32, a: Value) -> Value {
        if a.is_number() { a } else { at(ctx, pc); rt::to_numeric(ctx, a) }
    }
}
