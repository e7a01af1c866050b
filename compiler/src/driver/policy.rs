//! Which functions get native code, and at which optimisation level. Pure decisions over plain data; every decline has a reason
//! that `--timings` and `jsc inspect` show.

use crate::facts::heat::Warmth;
use crate::facts::prediction::FunctionPrediction;
use crate::llvm::OptLevel;
use crate::sir::speculate::InlineLimits;
use jsc_abi::bytecode::{ControlFlow, instructions};
use jsc_abi::image::writer::FunctionData;
use jsc_abi::layout::function_flag;
use jsc_abi::opcode::Instruction;
use std::fmt;

/// `--native`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum NativeChoice {
    /// Functions that are worth it.
    #[default]
    Auto,
    /// Also code that runs once.
    All,
    /// Bytecode only.
    None,
}

/// Bytecode beyond this many code units stays bytecode: LLVM takes more than linear time, and such functions are data in
/// the shape of code.
pub const MAX_CODE_UNITS: usize = 200_000;
/// SIR beyond this many instructions stays bytecode.
pub const MAX_SIR_INSTRUCTIONS: usize = 20_000;
/// From this many SIR instructions in the whole program on, functions without loops are compiled with less optimisation.
pub const LARGE_PROGRAM: usize = 60_000;
/// Up to this many, fast paths are inlined also outside of loops: who is called from a loop is not known yet.
pub const SMALL_PROGRAM: usize = 20_000;
/// From this many on, all functions are.
pub const HUGE_PROGRAM: usize = 300_000;
/// Functions with more bytecode units than this have one speculative form only.
pub const MAX_REENTERED: usize = 4_000;
/// From this many bytecode units on, callers take in fewer callees.
pub const LARGE_BYTECODE: usize = 30_000;

/// Why a function has no native code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decline {
    /// `--native=none`.
    NotAsked,
    /// Top-level code without a loop.
    RunsOnce,
    /// Over one of the limits above.
    TooLarge,
    /// The bytecode form of a built-in that stands in place of no call.
    NotInlined,
}

impl Decline {
    pub const ALL: [Decline; 4] = [Decline::NotAsked, Decline::RunsOnce, Decline::TooLarge, Decline::NotInlined];

    pub fn name(self) -> &'static str {
        match self {
            Decline::NotAsked => "not asked for",
            Decline::RunsOnce => "runs once",
            Decline::TooLarge => "too large",
            Decline::NotInlined => "built-in not inlined",
        }
    }
}

impl fmt::Display for Decline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether control can come to a loop. (The handler of what cannot throw is not reached.)
pub fn has_loop(function: &FunctionData) -> bool {
    let headers = instructions(&function.code).filter(|(_, i)| matches!(i, Instruction::LoopHeader(_)));
    let headers: Vec<u32> = headers.map(|(pc, _)| pc as u32).collect();
    if headers.is_empty() {
        return false;
    }
    let flow = ControlFlow::compute(function);
    headers.iter().any(|pc| flow.is_reachable(flow.block_of(*pc)))
}

/// The decision that needs no SIR. `None`: native code, if the SIR is not too large.
pub fn decline(function: &FunctionData, choice: NativeChoice) -> Option<Decline> {
    if choice == NativeChoice::None {
        return Some(Decline::NotAsked);
    }
    if function.code.len() > MAX_CODE_UNITS {
        return Some(Decline::TooLarge);
    }
    let runs_once = function.flags & function_flag::TOP_LEVEL != 0 && !has_loop(function);
    (choice == NativeChoice::Auto && runs_once).then_some(Decline::RunsOnce)
}

/// Why a function that has native code has no speculative form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unspeculated {
    /// `--no-speculation`.
    NotAsked,
    /// Nothing is predicted of it.
    NoPrediction,
    /// It is predicted not to run.
    NotReached,
    /// The speculative form would be over `MAX_SIR_INSTRUCTIONS`.
    TooLarge,
    /// Nothing was predicted that helps.
    NothingHelps,
    /// The bytecode form of a built-in: it speculates where it is inlined.
    BuiltinForm,
}

impl Unspeculated {
    pub const ALL: [Unspeculated; 6] = [
        Unspeculated::NotAsked,
        Unspeculated::NoPrediction,
        Unspeculated::NotReached,
        Unspeculated::TooLarge,
        Unspeculated::NothingHelps,
        Unspeculated::BuiltinForm,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Unspeculated::NotAsked => "not asked for",
            Unspeculated::NoPrediction => "nothing is predicted",
            Unspeculated::NotReached => "predicted not to run",
            Unspeculated::TooLarge => "too large",
            Unspeculated::NothingHelps => "nothing is predicted that helps",
            Unspeculated::BuiltinForm => "inlined built-in",
        }
    }
}

