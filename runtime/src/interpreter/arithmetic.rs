//! Arithmetic: the fast paths are `jsc_hot::arithmetic`, everything else is in `operations`.

use super::{Activation, Flow};
use jsc_abi::Value;
use jsc_abi::opcode::ops;
use jsc_hot::arithmetic as hot;

macro_rules! binary {
    ($($name:ident $op:ident;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let (lhs, rhs) = (a.get(i.lhs), a.get(i.rhs));
            let v = hot::$name(a.header(), a.pc as u32, lhs, rhs);
            a.deliver(i.dst, v, ops::$op::LENGTH)
        }
    )*};
}

binary! {
    add Add;
    sub Sub;
    mul Mul;
    div Div;
    rem Rem;
    bit_and BitAnd;
    bit_or BitOr;
    bit_xor BitXor;
    shl Shl;
    shr Shr;
    ushr Ushr;
}

#[inline(always)]
pub(super) unsafe fn exp(a: &mut Activation) -> Flow {
    let i = ops::Exp::read(a.at());
    let result = a.context().exp(a.get(i.lhs), a.get(i.rhs));
    a.finish(i.dst, result, ops::Exp::LENGTH)
}

macro_rules! binary_int {
    ($($name:ident $op:ident $operation:ident;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let (lhs, rhs) = (a.get(i.lhs), Value::from_i32(i.rhs.0));
            let v = hot::$operation(a.header(), a.pc as u32, lhs, rhs);
            a.deliver(i.dst, v, ops::$op::LENGTH)
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
            let v = hot::$name(a.header(), a.pc as u32, src);
            a.deliver(i.dst, v, ops::$op::LENGTH)
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
    let v = hot::to_number(a.header(), a.pc as u32, a.get(i.src));
    a.deliver(i.dst, v, ops::ToNumber::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn to_numeric(a: &mut Activation) -> Flow {
    let i = ops::ToNumeric::read(a.at());
    let v = hot::to_numeric(a.header(), a.pc as u32, a.get(i.src));
    a.deliver(i.dst, v, ops::ToNumeric::LENGTH)
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
