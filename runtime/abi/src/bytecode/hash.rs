//! The stable hash of a function, by which a profile finds it again in another build of the same or an edited source.

use super::{IndexRole, constant_role, index_role, instructions, visit_named};
use crate::image::writer::{ConstantData, FunctionData, ProgramData};
use crate::opcode::OperandView;

/// A streaming 64-bit hash: multiply and fold for each word, and a final mix (that of MurmurHash3). For telling contents
/// apart, not for security. Its values are stored, so they must never change.
#[derive(Clone)]
struct Hasher(u64);

impl Hasher {
    fn word(&mut self, word: u64) {
        let product = (self.0 ^ word) as u128 * 0x9E37_79B9_7F4A_7C15;
        self.0 = (product as u64 ^ (product >> 64) as u64).wrapping_add(0xD6E8_FEB8_6659_FD93);
    }

    fn string(&mut self, program: &ProgramData, index: u32) {
        if let Some(ConstantData::String { units, .. }) = program.constants.get(index as usize) {
            self.word(units.len() as u64);
            units.iter().for_each(|u| self.word(*u as u64));
        } else {
            self.word(u64::MAX);
        }
    }

    fn constant(&mut self, program: &ProgramData, index: u32) {
        match program.constants.get(index as usize) {
            None => self.word(u64::MAX),
            Some(ConstantData::Number(d)) => {
                self.word(0);
                self.word(if d.is_nan() { f64::NAN.to_bits() } else { d.to_bits() });
            }
            Some(ConstantData::String { .. }) => {
                self.word(1);
                self.string(program, index);
            }
            Some(ConstantData::BigInt(digits)) => {
                self.word(2);
                self.word(digits.len() as u64);
                digits.bytes().for_each(|b| self.word(b as u64));
            }
            Some(ConstantData::Keys(keys)) => {
                self.word(3);
                self.word(keys.len() as u64);
                keys.iter().for_each(|k| self.string(program, *k));
            }
            Some(ConstantData::RegExp { pattern, flags }) => {
                self.word(4);
                self.string(program, *pattern);
                self.string(program, *flags);
            }
            Some(ConstantData::Template(pairs)) => {
                self.word(5);
                self.word(pairs.len() as u64);
                for (cooked, raw) in pairs {
                    self.string(program, cooked.unwrap_or(u32::MAX));
                    self.string(program, *raw);
                }
            }
        }
    }

    fn finish(self) -> u64 {
        let mut h = self.0;
        h ^= h >> 33;
        h = h.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        h ^= h >> 33;
        h = h.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        h ^ h >> 33
    }
}

/// Hash of what a function does: its name, shape, code, handlers and the contents of the constants that the code names.
/// What an edit elsewhere may renumber (constants, functions, top-level slots) does not count, nor do source positions
/// and notes; so two functions of one program may have the same hash. Any data is accepted, valid or not.
pub fn function_hash(program: &ProgramData, function: &FunctionData) -> u64 {
    let mut h = Hasher(0x6A73_635F_6861_7368);
    h.string(program, function.name);
    for field in [
        function.flags,
        function.length,
        function.parameter_count,
        function.register_count,
        function.feedback_count,
        function.inline_slots,
        function.entry_count,
    ] {
        h.word(field as u64);
    }
    let mut decoded = 0;
    for (pc, instruction) in instructions(&function.code) {
        let op = instruction.op();
        // By name: opcodes are renumbered when the list grows.
        h.word(op.name().len() as u64);
        op.name().bytes().for_each(|b| h.word(b as u64));
        decoded = pc + op.length();
        visit_named(&instruction, &mut |field, operand| match operand {
            OperandView::Read(r) | OperandView::Write(r) => h.word(r as u64),
            OperandView::Range(first, count) => h.word((first as u64) << 16 | count as u64),
            OperandView::Const(index) => {
                // A regular expression and the string of its source are different things.
                h.word(constant_role(op, field).map_or(0, |role| role as u64));
                h.constant(program, index);
            }
            OperandView::Int(i) => h.word(i as u32 as u64),
            OperandView::Index(index) => match index_role(op, field) {
                Some(IndexRole::Function) => {
                    let name = program.functions.get(index as usize).map_or(u32::MAX, |f| f.name);
                    h.string(program, name);
                }
                Some(IndexRole::Top) => {}
                _ => h.word(index as u64),
            },
            OperandView::Target(pc) => h.word(pc as u64),
            OperandView::Slot(slot) => h.word(slot as u64),
        });
    }
    // Units that are no instruction.
    function.code[decoded..].iter().for_each(|u| h.word(*u as u64));
    for handler in &function.handlers {
        h.word(handler.start as u64);
        h.word(handler.end as u64);
        h.word(handler.handler as u64);
    }
    h.finish()
}

#[cfg(test)]
mod tests {
    use crate::bytecode::{hash::function_hash, parse};

    fn hash(text: &str, function: usize) -> u64 {
        let program = parse(text).unwrap();
        function_hash(&program, &program.functions[function])
    }

    const BASE: &str = r#"
function f0 name="f" {
  load_const r0, 1.5
  get_by_name r0, r0, "x", s0 @1:2
  get_top r1, 0
  create_closure r1, f1, r0
  return_value r0
}
function f1 name="g" { 
  return_value r0
}
"#;

    #[test]
    fn edits_elsewhere_do_not_change_the_hash() {
        let moved = r#"
k0 = "something else"
k1 = key "x"
function f0 name="top" {
  load_const r0, "new"
  return_value r0
}
function f1 name="g" {
  return_value r0
}
function f2 name="f" {
  load_const r0, 1.5
  get_by_name r0, r0, k1, s0 @7:12 note "x"
  get_top r1, 5
  create_closure r1, f1, r0
  return_value r0
}
"#;
        assert_eq!(hash(BASE, 0), hash(moved, 2));
    }

    #[test]
    fn the_stored_value_never_changes() {
        assert_eq!(hash(BASE, 0), 0xF7C9_275F_61E5_0974);
    }

    #[test]
    fn edits_in_the_function_change_the_hash() {
        let base = hash(BASE, 0);
        for (from, to) in [
            ("1.5", "1.25"),
            ("\"x\"", "\"y\""),
            ("return_value r0\n}\nf", "return_value r1\n}\nf"),
            ("name=\"f\"", "name=\"h\""),
        ] {
            assert!(BASE.contains(from), "{from}");
            assert_ne!(hash(&BASE.replacen(from, to, 1), 0), base, "{from}");
        }
    }
}
