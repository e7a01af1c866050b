//! Integer ranges: checked int32 arithmetic that cannot leave int32 is done unchecked, comparisons that go one way only are known;
//! and elements whose index is in bounds are accessed without a look (`bounds.rs`).
//!
//! Each int32 has an interval, found optimistically: around loops it grows, and a bound that keeps growing becomes int32's own
//! (widening). Checked arithmetic never gives more than int32 holds, for it exits instead, so a counter that starts at 0 and only
//! grows is never negative. What comparisons in front say of an input (`i < n` on every way here) is asked where it is used.

use super::PassContext;
use super::bounds;
use super::edit;
use crate::sir::dominators::Dominators;
use crate::sir::{Block, Definition, Function, Inst, InstData, Op, Repr, Value};
use jsc_abi::layout::CellKind;

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    let checked = |d: &InstData| {
        matches!(d.op, Op::AddI32Checked | Op::SubI32Checked | Op::MulI32Checked) || bounds::is_access(d)
    };
    if !f.layout.iter().flat_map(|b| &f.block(*b).insts).any(|i| checked(f.inst(*i))) {
        return false;
    }
    let ranges = Ranges::of(f);
    let conditions = Conditions::of(f);
    // First, for comparisons are needed that may be folded then.
    let mut changed = bounds::run(f, &ranges, &conditions);
    for b in f.layout.clone() {
        for n in 0..f.block(b).insts.len() {
            let i = f.block(b).insts[n];
            changed |= simplify(f, &ranges, &conditions, b, i);
        }
    }
    changed
}

/// Values from the first to the second.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Range(i64, i64);

const INT32: Range = Range(i32::MIN as i64, i32::MAX as i64);

impl Range {
    pub fn is_not_negative(self) -> bool {
        self.0 >= 0
    }

    fn is_int32(self) -> bool {
        self.0 >= INT32.0 && self.1 <= INT32.1
    }

    /// What is left of it in int32; all of int32 if nothing is. (The code is never reached.)
    fn clamped(self) -> Range {
        let both = Range(self.0.max(INT32.0), self.1.min(INT32.1));
        if both.0 <= both.1 { both } else { INT32 }
    }

    fn union(self, other: Range) -> Range {
        Range(self.0.min(other.0), self.1.max(other.1))
    }

    fn add(self, other: Range) -> Range {
        Range(self.0 + other.0, self.1 + other.1)
    }

    fn sub(self, other: Range) -> Range {
        Range(self.0 - other.1, self.1 - other.0)
    }

    fn mul(self, other: Range) -> Range {
        let all = [self.0 * other.0, self.0 * other.1, self.1 * other.0, self.1 * other.1];
        Range(*all.iter().min().expect("four"), *all.iter().max().expect("four"))
    }
}

/// Rounds in which bounds may grow step by step.
const PATIENCE: usize = 3;

/// By value; of those that are no int32, all of int32.
pub struct Ranges(Vec<Option<Range>>);

impl Ranges {
    fn of(f: &Function) -> Ranges {
        let order = f.reverse_postorder();
        let mut ranges = Ranges(vec![None; f.values.len()]);
        // Nothing is known of handlers' parameters and of the entry's: they are no int32s, or come by edges like others.
        let mut again = true;
        let mut round = 0;
        while std::mem::take(&mut again) {
            for &b in &order {
                for &i in &f.block(b).insts {
                    let data = f.inst(i);
                    if let Some(v) = data.result.filter(|v| f.ty(*v).repr == Repr::I32)
                        && let Some(range) = ranges.result(f, data)
                    {
                        again |= ranges.grow(v, range, round);
                    }
                    for e in edit::edges(data) {
                        for (p, v) in f.block(e.block).params.iter().zip(&e.args) {
                            if f.ty(*p).repr == Repr::I32
                                && let Some(range) = ranges.0[v.index()]
                            {
                                again |= ranges.grow(*p, range, round);
                            }
                        }
                    }
                }
            }
            round += 1;
        }
        ranges
    }

    fn get(&self, v: Value) -> Range {
        self.0[v.index()].unwrap_or(INT32)
    }

    fn grow(&mut self, v: Value, range: Range, round: usize) -> bool {
        let old = self.0[v.index()];
        let mut new = old.map_or(range, |r| r.union(range));
        if let Some(old) = old.filter(|_| round >= PATIENCE) {
            if new.0 < old.0 {
                new.0 = INT32.0;
            }
            if new.1 > old.1 {
                new.1 = INT32.1;
            }
        }
        self.0[v.index()] = Some(new);
        old != Some(new)
    }

