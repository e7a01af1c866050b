//! [7.4 Operations on Iterator Objects](https://tc39.es/ecma262/#sec-operations-on-iterator-objects), the forms of them
//! that the interpreter and native code use, and the enumeration of `for`-`in`.
//!
//! Iterating over an array, Map or Set whose iteration nobody has changed calls no JavaScript and makes no result
//! objects: `next` is then one of our own functions, known by its entry, whose step is taken directly.

use crate::builtins::map::{self, MapIterator, MapObject, table::MapTable, table::SetTable};
use crate::builtins::set::{self, SetObject};
use crate::builtins::{Intrinsic, WellKnown};
use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Gc, GcVec, Obj, ValueExt};
use crate::object::Own;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// Iterator Record
#[derive(Clone, Copy)]
pub struct IteratorRecord {
    pub iterator: Obj,
    pub next: Value,
}

/// A data property of a built-in object that fast paths watch: where it is, as long as no prototype changes shape.
#[derive(Clone, Copy, Default)]
pub struct Watch {
    shape: u32,
    epoch: u32,
    offset: SlotOffset,
}

/// Which property (and of what) a [`Watch`] is about.
#[derive(Clone, Copy)]
#[repr(usize)]
pub(crate) enum Watched {
    ArrayIterator,
    ArrayIteratorNext,
    MapIterator,
    MapIteratorNext,
    SetIterator,
    SetIteratorNext,
    ArrayConstructor,
    ArraySpecies,
}

/// The functions that a fast path assumes.
#[derive(Default)]
pub struct State {
    watches: [Watch; 8],
    /// Prototypes found to have no enumerable properties, at `clean_epoch`. (The address is only compared.)
    clean: Vec<u64>,
    clean_epoch: u32,
    /// By kind: shape and prototype epoch for which there was no `return`.
    without_return: [(u32, u32); 8],
    /// Shapes of fresh iterators by kind (the kind, 0: none yet).
    pub(crate) iterator_shapes: [(u8, u32); 8],
    pub(crate) result_layout: crate::builtins::iterator::ResultLayout,
}

impl Context {
    /// The value of the own data property of a built-in object, EMPTY if it is not one.
    #[inline]
    pub(crate) fn watched(
        &mut self,
        which: Watched,
        object: Obj,
        key: impl FnOnce(&mut Context) -> PropertyKey,
    ) -> Value {
        let w = self.builtins.iterator.watches[which as usize];
        if w.shape == object.header.shape && w.epoch == self.header.prototype_epoch {
            // SAFETY: the offset belongs to this shape, and no prototype was redefined since.
            return unsafe { *object.slot(w.offset) };
        }
        let key = key(self);
        self.watch(which, object, key)
    }

    #[cold]
    fn watch(&mut self, which: Watched, object: Obj, key: PropertyKey) -> Value {
        let shape = self.shape_of(object);
        let Some(p) = shape.lookup(key) else { return Value::EMPTY };
        if p.attributes & (attribute::SPECIAL | attribute::LAZY) != 0 {
            return Value::EMPTY;
        }
        let offset = shape.offset(p.slot);
        self.builtins.iterator.watches[which as usize] =
            Watch { shape: object.header.shape, epoch: self.header.prototype_epoch, offset };
        // SAFETY: the offset belongs to the object's present shape. Accessors give their cell, which equals no function.
        unsafe { *object.slot(offset) }
    }

    pub(crate) fn iterator_key(&mut self) -> PropertyKey {
        PropertyKey::from_symbol(self.well_known(WellKnown::Iterator))
    }

    /// Whether the iterator prototype's `next` is the original function; true if the prototype was never asked for.
    #[inline]
    fn next_is(&mut self, which: Watched, prototype: Intrinsic, entry: Entry) -> bool {
        let prototype = self.intrinsics[prototype as usize];
        let Some(prototype) = prototype.as_object() else { return true };
        let next = self.watched(which, prototype, |ctx| PropertyKey::from_interned(ctx.names.next));
        matches!(next.as_function(), Some(f) if f.entry as usize == entry as usize)
    }

    /// Whether iterating over an ordinary array gives its elements, and runs no JavaScript.
    #[inline]
    pub fn array_iterator_pristine(&mut self) -> bool {
        let prototype = self.intrinsic(Intrinsic::ArrayPrototype);
        let method = self.watched(Watched::ArrayIterator, prototype, Context::iterator_key);
        method == self.intrinsics[Intrinsic::ArrayPrototypeValues as usize]
            && self.next_is(
                Watched::ArrayIteratorNext,
                Intrinsic::ArrayIteratorPrototype,
                crate::builtins::iterator::array_iterator_next_entry(),
            )
    }

