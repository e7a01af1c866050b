//! How calls of known functions hand over arguments and results: unboxed where predictions say what they are.
//!
//! A signature follows from bytecode and predictions alone, so that caller and callee agree whatever is built first. The speculative
//! form of a function that has one has a *typed entry*, which takes its parameters so. Whoever does not know what its arguments
//! are calls the boxed entry, which looks at them and calls either the typed entry or the generic form.

use super::FunctionPrediction;
use crate::sir::{Kinds, Repr};
use jsc_abi::image::writer::FunctionData;
use jsc_abi::layout::function_flag;
use jsc_abi::opcode::{Instruction, OperandView};

/// Parameters that a direct entry takes at most.
pub const MAX_PARAMETERS: u32 = 12;

/// How arguments and the result are held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// By parameter.
    pub parameters: Vec<Repr>,
    pub result: ResultForm,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResultForm {
    /// Also int32s and booleans: the one test that tells them from an exception tells what they are.
    Boxed,
    /// A double, unless it is something else after all.
    Double,
    /// The same; often it is an int32, and whoever boxes it is to make one again.
    Number,
}

impl Signature {
    /// The signature of a function that gets a speculative form. `None`: all is boxed.
    pub fn of(data: &FunctionData, prediction: Option<&FunctionPrediction>) -> Option<Signature> {
        let prediction = prediction.filter(|p| p.reached)?;
        if data.flags & (function_flag::GENERATOR | function_flag::ASYNC) != 0 || data.parameter_count > MAX_PARAMETERS
        {
            return None;
        }
        let uses = Uses::of(data)?;
        let parameter = |n: usize| {
            let kinds = prediction.parameters.get(n).map_or(Kinds::ALL, |p| p.kinds);
            match kinds {
                Kinds::NONE => Repr::Boxed,
                Kinds::INT32 if uses.as_number[n] => Repr::I32,
                Kinds::DOUBLE if uses.as_number[n] => Repr::F64,
                // An int32 among them is to stay one where it is kept.
                Kinds::NUMBER if uses.as_number[n] && !uses.otherwise[n] => Repr::F64,
                Kinds::BOOL if uses.as_condition[n] => Repr::Bool,
                _ => Repr::Boxed,
            }
        };
        let parameters: Vec<Repr> = (0..data.parameter_count as usize).map(parameter).collect();
        let result = match prediction.result.as_ref().map(|r| r.kinds) {
            Some(Kinds::DOUBLE) => ResultForm::Double,
            Some(Kinds::NUMBER) => ResultForm::Number,
            _ => ResultForm::Boxed,
        };
        let typed = result != ResultForm::Boxed || parameters.iter().any(|r| *r != Repr::Boxed);
        typed.then_some(Signature { parameters, result })
    }
}

/// In one word: `(i32,boxed)->double`.
impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parameters: Vec<&str> = self.parameters.iter().map(|r| r.name()).collect();
        let result = match self.result {
            ResultForm::Boxed => "boxed",
            ResultForm::Double => "double",
            ResultForm::Number => "number",
        };
        write!(f, "({})->{result}", parameters.join(","))
    }
}

/// What a function does with the registers of its parameters.
struct Uses {
    as_number: Vec<bool>,
    as_condition: Vec<bool>,
    otherwise: Vec<bool>,
}

impl Uses {
    /// `None`: it looks at its arguments as a list.
    fn of(data: &FunctionData) -> Option<Uses> {
        use Instruction as I;
        let none = || vec![false; data.register_count as usize];
        let mut uses = Uses { as_number: none(), as_condition: none(), otherwise: none() };
        for (_, i) in jsc_abi::bytecode::instructions(&data.code) {
            match i {
                I::CreateArguments(_) | I::CreateMappedArguments(_) | I::CreateRest(_) => return None,
                I::JumpIfTrue(i) => uses.as_condition[i.condition.0 as usize] = true,
                I::JumpIfFalse(i) => uses.as_condition[i.condition.0 as usize] = true,
                I::Not(i) => uses.as_condition[i.src.0 as usize] = true,
                _ => {}
            }
            let key = match i {
                I::GetByValue(i) => Some(i.key.0),
                I::SetByValue(i) => Some(i.key.0),
                I::SetByValueSloppy(i) => Some(i.key.0),
                _ => None,
            };
            i.visit(&mut |operand| match operand {
                OperandView::Read(r) if takes_numbers(&i) || key == Some(r) => uses.as_number[r as usize] = true,
                OperandView::Read(r) => uses.otherwise[r as usize] = true,
                OperandView::Range(first, count) => {
                    uses.otherwise[first as usize..(first + count) as usize].fill(true);
                }
                _ => {}
            });
        }
        Some(uses)
    }
}

/// Whether an instruction works on its operands unboxed if they are numbers.
fn takes_numbers(i: &Instruction) -> bool {
    use Instruction as I;
    matches!(
        i,
        I::Add(_)
            | I::Sub(_)
            | I::Mul(_)
            | I::Div(_)
            | I::Rem(_)
            | I::Neg(_)
            | I::Inc(_)
            | I::Dec(_)
            | I::BitAnd(_)
            | I::BitOr(_)
            | I::BitXor(_)
            | I::BitNot(_)
            | I::Shl(_)
            | I::Shr(_)
            | I::Ushr(_)
            | I::AddInt(_)
            | I::SubInt(_)
            | I::MulInt(_)
            | I::BitAndInt(_)
            | I::BitOrInt(_)
            | I::ShlInt(_)
            | I::ShrInt(_)
            | I::UshrInt(_)
            | I::ToNumber(_)
            | I::ToNumeric(_)
            | I::Less(_)
            | I::LessEqual(_)
            | I::Greater(_)
            | I::GreaterEqual(_)
            | I::Equal(_)
            | I::NotEqual(_)
            | I::StrictEqual(_)
            | I::StrictNotEqual(_)
            | I::JumpIfLess(_)
            | I::JumpIfNotLess(_)
            | I::JumpIfLessEqual(_)
            | I::JumpIfNotLessEqual(_)
            | I::JumpIfGreater(_)
            | I::JumpIfNotGreater(_)
            | I::JumpIfGreaterEqual(_)
            | I::JumpIfNotGreaterEqual(_)
            | I::JumpIfEqual(_)
            | I::JumpIfNotEqual(_)
            | I::JumpIfStrictEqual(_)
            | I::JumpIfStrictNotEqual(_)
    )
}
