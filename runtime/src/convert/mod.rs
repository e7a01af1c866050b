//! Type conversion and testing, the specification's chapter of that name: methods of [`Context`].

mod display;
mod equality;
pub mod number;

pub use number::f64_to_int32 as double_to_int32;

use crate::builtins::{Intrinsic, WellKnown, bigint};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// `preferredType` of ToPrimitive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    Default,
    Number,
    String,
}

/// Boolean, Number, String, Symbol and BigInt objects.
#[repr(C)]
pub struct PrimitiveWrapper {
    pub object: Object,
    pub value: Value,
}

/// 2^53 - 1
pub const MAX_SAFE_INTEGER: f64 = 9007199254740991.0;

impl Context {
    /// [ToBoolean](https://tc39.es/ecma262/#sec-toboolean)
    #[inline]
    pub fn to_boolean(&mut self, v: Value) -> bool {
        if v.is_bool() {
            return v.is_true();
        }
        if v.is_int32() {
            return v.as_int32() != 0;
        }
        if v.is_number() {
            let d = v.as_double();
            return d != 0.0 && !d.is_nan();
        }
        if !v.is_cell() {
            return false;
        }
        if let Some(s) = v.as_string() {
            return !s.is_empty();
        }
        if v.is_bigint() { !bigint::is_zero(v) } else { true }
    }

    /// [ToPrimitive](https://tc39.es/ecma262/#sec-toprimitive)
    #[inline]
    pub fn to_primitive(&mut self, v: Value, hint: Hint) -> JsResult {
        match v.as_object() {
            Some(o) => self.object_to_primitive(o, hint),
            None => Ok(v),
        }
    }

    fn object_to_primitive(&mut self, o: Obj, hint: Hint) -> JsResult {
        let symbol = self.well_known(WellKnown::ToPrimitive);
        let exotic = self.get_method(o.value(), PropertyKey::from_symbol(symbol))?;
        let Some(exotic) = exotic else {
            return self.ordinary_to_primitive(o, hint);
        };
        let hint = match hint {
            Hint::Default => self.names.default,
            Hint::Number => self.names.number,
            Hint::String => self.names.string,
        };
        let result = self.call(exotic.value(), o.value(), &[hint.value()])?;
        if result.is_object() {
            return Err(self.type_error("Cannot convert object to primitive value"));
        }
        Ok(result)
    }

    /// [OrdinaryToPrimitive](https://tc39.es/ecma262/#sec-ordinarytoprimitive)
    pub fn ordinary_to_primitive(&mut self, o: Obj, hint: Hint) -> JsResult {
        let (first, second) = match hint {
            Hint::String => (self.names.to_string, self.names.value_of),
            _ => (self.names.value_of, self.names.to_string),
        };
        for name in [first, second] {
            let method = self.get(o, PropertyKey::from_interned(name))?;
            if method.is_callable() {
                let result = self.call(method, o.value(), &[])?;
                if !result.is_object() {
                    return Ok(result);
                }
            }
        }
        Err(self.type_error("Cannot convert object to primitive value"))
    }

    /// [ToNumber](https://tc39.es/ecma262/#sec-tonumber)
    #[inline]
    pub fn to_number(&mut self, v: Value) -> JsResult<f64> {
        if v.is_number() { Ok(v.as_number()) } else { self.to_number_slow(v) }
    }

    fn to_number_slow(&mut self, v: Value) -> JsResult<f64> {
        if v.is_undefined() {
            return Ok(f64::NAN);
        }
        if v.is_bool() {
            return Ok(v.is_true() as u8 as f64);
        }
        if let Some(s) = v.as_string() {
            return Ok(self.string_to_number(s));
        }
        if v.is_symbol() {
            return Err(self.type_error("Cannot convert a Symbol value to a number"));
        }
        if v.is_bigint() {
            return Err(self.type_error("Cannot convert a BigInt value to a number"));
        }
        match v.as_object() {
            Some(o) => {
                let primitive = self.object_to_primitive(o, Hint::Number)?;
                self.to_number(primitive)
            }
            None => Ok(0.0), // null
        }
    }

    /// [ToNumeric](https://tc39.es/ecma262/#sec-tonumeric): a Number or BigInt value.
    #[inline]
    pub fn to_numeric(&mut self, v: Value) -> JsResult {
        if v.is_number() {
            return Ok(v);
        }
        let v = self.to_primitive(v, Hint::Number)?;
        if v.is_bigint() { Ok(v) } else { Ok(Value::from_number(self.to_number(v)?)) }
    }

