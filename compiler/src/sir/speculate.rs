//! The builder's speculative lowering: what the predictions say about an instruction is guarded, and then only the predicted case
//! is done, on unboxed values. Whatever is not predicted is lowered as in generic code (`builder.rs`).
//!
//! - What loads, calls and parameters bring is guarded where it appears, if it is predicted to be a number or boolean: such an
//!   exit resumes *behind* the operation. Guards that nobody profits from are removed by `dce`.
//! - Operands are guarded where they are used: such an exit resumes *at* the operation.
//! - At joins the kinds of registers are expected to be the union of what the ways there are predicted to bring (`expectations`).
//!   A guard there goes away when `infer` proves it.
//!
//! Frame states name values as they were before guards and boxing, so that neither is kept alive by exits.

pub mod decline;
pub mod signature;

mod builtins;
mod calls;
mod iteration;
mod numbers;
mod objects;

use super::builder::{Activation, Builder};
use super::*;
pub use crate::facts::heat::{Heat, Share, Warmth};
pub use crate::facts::prediction::Predicted;
use crate::facts::prediction::*;
pub use calls::{is_inlinable, max_inline};
use decline::{Decline, declines_inlining};
use jsc_abi::bytecode::{BlockId, Liveness};
use jsc_abi::exit::ExitKind;
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::layout::{CellKind, out_of_line_offset};
use jsc_abi::opcode::{Instruction, OperandView, ops};
use jsc_abi::value::Value as JsValue;
use signature::Signature;
use std::collections::HashMap;

/// What speculation goes by.
#[derive(Clone, Copy)]
pub struct Speculation<'a> {
    pub program: &'a ProgramData,
    pub predictions: &'a Predictions,
    /// What is predicted of the function itself, if that is not what `predictions` say.
    pub own: Option<&'a FunctionPrediction>,
    /// By function: its liveness, if calls of it may be replaced by its code.
    pub inlinable: &'a [Option<Liveness<'a>>],
    /// By function: how calls of its speculative form hand over numbers and booleans.
    pub signatures: &'a [Option<Signature>],
    pub inlining: InlineLimits,
}

/// SIR instructions beyond which a function takes in no more callees, but for tiny ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlineLimits {
    pub usual: usize,
    /// For calls that run seldom, as a profile counted: they leave room for others.
    pub seldom: usize,
    /// For calls that are hot.
    pub hot: usize,
}

impl InlineLimits {
    pub fn of(self, warmth: Warmth) -> usize {
        match warmth {
            Warmth::Seldom => self.seldom,
            Warmth::Usual => self.usual,
            Warmth::Hot => self.hot,
        }
    }
}

/// Of one activation.
#[derive(Default)]
pub struct State<'a> {
    /// Loops around the call that was inlined.
    pub loop_depth: u32,
    /// The call that was inlined is in cold code.
    pub cold: bool,
    /// Where exceptions go that the activation does not handle; `None`: out of the function.
    pub outer_handler: Option<Edge>,
    /// The activations around, as they wait for this one.
    frames: Vec<Frame>,
    /// Values of `frames`, then callee, this and new.target of this activation if it is inlined.
    values: Vec<Value>,
    /// Of an inlined activation.
    call: Option<InlinedCall>,
    /// Parameters that are closures made by the code around the call, by register, and nothing else is ever written there.
    closures: Vec<(u16, u32)>,
    /// Registers that are live before and behind each instruction of the present block.
    live: HashMap<u32, (Vec<u16>, Vec<u16>)>,
    /// By block: what registers are expected to hold at its start.
    expected: Vec<Vec<Kinds>>,
    /// Of a built-in's form: of this call.
    prediction: Option<&'a FunctionPrediction>,
    /// Of an inlined activation: what part of the callee's counts belongs to this call.
    share: Option<Share>,
}

