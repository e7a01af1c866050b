//! Suspended activations: generator objects, and how they go on. The built-in methods are in `builtins/generator.rs`.
//!
//! A suspended activation keeps its registers in a `ValueArray` in bytecode order, so that interpreter and native code
//! can each resume what the other suspended: the interpreter copies them to a frame and goes on at `pc`, native code is
//! entered at `entry` and reads them in place.

use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Func, Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::opcode::{Op, ops};
use jsc_abi::{CellKind, Value};

/// [[GeneratorState]]. 0 is what a fresh cell has.
#[repr(u64)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    SuspendedStart = 0,
    SuspendedYield = 1,
    Executing = 2,
    Completed = 3,
}

/// How a generator is resumed: what `mode` of a suspension receives.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Next = 0,
    Throw = 1,
    Return = 2,
}

/// How a running generator gives its next result, and whether it has. A result that `yield` or the end makes is made right before the
/// activation is left, so nobody sees it but whoever resumed the generator.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Results {
    /// As an object.
    #[default]
    Objects,
    /// The value alone will do.
    Values,
    /// It was a value.
    Yielded,
    /// It was a value, the last.
    Returned,
}

/// A generator object.
#[repr(C)]
pub struct Generator {
    pub object: Object,
    /// A `ValueArray` with the callee's registers; EMPTY once completed.
    pub registers: Value,
    pub callee: Value,
    pub this: Value,
    pub new_target: Value,
    spare: Value,
    /// Of the suspension.
    pub pc: usize,
    /// Its number among the function's entries in the middle.
    pub entry: usize,
    pub state: State,
    /// Registers that the suspension receives a value and its mode in.
    received: u32,
    mode: u32,
}

impl Generator {
    /// Notes where the activation is suspended. (What the instruction there says is looked up now, not when time is short: whoever
    /// resumes needs it at once.)
    fn suspend_at(&mut self, pc: u32, entry: u32, state: State) {
        // SAFETY: the callee is a closure, and `pc` that of a suspension in its bytecode.
        unsafe {
            let at = self.instruction(pc as usize);
            // Both kinds of suspension begin with these.
            let i = ops::InitialYield::read(at);
            debug_assert!(*at == Op::InitialYield as u16 || *at == Op::YieldValue as u16);
            debug_assert!(
                *at != Op::YieldValue as u16 || {
                    let same = ops::YieldValue::read(at);
                    (same.dst.0, same.mode.0) == (i.dst.0, i.mode.0)
                }
            );
            (self.received, self.mode) = (i.dst.0.into(), i.mode.0.into());
        }
        (self.pc, self.entry, self.state) = (pc as usize, entry as usize, state);
    }

    unsafe fn instruction(&self, pc: usize) -> *const u16 {
        let callee: Func = Gc::from_ptr(self.callee.as_ptr());
        let code = &*callee.code;
        let bytecode = ((*code.program).image as *const u8).add((*code.function).code as usize) as *const u16;
        bytecode.add(pc)
    }

    /// The pc behind the suspension.
    unsafe fn next_pc(&self) -> u32 {
        let length = match *self.instruction(self.pc) == Op::YieldValue as u16 {
            true => ops::YieldValue::LENGTH,
            false => ops::InitialYield::LENGTH,
        };
        (self.pc + length) as u32
    }
}

/// What natively compiled code is resumed with: it sees the `ResumeFrame`, and hands it back to suspend or to exit.
#[repr(C)]
pub struct Resumption {
    pub frame: ResumeFrame,
    /// The generator object; EMPTY for activations of other functions.
    pub generator: Value,
    /// Registers of the interpreter's frame that it is resumed from, which an exit goes back to; null: there is none.
    pub interpreted: *mut Value,
    /// Such an exit was taken: registers and pc of the innermost activation.
    pub left: Option<(*mut Value, u32)>,
}

impl Context {
    /// The generator object of an activation that has come to its `initial_yield` at `pc`.
    pub fn create_generator(
        &mut self,
        callee: Func,
        this: Value,
        new_target: Value,
        registers: &[Value],
        pc: u32,
        entry: u32,
    ) -> Obj {
        let prototype = self.generator_prototype(callee);
        let o = self.new_builtin_object(CellKind::Generator, prototype);
        let mut saved = self.alloc_value_array(registers.len());
        saved.values_mut().copy_from_slice(registers);
        saved.length = registers.len() as u32;
        // SAFETY: by kind.
        let mut g: Gc<Generator> = unsafe { o.cast() };
        g.registers = saved.value();
        g.callee = callee.value();
        g.this = this;
        g.new_target = new_target;
        g.suspend_at(pc, entry, State::SuspendedStart);
        self.write_barrier(o);
        o
    }

    /// Saves a running generator's activation, which then returns what it yields.
    pub fn suspend_generator(&mut self, generator: Value, registers: &[Value], pc: u32, entry: u32) {
        // SAFETY: frames of resumed activations hold their generator object.
        let mut g: Gc<Generator> = unsafe { Gc::from_ptr(generator.as_ptr()) };
        debug_assert!(g.state == State::Executing);
        g.suspend_at(pc, entry, State::SuspendedYield);
        // SAFETY: a generator that is not completed has its registers in a ValueArray.
        let mut saved: Gc<ValueArray> = unsafe { Gc::from_ptr(g.registers.as_ptr()) };
        let to = saved.values_mut();
        // Native code has its registers there already.
        if to.as_ptr() != registers.as_ptr() {
            to[..registers.len()].copy_from_slice(registers);
        }
        self.write_barrier(saved);
    }
}

