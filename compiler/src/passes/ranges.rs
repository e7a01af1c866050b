//! Integer ranges: checked int32 arithmetic that cannot leave int32 is done unchecked, comparisons that go one way only are known;
//! and elements whose index is in bounds are accessed without a look (`bounds.rs`).
//!
//! Each int32 has an interval, found optimistically: around loops it grows, and a bound that keeps growing becomes int32's own
//! (widening); then what follows from the others is taken for each once more, which gives back what was too much (narrowing).
//! Checked arithmetic never gives more than int32 holds, for it exits instead, so a counter that starts at 0 and only
//! grows is never negative. What comparisons in front say of an input (`i < n` on every way here) is asked where it is used.
//!
//! What would follow from ranges that are only predicted is found by `range_guards.rs`, which guards those that pay: here, a
//! range is a fact.

use super::bounds;
use super::edit;
use super::{PassContext, range_guards};
use crate::sir::dominators::Dominators;
use crate::sir::range::Range;
use crate::sir::{Block, Definition, Edge, Function, Inst, InstData, Op, Repr, Value};
use jsc_abi::layout::CellKind;
use std::collections::HashMap;

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    let checked = |d: &InstData| is_checked(d.op) || bounds::is_access(d);
    let mut changed = false;
    if f.layout.iter().flat_map(|b| &f.block(*b).insts).any(|i| checked(f.inst(*i))) {
        changed |= range_guards::run(f);
        changed |= remove_checks(f);
    }
    // Nothing behind here leaves a loop, or asks what is predicted.
    f.insts.iter_mut().for_each(|d| d.expects = None);
    for b in f.layout.clone() {
        let mut insts = std::mem::take(&mut f.blocks[b.index()].insts);
        let before = insts.len();
        insts.retain(|i| f.inst(*i).op != Op::Checkpoint);
        changed |= insts.len() != before;
        f.blocks[b.index()].insts = insts;
    }
    changed
}

fn remove_checks(f: &mut Function) -> bool {
    let conditions = Conditions::of(f);
    let ranges = Ranges::of(f, &conditions, &[]);
    // First, for comparisons are needed that may be folded then.
    let mut changed = bounds::run(f, &ranges, &conditions);
    let mut simpler = Vec::new();
    for &b in &f.layout {
        let found = |i: &Inst| Some((*i, simplified(f, &ranges, &conditions, b, *i)?));
        simpler.extend(f.block(b).insts.iter().filter_map(found));
    }
    for (i, simpler) in simpler {
        changed = true;
        let data = f.inst_mut(i);
        match simpler {
            Simpler::Unchecked(op) => (data.op, data.state) = (op, None),
            Simpler::Known(truth) => {
                (data.op, data.args, data.immediates) = (Op::ConstBool, vec![], vec![truth as u64]);
            }
        }
    }
    changed
}

/// What becomes of an instruction.
enum Simpler {
    Unchecked(Op),
    Known(bool),
}

/// Arithmetic that this pass may do without a check.
pub fn is_checked(op: Op) -> bool {
    matches!(op, Op::AddI32Checked | Op::SubI32Checked | Op::MulI32Checked)
}

/// Rounds in which bounds may grow step by step.
const PATIENCE: usize = 3;
/// Rounds in which they are taken back.
const NARROWING: usize = 3;

/// By value; of those that are no int32, all of int32.
pub struct Ranges(Vec<Option<Range>>);

impl Ranges {
    /// `believed`: by value, what is taken for granted. (May be empty.)
    pub fn of(f: &Function, conditions: &Conditions, believed: &[Option<Range>]) -> Ranges {
        let order = f.reverse_postorder();
        let mut ranges = Ranges(vec![None; f.values.len()]);
        let is_int32 = |v: Value| f.ty(v).repr == Repr::I32;
        // Nothing is known of handlers' parameters and of the entry's: they are no int32s, or come by edges like others.
        let mut again = true;
        let mut round = 0;
        while std::mem::take(&mut again) {
            for &b in &order {
                for &i in &f.block(b).insts {
                    let data = f.inst(i);
                    if let Some(v) = data.result.filter(|v| is_int32(*v))
                        && let Some(range) = ranges.result(f, conditions, b, data)
                    {
                        let range = believed.get(v.index()).copied().flatten().map_or(range, |r| range.narrowed(r));
                        again |= ranges.grow(v, range, false);
                    }
                    for (e, truth) in decided_edges(data) {
                        for (p, v) in f.block(e.block).params.iter().zip(&e.args) {
                            if is_int32(*p) && ranges.0[v.index()].is_some() {
                                let range = conditions.range_on_edge(f, &ranges, *v, b, truth);
                                // (Each way around goes through a parameter.)
                                again |= ranges.grow(*p, range, round >= PATIENCE);
                            }
                        }
                    }
                }
            }
            round += 1;
        }
        if round > PATIENCE {
            ranges.narrow(f, conditions, &order);
        }
        ranges
    }

