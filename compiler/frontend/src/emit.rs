//! Building the code of one function: instructions, labels, registers in stack discipline, handlers, positions, notes; and
//! the constants of the program. Code that cannot be reached is not emitted.

use crate::positions::Positions;
use jsc_abi::image::writer::{ConstantData, FunctionData};
use jsc_abi::image::{Handler, Note, Position};
use jsc_abi::opcode::{Instruction, Op, OperandView};
use rustc_hash::FxHashMap;

pub type Reg = u16;

// Operands in the order of the opcode list.
pub use OperandView::{Const as K, Index as N, Int as I, Range as Args, Read as R, Write as W};

/// A place in the code that jumps name before it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

#[derive(Default)]
struct LabelState {
    pc: Option<u32>,
    /// Where in the code its pc must be written.
    uses: Vec<u32>,
}

/// Highest register number. A function that needs more is too large.
pub const MAX_REGISTERS: u32 = 60_000;

#[derive(Default)]
pub struct Emitter {
    pub code: Vec<u16>,
    labels: Vec<LabelState>,
    reachable: bool,
    handlers: Vec<Handler>,
    positions: Vec<Position>,
    notes: Vec<Note>,
    pub entry_count: u32,
    pub feedback_count: u32,
    next_register: u32,
    register_count: u32,
    /// Registers below are variables; those from it on are temporaries, which an expression may use as scratch space.
    pub locals_top: u32,
    pub overflow: bool,
    /// Source offset of the operation being lowered.
    offset: u32,
    /// A jump just emitted, for removal if it turns out to go to the next instruction.
    last_jump: Option<(Label, u32)>,
    /// Something refers to the pc here: do not take back code before it.
    barrier: u32,
}

impl Emitter {
    pub fn new(parameter_count: u32) -> Emitter {
        Emitter {
            reachable: true,
            next_register: parameter_count,
            register_count: parameter_count,
            locals_top: parameter_count,
            ..Emitter::default()
        }
    }

    // ---- registers ----

    /// A new temporary.
    pub fn temp(&mut self) -> Reg {
        self.temps(1)
    }

    /// The first of `count` new consecutive temporaries.
    pub fn temps(&mut self, count: u32) -> Reg {
        let first = self.next_register;
        if first + count > MAX_REGISTERS {
            self.overflow = true;
            return 0;
        }
        self.next_register += count;
        self.register_count = self.register_count.max(self.next_register);
        first as Reg
    }

    pub fn mark(&self) -> u32 {
        self.next_register
    }

    /// Frees all registers from `mark` on.
    pub fn release(&mut self, mark: u32) {
        self.next_register = mark;
    }

    /// Whether an expression may put intermediate results into `register`.
    pub fn is_temp(&self, register: Reg) -> bool {
        register as u32 >= self.locals_top
    }

    // ---- code ----

    pub fn pc(&self) -> u32 {
        self.code.len() as u32
    }

    pub fn is_reachable(&self) -> bool {
        self.reachable
    }

    /// The source offset that following instructions belong to.
    pub fn at(&mut self, offset: u32) {
        self.offset = offset;
    }

    pub fn offset(&self) -> u32 {
        self.offset
    }

    pub fn op(&mut self, positions: &Positions, op: Op, operands: &[OperandView]) {
        if !self.reachable {
            return;
        }
        let instruction = Instruction::from_operands(op, operands)
            .unwrap_or_else(|| panic!("the lowering gave {} the operands {operands:?}", op.name()));
        let effects = op.effects();
        if effects.throws || effects.runs_js {
            let (line, column) = positions.line_and_column(self.offset);
            if self.positions.last().is_none_or(|p| (p.line, p.column) != (line, column)) {
                self.positions.push(Position { pc: self.pc(), line, column });
            }
        }
        let code = &mut self.code;
        instruction.write(&mut |unit| code.push(unit));
        if effects.ends {
            self.reachable = false;
        }
    }

    /// Notes a text for the instruction that comes next.
    pub fn note(&mut self, text: u32) {
        if self.reachable {
            self.notes.push(Note { pc: self.pc(), text });
        }
    }

    pub fn slot(&mut self) -> OperandView {
        if self.reachable {
            self.feedback_count += 1;
        }
        OperandView::Slot(self.feedback_count.saturating_sub(1))
    }

    /// The number of the loop header or suspension that comes next.
    pub fn entry(&mut self) -> OperandView {
        if self.reachable {
            self.entry_count += 1;
        }
        OperandView::Index(self.entry_count.saturating_sub(1))
    }

    // ---- jumps ----

    pub fn label(&mut self) -> Label {
        self.labels.push(LabelState::default());
        Label(self.labels.len() as u32 - 1)
    }

