//! Environments, top-level bindings, globals.

use super::{Activation, Flow};
use crate::environment::{environment_at, environment_slot};
use jsc_abi::Value;
use jsc_abi::layout::*;
use jsc_abi::opcode::ops;

#[inline(always)]
pub(super) unsafe fn new_environment(a: &mut Activation) -> Flow {
    let i = ops::NewEnvironment::read(a.at());
    let parent = a.get(i.parent);
    let v = a.context().new_environment(parent, i.slots.0);
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
    let e = environment_at(a.get(i.environment), i.depth.0);
    a.set(i.dst, *environment_slot(e, i.slot.0));
    a.next(ops::GetEnvironmentSlot::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_environment_slot(a: &mut Activation) -> Flow {
    let i = ops::SetEnvironmentSlot::read(a.at());
    let e = environment_at(a.get(i.environment), i.depth.0);
    *environment_slot(e, i.slot.0) = a.get(i.value);
    if (*e).header.gc == gc_state::OLD {
        (*a.ctx).write_barrier(crate::Gc::from_ptr(e));
    }
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
    let result = a.context().get_global_cached(a.name(i.name), a.cache(i.feedback), false);
    a.finish(i.dst, result, ops::GetGlobal::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_global_or_undefined(a: &mut Activation) -> Flow {
    let i = ops::GetGlobalOrUndefined::read(a.at());
    let result = a.context().get_global_cached(a.name(i.name), a.cache(i.feedback), true);
    a.finish(i.dst, result, ops::GetGlobalOrUndefined::LENGTH)
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