    /// Takes for each value what those that it is made of allow.
    fn narrow(&mut self, f: &Function, conditions: &Conditions, order: &[Block]) {
        for _ in 0..NARROWING {
            let mut again = false;
            let mut into: Vec<Option<Range>> = vec![None; f.values.len()];
            for &b in order {
                for &i in &f.block(b).insts {
                    let data = f.inst(i);
                    if let Some(v) = data.result.filter(|v| self.0[v.index()].is_some())
                        && let Some(range) = self.result(f, conditions, b, data)
                    {
                        again |= self.shrink(v, range);
                    }
                    for (e, truth) in decided_edges(data) {
                        for (p, v) in f.block(e.block).params.iter().zip(&e.args) {
                            if self.0[p.index()].is_some() {
                                let range = conditions.range_on_edge(f, self, *v, b, truth);
                                let all = into[p.index()].get_or_insert(Range::NONE);
                                *all = all.union(range);
                            }
                        }
                    }
                }
            }
            for (n, range) in into.iter().enumerate().filter_map(|(n, r)| Some((n, (*r)?))) {
                again |= self.shrink(Value(n as u32), range);
            }
            if !again {
                break;
            }
        }
    }

    pub fn get(&self, v: Value) -> Range {
        self.0[v.index()].unwrap_or(Range::INT32)
    }

    fn grow(&mut self, v: Value, range: Range, widens: bool) -> bool {
        let old = self.0[v.index()];
        let mut new = old.map_or(range, |r| r.union(range));
        if let Some(old) = old.filter(|_| widens) {
            if new.0 < old.0 {
                new.0 = Range::INT32.0;
            }
            if new.1 > old.1 {
                new.1 = Range::INT32.1;
            }
        }
        self.0[v.index()] = Some(new);
        old != Some(new)
    }

    fn shrink(&mut self, v: Value, range: Range) -> bool {
        let old = self.get(v);
        self.0[v.index()] = Some(old.narrowed(range));
        self.get(v) != old
    }

    /// Of what an instruction gives; `None`: its inputs are not known yet.
    fn result(&self, f: &Function, conditions: &Conditions, b: Block, data: &InstData) -> Option<Range> {
        let arg = |n: usize| {
            let v = data.args[n];
            self.0[v.index()].map(|_| conditions.range(f, self, v, b))
        };
        Some(match data.op {
            Op::ConstI32 => {
                let c = data.immediates[0] as i32 as i64;
                Range::of(c)
            }
            Op::AddI32Checked => arg(0)?.add(arg(1)?).clamped(),
            Op::SubI32Checked => arg(0)?.sub(arg(1)?).clamped(),
            Op::MulI32Checked => arg(0)?.mul(arg(1)?).clamped(),
            // These wrap.
            Op::AddI32 => arg(0)?.add(arg(1)?).wrapped(),
            Op::SubI32 => arg(0)?.sub(arg(1)?).wrapped(),
            Op::MulI32 => arg(0)?.mul(arg(1)?).wrapped(),
            Op::AndI32 => arg(0)?.and(arg(1)?),
            Op::OrI32 => arg(0)?.or(arg(1)?),
            Op::XorI32 => arg(0)?.xor(arg(1)?),
            Op::ShlI32 => arg(0)?.shl(arg(1)?),
            Op::ShrI32 => arg(0)?.shr(arg(1)?),
            // The divisor is positive.
            Op::RemI32Checked => arg(0)?.rem(Range(1, Range::INT32.1).narrowed(arg(1)?)),
            Op::GuardRange => arg(0)?.narrowed(guarded(data)),
            Op::ArrayLength | Op::TypedLength | Op::StringLength | Op::ArrayAppend => Range::LENGTH,
            Op::CharCodeAt => Range(0, 0xFFFF),
            Op::ClzI32 => Range(0, 32),
            Op::TypedGetI32 => {
                let is = |kind: CellKind| data.immediates[0] == kind as u64;
                if is(CellKind::Int8Array) {
                    Range(-0x80, 0x7F)
                } else if is(CellKind::Uint8Array) || is(CellKind::Uint8ClampedArray) {
                    Range(0, 0xFF)
                } else if is(CellKind::Int16Array) {
                    Range(-0x8000, 0x7FFF)
                } else if is(CellKind::Uint16Array) {
                    Range(0, 0xFFFF)
                } else {
                    Range::INT32
                }
            }
            _ => {
                debug_assert_eq!(f.ty(data.result?).repr, Repr::I32);
                Range::INT32
            }
        })
    }
}

