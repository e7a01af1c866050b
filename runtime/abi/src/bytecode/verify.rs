//! The verifier: whether a program keeps the rules that interpreter, compiler and image readers rely on without looking.
//!
//! # Invariants
//!
//! Of the program:
//! 1. There is a function 0, the top level.
//! 2. What names a string constant names one: source, functions, notes, key lists, patterns and flags, templates.
//! 3. A BigInt is decimal digits, perhaps after a minus sign.
//! 4. The strings of a key list are marked as keys, distinct, no array index and not `__proto__`.
//!
//! Of each function:
//! 5. All code decodes, one instruction after the other.
//! 6. Control never falls off the end: the last instruction is one behind which control does not go on.
//! 7. Jumps go to instructions.
//! 8. Registers are below `register_count`, ranges (also empty ones) lie within, and so do the parameters; there are at most
//!    65536 registers.
//! 9. A constant operand names a constant of the kind that the operation wants; names of properties and globals are marked as
//!    keys; `new_object_with` has one value for each key.
//! 10. Feedback slots are below `feedback_count`.
//! 11. Functions that closures and classes are made of exist.
//! 12. Top-level slots are below `top_count`.
//! 13. Flags and kinds are ones that exist.
//! 14. Entries (`loop_header`, `initial_yield`, `yield_value`) are numbered from 0 in bytecode order, and `entry_count` is their
//!     number.
//! 15. Suspensions are in generators and async functions only, and `initial_yield` is there at most once.
//! 16. A handler's region begins and ends between instructions of the function (it may be empty), and its handler is a `catch`.
//! 17. Inner regions come first: no region lies in an earlier, larger one that hides it.
//! 18. `catch` is nowhere else, and control comes to it by exceptions only.
//! 19. Positions are at instructions, in ascending order, one for each.
//! 20. Notes likewise.
//!
//! Not checked: that registers are written before they are read (they begin as undefined), and that registers which are used as
//! environments hold environments that are deep and large enough.

use super::{BitSet, ConstantRole, IndexRole, constant_role, index_role, is_array_index, is_suspension, visit_named};
use crate::image::writer::{ConstantData, FunctionData, ProgramData, is_big_int};
use crate::layout::function_flag;
use crate::opcode::{Instruction, Op, OperandView};
use core::fmt;
use std::collections::HashSet;

/// The rules, in the order of the list above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Invariant {
    TopLevel = 1,
    StringReference,
    BigIntDigits,
    Keys,
    Decodable,
    End,
    Target,
    Register,
    Constant,
    Feedback,
    Function,
    Top,
    Kind,
    Entry,
    Suspension,
    Handler,
    HandlerOrder,
    Catch,
    Positions,
    Notes,
}

/// A broken rule: where, and what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    pub invariant: Invariant,
    /// Index of the function, if it is in one.
    pub function: Option<usize>,
    /// The pc of the instruction, if it is at one.
    pub pc: Option<usize>,
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid bytecode")?;
        if let Some(function) = self.function {
            write!(f, " in f{function}")?;
        }
        if let Some(pc) = self.pc {
            write!(f, " at pc {pc}")?;
        }
        write!(f, ": {} (rule {}, {:?})", self.message, self.invariant as u32, self.invariant)
    }
}

impl core::error::Error for VerifyError {}

/// Checks the invariants above. Any data is accepted for checking; the first broken rule is the error.
pub fn verify(program: &ProgramData) -> Result<(), VerifyError> {
    verify_program(program)?;
    for (index, function) in program.functions.iter().enumerate() {
        let verifier = Verifier { program, index, function };
        let instructions = verifier.decode()?;
        verifier.instructions(&instructions)?;
        verifier.entries(&instructions)?;
        verifier.handlers(&instructions)?;
        verifier.tables(&instructions)?;
    }
    Ok(())
}

