//! Basic blocks and control flow of a function's bytecode. For liveness and the SIR builder; expects code that `verify`
//! accepts.

use super::{BitSet, instructions, is_suspension};
use crate::image::writer::FunctionData;
use crate::opcode::{Instruction, Op, OperandView};

/// A block's place in [`ControlFlow::blocks`]. Blocks are numbered in bytecode order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct BlockId(pub u32);

impl BlockId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Instructions that control enters only at the first and, exceptions aside, leaves only behind the last.
///
/// A block also begins at every handler region's start and end (so that one handler serves all its instructions), at every
/// `loop_header`, and behind every suspension (where native code is entered in the middle).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    pub start: u32,
    /// Exclusive.
    pub end: u32,
    /// The pc of the last instruction.
    pub last: u32,
    /// Where control goes behind the last instruction.
    pub fallthrough: Option<BlockId>,
    /// Where the last instruction jumps.
    pub taken: Option<BlockId>,
    /// The handler of the region that the block is in.
    pub handler: Option<BlockId>,
    /// `handler`, if an instruction of the block throws.
    pub exceptional: Option<BlockId>,
    /// All blocks from which an edge of any kind comes, unreachable ones included; ascending, each once.
    pub predecessors: Vec<BlockId>,
    /// The number of the entry in the middle at the block's start: it begins with `loop_header` or follows a suspension.
    pub entry: Option<u32>,
    /// A jump (or exception) from within the loop comes back here.
    pub is_loop_header: bool,
}

impl Block {
    /// Successors without exception: first the fallthrough. A jump to the next instruction gives one block twice.
    pub fn successors(&self) -> impl Iterator<Item = BlockId> + use<> {
        self.fallthrough.into_iter().chain(self.taken)
    }

    /// All successors.
    pub fn all_successors(&self) -> impl Iterator<Item = BlockId> + use<> {
        self.successors().chain(self.exceptional)
    }
}

/// The control flow of one function. Resumption of suspended activations is an edge from the suspension to the
/// instruction behind it, like any fallthrough.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ControlFlow {
    /// In bytecode order; block 0 is the function's entry. They cover the code.
    pub blocks: Vec<Block>,
    /// The blocks that can be reached, each after its predecessors but for back edges. The fallthrough comes right behind
    /// its block where that is possible, handlers late.
    pub reverse_postorder: Vec<BlockId>,
    /// Blocks that begin loops (by back edges, not by `loop_header` instructions), in reverse postorder.
    pub loop_headers: Vec<BlockId>,
    reachable: BitSet,
}

