//! Iteration: the protocol itself is in `runtime/src/iterator.rs`.

use super::{Activation, Flow};
use crate::handle::ValueExt;
use jsc_abi::opcode::ops;

#[inline(always)]
pub(super) unsafe fn get_iterator(a: &mut Activation) -> Flow {
    let i = ops::GetIterator::read(a.at());
    let result = a.context().get_iterator_object(a.get(i.object));
    a.finish(i.dst, result, ops::GetIterator::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn iterator_next(a: &mut Activation) -> Flow {
    let i = ops::IteratorNext::read(a.at());
    let result = crate::generator::iterator_next(a.context(), a.get(i.iterator), a.get(i.next));
    a.finish(i.dst, result, ops::IteratorNext::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn iterator_close(a: &mut Activation) -> Flow {
    let i = ops::IteratorClose::read(a.at());
    let result = a.context().iterator_close_normal(a.get(i.iterator));
    a.finish_unit(result, ops::IteratorClose::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn iterator_close_silently(a: &mut Activation) -> Flow {
    let i = ops::IteratorCloseSilently::read(a.at());
    a.context().iterator_close_silently(a.get(i.iterator));
    a.next(ops::IteratorCloseSilently::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn for_in_start(a: &mut Activation) -> Flow {
    let i = ops::ForInStart::read(a.at());
    let result = a.context().for_in_start(a.get(i.object));
    a.finish(i.dst, result, ops::ForInStart::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn for_in_next(a: &mut Activation) -> Flow {
    let i = ops::ForInNext::read(a.at());
    let result = a.context().for_in_next(a.get(i.iterator));
    a.finish(i.dst, result, ops::ForInNext::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn check_object(a: &mut Activation) -> Flow {
    let i = ops::CheckObject::read(a.at());
    let value = a.get(i.value);
    if !value.is_object() {
        let what = a.constant(i.what);
        let thrown = a.context().not_an_object_error(value, what);
        return a.throw(thrown);
    }
    a.next(ops::CheckObject::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn check_object_coercible(a: &mut Activation) -> Flow {
    let i = ops::CheckObjectCoercible::read(a.at());
    let value = a.get(i.value);
    if value.is_nullish() {
        let thrown = a.context().not_coercible_error(value);
        return a.throw(thrown);
    }
    a.next(ops::CheckObjectCoercible::LENGTH)
}
