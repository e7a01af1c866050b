//! Comparisons and truth. Results are `Condition`s: 0 false, 1 true, 2 threw.

use crate::memory::*;
use crate::property::kind_of;
use crate::{Ctx, at, both_doubles, both_int32, both_numbers, hot};
use core::mem::offset_of;
use jsc_abi::layout::JsString;
use jsc_abi::runtime_functions::{Condition, symbols as rt};
use jsc_abi::{CellKind, Value};

macro_rules! relational {
    ($name:ident, $op:tt) => {
        hot! {
            fn $name(ctx: Ctx, pc: u32, a: Value, b: Value) -> Condition {
                if both_int32(a, b) {
                    return (a.as_int32() $op b.as_int32()) as u32;
                }
                if both_doubles(a, b) {
                    return (a.as_double() $op b.as_double()) as u32;
                }
                if both_numbers(a, b) {
                    return (a.as_number() $op b.as_number()) as u32;
                }
                { at(ctx, pc); rt::$name(ctx, a, b) }
            }
        }
    };
}

relational!(less, <);
relational!(less_equal, <=);
relational!(greater, >);
relational!(greater_equal, >=);

hot! {
    fn equal(ctx: Ctx, pc: u32, a: Value, b: Value) -> Condition {
        if both_int32(a, b) {
            return (a.0 == b.0) as u32;
        }
        if both_numbers(a, b) {
            return (a.as_number() == b.as_number()) as u32;
        }
        if a.is_nullish() {
            return if b.is_nullish() { 1 } else { at(ctx, pc); rt::equal(ctx, a, b) };
        }
        if a.0 == b.0 && !a.is_number() {
            return 1;
        }
        { at(ctx, pc); rt::equal(ctx, a, b) }
    }

    fn strict_equal(ctx: Ctx, a: Value, b: Value) -> Condition {
        if a.0 == b.0 {
            // The same bits: equal, except NaN.
            return (!a.is_double() || a.as_double() == a.as_double()) as u32;
        }
        if both_int32(a, b) {
            return 0;
        }
        if both_numbers(a, b) {
            return (a.as_number() == b.as_number()) as u32;
        }
        // Different cells can only be equal if both are strings or BigInts.
        if !a.is_cell() || !b.is_cell() {
            return 0;
        }
        let (p, q) = (a.0 as *const u8, b.0 as *const u8);
        let kind = kind_of(p);
        if kind != kind_of(q) || kind >= CellKind::Object as u8 {
            return 0;
        }
        let length = offset_of!(JsString, length);
        if kind == CellKind::String as u8 && load_internal_u32(p.add(length)) != load_internal_u32(q.add(length)) {
            return 0;
        }
        rt::strict_equal(ctx, a, b)
    }

    /// ToBoolean
    fn to_boolean(a: Value) -> Condition {
        if a.is_bool() {
            return a.is_true() as u32;
        }
        if a.is_int32() {
            return (a.as_int32() != 0) as u32;
        }
        if a.is_nullish() {
            return 0;
        }
        if a.is_cell() && kind_of(a.0 as *const u8) >= jsc_abi::CellKind::Object as u8 {
            return 1;
        }
        rt::to_boolean(a)
    }
}
