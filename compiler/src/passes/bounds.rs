//! Accesses to elements that are in bounds: the index is not negative, and comparisons in front say that it is less than a length of
//! the same object, which nothing can have changed since it was read. Part of `ranges`.
//!
//! Loops test at their end: a counter is the parameter of the loop's first block, and each way in brings a value that was
//! compared. So a proof is a number of segments: from the access back to where a length is read, or back to the start of the block
//! that the index is a parameter of, and from the end of each way into that block on.
//!
//! Lengths of arrays are changed by what appends and pops, by stores that may let an array grow, and by whatever runs JavaScript;
//! those of typed arrays by the latter only (`effects::Place`); those of strings never. A store that is in bounds does not let its
//! array grow. So all stores are taken to be in bounds until one is found not to be: as long as those before it were, the next one is.
//!
//! The elements of a sparse array are elsewhere, whatever its length; so a length that is relied on is `dense`: of such an array, it
//! exits.

use super::edit;
use super::effects::{Place, writes};
use super::ranges::{Conditions, Ranges};
use crate::sir::{Block, Definition, Function, Inst, InstData, Op, Value};

/// An access that is in bounds if nothing in the segments of its proof changes a length.
struct Candidate {
    access: Inst,
    segments: Vec<Segment>,
}

/// All ways from `stop` to a place: in front of instruction number `end` of a block.
struct Segment {
    block: Block,
    end: usize,
    stop: Stop,
}

#[derive(PartialEq)]
enum Stop {
    /// Where this length is read.
    Length(Inst),
    /// At the start of a block.
    Start(Block),
}

/// Accesses of one function that are looked into.
const MAX_CANDIDATES: usize = 1_000;
/// Blocks whose parameter an index is, one behind the other.
const MAX_DEPTH: u32 = 3;

/// The op that gives the length an access is compared with.
fn length_op(op: Op) -> Option<Op> {
    match op {
        Op::ArrayGet | Op::ArrayHas | Op::ArraySet => Some(Op::ArrayLength),
        Op::TypedGetI32 | Op::TypedGetF64 | Op::TypedSetI32 | Op::TypedSetF64 => Some(Op::TypedLength),
        Op::CharCodeAt => Some(Op::StringLength),
        _ => None,
    }
}

/// Whether an instruction is one that this pass may do something about.
pub fn is_access(data: &InstData) -> bool {
    length_op(data.op).is_some()
}

/// Whether the index of this access, instruction `end` of `block`, is less than a length of its object.
pub fn is_below(
    f: &Function,
    conditions: &Conditions,
    predecessors: &[Vec<(Block, Inst)>],
    block: Block,
    end: usize,
) -> bool {
    proof(f, conditions, predecessors, block, end).is_some()
}

/// The segments of a proof that the index is.
fn proof(
    f: &Function,
    conditions: &Conditions,
    predecessors: &[Vec<(Block, Inst)>],
    block: Block,
    end: usize,
) -> Option<Vec<Segment>> {
    let data = f.inst(f.block(block).insts[end]);
    let (op, object) = (length_op(data.op)?, origin(f, data.args[0]));
    let mut proof = Proof { f, conditions, predecessors, op, object, segments: vec![] };
    proof.is_less(data.args[1], block, end, None, MAX_DEPTH).then_some(proof.segments)
}

pub fn run(f: &mut Function, ranges: &Ranges, conditions: &Conditions) -> bool {
    let predecessors = edit::predecessors(f);
    let mut candidates = Vec::new();
    for &block in &f.layout {
        for (end, &access) in f.block(block).insts.iter().enumerate() {
            let data = f.inst(access);
            if is_access(data)
                && candidates.len() < MAX_CANDIDATES
                && let Some(segments) = proof(f, conditions, &predecessors, block, end)
                && conditions.range(f, ranges, data.args[1], block).is_not_negative()
            {
                candidates.push(Candidate { access, segments });
            }
        }
    }
    let mut inside = vec![false; f.insts.len()];
    candidates.iter().for_each(|c| inside[c.access.index()] = true);
    let mut again = !candidates.is_empty();
    while std::mem::take(&mut again) {
        for c in &candidates {
            if inside[c.access.index()]
                && !c.segments.iter().all(|s| is_unchanged(f, c.access, s, &predecessors, &inside))
            {
                inside[c.access.index()] = false;
                again = true;
            }
        }
    }
    for c in candidates.iter().filter(|c| inside[c.access.index()]) {
        let data = f.inst_mut(c.access);
        match data.op {
            // It need not grow.
            Op::ArraySet => data.immediates[0] = 0,
            _ => *data.immediates.last_mut().expect("whether it is inside") = 1,
        }
        for s in &c.segments {
            if let Stop::Length(length) = s.stop
                && f.inst(length).op == Op::ArrayLength
            {
                f.inst_mut(length).immediates[0] = 1;
            }
        }
    }
    inside.contains(&true)
}

