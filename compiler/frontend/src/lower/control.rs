//! What jumps and returns pass on their way out: handlers' regions, iterators to close, `finally` blocks.
//!
//! Code that runs while leaving (closing an iterator, say) stands inside the regions it leaves but must not be covered by
//! their handlers, so regions are lists of pieces. A `finally` block exists once: whoever enters it says in a register how
//! to go on behind it, and its end dispatches.

use super::*;
use crate::emit::{N, R, W};
use crate::scope::{Home, Resolution};

/// How `finally` goes on: the value of the kind register. Jumps are numbered from [`FIRST_EXIT`] on.
const NORMAL: i32 = 0;
const THROW: i32 = 1;
const FIRST_EXIT: i32 = 2;

/// Code covered by a handler, in pieces.
#[derive(Default)]
pub struct Region {
    pieces: Vec<(u32, u32)>,
    open: Option<u32>,
}

/// Where control leaves to.
#[derive(Clone, Copy)]
pub enum Exit {
    /// To a label, with so many controls left around it.
    Jump(Label, usize),
    /// The function returns this register's value.
    Return(Reg),
}

pub enum Control<'a> {
    /// A statement that `break` or `continue` may name.
    Target {
        labels: Vec<&'a str>,
        end: Option<Label>,
        next: Option<Label>,
        /// `break` without a label leaves it.
        breakable: bool,
    },
    /// A `try` with `catch`.
    Catch {
        region: Region,
    },
    /// An iterator to close. `exhaustible`: undefined instead of the iterator when there is nothing to close.
    Iterator {
        iterator: Reg,
        exhaustible: bool,
        region: Region,
    },
    Finally {
        kind: Reg,
        value: Reg,
        entry: Label,
        exits: Vec<Exit>,
        region: Region,
    },
}

impl Control<'_> {
    fn region(&mut self) -> Option<&mut Region> {
        match self {
            Control::Target { .. } => None,
            Control::Catch { region } | Control::Iterator { region, .. } | Control::Finally { region, .. } => {
                Some(region)
            }
        }
    }
}

