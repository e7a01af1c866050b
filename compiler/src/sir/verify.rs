//! What must hold of every SIR function between passes. In short:
//!
//! 1. **Layout.** It lists each reachable block exactly once, and no other block. Each instruction is in one place of one block.
//! 2. **Roots.** Where control comes in from outside, a block takes no parameters. A resume function has an entry.
//! 3. **Terminators.** A block ends with one, and has none before its end.
//! 4. **Targets.** `jump` has one, `branch` two, other ops none. Where both edges of a branch go to one block, they carry the
//!    same arguments.
//! 5. **Handlers.** Only an op that throws has an exceptional edge. The block that it goes to begins with `catch`; a `catch` is
//!    nowhere else, and no other edge or root leads to its block.
//! 6. **Edges.** As many arguments as the block has parameters, each of the parameter's representation and of no kind that the
//!    parameter does not have.
//! 7. **Inputs.** Of the number and the representations that the op's line says, further ones (where it takes any number) boxed, unless
//!    the line says `any`.
//!    What is unboxed is known to be of that kind.
//! 8. **Results.** One exactly if the op's line says so, of its representation, with kinds that the representation can hold.
//!    A parameter's kinds likewise, and its representation is not `none`.
//! 9. **Immediates.** As many as the op's line says; numbers of register lists exist, and as many registers as inputs are in them.
//! 10. **Definitions.** The definition of each value that is used leads back to the value. No dead value is used.
//! 11. **Frame states.** An op that exits has one, others have none; it has a frame, and as many values as its frames need.
//!     What belongs to an inlined activation names one that exists. Only frame states, and others of its kind, name what is `rebuilt`.
//! 12. **Dominance.** A use is dominated by its definition. An exceptional edge leaves *at* its instruction: its arguments are
//!     there before it, so its own result is not among them. (`dominators.rs`)

use super::dominators::Dominators;
use super::{Block, Definition, Edge, FRAME_PREFIX, Function, Further, Inst, Kinds, Op, Repr, Type, Value};
use std::fmt;

/// What is wrong with a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violations(pub Vec<Violation>);

/// A place at which an invariant does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// Its number in the list at the top of `verify.rs`.
    pub invariant: u32,
    /// Block or instruction.
    pub place: String,
    pub message: String,
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for v in &self.0 {
            writeln!(f, "{}: {} (invariant {})", v.place, v.message, v.invariant)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Checks all invariants.
///
/// # Errors
/// Every violation found. Where the structure is broken (1 to 5, 10), the rest is not looked at.
pub fn verify(f: &Function) -> Result<(), Violations> {
    let mut verifier = Verifier { f, violations: Vec::new() };
    if verifier.numbers() {
        verifier.layout();
        verifier.blocks();
        verifier.definitions();
        if verifier.violations.is_empty() {
            verifier.types();
            verifier.states();
            verifier.dominance();
        }
    }
    match verifier.violations.is_empty() {
        true => Ok(()),
        false => Err(Violations(verifier.violations)),
    }
}

struct Verifier<'a> {
    f: &'a Function,
    violations: Vec<Violation>,
}

impl<'a> Verifier<'a> {
    fn report(&mut self, invariant: u32, place: impl fmt::Display, message: impl Into<String>) {
        self.violations.push(Violation { invariant, place: place.to_string(), message: message.into() });
    }

    fn report_inst(&mut self, invariant: u32, b: Block, i: Inst, message: impl Into<String>) {
        let place = format!("{b}: `{}`", self.f.inst_text(i));
        self.report(invariant, place, message);
    }

