//! Profiles: what an interpreted run met, for builds to predict from. A dispatch loop of its own (`interpreter::PROFILING`) shows
//! [`step`] instructions before they are done; other runs pay nothing. `text` writes what was recorded, and
//! `compiler/src/facts/profile.rs` reads it.
//!
//! Recorded are, by function and pc: what instructions gave (kinds of values, classes of objects, ranges of int32), the objects
//! and callees that operations worked on, the shapes of property sites, how often loops went round, and how often the blocks in
//! them ran.
//!
//! Not every instruction is recorded: a function, and each loop in it, is a *region* (`region.rs`). Of each, the first rounds are
//! recorded, then one in a few. Rounds themselves are all counted.

mod region;
mod sorts;
#[cfg(test)]
mod tests;
mod text;

use crate::context::Context;
use crate::handle::ValueExt;
use crate::interpreter::{self, stack};
use jsc_abi::Value;
use jsc_abi::opcode::{Instruction, Op, OperandView};
pub(crate) use region::Watch;
use region::{Region, regions};
use sorts::{Few, MAX_CLASSES, Seen, Sorts};

/// What is recorded for one instruction.
#[derive(Clone, Default)]
struct Site {
    /// What it wrote.
    value: Seen,
    /// The object or callee that it worked on.
    operand: Seen,
    /// Shapes of that object before (property sites).
    shapes: Few,
    /// Property writes that changed the shape: shape before and after.
    adds: Vec<(u32, u32)>,
}

#[derive(Default)]
struct FunctionProfile {
    this: Seen,
    parameters: Vec<Seen>,
    result: Seen,
    /// By code unit; empty until the function runs.
    info: Vec<Info>,
    /// By `Info::site`.
    sites: Vec<Site>,
    /// By `Info::block`: how often the block was entered while it was recorded.
    blocks: Vec<u64>,
    /// The function, whose rounds are calls, then its loops.
    regions: Vec<Region>,
}

impl FunctionProfile {
    /// Before the function runs for the first time.
    fn prepare(&mut self, units: &[u16]) {
        self.regions = regions(units);
        self.info = vec![Info::INSIDE; units.len()];
        let mut starts = vec![false; units.len() + 1];
        let mut pc = 0;
        while let Some((instruction, next)) = Instruction::decode(units, pc) {
            let (destination, subject) = (destination(&instruction), subject(&instruction));
            let info = &mut self.info[pc];
            info.op = instruction.op();
            info.length = (next - pc) as u8;
            (info.destination, info.subject) = (destination.unwrap_or(NONE), subject.unwrap_or(NONE));
            if destination.is_some() || subject.is_some() {
                info.site = self.sites.len() as u32;
                self.sites.push(Site::default());
            }
            starts[pc] |= pc == 0 || info.op == Op::Catch;
            instruction.visit(&mut |o| {
                if let OperandView::Target(target) = o {
                    starts[target as usize] = true;
                    starts[next] = true;
                }
            });
            pc = next;
        }
        for (info, _) in self.info.iter_mut().zip(starts).filter(|(i, starts)| *starts && i.length > 0) {
            info.block = self.blocks.len() as u32;
            self.blocks.push(0);
        }
        for (n, region) in self.regions.iter().enumerate() {
            // (Inner ones come later.)
            self.info[region.code.clone()].iter_mut().for_each(|i| i.region = n as u16);
        }
    }
}

/// What there is to record of an instruction: found once for each.
#[derive(Clone, Copy)]
struct Info {
    op: Op,
    /// In code units.
    length: u8,
    /// The innermost region around it.
    region: u16,
    /// Registers; `NONE`: it has none.
    destination: u16,
    subject: u16,
    /// Index in `sites`, if it has a destination or subject.
    site: u32,
    /// Index in `blocks`, if a block begins with it.
    block: u32,
}

impl Info {
    /// Of a code unit inside an instruction.
    const INSIDE: Info =
        Info { op: Op::Nop, length: 0, region: 0, destination: NONE, subject: NONE, site: NO_INDEX, block: NO_INDEX };
}

const NO_INDEX: u32 = u32::MAX;
const NONE: u16 = u16::MAX;

/// What is recorded of a program. Holds no cells.
pub struct Profile {
    functions: Vec<FunctionProfile>,
    sorts: Sorts,
    write: Option<Box<dyn FnOnce(String)>>,
}

