//! Iteration over arrays.

use super::*;

impl<'a> Builder<'a> {
    /// Whether the present operation is about arrays, or about iterators over arrays.
    fn iterates_arrays(&self) -> bool {
        matches!(self.site(), Some(SitePrediction::Element(kinds)) if kinds[..] == [CellKind::Array])
    }

    pub(super) fn array_iterator(&mut self, dst: u16, object: u16) -> bool {
        if !self.iterates_arrays() {
            return false;
        }
        let o = self.read(object);
        let o = self.guard_cell(Op::GuardCell, o, CellKind::Array as u32);
        let v = self.emit_exiting(Op::ArrayIterator, vec![o], vec![]);
        self.write(dst, v);
        true
    }

    /// Whether an iterator over an array was made right before: then its `next` is read.
    pub(super) fn is_new_iterator(&self, object: u16) -> bool {
        let last = self.function.block(self.current).insts.last().map(|i| self.function.inst(*i));
        last.is_some_and(|d| d.op == Op::ArrayIterator && d.result == self.a.registers[object as usize])
    }

    pub(super) fn array_iterator_method(&mut self, dst: u16, iterator: u16) -> bool {
        let iterator = self.read(iterator);
        let v = self.emit(Op::ArrayIteratorMethod, vec![iterator], vec![]);
        self.write(dst, v);
        true
    }

    pub(super) fn array_iterator_next(&mut self, dst: u16, iterator: u16, next: u16) -> bool {
        if !self.iterates_arrays() {
            return false;
        }
        let inputs = vec![self.read(iterator), self.read(next)];
        let iterator = self.emit_exiting(Op::GuardArrayIteration, inputs, vec![]).expect("a guard has a result");
        let v = self.emit_exiting(Op::ArrayIteratorNext, vec![iterator], vec![]);
        self.write(dst, v);
        true
    }

    pub(super) fn array_iterator_close(&mut self, iterator: u16) -> bool {
        if !self.iterates_arrays() {
            return false;
        }
        let iterator = self.read(iterator);
        self.emit_exiting(Op::ArrayIteratorClose, vec![iterator], vec![]);
        true
    }
}
