//! Environments: the variables that closures share, and the errors of bindings.

use crate::context::Context;
use crate::error::{ErrorKind, JsResult, Throw};
use crate::handle::{Gc, Str, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// The environment `depth` parents above `environment`.
/// # Safety
/// `environment` is an environment with that many parents.
#[inline(always)]
pub unsafe fn environment_at(environment: Value, depth: u32) -> *mut Environment {
    let mut e = environment.as_ptr::<Environment>();
    for _ in 0..depth {
        e = (*e).parent;
    }
    e
}

/// Where slot `slot` is.
/// # Safety
/// The environment has that many slots.
#[inline(always)]
pub unsafe fn environment_slot(environment: *mut Environment, slot: u32) -> *mut Value {
    (environment as *mut u8).add(ENVIRONMENT_SLOTS_OFFSET).cast::<Value>().add(slot as usize)
}

impl Context {
    /// An environment of `slots` EMPTY slots. `parent` is an environment or undefined.
    #[inline]
    pub fn new_environment(&mut self, parent: Value, slots: u32) -> Value {
        let size = ENVIRONMENT_SLOTS_OFFSET + 8 * slots as usize;
        let e = self.alloc_cell(size, CellKind::Environment, slots, 0) as *mut Environment;
        // SAFETY: a fresh cell of that size.
        unsafe {
            (*e).parent = if parent.is_cell() { parent.as_ptr() } else { core::ptr::null_mut() };
            for i in 0..slots {
                *environment_slot(e, i) = Value::EMPTY;
            }
        }
        Value::from_cell(e)
    }

    /// A copy with the same parent: a fresh iteration of a `for` with let.
    pub fn clone_environment(&mut self, environment: Value) -> Value {
        let old = environment.as_ptr::<Environment>();
        // SAFETY: an environment has as many slots as its header says.
        unsafe {
            let slots = (*old).header.shape;
            let size = ENVIRONMENT_SLOTS_OFFSET + 8 * slots as usize;
            let e = self.alloc_cell(size, CellKind::Environment, slots, 0) as *mut Environment;
            (*e).parent = (*old).parent;
            core::ptr::copy_nonoverlapping(environment_slot(old, 0), environment_slot(e, 0), slots as usize);
            Value::from_cell(e)
        }
    }

    /// Slot `slot` of the environment `depth` parents up.
    /// # Safety
    /// There is such a slot.
    pub unsafe fn get_environment_slot(&mut self, environment: Value, depth: u32, slot: u32) -> Value {
        *environment_slot(environment_at(environment, depth), slot)
    }

    /// # Safety
    /// There is such a slot.
    pub unsafe fn set_environment_slot(&mut self, environment: Value, depth: u32, slot: u32, value: Value) {
        let e = environment_at(environment, depth);
        *environment_slot(e, slot) = value;
        self.write_barrier(Gc::from_ptr(e));
    }

    /// OrdinaryCallBindThis of a sloppy function.
    pub fn this_for_sloppy(&mut self, this: Value) -> Value {
        if this.is_nullish() {
            return self.header.global;
        }
        if this.is_object() {
            return this;
        }
        // ToObject fails for undefined and null only.
        self.to_object(this).map_or(Value::UNDEFINED, Value::from)
    }

    /// `delete name` of a global property.
    pub fn delete_global(&mut self, name: Str) -> JsResult<bool> {
        let global = self.to_object(self.header.global)?;
        self.delete(global, PropertyKey::from_interned(name))
    }

    /// A `let`, `const` or class binding read too early. `name` is a string.
    #[cold]
    pub fn uninitialized_binding_error(&mut self, name: Value) -> Throw {
        let name = self.display_string(name);
        self.reference_error(format_args!("Cannot access '{name}' before initialization"))
    }

    #[cold]
    pub fn uninitialized_this_error(&mut self) -> Throw {
        self.reference_error(
            "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
        )
    }

    /// Throws a new error: `kind` is the number of an [`ErrorKind`], `message` a string.
    #[cold]
    pub fn throw_error(&mut self, kind: u32, message: Value) -> Throw {
        let kind = match kind {
            1 => ErrorKind::TypeError,
            2 => ErrorKind::RangeError,
            3 => ErrorKind::ReferenceError,
            4 => ErrorKind::SyntaxError,
            5 => ErrorKind::EvalError,
            6 => ErrorKind::UriError,
            7 => ErrorKind::AggregateError,
            _ => ErrorKind::Error,
        };
        let message = self.display_string(message);
        self.throw_new(kind, message)
    }

    /// The text of a string constant.
    pub(crate) fn display_string(&mut self, v: Value) -> String {
        match v.as_string() {
            Some(s) => s.to_rust(self),
            None => String::new(),
        }
    }
}
