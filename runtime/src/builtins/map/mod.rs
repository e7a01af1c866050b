//! [24.1 Map Objects](https://tc39.es/ecma262/#sec-map-objects)

use crate::builtins::{self, Intrinsic, Row, RowKey, WellKnown, getter, method, quick_method, symbol_getter, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

pub mod table;
use table::{MapTable, normalize_key};

/// A Map.
#[repr(C)]
pub struct MapObject {
    pub object: Object,
    /// [[MapData]]: a [`MapTable`].
    table: Value,
}

/// A Map Iterator (and, with another table, a Set Iterator).
#[repr(C)]
pub struct MapIterator {
    object: Object,
    /// The table being walked; EMPTY when done.
    pub(crate) table: Value,
    pub(crate) index: usize,
    pub(crate) kind: usize,
}

/// What an iterator over a collection gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum IterationKind {
    Key = array_iteration::KEY,
    Value = array_iteration::VALUE,
    KeyAndValue = array_iteration::ENTRY,
}

impl IterationKind {
    pub(crate) fn from_bits(bits: usize) -> IterationKind {
        match bits {
            0 => IterationKind::Key,
            1 => IterationKind::Value,
            _ => IterationKind::KeyAndValue,
        }
    }
}

impl Gc<MapObject> {
    #[inline(always)]
    pub fn table(self) -> MapTable {
        // SAFETY: set when the map is made, and only by `set_table`.
        unsafe { MapTable::from_value(self.table) }
    }

    #[inline(always)]
    pub fn set_table(mut self, ctx: &mut Context, table: MapTable) {
        if self.table != table.value() {
            self.table = table.value();
            ctx.write_barrier(self);
        }
    }

    pub fn insert(self, ctx: &mut Context, key: Value, value: Value) {
        let table = self.table().insert(ctx, key, value);
        self.set_table(ctx, table);
    }
}

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.install_class(
        Intrinsic::Map,
        "Map",
        0,
        entry(map_constructor),
        &[method("groupBy", 2, group_by), symbol_getter(WellKnown::Species, builtins::function::return_this)],
        (Intrinsic::MapPrototype, prototype),
        &[
            quick_method("get", 1, quick_get, get),
            Row::Method(RowKey::Name("set"), 2, set_entry()),
            quick_method("has", 1, quick_has, has),
            method("delete", 1, delete),
            method("clear", 0, clear),
            Row::Method(RowKey::Name("entries"), 0, entries_entry()),
            method("forEach", 1, for_each),
            method("keys", 0, keys),
            getter("size", size),
            method("values", 0, values),
            tag("Map"),
        ],
    );
    // The initial value of [Symbol.iterator] is the function `entries` itself.
    builtins::iterator::alias(ctx, prototype, "entries", WellKnown::Iterator);

    let iterator = ctx.new_plain(Intrinsic::IteratorPrototype);
    ctx.set_intrinsic(Intrinsic::MapIteratorPrototype, iterator);
    let next = Row::Method(RowKey::Name("next"), 0, map_iterator_next_entry());
    ctx.install(iterator, &[next, tag("Map Iterator")]);
}

/// A new empty Map.
pub fn new_map(ctx: &mut Context) -> Gc<MapObject> {
    let prototype = ctx.intrinsic(Intrinsic::MapPrototype);
    let o = ctx.new_builtin_object(CellKind::Map, prototype);
    initialize(ctx, o)
}

fn initialize(ctx: &mut Context, o: Obj) -> Gc<MapObject> {
    let table = MapTable::new(ctx);
    // SAFETY: its kind is Map.
    let mut map: Gc<MapObject> = unsafe { o.cast() };
    map.table = table.value();
    ctx.write_barrier(map);
    map
}

/// 24.1.1.1 Map ( [ iterable ] )
fn map_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is undefined, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor Map requires 'new'"));
    }
    // 2-3.
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::MapPrototype, CellKind::Map)?;
    let map = initialize(ctx, o);
    // 4.
    let iterable = args.get(0);
    if iterable.is_nullish() {
        return Ok(o.value());
    }
    // 5-7.
    let key = PropertyKey::from_interned(ctx.names.set);
    let adder = ctx.get(o, key)?;
    if !adder.is_callable() {
        let shown = ctx.display_for_error(adder);
        return Err(
            ctx.type_error(format_args!("'{shown}' returned for property 'set' of object '#<Map>' is not a function"))
        );
    }
    // OPTIMIZATION: the original `set` need not be called.
    let original = matches!(adder.as_function(), Some(f) if f.entry as usize == set_entry() as usize);
    add_entries_from_iterable(ctx, iterable, |ctx, k, v| {
        if original {
            map.insert(ctx, k, v);
        } else {
            ctx.call(adder, o.value(), &[k, v])?;
        }
        Ok(())
    })?;
    Ok(o.value())
}

