//! Bytecode forms of built-ins that call back. Speculative code takes such a built-in in place of its call, with the callback inside
//! (`sir/speculate/builtins.rs`); exits from there go on in the form's bytecode. `array.js` is what they do.
//!
//! A program gets the forms of those that it may call as functions of its own, behind all others. No closure of a form is made but by
//! exits, and stack traces show them as the built-ins that they stand for.

use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::layout::function_flag::BUILTIN_FORM;
use jsc_abi::opcode::{Instruction, OperandMut};
use jsc_frontend::{Goal, Options, Source};
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// What the forms are methods of.
const OBJECT: &str = "Array.prototype.";

/// The program with the forms of the built-ins whose names are among its property keys.
pub fn with_forms(mut program: ProgramData) -> ProgramData {
    static FORMS: OnceLock<ProgramData> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        let source = Source { name: "array.js".into(), text: include_str!("array.js").into() };
        jsc_frontend::compile(&source, &Options { goal: Goal::Builtins }).expect("built-ins are without mistakes")
    });
    let keys: BTreeSet<&[u16]> = program.constants.iter().filter_map(key).collect();
    // (Function 0 makes the methods.)
    let wanted = forms.functions[1..].iter().filter(|f| name(forms, f).is_some_and(|n| keys.contains(n)));
    let wanted: Vec<&FunctionData> = wanted.collect();
    let mut imported = HashMap::new();
    for form in wanted {
        let function = import(&mut program, forms, form, &mut imported);
        program.functions.push(function);
    }
    program
}

/// The form of a built-in (path from the global object) that is called with so many arguments.
pub fn form_of(program: &ProgramData, path: &str, argument_count: usize) -> Option<u32> {
    let method: Vec<u16> = path.strip_prefix(OBJECT)?.encode_utf16().collect();
    let others = program.functions.iter().rposition(|f| f.flags & BUILTIN_FORM == 0).map_or(0, |n| n + 1);
    let is = |n: &usize| name(program, &program.functions[*n]) == Some(&method);
    // With and without an initial value there are two.
    let takes = |n: &usize| argument_count >= (program.functions[*n].parameter_count as usize);
    let found: Vec<usize> = (others..program.functions.len()).filter(is).collect();
    let form = found.iter().rfind(|n| takes(n)).or(found.first())?;
    (argument_count > 0).then_some(*form as u32)
}

fn key(constant: &ConstantData) -> Option<&[u16]> {
    match constant {
        ConstantData::String { units, key: true } => Some(units),
        _ => None,
    }
}

fn name<'a>(program: &'a ProgramData, function: &FunctionData) -> Option<&'a [u16]> {
    match program.constants.get(function.name as usize) {
        Some(ConstantData::String { units, .. }) => Some(units),
        _ => None,
    }
}

/// A form as a function of the program; `imported` has the new numbers of its constants. It has no place in the source.
fn import(
    program: &mut ProgramData,
    forms: &ProgramData,
    form: &FunctionData,
    imported: &mut HashMap<u32, u32>,
) -> FunctionData {
    let mut constant = |number: u32| {
        *imported.entry(number).or_insert_with(|| {
            let data = &forms.constants[number as usize];
            debug_assert!(matches!(data, ConstantData::String { .. } | ConstantData::Number(_)));
            program.constants.push(data.clone());
            program.constants.len() as u32 - 1
        })
    };
    let mut function = FunctionData {
        name: constant(form.name),
        flags: form.flags | BUILTIN_FORM,
        positions: Vec::new(),
        notes: Vec::new(),
        line: 0,
        column: 0,
        text_start: 0,
        text_end: 0,
        code: Vec::new(),
        ..form.clone()
    };
    for (_, mut instruction) in jsc_abi::bytecode::instructions(&form.code) {
        rename(&mut instruction, &mut constant);
        instruction.write(&mut |unit| function.code.push(unit));
    }
    function
}

fn rename(instruction: &mut Instruction, constant: &mut impl FnMut(u32) -> u32) {
    instruction.visit_mut(&mut |operand| {
        if let OperandMut::Const(number) = operand {
            *number = constant(*number);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sir::speculate::Warmth;
    use crate::sir::speculate::decline::{Decline, declines_inlining};

    fn program(text: &str) -> ProgramData {
        let source = Source { name: "test.js".into(), text: text.into() };
        with_forms(jsc_frontend::compile(&source, &Options::default()).expect("the test compiles"))
    }

    #[test]
    fn a_program_gets_the_forms_that_it_names() {
        assert!(program("let map = 1; print(map)").functions.iter().all(|f| f.flags & BUILTIN_FORM == 0));
        let program = program("a.map(f); a.reduce(g);");
        let names: Vec<String> = (program.functions.iter().filter(|f| f.flags & BUILTIN_FORM != 0))
            .map(|f| String::from_utf16_lossy(name(&program, f).unwrap()))
            .collect();
        assert_eq!(names, ["map", "reduce", "reduce"]);
        let first = program.functions.len() as u32 - 3;
        assert_eq!(form_of(&program, "Array.prototype.map", 0), None);
        assert_eq!(form_of(&program, "Array.prototype.map", 1), Some(first));
        assert_eq!(form_of(&program, "Array.prototype.map", 2), Some(first));
        assert_eq!(form_of(&program, "Array.prototype.reduce", 1), Some(first + 1));
        assert_eq!(form_of(&program, "Array.prototype.reduce", 3), Some(first + 2));
        assert_eq!(form_of(&program, "Array.prototype.filter", 1), None);
        assert_eq!(form_of(&program, "Map.prototype.map", 1), None);
    }

    #[test]
    fn forms_stand_for_known_builtins_and_need_no_activation_of_their_own() {
        let all =
            "a.every; a.some; a.forEach; a.map; a.filter; a.reduce; a.reduceRight; a.find; a.findIndex; a.findLast;
            a.findLastIndex; a.sort";
        let program = program(all);
        let forms: Vec<_> = program.functions.iter().filter(|f| f.flags & BUILTIN_FORM != 0).collect();
        assert_eq!(forms.len(), 14);
        jsc_abi::bytecode::verify(&program).expect("imported code is in order");
        for form in forms {
            let path = format!("{OBJECT}{}", String::from_utf16_lossy(name(&program, form).unwrap()));
            assert!(jsc_abi::builtin::known(&path).is_some(), "{path} is not known");
            assert!(matches!(declines_inlining(form, Warmth::Usual), None | Some(Decline::LargeCallee(_))), "{path}");
            let environments = |(_, i): (usize, Instruction)| {
                matches!(i, Instruction::LoadEnvironment(_) | Instruction::GetGlobal(_) | Instruction::LoadCallee(_))
            };
            assert!(!jsc_abi::bytecode::instructions(&form.code).any(environments), "{path} looks at its closure");
        }
    }
}