impl fmt::Display for Unspeculated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The decision that needs no SIR. `None`: a speculative form, if that helps.
pub fn declines_speculation(prediction: Option<&FunctionPrediction>) -> Option<Unspeculated> {
    match prediction {
        None => Some(Unspeculated::NoPrediction),
        Some(p) if !p.reached => Some(Unspeculated::NotReached),
        Some(_) => None,
    }
}

/// Whether a function is worth a speculative form that is entered at loop headers: once it was left by an exit, the rest of the call would
/// go on in generic code. Where calls are many, or short, that is little. `depth`: loops around its calls, as far as they are known.
pub fn reenters(data: &FunctionData, depth: u32) -> bool {
    depth == 0 && data.code.len() <= MAX_REENTERED
}

/// Inline fast paths outside of loops too?
pub fn inline_everywhere(level: OptLevel, program_size: usize) -> bool {
    match level {
        OptLevel::O0 | OptLevel::O1 | OptLevel::Os => false,
        OptLevel::O2 => program_size <= SMALL_PROGRAM,
        OptLevel::O3 => true,
    }
}

/// Inline fast paths outside of loops in a function as warm as this, whatever the size of the program?
pub fn inlines_as_hot(level: OptLevel, warmth: Warmth) -> bool {
    level == OptLevel::O2 && warmth == Warmth::Hot
}

/// Inline fast paths in loops of code that only runs once predictions have failed? In large programs this is most of LLVM's time.
pub fn inline_in_fallbacks(level: OptLevel, program_size: usize) -> bool {
    level == OptLevel::O3 || program_size <= LARGE_PROGRAM
}

/// How large functions may become by taking in callees, in a program of so many bytecode units: LLVM's time is what a large program's
/// build takes. A profile says which calls the room is for.
pub fn inline_limits(program_units: usize) -> InlineLimits {
    match program_units > LARGE_BYTECODE {
        true => InlineLimits { usual: 600, seldom: 150, hot: 1_200 },
        false => InlineLimits { usual: 2_500, seldom: 600, hot: 4_000 },
    }
}

/// The level that a form gets in a program of this size: the coldest code loses optimisation first. A fallback only runs where
/// predictions were wrong. What a profile says of the function, its `warmth`, comes before whether it has a loop.
pub fn level(asked: OptLevel, program_size: usize, has_loop: bool, is_fallback: bool, warmth: Warmth) -> OptLevel {
    let is_cold = match warmth {
        Warmth::Seldom => program_size > LARGE_PROGRAM,
        Warmth::Usual => program_size > HUGE_PROGRAM || program_size > LARGE_PROGRAM && !has_loop,
        Warmth::Hot => false,
    };
    let lower = is_cold || program_size > SMALL_PROGRAM && is_fallback;
    match asked {
        OptLevel::O2 | OptLevel::O3 if lower => OptLevel::O1,
        _ => asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cold_code_of_large_programs_loses_optimisation_first() {
        let usual = |asked, size, has_loop, is_fallback| level(asked, size, has_loop, is_fallback, Warmth::Usual);
        assert_eq!(usual(OptLevel::O2, 100, false, false), OptLevel::O2);
        assert_eq!(usual(OptLevel::O2, LARGE_PROGRAM + 1, false, false), OptLevel::O1);
        assert_eq!(usual(OptLevel::O2, LARGE_PROGRAM + 1, true, false), OptLevel::O2);
        assert_eq!(usual(OptLevel::O3, HUGE_PROGRAM + 1, true, false), OptLevel::O1);
        assert_eq!(usual(OptLevel::O2, SMALL_PROGRAM, true, true), OptLevel::O2);
        assert_eq!(usual(OptLevel::O2, SMALL_PROGRAM + 1, true, true), OptLevel::O1);
        assert_eq!(usual(OptLevel::O0, HUGE_PROGRAM + 1, true, false), OptLevel::O0);
        // What a profile counted comes before loops.
        let large = |warmth| level(OptLevel::O2, LARGE_PROGRAM + 1, warmth == Warmth::Seldom, false, warmth);
        assert_eq!([large(Warmth::Seldom), large(Warmth::Hot)], [OptLevel::O1, OptLevel::O2]);
        assert_eq!(level(OptLevel::O2, HUGE_PROGRAM + 1, false, false, Warmth::Hot), OptLevel::O2);
        assert_eq!(level(OptLevel::O2, LARGE_PROGRAM, true, false, Warmth::Seldom), OptLevel::O2);
        let in_line = |program_size| inline_in_fallbacks(OptLevel::O2, program_size);
        assert!(in_line(LARGE_PROGRAM) && !in_line(LARGE_PROGRAM + 1) && inline_in_fallbacks(OptLevel::O3, usize::MAX));
    }
}
