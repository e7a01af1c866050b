//! Which top-level bindings always hold closures of one function: the callee of most calls in most programs.

use jsc_abi::bytecode::{ControlFlow, instructions};
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::opcode::{Instruction, OperandView};
use jsc_abi::template::private_member;
use std::collections::HashMap;

/// What a store puts into a binding, as far as one basic block tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stored {
    /// A closure of this function.
    Closure(u32),
    /// The state before initialisation, which no caller relies on.
    Nothing,
    Unknown,
}

/// Maps a top-level slot to the one function whose closures the program stores there: by a declaration, a `const f = ...`,
/// a class. Slots that anything else is ever stored to are absent.
pub fn top_functions(program: &ProgramData) -> HashMap<u32, u32> {
    let mut stores: HashMap<u32, Vec<Stored>> = HashMap::new();
    for function in &program.functions {
        scan(function, &mut |slot, stored| stores.entry(slot).or_default().push(stored));
    }
    let single = |(slot, stored): (u32, Vec<Stored>)| {
        let mut closures = stored.into_iter().filter(|s| *s != Stored::Nothing);
        match (closures.next(), closures.next()) {
            (Some(Stored::Closure(function)), None) => Some((slot, function)),
            _ => None,
        }
    };
    stores.into_iter().filter_map(single).collect()
}

/// The text of a key of templates: of a string constant, or of the description of a private name.
pub fn key_text(program: &ProgramData, key: u32) -> String {
    let mut constant = key;
    if let Some((slot, _)) = private_member(key) {
        let made = program.functions.iter().flat_map(|f| instructions(&f.code).zip(instructions(&f.code).skip(1)));
        let description = made.into_iter().find_map(|((_, i), (_, next))| match (i, next) {
            (Instruction::NewPrivateName(i), Instruction::SetTop(to)) if to.slot.0 == slot => Some(i.description.0),
            _ => None,
        });
        let Some(description) = description else { return format!("#{slot}") };
        constant = description;
    }
    match program.constants.get(constant as usize) {
        Some(ConstantData::String { units, .. }) => String::from_utf16_lossy(units),
        _ => String::new(),
    }
}

/// Calls `report` for each store to a top-level binding.
fn scan(function: &FunctionData, report: &mut dyn FnMut(u32, Stored)) {
    if !instructions(&function.code).any(|(_, i)| matches!(i, Instruction::SetTop(_))) {
        return;
    }
    let flow = ControlFlow::compute(function);
    let mut starts = flow.blocks.iter().map(|b| b.start as usize).peekable();
    let mut registers: HashMap<u16, Stored> = HashMap::new();
    for (pc, instruction) in instructions(&function.code) {
        while starts.next_if(|start| *start <= pc).is_some() {
            registers.clear();
        }
        let get = |r: u16, registers: &HashMap<u16, Stored>| registers.get(&r).copied().unwrap_or(Stored::Unknown);
        let made = match instruction {
            Instruction::SetTop(i) => {
                report(i.slot.0, get(i.value.0, &registers));
                continue;
            }
            Instruction::CreateClosure(i) => Stored::Closure(i.function.0),
            Instruction::CreateClass(i) => Stored::Closure(i.function.0),
            Instruction::LoadUndefined(_) | Instruction::LoadEmpty(_) => Stored::Nothing,
            Instruction::Mov(i) => get(i.src.0, &registers),
            _ => Stored::Unknown,
        };
        instruction.visit(&mut |operand| {
            if let OperandView::Write(r) = operand {
                registers.insert(r, made);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_with_one_closure_is_known_and_a_reassigned_one_is_not() {
        let program = jsc_abi::bytecode::parse(
            r#"
program top=4 source=k0
k0 = "app.js"
function f0 name=k0 registers=3 flags=top_level at=1:1 {
  create_closure r0, f1, r2
  mov r1, r0
  set_top 0, r1
  load_undefined r0
  set_top 1, r0
  create_closure r0, f1, r2
  set_top 1, r0
  set_top 2, r0
  set_top 2, r2
  load_int r0, 1
  set_top 3, r0
  return_value r0
}
function f1 name=k0 registers=1 at=2:1 {
  return_value r0
}
"#,
        )
        .unwrap();
        let found = top_functions(&program);
        assert_eq!((found.get(&0), found.get(&1), found.get(&2), found.get(&3)), (Some(&1), Some(&1), None, None));
    }
}
