//! `< <= > >=`. Equality is in `convert/equality.rs`.

use crate::builtins::bigint;
use crate::context::Context;
use crate::convert::Hint;
use crate::error::JsResult;
use crate::handle::ValueExt;
use core::cmp::Ordering;
use jsc_abi::Value;

impl Context {
    /// `a < b`
    #[inline]
    pub fn less(&mut self, a: Value, b: Value) -> JsResult<bool> {
        Ok(self.order(a, b)? == Some(Ordering::Less))
    }

    /// `a <= b`
    #[inline]
    pub fn less_equal(&mut self, a: Value, b: Value) -> JsResult<bool> {
        Ok(matches!(self.order(a, b)?, Some(Ordering::Less | Ordering::Equal)))
    }

    /// `a > b`
    #[inline]
    pub fn greater(&mut self, a: Value, b: Value) -> JsResult<bool> {
        Ok(self.order(a, b)? == Some(Ordering::Greater))
    }

    /// `a >= b`
    #[inline]
    pub fn greater_equal(&mut self, a: Value, b: Value) -> JsResult<bool> {
        Ok(matches!(self.order(a, b)?, Some(Ordering::Greater | Ordering::Equal)))
    }

    /// [IsLessThan](https://tc39.es/ecma262/#sec-islessthan), all four of them at once: the order of the operands, or
    /// none if one is NaN. The left operand is converted first, whichever the operator.
    #[inline]
    fn order(&mut self, a: Value, b: Value) -> JsResult<Option<Ordering>> {
        if a.is_number() && b.is_number() {
            return Ok(a.as_number().partial_cmp(&b.as_number()));
        }
        if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
            return Ok(Some(a.compare(self, b)));
        }
        self.order_slow(a, b)
    }

    fn order_slow(&mut self, a: Value, b: Value) -> JsResult<Option<Ordering>> {
        let a = self.to_primitive(a, Hint::Number)?;
        let b = self.to_primitive(b, Hint::Number)?;
        match (a.as_string(), b.as_string()) {
            (Some(a), Some(b)) => return Ok(Some(a.compare(self, b))),
            (Some(s), None) if b.is_bigint() => {
                let n = bigint::parse(s.view(self));
                return Ok(n.map(|n| n.cmp(&bigint::bigint_value(b))));
            }
            (None, Some(s)) if a.is_bigint() => {
                let n = bigint::parse(s.view(self));
                return Ok(n.map(|n| bigint::bigint_value(a).cmp(&n)));
            }
            _ => {}
        }
        let a = self.to_numeric(a)?;
        let b = self.to_numeric(b)?;
        Ok(match (a.is_number(), b.is_number()) {
            (true, true) => a.as_number().partial_cmp(&b.as_number()),
            (false, true) => bigint::compare_number(a, b.as_number()),
            (true, false) => bigint::compare_number(b, a.as_number()).map(Ordering::reverse),
            (false, false) => Some(bigint::compare(a, b)),
        })
    }
}
