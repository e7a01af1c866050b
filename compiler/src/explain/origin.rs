//! Which value a value is, behind guards and joins.

use crate::sir::dominators::Dominators;
use crate::sir::{Block, Definition, Function, Inst, Op, Value};
use std::collections::{HashMap, HashSet};

/// Joins and guards that are looked through for one value.
const MAX_STEPS: usize = 500;

pub struct Origins<'a> {
    f: &'a Function,
    /// What edges bring, by block and parameter.
    incoming: HashMap<(u32, u32), Vec<Value>>,
    /// Block of each instruction, and its position there.
    places: HashMap<Inst, (Block, usize)>,
    /// Guards by what they test: op, what is asked for, origin.
    guards: HashMap<(Op, u64, Inst), Vec<Inst>>,
    dominators: Dominators,
}

impl<'a> Origins<'a> {
    pub fn new(f: &'a Function) -> Origins<'a> {
        let mut incoming: HashMap<(u32, u32), Vec<Value>> = HashMap::new();
        let mut places = HashMap::new();
        for &b in &f.layout {
            for edge in f.edges(b) {
                for (n, v) in edge.args.iter().enumerate() {
                    incoming.entry((edge.block.0, n as u32)).or_default().push(*v);
                }
            }
            places.extend(f.block(b).insts.iter().enumerate().map(|(n, i)| (*i, (b, n))));
        }
        let mut origins = Origins { f, incoming, places, guards: HashMap::new(), dominators: Dominators::of(f) };
        for &i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
            if let Some(test) = origins.test(i) {
                origins.guards.entry(test).or_default().push(i);
            }
        }
        origins
    }

    fn test(&self, guard: Inst) -> Option<(Op, u64, Inst)> {
        let data = self.f.inst(guard);
        match is_guard(data.op) {
            true => Some((data.op, data.immediates[0], self.of(data.args[0])?)),
            false => None,
        }
    }

    /// A guard of the same value for the same that every way to this one comes by. (A shape may have changed since.)
    pub fn tested_before(&self, guard: Inst) -> Option<Inst> {
        let (block, n) = *self.places.get(&guard)?;
        let is_before = |other: &Inst| {
            let (b, at) = self.places[other];
            if b == block { at < n } else { self.dominators.dominates(b, block) }
        };
        self.guards.get(&self.test(guard)?)?.iter().copied().find(is_before)
    }

    /// The instruction whose result this is, if it is one whichever way control came.
    pub fn of(&self, v: Value) -> Option<Inst> {
        let mut origin = None;
        let (mut seen, mut todo) = (HashSet::new(), vec![v]);
        while let Some(v) = todo.pop() {
            if !seen.insert(v) {
                continue;
            }
            if seen.len() > MAX_STEPS {
                return None;
            }
            match self.f.values[v.index()].definition {
                Definition::Parameter(b, n) => todo.extend(self.incoming.get(&(b.0, n))?),
                Definition::Result(i) if is_guard(self.f.inst(i).op) || self.f.inst(i).op == Op::RefineFunction => {
                    todo.push(self.f.inst(i).args[0]);
                }
                Definition::Result(i) if origin.is_none_or(|o| o == i) => origin = Some(i),
                _ => return None,
            }
        }
        origin
    }

    /// Loops around an instruction.
    pub fn depth(&self, i: Inst) -> u32 {
        self.places.get(&i).map_or(0, |(b, _)| self.f.block(*b).loop_depth)
    }
}

/// Ops that give their input.
pub fn is_guard(op: Op) -> bool {
    op.is_guard() || op == Op::GuardRange
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sir::{Block, Edge, Form, Type};

    #[test]
    fn guards_and_joins_are_looked_through() {
        let mut f = Function::new("f".into(), 0, Form::Speculative);
        let [start, header, body] = [0, 1, 2].map(|_| f.new_block());
        let p = f.new_param(header, Type::BOXED);
        let q = f.new_param(header, Type::BOXED);
        let add = |f: &mut Function, b: Block, op, args, immediates, targets| {
            let i = f.new_inst(op, args, immediates, 0);
            f.inst_mut(i).targets = targets;
            f.blocks[b.index()].insts.push(i);
            i
        };
        let edge = |block, args| Edge { block, args };
        let x = add(&mut f, start, Op::Parameter, vec![], vec![0], vec![]);
        let xv = f.inst(x).result.unwrap();
        add(&mut f, start, Op::Jump, vec![], vec![], vec![edge(header, vec![xv, xv])]);
        let g = add(&mut f, header, Op::GuardCell, vec![p], vec![33], vec![]);
        let gv = f.inst(g).result.unwrap();
        add(&mut f, header, Op::Jump, vec![], vec![], vec![edge(body, vec![])]);
        let again = add(&mut f, body, Op::GuardCell, vec![gv], vec![33], vec![]);
        let other = add(&mut f, body, Op::GuardCell, vec![gv], vec![34], vec![]);
        let y = add(&mut f, body, Op::This, vec![], vec![], vec![]);
        let yv = f.inst(y).result.unwrap();
        add(&mut f, body, Op::Jump, vec![], vec![], vec![edge(header, vec![gv, yv])]);
        f.entry = start;
        f.layout = vec![start, header, body];
        f.blocks[header.index()].loop_depth = 1;
        let origins = Origins::new(&f);
        assert_eq!((origins.of(p), origins.of(gv), origins.of(q)), (Some(x), Some(x), None));
        assert_eq!((origins.depth(x), origins.depth(g)), (0, 1));
        let before = [g, again, other].map(|i| origins.tested_before(i));
        assert_eq!(before, [None, Some(g), None]);
    }
}
