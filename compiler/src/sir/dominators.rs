//! Which points of a function are reached only through which others.
//!
//! An exceptional edge leaves in the middle of a block, so blocks are too coarse: a block that throws at its first instruction
//! dominates the handler, but what it computes behind that instruction does not reach it. The nodes of the tree are
//! *segments*: a block is cut behind each instruction that has an exceptional edge. The result of such an instruction belongs to
//! the next segment. Over both the method of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm").

use super::{Block, Definition, Function, Value};

/// The dominator tree of what is reachable.
pub struct Dominators {
    /// First segment of each block; `UNREACHABLE` for dead ones.
    first: Vec<u32>,
    /// Positions in the block's instruction list of those that end a segment, by block.
    cuts: Vec<Vec<u32>>,
    /// Interval of each segment in a walk over the tree: an ancestor's encloses its descendants'.
    intervals: Vec<(u32, u32)>,
    /// Where each value is defined: segment, and position in its block (0: parameter, n + 1: instruction n).
    definitions: Vec<Option<(u32, u32)>>,
}

const UNREACHABLE: u32 = u32::MAX;

impl Dominators {
    pub fn of(f: &Function) -> Dominators {
        let blocks = f.reverse_postorder();
        let mut first = vec![UNREACHABLE; f.blocks.len()];
        let mut cuts = vec![Vec::new(); f.blocks.len()];
        // Segment 0 stands before all roots.
        let mut count = 1;
        for &b in &blocks {
            first[b.index()] = count;
            for (position, &i) in f.block(b).insts.iter().enumerate() {
                if f.inst(i).handler.is_some() {
                    cuts[b.index()].push(position as u32);
                }
            }
            count += cuts[b.index()].len() as u32 + 1;
        }
        let mut successors = vec![Vec::new(); count as usize];
        successors[0] = f.roots().iter().map(|b| first[b.index()]).collect();
        for &b in &blocks {
            let mut segment = first[b.index()] as usize;
            for &i in &f.block(b).insts {
                let data = f.inst(i);
                successors[segment].extend(data.targets.iter().map(|e| first[e.block.index()]));
                if let Some(edge) = &data.handler {
                    successors[segment].extend([first[edge.block.index()], segment as u32 + 1]);
                    segment += 1;
                }
            }
        }
        let mut dominators = Dominators { first, cuts, intervals: intervals(&successors), definitions: Vec::new() };
        dominators.definitions = vec![None; f.values.len()];
        for &b in &blocks {
            let first = dominators.first[b.index()];
            for &p in &f.block(b).params {
                dominators.define(f, p, (first, 0));
            }
            for (position, &i) in f.block(b).insts.iter().enumerate() {
                if let Some(v) = f.inst(i).result {
                    let behind = f.inst(i).handler.is_some() as u32;
                    let segment = dominators.segment(b, position) + behind;
                    dominators.define(f, v, (segment, position as u32 + 1));
                }
            }
        }
        dominators
    }

    fn define(&mut self, f: &Function, v: Value, at: (u32, u32)) {
        if f.values[v.index()].definition != Definition::Dead {
            self.definitions[v.index()] = Some(at);
        }
    }

    pub fn is_reachable(&self, b: Block) -> bool {
        self.first[b.index()] != UNREACHABLE
    }

    /// Whether every way to the start of `b` leads over the start of `a`. Both must be reachable.
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        self.encloses(self.first[a.index()], self.first[b.index()])
    }

    /// Whether `v` is there for instruction `position` of a reachable block (and its edges) to use.
    pub fn is_available(&self, v: Value, b: Block, position: usize) -> bool {
        let Some((segment, defined)) = self.definitions[v.index()] else { return false };
        let used = self.segment(b, position);
        if segment == used { defined <= position as u32 } else { self.encloses(segment, used) }
    }

    /// The segment in which instruction `position` takes its inputs and its exceptional edge leaves.
    fn segment(&self, b: Block, position: usize) -> u32 {
        self.first[b.index()] + self.cuts[b.index()].partition_point(|c| (*c as usize) < position) as u32
    }

    fn encloses(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.intervals[a as usize], self.intervals[b as usize]);
        a.0 <= b.0 && b.1 <= a.1
    }
}

/// Walks the dominator tree of a graph whose root is node 0. Nodes that it does not reach have an empty interval at the end,
/// so that everything else is outside of them.
fn intervals(successors: &[Vec<u32>]) -> Vec<(u32, u32)> {
    let count = successors.len();
    let mut order = Vec::with_capacity(count);
    let mut number = vec![UNREACHABLE; count];
    let mut stack = vec![(0, 0)];
    number[0] = 0;
    while let Some((node, next)) = stack.last_mut() {
        match successors[*node].get(*next) {
            Some(&s) => {
                *next += 1;
                if s != UNREACHABLE && number[s as usize] == UNREACHABLE {
                    number[s as usize] = 0;
                    stack.push((s as usize, 0));
                }
            }
            None => {
                order.push(*node);
                stack.pop();
            }
        }
    }
    order.reverse();
    for (place, node) in order.iter().enumerate() {
        number[*node] = place as u32;
    }
    let mut predecessors = vec![Vec::new(); order.len()];
    for &node in &order {
        for &s in successors[node].iter().filter(|s| **s != UNREACHABLE) {
            predecessors[number[s as usize] as usize].push(number[node]);
        }
    }
    // By number: parents have lower ones.
    let mut parent = vec![UNREACHABLE; order.len()];
    parent[0] = 0;
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for node in 1..order.len() {
            let mut best = UNREACHABLE;
            for &p in predecessors[node].iter().filter(|p| parent[**p as usize] != UNREACHABLE) {
                let (mut a, mut b) = (p, if best == UNREACHABLE { p } else { best });
                while a != b {
                    if a > b {
                        a = parent[a as usize];
                    } else {
                        b = parent[b as usize];
                    }
                }
                best = a;
            }
            changed |= std::mem::replace(&mut parent[node], best) != best;
        }
    }
    let mut sizes = vec![1u32; order.len()];
    for node in (1..order.len()).rev() {
        sizes[parent[node] as usize] += sizes[node];
    }
    // Children take their parts of the parent's interval in order.
    let mut result = vec![(u32::MAX, u32::MAX); count];
    let mut start = vec![0u32; order.len()];
    let mut free = vec![1u32; order.len()];
    result[0] = (0, sizes[0] - 1);
    for node in 1..order.len() {
        let p = parent[node] as usize;
        start[node] = start[p] + free[p];
        free[p] += sizes[node];
        result[order[node]] = (start[node], start[node] + sizes[node] - 1);
    }
    result
}
