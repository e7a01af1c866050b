//! The runtime's operations behind a call, so that the dispatch loop stays small. (Some of them are marked `#[inline]`
//! for the sake of built-ins.)

use crate::context::Context;
use crate::error::JsResult;
use jsc_abi::Value;

macro_rules! calls {
    ($($name:ident($($argument:ident),*) -> $result:ty;)*) => {$(
        #[inline(never)]
        pub(super) fn $name(ctx: &mut Context, $($argument: Value),*) -> $result {
            ctx.$name($($argument),*)
        }
    )*};
}

calls! {
    add(a, b) -> JsResult;
    sub(a, b) -> JsResult;
    mul(a, b) -> JsResult;
    div(a, b) -> JsResult;
    rem(a, b) -> JsResult;
    exp(a, b) -> JsResult;
    bit_and(a, b) -> JsResult;
    bit_or(a, b) -> JsResult;
    bit_xor(a, b) -> JsResult;
    shl(a, b) -> JsResult;
    shr(a, b) -> JsResult;
    ushr(a, b) -> JsResult;
    neg(v) -> JsResult;
    bit_not(v) -> JsResult;
    inc(v) -> JsResult;
    dec(v) -> JsResult;
    less(a, b) -> JsResult<bool>;
    less_equal(a, b) -> JsResult<bool>;
    greater(a, b) -> JsResult<bool>;
    greater_equal(a, b) -> JsResult<bool>;
    loosely_equals(a, b) -> JsResult<bool>;
    strict_equals(a, b) -> bool;
    to_boolean(v) -> bool;
}
