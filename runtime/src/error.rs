//! JavaScript exceptions as Rust results, and the makers of the error objects that the runtime throws.

use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::handle::{Obj, Str};
use core::fmt;
use jsc_abi::Value;
pub use jsc_abi::opcode::ErrorKind;

/// "An exception is being thrown": the thrown value is in `Context::header.exception`. Made only by `Context::throw` and
/// its like; whoever swallows it takes the value with `Context::take_exception`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throw(pub(crate) ());

pub type JsResult<T = Value> = Result<T, Throw>;

impl Context {
    /// Throws `value`.
    #[cold]
    pub fn throw(&mut self, value: Value) -> Throw {
        self.header.exception = value;
        Throw(())
    }

    /// Catches: takes the thrown value.
    pub fn take_exception(&mut self) -> Value {
        core::mem::replace(&mut self.header.exception, Value::EMPTY)
    }

    /// `Err(ctx.type_error(format_args!("{} is not a function", name)))`
    #[cold]
    pub fn type_error(&mut self, message: impl fmt::Display) -> Throw {
        self.throw_new(ErrorKind::TypeError, message)
    }

    #[cold]
    pub fn range_error(&mut self, message: impl fmt::Display) -> Throw {
        self.throw_new(ErrorKind::RangeError, message)
    }

    #[cold]
    pub fn reference_error(&mut self, message: impl fmt::Display) -> Throw {
        self.throw_new(ErrorKind::ReferenceError, message)
    }

    #[cold]
    pub fn syntax_error(&mut self, message: impl fmt::Display) -> Throw {
        self.throw_new(ErrorKind::SyntaxError, message)
    }

    /// Throws a new error with the message and the present call stack.
    #[cold]
    pub fn throw_new(&mut self, kind: ErrorKind, message: impl fmt::Display) -> Throw {
        let message = self.string_from_str(&message.to_string());
        let error = self.new_error(kind, message);
        self.throw(error.value())
    }

    /// A new error object with `message` and `stack`.
    pub fn new_error(&mut self, kind: ErrorKind, message: Str) -> Obj {
        let prototype = self.intrinsic(match kind {
            ErrorKind::Error => Intrinsic::ErrorPrototype,
            ErrorKind::TypeError => Intrinsic::TypeErrorPrototype,
            ErrorKind::RangeError => Intrinsic::RangeErrorPrototype,
            ErrorKind::ReferenceError => Intrinsic::ReferenceErrorPrototype,
            ErrorKind::SyntaxError => Intrinsic::SyntaxErrorPrototype,
            ErrorKind::EvalError => Intrinsic::EvalErrorPrototype,
            ErrorKind::UriError => Intrinsic::UriErrorPrototype,
            ErrorKind::AggregateError => Intrinsic::AggregateErrorPrototype,
        });
        crate::builtins::error::create(self, prototype, Some(message))
    }
}