/// Begins a profile of the loaded program. `write` gets its text at the end.
pub fn start(ctx: &mut Context, write: Box<dyn FnOnce(String)>) {
    let program = ctx.header.program;
    // SAFETY: loaded.
    let count = unsafe { (*(*program).image).function_count };
    ctx.profile = Some(Box::new(Profile {
        functions: (0..count).map(|_| FunctionProfile::default()).collect(),
        sorts: Sorts::new(program, count),
        write: Some(write),
    }));
    ctx.run = interpreter::PROFILING;
    ctx.at_exit = Some(finish);
}

fn finish(ctx: &mut Context) {
    if let Some(mut profile) = ctx.profile.take() {
        ctx.run = interpreter::PLAIN;
        // SAFETY: the program stays loaded.
        let text = unsafe { text::write(&profile) };
        if let Some(write) = profile.write.take() {
            write(text);
        }
    }
}

/// The interpreter is about to do the instruction at `pc` of the topmost frame, whose registers these are. It shows those that
/// the watch `wants`.
/// # Safety
/// As it says.
#[inline(never)]
pub(crate) unsafe fn step(ctx: &mut Context, watch: &mut Watch, registers: *mut Value, pc: usize) {
    let Some(profile) = ctx.profile.as_deref_mut() else { return };
    let profile: *mut Profile = profile;
    // SAFETY: the box stays where it is; what is asked of the context runs no JavaScript and does not touch the profile.
    (*profile).step(ctx, watch, registers, pc);
}

/// The interpreter is at a loop header of the watched frame.
/// # Safety
/// As for [`step`], which has seen the frame.
#[inline(never)]
pub(crate) unsafe fn round(ctx: &mut Context, watch: &mut Watch, pc: usize) {
    let Some(profile) = ctx.profile.as_deref_mut() else { return };
    let Some(f) = watch.function().map(|f| &mut profile.functions[f]) else { return };
    let info = f.info[pc];
    let region = &mut f.regions[info.region as usize];
    if region.code.start != pc {
        return;
    }
    region.begin_round();
    if region.is_recorded {
        f.blocks[info.block as usize] += 1;
    }
    watch.enter(info.region, region);
}

/// The register that the instruction writes its result to, if that is not plain from the instruction.
fn destination(instruction: &Instruction) -> Option<u16> {
    use Instruction as I;
    let plain = matches!(
        instruction,
        I::Mov(_)
            | I::LoadInt(_)
            | I::LoadConst(_)
            | I::LoadUndefined(_)
            | I::LoadNull(_)
            | I::LoadTrue(_)
            | I::LoadFalse(_)
            | I::LoadEmpty(_)
            // (What it gives depends on who asks for it, and it is only given to a yield or return.)
            | I::CreateIteratorResult(_)
    );
    if plain {
        return None;
    }
    let mut register = None;
    instruction.visit(&mut |o| {
        if let OperandView::Write(r) = o {
            register.get_or_insert(r);
        }
    });
    register
}

/// The register of the object or callee that a site is about; of a return, the value.
fn subject(instruction: &Instruction) -> Option<u16> {
    Some(match instruction {
        Instruction::GetByName(i) => i.object.0,
        Instruction::SetByName(i) => i.object.0,
        Instruction::SetByNameSloppy(i) => i.object.0,
        Instruction::DefineByName(i) => i.object.0,
        Instruction::GetByValue(i) => i.object.0,
        Instruction::SetByValue(i) => i.object.0,
        Instruction::SetByValueSloppy(i) => i.object.0,
        Instruction::GetLength(i) => i.object.0,
        Instruction::Call(i) => i.callee.0,
        Instruction::Construct(i) => i.callee.0,
        // Of no object, but what it returns is recorded too.
        Instruction::ReturnValue(i) => i.value.0,
        _ => return None,
    })
}

/// Property sites that may add the property.
fn writes_named(op: Op) -> bool {
    matches!(op, Op::SetByName | Op::SetByNameSloppy | Op::DefineByName)
}

