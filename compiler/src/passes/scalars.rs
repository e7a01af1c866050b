//! Scalar replacement: an object that nobody outside of the function gets to see is never made. What is stored in it are plain
//! values; an exit that needs it makes it then (`rebuilt`), as it is at that point.
//!
//! An instance or a literal qualifies if all that happens to it, in the part of the function that its creation dominates, is:
//! properties of known offset are stored and loaded, its shape is tested and changed, exits name it. Where ways with different
//! contents meet, it must not be used any more. A literal is taken to have its predicted shape: it is never made, so that
//! nobody can tell, and exits make it from its keys.

use super::PassContext;
use super::edit::{self, Replacements};
use crate::sir::dominators::Dominators;
use crate::sir::{Block, Definition, Function, Inst, Kinds, Op, Value};
use jsc_abi::layout::{CellKind, Object};
use std::collections::{HashMap, HashSet};

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    if !f.form.speculates() {
        return false;
    }
    let created = |f: &Function| -> Vec<(Block, Inst)> {
        let all = f.layout.iter().flat_map(|&b| f.block(b).insts.iter().map(move |&i| (b, i)));
        all.filter(|(_, i)| matches!(f.inst(*i).op, Op::NewInstance | Op::NewLiteral)).collect()
    };
    let mut candidates = created(f);
    if candidates.is_empty() {
        return false;
    }
    let dominators = Dominators::of(f);
    let order = f.reverse_postorder();
    let mut changed = false;
    // What is stored in one object may be next, once that is gone.
    loop {
        let before = candidates.len();
        candidates.retain(|&(b, i)| match Plan::make(f, &dominators, &order, b, i) {
            Some(plan) => {
                plan.apply(f);
                false
            }
            None => true,
        });
        if candidates.len() == before {
            return changed;
        }
        changed = true;
    }
}

/// Of literals with more keys, not all are inside.
const MAX_LITERAL_SLOTS: usize = 16;

/// What an object holds at a point.
#[derive(Clone, PartialEq)]
struct Contents {
    template: u64,
    /// Values of the properties in order; the last may have been stored while the shape does not say so yet.
    fields: Vec<Value>,
    /// How many the shape knows of.
    count: usize,
}

/// What becomes of an instruction.
enum Action {
    Remove,
    /// Its result is this value.
    Value(Value),
    Bool(bool),
    /// It stays, and names the object with these contents in its state or as a part of another.
    Rebuild(Contents),
    /// It stays, with the constructor in place of the object: the shape is what it asks for.
    AskFor(Value),
}

/// What makes the object.
#[derive(Clone, Copy)]
enum Made {
    /// `new` of this function.
    By(Value),
    /// A literal with these keys.
    Of(u64),
}

/// How one object goes away.
struct Plan {
    creation: Inst,
    object: Value,
    made: Made,
    inline_slots: u64,
    /// The object and what guards made of it.
    names: HashSet<Value>,
    actions: HashMap<Inst, Vec<Action>>,
    region: Vec<Block>,
}

impl Plan {
    fn make(f: &Function, dominators: &Dominators, order: &[Block], home: Block, creation: Inst) -> Option<Plan> {
        let data = f.inst(creation);
        let object = data.result.expect("a creation has a result");
        let (made, inline_slots, fields) = match data.op {
            Op::NewInstance => (Made::By(data.args[0]), data.immediates[1], Vec::new()),
            _ if data.args.len() > MAX_LITERAL_SLOTS => return None,
            _ => (Made::Of(data.immediates[1]), data.args.len() as u64, data.args.clone()),
        };
        let mut plan = Plan {
            creation,
            object,
            made,
            inline_slots,
            names: HashSet::from([object]),
            actions: HashMap::new(),
            region: order.iter().copied().filter(|b| dominators.dominates(home, *b)).collect(),
        };
        let fresh = Contents { template: data.immediates[0], count: fields.len(), fields };
        // At the start of a block; `None`: ways with different contents meet there.
        let mut at_start: HashMap<Block, Option<Contents>> = HashMap::new();
        let mut done: HashSet<Block> = HashSet::new();
        for b in plan.region.clone() {
            let insts = &f.block(b).insts;
            let (mut contents, start) = match b == home {
                true => (Some(fresh.clone()), insts.iter().position(|i| *i == creation).expect("its home") + 1),
                false => (at_start.get(&b).cloned()?, 0),
            };
            done.insert(b);
            for &i in &insts[start..] {
                plan.visit(f, i, &mut contents)?;
                for edge in edit::edges(f.inst(i)).filter(|e| e.block != home && plan.region.contains(&e.block)) {
                    match at_start.get_mut(&edge.block) {
                        None => {
                            at_start.insert(edge.block, contents.clone());
                        }
                        Some(known) if *known != contents => {
                            // Too late where its contents have been relied on.
                            if done.contains(&edge.block) && known.is_some() {
                                return None;
                            }
                            *known = None;
                        }
                        _ => {}
                    }
                }
            }
        }
        Some(plan)
    }

