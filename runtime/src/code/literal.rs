//! Literals: objects, arrays with spread, regular expressions, template objects.

use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Gc, Obj, Str, ValueExt};
use crate::object::PropertyDescriptor;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// The value of constant `index` of a program.
#[inline(always)]
unsafe fn constant(program: *const Program, index: u32) -> Value {
    *(*program).constants.add(index as usize)
}

unsafe fn string_constant(program: *const Program, index: u32) -> Str {
    Gc::from_ptr(constant(program, index).as_ptr())
}

impl Context {
    /// An object literal: `keys` is a `Keys` constant, with as many values.
    /// # Safety
    /// As it says; the site's cache is live.
    #[inline]
    pub unsafe fn new_object_literal(
        &mut self,
        program: *const Program,
        keys: u32,
        values: &[Value],
        cache: *mut PropertyCache,
    ) -> Obj {
        let shape = (*cache).ways[0].shape;
        if shape != 0 && values.len() <= 16 {
            let o = self.alloc_object(CellKind::Object, shape, values.len() as u32);
            // An object of that shape has these slots inline, right behind the prefix.
            core::ptr::copy_nonoverlapping(values.as_ptr(), o.ptr().add(1) as *mut Value, values.len());
            self.fit_fields(o);
            return o;
        }
        self.new_object_literal_slow(program, keys, values, cache)
    }

    #[cold]
    #[inline(never)]
    unsafe fn new_object_literal_slow(
        &mut self,
        program: *const Program,
        keys: u32,
        values: &[Value],
        cache: *mut PropertyCache,
    ) -> Obj {
        let image = &*(*program).image;
        let items = image.items(&image.constants()[keys as usize]);
        // The program's constants are roots, so that a Vec may hold them.
        let keys: Vec<Value> = items.iter().map(|&i| constant(program, i)).collect();
        self.new_object_with(&keys, values, cache)
    }

    /// Appends all that the iterable gives to an array literal under construction.
    pub fn array_push_spread(&mut self, array: Value, iterable: Value) -> JsResult<()> {
        // SAFETY: the array of a literal is an array.
        let array: Obj = unsafe { Gc::from_ptr(array.as_ptr()) };
        // Array literals have a note for their iterable; arguments of calls have none.
        let not_iterable = |ctx: &mut Context, _| ctx.not_iterable_in_spread_error();
        self.iterate_or(iterable, not_iterable, |ctx, value| {
            ctx.array_push(array, value);
            Ok(())
        })
    }

    #[cold]
    fn not_iterable_in_spread_error(&mut self) -> Throw {
        match self.operand_note() {
            Some(text) => self.type_error(format_args!("{text} is not iterable")),
            None => self.type_error("Spread syntax requires ...iterable[Symbol.iterator] to be a function"),
        }
    }

    /// A new regular expression of a `RegExp` constant.
    /// # Safety
    /// The program has that constant.
    pub unsafe fn create_regexp(&mut self, program: *const Program, index: u32) -> JsResult {
        let image = &*(*program).image;
        let items = image.items(&image.constants()[index as usize]);
        let pattern = string_constant(program, items[0]);
        let flags = string_constant(program, items[1]);
        crate::builtins::regexp::from_literal(self, pattern, flags).map(Value::from)
    }

    /// [GetTemplateObject](https://tc39.es/ecma262/#sec-gettemplateobject)
    /// # Safety
    /// The program has that `Template` constant.
    pub unsafe fn template_object(&mut self, program: *const Program, index: u32) -> JsResult {
        let image = &*(*program).image;
        let c = &image.constants()[index as usize];
        let site = (*program).site_values.add(c.aux as usize);
        if !(*site).is_empty() {
            return Ok(*site);
        }
        let items = image.items(c);
        let template = self.new_array_with_capacity(items.len() as u32 / 2);
        let raw = self.new_array_with_capacity(items.len() as u32 / 2);
        for pair in items.chunks_exact(2) {
            let cooked = if pair[0] == u32::MAX { Value::UNDEFINED } else { constant(program, pair[0]) };
            self.array_push(template, cooked);
            self.array_push(raw, constant(program, pair[1]));
        }
        self.set_integrity(raw, true)?;
        let key = PropertyKey::from_interned(self.names.raw);
        self.define_or_throw(template, key, &PropertyDescriptor::data(raw.value(), 0))?;
        self.set_integrity(template, true)?;
        // Site values are roots: no barrier.
        *site = template.value();
        Ok(template.value())
    }