/// What a guard says of the range.
fn guarded(data: &InstData) -> Range {
    Range(data.immediates[0] as i32 as i64, data.immediates[1] as i32 as i64)
}

/// The edges of an instruction, with what its condition is there.
fn decided_edges(data: &InstData) -> impl Iterator<Item = (&Edge, Option<bool>)> {
    let branches = data.op == Op::Branch;
    let targets = data.targets.iter().zip([true, false]).map(move |(e, truth)| (e, branches.then_some(truth)));
    targets.chain(data.handler.iter().map(|e| (e, None)))
}

/// Comparisons of int32s that have been decided.
pub struct Conditions {
    dominators: Dominators,
    /// (Block that is only entered where it is so, comparison, its truth.)
    decided: Vec<(Block, Inst, bool)>,
    /// By value: those of `decided` that compare it.
    of: HashMap<Value, Vec<u32>>,
}

/// What the branch at the end of `b` says where its condition is `truth`: a comparison of int32s, and its own truth.
pub fn condition(f: &Function, b: Block, mut truth: bool) -> Option<(Inst, bool)> {
    let branch = f.terminator(b).map(|t| f.inst(t)).filter(|d| d.op == Op::Branch)?;
    let mut condition = branch.args[0];
    while let Some(d) = f.definition(condition).filter(|d| d.op == Op::NotBool) {
        (condition, truth) = (d.args[0], !truth);
    }
    let Definition::Result(comparison) = f.values[condition.index()].definition else { return None };
    matches!(f.inst(comparison).op, Op::LessI32 | Op::LessEqualI32 | Op::EqualI32).then_some((comparison, truth))
}

/// Conditions in front of one place that are asked.
const MAX_CONDITIONS: usize = 512;

impl Conditions {
    pub fn of(f: &Function) -> Conditions {
        let predecessors = edit::predecessors(f);
        let mut decided = Vec::new();
        for &b in &f.layout {
            let Some(branch) = f.terminator(b).map(|t| f.inst(t)).filter(|d| d.op == Op::Branch) else { continue };
            let Some((comparison, truth)) = condition(f, b, true) else { continue };
            for (edge, taken) in branch.targets.iter().zip([true, false]) {
                if predecessors[edge.block.index()].len() == 1 {
                    decided.push((edge.block, comparison, taken == truth));
                }
            }
        }
        decided.truncate(MAX_CONDITIONS);
        let mut of: HashMap<Value, Vec<u32>> = HashMap::new();
        for (n, (_, comparison, _)) in decided.iter().enumerate() {
            f.inst(*comparison).args.iter().for_each(|v| of.entry(*v).or_default().push(n as u32));
        }
        Conditions { dominators: Dominators::of(f), decided, of }
    }

