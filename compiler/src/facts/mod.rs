//! What is known or predicted about a program before any code is generated. Reads bytecode, sees no LLVM. A prediction may be
//! wrong: whoever uses it guards it.

pub mod bindings;
pub mod display;
pub mod heat;
pub mod infer;
pub mod prediction;
pub mod profile;
pub mod regexp;
pub mod widen;

use jsc_abi::image::writer::ProgramData;
use jsc_abi::layout::function_flag;
use prediction::{Origin, Predictions};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// All that can be predicted. What a profile says comes before what inference finds.
pub fn predict(program: &ProgramData, profile: Option<&profile::Profile>) -> Predictions {
    let functions: Vec<_> = program.functions.iter().map(|_| None).collect();
    let mut predictions = infer::infer(program, &functions);
    if let Some(profile) = profile {
        profile.apply(program, &mut predictions);
    }
    fit_instances(program, &mut predictions);
    predictions
}

/// Most slots that instances are given room for inside.
const MAX_FITTED_SLOTS: u32 = 14;

/// Gives instances room for all properties that are predicted, also for those that `Parent.call(this)` adds, which the front
/// end does not count. (With `extends` it does; the counts of parents and children add up there, so they stay.)
fn fit_instances(program: &ProgramData, predictions: &mut Predictions) {
    if program.functions.iter().any(|f| f.flags & function_flag::DERIVED_CONSTRUCTOR != 0) {
        return;
    }
    let mut most: BTreeMap<u32, u32> = BTreeMap::new();
    let templates = &mut predictions.templates;
    // Parents stand before children: each tree's origin is known.
    for t in templates.iter() {
        if let Origin::Constructor(f) = t.origin {
            let m = most.entry(f).or_insert(t.inline_slots);
            *m = t.count.max(*m);
        }
    }
    most.retain(|_, m| *m <= MAX_FITTED_SLOTS);
    for t in templates.iter_mut() {
        if let Origin::Constructor(f) = t.origin
            && let Some(&m) = most.get(&f)
            && t.inline_slots < m
        {
            t.inline_slots = m;
            predictions.instance_slots.insert(f, m);
        }
    }
}

/// The program with room for instances as predicted.
pub fn fitted<'a>(program: &'a ProgramData, predictions: &Predictions) -> Cow<'a, ProgramData> {
    let mut program = Cow::Borrowed(program);
    for (&f, &slots) in &predictions.instance_slots {
        program.to_mut().functions[f as usize].inline_slots = slots;
    }
    program
}
