//! Objects: the essential internal methods, by kind of object, and the abstract operations on objects.
//!
//! Named properties are where the shape says (`shape.rs`), indexed ones in the elements (`storage.rs`), what is computed
//! is in `special.rs`, and the cached forms that the interpreter and native code use are in `cache.rs`.

pub mod cache;
pub mod copy;
pub mod create;
pub mod descriptor;
pub mod exotic;
pub mod key;
pub mod operations;
pub mod predicted;
pub mod special;
pub mod storage;
pub mod typed;

use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, GcVec, Obj, ValueExt};
use crate::shape::{Property, attribute};
pub use descriptor::PropertyDescriptor;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use key::PropertyKey;

/// An own property as a lookup finds it.
#[derive(Clone, Copy)]
pub enum Own {
    None,
    Data(Value, u8),
    Accessor(Gc<Accessor>, u8),
}

impl Obj {
    /// Where a slot is.
    /// # Safety
    /// `offset` belongs to the object's present shape.
    #[inline(always)]
    pub unsafe fn slot(self, offset: SlotOffset) -> *mut Value {
        if offset >= 0 {
            (self.ptr() as *mut u8).add(offset as usize) as *mut Value
        } else {
            (self.storage as *mut u8).offset(offset as isize) as *mut Value
        }
    }

    /// The dense element at `index`, if there is one.
    #[inline(always)]
    pub fn dense_element(self, index: u32) -> Option<Value> {
        if index < self.storage_header().dense {
            // SAFETY: index is below dense.
            let v = unsafe { *self.storage.add(index as usize) };
            if !v.is_empty() {
                return Some(v);
            }
        }
        None
    }

    #[inline(always)]
    pub fn has_flag(self, flag: u8) -> bool {
        self.header.flags & flag != 0
    }
}

