//! BigInt cells: sign and magnitude. Arithmetic on them is `operations/bigint.rs`.

use crate::context::Context;
use crate::convert::Hint;
use crate::convert::number::{biguint_to_f64, trim};
use crate::error::JsResult;
use crate::handle::ValueExt;
use crate::string::StrView;
use core::cmp::Ordering;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use num_bigint::{BigInt, BigUint, Sign};

/// A BigInt. The limbs follow, least significant first, the last of them not 0; zero has none.
#[repr(C)]
pub struct BigIntCell {
    pub header: CellHeader,
    /// 1 if less than zero.
    pub negative: u32,
    /// Number of 64-bit limbs.
    pub length: u32,
}

/// V8's limit, so that programs meet the same RangeError.
pub const MAX_BITS: u64 = 1 << 30;

#[inline(always)]
fn cell(v: Value) -> &'static BigIntCell {
    debug_assert!(v.is_bigint());
    // SAFETY: a BigInt value points to such a cell, which never changes and lives while `v` is on the stack.
    unsafe { &*v.as_ptr::<BigIntCell>() }
}

/// The magnitude of a BigInt value.
#[inline(always)]
pub fn limbs(v: Value) -> &'static [u64] {
    let c = cell(v);
    // SAFETY: `length` limbs stand behind the cell.
    unsafe { core::slice::from_raw_parts((c as *const BigIntCell).add(1) as *const u64, c.length as usize) }
}

#[inline(always)]
pub fn is_zero(v: Value) -> bool {
    cell(v).length == 0
}

#[inline(always)]
pub fn is_negative(v: Value) -> bool {
    cell(v).negative != 0
}

/// The value if it has at most one limb.
#[inline(always)]
pub(crate) fn small(v: Value) -> Option<i128> {
    match *limbs(v) {
        [] => Some(0),
        [one] => Some(if is_negative(v) { -(one as i128) } else { one as i128 }),
        _ => None,
    }
}

/// The number of a BigInt value.
pub fn bigint_value(v: Value) -> BigInt {
    if let Some(n) = small(v) {
        return BigInt::from(n);
    }
    let limbs = limbs(v);
    let mut digits = Vec::with_capacity(limbs.len() * 2);
    for &limb in limbs {
        digits.push(limb as u32);
        digits.push((limb >> 32) as u32);
    }
    BigInt::new(if is_negative(v) { Sign::Minus } else { Sign::Plus }, digits)
}

/// [BigInt::equal](https://tc39.es/ecma262/#sec-numeric-types-bigint-equal)
#[inline]
pub fn equal(a: Value, b: Value) -> bool {
    is_negative(a) == is_negative(b) && limbs(a) == limbs(b)
}

pub fn compare(a: Value, b: Value) -> Ordering {
    match (is_negative(a), is_negative(b)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (negative, _) => {
            let (a, b) = (limbs(a), limbs(b));
            let order = a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()));
            if negative { order.reverse() } else { order }
        }
    }
}

