//! Values that are there already: what was computed on every way here is not computed again, what was loaded or stored is not
//! loaded again unless something may have changed it since, and what was guarded is not guarded again.
//!
//! **Guards.** Values are told apart by their *origin*, the value before guards. A guard whose origin passed an equal guard on
//! every way here is that guard: what a value is, a cell's kind and a function's code never change; a shape may, so it is known like what
//! memory holds. Whoever relies on the removed guard, by its result or by standing behind it, is dominated by the one that stays
//! and gets its result. That is never of more kinds than the removed one's, which types and folded tests rely on.
//!
//! Other uses of the origin, too, become uses of what guards say of it, where that is more.
//!
//! **Memory.** Along the walk (reverse postorder) goes a list of facts: an op on these inputs would give this value. Writes remove
//! what they may change (`effects::writes`), joins keep what holds on all ways, exceptional edges among them. Into a loop go facts
//! that nothing in it changes; then they hold on its ways back too. A fact about a value of an earlier round cannot be taken for
//! one of the present: right before a definition no fact about its value holds, for on the first way there it did not exist.

use super::PassContext;
use super::edit::{self, Replacements};
use super::effects::{self, Depends, Place, Writes};
use crate::sir::dominators::Dominators;
use crate::sir::{Block, Definition, Function, Inst, InstData, Kinds, Op, Value};
use jsc_abi::layout::CellKind;
use std::collections::HashMap;

/// Facts that are followed at once; the oldest are forgotten.
const MAX_FACTS: usize = 64;
/// Values with one key that are remembered, the oldest and the newest half.
const MAX_CANDIDATES: usize = 16;

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    let order = f.reverse_postorder();
    let dominators = Dominators::of(f);
    let predecessors = edit::predecessors(f);
    let loops = loops(f, &order, &dominators, &predecessors);
    let mut incoming = vec![None; f.blocks.len()];
    for root in f.roots() {
        incoming[root.index()] = Some(Vec::new());
    }
    let mut walk = Walk {
        leaders: Replacements::new(f),
        origins: (0..f.values.len() as u32).map(Value).collect(),
        known: HashMap::new(),
        guards: HashMap::new(),
        facts: Vec::new(),
        seen: vec![false; f.blocks.len()],
        changed: false,
        incoming,
        dominators,
        f,
    };
    for b in order {
        walk.facts = walk.incoming[b.index()].take().unwrap_or_default();
        if let Some(writes) = &loops[b.index()] {
            walk.facts.retain(|fact| !writes.iter().any(|w| w.may_change(fact.place)));
        }
        walk.block(b);
    }
    walk.changed
}

/// What makes two results the same: op, origins of the inputs, immediates.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    op: Op,
    args: [Option<Value>; 3],
    immediates: [u64; 3],
}

/// An op on these inputs would give this value, until the place is written to.
#[derive(Clone, Copy)]
struct Fact {
    key: Key,
    value: Value,
    place: Place,
    /// Of a property: the template whose shape the object has.
    template: Option<u64>,
}

/// By block that begins a loop: what is written in it. (A loop that is entered elsewhere too: anything.)
fn loops(
    f: &Function,
    order: &[Block],
    dominators: &Dominators,
    predecessors: &[Vec<(Block, Inst)>],
) -> Vec<Option<Vec<Writes>>> {
    let mut written: Vec<Option<Vec<Writes>>> = vec![None; f.blocks.len()];
    let mut loops = vec![None; f.blocks.len()];
    let mut place = vec![0; f.blocks.len()];
    for (n, b) in order.iter().enumerate() {
        place[b.index()] = n;
    }
    for &header in order {
        let into = predecessors[header.index()].iter().map(|p| p.0);
        let back: Vec<Block> = into.filter(|b| place[b.index()] >= place[header.index()]).collect();
        if back.is_empty() {
            continue;
        }
        if !back.iter().all(|b| dominators.dominates(header, *b)) {
            loops[header.index()] = Some(vec![Writes::Everything]);
            continue;
        }
        let mut all = Vec::new();
        for b in edit::natural_loop(f, header, &back, predecessors) {
            let here = written[b.index()].get_or_insert_with(|| {
                let mut here = Vec::new();
                for i in &f.block(b).insts {
                    add_writes(&mut here, effects::writes(f, f.inst(*i)));
                }
                here
            });
            here.iter().for_each(|w| add_writes(&mut all, *w));
            if all == [Writes::Everything] {
                break;
            }
        }
        loops[header.index()] = Some(all);
    }
    loops
}