fn verify_program(program: &ProgramData) -> Result<(), VerifyError> {
    let error = |invariant, message| Err(VerifyError { invariant, function: None, pc: None, message });
    if program.functions.is_empty() {
        return error(Invariant::TopLevel, "there is no function".to_string());
    }
    let string = |index: u32| match program.constants.get(index as usize) {
        Some(ConstantData::String { units, key }) => Some((units, *key)),
        _ => None,
    };
    if string(program.source_name).is_none() {
        return error(Invariant::StringReference, format!("the source's name k{} is no string", program.source_name));
    }
    for (index, constant) in program.constants.iter().enumerate() {
        let names: Vec<u32> = match constant {
            ConstantData::Number(_) | ConstantData::String { .. } => vec![],
            ConstantData::BigInt(digits) => {
                if !is_big_int(digits) {
                    return error(Invariant::BigIntDigits, format!("k{index} is no BigInt"));
                }
                vec![]
            }
            ConstantData::Keys(keys) => keys.clone(),
            ConstantData::RegExp { pattern, flags } => vec![*pattern, *flags],
            ConstantData::Template(pairs) => {
                pairs.iter().flat_map(|(cooked, raw)| cooked.iter().copied().chain([*raw])).collect()
            }
        };
        let mut seen = HashSet::new();
        for name in names {
            let Some((units, key)) = string(name) else {
                return error(Invariant::StringReference, format!("k{index} names k{name}, which is no string"));
            };
            if !matches!(constant, ConstantData::Keys(_)) {
                continue;
            }
            let fault = if !key {
                "is not marked as a key"
            } else if is_array_index(units) {
                "is an array index"
            } else if units.iter().copied().eq("__proto__".encode_utf16()) {
                "is `__proto__`"
            } else if !seen.insert(units) {
                "is there twice"
            } else {
                continue;
            };
            return error(Invariant::Keys, format!("in the key list k{index}, k{name} {fault}"));
        }
    }
    Ok(())
}

struct Verifier<'a> {
    program: &'a ProgramData,
    index: usize,
    function: &'a FunctionData,
}

/// The function's instructions, and where they begin.
struct Decoded {
    instructions: Vec<(usize, Instruction)>,
    starts: BitSet,
}

impl Decoded {
    fn is_start(&self, pc: u32) -> bool {
        self.starts.contains(pc as usize)
    }

    fn at(&self, pc: u32) -> Option<&Instruction> {
        let i = self.instructions.binary_search_by_key(&(pc as usize), |(pc, _)| *pc).ok()?;
        Some(&self.instructions[i].1)
    }
}

