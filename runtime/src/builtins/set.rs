//! [24.2 Set Objects](https://tc39.es/ecma262/#sec-set-objects)

use crate::builtins::map::{
    IterationKind, MapIterator, incompatible_receiver, new_table_iterator, step, table::SetTable,
};
use crate::builtins::{self, Intrinsic, Row, RowKey, WellKnown, getter, method, symbol_getter, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A Set.
#[repr(C)]
pub struct SetObject {
    pub object: Object,
    /// [[SetData]]: a [`SetTable`].
    table: Value,
}

impl Gc<SetObject> {
    #[inline(always)]
    pub fn table(self) -> SetTable {
        // SAFETY: set when the set is made, and only by `set_table`.
        unsafe { SetTable::from_value(self.table) }
    }

    #[inline(always)]
    fn set_table(mut self, ctx: &mut Context, table: SetTable) {
        if self.table != table.value() {
            self.table = table.value();
            ctx.write_barrier(self);
        }
    }

    pub fn insert(self, ctx: &mut Context, value: Value) {
        let table = self.table().insert(ctx, value, Value::UNDEFINED);
        self.set_table(ctx, table);
    }

    fn remove(self, ctx: &mut Context, value: Value) -> bool {
        let (table, found) = self.table().remove(ctx, value);
        self.set_table(ctx, table);
        found
    }
}

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.install_class(
        Intrinsic::Set,
        "Set",
        0,
        entry(set_constructor),
        &[symbol_getter(WellKnown::Species, builtins::function::return_this)],
        (Intrinsic::SetPrototype, prototype),
        &[
            method("has", 1, has),
            Row::Method(RowKey::Name("add"), 1, add_entry()),
            method("delete", 1, delete),
            method("clear", 0, clear),
            method("entries", 0, entries),
            method("forEach", 1, for_each),
            getter("size", size),
            Row::Method(RowKey::Name("values"), 0, values_entry()),
            method("union", 1, union),
            method("intersection", 1, intersection),
            method("difference", 1, difference),
            method("symmetricDifference", 1, symmetric_difference),
            method("isSubsetOf", 1, is_subset_of),
            method("isSupersetOf", 1, is_superset_of),
            method("isDisjointFrom", 1, is_disjoint_from),
            tag("Set"),
        ],
    );
    // `keys` and [Symbol.iterator] are the function `values` itself.
    builtins::iterator::alias_name(ctx, prototype, "values", "keys");
    builtins::iterator::alias(ctx, prototype, "values", WellKnown::Iterator);

    let iterator = ctx.new_plain(Intrinsic::IteratorPrototype);
    ctx.set_intrinsic(Intrinsic::SetIteratorPrototype, iterator);
    let next = Row::Method(RowKey::Name("next"), 0, set_iterator_next_entry());
    ctx.install(iterator, &[next, tag("Set Iterator")]);
}

#[inline(never)]
fn add_entry() -> Entry {
    entry(add)
}

/// The one address of the entry of `Set.prototype.values`.
#[inline(never)]
pub(crate) fn values_entry() -> Entry {
    entry(values)
}

fn new_set(ctx: &mut Context) -> Gc<SetObject> {
    let prototype = ctx.intrinsic(Intrinsic::SetPrototype);
    let o = ctx.new_builtin_object(CellKind::Set, prototype);
    initialize(ctx, o)
}

fn initialize(ctx: &mut Context, o: Obj) -> Gc<SetObject> {
    let table = SetTable::new(ctx);
    // SAFETY: its kind is Set.
    let mut set: Gc<SetObject> = unsafe { o.cast() };
    set.table = table.value();
    ctx.write_barrier(set);
    set
}

/// 24.2.2.1 Set ( [ iterable ] )
fn set_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is undefined, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor Set requires 'new'"));
    }
    // 2-3.
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::SetPrototype, CellKind::Set)?;
    let set = initialize(ctx, o);
    // 4.
    let iterable = args.get(0);
    if iterable.is_nullish() {
        return Ok(o.value());
    }
    // 5-6.
    let adder = ctx.get(o, PropertyKey::from_interned(ctx.names.add))?;
    if !adder.is_callable() {
        let shown = ctx.display_for_error(adder);
        return Err(
            ctx.type_error(format_args!("'{shown}' returned for property 'add' of object '#<Set>' is not a function"))
        );
    }
    // OPTIMIZATION: the original `add` need not be called.
    let original = matches!(adder.as_function(), Some(f) if f.entry as usize == add_entry() as usize);
    // 7-8.
    ctx.iterate(iterable, |ctx, v| {
        if original {
            set.insert(ctx, v);
        } else {
            ctx.call(adder, o.value(), &[v])?;
        }
        Ok(())
    })?;
    Ok(o.value())
}

/// RequireInternalSlot(this, [[SetData]])
#[inline]
fn this_set(ctx: &mut Context, this: Value, name: &str) -> JsResult<Gc<SetObject>> {
    // SAFETY: cells of kind Set begin with SetObject.
    match unsafe { this.as_kind::<SetObject>(CellKind::Set) } {
        Some(s) => Ok(s),
        None => Err(incompatible_receiver(ctx, name, this)),
    }
}

