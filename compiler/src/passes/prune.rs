//! Fewer blocks and parameters: drops unreachable blocks; replaces a parameter that always is the same value (the builder makes
//! one for every live register at every join) or the same constant; jumps over blocks that do nothing; joins blocks that
//! follow each other. A branch whose ways are the same becomes a jump.

use super::PassContext;
use super::edit::{self, Replacements};
use crate::sir::{Block, Definition, Edge, Function, Inst, Op, Value};
use std::collections::HashMap;

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    let mut changed = edit::remove_unreachable(f);
    loop {
        let mut again = same_values(f);
        again |= forward(f);
        again |= branches_to_one_place(f);
        again |= edit::remove_unreachable(f);
        again |= merge(f);
        if !again {
            return changed;
        }
        changed = true;
    }
}

/// Rounds of `same_values`: one for each level of parameters that differ only once others are known to differ.
const MAX_ROUNDS: usize = 64;

/// Replaces parameters that always are one value.
///
/// Optimistic, so that parameters that only bring each other a value from outside go together: in a round each is taken
/// for what its first argument stands for. Those of which another argument stands for something else are proper: in the next
/// round they stand for themselves. At last none is found.
///
/// That is right: where all arguments are `v` or parameters that are `v`, every way to the block leads over `v`'s definition;
/// and no way leads from one such parameter over that definition, making another `v`, to a use of the parameter, for then
/// the parameter would not dominate its use.
fn same_values(f: &mut Function) -> bool {
    let leaders = constant_leaders(f);
    let Some((same, proper)) = one_values(f, leaders, &[]) else { return false };
    let mut replacements = Replacements::new(f);
    let predecessors = edit::predecessors(f);
    let mut changed = false;
    for b in f.layout.clone() {
        let params = f.block(b).params.clone();
        let keep: Vec<bool> = params.iter().map(|p| proper[p.index()]).collect();
        if !keep.contains(&false) {
            continue;
        }
        changed = true;
        edit::retain_params(f, b, &keep, &predecessors[b.index()]);
        for (p, _) in params.iter().zip(keep).filter(|(_, keep)| !keep) {
            let v = same[p.index()].expect("all blocks of the layout are reachable");
            let with = if constant_key(f, v).is_some() { copy_constant(f, v, b) } else { v };
            replacements.replace(*p, with);
        }
    }
    replacements.apply(f);
    changed
}

/// By value what it always is, and whether it is a proper parameter, which stands for itself. `leaders` says what results stand for,
/// but for those of `copies`, which stand for what their input does. `None`: there are no parameters, or they are too tangled.
pub fn one_values(
    f: &Function,
    leaders: Vec<Value>,
    copies: &[(Value, Value)],
) -> Option<(Vec<Option<Value>>, Vec<bool>)> {
    let order = f.reverse_postorder();
    if order.iter().all(|b| f.block(*b).params.is_empty()) {
        return None;
    }
    let mut proper = vec![false; f.values.len()];
    for _ in 0..MAX_ROUNDS {
        // What each value stands for; `None`: not known yet.
        let mut same: Vec<Option<Value>> = leaders.iter().copied().map(Some).collect();
        for &p in order.iter().flat_map(|b| &f.block(*b).params).filter(|p| !proper[p.index()]) {
            same[p.index()] = None;
        }
        copies.iter().for_each(|(v, _)| same[v.index()] = None);
        // In reverse postorder most are known after one sweep.
        let mut again = true;
        while std::mem::take(&mut again) {
            for (p, v) in order.iter().flat_map(|b| arguments(f, *b)).chain(copies.iter().copied()) {
                if same[p.index()].is_none() && same[v.index()].is_some() {
                    same[p.index()] = same[v.index()];
                    again = true;
                }
            }
        }
        let mut found = false;
        for (p, v) in order.iter().flat_map(|b| arguments(f, *b)) {
            if !proper[p.index()] && same[p.index()] != same[v.index()] {
                proper[p.index()] = true;
                found = true;
            }
        }
        if !found {
            return Some((same, proper));
        }
    }
    None
}

/// Each parameter with an argument, over all edges out of `b`.
fn arguments(f: &Function, b: Block) -> impl Iterator<Item = (Value, Value)> + '_ {
    f.edges(b).flat_map(|e| f.block(e.block).params.iter().copied().zip(e.args.iter().copied()))
}

/// What makes two constants the same.
fn constant_key(f: &Function, v: Value) -> Option<(Op, u64)> {
    let data = f.definition(v)?;
    let constant = matches!(data.op, Op::ConstValue | Op::ConstI32 | Op::ConstF64 | Op::ConstBool | Op::ConstProgram);
    constant.then(|| (data.op, data.immediates[0]))
}

/// For each value itself, or the first constant that is the same.
fn constant_leaders(f: &Function) -> Vec<Value> {
    let mut first = HashMap::new();
    (0..f.values.len() as u32)
        .map(Value)
        .map(|v| constant_key(f, v).map_or(v, |key| *first.entry(key).or_insert(v)))
        .collect()
}

