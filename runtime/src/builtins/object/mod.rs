//! [20.1 Object Objects](https://tc39.es/ecma262/#sec-object-objects): the constructor and its functions. What all
//! objects inherit is in `prototype.rs`.

use crate::builtins::map::add_entries_from_iterable;
use crate::builtins::{Intrinsic, method};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::object::{Own, PropertyDescriptor};
use crate::shape::attribute;
use jsc_abi::Value;
use jsc_abi::layout::*;

mod prototype;
pub(super) use prototype::init_prototype;
pub(crate) use prototype::to_string_of;

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.intrinsic(Intrinsic::ObjectPrototype);
    let name = ctx.intern("Object");
    let f = ctx.new_builtin(name, 1, entry(object_constructor), Value::UNDEFINED, true);
    ctx.set_intrinsic(Intrinsic::Object, f.object());
    ctx.set_function_prototype(f, prototype.value());
    ctx.install(
        f.object(),
        &[
            method("assign", 2, assign),
            method("getOwnPropertyDescriptor", 2, get_own_property_descriptor),
            method("getOwnPropertyDescriptors", 1, get_own_property_descriptors),
            method("getOwnPropertyNames", 1, get_own_property_names),
            method("getOwnPropertySymbols", 1, get_own_property_symbols),
            method("hasOwn", 2, has_own),
            method("is", 2, is),
            method("preventExtensions", 1, prevent_extensions),
            method("seal", 1, seal),
            method("create", 2, create),
            method("defineProperties", 2, define_properties),
            method("defineProperty", 3, define_property),
            method("freeze", 1, freeze),
            method("getPrototypeOf", 1, get_prototype_of),
            method("setPrototypeOf", 2, set_prototype_of),
            method("isExtensible", 1, is_extensible),
            method("isFrozen", 1, is_frozen),
            method("isSealed", 1, is_sealed),
            method("keys", 1, keys),
            method("entries", 1, entries),
            method("fromEntries", 1, from_entries),
            method("values", 1, values),
            method("groupBy", 2, group_by),
        ],
    );
}

/// 20.1.1.1 Object ( [ value ] )
fn object_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is neither undefined nor the active function object, then
    if args.is_construct() && args.new_target != args.callee.value() {
        let prototype = ctx.prototype_from_constructor(args.new_target, Intrinsic::ObjectPrototype)?;
        return Ok(ctx.new_object(Some(prototype)).value());
    }
    // 2. If value is either undefined or null, return OrdinaryObjectCreate(%Object.prototype%).
    let v = args.get(0);
    if v.is_nullish() {
        return Ok(ctx.new_plain_object().value());
    }
    // 3. Return ! ToObject(value).
    Ok(ctx.to_object(v)?.value())
}

/// 20.1.2.1 Object.assign ( target, ...sources )
fn assign(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. Let to be ? ToObject(target).
    let to = ctx.to_object(args.get(0))?;
    // 3. For each element nextSource of sources, do
    for &source in args.args.get(1..).unwrap_or(&[]) {
        if source.is_nullish() {
            continue;
        }
        let from = ctx.to_object(source)?;
        let keys = ctx.own_property_keys(from)?;
        for i in 0..keys.len() {
            let key = ctx.key_from_value(keys[i])?;
            let value = match ctx.own_property(from, key)? {
                Own::Data(v, a) if a & attribute::ENUMERABLE != 0 => v,
                Own::Accessor(_, a) if a & attribute::ENUMERABLE != 0 => ctx.get(from, key)?,
                _ => continue,
            };
            ctx.set(to, key, value, true)?;
        }
    }
    Ok(to.value())
}

/// If it is neither an object nor null, throw a TypeError exception.
fn prototype_argument(ctx: &mut Context, v: Value) -> JsResult<Option<Obj>> {
    if !v.is_object() && !v.is_null() {
        let shown = ctx.display_for_error(v);
        return Err(ctx.type_error(format_args!("Object prototype may only be an Object or null: {shown}")));
    }
    Ok(v.as_object())
}