/// A value before guards.
fn origin(f: &Function, mut v: Value) -> Value {
    while let Some(d) = f.definition(v).filter(|d| d.op.is_guard()) {
        v = d.args[0];
    }
    v
}

fn is_same(f: &Function, a: Value, b: Value) -> bool {
    let constant = |v: Value| f.definition(v).filter(|d| d.op == Op::ConstI32).map(|d| d.immediates[0]);
    a == b || constant(a).is_some_and(|c| constant(b) == Some(c))
}

/// Of one access.
struct Proof<'a> {
    f: &'a Function,
    conditions: &'a Conditions,
    predecessors: &'a [Vec<(Block, Inst)>],
    /// What gives lengths of the object.
    op: Op,
    object: Value,
    segments: Vec<Segment>,
}

impl Proof<'_> {
    /// Whether `v` is less than a length of the object in front of instruction `end` of `b`, or behind its branch, if that went so.
    fn is_less(&mut self, v: Value, b: Block, end: usize, branched: Option<bool>, depth: u32) -> bool {
        let f = self.f;
        let last = branched.and_then(|truth| comparison(f, b, truth));
        let mut decided = self.conditions.at(f, b).chain(last);
        let length = decided.find_map(|(d, truth)| {
            let bound = match (d.op, truth) {
                (Op::LessI32, true) if is_same(f, d.args[0], v) => d.args[1],
                (Op::LessEqualI32, false) if is_same(f, d.args[1], v) => d.args[0],
                _ => return None,
            };
            let Definition::Result(length) = f.values[bound.index()].definition else { return None };
            let made = f.inst(length);
            (made.op == self.op && origin(f, made.args[0]) == self.object).then_some(length)
        });
        if let Some(length) = length {
            self.segments.push(Segment { block: b, end, stop: Stop::Length(length) });
            return true;
        }
        let Definition::Parameter(header, n) = f.values[v.index()].definition else { return false };
        if depth == 0 {
            return false;
        }
        self.segments.push(Segment { block: b, end, stop: Stop::Start(header) });
        self.predecessors[header.index()].iter().all(|&(from, i)| {
            let data = f.inst(i);
            // What throws has done something before.
            let end = 1 + f.block(from).insts.iter().position(|other| *other == i).expect("it is in its block");
            let targets = data.targets.iter().zip([true, false]).map(|(e, truth)| (e, Some(truth)));
            let edges = targets.chain(data.handler.iter().map(|e| (e, None))).filter(|(e, _)| e.block == header);
            let mut edges = edges.map(|(e, truth)| (e.args[n as usize], truth.filter(|_| data.op == Op::Branch)));
            edges.all(|(arg, truth)| self.is_less(arg, from, end, truth, depth - 1))
        })
    }
}

/// What the branch at the end of `b` has decided where its condition was so.
fn comparison(f: &Function, b: Block, truth: bool) -> Option<(&InstData, bool)> {
    let (i, truth) = super::ranges::condition(f, b, truth)?;
    Some((f.inst(i), truth))
}

/// Whether no length is changed on the ways of a segment. `inside`: what is taken to be in bounds.
fn is_unchanged(
    f: &Function,
    access: Inst,
    segment: &Segment,
    predecessors: &[Vec<(Block, Inst)>],
    inside: &[bool],
) -> bool {
    let place = match length_op(f.inst(access).op) {
        Some(Op::ArrayLength) => Place::Elements,
        Some(Op::TypedLength) => Place::TypedLength,
        _ => return true,
    };
    let changes = |i: Inst| {
        let data = f.inst(i);
        match data.op {
            Op::ArraySet => data.immediates[0] != 0 && !inside[i.index()],
            _ => writes(f, data).may_change(place),
        }
    };
    // Backwards; each way comes from the stop, which dominates.
    let mut seen = vec![false; f.blocks.len()];
    let mut work: Vec<(Block, usize)> = vec![(segment.block, segment.end)];
    while let Some((b, end)) = work.pop() {
        let mut stopped = segment.stop == Stop::Start(b);
        for &i in f.block(b).insts[..end].iter().rev() {
            if segment.stop == Stop::Length(i) {
                stopped = true;
                break;
            }
            if changes(i) {
                return false;
            }
        }
        if !stopped {
            for &(p, _) in &predecessors[b.index()] {
                if !std::mem::replace(&mut seen[p.index()], true) {
                    work.push((p, f.block(p).insts.len()));
                }
            }
        }
    }
    true
}
