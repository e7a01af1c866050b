//! Arithmetic of two BigInt values. What fits one limb is done in i128; the rest by num-bigint.

use crate::builtins::bigint::{MAX_BITS, bigint_value, is_negative, is_zero, limbs, small};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::ValueExt;
use jsc_abi::Value;
use num_bigint::BigInt;
use num_traits::ToPrimitive;

impl Context {
    pub fn bigint_add(&mut self, a: Value, b: Value) -> JsResult {
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a + b)),
            _ => self.bigint_checked(&(bigint_value(a) + bigint_value(b))),
        }
    }

    pub fn bigint_sub(&mut self, a: Value, b: Value) -> JsResult {
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a - b)),
            _ => self.bigint_checked(&(bigint_value(a) - bigint_value(b))),
        }
    }

    pub fn bigint_mul(&mut self, a: Value, b: Value) -> JsResult {
        if let ([x], [y]) = (limbs(a), limbs(b)) {
            let product = *x as u128 * *y as u128;
            let negative = is_negative(a) != is_negative(b);
            return Ok(self.bigint_from_limbs(negative, &[product as u64, (product >> 64) as u64]));
        }
        self.bigint_checked(&(bigint_value(a) * bigint_value(b)))
    }

    pub fn bigint_div(&mut self, a: Value, b: Value) -> JsResult {
        if is_zero(b) {
            return Err(self.range_error("Division by zero"));
        }
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a / b)),
            _ => Ok(self.bigint_from(&(bigint_value(a) / bigint_value(b)))),
        }
    }

    pub fn bigint_rem(&mut self, a: Value, b: Value) -> JsResult {
        if is_zero(b) {
            return Err(self.range_error("Division by zero"));
        }
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a % b)),
            _ => Ok(self.bigint_from(&(bigint_value(a) % bigint_value(b)))),
        }
    }

    /// [BigInt::exponentiate](https://tc39.es/ecma262/#sec-numeric-types-bigint-exponentiate)
    pub fn bigint_exp(&mut self, a: Value, b: Value) -> JsResult {
        if is_negative(b) {
            return Err(self.range_error("Exponent must be non-negative"));
        }
        if is_zero(b) {
            return Ok(self.bigint_from_i128(1));
        }
        match small(a) {
            Some(0 | 1) => return Ok(a),
            Some(-1) => return Ok(self.bigint_from_i128(if limbs(b)[0] & 1 == 0 { 1 } else { -1 })),
            _ => {}
        }
        let base = bigint_value(a);
        match small(b) {
            // A base of n bits gives more than (n - 1) * exponent of them.
            Some(e) if (base.bits() - 1) as i128 * e <= MAX_BITS as i128 => self.bigint_checked(&base.pow(e as u32)),
            _ => Err(self.bigint_too_big()),
        }
    }

    pub fn bigint_neg(&mut self, a: Value) -> Value {
        self.bigint_from_limbs(!is_negative(a), limbs(a))
    }

    pub fn bigint_not(&mut self, a: Value) -> JsResult {
        match small(a) {
            Some(a) => Ok(self.bigint_from_i128(!a)),
            None => self.bigint_checked(&!bigint_value(a)),
        }
    }

    pub fn bigint_and(&mut self, a: Value, b: Value) -> JsResult {
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a & b)),
            _ => Ok(self.bigint_from(&(bigint_value(a) & bigint_value(b)))),
        }
    }

    pub fn bigint_or(&mut self, a: Value, b: Value) -> JsResult {
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a | b)),
            _ => Ok(self.bigint_from(&(bigint_value(a) | bigint_value(b)))),
        }
    }

    pub fn bigint_xor(&mut self, a: Value, b: Value) -> JsResult {
        match (small(a), small(b)) {
            (Some(a), Some(b)) => Ok(self.bigint_from_i128(a ^ b)),
            _ => Ok(self.bigint_from(&(bigint_value(a) ^ bigint_value(b)))),
        }
    }

    /// [BigInt::leftShift](https://tc39.es/ecma262/#sec-numeric-types-bigint-leftShift)
    pub fn bigint_shl(&mut self, a: Value, b: Value) -> JsResult {
        self.shift(a, b, is_negative(b))
    }

    pub fn bigint_shr(&mut self, a: Value, b: Value) -> JsResult {
        self.shift(a, b, !is_negative(b))
    }

    /// Shifts `a` by the magnitude of `count`; to the right it rounds down.
    fn shift(&mut self, a: Value, count: Value, right: bool) -> JsResult {
        debug_assert!(a.is_bigint() && count.is_bigint());
        if is_zero(a) || is_zero(count) {
            return Ok(a);
        }
        let count = match limbs(count) {
            [one] if *one <= MAX_BITS => *one,
            _ if right => return Ok(self.bigint_from_i128(if is_negative(a) { -1 } else { 0 })),
            _ => return Err(self.bigint_too_big()),
        };
        let n: BigInt = bigint_value(a);
        if right {
            return match n.to_i64() {
                Some(n) => Ok(self.bigint_from_i128((n >> count.min(63)) as i128)),
                None => Ok(self.bigint_from(&(n >> count))),
            };
        }
        if n.bits() + count > MAX_BITS {
            return Err(self.bigint_too_big());
        }
        Ok(self.bigint_from(&(n << count)))
    }
}