/// The order of a BigInt and a number by their mathematical values; none if the number is NaN.
pub fn compare_number(v: Value, d: f64) -> Option<Ordering> {
    if d.is_nan() {
        return None;
    }
    if d.is_infinite() {
        return Some(if d > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = d.trunc();
    let order = match small(v) {
        // `as` saturates far beyond what one limb can hold.
        Some(n) => n.cmp(&(whole as i128)),
        None => bigint_value(v).cmp(&integer_from_f64(whole)),
    };
    // Equal whole parts: what the number has behind its point decides.
    Some(order.then(0.0f64.partial_cmp(&(d - whole))?))
}

/// The integer that `d` is.
pub fn integer_from_f64(d: f64) -> BigInt {
    debug_assert!(d.is_finite() && d.trunc() == d);
    if d.abs() < 9.0e18 {
        return BigInt::from(d as i64);
    }
    let bits = d.to_bits();
    let mantissa = bits & 0xF_FFFF_FFFF_FFFF | 0x10_0000_0000_0000;
    let n = BigUint::from(mantissa) << ((bits >> 52 & 0x7FF) - 1075);
    BigInt::from_biguint(if d < 0.0 { Sign::Minus } else { Sign::Plus }, n)
}

/// The nearest double.
pub fn to_f64(v: Value) -> f64 {
    match small(v) {
        Some(n) => n as f64,
        None => {
            let d = biguint_to_f64(bigint_value(v).magnitude());
            if is_negative(v) { -d } else { d }
        }
    }
}

/// [BigInt::toString](https://tc39.es/ecma262/#sec-numeric-types-bigint-tostring)
pub fn to_text(v: Value, radix: u32) -> String {
    match small(v) {
        Some(n) if radix == 10 => n.to_string(),
        _ => bigint_value(v).to_str_radix(radix),
    }
}

/// [StringToBigInt](https://tc39.es/ecma262/#sec-stringtobigint)
pub fn parse(view: StrView) -> Option<BigInt> {
    let view = trim(view);
    let mut bytes = Vec::with_capacity(view.len());
    for u in view.iter() {
        if u > 0x7F {
            return None;
        }
        bytes.push(u as u8);
    }
    let (digits, radix, sign) = match *bytes.as_slice() {
        [] => return Some(BigInt::ZERO),
        [b'0', b'x' | b'X', ..] => (&bytes[2..], 16, Sign::Plus),
        [b'0', b'o' | b'O', ..] => (&bytes[2..], 8, Sign::Plus),
        [b'0', b'b' | b'B', ..] => (&bytes[2..], 2, Sign::Plus),
        [b'-', ..] => (&bytes[1..], 10, Sign::Minus),
        [b'+', ..] => (&bytes[1..], 10, Sign::Plus),
        _ => (&bytes[..], 10, Sign::Plus),
    };
    // num-bigint also takes underscores and signs here.
    if digits.is_empty() || !digits.iter().all(|&c| (c as char).is_digit(radix)) {
        return None;
    }
    Some(BigInt::from_biguint(sign, BigUint::parse_bytes(digits, radix)?))
}

impl Context {
    /// A BigInt value with this magnitude (leading zero limbs allowed).
    pub fn bigint_from_limbs(&mut self, negative: bool, limbs: &[u64]) -> Value {
        let length = limbs.iter().rposition(|&l| l != 0).map_or(0, |i| i + 1);
        let size = size_of::<BigIntCell>() + 8 * length;
        let p = self.alloc_cell(size, CellKind::BigInt, shape_id::BIGINT, 0) as *mut BigIntCell;
        // SAFETY: a fresh cell of that size.
        unsafe {
            (*p).negative = (negative && length > 0) as u32;
            (*p).length = length as u32;
            core::ptr::copy_nonoverlapping(limbs.as_ptr(), p.add(1) as *mut u64, length);
        }
        Value::from_cell(p)
    }

    #[inline]
    pub fn bigint_from_i128(&mut self, n: i128) -> Value {
        let magnitude = n.unsigned_abs();
        self.bigint_from_limbs(n < 0, &[magnitude as u64, (magnitude >> 64) as u64])
    }

    pub fn bigint_from(&mut self, n: &BigInt) -> Value {
        let limbs: Vec<u64> = n.iter_u64_digits().collect();
        self.bigint_from_limbs(n.sign() == Sign::Minus, &limbs)
    }

    /// The same for results of operations: RangeError if it is too large.
    pub fn bigint_checked(&mut self, n: &BigInt) -> JsResult {
        if n.bits() > MAX_BITS {
            return Err(self.bigint_too_big());
        }
        Ok(self.bigint_from(n))
    }

    #[cold]
    pub(crate) fn bigint_too_big(&mut self) -> crate::Throw {
        self.range_error("Maximum BigInt size exceeded")
    }

    /// The number of a BigInt value.
    pub fn bigint_value(&self, v: Value) -> BigInt {
        bigint_value(v)
    }

    /// [ToBigInt](https://tc39.es/ecma262/#sec-tobigint): a BigInt value.
    pub fn to_bigint(&mut self, v: Value) -> JsResult {
        if v.is_bigint() {
            return Ok(v);
        }
        let v = self.to_primitive(v, Hint::Number)?;
        if v.is_bigint() {
            return Ok(v);
        }
        if v.is_bool() {
            return Ok(self.bigint_from_i128(v.is_true() as i128));
        }
        if let Some(s) = v.as_string() {
            return match parse(s.view(self)) {
                Some(n) => self.bigint_checked(&n),
                None => {
                    let text = s.to_rust(self);
                    Err(self.syntax_error(format_args!("Cannot convert {text} to a BigInt")))
                }
            };
        }
        let shown = self.display_for_error(v);
        Err(self.type_error(format_args!("Cannot convert {shown} to a BigInt")))
    }

    /// The BigInt value modulo 2^64: ToBigInt64 and ToBigUint64 after ToBigInt.
    pub fn bigint_to_u64_wrapping(&self, v: Value) -> u64 {
        let low = limbs(v).first().copied().unwrap_or(0);
        if is_negative(v) { low.wrapping_neg() } else { low }
    }

    /// [NumberToBigInt](https://tc39.es/ecma262/#sec-numbertobigint)
    pub fn number_to_bigint(&mut self, d: f64) -> JsResult {
        if !d.is_finite() || d.trunc() != d {
            let text = crate::convert::number::number_to_rust(d);
            return Err(self.range_error(format_args!(
                "The number {text} cannot be converted to a BigInt because it is not an integer"
            )));
        }
        if d.abs() < 9.0e18 {
            return Ok(self.bigint_from_i128(d as i128));
        }
        Ok(self.bigint_from(&integer_from_f64(d)))
    }
}