/// 20.1.2.2 Object.create ( O, Properties )
fn create(ctx: &mut Context, args: &Args) -> JsResult {
    let prototype = prototype_argument(ctx, args.get(0))?;
    let o = ctx.new_object(prototype);
    if !args.get(1).is_undefined() {
        object_define_properties(ctx, o, args.get(1))?;
    }
    Ok(o.value())
}

/// 20.1.2.3 Object.defineProperties ( O, Properties )
fn define_properties(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(o) = args.get(0).as_object() else {
        return Err(ctx.type_error("Object.defineProperties called on non-object"));
    };
    object_define_properties(ctx, o, args.get(1))?;
    Ok(o.value())
}

/// 20.1.2.3.1 ObjectDefineProperties ( O, Properties )
fn object_define_properties(ctx: &mut Context, o: Obj, properties: Value) -> JsResult<()> {
    let properties = ctx.to_object(properties)?;
    let keys = ctx.own_property_keys(properties)?;
    // 4-5. All descriptors are read before the first is applied. Their values go to `roots`, since `descriptors` is
    // memory that the collector does not see.
    let mut roots = GcVec::new(ctx);
    let mut descriptors: Vec<(PropertyKey, PropertyDescriptor)> = Vec::new();
    for i in 0..keys.len() {
        let key = ctx.key_from_value(keys[i])?;
        if ctx.own_is_enumerable(properties, key)? == Some(true) {
            let v = ctx.get(properties, key)?;
            let d = ctx.to_property_descriptor(v)?;
            for v in [d.value, d.get, d.set].into_iter().flatten() {
                roots.push(ctx, v);
            }
            descriptors.push((key, d));
        }
    }
    // 6.
    for (key, d) in descriptors {
        ctx.define_or_throw(o, key, &d)?;
    }
    let _keep_alive = (roots.len(), keys.len());
    Ok(())
}

/// 20.1.2.4 Object.defineProperty ( O, P, Attributes )
fn define_property(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(o) = args.get(0).as_object() else {
        return Err(ctx.type_error("Object.defineProperty called on non-object"));
    };
    let key = ctx.to_property_key(args.get(1))?;
    let d = ctx.to_property_descriptor(args.get(2))?;
    ctx.define_or_throw(o, key, &d)?;
    Ok(o.value())
}

/// What EnumerableOwnProperties gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Value,
    KeyAndValue,
}

/// 7.3.24 EnumerableOwnProperties ( O, kind ), for values and entries
fn enumerable_own_properties(ctx: &mut Context, o: Obj, kind: Kind) -> JsResult {
    let mut keys = GcVec::new(ctx);
    let out = ctx.new_array(&[]);
    // OPTIMIZATION: only named data properties: nothing can change while they are read.
    let shape = ctx.shape_of(o);
    let elements = o.storage_header().dense > 0 || o.is_sparse() || o.has_flag(object_flag::EXOTIC);
    const UNUSUAL: u8 = attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY;
    if !elements && shape.properties().all(|(_, p)| p.attributes & UNUSUAL == 0) {
        for (key, p) in shape.properties() {
            if p.attributes & attribute::ENUMERABLE != 0 && !key.is_symbol() {
                // SAFETY: the slot of a data property of the object's present shape.
                let v = unsafe { *o.slot(shape.offset(p.slot)) };
                let v = if kind == Kind::Value { v } else { ctx.new_array(&[Value(key.0), v]).value() };
                ctx.array_push(out, v);
            }
        }
        return Ok(out.value());
    }
    // The keys are those from before the first getter runs; each must still be there, and enumerable, when it is read.
    let all = ctx.own_property_keys(o)?;
    for i in 0..all.len() {
        if all[i].is_string() {
            keys.push(ctx, all[i]);
        }
    }
    for i in 0..keys.len() {
        let key = ctx.key_from_value(keys[i])?;
        let v = match ctx.own_property(o, key)? {
            Own::Data(v, a) if a & attribute::ENUMERABLE != 0 => v,
            Own::Accessor(_, a) if a & attribute::ENUMERABLE != 0 => ctx.get(o, key)?,
            _ => continue,
        };
        let v = if kind == Kind::Value { v } else { ctx.new_array(&[keys[i], v]).value() };
        ctx.array_push(out, v);
    }
    Ok(out.value())
}

