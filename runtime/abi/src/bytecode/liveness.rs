//! Liveness of registers: which of them can still be read, at each instruction. Exits keep only these.
//!
//! A register is live if some path from here reads it before writing it. An exception is such a path: what a handler reads is
//! live before every throwing instruction of its region, also if that instruction writes the register, since it has not
//! written it when it throws.

use super::{BitSet, BlockId, ControlFlow, instructions};
use crate::image::writer::FunctionData;
use crate::opcode::{Instruction, OperandView};

/// Live registers of one function: stored for each block, computed within the block when asked.
pub struct Liveness<'a> {
    function: &'a FunctionData,
    flow: ControlFlow,
    live_in: Vec<BitSet>,
}

/// What a block as a whole does to liveness.
struct Transfer {
    /// Read before any write in the block.
    reads: BitSet,
    writes: BitSet,
    /// Written before the first instruction that throws: the handler does not need what these held before.
    writes_before_throw: BitSet,
}

impl<'a> Liveness<'a> {
    /// # Panics
    /// The function is not one that `verify` accepts.
    pub fn compute(function: &'a FunctionData) -> Liveness<'a> {
        Liveness::with_control_flow(function, ControlFlow::compute(function))
    }

    /// The same if the control flow of this very function is known already.
    pub fn with_control_flow(function: &'a FunctionData, flow: ControlFlow) -> Liveness<'a> {
        let register_count = function.register_count as usize;
        let transfers: Vec<Transfer> = flow
            .blocks
            .iter()
            .map(|block| {
                let mut t = Transfer {
                    reads: BitSet::new(register_count),
                    writes: BitSet::new(register_count),
                    writes_before_throw: BitSet::new(register_count),
                };
                let mut has_thrown = false;
                for (_, instruction) in instructions(&function.code[block.start as usize..block.end as usize]) {
                    reads(&instruction, |r| {
                        if !t.writes.contains(r) {
                            t.reads.insert(r)
                        }
                    });
                    has_thrown |= instruction.op().effects().throws;
                    writes(&instruction, |r| {
                        t.writes.insert(r);
                        if !has_thrown {
                            t.writes_before_throw.insert(r)
                        }
                    });
                }
                t
            })
            .collect();

        // Backward to the fixed point. Blocks that cannot be reached are included, so that every query has an answer.
        let mut live_in: Vec<BitSet> = transfers.iter().map(|t| t.reads.clone()).collect();
        let mut work: Vec<usize> = (0..flow.blocks.len()).filter(|b| !flow.is_reachable(BlockId(*b as u32))).collect();
        work.extend(flow.reverse_postorder.iter().map(|b| b.index()));
        let mut is_waiting = vec![true; flow.blocks.len()];
        let mut live = BitSet::new(register_count);
        while let Some(b) = work.pop() {
            is_waiting[b] = false;
            let (block, transfer) = (&flow.blocks[b], &transfers[b]);
            live.copy_from(&live_in[b]);
            let mut changed = false;
            for successor in block.successors() {
                changed |= live.union_with_difference(&live_in[successor.index()], &transfer.writes);
            }
            if let Some(handler) = block.exceptional {
                changed |= live.union_with_difference(&live_in[handler.index()], &transfer.writes_before_throw);
            }
            if changed {
                live_in[b].copy_from(&live);
                for p in &block.predecessors {
                    if !is_waiting[p.index()] {
                        is_waiting[p.index()] = true;
                        work.push(p.index());
                    }
                }
            }
        }
        Liveness { function, flow, live_in }
    }

    pub fn control_flow(&self) -> &ControlFlow {
        &self.flow
    }

    /// Registers that are live at the start of a block.
    pub fn live_in(&self, block: BlockId) -> &BitSet {
        &self.live_in[block.index()]
    }

    /// Registers that are live behind the last instruction of a block, if it ends without exception.
    pub fn live_out(&self, block: BlockId) -> BitSet {
        let mut live = BitSet::new(self.function.register_count as usize);
        for successor in self.flow.block(block).successors() {
            live.union_with(self.live_in(successor));
        }
        live
    }

    /// Registers that are live before the instruction at `pc`: what an exit that resumes *at* it must keep.
    ///
    /// # Panics
    /// No instruction begins at `pc`.
    pub fn live_before(&self, pc: u32) -> BitSet {
        let mut found = None;
        self.walk_back(self.flow.block_of(pc), pc, |at, _, before, _| {
            if at == pc {
                found = Some(before.clone())
            }
        });
        found.unwrap_or_else(|| panic!("no instruction begins at pc {pc}"))
    }

    /// Registers that are live behind the instruction at `pc`, its results included: what an exit that resumes *after* it must
    /// have.
    ///
    /// # Panics
    /// No instruction begins at `pc`.
    pub fn live_after(&self, pc: u32) -> BitSet {
        let mut found = None;
        self.walk_back(self.flow.block_of(pc), pc, |at, _, _, after| {
            if at == pc {
                found = Some(after.clone())
            }
        });
        found.unwrap_or_else(|| panic!("no instruction begins at pc {pc}"))
    }

    /// Calls `visit` with each instruction of the block from the last to the first: pc, instruction, live before, live after.
    /// For passes over all code; it computes each step once.
    pub fn visit_block(&self, block: BlockId, visit: impl FnMut(u32, &Instruction, &BitSet, &BitSet)) {
        self.walk_back(block, 0, visit)
    }

    /// The instructions of the block from the last down to the one at `until`.
    fn walk_back(&self, id: BlockId, until: u32, mut visit: impl FnMut(u32, &Instruction, &BitSet, &BitSet)) {
        let block = self.flow.block(id);
        let decoded: Vec<(usize, Instruction)> =
            instructions(&self.function.code[block.start as usize..block.end as usize]).collect();
        let mut after = self.live_out(id);
        let mut before = after.clone();
        for (at, instruction) in decoded.iter().rev() {
            let pc = block.start + *at as u32;
            if pc < until {
                break;
            }
            writes(instruction, |r| before.remove(r));
            reads(instruction, |r| before.insert(r));
            if let Some(handler) = block.exceptional
                && instruction.op().effects().throws
            {
                before.union_with(self.live_in(handler));
            }
            visit(pc, instruction, &before, &after);
            after.copy_from(&before);
        }
    }
}

fn reads(instruction: &Instruction, mut f: impl FnMut(usize)) {
    instruction.visit(&mut |operand| match operand {
        OperandView::Read(r) => f(r as usize),
        OperandView::Range(first, count) => (first as usize..first as usize + count as usize).for_each(&mut f),
        _ => {}
    });
}

fn writes(instruction: &Instruction, mut f: impl FnMut(usize)) {
    instruction.visit(&mut |operand| {
        if let OperandView::Write(r) = operand {
            f(r as usize)
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::{parse, verify};

    /// The body of a function with `; live: r1 r2` at the lines to check; all others may have anything.
    #[track_caller]
    fn check(text: &str) {
        let program = parse(&format!("function f0 {text}")).unwrap();
        verify(&program).unwrap_or_else(|e| panic!("{e}"));
        let function = &program.functions[0];
        let liveness = Liveness::compute(function);
        let pcs: Vec<u32> = instructions(&function.code).map(|(pc, _)| pc as u32).collect();
        let is_code = |l: &&str| {
            let word = l.split_whitespace().next().unwrap_or("");
            crate::opcode::Op::from_name(word).is_some()
        };
        let mut checked = 0;
        for (line, pc) in text.lines().filter(is_code).zip(pcs) {
            let Some((_, expected)) = line.split_once("; live:") else { continue };
            let live: Vec<String> = liveness.live_before(pc).iter().map(|r| format!("r{r}")).collect();
            assert_eq!(live.join(" "), expected.trim(), "at `{}`", line.trim());
            checked += 1;
        }
        assert!(checked > 0);
        // The whole-block visit agrees with single queries.
        for b in 0..liveness.control_flow().blocks.len() {
            let id = BlockId(b as u32);
            let mut first = None;
            liveness.visit_block(id, |pc, _, before, after| {
                assert_eq!(*before, liveness.live_before(pc));
                assert_eq!(*after, liveness.live_after(pc));
                first = Some(before.clone());
            });
            assert_eq!(first.as_ref(), Some(liveness.live_in(id)));
        }
    }

    #[test]
    fn straight_code() {
        check(
            "{
  load_int r1, 1          ; live: r0 r3
  add r0, r0, r1          ; live: r0 r1 r3
  mov r2, r0              ; live: r0 r3
  concat r0, r2+2         ; live: r2 r3
  return_value r0         ; live: r0
}",
        );
    }

    #[test]
    fn loops_carry_registers_around() {
        check(
            "entries=1 {
  load_int r0, 0          ; live: r1 r2
head:
  loop_header 0           ; live: r0 r1 r2
  jump_if_not_less r0, r1, exit ; live: r0 r1 r2
  add r3, r0, r2          ; live: r0 r1 r2
  mov r0, r3              ; live: r1 r2 r3
  jump head               ; live: r0 r1 r2
exit:
  return_value r0         ; live: r0
}",
        );
    }

    #[test]
    fn handlers_keep_registers_at_throwing_instructions_only() {
        check(
            "{
  load_int r5, 0          ; live:
try:
  load_int r1, 5          ; live: r5
  load_int r0, 1          ; live: r1 r5
  add r5, r1, r1          ; live: r0 r1 r5
  load_int r0, 2          ; live: r1 r5
  mov r0, r1              ; live: r1 r5
end:
  load_int r9, 0          ; live: r0 r5
  add r0, r0, r5          ; live: r0 r5
  return_value r0         ; live: r0
catch:
  catch r6                ; live: r0 r5
  add r0, r0, r5          ; live: r0 r5
  return_value r0         ; live: r0
  handler try..end -> catch
}",
        );
    }

    #[test]
    fn a_write_that_throws_does_not_kill_for_the_handler() {
        // r0 before the call is what the handler returns.
        check(
            "feedback=1 {
try:
  call r0, r1, r2, r3+0, s0   ; live: r0 r1 r2
end:
  return_value r0             ; live: r0
catch:
  catch r1                    ; live: r0
  return_value r0             ; live: r0
  handler try..end -> catch
}",
        );
    }

    #[test]
    fn handlers_in_loops_reach_the_fixed_point() {
        check(
            "entries=1 {
head:
  loop_header 0               ; live: r0 r1 r2 r7
try:
  add r1, r1, r2              ; live: r0 r1 r2 r7
end:
  jump head                   ; live: r0 r1 r2 r7
catch:
  catch r3                    ; live: r0 r1 r2 r7
  jump_if_true r0, head       ; live: r0 r1 r2 r7
  return_value r7             ; live: r7
  handler try..end -> catch
}",
        );
    }

    #[test]
    fn yields_write_two_registers_behind_the_suspension() {
        check(
            "flags=generator entries=2 {
  initial_yield r0, r1, 0     ; live: r2 r3
  yield_value r0, r1, r2, 1   ; live: r2 r3
  add r0, r0, r1              ; live: r0 r1 r3
  add r0, r0, r3              ; live: r0 r3
  return_value r0             ; live: r0
}",
        );
    }

    #[test]
    fn what_cannot_be_reached_is_no_use_before_it() {
        check(
            "{
  jump exit                   ; live: r0
dead:
  return_value r5             ; live: r5
exit:
  return_value r0             ; live: r0
}",
        );
    }
}
