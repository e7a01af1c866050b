//! Tests that give a boolean.

use super::{Activation, Flow, fast, slow};
use jsc_abi::Value;
use jsc_abi::opcode::{Read, ops};

/// ToBoolean
#[inline(always)]
pub(super) unsafe fn truth(a: &Activation, r: Read) -> bool {
    let v = a.get(r);
    match fast::to_boolean(v) {
        Some(b) => b,
        None => slow::to_boolean(&mut *a.ctx, v),
    }
}

#[inline(always)]
pub(super) unsafe fn strictly_equal(a: &Activation, lhs: Read, rhs: Read) -> bool {
    let (lhs, rhs) = (a.get(lhs), a.get(rhs));
    match fast::strict_equal(lhs, rhs) {
        Some(b) => b,
        // May flatten a rope, so it allocates.
        None => slow::strict_equals(a.context(), lhs, rhs),
    }
}

#[inline(always)]
pub(super) unsafe fn not(a: &mut Activation) -> Flow {
    let i = ops::Not::read(a.at());
    let b = truth(a, i.src);
    a.set(i.dst, Value::from_bool(!b));
    a.next(ops::Not::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn type_of(a: &mut Activation) -> Flow {
    let i = ops::TypeOf::read(a.at());
    let v = (*a.ctx).type_of(a.get(i.src)).value();
    a.set(i.dst, v);
    a.next(ops::TypeOf::LENGTH)
}

macro_rules! comparison {
    ($($name:ident $op:ident $fast:ident $slow:ident $wanted:literal;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let (lhs, rhs) = (a.get(i.lhs), a.get(i.rhs));
            if let Some(b) = fast::$fast(lhs, rhs) {
                a.set(i.dst, Value::from_bool(b == $wanted));
                return a.next(ops::$op::LENGTH);
            }
            let result = slow::$slow(a.context(), lhs, rhs).map(|b| b == $wanted);
            a.finish_bool(i.dst, result, ops::$op::LENGTH)
        }
    )*};
}

comparison! {
    less Less less less true;
    less_equal LessEqual less_equal less_equal true;
    greater Greater greater greater true;
    greater_equal GreaterEqual greater_equal greater_equal true;
    equal Equal equal loosely_equals true;
    not_equal NotEqual equal loosely_equals false;
}

#[inline(always)]
pub(super) unsafe fn strict_equal(a: &mut Activation) -> Flow {
    let i = ops::StrictEqual::read(a.at());
    let b = strictly_equal(a, i.lhs, i.rhs);
    a.set(i.dst, Value::from_bool(b));
    a.next(ops::StrictEqual::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn strict_not_equal(a: &mut Activation) -> Flow {
    let i = ops::StrictNotEqual::read(a.at());
    let b = strictly_equal(a, i.lhs, i.rhs);
    a.set(i.dst, Value::from_bool(!b));
    a.next(ops::StrictNotEqual::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn has_property(a: &mut Activation) -> Flow {
    let i = ops::HasProperty::read(a.at());
    let result = a.context().has_property_in(a.get(i.key), a.get(i.object));
    a.finish_bool(i.dst, result, ops::HasProperty::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn instance_of(a: &mut Activation) -> Flow {
    let i = ops::InstanceOf::read(a.at());
    let result = a.context().instance_of(a.get(i.object), a.get(i.constructor));
    a.finish_bool(i.dst, result, ops::InstanceOf::LENGTH)
}