/// 20.1.2.5 Object.entries ( O )
fn entries(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    enumerable_own_properties(ctx, o, Kind::KeyAndValue)
}

/// 20.1.2.6 Object.freeze ( O )
fn freeze(ctx: &mut Context, args: &Args) -> JsResult {
    if let Some(o) = args.get(0).as_object()
        && !ctx.set_integrity(o, true)?
    {
        return Err(ctx.type_error("Cannot freeze"));
    }
    Ok(args.get(0))
}

/// 20.1.2.7 Object.fromEntries ( iterable )
fn from_entries(ctx: &mut Context, args: &Args) -> JsResult {
    let iterable = args.get(0);
    // 1. Perform ? RequireObjectCoercible(iterable).
    if iterable.is_nullish() {
        // V8's words for null too.
        return Err(ctx.type_error("undefined is not iterable"));
    }
    let o = ctx.new_plain_object();
    add_entries_from_iterable(ctx, iterable, |ctx, k, v| {
        let key = ctx.to_property_key(k)?;
        ctx.create_data_property_or_throw(o, key, v)
    })?;
    Ok(o.value())
}

/// 20.1.2.8 Object.getOwnPropertyDescriptor ( O, P )
fn get_own_property_descriptor(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    let key = ctx.to_property_key(args.get(1))?;
    let d = ctx.get_own_property(o, key)?;
    ctx.from_property_descriptor(d)
}

/// 20.1.2.9 Object.getOwnPropertyDescriptors ( O )
fn get_own_property_descriptors(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    let keys = ctx.own_property_keys(o)?;
    let out = ctx.new_plain_object();
    for i in 0..keys.len() {
        let key = ctx.key_from_value(keys[i])?;
        let d = ctx.get_own_property(o, key)?;
        let d = ctx.from_property_descriptor(d)?;
        if !d.is_undefined() {
            ctx.create_data_property_or_throw(out, key, d)?;
        }
    }
    Ok(out.value())
}

/// 20.1.2.11.1 GetOwnPropertyKeys ( O, type )
fn get_own_property_keys(ctx: &mut Context, v: Value, symbols: bool) -> JsResult {
    let o = ctx.to_object(v)?;
    let keys = ctx.own_property_keys(o)?;
    let out = ctx.new_array(&[]);
    for i in 0..keys.len() {
        if keys[i].is_symbol() == symbols {
            ctx.array_push(out, keys[i]);
        }
    }
    Ok(out.value())
}

/// 20.1.2.10 Object.getOwnPropertyNames ( O )
fn get_own_property_names(ctx: &mut Context, args: &Args) -> JsResult {
    get_own_property_keys(ctx, args.get(0), false)
}

/// 20.1.2.11 Object.getOwnPropertySymbols ( O )
fn get_own_property_symbols(ctx: &mut Context, args: &Args) -> JsResult {
    get_own_property_keys(ctx, args.get(0), true)
}

/// 20.1.2.12 Object.getPrototypeOf ( O )
fn get_prototype_of(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    Ok(ctx.get_prototype_of(o)?.map_or(Value::NULL, |p| p.value()))
}

/// 20.1.2.13 Object.groupBy ( items, callback )
fn group_by(ctx: &mut Context, args: &Args) -> JsResult {
    let callback = crate::builtins::array::callback(ctx, args.get(1))?;
    let groups = ctx.new_object(None);
    let mut k = 0u64;
    ctx.iterate(args.get(0), |ctx, item| {
        let key = callback.call(ctx, Value::UNDEFINED, &[item, Value::from_number(k as f64)])?;
        k += 1;
        let key = ctx.to_property_key(key)?;
        // Nobody else has seen `groups`: its properties are our arrays.
        let group = match ctx.get(groups, key)?.as_object() {
            Some(group) => group,
            None => {
                let group = ctx.new_array(&[]);
                ctx.create_data_property_or_throw(groups, key, group.value())?;
                group
            }
        };
        ctx.array_push(group, item);
        Ok(())
    })?;
    Ok(groups.value())
}

