//! How often code runs: as a profile counted it, or guessed from loops and from who calls whom in them.

use super::prediction::{Predictions, SitePrediction};
use super::profile::{Counts, Profile};
use jsc_abi::bytecode::{BlockId, ControlFlow, instructions};
use jsc_abi::image::writer::{FunctionData, ProgramData};
use std::collections::BTreeMap;
use std::ops::Range;

/// More loops than this around a function are not told apart. (Recursion would have no end.)
const MAX_DEPTH: u32 = 6;

/// Code that runs so many times as rarely as the hottest of its function runs seldom.
const SELDOM: u128 = 1_000;
/// Code that runs at most so many times as rarely as the hottest of the program is hot.
const HOT: u128 = 100;

/// How often code runs, as policy wants to know it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Warmth {
    /// So rarely that what it costs does not count.
    Seldom,
    /// Nothing was counted, or nothing follows from it.
    Usual,
    /// Much of the program's time may be there.
    Hot,
}

/// What part of a function's runs belongs to one of its calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    pub runs: u64,
    pub of: u64,
}

impl Share {
    pub fn scale(self, count: u64) -> u64 {
        match self.runs < self.of {
            true => (u128::from(count) * u128::from(self.runs) / u128::from(self.of)) as u64,
            // (A call that ran more often than its callee is from a file.)
            false => count,
        }
    }
}

/// Of a whole program.
pub struct Heat {
    /// By function.
    functions: Vec<FunctionHeat>,
    /// The most that any code ran.
    hottest: u64,
}

struct FunctionHeat {
    /// Loops by their code, outer ones before those inside.
    loops: Vec<Range<u32>>,
    /// Loops around its calls: the most of all known call sites.
    depth: u32,
    counts: Option<Counts>,
    /// By pc of a conditional jump: how often it was taken, and how often not.
    branches: BTreeMap<u32, [u64; 2]>,
    /// The most that any of its code ran.
    hottest: u64,
}

impl Heat {
    /// What a profile counted. Nothing of who calls whom is in it yet.
    pub fn new(program: &ProgramData, profile: Option<&Profile>) -> Heat {
        let mut counts = profile.map_or_else(Vec::new, |p| p.counts(program));
        counts.resize(program.functions.len(), None);
        let of = |(data, counts): (&FunctionData, Option<Counts>)| {
            let flow = ControlFlow::compute(data);
            let branches = counts.as_ref().map_or_else(BTreeMap::new, |c| branches(&flow, c));
            let hottest = counts
                .as_ref()
                .map_or(0, |c| c.blocks.values().chain(c.loops.values()).fold(c.calls, |most, n| most.max(*n)));
            FunctionHeat { loops: loops(&flow), depth: 0, counts, branches, hottest }
        };
        let functions: Vec<FunctionHeat> = program.functions.iter().zip(counts).map(of).collect();
        let hottest = functions.iter().map(|f| f.hottest).max().unwrap_or(0);
        Heat { functions, hottest }
    }

    /// Callees are as deep as their deepest call. Calls go round in recursion: each round counts as a loop, up to the limit.
    pub fn follow_calls(&mut self, program: &ProgramData, predictions: &Predictions) {
        // (caller, loops around the call there, callee)
        let mut calls: Vec<(usize, u32, usize)> = Vec::new();
        for (caller, (data, prediction)) in program.functions.iter().zip(&predictions.functions).enumerate() {
            for (pc, _) in instructions(&data.code) {
                let callees = match prediction.sites.get(&(pc as u32)) {
                    Some(SitePrediction::Function(callee)) => vec![*callee as usize],
                    Some(SitePrediction::Functions(callees)) => callees.iter().map(|c| c.function as usize).collect(),
                    _ => continue,
                };
                let depth = self.loop_depth(caller as u32, pc as u32);
                calls.extend(callees.into_iter().map(|c| (caller, depth.max((c == caller) as u32), c)));
            }
        }
        let mut again = true;
        while std::mem::take(&mut again) {
            for (caller, depth, callee) in &calls {
                let depth = (self.functions[*caller].depth + depth).min(MAX_DEPTH);
                if depth > self.functions[*callee].depth {
                    self.functions[*callee].depth = depth;
                    again = true;
                }
            }
        }
    }

    /// Loops around a pc in its own function.
    fn loop_depth(&self, function: u32, pc: u32) -> u32 {
        self.functions[function as usize].loops.iter().filter(|l| l.contains(&pc)).count() as u32
    }

    /// Loops around the function's calls, as far as they are known.
    pub fn depth(&self, function: u32) -> u32 {
        self.functions[function as usize].depth
    }

