//! How often code runs: as a profile counted it, or guessed from loops and from who calls whom in them.

use crate::facts::prediction::{Predictions, SitePrediction};
use crate::facts::profile::{Counts, Profile};
use jsc_abi::bytecode::{ControlFlow, instructions};
use jsc_abi::image::writer::{FunctionData, ProgramData};
use std::ops::Range;

/// More loops than this around a function are not told apart. (Recursion would have no end.)
const MAX_DEPTH: u32 = 6;

/// Of a whole program.
pub struct Heat {
    /// By function.
    functions: Vec<FunctionHeat>,
}

struct FunctionHeat {
    /// Loops by their code, outer ones before those inside.
    loops: Vec<Range<u32>>,
    /// Loops around its calls: the most of all known call sites.
    depth: u32,
    counts: Option<Counts>,
}

impl Heat {
    pub fn new(program: &ProgramData, predictions: &Predictions, profile: Option<&Profile>) -> Heat {
        let mut counts = profile.map_or_else(Vec::new, |p| p.counts(program));
        counts.resize(program.functions.len(), None);
        let of = |(data, counts)| FunctionHeat { loops: loops(data), depth: 0, counts };
        let mut heat = Heat { functions: program.functions.iter().zip(counts).map(of).collect() };
        heat.follow_calls(program, predictions);
        heat
    }

    /// Callees are as deep as their deepest call. Calls go round in recursion: each round counts as a loop, up to the limit.
    fn follow_calls(&mut self, program: &ProgramData, predictions: &Predictions) {
        // (caller, loops around the call there, callee)
        let mut calls: Vec<(usize, u32, usize)> = Vec::new();
        for (caller, (data, prediction)) in program.functions.iter().zip(&predictions.functions).enumerate() {
            for (pc, _) in instructions(&data.code) {
                if let Some(SitePrediction::Function(callee)) = prediction.sites.get(&(pc as u32)) {
                    let again = (*callee as usize == caller) as u32;
                    calls.push((caller, self.loop_depth(caller as u32, pc as u32).max(again), *callee as usize));
                }
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

    /// Whether the code at `pc` is in a loop of its function.
    pub fn is_in_loop(&self, function: u32, pc: u32) -> bool {
        self.loop_depth(function, pc) > 0
    }
}

/// Loops are contiguous in bytecode: from a header to the last jump back to it. Outer ones first.
fn loops(data: &FunctionData) -> Vec<Range<u32>> {
    let flow = ControlFlow::compute(data);
    let back = |header: &jsc_abi::bytecode::BlockId| {
        let last = flow.block(*header).predecessors.iter().copied().filter(|p| p >= header).max()?;
        Some(flow.block(*header).start..flow.block(last).end)
    };
    let mut loops: Vec<Range<u32>> = flow.loop_headers.iter().filter_map(back).collect();
    loops.sort_by_key(|l| (l.start, std::cmp::Reverse(l.end)));
    loops
}