    /// Whether `o` is an array that is iterated over as arrays are by default.
    #[inline]
    pub fn is_pristine_iterable_array(&mut self, o: Obj) -> bool {
        if !o.is_array() {
            return false;
        }
        if o.header.shape != self.header.array_shape {
            let shape = self.shape_of(o);
            if shape.prototype != self.intrinsics[Intrinsic::ArrayPrototype as usize] {
                return false;
            }
            let key = self.iterator_key();
            if shape.lookup(key).is_some() {
                return false;
            }
        }
        self.array_iterator_pristine()
    }

    fn is_pristine_collection(&mut self, o: Obj) -> bool {
        let (prototype, iterator, next, next_of, entry, method_entry): (_, _, _, _, Entry, Entry) = match o.kind() {
            CellKind::Map => (
                Intrinsic::MapPrototype,
                Watched::MapIterator,
                Watched::MapIteratorNext,
                Intrinsic::MapIteratorPrototype,
                map::map_iterator_next_entry(),
                map::entries_entry(),
            ),
            CellKind::Set => (
                Intrinsic::SetPrototype,
                Watched::SetIterator,
                Watched::SetIteratorNext,
                Intrinsic::SetIteratorPrototype,
                set::set_iterator_next_entry(),
                set::values_entry(),
            ),
            _ => return false,
        };
        let shape = self.shape_of(o);
        let prototype = self.intrinsic(prototype);
        let key = self.iterator_key();
        if shape.prototype != prototype.value() || shape.lookup(key).is_some() {
            return false;
        }
        let method = self.watched(iterator, prototype, |_| key);
        matches!(method.as_function(), Some(f) if f.entry as usize == method_entry as usize)
            && self.next_is(next, next_of, entry)
    }

    /// 7.4.4 GetIterator ( obj, sync )
    pub fn get_iterator(&mut self, v: Value) -> JsResult<IteratorRecord> {
        // 1-2. Let method be ? GetMethod(obj, %Symbol.iterator%).
        let key = self.iterator_key();
        let method = if v.is_nullish() { Value::UNDEFINED } else { self.get_v(v, key)? };
        // 3. If method is undefined, throw a TypeError exception.
        if !method.is_callable() {
            return Err(self.not_iterable_error(v));
        }
        // 4. Return ? GetIteratorFromMethod(obj, method).
        self.get_iterator_from_method(v, method)
    }

    #[cold]
    fn not_iterable_error(&mut self, v: Value) -> Throw {
        let what = self.default_call_site(v);
        self.type_error(format_args!("{what} is not iterable (cannot read property Symbol(Symbol.iterator))"))
    }

    /// 7.4.3 GetIteratorFromMethod ( obj, method )
    pub fn get_iterator_from_method(&mut self, v: Value, method: Value) -> JsResult<IteratorRecord> {
        let iterator = self.call(method, v, &[])?;
        let Some(iterator) = iterator.as_object() else {
            return Err(self.type_error("Result of the Symbol.iterator method is not an object"));
        };
        self.get_iterator_direct(iterator)
    }

    /// 7.4.2 GetIteratorDirect ( obj )
    pub fn get_iterator_direct(&mut self, iterator: Obj) -> JsResult<IteratorRecord> {
        let next = self.get(iterator, PropertyKey::from_interned(self.names.next))?;
        Ok(IteratorRecord { iterator, next })
    }

    /// How V8 names a value in messages where it has no source text: its type, and primitives' text.
    pub(crate) fn default_call_site(&mut self, v: Value) -> String {
        let kind = self.type_of(v).to_rust(self);
        if v.is_string() || v.is_number() || v.is_bool() || v.is_null() {
            let shown = self.display_for_error(v);
            let shown = if v.is_string() && !shown.starts_with('"') { format!("\"{shown}\"") } else { shown };
            return format!("{kind} {shown}");
        }
        kind
    }

    /// 7.4.9 IteratorStepValue ( iteratorRecord )
    #[inline]
    pub fn iterator_step(&mut self, record: &IteratorRecord) -> JsResult<Option<Value>> {
        let v = self.iterator_next(record.iterator.value(), record.next)?;
        Ok(if v.is_empty() { None } else { Some(v) })
    }