    /// How often the function was called, if a profile counted.
    pub fn calls(&self, function: u32) -> Option<u64> {
        self.functions[function as usize].counts.as_ref().map(|c| c.calls)
    }

    /// About how often the code at `pc` ran, if a profile counted.
    pub fn runs(&self, function: u32, pc: u32) -> Option<u64> {
        let f = &self.functions[function as usize];
        let counts = f.counts.as_ref()?;
        if let Some((_, count)) = counts.blocks.range(..=pc).next_back() {
            return Some(*count);
        }
        match f.loops.iter().rev().find(|l| l.contains(&pc)) {
            None => Some(counts.calls),
            // A loop that is not listed went no round.
            Some(l) => Some(counts.loops.get(&l.start).copied().unwrap_or(0)),
        }
    }

    /// The most that code of the function ran, if a profile counted.
    pub fn hottest(&self, function: u32) -> Option<u64> {
        let f = &self.functions[function as usize];
        f.counts.as_ref().map(|_| f.hottest)
    }

    /// Whether a profile counted anything of the program.
    pub fn has_counts(&self) -> bool {
        self.hottest > 0
    }

    /// What code is that ran so often, in a function whose hottest code ran `hottest` times.
    pub fn warmth(&self, runs: u64, hottest: u64) -> Warmth {
        let runs = u128::from(runs);
        match () {
            () if runs * SELDOM <= hottest.into() => Warmth::Seldom,
            () if runs * HOT >= self.hottest.into() => Warmth::Hot,
            () => Warmth::Usual,
        }
    }

    /// What the hottest code of a function is in the program.
    pub fn warmth_of(&self, function: u32) -> Warmth {
        self.hottest(function).map_or(Warmth::Usual, |n| self.warmth(n, self.hottest))
    }

    /// How often the conditional jump at `pc` was taken, and how often not, if a profile says so.
    pub fn branch(&self, function: u32, pc: u32) -> Option<[u64; 2]> {
        self.functions.get(function as usize)?.branches.get(&pc).copied()
    }

    /// Whether the code at `pc` is in a loop of its function.
    pub fn is_in_loop(&self, function: u32, pc: u32) -> bool {
        self.loop_depth(function, pc) > 0
    }
}

/// Loops are contiguous in bytecode: from a header to the last jump back to it. Outer ones first.
fn loops(flow: &ControlFlow) -> Vec<Range<u32>> {
    let back = |header: &BlockId| {
        let last = flow.block(*header).predecessors.iter().copied().filter(|p| p >= header).max()?;
        Some(flow.block(*header).start..flow.block(last).end)
    };
    let mut loops: Vec<Range<u32>> = flow.loop_headers.iter().filter_map(back).collect();
    loops.sort_by_key(|l| (l.start, std::cmp::Reverse(l.end)));
    loops
}

