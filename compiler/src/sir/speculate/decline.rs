//! Why the speculative lowering did an operation as generic code does it: recorded by activation and pc, and read by
//! `jsc explain`. It is no part of a function's text.

use super::*;

/// An operation that was not specialised, or a call that was not replaced by the callee's code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declined {
    /// The activation, as in `InstData::inlined`.
    pub inlined: u32,
    pub pc: u32,
    /// Of a call with `call_known`: the callee.
    pub callee: Option<u32>,
    pub reason: Decline,
}

/// Why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decline {
    /// Nothing is predicted of the receiver, or several sorts of it are.
    UnknownReceiver(Kinds),
    /// No predictions are used for it.
    NoCode,
    /// There is no code for operands of these kinds.
    Operands(Vec<Kinds>),
    /// Objects of so many shapes.
    Shapes(usize),
    /// The property is added where objects have no room inside.
    OutOfLine,
    /// An element whose key is of these kinds.
    Key(Kinds),
    /// Elements of a string.
    StringElement,
    /// A value of these kinds goes into a typed array.
    Stored(Kinds),
    /// The callee is not known, or there are several.
    UnknownCallee,
    /// The way for other callees than the predicted ones.
    OtherCallee,
    /// This built-in has no op of its own, or not for such arguments.
    Builtin(String),
    /// The built-in calls something back that is not one known closure.
    UnknownCallback(String),
    /// An array is sorted whose elements are of these kinds.
    MixedElements(Kinds),
    /// The callee needs so many code units; the most is `max_inline`.
    LargeCallee(usize),
    /// The callee has this instruction, which needs an activation of its own.
    NeedsActivation(&'static str),
    /// The callee has no native code.
    BytecodeOnly,
    /// The callee is being called already.
    Recursion,
    /// Inside so many inlined calls.
    Depth,
    /// The caller has grown to so many SIR instructions.
    LargeCaller(usize),
    /// The call runs rarely.
    Cold,
    /// Of 1000 calls only so many go to this callee.
    RareCallee(u32),
    /// The call ran so many times, seldom beside other code of the function, and the room for such calls is used up.
    Seldom(u64),
    /// The callee would convert `this`, which is of these kinds.
    PrimitiveThis(Kinds),
    /// A class without `new`, or a function that suspends.
    NotCallable,
    /// `new` of something else than a base constructor by its own name.
    NotBase,
    /// A constructor that returns something itself.
    ReturnsValue,
    /// The first shape of the constructor's objects is not predicted.
    UnknownShape,
}

impl<'a> Builder<'a> {
    /// Notes why the present operation is not specialised. What is noted first stays.
    pub(super) fn decline(&mut self, reason: Decline) {
        let (inlined, pc) = (self.a.number, self.a.pc);
        let declines = &mut self.function.declines;
        if declines.last().is_none_or(|d| (d.inlined, d.pc, d.callee) != (inlined, pc, None)) {
            declines.push(Declined { inlined, pc, callee: None, reason });
        }
    }

    /// Notes why the code of this callee does not stand in place of the present call.
    pub(super) fn decline_callee(&mut self, callee: u32, reason: Decline) {
        let (inlined, pc) = (self.a.number, self.a.pc);
        self.function.declines.push(Declined { inlined, pc, callee: Some(callee), reason });
    }

    /// Notes why an instruction is about to be lowered as in generic code, if it is one that can cost much.
    pub(super) fn note_generic(&mut self, instruction: &Instruction) {
        if let Some(reason) = self.why_generic(instruction) {
            self.decline(reason);
        }
    }