    /// 7.4.11 IteratorClose ( iteratorRecord, normal completion )
    pub fn iterator_close(&mut self, record: &IteratorRecord) -> JsResult<()> {
        self.iterator_close_normal(record.iterator.value())
    }

    /// IteratorClose with a throw completion: the iterator's own errors are dropped, `error` is given back.
    pub fn iterator_close_throwing(&mut self, iterator: Obj, error: Throw) -> Throw {
        let thrown = self.take_exception();
        self.iterator_close_silently(iterator.value());
        let _ = error;
        self.throw(thrown)
    }

    /// Calls `each` with all values of an iterable. If `each` fails the iterator is closed.
    pub fn iterate(&mut self, iterable: Value, each: impl FnMut(&mut Context, Value) -> JsResult<()>) -> JsResult<()> {
        self.iterate_or(iterable, Self::not_iterable_error, each)
    }

    /// The same with another error for what is not iterable.
    pub fn iterate_or(
        &mut self,
        iterable: Value,
        not_iterable: impl FnOnce(&mut Context, Value) -> Throw,
        mut each: impl FnMut(&mut Context, Value) -> JsResult<()>,
    ) -> JsResult<()> {
        if let Some(o) = iterable.as_object() {
            // OPTIMIZATION: no iterator object where nobody could see it. `next` is read once, before the first step, so
            // the check need not be repeated; closing would do nothing.
            if self.is_pristine_iterable_array(o) {
                let mut i = 0u32;
                while i < o.storage_header().length {
                    let v = match o.dense_element(i) {
                        Some(v) => v,
                        None => self.get_index(o, i as u64)?,
                    };
                    each(self, v)?;
                    i += 1;
                }
                return Ok(());
            }
            if self.is_pristine_collection(o) {
                return self.iterate_collection(o, each);
            }
        }
        let key = self.iterator_key();
        let method = if iterable.is_nullish() { Value::UNDEFINED } else { self.get_v(iterable, key)? };
        if !method.is_callable() {
            return Err(not_iterable(self, iterable));
        }
        let record = self.get_iterator_from_method(iterable, method)?;
        loop {
            let v = self.iterator_next(record.iterator.value(), record.next)?;
            if v.is_empty() {
                return Ok(());
            }
            if let Err(error) = each(self, v) {
                return Err(self.iterator_close_throwing(record.iterator, error));
            }
        }
    }

    fn iterate_collection(
        &mut self,
        o: Obj,
        mut each: impl FnMut(&mut Context, Value) -> JsResult<()>,
    ) -> JsResult<()> {
        let mut index = 0;
        if o.kind() == CellKind::Map {
            // SAFETY: its kind is Map.
            let mut table: MapTable = unsafe { o.cast::<MapObject>() }.table();
            loop {
                table = table.follow(&mut index);
                let Some((k, v)) = table.next(&mut index) else { return Ok(()) };
                let pair = self.new_array(&[k, v]);
                each(self, pair.value())?;
            }
        }
        // SAFETY: its kind is Set.
        let mut table: SetTable = unsafe { o.cast::<SetObject>() }.table();
        loop {
            table = table.follow(&mut index);
            let Some((k, _)) = table.next(&mut index) else { return Ok(()) };
            each(self, k)?;
        }
    }

    /// 7.4.14 CreateIterResultObject ( value, done )
    pub fn create_iter_result(&mut self, value: Value, done: bool) -> Value {
        crate::builtins::iterator::new_iter_result(self, value, done)
    }

    /// 7.4.15 IteratorToList, of an iterable.
    pub fn iterable_to_list(&mut self, iterable: Value) -> JsResult<GcVec> {
        let mut list = GcVec::new(self);
        self.iterate(iterable, |ctx, v| {
            list.push(ctx, v);
            Ok(())
        })?;
        Ok(list)
    }

    // ---- for the interpreter and native code ----

    /// GetIterator of an array whose iteration nobody has changed, else EMPTY. Its `next` is then in the context.
    pub fn pristine_array_iterator(&mut self, o: Obj) -> Value {
        if !self.is_pristine_iterable_array(o) {
            return Value::EMPTY;
        }
        let iterator = crate::builtins::iterator::create_array_iterator(self, o, map::IterationKind::Value);
        let prototype = self.intrinsic(Intrinsic::ArrayIteratorPrototype);
        self.header.array_iterator_next_function =
            self.watched(Watched::ArrayIteratorNext, prototype, |ctx| PropertyKey::from_interned(ctx.names.next));
        if let Some(iterator) = iterator.as_object() {
            self.note_array_iteration(iterator, prototype);
        }
        iterator
    }

