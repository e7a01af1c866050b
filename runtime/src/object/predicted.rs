//! Look-ups for speculative code. They run no JavaScript: what would, and what is not there, is for the generic operation,
//! so compiled code exits.

use super::cache::{Place, learn};
use crate::context::Context;
use crate::handle::{Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::Value;
use jsc_abi::layout::*;

impl Context {
    /// The value that objects of `shape`, which has no such property itself, inherit; EMPTY if it is no plain data property.
    fn find_inherited(&mut self, shape: u32, name: Str, cache: *mut InheritedCache) -> Value {
        // Compiled code may ask in front of a loop for a shape that no object has yet.
        if !self.shapes.is_valid(shape) {
            return Value::EMPTY;
        }
        let key = PropertyKey::from_interned(name);
        let mut at = self.shapes.get(shape).prototype.as_object();
        while let Some(o) = at {
            if !self.is_ordinary_prototype(o) {
                return Value::EMPTY;
            }
            let holder = self.shape_of(o);
            if let Some(p) = holder.lookup(key) {
                if p.attributes & (attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY) != 0 {
                    return Value::EMPTY;
                }
                let offset = holder.offset(p.slot);
                // SAFETY: the property was found in the object's present shape.
                let slot = unsafe { o.slot(offset) };
                // Storage moves with a new epoch if it holds only slots; elements may move it at any time.
                if offset >= 0 || o.storage_header().capacity == 0 {
                    // SAFETY: the caller's cache is live.
                    unsafe { *cache = InheritedCache { epoch: self.header.prototype_epoch, slot } };
                }
                // SAFETY: as above.
                return unsafe { *slot };
            }
            at = self.prototype(o);
        }
        Value::EMPTY
    }

    /// The same if it is a closure of `code`, else EMPTY.
    pub(crate) fn find_method(&mut self, shape: u32, name: Str, code: *const Code, cache: *mut MethodCache) -> Value {
        let mut place = InheritedCache { epoch: 0, slot: core::ptr::null() };
        let v = self.find_inherited(shape, name, &mut place);
        if !v.as_function().is_some_and(|f| core::ptr::eq(f.code, code)) {
            return Value::EMPTY;
        }
        // Another value in that slot is another epoch (`write_slot`).
        // SAFETY: the caller's cache is live.
        unsafe { *cache = MethodCache { epoch: self.header.prototype_epoch, method: v } };
        v
    }

    /// Whether objects of `shape`, which has no such property itself, get one of their own when it is assigned to.
    pub(crate) fn find_addable(&mut self, shape: u32, name: Str, cache: *mut InheritedCache) -> bool {
        if !self.shapes.is_valid(shape) {
            return false;
        }
        let key = PropertyKey::from_interned(name);
        let mut at = self.shapes.get(shape).prototype.as_object();
        while let Some(o) = at {
            if !self.is_ordinary_prototype(o) {
                return false;
            }
            if let Some(p) = self.shape_of(o).lookup(key) {
                let unusual = attribute::ACCESSOR | attribute::SPECIAL;
                if p.attributes & unusual != 0 || p.attributes & attribute::WRITABLE == 0 {
                    return false;
                }
                break;
            }
            at = self.prototype(o);
        }
        let epoch = self.header.prototype_epoch;
        // SAFETY: the caller's cache is live.
        unsafe { *cache = InheritedCache { epoch, slot: core::ptr::null() } };
        true
    }

    /// Whether changes of the object's properties change the epoch, and its shape says which named ones it has.
    fn is_ordinary_prototype(&self, o: Obj) -> bool {
        o.has_flag(object_flag::IS_PROTOTYPE) && !o.has_flag(object_flag::EXOTIC)
    }

    /// v.name, if that is a data property.
    pub(crate) fn find_property(&mut self, v: Value, name: Str, cache: *mut PropertyCache) -> Value {
        let key = PropertyKey::from_interned(name);
        let (start, is_object) = match v.as_object() {
            Some(o) => (Some(o), true),
            None if v.is_string() && name != self.names.length => (self.primitive_prototype(v), false),
            None => (None, false),
        };
        let Some(start) = start else { return Value::EMPTY };
        // SAFETY: objects and strings are cells.
        let shape = unsafe { (*v.as_ptr::<CellHeader>()).shape };
        // SAFETY: the caller's site is live.
        if let Some(value) = unsafe { self.known_data(v, shape, key, cache) } {
            return value;
        }
        if !is_object {
            self.shapes.set_primitive_prototype(shape, start);
            self.mark_as_prototype(start);
        }
        let (place, way) = self.place_of(start, shape, is_object, key);
        let Place::At(holder, p) = place else { return Value::EMPTY };
        if p.attributes & attribute::ACCESSOR != 0 {
            return Value::EMPTY;
        }
        // Made here, or made at first sight; not in the cache.
        if p.attributes & (attribute::SPECIAL | attribute::LAZY) != 0 {
            let super::Own::Data(value, _) = self.own_from_property(holder, key, p) else { return Value::EMPTY };
            return value;
        }
        if let Some(way) = way {
            learn(self, cache, key, way);
        }
        // SAFETY: the property was found in the holder's present shape.
        unsafe { *holder.slot(self.shape_of(holder).offset(p.slot)) }
    }
}
