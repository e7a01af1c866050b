//! [24.3 WeakMap](https://tc39.es/ecma262/#sec-weakmap-objects), [24.4 WeakSet](https://tc39.es/ecma262/#sec-weakset-objects)
//! and [26.1 WeakRef](https://tc39.es/ecma262/#sec-weak-ref-objects) objects.
//!
//! The table of a WeakMap or WeakSet is a `ValueArray` of pairs, probed linearly by the key's address. What the collector
//! does to it is in `heap/weak.rs`: an EMPTY key is a free entry, an UNDEFINED one is removed (by us or by the
//! collector). The first pair is no entry: it counts the entries that are not free (as int32, which the collector skips).

use crate::builtins::map::{add_entries_from_iterable, incompatible_receiver};
use crate::builtins::{Intrinsic, method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A WeakMap, WeakSet (values are TRUE) or WeakRef (`field` is the target).
#[repr(C)]
struct WeakObject {
    object: Object,
    field: Value,
}

const MIN_ENTRIES: usize = 8;

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.install_class(
        Intrinsic::WeakMap,
        "WeakMap",
        0,
        entry(weak_map_constructor),
        &[],
        (Intrinsic::WeakMapPrototype, prototype),
        &[
            method("delete", 1, weak_map_delete),
            method("get", 1, weak_map_get),
            method("set", 2, weak_map_set),
            method("has", 1, weak_map_has),
            tag("WeakMap"),
        ],
    );
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.install_class(
        Intrinsic::WeakSet,
        "WeakSet",
        0,
        entry(weak_set_constructor),
        &[],
        (Intrinsic::WeakSetPrototype, prototype),
        &[
            method("delete", 1, weak_set_delete),
            method("has", 1, weak_set_has),
            method("add", 1, weak_set_add),
            tag("WeakSet"),
        ],
    );
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.install_class(
        Intrinsic::WeakRef,
        "WeakRef",
        1,
        entry(weak_ref_constructor),
        &[],
        (Intrinsic::WeakRefPrototype, prototype),
        &[method("deref", 0, deref), tag("WeakRef")],
    );
}

/// 9.13 CanBeHeldWeakly ( v )
fn can_be_held_weakly(v: Value) -> bool {
    v.is_object() || matches!(v.as_symbol(), Some(s) if s.flags & symbol_flag::REGISTERED == 0)
}

// ---- the table ----

fn pairs(table: Gc<ValueArray>) -> &'static mut [[Value; 2]] {
    // SAFETY: the capacity is even; cells do not move, and the slice is dropped before the table can die.
    unsafe { core::slice::from_raw_parts_mut(table.ptr().add(1) as *mut [Value; 2], table.capacity as usize / 2) }
}

fn table_of(o: Gc<WeakObject>) -> Option<Gc<ValueArray>> {
    // SAFETY: the field of a WeakMap or WeakSet is EMPTY or its table.
    if o.field.is_empty() { None } else { Some(unsafe { Gc::from_ptr(o.field.as_ptr()) }) }
}

