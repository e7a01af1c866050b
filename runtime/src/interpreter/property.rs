//! Properties: hits of a site's first way are `jsc_hot::property`, elements `jsc_hot::element`, everything else is in
//! `object/cache.rs`.

use super::{Activation, Flow};
use jsc_abi::opcode::ops;
use jsc_hot::{element, property};

#[inline(always)]
pub(super) unsafe fn get_by_name(a: &mut Activation) -> Flow {
    let i = ops::GetByName::read(a.at());
    let v = property::get_by_name(a.header(), a.pc as u32, a.get(i.object), i.name.0, a.cache(i.feedback));
    a.deliver(i.dst, v, ops::GetByName::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_length(a: &mut Activation) -> Flow {
    let i = ops::GetLength::read(a.at());
    let v = property::get_length(a.header(), a.pc as u32, a.get(i.object), a.cache(i.feedback));
    a.deliver(i.dst, v, ops::GetLength::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_name(a: &mut Activation) -> Flow {
    let i = ops::SetByName::read(a.at());
    let (object, value, cache) = (a.get(i.object), a.get(i.value), a.cache(i.feedback));
    let status = property::set_by_name(a.header(), a.pc as u32, object, i.name.0, value, cache, 1);
    a.done(status, ops::SetByName::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_name_sloppy(a: &mut Activation) -> Flow {
    let i = ops::SetByNameSloppy::read(a.at());
    let (object, value, cache) = (a.get(i.object), a.get(i.value), a.cache(i.feedback));
    let status = property::set_by_name(a.header(), a.pc as u32, object, i.name.0, value, cache, 0);
    a.done(status, ops::SetByNameSloppy::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_by_value(a: &mut Activation) -> Flow {
    let i = ops::GetByValue::read(a.at());
    let v = element::get_by_value(a.header(), a.pc as u32, a.get(i.object), a.get(i.key), a.cache(i.feedback));
    a.deliver(i.dst, v, ops::GetByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_value(a: &mut Activation) -> Flow {
    let i = ops::SetByValue::read(a.at());
    let (object, key, value) = (a.get(i.object), a.get(i.key), a.get(i.value));
    let status = element::set_by_value(a.header(), a.pc as u32, object, key, value, a.cache(i.feedback), 1);
    a.done(status, ops::SetByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_by_value_sloppy(a: &mut Activation) -> Flow {
    let i = ops::SetByValueSloppy::read(a.at());
    let (object, key, value) = (a.get(i.object), a.get(i.key), a.get(i.value));
    let status = element::set_by_value(a.header(), a.pc as u32, object, key, value, a.cache(i.feedback), 0);
    a.done(status, ops::SetByValueSloppy::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_super(a: &mut Activation) -> Flow {
    let i = ops::GetSuper::read(a.at());
    let result = a.context().get_super(a.get(i.base), a.get(i.key), a.get(i.this));
    a.finish(i.dst, result, ops::GetSuper::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_super(a: &mut Activation) -> Flow {
    let i = ops::SetSuper::read(a.at());
    let result = a.context().set_super(a.get(i.base), a.get(i.key), a.get(i.value), a.get(i.this), i.strict.0 != 0);
    a.finish_unit(result, ops::SetSuper::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn delete_by_value(a: &mut Activation) -> Flow {
    let i = ops::DeleteByValue::read(a.at());
    let result = a.context().delete_by_value(a.get(i.object), a.get(i.key), i.strict.0 != 0);
    a.finish_bool(i.dst, result, ops::DeleteByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_private(a: &mut Activation) -> Flow {
    let i = ops::GetPrivate::read(a.at());
    let (object, key, cache) = (a.get(i.object), a.get(i.key), a.cache(i.feedback));
    let v = property::get_private(a.header(), a.pc as u32, object, key, cache);
    a.deliver(i.dst, v, ops::GetPrivate::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_private(a: &mut Activation) -> Flow {
    let i = ops::SetPrivate::read(a.at());
    let (object, key, cache) = (a.get(i.object), a.get(i.key), a.cache(i.feedback));
    let status = property::set_private(a.header(), a.pc as u32, object, key, a.get(i.value), cache);
    a.done(status, ops::SetPrivate::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_private_field(a: &mut Activation) -> Flow {
    let i = ops::DefinePrivateField::read(a.at());
    let (object, key, cache) = (a.get(i.object), a.get(i.key), a.cache(i.feedback));
    let result = a.context().define_private_field(object, key, a.get(i.value), cache);
    a.finish_unit(result, ops::DefinePrivateField::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_private_method(a: &mut Activation) -> Flow {
    let i = ops::DefinePrivateMethod::read(a.at());
    let result = a.context().define_private_method(a.get(i.object), a.get(i.key), a.get(i.value), i.kind.0);
    a.finish_unit(result, ops::DefinePrivateMethod::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn has_private(a: &mut Activation) -> Flow {
    let i = ops::HasPrivate::read(a.at());
    let result = a.context().has_private(a.get(i.key), a.get(i.object));
    a.finish_bool(i.dst, result, ops::HasPrivate::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn new_private_name(a: &mut Activation) -> Flow {
    let i = ops::NewPrivateName::read(a.at());
    let description = a.constant(i.description);
    let v = a.context().new_private_name(description);
    a.set(i.dst, v);
    a.next(ops::NewPrivateName::LENGTH)
}