    /// Tells compiled code where to look, if that will do.
    fn note_array_iteration(&mut self, iterator: Obj, iterator_prototype: Obj) {
        let shape = iterator.header.shape;
        if self.shapes.is_unique(shape) || !self.known_without_return(iterator) {
            return;
        }
        let epoch = self.header.prototype_epoch;
        let [values, next] = [Watched::ArrayIterator, Watched::ArrayIteratorNext]
            .map(|which| self.builtins.iterator.watches[which as usize]);
        if values.epoch != epoch || next.epoch != epoch {
            return;
        }
        self.header.array_iteration = ArrayIteration {
            epoch,
            shape,
            values_offset: values.offset,
            next_offset: next.offset,
            array_prototype: self.intrinsic(Intrinsic::ArrayPrototype).ptr(),
            iterator_prototype: iterator_prototype.ptr(),
            values: self.intrinsics[Intrinsic::ArrayPrototypeValues as usize],
        };
    }

    /// GetIterator(v, sync).[[Iterator]]
    pub fn get_iterator_object(&mut self, v: Value) -> JsResult {
        if let Some(o) = v.as_object() {
            // OPTIMIZATION: what Array.prototype.values would give, without the call.
            if o.is_array() && self.is_pristine_iterable_array(o) {
                return Ok(crate::builtins::iterator::create_array_iterator(self, o, map::IterationKind::Value));
            }
        }
        let key = self.iterator_key();
        let method = if v.is_nullish() { Value::UNDEFINED } else { self.get_v(v, key)? };
        if !method.is_callable() {
            return Err(match self.operand_note() {
                Some(text) => self.type_error(format_args!("{text} is not iterable")),
                None => self.not_iterable_error(v),
            });
        }
        let iterator = self.call(method, v, &[])?;
        if !iterator.is_object() {
            return Err(self.type_error("Result of the Symbol.iterator method is not an object"));
        }
        Ok(iterator)
    }

    /// The next value, or EMPTY when done.
    #[inline]
    pub fn iterator_next(&mut self, iterator: Value, next: Value) -> JsResult {
        if let (Some(o), Some(f)) = (iterator.as_object(), next.as_function()) {
            let entry = f.entry as usize;
            match o.kind() {
                // SAFETY of the casts: the kind says what the cell is.
                CellKind::ArrayIterator if entry == crate::builtins::iterator::array_iterator_next_entry() as usize => {
                    return crate::builtins::iterator::array_iterator_step(self, unsafe { o.cast::<ArrayIterator>() });
                }
                CellKind::MapIterator if entry == map::map_iterator_next_entry() as usize => {
                    return Ok(map::map_iterator_step(self, unsafe { o.cast::<MapIterator>() }));
                }
                CellKind::SetIterator if entry == set::set_iterator_next_entry() as usize => {
                    return Ok(set::set_iterator_step(self, unsafe { o.cast::<MapIterator>() }));
                }
                CellKind::StringIterator
                    if entry == crate::entry::entry(crate::builtins::string::iterator_next) as usize =>
                {
                    let next = crate::builtins::string::iterator_step(self, o);
                    return Ok(next.map_or(Value::EMPTY, |s| s.value()));
                }
                _ => {}
            }
        }
        self.iterator_next_slow(iterator, next)
    }

    fn iterator_next_slow(&mut self, iterator: Value, next: Value) -> JsResult {
        // 7.4.5 IteratorNext
        let result = self.call(next, iterator, &[])?;
        let Some(result) = result.as_object() else {
            let shown = self.display_for_error(result);
            return Err(self.type_error(format_args!("Iterator result {shown} is not an object")));
        };
        // OPTIMIZATION: results that `create_iter_result` made are read by position.
        if let Some((value, done)) = crate::builtins::iterator::read_iter_result(self, result) {
            return Ok(if done { Value::EMPTY } else { value });
        }
        // 7.4.6 IteratorComplete
        let done = self.get(result, PropertyKey::from_interned(self.names.done))?;
        if self.to_boolean(done) {
            return Ok(Value::EMPTY);
        }
        // 7.4.7 IteratorValue
        self.get(result, PropertyKey::from_interned(self.names.value))
    }

