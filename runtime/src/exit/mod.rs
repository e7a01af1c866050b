//! Exits from speculative native code. A guard that fails calls [`exit`]: it counts, rebuilds what the site's frame map
//! says (objects that were never allocated, then one interpreter frame for each function inlined there), and goes on in
//! the interpreter. The frames call each other as if the interpreter had made them, so that results, "an object or this"
//! and exceptions find their way out without further ado. The contract is `runtime/abi/src/exit.rs`.

pub mod census;
mod frame_map;
#[cfg(test)]
mod tests;

use crate::context::Context;
use crate::generator::Resumption;
use crate::handle::GcVec;
use crate::interpreter::{self, stack};
use frame_map::{Frame, Map};
use jsc_abi::Value;
use jsc_abi::exit::ExitSite;
use jsc_abi::layout::*;
use jsc_abi::opcode::{Instruction, OperandView};

/// Counters of a context, and the state of guard stress.
#[derive(Default)]
pub struct State {
    /// Sites that were left by at least once: constant data of the executable.
    sites: Vec<*const ExitSite>,
    /// Activations that went from the interpreter back to native code at a loop header.
    pub reentries: u64,
    /// State of the generator of pseudo-random intervals; 0 before the first.
    random: u64,
}

/// Leaves the innermost native activation at `site` and runs it to its end. The result is the compiled function's:
/// a value or EXCEPTION. The activation's frame record is unlinked.
/// # Safety
/// The innermost frame record is that of the compiled function. Site and map are the compiler's; `buffer` has what the map
/// refers to, and with `argv` stays on the native stack or in cells until this returns.
pub unsafe fn exit(ctx: &mut Context, site: &ExitSite, buffer: *const u64, argv: *const Value, argc: usize) -> Value {
    let innermost = rebuild(ctx, site, buffer, Outermost::Called { argv, argc, generator: Value::EMPTY });
    go_on(ctx, innermost)
}

/// The same out of code that was entered in the middle. Where it was entered from the interpreter, that frame goes on, once the
/// compiled function has returned: so however often a loop is left and entered again, the native stack stays as it is.
/// # Safety
/// As for [`exit`]; the code was entered with this resumption.
pub unsafe fn exit_resumed(
    ctx: &mut Context,
    site: &ExitSite,
    buffer: *const u64,
    resumption: &mut Resumption,
) -> Value {
    let Resumption { frame: ResumeFrame { argv, argc, .. }, generator, interpreted, .. } = *resumption;
    if interpreted.is_null() {
        let innermost = rebuild(ctx, site, buffer, Outermost::Called { argv, argc, generator });
        return go_on(ctx, innermost);
    }
    resumption.left = rebuild(ctx, site, buffer, Outermost::Interpreted(interpreted));
    if resumption.left.is_some() {
        return Value::UNDEFINED;
    }
    ctx.throw_stack_overflow();
    Value::EXCEPTION
}

unsafe fn go_on(ctx: &mut Context, innermost: Option<(*mut Value, u32)>) -> Value {
    match innermost {
        Some((registers, pc)) => interpreter::go_on(ctx, registers, pc),
        None => {
            ctx.throw_stack_overflow();
            Value::EXCEPTION
        }
    }
}

/// What the outermost frame of a map becomes.
enum Outermost {
    /// A new frame, called from native code.
    Called { argv: *const Value, argc: usize, generator: Value },
    /// The frame with these registers, which is the topmost.
    Interpreted(*mut Value),
}

/// Counts the exit and rebuilds the state of its site. Gives registers and pc of the innermost frame; `None` if there is no room.
unsafe fn rebuild(
    ctx: &mut Context,
    site: &ExitSite,
    buffer: *const u64,
    outermost: Outermost,
) -> Option<(*mut Value, u32)> {
    census::count(ctx, site);
    let native = ctx.header.frame;
    debug_assert!(!native.is_null() && (*native).kind == FrameKind::Native);
    let program = (*(*(*native).callee).code).program;
    let mut map = Map::new(site.map, buffer, program);
    let objects = map.rebuild_objects(ctx);
    ctx.header.frame = (*native).previous;
    push_frames(ctx, &mut map, &objects, outermost)
}

/// Pushes the frames of the map. Gives registers and pc of the innermost; `None` if there is no room. Allocates nothing.
unsafe fn push_frames(
    ctx: &mut Context,
    map: &mut Map,
    objects: &GcVec,
    outermost: Outermost,
) -> Option<(*mut Value, u32)> {
    let (top, link) = (ctx.stack.top, ctx.header.frame);
    let count = map.frame_count();
    debug_assert!(count > 0);
    let mut call = None;
    for left in (0..count).rev() {
        let frame = map.frame(objects);
        let registers = match (&call, &outermost) {
            // What suspends is not inlined.
            (Some(call), _) => push_frame(ctx, &frame, call, Value::EMPTY),
            (None, Outermost::Called { argv, argc, generator }) => {
                push_frame(ctx, &frame, &Call { argv: *argv, argc: *argc, ..Call::FROM_OUTSIDE }, *generator)
            }
            (None, Outermost::Interpreted(registers)) => {
                let record = &raw mut (*stack::frame_of(*registers)).record;
                debug_assert!(core::ptr::eq((*record).callee, frame.callee));
                ctx.header.frame = record;
                Some(*registers)
            }
        };
        let Some(registers) = registers else {
            ctx.stack.top = top;
            ctx.header.frame = link;
            return None;
        };
        map.fill_registers(&frame, registers, objects);
        if left == 0 {
            return Some((registers, frame.pc));
        }
        (*stack::frame_of(registers)).record.pc = frame.pc;
        call = Some(call_at(ctx, &frame, registers));
    }
    None
}