impl Context {
    #[inline(always)]
    pub fn shape_of(&self, o: Obj) -> &'static crate::shape::Shape {
        self.shapes.get(o.header.shape)
    }

    /// Something changes in the layout of `o`: what caches assume about prototypes may no longer hold.
    #[inline]
    pub fn shape_changed(&mut self, o: Obj) {
        if o.has_flag(object_flag::IS_PROTOTYPE) {
            self.header.prototype_epoch = self.header.prototype_epoch.wrapping_add(1).max(1);
        }
    }

    /// Stores the value of a property that is there, in a slot of the present shape. Only this changes what prototypes have in
    /// their slots: no cache of a site that stores knows them.
    pub(crate) fn write_slot(&mut self, o: Obj, slot: u32, value: Value) {
        let shape = self.shape_of(o);
        let value = self.fitted(o, shape, slot, value);
        // SAFETY: the caller's slot.
        let slot = unsafe { o.slot(shape.offset(slot)) };
        // SAFETY: as above.
        if o.has_flag(object_flag::IS_PROTOTYPE) && unsafe { *slot }.as_function().is_some() {
            // Compiled code knows methods by the epoch (`MethodCache`).
            self.shape_changed(o);
        }
        // SAFETY: as above.
        unsafe { *slot = value };
        self.write_barrier(o);
    }

    /// `o` becomes the prototype of something. Its shape is its own from now on: what is cached by a shape that others share
    /// adds properties to them without a look at this flag, and what is cached by the one it had stores past `write_slot`.
    pub fn mark_as_prototype(&mut self, mut o: Obj) {
        if !o.has_flag(object_flag::IS_PROTOTYPE) {
            o.header.flags |= object_flag::IS_PROTOTYPE;
            o.header.shape = match self.shape_of(o).is_unique() {
                false => self.shapes.make_unique(o.header.shape, o),
                true => self.shapes.renumber(o.header.shape),
            };
            if o.storage_header().dense > 0
                || o.is_sparse()
                || o.kind().is_typed_array()
                || exotic::index_count(self, o) > 0
            {
                self.header.prototypes_have_elements = 1;
            }
            // What was cached while it was no prototype did not watch it.
            self.header.prototype_epoch = self.header.prototype_epoch.wrapping_add(1).max(1);
        }
    }

    fn own_named(&mut self, o: Obj, key: PropertyKey) -> Own {
        match self.shape_of(o).lookup(key) {
            None => Own::None,
            Some(p) => self.own_from_property(o, key, p),
        }
    }

    pub(crate) fn own_from_property(&mut self, o: Obj, key: PropertyKey, p: Property) -> Own {
        if p.attributes & (attribute::SPECIAL | attribute::LAZY) != 0 {
            if p.attributes & attribute::SPECIAL != 0 {
                return Own::Data(special::get(self, o, key), p.attributes & attribute::ALL);
            }
            self.force_lazy(o, p);
        }
        let offset = self.shape_of(o).offset(p.slot);
        // SAFETY: the property was found in the object's present shape.
        let v = unsafe { *o.slot(offset) };
        if p.attributes & attribute::ACCESSOR != 0 {
            // SAFETY: the slot of an accessor property holds an Accessor cell.
            Own::Accessor(unsafe { Gc::from_ptr(v.as_ptr()) }, p.attributes & attribute::ALL)
        } else {
            Own::Data(v, p.attributes & attribute::ALL)
        }
    }

    /// Gives a LAZY property its value.
    fn force_lazy(&mut self, o: Obj, p: Property) {
        let offset = self.shape_of(o).offset(p.slot);
        // SAFETY: as above; a LAZY slot holds the intrinsic's number as int32.
        let n = unsafe { (*o.slot(offset)).as_int32() as usize };
        let which = crate::builtins::Intrinsic::from_index(n);
        let v = self.intrinsic(which).value();
        // Building it may have moved the property (another shape): ask again.
        let shape = self.shape_of(o);
        let offset = shape.offset(p.slot);
        unsafe { *o.slot(offset) = v };
        self.write_barrier(o);
        self.shapes.clear_lazy(o.header.shape, p);
    }

    fn own_element(&mut self, o: Obj, index: u32) -> Own {
        if let Some(v) = o.dense_element(index) {
            let mut a = attribute::ALL;
            if o.has_flag(object_flag::SLOW_ELEMENTS) {
                a = self.slow_element_attributes(o);
            }
            return Own::Data(v, a);
        }
        if let Some(sparse) = o.sparse()
            && let Some(e) = sparse.find(index)
        {
            if e.attributes & attribute::ACCESSOR != 0 {
                // SAFETY: as for slots.
                return Own::Accessor(unsafe { Gc::from_ptr(e.value.as_ptr()) }, e.attributes & attribute::ALL);
            }
            return Own::Data(e.value, e.attributes & attribute::ALL);
        }
        Own::None
    }

    /// SLOW_ELEMENTS without SPARSE is only set by preventExtensions, or a read-only array length: elements keep all
    /// attributes. (Freezing and sealing go sparse.)
    fn slow_element_attributes(&self, _o: Obj) -> u8 {
        attribute::ALL
    }

    /// [[GetOwnProperty]] without making a descriptor.
    #[inline]
    pub fn own_property(&mut self, o: Obj, key: PropertyKey) -> JsResult<Own> {
        if o.has_flag(object_flag::EXOTIC)
            && let Some(own) = exotic::own_property(self, o, key)?
        {
            return Ok(own);
        }
        Ok(match key.as_index() {
            Some(i) => self.own_element(o, i),
            None => self.own_named(o, key),
        })
    }

    /// [[GetOwnProperty]]
    pub fn get_own_property(&mut self, o: Obj, key: PropertyKey) -> JsResult<Option<PropertyDescriptor>> {
        Ok(match self.own_property(o, key)? {
            Own::None => None,
            Own::Data(v, a) => Some(PropertyDescriptor::data(v, a)),
            Own::Accessor(acc, a) => Some(PropertyDescriptor::accessor(acc.get, acc.set, a)),
        })
    }

    /// [[GetPrototypeOf]]
    #[inline]
    pub fn get_prototype_of(&mut self, o: Obj) -> JsResult<Option<Obj>> {
        Ok(self.prototype(o))
    }

    /// The prototype of an object that is no proxy.
    #[inline]
    pub fn prototype(&self, o: Obj) -> Option<Obj> {
        let p = self.shape_of(o).prototype;
        // SAFETY: the prototype of a shape is null or an object.
        if p.is_null() { None } else { Some(unsafe { Gc::from_ptr(p.as_ptr()) }) }
    }

    /// [[SetPrototypeOf]]
    pub fn set_prototype_of(&mut self, mut o: Obj, prototype: Option<Obj>) -> JsResult<bool> {
        let current = self.prototype(o);
        if current == prototype {
            return Ok(true);
        }
        if o.has_flag(object_flag::NOT_EXTENSIBLE)
            || self.intrinsics[crate::builtins::Intrinsic::ObjectPrototype as usize] == o.value()
        {
            return Ok(false);
        }
        let mut p = prototype;
        while let Some(q) = p {
            if q == o {
                return Ok(false);
            }
            p = self.prototype(q);
        }
        if let Some(p) = prototype {
            self.mark_as_prototype(p);
        }
        let value = prototype.map_or(Value::NULL, |p| p.value());
        o.header.shape = self.shapes.with_prototype(o.header.shape, value, o);
        self.write_barrier(o);
        self.shape_changed(o);
        Ok(true)
    }

    /// [[IsExtensible]]
    pub fn is_extensible(&mut self, o: Obj) -> JsResult<bool> {
        Ok(!o.has_flag(object_flag::NOT_EXTENSIBLE))
    }

    /// [[PreventExtensions]]
    pub fn prevent_extensions(&mut self, mut o: Obj) -> JsResult<bool> {
        if !o.has_flag(object_flag::NOT_EXTENSIBLE) {
            o.header.shape = self.shapes.detached(o.header.shape, o);
            o.header.flags |= object_flag::NOT_EXTENSIBLE | object_flag::SLOW_ELEMENTS;
            self.shape_changed(o);
        }
        Ok(true)
    }

    /// [[HasProperty]]
    pub fn has_property(&mut self, o: Obj, key: PropertyKey) -> JsResult<bool> {
        let mut at = o;
        loop {
            if !matches!(self.own_property(at, key)?, Own::None) {
                return Ok(true);
            }
            if at.kind().is_typed_array() && exotic::is_numeric_key(self, key) {
                return Ok(false);
            }
            match self.get_prototype_of(at)? {
                Some(p) => at = p,
                None => return Ok(false),
            }
        }
    }

    /// [[Get]] with the object as receiver.
    #[inline]
    pub fn get(&mut self, o: Obj, key: PropertyKey) -> JsResult {
        self.get_with_receiver(o, key, o.value())
    }

    /// [[Get]]
    pub fn get_with_receiver(&mut self, o: Obj, key: PropertyKey, receiver: Value) -> JsResult {
        let mut at = o;
        loop {
            match self.own_property(at, key)? {
                Own::Data(v, _) => return Ok(v),
                Own::Accessor(acc, _) => {
                    let get = acc.get;
                    return if get.is_undefined() { Ok(get) } else { self.call(get, receiver, &[]) };
                }
                Own::None => {}
            }
            if at.kind().is_typed_array() && exotic::is_numeric_key(self, key) {
                return Ok(Value::UNDEFINED);
            }
            match self.get_prototype_of(at)? {
                Some(p) => at = p,
                None => return Ok(Value::UNDEFINED),
            }
        }
    }

    /// [[Set]]: `false` if the property cannot be set.
    pub fn set_with_receiver(&mut self, o: Obj, key: PropertyKey, value: Value, receiver: Value) -> JsResult<bool> {
        let mut at = o;
        loop {
            if at.kind().is_typed_array() && exotic::is_numeric_key(self, key) {
                if at.value() == receiver {
                    exotic::typed_array_set(self, at, key, value)?;
                    return Ok(true);
                }
                if exotic::typed_array_valid_index(at, key).is_none() {
                    return Ok(true);
                }
            }
            match self.own_property(at, key)? {
                Own::Data(_, a) => {
                    if a & attribute::WRITABLE == 0 {
                        return Ok(false);
                    }
                    if at.value() == receiver {
                        return self.overwrite_own(at, key, value);
                    }
                    break;
                }
                Own::Accessor(acc, _) => {
                    let set = acc.set;
                    if set.is_undefined() {
                        return Ok(false);
                    }
                    self.call(set, receiver, &[value])?;
                    return Ok(true);
                }
                Own::None => {}
            }
            match self.get_prototype_of(at)? {
                Some(p) => at = p,
                None => break,
            }
        }
        // OrdinarySetWithOwnDescriptor, step 2.c on: the property is to be created on (or overwritten in) the receiver.
        let Some(receiver) = receiver.as_object() else { return Ok(false) };
        if receiver == o && !matches!(self.own_property(o, key)?, Own::None) {
            return self.overwrite_own(o, key, value);
        }
        match self.own_property(receiver, key)? {
            Own::Accessor(..) => Ok(false),
            Own::Data(_, a) if a & attribute::WRITABLE == 0 => Ok(false),
            Own::Data(..) => {
                let d = PropertyDescriptor { value: Some(value), ..Default::default() };
                self.define_own_property(receiver, key, &d)
            }
            Own::None => self.create_data_property(receiver, key, value),
        }
    }

    /// Stores into an own writable data property.
    fn overwrite_own(&mut self, o: Obj, key: PropertyKey, value: Value) -> JsResult<bool> {
        if o.has_flag(object_flag::EXOTIC)
            && let Some(done) = exotic::overwrite(self, o, key, value)?
        {
            return Ok(done);
        }
        if let Some(i) = key.as_index() {
            if i < o.storage_header().dense {
                // SAFETY: below dense.
                unsafe { *o.storage.add(i as usize) = value };
                self.write_barrier(o);
            } else {
                let attributes = o.sparse().and_then(|s| s.find(i)).map_or(attribute::ALL, |e| e.attributes);
                self.sparse_insert(o, i, value, attributes);
            }
            return Ok(true);
        }
        let p = self.shape_of(o).lookup(key).expect("overwrite_own: the property exists");
        if p.attributes & attribute::SPECIAL != 0 {
            return special::set(self, o, key, value);
        }
        self.write_slot(o, p.slot, value);
        Ok(true)
    }

    /// Adds a named property that is not there. Extensibility was checked. The value is stored.
    pub(crate) fn add_named(&mut self, mut o: Obj, key: PropertyKey, value: Value, attributes: u8, computed: bool) {
        debug_assert!(!key.is_index());
        self.shape_changed(o);
        let id = o.header.shape;
        let shape = self.shapes.get(id);
        let new = if shape.is_unique() { None } else { self.shapes.transition(id, key, attributes, computed) };
        let typed = new.map(|new| self.shapes.get(new)).filter(|new| new.is_double(shape.slot_count));
        let value = match typed {
            Some(typed) => self.fitted(o, typed, shape.slot_count, value),
            None => value,
        };
        if o.header.shape != id {
            return self.add_named(o, key, value, attributes, computed);
        }
        if attributes & attribute::SPECIAL != 0 {
            match new {
                Some(new) => o.header.shape = new,
                None => {
                    let id = self.unique_shape(o);
                    self.shapes.add_to_unique(id, key, attributes);
                }
            }
            self.write_barrier(o);
            return;
        }
        // Room first, then the shape: a collection in between must not trace a slot that is not there.
        let slot = shape.slot_count;
        if slot >= shape.inline_slots as u32 {
            self.ensure_slot(o, slot - shape.inline_slots as u32);
        }
        let offset = shape.offset(slot);
        match new {
            Some(new) => {
                // SAFETY: there is room for the slot.
                unsafe { *o.slot(offset) = value };
                o.header.shape = new;
            }
            None => {
                let id = self.unique_shape(o);
                unsafe { *o.slot(offset) = value };
                let got = self.shapes.add_to_unique(id, key, attributes);
                debug_assert_eq!(got, slot);
            }
        }
        self.write_barrier(o);
    }

    /// Makes the shape of `o` unique; returns its id.
    pub(crate) fn unique_shape(&mut self, mut o: Obj) -> u32 {
        if !self.shapes.is_unique(o.header.shape) {
            o.header.shape = self.shapes.make_unique(o.header.shape, o);
            self.write_barrier(o);
        }
        o.header.shape
    }

    /// Adds an element that is not there.
    fn add_element(&mut self, o: Obj, index: u32, value: Value, attributes: u8) {
        if o.has_flag(object_flag::IS_PROTOTYPE) {
            self.header.prototypes_have_elements = 1;
        }
        if attributes == attribute::ALL
            && !o.is_sparse()
            && (index < o.storage_header().dense || self.extend_dense(o, index))
        {
            // SAFETY: index is now below dense.
            unsafe { *o.storage.add(index as usize) = value };
            self.write_barrier(o);
            return;
        }
        self.make_sparse(o);
        self.sparse_insert(o, index, value, attributes);
    }

    /// [[DefineOwnProperty]]
    pub fn define_own_property(&mut self, o: Obj, key: PropertyKey, d: &PropertyDescriptor) -> JsResult<bool> {
        if o.has_flag(object_flag::EXOTIC)
            && let Some(done) = exotic::define(self, o, key, d)?
        {
            return Ok(done);
        }
        if o.is_array() {
            if let Some(i) = key.as_index() {
                // ArrayDefineOwnProperty, step 2.
                if i >= o.storage_header().length && !special::length_is_writable(self, o) {
                    return Ok(false);
                }
            } else if key == PropertyKey::from_interned(self.names.length) {
                return special::array_set_length(self, o, d);
            }
        }
        self.ordinary_define(o, key, d)
    }

    /// OrdinaryDefineOwnProperty with ValidateAndApplyPropertyDescriptor.
    pub(crate) fn ordinary_define(&mut self, o: Obj, key: PropertyKey, d: &PropertyDescriptor) -> JsResult<bool> {
        let current = match key.as_index() {
            Some(i) => self.own_element(o, i),
            None => self.own_named(o, key),
        };
        let (old_attributes, old_accessor, old_value) = match current {
            Own::None => {
                // 2. If current is undefined, then
                if o.has_flag(object_flag::NOT_EXTENSIBLE) {
                    return Ok(false);
                }
                let (value, attributes) = if d.is_accessor() {
                    let acc = self.new_accessor(d.get.unwrap_or(Value::UNDEFINED), d.set.unwrap_or(Value::UNDEFINED));
                    (acc.value(), d.attributes() & !attribute::WRITABLE | attribute::ACCESSOR)
                } else {
                    (d.value.unwrap_or(Value::UNDEFINED), d.attributes())
                };
                match key.as_index() {
                    Some(i) => self.add_element(o, i, value, attributes),
                    None => self.add_named(o, key, value, attributes, false),
                }
                return Ok(true);
            }
            Own::Data(v, a) => (a, None, v),
            Own::Accessor(acc, a) => (a, Some(acc), Value::UNDEFINED),
        };
        // 5. If current.[[Configurable]] is false, then
        if old_attributes & attribute::CONFIGURABLE == 0 {
            let enumerable = old_attributes & attribute::ENUMERABLE != 0;
            if d.configurable == Some(true) || d.enumerable.is_some_and(|e| e != enumerable) {
                return Ok(false);
            }
            match old_accessor {
                Some(acc) => {
                    if d.is_data() || d.get.is_some_and(|g| g != acc.get) || d.set.is_some_and(|s| s != acc.set) {
                        return Ok(false);
                    }
                }
                None => {
                    if d.is_accessor() {
                        return Ok(false);
                    }
                    if old_attributes & attribute::WRITABLE == 0
                        && (d.writable == Some(true) || d.value.is_some_and(|v| !self.same_value(v, old_value)))
                    {
                        return Ok(false);
                    }
                }
            }
        }
        // 6. Apply.
        let flag = |field: Option<bool>, bit: u8| match field {
            Some(true) => bit,
            Some(false) => 0,
            None => old_attributes & bit,
        };
        let mut attributes = flag(d.enumerable, attribute::ENUMERABLE) | flag(d.configurable, attribute::CONFIGURABLE);
        let value = if d.is_accessor() || (old_accessor.is_some() && !d.is_data()) {
            attributes |= attribute::ACCESSOR;
            let (get, set) = old_accessor.map_or((Value::UNDEFINED, Value::UNDEFINED), |a| (a.get, a.set));
            self.new_accessor(d.get.unwrap_or(get), d.set.unwrap_or(set)).value()
        } else {
            if old_accessor.is_none() {
                attributes |= flag(d.writable, attribute::WRITABLE);
            } else if d.writable == Some(true) {
                attributes |= attribute::WRITABLE;
            }
            d.value.unwrap_or(old_value)
        };
        self.redefine(o, key, value, attributes, d)?;
        Ok(true)
    }

    /// Gives an existing own property a value and attributes.
    fn redefine(
        &mut self,
        mut o: Obj,
        key: PropertyKey,
        value: Value,
        attributes: u8,
        d: &PropertyDescriptor,
    ) -> JsResult<()> {
        if let Some(i) = key.as_index() {
            if attributes == attribute::ALL && i < o.storage_header().dense {
                // SAFETY: below dense.
                unsafe { *o.storage.add(i as usize) = value };
                self.write_barrier(o);
            } else {
                self.make_sparse(o);
                self.sparse_insert(o, i, value, attributes);
            }
            return Ok(());
        }
        let p = self.shape_of(o).lookup(key).expect("redefine: the property exists");
        let same_attributes = p.attributes & (attribute::ALL | attribute::ACCESSOR) == attributes;
        if p.attributes & attribute::SPECIAL != 0
            && (same_attributes || (!d.is_accessor() && special::keeps_attributes(o)))
        {
            if d.value.is_some() {
                special::define_value(self, o, key, value);
            }
            if !same_attributes {
                let id = self.unique_shape(o);
                o.header.shape = self.shapes.redefine_unique(id, p, attributes | attribute::SPECIAL).0;
                self.shape_changed(o);
            }
            return Ok(());
        }
        if !same_attributes || p.attributes & attribute::SPECIAL != 0 {
            self.shape_changed(o);
            let old = self.shape_of(o);
            if p.slot == u32::MAX && old.slot_count >= old.inline_slots as u32 {
                self.ensure_slot(o, old.slot_count - old.inline_slots as u32);
            }
            let id = self.unique_shape(o);
            let next = self.shapes.get(id).slot_count;
            if p.slot == u32::MAX {
                let offset = self.shapes.get(id).offset(next);
                // SAFETY: room was made above. Stored before the shape counts the slot.
                unsafe { *o.slot(offset) = value };
            }
            let (id, slot) = self.shapes.redefine_unique(id, p, attributes);
            o.header.shape = id;
            let offset = self.shapes.get(id).offset(slot);
            unsafe { *o.slot(offset) = value };
        } else {
            if attributes & attribute::ACCESSOR != 0 {
                // Caches read values anew, but may know what a getter does.
                self.shape_changed(o);
            }
            self.write_slot(o, p.slot, value);
            return Ok(());
        }
        self.write_barrier(o);
        Ok(())
    }

    /// [[Delete]]
    pub fn delete(&mut self, mut o: Obj, key: PropertyKey) -> JsResult<bool> {
        if o.has_flag(object_flag::EXOTIC)
            && let Some(done) = exotic::delete(self, o, key)?
        {
            return Ok(done);
        }
        if let Some(i) = key.as_index() {
            let h = o.storage_header();
            if i < h.dense {
                // SAFETY: below dense.
                unsafe { *o.storage.add(i as usize) = Value::EMPTY };
                if i + 1 == h.dense && !o.is_array() {
                    h.dense -= 1;
                    h.length = h.dense;
                }
                return Ok(true);
            }
            if let Some(e) = o.sparse().and_then(|s| s.find(i)) {
                if e.attributes & attribute::CONFIGURABLE == 0 {
                    return Ok(false);
                }
                self.sparse_remove(o, i);
            }
            return Ok(true);
        }
        let Some(p) = self.shape_of(o).lookup(key) else { return Ok(true) };
        if p.attributes & attribute::CONFIGURABLE == 0 {
            return Ok(false);
        }
        self.shape_changed(o);
        let id = self.unique_shape(o);
        if p.slot != u32::MAX {
            let offset = self.shapes.get(id).offset(p.slot);
            // SAFETY: offset of the present shape. The value must not stay alive in an unused slot.
            unsafe { *o.slot(offset) = Value::UNDEFINED };
        }
        o.header.shape = self.shapes.remove_from_unique(id, p);
        if let Some(moves) = self.shapes.compact_unique_slots(o.header.shape) {
            let shape = self.shape_of(o);
            for (from, to) in moves {
                // SAFETY: both are slots the object has room for; moves go downwards in ascending order.
                unsafe { *o.slot(shape.offset(to)) = *o.slot(shape.offset(from)) };
            }
        }
        Ok(true)
    }

    /// [[OwnPropertyKeys]]: indices ascending, then strings, then symbols in order of creation. Private names are left out.
    pub fn own_property_keys(&mut self, o: Obj) -> JsResult<GcVec> {
        let mut keys = GcVec::new(self);
        self.own_index_keys(o, &mut keys);
        let shape = self.shape_of(o);
        let mut symbols = false;
        for (key, _) in shape.properties() {
            if key.is_symbol() {
                symbols = true;
            } else {
                keys.push(self, Value(key.0));
            }
        }
        if symbols {
            for (key, _) in shape.properties() {
                if key.is_symbol() && !key.is_private() {
                    keys.push(self, Value(key.0));
                }
            }
        }
        Ok(keys)
    }

    fn own_index_keys(&mut self, o: Obj, keys: &mut GcVec) {
        let exotic = exotic::index_count(self, o);
        for i in 0..exotic {
            let k = self.key_to_value(PropertyKey::from_index(i));
            keys.push(self, k);
        }
        let dense = o.storage_header().dense;
        for i in exotic..dense {
            if o.dense_element(i).is_some() || exotic::is_mapped_argument(o, i) {
                let k = self.key_to_value(PropertyKey::from_index(i));
                keys.push(self, k);
            }
        }
        if let Some(sparse) = o.sparse() {
            for i in sparse.indices() {
                if i >= exotic {
                    let k = self.key_to_value(PropertyKey::from_index(i));
                    keys.push(self, k);
                }
            }
        }
    }

    pub(crate) fn new_accessor(&mut self, get: Value, set: Value) -> Gc<Accessor> {
        let p = self.alloc_cell(size_of::<Accessor>(), CellKind::Accessor, 0, 0) as *mut Accessor;
        // SAFETY: a fresh cell of that size.
        unsafe {
            (*p).get = get;
            (*p).set = set;
            Gc::from_ptr(p)
        }
    }
}
