//! What several passes do to a function: replace values, drop blocks, list what reaches a block.

use crate::sir::{Block, Definition, Edge, Function, Inst, InstData, Value};

/// Values to be replaced by others, noted one by one and then applied to the whole function at once.
pub struct Replacements {
    with: Vec<Value>,
    any: bool,
}

impl Replacements {
    pub fn new(f: &Function) -> Replacements {
        Replacements { with: (0..f.values.len() as u32).map(Value).collect(), any: false }
    }

    /// Uses of `old` shall become uses of `new`, or of what that is replaced by.
    pub fn replace(&mut self, old: Value, new: Value) {
        let new = self.resolve(new);
        debug_assert_ne!(old, new);
        while self.with.len() <= old.index() {
            self.with.push(Value(self.with.len() as u32));
        }
        self.with[old.index()] = new;
        self.any = true;
    }

    /// What stands for `v` at last.
    pub fn resolve(&mut self, v: Value) -> Value {
        let mut last = v;
        while let Some(&next) = self.with.get(last.index())
            && next != last
        {
            last = next;
        }
        // Later walks are short.
        let mut at = v;
        while at != last {
            at = std::mem::replace(&mut self.with[at.index()], last);
        }
        last
    }

    /// Changes all uses in the layout. Definitions of replaced values become dead; their instructions must be gone.
    pub fn apply(mut self, f: &mut Function) {
        if !self.any {
            return;
        }
        for b in f.layout.clone() {
            for i in f.block(b).insts.clone() {
                for v in uses_mut(f.inst_mut(i)) {
                    *v = self.resolve(*v);
                }
            }
        }
        for (n, with) in self.with.iter().enumerate() {
            if with.index() != n {
                f.values[n].definition = Definition::Dead;
            }
        }
    }
}

/// Inputs, arguments of all edges, and values of the frame state.
pub fn uses(data: &InstData) -> impl Iterator<Item = Value> + '_ {
    let edges = data.targets.iter().chain(&data.handler);
    let state = data.state.iter().flat_map(|s| s.values.iter().copied());
    data.args.iter().copied().chain(edges.flat_map(|e| e.args.iter().copied())).chain(state)
}

/// Inputs, arguments of all edges, and values of the frame state.
pub fn uses_mut(data: &mut InstData) -> impl Iterator<Item = &mut Value> {
    let edges = data.targets.iter_mut().chain(&mut data.handler);
    let state = data.state.iter_mut().flat_map(|s| s.values.iter_mut());
    data.args.iter_mut().chain(edges.flat_map(|e| e.args.iter_mut())).chain(state)
}

/// All edges of an instruction.
pub fn edges(data: &InstData) -> impl Iterator<Item = &Edge> {
    data.targets.iter().chain(&data.handler)
}

/// All edges of an instruction.
pub fn edges_mut(data: &mut InstData) -> impl Iterator<Item = &mut Edge> {
    data.targets.iter_mut().chain(&mut data.handler)
}

/// For each block the instructions of the layout with an edge to it; once for each edge.
pub fn predecessors(f: &Function) -> Vec<Vec<(Block, Inst)>> {
    let mut result = vec![Vec::new(); f.blocks.len()];
    for &b in &f.layout {
        for &i in &f.block(b).insts {
            for edge in edges(f.inst(i)) {
                result[edge.block.index()].push((b, i));
            }
        }
    }
    result
}

/// The blocks of the loop that begins with `header`, which dominates `back`, the blocks that jump back to it.
pub fn natural_loop(f: &Function, header: Block, back: &[Block], predecessors: &[Vec<(Block, Inst)>]) -> Vec<Block> {
    let mut inside = vec![false; f.blocks.len()];
    inside[header.index()] = true;
    let (mut blocks, mut work) = (vec![header], back.to_vec());
    while let Some(b) = work.pop() {
        if !std::mem::replace(&mut inside[b.index()], true) {
            blocks.push(b);
            work.extend(predecessors[b.index()].iter().map(|p| p.0));
        }
    }
    blocks
}

/// Makes the layout the reachable blocks, in the order in which they were. Values of the other blocks are dead.
pub fn remove_unreachable(f: &mut Function) -> bool {
    let mut reachable = vec![false; f.blocks.len()];
    for b in f.reverse_postorder() {
        reachable[b.index()] = true;
    }
    let removed: Vec<Block> = f.layout.iter().copied().filter(|b| !reachable[b.index()]).collect();
    for &b in &removed {
        let block = std::mem::take(&mut f.blocks[b.index()]);
        let results = block.insts.iter().filter_map(|i| f.inst(*i).result);
        for v in block.params.into_iter().chain(results.collect::<Vec<_>>()) {
            f.values[v.index()].definition = Definition::Dead;
        }
    }
    f.layout.retain(|b| reachable[b.index()]);
    !removed.is_empty()
}

/// Removes those parameters of `b` for which `keep` is false, and the arguments for them. `into` are the instructions with an
/// edge to `b` (an instruction may be there more than once).
pub fn retain_params(f: &mut Function, b: Block, keep: &[bool], into: &[(Block, Inst)]) {
    let mut insts: Vec<Inst> = into.iter().map(|p| p.1).collect();
    insts.sort_unstable();
    insts.dedup();
    for i in insts {
        for edge in edges_mut(f.inst_mut(i)).filter(|e| e.block == b) {
            let mut kept = keep.iter();
            edge.args.retain(|_| *kept.next().expect("as many arguments as parameters"));
        }
    }
    let params = std::mem::take(&mut f.blocks[b.index()].params);
    for (p, keep) in params.into_iter().zip(keep) {
        if *keep {
            let index = f.block(b).params.len() as u32;
            f.values[p.index()].definition = Definition::Parameter(b, index);
            f.blocks[b.index()].params.push(p);
        } else {
            f.values[p.index()].definition = Definition::Dead;
        }
    }
}
