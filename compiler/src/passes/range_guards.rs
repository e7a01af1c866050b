//! Which predicted ranges are worth a guard: those without which a check stays in a loop, if the value that has the range is there
//! in front of the loop. Part of `ranges`, which then relies on the guards.
//!
//! Ranges that are predicted (`InstData::expects`) are not guarded where values appear. Here they are believed, loop by loop,
//! the outer ones first: of values from outside of the loop only, for a guard in the loop costs as much as the check. Where a check
//! of the loop then cannot fail, what its inputs are made of is followed to the values that come into the loop (`cuts`), and
//! those of them that nothing else keeps in their range are guarded in front of it, where the loop's checkpoint has the state.

use super::bounds;
use super::edit;
use super::ranges::{Conditions, Ranges, condition, is_checked, unchecked};
use crate::sir::dominators::Dominators;
use crate::sir::range::Range;
use crate::sir::{Block, Definition, Function, Inst, Op, Repr, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Larger functions get no such guards.
const MAX_VALUES: usize = 40_000;
/// Loops inside of each other that are looked at.
const MAX_DEPTH: u32 = 4;
/// Values with their places that are looked at for one check.
const MAX_STEPS: usize = 256;
/// By how much values may be larger than predicted, if that is all the same: what is tried.
const ROOM: [i64; 5] = [1 << 24, 1 << 12, 1 << 8, 1 << 5, 1 << 2];
/// Guards of one level of loops that are tried one by one, times values of the function.
const MAX_TRIALS: usize = 200_000;

pub fn run(f: &mut Function) -> bool {
    if !f.form.speculates() || f.values.len() > MAX_VALUES {
        return false;
    }
    let depth = f.layout.iter().map(|b| f.block(*b).loop_depth).max().unwrap_or(0);
    let mut changed = false;
    for depth in 1..=depth.min(MAX_DEPTH) {
        changed |= level(f, depth);
    }
    changed
}

/// What is to be known in front of a loop: the block there, a value (an int32, perhaps boxed), its range.
type Guards = BTreeMap<(Block, Value), Range>;

/// A check that may go: instruction number `position` of a block.
#[derive(Clone, Copy)]
struct Check {
    block: Block,
    position: usize,
}

struct Level<'a> {
    f: &'a Function,
    conditions: &'a Conditions,
    predecessors: &'a [Vec<(Block, Inst)>],
    /// By instruction: its block.
    home: &'a [Option<Block>],
    unboxed: &'a Unboxed,
}

/// By boxed int32: what it is unboxed to.
type Unboxed = HashMap<Value, Vec<Value>>;

/// Guards what pays in front of the loops of this depth.
fn level(f: &mut Function, depth: u32) -> bool {
    let mut home = vec![None; f.insts.len()];
    for &b in &f.layout {
        f.block(b).insts.iter().for_each(|i| home[i.index()] = Some(b));
    }
    let mut believed = vec![None; f.values.len()];
    for &b in &f.layout {
        for &i in &f.block(b).insts {
            if let Some(v) = f.inst(i).result.filter(|v| f.ty(*v).repr == Repr::I32) {
                believed[v.index()] = expected(f, v)
                    .filter(|(made, _)| home[made.index()].is_some_and(|b| f.block(b).loop_depth < depth))
                    .map(|(_, range)| range);
            }
        }
    }
    if believed.iter().all(Option::is_none) {
        return false;
    }
    let (conditions, predecessors) = (Conditions::of(f), edit::predecessors(f));
    let unboxed = unboxed(f);
    let level = Level { f, conditions: &conditions, predecessors: &predecessors, home: &home, unboxed: &unboxed };
    let guards = level.guards(depth, &believed);
    let guarded = !guards.is_empty();
    insert(f, &guards, &unboxed);
    guarded
}

/// The range that is predicted of an int32, and the instruction that makes it, or what it is unboxed from.
fn expected(f: &Function, v: Value) -> Option<(Inst, Range)> {
    let mut v = v;
    while let Definition::Result(i) = f.values[v.index()].definition {
        let data = f.inst(i);
        if let Some((low, high)) = data.expects {
            return Some((i, Range(low.into(), high.into())));
        }
        if data.op != Op::UnboxI32 && !data.op.is_guard() {
            return None;
        }
        v = data.args[0];
    }
    None
}