    /// IteratorClose with a normal (or `return`, `break`) completion.
    pub fn iterator_close_normal(&mut self, iterator: Value) -> JsResult<()> {
        let Some(o) = iterator.as_object() else { return Ok(()) };
        if self.known_without_return(o) {
            return Ok(());
        }
        let key = PropertyKey::from_interned(self.names.return_);
        // 3-4.
        let Some(method) = self.get_method(iterator, key)? else { return Ok(()) };
        let result = self.call(method.value(), o.value(), &[])?;
        // 7. If innerResult.[[Value]] is not an Object, throw a TypeError exception.
        if !result.is_object() {
            let shown = self.display_for_error(result);
            return Err(self.type_error(format_args!("Iterator result {shown} is not an object")));
        }
        Ok(())
    }

    /// Whether IteratorClose does nothing.
    pub fn closes_silently(&mut self, iterator: Value) -> bool {
        iterator.as_object().is_none_or(|o| self.known_without_return(o))
    }

    /// Whether `o` is a built-in iterator that has no `return`, own or inherited.
    fn known_without_return(&mut self, o: Obj) -> bool {
        // OPTIMIZATION: array destructuring closes an array iterator each time.
        if !matches!(
            o.kind(),
            CellKind::ArrayIterator | CellKind::StringIterator | CellKind::MapIterator | CellKind::SetIterator
        ) {
            return false;
        }
        let at = o.kind() as usize & 7;
        let known = (o.header.shape, self.header.prototype_epoch);
        if self.builtins.iterator.without_return[at] == known {
            return true;
        }
        let key = PropertyKey::from_interned(self.names.return_);
        let mut next = Some(o);
        while let Some(p) = next {
            if self.shape_of(p).lookup(key).is_some() {
                return false;
            }
            next = self.prototype(p);
        }
        // A unique shape could gain the property and keep its id.
        if !self.shapes.is_unique(o.header.shape) {
            self.builtins.iterator.without_return[at] = known;
        }
        true
    }

    /// IteratorClose with a throw completion; what it throws is dropped. The exception being handled must not be in
    /// the context meanwhile.
    pub fn iterator_close_silently(&mut self, iterator: Value) {
        if matches!(iterator.as_object(), Some(o) if self.known_without_return(o)) {
            return;
        }
        let key = PropertyKey::from_interned(self.names.return_);
        let result = match self.get_method(iterator, key) {
            Ok(None) => return,
            Ok(Some(method)) => self.call(method.value(), iterator, &[]),
            Err(e) => Err(e),
        };
        if result.is_err() {
            self.take_exception();
        }
    }

    // ---- for-in ----

    /// 14.7.5.9 EnumerateObjectProperties ( O ), of ToObject(v); undefined and null have no properties.
    ///
    /// The iterator is a `ValueArray`: the object, index of the next key, shape of the object (a number), keys.
    pub fn for_in_start(&mut self, v: Value) -> JsResult {
        if v.is_nullish() {
            let mut empty = self.alloc_value_array(FOR_IN_KEYS);
            empty.length = FOR_IN_KEYS as u32;
            empty.values_mut()[FOR_IN_INDEX] = Value::from_i32(FOR_IN_KEYS as i32);
            return Ok(empty.value());
        }
        let o = self.to_object(v)?;
        let mut out = GcVec::with_capacity(self, FOR_IN_KEYS + 8);
        out.push(self, o.value());
        out.push(self, Value::from_i32(FOR_IN_KEYS as i32));
        out.push(self, Value::from_u32(o.header.shape));
        if self.prototypes_are_clean(o)? {
            // OPTIMIZATION: nothing to shadow and nothing inherited.
            self.enumerable_own_keys(o, &mut out)?;
        } else {
            self.enumerable_keys_of_chain(o, &mut out)?;
        }
        Ok(out.into_value())
    }

    /// The next key that still exists, or EMPTY when done.
    pub fn for_in_next(&mut self, iterator: Value) -> JsResult {
        // SAFETY: made by `for_in_start`.
        let mut it: Gc<ValueArray> = unsafe { Gc::from_ptr(iterator.as_ptr()) };
        loop {
            let index = it.values()[FOR_IN_INDEX].as_int32() as usize;
            if index >= it.length as usize {
                return Ok(Value::EMPTY);
            }
            it.values_mut()[FOR_IN_INDEX] = Value::from_i32(index as i32 + 1);
            let key = it.values()[index];
            // SAFETY: the first value is the object.
            let o: Obj = unsafe { Gc::from_ptr(it.values()[FOR_IN_OBJECT].as_ptr()) };
            let s = key.as_string().expect("keys of for-in are strings");
            // OPTIMIZATION: an unchanged shape still has all its named properties.
            let unchanged =
                it.values()[FOR_IN_SHAPE] == Value::from_u32(o.header.shape) && self.shape_of(o).is_cacheable();
            if unchanged && s.header.flags & string_flag::NOT_INDEX != 0 {
                return Ok(key);
            }
            let key = self.to_property_key(key)?;
            if matches!(key.as_index(), Some(i) if o.dense_element(i).is_some()) || self.has_property(o, key)? {
                return Ok(s.value());
            }
        }
    }

