//! Reasons in words.

use super::{position, text};
use crate::driver::native::{Native, display_name, place};
use crate::facts::bindings::key_text;
use crate::facts::display::kinds;
use crate::facts::prediction::{Class, ClassId, Origin, TemplateId};
use crate::sir::speculate::decline::Decline;
use crate::sir::speculate::{Warmth, max_inline};
use crate::sir::{Function, Inst, InstData, Kinds, Op};
use jsc_abi::CellKind;
use jsc_abi::builtin::KNOWN;
use jsc_abi::image::writer::{FunctionData, ProgramData};
use jsc_abi::layout::function_flag;
use jsc_abi::opcode::Instruction;

/// Keys of a shape that are shown.
const SHOWN_KEYS: usize = 6;

/// Objects that guards ask for.
const CELLS: [CellKind; 10] = [
    CellKind::Array,
    CellKind::Int8Array,
    CellKind::Uint8Array,
    CellKind::Uint8ClampedArray,
    CellKind::Int16Array,
    CellKind::Uint16Array,
    CellKind::Int32Array,
    CellKind::Uint32Array,
    CellKind::Float32Array,
    CellKind::Float64Array,
];

pub struct Words<'a> {
    pub program: &'a ProgramData,
    pub native: &'a Native,
}

impl Words<'_> {
    fn data(&self, function: u32) -> Option<&FunctionData> {
        self.program.functions.get(function as usize)
    }

    /// A function's name; what has none, by its place.
    pub fn function(&self, function: u32) -> String {
        let Some(data) = self.data(function) else { return format!("f{function}") };
        let name = display_name(self.program, data);
        match text(self.program, data.name).is_empty() && data.flags & function_flag::TOP_LEVEL == 0 {
            true => format!("{name} {}:{}", data.line, data.column),
            false => name,
        }
    }

    pub fn function_at(&self, function: u32) -> String {
        self.data(function).map_or(format!("f{function}"), |data| place(self.program, data))
    }

    /// What an instruction works on: a property's name, or what the source calls its operand.
    pub fn operand(&self, data: &InstData, of: &FunctionData) -> String {
        if let Some(n) = data.op.immediates().iter().position(|name| *name == "name") {
            return format!(".{}", text(self.program, data.immediates[n] as u32));
        }
        match data.op {
            Op::Call | Op::Construct | Op::CallKnown => match of.notes.binary_search_by_key(&data.pc, |n| n.pc) {
                Ok(n) => format!("{}()", text(self.program, of.notes[n].text)),
                Err(_) => String::new(),
            },
            _ => String::new(),
        }
    }

    /// What is predicted of a receiver, where nothing is of the operation: it may be of several classes.
    pub fn classes(&self, f: &Function, receiver: Inst) -> Option<String> {
        let data = f.inst(receiver);
        let prediction = self.native.predictions.functions.get(f.function_of(data) as usize)?;
        let predicted = match data.op {
            Op::Parameter => prediction.parameters.get(data.immediates[0] as usize)?,
            _ => prediction.values.get(&data.pc)?,
        };
        let names: Vec<String> = predicted.classes.iter().map(|c| self.class(*c)).collect();
        (names.len() > 1).then(|| format!("objects of several classes: {}", names.join(", ")))
    }

    fn class(&self, id: ClassId) -> String {
        match self.native.predictions.classes.get(id.0 as usize) {
            None => format!("class {}", id.0),
            Some(Class::Instance { constructor, .. }) => self.function(*constructor),
            Some(Class::Literal { .. }) => "a literal".into(),
            Some(Class::Array { .. }) => "array".into(),
            Some(Class::Typed(kind) | Class::Other(kind)) => format!("{kind:?}"),
            Some(Class::Closure(function)) => format!("function {}", self.function(*function)),
            Some(Class::Builtin(path)) => path.clone(),
        }
    }

    pub fn decline(&self, reason: &Decline) -> String {
        match reason {
            Decline::UnknownReceiver(k) if *k == Kinds::OBJECT => "no shape or class is predicted of the object".into(),
            Decline::UnknownReceiver(k) if is_any(*k) => "nothing is predicted of the object".into(),
            Decline::UnknownReceiver(k) => format!("the object is predicted to be {}, of no certain shape", kinds(*k)),
            Decline::NoCode => "there is no special code for it".into(),
            Decline::Operands(operands) => {
                if operands.iter().all(|k| is_any(*k)) {
                    return "nothing is predicted of the operands".into();
                }
                let kinds: Vec<String> = operands.iter().map(|k| kinds(*k)).collect();
                format!("predicted kinds: {}", kinds.join(" and "))
            }
            Decline::Shapes(n) => format!("objects of {n} predicted shapes"),
            Decline::OutOfLine => "added where the objects have no room inside".into(),
            Decline::Key(k) if is_any(*k) => "nothing is predicted of the key".into(),
            Decline::Key(k) => format!("the key is predicted to be {}", kinds(*k)),
            Decline::StringElement => "characters of a string have no special code".into(),
            Decline::Stored(k) => format!("{} is stored into a typed array", kinds(*k)),
            Decline::OtherCallee => "the way for other callees than those predicted".into(),
            Decline::UnknownCallee => "the callee is not known, or there are several".into(),
            Decline::Builtin(path) => match jsc_abi::builtin::known(path) {
                Some(_) => format!("{path} has no special code for these arguments"),
                None => format!("{path} is a built-in without special code"),
            },
            Decline::UnknownCallback(path) => format!("{path} calls back what is not one known function"),
            Decline::MixedElements(k) => format!("the elements are predicted to be {}", kinds(*k)),
            Decline::LargeCallee(size) => {
                let most = max_inline(Warmth::Usual);
                format!("the callee is too large to inline: {size} code units of {most}")
            }
            Decline::NeedsActivation(op) => format!("the callee has `{op}`, which needs an activation of its own"),
            Decline::BytecodeOnly => "the callee has no native code".into(),
            Decline::Recursion => "recursion is not inlined".into(),
            Decline::Depth => "inside too many inlined calls".into(),
            Decline::LargeCaller(size) => format!("the caller is too large to take in more: {size} SIR instructions"),
            Decline::Cold => "in code that runs rarely".into(),
            Decline::RareCallee(share) => {
                format!("only {}.{} % of the calls go to this callee", share / 10, share % 10)
            }
            Decline::Seldom(1) => "it ran once, and the room for calls that run seldom is used up".into(),
            Decline::Seldom(runs) => {
                format!("it ran {runs} times, and the room for calls that run seldom is used up")
            }
            Decline::PrimitiveThis(k) => format!("a sloppy callee that converts `this`, which may be {}", kinds(*k)),
            Decline::NotCallable => "the callee is a class or can be suspended".into(),
            Decline::NotBase => "`new` of something else than a base constructor".into(),
            Decline::ReturnsValue => "the constructor returns something itself".into(),
            Decline::UnknownShape => "the shape of what the constructor makes is not predicted".into(),
        }
    }

    /// Who makes boxing necessary.
    pub fn users(&self, f: &Function, users: &[(Op, u32, u32)]) -> String {
        let (op, inlined, pc) = users[0];
        let function = match inlined {
            0 => f.index,
            n => f.inlined[n as usize - 1].function,
        };
        let (line, column) = self.data(function).map_or((0, 0), |data| position(data, pc));
        let by = match op {
            Op::Jump | Op::Branch => "kept boxed across a join".to_string(),
            _ if line == 0 => format!("for `{}` of a built-in", op.name()),
            _ => format!("for `{}` at {line}:{column}", op.name()),
        };
        match users.len() {
            1 => by,
            n => format!("{by} and {} more", n - 1),
        }
    }

    /// What a guard tests: `origin`, if its input is one value. `constant`: that is from outside the innermost loop.
    /// `before`: a guard that tested the same before.
    pub fn guard(
        &self,
        f: &Function,
        data: &InstData,
        origin: Option<Inst>,
        constant: bool,
        before: Option<Inst>,
    ) -> String {
        let immediate = data.immediates[0] as u32;
        let wanted = match data.op {
            Op::GuardKind => kinds(Kinds(immediate as u16)),
            Op::GuardShape => self.shape(immediate),
            Op::GuardCell => match CELLS.iter().find(|k| **k as u32 == immediate) {
                Some(kind) => format!("{kind:?}"),
                None => format!("cell kind {immediate}"),
            },
            Op::GuardRange => format!("from {} to {}", immediate as i32, data.immediates[1] as i32),
            Op::GuardFunction => format!("function {}", self.function(immediate)),
            _ => KNOWN.get((immediate as usize).wrapping_sub(1)).map_or("built-in".into(), |path| path.to_string()),
        };
        let constant = if constant { ", the same in every round of the loop" } else { "" };
        let before = before.map_or(String::new(), |i| format!(", tested before{}", self.place_of(f, f.inst(i), " at")));
        format!("{} is {wanted}{constant}{before}", self.source_of(f, origin))
    }

    /// Line and column of an instruction behind a word.
    fn place_of(&self, f: &Function, data: &InstData, word: &str) -> String {
        self.data(f.function_of(data)).map_or(String::new(), |of| {
            if of.flags & function_flag::BUILTIN_FORM != 0 {
                return format!("{word} `{}`", display_name(self.program, of));
            }
            let (line, column) = position(of, data.pc);
            format!("{word} {line}:{column}")
        })
    }

    /// Where a value comes from.
    fn source_of(&self, f: &Function, origin: Option<Inst>) -> String {
        let Some(i) = origin else { return "a variable".into() };
        let data = f.inst(i);
        let function = self.data(f.function_of(data));
        let at = self.place_of(f, data, " of");
        match data.op {
            Op::Parameter | Op::ParameterI32 | Op::ParameterF64 | Op::ParameterBool => {
                format!("parameter {}", data.immediates[0] + 1)
            }
            Op::This | Op::ThisSloppy => "`this`".into(),
            Op::GetByName | Op::LoadSlot => match function.and_then(|of| self.property(of, data.pc)) {
                Some(name) => format!("`.{name}`{at}"),
                None => format!("the property{at}"),
            },
            Op::ArrayGet | Op::GetByValue => format!("the element{at}"),
            Op::Call | Op::CallKnown | Op::Construct => format!("the result{at}"),
            op => format!("`{}`{at}", op.name()),
        }
    }

    /// The property that the instruction at `pc` reads.
    fn property(&self, of: &FunctionData, pc: u32) -> Option<String> {
        match Instruction::decode(&of.code, pc as usize)?.0 {
            Instruction::GetByName(i) => Some(text(self.program, i.name.0)),
            _ => None,
        }
    }

    /// A predicted shape: who makes it, and its keys.
    fn shape(&self, template: u32) -> String {
        let templates = &self.native.predictions.templates;
        let Some(mut at) = templates.get(template as usize) else { return format!("shape t{template}") };
        let mut keys = Vec::new();
        while let Some((TemplateId(parent), key)) = at.added {
            keys.push(key_text(self.program, key));
            at = &templates[parent as usize];
        }
        keys.reverse();
        let more = if keys.len() > SHOWN_KEYS { ", ..." } else { "" };
        keys.truncate(SHOWN_KEYS);
        let keys = format!("{{{}{more}}}", keys.join(", "));
        match at.origin {
            Origin::Constructor(function) => format!("{} {keys}", self.function(function)),
            Origin::Literal(_) => keys,
        }
    }
}

fn is_any(k: Kinds) -> bool {
    Kinds::ANY.is_subset(k)
}
