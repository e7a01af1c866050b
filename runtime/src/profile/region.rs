//! Which rounds of a function and of its loops are recorded, and what a dispatch loop keeps to know that it need not ask.
//!
//! A round of a function is an activation, one of a loop begins at its header. The first [`FULL`] rounds of each region are recorded, and
//! from then on one in [`RATE`] or so: at intervals that vary, so that no period of the program's meets them, and are the same in each
//! run. What one round leaves of a loop (the code behind it) is recorded as the last round of the region around.

use jsc_abi::Value;
use jsc_abi::opcode::{Instruction, OperandView};
use std::ops::Range;

/// Rounds of a region that are all recorded.
const FULL: u64 = 1000;
/// The mean number of rounds of which one is recorded from then on. A kind of value that is met a hundred times is found almost surely:
/// so many wrong predictions are what makes a function fall back to its generic form.
const RATE: u64 = 20;

/// A function or a loop.
pub(super) struct Region {
    /// Its code, with that of loops inside.
    pub code: Range<usize>,
    pub rounds: u64,
    pub recorded_rounds: u64,
    /// Whether the present round is recorded; of a recursive function, the one that began last.
    pub is_recorded: bool,
    /// Rounds until the next that is recorded.
    wait: u64,
    /// Of a generator of numbers (xorshift).
    state: u64,
}

impl Region {
    fn new(code: Range<usize>) -> Region {
        let state = 0x9E37_79B9_7F4A_7C15;
        Region { code, rounds: 0, recorded_rounds: 0, is_recorded: false, wait: 0, state }
    }

    #[inline(always)]
    pub fn begin_round(&mut self) {
        self.rounds += 1;
        if self.wait > 0 {
            self.wait -= 1;
            self.is_recorded = false;
            return;
        }
        self.is_recorded = true;
        self.recorded_rounds += 1;
        if self.recorded_rounds >= FULL {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            self.wait = self.state % (2 * RATE - 1);
        }
    }

    /// How often something ran, of which `count` was recorded.
    pub fn estimate(&self, count: u64) -> u64 {
        let all = u128::from(count) * u128::from(self.rounds);
        all.div_ceil(u128::from(self.recorded_rounds.max(1))) as u64
    }
}

/// The function, then its loops, outer ones before those inside. Loops are contiguous: from a header to the last jump back to it.
pub(super) fn regions(units: &[u16]) -> Vec<Region> {
    let mut ends = std::collections::BTreeMap::new();
    let mut pc = 0;
    while let Some((instruction, next)) = Instruction::decode(units, pc) {
        instruction.visit(&mut |o| {
            if let OperandView::Target(target) = o
                && target as usize <= pc
            {
                ends.insert(target as usize, next);
            }
        });
        pc = next;
    }
    let is_header = |pc: usize| matches!(Instruction::decode(units, pc), Some((Instruction::LoopHeader(_), _)));
    let loops = ends.into_iter().filter(|(start, _)| is_header(*start));
    // (So many loops that their numbers run out are in no program; what is left over counts as the code around.)
    let loops = loops.take(usize::from(u16::MAX));
    std::iter::once(0..units.len()).chain(loops.map(|(start, end)| start..end)).map(Region::new).collect()
}

/// What a dispatch loop keeps: where it is, and code that is not recorded now.
pub(crate) struct Watch {
    /// Of the frame that is followed.
    pub(super) registers: *mut Value,
    /// Begin and length of the code that need not be shown while this frame runs; no length: all is to be.
    quiet: usize,
    quiet_length: usize,
    /// `None`: the function is not of the program.
    function: Option<u32>,
    region: u16,
    /// The instruction before, if it is to be finished: its pc, and the shape of the object that it writes a property of, or 0.
    pub(super) previous: Option<(usize, u32)>,
}

impl Watch {
    pub const fn new() -> Watch {
        let registers = core::ptr::null_mut();
        Watch { registers, quiet: 0, quiet_length: 0, function: None, region: 0, previous: None }
    }

    /// Whether `step` is to see the instruction at `pc` of this frame.
    #[inline(always)]
    pub fn wants(&self, registers: *mut Value, pc: usize) -> bool {
        registers != self.registers || pc.wrapping_sub(self.quiet) >= self.quiet_length
    }

    pub(super) fn function(&self) -> Option<usize> {
        self.function.map(|f| f as usize)
    }

    pub(super) fn region(&self) -> u16 {
        self.region
    }

    /// From now on this frame is followed.
    #[inline(always)]
    pub(super) fn follow(&mut self, registers: *mut Value, function: usize, number: u16, region: &Region) {
        self.registers = registers;
        self.function = Some(function as u32);
        self.enter(number, region);
    }

    /// A frame of which nothing is recorded.
    pub(super) fn ignore(&mut self, registers: *mut Value) {
        *self = Watch { registers, quiet_length: usize::MAX, ..Watch::new() };
    }

    /// Code of this region runs, in the followed frame.
    #[inline(always)]
    pub(super) fn enter(&mut self, number: u16, region: &Region) {
        self.previous = None;
        self.region = number;
        self.quiet = region.code.start;
        self.quiet_length = if region.is_recorded { 0 } else { region.code.len() };
    }
}
