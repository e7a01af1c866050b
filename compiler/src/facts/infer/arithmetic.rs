//! Operators on abstract values. The rules follow `runtime/hot/src/arithmetic.rs`: int32 operands give an int32 unless the result
//! does not fit, any double among the operands gives a double.
//!
//! Whether results fit is judged by their likely number of bits (`Abstract::bits`). Sums and differences keep the bits of
//! the larger operand, products add them up. So a product that flows around a loop into itself grows out of int32, whichever way it
//! takes, and a sum of hash values (all 32 bits) does, but counters and accumulated sums do not.

use super::lattice::{Abstract, MAX_BITS, Set};
use crate::sir::{Kinds, Op};

/// What counters are taken for: they begin at 0 or 1.
const COUNTER_BITS: u8 = 10;

/// Bits of a number.
pub fn bits_of(d: f64) -> u8 {
    if d.is_nan() || d == 0.0 {
        return 0;
    }
    (d.abs().log2().floor() + 1.0).clamp(0.0, MAX_BITS as f64) as u8
}

/// ToNumeric of a value.
fn numeric(a: Abstract) -> Abstract {
    let mut kinds = Kinds(a.kinds.0 & Kinds::NUMERIC.0);
    let mut bits = if kinds.intersects(Kinds::NUMBER) { a.bits } else { 0 };
    let mut also = |k: Kinds, b: u8| {
        kinds = kinds.union(k);
        bits = bits.max(b);
    };
    if a.kinds.intersects(Kinds::NULL.union(Kinds::BOOL)) {
        also(Kinds::INT32, 1);
    }
    if a.kinds.intersects(Kinds::UNDEFINED) {
        also(Kinds::DOUBLE, 0);
    }
    if a.kinds.intersects(Kinds::STRING.union(Kinds::OBJECT)) {
        also(Kinds::NUMBER, super::lattice::TYPICAL_BITS);
    }
    Abstract { kinds, bits, set: Set::NONE }
}

fn is_int(a: Abstract) -> bool {
    a.kinds.intersects(Kinds::INT32)
}

fn is_double(a: Abstract) -> bool {
    a.kinds.intersects(Kinds::DOUBLE)
}

/// Kinds of a result of `bits` where int32 operands give int32 if it fits.
fn closed(a: Abstract, b: Abstract, bits: u8) -> Abstract {
    let mut kinds = Kinds(a.kinds.0 & b.kinds.0 & Kinds::BIGINT.0);
    if is_int(a) && is_int(b) {
        kinds = kinds.union(if bits > 32 { Kinds::NUMBER } else { Kinds::INT32 });
    }
    let number = |v: Abstract| v.kinds.intersects(Kinds::NUMBER);
    if (is_double(a) && number(b)) || (is_double(b) && number(a)) {
        kinds = kinds.union(Kinds::DOUBLE);
    }
    Abstract::number(kinds, bits)
}

fn sum(a: Abstract, b: Abstract) -> Abstract {
    let bits = a.bits.max(b.bits);
    // Two full words overflow as often as not.
    let bits = if a.bits.min(b.bits) >= 28 && bits >= 31 { 33 } else { bits.max(COUNTER_BITS) };
    closed(a, b, bits)
}

/// ToInt32: which bits are left.
fn int32_bits(a: Abstract) -> u8 {
    a.bits.min(32)
}

fn int32(bits: u8) -> Abstract {
    Abstract::number(Kinds::INT32, bits)
}

/// A constant operand.
pub type Constant = Option<f64>;

/// Result of a binary operator. `constant`: the right operand, if it is one.
pub fn binary(op: Op, a: Abstract, b: Abstract, constant: Constant) -> Abstract {
    if op == Op::Add {
        return add(a, b);
    }
    let (a, b) = (numeric(a), numeric(b));
    let bigint = Kinds(a.kinds.0 & b.kinds.0 & Kinds::BIGINT.0);
    let numbers = a.kinds.intersects(Kinds::NUMBER) && b.kinds.intersects(Kinds::NUMBER);
    let with = |r: Abstract| match numbers {
        true => Abstract { kinds: r.kinds.union(bigint), ..r },
        false => Abstract::of(bigint),
    };
    match op {
        Op::Sub => sum(a, b),
        Op::Mul => closed(a, b, (a.bits as u32 + b.bits as u32).min(MAX_BITS as u32) as u8),
        Op::Div => {
            let floating = is_double(a) || is_double(b);
            let exact = is_int(a) && is_int(b);
            let kinds = match (exact, floating) {
                (true, _) => Kinds::NUMBER,
                (false, _) => Kinds::DOUBLE,
            };
            with(Abstract::number(kinds, a.bits))
        }
        Op::Rem => with(closed(a, b, a.bits.min(b.bits))),
        Op::Exp => with(Abstract::number(Kinds::NUMBER, (a.bits as u32 * 2).min(MAX_BITS as u32) as u8)),
        Op::BitAnd => match constant {
            Some(c) if c >= 0.0 => with(int32(bits_of(c).min(32))),
            _ => with(int32(int32_bits(a).min(int32_bits(b)))),
        },
        Op::BitOr | Op::BitXor => with(int32(int32_bits(a).max(int32_bits(b)))),
        Op::Shl => match constant {
            Some(c) => with(int32((int32_bits(a) + (c as i32 & 31) as u8).min(32))),
            // A flag, most often.
            None => with(int32(int32_bits(a).max(16))),
        },
        Op::Shr => match constant {
            Some(c) => with(int32(int32_bits(a).saturating_sub((c as i32 & 31) as u8))),
            None => with(int32(int32_bits(a))),
        },
        Op::Ushr => match constant {
            Some(c) if c as i32 & 31 != 0 => {
                // A negative number becomes a large one; but most are not negative.
                let shift = (c as i32 & 31) as u8;
                with(int32(int32_bits(a).saturating_sub(shift)))
            }
            _ if int32_bits(a) < 32 && !is_double(a) => with(int32(int32_bits(a))),
            _ => with(Abstract::number(Kinds::NUMBER, int32_bits(a).max(33))),
        },
        _ => Abstract::UNKNOWN,
    }
}

fn add(a: Abstract, b: Abstract) -> Abstract {
    let string = Kinds::STRING.union(Kinds::OBJECT);
    if a.is_subset(Kinds::STRING) || b.is_subset(Kinds::STRING) {
        return Abstract::STRING;
    }
    let without = |v: Abstract| Abstract { kinds: v.kinds.without(string), ..v };
    let mut result = sum(numeric(without(a)), numeric(without(b)));
    if a.kinds.union(b.kinds).intersects(string) {
        result.kinds = result.kinds.union(Kinds::STRING);
    }
    // Objects in sums are strings nearly always: `valueOf` that gives numbers is rare.
    result
}

/// Result of a unary operator.
pub fn unary(op: Op, a: Abstract) -> Abstract {
    let n = numeric(a);
    let bigint = Kinds(n.kinds.0 & Kinds::BIGINT.0);
    match op {
        Op::Neg | Op::ToNumeric => n,
        Op::Inc | Op::Dec => Abstract { bits: n.bits.max(COUNTER_BITS), ..n },
        Op::ToNumber => n.masked(Kinds::NUMBER.0),
        Op::BitNot => Abstract { kinds: Kinds::INT32.union(bigint), bits: int32_bits(n), set: Set::NONE },
        _ => Abstract::UNKNOWN,
    }
}
