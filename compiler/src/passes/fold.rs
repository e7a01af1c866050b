//! Operators on constants, exactly as JavaScript computes them. Only on primitives that are no cells: numbers, booleans,
//! undefined and null; conversion of these to a number has no effects.

use crate::sir::Op;
use jsc_abi::Value as JsValue;

/// ToNumber; `None` for what has no number at hand.
pub fn to_number(v: JsValue) -> Option<f64> {
    Some(match v {
        JsValue::UNDEFINED => f64::NAN,
        JsValue::NULL | JsValue::FALSE => 0.0,
        JsValue::TRUE => 1.0,
        v if v.is_number() => v.as_number(),
        _ => return None,
    })
}

/// ToInt32
pub fn to_int32(d: f64) -> i32 {
    if !d.is_finite() {
        return 0;
    }
    // The remainder is exact and below 2^32, so it fits an i64, whose low half is the result.
    (d.trunc() % 4294967296.0) as i64 as i32
}

/// ToBoolean
pub fn to_boolean(v: JsValue) -> Option<bool> {
    match v {
        JsValue::UNDEFINED | JsValue::NULL | JsValue::FALSE => Some(false),
        JsValue::TRUE => Some(true),
        v if v.is_number() => Some(v.as_number() != 0.0 && !v.as_number().is_nan()),
        _ => None,
    }
}

/// Result of an operator with one input.
pub fn unary(op: Op, a: JsValue) -> Option<JsValue> {
    let x = to_number(a)?;
    Some(match op {
        Op::Neg => JsValue::from_number(-x),
        Op::Inc => JsValue::from_number(x + 1.0),
        Op::Dec => JsValue::from_number(x - 1.0),
        Op::BitNot => JsValue::from_i32(!to_int32(x)),
        Op::ToNumber | Op::ToNumeric => JsValue::from_number(x),
        _ => return None,
    })
}

/// Result of an arithmetic operator with two inputs. (`exp` is not here: its last bit is the runtime's.)
pub fn binary(op: Op, a: JsValue, b: JsValue) -> Option<JsValue> {
    let (x, y) = (to_number(a)?, to_number(b)?);
    let (i, j) = (to_int32(x), to_int32(y) as u32);
    Some(match op {
        Op::Add => JsValue::from_number(x + y),
        Op::Sub => JsValue::from_number(x - y),
        Op::Mul => JsValue::from_number(x * y),
        Op::Div => JsValue::from_number(x / y),
        // Rust's remainder is IEEE `fmod`, as the specification's.
        Op::Rem => JsValue::from_number(x % y),
        Op::BitAnd => JsValue::from_i32(i & j as i32),
        Op::BitOr => JsValue::from_i32(i | j as i32),
        Op::BitXor => JsValue::from_i32(i ^ j as i32),
        // These shift by the count modulo 32.
        Op::Shl => JsValue::from_i32(i.wrapping_shl(j)),
        Op::Shr => JsValue::from_i32(i.wrapping_shr(j)),
        Op::Ushr => JsValue::from_u32((i as u32).wrapping_shr(j)),
        _ => return None,
    })
}

/// Result of a comparison.
pub fn compare(op: Op, a: JsValue, b: JsValue) -> Option<bool> {
    match op {
        Op::StrictEqual | Op::Equal if a.is_number() && b.is_number() => return Some(a.as_number() == b.as_number()),
        // Same bits or not the same value, for all that are neither numbers nor cells.
        Op::StrictEqual if !a.is_cell() && !b.is_cell() => return Some(a == b),
        Op::Equal if a.is_nullish() || b.is_nullish() => {
            let known = !a.is_cell() && !b.is_cell() && !a.is_empty() && !b.is_empty();
            return known.then_some(a.is_nullish() && b.is_nullish());
        }
        _ => {}
    }
    let (x, y) = (to_number(a)?, to_number(b)?);
    Some(match op {
        Op::Less => x < y,
        Op::LessEqual => x <= y,
        Op::Greater => x > y,
        Op::GreaterEqual => x >= y,
        Op::Equal => x == y,
        _ => return None,
    })
}