/// How an inlined activation was called, and where it returns to.
#[derive(Clone)]
struct InlinedCall {
    /// By [[Construct]]: a result that is no object is replaced by `this`.
    constructs: bool,
    callee: Value,
    this: Value,
    new_target: Value,
    /// Takes the result as its parameter.
    returns_to: Block,
}

/// A method that was found by the shape of its object.
#[derive(Clone)]
pub struct Methods {
    object: Value,
    /// An int32: index in `functions`.
    number: Value,
    /// The function that it is a closure of; the object's shape if only one has it.
    functions: Vec<(u32, Option<TemplateId>)>,
}

/// Number of activations that an inlined one may be inside of.
const MAX_DEPTH: usize = 5;
/// Of 1000 calls of one place: a callee that gets fewer is called, not inlined.
const RARE_CALLEE: u32 = 20;
/// Code units up to which a callee is always worth inlining.
const TINY: usize = 40;

/// Kinds of what an instruction writes, without predictions.
fn written_kinds(program: &ProgramData, instruction: &Instruction, registers: &[Kinds]) -> Kinds {
    use Instruction as I;
    match instruction {
        I::Mov(i) => registers[i.src.0 as usize],
        I::LoadInt(_) => Kinds::INT32,
        I::LoadConst(i) => match &program.constants[i.constant.0 as usize] {
            ConstantData::Number(d) if JsValue::from_number(*d).is_int32() => Kinds::INT32,
            ConstantData::Number(_) => Kinds::DOUBLE,
            ConstantData::BigInt(_) => Kinds::BIGINT,
            _ => Kinds::STRING,
        },
        I::LoadUndefined(_) => Kinds::UNDEFINED,
        I::LoadNull(_) => Kinds::NULL,
        I::LoadEmpty(_) => Kinds::EMPTY,
        I::LoadTrue(_)
        | I::LoadFalse(_)
        | I::Not(_)
        | I::Less(_)
        | I::LessEqual(_)
        | I::Greater(_)
        | I::GreaterEqual(_)
        | I::Equal(_)
        | I::NotEqual(_)
        | I::StrictEqual(_)
        | I::StrictNotEqual(_)
        | I::HasProperty(_)
        | I::InstanceOf(_) => Kinds::BOOL,
        I::TypeOf(_) | I::Concat(_) | I::ToString(_) => Kinds::STRING,
        _ => Kinds::ALL,
    }
}

/// Worth a guard where the value appears.
fn is_useful(kinds: Kinds) -> bool {
    kinds != Kinds::NONE && (kinds.is_subset(Kinds::NUMBER) || kinds.is_subset(Kinds::BOOL))
}

impl<'a> Builder<'a> {
    fn spec(&self) -> &'a Speculation<'a> {
        self.speculation.expect("a speculative form is being built")
    }