fn add_writes(all: &mut Vec<Writes>, writes: Writes) {
    match writes {
        Writes::Nothing => {}
        _ if all.contains(&writes) || all.contains(&Writes::Everything) => {}
        Writes::Everything => *all = vec![writes],
        Writes::Place(_) => all.push(writes),
    }
}

struct Walk<'a> {
    f: &'a mut Function,
    dominators: Dominators,
    /// What stands for values that were removed.
    leaders: Replacements,
    /// By value: the value before guards.
    origins: Vec<Value>,
    /// Results that only depend on inputs.
    known: HashMap<Key, Vec<Value>>,
    /// By origin: results of guards.
    guards: HashMap<Value, Vec<Value>>,
    /// What memory holds at the present instruction.
    facts: Vec<Fact>,
    /// By block: what holds on all ways into it that have been walked.
    incoming: Vec<Option<Vec<Fact>>>,
    /// Blocks that have been walked.
    seen: Vec<bool>,
    changed: bool,
}

impl Walk<'_> {
    fn block(&mut self, b: Block) {
        self.seen[b.index()] = true;
        let insts = std::mem::take(&mut self.f.blocks[b.index()].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for (position, i) in insts.into_iter().enumerate() {
            for v in edit::uses_mut(self.f.inst_mut(i)) {
                *v = self.leaders.resolve(*v);
            }
            self.refine(b, position, i);
            match self.found(b, position, i) {
                Some(v) => {
                    if let Some(result) = self.f.inst(i).result {
                        self.leaders.replace(result, v);
                        self.f.values[result.index()].definition = Definition::Dead;
                    }
                    self.changed = true;
                }
                None => {
                    self.effects(i);
                    kept.push(i);
                }
            }
        }
        self.f.blocks[b.index()].insts = kept;
    }

    /// Inputs become what guards say of them on every way here.
    fn refine(&mut self, b: Block, position: usize, i: Inst) {
        for n in 0..self.f.inst(i).args.len() {
            let mut v = self.f.inst(i).args[n];
            for &guarded in self.guards.get(&self.origin(v)).into_iter().flatten().rev() {
                if self.f.ty(guarded) != self.f.ty(v)
                    && self.fits(guarded, v)
                    && self.dominators.is_available(guarded, b, position)
                {
                    v = guarded;
                }
            }
            self.changed |= std::mem::replace(&mut self.f.inst_mut(i).args[n], v) != v;
        }
    }

    fn origin(&self, v: Value) -> Value {
        self.origins[v.index()]
    }

    fn key(&self, op: Op, args: &[Value], immediates: &[u64]) -> Option<Key> {
        let (args, immediates) = match op {
            // Why it exits is no part of what a guard finds.
            Op::GuardKind => (args, &immediates[..1]),
            // It is the shape that is asked about, not the object.
            Op::LoadMethod | Op::CheckAddable => (&[][..], immediates),
            // The site is only a cache.
            Op::LoadProperty | Op::LoadGlobal => (args, &immediates[..1]),
            Op::TypedLength => (args, &immediates[..0]),
            _ => (args, immediates),
        };
        if args.len() > 3 || immediates.len() > 3 {
            return None;
        }
        let mut key = Key { op, args: [None; 3], immediates: [0; 3] };
        for (to, v) in key.args.iter_mut().zip(args) {
            *to = Some(self.origin(*v));
        }
        key.immediates[..immediates.len()].copy_from_slice(immediates);
        Some(key)
    }

    /// Whether `v` may be used where `result` is.
    fn fits(&self, v: Value, result: Value) -> bool {
        let (have, need) = (self.f.ty(v), self.f.ty(result));
        have.repr == need.repr && have.kinds != Kinds::NONE && have.kinds.is_subset(need.kinds)
    }

    /// A value that is what the instruction would give. If there is none, its result is remembered.
    fn found(&mut self, b: Block, position: usize, i: Inst) -> Option<Value> {
        let data = self.f.inst(i);
        if matches!(data.op, Op::CheckAddable | Op::CheckInstance) {
            return self.checked(i);
        }
        let result = data.result.filter(|_| data.handler.is_none())?;
        let depends = effects::depends(self.f, data);
        if depends == Depends::Unknown {
            return None;
        }
        if let Some(truth) = self.tested(data, b, position) {
            let data = self.f.inst_mut(i);
            (data.op, data.immediates) = (Op::ConstBool, vec![truth as u64]);
            data.args.clear();
            self.changed = true;
            return self.found(b, position, i);
        }
        let data = self.f.inst(i);
        let key = self.key(data.op, &data.args, &data.immediates)?;
        let origin = data.op.is_guard().then(|| self.origin(data.args[0]));
        let there = match depends {
            Depends::Place(_) => self.facts.iter().rfind(|fact| fact.key == key).map(|fact| fact.value),
            _ => {
                let same = self.known.get(&key).into_iter().flatten().rev();
                // Of these kinds it may be known to be by another guard.
                let refined = origin.filter(|_| data.op == Op::GuardKind).and_then(|o| self.guards.get(&o));
                let mut all = same.chain(refined.into_iter().flatten()).copied();
                all.find(|v| self.fits(*v, result) && self.dominators.is_available(*v, b, position))
            }
        };
        if let Some(v) = there.filter(|v| self.fits(*v, result)) {
            return Some(v);
        }
        if let Some(origin) = origin {
            self.origins[result.index()] = origin;
            remember(self.guards.entry(origin).or_default(), result);
        }
        match depends {
            Depends::Place(place) => self.learn(key, result, place),
            _ => remember(self.known.entry(key).or_default(), result),
        }
        None
    }

    /// Whether a check has been passed on every way here: its input, which stands for nothing.
    fn checked(&mut self, i: Inst) -> Option<Value> {
        let data = self.f.inst(i);
        let key = self.key(data.op, &data.args, &data.immediates)?;
        let passed = self.facts.iter().any(|fact| fact.key == key);
        if !passed {
            // The same on all ways, whatever the object.
            self.learn(key, Value(0), Place::Prototypes);
        }
        passed.then_some(Value(0))
    }

    /// What a test of an object gives, if that has been guarded: the same, or what excludes it.
    fn tested(&self, data: &InstData, b: Block, position: usize) -> Option<bool> {
        let guard = match data.op {
            Op::HasShape => Op::GuardShape,
            Op::HasCell => Op::GuardCell,
            Op::HasFunction => Op::GuardFunction,
            _ => return None,
        };
        let origin = self.origin(data.args[0]);
        if guard == Op::GuardShape {
            return self.template(origin).map(|template| template == data.immediates[0]);
        }
        let guards = self.guards.get(&origin)?.iter().filter_map(|v| Some((*v, self.f.definition(*v)?)));
        let mut guards = guards.filter(|(_, d)| d.op == guard);
        let (_, d) = guards.find(|(v, _)| self.dominators.is_available(*v, b, position))?;
        Some(d.immediates[0] == data.immediates[0])
    }

    /// The template whose shape an object has here.
    fn template(&self, origin: Value) -> Option<u64> {
        let is_shape = |fact: &&Fact| fact.key.op == Op::GuardShape && fact.key.args[0] == Some(origin);
        self.facts.iter().find(is_shape).map(|fact| fact.key.immediates[0])
    }

    fn learn(&mut self, key: Key, value: Value, place: Place) {
        let template = key.args[0].filter(|_| matches!(place, Place::Slot(..))).and_then(|o| self.template(o));
        self.facts.retain(|other| other.key != key);
        if self.facts.len() == MAX_FACTS {
            self.facts.remove(0);
        }
        self.facts.push(Fact { key, value, place, template });
    }

    /// Forgets what an instruction may change.
    fn forget(&mut self, data: &InstData, writes: Writes) {
        let template = match data.op {
            Op::StoreSlot => self.template(self.origin(data.args[0])),
            _ => None,
        };
        self.facts.retain(|fact| {
            // An object has one shape at a time: of another shape, it is another object.
            let other = template.is_some() && fact.template.is_some() && template != fact.template;
            other || !writes.may_change(fact.place)
        });
    }

    /// An object gets another shape. Others keep theirs: those that do not have the one that this had.
    fn reshape(&mut self, data: &InstData) {
        let before = self.template(self.origin(data.args[0]));
        self.facts.retain(|fact| match fact.place {
            Place::Shape => before.is_some_and(|t| fact.key.immediates[0] != t && fact.key.op == Op::GuardShape),
            _ => !Writes::Place(Place::Shape).may_change(fact.place),
        });
        let concerned = |fact: &&mut Fact| before.is_none() || fact.template == before;
        self.facts.iter_mut().filter(concerned).for_each(|fact| fact.template = None);
    }

    /// What an instruction that stays does to memory, what is known of what it makes, and where control goes from it.
    fn effects(&mut self, i: Inst) {
        let data = self.f.inst(i).clone();
        let writes = effects::writes(self.f, &data);
        if data.op == Op::SetShape {
            self.reshape(&data);
        } else if writes != Writes::Nothing {
            self.forget(&data, writes);
        }
        if let Some(edge) = &data.handler {
            self.flow(edge.block);
        }
        // A load behind a store gives what was stored.
        let stored = match data.op {
            Op::StoreSlot => self.key(Op::LoadSlot, &data.args[..1], &data.immediates),
            Op::SetEnvironmentSlot => self.key(Op::GetEnvironmentSlot, &data.args[..1], &data.immediates),
            Op::SetTop => self.key(Op::GetTop, &[], &data.immediates),
            _ => None,
        };
        if let (Some(key), Some(&value), Writes::Place(place)) = (stored, data.args.last(), writes) {
            self.learn(key, value, place);
        }
        // A new object needs no guard.
        let is = match data.op {
            Op::NewInstance | Op::SetShape => Some((Op::GuardShape, data.immediates[0])),
            Op::NewArray | Op::NewArrayWith | Op::NewArrayFor | Op::CreateRest => {
                Some((Op::GuardCell, CellKind::Array as u64))
            }
            Op::CreateClosure | Op::RefineFunction => Some((Op::GuardFunction, data.immediates[0])),
            Op::LoadMethod => Some((Op::GuardFunction, data.immediates[2])),
            _ => None,
        };
        let object = if data.op == Op::SetShape { Some(data.args[0]) } else { data.result };
        if let (Some(v), Some((guard, what))) = (object, is)
            && let Some(key) = self.key(guard, &[v], &[what])
        {
            match guard {
                Op::GuardShape => self.learn(key, v, Place::Shape),
                _ => remember(self.known.entry(key).or_default(), v),
            }
        }
        for edge in &data.targets {
            self.flow(edge.block);
        }
    }

    /// Control may go to `b` from the present instruction.
    fn flow(&mut self, b: Block) {
        if self.seen[b.index()] {
            return;
        }
        match &mut self.incoming[b.index()] {
            Some(there) if there.is_empty() => {}
            Some(there) => {
                let facts = &self.facts;
                there.retain(|fact| facts.iter().any(|other| (other.key, other.value) == (fact.key, fact.value)));
            }
            there => *there = Some(self.facts.clone()),
        }
    }
}

fn remember(values: &mut Vec<Value>, v: Value) {
    if values.len() == MAX_CANDIDATES {
        values.remove(MAX_CANDIDATES / 2);
    }
    values.push(v);
}
