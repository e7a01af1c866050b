//! Parameters that are one value but for guards. A loop that guards what it is given and hands on what it guarded has a parameter
//! for it, `p = (v, guard(p))`, though a guard gives its input: `p` is `v`. With that, the guard is one of a value from outside, and can
//! go in front of the loop.
//!
//! What a guard found is not lost: who uses its result still does. Only the parameter's kinds must not be narrower than the
//! value's, as where two ways that meet have guarded the same: then types rely on it, and it stays, unless one of its arguments
//! is there in front of the block. Runs when kinds are known.

use super::PassContext;
use super::edit::{self, Replacements};
use super::prune::one_values;
use crate::sir::dominators::Dominators;
use crate::sir::{Function, Value};

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    if !f.form.speculates() {
        return false;
    }
    let guards = f.layout.iter().flat_map(|b| &f.block(*b).insts).map(|i| f.inst(*i)).filter(|d| d.op.is_guard());
    let copies: Vec<(Value, Value)> = guards.filter_map(|d| Some((d.result?, d.args[0]))).collect();
    if copies.is_empty() {
        return false;
    }
    let leaders = (0..f.values.len() as u32).map(Value).collect();
    let Some((same, proper)) = one_values(f, leaders, &copies) else { return false };
    let predecessors = edit::predecessors(f);
    let mut dominators = None;
    let mut replacements = Replacements::new(f);
    let mut changed = false;
    for b in f.layout.clone() {
        let params = f.block(b).params.clone();
        let mut keep = vec![true; params.len()];
        for (n, &p) in params.iter().enumerate().filter(|(_, p)| !proper[p.index()]) {
            let value = same[p.index()].expect("all blocks of the layout are reachable");
            let kinds = f.ty(p).kinds;
            let mut with = Some(value).filter(|v| f.ty(*v).kinds.is_subset(kinds));
            if with.is_none() {
                let dominators = dominators.get_or_insert_with(|| Dominators::of(f));
                let into = predecessors[b.index()].iter().flat_map(|(_, i)| edit::edges(f.inst(*i)));
                let mut arguments = into.filter(|e| e.block == b).map(|e| e.args[n]);
                with = arguments.find(|v| !params.contains(v) && dominators.is_available(*v, b, 0));
            }
            if let Some(v) = with {
                keep[n] = false;
                replacements.replace(p, v);
            }
        }
        if keep.contains(&false) {
            edit::retain_params(f, b, &keep, &predecessors[b.index()]);
            changed = true;
        }
    }
    replacements.apply(f);
    changed
}