    fn why_generic(&self, instruction: &Instruction) -> Option<Decline> {
        use Instruction as I;
        let site = self.site();
        Some(match instruction {
            I::GetByName(i) => self.why_property(site, i.object.0),
            I::SetByName(i) => self.why_property(site, i.object.0),
            I::SetByNameSloppy(i) => self.why_property(site, i.object.0),
            I::DefineByName(i) => self.why_property(site, i.object.0),
            I::GetByValue(i) => self.why_element(site, i.object.0, i.key.0, None),
            I::SetByValue(i) => self.why_element(site, i.object.0, i.key.0, Some(i.value.0)),
            I::SetByValueSloppy(i) => self.why_element(site, i.object.0, i.key.0, Some(i.value.0)),
            I::GetLength(i) => match site {
                Some(SitePrediction::Element(kinds)) => Decline::Shapes(kinds.len()),
                _ => self.why_property(site, i.object.0),
            },
            I::Call(_) | I::Construct(_) => match site {
                Some(SitePrediction::Builtin(path)) if self.has_form(path) => Decline::UnknownCallback(path.clone()),
                Some(SitePrediction::Builtin(path)) => Decline::Builtin(path.clone()),
                _ => Decline::UnknownCallee,
            },
            _ if is_numeric(instruction) => {
                let mut operands = Vec::new();
                instruction.visit(&mut |operand| {
                    if let OperandView::Read(r) = operand {
                        operands.push(self.kinds_in(r));
                    }
                });
                Decline::Operands(operands)
            }
            _ if instruction.op().effects().runs_js => Decline::NoCode,
            _ => return None,
        })
    }

    fn kinds_in(&self, r: u16) -> Kinds {
        self.a.registers[r as usize].map_or(Kinds::ALL, |v| self.kinds(v))
    }

    fn why_property(&self, site: Option<&SitePrediction>, receiver: u16) -> Decline {
        match site {
            Some(SitePrediction::Property(ways)) => {
                match ways.iter().any(|w| matches!(w.access, PropertyAccess::Add { .. })) {
                    true => Decline::OutOfLine,
                    false => Decline::Shapes(ways.len()),
                }
            }
            _ => Decline::UnknownReceiver(self.kinds_in(receiver)),
        }
    }

    fn why_element(&self, site: Option<&SitePrediction>, receiver: u16, key: u16, stored: Option<u16>) -> Decline {
        let key = self.kinds_in(key);
        match (site, stored) {
            (None, _) => Decline::UnknownReceiver(self.kinds_in(receiver)),
            _ if !key.is_subset(Kinds::NUMBER) => Decline::Key(key),
            (Some(SitePrediction::StringElement), _) => Decline::StringElement,
            (Some(SitePrediction::Element(_)), Some(stored)) => Decline::Stored(self.kinds_in(stored)),
            _ => Decline::UnknownReceiver(self.kinds_in(receiver)),
        }
    }
}

/// Operators that have code for numbers.
fn is_numeric(instruction: &Instruction) -> bool {
    use jsc_abi::opcode::Op::*;
    matches!(
        instruction.op(),
        Add | Sub
            | Mul
            | Div
            | Rem
            | BitAnd
            | BitOr
            | BitXor
            | Shl
            | Shr
            | Ushr
            | AddInt
            | SubInt
            | MulInt
            | BitAndInt
            | BitOrInt
            | ShlInt
            | ShrInt
            | UshrInt
            | Neg
            | BitNot
            | Inc
            | Dec
            | ToNumber
            | ToNumeric
            | Less
            | LessEqual
            | Greater
            | GreaterEqual
            | Equal
            | NotEqual
            | JumpIfLess
            | JumpIfNotLess
            | JumpIfLessEqual
            | JumpIfNotLessEqual
            | JumpIfGreater
            | JumpIfNotGreater
            | JumpIfGreaterEqual
            | JumpIfNotGreaterEqual
            | JumpIfEqual
            | JumpIfNotEqual
    )
}

/// Why calls of a function are never replaced by its code: it is not small, or does something that needs an activation of its own.
pub fn declines_inlining(data: &FunctionData, warmth: Warmth) -> Option<Decline> {
    use Instruction as I;
    if data.code.len() > max_inline(warmth) {
        return Some(Decline::LargeCallee(data.code.len()));
    }
    let needs_activation = |i: &Instruction| {
        matches!(
            i,
            I::CreateArguments(_)
                | I::CreateMappedArguments(_)
                | I::CreateRest(_)
                | I::CheckConstructorReturn(_)
                | I::InitialYield(_)
                | I::YieldValue(_)
        )
    };
    let mut instructions = jsc_abi::bytecode::instructions(&data.code);
    instructions.find(|(_, i)| needs_activation(i)).map(|(_, i)| Decline::NeedsActivation(i.op().name()))
}
