//! Operators on abstract values. The rules follow `runtime/hot/src/arithmetic.rs`: int32 operands give an int32 unless the result
//! does not fit, any double among the operands gives a double.
//!
//! Whether results fit is judged by their likely number of bits (`Abstract::bits`). Sums and differences keep the bits of
//! the larger operand, products add them up. So a product that flows around a loop into itself grows out of int32, whichever way it
//! takes, and a sum of hash values (all 32 bits) does, but counters and accumulated sums do not. Ranges are no likelihood: they hold
//! if those of the operands do.

use super::lattice::{Abstract, MAX_BITS, Set};
use crate::sir::range::Range;
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
    let mut range = a.range;
    let mut also = |k: Kinds, b: u8, r: Range| {
        kinds = kinds.union(k);
        bits = bits.max(b);
        range = range.union(r);
    };
    if a.kinds.intersects(Kinds::NULL.union(Kinds::BOOL)) {
        also(Kinds::INT32, 1, Range(0, 1));
    }
    if a.kinds.intersects(Kinds::UNDEFINED) {
        also(Kinds::DOUBLE, 0, Range::NONE);
    }
    if a.kinds.intersects(Kinds::STRING.union(Kinds::OBJECT)) {
        also(Kinds::NUMBER, super::lattice::TYPICAL_BITS, Range::INT32);
    }
    let is_real = a.is_real || kinds.0 & !a.kinds.0 & Kinds::DOUBLE.0 != 0;
    Abstract { kinds, bits, range, is_real, set: Set::NONE }
}

fn is_int(a: Abstract) -> bool {
    a.kinds.intersects(Kinds::INT32)
}

fn is_double(a: Abstract) -> bool {
    a.kinds.intersects(Kinds::DOUBLE)
}

/// A result of `bits` where int32 operands give int32 if it fits. `of` gives the range of such results.
fn closed(a: Abstract, b: Abstract, bits: u8, of: fn(Range, Range) -> Range) -> Abstract {
    let mut kinds = Kinds(a.kinds.0 & b.kinds.0 & Kinds::BIGINT.0);
    if is_int(a) && is_int(b) {
        kinds = kinds.union(if bits > 32 { Kinds::NUMBER } else { Kinds::INT32 });
    }
    let number = |v: Abstract| v.kinds.intersects(Kinds::NUMBER);
    if (is_double(a) && number(b)) || (is_double(b) && number(a)) {
        kinds = kinds.union(Kinds::DOUBLE);
    }
    let both = is_int(a) && is_int(b);
    let is_real = a.is_real && number(b) || b.is_real && number(a);
    Abstract { is_real, ..Abstract::number(kinds, bits) }.within(if both {
        of(a.range, b.range).clamped()
    } else {
        Range::NONE
    })
}

/// The range of ToInt32 of a number.
fn int32_range(a: Abstract) -> Range {
    if is_double(a) || a.range.is_none() { Range::INT32 } else { a.range }
}

fn sum(a: Abstract, b: Abstract, of: fn(Range, Range) -> Range) -> Abstract {
    let bits = a.bits.max(b.bits);
    // Two full words overflow as often as not.
    let bits = if a.bits.min(b.bits) >= 28 && bits >= 31 { 33 } else { bits.max(COUNTER_BITS) };
    closed(a, b, bits, of)
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
    let (x, y) = (int32_range(a), int32_range(b));
    match op {
        Op::Sub => sum(a, b, Range::sub),
        Op::Mul => closed(a, b, (a.bits as u32 + b.bits as u32).min(MAX_BITS as u32) as u8, Range::mul),
        Op::Div => {
            let floating = is_double(a) || is_double(b);
            let exact = is_int(a) && is_int(b);
            let kinds = match (exact, floating) {
                (true, _) => Kinds::NUMBER,
                (false, _) => Kinds::DOUBLE,
            };
            // A divisor that is an int32 and not 0 makes nothing larger.
            let most = a.range.0.unsigned_abs().max(a.range.1.unsigned_abs()).min(1 << 31) as i64;
            let sign = if exact && a.range.is_not_negative() && b.range.is_not_negative() { 0 } else { -most };
            with(Abstract::number(kinds, a.bits).within(if exact { Range(sign, most).clamped() } else { Range::INT32 }))
        }
        Op::Rem => with(closed(a, b, a.bits.min(b.bits), Range::rem)),
        Op::Exp => {
            let bits = (a.bits as u32 * 2).min(MAX_BITS as u32) as u8;
            with(Abstract { is_real: a.is_real || b.is_real, ..Abstract::number(Kinds::NUMBER, bits) })
        }
        Op::BitAnd => match constant {
            Some(c) if c >= 0.0 => with(int32(bits_of(c).min(32)).within(x.and(y))),
            _ => with(int32(int32_bits(a).min(int32_bits(b))).within(x.and(y))),
        },
        Op::BitOr | Op::BitXor => {
            let range = if op == Op::BitOr { x.or(y) } else { x.xor(y) };
            with(int32(int32_bits(a).max(int32_bits(b))).within(range))
        }
        Op::Shl => match constant {
            Some(c) => with(int32((int32_bits(a) + (c as i32 & 31) as u8).min(32)).within(x.shl(y))),
            // A flag, most often.
            None => with(int32(int32_bits(a).max(16)).within(x.shl(y))),
        },
        Op::Shr => match constant {
            Some(c) => with(int32(int32_bits(a).saturating_sub((c as i32 & 31) as u8)).within(x.shr(y))),
            None => with(int32(int32_bits(a)).within(x.shr(y))),
        },
        Op::Ushr => {
            let range = x.ushr(y).clamped();
            match constant {
                Some(c) if c as i32 & 31 != 0 => {
                    // A negative number becomes a large one; but most are not negative.
                    let shift = (c as i32 & 31) as u8;
                    with(int32(int32_bits(a).saturating_sub(shift)).within(range))
                }
                _ if int32_bits(a) < 32 && !is_double(a) => with(int32(int32_bits(a)).within(range)),
                _ => {
                    let word = Abstract::number(Kinds::NUMBER, int32_bits(a).max(33));
                    with(Abstract { is_real: false, ..word.within(range) })
                }
            }
        }
        _ => Abstract::UNKNOWN,
    }
}

fn add(a: Abstract, b: Abstract) -> Abstract {
    let string = Kinds::STRING.union(Kinds::OBJECT);
    if a.is_subset(Kinds::STRING) || b.is_subset(Kinds::STRING) {
        return Abstract::STRING;
    }
    let without = |v: Abstract| Abstract { kinds: v.kinds.without(string), ..v };
    let mut result = sum(numeric(without(a)), numeric(without(b)), Range::add);
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
        Op::ToNumeric => n,
        Op::Neg if is_int(n) => n.within(Range::of(0).sub(n.range).clamped()),
        Op::Neg => n,
        Op::Inc | Op::Dec => {
            let by = Range::of(if op == Op::Inc { 1 } else { -1 });
            let range = if is_int(n) { n.range.add(by).clamped() } else { Range::NONE };
            Abstract { bits: n.bits.max(COUNTER_BITS), range, ..n }
        }
        Op::ToNumber => n.masked(Kinds::NUMBER.0),
        Op::BitNot => {
            let range = Range::of(-1).sub(int32_range(n));
            Abstract { kinds: Kinds::INT32.union(bigint), ..int32(int32_bits(n)).within(range) }
        }
        _ => Abstract::UNKNOWN,
    }
}