/// 24.2.4.1 Set.prototype.add ( value )
fn add(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.add")?;
    set.insert(ctx, args.get(0));
    Ok(args.this)
}

/// 24.2.4.2 Set.prototype.clear ( )
fn clear(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.clear")?;
    let table = set.table().clear(ctx);
    set.set_table(ctx, table);
    Ok(Value::UNDEFINED)
}

/// 24.2.4.4 Set.prototype.delete ( value )
fn delete(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.delete")?;
    Ok(Value::from_bool(set.remove(ctx, args.get(0))))
}

/// 24.2.4.6 Set.prototype.entries ( )
fn entries(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.entries")?;
    Ok(create_set_iterator(ctx, set, IterationKind::KeyAndValue))
}

/// 24.2.4.7 Set.prototype.forEach ( callbackfn [ , thisArg ] )
fn for_each(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.forEach")?;
    let callback = builtins::array::callback(ctx, args.get(0))?;
    let this = args.get(1);
    each(ctx, set, |ctx, v| {
        callback.call(ctx, this, &[v, v, set.value()])?;
        Ok(true)
    })?;
    Ok(Value::UNDEFINED)
}

/// 24.2.4.8 Set.prototype.has ( value )
fn has(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.has")?;
    Ok(Value::from_bool(set.table().has(ctx, args.get(0))))
}

/// 24.2.4.14 get Set.prototype.size
fn size(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "get Set.prototype.size")?;
    Ok(Value::from_u32(set.table().len() as u32))
}

/// 24.2.4.17 Set.prototype.values ( )
fn values(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.values")?;
    Ok(create_set_iterator(ctx, set, IterationKind::Value))
}

/// Calls `f` with each value, those added meanwhile included, until it gives false.
fn each(
    ctx: &mut Context,
    set: Gc<SetObject>,
    mut f: impl FnMut(&mut Context, Value) -> JsResult<bool>,
) -> JsResult<()> {
    let mut table = set.table();
    let mut index = 0;
    loop {
        table = table.follow(&mut index);
        let Some((v, _)) = table.next(&mut index) else { return Ok(()) };
        if !f(ctx, v)? {
            return Ok(());
        }
    }
}

/// Set Record: what the methods below know about their argument.
struct SetRecord {
    object: Obj,
    size: f64,
    has: Value,
    keys: Value,
}

impl SetRecord {
    fn has(&self, ctx: &mut Context, v: Value) -> JsResult<bool> {
        let result = ctx.call(self.has, self.object.value(), &[v])?;
        Ok(ctx.to_boolean(result))
    }

    /// Calls `f` with what `keys` gives, until it gives false.
    fn each(&self, ctx: &mut Context, mut f: impl FnMut(&mut Context, Value) -> JsResult<bool>) -> JsResult<()> {
        let iterator = ctx.call(self.keys, self.object.value(), &[])?;
        let Some(iterator) = iterator.as_object() else {
            let shown = ctx.display_for_error(iterator);
            return Err(ctx.type_error(format_args!("{shown} is not an object")));
        };
        let record = ctx.get_iterator_direct(iterator)?;
        while let Some(v) = ctx.iterator_step(&record)? {
            match f(ctx, v) {
                Ok(true) => {}
                Ok(false) => return ctx.iterator_close(&record),
                Err(e) => return Err(ctx.iterator_close_throwing(record.iterator, e)),
            }
        }
        Ok(())
    }
}

/// 24.2.1.2 GetSetRecord ( obj )
fn get_set_record(ctx: &mut Context, v: Value) -> JsResult<SetRecord> {
    // 1. If obj is not an Object, throw a TypeError exception.
    let Some(object) = v.as_object() else {
        let shown = ctx.display_for_error(v);
        return Err(ctx.type_error(format_args!("{shown} is not an object")));
    };
    // 2-7.
    let size = ctx.get(object, PropertyKey::from_interned(ctx.names.size))?;
    let size = ctx.to_number(size)?;
    if size.is_nan() {
        return Err(ctx.type_error("The 'size' property must be a number"));
    }
    let size = size.trunc();
    if size < 0.0 {
        return Err(ctx.range_error(format_args!("'{size}' is an invalid size")));
    }
    // 8-11.
    let has = ctx.get(object, PropertyKey::from_interned(ctx.names.has))?;
    if !has.is_callable() {
        return Err(ctx.type_error("The 'has' property must be a function"));
    }
    let keys = ctx.get(object, PropertyKey::from_interned(ctx.names.keys))?;
    if !keys.is_callable() {
        return Err(ctx.type_error("The 'keys' property must be a function"));
    }
    Ok(SetRecord { object, size, has, keys })
}

fn copy(ctx: &mut Context, set: Gc<SetObject>) -> Gc<SetObject> {
    let result = new_set(ctx);
    let table = set.table().duplicate(ctx);
    result.set_table(ctx, table);
    result
}

