//! Fast paths of the loop for numbers and immediates. Each gives `None` where the runtime must be asked.

use jsc_abi::Value;
use jsc_abi::value::INT32_TAG;

#[inline(always)]
pub(super) fn both_int32(a: Value, b: Value) -> bool {
    // All tag bits are ones, so the conjunction has them all only if both have.
    a.0 & b.0 >= INT32_TAG
}

#[inline(always)]
fn both_numbers(a: Value, b: Value) -> Option<(f64, f64)> {
    if a.is_number() && b.is_number() { Some((a.as_number(), b.as_number())) } else { None }
}

#[inline(always)]
pub(super) fn add(a: Value, b: Value) -> Option<Value> {
    if both_int32(a, b) {
        if let Some(r) = a.as_int32().checked_add(b.as_int32()) {
            return Some(Value::from_i32(r));
        }
    }
    both_numbers(a, b).map(|(a, b)| Value::from_f64(a + b))
}

#[inline(always)]
pub(super) fn sub(a: Value, b: Value) -> Option<Value> {
    if both_int32(a, b) {
        if let Some(r) = a.as_int32().checked_sub(b.as_int32()) {
            return Some(Value::from_i32(r));
        }
    }
    both_numbers(a, b).map(|(a, b)| Value::from_f64(a - b))
}

#[inline(always)]
pub(super) fn mul(a: Value, b: Value) -> Option<Value> {
    if both_int32(a, b) {
        // A product of 0 may be -0: left to the doubles.
        match a.as_int32().checked_mul(b.as_int32()) {
            Some(r) if r != 0 => return Some(Value::from_i32(r)),
            _ => return Some(Value::from_number(a.as_int32() as f64 * b.as_int32() as f64)),
        }
    }
    both_numbers(a, b).map(|(a, b)| Value::from_f64(a * b))
}

#[inline(always)]
pub(super) fn div(a: Value, b: Value) -> Option<Value> {
    both_numbers(a, b).map(|(a, b)| Value::from_number(a / b))
}

#[inline(always)]
pub(super) fn rem(a: Value, b: Value) -> Option<Value> {
    if both_int32(a, b) && a.as_int32() >= 0 && b.as_int32() > 0 {
        return Some(Value::from_i32((a.as_int32() as u32 % b.as_int32() as u32) as i32));
    }
    None
}

#[inline(always)]
pub(super) fn exp(_: Value, _: Value) -> Option<Value> {
    None
}

/// ToInt32 of a number that is not huge.
#[inline(always)]
fn int32(v: Value) -> Option<i32> {
    if v.is_int32() {
        return Some(v.as_int32());
    }
    if v.is_double() {
        let d = v.as_double();
        if d > -9.0e18 && d < 9.0e18 {
            // SAFETY: in range of i64, and no NaN.
            return Some(unsafe { d.to_int_unchecked::<i64>() } as i32);
        }
    }
    None
}

macro_rules! bitwise {
    ($($name:ident |$a:ident, $b:ident| $result:expr;)*) => {$(
        #[inline(always)]
        pub(super) fn $name(a: Value, b: Value) -> Option<Value> {
            if both_int32(a, b) {
                let ($a, $b) = (a.as_int32(), b.as_int32());
                return Some($result);
            }
            match (int32(a), int32(b)) {
                (Some($a), Some($b)) => Some($result),
                _ => None,
            }
        }
    )*};
}

bitwise! {
    bit_and |a, b| Value::from_i32(a & b);
    bit_or |a, b| Value::from_i32(a | b);
    bit_xor |a, b| Value::from_i32(a ^ b);
    shl |a, b| Value::from_i32(a.wrapping_shl(b as u32));
    shr |a, b| Value::from_i32(a.wrapping_shr(b as u32));
    ushr |a, b| Value::from_u32((a as u32).wrapping_shr(b as u32));
}

#[inline(always)]
pub(super) fn neg(v: Value) -> Option<Value> {
    if v.is_int32() {
        // 0 becomes -0, and the smallest int32 has no counterpart.
        return match v.as_int32() {
            0 => Some(Value::from_f64(-0.0)),
            i32::MIN => Some(Value::from_f64(2147483648.0)),
            i => Some(Value::from_i32(-i)),
        };
    }
    if v.is_number() { Some(Value::from_f64(-v.as_double())) } else { None }
}

#[inline(always)]
pub(super) fn bit_not(v: Value) -> Option<Value> {
    int32(v).map(|i| Value::from_i32(!i))
}

#[inline(always)]
pub(super) fn inc(v: Value) -> Option<Value> {
    add(v, Value::from_i32(1))
}

#[inline(always)]
pub(super) fn dec(v: Value) -> Option<Value> {
    sub(v, Value::from_i32(1))
}

macro_rules! relational {
    ($($name:ident $operator:tt;)*) => {$(
        #[inline(always)]
        pub(super) fn $name(a: Value, b: Value) -> Option<bool> {
            if both_int32(a, b) {
                return Some(a.as_int32() $operator b.as_int32());
            }
            both_numbers(a, b).map(|(a, b)| a $operator b)
        }
    )*};
}

relational! {
    less <;
    less_equal <=;
    greater >;
    greater_equal >=;
}

/// IsStrictlyEqual, unless it takes comparing strings or BigInts.
#[inline(always)]
pub(super) fn strict_equal(a: Value, b: Value) -> Option<bool> {
    if both_int32(a, b) {
        return Some(a == b);
    }
    if a.is_number() {
        return Some(b.is_number() && a.as_number() == b.as_number());
    }
    if a == b {
        return Some(true);
    }
    if !a.is_cell() || !b.is_cell() {
        return Some(false);
    }
    // SAFETY: both are cells.
    if unsafe { (*a.as_ptr::<jsc_abi::layout::CellHeader>()).kind.is_object() } { Some(false) } else { None }
}

/// IsLooselyEqual, unless it takes conversions or comparing strings or BigInts.
#[inline(always)]
pub(super) fn equal(a: Value, b: Value) -> Option<bool> {
    if both_int32(a, b) {
        return Some(a == b);
    }
    if let Some((a, b)) = both_numbers(a, b) {
        return Some(a == b);
    }
    if a.is_nullish() || b.is_nullish() {
        return Some(a.is_nullish() && b.is_nullish());
    }
    if a == b { Some(true) } else { None }
}

/// ToBoolean of all but cells other than objects.
#[inline(always)]
pub(super) fn to_boolean(v: Value) -> Option<bool> {
    if v.is_bool() {
        return Some(v.is_true());
    }
    if v.is_int32() {
        return Some(v.as_int32() != 0);
    }
    if v.is_nullish() {
        return Some(false);
    }
    if v.is_double() {
        let d = v.as_double();
        return Some(d == d && d != 0.0);
    }
    // SAFETY: neither number nor immediate (EMPTY and EXCEPTION are never tested): a cell.
    if unsafe { (*v.as_ptr::<jsc_abi::layout::CellHeader>()).kind.is_object() } { Some(true) } else { None }
}
