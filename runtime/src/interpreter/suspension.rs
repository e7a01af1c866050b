//! Generators leave here, and come back through `runtime/src/generator.rs`.

use super::{Activation, Flow, call};
use crate::generator;
use jsc_abi::opcode::ops;

#[inline(always)]
pub(super) unsafe fn initial_yield(a: &mut Activation) -> Flow {
    let i = ops::InitialYield::read(a.at());
    let frame = a.frame();
    let callee = a.callee();
    let registers = core::slice::from_raw_parts(a.registers, (*callee.code).register_count as usize);
    let generator =
        a.context().create_generator(callee, (*frame).this, (*frame).new_target, registers, a.pc as u32, i.entry.0);
    call::leave(a, generator.value())
}

#[inline(always)]
pub(super) unsafe fn yield_value(a: &mut Activation) -> Flow {
    let i = ops::YieldValue::read(a.at());
    let value = a.get(i.value);
    let callee = a.callee();
    let registers = core::slice::from_raw_parts(a.registers, (*callee.code).register_count as usize);
    let generator = (*a.frame()).generator;
    a.context().suspend_generator(generator, registers, a.pc as u32, i.entry.0);
    // A resumed activation was entered from outside, so this leaves the loop.
    debug_assert!((*a.frame()).caller.is_null());
    call::leave(a, value)
}

#[inline(always)]
pub(super) unsafe fn create_iterator_result(a: &mut Activation) -> Flow {
    let i = ops::CreateIteratorResult::read(a.at());
    let value = a.get(i.value);
    let v = generator::create_result(a.context(), value, i.done.0 != 0);
    a.set(i.dst, v);
    a.next(ops::CreateIteratorResult::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn nop(a: &mut Activation) -> Flow {
    a.next(ops::Nop::LENGTH)
}