/// 24.2.4.16 Set.prototype.union ( other )
fn union(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.union")?;
    let other = get_set_record(ctx, args.get(0))?;
    let mut result = None;
    // The copy is made after `keys` was called.
    other.each(ctx, |ctx, v| {
        let result = *result.get_or_insert_with(|| copy(ctx, set));
        result.insert(ctx, v);
        Ok(true)
    })?;
    Ok(match result {
        Some(r) => r.value(),
        None => copy(ctx, set).value(),
    })
}

/// 24.2.4.9 Set.prototype.intersection ( other )
fn intersection(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.intersection")?;
    let other = get_set_record(ctx, args.get(0))?;
    let result = new_set(ctx);
    if set.table().len() as f64 <= other.size {
        each(ctx, set, |ctx, v| {
            if other.has(ctx, v)? {
                result.insert(ctx, v);
            }
            Ok(true)
        })?;
    } else {
        other.each(ctx, |ctx, v| {
            if set.table().has(ctx, v) {
                result.insert(ctx, v);
            }
            Ok(true)
        })?;
    }
    Ok(result.value())
}

/// 24.2.4.5 Set.prototype.difference ( other )
fn difference(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.difference")?;
    let other = get_set_record(ctx, args.get(0))?;
    let result = copy(ctx, set);
    if set.table().len() as f64 <= other.size {
        each(ctx, set, |ctx, v| {
            if other.has(ctx, v)? {
                result.remove(ctx, v);
            }
            Ok(true)
        })?;
    } else {
        other.each(ctx, |ctx, v| {
            result.remove(ctx, v);
            Ok(true)
        })?;
    }
    Ok(result.value())
}

/// 24.2.4.15 Set.prototype.symmetricDifference ( other )
fn symmetric_difference(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.symmetricDifference")?;
    let other = get_set_record(ctx, args.get(0))?;
    let result = copy(ctx, set);
    other.each(ctx, |ctx, v| {
        // Membership is asked of `this` as it is now, removal concerns the result.
        if set.table().has(ctx, v) {
            result.remove(ctx, v);
        } else {
            result.insert(ctx, v);
        }
        Ok(true)
    })?;
    Ok(result.value())
}

/// 24.2.4.11 Set.prototype.isSubsetOf ( other )
fn is_subset_of(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.isSubsetOf")?;
    let other = get_set_record(ctx, args.get(0))?;
    if set.table().len() as f64 > other.size {
        return Ok(Value::FALSE);
    }
    let mut result = true;
    each(ctx, set, |ctx, v| {
        result = other.has(ctx, v)?;
        Ok(result)
    })?;
    Ok(Value::from_bool(result))
}

/// 24.2.4.12 Set.prototype.isSupersetOf ( other )
fn is_superset_of(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.isSupersetOf")?;
    let other = get_set_record(ctx, args.get(0))?;
    if (set.table().len() as f64) < other.size {
        return Ok(Value::FALSE);
    }
    let mut result = true;
    other.each(ctx, |ctx, v| {
        result = set.table().has(ctx, v);
        Ok(result)
    })?;
    Ok(Value::from_bool(result))
}

/// 24.2.4.10 Set.prototype.isDisjointFrom ( other )
fn is_disjoint_from(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_set(ctx, args.this, "Set.prototype.isDisjointFrom")?;
    let other = get_set_record(ctx, args.get(0))?;
    let mut found = false;
    if set.table().len() as f64 <= other.size {
        each(ctx, set, |ctx, v| {
            found = other.has(ctx, v)?;
            Ok(!found)
        })?;
    } else {
        other.each(ctx, |ctx, v| {
            found = set.table().has(ctx, v);
            Ok(!found)
        })?;
    }
    Ok(Value::from_bool(!found))
}

/// 24.2.6.1 CreateSetIterator ( set, kind )
fn create_set_iterator(ctx: &mut Context, set: Gc<SetObject>, kind: IterationKind) -> Value {
    new_table_iterator(ctx, CellKind::SetIterator, Intrinsic::SetIteratorPrototype, set.table().value(), kind)
}

/// One step of a Set Iterator: the next value, or EMPTY when done.
#[inline]
pub(crate) fn set_iterator_step(ctx: &mut Context, it: Gc<MapIterator>) -> Value {
    step::<2>(ctx, it)
}

/// The one address of the entry of `%SetIteratorPrototype%.next`.
#[inline(never)]
pub(crate) fn set_iterator_next_entry() -> Entry {
    entry(set_iterator_next)
}

/// 24.2.6.2.1 %SetIteratorPrototype%.next ( )
fn set_iterator_next(ctx: &mut Context, args: &Args) -> JsResult {
    // SAFETY: cells of kind SetIterator begin with it.
    let Some(it) = (unsafe { args.this.as_kind::<MapIterator>(CellKind::SetIterator) }) else {
        return Err(incompatible_receiver(ctx, "Set Iterator.prototype.next", args.this));
    };
    let v = set_iterator_step(ctx, it);
    Ok(if v.is_empty() { ctx.create_iter_result(Value::UNDEFINED, true) } else { ctx.create_iter_result(v, false) })
}
