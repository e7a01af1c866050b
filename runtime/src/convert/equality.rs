//! Equality and `typeof`.

use super::Hint;
use crate::builtins::bigint;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Str, ValueExt};
use jsc_abi::{CellKind, Value};

impl Context {
    /// [SameValue](https://tc39.es/ecma262/#sec-samevalue)
    pub fn same_value(&mut self, a: Value, b: Value) -> bool {
        if a.is_number() && b.is_number() {
            let (a, b) = (a.as_number(), b.as_number());
            return a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        }
        self.same_value_non_number(a, b)
    }

    /// [SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero)
    #[inline]
    pub fn same_value_zero(&mut self, a: Value, b: Value) -> bool {
        if a.is_number() && b.is_number() {
            let (a, b) = (a.as_number(), b.as_number());
            return a == b || (a.is_nan() && b.is_nan());
        }
        self.same_value_non_number(a, b)
    }

    /// [IsStrictlyEqual](https://tc39.es/ecma262/#sec-isstrictlyequal)
    #[inline]
    pub fn strict_equals(&mut self, a: Value, b: Value) -> bool {
        if a.is_number() && b.is_number() {
            return a.as_number() == b.as_number();
        }
        self.same_value_non_number(a, b)
    }

    /// [SameValueNonNumber](https://tc39.es/ecma262/#sec-samevaluenonnumber), also of values of different types.
    #[inline]
    fn same_value_non_number(&mut self, a: Value, b: Value) -> bool {
        if a == b {
            return true;
        }
        if !a.is_cell() || !b.is_cell() {
            return false;
        }
        if let (Some(a), Some(b)) = (a.as_string(), b.as_string()) {
            return a.equals(self, b);
        }
        a.is_bigint() && b.is_bigint() && bigint::equal(a, b)
    }

    /// [IsLooselyEqual](https://tc39.es/ecma262/#sec-islooselyequal)
    pub fn loosely_equals(&mut self, a: Value, b: Value) -> JsResult<bool> {
        if a.is_number() && b.is_number() {
            return Ok(a.as_number() == b.as_number());
        }
        if a.is_nullish() || b.is_nullish() {
            return Ok(a.is_nullish() && b.is_nullish());
        }
        if a.is_object() && b.is_object() {
            return Ok(a == b);
        }
        // Booleans count as numbers.
        if a.is_bool() {
            if b.is_bool() {
                return Ok(a == b);
            }
            return self.loosely_equals(Value::from_i32(a.is_true() as i32), b);
        }
        if b.is_bool() {
            return self.loosely_equals(a, Value::from_i32(b.is_true() as i32));
        }
        // An object with a primitive.
        if a.is_object() {
            let a = self.to_primitive(a, Hint::Default)?;
            return self.loosely_equals(a, b);
        }
        if b.is_object() {
            let b = self.to_primitive(b, Hint::Default)?;
            return self.loosely_equals(a, b);
        }
        // Now both are Number, String, BigInt or Symbol.
        if a.is_symbol() || b.is_symbol() {
            return Ok(a == b);
        }
        Ok(match (a.as_string(), b.as_string()) {
            (Some(a), Some(b)) => a.equals(self, b),
            (Some(s), None) => self.string_equals_numeric(s, b),
            (None, Some(s)) => self.string_equals_numeric(s, a),
            (None, None) => match (a.is_bigint(), b.is_bigint()) {
                (true, true) => bigint::equal(a, b),
                (true, false) => bigint::compare_number(a, b.as_number()) == Some(core::cmp::Ordering::Equal),
                _ => bigint::compare_number(b, a.as_number()) == Some(core::cmp::Ordering::Equal),
            },
        })
    }

    fn string_equals_numeric(&mut self, s: Str, numeric: Value) -> bool {
        if numeric.is_number() {
            return self.string_to_number(s) == numeric.as_number();
        }
        match bigint::parse(s.view(self)) {
            Some(n) => n == bigint::bigint_value(numeric),
            None => false,
        }
    }

    /// The result of `typeof`.
    pub fn type_of(&mut self, v: Value) -> Str {
        let names = &self.names;
        if v.is_number() {
            return names.number;
        }
        if !v.is_cell() {
            return if v.is_bool() {
                names.boolean
            } else if v.is_null() {
                names.object
            } else {
                names.undefined
            };
        }
        // SAFETY: a cell value points to a live cell.
        match unsafe { (*v.as_ptr::<jsc_abi::layout::CellHeader>()).kind } {
            CellKind::String => names.string,
            CellKind::Symbol => names.symbol,
            CellKind::BigInt => names.bigint,
            _ if v.is_callable() => names.function,
            _ => names.object,
        }
    }
}