/// Index of the pair of `key`, if it is there; else of the free entry where the search ended.
fn probe(table: Gc<ValueArray>, key: Value) -> Result<usize, usize> {
    let pairs = pairs(table);
    let n = pairs.len() - 1;
    let hash = (key.0 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let mut i = hash as usize & (n - 1);
    loop {
        let k = pairs[i + 1][0];
        if k == key {
            return Ok(i + 1);
        }
        if k.is_empty() {
            return Err(i + 1);
        }
        i = (i + 1) & (n - 1);
    }
}

fn new_table(ctx: &mut Context, entries: usize) -> Gc<ValueArray> {
    let mut table = ctx.alloc_value_array(2 * (entries + 1));
    table.length = 2 * (entries as u32 + 1);
    pairs(table)[0] = [Value::from_i32(0), Value::UNDEFINED];
    table
}

fn find(o: Gc<WeakObject>, key: Value) -> Option<Value> {
    let table = table_of(o)?;
    if !key.is_cell() {
        return None;
    }
    probe(table, key).ok().map(|i| pairs(table)[i][1])
}

fn insert(ctx: &mut Context, mut o: Gc<WeakObject>, key: Value, value: Value) {
    let table = match table_of(o) {
        Some(t) => t,
        None => {
            let t = new_table(ctx, MIN_ENTRIES);
            o.field = t.value();
            ctx.write_barrier(o);
            t
        }
    };
    match probe(table, key) {
        Ok(i) => {
            pairs(table)[i][1] = value;
            table_written(ctx, o, table);
        }
        Err(i) => {
            let used = pairs(table)[0][0].as_int32() as usize + 1;
            if used * 4 <= (pairs(table).len() - 1) * 3 {
                pairs(table)[0][0] = Value::from_i32(used as i32);
                pairs(table)[i] = [key, value];
                table_written(ctx, o, table);
                return;
            }
            // Nobody knows how many entries have died: count.
            let live = pairs(table)[1..].iter().filter(|p| p[0].is_cell()).count();
            let new = new_table(ctx, ((live + 1) * 2).next_power_of_two().max(MIN_ENTRIES));
            let mut used = 0;
            // The old table is on this stack only conservatively: its keys are alive until the loop is over, because a
            // collection at `new_table` has already removed the dead ones and nothing is allocated since.
            for &[k, v] in pairs(table)[1..].iter().chain([[key, value]].iter()) {
                if k.is_cell()
                    && let Err(i) = probe(new, k)
                {
                    pairs(new)[i] = [k, v];
                    used += 1;
                }
            }
            pairs(new)[0][0] = Value::from_i32(used);
            o.field = new.value();
            table_written(ctx, o, new);
        }
    }
}

fn table_written(ctx: &mut Context, o: Gc<WeakObject>, table: Gc<ValueArray>) {
    ctx.write_barrier(table);
    ctx.write_barrier(o);
}

fn remove(o: Gc<WeakObject>, key: Value) -> bool {
    let Some(table) = table_of(o) else { return false };
    if !key.is_cell() {
        return false;
    }
    match probe(table, key) {
        Ok(i) => {
            pairs(table)[i] = [Value::UNDEFINED; 2];
            true
        }
        Err(_) => false,
    }
}

// ---- WeakMap ----

fn this_weak(ctx: &mut Context, this: Value, kind: CellKind, name: &str) -> JsResult<Gc<WeakObject>> {
    // SAFETY: called with the kinds that begin with WeakObject.
    match unsafe { this.as_kind::<WeakObject>(kind) } {
        Some(o) => Ok(o),
        None => Err(incompatible_receiver(ctx, name, this)),
    }
}

fn adder(ctx: &mut Context, o: Obj, name: crate::Str, class: &str) -> JsResult {
    let f = ctx.get(o, PropertyKey::from_interned(name))?;
    if !f.is_callable() {
        let (shown, name) = (ctx.display_for_error(f), name.to_rust(ctx));
        return Err(ctx.type_error(format_args!(
            "'{shown}' returned for property '{name}' of object '#<{class}>' is not a function"
        )));
    }
    Ok(f)
}

/// 24.3.1.1 WeakMap ( [ iterable ] )
fn weak_map_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor WeakMap requires 'new'"));
    }
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::WeakMapPrototype, CellKind::WeakMap)?;
    let iterable = args.get(0);
    if !iterable.is_nullish() {
        let name = ctx.names.set;
        let adder = adder(ctx, o, name, "WeakMap")?;
        add_entries_from_iterable(ctx, iterable, |ctx, k, v| ctx.call(adder, o.value(), &[k, v]).map(|_| ()))?;
    }
    Ok(o.value())
}

/// 24.3.3.2 WeakMap.prototype.delete ( key )
fn weak_map_delete(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_weak(ctx, args.this, CellKind::WeakMap, "WeakMap.prototype.delete")?;
    Ok(Value::from_bool(remove(map, args.get(0))))
}