/// How a frame is called by the one around it.
struct Call {
    caller: *mut Value,
    argv: *const Value,
    argc: usize,
    /// By `construct`: a base constructor's result is "an object or this".
    constructs: bool,
    return_pc: u32,
    register: u16,
}

impl Call {
    const FROM_OUTSIDE: Call = Call {
        caller: core::ptr::null_mut(),
        argv: core::ptr::null(),
        argc: 0,
        constructs: false,
        return_pc: 0,
        register: 0,
    };
}

/// Pushes a frame, as a call would. The room is all that is reserved: native code has checked its stack, so that a program
/// meets no RangeError just because it is interpreted from here on.
unsafe fn push_frame(ctx: &mut Context, frame: &Frame, call: &Call, generator: Value) -> Option<*mut Value> {
    let code = (*frame.callee).code;
    debug_assert!((*code).index == frame.function);
    debug_assert_eq!((*code).flags & function_flag::GENERATOR != 0, !generator.is_empty());
    let constructs = call.constructs && (*code).flags & function_flag::DERIVED_CONSTRUCTOR == 0;
    let limit = ctx.stack.end().sub(1);
    let (this, new_target) = (frame.this, frame.new_target);
    let registers = stack::push_below(limit, ctx, frame.callee, this, call.argv, call.argc, new_target, constructs);
    if registers.is_null() {
        return None;
    }
    let pushed = stack::frame_of(registers);
    (*pushed).caller = call.caller;
    (*pushed).return_pc = call.return_pc;
    (*pushed).return_register = call.register;
    (*pushed).generator = generator;
    (*pushed).reenters = !(*code).resume.is_null();
    Some(registers)
}

/// How the operation at which `frame` stands calls the next frame.
unsafe fn call_at(ctx: &mut Context, frame: &Frame, registers: *mut Value) -> Call {
    let code = &*(*frame.callee).code;
    let units = (*(*code.program).image).code(&*code.function);
    let (instruction, next) = Instruction::decode(units, frame.pc as usize).expect("a frame stands at an instruction");
    debug_assert!(delivers_result(&instruction), "no frame is inside a {}", instruction.op().name());
    let (mut register, mut argv, mut argc) = (None, core::ptr::null(), 0);
    instruction.visit(&mut |operand| match operand {
        OperandView::Write(r) => register = Some(r),
        OperandView::Range(first, count) => (argv, argc) = (registers.add(first as usize).cast_const(), count as usize),
        _ => {}
    });
    match instruction {
        Instruction::SetByName(i) => (argv, argc) = (registers.add(i.value.0 as usize), 1),
        Instruction::SetByNameSloppy(i) => (argv, argc) = (registers.add(i.value.0 as usize), 1),
        Instruction::SetByValue(i) => (argv, argc) = (registers.add(i.value.0 as usize), 1),
        Instruction::SetByValueSloppy(i) => (argv, argc) = (registers.add(i.value.0 as usize), 1),
        _ => {}
    }
    let constructs = matches!(instruction, Instruction::Construct(_) | Instruction::ConstructArray(_));
    let register = register.unwrap_or_else(|| {
        // The result is dropped: into a word of its own behind the frame's registers.
        *ctx.stack.top = Value::UNDEFINED;
        ctx.stack.top = ctx.stack.top.add(1);
        u16::try_from(code.register_count).expect("registers are numbered in 16 bits")
    });
    Call { caller: registers, argv, argc, constructs, return_pc: next as u32, register }
}

/// Whether the operation's result is just what the function that it calls returns, or nothing.
fn delivers_result(instruction: &Instruction) -> bool {
    matches!(
        instruction,
        Instruction::Call(_)
            | Instruction::Construct(_)
            | Instruction::CallArray(_)
            | Instruction::ConstructArray(_)
            | Instruction::GetByName(_)
            | Instruction::GetByValue(_)
            | Instruction::GetLength(_)
            | Instruction::GetSuper(_)
            | Instruction::GetPrivate(_)
            | Instruction::GetGlobal(_)
            | Instruction::GetGlobalOrUndefined(_)
            | Instruction::SetByName(_)
            | Instruction::SetByNameSloppy(_)
            | Instruction::SetByValue(_)
            | Instruction::SetByValueSloppy(_)
            | Instruction::SetSuper(_)
            | Instruction::SetPrivate(_)
            | Instruction::SetGlobal(_)
    )
}

impl Context {
    /// The countdown came to 0: starts the next one. True if the guard is to fail.
    pub fn guard_stress(&mut self) -> bool {
        self.reload_guard_countdown();
        self.options.guard_stress != 0
    }

    /// Sets `guard_countdown` as the options say.
    pub(crate) fn reload_guard_countdown(&mut self) {
        let (mean, seed) = (self.options.guard_stress, self.options.guard_seed);
        let interval = if mean == 0 {
            u64::from(u32::MAX)
        } else if seed == 0 {
            mean
        } else {
            let state = &mut self.exits.random;
            if *state == 0 {
                *state = seed;
            }
            // splitmix64 (Steele, Lea, Flood 2014)
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = *state;
            z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            // 1 ..= 2 mean - 1, each as likely.
            1 + (z ^ z >> 31) % mean.saturating_mul(2).saturating_sub(1).max(1)
        };
        self.header.guard_countdown = interval.clamp(1, u64::from(u32::MAX)) as u32;
    }
}
