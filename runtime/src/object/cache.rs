//! Property access through the caches of a site: what interpreter and native code call when the inlined first way misses.
//!
//! A way says: a receiver with this shape has the property at this offset, in itself (`holder` 0) or in the prototype
//! `holder`. Ways that speak of prototypes (holder, or a shape to change to) hold only while `epoch` is the context's.

use super::{Own, PropertyDescriptor};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::object::typed::as_double;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// After this many refills a site stops filling: it is megamorphic.
const MAX_MISSES: u16 = 64;

/// Set in the offset of a way whose slot holds an accessor. Such ways are never the first, which compiled code reads as a
/// data property without looking.
const ACCESSOR_WAY: SlotOffset = 1;
/// Set in the offset of a way of a site that stores to a typed field (`object/typed.rs`): numbers are stored as doubles, other
/// values not by the way. Never the first, either.
const DOUBLE_WAY: SlotOffset = 2;

/// The offset in a way that stores to a slot of this shape.
fn store_offset(shape: &crate::shape::Shape, slot: u32) -> SlotOffset {
    let double = if shape.is_double(slot) { DOUBLE_WAY } else { 0 };
    shape.offset(slot) | double
}

/// What ways to a property that nobody has lead to: a "holder" with `undefined` at offset 0.
#[repr(align(16))]
struct Absent(#[expect(dead_code)] [Value; 2]);
static ABSENT: Absent = Absent([Value::UNDEFINED; 2]);

/// Where a look-up ended.
pub(super) enum Place {
    At(Obj, crate::shape::Property),
    /// Nobody has the property.
    Absent,
    /// An object that looks up its own way.
    Exotic,
}

/// Where properties are, for all sites that see too many shapes or keys for a cache of their own. Direct-mapped by shape
/// and key.
#[derive(Default)]
pub struct LookupCache {
    /// Empty until the first megamorphic read.
    entries: Vec<Lookup>,
}

#[derive(Clone, Copy)]
struct Lookup {
    key: PropertyKey,
    way: CacheWay,
    /// As in [`PropertyCache`].
    epoch: u32,
}

impl LookupCache {
    const SIZE: usize = 1024;

    #[inline(always)]
    fn index(shape: u32, key: PropertyKey) -> usize {
        ((key.0 >> 4) as u32 ^ shape.wrapping_mul(0x9E37_79B1) >> 16) as usize % LookupCache::SIZE
    }

    #[inline(always)]
    fn find(&self, shape: u32, key: PropertyKey, epoch: u32) -> Option<CacheWay> {
        let e = self.entries.get(LookupCache::index(shape, key))?;
        let hit = e.way.shape == shape && e.key == key && (e.way.holder_or_shape == 0 || e.epoch == epoch);
        hit.then_some(e.way)
    }

    fn insert(&mut self, key: PropertyKey, way: CacheWay, epoch: u32) {
        if self.entries.is_empty() {
            let none = Lookup { key, way: CacheWay { shape: 0, offset: 0, holder_or_shape: 0 }, epoch: 0 };
            self.entries = vec![none; LookupCache::SIZE];
        }
        self.entries[LookupCache::index(way.shape, key)] = Lookup { key, way, epoch };
    }
}

/// The way for a shape, if the site knows it.
#[inline(always)]
unsafe fn find_way(cache: *const PropertyCache, shape: u32, epoch: u32) -> Option<CacheWay> {
    for way in &(*cache).ways {
        if way.shape == shape {
            if way.holder_or_shape != 0 && (*cache).epoch != epoch {
                return None;
            }
            return Some(*way);
        }
    }
    None
}

/// Stores through a way that matched; `false` if the way adds a property and the object has no room for it yet, or if the value does not
/// fit a typed field.
#[inline(always)]
unsafe fn store(ctx: &mut Context, mut o: Obj, mut way: CacheWay, mut value: Value) -> bool {
    if way.offset & DOUBLE_WAY != 0 {
        let Some(double) = as_double(value) else { return false };
        (way.offset, value) = (way.offset & !DOUBLE_WAY, double);
    }
    if way.holder_or_shape != 0 {
        if way.offset < 0 && way.offset < out_of_line_offset(0) - 8 * (o.storage_header().slot_capacity as i32 - 1) {
            return false;
        }
        *o.slot(way.offset) = value;
        o.header.shape = way.holder_or_shape as u32;
    } else {
        *o.slot(way.offset) = value;
    }
    ctx.write_barrier(o);
    true
}

/// Remembers where a read found its property: in the site's cache, or if it has seen too much in the common one.
pub(super) fn learn(ctx: &mut Context, cache: *mut PropertyCache, key: PropertyKey, way: CacheWay) {
    // SAFETY: the caller's site is live.
    if unsafe { (*cache).misses } < MAX_MISSES {
        fill(ctx, cache, way);
    } else {
        let epoch = ctx.header.prototype_epoch;
        ctx.builtins.lookups.insert(key, way, epoch);
    }
}

fn fill(ctx: &Context, cache: *mut PropertyCache, way: CacheWay) {
    // SAFETY: the caller's site is live.
    let cache = unsafe { &mut *cache };
    if cache.misses >= MAX_MISSES {
        return;
    }
    cache.misses += 1;
    if cache.epoch != ctx.header.prototype_epoch {
        for w in &mut cache.ways {
            if w.holder_or_shape != 0 {
                w.shape = 0;
            }
        }
        cache.epoch = ctx.header.prototype_epoch;
    }
    // The same shape again (its way was of another epoch), else the first free one, else in turn.
    let first = (way.offset & (ACCESSOR_WAY | DOUBLE_WAY) != 0) as usize;
    if let Some(old) = cache.ways.iter_mut().find(|w| w.shape == way.shape) {
        old.shape = 0;
    }
    let at = match cache.ways[first..].iter().position(|w| w.shape == 0) {
        Some(i) => first + i,
        None => {
            cache.next = (cache.next + 1) % CACHE_WAYS as u16;
            (cache.next as usize).max(first)
        }
    };
    cache.ways[at] = way;
}

impl Context {
    /// value.name
    #[inline]
    pub fn get_by_name_cached(&mut self, v: Value, name: Str, cache: *mut PropertyCache) -> JsResult {
        if v.is_cell() {
            // SAFETY: cells have headers; a matching way belongs to the cell's shape.
            unsafe {
                let shape = (*v.as_ptr::<CellHeader>()).shape;
                if let Some(way) = find_way(cache, shape, self.header.prototype_epoch) {
                    return self.read_way(v, way);
                }
            }
        }
        self.get_by_name_miss(v, name, cache)
    }

    /// What a way that matched `v` leads to.
    #[inline(always)]
    unsafe fn read_way(&mut self, v: Value, way: CacheWay) -> JsResult {
        let holder = if way.holder_or_shape == 0 { v.0 } else { way.holder_or_shape };
        let value = *Gc::from_ptr(holder as *mut Object).slot(way.offset & !ACCESSOR_WAY);
        if way.offset & ACCESSOR_WAY == 0 { Ok(value) } else { self.call_getter(value, v) }
    }

    /// The value of an accessor property for the receiver `v`.
    unsafe fn call_getter(&mut self, accessor: Value, v: Value) -> JsResult {
        let get = (*accessor.as_ptr::<Accessor>()).get;
        if get.is_undefined() { Ok(get) } else { self.call(get, v, &[]) }
    }

    /// What some way of the site, or the cache that all sites share, knows of a data property of `v`, a cell of this shape.
    pub(super) unsafe fn known_data(
        &self,
        v: Value,
        shape: u32,
        key: PropertyKey,
        cache: *const PropertyCache,
    ) -> Option<Value> {
        let epoch = self.header.prototype_epoch;
        let way = find_way(cache, shape, epoch).or_else(|| {
            let is_megamorphic = (*cache).misses >= MAX_MISSES;
            is_megamorphic.then(|| self.builtins.lookups.find(shape, key, epoch)).flatten()
        })?;
        if way.offset & ACCESSOR_WAY != 0 || way.holder_or_shape == &raw const ABSENT as u64 {
            return None;
        }
        let holder = if way.holder_or_shape == 0 { v.0 } else { way.holder_or_shape };
        Some(*Gc::from_ptr(holder as *mut Object).slot(way.offset))
    }

    #[cold]
    #[inline(never)]
    fn get_by_name_miss(&mut self, v: Value, name: Str, cache: *mut PropertyCache) -> JsResult {
        let key = PropertyKey::from_interned(name);
        // SAFETY: the site is live; cells have headers.
        unsafe {
            if (*cache).misses >= MAX_MISSES && v.is_cell() {
                let shape = (*v.as_ptr::<CellHeader>()).shape;
                if let Some(way) = self.builtins.lookups.find(shape, key, self.header.prototype_epoch) {
                    return self.read_way(v, way);
                }
            }
        }
        self.get_by_key_miss(v, key, cache)
    }

    /// Looks the named property up and remembers where it was.
    fn get_by_key_miss(&mut self, v: Value, key: PropertyKey, cache: *mut PropertyCache) -> JsResult {
        let (start, shape) = match v.as_object() {
            Some(o) => (Some(o), o.header.shape),
            None if v.is_cell() => {
                let p = self.primitive_prototype(v);
                // SAFETY: a cell has a header.
                (p, unsafe { (*v.as_ptr::<CellHeader>()).shape })
            }
            None => (None, 0),
        };
        let Some(start) = start else {
            // Numbers and booleans have no shape to learn about.
            return match self.primitive_prototype(v) {
                Some(p) => self.get_by_common_way(p, key, v),
                None => self.get_v(v, key),
            };
        };
        if key.is_index() || shape == 0 {
            return self.get_v(v, key);
        }
        let is_object = v.is_object();
        if !is_object {
            // "abc".length is no property of the prototype; the rest is cached under the primitive's shape.
            if key == PropertyKey::from_interned(self.names.length) && v.is_string() {
                return self.get_v(v, key);
            }
            self.shapes.set_primitive_prototype(shape, start);
            self.mark_as_prototype(start);
        }
        let (place, way) = self.place_of(start, shape, is_object, key);
        if let Some(way) = way {
            learn(self, cache, key, way);
        }
        match place {
            Place::Exotic => self.get_v(v, key),
            Place::Absent => Ok(Value::UNDEFINED),
            Place::At(o, p) => match self.own_from_property(o, key, p) {
                Own::Data(v, _) => Ok(v),
                Own::Accessor(acc, _) => {
                    let get = acc.get;
                    if get.is_undefined() { Ok(get) } else { self.call(get, v, &[]) }
                }
                Own::None => unreachable!(),
            },
        }
    }

    /// Where `start` or a prototype of it has the named property, and the way that says so if `shape` proves it. `start` is
    /// the receiver itself, or (`is_object` false) the first prototype of a primitive with that shape.
    pub(super) fn place_of(
        &mut self,
        start: Obj,
        shape: u32,
        is_object: bool,
        key: PropertyKey,
    ) -> (Place, Option<CacheWay>) {
        // Unless it is the receiver that has the property, its shape must prove that it has not.
        let receiver_shape = self.shapes.get(shape);
        let lacks = !is_object || !receiver_shape.is_unique() || start.has_flag(object_flag::IS_PROTOTYPE);
        let mut at = start;
        loop {
            if at.has_flag(object_flag::EXOTIC) && at.kind() != CellKind::StringObject {
                // Typed arrays and arguments: named keys are ordinary unless they are numeric strings.
                if super::exotic::is_numeric_key(self, key) || at.kind() == CellKind::Proxy {
                    return (Place::Exotic, None);
                }
            }
            let holder_shape = self.shape_of(at);
            if let Some(p) = holder_shape.lookup(key) {
                let own = is_object && at == start;
                let in_slot = p.attributes & (attribute::SPECIAL | attribute::LAZY) == 0;
                let cacheable = in_slot && if own { holder_shape.is_cacheable() } else { lacks };
                let accessor = if p.attributes & attribute::ACCESSOR != 0 { ACCESSOR_WAY } else { 0 };
                let way = cacheable.then(|| CacheWay {
                    shape,
                    offset: holder_shape.offset(p.slot) | accessor,
                    holder_or_shape: if own { 0 } else { at.ptr() as u64 },
                });
                return (Place::At(at, p), way);
            }
            match self.prototype(at) {
                Some(p) => at = p,
                None => {
                    let way = CacheWay { shape, offset: 0, holder_or_shape: &raw const ABSENT as u64 };
                    return (Place::Absent, lacks.then_some(way));
                }
            }
        }
    }

    /// The way to a property that is named by no site of its own; `None` if it has to be looked up.
    #[inline]
    fn common_way(&mut self, o: Obj, key: PropertyKey) -> Option<CacheWay> {
        let shape = o.header.shape;
        if let Some(way) = self.builtins.lookups.find(shape, key, self.header.prototype_epoch) {
            return Some(way);
        }
        if key.is_index() {
            return None;
        }
        let way = self.place_of(o, shape, true, key).1?;
        let epoch = self.header.prototype_epoch;
        self.builtins.lookups.insert(key, way, epoch);
        Some(way)
    }

    /// [[Get]](key, receiver) by the cache that all sites share.
    pub(crate) fn get_by_common_way(&mut self, o: Obj, key: PropertyKey, receiver: Value) -> JsResult {
        let Some(way) = self.common_way(o, key) else { return self.get_with_receiver(o, key, receiver) };
        let holder = if way.holder_or_shape == 0 { o.value().0 } else { way.holder_or_shape };
        // SAFETY: the way belongs to the shape of `o`.
        unsafe {
            let value = *Gc::from_ptr(holder as *mut Object).slot(way.offset & !ACCESSOR_WAY);
            if way.offset & ACCESSOR_WAY == 0 { Ok(value) } else { self.call_getter(value, receiver) }
        }
    }

    /// HasProperty by the same cache.
    pub(crate) fn has_by_common_way(&mut self, o: Obj, key: PropertyKey) -> JsResult<bool> {
        match self.common_way(o, key) {
            Some(way) => Ok(way.holder_or_shape != &raw const ABSENT as u64),
            None => self.has_property(o, key),
        }
    }

    /// object.length
    #[inline]
    pub fn get_length_cached(&mut self, v: Value, cache: *mut PropertyCache) -> JsResult {
        if v.is_cell() {
            // SAFETY: cells have headers; layouts by kind.
            unsafe {
                match (*v.as_ptr::<CellHeader>()).kind {
                    CellKind::Array => {
                        return Ok(Value::from_u32(Gc::<Object>::from_ptr(v.as_ptr()).storage_header().length));
                    }
                    CellKind::String => return Ok(Value::from_i32((*v.as_ptr::<JsString>()).length as i32)),
                    kind if kind.is_typed_array() => return self.get_typed_array_length(v, cache),
                    _ => {
                        let shape = (*v.as_ptr::<CellHeader>()).shape;
                        if (*cache).ways[0].offset == TYPED_ARRAY_LENGTH_WAY && (*cache).ways[0].shape == shape {
                            // An object of another kind with the same shape.
                            return self.get_by_name_miss(v, self.names.length, cache);
                        }
                    }
                }
            }
        }
        let name = self.names.length;
        self.get_by_name_cached(v, name, cache)
    }

    /// object.length of a typed array. If that is the original getter, the first way says so, and compiled code reads the
    /// length itself.
    unsafe fn get_typed_array_length(&mut self, v: Value, cache: *mut PropertyCache) -> JsResult {
        let shape = (*v.as_ptr::<CellHeader>()).shape;
        let length = PropertyKey::from_interned(self.names.length);
        match find_way(cache, shape, self.header.prototype_epoch) {
            Some(way) if way.offset == TYPED_ARRAY_LENGTH_WAY => {
                return Ok(Value::from_number((*v.as_ptr::<TypedArray>()).length as f64));
            }
            Some(way) => return self.read_way(v, way),
            None => {}
        }
        let result = self.get_by_key_miss(v, length, cache)?;
        if let Some(way) = find_way(cache, shape, self.header.prototype_epoch)
            && way.offset & ACCESSOR_WAY != 0
            && way.holder_or_shape != 0
        {
            let accessor = *Gc::from_ptr(way.holder_or_shape as *mut Object).slot(way.offset & !ACCESSOR_WAY);
            let get = (*accessor.as_ptr::<Accessor>()).get.as_function();
            let original = crate::builtins::typed_array::length_entry() as usize;
            if get.is_some_and(|f| f.entry as usize == original) {
                for w in &mut (*cache).ways {
                    if w.shape == shape {
                        w.shape = 0;
                    }
                }
                (*cache).ways[0] = CacheWay { offset: TYPED_ARRAY_LENGTH_WAY, ..way };
            }
        }
        Ok(result)
    }

    /// Whether `length` of a typed array is the original getter. Then the first way says so. Runs no JavaScript.
    pub fn typed_length_is_original(&mut self, v: Value, cache: *mut PropertyCache) -> bool {
        let length = PropertyKey::from_interned(self.names.length);
        let original = crate::builtins::typed_array::length_entry() as usize;
        let mut at = v.as_object();
        while let Some(o) = at {
            // SAFETY: the getter of an accessor is a function or undefined. The original getter of a typed array only reads.
            match self.own_property(o, length) {
                Ok(Own::None) => at = self.prototype(o),
                Ok(Own::Accessor(a, _)) if a.get.as_function().is_some_and(|f| f.entry as usize == original) => {
                    return unsafe { self.get_typed_array_length(v, cache) }.is_ok();
                }
                _ => return false,
            }
        }
        false
    }

    /// object.name = value
    #[inline]
    pub fn set_by_name_cached(
        &mut self,
        target: Value,
        name: Str,
        value: Value,
        cache: *mut PropertyCache,
        strict: bool,
    ) -> JsResult<()> {
        if target.is_cell() {
            // SAFETY: cells have headers; a matching way belongs to the object's shape.
            unsafe {
                let shape = (*target.as_ptr::<CellHeader>()).shape;
                if let Some(way) = find_way(cache, shape, self.header.prototype_epoch)
                    && store(self, Gc::from_ptr(target.as_ptr()), way, value)
                {
                    return Ok(());
                }
            }
        }
        self.set_by_name_miss(target, PropertyKey::from_interned(name), value, cache, strict)
    }

    #[cold]
    #[inline(never)]
    fn set_by_name_miss(
        &mut self,
        target: Value,
        key: PropertyKey,
        value: Value,
        cache: *mut PropertyCache,
        strict: bool,
    ) -> JsResult<()> {
        let Some(o) = target.as_object() else {
            return self.set_on_primitive(target, key, value, strict);
        };
        if key.is_index() || o.has_flag(object_flag::EXOTIC) {
            return self.set_generic(o, key, value, strict);
        }
        let id = o.header.shape;
        let shape = self.shapes.get(id);
        if let Some(p) = shape.lookup(key) {
            let plain = p.attributes & (attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY) == 0;
            if plain && p.attributes & attribute::WRITABLE != 0 {
                if shape.is_cacheable() && !o.has_flag(object_flag::IS_PROTOTYPE) {
                    let offset = store_offset(shape, p.slot);
                    fill(self, cache, CacheWay { shape: id, offset, holder_or_shape: 0 });
                }
                self.write_slot(o, p.slot, value);
                return Ok(());
            }
            return self.set_generic(o, key, value, strict);
        }
        // An addition, if no prototype has a say.
        self.set_generic(o, key, value, strict)?;
        let new_id = o.header.shape;
        // A setter on the way may have run anything.
        if !self.shapes.is_valid(id) {
            return Ok(());
        }
        let shape = self.shapes.get(id);
        let new = self.shapes.get(new_id);
        if new_id != id
            && !shape.is_unique()
            && !new.is_unique()
            && !o.has_flag(object_flag::IS_PROTOTYPE)
            && new.prototype == shape.prototype
            && let Some(p) = new.lookup(key)
            && p.attributes == attribute::ALL
            && p.slot == shape.slot_count
            && new.slot_count == shape.slot_count + 1
        {
            let offset = store_offset(new, p.slot);
            fill(self, cache, CacheWay { shape: id, offset, holder_or_shape: new_id as u64 });
        }
        Ok(())
    }

    fn set_generic(&mut self, o: Obj, key: PropertyKey, value: Value, strict: bool) -> JsResult<()> {
        if !self.set_with_receiver(o, key, value, o.value())? && strict {
            return Err(self.throw_failed_set(o.value(), key));
        }
        Ok(())
    }

    fn set_on_primitive(&mut self, target: Value, key: PropertyKey, value: Value, strict: bool) -> JsResult<()> {
        let Some(p) = self.primitive_prototype(target) else {
            return Err(self.throw_set_of_nullish(target, key));
        };
        if !self.set_with_receiver(p, key, value, target)? && strict {
            return Err(self.throw_failed_set(target, key));
        }
        Ok(())
    }

    /// object[key]
    #[inline]
    pub fn get_by_value_cached(&mut self, v: Value, key: Value, cache: *mut PropertyCache) -> JsResult {
        if key.is_int32()
            && key.as_int32() >= 0
            && let Some(result) = self.get_element(v, key.as_int32() as u32)
        {
            return Ok(result);
        }
        self.get_by_value_slow(v, key, cache)
    }

    /// The fast cases of reading an indexed element: dense elements, typed arrays, characters of strings.
    #[inline]
    pub fn get_element(&mut self, v: Value, index: u32) -> Option<Value> {
        if !v.is_cell() {
            return None;
        }
        // SAFETY: cells have headers; layouts by kind.
        let kind = unsafe { (*v.as_ptr::<CellHeader>()).kind };
        if kind.is_object() {
            let o: Obj = unsafe { Gc::from_ptr(v.as_ptr()) };
            if let Some(e) = o.dense_element(index) {
                return Some(e);
            }
            if self.array_is_simple(o) {
                // A hole or beyond the end, and no prototype has elements.
                return Some(Value::UNDEFINED);
            }
            if kind.is_typed_array() && (index as usize) < unsafe { o.cast::<TypedArray>() }.length {
                return Some(super::exotic::typed_array_load(self, o, index as usize));
            }
            return None;
        }
        if kind == CellKind::String {
            let s: Str = unsafe { Gc::from_ptr(v.as_ptr()) };
            if (index as usize) < s.len() {
                let unit = s.view(self).at(index as usize);
                return Some(self.single_char(unit).value());
            }
        }
        None
    }

    /// The string of one code unit of a string, or undefined; EMPTY if prototypes have a say.
    pub fn string_get(&mut self, s: Str, index: i32) -> Value {
        if index >= 0 && (index as usize) < s.len() {
            let unit = s.at(self, index as usize);
            return self.single_char(unit).value();
        }
        // From now on it is known if it is given elements.
        let prototype = self.intrinsic(crate::builtins::Intrinsic::StringPrototype);
        self.mark_as_prototype(prototype);
        if index >= 0 && self.header.prototypes_have_elements == 0 { Value::UNDEFINED } else { Value::EMPTY }
    }

    #[inline(never)]
    fn get_by_value_slow(&mut self, v: Value, key: Value, cache: *mut PropertyCache) -> JsResult {
        if v.is_nullish() {
            let shown = self.display_key(key);
            return Err(self.type_error(format_args!(
                "Cannot read properties of {} (reading '{shown}')",
                if v.is_null() { "null" } else { "undefined" }
            )));
        }
        if let Some(s) = key.as_string() {
            return self.get_by_string(v, s, cache);
        }
        if key.is_symbol() {
            let k = self.to_property_key(key)?;
            return self.get_by_key_cached(v, k, key, cache);
        }
        let k = self.to_property_key(key)?;
        self.get_v(v, k)
    }

    fn get_by_string(&mut self, v: Value, s: Str, cache: *mut PropertyCache) -> JsResult {
        let s = self.intern_string(s);
        let k = PropertyKey::from_interned(s);
        if k.is_index() {
            return self.get_v(v, k);
        }
        self.get_by_key_cached(v, k, s.value(), cache)
    }

    /// A cached read whose key may differ from time to time.
    fn get_by_key_cached(
        &mut self,
        v: Value,
        key: PropertyKey,
        key_value: Value,
        cache: *mut PropertyCache,
    ) -> JsResult {
        // SAFETY: the site is live.
        unsafe {
            if (*cache).misses >= MAX_MISSES {
                // A site that keeps changing keys.
                if v.is_cell() {
                    let shape = (*v.as_ptr::<CellHeader>()).shape;
                    if let Some(way) = self.builtins.lookups.find(shape, key, self.header.prototype_epoch) {
                        return self.read_way(v, way);
                    }
                }
            } else if (*cache).key != key_value {
                // Another key: what was learned is of no use.
                let misses = (*cache).misses + 1;
                cache.write_bytes(0, 1);
                (*cache).misses = misses;
                (*cache).key = key_value;
            } else if v.is_cell() {
                let shape = (*v.as_ptr::<CellHeader>()).shape;
                if let Some(way) = find_way(cache, shape, self.header.prototype_epoch) {
                    return self.read_way(v, way);
                }
            }
        }
        self.get_by_key_miss(v, key, cache)
    }

    /// A key for messages.
    fn display_key(&mut self, key: Value) -> String {
        match self.to_property_key(key) {
            Ok(k) => self.key_to_display(k),
            Err(_) => {
                self.take_exception();
                self.display_for_error(key)
            }
        }
    }

    /// object[key] = value
    #[inline]
    pub fn set_by_value_cached(
        &mut self,
        target: Value,
        key: Value,
        value: Value,
        cache: *mut PropertyCache,
        strict: bool,
    ) -> JsResult<()> {
        if key.is_int32() && key.as_int32() >= 0 && target.is_object() {
            // SAFETY: an object.
            let o: Obj = unsafe { Gc::from_ptr(target.as_ptr()) };
            if self.set_element(o, key.as_int32() as u32, value) {
                return Ok(());
            }
        }
        self.set_by_value_slow(target, key, value, cache, strict)
    }

    /// The fast cases of storing an indexed element: overwriting a dense one, appending, typed arrays with numbers.
    #[inline]
    pub fn set_element(&mut self, o: Obj, index: u32, value: Value) -> bool {
        let h = o.storage_header();
        if o.header.flags & object_flag::SLOW_ELEMENTS == 0 {
            if index < h.dense {
                // SAFETY: below dense.
                unsafe {
                    let slot = o.storage.add(index as usize);
                    if (*slot).is_empty()
                        && (self.header.prototypes_have_elements != 0 || o.has_flag(object_flag::EXOTIC))
                    {
                        return false;
                    }
                    *slot = value;
                }
                self.write_barrier(o);
                return true;
            }
            if index == h.dense
                && o.header.flags & (object_flag::SPARSE | object_flag::EXOTIC | object_flag::IS_PROTOTYPE) == 0
                && o.is_array()
                && self.header.prototypes_have_elements == 0
            {
                self.array_push(o, value);
                return true;
            }
        }
        if o.kind().is_typed_array() && value.is_number() {
            // SAFETY: by kind.
            if (index as usize) < unsafe { o.cast::<TypedArray>() }.length
                && !matches!(o.kind(), CellKind::BigInt64Array | CellKind::BigUint64Array)
            {
                super::exotic::typed_array_store_number(o, index as usize, value.as_number());
                return true;
            }
        }
        false
    }

    #[inline(never)]
    fn set_by_value_slow(
        &mut self,
        target: Value,
        key: Value,
        value: Value,
        cache: *mut PropertyCache,
        strict: bool,
    ) -> JsResult<()> {
        if target.is_nullish() {
            let shown = self.display_key(key);
            return Err(self.type_error(format_args!(
                "Cannot set properties of {} (setting '{shown}')",
                if target.is_null() { "null" } else { "undefined" }
            )));
        }
        let k = self.to_property_key(key)?;
        let Some(o) = target.as_object() else {
            return self.set_on_primitive(target, k, value, strict);
        };
        if k.is_index() || o.has_flag(object_flag::EXOTIC) {
            return self.set_generic(o, k, value, strict);
        }
        let key_value = Value(k.0);
        // SAFETY: the site is live.
        unsafe {
            if (*cache).key == key_value {
                if let Some(way) = find_way(cache, o.header.shape, self.header.prototype_epoch)
                    && store(self, o, way, value)
                {
                    return Ok(());
                }
                return self.set_by_name_miss(target, k, value, cache, strict);
            }
            if (*cache).misses < MAX_MISSES {
                let misses = (*cache).misses + 1;
                cache.write_bytes(0, 1);
                (*cache).misses = misses;
                (*cache).key = key_value;
                return self.set_by_name_miss(target, k, value, cache, strict);
            }
        }
        // A site with many keys: objects used as maps. Additions count as computed, so that they become unique early.
        if let Some(p) = self.shape_of(o).lookup(k) {
            let plain = p.attributes & (attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY) == 0;
            if plain && p.attributes & attribute::WRITABLE != 0 {
                self.write_slot(o, p.slot, value);
                return Ok(());
            }
        }
        self.set_generic(o, k, value, strict)
    }

    /// CreateDataPropertyOrThrow(object, name, value) for literals and class fields.
    #[inline]
    pub fn define_by_name_cached(
        &mut self,
        target: Value,
        name: Str,
        value: Value,
        cache: *mut PropertyCache,
    ) -> JsResult<()> {
        // SAFETY: the target of a definition is an object; a matching way belongs to its shape.
        unsafe {
            let o: Obj = Gc::from_ptr(target.as_ptr());
            if let Some(way) = find_way(cache, o.header.shape, self.header.prototype_epoch)
                && store(self, o, way, value)
            {
                return Ok(());
            }
            self.define_by_name_miss(o, PropertyKey::from_interned(name), value, cache)
        }
    }

    #[cold]
    #[inline(never)]
    fn define_by_name_miss(
        &mut self,
        o: Obj,
        key: PropertyKey,
        value: Value,
        cache: *mut PropertyCache,
    ) -> JsResult<()> {
        let id = o.header.shape;
        let present = if key.is_index() { None } else { self.shape_of(o).lookup(key) };
        if let Some(p) = present
            && p.attributes == attribute::ALL
            && o.kind() == CellKind::Object
            && !o.has_flag(object_flag::IS_PROTOTYPE)
            && self.shape_of(o).is_cacheable()
        {
            // As `{ ...object, key: value }` does.
            let offset = store_offset(self.shape_of(o), p.slot);
            fill(self, cache, CacheWay { shape: id, offset, holder_or_shape: 0 });
            self.write_slot(o, p.slot, value);
            return Ok(());
        }
        let absent = !key.is_index() && present.is_none();
        let unique = self.shape_of(o).is_unique();
        let slots = self.shape_of(o).slot_count;
        self.create_data_property_or_throw(o, key, value)?;
        if absent && !unique && !o.has_flag(object_flag::IS_PROTOTYPE | object_flag::EXOTIC) {
            let new = self.shape_of(o);
            if !new.is_unique()
                && let Some(p) = new.lookup(key)
                && p.slot == slots
            {
                let offset = store_offset(new, slots);
                fill(self, cache, CacheWay { shape: id, offset, holder_or_shape: new.id as u64 });
            }
        }
        Ok(())
    }

    /// A property of the global object, by name.
    #[inline]
    pub fn get_global_cached(&mut self, name: Str, cache: *mut PropertyCache, or_undefined: bool) -> JsResult {
        // SAFETY: the global object is an object; a matching way belongs to its shape.
        unsafe {
            let o: Obj = Gc::from_ptr(self.header.global.as_ptr());
            if let Some(way) = find_way(cache, o.header.shape, self.header.prototype_epoch) {
                return self.read_way(o.value(), way);
            }
            self.get_global_miss(o, name, cache, or_undefined)
        }
    }

    #[cold]
    #[inline(never)]
    fn get_global_miss(&mut self, o: Obj, name: Str, cache: *mut PropertyCache, or_undefined: bool) -> JsResult {
        let key = PropertyKey::from_interned(name);
        if !self.has_property(o, key)? {
            if or_undefined {
                return Ok(Value::UNDEFINED);
            }
            let name = name.to_rust(self);
            return Err(self.reference_error(format_args!("{name} is not defined")));
        }
        // Gives a lazy property its value, so that it can be cached.
        self.own_property(o, key)?;
        self.get_by_key_miss(o.value(), key, cache)
    }

    /// Assignment to a property of the global object.
    pub fn set_global_cached(
        &mut self,
        name: Str,
        value: Value,
        strict: bool,
        cache: *mut PropertyCache,
    ) -> JsResult<()> {
        let global = self.header.global;
        // SAFETY: the global object is an object.
        let o: Obj = unsafe { Gc::from_ptr(global.as_ptr()) };
        if unsafe { find_way(cache, o.header.shape, self.header.prototype_epoch) }.is_none() {
            let key = PropertyKey::from_interned(name);
            if strict && !self.has_property(o, key)? {
                let name = name.to_rust(self);
                return Err(self.reference_error(format_args!("{name} is not defined")));
            }
            self.own_property(o, key)?;
        }
        self.set_by_name_cached(global, name, value, cache, strict)
    }

    /// object.#name
    #[inline]
    pub fn get_private_cached(&mut self, v: Value, key: Value, cache: *mut PropertyCache) -> JsResult {
        // SAFETY: the site is live; cells have headers.
        unsafe {
            if (*cache).key == key && v.is_cell() {
                let shape = (*v.as_ptr::<CellHeader>()).shape;
                if let Some(way) = find_way(cache, shape, self.header.prototype_epoch) {
                    return Ok(*Gc::from_ptr(v.as_ptr::<Object>()).slot(way.offset));
                }
            }
            if (*cache).misses >= MAX_MISSES && v.is_object() {
                let shape = (*v.as_ptr::<CellHeader>()).shape;
                let way = self.builtins.lookups.find(shape, Context::private_key(key), self.header.prototype_epoch);
                if let Some(way) = way {
                    return Ok(*Gc::from_ptr(v.as_ptr::<Object>()).slot(way.offset));
                }
            }
        }
        self.get_private_miss(v, key, cache)
    }

    fn private_key(key: Value) -> PropertyKey {
        // SAFETY: the key of a private operation is a symbol that `new_private_name` made.
        PropertyKey::from_symbol(unsafe { Gc::from_ptr(key.as_ptr()) })
    }

    /// Starts the site anew for another key.
    fn rekey(&mut self, key: Value, cache: *mut PropertyCache) {
        // SAFETY: the site is live.
        unsafe {
            if (*cache).key != key {
                let misses = (*cache).misses + 1;
                cache.write_bytes(0, 1);
                (*cache).misses = misses.min(MAX_MISSES);
                (*cache).key = key;
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn get_private_miss(&mut self, v: Value, key: Value, cache: *mut PropertyCache) -> JsResult {
        self.rekey(key, cache);
        let k = Context::private_key(key);
        if let Some(o) = v.as_object()
            && let Some(p) = self.shape_of(o).lookup(k)
        {
            let shape = self.shape_of(o);
            if p.attributes & attribute::ACCESSOR == 0 && shape.is_cacheable() {
                let way = CacheWay { shape: o.header.shape, offset: shape.offset(p.slot), holder_or_shape: 0 };
                learn(self, cache, k, way);
            }
            return match self.own_from_property(o, k, p) {
                Own::Accessor(acc, _) if acc.get.is_undefined() => {
                    let name = self.key_to_display(k);
                    Err(self.type_error(format_args!("'{name}' was defined without a getter")))
                }
                Own::Accessor(acc, _) => self.call(acc.get, v, &[]),
                Own::Data(v, _) => Ok(v),
                Own::None => unreachable!(),
            };
        }
        Err(self.private_error(v, k, "read", "from"))
    }

    /// object.#name = value
    pub fn set_private_cached(
        &mut self,
        target: Value,
        key: Value,
        value: Value,
        cache: *mut PropertyCache,
    ) -> JsResult<()> {
        // SAFETY: the site is live; cells have headers.
        unsafe {
            if (*cache).key == key && target.is_cell() {
                let o: Obj = Gc::from_ptr(target.as_ptr());
                if let Some(way) = find_way(cache, o.header.shape, self.header.prototype_epoch)
                    && store(self, o, way, value)
                {
                    return Ok(());
                }
            }
        }
        self.rekey(key, cache);
        let k = Context::private_key(key);
        let name = |ctx: &mut Context| ctx.key_to_display(k);
        let Some((o, p)) = target.as_object().and_then(|o| self.shape_of(o).lookup(k).map(|p| (o, p))) else {
            return Err(self.private_error(target, k, "write", "to"));
        };
        if p.attributes & attribute::ACCESSOR != 0 {
            let Own::Accessor(acc, _) = self.own_from_property(o, k, p) else { unreachable!() };
            if acc.set.is_undefined() {
                let name = name(self);
                return Err(self.type_error(format_args!("'{name}' was defined without a setter")));
            }
            self.call(acc.set, target, &[value])?;
            return Ok(());
        }
        if p.attributes & attribute::WRITABLE == 0 {
            let name = name(self);
            return Err(self.type_error(format_args!("Private method '{name}' is not writable")));
        }
        let shape = self.shape_of(o);
        if shape.is_cacheable() {
            let offset = store_offset(shape, p.slot);
            fill(self, cache, CacheWay { shape: o.header.shape, offset, holder_or_shape: 0 });
        }
        self.write_slot(o, p.slot, value);
        Ok(())
    }

    /// The object has no such private member. Accesses of private methods and accessors have a note that tells their class.
    #[cold]
    fn private_error(&mut self, target: Value, key: PropertyKey, verb: &str, preposition: &str) -> crate::Throw {
        let name = self.key_to_display(key);
        let nullish = if target.is_null() { "null" } else { "undefined" };
        match self.operand_note() {
            Some(class) => self.type_error(format_args!("Receiver must be {class}")),
            None if !target.is_nullish() => self.type_error(format_args!(
                "Cannot {verb} private member {name} {preposition} an object whose class did not declare it"
            )),
            None if verb == "read" => {
                self.type_error(format_args!("Cannot read properties of {nullish} (reading '{name}')"))
            }
            None => self.type_error(format_args!("Cannot set properties of {nullish} (setting '{name}')")),
        }
    }

    /// PrivateFieldAdd
    pub fn define_private_field(
        &mut self,
        target: Value,
        key: Value,
        value: Value,
        cache: *mut PropertyCache,
    ) -> JsResult<()> {
        // SAFETY: the target of a definition is an object.
        let o: Obj = unsafe { Gc::from_ptr(target.as_ptr()) };
        unsafe {
            if (*cache).key == key
                && let Some(way) = find_way(cache, o.header.shape, self.header.prototype_epoch)
                && store(self, o, way, value)
            {
                return Ok(());
            }
        }
        self.rekey(key, cache);
        let k = Context::private_key(key);
        if self.shape_of(o).lookup(k).is_some() {
            let name = self.key_to_display(k);
            return Err(self.type_error(format_args!("Cannot initialize {name} twice on the same object")));
        }
        let (id, unique, slots) = (o.header.shape, self.shape_of(o).is_unique(), self.shape_of(o).slot_count);
        self.add_named(o, k, value, attribute::WRITABLE, false);
        let new = self.shape_of(o);
        if !unique && !new.is_unique() && !o.has_flag(object_flag::IS_PROTOTYPE) {
            let offset = store_offset(new, slots);
            fill(self, cache, CacheWay { shape: id, offset, holder_or_shape: new.id as u64 });
        }
        Ok(())
    }

    /// PrivateMethodOrAccessorAdd: kind 0 method, 1 getter, 2 setter.
    pub fn define_private_method(&mut self, target: Value, key: Value, function: Value, kind: u32) -> JsResult<()> {
        // SAFETY: the target of a definition is an object.
        let o: Obj = unsafe { Gc::from_ptr(target.as_ptr()) };
        let k = Context::private_key(key);
        if kind == 0 {
            if self.shape_of(o).lookup(k).is_some() {
                return Err(self.type_error("Cannot initialize private methods of class twice on the same object"));
            }
            self.add_named(o, k, function, 0, false);
            return Ok(());
        }
        if let Some(p) = self.shape_of(o).lookup(k) {
            if let Own::Accessor(mut acc, _) = self.own_from_property(o, k, p) {
                if kind == 1 {
                    acc.get = function;
                } else {
                    acc.set = function;
                }
                self.write_barrier(acc);
            }
            return Ok(());
        }
        let accessor = if kind == 1 {
            self.new_accessor(function, Value::UNDEFINED)
        } else {
            self.new_accessor(Value::UNDEFINED, function)
        };
        self.add_named(o, k, accessor.value(), attribute::ACCESSOR, false);
        Ok(())
    }

    /// `#name in object`
    pub fn has_private(&mut self, key: Value, v: Value) -> JsResult<bool> {
        let Some(o) = v.as_object() else {
            let name = self.key_to_display(Context::private_key(key));
            let shown = self.display_for_error(v);
            return Err(self.type_error(format_args!("Cannot use 'in' operator to search for '{name}' in {shown}")));
        };
        Ok(self.shape_of(o).lookup(Context::private_key(key)).is_some())
    }

    /// Adds a property that it does not have to an object literal.
    pub fn add_to_literal(&mut self, o: Obj, key: PropertyKey, v: Value) {
        if key.is_index() {
            let _ = self.ordinary_define(o, key, &PropertyDescriptor::data(v, attribute::ALL));
        } else {
            self.add_named(o, key, v, attribute::ALL, false);
        }
    }

    /// An object literal with constant keys (distinct named strings): `keys` and `values` have the same length.
    #[inline]
    pub fn new_object_with(&mut self, keys: &[Value], values: &[Value], cache: *mut PropertyCache) -> Obj {
        let n = keys.len().min(16) as u32;
        // SAFETY: the site is live.
        let way = unsafe { (*cache).ways[0] };
        if way.shape != 0 && keys.len() <= 16 {
            let o = self.alloc_object(CellKind::Object, way.shape, n);
            // SAFETY: an object of that shape has its n slots inline, right behind the prefix.
            unsafe { core::ptr::copy_nonoverlapping(values.as_ptr(), o.ptr().add(1) as *mut Value, values.len()) };
            self.fit_fields(o);
            return o;
        }
        let o = self.new_literal_object(n);
        for (k, v) in keys.iter().zip(values) {
            // SAFETY: keys of a `Keys` constant are interned strings.
            let key = PropertyKey::from_interned(unsafe { Gc::from_ptr(k.as_ptr()) });
            self.add_to_literal(o, key, *v);
        }
        let shape = self.shape_of(o);
        if !shape.is_unique() && shape.slot_count as usize == keys.len() && keys.len() <= 16 {
            // In place of an offset: which fields are typed, a bit for each. Compiled code stores nothing else to them.
            unsafe {
                (*cache).ways[0] = CacheWay { shape: shape.id, offset: shape.doubles() as i32, holder_or_shape: 0 }
            };
        }
        o
    }

    /// Forgets everything that sites learned: shape ids are about to be reused.
    pub fn clear_feedback(&mut self) {
        self.builtins.lookups.entries.clear();
        self.builtins.copies.clear();
        for program in &self.programs {
            // SAFETY: programs stay loaded; each code's feedback has `feedback_count` slots.
            unsafe {
                let image = &*program.image;
                for (i, f) in image.functions().iter().enumerate() {
                    let code = &*program.codes.add(i);
                    if !code.feedback.is_null() {
                        code.feedback.write_bytes(0, f.feedback_count as usize);
                    }
                }
            }
        }
    }
}