/// Result of an op on doubles, or of a conversion of one.
pub fn on_f64(op: Op, x: f64, y: f64) -> Option<f64> {
    Some(match op {
        Op::AddF64 => x + y,
        Op::SubF64 => x - y,
        Op::MulF64 => x * y,
        Op::DivF64 => x / y,
        Op::RemF64 => x % y,
        Op::NegF64 => -x,
        _ => return None,
    })
}

/// Result of an op on int32s.
pub fn on_i32(op: Op, x: i32, y: i32) -> Option<i32> {
    Some(match op {
        Op::AddI32 => x.wrapping_add(y),
        Op::SubI32 => x.wrapping_sub(y),
        Op::AndI32 => x & y,
        Op::OrI32 => x | y,
        Op::XorI32 => x ^ y,
        Op::ShlI32 => x.wrapping_shl(y as u32),
        Op::ShrI32 => x.wrapping_shr(y as u32),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_int32_wraps_as_specified() {
        let cases = [
            (0.0, 0),
            (-0.0, 0),
            (-1.9, -1),
            (2147483648.0, i32::MIN),
            (4294967296.0 + 5.5, 5),
            (-4294967297.0, -1),
            (1e300, 0),
            (9007199254740993.0, 0),
            (6442450943.0, i32::MAX),
            (f64::NAN, 0),
            (f64::INFINITY, 0),
        ];
        for (d, i) in cases {
            assert_eq!(to_int32(d), i, "{d}");
        }
    }

    #[test]
    fn results_keep_minus_zero_nan_and_overflow() {
        let int = JsValue::from_i32;
        let text = |v: Option<JsValue>| format!("{:?}", v.unwrap());
        assert_eq!(text(binary(Op::Mul, int(0), int(-1))), "-0.0");
        assert_eq!(text(binary(Op::Rem, int(-4), int(2))), "-0.0");
        assert_eq!(text(binary(Op::Rem, int(5), int(0))), "NaN");
        assert_eq!(text(binary(Op::Add, int(i32::MAX), int(1))), "2147483648.0");
        assert_eq!(text(binary(Op::Add, JsValue::UNDEFINED, int(1))), "NaN");
        assert_eq!(text(binary(Op::Ushr, int(-1), int(32))), "4294967295.0");
        assert_eq!(text(binary(Op::Shl, int(1), int(33))), "2");
        assert_eq!(text(unary(Op::Neg, int(0))), "-0.0");
        assert_eq!(text(unary(Op::BitNot, JsValue::from_f64(4294967295.0))), "0");
        assert_eq!(binary(Op::Add, JsValue::EMPTY, int(1)), None);
    }

    #[test]
    fn comparisons() {
        let (nan, zero) = (JsValue::from_f64(f64::NAN), JsValue::from_f64(-0.0));
        let int = JsValue::from_i32;
        for op in [Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual, Op::Equal, Op::StrictEqual] {
            assert_eq!(compare(op, nan, nan), Some(false), "{op:?}");
        }
        assert_eq!(compare(Op::StrictEqual, zero, int(0)), Some(true));
        assert_eq!(compare(Op::Equal, JsValue::NULL, JsValue::UNDEFINED), Some(true));
        assert_eq!(compare(Op::Equal, JsValue::NULL, int(0)), Some(false));
        assert_eq!(compare(Op::GreaterEqual, JsValue::NULL, int(0)), Some(true));
        assert_eq!(compare(Op::Equal, JsValue::TRUE, int(1)), Some(true));
        assert_eq!(compare(Op::StrictEqual, JsValue::TRUE, int(1)), Some(false));
        assert_eq!(compare(Op::Less, JsValue::UNDEFINED, int(1)), Some(false));
    }
}