/// The one address of the entry of `Map.prototype.set`.
#[inline(never)]
fn set_entry() -> Entry {
    entry(set)
}

/// The one address of the entry of `Map.prototype.entries`.
#[inline(never)]
pub(crate) fn entries_entry() -> Entry {
    entry(entries)
}

/// 24.1.1.2 AddEntriesFromIterable ( target, iterable, adder )
pub(crate) fn add_entries_from_iterable(
    ctx: &mut Context,
    iterable: Value,
    mut add: impl FnMut(&mut Context, Value, Value) -> JsResult<()>,
) -> JsResult<()> {
    ctx.iterate(iterable, |ctx, item| {
        let Some(item) = item.as_object() else {
            let shown = ctx.display_for_error(item);
            return Err(ctx.type_error(format_args!("Iterator value {shown} is not an entry object")));
        };
        let k = ctx.get_index(item, 0)?;
        let v = ctx.get_index(item, 1)?;
        add(ctx, k, v)
    })
}

/// 24.1.2.1 Map.groupBy ( items, callback )
fn group_by(ctx: &mut Context, args: &Args) -> JsResult {
    let map = new_map(ctx);
    let callback = builtins::array::callback(ctx, args.get(1))?;
    let mut k = 0u64;
    ctx.iterate(args.get(0), |ctx, item| {
        let key = callback.call(ctx, Value::UNDEFINED, &[item, Value::from_number(k as f64)])?;
        k += 1;
        let key = normalize_key(key);
        let group = match map.table().get(ctx, key) {
            Some(v) => v.as_object().expect("a group is an array"),
            None => {
                let group = ctx.new_array(&[]);
                map.insert(ctx, key, group.value());
                group
            }
        };
        ctx.array_push(group, item);
        Ok(())
    })?;
    Ok(map.value())
}

/// RequireInternalSlot(this, [[MapData]])
#[inline]
fn this_map(ctx: &mut Context, this: Value, name: &str) -> JsResult<Gc<MapObject>> {
    // SAFETY: cells of kind Map begin with MapObject.
    match unsafe { this.as_kind::<MapObject>(CellKind::Map) } {
        Some(m) => Ok(m),
        None => Err(incompatible_receiver(ctx, name, this)),
    }
}

/// "Method Map.prototype.get called on incompatible receiver x"
#[cold]
pub(crate) fn incompatible_receiver(ctx: &mut Context, name: &str, this: Value) -> crate::Throw {
    let shown = ctx.display_for_error(this);
    ctx.type_error(format_args!("Method {name} called on incompatible receiver {shown}"))
}

/// 24.1.3.1 Map.prototype.clear ( )
fn clear(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.clear")?;
    let table = map.table().clear(ctx);
    map.set_table(ctx, table);
    Ok(Value::UNDEFINED)
}

/// 24.1.3.3 Map.prototype.delete ( key )
fn delete(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.delete")?;
    let (table, found) = map.table().remove(ctx, args.get(0));
    map.set_table(ctx, table);
    Ok(Value::from_bool(found))
}

/// 24.1.3.4 Map.prototype.entries ( )
fn entries(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.entries")?;
    Ok(create_map_iterator(ctx, map, IterationKind::KeyAndValue))
}

/// 24.1.3.5 Map.prototype.forEach ( callbackfn [ , thisArg ] )
fn for_each(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.forEach")?;
    let callback = builtins::array::callback(ctx, args.get(0))?;
    let this = args.get(1);
    let mut table = map.table();
    let mut index = 0;
    loop {
        table = table.follow(&mut index);
        let Some((k, v)) = table.next(&mut index) else { return Ok(Value::UNDEFINED) };
        callback.call(ctx, this, &[v, k, map.value()])?;
    }
}

/// 24.1.3.6 Map.prototype.get ( key )
fn get(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.get")?;
    Ok(map.table().get(ctx, args.get(0)).unwrap_or(Value::UNDEFINED))
}

/// The Map that `this` is.
#[inline(always)]
fn as_map(this: Value) -> Option<Gc<MapObject>> {
    // SAFETY: cells of kind Map begin with MapObject.
    unsafe { this.as_kind::<MapObject>(CellKind::Map) }
}

fn quick_get(ctx: &mut Context, this: Value, args: &[Value]) -> Option<Value> {
    let table = as_map(this)?.table();
    Some(table.get(ctx, *args.first()?).unwrap_or(Value::UNDEFINED))
}

