//! Dead code: instructions that are removable and whose result nobody needs, and block parameters likewise. Optimistic: what
//! only feeds itself (a counter that nobody reads) is dead too.
//!
//! `unguard` does the same while nobody has drawn conclusions from guards yet: then one without uses is of no use.

use super::PassContext;
use super::edit;
use super::effects::effects;
use crate::sir::{Block, Definition, Effects, Function, Inst, InstData, Op, Value};

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    sweep(f, |f, data| effects(f, data).is_removable())
}

/// Dead code and unused guards. Only right before anything was folded by what guards say.
pub fn unguard(f: &mut Function, _: &PassContext) -> bool {
    // (What an op may do at all counts: what it may do here is known from the very guards.)
    f.form.speculates()
        && sweep(f, |_, data| {
            let effects = data.op.effects();
            // Guards on callees and shapes are relied on by the code behind them, whether it uses their result or not. What takes an
            // operand as a number, or reads a string's length, keeps the operand's guard, whether somebody uses the result or not:
            // of other operands the conversion or the getter may be seen.
            let looks = matches!(data.op, Op::UnboxI32 | Op::UnboxF64 | Op::StringLength);
            !looks && Effects { checks: effects.checks && data.op != Op::GuardKind, ..effects }.is_removable()
        })
}

fn sweep(f: &mut Function, is_removable: fn(&Function, &InstData) -> bool) -> bool {
    let mut changed = remove_unseen_activations(f);
    let needed = needed_values(f, is_removable);
    let predecessors = edit::predecessors(f);
    for b in f.layout.clone() {
        let keep: Vec<bool> = f.block(b).params.iter().map(|p| needed[p.index()]).collect();
        if keep.contains(&false) {
            edit::retain_params(f, b, &keep, &predecessors[b.index()]);
            changed = true;
        }
        let insts = std::mem::take(&mut f.blocks[b.index()].insts);
        let before = insts.len();
        let kept: Vec<Inst> = insts.into_iter().filter(|&i| keep_inst(f, i, &needed, is_removable)).collect();
        changed |= kept.len() != before;
        f.blocks[b.index()].insts = kept;
    }
    // A removed instruction may have been the last with an edge to some handler.
    changed | edit::remove_unreachable(f)
}

/// Removes the marks of inlined activations in which nothing can look at the stack.
fn remove_unseen_activations(f: &mut Function) -> bool {
    if f.inlined.is_empty() {
        return false;
    }
    let mut seen = vec![false; f.inlined.len() + 1];
    for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
        let data = f.inst(*i);
        let effects = effects(f, data);
        if effects.throws || effects.runs_js || effects.allocates {
            let mut at = data.inlined;
            while at != 0 && !std::mem::replace(&mut seen[at as usize], true) {
                at = f.inlined[at as usize - 1].caller;
            }
        }
    }
    let mut changed = false;
    for b in f.layout.clone() {
        let insts = std::mem::take(&mut f.blocks[b.index()].insts);
        let before = insts.len();
        let is_seen = |i: &Inst| {
            let data = f.inst(*i);
            data.op != Op::EnterInlined || seen[data.immediates[0] as usize]
        };
        let kept: Vec<Inst> = insts.into_iter().filter(is_seen).collect();
        changed |= kept.len() != before;
        f.blocks[b.index()].insts = kept;
    }
    changed
}

fn keep_inst(f: &mut Function, i: Inst, needed: &[bool], is_removable: fn(&Function, &InstData) -> bool) -> bool {
    let data = f.inst(i);
    if !is_removable(f, data) {
        return true;
    }
    match data.result {
        Some(v) if needed[v.index()] => true,
        Some(v) => {
            f.values[v.index()].definition = Definition::Dead;
            false
        }
        None => false,
    }
}

/// By value: whether something that stays uses it.
fn needed_values(f: &Function, is_removable: fn(&Function, &InstData) -> bool) -> Vec<bool> {
    let mut needed = vec![false; f.values.len()];
    let mut work: Vec<Value> = Vec::new();
    let predecessors = edit::predecessors(f);
    let mut need = |v: Value, work: &mut Vec<Value>| {
        if !std::mem::replace(&mut needed[v.index()], true) {
            work.push(v);
        }
    };
    // The argument for a parameter is needed if the parameter is, from whichever instruction it comes: those that stay have
    // it, and removable ones have edges only to handlers that they never go to.
    for &b in &f.layout {
        for &i in &f.block(b).insts {
            if !is_removable(f, f.inst(i)) {
                inputs(f.inst(i)).for_each(|v| need(v, &mut work));
            }
        }
    }
    while let Some(v) = work.pop() {
        match f.values[v.index()].definition {
            Definition::Result(i) => inputs(f.inst(i)).for_each(|v| need(v, &mut work)),
            Definition::Parameter(b, n) => arguments(f, &predecessors, b, n).for_each(|v| need(v, &mut work)),
            Definition::Dead => {}
        }
    }
    needed
}

/// What an instruction that stays needs, apart from its edges.
fn inputs(data: &InstData) -> impl Iterator<Item = Value> + '_ {
    data.args.iter().chain(data.state.iter().flat_map(|s| &s.values)).copied()
}

/// What the edges to `b` bring for its parameter `n`.
fn arguments<'a>(
    f: &'a Function,
    predecessors: &'a [Vec<(Block, Inst)>],
    b: Block,
    n: u32,
) -> impl Iterator<Item = Value> + 'a {
    let into = predecessors[b.index()].iter();
    into.flat_map(move |(_, i)| edit::edges(f.inst(*i)).filter(move |e| e.block == b).map(move |e| e.args[n as usize]))
}
