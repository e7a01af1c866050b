//! Operations on Objects (the specification's chapter of that name).

use super::{Own, PropertyDescriptor};
use crate::builtins::{Intrinsic, WellKnown};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// GetV
    #[inline]
    pub fn get_v(&mut self, v: Value, key: PropertyKey) -> JsResult {
        if let Some(o) = v.as_object() {
            return self.get_with_receiver(o, key, v);
        }
        if let Some(s) = v.as_string() {
            if let Some(i) = key.as_index()
                && (i as usize) < s.len()
            {
                let unit = s.view(self).at(i as usize);
                return Ok(self.single_char(unit).value());
            }
            if key == PropertyKey::from_interned(self.names.length) {
                return Ok(Value::from_i32(s.len() as i32));
            }
        }
        match self.primitive_prototype(v) {
            Some(p) => self.get_with_receiver(p, key, v),
            None => Err(self.throw_read_of_nullish(v, key)),
        }
    }

    /// The prototype where properties of a primitive are looked up; `None` for undefined and null.
    pub fn primitive_prototype(&mut self, v: Value) -> Option<Obj> {
        let which = if v.is_number() {
            Intrinsic::NumberPrototype
        } else if v.is_bool() {
            Intrinsic::BooleanPrototype
        } else if v.is_string() {
            Intrinsic::StringPrototype
        } else if v.is_symbol() {
            Intrinsic::SymbolPrototype
        } else if v.is_bigint() {
            Intrinsic::BigIntPrototype
        } else {
            return None;
        };
        Some(self.intrinsic(which))
    }

    /// TypeError "Cannot read properties of undefined (reading 'x')"
    #[cold]
    pub fn throw_read_of_nullish(&mut self, v: Value, key: PropertyKey) -> crate::Throw {
        let name = self.key_to_display(key);
        self.type_error(format_args!(
            "Cannot read properties of {} (reading '{name}')",
            if v.is_null() { "null" } else { "undefined" }
        ))
    }

    #[cold]
    pub fn throw_set_of_nullish(&mut self, v: Value, key: PropertyKey) -> crate::Throw {
        let name = self.key_to_display(key);
        self.type_error(format_args!(
            "Cannot set properties of {} (setting '{name}')",
            if v.is_null() { "null" } else { "undefined" }
        ))
    }

    /// Set(O, P, V, Throw)
    pub fn set(&mut self, o: Obj, key: PropertyKey, value: Value, throw: bool) -> JsResult<()> {
        if !self.set_with_receiver(o, key, value, o.value())? && throw {
            return Err(self.throw_failed_set(o.value(), key));
        }
        Ok(())
    }

    /// The TypeError for a property that cannot be set, worded by the reason.
    #[cold]
    pub fn throw_failed_set(&mut self, target: Value, key: PropertyKey) -> crate::Throw {
        let name = self.key_to_display(key);
        let shown = self.display_for_error(target);
        let Some(o) = target.as_object() else {
            if target.is_string()
                && let Ok(wrapper) = self.to_object(target)
                && matches!(self.own_property(wrapper, key), Ok(Own::Data(..)))
            {
                return self
                    .type_error(format_args!("Cannot assign to read only property '{name}' of string '{shown}'"));
            }
            let kind = self.type_of(target).to_rust(self);
            return self.type_error(format_args!("Cannot create property '{name}' on {kind} '{shown}'"));
        };
        let mut at = Some(o);
        while let Some(p) = at {
            match self.own_property(p, key) {
                Ok(Own::Data(..)) => {
                    let kind = if o.is_callable() { "function" } else { "object" };
                    return self
                        .type_error(format_args!("Cannot assign to read only property '{name}' of {kind} '{shown}'"));
                }
                Ok(Own::Accessor(..)) => {
                    return self
                        .type_error(format_args!("Cannot set property {name} of {shown} which has only a getter"));
                }
                Ok(Own::None) => {}
                Err(t) => return t,
            }
            at = self.prototype(p);
        }
        if o.is_array() && key.is_index() && !o.has_flag(object_flag::NOT_EXTENSIBLE) {
            return self.type_error("Cannot assign to read only property 'length' of object '[object Array]'");
        }
        self.type_error(format_args!("Cannot add property {name}, object is not extensible"))
    }

    /// CreateDataProperty
    pub fn create_data_property(&mut self, o: Obj, key: PropertyKey, value: Value) -> JsResult<bool> {
        // OPTIMIZATION: a new named property of an ordinary object.
        if !key.is_index()
            && o.header.flags & (object_flag::EXOTIC | object_flag::NOT_EXTENSIBLE) == 0
            && self.shape_of(o).lookup(key).is_none()
        {
            self.add_named(o, key, value, attribute::ALL, true);
            return Ok(true);
        }
        self.define_own_property(o, key, &PropertyDescriptor::data(value, attribute::ALL))
    }

    pub fn create_data_property_or_throw(&mut self, o: Obj, key: PropertyKey, value: Value) -> JsResult<()> {
        if !self.create_data_property(o, key, value)? {
            return Err(self.throw_failed_define(o, key));
        }
        Ok(())
    }

    #[cold]
    fn throw_failed_define(&mut self, o: Obj, key: PropertyKey) -> crate::Throw {
        let name = self.key_to_display(key);
        match self.own_property(o, key) {
            Ok(Own::None) => self.type_error(format_args!("Cannot define property {name}, object is not extensible")),
            Ok(_) => self.type_error(format_args!("Cannot redefine property: {name}")),
            Err(t) => t,
        }
    }

    /// DefinePropertyOrThrow
    pub fn define_or_throw(&mut self, o: Obj, key: PropertyKey, d: &PropertyDescriptor) -> JsResult<()> {
        if !self.define_own_property(o, key, d)? {
            return Err(self.throw_failed_define(o, key));
        }
        Ok(())
    }

    /// DeletePropertyOrThrow
    pub fn delete_or_throw(&mut self, o: Obj, key: PropertyKey) -> JsResult<()> {
        if !self.delete(o, key)? {
            let name = self.key_to_display(key);
            let shown = self.display_for_error(o.value());
            return Err(self.type_error(format_args!("Cannot delete property '{name}' of {shown}")));
        }
        Ok(())
    }

    /// HasOwnProperty
    pub fn has_own(&mut self, o: Obj, key: PropertyKey) -> JsResult<bool> {
        Ok(!matches!(self.own_property(o, key)?, Own::None))
    }

    /// GetMethod
    pub fn get_method(&mut self, v: Value, key: PropertyKey) -> JsResult<Option<Obj>> {
        let f = self.get_v(v, key)?;
        if f.is_nullish() {
            return Ok(None);
        }
        match f.as_object() {
            Some(o) if o.is_callable() => Ok(Some(o)),
            _ => {
                let shown = self.display_for_error(f);
                Err(self.type_error(format_args!("{shown} is not a function")))
            }
        }
    }

    /// Invoke
    pub fn invoke(&mut self, v: Value, key: PropertyKey, args: &[Value]) -> JsResult {
        let f = self.get_v(v, key)?;
        if !f.is_callable() {
            let name = self.key_to_display(key);
            let shown = self.display_for_error(v);
            return Err(self.type_error(format_args!("{shown}.{name} is not a function")));
        }
        self.call(f, v, args)
    }

    /// SpeciesConstructor
    pub fn species_constructor(&mut self, o: Obj, default: Intrinsic) -> JsResult<Obj> {
        let c = self.get(o, PropertyKey::from_interned(self.names.constructor))?;
        if c.is_undefined() {
            return Ok(self.intrinsic(default));
        }
        let Some(c) = c.as_object() else {
            return Err(self.type_error("The .constructor property is not an object"));
        };
        let species = PropertyKey::from_symbol(self.well_known(WellKnown::Species));
        let s = self.get(c, species)?;
        if s.is_nullish() {
            return Ok(self.intrinsic(default));
        }
        match s.as_object() {
            Some(s) if s.is_constructor() => Ok(s),
            _ => Err(self.type_error("object.constructor[Symbol.species] is not a constructor")),
        }
    }

    /// IsArray
    pub fn is_array(&mut self, v: Value) -> JsResult<bool> {
        Ok(v.as_object().is_some_and(|o| o.is_array()))
    }

    /// LengthOfArrayLike
    #[inline]
    pub fn length_of_array_like(&mut self, o: Obj) -> JsResult<u64> {
        if o.is_array() {
            return Ok(o.storage_header().length as u64);
        }
        let v = self.get(o, PropertyKey::from_interned(self.names.length))?;
        self.to_length(v)
    }

    /// The key of an index that may be beyond array indices.
    #[inline]
    pub fn key_from_u64(&mut self, i: u64) -> PropertyKey {
        if i < u32::MAX as u64 {
            PropertyKey::from_index(i as u32)
        } else {
            let s = self.number_to_string(i as f64);
            let s = self.intern_string(s);
            PropertyKey::from_interned(s)
        }
    }

    /// Get(O, ! ToString(index))
    #[inline]
    pub fn get_index(&mut self, o: Obj, i: u64) -> JsResult {
        if i < u32::MAX as u64
            && !o.has_flag(object_flag::EXOTIC)
            && let Some(v) = o.dense_element(i as u32)
        {
            return Ok(v);
        }
        let key = self.key_from_u64(i);
        self.get(o, key)
    }

    /// Set(O, ! ToString(index), value, true)
    #[inline]
    pub fn set_index(&mut self, o: Obj, i: u64, value: Value) -> JsResult<()> {
        if i < o.storage_header().dense as u64 && self.array_is_simple(o) {
            // SAFETY: below dense.
            unsafe { *o.storage.add(i as usize) = value };
            self.write_barrier(o);
            return Ok(());
        }
        let key = self.key_from_u64(i);
        self.set(o, key, value, true)
    }

    /// CreateDataPropertyOrThrow(O, ! ToString(index), value)
    pub fn create_data_index(&mut self, o: Obj, i: u64, value: Value) -> JsResult<()> {
        if i == o.storage_header().dense as u64 && self.array_is_simple(o) {
            self.array_push(o, value);
            return Ok(());
        }
        let key = self.key_from_u64(i);
        self.create_data_property_or_throw(o, key, value)
    }

    /// CreateListFromArrayLike
    pub fn create_list_from_array_like(&mut self, v: Value) -> JsResult<GcVec> {
        let Some(o) = v.as_object() else {
            return Err(self.type_error("CreateListFromArrayLike called on non-object"));
        };
        let n = self.length_of_array_like(o)?;
        if n > 10_000_000 {
            return Err(self.range_error("Invalid array length"));
        }
        let mut list = GcVec::with_capacity(self, n as usize);
        for i in 0..n {
            let v = self.get_index(o, i)?;
            list.push(self, v);
        }
        Ok(list)
    }

    /// SetIntegrityLevel
    pub fn set_integrity(&mut self, mut o: Obj, frozen: bool) -> JsResult<bool> {
        if !self.prevent_extensions(o)? {
            return Ok(false);
        }
        if o.kind().is_typed_array() && frozen && unsafe { o.cast::<TypedArray>() }.length > 0 {
            return Err(self.type_error("Cannot freeze array buffer views with elements"));
        }
        if o.storage_header().dense > 0 && !o.has_flag(object_flag::EXOTIC) {
            self.make_sparse(o);
        }
        o.header.flags |= object_flag::SLOW_ELEMENTS;
        let keys = self.own_property_keys(o)?;
        for i in 0..keys.len() {
            let key = self.key_from_value(keys[i])?;
            let mut d = PropertyDescriptor { configurable: Some(false), ..Default::default() };
            match self.own_property(o, key)? {
                Own::None => continue,
                Own::Data(..) if frozen => d.writable = Some(false),
                _ => {}
            }
            self.define_or_throw(o, key, &d)?;
        }
        Ok(true)
    }

    /// TestIntegrityLevel
    pub fn test_integrity(&mut self, o: Obj, frozen: bool) -> JsResult<bool> {
        if self.is_extensible(o)? {
            return Ok(false);
        }
        let keys = self.own_property_keys(o)?;
        for i in 0..keys.len() {
            let key = self.key_from_value(keys[i])?;
            match self.own_property(o, key)? {
                Own::Data(_, a) if a & attribute::CONFIGURABLE != 0 || frozen && a & attribute::WRITABLE != 0 => {
                    return Ok(false);
                }
                Own::Accessor(_, a) if a & attribute::CONFIGURABLE != 0 => return Ok(false),
                _ => {}
            }
        }
        Ok(true)
    }

    /// CopyDataProperties
    pub fn copy_data_properties(&mut self, target: Obj, source: Value, excluded: &[Value]) -> JsResult<()> {
        if source.is_nullish() {
            return Ok(());
        }
        let from = self.to_object(source)?;
        if self.copy_by_plan(target, from, excluded) {
            return Ok(());
        }
        let mut skip = GcVec::new(self);
        for &v in excluded {
            let key = self.key_from_value(v)?;
            let v = self.key_to_value(key);
            skip.push(self, v);
        }
        let keys = self.own_property_keys(from)?;
        'keys: for i in 0..keys.len() {
            let key = self.key_from_value(keys[i])?;
            for j in 0..skip.len() {
                if self.key_from_value(skip[j])? == key {
                    continue 'keys;
                }
            }
            let value = match self.own_property(from, key)? {
                Own::Data(v, a) if a & attribute::ENUMERABLE != 0 => v,
                Own::Accessor(_, a) if a & attribute::ENUMERABLE != 0 => {
                    self.get_with_receiver(from, key, from.value())?
                }
                _ => continue,
            };
            self.create_data_property_or_throw(target, key, value)?;
        }
        Ok(())
    }

    /// True for Array kind; used where IsArray of a proxy cannot matter.
    pub fn is_array_object(v: Value) -> bool {
        v.as_object().is_some_and(|o| o.kind() == CellKind::Array)
    }
}