    /// Of what an instruction gives; `None`: its inputs are not known yet.
    fn result(&self, f: &Function, data: &InstData) -> Option<Range> {
        let arg = |n: usize| self.0[data.args[n].index()];
        Some(match data.op {
            Op::ConstI32 => {
                let c = data.immediates[0] as i32 as i64;
                Range(c, c)
            }
            Op::AddI32Checked => arg(0)?.add(arg(1)?).clamped(),
            Op::SubI32Checked => arg(0)?.sub(arg(1)?).clamped(),
            Op::MulI32Checked => arg(0)?.mul(arg(1)?).clamped(),
            // These wrap.
            Op::AddI32 => Some(arg(0)?.add(arg(1)?)).filter(|r| r.is_int32()).unwrap_or(INT32),
            Op::SubI32 => Some(arg(0)?.sub(arg(1)?)).filter(|r| r.is_int32()).unwrap_or(INT32),
            Op::MulI32 => Some(arg(0)?.mul(arg(1)?)).filter(|r| r.is_int32()).unwrap_or(INT32),
            Op::AndI32 => {
                // No more than what is not negative.
                let (a, b) = (arg(0)?, arg(1)?);
                match (a.0 >= 0, b.0 >= 0) {
                    (true, true) => Range(0, a.1.min(b.1)),
                    (true, false) => Range(0, a.1),
                    (false, true) => Range(0, b.1),
                    (false, false) => INT32,
                }
            }
            Op::ShrI32 => {
                let (a, by) = (arg(0)?, arg(1)?);
                if by.0 == by.1 { Range(a.0 >> (by.0 & 31), a.1 >> (by.0 & 31)) } else { Range(a.0.min(0), a.1.max(0)) }
            }
            // Of the sign of the dividend, and less than the divisor, which is positive.
            Op::RemI32Checked => {
                let (a, b) = (arg(0)?, arg(1)?);
                let most = (b.1 - 1).max(0);
                Range(if a.0 >= 0 { 0 } else { -most.min(-a.0) }, if a.1 <= 0 { 0 } else { most.min(a.1) })
            }
            Op::ArrayLength | Op::TypedLength | Op::StringLength => Range(0, INT32.1),
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
                    INT32
                }
            }
            _ => {
                debug_assert_eq!(f.ty(data.result?).repr, Repr::I32);
                INT32
            }
        })
    }
}

/// Comparisons of int32s that have been decided.
pub struct Conditions {
    dominators: Dominators,
    /// (Block that is only entered where it is so, comparison, its truth.)
    decided: Vec<(Block, Inst, bool)>,
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
    fn of(f: &Function) -> Conditions {
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
        Conditions { dominators: Dominators::of(f), decided }
    }

    /// What has been decided on every way to `b`: comparisons with their truth.
    pub fn at<'a>(&'a self, f: &'a Function, b: Block) -> impl Iterator<Item = (&'a InstData, bool)> {
        let here = self.decided.iter().filter(move |(entered, ..)| self.dominators.dominates(*entered, b));
        here.map(|(_, comparison, truth)| (f.inst(*comparison), *truth))
    }

    /// The range of `v` at a use in `b`.
    pub fn range(&self, f: &Function, ranges: &Ranges, v: Value, b: Block) -> Range {
        let mut range = ranges.get(v);
        for (entered, comparison, truth) in &self.decided {
            let d = f.inst(*comparison);
            if !d.args.contains(&v) || !self.dominators.dominates(*entered, b) {
                continue;
            }
            let (x, y) = (ranges.get(d.args[0]), ranges.get(d.args[1]));
            let is_first = d.args[0] == v;
            // Bounds by the other side.
            let (at_least, at_most) = match (d.op, truth, is_first) {
                (Op::LessI32, true, true) => (INT32.0, y.1 - 1),
                (Op::LessI32, true, false) => (x.0 + 1, INT32.1),
                (Op::LessI32, false, true) => (y.0, INT32.1),
                (Op::LessI32, false, false) => (INT32.0, x.1),
                (Op::LessEqualI32, true, true) => (INT32.0, y.1),
                (Op::LessEqualI32, true, false) => (x.0, INT32.1),
                (Op::LessEqualI32, false, true) => (y.0 + 1, INT32.1),
                (Op::LessEqualI32, false, false) => (INT32.0, x.1 - 1),
                (_, true, true) => y.into(),
                (_, true, false) => x.into(),
                _ => continue,
            };
            let both = Range(range.0.max(at_least), range.1.min(at_most));
            // (Nothing is left where control never comes.)
            if both.0 <= both.1 {
                range = both;
            }
        }
        range
    }
}

impl From<Range> for (i64, i64) {
    fn from(r: Range) -> (i64, i64) {
        (r.0, r.1)
    }
}

fn simplify(f: &mut Function, ranges: &Ranges, conditions: &Conditions, b: Block, i: Inst) -> bool {
    let data = f.inst(i);
    let arg = |n: usize| conditions.range(f, ranges, data.args[n], b);
    let unchecked = match data.op {
        Op::AddI32Checked if arg(0).add(arg(1)).is_int32() => Op::AddI32,
        Op::SubI32Checked if arg(0).sub(arg(1)).is_int32() => Op::SubI32,
        // Nor may it be -0.
        Op::MulI32Checked if arg(0).mul(arg(1)).is_int32() && (arg(0).0 >= 0 && arg(1).0 >= 0) => Op::MulI32,
        Op::LessI32 | Op::LessEqualI32 => {
            let (x, y) = (arg(0), arg(1));
            let known = match data.op {
                Op::LessI32 if x.1 < y.0 => true,
                Op::LessI32 if x.0 >= y.1 => false,
                Op::LessEqualI32 if x.1 <= y.0 => true,
                Op::LessEqualI32 if x.0 > y.1 => false,
                _ => return false,
            };
            let data = f.inst_mut(i);
            (data.op, data.args, data.immediates) = (Op::ConstBool, vec![], vec![known as u64]);
            return true;
        }
        _ => return false,
    };
    let data = f.inst_mut(i);
    data.op = unchecked;
    data.state = None;
    true
}
