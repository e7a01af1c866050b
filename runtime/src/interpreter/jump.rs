//! Jumps. A target is the pc itself.

use super::test::{strictly_equal, truth};
use super::{Activation, Flow, call, stack};
use crate::context::Context;
use crate::generator::Resumption;
use jsc_abi::Value;
use jsc_abi::layout::{ResumeEntry, ResumeFrame};
use jsc_abi::opcode::{Target, ops};
use jsc_abi::runtime_functions::CONDITION_THREW;
use jsc_hot::compare as hot;

/// Goes to `target` if `taken`, else to the next instruction.
#[inline(always)]
fn branch(a: &mut Activation, taken: bool, target: Target, length: usize) -> Flow {
    // A selection, not a branch: the one branch of an instruction is its dispatch.
    let next = a.pc + length;
    a.pc = if taken { target.0 as usize } else { next };
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn jump(a: &mut Activation) -> Flow {
    let i = ops::Jump::read(a.at());
    a.pc = i.target.0 as usize;
    Flow::Next
}

#[inline(always)]
pub(super) unsafe fn loop_header(a: &mut Activation) -> Flow {
    // OPTIMIZATION: a byte that the frame has anyway, and false for all frames but those that exits made.
    if (*a.frame()).reenters {
        match reenter(a.ctx, a.registers, ops::LoopHeader::read(a.at()).entry.0) {
            Reentry::Done(result) => return call::leave_with(a, result),
            Reentry::Left(registers, pc) => {
                a.registers = registers;
                a.code = (*a.frame()).code;
                a.pc = pc;
                return Flow::Next;
            }
            Reentry::None => {}
        }
    }
    a.next(ops::LoopHeader::LENGTH)
}

/// Less native stack than this above the limit, and a loop stays in the interpreter: native code would throw a RangeError
/// where the program has none.
const REENTRY_RESERVE: usize = 16 << 10;

/// What came of an activation that was to go on in native code.
enum Reentry {
    /// Its result, or EXCEPTION if it threw. (Its handlers have been there already.)
    Done(Value),
    /// It was left by an exit: registers of the innermost activation, and its pc.
    Left(*mut Value, usize),
    /// It was not entered: there is too little stack.
    None,
}

/// Goes on in native code at a loop header.
#[cold]
#[inline(never)]
unsafe fn reenter(ctx: *mut Context, registers: *mut Value, entry: u32) -> Reentry {
    let marker = 0u8;
    if (&raw const marker as usize) < (*ctx).header.stack_limit + REENTRY_RESERVE {
        return Reentry::None;
    }
    let frame = stack::frame_of(registers);
    let callee = (*frame).record.callee;
    (*ctx).exits.reentries += 1;
    let mut resumption = Resumption {
        frame: ResumeFrame {
            callee,
            this: (*frame).this,
            new_target: (*frame).new_target,
            argv: (*frame).argv,
            argc: (*frame).argc,
            registers,
        },
        generator: (*frame).generator,
        interpreted: registers,
        left: None,
    };
    // Native code links a record of its own for this activation.
    (*ctx).header.frame = (*frame).record.previous;
    let resume: ResumeEntry = core::mem::transmute((*(*callee).code).resume);
    let result = resume(&raw mut (*ctx).header, (&raw mut resumption).cast(), entry);
    debug_assert!(core::ptr::eq((*ctx).header.frame, (*frame).record.previous));
    match resumption.left {
        None => Reentry::Done(result),
        Some((registers, pc)) => {
            (*ctx).header.frame = &raw mut (*stack::frame_of(registers)).record;
            Reentry::Left(registers, pc as usize)
        }
    }
}

#[inline(always)]
pub(super) unsafe fn jump_if_true(a: &mut Activation) -> Flow {
    let i = ops::JumpIfTrue::read(a.at());
    let taken = truth(a, i.condition);
    branch(a, taken, i.target, ops::JumpIfTrue::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn jump_if_false(a: &mut Activation) -> Flow {
    let i = ops::JumpIfFalse::read(a.at());
    let taken = !truth(a, i.condition);
    branch(a, taken, i.target, ops::JumpIfFalse::LENGTH)
}

macro_rules! jump_on_value {
    ($($name:ident $op:ident |$v:ident| $taken:expr;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let $v = a.get(i.value);
            branch(a, $taken, i.target, ops::$op::LENGTH)
        }
    )*};
}

jump_on_value! {
    jump_if_undefined JumpIfUndefined |v| v.is_undefined();
    jump_if_not_undefined JumpIfNotUndefined |v| !v.is_undefined();
    jump_if_nullish JumpIfNullish |v| v.is_nullish();
    jump_if_not_nullish JumpIfNotNullish |v| !v.is_nullish();
    jump_if_empty JumpIfEmpty |v| v.is_empty();
    jump_if_not_empty JumpIfNotEmpty |v| !v.is_empty();
}

macro_rules! jump_on_comparison {
    ($($name:ident $op:ident $operation:ident $wanted:literal;)*) => {$(
        #[inline(always)]
        pub(super) unsafe fn $name(a: &mut Activation) -> Flow {
            let i = ops::$op::read(a.at());
            let condition = hot::$operation(a.header(), a.pc as u32, a.get(i.lhs), a.get(i.rhs));
            if condition == CONDITION_THREW {
                return Flow::Throw;
            }
            branch(a, (condition != 0) == $wanted, i.target, ops::$op::LENGTH)
        }
    )*};
}

jump_on_comparison! {
    jump_if_less JumpIfLess less true;
    jump_if_not_less JumpIfNotLess less false;
    jump_if_less_equal JumpIfLessEqual less_equal true;
    jump_if_not_less_equal JumpIfNotLessEqual less_equal false;
    jump_if_greater JumpIfGreater greater true;
    jump_if_not_greater JumpIfNotGreater greater false;
    jump_if_greater_equal JumpIfGreaterEqual greater_equal true;
    jump_if_not_greater_equal JumpIfNotGreaterEqual greater_equal false;
    jump_if_equal JumpIfEqual equal true;
    jump_if_not_equal JumpIfNotEqual equal false;
}

#[inline(always)]
pub(super) unsafe fn jump_if_strict_equal(a: &mut Activation) -> Flow {
    let i = ops::JumpIfStrictEqual::read(a.at());
    let taken = strictly_equal(a, i.lhs, i.rhs);
    branch(a, taken, i.target, ops::JumpIfStrictEqual::LENGTH)
}

#[inline(always)]
pub(super) unsafe fn jump_if_strict_not_equal(a: &mut Activation) -> Flow {
    let i = ops::JumpIfStrictNotEqual::read(a.at());
    let taken = !strictly_equal(a, i.lhs, i.rhs);
    branch(a, taken, i.target, ops::JumpIfStrictNotEqual::LENGTH)
}