    /// `{ __proto__: value }`: sets the prototype if the value is an object or null.
    pub fn set_literal_prototype(&mut self, object: Value, value: Value) -> JsResult<()> {
        // SAFETY: the object of a literal is an object.
        let object: Obj = unsafe { Gc::from_ptr(object.as_ptr()) };
        if value.is_null() {
            self.set_prototype_of(object, None)?;
        } else if let Some(p) = value.as_object() {
            self.set_prototype_of(object, Some(p))?;
        }
        Ok(())
    }

    /// CreateDataPropertyOrThrow(object, key, value)
    pub fn define_by_value(&mut self, object: Value, key: Value, value: Value) -> JsResult<()> {
        // SAFETY: the target of a definition is an object.
        let object: Obj = unsafe { Gc::from_ptr(object.as_ptr()) };
        if key.is_int32() && key.as_int32() >= 0 {
            return self.create_data_property_or_throw(object, PropertyKey::from_index(key.as_int32() as u32), value);
        }
        let key = self.to_property_key(key)?;
        self.create_data_property_or_throw(object, key, value)
    }

    /// [DefineMethodProperty](https://tc39.es/ecma262/#sec-definemethodproperty) of a class: not enumerable.
    pub fn define_method(&mut self, object: Value, key: Value, function: Value) -> JsResult<()> {
        // SAFETY: the target of a definition is an object.
        let object: Obj = unsafe { Gc::from_ptr(object.as_ptr()) };
        let key = self.to_property_key(key)?;
        let attributes = attribute::WRITABLE | attribute::CONFIGURABLE;
        self.define_or_throw(object, key, &PropertyDescriptor::data(function, attributes))
    }

    /// Defines a getter, and leaves a setter that is there.
    pub fn define_getter(&mut self, object: Value, key: Value, function: Value, enumerable: bool) -> JsResult<()> {
        let d = PropertyDescriptor { get: Some(function), ..accessor(enumerable) };
        self.define_accessor(object, key, d)
    }

    /// Defines a setter, and leaves a getter that is there.
    pub fn define_setter(&mut self, object: Value, key: Value, function: Value, enumerable: bool) -> JsResult<()> {
        let d = PropertyDescriptor { set: Some(function), ..accessor(enumerable) };
        self.define_accessor(object, key, d)
    }

    fn define_accessor(&mut self, object: Value, key: Value, d: PropertyDescriptor) -> JsResult<()> {
        // SAFETY: the target of a definition is an object.
        let object: Obj = unsafe { Gc::from_ptr(object.as_ptr()) };
        let key = self.to_property_key(key)?;
        self.define_or_throw(object, key, &d)
    }

    /// CopyDataProperties(target, source, excluded keys), for rest and spread of objects.
    pub fn copy_own_properties(&mut self, target: Value, source: Value, excluded: &[Value]) -> JsResult<()> {
        // SAFETY: the target is an object that a literal or pattern made.
        let target: Obj = unsafe { Gc::from_ptr(target.as_ptr()) };
        self.copy_data_properties(target, source, excluded)
    }

    /// `value` must be an object; `what` is the start of the message.
    #[cold]
    pub fn not_an_object_error(&mut self, value: Value, what: Value) -> Throw {
        let what = self.display_string(what);
        let shown = self.display_for_error(value);
        self.type_error(format_args!("{what} {shown} is not an object"))
    }

    /// Destructuring of undefined or null.
    #[cold]
    pub fn not_coercible_error(&mut self, value: Value) -> Throw {
        let shown = if value.is_null() { "null" } else { "undefined" };
        match self.operand_note() {
            // The note is "property 'a' of 'x'", or ends with "of" where the source has no name for the value.
            Some(text) if text.ends_with(" of") => {
                let site = self.default_call_site(value);
                self.type_error(format_args!("Cannot destructure {text} '{site}' as it is {shown}."))
            }
            Some(text) if !text.is_empty() => {
                self.type_error(format_args!("Cannot destructure {text} as it is {shown}."))
            }
            _ => self.type_error(format_args!("Cannot destructure '{shown}' as it is {shown}.")),
        }
    }
}

fn accessor(enumerable: bool) -> PropertyDescriptor {
    PropertyDescriptor { enumerable: Some(enumerable), configurable: Some(true), ..Default::default() }
}