impl ControlFlow {
    /// # Panics
    /// The code is not one that `verify` accepts.
    pub fn compute(function: &FunctionData) -> ControlFlow {
        let code = &function.code;
        let length = code.len();

        // Leaders, and what is needed of the instructions, in one pass.
        let mut leaders = BitSet::new(length + 1);
        leaders.insert(0);
        let mut end = 0;
        for (pc, instruction) in instructions(code) {
            let op = instruction.op();
            end = pc + op.length();
            let target = instruction.target();
            if let Some(target) = target {
                leaders.insert(target as usize);
            }
            if target.is_some() || op.effects().ends || is_suspension(op) {
                leaders.insert(end);
            }
            if op == Op::LoopHeader {
                leaders.insert(pc);
            }
        }
        assert!(length > 0 && end == length, "bytecode does not decode");
        for h in &function.handlers {
            for pc in [h.start, h.end, h.handler] {
                leaders.insert(pc as usize);
            }
        }
        let starts: Vec<usize> = leaders.iter().filter(|pc| *pc < length).collect();
        let block_at = |pc: usize| match starts.binary_search(&pc) {
            Ok(block) => BlockId(block as u32),
            Err(_) => panic!("jump out of the bytecode"),
        };

        let mut blocks: Vec<Block> = Vec::with_capacity(starts.len());
        let mut entry_behind = None;
        for (i, start) in starts.iter().copied().enumerate() {
            let end = starts.get(i + 1).copied().unwrap_or(length);
            let handler = function
                .handlers
                .iter()
                .find(|h| h.start as usize <= start && start < h.end as usize)
                .map(|h| block_at(h.handler as usize));
            let mut block = Block {
                start: start as u32,
                end: end as u32,
                last: start as u32,
                fallthrough: None,
                taken: None,
                handler,
                exceptional: None,
                predecessors: Vec::new(),
                entry: entry_behind.take(),
                is_loop_header: false,
            };
            let mut last = None;
            let mut behind = start;
            for (at, instruction) in instructions(&code[start..end]) {
                let op = instruction.op();
                block.last = (start + at) as u32;
                behind = start + at + op.length();
                if op.effects().throws {
                    block.exceptional = handler;
                }
                if op == Op::LoopHeader {
                    block.entry = entry_of(&instruction);
                }
                last = Some(instruction);
            }
            assert!(behind == end, "jump into an instruction");
            if let Some(last) = last {
                block.taken = last.target().map(|pc| block_at(pc as usize));
                if !last.op().effects().ends {
                    assert!(end < length, "control falls off the end of the bytecode");
                    block.fallthrough = Some(BlockId(i as u32 + 1));
                }
                if is_suspension(last.op()) {
                    entry_behind = entry_of(&last);
                }
            }
            blocks.push(block);
        }

        for i in 0..blocks.len() {
            let from = BlockId(i as u32);
            for to in blocks[i].all_successors() {
                let predecessors = &mut blocks[to.index()].predecessors;
                if predecessors.last() != Some(&from) {
                    predecessors.push(from);
                }
            }
        }

        let (reverse_postorder, back_targets, reachable) = depth_first(&blocks);
        let loop_headers: Vec<BlockId> =
            reverse_postorder.iter().copied().filter(|b| back_targets.contains(b.index())).collect();
        for b in &loop_headers {
            blocks[b.index()].is_loop_header = true;
        }
        ControlFlow { blocks, reverse_postorder, loop_headers, reachable }
    }

    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.index()]
    }

    /// The block that holds the instruction at `pc`.
    ///
    /// # Panics
    /// `pc` is beyond the code.
    pub fn block_of(&self, pc: u32) -> BlockId {
        assert!(self.blocks.last().is_some_and(|b| pc < b.end));
        BlockId(self.blocks.partition_point(|b| b.start <= pc) as u32 - 1)
    }

    /// Whether control can get to the block, by any edge.
    pub fn is_reachable(&self, id: BlockId) -> bool {
        self.reachable.contains(id.index())
    }
}

fn entry_of(instruction: &Instruction) -> Option<u32> {
    let mut entry = None;
    instruction.visit(&mut |operand| {
        if let OperandView::Index(i) = operand {
            entry = Some(i)
        }
    });
    entry
}