    /// Whether every way to `b` leads over `a`.
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        self.dominators.dominates(a, b)
    }

    /// What has been decided on every way to `b`: comparisons with their truth.
    pub fn at<'a>(&'a self, f: &'a Function, b: Block) -> impl Iterator<Item = (&'a InstData, bool)> {
        let here = self.decided.iter().filter(move |(entered, ..)| self.dominators.dominates(*entered, b));
        here.map(|(_, comparison, truth)| (f.inst(*comparison), *truth))
    }

    /// What has been decided of `v` on every way to `b`.
    pub fn about<'a>(&'a self, f: &'a Function, v: Value, b: Block) -> impl Iterator<Item = (&'a InstData, bool)> {
        let all = self.of.get(&v).into_iter().flatten().map(|n| self.decided[*n as usize]);
        let here = all.filter(move |(entered, ..)| self.dominators.dominates(*entered, b));
        here.map(|(_, comparison, truth)| (f.inst(comparison), truth))
    }

    /// The range of `v` at a use in `b`.
    pub fn range(&self, f: &Function, ranges: &Ranges, v: Value, b: Block) -> Range {
        self.about(f, v, b).fold(ranges.get(v), |range, (d, truth)| compared(ranges, v, range, d, truth))
    }

    /// The range of `v` at the end of `b`, where its branch goes so.
    fn range_on_edge(&self, f: &Function, ranges: &Ranges, v: Value, b: Block, truth: Option<bool>) -> Range {
        let range = self.range(f, ranges, v, b);
        match truth.and_then(|truth| condition(f, b, truth)) {
            Some((comparison, truth)) => compared(ranges, v, range, f.inst(comparison), truth),
            None => range,
        }
    }
}

/// What is left of the range of `v` where a comparison went so.
fn compared(ranges: &Ranges, v: Value, range: Range, d: &InstData, truth: bool) -> Range {
    let (x, y) = (ranges.get(d.args[0]), ranges.get(d.args[1]));
    let sides = [(d.args[0], true), (d.args[1], false)];
    sides.into_iter().filter(|side| side.0 == v).fold(range, |range, (_, is_first)| {
        // Bounds by the other side.
        range.narrowed(match (d.op, truth, is_first) {
            (Op::LessI32, true, true) => Range(Range::INT32.0, y.1 - 1),
            (Op::LessI32, true, false) => Range(x.0 + 1, Range::INT32.1),
            (Op::LessI32, false, true) => Range(y.0, Range::INT32.1),
            (Op::LessI32, false, false) => Range(Range::INT32.0, x.1),
            (Op::LessEqualI32, true, true) => Range(Range::INT32.0, y.1),
            (Op::LessEqualI32, true, false) => Range(x.0, Range::INT32.1),
            (Op::LessEqualI32, false, true) => Range(y.0 + 1, Range::INT32.1),
            (Op::LessEqualI32, false, false) => Range(Range::INT32.0, x.1 - 1),
            (_, true, true) => y,
            (_, true, false) => x,
            _ => return range,
        })
    })
}

/// Checked arithmetic in `b` without its check, if it cannot fail.
pub fn unchecked(f: &Function, ranges: &Ranges, conditions: &Conditions, b: Block, data: &InstData) -> Option<Op> {
    if !is_checked(data.op) {
        return None;
    }
    let [x, y] = [0, 1].map(|n| conditions.range(f, ranges, data.args[n], b));
    let may_be_0 = |r: Range| r.0 <= 0 && r.1 >= 0;
    match data.op {
        Op::AddI32Checked => x.add(y).is_int32().then_some(Op::AddI32),
        Op::SubI32Checked => x.sub(y).is_int32().then_some(Op::SubI32),
        // Nor may it be -0.
        _ => {
            let minus_0 = may_be_0(x) && !y.is_not_negative() || may_be_0(y) && !x.is_not_negative();
            (x.mul(y).is_int32() && !minus_0).then_some(Op::MulI32)
        }
    }
}

fn simplified(f: &Function, ranges: &Ranges, conditions: &Conditions, b: Block, i: Inst) -> Option<Simpler> {
    let data = f.inst(i);
    if !matches!(data.op, Op::LessI32 | Op::LessEqualI32) {
        return unchecked(f, ranges, conditions, b, data).map(Simpler::Unchecked);
    }
    let [x, y] = [0, 1].map(|n| conditions.range(f, ranges, data.args[n], b));
    match data.op {
        Op::LessI32 if x.1 < y.0 => Some(Simpler::Known(true)),
        Op::LessI32 if x.0 >= y.1 => Some(Simpler::Known(false)),
        Op::LessEqualI32 if x.1 <= y.0 => Some(Simpler::Known(true)),
        Op::LessEqualI32 if x.0 > y.1 => Some(Simpler::Known(false)),
        _ => None,
    }
}
