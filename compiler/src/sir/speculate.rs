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

use super::builder::{Activation, Builder};
use super::*;
pub use crate::facts::prediction::Predicted;
use crate::facts::prediction::*;
use decline::{Decline, declines_inlining};
use jsc_abi::bytecode::{BlockId, Liveness};
use jsc_abi::exit::ExitKind;
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::layout::{CellKind, out_of_line_offset};
use jsc_abi::opcode::{Instruction, OperandView};
use jsc_abi::value::Value as JsValue;
use std::collections::HashMap;

/// What speculation goes by.
pub struct Speculation<'a> {
    pub program: &'a ProgramData,
    pub predictions: &'a Predictions,
    /// By function: its liveness, if calls of it may be replaced by its code.
    pub inlinable: &'a [Option<Liveness<'a>>],
    /// SIR instructions beyond which a function takes in no more callees, but for tiny ones.
    pub max_inlined_size: usize,
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
    /// Registers that are live before and behind each instruction of the present block.
    live: HashMap<u32, (Vec<u16>, Vec<u16>)>,
    /// By block: what registers are expected to hold at its start.
    expected: Vec<Vec<Kinds>>,
    prediction: Option<&'a FunctionPrediction>,
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

/// Number of activations that an inlined one may be inside of.
const MAX_DEPTH: usize = 5;
/// Code units up to which a callee is always worth inlining.
const TINY: usize = 40;