/// Reverse postorder, targets of back edges, and the blocks that were reached. Not recursive: code can be long.
fn depth_first(blocks: &[Block]) -> (Vec<BlockId>, BitSet, BitSet) {
    // The successor that is visited last comes first in reverse postorder.
    let successors = |b: BlockId| {
        let block = &blocks[b.index()];
        [block.exceptional, block.taken, block.fallthrough]
    };
    let mut reached = BitSet::new(blocks.len());
    let mut finished = BitSet::new(blocks.len());
    let mut back_targets = BitSet::new(blocks.len());
    let mut order = Vec::with_capacity(blocks.len());
    let mut stack = vec![(BlockId(0), 0)];
    reached.insert(0);
    while let Some((block, next)) = stack.last_mut() {
        let block = *block;
        match successors(block).get(*next) {
            None => {
                finished.insert(block.index());
                order.push(block);
                stack.pop();
            }
            Some(successor) => {
                *next += 1;
                let Some(successor) = *successor else { continue };
                if !reached.contains(successor.index()) {
                    reached.insert(successor.index());
                    stack.push((successor, 0));
                } else if !finished.contains(successor.index()) {
                    // Reached but not finished: it is on the stack, so it leads here.
                    back_targets.insert(successor.index());
                }
            }
        }
    }
    order.reverse();
    (order, back_targets, reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::{parse, verify};

    fn flow(body: &str) -> ControlFlow {
        let program = parse(&format!("function f0 {body}")).unwrap();
        verify(&program).unwrap_or_else(|e| panic!("{e}"));
        ControlFlow::compute(&program.functions[0])
    }

    fn ids(blocks: &[BlockId]) -> Vec<u32> {
        blocks.iter().map(|b| b.0).collect()
    }

    #[test]
    fn straight_code_is_one_block() {
        let flow = flow("{\n load_int r0, 1\n return_value r0\n}");
        assert_eq!(flow.blocks.len(), 1);
        let b = &flow.blocks[0];
        assert_eq!((b.start, b.end, b.last), (0, 6, 4));
        assert_eq!(b.all_successors().count() + b.predecessors.len(), 0);
        assert_eq!(ids(&flow.reverse_postorder), [0]);
    }

    #[test]
    fn a_loop_with_a_branch() {
        let flow = flow(
            "entries=1 {
  load_int r0, 0
head:
  loop_header 0
  jump_if_false r0, exit
  jump_if_true r1, other
  inc r0, r0
  jump head
other:
  dec r0, r0
  jump head
exit:
  return_value r0
}",
        );
        // 0 before, 1 head, 2 second test, 3 inc, 4 other, 5 exit
        assert_eq!(flow.blocks.len(), 6);
        let edges: Vec<Vec<u32>> = flow.blocks.iter().map(|b| b.successors().map(|s| s.0).collect()).collect();
        assert_eq!(edges, [vec![1], vec![2, 5], vec![3, 4], vec![1], vec![1], vec![]]);
        assert_eq!(ids(&flow.blocks[1].predecessors), [0, 3, 4]);
        assert_eq!(ids(&flow.reverse_postorder), [0, 1, 2, 3, 4, 5]);
        assert_eq!(ids(&flow.loop_headers), [1]);
        assert_eq!(flow.blocks[1].entry, Some(0));
        assert!(flow.blocks[1].is_loop_header && !flow.blocks[2].is_loop_header);
        assert_eq!(flow.block_of(flow.blocks[3].end - 1), BlockId(3));
    }

    #[test]
    fn handlers_split_blocks_and_only_what_throws_has_the_edge() {
        let flow = flow(
            "{
  add r0, r0, r1
try:
  add r0, r0, r1
  jump_if_true r0, quiet
  add r1, r0, r1
quiet:
  load_int r1, 1
end:
  add r0, r0, r1
  return_value r0
catch:
  catch r2
  throw r2
  handler try..end -> catch
}",
        );
        // 0 before, 1 try, 2 second add, 3 quiet, 4 end, 5 catch
        let exceptional: Vec<Option<u32>> = flow.blocks.iter().map(|b| b.exceptional.map(|h| h.0)).collect();
        assert_eq!(exceptional, [None, Some(5), Some(5), None, None, None]);
        assert_eq!(flow.blocks[3].handler, Some(BlockId(5)));
        assert_eq!(ids(&flow.blocks[5].predecessors), [1, 2]);
        assert_eq!(ids(&flow.reverse_postorder), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn inner_handlers_win_and_a_retry_is_a_loop() {
        let flow = flow(
            "{
outer:
  add r0, r0, r0
inner:
  add r0, r0, r0
end:
  return_value r0
first:
  catch r1
  jump outer
second:
  catch r1
  return_value r1
  handler inner..end -> first
  handler outer..end -> second
}",
        );
        let exceptional: Vec<Option<u32>> = flow.blocks.iter().map(|b| b.exceptional.map(|h| h.0)).collect();
        assert_eq!(exceptional, [Some(4), Some(3), None, None, None]);
        assert_eq!(ids(&flow.loop_headers), [0]);
    }

    #[test]
    fn suspensions_end_blocks_and_enter_behind() {
        let flow = flow(
            "flags=generator entries=2 {
  initial_yield r0, r1, 0
  yield_value r0, r1, r2, 1
  return_value r0
}",
        );
        let entries: Vec<Option<u32>> = flow.blocks.iter().map(|b| b.entry).collect();
        assert_eq!(entries, [None, Some(0), Some(1)]);
        assert_eq!(flow.blocks[0].fallthrough, Some(BlockId(1)));
    }

    #[test]
    fn unreachable_blocks_are_not_in_the_order() {
        let flow = flow("{\n return_value r0\ndead:\n jump dead\n}");
        assert_eq!(ids(&flow.reverse_postorder), [0]);
        assert!(!flow.is_reachable(BlockId(1)) && flow.is_reachable(BlockId(0)));
        assert!(flow.loop_headers.is_empty());
    }
}
