//! Programs as plain data, and their image: what the front end produces, what `--emit=bytecode` prints, what tests build.
//! [`ProgramData::write`] makes the image, [`ProgramData::read`] takes it apart again.

use super::{Handler, Note, Position};
use alloc::string::String;
use alloc::vec::Vec;

/// A constant of a program.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstantData {
    Number(f64),
    /// UTF-16 code units. `key`: used as a property key somewhere (interned at load).
    String { units: Vec<u16>, key: bool },
    /// Decimal digits, perhaps after a minus sign.
    BigInt(String),
    /// String constants.
    Keys(Vec<u32>),
    RegExp { pattern: u32, flags: u32 },
    /// Pairs of (cooked string constant, or `None` for undefined; raw string constant).
    Template(Vec<(Option<u32>, u32)>),
}

/// One function. Fields as in `FunctionHeader`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FunctionData {
    /// String constant.
    pub name: u32,
    pub flags: u32,
    pub length: u32,
    pub parameter_count: u32,
    pub register_count: u32,
    pub feedback_count: u32,
    pub inline_slots: u32,
    pub entry_count: u32,
    pub line: u32,
    pub column: u32,
    pub code: Vec<u16>,
    /// Inner regions first.
    pub handlers: Vec<Handler>,
    /// Sorted by pc.
    pub positions: Vec<Position>,
    /// Sorted by pc.
    pub notes: Vec<Note>,
}

/// A whole program: function 0 is its top level.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProgramData {
    pub functions: Vec<FunctionData>,
    pub constants: Vec<ConstantData>,
    pub top_count: u32,
    /// String constant.
    pub source_name: u32,
}