impl Verifier<'_> {
    fn error(&self, invariant: Invariant, pc: impl Into<Option<usize>>, message: String) -> VerifyError {
        VerifyError { invariant, function: Some(self.index), pc: pc.into(), message }
    }

    fn is_string(&self, index: u32) -> bool {
        matches!(self.program.constants.get(index as usize), Some(ConstantData::String { .. }))
    }

    fn decode(&self) -> Result<Decoded, VerifyError> {
        let function = self.function;
        if !self.is_string(function.name) {
            let message = format!("the function's name k{} is no string", function.name);
            return Err(self.error(Invariant::StringReference, None, message));
        }
        if function.register_count > 1 << 16 || function.parameter_count > function.register_count {
            let message = format!("{} parameters, {} registers", function.parameter_count, function.register_count);
            return Err(self.error(Invariant::Register, None, message));
        }
        let code = &function.code;
        let mut decoded = Decoded { instructions: Vec::new(), starts: BitSet::new(code.len()) };
        let mut pc = 0;
        while pc < code.len() {
            let Some((instruction, next)) = Instruction::decode(code, pc) else {
                return Err(self.error(Invariant::Decodable, pc, format!("unit {} does not decode", code[pc])));
            };
            decoded.starts.insert(pc);
            decoded.instructions.push((pc, instruction));
            pc = next;
        }
        match decoded.instructions.last() {
            Some((_, last)) if last.op().effects().ends => Ok(decoded),
            last => {
                let pc = last.map(|(pc, _)| *pc);
                Err(self.error(Invariant::End, pc, "control falls off the end of the code".to_string()))
            }
        }
    }

    /// The operands of every instruction.
    fn instructions(&self, decoded: &Decoded) -> Result<(), VerifyError> {
        for (pc, instruction) in &decoded.instructions {
            let op = instruction.op();
            let mut result = Ok(());
            visit_named(instruction, &mut |field, operand| {
                if result.is_ok()
                    && let Err((invariant, fault)) = self.operand(decoded, op, field, operand)
                {
                    result = Err(self.error(invariant, *pc, format!("`{}`: {field} {fault}", op.name())));
                }
            });
            result?;
            if let Instruction::NewObjectWith(i) = instruction
                && let Some(ConstantData::Keys(keys)) = self.program.constants.get(i.keys.0 as usize)
                && keys.len() != i.values.count as usize
            {
                let message = format!("{} keys, but {} values", keys.len(), i.values.count);
                return Err(self.error(Invariant::Constant, *pc, message));
            }
        }
        Ok(())
    }

    fn operand(&self, decoded: &Decoded, op: Op, field: &str, operand: OperandView) -> Result<(), (Invariant, String)> {
        let check =
            |ok: bool, invariant, fault: &dyn Fn() -> String| if ok { Ok(()) } else { Err((invariant, fault())) };
        let below = |index: u32, limit: u32, invariant, what: &str| {
            check(index < limit, invariant, &|| format!("is {what} {index} of {limit}"))
        };
        let function = self.function;
        match operand {
            OperandView::Read(r) | OperandView::Write(r) => {
                below(r as u32, function.register_count, Invariant::Register, "register")
            }
            OperandView::Range(first, count) => {
                check(first as u32 + count as u32 <= function.register_count, Invariant::Register, &|| {
                    format!("is r{first}+{count} of {} registers", function.register_count)
                })
            }
            OperandView::Const(k) => {
                let constant = self.program.constants.get(k as usize);
                use ConstantData as C;
                use ConstantRole as Role;
                let role = constant_role(op, field);
                let fits = match (role, constant) {
                    (Some(Role::Value), Some(C::Number(_) | C::String { .. } | C::BigInt(_))) => true,
                    (Some(Role::Key), Some(C::String { key, .. })) => *key,
                    (Some(Role::String), Some(C::String { .. })) => true,
                    (Some(Role::Keys), Some(C::Keys(_))) => true,
                    (Some(Role::RegExp), Some(C::RegExp { .. })) => true,
                    (Some(Role::Template), Some(C::Template(_))) => true,
                    _ => false,
                };
                check(fits, Invariant::Constant, &|| format!("is k{k}, {constant:?}, wanted {role:?}"))
            }
            OperandView::Int(_) => Ok(()),
            OperandView::Index(i) => match index_role(op, field) {
                Some(IndexRole::Function) => {
                    below(i, self.program.functions.len() as u32, Invariant::Function, "function")
                }
                Some(IndexRole::Top) => below(i, self.program.top_count, Invariant::Top, "top-level slot"),
                Some(IndexRole::Below(limit)) => below(i, limit, Invariant::Kind, "kind"),
                // Entries are checked together.
                Some(IndexRole::Entry | IndexRole::Number) | None => Ok(()),
            },
            OperandView::Target(pc) => {
                check(decoded.is_start(pc), Invariant::Target, &|| format!("is pc {pc}, where no instruction begins"))
            }
            OperandView::Slot(s) => below(s, function.feedback_count, Invariant::Feedback, "feedback slot"),
        }
    }

    fn entries(&self, decoded: &Decoded) -> Result<(), VerifyError> {
        let mut next = 0;
        let mut has_begun = false;
        for (pc, instruction) in &decoded.instructions {
            let entry = match instruction {
                Instruction::LoopHeader(i) => i.entry.0,
                Instruction::InitialYield(i) => i.entry.0,
                Instruction::YieldValue(i) => i.entry.0,
                _ => continue,
            };
            if entry != next {
                let message = format!("entry number {entry}, where {next} is next");
                return Err(self.error(Invariant::Entry, *pc, message));
            }
            next += 1;
            if !is_suspension(instruction.op()) {
                continue;
            }
            if self.function.flags & (function_flag::GENERATOR | function_flag::ASYNC) == 0 {
                let message = "a suspension in a plain function".to_string();
                return Err(self.error(Invariant::Suspension, *pc, message));
            }
            if instruction.op() == Op::InitialYield && core::mem::replace(&mut has_begun, true) {
                return Err(self.error(Invariant::Suspension, *pc, "a second `initial_yield`".to_string()));
            }
        }
        if self.function.entry_count != next {
            let message = format!("{next} entries, but the count is {}", self.function.entry_count);
            return Err(self.error(Invariant::Entry, None, message));
        }
        Ok(())
    }

    fn handlers(&self, decoded: &Decoded) -> Result<(), VerifyError> {
        let length = self.function.code.len() as u32;
        let handlers = &self.function.handlers;
        for (i, h) in handlers.iter().enumerate() {
            let is_boundary = |pc: u32| decoded.is_start(pc) || pc == length;
            if h.start > h.end || !is_boundary(h.start) || !is_boundary(h.end) {
                let message = format!("handler {i}: no region {}..{}", h.start, h.end);
                return Err(self.error(Invariant::Handler, None, message));
            }
            if !matches!(decoded.at(h.handler), Some(Instruction::Catch(_))) {
                let message = format!("handler {i} at pc {} is no `catch`", h.handler);
                return Err(self.error(Invariant::Handler, None, message));
            }
            let hides = |outer: &&crate::image::Handler| {
                let is_larger = outer.end - outer.start > h.end - h.start;
                h.start < h.end && is_larger && outer.start <= h.start && h.end <= outer.end
            };
            if let Some(outer) = handlers[..i].iter().find(hides) {
                let message = format!(
                    "handler {i} of {}..{} comes behind the one of {}..{}",
                    h.start, h.end, outer.start, outer.end
                );
                return Err(self.error(Invariant::HandlerOrder, None, message));
            }
        }

        let mut catches: HashSet<u32> = HashSet::new();
        let mut falls_through = true;
        for (pc, instruction) in &decoded.instructions {
            if instruction.op() == Op::Catch {
                if falls_through {
                    let message = "control comes to `catch` from before".to_string();
                    return Err(self.error(Invariant::Catch, *pc, message));
                }
                catches.insert(*pc as u32);
            }
            falls_through = !instruction.op().effects().ends;
        }
        for (pc, instruction) in &decoded.instructions {
            if instruction.target().is_some_and(|t| catches.contains(&t)) {
                return Err(self.error(Invariant::Catch, *pc, "a jump to `catch`".to_string()));
            }
        }
        for h in handlers {
            catches.remove(&h.handler);
        }
        match catches.into_iter().min() {
            Some(pc) => Err(self.error(Invariant::Catch, pc as usize, "`catch` of no handler".to_string())),
            None => Ok(()),
        }
    }

    /// Positions and notes.
    fn tables(&self, decoded: &Decoded) -> Result<(), VerifyError> {
        let check = |pcs: &mut dyn Iterator<Item = u32>, invariant, what: &str| {
            let mut previous = None;
            for pc in pcs {
                if !decoded.is_start(pc) || previous.is_some_and(|p| p >= pc) {
                    let message = format!("the {what} for pc {pc} is out of order or at no instruction");
                    return Err(self.error(invariant, pc as usize, message));
                }
                previous = Some(pc);
            }
            Ok(())
        };
        check(&mut self.function.positions.iter().map(|p| p.pc), Invariant::Positions, "position")?;
        check(&mut self.function.notes.iter().map(|n| n.pc), Invariant::Notes, "note")?;
        match self.function.notes.iter().find(|n| !self.is_string(n.text)) {
            Some(n) => {
                let message = format!("the note k{} is no string", n.text);
                Err(self.error(Invariant::StringReference, n.pc as usize, message))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::parse;
    use crate::bytecode::testing::{Random, random_program};

    #[track_caller]
    fn breaks(invariant: Invariant, text: &str) {
        let program = parse(text).unwrap();
        let error = verify(&program).expect_err(text);
        assert_eq!(error.invariant, invariant, "{error}\n{text}");
    }

    /// A function with this header and body, between constants and another function.
    #[track_caller]
    fn function_breaks(invariant: Invariant, header: &str, body: &str) {
        breaks(invariant, &in_program(header, body));
    }

    fn in_program(header: &str, body: &str) -> String {
        format!(
            "program top=2
k0 = \"plain\"
k1 = key \"x\"
k2 = 1
k3 = keys [k1]
k4 = regexp k0 k0
k5 = template [undefined k0]
function f0 {{
  return_value r0
}}
function f1 {header} {{
{body}
}}"
        )
    }

    #[test]
    fn valid_programs_pass() {
        let text = in_program(
            "parameters=1 feedback=2 entries=3 flags=generator",
            "
  initial_yield r0, r1, 0 @1:1
head:
  loop_header 1
  get_by_name r1, r0, k1, s1 @1:2 note k0
try:
  check_initialized r1, k0
  new_object_with r2, k3, r4+1, s0
  create_regexp r2, k4
  get_template_object r2, k5
  yield_value r0, r1, r0, 2
  create_closure r2, f1, r0
  set_top 1, r2
  jump_if_true r0, head
end:
  throw_error 7, k0
c:
  catch r1
  jump head
  handler try..end -> c
  handler head..c -> c
  handler end..end -> c
",
        );
        verify(&parse(&text).unwrap()).unwrap();
    }

    #[test]
    fn rules_of_the_program() {
        breaks(Invariant::TopLevel, "k0 = \"\"");
        breaks(Invariant::StringReference, "program source=k0\nk0 = 5\nfunction f0 {\n return_value r0\n}");
        breaks(Invariant::StringReference, "k0 = 5\nfunction f0 name=k0 {\n return_value r0\n}");
        for (invariant, constant) in [
            (Invariant::StringReference, "keys [k2]"),
            (Invariant::StringReference, "regexp k0 k99"),
            (Invariant::StringReference, "template [k2 k0]"),
            (Invariant::StringReference, "template [undefined k2]"),
            (Invariant::Keys, "keys [k0]"),
            (Invariant::Keys, "keys [k1, k1]"),
            (Invariant::Keys, "keys [k3]"),
            (Invariant::Keys, "keys [k4]"),
        ] {
            breaks(
                invariant,
                &format!(
                    "k0 = \"plain\"\nk1 = key \"x\"\nk2 = 1\nk3 = key \"7\"\nk4 = key \"__proto__\"\nk5 = {constant}
function f0 {{\n return_value r0\n}}"
                ),
            );
        }
        let mut program = parse("function f0 {\n return_value r0\n}").unwrap();
        program.constants.push(ConstantData::BigInt("0x10".into()));
        assert_eq!(verify(&program).unwrap_err().invariant, Invariant::BigIntDigits);
    }

    #[test]
    fn rules_of_code() {
        use Invariant::*;
        for (invariant, header, body) in [
            (Decodable, "", ".unit 65535\nreturn_value r0"),
            // An `add` that lacks its last operand.
            (Decodable, "registers=9", &*format!(".unit {}\n.unit 0\n.unit 0", Op::Add as u16)),
            (End, "", ""),
            (End, "", "nop"),
            (End, "", "a:\njump_if_true r0, a"),
            (End, "flags=generator entries=1", "initial_yield r0, r1, 0"),
            (Target, "", "jump pc1"),
            (Target, "", "jump end\nend:"),
            (Register, "registers=1", "mov r1, r0\nreturn_value r0"),
            (Register, "registers=1", "mov r0, r1\nreturn_value r0"),
            (Register, "registers=2", "concat r0, r1+2\nreturn_value r0"),
            (Register, "registers=2", "concat r0, r3+0\nreturn_value r0"),
            (Register, "registers=1 parameters=2", "return_value r0"),
            (Register, "registers=65537", "return_value r0"),
            (Constant, "", "load_const r0, k99\nreturn_value r0"),
            (Constant, "", "load_const r0, k3\nreturn_value r0"),
            (Constant, "feedback=1", "get_by_name r0, r0, k0, s0\nreturn_value r0"),
            (Constant, "", "delete_global r0, k2\nreturn_value r0"),
            (Constant, "", "throw_error 0, k2"),
            (Constant, "feedback=1", "new_object_with r0, k0, r0+1, s0\nreturn_value r0"),
            (Constant, "feedback=1", "new_object_with r0, k3, r0+2, s0\nreturn_value r0"),
            (Constant, "", "create_regexp r0, k5\nreturn_value r0"),
            (Constant, "", "get_template_object r0, k4\nreturn_value r0"),
            (Feedback, "feedback=1", "get_length r0, r0, s1\nreturn_value r0"),
            (Function, "", "create_closure r0, f2, r0\nreturn_value r0"),
            (Function, "", "create_class r0, r0, f2, r0\nreturn_value r0"),
            (Top, "", "get_top r0, 2\nreturn_value r0"),
            (Top, "", "set_top 2, r0\nreturn_value r0"),
            (Kind, "", "throw_error 8, k0"),
            (Kind, "", "delete_by_value r0, r0, r0, 2\nreturn_value r0"),
            (Kind, "", "set_function_name r0, r0, 3\nreturn_value r0"),
            (Entry, "entries=1", "loop_header 1\nreturn_value r0"),
            (Entry, "entries=2", "loop_header 0\nloop_header 0\nreturn_value r0"),
            (Entry, "", "loop_header 0\nreturn_value r0"),
            (Entry, "entries=1", "return_value r0"),
            (Suspension, "entries=1", "yield_value r0, r0, r0, 0\nreturn_value r0"),
            (
                Suspension,
                "flags=generator entries=2",
                "initial_yield r0, r0, 0\ninitial_yield r0, r0, 1\nreturn_value r0",
            ),
        ] {
            function_breaks(invariant, header, body);
        }
    }

    #[test]
    fn rules_of_handlers_and_tables() {
        use Invariant::*;
        let catch = "a:\nadd r0, r0, r0\nb:\nadd r0, r0, r0\nc:\nreturn_value r0\nh:\ncatch r0\nthrow r0\nend:\n";
        for (invariant, body) in [
            (Handler, format!("{catch}handler b..a -> h")),
            (Handler, format!("{catch}handler pc1..b -> h")),
            (Handler, format!("{catch}handler a..pc999 -> h")),
            (Handler, format!("{catch}handler a..b -> c")),
            (Handler, format!("{catch}handler a..b -> end")),
            (HandlerOrder, format!("{catch}handler a..c -> h\nhandler a..b -> h")),
            (Catch, catch.to_string()),
            (Catch, "a:\nnop\nh:\ncatch r0\nreturn_value r0\nhandler a..h -> h".to_string()),
            (Catch, "h:\ncatch r0\nthrow r0\nhandler h..h -> h".to_string()),
            (Catch, "a:\njump h\nh:\ncatch r0\nthrow r0\nhandler a..h -> h".to_string()),
            (Positions, "position pc1 1:1\nreturn_value r0".to_string()),
            (Positions, "position pc2 1:1\nreturn_value r0".to_string()),
            (Positions, "position pc1 1:1\nposition pc0 1:1\nnop\nreturn_value r0".to_string()),
            (Positions, "position pc0 1:1\nposition pc0 1:1\nreturn_value r0".to_string()),
            (Notes, "note pc1 k0\nreturn_value r0".to_string()),
            (Notes, "note pc1 k0\nnote pc0 k0\nnop\nreturn_value r0".to_string()),
            (StringReference, "note pc0 k2\nreturn_value r0".to_string()),
        ] {
            function_breaks(invariant, "", &body);
        }
        verify(&parse(&in_program("", &format!("{catch}handler a..b -> h\nhandler a..end -> h"))).unwrap()).unwrap();
    }

    #[test]
    fn errors_say_where() {
        let error = verify(&parse(&in_program("", "nop\nget_top r0, 2\nreturn_value r0")).unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid bytecode in f1 at pc 1: `get_top`: slot is top-level slot 2 of 2 (rule 12, Top)"
        );
    }

    #[test]
    fn any_data_can_be_checked() {
        let mut random = Random(3);
        for _ in 0..500 {
            let _ = verify(&random_program(&mut random, true));
        }
    }
}
