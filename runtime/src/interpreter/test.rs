//! Tests that give a boolean.

use super::{Activation, Flow};
use jsc_abi::Value;
use jsc_abi::opcode::{Read, ops};
use jsc_abi::runtime_functions::CONDITION_THREW;
use jsc_hot::compare as hot;

/// ToBoolean
#[inline(always)]
pub(super) unsafe fn truth(a: &Activation, r: Read) -> bool {
    hot::to_boolean(a.get(r)) != 0
}

#[inline(always)]
pub(super) unsafe fn strictly_equal(a: &Activation, lhs: Read, rhs: Read) -> bool {
    // May flatten a rope, so it allocates.
    a.save_pc();
    hot::strict_equal(a.header(), a.get(lhs), a.get(rhs)) != 0
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
    ($($name:ident $op:ident $operation:ident $wanted:literal;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let condition = hot::$operation(a.header(), a.pc as u32, a.get(i.lhs), a.get(i.rhs));
            if condition == CONDITION_THREW {
                return Flow::Throw;
            }
            a.set(i.dst, Value::from_bool((condition != 0) == $wanted));
            a.next(ops::$op::LENGTH)
        }
    )*};
}

comparison! {
    less Less less true;
    less_equal LessEqual less_equal true;
    greater Greater greater true;
    greater_equal GreaterEqual greater_equal true;
    equal Equal equal true;
    not_equal NotEqual equal false;
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
