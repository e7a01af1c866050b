//! Calls and constructions as bytecode has them: the messages name what the source calls the callee, and arguments may
//! come in an array.

use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Obj, ValueExt};
use jsc_abi::Value;

impl Context {
    /// Call with the source's name of the callee in the TypeError.
    pub fn call_value(&mut self, callee: Value, this: Value, args: &[Value]) -> JsResult {
        match callee.as_function() {
            Some(f) => self.call_function(f, this, args),
            None if callee.is_callable() => self.call(callee, this, args),
            None => Err(self.not_a_function_error(callee)),
        }
    }

    /// TypeError "a.b is not a function"
    #[cold]
    pub fn not_a_function_error(&mut self, callee: Value) -> Throw {
        let text = self.operand_note();
        let text = text.unwrap_or_else(|| self.display_for_error(callee));
        self.type_error(format_args!("{text} is not a function"))
    }

    /// TypeError "a.b is not a constructor"
    #[cold]
    pub fn not_a_constructor_error(&mut self, callee: Value) -> Throw {
        let text = self.operand_note();
        let text = text.unwrap_or_else(|| self.display_for_error(callee));
        self.type_error(format_args!("{text} is not a constructor"))
    }

    /// Construct with the source's name of the callee in the TypeError.
    /// # Safety
    /// `args` stay valid and rooted during the call.
    pub unsafe fn construct_value_at(&mut self, callee: Value, args: &[Value], new_target: Value) -> JsResult {
        if !callee.is_constructor() {
            return Err(self.not_a_constructor_error(callee));
        }
        self.construct_value(callee, args.as_ptr(), args.len(), new_target)
    }

    /// The elements of an array that a call with spread built. The program has no reference to it, so they stay as they
    /// are; the address of its storage in the callee's `argv` keeps it alive.
    pub(crate) fn spread_arguments(&mut self, array: Value) -> &'static [Value] {
        let array: Obj = array.as_object().expect("arguments of a spread call are in an array");
        self.array_elements(array).unwrap_or(&[])
    }

    /// Call with the arguments in an array made for it.
    pub fn call_array(&mut self, callee: Value, this: Value, args: Value) -> JsResult {
        let args = self.spread_arguments(args);
        self.call_value(callee, this, args)
    }

    /// Construct with the arguments in an array made for it.
    pub fn construct_array(&mut self, callee: Value, new_target: Value, args: Value) -> JsResult {
        let args = self.spread_arguments(args);
        // SAFETY: nobody stores into the array.
        unsafe { self.construct_value_at(callee, args, new_target) }
    }
}
