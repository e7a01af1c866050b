//! Tools over bytecode, for the front end, the compiler and tests: text (`print.rs`, `parse.rs`), verifier, control flow,
//! liveness, and the stable hash of functions. All are derived from the opcode list; what the list does not say of an
//! operand, namely what a plain number or a constant stands for, is said here, once.

pub mod bitset;
pub mod blocks;
pub mod hash;
pub mod liveness;
pub mod parse;
pub mod print;
pub mod verify;

#[cfg(test)]
pub(crate) mod testing;

pub use bitset::BitSet;
pub use blocks::{Block, BlockId, ControlFlow};
pub use hash::function_hash;
pub use liveness::Liveness;
pub use parse::{ParseError, parse};
pub use print::print_function;
pub use verify::{Invariant, VerifyError, verify};

use crate::opcode::{Instruction, Op, OperandView};

/// Whether a string is a number below 2^32 - 1 as JavaScript prints it: an array index. Properties of such names are elements.
pub fn is_array_index(units: &[u16]) -> bool {
    if units.is_empty() || units.len() > 10 || (units[0] == b'0' as u16 && units.len() > 1) {
        return false;
    }
    let mut number = 0;
    for unit in units {
        match unit.checked_sub(b'0' as u16) {
            Some(digit @ 0..=9) => number = number * 10 + digit as u64,
            _ => return false,
        }
    }
    number < u32::MAX as u64
}

/// Which constants an operand may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstantRole {
    /// A number, string or BigInt.
    Value,
    /// A string that is marked as a property key.
    Key,
    /// A string.
    String,
    Keys,
    RegExp,
    Template,
}

/// What the constant operand `field` of `op` names. `None` only for operands that the list does not have.
pub fn constant_role(op: Op, field: &str) -> Option<ConstantRole> {
    Some(match (field, op) {
        // For the message only.
        ("name", Op::CheckInitialized) => ConstantRole::String,
        ("name", _) => ConstantRole::Key,
        ("message" | "what" | "description", _) => ConstantRole::String,
        ("keys", _) => ConstantRole::Keys,
        ("constant", Op::LoadConst) => ConstantRole::Value,
        ("constant", Op::CreateRegExp) => ConstantRole::RegExp,
        ("constant", Op::GetTemplateObject) => ConstantRole::Template,
        _ => return None,
    })
}

/// What a plain number stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IndexRole {
    /// A count, depth or slot: any number.
    Number,
    /// A flag or kind below this.
    Below(u32),
    /// A function of the program.
    Function,
    /// A top-level binding of the program.
    Top,
    /// An entry of the function: loop headers and suspensions, in order.
    Entry,
}

/// What the operand `field` of `op` stands for. `None` only for operands that the list does not have.
pub fn index_role(op: Op, field: &str) -> Option<IndexRole> {
    Some(match (field, op) {
        ("function", _) => IndexRole::Function,
        ("slot", Op::GetTop | Op::SetTop) => IndexRole::Top,
        ("entry", _) => IndexRole::Entry,
        ("strict" | "enumerable" | "done", _) => IndexRole::Below(2),
        ("prefix", _) | ("kind", Op::DefinePrivateMethod) => IndexRole::Below(3),
        ("kind", Op::ThrowError) => IndexRole::Below(8),
        ("slot" | "slots" | "first_slot" | "inline_slots" | "depth" | "count" | "start" | "capacity", _) => {
            IndexRole::Number
        }
        _ => return None,
    })
}

/// Whether the operation leaves the activation and comes back: control may enter behind it.
pub fn is_suspension(op: Op) -> bool {
    matches!(op, Op::InitialYield | Op::YieldValue)
}

/// Calls `f` with the name of each operand and the operand, in order.
pub fn visit_named(instruction: &Instruction, f: &mut dyn FnMut(&'static str, OperandView)) {
    let mut fields = instruction.op().fields().iter();
    instruction.visit(&mut |operand| {
        if let Some(field) = fields.next() {
            f(field, operand)
        }
    });
}

/// The instructions of `code` with their pcs, up to the end or the first that does not decode.
pub fn instructions(code: &[u16]) -> impl Iterator<Item = (usize, Instruction)> + '_ {
    let mut pc = 0;
    core::iter::from_fn(move || {
        let (instruction, next) = Instruction::decode(code, pc)?;
        let at = pc;
        pc = next;
        Some((at, instruction))
    })
}

/// The operands of `op` as they would be decoded from zeros: their kinds.
pub fn operand_kinds(op: Op) -> Vec<OperandView> {
    let mut code = vec![0; op.length()];
    code[0] = op as u16;
    let mut kinds = Vec::new();
    if let Some((instruction, _)) = Instruction::decode(&code, 0) {
        instruction.visit(&mut |operand| kinds.push(operand));
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operand_of_the_list_has_a_role() {
        for op in Op::ALL {
            for (field, kind) in op.fields().iter().zip(operand_kinds(op)) {
                match kind {
                    OperandView::Const(_) => assert!(constant_role(op, field).is_some(), "{} {field}", op.name()),
                    OperandView::Index(_) => assert!(index_role(op, field).is_some(), "{} {field}", op.name()),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn array_indices() {
        for (text, is_index) in [
            ("0", true),
            ("10", true),
            ("4294967294", true),
            ("4294967295", false),
            ("99999999999", false),
            ("01", false),
            ("", false),
            ("-1", false),
            ("1a", false),
        ] {
            assert_eq!(is_array_index(&text.encode_utf16().collect::<Vec<u16>>()), is_index, "{text}");
        }
    }
}