    /// [StringToNumber](https://tc39.es/ecma262/#sec-stringtonumber)
    pub fn string_to_number(&mut self, s: Str) -> f64 {
        number::view_to_number(s.view(self))
    }

    /// [ToIntegerOrInfinity](https://tc39.es/ecma262/#sec-tointegerorinfinity); never -0.
    #[inline]
    pub fn to_integer_or_infinity(&mut self, v: Value) -> JsResult<f64> {
        if v.is_int32() {
            return Ok(v.as_int32() as f64);
        }
        Ok(number::f64_to_integer(self.to_number(v)?))
    }

    /// [ToInt32](https://tc39.es/ecma262/#sec-toint32)
    #[inline]
    pub fn to_int32(&mut self, v: Value) -> JsResult<i32> {
        if v.is_int32() {
            return Ok(v.as_int32());
        }
        Ok(number::f64_to_int32(self.to_number(v)?))
    }

    /// [ToUint32](https://tc39.es/ecma262/#sec-touint32)
    #[inline]
    pub fn to_uint32(&mut self, v: Value) -> JsResult<u32> {
        Ok(self.to_int32(v)? as u32)
    }

    /// [ToLength](https://tc39.es/ecma262/#sec-tolength): an integer from 0 to 2^53 - 1.
    #[inline]
    pub fn to_length(&mut self, v: Value) -> JsResult<u64> {
        if v.is_int32() {
            return Ok(v.as_int32().max(0) as u64);
        }
        let d = self.to_integer_or_infinity(v)?;
        Ok(d.clamp(0.0, MAX_SAFE_INTEGER) as u64)
    }

    /// [ToIndex](https://tc39.es/ecma262/#sec-toindex)
    pub fn to_index(&mut self, v: Value) -> JsResult<usize> {
        let d = self.to_integer_or_infinity(v)?;
        if !(0.0..=MAX_SAFE_INTEGER).contains(&d) {
            return Err(self.range_error("Invalid value: not (convertible to) a safe integer"));
        }
        Ok(d as usize)
    }

    /// [ToString](https://tc39.es/ecma262/#sec-tostring)
    #[inline]
    pub fn to_string(&mut self, v: Value) -> JsResult<Str> {
        match v.as_string() {
            Some(s) => Ok(s),
            None => self.to_string_slow(v),
        }
    }

    fn to_string_slow(&mut self, v: Value) -> JsResult<Str> {
        if v.is_int32() {
            return Ok(self.int32_to_string(v.as_int32()));
        }
        if v.is_number() {
            return Ok(self.number_to_string(v.as_double()));
        }
        if v.is_bool() {
            return Ok(if v.is_true() { self.names.true_ } else { self.names.false_ });
        }
        if v.is_undefined() {
            return Ok(self.names.undefined);
        }
        if v.is_null() {
            return Ok(self.names.null);
        }
        if v.is_symbol() {
            return Err(self.type_error("Cannot convert a Symbol value to a string"));
        }
        if v.is_bigint() {
            let text = bigint::to_text(v, 10);
            return Ok(self.string_from_latin1(text.as_bytes()));
        }
        let primitive = self.to_primitive(v, Hint::String)?;
        debug_assert!(!primitive.is_object());
        self.to_string(primitive)
    }

    #[inline]
    pub(crate) fn int32_to_string(&mut self, i: i32) -> Str {
        if (0..10).contains(&i) {
            return self.strings.single(b'0' + i as u8);
        }
        if let Some(s) = self.strings.number(i as f64) {
            return s;
        }
        let mut buffer = [0; 12];
        let start = number::format_int32(i, &mut buffer);
        let s = self.string_from_latin1(&buffer[start..]);
        self.strings.cache_number(i as f64, s);
        s
    }

    /// [Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring) with radix 10
    pub fn number_to_string(&mut self, d: f64) -> Str {
        // NB: -0 is "0".
        if let Some(i) = number::as_int32_exact(d + 0.0) {
            return self.int32_to_string(i);
        }
        if let Some(s) = self.strings.number(d) {
            return s;
        }
        if d.is_nan() {
            return self.names.nan;
        }
        if d.is_infinite() {
            return if d > 0.0 { self.names.infinity } else { self.names.neg_infinity };
        }
        let mut buffer = ryu_js::Buffer::new();
        let s = self.string_from_latin1(buffer.format_finite(d).as_bytes());
        self.strings.cache_number(d, s);
        s
    }

