//! Calls, constructions, returns, exceptions.

use super::{Activation, Flow, enter, stack};
use crate::context::Context;
use crate::handle::{Gc, ValueExt};
use jsc_abi::layout::*;
use jsc_abi::opcode::{Write, ops};
use jsc_abi::{CellKind, Value};

/// The function object if it is one.
#[inline(always)]
unsafe fn as_function(v: Value) -> Option<*mut Function> {
    if v.is_cell() && (*v.as_ptr::<CellHeader>()).kind == CellKind::Function { Some(v.as_ptr()) } else { None }
}

#[inline(always)]
unsafe fn is_interpreted(f: *mut Function) -> bool {
    (*f).entry as usize == enter as *const () as usize
}

/// Goes on in a frame that was just pushed, or throws if there was no room for it.
#[inline(always)]
unsafe fn go_into(a: &mut Activation, registers: *mut Value, dst: Write, length: usize) -> Flow {
    if registers.is_null() {
        return overflow(a.ctx);
    }
    let frame = stack::frame_of(registers);
    (*frame).caller = a.registers;
    (*frame).return_pc = (a.pc + length) as u32;
    (*frame).return_register = dst.0;
    a.registers = registers;
    a.code = (*frame).code;
    a.pc = 0;
    Flow::Next
}

#[cold]
#[inline(never)]
unsafe fn overflow(ctx: *mut Context) -> Flow {
    (*ctx).throw_stack_overflow();
    Flow::Throw
}

#[inline(always)]
pub(super) unsafe fn call(a: &mut Activation) -> Flow {
    let i = ops::Call::read(a.at());
    let (callee, this) = (a.get(i.callee), a.get(i.this));
    a.save_pc();
    if let Some(f) = as_function(callee) {
        let argv = a.registers.add(i.args.first as usize);
        let argc = i.args.count as usize;
        if is_interpreted(f) {
            let registers = stack::push(a.ctx, f, this, argv, argc, Value::UNDEFINED, false);
            return go_into(a, registers, i.dst, ops::Call::LENGTH);
        }
        let result = ((*f).entry)(&raw mut (*a.ctx).header, f, this, argv, argc, Value::UNDEFINED);
        if result.is_exception() {
            return Flow::Throw;
        }
        a.set(i.dst, result);
        return a.next(ops::Call::LENGTH);
    }
    let result = (*a.ctx).call_value(callee, this, a.range(i.args));
    a.finish(i.dst, result, ops::Call::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn construct(a: &mut Activation) -> Flow {
    let i = ops::Construct::read(a.at());
    let (callee, new_target) = (a.get(i.callee), a.get(i.new_target));
    a.save_pc();
    let args = a.range(i.args);
    construct_with(a, callee, new_target, args, i.dst, ops::Construct::LENGTH)
}

#[inline(always)]
unsafe fn construct_with(
    a: &mut Activation,
    callee: Value,
    new_target: Value,
    args: &[Value],
    dst: Write,
    length: usize,
) -> Flow {
    if let Some(f) = as_function(callee)
        && is_interpreted(f)
        && (*f).object.header.flags & object_flag::CONSTRUCTOR != 0
    {
        let base = (*(*f).code).flags & function_flag::DERIVED_CONSTRUCTOR == 0;
        let this = if base {
            match (*a.ctx).create_this(Gc::from_ptr(f), new_target) {
                Ok(o) => o.value(),
                Err(thrown) => return a.throw(thrown),
            }
        } else {
            Value::EMPTY
        };
        let registers = stack::push(a.ctx, f, this, args.as_ptr(), args.len(), new_target, base);
        return go_into(a, registers, dst, length);
    }
    let result = (*a.ctx).construct_value_at(callee, args, new_target);
    a.finish(dst, result, length)
}

#[inline(always)]
pub(super) unsafe fn call_array(a: &mut Activation) -> Flow {
    let i = ops::CallArray::read(a.at());
    let (callee, this) = (a.get(i.callee), a.get(i.this));
    let args = a.context().spread_arguments(a.get(i.args));
    if let Some(f) = as_function(callee)
        && is_interpreted(f)
    {
        let registers = stack::push(a.ctx, f, this, args.as_ptr(), args.len(), Value::UNDEFINED, false);
        return go_into(a, registers, i.dst, ops::CallArray::LENGTH);
    }
    let result = (*a.ctx).call_value(callee, this, args);
    a.finish(i.dst, result, ops::CallArray::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn construct_array(a: &mut Activation) -> Flow {
    let i = ops::ConstructArray::read(a.at());
    let (callee, new_target) = (a.get(i.callee), a.get(i.new_target));
    let args = a.context().spread_arguments(a.get(i.args));
    construct_with(a, callee, new_target, args, i.dst, ops::ConstructArray::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn return_value(a: &mut Activation) -> Flow {
    let i = ops::ReturnValue::read(a.at());
    leave(a, a.get(i.value))
}

/// Pops the frame and gives `value` to the caller.
#[inline(always)]
pub(super) unsafe fn leave(a: &mut Activation, mut value: Value) -> Flow {
    let frame = a.frame();
    if (*frame).constructs && !value.is_object() {
        value = (*frame).this;
    }
    let caller = (*frame).caller;
    stack::pop(a.ctx, a.registers);
    if caller.is_null() {
        a.result = value;
        return Flow::Leave;
    }
    a.pc = (*frame).return_pc as usize;
    a.registers = caller;
    a.code = (*a.frame()).code;
    a.set(Write((*frame).return_register), value);
    Flow::Next
}

/// The same for a result that may be EXCEPTION: then the caller has it.
#[inline(always)]
pub(super) unsafe fn leave_with(a: &mut Activation, result: Value) -> Flow {
    if !result.is_exception() {
        return leave(a, result);
    }
    let caller = (*a.frame()).caller;
    stack::pop(a.ctx, a.registers);
    if caller.is_null() {
        a.result = result;
        return Flow::Leave;
    }
    a.registers = caller;
    Flow::Throw
}

#[inline(always)]
pub(super) unsafe fn throw(a: &mut Activation) -> Flow {
    let i = ops::Throw::read(a.at());
    let value = a.get(i.value);
    let thrown = a.context().throw(value);
    a.throw(thrown)
}

#[inline(always)]
pub(super) unsafe fn catch(a: &mut Activation) -> Flow {
    let i = ops::Catch::read(a.at());
    let v = (*a.ctx).take_exception();
    a.set(i.dst, v);
    a.next(ops::Catch::LENGTH)
}
