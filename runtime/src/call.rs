//! Calling and constructing.

use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Func, Gc, Obj, ValueExt};
use crate::object::create::variant;
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// Call(F, V, args): TypeError if `f` is not callable.
    #[inline]
    pub fn call(&mut self, f: Value, this: Value, args: &[Value]) -> JsResult {
        match f.as_function() {
            Some(f) => self.call_function(f, this, args),
            None => Err(self.throw_not_callable(f)),
        }
    }

    #[cold]
    pub fn throw_not_callable(&mut self, f: Value) -> Throw {
        let shown = self.display_for_error(f);
        self.type_error(format_args!("{shown} is not a function"))
    }

    /// [[Call]] of a function object.
    #[inline]
    pub fn call_function(&mut self, f: Func, this: Value, args: &[Value]) -> JsResult {
        // SAFETY: `entry` is the function's own; `args` outlives the call and is on the stack or in a cell.
        let result = unsafe { (f.entry)(&mut self.header, f.ptr(), this, args.as_ptr(), args.len(), Value::UNDEFINED) };
        if result.is_exception() { Err(Throw(())) } else { Ok(result) }
    }

    /// Construct(F, args, newTarget)
    pub fn construct(&mut self, f: Obj, args: &[Value], new_target: Option<Obj>) -> JsResult<Obj> {
        let new_target = new_target.unwrap_or(f);
        // SAFETY: `args` outlives the call.
        let v = unsafe { self.construct_value(f.value(), args.as_ptr(), args.len(), new_target.value()) }?;
        Ok(v.as_object().expect("[[Construct]] gives an object"))
    }

    /// [[Construct]] of any value: TypeError if it is no constructor. `this` is made here for base constructors, and the
    /// result is `this` unless the function returned another object.
    /// # Safety
    /// `argv` has `argc` values that stay valid and rooted during the call.
    pub unsafe fn construct_value(
        &mut self,
        callee: Value,
        argv: *const Value,
        argc: usize,
        new_target: Value,
    ) -> JsResult {
        let f = match callee.as_function() {
            Some(f) if f.object().is_constructor() => f,
            _ => {
                let shown = self.display_for_error(callee);
                return Err(self.type_error(format_args!("{shown} is not a constructor")));
            }
        };
        let flags = (*f.code).flags;
        let base = flags & (function_flag::BUILTIN | function_flag::DERIVED_CONSTRUCTOR) == 0;
        let this = if base { self.create_this(f, new_target)?.value() } else { Value::EMPTY };
        let result = (f.entry)(&mut self.header, f.ptr(), this, argv, argc, new_target);
        if result.is_exception() {
            return Err(Throw(()));
        }
        Ok(if base && !result.is_object() { this } else { result })
    }

    /// The object that `new` gives to a base constructor.
    pub fn create_this(&mut self, callee: Func, new_target: Value) -> JsResult<Obj> {
        let Some(target) = new_target.as_function() else {
            let prototype = self.prototype_from_constructor(new_target, Intrinsic::ObjectPrototype)?;
            return Ok(self.new_object(Some(prototype)));
        };
        if !target.extra.is_null() {
            // SAFETY: not null.
            let extra = unsafe { &*target.extra };
            if extra.construct_shape != 0 {
                let (base, inline, _) = self.shapes.property_slots(extra.construct_shape);
                debug_assert_eq!(base as usize, size_of::<Object>());
                return Ok(self.alloc_object(CellKind::Object, extra.construct_shape, inline as u32));
            }
        }
        self.create_this_slow(callee, target)
    }

    #[cold]
    fn create_this_slow(&mut self, _callee: Func, mut target: Func) -> JsResult<Obj> {
        let key = PropertyKey::from_interned(self.names.prototype);
        let prototype = match self.get(target.object(), key)?.as_object() {
            Some(p) => p,
            None => self.intrinsic(Intrinsic::ObjectPrototype),
        };
        let slots = self.instance_slots(target);
        // SAFETY: not null.
        let own_prototype = !target.extra.is_null() && unsafe { (*target.extra).prototype } == prototype.value();
        let claimed = if own_prototype { self.claim_constructor_shape(target, prototype, slots) } else { None };
        let shape = match claimed {
            Some(shape) => shape,
            None => self.root_shape(CellKind::Object, Some(prototype), slots, variant::NONE),
        };
        // Remember it if `prototype` is where this function keeps it (bound functions and the like have none).
        if own_prototype {
            let size = (size_of::<Object>() + 8 * slots as usize).next_multiple_of(CELL_ALIGN);
            // SAFETY: not null.
            unsafe {
                (*target.extra).construct_shape = shape;
                (*target.extra).construct_size = if size <= MAX_BUMP_SIZE { size as u32 } else { 0 };
            }
        }
        Ok(self.alloc_object(CellKind::Object, shape, slots))
    }

    /// Inline slots for instances: what the constructor and its parents assign.
    fn instance_slots(&mut self, target: Func) -> u32 {
        let mut slots = 0;
        let mut at = Some(target);
        while let Some(f) = at {
            // SAFETY: `code` is never null.
            let code = unsafe { &*f.code };
            slots += code.inline_slots;
            at = if code.flags & function_flag::DERIVED_CONSTRUCTOR != 0 {
                self.prototype(f.object()).and_then(|p| p.value().as_function())
            } else {
                None
            };
        }
        // Room to grow a little where the count is a guess of zero.
        if slots == 0 { 4 } else { slots.min(64) }
    }

    /// The function being run, for messages.
    pub fn current_function(&self) -> Option<Func> {
        let frame = self.header.frame;
        // SAFETY: the innermost frame record is live while its activation is.
        if frame.is_null() { None } else { Some(unsafe { Gc::from_ptr((*frame).callee) }) }
    }
}
