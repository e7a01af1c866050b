//! What an activation was called with.

use super::{Activation, Flow};
use crate::handle::ValueExt;
use jsc_abi::opcode::ops;

#[inline(always)]
pub(super) unsafe fn load_this(a: &mut Activation) -> Flow {
    let i = ops::LoadThis::read(a.at());
    a.set(i.dst, (*a.frame()).this);
    a.next(ops::LoadThis::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_this_sloppy(a: &mut Activation) -> Flow {
    let i = ops::LoadThisSloppy::read(a.at());
    let mut this = (*a.frame()).this;
    if !this.is_object() {
        this = a.context().this_for_sloppy(this);
    }
    a.set(i.dst, this);
    a.next(ops::LoadThisSloppy::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_callee(a: &mut Activation) -> Flow {
    let i = ops::LoadCallee::read(a.at());
    a.set(i.dst, a.callee().value());
    a.next(ops::LoadCallee::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_new_target(a: &mut Activation) -> Flow {
    let i = ops::LoadNewTarget::read(a.at());
    a.set(i.dst, (*a.frame()).new_target);
    a.next(ops::LoadNewTarget::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_environment(a: &mut Activation) -> Flow {
    let i = ops::LoadEnvironment::read(a.at());
    a.set(i.dst, a.callee().environment);
    a.next(ops::LoadEnvironment::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_super_base(a: &mut Activation) -> Flow {
    let i = ops::LoadSuperBase::read(a.at());
    let result = a.context().super_base(a.get(i.function));
    a.finish(i.dst, result, ops::LoadSuperBase::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn load_super_constructor(a: &mut Activation) -> Flow {
    let i = ops::LoadSuperConstructor::read(a.at());
    let result = a.context().super_constructor(a.get(i.function));
    a.finish(i.dst, result, ops::LoadSuperConstructor::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn create_arguments(a: &mut Activation) -> Flow {
    let i = ops::CreateArguments::read(a.at());
    let v = a.context().create_unmapped_arguments(a.arguments());
    a.set(i.dst, v);
    a.next(ops::CreateArguments::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn create_mapped_arguments(a: &mut Activation) -> Flow {
    let i = ops::CreateMappedArguments::read(a.at());
    let (callee, environment) = (a.callee(), a.get(i.environment));
    let v = a.context().create_mapped_arguments(callee, a.arguments(), environment, i.first_slot.0, i.count.0);
    a.set(i.dst, v);
    a.next(ops::CreateMappedArguments::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn create_rest(a: &mut Activation) -> Flow {
    let i = ops::CreateRest::read(a.at());
    let v = a.context().create_rest(a.arguments(), i.start.0);
    a.set(i.dst, v);
    a.next(ops::CreateRest::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn check_constructor_call(a: &mut Activation) -> Flow {
    if (*a.frame()).new_target.is_undefined() {
        let callee = a.callee();
        let thrown = a.context().class_call_error(callee);
        return a.throw(thrown);
    }
    a.next(ops::CheckConstructorCall::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn check_constructor_return(a: &mut Activation) -> Flow {
    let i = ops::CheckConstructorReturn::read(a.at());
    let (value, this) = (a.get(i.value), a.get(i.this));
    if value.is_undefined() && !this.is_empty() {
        a.set(i.dst, this);
        return a.next(ops::CheckConstructorReturn::LENGTH);
    }
    let result = a.context().check_constructor_return(value, this);
    a.finish(i.dst, result, ops::CheckConstructorReturn::LENGTH)
}