impl<'a> Lower<'_, 'a> {
    pub fn open_region(&mut self) -> Region {
        Region { pieces: Vec::new(), open: Some(self.e.region_point()) }
    }

    /// Ends a region and gives its pieces.
    pub fn close_region(&mut self, mut region: Region) -> Vec<(u32, u32)> {
        if let Some(start) = region.open.take() {
            let end = self.e.region_point();
            region.pieces.push((start, end));
        }
        region.pieces
    }

    fn suspend(&mut self, control: usize) {
        let pc = self.e.region_point();
        if let Some(region) = self.controls[control].region()
            && let Some(start) = region.open.take()
        {
            region.pieces.push((start, pc));
        }
    }

    fn resume(&mut self, from: usize) {
        let pc = self.e.region_point();
        for control in &mut self.controls[from..] {
            if let Some(region) = control.region()
                && region.open.is_none()
            {
                region.open = Some(pc);
            }
        }
    }

    /// Leaves: closes iterators and enters `finally` blocks on the way.
    pub fn exit(&mut self, exit: Exit) {
        if !self.e.is_reachable() {
            return;
        }
        let stop = match exit {
            Exit::Jump(_, depth) => depth,
            Exit::Return(_) => 0,
        };
        let mut at = self.controls.len();
        while at > stop {
            at -= 1;
            match &self.controls[at] {
                Control::Target { .. } => {}
                Control::Catch { .. } => self.suspend(at),
                &Control::Iterator { iterator, exhaustible, .. } => {
                    self.suspend(at);
                    let closed = self.e.label();
                    if exhaustible {
                        self.jump_op(Op::JumpIfUndefined, &[R(iterator)], closed);
                    }
                    self.op(Op::IteratorClose, &[R(iterator)]);
                    self.e.bind(closed);
                }
                &Control::Finally { kind, value, entry, .. } => {
                    let Control::Finally { exits, .. } = &mut self.controls[at] else { unreachable!() };
                    let same = exits.iter().position(|other| match (*other, exit) {
                        (Exit::Jump(a, _), Exit::Jump(b, _)) => a == b,
                        (Exit::Return(_), Exit::Return(_)) => true,
                        _ => false,
                    });
                    let index = match same {
                        Some(index) => index,
                        None => {
                            exits.push(match exit {
                                Exit::Return(_) => Exit::Return(value),
                                jump => jump,
                            });
                            exits.len() - 1
                        }
                    };
                    if let Exit::Return(result) = exit {
                        self.mov(value, result);
                    }
                    self.load_int(FIRST_EXIT + index as i32, kind);
                    self.jump(entry);
                    self.resume(at);
                    return;
                }
            }
        }
        match exit {
            Exit::Jump(label, _) => self.jump(label),
            Exit::Return(result) => self.leave(result),
        }
        self.resume(stop);
    }

    /// The function's end, behind all `finally` blocks.
    fn leave(&mut self, result: Reg) {
        let mark = self.e.mark();
        if self.generator {
            let t = self.e.temp();
            self.op(Op::CreateIteratorResult, &[W(t), R(result), N(1)]);
            self.op(Op::ReturnValue, &[R(t)]);
        } else if self.derived {
            let binding = self.activation_binding("this");
            let this = self.read_binding(Resolution { binding, check: false }, None);
            let t = self.e.temp();
            self.op(Op::CheckConstructorReturn, &[W(t), R(result), R(this)]);
            self.op(Op::ReturnValue, &[R(t)]);
        } else {
            self.op(Op::ReturnValue, &[R(result)]);
        }
        self.e.release(mark);
    }

    pub fn return_value(&mut self, result: Reg) {
        self.exit(Exit::Return(result));
    }

    pub fn break_statement(&mut self, label: Option<&str>) {
        let found = self.controls.iter().rposition(|control| match (control, label) {
            (Control::Target { labels, end: Some(_), .. }, Some(label)) => labels.contains(&label),
            (Control::Target { breakable, .. }, None) => *breakable,
            _ => false,
        });
        if let Some(index) = found
            && let Control::Target { end: Some(end), .. } = self.controls[index]
        {
            self.exit(Exit::Jump(end, index + 1));
        }
    }

    pub fn continue_statement(&mut self, label: Option<&str>) {
        let found = self.controls.iter().rposition(|control| match control {
            Control::Target { labels, next: Some(_), .. } => label.is_none_or(|label| labels.contains(&label)),
            _ => false,
        });
        if let Some(index) = found
            && let Control::Target { next: Some(next), .. } = self.controls[index]
        {
            self.exit(Exit::Jump(next, index + 1));
        }
    }

    // ---- try ----

    pub fn try_statement(&mut self, t: &TryStatement<'a>) {
        let Some(finalizer) = &t.finalizer else {
            return self.try_catch(t);
        };
        let mark = self.e.mark();
        let locals_top = self.e.locals_top;
        let kind = self.e.temp();
        let value = self.e.temp();
        self.e.locals_top = self.e.mark();
        let entry = self.e.label();
        let region = self.open_region();
        self.controls.push(Control::Finally { kind, value, entry, exits: Vec::new(), region });
        if t.handler.is_some() {
            self.try_catch(t);
        } else {
            self.block(&t.block);
        }
        let Some(Control::Finally { exits, region, .. }) = self.controls.pop() else {
            unreachable!("controls are a stack")
        };
        let pieces = self.close_region(region);
        self.load_int(NORMAL, kind);
        self.jump(entry);
        let throws = self.e.begin_handler(&pieces);
        if throws {
            self.op(Op::Catch, &[W(value)]);
            self.load_int(THROW, kind);
        }
        self.e.bind(entry);
        self.block(finalizer);
        if self.e.is_reachable() && (throws || !exits.is_empty()) {
            let end = self.e.label();
            self.jump_op(Op::JumpIfFalse, &[R(kind)], end);
            for (index, exit) in exits.iter().enumerate() {
                let last = index + 1 == exits.len() && !throws;
                let next = self.e.label();
                if !last {
                    let inner = self.e.mark();
                    let number = self.e.temp();
                    self.load_int(FIRST_EXIT + index as i32, number);
                    self.jump_op(Op::JumpIfStrictNotEqual, &[R(kind), R(number)], next);
                    self.e.release(inner);
                }
                self.exit(*exit);
                self.e.bind(next);
            }
            if throws {
                self.op(Op::Throw, &[R(value)]);
            }
            self.e.bind(end);
        }
        self.e.release(mark);
        self.e.locals_top = locals_top;
    }

    fn try_catch(&mut self, t: &TryStatement<'a>) {
        let handler = t.handler.as_ref().expect("a try without finally has a catch");
        let end = self.e.label();
        let region = self.open_region();
        self.controls.push(Control::Catch { region });
        self.block(&t.block);
        let Some(Control::Catch { region }) = self.controls.pop() else { unreachable!("controls are a stack") };
        let pieces = self.close_region(region);
        self.jump(end);
        if self.e.begin_handler(&pieces) {
            self.catch_clause(handler);
        }
        self.e.bind(end);
    }

    fn catch_clause(&mut self, c: &CatchClause<'a>) {
        let mark = self.e.mark();
        let Some(parameter) = &c.param else {
            let exception = self.e.temp();
            self.op(Op::Catch, &[W(exception)]);
            self.e.release(mark);
            return self.block(&c.body);
        };
        let key = NodeKey::Catch(crate::scope::address(c));
        // `catch` begins the handler: into the parameter's register, if that takes nothing before it.
        if let BindingPattern::BindingIdentifier(id) = &parameter.pattern
            && let Some(resolution) = self.resolution(id.span.start)
            && self.analysis().bindings[resolution.binding].home == Home::Register
        {
            let scope = self.analysis().scope_of[&key];
            let entered = self.open_scope(scope);
            let register = self.registers[&resolution.binding];
            self.op(Op::Catch, &[W(register)]);
            self.block(&c.body);
            return self.leave_scope(Some(entered));
        }
        let direct = self.e.temp();
        self.op(Op::Catch, &[W(direct)]);
        let locals_top = self.e.locals_top;
        self.e.locals_top = self.e.mark();
        let entered = self.enter_scope(key);
        self.bind_pattern(&parameter.pattern, direct, true, None);
        self.block(&c.body);
        self.leave_scope(entered);
        self.e.locals_top = locals_top;
        self.e.release(mark);
    }

    /// Runs `body` so that an exception in it closes the iterator, which is on the control stack meanwhile. Then goes to
    /// `after`, or on.
    pub fn closing_iterator(
        &mut self,
        iterator: Reg,
        exhaustible: bool,
        after: Option<Label>,
        body: impl FnOnce(&mut Self),
    ) {
        let region = self.open_region();
        self.controls.push(Control::Iterator { iterator, exhaustible, region });
        body(self);
        let Some(Control::Iterator { region, .. }) = self.controls.pop() else { unreachable!("controls are a stack") };
        let pieces = self.close_region(region);
        let end = self.e.label();
        self.jump(after.unwrap_or(end));
        if self.e.begin_handler(&pieces) {
            let mark = self.e.mark();
            let exception = self.e.temp();
            self.op(Op::Catch, &[W(exception)]);
            let rethrow = self.e.label();
            if exhaustible {
                self.jump_op(Op::JumpIfUndefined, &[R(iterator)], rethrow);
            }
            self.op(Op::IteratorCloseSilently, &[R(iterator)]);
            self.e.bind(rethrow);
            self.op(Op::Throw, &[R(exception)]);
            self.e.release(mark);
        }
        self.e.bind(end);
    }

    /// Parts of the current iterator's body whose exceptions do not close it: the iterator's own.
    pub fn outside_iterator(&mut self, f: impl FnOnce(&mut Self)) {
        let top = self.controls.len() - 1;
        self.suspend(top);
        f(self);
        self.resume(top);
    }
}