    /// Whether no object on the prototype chain of `o` has properties that for-in shows.
    fn prototypes_are_clean(&mut self, o: Obj) -> JsResult<bool> {
        if self.builtins.iterator.clean_epoch != self.header.prototype_epoch {
            self.builtins.iterator.clean_epoch = self.header.prototype_epoch;
            self.builtins.iterator.clean.clear();
        }
        let mut at = o;
        loop {
            if at.kind() == CellKind::Proxy {
                return Ok(false);
            }
            let Some(p) = self.prototype(at) else { return Ok(true) };
            at = p;
            let bits = at.value().0;
            let no_elements = at.storage_header().dense == 0 && !at.is_sparse() && !at.has_flag(object_flag::EXOTIC);
            if no_elements && self.builtins.iterator.clean.contains(&bits) {
                continue;
            }
            let clean = no_elements
                && self
                    .shape_of(at)
                    .properties()
                    .all(|(k, p)| p.attributes & attribute::ENUMERABLE == 0 || k.is_symbol());
            if !clean {
                return Ok(false);
            }
            if self.builtins.iterator.clean.len() >= 16 {
                self.builtins.iterator.clean.clear();
            }
            // A unique shape may gain an enumerable property only together with a new epoch.
            self.builtins.iterator.clean.push(bits);
        }
    }

    /// Appends the enumerable own string keys.
    pub(crate) fn enumerable_own_keys(&mut self, o: Obj, out: &mut GcVec) -> JsResult<()> {
        if o.has_flag(object_flag::EXOTIC) || o.is_sparse() {
            let keys = self.own_property_keys(o)?;
            for &k in keys.iter() {
                if k.is_string() {
                    let key = self.to_property_key(k)?;
                    if self.own_is_enumerable(o, key)? == Some(true) {
                        out.push(self, k);
                    }
                }
            }
            return Ok(());
        }
        // OPTIMIZATION: elements that are dense are enumerable; the shape knows about the rest.
        for i in 0..o.storage_header().dense {
            if o.dense_element(i).is_some() {
                let s = self.number_to_string(i as f64);
                out.push(self, s.value());
            }
        }
        let shape = self.shape_of(o);
        for (key, p) in shape.properties() {
            if p.attributes & attribute::ENUMERABLE != 0 && !key.is_symbol() {
                out.push(self, Value(key.0));
            }
        }
        Ok(())
    }

    /// Whether an own property is enumerable; `None` if there is none.
    pub(crate) fn own_is_enumerable(&mut self, o: Obj, key: PropertyKey) -> JsResult<Option<bool>> {
        Ok(match self.own_property(o, key)? {
            Own::None => None,
            Own::Data(_, a) | Own::Accessor(_, a) => Some(a & attribute::ENUMERABLE != 0),
        })
    }

    fn enumerable_keys_of_chain(&mut self, o: Obj, out: &mut GcVec) -> JsResult<()> {
        // Keys are interned or index strings; the set compares them as property keys. What it names is kept alive by
        // `keep`.
        let mut visited = std::collections::HashSet::new();
        let mut keep = GcVec::new(self);
        let mut at = Some(o);
        while let Some(object) = at {
            let keys = self.own_property_keys(object)?;
            for &k in keys.iter() {
                if !k.is_string() {
                    continue;
                }
                let key = self.to_property_key(k)?;
                let Some(enumerable) = self.own_is_enumerable(object, key)? else { continue };
                if visited.insert(key) {
                    if let Some(s) = key.as_string() {
                        keep.push(self, s.value());
                    }
                    if enumerable {
                        out.push(self, k);
                    }
                }
            }
            at = self.get_prototype_of(object)?;
        }
        Ok(())
    }
}

const FOR_IN_OBJECT: usize = 0;
const FOR_IN_INDEX: usize = 1;
const FOR_IN_SHAPE: usize = 2;
const FOR_IN_KEYS: usize = 3;