fn slot_offset(template: &ShapeTemplate, slot: u32) -> u64 {
    let offset = match slot < template.inline_slots {
        true => (size_of::<jsc_abi::layout::Object>() as u32 + 8 * slot) as i32,
        false => out_of_line_offset(slot - template.inline_slots),
    };
    offset as i64 as u64
}

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
        self.a.s.prediction = self.spec().predictions.functions.get(self.a.index as usize);
        self.a.s.expected = self.expectations();
        self.a.pc = 0;
        let live: Vec<u16> = self.a.liveness.live_in(BlockId(0)).iter().map(|r| r as u16).collect();
        self.a.s.live.insert(0, (live.clone(), live));
        for r in 0..self.a.data.parameter_count as u16 {
            let kinds = self.expected_parameter(r as usize);
            if let Some(v) = self.a.registers[r as usize]
                && is_useful(kinds)
            {
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
                        _ => self.predicted(pc as u32).map(|p| p.kinds),
                    };
                    let kinds = kinds.unwrap_or_else(|| written_kinds(self.spec().program, &instruction, &registers));
                    instruction.visit(&mut |operand| {
                        if let OperandView::Write(r) = operand {
                            registers[r as usize] = kinds;
                            at_throw[r as usize] = at_throw[r as usize].union(kinds);
                        }
                    });
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
        self.a.s.live.clear();
        let live = &mut self.a.s.live;
        let list = |set: &jsc_abi::bytecode::BitSet| set.iter().map(|r| r as u16).collect::<Vec<u16>>();
        self.a.liveness.visit_block(id, |pc, _, before, behind| {
            live.insert(pc, (list(before), list(behind)));
        });
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
                Op::GuardKind | Op::GuardShape | Op::GuardCell | Op::GuardFunction | Op::GuardBuiltin => {
                    plain = d.args[0];
                }
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

    // ---- numbers ----

    fn immediate(&mut self, op: Op, bits: u64) -> Value {
        self.emit(op, vec![], vec![bits]).expect("a constant has a result")
    }

    fn constant_of(&self, v: Value) -> Option<JsValue> {
        self.function.definition(v).filter(|d| d.op == Op::ConstValue).map(|d| JsValue(d.immediates[0]))
    }

    /// An expected int32, unboxed.
    fn as_i32(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_int32()) {
            return self.immediate(Op::ConstI32, c.as_int32() as i64 as u64);
        }
        if let Some(d) = self.function.definition(v).filter(|d| d.op == Op::BoxI32) {
            return d.args[0];
        }
        let v = self.guard(v, Kinds::INT32, ExitKind::Type);
        self.emit(Op::UnboxI32, vec![v], vec![]).expect("has a result")
    }

    /// An expected number as a double.
    fn as_f64(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_number()) {
            return self.immediate(Op::ConstF64, c.as_number().to_bits());
        }
        if let Some(d) = self.function.definition(v).filter(|d| d.op == Op::BoxF64) {
            return d.args[0];
        }
        if self.is_expected(v, Kinds::INT32) {
            let i = self.as_i32(v);
            return self.emit(Op::I32ToF64, vec![i], vec![]).expect("has a result");
        }
        let v = self.guard(v, Kinds::NUMBER, ExitKind::Type);
        self.emit(Op::UnboxF64, vec![v], vec![]).expect("has a result")
    }

    /// ToInt32 of an expected number.
    fn truncated(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_number()) {
            return self.immediate(Op::ConstI32, crate::passes::fold::to_int32(c.as_number()) as i64 as u64);
        }
        if self.is_expected(v, Kinds::INT32) {
            return self.as_i32(v);
        }
        let d = self.as_f64(v);
        self.emit(Op::F64ToI32, vec![d], vec![]).expect("has a result")
    }

    /// An element key that is expected to be a number.
    fn as_index(&mut self, v: Value) -> Value {
        if self.is_expected(v, Kinds::INT32) {
            return self.as_i32(v);
        }
        let d = self.as_f64(v);
        self.emit_exiting(Op::F64ToIndex, vec![d], vec![]).expect("has a result")
    }

    fn box_i32(&mut self, v: Value) -> Option<Value> {
        self.emit(Op::BoxI32, vec![v], vec![])
    }

    fn box_f64(&mut self, v: Value) -> Option<Value> {
        self.emit(Op::BoxF64, vec![v], vec![])
    }

    /// Arithmetic on numbers; whether it was done.
    fn arithmetic(&mut self, op: Op, dst: u16, a: Value, b: Value) -> bool {
        if !self.is_expected(a, Kinds::NUMBER) || !self.is_expected(b, Kinds::NUMBER) {
            return false;
        }
        let int32s = self.is_expected(a, Kinds::INT32) && self.is_expected(b, Kinds::INT32);
        let predicted = self.predicted(self.a.pc).map(|p| p.kinds);
        let int_result = |default: bool| predicted.map_or(default, |k| k.is_subset(Kinds::INT32));
        let checked = match op {
            Op::Add | Op::Sub if int32s && int_result(true) => {
                Some(if op == Op::Add { Op::AddI32Checked } else { Op::SubI32Checked })
            }
            Op::Mul if int32s && int_result(false) => Some(Op::MulI32Checked),
            Op::Rem if int32s && int_result(true) => Some(Op::RemI32Checked),
            Op::Div if int32s && int_result(false) => Some(Op::DivI32Checked),
            _ => None,
        };
        let bitwise = match op {
            Op::BitAnd => Some(Op::AndI32),
            Op::BitOr => Some(Op::OrI32),
            Op::BitXor => Some(Op::XorI32),
            Op::Shl => Some(Op::ShlI32),
            Op::Shr => Some(Op::ShrI32),
            _ => None,
        };
        let floating = match op {
            Op::Add => Op::AddF64,
            Op::Sub => Op::SubF64,
            Op::Mul => Op::MulF64,
            Op::Div => Op::DivF64,
            _ => Op::RemF64,
        };
        let result = if let Some(op) = checked {
            let (x, y) = (self.as_i32(a), self.as_i32(b));
            let v = self.emit_exiting(op, vec![x, y], vec![]).expect("has a result");
            self.box_i32(v)
        } else if let Some(op) = bitwise {
            let (x, y) = (self.truncated(a), self.truncated(b));
            let v = self.emit(op, vec![x, y], vec![]).expect("has a result");
            self.box_i32(v)
        } else if op == Op::Ushr {
            self.unsigned_shift(a, b, int_result(false))
        } else {
            let (x, y) = (self.as_f64(a), self.as_f64(b));
            let v = self.emit(floating, vec![x, y], vec![]).expect("has a result");
            self.box_f64(v)
        };
        self.write(dst, result);
        true
    }

    fn unsigned_shift(&mut self, a: Value, b: Value, int_result: bool) -> Option<Value> {
        let count = self.constant_of(b).filter(|c| c.is_int32()).map(|c| c.as_int32() & 31);
        let x = self.truncated(a);
        if let Some(count @ 1..) = count {
            let amount = self.immediate(Op::ConstI32, count as u64);
            let shifted = self.emit(Op::ShrI32, vec![x, amount], vec![]).expect("has a result");
            let mask = self.immediate(Op::ConstI32, (u32::MAX >> count) as u64);
            let v = self.emit(Op::AndI32, vec![shifted, mask], vec![]).expect("has a result");
            return self.box_i32(v);
        }
        let y = self.truncated(b);
        let v = self.emit(Op::UshrF64, vec![x, y], vec![]).expect("has a result");
        if int_result {
            let i = self.emit_exiting(Op::F64ToI32Exact, vec![v], vec![]).expect("has a result");
            return self.box_i32(i);
        }
        self.box_f64(v)
    }

    /// Operators with one input.
    fn unary_arithmetic(&mut self, op: Op, dst: u16, src: u16) -> bool {
        let v = self.read(src);
        if !self.is_expected(v, Kinds::NUMBER) {
            return false;
        }
        match op {
            Op::Inc | Op::Dec => {
                let one = self.constant(JsValue::from_i32(1));
                self.arithmetic(if op == Op::Inc { Op::Add } else { Op::Sub }, dst, v, one)
            }
            Op::BitNot => {
                let ones = self.constant(JsValue::from_i32(-1));
                self.arithmetic(Op::BitXor, dst, v, ones)
            }
            Op::Neg => {
                let int = self.is_expected(v, Kinds::INT32)
                    && self.predicted(self.a.pc).is_some_and(|p| p.kinds.is_subset(Kinds::INT32));
                let result = if int {
                    let x = self.as_i32(v);
                    let minus = self.immediate(Op::ConstI32, -1i64 as u64);
                    let v = self.emit_exiting(Op::MulI32Checked, vec![x, minus], vec![]).expect("has a result");
                    self.box_i32(v)
                } else {
                    let x = self.as_f64(v);
                    let v = self.emit(Op::NegF64, vec![x], vec![]).expect("has a result");
                    self.box_f64(v)
                };
                self.write(dst, result);
                true
            }
            _ => {
                // ToNumber, ToNumeric.
                let kinds = if self.is_expected(v, Kinds::INT32) { Kinds::INT32 } else { Kinds::NUMBER };
                let v = self.guard(v, kinds, ExitKind::Type);
                self.write(dst, Some(v));
                true
            }
        }
    }

    /// A comparison, as a bool. `None`: nothing is predicted that helps.
    fn comparison(&mut self, op: Op, lhs: u16, rhs: u16) -> Option<Value> {
        let (a, b) = (self.read(lhs), self.read(rhs));
        if !self.is_expected(a, Kinds::NUMBER) || !self.is_expected(b, Kinds::NUMBER) {
            return None;
        }
        let int32s = self.is_expected(a, Kinds::INT32) && self.is_expected(b, Kinds::INT32);
        let (mut x, mut y) = if int32s { (self.as_i32(a), self.as_i32(b)) } else { (self.as_f64(a), self.as_f64(b)) };
        if matches!(op, Op::Greater | Op::GreaterEqual) {
            std::mem::swap(&mut x, &mut y);
        }
        let op = match (op, int32s) {
            (Op::Less | Op::Greater, true) => Op::LessI32,
            (Op::Less | Op::Greater, false) => Op::LessF64,
            (Op::LessEqual | Op::GreaterEqual, true) => Op::LessEqualI32,
            (Op::LessEqual | Op::GreaterEqual, false) => Op::LessEqualF64,
            (_, true) => Op::EqualI32,
            (_, false) => Op::EqualF64,
        };
        self.emit(op, vec![x, y], vec![])
    }

    fn speculative_test(&mut self, op: Op, dst: u16, lhs: u16, rhs: u16, negated: bool) -> bool {
        let Some(mut v) = self.comparison(op, lhs, rhs) else { return false };
        if negated {
            v = self.emit(Op::NotBool, vec![v], vec![]).expect("has a result");
        }
        let v = self.boxed(Some(v));
        self.write(dst, v);
        true
    }

    fn speculative_branch(&mut self, id: BlockId, op: Op, lhs: u16, rhs: u16, sense: bool) -> bool {
        let Some(c) = self.comparison(op, lhs, rhs) else { return false };
        self.branch(id, c, sense);
        true
    }

    // ---- properties and elements ----

    fn template(&self, id: TemplateId) -> &'a ShapeTemplate {
        &self.spec().predictions.templates[id.0 as usize]
    }

    fn only_way(&self) -> Option<&'a PropertyWay> {
        match self.site()? {
            SitePrediction::Property(ways) if ways.len() == 1 => ways.first(),
            _ => None,
        }
    }

    /// Reads of one of several shapes: tests one after the other; the last is guarded.
    fn get_of_shapes(&mut self, dst: u16, object: u16, ways: &'a [PropertyWay]) -> bool {
        if !ways.iter().all(|w| matches!(w.access, PropertyAccess::Slot(_))) {
            return false;
        }
        let o = self.read(object);
        let o = self.guard(o, Kinds::OBJECT, ExitKind::Shape);
        let join = self.function.new_block();
        let result = self.function.new_param(join, Type::BOXED);
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        // What one way finds out is not known behind the join.
        let registers = self.a.registers.clone();
        for (n, way) in ways.iter().enumerate() {
            let PropertyAccess::Slot(slot) = way.access else { unreachable!("asked above") };
            let offset = slot_offset(self.template(way.shape), slot);
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            let mut object = o;
            if n + 1 < ways.len() {
                let c = self.emit(Op::HasShape, vec![o], vec![way.shape.0 as u64]).expect("has a result");
                let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
                self.terminate(Op::Branch, vec![c], targets);
                self.current = found;
            } else {
                object = self.guard_cell(Op::GuardShape, o, way.shape.0);
            }
            let v = self.emit(Op::LoadSlot, vec![object], vec![offset]).expect("has a result");
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
            self.current = other;
        }
        self.current = join;
        self.a.registers = registers;
        self.shapes.clear();
        self.write(dst, Some(result));
        true
    }

    fn get_property(&mut self, dst: u16, object: u16) -> bool {
        if let Some(SitePrediction::Property(ways)) = self.site()
            && ways.len() > 1
        {
            return self.get_of_shapes(dst, object, ways);
        }
        let Some(way) = self.only_way() else { return false };
        let PropertyAccess::Slot(slot) = way.access else { return false };
        let o = self.read(object);
        let o = self.guard_cell(Op::GuardShape, o, way.shape.0);
        let offset = slot_offset(self.template(way.shape), slot);
        let v = self.emit(Op::LoadSlot, vec![o], vec![offset]);
        self.write(dst, v);
        true
    }

    fn set_property(&mut self, object: u16, value: u16) -> bool {
        let Some(way) = self.only_way() else { return false };
        // (An addition asks the prototypes for setters first, so it goes through its cache.)
        let PropertyAccess::Slot(slot) = way.access else { return false };
        let offset = slot_offset(self.template(way.shape), slot);
        let o = self.read(object);
        let o = self.guard_cell(Op::GuardShape, o, way.shape.0);
        let v = self.read(value);
        self.emit(Op::StoreSlot, vec![o, v], vec![offset]);
        true
    }

    fn get_element(&mut self, dst: u16, object: u16, key: u16) -> bool {
        let Some(site) = self.site() else { return false };
        let (o, k) = (self.read(object), self.read(key));
        if !self.is_expected(k, Kinds::NUMBER) {
            return false;
        }
        let v = match site {
            SitePrediction::ArrayElement => {
                let o = self.guard_cell(Op::GuardCell, o, CellKind::Array as u32);
                let index = self.as_index(k);
                self.emit_exiting(Op::ArrayGet, vec![o, index], vec![])
            }
            SitePrediction::TypedElement(kinds) => {
                let Some(integers) = all_integers(kinds) else { return false };
                let index = self.as_index(k);
                let v = self.of_kinds(o, kinds, Some(if integers { Repr::I32 } else { Repr::F64 }), |b, o, kind| {
                    let own = typed_integers(kind).expect("asked above");
                    let op = if own { Op::TypedGetI32 } else { Op::TypedGetF64 };
                    let v = b.emit_exiting(op, vec![o, index], vec![kind as u64]);
                    if own && !integers { b.emit(Op::I32ToF64, vec![v.expect("has a result")], vec![]) } else { v }
                });
                let v = v.expect("has a result");
                if integers { self.box_i32(v) } else { self.box_f64(v) }
            }
            _ => return false,
        };
        self.write(dst, v);
        true
    }

    fn set_element(&mut self, object: u16, key: u16, value: u16) -> bool {
        let Some(site) = self.site() else { return false };
        let (o, k, v) = (self.read(object), self.read(key), self.read(value));
        if !self.is_expected(k, Kinds::NUMBER) {
            return false;
        }
        match site {
            SitePrediction::ArrayElement => {
                // The fast path of the generic operation knows what has been checked here.
                self.guard_cell(Op::GuardCell, o, CellKind::Array as u32);
                if self.is_expected(k, Kinds::INT32) {
                    self.guard(k, Kinds::INT32, ExitKind::Type);
                }
                false
            }
            SitePrediction::TypedElement(kinds) => {
                if all_integers(kinds).is_none()
                    || kinds.contains(&CellKind::Uint8ClampedArray)
                    || !self.is_expected(v, Kinds::NUMBER)
                {
                    return false;
                }
                let index = self.as_index(k);
                let number = if self.is_expected(v, Kinds::INT32) { Kinds::INT32 } else { Kinds::NUMBER };
                let v = self.guard(v, number, ExitKind::Type);
                self.of_kinds(o, kinds, None, |b, o, kind| {
                    // (Uint32 elements are read as doubles, and stored as the int32 with the same bits.)
                    let as_int = typed_integers(kind) == Some(true) || kind == CellKind::Uint32Array;
                    let (op, v) = match as_int {
                        true => (Op::TypedSetI32, b.truncated(v)),
                        false => (Op::TypedSetF64, b.as_f64(v)),
                    };
                    b.emit(op, vec![o, index, v], vec![kind as u64])
                });
                true
            }
            _ => false,
        }
    }

    /// Does something with a typed array of one of these kinds: tests for one after the other; the last is guarded. The results, of
    /// one representation, meet again.
    fn of_kinds(
        &mut self,
        o: Value,
        kinds: &[CellKind],
        result: Option<Repr>,
        mut way: impl FnMut(&mut Self, Value, CellKind) -> Option<Value>,
    ) -> Option<Value> {
        if let [kind] = kinds {
            let o = self.guard_cell(Op::GuardCell, o, *kind as u32);
            return way(self, o, *kind);
        }
        let o = self.guard(o, Kinds::OBJECT, ExitKind::Type);
        let join = self.function.new_block();
        let result = result.map(|repr| self.function.new_param(join, Type::of(repr)));
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        let (registers, shapes) = (self.a.registers.clone(), self.shapes.clone());
        for (n, kind) in kinds.iter().enumerate() {
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            let o = if n + 1 < kinds.len() {
                let c = self.emit(Op::HasCell, vec![o], vec![*kind as u64]).expect("has a result");
                let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
                self.terminate(Op::Branch, vec![c], targets);
                self.current = found;
                o
            } else {
                self.guard_cell(Op::GuardCell, o, *kind as u32)
            };
            let v = way(self, o, *kind);
            let args = if result.is_some() { v.into_iter().collect() } else { vec![] };
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args }]);
            self.current = other;
            self.a.registers.clone_from(&registers);
        }
        self.current = join;
        self.shapes = shapes;
        result
    }

    fn get_length(&mut self, dst: u16, object: u16) -> bool {
        let Some(site) = self.site() else { return false };
        let o = self.read(object);
        let length = match site {
            SitePrediction::ArrayElement => {
                let o = self.guard_cell(Op::GuardCell, o, CellKind::Array as u32);
                self.emit_exiting(Op::ArrayLength, vec![o], vec![])
            }
            SitePrediction::TypedElement(kinds) if kinds.len() == 1 && all_integers(kinds).is_some() => {
                let o = self.guard_cell(Op::GuardCell, o, kinds[0] as u32);
                self.emit_exiting(Op::TypedLength, vec![o], vec![])
            }
            SitePrediction::StringElement => {
                let o = self.guard(o, Kinds::STRING, ExitKind::Type);
                self.emit(Op::StringLength, vec![o], vec![])
            }
            _ => return false,
        };
        let v = self.box_i32(length.expect("has a result"));
        self.write(dst, v);
        true
    }

    // ---- calls ----

    fn call(&mut self, dst: u16, callee: u16, this: u16, args: Vec<u16>) -> bool {
        let Some(site) = self.site() else { return self.call_several(dst, callee, this, &args) };
        match site {
            SitePrediction::Function(function) => {
                let function = *function;
                let data = &self.spec().program.functions[function as usize];
                use jsc_abi::layout::function_flag::*;
                if data.flags & (CLASS_CONSTRUCTOR | GENERATOR | ASYNC) != 0 {
                    self.decline(Decline::NotCallable);
                    return false;
                }
                let c = self.read(callee);
                let c = self.guard_cell(Op::GuardFunction, c, function);
                let mut inputs = vec![c, self.read(this)];
                for r in args {
                    inputs.push(self.read(r));
                }
                let Some(why) = self.declines_call(function, inputs[1]) else {
                    self.inline(dst, function, inputs, None);
                    return true;
                };
                self.decline_callee(function, why);
                let v = self.emit(Op::CallKnown, inputs, vec![function as u64]);
                self.write(dst, v);
                true
            }
            SitePrediction::Builtin(path) => {
                let args: Vec<Value> = args.iter().map(|r| self.read(*r)).collect();
                self.call_builtin(dst, callee, this, &args, path)
            }
            _ => false,
        }
    }

    /// A call whose callee is predicted to be one of several closures: tests for each, then any other.
    fn call_several(&mut self, dst: u16, callee: u16, this: u16, args: &[u16]) -> bool {
        let c = self.read(callee);
        let Some(predicted) = self.classes.get(&self.plain(c)) else { return false };
        let spec = self.spec();
        use jsc_abi::layout::function_flag::*;
        let functions: Option<Vec<u32>> = predicted
            .classes
            .iter()
            .map(|class| match spec.predictions.classes[class.0 as usize] {
                Class::Closure(f) => {
                    let flags = spec.program.functions[f as usize].flags;
                    (flags & (CLASS_CONSTRUCTOR | GENERATOR | ASYNC) == 0).then_some(f)
                }
                _ => None,
            })
            .collect();
        let Some(functions) = functions.filter(|f| f.len() > 1) else { return false };
        if self.function.block(self.current).cold {
            return false;
        }
        let mut inputs = vec![c, self.read(this)];
        inputs.extend(args.iter().map(|r| self.read(*r)).collect::<Vec<_>>());
        let join = self.function.new_block();
        let result = self.function.new_param(join, Type::BOXED);
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        let registers = self.a.registers.clone();
        for function in functions {
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            let test = self.emit(Op::HasFunction, vec![c], vec![function as u64]).expect("has a result");
            let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
            self.terminate(Op::Branch, vec![test], targets);
            self.current = found;
            let v = if let Some(why) = self.declines_call(function, inputs[1]) {
                self.decline_callee(function, why);
                self.emit(Op::CallKnown, inputs.clone(), vec![function as u64]).expect("has a result")
            } else {
                self.inline(dst, function, inputs.clone(), None);
                self.read(dst)
            };
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
            self.current = other;
            self.a.registers.clone_from(&registers);
        }
        self.decline(Decline::OtherCallee);
        let site = self.call_site();
        let v = self.emit(Op::Call, inputs, vec![site]).expect("has a result");
        self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
        self.current = join;
        self.shapes.clear();
        self.write(dst, Some(result));
        true
    }

    /// Calls of built-ins that are ops here.
    fn call_builtin(&mut self, dst: u16, callee: u16, this: u16, args: &[Value], path: &str) -> bool {
        let Some(known) = jsc_abi::builtin::known(path) else { return false };
        let numbers = args.iter().all(|v| self.is_expected(*v, Kinds::NUMBER));
        let int32s = numbers && args.iter().all(|v| self.is_expected(*v, Kinds::INT32));
        let math = match path {
            "Math.abs" => Some("fabs"),
            _ => path.strip_prefix("Math."),
        };
        let math = math.and_then(|name| jsc_abi::builtin::MATH.iter().position(|n| *n == name));
        let this = self.read(this);
        let fits = match path {
            "Math.min" | "Math.max" => args.len() == 2 && numbers,
            "Math.imul" => args.len() == 2 && numbers,
            "Math.clz32" => args.len() == 1 && numbers,
            "String.prototype.charCodeAt" => args.len() == 1 && numbers && self.is_expected(this, Kinds::STRING),
            "Array.prototype.push" => args.len() == 1,
            _ => args.len() == 1 && numbers && math.is_some(),
        };
        if !fits {
            return false;
        }
        let callee = self.read(callee);
        self.guard_cell(Op::GuardBuiltin, callee, known);
        let predicted_int = self.predicted(self.a.pc).is_some_and(|p| p.kinds.is_subset(Kinds::INT32));
        let result = match path {
            "Math.imul" => {
                let inputs = args.iter().map(|v| self.truncated(*v)).collect();
                let v = self.emit(Op::MulI32, inputs, vec![]).expect("has a result");
                self.box_i32(v)
            }
            "Math.clz32" => {
                let x = self.truncated(args[0]);
                let v = self.emit(Op::ClzI32, vec![x], vec![]).expect("has a result");
                self.box_i32(v)
            }
            "String.prototype.charCodeAt" => {
                let s = self.guard(this, Kinds::STRING, ExitKind::Type);
                let index = self.as_index(args[0]);
                let v = self.emit_exiting(Op::CharCodeAt, vec![s, index], vec![]).expect("has a result");
                self.box_i32(v)
            }
            "Array.prototype.push" => {
                let a = self.guard_cell(Op::GuardCell, this, CellKind::Array as u32);
                let length = self.emit_exiting(Op::ArrayLength, vec![a], vec![]).expect("has a result");
                let one = self.immediate(Op::ConstI32, 1);
                let more = self.emit_exiting(Op::AddI32Checked, vec![length, one], vec![]).expect("has a result");
                let key = self.box_i32(length).expect("has a result");
                let site = self.call_site();
                self.decline(Decline::ArrayStore);
                self.emit(Op::SetByValue, vec![a, key, args[0]], vec![site, 1]);
                self.box_i32(more)
            }
            // Of an int32, these are the int32 itself.
            "Math.floor" | "Math.ceil" | "Math.trunc" | "Math.round" if int32s => {
                let v = self.as_i32(args[0]);
                self.box_i32(v)
            }
            _ => {
                let inputs = args.iter().map(|v| self.as_f64(*v)).collect();
                let (op, immediates) = match path {
                    "Math.min" => (Op::MinF64, vec![]),
                    "Math.max" => (Op::MaxF64, vec![]),
                    _ => (Op::MathF64, vec![math.expect("asked above") as u64]),
                };
                let v = self.emit(op, inputs, immediates).expect("has a result");
                if predicted_int {
                    let v = self.emit_exiting(Op::F64ToI32Exact, vec![v], vec![]).expect("has a result");
                    self.box_i32(v)
                } else {
                    self.box_f64(v)
                }
            }
        };
        self.write(dst, result);
        true
    }

    /// The feedback slot of the call under way.
    fn call_site(&self) -> u64 {
        match Instruction::decode(&self.a.data.code, self.a.pc as usize).expect("verified bytecode").0 {
            Instruction::Call(i) => i.feedback.0 as u64,
            _ => unreachable!("only asked at calls"),
        }
    }

    /// `new` of a base constructor whose objects' first shape is predicted, with the constructor's code in its place.
    fn construct(&mut self, dst: u16, callee: u16, new_target: u16, args: Vec<u16>) -> bool {
        let Some(SitePrediction::Function(function)) = self.site() else { return false };
        let function = *function;
        let spec = self.spec();
        let data = &spec.program.functions[function as usize];
        use jsc_abi::layout::function_flag::*;
        let c = self.read(callee);
        if data.flags & (DERIVED_CONSTRUCTOR | GENERATOR | ASYNC) != 0
            || data.flags & CONSTRUCTOR == 0
            || self.read(new_target) != c
        {
            self.decline(Decline::NotBase);
            return false;
        }
        if !returns_nothing(data) {
            self.decline(Decline::ReturnsValue);
            return false;
        }
        let root = spec.predictions.templates.iter().position(|t| {
            t.origin == Origin::Constructor(function) && t.added.is_none() && (1..=14).contains(&t.inline_slots)
        });
        let Some(root) = root else {
            self.decline(Decline::UnknownShape);
            return false;
        };
        if let Some(why) = self.declines_call(function, c) {
            self.decline(why);
            return false;
        }
        let slots = spec.predictions.templates[root].inline_slots;
        let c = self.guard_cell(Op::GuardFunction, c, function);
        let this = self.emit_exiting(Op::NewInstance, vec![c], vec![root as u64, slots as u64]).expect("has a result");
        self.function.values[this.index()].ty.kinds = Kinds::OBJECT;
        self.shapes.push((this, root as u32, this));
        let mut inputs = vec![c, this];
        for r in args {
            inputs.push(self.read(r));
        }
        self.inline(dst, function, inputs, Some(c));
        true
    }

    /// Why a call of a known function is not replaced by its code here. `None`: it is worth it.
    fn declines_call(&self, function: u32, this: Value) -> Option<Decline> {
        let spec = self.spec();
        let data = &spec.program.functions[function as usize];
        let frames = &self.a.s.frames;
        if function == self.a.index || frames.iter().any(|f| f.function == function) {
            return Some(Decline::Recursion);
        }
        if spec.inlinable[function as usize].is_none() {
            return Some(declines_inlining(data).unwrap_or(Decline::BytecodeOnly));
        }
        if frames.len() + 1 >= MAX_DEPTH {
            return Some(Decline::Depth);
        }
        // (The method was read from it, so it is not nullish.)
        let object_or_nullish = Kinds(Kinds::OBJECT.0 | Kinds::NULL.0 | Kinds::UNDEFINED.0);
        let object = self.is_expected(this, object_or_nullish) && self.kinds(this).intersects(Kinds::OBJECT);
        if uses_sloppy_this(data) && !object {
            return Some(Decline::PrimitiveThis(self.kinds(this)));
        }
        if self.function.block(self.current).cold {
            return Some(Decline::Cold);
        }
        let size: usize = self.function.insts.len();
        (data.code.len() > TINY && size >= spec.max_inlined_size).then_some(Decline::LargeCaller(size))
    }

    /// Replaces a call (callee, this, arguments) by the code of the callee, which is known. With a new.target it constructs.
    fn inline(&mut self, dst: u16, function: u32, inputs: Vec<Value>, new_target: Option<Value>) {
        let spec = self.spec();
        let data = &spec.program.functions[function as usize];
        let liveness = spec.inlinable[function as usize].as_ref().expect("asked before");
        let (callee, mut this) = (inputs[0], inputs[1]);
        if uses_sloppy_this(data) {
            this = self.guard(this, Kinds::OBJECT, ExitKind::Type);
        }
        let constructs = new_target.is_some();
        let new_target = match new_target {
            Some(v) => v,
            None => self.undefined(),
        };
        let pc = self.a.pc;
        // This activation waits for the result, or for an exception that its handler takes.
        let behind = &self.a.s.live.get(&pc).expect("an instruction of the block").1;
        let mut waiting: Vec<u16> = behind.iter().copied().filter(|r| *r != dst).collect();
        if let Some(handler) = self.a.handler {
            waiting.extend(self.a.liveness.live_in(handler).iter().map(|r| r as u16));
            waiting.sort_unstable();
            waiting.dedup();
        }
        let waits = self.state(pc, waiting);
        let outer_handler = self.handler_edge();
        let returns_to = self.function.new_block();
        let result = self.function.new_param(returns_to, Type::BOXED);
        self.function.inlined.push(Inlined { function, caller: self.a.number, pc });
        let number = self.function.inlined.len() as u32;

        let mut a = Activation::new(&mut self.function, function, data, liveness);
        a.number = number;
        let here = self.function.block(self.current);
        a.s.loop_depth = here.loop_depth;
        a.s.cold = here.cold;
        a.s.outer_handler = outer_handler;
        a.s.frames = waits.frames;
        a.s.values = waits.values;
        a.s.values.extend([self.plain(callee), self.plain(this), self.plain(new_target)]);
        a.s.call = Some(InlinedCall { constructs, callee, this, new_target, returns_to });
        a.registers = vec![None; data.register_count as usize];
        for n in 0..data.parameter_count as usize {
            a.registers[n] = inputs.get(2 + n).copied();
        }
        let (depth, cold) = (here.loop_depth, here.cold);
        let outer = std::mem::replace(&mut self.a, a);
        self.emit(Op::EnterInlined, vec![callee], vec![number as u64]);
        self.begin_speculation();
        let edge = self.edge(BlockId(0));
        self.terminate(Op::Jump, vec![], vec![edge]);
        self.blocks();
        self.a = outer;
        let block = &mut self.function.blocks[returns_to.index()];
        block.loop_depth = depth;
        block.cold = cold;
        self.current = returns_to;
        self.shapes.clear();
        self.a.pc = pc;
        self.write(dst, Some(result));
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
        let effects = op.effects();
        let keeps = matches!(
            op,
            Op::StoreSlot | Op::TypedSetI32 | Op::TypedSetF64 | Op::SetTop | Op::SetEnvironmentSlot | Op::EnterInlined
        );
        if (effects.runs_js || effects.writes) && !keeps {
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
            I::GetByName(i) => self.get_property(i.dst.0, i.object.0),
            I::SetByName(i) => self.set_property(i.object.0, i.value.0),
            I::SetByNameSloppy(i) => self.set_property(i.object.0, i.value.0),
            I::DefineByName(i) => self.set_property(i.object.0, i.value.0),
            I::GetByValue(i) => self.get_element(i.dst.0, i.object.0, i.key.0),
            I::SetByValue(i) => self.set_element(i.object.0, i.key.0, i.value.0),
            I::SetByValueSloppy(i) => self.set_element(i.object.0, i.key.0, i.value.0),
            I::GetLength(i) => self.get_length(i.dst.0, i.object.0),
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

/// Whether elements of such typed arrays are held as int32; `None`: they are no numbers.
fn typed_integers(kind: CellKind) -> Option<bool> {
    use CellKind::*;
    match kind {
        Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array => Some(true),
        Uint32Array | Float32Array | Float64Array => Some(false),
        _ => None,
    }
}

/// Whether all that a function returns is plainly `undefined`, as with most constructors: a register that is nowhere written, or
/// was made undefined right before.
fn returns_nothing(data: &FunctionData) -> bool {
    let mut written = vec![false; data.register_count as usize];
    written[..data.parameter_count as usize].fill(true);
    for (_, i) in jsc_abi::bytecode::instructions(&data.code) {
        i.visit(&mut |operand| {
            if let OperandView::Write(r) = operand {
                written[r as usize] = true;
            }
        });
    }
    let mut undefined = None;
    jsc_abi::bytecode::instructions(&data.code).all(|(_, i)| {
        let fits = match i {
            Instruction::ReturnValue(r) => undefined == Some(r.value.0) || !written[r.value.0 as usize],
            _ => true,
        };
        undefined = match i {
            Instruction::LoadUndefined(u) => Some(u.dst.0),
            _ => None,
        };
        fits
    })
}

/// Whether elements of all these typed arrays are held as int32; `None`: some are no numbers.
fn all_integers(kinds: &[CellKind]) -> Option<bool> {
    kinds.iter().map(|k| typed_integers(*k)).try_fold(true, |all, k| Some(all && k?))
}

fn uses_sloppy_this(data: &FunctionData) -> bool {
    jsc_abi::bytecode::instructions(&data.code).any(|(_, i)| matches!(i, Instruction::LoadThisSloppy(_)))
}

/// Code units up to which a function may be inlined.
pub const MAX_INLINE: usize = 260;

/// Whether calls of a function may be replaced by its code: it is small, and does nothing that needs an activation of its own.
pub fn is_inlinable(data: &FunctionData) -> bool {
    declines_inlining(data).is_none()
}