impl Level<'_> {
    fn guards(&self, depth: u32, believed: &[Option<Range>]) -> Guards {
        let f = self.f;
        let before = Ranges::of(f, self.conditions, &[]);
        let mut checks = Vec::new();
        for &block in f.layout.iter().filter(|b| f.block(**b).loop_depth >= depth && !f.block(**b).cold) {
            let count = f.block(block).insts.len();
            checks.extend((0..count).map(|position| Check { block, position }).filter(|c| self.is_left(*c, &before)));
        }
        if checks.is_empty() {
            return Guards::new();
        }
        let with = Ranges::of(f, self.conditions, believed);
        checks.retain(|c| self.goes(*c, &with));
        let loops = self.loops(depth);
        let mut guards = Guards::new();
        for c in &checks {
            if let Some((front, inside)) = loops.iter().find(|(_, inside)| inside[c.block.index()])
                && let Some(cuts) = self.cuts(*c, inside)
            {
                for v in cuts {
                    let form = self.forms(v)[0];
                    let range = with.get(form);
                    if range != before.get(form) && range.is_within(before.get(form)) {
                        guards.insert((*front, v), range);
                    }
                }
            }
        }
        self.tried(guards, checks)
    }

    /// Those of the guards without which one of the checks stays, with room around what is predicted if the checks allow it.
    fn tried(&self, mut guards: Guards, mut checks: Vec<Check>) -> Guards {
        if guards.is_empty() {
            return guards;
        }
        let ranges = self.with(&guards, None);
        checks.retain(|c| self.goes(*c, &ranges));
        if checks.is_empty() {
            return Guards::new();
        }
        if guards.len() * self.f.values.len() <= MAX_TRIALS {
            for key in guards.keys().copied().collect::<Vec<_>>() {
                let ranges = self.with(&guards, Some(key));
                if checks.iter().all(|c| self.goes(*c, &ranges)) {
                    guards.remove(&key);
                }
            }
        }
        self.roomy(guards, &checks)
    }

    /// The same guards with as much room as the checks allow: all of them, then each of them.
    fn roomy(&self, mut guards: Guards, checks: &[Check]) -> Guards {
        let enough = |guards: &Guards| {
            let ranges = self.with(guards, None);
            checks.iter().all(|c| self.goes(*c, &ranges))
        };
        for room in ROOM {
            let wider: Guards = guards.iter().map(|(key, range)| (*key, with_room(*range, room))).collect();
            if enough(&wider) {
                guards = wider;
                break;
            }
        }
        if (2..=MAX_TRIALS / self.f.values.len()).contains(&guards.len()) {
            for (key, range) in guards.clone() {
                let mut wider = guards.clone();
                wider.insert(key, with_room(range, ROOM[0]));
                if enough(&wider) {
                    guards = wider;
                }
            }
        }
        guards
    }

    /// The ranges with these guards but one.
    fn with(&self, guards: &Guards, without: Option<(Block, Value)>) -> Ranges {
        let mut believed = vec![None; self.f.values.len()];
        for (key, range) in guards.iter().filter(|(key, _)| Some(**key) != without) {
            self.forms(key.1).into_iter().for_each(|v| believed[v.index()] = Some(*range));
        }
        Ranges::of(self.f, self.conditions, &believed)
    }

    fn forms(&self, v: Value) -> Vec<Value> {
        forms(self.f, self.unboxed, v)
    }

    /// Whether there is a check that these ranges do not decide.
    fn is_left(&self, c: Check, ranges: &Ranges) -> bool {
        let data = self.f.inst(self.f.block(c.block).insts[c.position]);
        if is_checked(data.op) {
            return unchecked(self.f, ranges, self.conditions, c.block, data).is_none();
        }
        bounds::is_access(data)
            && !self.conditions.range(self.f, ranges, data.args[1], c.block).is_not_negative()
            && bounds::is_below(self.f, self.conditions, self.predecessors, c.block, c.position)
    }

    /// Whether a check that is left otherwise goes.
    fn goes(&self, c: Check, ranges: &Ranges) -> bool {
        let data = self.f.inst(self.f.block(c.block).insts[c.position]);
        if is_checked(data.op) {
            return unchecked(self.f, ranges, self.conditions, c.block, data).is_some();
        }
        self.conditions.range(self.f, ranges, data.args[1], c.block).is_not_negative()
    }

    /// The loops of this depth that have a checkpoint: the block in front, and by block whether it is inside.
    fn loops(&self, depth: u32) -> Vec<(Block, Vec<bool>)> {
        let f = self.f;
        let headers = f.layout.iter().copied().filter(|b| f.block(*b).is_loop_header);
        let mut loops = Vec::new();
        for header in headers.filter(|b| f.block(*b).loop_depth == depth) {
            let into = self.predecessors[header.index()].iter().map(|p| p.0);
            let (back, forward): (Vec<Block>, Vec<Block>) = into.partition(|b| self.conditions.dominates(header, *b));
            let &[front] = &forward[..] else { continue };
            if checkpoint(f, front).is_some() {
                let mut inside = vec![false; f.blocks.len()];
                let body = edit::natural_loop(f, header, &back, self.predecessors);
                body.iter().for_each(|b| inside[b.index()] = true);
                loops.push((front, inside));
            }
        }
        loops
    }

    /// The values from outside of a loop that the ranges of a check's inputs follow from. `None`: too many to look at.
    fn cuts(&self, c: Check, inside: &[bool]) -> Option<Vec<Value>> {
        let f = self.f;
        let data = f.inst(f.block(c.block).insts[c.position]);
        let inputs = if is_checked(data.op) { &data.args[..] } else { &data.args[1..2] };
        let mut work: Vec<(Value, Block)> = inputs.iter().map(|v| (*v, c.block)).collect();
        let mut seen: HashSet<(Value, Block)> = HashSet::new();
        let mut cuts = Vec::new();
        let is_inside = |v: Value| match f.values[v.index()].definition {
            Definition::Result(i) => self.home[i.index()].is_some_and(|b| inside[b.index()]),
            Definition::Parameter(b, _) => inside[b.index()],
            Definition::Dead => true,
        };
        while let Some((v, b)) = work.pop() {
            if !seen.insert((v, b)) {
                continue;
            }
            if seen.len() > MAX_STEPS {
                return None;
            }
            if !is_inside(v) {
                cuts.push(v);
                continue;
            }
            let compared = self.conditions.about(f, v, b);
            work.extend(compared.flat_map(|(d, _)| &d.args).filter(|w| **w != v).map(|w| (*w, b)));
            match f.values[v.index()].definition {
                Definition::Result(i) if f.inst(i).op == Op::UnboxI32 => {
                    cuts.extend(f.inst(i).args.iter().filter(|v| !is_inside(**v)));
                }
                Definition::Result(i) => {
                    let home = self.home[i.index()].expect("it is inside");
                    let ints = f.inst(i).args.iter().filter(|v| f.ty(**v).repr == Repr::I32);
                    work.extend(ints.map(|v| (*v, home)));
                }
                Definition::Parameter(to, n) => {
                    for &(from, i) in &self.predecessors[to.index()] {
                        let edges = edit::edges(f.inst(i)).filter(|e| e.block == to);
                        work.extend(edges.map(|e| (e.args[n as usize], from)));
                        if let Some((comparison, _)) = condition(f, from, true) {
                            work.extend(f.inst(comparison).args.iter().map(|v| (*v, from)));
                        }
                    }
                }
                Definition::Dead => {}
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        Some(cuts)
    }
}

/// A range that values beyond what is predicted are in, too.
fn with_room(range: Range, room: i64) -> Range {
    let most = range.0.abs().max(range.1.abs()).max(1) * room;
    let around = Range(if range.is_not_negative() { 0 } else { -most }, most);
    around.rounded().clamped()
}

fn unboxed(f: &Function) -> Unboxed {
    let mut unboxed = Unboxed::new();
    for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
        let data = f.inst(*i);
        if data.op == Op::UnboxI32 {
            unboxed.entry(data.args[0]).or_default().extend(data.result);
        }
    }
    unboxed
}

