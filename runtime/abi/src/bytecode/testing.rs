//! Programs for the tests of this crate.

use crate::bytecode::operand_kinds;
use crate::image::writer::{ConstantData, FunctionData, ProgramData};
use crate::image::{Handler, Note, Position};
use crate::opcode::{Instruction, Op, OperandView};

/// A small generator of numbers (xorshift), so that tests repeat.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32 % limit
    }
}

fn constants() -> Vec<ConstantData> {
    let string = |s: &str, key| ConstantData::String { units: s.encode_utf16().collect(), key };
    vec![
        string("app.js", false),
        string("x", true),
        ConstantData::Number(0.5),
        ConstantData::BigInt("-12".into()),
        ConstantData::Keys(vec![1]),
        ConstantData::RegExp { pattern: 0, flags: 1 },
        ConstantData::Template(vec![(Some(0), 1), (None, 0)]),
    ]
}

/// A program with every opcode, each operand with another value (as far as it has room). It does not verify.
pub fn program_of_all_opcodes() -> ProgramData {
    let mut code = Vec::new();
    let mut positions = Vec::new();
    let mut notes = Vec::new();
    for op in Op::ALL {
        let pc = code.len() as u32;
        if !pc.is_multiple_of(3) {
            positions.push(Position { pc, line: pc + 1, column: op as u32 + 1 });
        }
        if pc.is_multiple_of(5) {
            notes.push(Note { pc, text: pc % 2 });
        }
        let mut operands = operand_kinds(op);
        for (i, operand) in operands.iter_mut().enumerate() {
            let n = 60_000 + op as u32 * 8 + i as u32;
            *operand = match operand {
                OperandView::Read(_) => OperandView::Read(n as u16),
                OperandView::Write(_) => OperandView::Write(n as u16),
                OperandView::Range(..) => OperandView::Range(n as u16, i as u16),
                OperandView::Const(_) => OperandView::Const(if n.is_multiple_of(2) { n % 7 } else { n * 1000 }),
                OperandView::Int(_) => {
                    OperandView::Int(if n.is_multiple_of(2) { -(n as i32) } else { i32::MAX - n as i32 })
                }
                OperandView::Index(_) => OperandView::Index(if n.is_multiple_of(2) { n % 3 } else { u32::MAX - n }),
                OperandView::Target(_) => OperandView::Target(if n.is_multiple_of(2) { pc } else { n }),
                OperandView::Slot(_) => OperandView::Slot(n * 100),
            }
        }
        Instruction::from_operands(op, &operands).unwrap().write(&mut |u| code.push(u));
    }
    let end = code.len() as u32;
    let function = FunctionData {
        name: 1,
        flags: 0x8000_0003,
        length: 1,
        parameter_count: 2,
        register_count: 3,
        feedback_count: 4,
        inline_slots: 5,
        entry_count: 6,
        line: 7,
        column: 8,
        text_start: 1,
        text_end: 5,
        code,
        handlers: vec![Handler { start: 3, end, handler: 0 }, Handler { start: 1, end: end + 9, handler: 2 }],
        positions,
        notes,
    };
    let other = FunctionData { name: 0, code: vec![Op::Nop as u16], ..FunctionData::default() };
    ProgramData {
        functions: vec![function, other],
        constants: constants(),
        top_count: 9,
        source_name: 0,
        text: "a\n\"ü\" b".into(),
    }
}

/// A program of random units; with `mostly_decodes`, most are whole instructions. Handlers, positions and notes are
/// random too, sometimes unsorted.
pub fn random_program(random: &mut Random, mostly_decodes: bool) -> ProgramData {
    let mut program = ProgramData { constants: constants(), top_count: random.below(5), ..ProgramData::default() };
    for _ in 0..random.below(4) {
        let mut code = Vec::new();
        for _ in 0..random.below(40) {
            if mostly_decodes && random.below(20) != 0 {
                let op = Op::ALL[random.below(Op::COUNT as u32) as usize];
                code.push(op as u16);
                // High halves of words are mostly 0, so that some jumps have their target in the code.
                code.extend((1..op.length()).map(|_| if random.below(2) == 0 { 0 } else { random.below(60) as u16 }));
            } else {
                code.push(random.below(Op::COUNT as u32 * 2) as u16);
            }
        }
        let limit = code.len() as u32 + 2;
        let mut function =
            FunctionData { name: random.below(2), code, flags: random.below(1 << 16), ..Default::default() };
        for _ in 0..random.below(3) {
            let [start, end, handler] = [random.below(limit), random.below(limit), random.below(limit)];
            function.handlers.push(Handler { start, end, handler });
            function.positions.push(Position { pc: start, line: end, column: handler });
            function.notes.push(Note { pc: handler, text: random.below(9) });
        }
        program.functions.push(function);
    }
    program
}
