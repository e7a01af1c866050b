//! Guards on what does not change in a loop go in front of it. They exit there as the loop's checkpoint says: at the loop header, before
//! its first round. That is never wrong, for an exit only gives up predictions; it is only done where the guard is met in every
//! round.
//!
//! What a cell is (its kind, a function's code) never changes. A shape may, so guards on shapes stay in loops that call or add
//! properties. Likewise go what is loaded or looked up in a place that nothing in the loop writes to, lengths, and checked
//! arithmetic: what they give is guarded and computed with out there, too.

use super::PassContext;
use super::edit;
use super::effects::{Depends, Place, Writes, depends, writes};
use crate::sir::dominators::Dominators;
use crate::sir::{Block, Definition, Function, Inst, InstData, Op, Value};

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    if !f.form.speculates() {
        return false;
    }
    let mut headers: Vec<Block> = f.layout.iter().copied().filter(|b| f.block(*b).is_loop_header).collect();
    // Inner loops first: what leaves one may leave the next.
    headers.sort_by_key(|b| std::cmp::Reverse(f.block(*b).loop_depth));
    // Which blocks there are stays.
    let (dominators, predecessors) = (Dominators::of(f), edit::predecessors(f));
    let mut home = vec![None; f.insts.len()];
    for &b in &f.layout {
        f.block(b).insts.iter().for_each(|i| home[i.index()] = Some(b));
    }
    let mut changed = false;
    for header in headers {
        changed |= hoist(f, header, &dominators, &predecessors, &mut home);
    }
    changed
}

/// `home` is the block of each instruction.
fn hoist(
    f: &mut Function,
    header: Block,
    dominators: &Dominators,
    predecessors: &[Vec<(Block, Inst)>],
    home: &mut [Option<Block>],
) -> bool {
    let into = &predecessors[header.index()];
    let (back, forward): (Vec<Block>, Vec<Block>) =
        into.iter().map(|p| p.0).partition(|b| dominators.dominates(header, *b));
    let &[before] = &forward[..] else { return false };
    let insts = &f.block(before).insts;
    // The checkpoint stands right before the jump.
    let Some(at) = insts.len().checked_sub(2).filter(|n| f.inst(insts[*n]).op == Op::Checkpoint) else { return false };
    let state = f.inst(insts[at]).state.clone();

    let body = edit::natural_loop(f, header, &back, predecessors);
    let mut inside = vec![false; f.blocks.len()];
    body.iter().for_each(|b| inside[b.index()] = true);
    let mut written = Vec::new();
    for i in body.iter().flat_map(|b| &f.block(*b).insts) {
        let writes = writes(f, f.inst(*i));
        if writes != Writes::Nothing && !written.contains(&writes) {
            written.push(writes);
        }
    }
    let mut changed = false;
    for b in f.layout.iter().copied().filter(|b| inside[b.index()]).collect::<Vec<_>>() {
        if f.block(b).cold || !back.iter().all(|latch| dominators.dominates(b, *latch)) {
            continue;
        }
        let mut n = 0;
        while n < f.block(b).insts.len() {
            let i = f.block(b).insts[n];
            n += 1;
            let is_outside = |v: Value| match f.values[v.index()].definition {
                Definition::Result(d) => home[d.index()].is_some_and(|b| !inside[b.index()]),
                Definition::Parameter(b, _) => !inside[b.index()],
                Definition::Dead => false,
            };
            let data = f.inst(i);
            if !data.args.iter().all(|v| is_outside(*v)) || !is_movable(f, data, &written, before) {
                continue;
            }
            n -= 1;
            f.blocks[b.index()].insts.remove(n);
            let end = f.block(before).insts.len() - 2;
            f.blocks[before.index()].insts.insert(end, i);
            let data = f.inst_mut(i);
            data.state = data.state.as_ref().and(state.clone());
            home[i.index()] = Some(before);
            changed = true;
        }
    }
    changed
}

/// Whether an instruction of a loop may as well stand at the end of `before`, in front of it, where its inputs are there. `written` is what
/// the loop writes to.
fn is_movable(f: &Function, data: &InstData, written: &[Writes], before: Block) -> bool {
    let made_by = |ops: &[Op]| data.args.first().and_then(|v| f.definition(*v)).is_some_and(|d| ops.contains(&d.op));
    let fits = match data.op {
        Op::GuardKind | Op::GuardCell | Op::GuardFunction | Op::GuardBuiltin | Op::GuardShape => true,
        Op::GetTop | Op::GetEnvironmentSlot => true,
        Op::LoadMethod | Op::CheckAddable | Op::CheckInstance => true,
        Op::LoadProperty | Op::LoadGlobal => true,
        // (Sums that cannot exit need no help. These need their inputs out there.)
        Op::AddI32Checked | Op::SubI32Checked | Op::MulI32Checked | Op::F64ToIndex => true,
        Op::UnboxI32 | Op::UnboxF64 | Op::I32ToF64 => true,
        // These rely on what the value is: not on a test that the loop does, but on a guard, which is in front already.
        Op::FunctionEnvironment => made_by(&[Op::GuardFunction, Op::LoadMethod, Op::CreateClosure, Op::Callee]),
        Op::ArrayLength | Op::TypedLength => made_by(&[Op::GuardCell]),
        // And the guard must still hold.
        Op::LoadSlot => holds_shape(f, data.args[0], before),
        _ => false,
    };
    fits && match depends(f, data) {
        Depends::Inputs => true,
        Depends::Place(place) => !written.iter().any(|w| w.may_change(place)),
        Depends::Unknown => false,
    }
}

/// Whether an object has been guarded to have a shape in `b`, and has it at its end.
fn holds_shape(f: &Function, object: Value, b: Block) -> bool {
    for i in f.block(b).insts.iter().rev() {
        let data = f.inst(*i);
        if data.result == Some(object) {
            return data.op == Op::GuardShape;
        }
        if writes(f, data).may_change(Place::Shape) {
            return false;
        }
    }
    false
}