/// An int32, or all that a boxed one is unboxed to.
fn forms(f: &Function, unboxed: &Unboxed, v: Value) -> Vec<Value> {
    if f.ty(v).repr == Repr::I32 { vec![v] } else { unboxed.get(&v).cloned().unwrap_or_default() }
}

/// The checkpoint at the end of a block, if exits may leave behind it as there.
fn checkpoint(f: &Function, b: Block) -> Option<Inst> {
    let (_, insts) = f.block(b).insts.split_last()?;
    let behind = |i: &&Inst| f.inst(**i).op != Op::Checkpoint;
    let plain = |i: &Inst| f.inst(*i).op.effects() == Default::default() || f.inst(*i).op == Op::GuardRange;
    if insts.iter().rev().take_while(behind).all(plain) {
        insts.iter().rev().find(|i| !behind(i)).copied()
    } else {
        None
    }
}

/// Puts guards at the ends of blocks; what they dominate uses what they give.
fn insert(f: &mut Function, guards: &Guards, unboxed: &Unboxed) {
    // By value: what it is where a guard has been passed.
    let mut refined: BTreeMap<Value, Vec<Value>> = BTreeMap::new();
    for (&(front, v), range) in guards {
        let from = checkpoint(f, front).expect("the loop has one");
        let (state, pc, inlined) = (f.inst(from).state.clone(), f.inst(from).pc, f.inst(from).inlined);
        let mut int = v;
        let place = |f: &mut Function, op, args, immediates| {
            let i = f.new_inst(op, args, immediates, pc);
            f.inst_mut(i).inlined = inlined;
            let end = f.block(front).insts.len() - 1;
            f.blocks[front.index()].insts.insert(end, i);
            i
        };
        let forms = forms(f, unboxed, v);
        if f.ty(v).repr != Repr::I32 {
            let i = place(f, Op::UnboxI32, vec![v], vec![]);
            int = f.inst(i).result.expect("has a result");
        }
        let guard = place(f, Op::GuardRange, vec![int], vec![range.0 as u64, range.1 as u64]);
        f.inst_mut(guard).state = state;
        let result = f.inst(guard).result.expect("has a result");
        forms.into_iter().for_each(|v| refined.entry(v).or_default().push(result));
    }
    if refined.is_empty() {
        return;
    }
    let dominators = Dominators::of(f);
    for b in f.layout.clone() {
        for (position, i) in f.block(b).insts.clone().into_iter().enumerate() {
            for v in edit::uses_mut(f.inst_mut(i)) {
                let mut guarded = refined.get(v).into_iter().flatten();
                if let Some(guarded) = guarded.find(|r| dominators.is_available(**r, b, position)) {
                    *v = *guarded;
                }
            }
        }
    }
}
