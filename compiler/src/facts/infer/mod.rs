//! Whole-program inference of what values are: an optimistic prediction, to be guarded where it is used.
//!
//! One abstract value for each SIR value of each function that is reached, and cells for all that values are stored in; a value
//! is a set of kinds, a set of classes of objects (by the instruction that makes them), a range of int32s and about how many bits
//! its numbers have. Flow insensitive but for SSA and tests on the way; calls go wherever the callee's classes say; all closures of a function are
//! one. What is nowhere stored is never read: only at the end, reads that found nothing are taken for undefined (`complete`), and so on
//! until nothing is missing.
//!
//! `solver` is the constraint graph, `evaluate` what each op does, with `property`, `call`, `iterate` and `builtin` for their
//! families; `template` finds the shapes of objects, `report` makes `Predictions` of it all.

mod arithmetic;
mod builtin;
mod call;
mod classes;
mod complete;
mod context;
mod evaluate;
mod form;
mod iterate;
mod lattice;
mod names;
mod property;
mod report;
mod solver;
mod template;
#[cfg(test)]
mod tests;
mod typed;

use super::prediction::Predictions;
use crate::sir::{self, Op};
use form::Form;
use jsc_abi::image::writer::ProgramData;
use lattice::Abstract;
use solver::{Budgets, Flow, Solver};

/// Most bytecode units of a function that SIR is built for here, where the caller has none.
const MAX_UNITS: usize = 2_000_000;
/// Classes that are told apart by allocation site.
const MAX_SITES: usize = 20_000;
/// Evaluations for each instruction on average, before inference is given up.
const STEPS_PER_INSTRUCTION: u64 = 60;
/// Rounds of completion.
const MAX_ROUNDS: usize = 12;

/// Predicts what the values of a program are. `functions[i]` is the generic SIR of function i after the passes `prune` and `infer`, or
/// `None`: it is built here then. Results are keyed by bytecode pc.
pub fn infer(program: &ProgramData, functions: &[Option<sir::Function>]) -> Predictions {
    infer_bounded(program, functions, MAX_UNITS)
}

/// The same; functions of more bytecode units than `max_units` are not looked at.
fn infer_bounded(program: &ProgramData, functions: &[Option<sir::Function>], max_units: usize) -> Predictions {
    let mut solver = Solver::new(program, Budgets { sites: MAX_SITES, steps: 0 });
    set_up(&mut solver, functions, max_units);
    solver.budgets.steps = 100_000 + solver.inst_total as u64 * STEPS_PER_INSTRUCTION;
    solver.enter(0, Flow::Value(Abstract::UNDEFINED), Flow::Value(Abstract::UNDEFINED), &[], true);
    let mut finished = solver.run();
    let mut rounds = 0;
    while finished && rounds < MAX_ROUNDS {
        if !solver.complete() {
            break;
        }
        rounds += 1;
        finished = solver.run();
    }
    if !finished {
        solver.notes.push(format!("inference given up: more than {} evaluations", solver.budgets.steps));
        return report::nothing(&solver);
    }
    report::predictions(&mut solver)
}

/// Makes the forms and cells of all functions.
fn set_up<'a>(solver: &mut Solver<'a>, functions: &'a [Option<sir::Function>], max_units: usize) {
    let program = solver.program;
    for index in 0..program.functions.len() as u32 {
        let given = functions.get(index as usize).and_then(|f| f.as_ref());
        let forms = form::forms(program, index, given, &mut |units| units <= max_units);
        solver.add_function(index, forms);
        if solver.functions[index as usize].forms.is_empty() {
            solver.notes.push(format!("function {index}: too long, not looked at"));
            solver.grow(solver.functions[index as usize].result, Abstract::UNKNOWN);
        }
    }
    let mut names = Vec::new();
    for form in &solver.forms {
        find_accessor_names(solver, form, &mut names);
    }
    solver.accessor_names.extend(names);
}

/// Getters and setters under constant names: so that reads look for them from the beginning.
fn find_accessor_names(solver: &Solver, form: &Form, names: &mut Vec<names::Name>) {
    for &b in &form.sir.layout {
        for &i in &form.sir.block(b).insts {
            let data = form.sir.inst(i);
            if matches!(data.op, Op::DefineGetter | Op::DefineSetter)
                && let Some(key) = form::defined_by(&form.sir, data.args[1], Op::ConstProgram)
            {
                names.push(solver.names.of_constant(key.immediates[0] as u32));
            }
        }
    }
}