    /// Every instruction of the layout with its block and position.
    fn insts(&self) -> impl Iterator<Item = (Block, usize, Inst)> + use<'a> {
        let f = self.f;
        f.layout.iter().flat_map(move |&b| f.block(b).insts.iter().enumerate().map(move |(n, &i)| (b, n, i)))
    }

    /// Whether all numbers of blocks, instructions and values exist, without which nothing can be looked at.
    fn numbers(&mut self) -> bool {
        let f = self.f;
        let blocks = f.layout.iter().copied().chain(f.roots());
        if blocks.into_iter().any(|b| b.index() >= f.blocks.len()) {
            self.report(1, "layout", "there is no such block");
            return false;
        }
        for b in (0..f.blocks.len()).map(|n| Block(n as u32)) {
            if f.block(b).insts.iter().any(|i| i.index() >= f.insts.len()) {
                self.report(1, b, "there is no such instruction");
                return false;
            }
            for edge in f.edges(b) {
                if edge.block.index() >= f.blocks.len() {
                    self.report(1, b, format!("there is no {}", edge.block));
                    return false;
                }
            }
            let insts = f.block(b).insts.iter().map(|i| f.inst(*i));
            let used = insts
                .flat_map(|d| d.args.iter().chain(&d.result).chain(d.state.iter().flat_map(|s| &s.values)))
                .chain(f.edges(b).flat_map(|e| &e.args));
            if let Some(v) = used.chain(&f.block(b).params).find(|v| v.index() >= f.values.len()) {
                self.report(10, b, format!("there is no {v}"));
                return false;
            }
        }
        true
    }

    fn layout(&mut self) {
        let f = self.f;
        let mut listed = vec![false; f.blocks.len()];
        for &b in &f.layout {
            if std::mem::replace(&mut listed[b.index()], true) {
                self.report(1, b, "is in the layout twice");
            }
        }
        for b in f.reverse_postorder() {
            if !std::mem::replace(&mut listed[b.index()], false) {
                self.report(1, b, "is reachable and not in the layout");
            }
        }
        for b in f.layout.iter().filter(|b| listed[b.index()]) {
            self.report(1, b, "is in the layout and not reachable");
        }
        let mut placed = vec![false; f.insts.len()];
        for (b, _, i) in self.insts() {
            if std::mem::replace(&mut placed[i.index()], true) {
                self.report_inst(1, b, i, "is in two places");
            }
        }
        if f.form.is_resumed() && f.entries.is_empty() {
            self.report(2, "function", "has no entry");
        }
        for b in f.roots() {
            if !f.block(b).params.is_empty() {
                self.report(2, b, "control comes in from outside, and it has parameters");
            }
        }
    }

    /// Terminators, targets and handlers.
    fn blocks(&mut self) {
        let f = self.f;
        let begins_with_catch = |b: Block| f.block(b).insts.first().is_some_and(|i| f.inst(*i).op == Op::Catch);
        for &b in &f.layout {
            if f.terminator(b).is_none() {
                self.report(3, b, "does not end with a terminator");
            }
        }
        for b in f.roots() {
            if begins_with_catch(b) {
                self.report(5, b, "catches, and control comes in from outside");
            }
        }
        for (b, position, i) in self.insts() {
            let data = f.inst(i);
            if data.op.effects().ends && position + 1 != f.block(b).insts.len() {
                self.report_inst(3, b, i, "ends the block in the middle");
            }
            let targets = match data.op {
                Op::Jump => 1,
                Op::Branch => 2,
                _ => 0,
            };
            if data.targets.len() != targets {
                self.report_inst(4, b, i, format!("has {} targets, not {targets}", data.targets.len()));
            }
            if let [x, y] = &data.targets[..]
                && x.block == y.block
                && x.args != y.args
            {
                self.report_inst(4, b, i, "goes to one block with different arguments");
            }
            if data.targets.iter().any(|e| begins_with_catch(e.block)) {
                self.report_inst(5, b, i, "goes to a block that catches");
            }
            if let Some(edge) = &data.handler {
                if !data.op.effects().throws {
                    self.report_inst(5, b, i, "has a handler and does not throw");
                }
                if !begins_with_catch(edge.block) {
                    self.report_inst(5, b, i, "its handler does not begin with `catch`");
                }
            }
            if data.op == Op::Catch && position != 0 {
                self.report_inst(5, b, i, "is not the first of its block");
            }
        }
    }

    fn definitions(&mut self) {
        let f = self.f;
        for &b in &f.layout {
            for (index, &p) in f.block(b).params.iter().enumerate() {
                if f.values[p.index()].definition != Definition::Parameter(b, index as u32) {
                    self.report(10, b, format!("{p} is its parameter and does not say so"));
                }
            }
        }
        let mut placed = vec![false; f.insts.len()];
        for (b, _, i) in self.insts() {
            placed[i.index()] = true;
            if let Some(v) = f.inst(i).result
                && f.values[v.index()].definition != Definition::Result(i)
            {
                self.report_inst(10, b, i, format!("{v} is its result and does not say so"));
            }
        }
        let listed: Vec<bool> = {
            let mut listed = vec![false; f.blocks.len()];
            f.layout.iter().for_each(|b| listed[b.index()] = true);
            listed
        };
        for (b, _, i) in self.insts() {
            for v in uses(f, i) {
                let message = match f.values[v.index()].definition {
                    Definition::Dead => "is dead",
                    Definition::Result(d) if !placed[d.index()] => {
                        "is the result of an instruction that is in no block"
                    }
                    Definition::Parameter(d, n)
                        if !listed[d.index()] || f.block(d).params.get(n as usize) != Some(&v) =>
                    {
                        "is no parameter of a block in the layout"
                    }
                    _ => continue,
                };
                self.report_inst(10, b, i, format!("{v} {message}"));
            }
        }
    }

    /// Edges, inputs, results and immediates.
    fn types(&mut self) {
        let f = self.f;
        for &b in &f.layout {
            for &p in &f.block(b).params {
                let ty = f.ty(p);
                if ty.repr == Repr::None {
                    self.report(8, b, format!("{p} has no representation"));
                } else if !ty.kinds.is_subset(Type::of(ty.repr).kinds) {
                    self.report(8, b, format!("{p}: {ty} is more than {} holds", ty.repr.name()));
                }
            }
        }
        for (b, _, i) in self.insts() {
            let data = f.inst(i);
            for edge in data.targets.iter().chain(&data.handler) {
                self.edge(b, i, edge);
            }
            let (fixed, further) = data.op.inputs();
            if data.args.len() < fixed.len() || (data.args.len() > fixed.len() && further == Further::None) {
                self.report_inst(7, b, i, format!("has {} inputs, not {}", data.args.len(), fixed.len()));
            }
            let count = if further == Further::Any { fixed.len() } else { data.args.len() };
            let needed = fixed.into_iter().chain(std::iter::repeat(Repr::Boxed));
            for (&v, repr) in data.args.iter().zip(needed).take(count) {
                if f.ty(v).repr != repr {
                    let found = f.ty(v).repr.name();
                    self.report_inst(7, b, i, format!("{v} is {found}, not {}", repr.name()));
                }
            }
            let unboxed = match data.op {
                Op::UnboxI32 => Kinds::INT32,
                Op::UnboxF64 => Kinds::NUMBER,
                Op::UnboxBool => Kinds::BOOL,
                _ => Kinds::ALL,
            };
            for &v in data.args.iter().filter(|v| !f.ty(**v).kinds.is_subset(unboxed)) {
                self.report_inst(7, b, i, format!("{v} is not known to be {unboxed}"));
            }
            match data.result {
                None if data.op.result() != Repr::None => self.report_inst(8, b, i, "has no result"),
                Some(_) if data.op.result() == Repr::None => self.report_inst(8, b, i, "has a result"),
                Some(v) => {
                    let (ty, widest) = (f.ty(v), Type::of(data.op.result()));
                    if ty.repr != widest.repr || !ty.kinds.is_subset(widest.kinds) {
                        self.report_inst(8, b, i, format!("its result is {ty}, not {widest}"));
                    }
                }
                None => {}
            }
            if data.immediates.len() != data.op.immediates().len() {
                let (found, needed) = (data.immediates.len(), data.op.immediates().len());
                self.report_inst(9, b, i, format!("has {found} immediates, not {needed}"));
            } else if let Some(n) = data.op.immediates().iter().position(|n| *n == "list") {
                match f.register_lists.get(data.immediates[n] as usize) {
                    None => self.report_inst(9, b, i, "there is no such list"),
                    Some(list) if list.len() != data.args.len() => {
                        self.report_inst(9, b, i, format!("its list has {} registers", list.len()));
                    }
                    _ => {}
                }
            }
        }
    }

    fn edge(&mut self, b: Block, i: Inst, edge: &Edge) {
        let f = self.f;
        let params = &f.block(edge.block).params;
        if params.len() != edge.args.len() {
            let (found, needed) = (edge.args.len(), params.len());
            self.report_inst(6, b, i, format!("brings {found} arguments to {}, not {needed}", edge.block));
        }
        for (&v, &p) in edge.args.iter().zip(params) {
            let (have, need) = (f.ty(v), f.ty(p));
            if have.repr != need.repr || !have.kinds.is_subset(need.kinds) {
                self.report_inst(6, b, i, format!("brings {v}: {have} to {p}: {need} of {}", edge.block));
            }
        }
    }

    fn states(&mut self) {
        let f = self.f;
        for (b, _, i) in self.insts() {
            let data = f.inst(i);
            if data.inlined as usize > f.inlined.len() {
                self.report_inst(11, b, i, "there is no such inlined activation");
            }
            let used = data.args.iter().chain(data.targets.iter().chain(&data.handler).flat_map(|e| &e.args));
            let is_rebuilt = |v: &&Value| f.definition(**v).is_some_and(|d| d.op.is_rebuilt());
            if let Some(v) = used.filter(|_| !data.op.is_rebuilt()).find(is_rebuilt) {
                self.report_inst(11, b, i, format!("uses {v}, which is only made by exits"));
            }
            match &data.state {
                None if data.op.effects().exits => self.report_inst(11, b, i, "exits and has no frame state"),
                Some(_) if !data.op.effects().exits => {
                    self.report_inst(11, b, i, "has a frame state and does not exit")
                }
                Some(state) => {
                    let registers: usize = state.frames.iter().map(|f| f.registers.len()).sum();
                    let needed = registers + FRAME_PREFIX * state.frames.len().saturating_sub(1);
                    if state.frames.is_empty() || state.values.len() != needed {
                        let found = state.values.len();
                        self.report_inst(11, b, i, format!("its frame state has {found} values, not {needed}"));
                    }
                }
                None => {}
            }
        }
    }

    fn dominance(&mut self) {
        let dominators = Dominators::of(self.f);
        for (b, position, i) in self.insts() {
            for v in uses(self.f, i).filter(|v| !dominators.is_available(*v, b, position)) {
                self.report_inst(12, b, i, format!("{v} is used where it may not be there"));
            }
        }
    }
}