/// Makes the constant `v` anew at the start of `b`, since its definition may not be on the way there.
fn copy_constant(f: &mut Function, v: Value, b: Block) -> Value {
    let data = f.definition(v).expect("a constant is a result").clone();
    let i = f.new_inst(data.op, vec![], data.immediates, 0);
    let copy = f.inst(i).result.expect("a constant has a result");
    let mut ty = f.ty(v);
    if f.inst(i).op == Op::ConstValue {
        // The constant that stands for all equal ones may be in dead code, where nobody has said what it is.
        ty.kinds = super::infer::kinds_of(jsc_abi::Value(f.inst(i).immediates[0]));
    }
    f.values[copy.index()].ty = ty;
    let behind_catch = f.block(b).insts.first().is_some_and(|i| f.inst(*i).op == Op::Catch);
    f.blocks[b.index()].insts.insert(behind_catch as usize, i);
    copy
}

/// Makes edges to a block that only jumps on go where it goes.
fn forward(f: &mut Function) -> bool {
    let roots = f.roots();
    let used_elsewhere = params_used_elsewhere(f);
    let empty: Vec<bool> = (0..f.blocks.len() as u32)
        .map(Block)
        .map(|b| {
            let block = f.block(b);
            let jumps = block.insts.len() == 1 && f.inst(block.insts[0]).op == Op::Jump;
            // A loop's head stays what it is: a place to enter, and one block for all ways back.
            jumps
                && !block.is_loop_header
                && !roots.contains(&b)
                && !block.params.iter().any(|p| used_elsewhere[p.index()])
        })
        .collect();
    let mut changed = false;
    for b in f.layout.clone() {
        let Some(last) = f.terminator(b) else { continue };
        for n in 0..f.inst(last).targets.len() {
            // Empty blocks may go in a circle.
            for _ in 0..f.layout.len() {
                let edge = &f.inst(last).targets[n];
                if !empty[edge.block.index()] {
                    break;
                }
                let next = through(f, edge);
                // Both ways of a branch to one block must bring the same.
                let fits = |other: &Edge| other.block != next.block || other.args == next.args;
                if next.block == edge.block || !f.inst(last).targets.iter().enumerate().all(|(m, e)| m == n || fits(e))
                {
                    break;
                }
                f.inst_mut(last).targets[n] = next;
                changed = true;
            }
        }
    }
    changed
}

/// Where an edge to a block that only jumps leads, with the arguments put in.
fn through(f: &Function, edge: &Edge) -> Edge {
    let block = f.block(edge.block);
    let mut next = f.inst(block.insts[0]).targets[0].clone();
    for v in &mut next.args {
        if let Some(n) = block.params.iter().position(|p| p == v) {
            *v = edge.args[n];
        }
    }
    next
}

/// By value: whether it is a parameter that is used behind its block.
fn params_used_elsewhere(f: &Function) -> Vec<bool> {
    let mut result = vec![false; f.values.len()];
    for &b in &f.layout {
        for v in f.block(b).insts.iter().flat_map(|i| edit::uses(f.inst(*i))) {
            if let Definition::Parameter(d, _) = f.values[v.index()].definition
                && d != b
            {
                result[v.index()] = true;
            }
        }
    }
    result
}

fn branches_to_one_place(f: &mut Function) -> bool {
    let mut changed = false;
    for b in f.layout.clone() {
        let Some(i) = f.terminator(b) else { continue };
        let data = f.inst_mut(i);
        if data.op == Op::Branch && data.targets[0] == data.targets[1] {
            data.op = Op::Jump;
            data.args.clear();
            data.weights = None;
            data.targets.pop();
            changed = true;
        }
    }
    changed
}

/// Joins a block that ends with a jump and the block that nothing else goes to.
fn merge(f: &mut Function) -> bool {
    let predecessors = edit::predecessors(f);
    let roots = f.roots();
    let mut merged = vec![false; f.blocks.len()];
    let mut replacements = Replacements::new(f);
    for b in f.layout.clone() {
        if merged[b.index()] {
            continue;
        }
        while let Some(last) = f.terminator(b)
            && f.inst(last).op == Op::Jump
        {
            let Edge { block: next, args } = f.inst(last).targets[0].clone();
            if next == b || predecessors[next.index()].len() != 1 || roots.contains(&next) {
                break;
            }
            let taken = std::mem::take(&mut f.blocks[next.index()]);
            for (p, v) in taken.params.iter().zip(args) {
                replacements.replace(*p, v);
            }
            let block = &mut f.blocks[b.index()];
            block.insts.pop();
            block.insts.extend::<Vec<Inst>>(taken.insts);
            // What leads straight to cold code runs as rarely.
            block.cold |= taken.cold;
            merged[next.index()] = true;
        }
    }
    replacements.apply(f);
    f.layout.retain(|b| !merged[b.index()]);
    merged.contains(&true)
}
