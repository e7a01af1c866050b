//! CopyDataProperties of one plain object to another: which slots go where depends on the two shapes only, so it is
//! found out once and then repeated.

use crate::context::Context;
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// Objects with more properties are copied one by one.
const MAX_PROPERTIES: usize = 16;

/// Copies seen so far, direct-mapped by shapes.
#[derive(Default)]
pub struct CopyCache {
    /// Empty until the first copy.
    plans: Vec<Plan>,
}

#[derive(Clone, Default)]
struct Plan {
    /// Shape of the source; 0: no plan.
    from: u32,
    to: u32,
    /// The target's shape afterwards.
    result: u32,
    /// Slots that the target must have outside.
    outside: u32,
    /// Keys that are left out: constants of the program.
    excluded: Vec<Value>,
    /// From where in the source to where in the target.
    moves: Vec<(SlotOffset, SlotOffset)>,
}

impl CopyCache {
    const SIZE: usize = 64;

    fn index(from: u32, to: u32) -> usize {
        (from.wrapping_mul(0x9E37_79B1) ^ to.wrapping_mul(0x85EB_CA6B)) as usize >> 16 & (CopyCache::SIZE - 1)
    }

    /// Forgets everything: shape ids are about to be reused.
    pub fn clear(&mut self) {
        self.plans.clear();
    }
}

impl Context {
    /// CopyDataProperties where both objects are plain and share their shapes with others; `false` if they do not, with
    /// nothing done.
    pub(super) fn copy_by_plan(&mut self, mut target: Obj, source: Obj, excluded: &[Value]) -> bool {
        let plain = |o: Obj| o.kind() == CellKind::Object && o.storage_header().dense == 0 && !o.is_sparse();
        let special = object_flag::NOT_EXTENSIBLE | object_flag::IS_PROTOTYPE | object_flag::EXOTIC;
        if !plain(source) || !plain(target) || target.has_flag(special) || target == source {
            return false;
        }
        let (from, to) = (source.header.shape, target.header.shape);
        let at = CopyCache::index(from, to);
        let hit = self.builtins.copies.plans.get(at);
        if !hit.is_some_and(|p| p.from == from && p.to == to && p.excluded == excluded) {
            let Some(plan) = self.plan_copy(from, to, excluded) else { return false };
            let plans = &mut self.builtins.copies.plans;
            if plans.is_empty() {
                plans.resize(CopyCache::SIZE, Plan::default());
            }
            plans[at] = plan;
        }
        let outside = self.builtins.copies.plans[at].outside;
        if outside > target.storage_header().slot_capacity {
            self.ensure_slot(target, outside - 1);
        }
        // Making room may have collected garbage, and that forgotten all plans.
        let Some(plan) = self.builtins.copies.plans.get(at) else { return false };
        for &(from, to) in &plan.moves {
            // SAFETY: the offsets belong to the shapes, and there is room for all that the resulting one has.
            unsafe { *target.slot(to) = *source.slot(from) };
        }
        target.header.shape = plan.result;
        self.fit_fields(target);
        self.write_barrier(target);
        true
    }

    /// What a copy comes to; `None` if it is not a matter of shapes alone.
    fn plan_copy(&mut self, from: u32, to: u32, excluded: &[Value]) -> Option<Plan> {
        if self.shapes.is_unique(from) || self.shapes.is_unique(to) {
            return None;
        }
        // Constants stay, so that comparing them is enough.
        let constant = |v: &Value| {
            v.as_string()
                .is_some_and(|s| s.is_interned() && s.header.gc == gc_state::IMMORTAL && s.interned_index().is_none())
        };
        if !excluded.iter().all(constant) {
            return None;
        }
        let properties: Vec<_> = self.shapes.get(from).properties().collect();
        if properties.len() > MAX_PROPERTIES {
            return None;
        }
        let mut plan = Plan { from, to, result: to, outside: 0, excluded: excluded.to_vec(), moves: Vec::new() };
        for (key, p) in properties {
            let not_plain = attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY;
            // Symbols come last whatever their place in the shape, so leave them alone; private names are no properties.
            if p.attributes & not_plain != 0 || key.as_string().is_none() {
                return None;
            }
            let left_out = excluded.iter().any(|v| v.as_string().is_some_and(|s| PropertyKey::from_interned(s) == key));
            if p.attributes & attribute::ENUMERABLE == 0 || left_out {
                continue;
            }
            let slot = match self.shapes.get(plan.result).lookup(key) {
                Some(old) if old.attributes == attribute::ALL => old.slot,
                Some(_) => return None,
                None => {
                    plan.result = self.shapes.transition(plan.result, key, attribute::ALL, false)?;
                    self.shapes.get(plan.result).lookup(key)?.slot
                }
            };
            plan.moves.push((self.shapes.get(from).offset(p.slot), self.shapes.get(plan.result).offset(slot)));
        }
        let result = self.shapes.get(plan.result);
        plan.outside = result.slot_count.saturating_sub(result.inline_slots as u32);
        Some(plan)
    }
}