impl Profile {
    unsafe fn step(&mut self, ctx: &mut Context, watch: &mut Watch, registers: *mut Value, pc: usize) {
        if watch.registers != registers {
            self.moved(ctx, watch, registers, pc);
            if !watch.wants(registers, pc) {
                return;
            }
        }
        let Some(function) = watch.function() else { return };
        let info = self.functions[function].info[pc];
        if info.op == Op::Catch {
            // What was under way did not finish.
        } else if let Some((pc, shape)) = watch.previous {
            self.finished(ctx, function, registers, pc, shape);
        }
        watch.previous = None;
        if info.op == Op::LoopHeader {
            // `round`, which comes next, says how it goes on.
            return;
        }
        if info.region != watch.region() {
            watch.enter(info.region, &self.functions[function].regions[info.region as usize]);
            if !watch.wants(registers, pc) {
                return;
            }
        }
        if info.block != NO_INDEX {
            self.functions[function].blocks[info.block as usize] += 1;
        }
        let mut shape = 0;
        if info.subject != NONE {
            let v = *registers.add(info.subject as usize);
            if info.op == Op::ReturnValue {
                self.sorts.see(ctx, &mut self.functions[function].result, v);
            } else {
                let site = &mut self.functions[function].sites[info.site as usize];
                self.sorts.see(ctx, &mut site.operand, v);
                if matches!(info.op, Op::GetByName | Op::GetLength) || writes_named(info.op) {
                    shape = self.sorts.see_shape(ctx, &mut site.shapes, v);
                }
            }
        }
        if info.destination != NONE || shape != 0 {
            watch.previous = Some((pc, shape));
        }
    }

    /// The watch is at another frame than before: one that was called, or one that goes on.
    unsafe fn moved(&mut self, ctx: &mut Context, watch: &mut Watch, registers: *mut Value, pc: usize) {
        let frame = stack::frame_of(registers);
        let code = &*(*(*frame).record.callee).code;
        if !core::ptr::eq(code.program, self.sorts.program) {
            watch.ignore(registers);
            return;
        }
        let function = code.index as usize;
        let f = &mut self.functions[function];
        if f.info.is_empty() {
            f.prepare((*(*code.program).image).code(&*code.function));
        }
        let called = pc == 0;
        let region = if called { 0 } else { f.info[pc].region };
        if called {
            f.regions[0].begin_round();
        }
        watch.follow(registers, function, region, &f.regions[region as usize]);
        if !f.regions[region as usize].is_recorded {
            return;
        }
        if called {
            self.entered(ctx, function, frame, registers, code.parameter_count);
        } else {
            // Back from a callee: the operation that called is done if this is the one behind it.
            let at = (*frame).record.pc as usize;
            if at + usize::from(f.info[at].length) == pc {
                watch.previous = Some((at, 0));
            }
        }
    }

    /// The frame's function was just called.
    unsafe fn entered(
        &mut self,
        ctx: &mut Context,
        function: usize,
        frame: *mut stack::InterpreterFrame,
        registers: *mut Value,
        parameters: u32,
    ) {
        let f = &mut self.functions[function];
        self.sorts.see(ctx, &mut f.this, (*frame).this);
        f.parameters.resize(parameters as usize, Seen::default());
        for (i, seen) in f.parameters.iter_mut().enumerate() {
            self.sorts.see(ctx, seen, *registers.add(i));
        }
    }

    /// The instruction at `pc` is done. `shape` is what the object of a property site had before, or 0.
    unsafe fn finished(&mut self, ctx: &mut Context, function: usize, registers: *mut Value, pc: usize, shape: u32) {
        let info = self.functions[function].info[pc];
        if info.destination != NONE {
            let v = *registers.add(info.destination as usize);
            self.sorts.see(ctx, &mut self.functions[function].sites[info.site as usize].value, v);
        }
        if shape != 0
            && writes_named(info.op)
            && let Some(o) = (*registers.add(info.subject as usize)).as_object()
            && o.header.shape != shape
            && let Some(before) = self.sorts.shape_number(ctx, shape)
            && let after = o.header.shape
            && !ctx.shapes.is_unique(after)
            && let Some(after) = self.sorts.shape_number(ctx, after)
        {
            let adds = &mut self.functions[function].sites[info.site as usize].adds;
            if adds.len() < MAX_CLASSES && !adds.contains(&(before, after)) {
                adds.push((before, after));
            }
        }
    }
}
