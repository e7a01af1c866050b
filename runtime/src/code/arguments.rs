//! Arguments objects and rest arrays.

use crate::builtins::{Intrinsic, METHOD, WellKnown, kind_layout};
use crate::context::Context;
use crate::handle::{Func, Gc, Obj};
use crate::object::create::variant;
use crate::object::exotic::ArgumentsObject;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// An arguments object with these elements, `length`, `@@iterator` and `callee`, a value or an accessor.
    fn new_arguments(&mut self, values: &[Value], callee: Value, attributes: u8) -> Gc<ArgumentsObject> {
        let prototype = self.intrinsic(Intrinsic::ObjectPrototype);
        let values_function = self.intrinsic(Intrinsic::ArrayPrototypeValues).value();
        let which = (attributes & attribute::ACCESSOR != 0) as usize;
        // OPTIMIZATION: the shape with all three properties, once it is known. Shared shapes stay.
        let known = self.builtins.arguments_shapes[which];
        // Room for length, @@iterator, callee.
        let shape = match known {
            0 => self.root_shape(CellKind::Arguments, Some(prototype), 3, variant::NONE),
            known => known,
        };
        let o = self.alloc_object(CellKind::Arguments, shape, 3);
        let properties = [Value::from_i32(values.len() as i32), values_function, callee];
        if known != 0 {
            // SAFETY: the three inline slots are behind the internal fields.
            unsafe { *((o.ptr() as *mut u8).add(kind_layout(CellKind::Arguments).0) as *mut [Value; 3]) = properties };
        }
        if !values.is_empty() {
            self.reallocate_storage(o, 0, values.len() as u32);
            // SAFETY: room for all of them.
            unsafe { core::ptr::copy_nonoverlapping(values.as_ptr(), o.storage, values.len()) };
            let header = o.storage_header();
            header.dense = values.len() as u32;
            header.length = header.dense;
            self.write_barrier(o);
        }
        if known == 0 {
            let keys = [
                PropertyKey::from_interned(self.names.length),
                PropertyKey::from_symbol(self.well_known(WellKnown::Iterator)),
                PropertyKey::from_interned(self.names.callee),
            ];
            for ((key, value), attributes) in keys.into_iter().zip(properties).zip([METHOD, METHOD, attributes]) {
                self.add_named(o, key, value, attributes, false);
            }
            if !self.shapes.is_unique(o.header.shape) {
                self.builtins.arguments_shapes[which] = o.header.shape;
            }
        }
        // SAFETY: by kind.
        unsafe { o.cast() }
    }

    /// [CreateUnmappedArgumentsObject](https://tc39.es/ecma262/#sec-createunmappedargumentsobject)
    pub fn create_unmapped_arguments(&mut self, values: &[Value]) -> Value {
        // 8. "callee" is an accessor that throws.
        let thrower = self.intrinsic(Intrinsic::ThrowTypeError).value();
        let accessor = self.new_accessor(thrower, thrower);
        self.new_arguments(values, accessor.value(), attribute::ACCESSOR).value()
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
        let mut o = self.new_arguments(values, callee.value(), METHOD);
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
        o.value()
    }

    /// The array of a rest parameter: the arguments from `start` on.
    #[inline]
    pub fn create_rest(&mut self, values: &[Value], start: u32) -> Value {
        self.new_array(values.get(start as usize..).unwrap_or(&[])).value()
    }
}