/// Inputs, arguments of all edges, and values of the frame state.
fn uses(f: &Function, i: Inst) -> impl Iterator<Item = Value> + '_ {
    let data = f.inst(i);
    let edges = data.targets.iter().chain(&data.handler);
    let state = data.state.iter().flat_map(|s| s.values.iter().copied());
    data.args.iter().copied().chain(edges.flat_map(|e| e.args.iter().copied())).chain(state)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sir::parse::parse;

    fn function(body: &str) -> Function {
        let text = format!("function \"f\" #0 generic {{\n{body}\n}}");
        parse(&text).unwrap_or_else(|e| panic!("{e} in\n{text}"))
    }

    /// `body` breaks this invariant and no other, and the report says `part`.
    fn broken(invariant: u32, part: &str, f: &Function) {
        let violations = verify(f).expect_err("it is wrong");
        let text = violations.to_string();
        assert!(violations.0.iter().all(|v| v.invariant == invariant), "not {invariant} alone:\n{text}");
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }

    fn breaks(invariant: u32, part: &str, body: &str) {
        broken(invariant, part, &function(body));
    }

    #[test]
    fn a_good_function_passes() {
        let f = function(
            "b0:
              v0 = parameter index=0
              v1: boxed int32 = const_value int32 0
              v9 = this
              jump b1(v1)
            b1(v2: boxed) loop depth=1:
              v3 = add v2, v0 !b4(v2)
              v4 = less v3, v0 !b4(v3)
              branch v4, b1(v3), b2
            b2:
              v5 = call v0, v3, v9, v9, site=0 !b4(v3)
              return_value v5
            b4(v6: boxed) cold:
              v7 = catch
              v8 = add v7, v6
              return_value v8",
        );
        if let Err(e) = verify(&f) {
            panic!("{e}");
        }
    }

    #[test]
    fn what_exits_make_is_for_frame_states() {
        let made = "b0:\n v0 = this\n v1 = rebuilt v0, template=1, inline_slots=1, number=0\n";
        breaks(11, "uses v1, which is only made by exits", &format!("{made} return_value v1"));
        breaks(11, "uses v1", &format!("{made} jump b1(v1)\nb1(v2: boxed):\n return_value v0"));
        let held = " v2 = rebuilt v1, template=1, inline_slots=1, number=3\n return_value v0";
        assert!(verify(&function(&format!("{made}{held}"))).is_ok());
    }

    #[test]
    fn layout() {
        breaks(1, "b7: is reachable and not in the layout", "b0:\n jump b7");
        breaks(1, "b1: is in the layout and not reachable", "b0:\n v0 = this\n return_value v0\nb1:\n jump b1");
        let mut f = function("b0:\n v0 = this\n return_value v0");
        f.layout = vec![Block(0), Block(0)];
        let violations = verify(&f).unwrap_err();
        assert!(violations.to_string().contains("b0: is in the layout twice"), "{violations}");
        let mut f = function("b0:\n v0 = this\n return_value v0");
        f.blocks[0].insts.insert(0, Inst(0));
        broken(1, "is in two places", &f);
    }

    #[test]
    fn roots() {
        breaks(2, "b0: control comes in", "b0(v0: boxed):\n return_value v0");
        let mut f = function("b0:\n v0 = this\n return_value v0");
        (f.form, f.layout) = (crate::sir::Form::Resume, vec![]);
        broken(2, "has no entry", &f);
    }

    #[test]
    fn terminators() {
        breaks(3, "b0: does not end", "b0:\n v0 = this");
        breaks(3, "b0: does not end", "b0:");
        breaks(3, "in the middle", "b0:\n v0 = this\n return_value v0\n return_value v0");
    }

    #[test]
    fn targets() {
        breaks(4, "has 0 targets, not 1", "b0:\n jump");
        breaks(4, "has 1 targets, not 2", "b0:\n v0 = const_bool true\n branch v0, b1\nb1:\n jump b1");
        breaks(4, "has 1 targets, not 0", "b0:\n v0 = this\n return_value v0, b1\nb1:\n jump b1");
        let body = "b0:\n v0 = this\n v1 = callee\n v2 = const_bool true\n branch v2, b1(v0), b1(v1)\nb1(v3: boxed):\n return_value v3";
        breaks(4, "different arguments", body);
    }

    #[test]
    fn handlers() {
        let catch = "b1:\n v9 = catch\n return_value v9";
        breaks(5, "does not throw", &format!("b0:\n v0 = this !b1\n return_value v0\n{catch}"));
        let plain = "b0:\n v0 = this\n throw v0 !b1\nb1:\n return_value v0";
        breaks(5, "does not begin with `catch`", plain);
        breaks(5, "goes to a block that catches", &format!("b0:\n jump b1\n{catch}"));
        breaks(5, "is not the first", "b0:\n v0 = this\n v1 = catch\n return_value v1");
        breaks(5, "control comes in from outside", "b0:\n v1 = catch\n return_value v1");
    }

    #[test]
    fn edges() {
        let to = "b1(v3: boxed any):\n return_value v3";
        breaks(6, "brings 0 arguments to b1, not 1", &format!("b0:\n jump b1\n{to}"));
        breaks(6, "v0: i32 to v3: boxed any", &format!("b0:\n v0 = const_i32 1\n jump b1(v0)\n{to}"));
        breaks(6, "v0: boxed to v3: boxed any", &format!("b0:\n v0 = this\n jump b1(v0)\n{to}"));
        let handler = "b0:\n v0 = this\n throw v0 !b1\nb1(v1: boxed):\n v2 = catch\n return_value v2";
        breaks(6, "brings 0 arguments to b1, not 1", handler);
    }

    #[test]
    fn inputs() {
        breaks(7, "has 0 inputs, not 1", "b0:\n return_value");
        breaks(7, "has 2 inputs, not 1", "b0:\n v0 = this\n return_value v0, v0");
        breaks(7, "v0 is i32, not boxed", "b0:\n v0 = const_i32 1\n return_value v0");
        breaks(7, "v0 is bool, not boxed", "b0:\n v0 = const_bool true\n v1 = concat v0\n return_value v1");
        let unbox = "b0:\n v0: boxed number = inc v2\n v1 = unbox_i32 v0\n v2 = this\n return_value v2";
        let f = function(unbox);
        assert!(verify(&f).unwrap_err().to_string().contains("v0 is not known to be int32"));
        breaks(7, "not known to be int32|double", "b0:\n v0 = this\n v1 = unbox_f64 v0\n return_value v0");
        breaks(7, "not known to be bool", "b0:\n v0 = this\n v1 = unbox_bool v0\n return_value v0");
    }

    #[test]
    fn results() {
        breaks(8, "has no result", "b0:\n v0 = this\n this\n return_value v0");
        breaks(8, "has a result", "b0:\n v0 = this\n v1 = return_value v0");
        breaks(8, "its result is f64, not boxed", "b0:\n v1: f64 = this\n v0 = this\n return_value v0");
        breaks(8, "its result is i32 string", "b0:\n v1: i32 string = const_i32 1\n v0 = this\n return_value v0");
        let string =
            "b0:\n v0: i32 none = const_i32 1\n v2 = this\n jump b1(v0)\nb1(v1: i32 string):\n return_value v2";
        breaks(8, "v1: i32 string is more than", string);
    }

    #[test]
    fn immediates() {
        breaks(9, "has 0 immediates, not 1", "b0:\n v0 = parameter\n return_value v0");
        breaks(9, "has 1 immediates, not 0", "b0:\n v0 = this extra=1\n return_value v0");
        breaks(9, "no such list", "b0:\n v0 = initial_yield pc=0, entry=0, list=0\n return_value v0");
        let list = " list 0 = r1, r2\nb0:\n v0 = initial_yield pc=0, entry=0, list=0\n return_value v0";
        breaks(9, "its list has 2 registers", list);
    }

    #[test]
    fn definitions() {
        breaks(10, "v7 is dead", "b0:\n return_value v7");
        let mut f = function("b0:\n v0 = this\n v1 = callee\n return_value v0");
        f.blocks[0].insts.remove(0);
        broken(10, "in no block", &f);
        f.values[1].definition = Definition::Dead;
        broken(10, "does not say so", &f);
    }

    #[test]
    fn dominance() {
        breaks(12, "v0 is used where", "b0:\n v1 = inc v0\n v0 = this\n return_value v1");
        let arm = "b0:
            v0 = this
            v1 = to_boolean v0
            branch v1, b1, b2
          b1:
            v2 = callee
            jump b2
          b2:
            return_value v2";
        breaks(12, "v2 is used where", arm);
        let own = "b0:
            v0 = this
            v1 = inc v0 !b1(v1)
            return_value v1
          b1(v2: boxed):
            v3 = catch
            return_value v2";
        breaks(12, "v1 is used where", own);
        // b0 dominates b1, yet what follows the throwing instruction does not reach it.
        let behind = "b0:
            v0 = this
            v1 = inc v0 !b1
            v2 = callee
            throw v2 !b1
          b1:
            v3 = catch
            return_value v2";
        breaks(12, "v2 is used where", behind);
        let before = behind.replace("return_value v2", "return_value v0");
        assert!(verify(&function(&before)).is_ok());
    }

    #[test]
    fn resume_functions_have_many_roots() {
        let text = "function \"g\" #1 resume entries=0:b0,1:b1 {
            b0:
              v0 = load_register register=0
              jump b2(v0)
            b1:
              v1 = load_register register=1
              jump b2(v1)
            b2(v2: boxed):
              return_value v2
            }";
        assert!(verify(&parse(text).unwrap()).is_ok());
        let wrong = text.replace("return_value v2", "return_value v1");
        broken(12, "v1 is used where", &parse(&wrong).unwrap());
    }
}
