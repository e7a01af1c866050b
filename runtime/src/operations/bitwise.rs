//! `& | ^ ~ << >> >>>`

use crate::context::Context;
use crate::convert::number::f64_to_int32;
use crate::error::JsResult;
use jsc_abi::Value;

impl Context {
    #[inline(always)]
    fn on_int32(
        &mut self,
        a: Value,
        b: Value,
        on_int32: impl Fn(i32, i32) -> Value,
        on_bigints: impl Fn(&mut Context, Value, Value) -> JsResult,
    ) -> JsResult {
        if a.is_int32() && b.is_int32() {
            return Ok(on_int32(a.as_int32(), b.as_int32()));
        }
        let (a, b) = self.to_numeric_pair(a, b)?;
        if a.is_number() {
            return Ok(on_int32(f64_to_int32(a.as_number()), f64_to_int32(b.as_number())));
        }
        on_bigints(self, a, b)
    }

    /// `a & b`
    pub fn bit_and(&mut self, a: Value, b: Value) -> JsResult {
        self.on_int32(a, b, |a, b| Value::from_i32(a & b), Context::bigint_and)
    }

    /// `a | b`
    pub fn bit_or(&mut self, a: Value, b: Value) -> JsResult {
        self.on_int32(a, b, |a, b| Value::from_i32(a | b), Context::bigint_or)
    }

    /// `a ^ b`
    pub fn bit_xor(&mut self, a: Value, b: Value) -> JsResult {
        self.on_int32(a, b, |a, b| Value::from_i32(a ^ b), Context::bigint_xor)
    }

    /// `a << b`
    pub fn shl(&mut self, a: Value, b: Value) -> JsResult {
        self.on_int32(a, b, |a, b| Value::from_i32(a.wrapping_shl(b as u32)), Context::bigint_shl)
    }

    /// `a >> b`
    pub fn shr(&mut self, a: Value, b: Value) -> JsResult {
        self.on_int32(a, b, |a, b| Value::from_i32(a.wrapping_shr(b as u32)), Context::bigint_shr)
    }

    /// `a >>> b`
    pub fn ushr(&mut self, a: Value, b: Value) -> JsResult {
        self.on_int32(
            a,
            b,
            |a, b| Value::from_u32((a as u32).wrapping_shr(b as u32)),
            |ctx, _, _| Err(ctx.type_error("BigInts have no unsigned right shift, use >> instead")),
        )
    }

    /// `~a`
    pub fn bit_not(&mut self, a: Value) -> JsResult {
        let a = self.to_numeric(a)?;
        if a.is_number() { Ok(Value::from_i32(!f64_to_int32(a.as_number()))) } else { self.bigint_not(a) }
    }
}
