//! Guards on what does not change in a loop go in front of it. They exit there as the loop's checkpoint says: at the loop header, before
//! its first round. That is never wrong, for an exit only gives up predictions; it is only done where the guard is met in every
//! round.
//!
//! What a cell is (its kind, a function's code) never changes. A shape may, so guards on shapes stay in loops that call or add
//! properties.

use super::PassContext;
use super::edit;
use crate::sir::dominators::Dominators;
use crate::sir::{Block, Definition, Form, Function, Inst, Op};

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    if f.form != Form::Speculative {
        return false;
    }
    let mut headers: Vec<Block> = f.layout.iter().copied().filter(|b| f.block(*b).is_loop_header).collect();
    // Inner loops first: what leaves one may leave the next.
    headers.sort_by_key(|b| std::cmp::Reverse(f.block(*b).loop_depth));
    let mut changed = false;
    for header in headers {
        changed |= hoist(f, header);
    }
    // Their work is done.
    for b in f.layout.clone() {
        let insts = std::mem::take(&mut f.blocks[b.index()].insts);
        let kept: Vec<Inst> = insts.iter().copied().filter(|i| f.inst(*i).op != Op::Checkpoint).collect();
        changed |= kept.len() != insts.len();
        f.blocks[b.index()].insts = kept;
    }
    changed
}

fn hoist(f: &mut Function, header: Block) -> bool {
    let dominators = Dominators::of(f);
    let predecessors = edit::predecessors(f);
    let into = &predecessors[header.index()];
    let (back, forward): (Vec<Block>, Vec<Block>) =
        into.iter().map(|p| p.0).partition(|b| dominators.dominates(header, *b));
    let &[before] = &forward[..] else { return false };
    let insts = &f.block(before).insts;
    // The checkpoint stands right before the jump.
    let Some(at) = insts.len().checked_sub(2).filter(|n| f.inst(insts[*n]).op == Op::Checkpoint) else { return false };
    let state = f.inst(insts[at]).state.clone();

    // The natural loop.
    let mut inside = vec![false; f.blocks.len()];
    inside[header.index()] = true;
    let mut work = back.clone();
    while let Some(b) = work.pop() {
        if !std::mem::replace(&mut inside[b.index()], true) {
            work.extend(predecessors[b.index()].iter().map(|p| p.0));
        }
    }
    let body: Vec<Block> = f.layout.iter().copied().filter(|b| inside[b.index()]).collect();
    let keeps_shapes = body.iter().flat_map(|b| &f.block(*b).insts).all(|i| {
        let data = f.inst(*i);
        let effects = super::effects::effects(f, data);
        let harmless = matches!(
            data.op,
            Op::StoreSlot
                | Op::ArraySet
                | Op::ArrayAppend
                | Op::ArrayIteratorNext
                | Op::TypedSetI32
                | Op::TypedSetF64
                | Op::SetTop
                | Op::SetEnvironmentSlot
        );
        harmless || !(effects.runs_js || effects.writes)
    });
    let mut home = vec![None; f.insts.len()];
    for &b in &f.layout {
        f.block(b).insts.iter().for_each(|i| home[i.index()] = Some(b));
    }
    let mut changed = false;
    for b in body {
        if f.block(b).cold || !back.iter().all(|latch| dominators.dominates(b, *latch)) {
            continue;
        }
        let mut n = 0;
        while n < f.block(b).insts.len() {
            let i = f.block(b).insts[n];
            n += 1;
            let data = f.inst(i);
            let movable = match data.op {
                Op::GuardKind | Op::GuardCell | Op::GuardFunction | Op::GuardBuiltin => true,
                Op::GuardShape => keeps_shapes,
                _ => false,
            };
            let defined_in = match f.values[data.args.first().map_or(0, |v| v.index())].definition {
                Definition::Result(d) => home[d.index()],
                Definition::Parameter(b, _) => Some(b),
                Definition::Dead => None,
            };
            if !movable || defined_in.is_none_or(|d| inside[d.index()]) {
                continue;
            }
            n -= 1;
            f.blocks[b.index()].insts.remove(n);
            let end = f.block(before).insts.len() - 2;
            f.blocks[before.index()].insts.insert(end, i);
            f.inst_mut(i).state = state.clone();
            home[i.index()] = Some(before);
            changed = true;
        }
    }
    changed
}
