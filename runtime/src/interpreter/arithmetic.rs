//! Arithmetic: numbers here, everything else in `operations`.

use super::{Activation, Flow, fast, slow};
use jsc_abi::Value;
use jsc_abi::opcode::ops;

macro_rules! binary {
    ($($name:ident $op:ident;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let (lhs, rhs) = (a.get(i.lhs), a.get(i.rhs));
            if let Some(v) = fast::$name(lhs, rhs) {
                a.set(i.dst, v);
                return a.next(ops::$op::LENGTH);
            }
            let result = slow::$name(a.context(), lhs, rhs);
            a.finish(i.dst, result, ops::$op::LENGTH)
        }
    )*};
}

binary! {
    add Add;
    sub Sub;
    mul Mul;
    div Div;
    rem Rem;
    exp Exp;
    bit_and BitAnd;
    bit_or BitOr;
    bit_xor BitXor;
    shl Shl;
    shr Shr;
    ushr Ushr;
}

macro_rules! binary_int {
    ($($name:ident $op:ident $operation:ident;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let (lhs, rhs) = (a.get(i.lhs), Value::from_i32(i.rhs.0));
            if let Some(v) = fast::$operation(lhs, rhs) {
                a.set(i.dst, v);
                return a.next(ops::$op::LENGTH);
            }
            let result = slow::$operation(a.context(), lhs, rhs);
            a.finish(i.dst, result, ops::$op::LENGTH)
        }
    )*};
}

binary_int! {
    add_int AddInt add;
    sub_int SubInt sub;
    mul_int MulInt mul;
    bit_and_int BitAndInt bit_and;
    bit_or_int BitOrInt bit_or;
    shl_int ShlInt shl;
    shr_int ShrInt shr;
    ushr_int UshrInt ushr;
}

macro_rules! unary {
    ($($name:ident $op:ident;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let src = a.get(i.src);
            if let Some(v) = fast::$name(src) {
                a.set(i.dst, v);
                return a.next(ops::$op::LENGTH);
            }
            let result = slow::$name(a.context(), src);
            a.finish(i.dst, result, ops::$op::LENGTH)
        }
    )*};
}

unary! {
    neg Neg;
    bit_not BitNot;
    inc Inc;
    dec Dec;
}

#[inline(always)]
pub(super) unsafe fn to_number(a: &mut Activation) -> Flow {
    let i = ops::ToNumber::read(a.at());
    let src = a.get(i.src);
    if src.is_number() {
        a.set(i.dst, src);
        return a.next(ops::ToNumber::LENGTH);
    }
    let result = a.context().to_number(src).map(Value::from_number);
    a.finish(i.dst, result, ops::ToNumber::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn to_numeric(a: &mut Activation) -> Flow {
    let i = ops::ToNumeric::read(a.at());
    let src = a.get(i.src);
    if src.is_number() {
        a.set(i.dst, src);
        return a.next(ops::ToNumeric::LENGTH);
    }
    let result = a.context().to_numeric(src);
    a.finish(i.dst, result, ops::ToNumeric::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn to_string(a: &mut Activation) -> Flow {
    let i = ops::ToString::read(a.at());
    let result = a.context().to_string(a.get(i.src)).map(Value::from);
    a.finish(i.dst, result, ops::ToString::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn to_property_key(a: &mut Activation) -> Flow {
    let i = ops::ToPropertyKey::read(a.at());
    let result = a.context().to_property_key_value(a.get(i.src));
    a.finish(i.dst, result, ops::ToPropertyKey::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn concat(a: &mut Activation) -> Flow {
    let i = ops::Concat::read(a.at());
    let result = a.context().concat_strings(a.range(i.strings));
    a.finish(i.dst, result, ops::Concat::LENGTH)
}