/// The generator object, if the value is one.
pub fn as_generator(v: Value) -> Option<Gc<Generator>> {
    // SAFETY: cells of kind Generator begin with it.
    unsafe { v.as_kind(CellKind::Generator) }
}

/// CreateIterResultObject for what the running generator yields or returns; the value itself if that will do.
#[inline]
pub fn create_result(ctx: &mut Context, value: Value, done: bool) -> Value {
    if ctx.results == Results::Values {
        ctx.results = if done { Results::Returned } else { Results::Yielded };
        return value;
    }
    ctx.create_iter_result(value, done)
}

/// Goes on in a suspended generator. The result is what it yields or returns, as it is.
pub fn resume(ctx: &mut Context, g: Gc<Generator>, mode: Mode, value: Value) -> JsResult {
    run(ctx, g, mode, value, Results::Objects).0
}

/// The same, with how it was asked to give results, and whether it did.
fn run(ctx: &mut Context, mut g: Gc<Generator>, mode: Mode, value: Value, asked: Results) -> (JsResult, Results) {
    debug_assert!(matches!(g.state, State::SuspendedStart | State::SuspendedYield));
    // SAFETY: a suspended generator has a closure as callee and its registers in a ValueArray.
    let (callee, mut saved): (Func, Gc<ValueArray>) =
        unsafe { (Gc::from_ptr(g.callee.as_ptr()), Gc::from_ptr(g.registers.as_ptr())) };
    g.state = State::Executing;
    let outer = core::mem::replace(&mut ctx.results, asked);
    // SAFETY: `code` is never null; `pc` is that of the suspension.
    let result = unsafe {
        let code = &*callee.code;
        let registers = saved.values_mut().as_mut_ptr();
        *registers.add(g.received as usize) = value;
        *registers.add(g.mode as usize) = Value::from_i32(mode as i32);
        ctx.write_barrier(saved);
        let mut resumption = Resumption {
            frame: ResumeFrame {
                callee: callee.ptr(),
                this: g.this,
                new_target: g.new_target,
                argv: core::ptr::null(),
                argc: 0,
                registers,
            },
            generator: g.value(),
            interpreted: core::ptr::null_mut(),
            left: None,
        };
        if code.resume.is_null() {
            crate::interpreter::resume(ctx, &resumption.frame, g.value(), g.next_pc())
        } else {
            let resume: ResumeEntry = core::mem::transmute(code.resume);
            resume(&mut ctx.header, (&raw mut resumption).cast(), g.entry as u32)
        }
    };
    if g.state == State::Executing {
        // It returned or threw.
        g.state = State::Completed;
        g.registers = Value::EMPTY;
    }
    let given = core::mem::replace(&mut ctx.results, outer);
    (if result.is_exception() { Err(Throw(())) } else { Ok(result) }, given)
}

/// IteratorStep of a generator object whose `next` is the built-in one: its next value, or EMPTY when done. `None`: not such
/// an iterator, or one that is running.
pub fn step(ctx: &mut Context, iterator: Value, next: Value) -> Option<JsResult> {
    let g = as_generator(iterator)?;
    if next.as_function()?.entry as usize != crate::builtins::generator::next_entry() as usize {
        return None;
    }
    match g.state {
        State::Executing => return None,
        State::Completed => return Some(Ok(Value::EMPTY)),
        _ => {}
    }
    let (result, given) = run(ctx, g, Mode::Next, Value::UNDEFINED, Results::Values);
    Some(match (result, given) {
        (Ok(_), Results::Returned) => Ok(Value::EMPTY),
        (Ok(value), Results::Yielded) => Ok(value),
        // `yield*` passes on what it gets.
        (Ok(result), _) => open_result(ctx, result),
        (Err(thrown), _) => Err(thrown),
    })
}

/// IteratorComplete and IteratorValue: EMPTY when done.
fn open_result(ctx: &mut Context, result: Value) -> JsResult {
    let Some(o) = result.as_object() else {
        // What `yield*` passes on is an object: it was checked there.
        return Ok(result);
    };
    // OPTIMIZATION: results that `create_iter_result` made are read by position.
    if let Some((value, done)) = crate::builtins::iterator::read_iter_result(ctx, o) {
        return Ok(if done { Value::EMPTY } else { value });
    }
    let done = ctx.get(o, PropertyKey::from_interned(ctx.names.done))?;
    if ctx.to_boolean(done) {
        return Ok(Value::EMPTY);
    }
    ctx.get(o, PropertyKey::from_interned(ctx.names.value))
}

/// The next value of any iterator, or EMPTY when done.
#[inline]
pub fn iterator_next(ctx: &mut Context, iterator: Value, next: Value) -> JsResult {
    match step(ctx, iterator, next) {
        Some(result) => result,
        None => ctx.iterator_next(iterator, next),
    }
}

/// Native code calls this with the frame it was resumed with, its registers written back, before it returns what it
/// yields.
/// # Safety
/// `frame` is the one that the running code was resumed with; `pc` and `entry` are of the suspension.
pub unsafe fn suspend_native(ctx: &mut Context, frame: *mut ResumeFrame, pc: u32, entry: u32) {
    let resumption = &*(frame as *const Resumption);
    let count = (*(*resumption.frame.callee).code).register_count as usize;
    let registers = core::slice::from_raw_parts(resumption.frame.registers, count);
    ctx.suspend_generator(resumption.generator, registers, pc, entry);
}