    /// Follows the object through an instruction; `None`: it has to exist.
    fn visit(&mut self, f: &Function, i: Inst, contents: &mut Option<Contents>) -> Option<()> {
        let data = f.inst(i);
        let named = |v: &Value| self.names.contains(v);
        if edit::edges(data).any(|e| e.args.iter().any(named)) {
            return None;
        }
        let in_state = data.state.iter().any(|s| s.values.iter().any(named));
        let in_args = data.args.iter().any(named);
        if !in_state && !in_args {
            return Some(());
        }
        let now = contents.as_mut()?;
        let mut actions = Vec::new();
        if in_state || data.op.is_rebuilt() {
            actions.push(Action::Rebuild(now.clone()));
        }
        let only_first = named(data.args.first().unwrap_or(&self.object)) && !data.args.iter().skip(1).any(named);
        let field = |offset: u64| {
            let at = (offset as i64).checked_sub(size_of::<Object>() as i64).filter(|at| at % 8 == 0)?;
            usize::try_from(at / 8).ok()
        };
        match data.op {
            _ if !in_args => {}
            op if op.is_rebuilt() => {}
            _ if !only_first => return None,
            // A guard that would fail: the code behind it is about something else.
            Op::GuardShape if data.immediates[0] != now.template || now.count != now.fields.len() => return None,
            Op::GuardKind if !Kinds::OBJECT.is_subset(Kinds(data.immediates[0] as u16)) => return None,
            Op::GuardCell if data.immediates[0] != CellKind::Object as u64 => return None,
            Op::GuardShape | Op::GuardKind | Op::GuardCell => {
                self.names.insert(data.result.expect("a guard has a result"));
                actions = vec![Action::Value(self.object)];
            }
            Op::HasShape => actions.push(Action::Bool(data.immediates[0] == now.template)),
            Op::LoadSlot => {
                let n = field(data.immediates[0]).filter(|n| *n < now.count)?;
                let (loaded, stored) = (data.result.expect("a load has a result"), now.fields[n]);
                // (More may be known of what is loaded: that no variable is uninitialised, that a field is a double.)
                if !f.ty(stored).kinds.is_subset(f.ty(loaded).kinds) {
                    return None;
                }
                actions.push(Action::Value(stored));
            }
            Op::StoreSlot => {
                let n =
                    field(data.immediates[0]).filter(|n| *n <= now.fields.len() && *n < self.inline_slots as usize)?;
                now.fields.truncate(n.max(now.count));
                match n < now.fields.len() {
                    true => now.fields[n] = data.args[1],
                    false => now.fields.push(data.args[1]),
                }
                actions.push(Action::Remove);
            }
            Op::SetShape => {
                now.template = data.immediates[0];
                now.count = now.fields.len();
                actions.push(Action::Remove);
            }
            Op::CheckAddable | Op::LoadMethod => match self.made {
                Made::By(constructor) => actions.push(Action::AskFor(constructor)),
                Made::Of(_) => return None,
            },
            _ => return None,
        }
        self.actions.insert(i, actions);
        Some(())
    }

    fn apply(mut self, f: &mut Function) {
        let mut replacements = Replacements::new(f);
        for &b in &self.region {
            let mut out = Vec::new();
            for i in std::mem::take(&mut f.blocks[b.index()].insts) {
                let mut stays = true;
                for action in self.actions.remove(&i).unwrap_or_default() {
                    match action {
                        Action::Remove => stays = false,
                        Action::Value(v) => {
                            replacements.replace(f.inst(i).result.expect("it has a result"), v);
                            stays = false;
                        }
                        Action::Bool(c) => {
                            let data = f.inst_mut(i);
                            (data.op, data.args, data.immediates) = (Op::ConstBool, vec![], vec![c as u64]);
                        }
                        Action::AskFor(constructor) => f.inst_mut(i).args[0] = constructor,
                        Action::Rebuild(contents) => {
                            let made = self.rebuilt(f, i, contents);
                            out.push(made);
                            let new = f.inst(made).result.expect("it has a result");
                            for v in edit::uses_mut(f.inst_mut(i)).filter(|v| self.names.contains(v)) {
                                *v = new;
                            }
                        }
                    }
                }
                if stays {
                    out.push(i);
                }
            }
            f.blocks[b.index()].insts = out;
        }
        match self.made {
            Made::By(_) => {
                let data = f.inst_mut(self.creation);
                data.op = Op::CheckInstance;
                data.result = None;
            }
            Made::Of(_) => f.blocks[self.region[0].index()].insts.retain(|i| *i != self.creation),
        }
        replacements.apply(f);
        for v in self.names {
            f.values[v.index()].definition = Definition::Dead;
        }
    }

    /// What stands for the object in `user`.
    fn rebuilt(&self, f: &mut Function, user: Inst, contents: Contents) -> Inst {
        let (pc, inlined) = (f.inst(user).pc, f.inst(user).inlined);
        let number = self.creation.0 as u64;
        let (op, immediates) = match self.made {
            Made::By(_) => (Op::Rebuilt, vec![contents.template, self.inline_slots, number]),
            Made::Of(keys) => (Op::RebuiltLiteral, vec![keys, number]),
        };
        let fields = contents.fields[..contents.count].to_vec();
        let i = f.new_inst(op, fields, immediates, pc);
        f.inst_mut(i).inlined = inlined;
        let v = f.inst(i).result.expect("it has a result");
        f.values[v.index()].ty.kinds = Kinds::OBJECT;
        i
    }
}
