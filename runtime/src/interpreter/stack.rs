//! The register stack: where interpreted activations live. One reserved region, frames pushed and popped in order.
//!
//! ```text
//!   base … │ InterpreterFrame │ r0 r1 … r(n-1) │ InterpreterFrame │ r0 … │ top      limit
//! ```
//! A frame is found from its registers (it ends where they begin), so the dispatch loop keeps one pointer for both.
//! Everything from `base` to `top` is scanned conservatively: the words of a frame are values, cell pointers, or
//! harmless.

use crate::context::Context;
use core::ptr;
use jsc_abi::Value;
use jsc_abi::layout::*;

/// An activation of bytecode.
#[repr(C)]
pub struct InterpreterFrame {
    /// Linked into `ContextHeader::frame`. Its `pc` is written before anything that may throw, call or allocate.
    pub record: FrameRecord,
    /// Registers of the activation that called this one and goes on when it returns; null: `enter` (or a resumption)
    /// made this one, and its return leaves the dispatch loop.
    pub caller: *mut Value,
    /// Start of the bytecode.
    pub code: *const u16,
    /// Of the program, one for each constant.
    pub constants: *const Value,
    /// Top-level bindings of the program.
    pub top: *mut Value,
    pub feedback: *mut PropertyCache,
    pub this: Value,
    pub new_target: Value,
    pub argv: *const Value,
    pub argc: usize,
    /// Resumed activations: the generator object; else EMPTY.
    pub generator: Value,
    /// The caller's pc to go on at.
    pub return_pc: u32,
    /// The caller's register for the result.
    pub return_register: u16,
    /// Called by `construct` of the caller: a result that is no object is replaced by `this`.
    pub constructs: bool,
    /// At its next loop header the activation goes on in native code: made by an exit of it.
    pub reenters: bool,
}

/// Reserved address space. Only touched pages cost memory; the limit below it is what programs meet.
const RESERVED: usize = 64 << 20;

pub struct RegisterStack {
    base: *mut Value,
    /// First free slot.
    pub(crate) top: *mut Value,
    /// Frames end at or below this.
    pub(super) limit: *mut Value,
}

impl RegisterStack {
    /// `stack_kib` is the `stack` option. The limit is chosen so that plain recursion goes about as deep as in Node
    /// with the same size of stack: its frames of a small function are near half the size of ours.
    pub fn new(stack_kib: u64) -> RegisterStack {
        let limit = (stack_kib as usize).saturating_mul(2 << 10).clamp(64 << 10, RESERVED);
        // SAFETY: a fresh private mapping; the result is checked.
        let base = unsafe {
            libc::mmap(
                ptr::null_mut(),
                RESERVED,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        assert!(base != libc::MAP_FAILED, "cannot reserve the register stack");
        let base = base as *mut Value;
        // SAFETY: limit <= RESERVED.
        RegisterStack { base, top: base, limit: unsafe { base.byte_add(limit) } }
    }

    /// The end of the reserved space.
    pub(crate) fn end(&self) -> *mut Value {
        // SAFETY: the mapping has that size.
        unsafe { self.base.byte_add(RESERVED) }
    }

    /// All words of live frames, for the collector: to be treated conservatively.
    pub fn live_slots(&self) -> &[Value] {
        // SAFETY: `base..top` was written by frames that were pushed and not yet popped.
        unsafe { core::slice::from_raw_parts(self.base, self.top.offset_from(self.base) as usize) }
    }
}

impl Drop for RegisterStack {
    fn drop(&mut self) {
        // SAFETY: the mapping that `new` made.
        unsafe { libc::munmap(self.base as *mut libc::c_void, RESERVED) };
    }
}

/// The frame that the registers belong to.
/// # Safety
/// `registers` came from [`push`] and the frame is live.
#[inline(always)]
pub(crate) unsafe fn frame_of(registers: *mut Value) -> *mut InterpreterFrame {
    (registers as *mut InterpreterFrame).sub(1)
}

/// Pushes a frame for `callee`, a function with bytecode, and gives its registers: arguments in the parameters, all
/// others undefined. The caller fills `caller`, `return_pc`, `return_register`. Null: no room.
/// # Safety
/// `ctx`, `callee` and `argc` values at `argv` are live.
#[inline(always)]
pub(super) unsafe fn push(
    ctx: *mut Context,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
    constructs: bool,
) -> *mut Value {
    push_below((*ctx).stack.limit, ctx, callee, this, argv, argc, new_target, constructs)
}

/// The same with another end of the stack.
/// # Safety
/// As for [`push`]; `limit` is not beyond [`RegisterStack::end`].
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(crate) unsafe fn push_below(
    limit: *mut Value,
    ctx: *mut Context,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
    constructs: bool,
) -> *mut Value {
    let code = (*callee).code;
    let frame = (*ctx).stack.top as *mut InterpreterFrame;
    let registers = frame.add(1) as *mut Value;
    let end = registers.add((*code).register_count as usize);
    if end > limit {
        return ptr::null_mut();
    }
    let program = (*code).program;
    (*frame).record.previous = (*ctx).header.frame;
    (*frame).record.callee = callee;
    (*frame).record.pc = 0;
    (*frame).record.kind = FrameKind::Interpreted;
    (*frame).code = ((*program).image as *const u8).add((*(*code).function).code as usize) as *const u16;
    (*frame).constants = (*program).constants;
    (*frame).top = (*program).top;
    (*frame).feedback = (*code).feedback;
    (*frame).this = this;
    (*frame).new_target = new_target;
    (*frame).argv = argv;
    (*frame).argc = argc;
    (*frame).generator = Value::EMPTY;
    (*frame).constructs = constructs;
    (*frame).reenters = false;
    let given = argc.min((*code).parameter_count as usize);
    let mut register = registers;
    let mut argument = argv;
    let given_end = registers.add(given);
    while register != given_end {
        *register = *argument;
        register = register.add(1);
        argument = argument.add(1);
    }
    while register != end {
        *register = Value::UNDEFINED;
        register = register.add(1);
    }
    (*ctx).stack.top = end;
    (*ctx).header.frame = &raw mut (*frame).record;
    registers
}

/// Pops the topmost frame, whose registers these are.
#[inline(always)]
pub(super) unsafe fn pop(ctx: *mut Context, registers: *mut Value) {
    let frame = frame_of(registers);
    (*ctx).stack.top = frame as *mut Value;
    (*ctx).header.frame = (*frame).record.previous;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registers_follow_their_frame_without_padding() {
        assert_eq!(size_of::<InterpreterFrame>() % size_of::<Value>(), 0);
        assert_eq!(align_of::<InterpreterFrame>(), align_of::<Value>());
    }

    #[test]
    fn a_new_stack_is_empty() {
        let stack = RegisterStack::new(984);
        assert!(stack.live_slots().is_empty());
        assert_eq!(unsafe { stack.limit.byte_offset_from(stack.base) }, 984 * 2048);
    }
}