/// 20.1.2.14 Object.hasOwn ( O, P )
fn has_own(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    let key = ctx.to_property_key(args.get(1))?;
    Ok(Value::from_bool(ctx.has_own(o, key)?))
}

/// 20.1.2.15 Object.is ( value1, value2 )
fn is(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(ctx.same_value(args.get(0), args.get(1))))
}

/// 20.1.2.16 Object.isExtensible ( O )
fn is_extensible(ctx: &mut Context, args: &Args) -> JsResult {
    let result = match args.get(0).as_object() {
        Some(o) => ctx.is_extensible(o)?,
        None => false,
    };
    Ok(Value::from_bool(result))
}

/// 20.1.2.17 Object.isFrozen ( O )
fn is_frozen(ctx: &mut Context, args: &Args) -> JsResult {
    let result = match args.get(0).as_object() {
        Some(o) => ctx.test_integrity(o, true)?,
        None => true,
    };
    Ok(Value::from_bool(result))
}

/// 20.1.2.18 Object.isSealed ( O )
fn is_sealed(ctx: &mut Context, args: &Args) -> JsResult {
    let result = match args.get(0).as_object() {
        Some(o) => ctx.test_integrity(o, false)?,
        None => true,
    };
    Ok(Value::from_bool(result))
}

/// 20.1.2.19 Object.keys ( O )
fn keys(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    let mut keys = GcVec::new(ctx);
    ctx.enumerable_own_keys(o, &mut keys)?;
    Ok(ctx.new_array(&keys).value())
}

/// 20.1.2.20 Object.preventExtensions ( O )
fn prevent_extensions(ctx: &mut Context, args: &Args) -> JsResult {
    if let Some(o) = args.get(0).as_object()
        && !ctx.prevent_extensions(o)?
    {
        return Err(ctx.type_error("Cannot prevent extensions"));
    }
    Ok(args.get(0))
}

/// 20.1.2.22 Object.seal ( O )
fn seal(ctx: &mut Context, args: &Args) -> JsResult {
    if let Some(o) = args.get(0).as_object()
        && !ctx.set_integrity(o, false)?
    {
        return Err(ctx.type_error("Cannot seal"));
    }
    Ok(args.get(0))
}

/// 20.1.2.23 Object.setPrototypeOf ( O, proto )
fn set_prototype_of(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. Perform ? RequireObjectCoercible(O).
    let v = args.get(0);
    if v.is_nullish() {
        return Err(ctx.type_error("Object.setPrototypeOf called on null or undefined"));
    }
    // 2. If proto is not an Object and proto is not null, throw a TypeError exception.
    let prototype = prototype_argument(ctx, args.get(1))?;
    // 3-5.
    if let Some(o) = v.as_object() {
        set_prototype_or_throw(ctx, o, prototype)?;
    }
    Ok(v)
}

/// O.[[SetPrototypeOf]](proto), with the TypeError that says why it failed.
fn set_prototype_or_throw(ctx: &mut Context, o: Obj, prototype: Option<Obj>) -> JsResult<()> {
    if ctx.set_prototype_of(o, prototype)? {
        return Ok(());
    }
    if o.value() == ctx.intrinsics[Intrinsic::ObjectPrototype as usize] {
        return Err(ctx.type_error("Immutable prototype object 'Object.prototype' cannot have their prototype set"));
    }
    if ctx.is_extensible(o)? {
        return Err(ctx.type_error("Cyclic __proto__ value"));
    }
    let shown = ctx.display_for_error(o.value());
    Err(ctx.type_error(format_args!("{shown} is not extensible")))
}

/// 20.1.2.24 Object.values ( O )
fn values(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.get(0))?;
    enumerable_own_properties(ctx, o, Kind::Value)
}