/// How often conditional jumps went either way, from how often blocks ran: what comes into a block leaves it. Exceptions and rounds
/// that were not recorded make that inexact, and a file may say anything; then there is no less than nothing.
fn branches(flow: &ControlFlow, counts: &Counts) -> BTreeMap<u32, [u64; 2]> {
    let runs = |id: BlockId| counts.blocks.range(..=flow.block(id).start).next_back().map(|(_, n)| *n);
    let all: Option<Vec<u64>> = (0..flow.blocks.len() as u32).map(|n| runs(BlockId(n))).collect();
    let Some(runs) = all else { return BTreeMap::new() };
    // By block: how often it was left by its jump, and by falling through.
    let ways = |b: BlockId| [flow.block(b).taken, flow.block(b).fallthrough];
    let mut left: Vec<[Option<u64>; 2]> = vec![[None; 2]; flow.blocks.len()];
    // What comes in by other ways than these is not known of the entry and of handlers.
    let is_closed =
        |b: BlockId| b.0 != 0 && flow.block(b).predecessors.iter().all(|p| flow.block(*p).exceptional != Some(b));
    let mut again = true;
    while std::mem::take(&mut again) {
        for &b in &flow.reverse_postorder {
            // Of the ways out of a block, and of the ways into it, the last follows from the others.
            let out = (0..2).filter(|way| ways(b)[*way].is_some()).map(|way| (b, way));
            let predecessors = flow.block(b).predecessors.iter().filter(|_| is_closed(b));
            let into = predecessors.flat_map(|p| (0..2).filter(|way| ways(*p)[*way] == Some(b)).map(|way| (*p, way)));
            for edges in [out.collect::<Vec<_>>(), into.collect()] {
                let known = |(b, way): &(BlockId, usize)| left[b.index()][*way];
                let mut unknown = edges.iter().filter(|e| known(e).is_none());
                if let (Some((from, way)), None) = (unknown.next(), unknown.next()) {
                    let others = edges.iter().filter_map(known).fold(0, u64::saturating_add);
                    left[from.index()][*way] = Some(runs[b.index()].saturating_sub(others));
                    again = true;
                }
            }
        }
    }
    let both = |(block, left): (&jsc_abi::bytecode::Block, [Option<u64>; 2])| match left {
        [Some(taken), Some(not)] if taken > 0 || not > 0 => Some((block.last, [taken, not])),
        _ => None,
    };
    flow.blocks.iter().zip(left).filter_map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsc_abi::bytecode::{function_hash, parse};

    const LOOP: &str = r#"
        function f0 name="" length=1 parameters=1 registers=4 feedback=0 entries=1 flags=strict {
            load_int r1, 0
        head:
            loop_header 0
            jump_if_not_less r1, r0, done
            jump_if_true r0, next
            inc r1, r1
        next:
            inc r1, r1
            jump head
        done:
            return_value r1
        }
    "#;

    fn heat(lines: &str) -> (ProgramData, Heat) {
        let program = parse(LOOP).unwrap();
        let hash = function_hash(&program, &program.functions[0]);
        let text = format!("jsc profile 3\nfunction 0 {hash:016x}\nrun 0 calls 2\n{lines}");
        let heat = Heat::new(&program, Some(&Profile::parse(&text).unwrap()));
        (program, heat)
    }

    /// First pcs of blocks and pcs of conditional jumps.
    fn places(program: &ProgramData) -> (Vec<u32>, Vec<u32>) {
        let flow = ControlFlow::compute(&program.functions[0]);
        let branches = flow.blocks.iter().filter(|b| b.taken.is_some() && b.fallthrough.is_some());
        (flow.blocks.iter().map(|b| b.start).collect(), branches.map(|b| b.last).collect())
    }

    #[test]
    fn warmth_is_relative() {
        let (_, heat) = heat("block 0 2\nloop 3 100000");
        assert_eq!((heat.hottest(0), heat.warmth_of(0)), (Some(100_000), Warmth::Hot));
        let warmth = |runs| heat.warmth(runs, 100_000);
        assert_eq!([100, 101, 999, 1000].map(warmth), [Warmth::Seldom, Warmth::Usual, Warmth::Usual, Warmth::Hot]);
        // In a function that does nothing more often.
        assert_eq!(heat.warmth(100, 100), Warmth::Usual);
        assert_eq!(heat.warmth(u64::MAX, u64::MAX), Warmth::Hot);
        let nothing = Heat::new(&parse(LOOP).unwrap(), None);
        assert_eq!((nothing.has_counts(), nothing.hottest(0), nothing.warmth_of(0)), (false, None, Warmth::Usual));
        let share = |runs, of| Share { runs, of }.scale(1000);
        assert_eq!([share(1, 4), share(4, 1), share(0, 0), share(0, 9)], [250, 1000, 1000, 0]);
        assert_eq!(Share { runs: u64::MAX - 1, of: u64::MAX }.scale(u64::MAX), u64::MAX - 1);
    }

    #[test]
    fn branches_follow_from_blocks() {
        let (starts, jumps) = places(&heat("").0);
        // Entry, header, second test, `inc`, `next`, `done`.
        let lines = |counts: [u64; 6]| -> String {
            starts.iter().zip(counts).map(|(pc, n)| format!("block {pc} {n}\n")).collect()
        };
        let ways = |counts| {
            let (_, heat) = heat(&lines(counts));
            [0, 1].map(|n| heat.branch(0, jumps[n]))
        };
        assert_eq!(ways([2, 102, 100, 30, 100, 2]), [Some([2, 100]), Some([70, 30])]);
        assert_eq!(heat(&lines([2, 102, 100, 30, 100, 2])).1.hottest(0), Some(102));
        // The second test never ran.
        assert_eq!(ways([2, 2, 0, 0, 0, 2]), [Some([2, 0]), None]);
        // No file is wrong, and nothing overflows.
        assert_eq!(ways([0, 1, u64::MAX, 7, 0, u64::MAX]), [Some([u64::MAX, u64::MAX]), Some([0, 7])]);
        // Without blocks nothing is said.
        assert_eq!(heat("loop 3 100").1.branch(0, jumps[0]), None);
        assert_eq!(heat("").1.branch(7, 0), None);
    }
}