    /// Number::toString with a radix of 2 to 36.
    pub fn number_to_radix(&mut self, d: f64, radix: u32) -> String {
        number::number_to_radix(d, radix)
    }

    /// [ToObject](https://tc39.es/ecma262/#sec-toobject)
    #[inline]
    pub fn to_object(&mut self, v: Value) -> JsResult<Obj> {
        match v.as_object() {
            Some(o) => Ok(o),
            None => self.to_object_slow(v),
        }
    }

    fn to_object_slow(&mut self, v: Value) -> JsResult<Obj> {
        let (kind, prototype) = if v.is_nullish() {
            return Err(self.type_error("Cannot convert undefined or null to object"));
        } else if v.is_bool() {
            (CellKind::BooleanObject, Intrinsic::BooleanPrototype)
        } else if v.is_number() {
            (CellKind::NumberObject, Intrinsic::NumberPrototype)
        } else if v.is_string() {
            (CellKind::StringObject, Intrinsic::StringPrototype)
        } else if v.is_symbol() {
            (CellKind::SymbolObject, Intrinsic::SymbolPrototype)
        } else {
            (CellKind::BigIntObject, Intrinsic::BigIntPrototype)
        };
        let prototype = self.intrinsic(prototype);
        Ok(self.new_wrapper(kind, prototype, v))
    }

    /// A wrapper object of a primitive.
    pub(crate) fn new_wrapper(&mut self, kind: CellKind, prototype: Obj, v: Value) -> Obj {
        let o = self.new_builtin_object(kind, prototype);
        set_wrapped(o, v);
        o
    }

    /// [ToPropertyKey](https://tc39.es/ecma262/#sec-topropertykey)
    #[inline]
    pub fn to_property_key(&mut self, v: Value) -> JsResult<PropertyKey> {
        if v.is_int32() && v.as_int32() >= 0 {
            return Ok(PropertyKey::from_index(v.as_int32() as u32));
        }
        if let Some(s) = v.as_string() {
            return Ok(self.string_to_key(s));
        }
        self.to_property_key_slow(v)
    }

    fn to_property_key_slow(&mut self, v: Value) -> JsResult<PropertyKey> {
        if v.is_number() {
            let d = v.as_number();
            if d >= 0.0 && d < u32::MAX as f64 && d.trunc() == d {
                return Ok(PropertyKey::from_index(d as u32));
            }
        }
        let v = self.to_primitive(v, Hint::String)?;
        if let Some(s) = v.as_symbol() {
            return Ok(PropertyKey::from_symbol(s));
        }
        let s = self.to_string(v)?;
        Ok(self.string_to_key(s))
    }

    /// ToPropertyKey, as a value that is cheap to turn into a key again: a string, symbol or number.
    pub fn to_property_key_value(&mut self, v: Value) -> JsResult {
        if v.is_int32() || v.is_string() || v.is_symbol() {
            return Ok(v);
        }
        let v = self.to_primitive(v, Hint::String)?;
        if v.is_symbol() { Ok(v) } else { Ok(self.to_string(v)?.value()) }
    }

    /// The key that a string is.
    #[inline]
    pub fn string_to_key(&mut self, s: Str) -> PropertyKey {
        let flags = s.header.flags;
        if flags & string_flag::INTERNED != 0 {
            return PropertyKey::from_interned(s);
        }
        // OPTIMIZATION: index strings need not be interned.
        if let Some(index) = s.array_index(self) {
            return PropertyKey::from_index(index);
        }
        let s = self.intern_string(s);
        PropertyKey::from_interned(s)
    }
}

/// Stores the primitive of a wrapper object that was just allocated.
pub(crate) fn set_wrapped(o: Obj, v: Value) {
    debug_assert!(matches!(
        o.kind(),
        CellKind::BooleanObject
            | CellKind::NumberObject
            | CellKind::StringObject
            | CellKind::SymbolObject
            | CellKind::BigIntObject
    ));
    // SAFETY: wrapper kinds have this layout.
    let mut wrapper: Gc<PrimitiveWrapper> = unsafe { o.cast() };
    wrapper.value = v;
}

/// The primitive in a wrapper object of that kind.
#[inline]
pub(crate) fn wrapped(v: Value, kind: CellKind) -> Option<Value> {
    debug_assert!(kind as u8 >= CellKind::BooleanObject as u8 && kind as u8 <= CellKind::BigIntObject as u8);
    // SAFETY: wrapper kinds have this layout.
    unsafe { v.as_kind::<PrimitiveWrapper>(kind) }.map(|w| w.value)
}
