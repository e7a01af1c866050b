//! Whole-program inference of what values are: an optimistic prediction, to be guarded where it is used.
//!
//! One abstract value for each SIR value of each function that is reached, and cells for all that values are stored in; a value
//! is a set of kinds, a set of classes of objects (by the instruction that makes them) and about how many bits its numbers
//! have. Flow insensitive but for SSA and tests on the way; calls go wherever the callee's classes say; all closures of a function are
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

use super::prediction::Predictions;
use crate::sir::{self, Op};
use form::Form;
use jsc_abi::image::writer::ProgramData;
use jsc_abi::layout::function_flag;
use lattice::Abstract;
use solver::{Budgets, Flow, FunctionCells, Solver};

/// Most bytecode units of a function that SIR is built for here, where the caller has none.
const MAX_UNITS: usize = 200_000;
/// Classes that are told apart by allocation site.
const MAX_SITES: usize = 20_000;
/// Evaluations for each instruction on average, before inference is given up.
const STEPS_PER_INSTRUCTION: u64 = 60;
/// Rounds of completion.
const MAX_ROUNDS: usize = 12;

/// Predicts what the values of a program are. `functions[i]` is the generic SIR of function i after the passes `prune` and `infer`, or
/// `None`: it is built here then. Results are keyed by bytecode pc.
pub fn infer(program: &ProgramData, functions: &[Option<sir::Function>]) -> Predictions {
    let mut solver = Solver::new(program, Budgets { sites: MAX_SITES, steps: 0 });
    set_up(&mut solver, functions);
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
fn set_up<'a>(solver: &mut Solver<'a>, functions: &'a [Option<sir::Function>]) {
    let program = solver.program;
    for index in 0..program.functions.len() as u32 {
        let data = &program.functions[index as usize];
        let uses_arguments = data.flags & function_flag::USES_ARGUMENTS != 0;
        let argument_count = if uses_arguments { data.parameter_count.max(8) } else { data.parameter_count };
        let first = solver.cells(argument_count + 11);
        let at = |n: u32| first + argument_count + n;
        let mut cells = FunctionCells {
            forms: Vec::new(),
            arguments: first,
            argument_count,
            rest: at(0),
            this: at(1),
            new_target: at(2),
            result: at(3),
            environment: at(4),
            home: at(5),
            parent: at(6),
            prototype: at(7),
            yields: at(8),
            sent: at(9),
            reached: false,
            leaked: false,
        };
        let given = functions.get(index as usize).and_then(|f| f.as_ref());
        for sir in form::forms(program, index, given, &mut |units| units <= MAX_UNITS) {
            let nodes = solver.cells(sir.values.len() as u32);
            let insts = sir.insts.len() as u32;
            let form = Form::new(program, sir, nodes, solver.inst_total);
            find_accessor_names(solver, &form);
            cells.forms.push(solver.forms.len() as u32);
            solver.forms.push(form);
            solver.form_functions.push(index);
            let total = solver.inst_total + insts;
            solver.set_instruction_count(total);
        }
        if cells.forms.is_empty() {
            solver.notes.push(format!("function {index}: too long, not looked at"));
            solver.grow(cells.result, Abstract::UNKNOWN);
        }
        solver.functions.push(cells);
    }
}

/// Getters and setters under constant names: so that reads look for them from the beginning.
fn find_accessor_names(solver: &mut Solver, form: &Form) {
    for &b in &form.sir.layout {
        for &i in &form.sir.block(b).insts {
            let data = form.sir.inst(i);
            if matches!(data.op, Op::DefineGetter | Op::DefineSetter)
                && let Some(key) = form::defined_by(&form.sir, data.args[1], Op::ConstProgram)
            {
                let name = solver.names.of_constant(key.immediates[0] as u32);
                solver.accessor_names.insert(name);
            }
        }
    }
}
