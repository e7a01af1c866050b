//! What only the bytecode forms of built-ins may say (`Goal::Builtins`): calls of these names are operations.
//!
//! | call | operation |
//! |---|---|
//! | `call(f, thisArgument, ...)` | Call(f, thisArgument, « ... ») |
//! | `append(array, value)` | CreateDataPropertyOrThrow behind the last element of an array that nobody else has |
//! | `hole()` | what `append` makes a hole of |
//! | `throwTypeError('message')` | throw a TypeError exception |

use super::*;
use crate::emit::{Args, N, R, W};
use jsc_abi::opcode::ErrorKind;

impl<'a> Lower<'_, 'a> {
    /// Lowers the call if it is one of these.
    pub fn intrinsic(&mut self, call: &CallExpression<'a>, dst: Reg) -> bool {
        let Expression::Identifier(name) = &call.callee else { return false };
        let arguments: Vec<&Expression<'a>> = call.arguments.iter().map(|a| a.to_expression()).collect();
        let mark = self.e.mark();
        match (name.name.as_str(), &arguments[..]) {
            ("call", [function, this, rest @ ..]) => {
                let (function, this) = (self.operand(function), self.operand(this));
                let first = self.e.temps(rest.len() as u32);
                for (register, argument) in (first..).zip(rest) {
                    self.expression_to(argument, register);
                }
                self.at(call.span);
                let slot = self.e.slot();
                self.op(Op::Call, &[W(dst), R(function), R(this), Args(first, rest.len() as u16), slot]);
            }
            ("append", [array, value]) => {
                let (array, value) = (self.operand(array), self.operand(value));
                self.op(Op::ArrayPush, &[R(array), R(value)]);
            }
            ("hole", []) => self.op(Op::LoadEmpty, &[W(dst)]),
            ("throwTypeError", [Expression::StringLiteral(message)]) => {
                let message = self.string(&message.value);
                self.op(Op::ThrowError, &[N(ErrorKind::TypeError as u32), message]);
            }
            _ => return false,
        }
        self.e.release(mark);
        true
    }
}
