//! Predictions for code that goes on behind an exit: what a loop adds up is no longer taken for an int32. That it stays one is predicted
//! of most sums, as most of them are small; but where a function was left in a loop, the sum that has outgrown int32 is the commonest cause,
//! and it will not come back.

use super::prediction::FunctionPrediction;
use crate::sir::Kinds;
use jsc_abi::bytecode::ControlFlow;
use jsc_abi::image::writer::FunctionData;
use jsc_abi::opcode::{Instruction, OperandView};

/// The prediction with numbers in place of int32s where values are added up (`x = x + y`, whatever y is), and in what is computed with
/// them.
pub fn widened(prediction: &FunctionPrediction, data: &FunctionData) -> FunctionPrediction {
    let mut wider = prediction.clone();
    let flow = ControlFlow::compute(data);
    // By block: which registers hold sums at its start.
    let mut at: Vec<Option<Vec<bool>>> = vec![None; flow.blocks.len()];
    at[0] = Some(vec![false; data.register_count as usize]);
    let mut again = true;
    while std::mem::take(&mut again) {
        for &id in &flow.reverse_postorder {
            let Some(mut sums) = at[id.index()].clone() else { continue };
            let block = flow.block(id);
            let mut at_throw = sums.clone();
            let mut pc = block.start as usize;
            while pc < block.end as usize {
                let (instruction, next) = Instruction::decode(&data.code, pc).expect("verified bytecode");
                let predicted = wider.values.get_mut(&(pc as u32));
                let int32 = predicted.as_ref().is_none_or(|p| p.kinds == Kinds::INT32 || p.kinds == Kinds::NUMBER);
                let is_sum = int32 && gives_sum(&instruction, &sums);
                if let Some(p) = predicted.filter(|_| is_sum && !matches!(instruction, Instruction::Mov(_))) {
                    p.kinds = Kinds::NUMBER;
                }
                instruction.visit(&mut |operand| {
                    if let OperandView::Write(r) = operand {
                        sums[r as usize] = is_sum;
                        at_throw[r as usize] |= is_sum;
                    }
                });
                pc = next;
            }
            for successor in block.successors() {
                again |= join(&mut at[successor.index()], &sums);
            }
            if let Some(handler) = block.exceptional {
                again |= join(&mut at[handler.index()], &at_throw);
            }
        }
    }
    wider
}

fn join(to: &mut Option<Vec<bool>>, from: &[bool]) -> bool {
    match to {
        None => *to = Some(from.to_vec()),
        Some(to) => {
            let mut changed = false;
            for (a, b) in to.iter_mut().zip(from) {
                changed |= *b && !std::mem::replace(a, true);
            }
            return changed;
        }
    }
    true
}

/// Whether an instruction's result is a sum, or computed with one.
fn gives_sum(instruction: &Instruction, sums: &[bool]) -> bool {
    use Instruction as I;
    let is = |r: u16| sums[r as usize];
    let binary = |dst: u16, lhs: u16, rhs: u16| dst == lhs || dst == rhs || is(lhs) || is(rhs);
    match instruction {
        I::Add(i) => binary(i.dst.0, i.lhs.0, i.rhs.0),
        I::Sub(i) => binary(i.dst.0, i.lhs.0, i.rhs.0),
        I::Mul(i) => binary(i.dst.0, i.lhs.0, i.rhs.0),
        I::AddInt(i) => is(i.lhs.0),
        I::SubInt(i) => is(i.lhs.0),
        I::MulInt(i) => is(i.lhs.0),
        I::Inc(i) => is(i.src.0),
        I::Dec(i) => is(i.src.0),
        I::Neg(i) => is(i.src.0),
        I::ToNumber(i) => is(i.src.0),
        I::ToNumeric(i) => is(i.src.0),
        I::Mov(i) => is(i.src.0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::prediction::Predicted;

    #[test]
    fn sums_are_numbers_and_counters_stay_int32() {
        let text = r#"program source=k0
            k0 = "app.js"
            function f0 name="f" length=1 parameters=1 registers=5 entries=1 flags=strict {
            HEAD:
                loop_header 0
                add r1, r1, r2
                inc r2, r2
                add_int r3, r1, 5
                bit_and_int r4, r1, 7
                jump_if_less r2, r0, HEAD
                return_value r3
            }"#;
        let program = jsc_abi::bytecode::parse(text).unwrap_or_else(|e| panic!("{e}"));
        let data = &program.functions[0];
        let mut prediction = FunctionPrediction::default();
        let pcs: Vec<(u32, &str)> =
            jsc_abi::bytecode::instructions(&data.code).map(|(pc, i)| (pc as u32, i.op().name())).collect();
        for (pc, _) in pcs.iter().filter(|(_, name)| !matches!(*name, "loop_header" | "jump_if_less" | "return_value"))
        {
            prediction.values.insert(*pc, Predicted::of(Kinds::INT32));
        }
        let wider = widened(&prediction, data);
        let wide: Vec<&str> = pcs
            .iter()
            .filter(|(pc, _)| wider.values.get(pc).is_some_and(|p| p.kinds == Kinds::NUMBER))
            .map(|p| p.1)
            .collect();
        assert_eq!(wide, ["add", "add_int"]);
    }
}
