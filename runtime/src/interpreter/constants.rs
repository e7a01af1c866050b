//! Constants and moves.

use super::{Activation, Flow};
use jsc_abi::Value;
use jsc_abi::opcode::ops;

#[inline(always)]
pub(super) unsafe fn mov(a: &mut Activation) -> Flow {
    let i = ops::Mov::read(a.at());
    a.set(i.dst, a.get(i.src));
    a.next(ops::Mov::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_const(a: &mut Activation) -> Flow {
    let i = ops::LoadConst::read(a.at());
    a.set(i.dst, a.constant(i.constant));
    a.next(ops::LoadConst::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_int(a: &mut Activation) -> Flow {
    let i = ops::LoadInt::read(a.at());
    a.set(i.dst, Value::from_i32(i.value.0));
    a.next(ops::LoadInt::LENGTH)
}

macro_rules! load_immediate {
    ($name:ident $op:ident $value:expr) => {
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            a.set(i.dst, $value);
            a.next(ops::$op::LENGTH)
        }
    };
}
load_immediate!(load_undefined LoadUndefined Value::UNDEFINED);
load_immediate!(load_null LoadNull Value::NULL);
load_immediate!(load_true LoadTrue Value::TRUE);
load_immediate!(load_false LoadFalse Value::FALSE);
load_immediate!(load_empty LoadEmpty Value::EMPTY);
