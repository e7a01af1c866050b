//! Environments, top-level bindings, globals.

use super::{Activation, Flow};
use jsc_abi::Value;
use jsc_abi::opcode::ops;
use jsc_hot::{environment, property};

#[inline(always)]
pub(super) unsafe fn new_environment(a: &mut Activation) -> Flow {
    let i = ops::NewEnvironment::read(a.at());
    a.save_pc();
    let v = environment::new_environment(a.header(), a.get(i.parent), i.slots.0);
    a.set(i.dst, v);
    a.next(ops::NewEnvironment::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn clone_environment(a: &mut Activation) -> Flow {
    let i = ops::CloneEnvironment::read(a.at());
    let v = a.context().clone_environment(a.get(i.environment));
    a.set(i.dst, v);
    a.next(ops::CloneEnvironment::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_environment_slot(a: &mut Activation) -> Flow {
    let i = ops::GetEnvironmentSlot::read(a.at());
    let v = environment::get_environment_slot(a.get(i.environment), i.depth.0, i.slot.0);
    a.set(i.dst, v);
    a.next(ops::GetEnvironmentSlot::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_environment_slot(a: &mut Activation) -> Flow {
    let i = ops::SetEnvironmentSlot::read(a.at());
    environment::set_environment_slot(a.header(), a.get(i.environment), i.depth.0, i.slot.0, a.get(i.value));
    a.next(ops::SetEnvironmentSlot::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_top(a: &mut Activation) -> Flow {
    let i = ops::GetTop::read(a.at());
    a.set(i.dst, *(*a.frame()).top.add(i.slot.0 as usize));
    a.next(ops::GetTop::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_top(a: &mut Activation) -> Flow {
    let i = ops::SetTop::read(a.at());
    // Top-level bindings are roots: no barrier.
    *(*a.frame()).top.add(i.slot.0 as usize) = a.get(i.value);
    a.next(ops::SetTop::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_global(a: &mut Activation) -> Flow {
    let i = ops::GetGlobal::read(a.at());
    let global = (*a.ctx).header.global;
    let v = property::get_global(a.header(), a.pc as u32, global, i.name.0, a.cache(i.feedback), 0);
    a.deliver(i.dst, v, ops::GetGlobal::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_global_or_undefined(a: &mut Activation) -> Flow {
    let i = ops::GetGlobalOrUndefined::read(a.at());
    let global = (*a.ctx).header.global;
    let v = property::get_global(a.header(), a.pc as u32, global, i.name.0, a.cache(i.feedback), 1);
    a.deliver(i.dst, v, ops::GetGlobalOrUndefined::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_global(a: &mut Activation) -> Flow {
    let i = ops::SetGlobal::read(a.at());
    let (name, value) = (a.name(i.name), a.get(i.value));
    let result = a.context().set_global_cached(name, value, i.strict.0 != 0, a.cache(i.feedback));
    a.finish_unit(result, ops::SetGlobal::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn delete_global(a: &mut Activation) -> Flow {
    let i = ops::DeleteGlobal::read(a.at());
    let result = a.context().delete_global(a.name(i.name));
    a.finish_bool(i.dst, result, ops::DeleteGlobal::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn check_initialized(a: &mut Activation) -> Flow {
    let i = ops::CheckInitialized::read(a.at());
    if a.get(i.value).is_empty() {
        let thrown = a.context().uninitialized_binding_error(a.constant(i.name));
        return a.throw(thrown);
    }
    a.next(ops::CheckInitialized::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn check_this_initialized(a: &mut Activation) -> Flow {
    let i = ops::CheckThisInitialized::read(a.at());
    if a.get(i.this).is_empty() {
        let thrown = a.context().uninitialized_this_error();
        return a.throw(thrown);
    }
    a.next(ops::CheckThisInitialized::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn throw_error(a: &mut Activation) -> Flow {
    let i = ops::ThrowError::read(a.at());
    let message: Value = a.constant(i.message);
    let thrown = a.context().throw_error(i.kind.0, message);
    a.throw(thrown)
}