    /// Predicted kinds of what the instruction at `pc` writes, if anything is known.
    fn predicted(&self, pc: u32) -> Option<&'a Predicted> {
        self.a.s.prediction?.values.get(&pc).filter(|p| p.kinds != Kinds::NONE)
    }

    fn site(&self) -> Option<&'a SitePrediction> {
        self.a.s.prediction?.sites.get(&self.a.pc)
    }

    // ---- activations and blocks ----

    /// With the parameters in their registers, before the first block.
    pub fn begin_speculation(&mut self) {
        if self.a.s.prediction.is_none() {
            self.a.s.prediction = self.spec().predictions.functions.get(self.a.index as usize);
        }
        self.a.s.expected = self.expectations();
        self.a.pc = 0;
        let live: Vec<u16> = self.a.liveness.live_in(BlockId(0)).iter().map(|r| r as u16).collect();
        self.a.s.live.insert(0, (live.clone(), live));
        for r in 0..self.a.data.parameter_count as u16 {
            let kinds = self.expected_parameter(r as usize);
            let predicted = self.a.s.prediction.and_then(|p| p.parameters.get(r as usize));
            if let (Some(v), Some(p)) = (self.a.registers[r as usize], predicted)
                && p.classes.len() > 1
                && self.a.s.call.is_none()
            {
                self.classes.insert(v, p);
            }
            if let (Some(v), Some(p)) = (self.a.registers[r as usize], predicted) {
                self.expect_range(v, p);
            }
            if let Some(v) = self.a.registers[r as usize]
                && is_useful(kinds)
            {
                self.guard(v, kinds, ExitKind::Type);
            }
        }
    }

    /// The same of a form that is entered in the middle, before its entries.
    pub fn begin_resumed(&mut self) {
        self.a.s.prediction = self.spec().own.or(self.spec().predictions.functions.get(self.a.index as usize));
        self.a.s.expected = self.expectations();
    }

    /// With what an entry has loaded in the registers. What was sent is guarded where it is used: it may be what to throw or return.
    pub fn begin_entry(&mut self, to: BlockId, received: Option<u16>) {
        let live: Vec<u16> = self.a.liveness.live_in(to).iter().map(|r| r as u16).collect();
        self.a.s.live.insert(self.a.pc, (live.clone(), live.clone()));
        let Some(expected) = self.a.s.expected.get(to.index()).filter(|e| !e.is_empty()).cloned() else { return };
        for r in live {
            let (v, kinds) = (self.read(r), expected[r as usize]);
            self.expect(v, kinds);
            if is_useful(kinds) && received != Some(r) {
                self.guard(v, kinds, ExitKind::Type);
            }
        }
    }

    fn expected_parameter(&self, n: usize) -> Kinds {
        let predicted = self.a.s.prediction.and_then(|p| p.parameters.get(n)).map_or(Kinds::ALL, |p| p.kinds);
        if predicted == Kinds::NONE { Kinds::ALL } else { predicted }
    }

    /// What registers are expected to hold at the start of each block.
    fn expectations(&self) -> Vec<Vec<Kinds>> {
        let (flow, data) = (self.a.flow, self.a.data);
        let count = data.register_count as usize;
        let mut at: Vec<Vec<Kinds>> = vec![Vec::new(); flow.blocks.len()];
        at[0] = vec![Kinds::UNDEFINED; count];
        for (n, kinds) in at[0].iter_mut().take(data.parameter_count as usize).enumerate() {
            *kinds = self.expected_parameter(n);
        }
        let join = |to: &mut Vec<Kinds>, from: &[Kinds]| {
            if to.is_empty() {
                *to = from.to_vec();
                return true;
            }
            let mut changed = false;
            for (a, b) in to.iter_mut().zip(from) {
                let wider = a.union(*b);
                changed |= std::mem::replace(a, wider) != wider;
            }
            changed
        };
        let mut again = true;
        while std::mem::take(&mut again) {
            for &id in &flow.reverse_postorder {
                if at[id.index()].is_empty() {
                    continue;
                }
                let block = flow.block(id);
                let mut registers = at[id.index()].clone();
                let mut at_throw = registers.clone();
                let mut pc = block.start as usize;
                while pc < block.end as usize {
                    let (instruction, next) = Instruction::decode(&data.code, pc).expect("verified bytecode");
                    let kinds = match &instruction {
                        Instruction::Mov(_) => None,
                        // (What is predicted there is the generator object, which goes to the caller.)
                        Instruction::InitialYield(_) => Some(Kinds::ALL),
                        _ => self.predicted(pc as u32).map(|p| p.kinds),
                    };
                    let kinds = kinds.unwrap_or_else(|| written_kinds(self.spec().program, &instruction, &registers));
                    instruction.visit(&mut |operand| {
                        if let OperandView::Write(r) = operand {
                            registers[r as usize] = kinds;
                            at_throw[r as usize] = at_throw[r as usize].union(kinds);
                        }
                    });
                    if let Instruction::YieldValue(ops::YieldValue { mode, .. })
                    | Instruction::InitialYield(ops::InitialYield { mode, .. }) = instruction
                    {
                        registers[mode.0 as usize] = Kinds::INT32;
                    }
                    pc = next;
                }
                for successor in block.successors() {
                    again |= join(&mut at[successor.index()], &registers);
                }
                if let Some(handler) = block.exceptional {
                    again |= join(&mut at[handler.index()], &at_throw);
                }
            }
        }
        at
    }

    /// With the registers as they are at the start of a block.
    pub fn begin_block(&mut self, id: BlockId) {
        if self.a.s.prediction.is_some_and(|p| p.cold.contains(&self.a.flow.block(id).start)) {
            self.function.blocks[self.current.index()].cold = true;
        }
        self.a.s.live.clear();
        let live = &mut self.a.s.live;
        let list = |set: &jsc_abi::bytecode::BitSet| set.iter().map(|r| r as u16).collect::<Vec<u16>>();
        self.a.liveness.visit_block(id, |pc, _, before, behind| {
            live.insert(pc, (list(before), list(behind)));
        });
        for &(r, function) in &self.a.s.closures {
            if let Some(v) = self.a.registers[r as usize] {
                self.closures.insert(v, function);
            }
        }
        let Some(expected) = self.a.s.expected.get(id.index()).filter(|e| !e.is_empty()) else { return };
        for (r, kinds) in expected.clone().into_iter().enumerate() {
            if let Some(v) = self.a.registers[r] {
                self.expect(v, kinds);
            }
        }
    }

    fn expect(&mut self, v: Value, kinds: Kinds) {
        if self.expected.len() <= v.index() {
            self.expected.resize(v.index() + 1, Kinds::ALL);
        }
        self.expected[v.index()] = kinds;
    }

    /// Notes the range of the int32s that `v` may be where it is made.
    fn expect_range(&mut self, v: Value, predicted: &Predicted) {
        let plain = self.plain(v);
        if let (Some(range), Definition::Result(i)) = (predicted.range, self.function.values[plain.index()].definition)
            && !matches!(self.function.inst(i).op, Op::ConstValue | Op::ConstI32)
        {
            self.function.inst_mut(i).expects.get_or_insert(range);
        }
    }

    /// Kinds that `v` is known or expected to have.
    fn kinds(&self, v: Value) -> Kinds {
        let known = self.known(v);
        let expected = self.expected.get(v.index()).copied().unwrap_or(Kinds::ALL);
        let both = Kinds(known.0 & expected.0);
        if both == Kinds::NONE { known } else { both }
    }

    fn known(&self, v: Value) -> Kinds {
        match self.function.definition(v).map(|d| (d.op, d.immediates.first().copied())) {
            Some((Op::ConstValue, Some(bits))) => crate::passes::infer::kinds_of(JsValue(bits)),
            Some((Op::BoxI32, _)) => Kinds::INT32,
            Some((Op::BoxF64, _)) => Kinds::DOUBLE,
            Some((Op::BoxBool, _)) => Kinds::BOOL,
            _ => self.function.ty(v).kinds,
        }
    }

    fn is_known(&self, v: Value, kinds: Kinds) -> bool {
        self.known(v).is_subset(kinds)
    }

    fn is_expected(&self, v: Value, kinds: Kinds) -> bool {
        let k = self.kinds(v);
        // (What `iterator_next` gives is only used once it is known to be none.)
        let k = if kinds.is_subset(Kinds::NUMBER) { k.without(Kinds::EMPTY) } else { k };
        k != Kinds::NONE && k.is_subset(kinds)
    }

    // ---- frame states and guards ----

    /// What a frame state is to say for `v`: the value before guards and boxing.
    fn plain(&self, v: Value) -> Value {
        let mut v = v;
        while let Some(d) = self.function.definition(v) {
            match d.op {
                Op::GuardKind
                | Op::GuardShape
                | Op::GuardCell
                | Op::GuardFunction
                | Op::GuardBuiltin
                | Op::RefineFunction
                | Op::BoxI32
                | Op::BoxF64
                | Op::BoxBool => v = d.args[0],
                _ => break,
            }
        }
        v
    }

    /// What a join is to be given for `v`. A parameter that was guarded goes on as it was: a loop that only hands it round then has no
    /// parameter of its own for it, and its guards can go in front of the loop.
    pub fn without_guards(&self, v: Value) -> Value {
        let mut plain = v;
        while let Some(d) = self.function.definition(plain) {
            match d.op {
                op if op.is_guard() || op == Op::RefineFunction => plain = d.args[0],
                _ => return v,
            }
        }
        plain
    }

    /// The state in which the present activation goes on at `pc` with these registers.
    fn state(&mut self, pc: u32, registers: Vec<u16>) -> Box<FrameState> {
        let mut values = self.a.s.values.clone();
        for &r in &registers {
            let v = self.read(r);
            values.push(self.plain(v));
        }
        let mut frames = self.a.s.frames.clone();
        frames.push(Frame { function: self.a.index, pc, registers });
        Box::new(FrameState { frames, values })
    }

    /// The state before the present instruction.
    fn state_at(&mut self) -> Box<FrameState> {
        let pc = self.a.pc;
        let live = self.a.s.live.get(&pc).expect("an instruction of the block").0.clone();
        self.state(pc, live)
    }

    /// The state behind the present instruction, whose result is in its register.
    fn state_behind(&mut self, next: u32) -> Box<FrameState> {
        let live = self.a.s.live.get(&self.a.pc).expect("an instruction of the block").1.clone();
        self.state(next, live)
    }

    /// Notes the state in front of a loop.
    pub fn checkpoint(&mut self, header: BlockId) {
        let live = self.a.liveness.live_in(header).iter().map(|r| r as u16).collect();
        let pc = self.a.flow.block(header).start;
        let state = self.state(pc, live);
        self.emit_with(Op::Checkpoint, vec![], vec![], state);
    }

    /// Emits an op that exits at the present instruction.
    pub(super) fn emit_exiting(&mut self, op: Op, args: Vec<Value>, immediates: Vec<u64>) -> Option<Value> {
        let state = self.state_at();
        self.emit_with(op, args, immediates, state)
    }

    fn emit_with(&mut self, op: Op, args: Vec<Value>, immediates: Vec<u64>, state: Box<FrameState>) -> Option<Value> {
        let v = self.emit(op, args, immediates);
        let inst = *self.function.block(self.current).insts.last().expect("just emitted");
        self.function.inst_mut(inst).state = Some(state);
        v
    }

    /// From here on, registers that hold `old` hold `new`.
    fn refine(&mut self, old: Value, new: Value) {
        for r in self.a.registers.iter_mut().filter(|r| **r == Some(old)) {
            *r = Some(new);
        }
        let expected = self.kinds(old);
        self.expect(new, expected);
    }

    /// `v`, known to be of these kinds.
    fn guard(&mut self, v: Value, kinds: Kinds, exit: ExitKind) -> Value {
        if self.is_known(v, kinds) {
            return v;
        }
        let state = self.state_at();
        self.guard_with(v, kinds, exit, state)
    }

    fn guard_with(&mut self, v: Value, kinds: Kinds, exit: ExitKind, state: Box<FrameState>) -> Value {
        let known = Kinds(self.known(v).0 & kinds.0);
        let immediates = vec![kinds.0 as u64, exit as u64];
        let guarded = self.emit_with(Op::GuardKind, vec![v], immediates, state).expect("a guard has a result");
        self.function.values[guarded.index()].ty.kinds = if known == Kinds::NONE { kinds } else { known };
        self.refine(v, guarded);
        guarded
    }

    /// A guard on an object's cell.
    fn guard_cell(&mut self, op: Op, v: Value, immediate: u32) -> Value {
        // The same guard may be there already.
        let mut at = v;
        while let Some(d) = self.function.definition(at) {
            match d.op {
                o if o == op && d.immediates[0] == immediate as u64 && op != Op::GuardShape => return v,
                Op::GuardKind | Op::GuardShape | Op::GuardCell | Op::GuardFunction | Op::GuardBuiltin => at = d.args[0],
                _ => break,
            }
        }
        if op == Op::GuardShape
            && let Some((_, _, guarded)) = self.shapes.iter().find(|(o, t, _)| (*o, *t) == (at, immediate))
        {
            return *guarded;
        }
        let guarded = self.emit_exiting(op, vec![v], vec![immediate as u64]).expect("a guard has a result");
        self.function.values[guarded.index()].ty.kinds = Kinds::OBJECT;
        self.refine(v, guarded);
        if op == Op::GuardShape {
            self.shapes.push((at, immediate, guarded));
        }
        guarded
    }

    /// `v` has just been given this shape.
    fn has_shape(&mut self, v: Value, template: u32) {
        let plain = self.plain(v);
        self.shapes.push((plain, template, v));
    }

    // ---- instructions ----

    /// Lowers an instruction; `next` is the pc behind it.
    pub fn speculate(&mut self, instruction: &Instruction, id: BlockId, next: u32) {
        if !self.lower_predicted(instruction, id) {
            self.note_generic(instruction);
            self.instruction(instruction, id);
        }
        if self.function.terminator(self.current).is_some() {
            return;
        }
        // What it wrote is guarded if something is predicted.
        let pc = self.a.pc;
        let mut written = None;
        instruction.visit(&mut |operand| {
            if let OperandView::Write(r) = operand {
                written = Some(r);
            }
        });
        let Some(r) = written else { return };
        let Some(v) = self.a.registers[r as usize] else { return };
        if let Instruction::Mov(_) = instruction {
            return;
        }
        let kinds = match self.predicted(pc) {
            Some(p) => {
                if p.classes.len() > 1 {
                    let plain = self.plain(v);
                    self.classes.insert(plain, p);
                }
                self.expect_range(v, p);
                p.kinds
            }
            None => return,
        };
        if self.known(v) == Kinds::ALL || self.known(v) == Kinds::ANY {
            self.expect(v, kinds);
        }
        let live = self.a.s.live.get(&pc).is_some_and(|l| l.1.contains(&r));
        if live && is_useful(kinds) && self.known(v).intersects(kinds) && !self.is_known(v, kinds) {
            let state = self.state_behind(next);
            self.guard_with(v, kinds, ExitKind::Type, state);
        }
    }

    /// What has been seen of shapes holds until something may change them: `op` is emitted.
    pub fn forget_shapes(&mut self, op: Op) {
        if !crate::passes::effects::keeps_shapes(op) {
            self.shapes.clear();
        }
    }

    fn lower_predicted(&mut self, instruction: &Instruction, id: BlockId) -> bool {
        use Instruction as I;
        macro_rules! binary {
            ($op:ident, $i:expr) => {{
                let (a, b) = (self.read($i.lhs.0), self.read($i.rhs.0));
                self.arithmetic(Op::$op, $i.dst.0, a, b)
            }};
        }
        macro_rules! binary_int {
            ($op:ident, $i:expr) => {{
                let a = self.read($i.lhs.0);
                let b = self.constant(JsValue::from_i32($i.rhs.0));
                self.arithmetic(Op::$op, $i.dst.0, a, b)
            }};
        }
        macro_rules! test {
            ($op:ident, $i:expr, $negated:expr) => {
                self.speculative_test(Op::$op, $i.dst.0, $i.lhs.0, $i.rhs.0, $negated)
            };
        }
        macro_rules! jump {
            ($op:ident, $i:expr, $sense:expr) => {
                self.speculative_branch(id, Op::$op, $i.lhs.0, $i.rhs.0, $sense)
            };
        }
        match instruction {
            I::LoadConst(i) => match self.spec().program.constants.get(i.constant.0 as usize) {
                Some(ConstantData::Number(d)) => {
                    let v = self.constant(JsValue::from_number(*d));
                    self.write(i.dst.0, Some(v));
                    true
                }
                _ => false,
            },
            I::Add(i) => binary!(Add, i),
            I::Sub(i) => binary!(Sub, i),
            I::Mul(i) => binary!(Mul, i),
            I::Div(i) => binary!(Div, i),
            I::Rem(i) => binary!(Rem, i),
            I::BitAnd(i) => binary!(BitAnd, i),
            I::BitOr(i) => binary!(BitOr, i),
            I::BitXor(i) => binary!(BitXor, i),
            I::Shl(i) => binary!(Shl, i),
            I::Shr(i) => binary!(Shr, i),
            I::Ushr(i) => binary!(Ushr, i),
            I::AddInt(i) => binary_int!(Add, i),
            I::SubInt(i) => binary_int!(Sub, i),
            I::MulInt(i) => binary_int!(Mul, i),
            I::BitAndInt(i) => binary_int!(BitAnd, i),
            I::BitOrInt(i) => binary_int!(BitOr, i),
            I::ShlInt(i) => binary_int!(Shl, i),
            I::ShrInt(i) => binary_int!(Shr, i),
            I::UshrInt(i) => binary_int!(Ushr, i),
            I::Neg(i) => self.unary_arithmetic(Op::Neg, i.dst.0, i.src.0),
            I::BitNot(i) => self.unary_arithmetic(Op::BitNot, i.dst.0, i.src.0),
            I::Inc(i) => self.unary_arithmetic(Op::Inc, i.dst.0, i.src.0),
            I::Dec(i) => self.unary_arithmetic(Op::Dec, i.dst.0, i.src.0),
            I::ToNumber(i) => self.unary_arithmetic(Op::ToNumber, i.dst.0, i.src.0),
            I::ToNumeric(i) => self.unary_arithmetic(Op::ToNumeric, i.dst.0, i.src.0),
            I::Less(i) => test!(Less, i, false),
            I::LessEqual(i) => test!(LessEqual, i, false),
            I::Greater(i) => test!(Greater, i, false),
            I::GreaterEqual(i) => test!(GreaterEqual, i, false),
            I::Equal(i) => test!(Equal, i, false),
            I::NotEqual(i) => test!(Equal, i, true),
            I::StrictEqual(i) => test!(StrictEqual, i, false),
            I::StrictNotEqual(i) => test!(StrictEqual, i, true),
            I::JumpIfLess(i) => jump!(Less, i, true),
            I::JumpIfNotLess(i) => jump!(Less, i, false),
            I::JumpIfLessEqual(i) => jump!(LessEqual, i, true),
            I::JumpIfNotLessEqual(i) => jump!(LessEqual, i, false),
            I::JumpIfGreater(i) => jump!(Greater, i, true),
            I::JumpIfNotGreater(i) => jump!(Greater, i, false),
            I::JumpIfGreaterEqual(i) => jump!(GreaterEqual, i, true),
            I::JumpIfNotGreaterEqual(i) => jump!(GreaterEqual, i, false),
            I::JumpIfEqual(i) => jump!(Equal, i, true),
            I::JumpIfNotEqual(i) => jump!(Equal, i, false),
            I::JumpIfStrictEqual(i) => jump!(StrictEqual, i, true),
            I::JumpIfStrictNotEqual(i) => jump!(StrictEqual, i, false),

            I::CheckInitialized(i) => {
                let v = self.read(i.value.0);
                // What a guard has found makes the check go away, as long as the guard stays.
                if self.is_known(v, Kinds::ANY) || !self.is_expected(v, Kinds::ANY) {
                    return false;
                }
                self.guard(v, Kinds::ANY, ExitKind::Uninitialized);
                false
            }
            I::GetIterator(i) => self.array_iterator(i.dst.0, i.object.0),
            I::GetByName(i) if self.is_new_iterator(i.object.0) => self.array_iterator_method(i.dst.0, i.object.0),
            I::IteratorNext(i) => self.array_iterator_next(i.dst.0, i.iterator.0, i.next.0),
            I::IteratorClose(i) => self.array_iterator_close(i.iterator.0),
            I::GetByName(i) => self.get_property(i.dst.0, i.object.0, i.name.0, i.feedback.0),
            I::GetGlobal(i) => self.get_global(i.dst.0, i.name.0, i.feedback.0),
            I::SetByName(i) => self.set_property(i.object.0, i.value.0, i.name.0, false),
            I::SetByNameSloppy(i) => self.set_property(i.object.0, i.value.0, i.name.0, false),
            I::DefineByName(i) => self.set_property(i.object.0, i.value.0, i.name.0, true),
            I::GetPrivate(i) => self.get_private(i.dst.0, i.object.0, i.key.0),
            I::SetPrivate(i) => self.set_private(i.object.0, i.key.0, i.value.0),
            I::DefinePrivateField(i) => self.set_private(i.object.0, i.key.0, i.value.0),
            I::DefinePrivateMethod(i) => self.set_private(i.object.0, i.key.0, i.value.0),
            I::GetByValue(i) => self.get_element(i.dst.0, i.object.0, i.key.0),
            I::HasProperty(i) => self.has_element(i.dst.0, i.key.0, i.object.0),
            I::NewObjectWith(i) => self.new_literal(i.dst.0, i.values, i.keys.0, i.feedback.0),
            I::NewArray(i) => self.array_like_this(i.dst.0),
            I::NewArrayWith(i) if i.values.count == 0 => self.array_like_this(i.dst.0),
            I::ArrayPush(i) => self.append_to_own(i.array.0, i.value.0),
            I::SetByValue(i) => self.set_element(i.object.0, i.key.0, i.value.0),
            I::SetByValueSloppy(i) => self.set_element(i.object.0, i.key.0, i.value.0),
            I::GetLength(i) => self.get_length(i.dst.0, i.object.0, i.feedback.0),
            I::Call(i) => {
                let args = (i.args.first..i.args.first + i.args.count).collect();
                self.call(i.dst.0, i.callee.0, i.this.0, args)
            }
            I::Construct(i) => {
                let args = (i.args.first..i.args.first + i.args.count).collect();
                self.construct(i.dst.0, i.callee.0, i.new_target.0, args)
            }
            _ => self.lower_inlined(instruction),
        }
    }

    /// What an inlined activation knows of its call.
    fn lower_inlined(&mut self, instruction: &Instruction) -> bool {
        use Instruction as I;
        let Some(call) = self.a.s.call.clone() else { return false };
        match instruction {
            I::LoadThis(i) => self.write(i.dst.0, Some(call.this)),
            // An object, as guarded at the call.
            I::LoadThisSloppy(i) => self.write(i.dst.0, Some(call.this)),
            I::LoadCallee(i) => self.write(i.dst.0, Some(call.callee)),
            I::LoadNewTarget(i) => self.write(i.dst.0, Some(call.new_target)),
            I::LoadEnvironment(i) => {
                let v = self.emit(Op::FunctionEnvironment, vec![call.callee], vec![]);
                self.write(i.dst.0, v);
            }
            I::ReturnValue(i) => {
                let v = if call.constructs { call.this } else { self.read(i.value.0) };
                self.terminate(Op::Jump, vec![], vec![Edge { block: call.returns_to, args: vec![v] }]);
            }
            I::CheckConstructorCall(_) if call.constructs => {}
            _ => return false,
        }
        true
    }
}
