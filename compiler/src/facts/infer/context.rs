//! Functions that set up classes (`inherit(Derived, Base)`, as programs did before `class`) are analysed once for each call site:
//! else all classes of the program would inherit from each other. So are the bytecode forms of built-ins (`crate::builtins`).

use super::form::Form;
use super::lattice::EVERYTHING;
use super::solver::{FunctionCells, Solver};
use crate::sir::{self, Op};
use jsc_abi::layout::function_flag;
use std::borrow::Cow;

/// Most copies in a program.
const MAX_COPIES: usize = 400;
/// Most instructions of a function that is copied.
const MAX_INSTRUCTIONS: usize = 400;
/// Most instructions of all copies of built-ins' forms.
const MAX_FORM_INSTRUCTIONS: u32 = 60_000;

impl<'a> Solver<'a> {
    /// The function of the program that a function of the solver is (a copy of).
    pub fn original(&self, function: u32) -> u32 {
        self.functions[function as usize].original
    }

    /// Makes the cells of a function, with forms for these.
    pub fn add_function(&mut self, original: u32, forms: Vec<Cow<'a, sir::Function>>) -> u32 {
        let data = &self.program.functions[original as usize];
        let uses_arguments = data.flags & function_flag::USES_ARGUMENTS != 0;
        let argument_count = if uses_arguments { data.parameter_count.max(8) } else { data.parameter_count };
        let first = self.cells(argument_count + 11);
        let at = |n: u32| first + argument_count + n;
        let mut cells = FunctionCells {
            original,
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
        let index = self.functions.len() as u32;
        for sir in forms {
            let nodes = self.cells(sir.values.len() as u32);
            let insts = sir.insts.len() as u32;
            let form = Form::new(self.program, sir, nodes, self.inst_total);
            cells.forms.push(self.forms.len() as u32);
            self.forms.push(form);
            self.form_functions.push(index);
            self.set_instruction_count(self.inst_total + insts);
        }
        self.functions.push(cells);
        index
    }

    /// The function that a call of `function` at this instruction enters: itself, or its copy for this call.
    pub fn context(&mut self, function: u32, inst: u32) -> u32 {
        if let Some(copy) = self.copies.get(&(function, inst)) {
            return *copy;
        }
        let caller = self.form_functions[self.locate(inst).0];
        let copied = self.original(caller) != caller || self.copies.len() >= MAX_COPIES;
        if copied || !self.sets_up_classes(function) {
            return function;
        }
        self.copy(function, inst)
    }

    /// The copy of a built-in's form for this call; `None`: the caller is a copy itself or never speculates, or there are too many.
    pub fn form_context(&mut self, form: u32, inst: u32) -> Option<u32> {
        if let Some(copy) = self.copies.get(&(form, inst)) {
            return Some(*copy);
        }
        let caller = self.form_functions[self.locate(inst).0];
        if self.original(caller) != caller || self.has_flag(caller, function_flag::GENERATOR | function_flag::ASYNC) {
            return None;
        }
        let size = self.forms[self.functions[form as usize].forms[0] as usize].sir.insts.len() as u32;
        if self.form_insts + size > MAX_FORM_INSTRUCTIONS {
            self.notes.push("some calls of built-ins that call back: too many to look at each".into());
            return None;
        }
        self.form_insts += size;
        self.budgets.steps += u64::from(size) * super::STEPS_PER_INSTRUCTION;
        Some(self.copy(form, inst))
    }

    fn copy(&mut self, function: u32, inst: u32) -> u32 {
        let form = self.functions[function as usize].forms[0];
        let sir = self.forms[form as usize].sir.clone();
        let copy = self.add_function(function, vec![sir]);
        let (from, to) = (self.functions[function as usize].environment, self.functions[copy as usize].environment);
        self.edge(from, to, EVERYTHING);
        self.copies.insert((function, inst), copy);
        copy
    }

    /// Whether a function assigns the `prototype` of one of its parameters.
    fn sets_up_classes(&mut self, function: u32) -> bool {
        if let Some(known) = self.class_helpers.get(&function) {
            return *known;
        }
        let plain = !self
            .has_flag(function, function_flag::GENERATOR | function_flag::METHOD | function_flag::CLASS_CONSTRUCTOR);
        let prototype = self.names.name("prototype");
        let found = plain
            && self.functions[function as usize].forms.first().is_some_and(|form| {
                let f = &self.forms[*form as usize].sir;
                let mut insts = f.layout.iter().flat_map(|b| &f.block(*b).insts).map(|i| f.inst(*i));
                f.insts.len() <= MAX_INSTRUCTIONS
                    && insts.any(|d| {
                        d.op == Op::SetByName
                            && self.names.of_constant(d.immediates[0] as u32) == prototype
                            && super::form::defined_by(f, d.args[0], Op::Parameter).is_some()
                    })
            });
        self.class_helpers.insert(function, found);
        found
    }
}
