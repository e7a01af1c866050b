//! Arithmetic on int32 and double; everything else is the runtime's.
//!
//! Two doubles come before mixed forms: what LLVM is given as "number in either form" it converts without branches, both
//! ways at once, which costs more than the arithmetic.

use crate::{Ctx, Outcome, at, both_doubles, both_int32, both_numbers, from_arithmetic, hot};
use jsc_abi::Value;
use jsc_abi::runtime_functions::symbols as rt;

/// ToInt32 of a number value.
#[inline(always)]
unsafe fn number_to_int32(v: Value) -> i32 {
    if v.is_int32() { v.as_int32() } else { double_to_int32(v.as_double()) }
}

/// ToInt32 of a double: its low 32 bits as an integer. Magnitudes that int64 lacks go to the runtime.
#[inline(always)]
pub unsafe fn double_to_int32(d: f64) -> i32 {
    if d > -9.2e18 && d < 9.2e18 { d.to_int_unchecked::<i64>() as i32 } else { rt::double_to_int32(d) }
}

macro_rules! float_operator {
    ($name:ident, $checked:ident, $op:tt) => {
        hot! {
            fn $name(ctx: Ctx, pc: u32, a: Value, b: Value) -> Outcome {
                if both_int32(a, b)
                    && let Some(r) = a.as_int32().$checked(b.as_int32())
                {
                    return Outcome::value(Value::from_i32(r));
                }
                if both_doubles(a, b) {
                    return Outcome::value(from_arithmetic(a.as_double() $op b.as_double()));
                }
                if both_numbers(a, b) {
                    return Outcome::value(from_arithmetic(a.as_number() $op b.as_number()));
                }
                at(ctx, pc);
                Outcome::from_call(rt::$name(ctx, a, b))
            }
        }
    };
}

float_operator!(add, checked_add, +);
float_operator!(sub, checked_sub, -);

macro_rules! bit_operator {
    ($name:ident, |$x:ident, $y:ident| $e:expr) => {
        hot! {
            fn $name(ctx: Ctx, pc: u32, a: Value, b: Value) -> Outcome {
                if both_int32(a, b) {
                    let ($x, $y) = (a.as_int32(), b.as_int32());
                    return Outcome::value($e);
                }
                if both_numbers(a, b) {
                    let ($x, $y) = (number_to_int32(a), number_to_int32(b));
                    return Outcome::value($e);
                }
                at(ctx, pc);
                Outcome::from_call(rt::$name(ctx, a, b))
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
    fn mul(ctx: Ctx, pc: u32, a: Value, b: Value) -> Outcome {
        if both_int32(a, b) {
            let (x, y) = (a.as_int32(), b.as_int32());
            if let Some(r) = x.checked_mul(y)
                && (r != 0 || (x | y) >= 0)
            {
                return Outcome::value(Value::from_i32(r));
            }
        }
        if both_doubles(a, b) {
            return Outcome::value(from_arithmetic(a.as_double() * b.as_double()));
        }
        if both_numbers(a, b) {
            return Outcome::value(from_arithmetic(a.as_number() * b.as_number()));
        }
        at(ctx, pc);
        Outcome::from_call(rt::mul(ctx, a, b))
    }

    fn div(ctx: Ctx, pc: u32, a: Value, b: Value) -> Outcome {
        if both_doubles(a, b) {
            return Outcome::value(from_arithmetic(a.as_double() / b.as_double()));
        }
        if both_numbers(a, b) {
            let q = a.as_number() / b.as_number();
            // An exact quotient of int32 stays int32, so that it goes on as index and counter.
            return Outcome::value(if both_int32(a, b) { Value::from_number(q) } else { from_arithmetic(q) });
        }
        at(ctx, pc);
        Outcome::from_call(rt::div(ctx, a, b))
    }

    fn rem(ctx: Ctx, pc: u32, a: Value, b: Value) -> Outcome {
        if both_int32(a, b) {
            let (x, y) = (a.as_int32(), b.as_int32());
            if x >= 0 && y > 0 {
                return Outcome::value(Value::from_i32((x as u32 % y as u32) as i32));
            }
        }
        if both_numbers(a, b) {
            return Outcome::value(from_arithmetic(rt::fmod(a.as_number(), b.as_number())));
        }
        at(ctx, pc);
        Outcome::from_call(rt::rem(ctx, a, b))
    }

    fn neg(ctx: Ctx, pc: u32, a: Value) -> Outcome {
        if a.is_int32() && a.as_int32() != 0 && a.as_int32() != i32::MIN {
            return Outcome::value(Value::from_i32(a.as_int32().wrapping_neg()));
        }
        if a.is_number() {
            return Outcome::value(from_arithmetic(-a.as_number()));
        }
        at(ctx, pc);
        Outcome::from_call(rt::neg(ctx, a))
    }

    fn bit_not(ctx: Ctx, pc: u32, a: Value) -> Outcome {
        if a.is_number() {
            return Outcome::value(Value::from_i32(!number_to_int32(a)));
        }
        at(ctx, pc);
        Outcome::from_call(rt::bit_not(ctx, a))
    }

    fn inc(ctx: Ctx, pc: u32, a: Value) -> Outcome {
        if a.is_int32()
            && let Some(r) = a.as_int32().checked_add(1)
        {
            return Outcome::value(Value::from_i32(r));
        }
        if a.is_number() {
            return Outcome::value(from_arithmetic(a.as_number() + 1.0));
        }
        at(ctx, pc);
        Outcome::from_call(rt::inc(ctx, a))
    }

    fn dec(ctx: Ctx, pc: u32, a: Value) -> Outcome {
        if a.is_int32()
            && let Some(r) = a.as_int32().checked_sub(1)
        {
            return Outcome::value(Value::from_i32(r));
        }
        if a.is_number() {
            return Outcome::value(from_arithmetic(a.as_number() - 1.0));
        }
        at(ctx, pc);
        Outcome::from_call(rt::dec(ctx, a))
    }

    fn to_number(ctx: Ctx, pc: u32, a: Value) -> Outcome {
        if a.is_number() {
            return Outcome::value(a);
        }
        at(ctx, pc);
        Outcome::from_call(rt::to_number(ctx, a))
    }

    fn to_numeric(ctx: Ctx, pc: u32, a: Value) -> Outcome {
        if a.is_number() {
            return Outcome::value(a);
        }
        at(ctx, pc);
        Outcome::from_call(rt::to_numeric(ctx, a))
    }
}