fn quick_has(ctx: &mut Context, this: Value, args: &[Value]) -> Option<Value> {
    let table = as_map(this)?.table();
    Some(Value::from_bool(table.has(ctx, *args.first()?)))
}

/// 24.1.3.7 Map.prototype.has ( key )
fn has(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.has")?;
    Ok(Value::from_bool(map.table().has(ctx, args.get(0))))
}

/// 24.1.3.8 Map.prototype.keys ( )
fn keys(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.keys")?;
    Ok(create_map_iterator(ctx, map, IterationKind::Key))
}

/// 24.1.3.9 Map.prototype.set ( key, value )
fn set(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.set")?;
    map.insert(ctx, args.get(0), args.get(1));
    Ok(args.this)
}

/// 24.1.3.10 get Map.prototype.size
fn size(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "get Map.prototype.size")?;
    Ok(Value::from_u32(map.table().len() as u32))
}

/// 24.1.3.11 Map.prototype.values ( )
fn values(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_map(ctx, args.this, "Map.prototype.values")?;
    Ok(create_map_iterator(ctx, map, IterationKind::Value))
}

/// 24.1.5.1 CreateMapIterator ( map, kind )
fn create_map_iterator(ctx: &mut Context, map: Gc<MapObject>, kind: IterationKind) -> Value {
    new_table_iterator(ctx, CellKind::MapIterator, Intrinsic::MapIteratorPrototype, map.table().value(), kind)
}

/// A Map Iterator or Set Iterator at the start of a table.
pub(super) fn new_table_iterator(
    ctx: &mut Context,
    cell: CellKind,
    prototype: Intrinsic,
    table: Value,
    kind: IterationKind,
) -> Value {
    let o = builtins::iterator::new_iterator_object(ctx, cell, prototype);
    // SAFETY: both kinds have this layout.
    let mut it: Gc<MapIterator> = unsafe { o.cast() };
    it.table = table;
    it.index = 0;
    it.kind = kind as usize;
    o.value()
}

/// One step of a Map Iterator: the next value, or EMPTY when done.
#[inline]
pub(crate) fn map_iterator_step(ctx: &mut Context, it: Gc<MapIterator>) -> Value {
    step::<3>(ctx, it)
}

/// One step of an iterator over a table of maps or sets.
#[inline]
pub(super) fn step<const STRIDE: usize>(ctx: &mut Context, mut it: Gc<MapIterator>) -> Value {
    if it.table.is_empty() {
        return Value::EMPTY;
    }
    // SAFETY: an iterator's table has the stride of its kind.
    let old = unsafe { table::Table::<STRIDE>::from_value(it.table) };
    let mut index = it.index;
    let table = old.follow(&mut index);
    let entry = table.next(&mut index);
    it.index = index;
    let Some((k, v)) = entry else {
        it.table = Value::EMPTY;
        return Value::EMPTY;
    };
    if table.value() != it.table {
        it.table = table.value();
        ctx.write_barrier(it);
    }
    match IterationKind::from_bits(it.kind) {
        IterationKind::Key => k,
        IterationKind::Value => v,
        IterationKind::KeyAndValue => ctx.new_array(&[k, v]).value(),
    }
}

/// What an iterator gives, and its entries yet to come (for printing); does not advance it.
pub fn remaining_entries<const STRIDE: usize>(ctx: &mut Context, it: Gc<MapIterator>) -> (IterationKind, crate::GcVec) {
    let mut out = crate::GcVec::new(ctx);
    if !it.table.is_empty() {
        // SAFETY: an iterator's table has the stride of its kind.
        let table = unsafe { table::Table::<STRIDE>::from_value(it.table) };
        let mut index = it.index;
        let table = table.follow(&mut index);
        while let Some((k, v)) = table.next(&mut index) {
            out.push(ctx, k);
            out.push(ctx, v);
        }
    }
    (IterationKind::from_bits(it.kind), out)
}

/// The one address of the entry of `%MapIteratorPrototype%.next`.
#[inline(never)]
pub(crate) fn map_iterator_next_entry() -> Entry {
    entry(map_iterator_next)
}

/// 24.1.5.2.1 %MapIteratorPrototype%.next ( )
fn map_iterator_next(ctx: &mut Context, args: &Args) -> JsResult {
    // SAFETY: cells of kind MapIterator begin with it.
    let Some(it) = (unsafe { args.this.as_kind::<MapIterator>(CellKind::MapIterator) }) else {
        return Err(incompatible_receiver(ctx, "Map Iterator.prototype.next", args.this));
    };
    let v = map_iterator_step(ctx, it);
    Ok(if v.is_empty() { ctx.create_iter_result(Value::UNDEFINED, true) } else { ctx.create_iter_result(v, false) })
}
