//! Arguments objects and rest arrays.

use crate::builtins::{Intrinsic, METHOD, WellKnown};
use crate::context::Context;
use crate::handle::{Func, Gc, Obj};
use crate::object::create::variant;
use crate::object::exotic::ArgumentsObject;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// An arguments object with these elements, `length` and `@@iterator`.
    fn new_arguments(&mut self, values: &[Value]) -> Gc<ArgumentsObject> {
        let prototype = self.intrinsic(Intrinsic::ObjectPrototype);
        let values_function = self.intrinsic(Intrinsic::ArrayPrototypeValues).value();
        // Room for length, callee, @@iterator.
        let shape = self.root_shape(CellKind::Arguments, Some(prototype), 3, variant::NONE);
        let o = self.alloc_object(CellKind::Arguments, shape, 3);
        if !values.is_empty() {
            self.reallocate_storage(o, 0, values.len() as u32);
            // SAFETY: room for all of them.
            unsafe { core::ptr::copy_nonoverlapping(values.as_ptr(), o.storage, values.len()) };
            let header = o.storage_header();
            header.dense = values.len() as u32;
            header.length = header.dense;
            self.write_barrier(o);
        }
        let length = PropertyKey::from_interned(self.names.length);
        self.add_named(o, length, Value::from_i32(values.len() as i32), METHOD, false);
        let iterator = PropertyKey::from_symbol(self.well_known(WellKnown::Iterator));
        self.add_named(o, iterator, values_function, METHOD, false);
        // SAFETY: by kind.
        unsafe { o.cast() }
    }

    /// [CreateUnmappedArgumentsObject](https://tc39.es/ecma262/#sec-createunmappedargumentsobject)
    pub fn create_unmapped_arguments(&mut self, values: &[Value]) -> Value {
        let o = self.new_arguments(values);
        // 8. "callee" is an accessor that throws.
        let thrower = self.intrinsic(Intrinsic::ThrowTypeError).value();
        let accessor = self.new_accessor(thrower, thrower);
        let callee = PropertyKey::from_interned(self.names.callee);
        // SAFETY: arguments objects are objects.
        let object: Obj = unsafe { o.cast() };
        self.add_named(object, callee, accessor.value(), attribute::ACCESSOR, false);
        o.value()
    }

    /// [CreateMappedArgumentsObject](https://tc39.es/ecma262/#sec-createmappedargumentsobject): argument i < `count` is
    /// slot `first_slot` + i of `environment`.
    pub fn create_mapped_arguments(
        &mut self,
        callee: Func,
        values: &[Value],
        environment: Value,
        first_slot: u32,
        count: u32,
    ) -> Value {
        let mut o = self.new_arguments(values);
        let mapped = count.min(values.len() as u32);
        for i in 0..mapped {
            // A mapped element is EMPTY; its value is in the environment.
            // SAFETY: there are `values.len()` elements.
            unsafe { *o.object.storage.add(i as usize) = Value::EMPTY };
        }
        o.callee = callee.value();
        o.environment = if mapped > 0 { environment } else { Value::UNDEFINED };
        o.first_slot = first_slot;
        o.count = mapped;
        if mapped > 0 {
            o.object.header.flags |= object_flag::EXOTIC;
        }
        // SAFETY: arguments objects are objects.
        let object: Obj = unsafe { o.cast() };
        self.write_barrier(object);
        let key = PropertyKey::from_interned(self.names.callee);
        self.add_named(object, key, callee.value(), METHOD, false);
        o.value()
    }

    /// The array of a rest parameter: the arguments from `start` on.
    #[inline]
    pub fn create_rest(&mut self, values: &[Value], start: u32) -> Value {
        self.new_array(values.get(start as usize..).unwrap_or(&[])).value()
    }
}
