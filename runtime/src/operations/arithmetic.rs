//! `+ - * / % **`, negation, increment.

use super::number;
use crate::context::Context;
use crate::convert::Hint;
use crate::error::{JsResult, Throw};
use crate::handle::ValueExt;
use jsc_abi::Value;

impl Context {
    /// `a + b`
    #[inline]
    pub fn add(&mut self, a: Value, b: Value) -> JsResult {
        if a.is_number() && b.is_number() {
            return Ok(Value::from_number(a.as_number() + b.as_number()));
        }
        self.add_slow(a, b)
    }

    /// [ApplyStringOrNumericBinaryOperator](https://tc39.es/ecma262/#sec-applystringornumericbinaryoperator) for `+`
    fn add_slow(&mut self, a: Value, b: Value) -> JsResult {
        if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
            return Ok(self.concat(a, b)?.value());
        }
        let a = self.to_primitive(a, Hint::Default)?;
        let b = self.to_primitive(b, Hint::Default)?;
        if a.is_string() || b.is_string() {
            let a = self.to_string(a)?;
            let b = self.to_string(b)?;
            return Ok(self.concat(a, b)?.value());
        }
        self.numeric(a, b, |a, b| a + b, Context::bigint_add)
    }

    /// `a - b`
    #[inline]
    pub fn sub(&mut self, a: Value, b: Value) -> JsResult {
        self.numeric(a, b, |a, b| a - b, Context::bigint_sub)
    }

    /// `a * b`
    #[inline]
    pub fn mul(&mut self, a: Value, b: Value) -> JsResult {
        self.numeric(a, b, |a, b| a * b, Context::bigint_mul)
    }

    /// `a / b`
    #[inline]
    pub fn div(&mut self, a: Value, b: Value) -> JsResult {
        self.numeric(a, b, |a, b| a / b, Context::bigint_div)
    }

    /// `a % b`
    #[inline]
    pub fn rem(&mut self, a: Value, b: Value) -> JsResult {
        self.numeric(a, b, number::remainder, Context::bigint_rem)
    }

    /// `a ** b`
    #[inline]
    pub fn exp(&mut self, a: Value, b: Value) -> JsResult {
        self.numeric(a, b, number::exponentiate, Context::bigint_exp)
    }

    /// Both operands to numeric, in order, then the operation of their common type.
    #[inline(always)]
    fn numeric(
        &mut self,
        a: Value,
        b: Value,
        on_numbers: impl Fn(f64, f64) -> f64,
        on_bigints: impl Fn(&mut Context, Value, Value) -> JsResult,
    ) -> JsResult {
        if a.is_number() && b.is_number() {
            return Ok(Value::from_number(on_numbers(a.as_number(), b.as_number())));
        }
        let (a, b) = self.to_numeric_pair(a, b)?;
        if a.is_number() {
            return Ok(Value::from_number(on_numbers(a.as_number(), b.as_number())));
        }
        on_bigints(self, a, b)
    }

    /// Two numbers or two BigInts; TypeError if they are one of each.
    pub(super) fn to_numeric_pair(&mut self, a: Value, b: Value) -> JsResult<(Value, Value)> {
        let a = self.to_numeric(a)?;
        let b = self.to_numeric(b)?;
        if a.is_number() != b.is_number() {
            return Err(self.throw_mixed_bigint());
        }
        Ok((a, b))
    }

    #[cold]
    fn throw_mixed_bigint(&mut self) -> Throw {
        self.type_error("Cannot mix BigInt and other types, use explicit conversions")
    }

    /// `-a`
    pub fn neg(&mut self, a: Value) -> JsResult {
        let a = self.to_numeric(a)?;
        if a.is_number() { Ok(Value::from_number(-a.as_number())) } else { Ok(self.bigint_neg(a)) }
    }

    /// `a + 1` of a numeric type, as `++` does it.
    pub fn inc(&mut self, a: Value) -> JsResult {
        self.step(a, 1)
    }

    /// `a - 1` of a numeric type, as `--` does it.
    pub fn dec(&mut self, a: Value) -> JsResult {
        self.step(a, -1)
    }

    fn step(&mut self, a: Value, by: i32) -> JsResult {
        let a = self.to_numeric(a)?;
        if a.is_number() {
            return Ok(Value::from_number(a.as_number() + by as f64));
        }
        let one = self.bigint_from_i128(by as i128);
        self.bigint_add(a, one)
    }
}
