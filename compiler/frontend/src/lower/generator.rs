//! `yield` and `yield*`. A resumption says how it goes on: 0 `next`, 1 `throw`, 2 `return`.

use super::*;
use crate::emit::{Args, N, R, W};
use jsc_abi::opcode::ErrorKind;

const THROW: i32 = 1;

impl<'a> Lower<'_, 'a> {
    pub fn yield_expression(&mut self, y: &YieldExpression<'a>, dst: Reg) {
        if y.delegate {
            return self.yield_delegate(y, dst);
        }
        let mark = self.e.mark();
        let received = self.scratch(dst);
        let mode = self.e.temp();
        let inner = self.e.mark();
        let value = match &y.argument {
            Some(argument) => self.operand(argument),
            None => self.undefined(),
        };
        let result = self.e.temp();
        self.op(Op::CreateIteratorResult, &[W(result), R(value), N(0)]);
        self.at(y.span);
        let entry = self.e.entry();
        self.op(Op::YieldValue, &[W(received), W(mode), R(result), entry]);
        self.e.release(inner);
        let next = self.e.label();
        self.jump_op(Op::JumpIfFalse, &[R(mode)], next);
        let returns = self.e.label();
        let number = self.e.temp();
        self.load_int(THROW, number);
        self.jump_op(Op::JumpIfStrictNotEqual, &[R(mode), R(number)], returns);
        self.op(Op::Throw, &[R(received)]);
        self.e.bind(returns);
        self.return_value(received);
        self.e.bind(next);
        self.mov(dst, received);
        self.e.release(mark);
    }

    /// Passes the inner iterator's results through as they are.
    fn yield_delegate(&mut self, y: &YieldExpression<'a>, dst: Reg) {
        let mark = self.e.mark();
        let argument = y.argument.as_ref().expect("yield* has an operand");
        let (iterator, next, result) = (self.e.temp(), self.e.temp(), self.e.temp());
        let (received, mode, method) = (self.e.temp(), self.e.temp(), self.e.temp());
        let value = self.operand(argument);
        self.at(oxc_span::GetSpan::span(argument));
        self.op(Op::GetIterator, &[W(iterator), R(value)]);
        self.get_next_method(next, iterator);
        self.op(Op::LoadUndefined, &[W(received)]);
        self.load_int(0, mode);
        let (head, suspend, done) = (self.e.label(), self.e.label(), self.e.label());
        let (other, returns) = (self.e.label(), self.e.label());
        self.at(y.span);
        self.e.bind(head);
        self.loop_header();

        self.jump_op(Op::JumpIfTrue, &[R(mode)], other);
        self.inner_call(result, next, iterator, received, done);
        self.jump(suspend);

        self.e.bind(other);
        let number = self.e.temp();
        self.load_int(THROW, number);
        self.jump_op(Op::JumpIfStrictNotEqual, &[R(mode), R(number)], returns);
        let has_throw = self.e.label();
        self.get_method(method, iterator, "throw");
        self.jump_op(Op::JumpIfNotNullish, &[R(method)], has_throw);
        self.op(Op::IteratorClose, &[R(iterator)]);
        self.throw_error(ErrorKind::TypeError, "The iterator does not provide a 'throw' method");
        self.e.bind(has_throw);
        self.inner_call(result, method, iterator, received, done);
        self.jump(suspend);

        self.e.bind(returns);
        let has_return = self.e.label();
        self.get_method(method, iterator, "return");
        self.jump_op(Op::JumpIfNotNullish, &[R(method)], has_return);
        self.return_value(received);
        self.e.bind(has_return);
        let finished = self.e.label();
        self.inner_call(result, method, iterator, received, finished);

        self.e.bind(suspend);
        let entry = self.e.entry();
        self.op(Op::YieldValue, &[W(received), W(mode), R(result), entry]);
        self.jump(head);

        self.e.bind(finished);
        self.get_method(received, result, "value");
        self.return_value(received);

        self.e.bind(done);
        self.get_method(dst, result, "value");
        self.e.release(mark);
    }

    fn get_method(&mut self, dst: Reg, object: Reg, name: &str) {
        let name = self.key(name);
        let slot = self.e.slot();
        self.op(Op::GetByName, &[W(dst), R(object), name, slot]);
    }

    /// result = method.call(iterator, received); goes to `done` if it says so.
    fn inner_call(&mut self, result: Reg, method: Reg, iterator: Reg, received: Reg, done: Label) {
        let mark = self.e.mark();
        let slot = self.e.slot();
        self.op(Op::Call, &[W(result), R(method), R(iterator), Args(received, 1), slot]);
        let what = self.string("Iterator result");
        self.op(Op::CheckObject, &[R(result), what]);
        let flag = self.e.temp();
        self.get_method(flag, result, "done");
        self.jump_op(Op::JumpIfTrue, &[R(flag)], done);
        self.e.release(mark);
    }
}