/// 24.3.3.3 WeakMap.prototype.get ( key )
fn weak_map_get(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_weak(ctx, args.this, CellKind::WeakMap, "WeakMap.prototype.get")?;
    Ok(find(map, args.get(0)).unwrap_or(Value::UNDEFINED))
}

/// 24.3.3.4 WeakMap.prototype.has ( key )
fn weak_map_has(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_weak(ctx, args.this, CellKind::WeakMap, "WeakMap.prototype.has")?;
    Ok(Value::from_bool(find(map, args.get(0)).is_some()))
}

/// 24.3.3.5 WeakMap.prototype.set ( key, value )
fn weak_map_set(ctx: &mut Context, args: &Args) -> JsResult {
    let map = this_weak(ctx, args.this, CellKind::WeakMap, "WeakMap.prototype.set")?;
    if !can_be_held_weakly(args.get(0)) {
        return Err(ctx.type_error("Invalid value used as weak map key"));
    }
    insert(ctx, map, args.get(0), args.get(1));
    Ok(args.this)
}

// ---- WeakSet ----

/// 24.4.1.1 WeakSet ( [ iterable ] )
fn weak_set_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor WeakSet requires 'new'"));
    }
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::WeakSetPrototype, CellKind::WeakSet)?;
    let iterable = args.get(0);
    if !iterable.is_nullish() {
        let name = ctx.names.add;
        let adder = adder(ctx, o, name, "WeakSet")?;
        ctx.iterate(iterable, |ctx, v| ctx.call(adder, o.value(), &[v]).map(|_| ()))?;
    }
    Ok(o.value())
}

/// 24.4.3.1 WeakSet.prototype.add ( value )
fn weak_set_add(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_weak(ctx, args.this, CellKind::WeakSet, "WeakSet.prototype.add")?;
    if !can_be_held_weakly(args.get(0)) {
        return Err(ctx.type_error("Invalid value used in weak set"));
    }
    insert(ctx, set, args.get(0), Value::TRUE);
    Ok(args.this)
}

/// 24.4.3.3 WeakSet.prototype.delete ( value )
fn weak_set_delete(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_weak(ctx, args.this, CellKind::WeakSet, "WeakSet.prototype.delete")?;
    Ok(Value::from_bool(remove(set, args.get(0))))
}

/// 24.4.3.4 WeakSet.prototype.has ( value )
fn weak_set_has(ctx: &mut Context, args: &Args) -> JsResult {
    let set = this_weak(ctx, args.this, CellKind::WeakSet, "WeakSet.prototype.has")?;
    Ok(Value::from_bool(find(set, args.get(0)).is_some()))
}

// ---- WeakRef ----

/// 26.1.1.1 WeakRef ( target )
fn weak_ref_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is undefined, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor WeakRef requires 'new'"));
    }
    // 2. If CanBeHeldWeakly(target) is false, throw a TypeError exception.
    let target = args.get(0);
    if !can_be_held_weakly(target) {
        return Err(ctx.type_error("WeakRef: invalid target"));
    }
    // 3-5.
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::WeakRefPrototype, CellKind::WeakRef)?;
    ctx.heap.add_to_kept_objects(target);
    // SAFETY: its kind is WeakRef.
    let mut weak: Gc<WeakObject> = unsafe { o.cast() };
    weak.field = target;
    ctx.write_barrier(weak);
    Ok(o.value())
}

/// 26.1.3.2 WeakRef.prototype.deref ( )
fn deref(ctx: &mut Context, args: &Args) -> JsResult {
    let weak = this_weak(ctx, args.this, CellKind::WeakRef, "WeakRef.prototype.deref")?;
    // 26.1.4.1 WeakRefDeref ( weakRef )
    let target = weak.field;
    if target.is_cell() {
        ctx.heap.add_to_kept_objects(target);
        return Ok(target);
    }
    Ok(Value::UNDEFINED)
}