    /// Emits a jump; `operands` are those before the target, which is always the last.
    pub fn jump_op(&mut self, positions: &Positions, op: Op, operands: &[OperandView], target: Label) {
        if !self.reachable {
            return;
        }
        let start = self.pc();
        let known = self.labels[target.0 as usize].pc;
        let mut all = [OperandView::Index(0); 4];
        all[..operands.len()].copy_from_slice(operands);
        all[operands.len()] = OperandView::Target(known.unwrap_or(0));
        self.op(positions, op, &all[..operands.len() + 1]);
        if known.is_none() {
            let at = self.pc() - 2;
            self.labels[target.0 as usize].uses.push(at);
            self.last_jump = (op == Op::Jump).then_some((target, start));
        }
    }

    pub fn jump(&mut self, positions: &Positions, target: Label) {
        self.jump_op(positions, Op::Jump, &[], target);
    }

    pub fn bind(&mut self, label: Label) {
        // A jump to what follows it.
        if let Some((target, start)) = self.last_jump
            && target == label
            && start + Op::Jump.length() as u32 == self.pc()
            && self.barrier <= start
        {
            self.code.truncate(start as usize);
            self.labels[label.0 as usize].uses.pop();
            self.reachable = true;
        }
        self.last_jump = None;
        let pc = self.pc();
        let state = &mut self.labels[label.0 as usize];
        debug_assert!(state.pc.is_none());
        state.pc = Some(pc);
        let uses = std::mem::take(&mut state.uses);
        self.reachable |= !uses.is_empty();
        for at in uses {
            self.code[at as usize] = pc as u16;
            self.code[at as usize + 1] = (pc >> 16) as u16;
        }
        self.barrier = pc;
    }

    // ---- handlers ----

    /// A pc that a handler region begins or ends at.
    pub fn region_point(&mut self) -> u32 {
        self.barrier = self.pc();
        self.pc()
    }

    /// Begins the handler of these regions. Inner handlers must be begun before outer ones. False if nothing can throw to it.
    pub fn begin_handler(&mut self, regions: &[(u32, u32)]) -> bool {
        let pc = self.region_point();
        let mut any = false;
        for &(start, end) in regions {
            if start < end {
                self.handlers.push(Handler { start, end, handler: pc });
                any = true;
            }
        }
        self.last_jump = None;
        self.reachable = any;
        any
    }

    pub fn finish(mut self, function: &mut FunctionData) {
        for state in &self.labels {
            debug_assert!(state.uses.is_empty(), "a jump to a label that was never bound");
        }
        // A function that only suspends or throws may end without a return.
        if self.code.is_empty() {
            Instruction::from_operands(Op::Nop, &[]).unwrap().write(&mut |unit| self.code.push(unit));
        }
        function.code = self.code;
        function.handlers = self.handlers;
        function.positions = self.positions;
        function.notes = self.notes;
        function.register_count = self.register_count;
        function.feedback_count = self.feedback_count;
        function.entry_count = self.entry_count;
    }
}

#[derive(PartialEq, Eq, Hash)]
enum ConstantKey {
    Number(u64),
    String(Vec<u16>),
    BigInt(String),
    Keys(Vec<u32>),
}

/// The constants of a program, each once.
#[derive(Default)]
pub struct Constants {
    pub data: Vec<ConstantData>,
    known: FxHashMap<ConstantKey, u32>,
}

impl Constants {
    fn add(&mut self, key: ConstantKey, make: impl FnOnce() -> ConstantData) -> u32 {
        let next = self.data.len() as u32;
        let index = *self.known.entry(key).or_insert(next);
        if index == next {
            self.data.push(make());
        }
        index
    }

    pub fn number(&mut self, value: f64) -> u32 {
        self.add(ConstantKey::Number(value.to_bits()), || ConstantData::Number(value))
    }

    pub fn units(&mut self, units: Vec<u16>, key: bool) -> u32 {
        let copy = units.clone();
        let index = self.add(ConstantKey::String(units), || ConstantData::String { units: copy, key });
        if key && let ConstantData::String { key, .. } = &mut self.data[index as usize] {
            *key = true;
        }
        index
    }

    /// A string that is no property key.
    pub fn string(&mut self, text: &str) -> u32 {
        self.units(text.encode_utf16().collect(), false)
    }

    /// A property key.
    pub fn key(&mut self, text: &str) -> u32 {
        self.units(text.encode_utf16().collect(), true)
    }

    pub fn bigint(&mut self, digits: &str) -> u32 {
        self.add(ConstantKey::BigInt(digits.to_string()), || ConstantData::BigInt(digits.to_string()))
    }

    pub fn keys(&mut self, keys: Vec<u32>) -> u32 {
        let copy = keys.clone();
        self.add(ConstantKey::Keys(keys), || ConstantData::Keys(copy))
    }

    /// Each regular expression literal and template is a site of its own.
    pub fn site(&mut self, data: ConstantData) -> u32 {
        self.data.push(data);
        self.data.len() as u32 - 1
    }
}
