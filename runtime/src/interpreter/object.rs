//! Literals, definitions, closures and classes.

use super::{Activation, Flow};
use crate::handle::{Gc, Obj};
use jsc_abi::opcode::ops;
use jsc_hot::{allocate, property};

#[inline(always)]
pub(super) unsafe fn new_object(a: &mut Activation) -> Flow {
    let i = ops::NewObject::read(a.at());
    a.save_pc();
    let v = allocate::new_object(a.header(), i.inline_slots.0);
    a.set(i.dst, v);
    a.next(ops::NewObject::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn new_object_with(a: &mut Activation) -> Flow {
    let i = ops::NewObjectWith::read(a.at());
    let (program, values, cache) = (a.program(), a.range(i.values), a.cache(i.feedback));
    let v = a.context().new_object_literal(program, i.keys.0, values, cache).value();
    a.set(i.dst, v);
    a.next(ops::NewObjectWith::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn new_array(a: &mut Activation) -> Flow {
    let i = ops::NewArray::read(a.at());
    let v = a.context().new_array_with_capacity(i.capacity.0).value();
    a.set(i.dst, v);
    a.next(ops::NewArray::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn new_array_with(a: &mut Activation) -> Flow {
    let i = ops::NewArrayWith::read(a.at());
    let v = a.context().new_array(a.range(i.values)).value();
    a.set(i.dst, v);
    a.next(ops::NewArrayWith::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn array_push(a: &mut Activation) -> Flow {
    let i = ops::ArrayPush::read(a.at());
    let array: Obj = Gc::from_ptr(a.get(i.array).as_ptr());
    let value = a.get(i.value);
    a.context().array_push(array, value);
    a.next(ops::ArrayPush::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn array_push_spread(a: &mut Activation) -> Flow {
    let i = ops::ArrayPushSpread::read(a.at());
    let result = a.context().array_push_spread(a.get(i.array), a.get(i.iterable));
    a.finish_unit(result, ops::ArrayPushSpread::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_by_name(a: &mut Activation) -> Flow {
    let i = ops::DefineByName::read(a.at());
    let (object, value, cache) = (a.get(i.object), a.get(i.value), a.cache(i.feedback));
    let status = property::define_by_name(a.header(), a.pc as u32, object, i.name.0, value, cache);
    a.done(status, ops::DefineByName::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_by_value(a: &mut Activation) -> Flow {
    let i = ops::DefineByValue::read(a.at());
    let result = a.context().define_by_value(a.get(i.object), a.get(i.key), a.get(i.value));
    a.finish_unit(result, ops::DefineByValue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_method(a: &mut Activation) -> Flow {
    let i = ops::DefineMethod::read(a.at());
    let result = a.context().define_method(a.get(i.object), a.get(i.key), a.get(i.function));
    a.finish_unit(result, ops::DefineMethod::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_getter(a: &mut Activation) -> Flow {
    let i = ops::DefineGetter::read(a.at());
    let result = a.context().define_getter(a.get(i.object), a.get(i.key), a.get(i.function), i.enumerable.0 != 0);
    a.finish_unit(result, ops::DefineGetter::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn define_setter(a: &mut Activation) -> Flow {
    let i = ops::DefineSetter::read(a.at());
    let result = a.context().define_setter(a.get(i.object), a.get(i.key), a.get(i.function), i.enumerable.0 != 0);
    a.finish_unit(result, ops::DefineSetter::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_literal_prototype(a: &mut Activation) -> Flow {
    let i = ops::SetLiteralPrototype::read(a.at());
    let result = a.context().set_literal_prototype(a.get(i.object), a.get(i.value));
    a.finish_unit(result, ops::SetLiteralPrototype::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn copy_data_properties(a: &mut Activation) -> Flow {
    let i = ops::CopyDataProperties::read(a.at());
    let excluded = a.range(i.excluded);
    let result = a.context().copy_own_properties(a.get(i.target), a.get(i.source), excluded);
    a.finish_unit(result, ops::CopyDataProperties::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn create_closure(a: &mut Activation) -> Flow {
    let i = ops::CreateClosure::read(a.at());
    let (program, environment) = (a.program(), a.get(i.environment));
    let v = a.context().create_closure(program, i.function.0, environment).value();
    a.set(i.dst, v);
    a.next(ops::CreateClosure::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_home_object(a: &mut Activation) -> Flow {
    let i = ops::SetHomeObject::read(a.at());
    a.context().make_method(a.get(i.function), a.get(i.home));
    a.next(ops::SetHomeObject::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn set_function_name(a: &mut Activation) -> Flow {
    let i = ops::SetFunctionName::read(a.at());
    let result = a.context().set_function_name(a.get(i.function), a.get(i.key), i.prefix.0);
    a.finish_unit(result, ops::SetFunctionName::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn create_class(a: &mut Activation) -> Flow {
    let i = ops::CreateClass::read(a.at());
    let (program, parent, environment) = (a.program(), a.get(i.parent), a.get(i.environment));
    let result = a.context().create_class(program, parent, i.function.0, environment);
    a.finish(i.dst, result, ops::CreateClass::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_class_prototype(a: &mut Activation) -> Flow {
    let i = ops::GetClassPrototype::read(a.at());
    let v = a.context().class_prototype(a.get(i.class));
    a.set(i.dst, v);
    a.next(ops::GetClassPrototype::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn create_regexp(a: &mut Activation) -> Flow {
    let i = ops::CreateRegExp::read(a.at());
    let program = a.program();
    let result = a.context().create_regexp(program, i.constant.0);
    a.finish(i.dst, result, ops::CreateRegExp::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn get_template_object(a: &mut Activation) -> Flow {
    let i = ops::GetTemplateObject::read(a.at());
    let program = a.program();
    let result = a.context().template_object(program, i.constant.0);
    a.finish(i.dst, result, ops::GetTemplateObject::LENGTH)
}
