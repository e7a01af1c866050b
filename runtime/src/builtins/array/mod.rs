//! [23.1 Array Objects](https://tc39.es/ecma262/#sec-array-objects): the constructor, and what the methods share.
//!
//! The methods come by family: [`access`] (reading, searching, joining), [`change`] (adding, removing, moving elements),
//! [`callback`](mod@callback) (those that call a function for each element), [`copy`] (those that make another array), [`sort`].
//!
//! Most methods have two forms: over dense elements directly, and the specification's over properties. The first is
//! taken where nobody could see the difference, and checked again after each call into JavaScript.

use crate::builtins::{Intrinsic, Row, RowKey, WellKnown, method, quick_method};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::iterator::Watched;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

mod access;
pub(crate) mod callback;
mod change;
mod copy;
mod sort;

pub use change::take_last;

pub(crate) use callback::{Callback, callback, is_appended};

/// State of the array methods.
#[derive(Default)]
pub struct State {
    /// Arrays being joined, innermost last (addresses, compared only; the frames that join them keep them alive).
    joining: Vec<u64>,
}

pub(super) fn init(ctx: &mut Context) {
    // The prototype is an array itself. It is made before the shape of arrays, which needs it.
    let object_prototype = ctx.intrinsic(Intrinsic::ObjectPrototype);
    let prototype = ctx.new_builtin_object(CellKind::Array, object_prototype);
    ctx.install_class(
        Intrinsic::Array,
        "Array",
        1,
        entry(array_constructor),
        &[
            method("isArray", 1, is_array),
            method("from", 1, from),
            method("of", 0, of),
            Row::Accessor(RowKey::Symbol(WellKnown::Species), crate::builtins::function::return_this_entry(), None),
        ],
        (Intrinsic::ArrayPrototype, prototype),
        &[
            method("at", 1, access::at),
            method("concat", 1, copy::concat),
            method("copyWithin", 2, change::copy_within),
            method("fill", 1, change::fill),
            method("find", 1, callback::find),
            method("findIndex", 1, callback::find_index),
            method("findLast", 1, callback::find_last),
            method("findLastIndex", 1, callback::find_last_index),
            method("lastIndexOf", 1, access::last_index_of),
            quick_method("pop", 0, change::quick_pop, change::pop),
            quick_method("push", 1, change::quick_push, change::push),
            method("reverse", 0, change::reverse),
            method("shift", 0, change::shift),
            method("unshift", 1, change::unshift),
            method("slice", 2, copy::slice),
            method("sort", 1, sort::sort),
            method("splice", 2, change::splice),
            method("includes", 1, access::includes),
            method("indexOf", 1, access::index_of),
            method("join", 1, access::join),
            method("keys", 0, access::keys),
            method("entries", 0, access::entries),
            method("values", 0, access::values),
            method("forEach", 1, callback::for_each),
            method("filter", 1, callback::filter),
            method("flat", 0, copy::flat),
            method("flatMap", 1, copy::flat_map),
            method("map", 1, callback::map),
            method("every", 1, callback::every),
            method("some", 1, callback::some),
            method("reduce", 1, callback::reduce),
            method("reduceRight", 1, callback::reduce_right),
            method("toLocaleString", 0, access::to_locale_string),
            method("toString", 0, access::to_string),
            method("toReversed", 0, copy::to_reversed),
            method("toSorted", 1, sort::to_sorted),
            method("toSpliced", 2, copy::to_spliced),
            method("with", 2, copy::with),
        ],
    );
    ctx.mark_known(prototype, "Array.prototype.");
    // 23.1.3.40: the initial value of [Symbol.iterator] is the function `values` itself.
    crate::builtins::iterator::alias(ctx, prototype, "values", WellKnown::Iterator);
    let key = ctx.key("values");
    let values = ctx.get(prototype, key).expect("a data property").as_object().expect("a function");
    ctx.set_intrinsic(Intrinsic::ArrayPrototypeValues, values);
    define_unscopables(ctx, prototype);
}

/// 23.1.3.41 Array.prototype [ %Symbol.unscopables% ]
fn define_unscopables(ctx: &mut Context, prototype: Obj) {
    let list = ctx.new_object(None);
    for name in [
        "at",
        "copyWithin",
        "entries",
        "fill",
        "find",
        "findIndex",
        "findLast",
        "findLastIndex",
        "flat",
        "flatMap",
        "includes",
        "keys",
        "toReversed",
        "toSorted",
        "toSpliced",
        "values",
    ] {
        let key = ctx.key(name);
        ctx.define_builtin(list, key, Value::TRUE, attribute::ALL);
    }
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::Unscopables));
    ctx.define_builtin(prototype, key, list.value(), attribute::CONFIGURABLE);
}

/// 23.1.1.1 Array ( ...values )
fn array_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-2.
    let new_target = if args.is_construct() { args.new_target } else { args.callee.value() };
    let array = if new_target == args.callee.value() {
        None
    } else {
        Some(ctx.prototype_from_constructor(new_target, Intrinsic::ArrayPrototype)?)
    };
    let result = if args.len() == 1 {
        // 5. Else if numberOfArgs = 1, then
        let len = args.get(0);
        if len.is_number() {
            let n = len.as_number();
            if n < 0.0 || n > u32::MAX as f64 || n.trunc() != n {
                return Err(ctx.range_error("Invalid array length"));
            }
            ctx.new_array_with_length(n as u32)
        } else {
            ctx.new_array(&[len])
        }
    } else {
        ctx.new_array(args.args)
    };
    if let Some(prototype) = array {
        ctx.set_prototype_of(result, Some(prototype))?;
    }
    Ok(result.value())
}

/// 23.1.2.1 Array.from ( items [ , mapper [ , thisArg ] ] )
fn from(ctx: &mut Context, args: &Args) -> JsResult {
    let items = args.get(0);
    // 2-3.
    let mapper = if args.get(1).is_undefined() { None } else { Some(callback(ctx, args.get(1))?) };
    let this = args.get(2);
    // 4. Let usingIterator be ? GetMethod(items, %Symbol.iterator%).
    let constructor = args.this;
    let plain = constructor == ctx.intrinsics[Intrinsic::Array as usize] || !constructor.is_constructor();
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::Iterator));
    let pristine = matches!(items.as_object(), Some(o) if ctx.is_pristine_iterable_array(o));
    let using = if pristine {
        Value::TRUE
    } else if items.is_nullish() {
        let what = ctx.default_call_site(items);
        return Err(
            ctx.type_error(format_args!("{what} is not iterable (cannot read property Symbol(Symbol.iterator))"))
        );
    } else {
        ctx.get_v(items, key)?
    };
    if !using.is_nullish() {
        // 5. If usingIterator is not undefined, then
        if !pristine && !using.is_callable() {
            return Err(ctx.type_error(
                "%Array%.from requires that the property of the first argument, items[Symbol.iterator], when exists, be a function",
            ));
        }
        let a = if plain {
            ctx.new_array(&[])
        } else {
            ctx.construct(constructor.as_object().expect("a constructor"), &[], None)?
        };
        let mut k = 0u64;
        let mut step = |ctx: &mut Context, v: Value| -> JsResult<()> {
            let v = match mapper {
                Some(f) => f.call(ctx, this, &[v, Value::from_number(k as f64)])?,
                None => v,
            };
            if plain {
                ctx.array_push(a, v);
            } else {
                ctx.create_data_index(a, k, v)?;
            }
            k += 1;
            Ok(())
        };
        if pristine {
            ctx.iterate(items, &mut step)?;
        } else {
            iterate_with(ctx, items, using, &mut step)?;
        }
        if !plain {
            set_length(ctx, a, k)?;
        }
        return Ok(a.value());
    }
    // 6-13. NOTE: items is not an Iterable so assume it is an array-like object.
    let array_like = ctx.to_object(items)?;
    let len = length(ctx, array_like)?;
    let a = if plain {
        array_create(ctx, len)?
    } else {
        ctx.construct(constructor.as_object().expect("a constructor"), &[Value::from_number(len as f64)], None)?
    };
    for k in 0..len {
        let v = get_element(ctx, array_like, k)?;
        let v = match mapper {
            Some(f) => f.call(ctx, this, &[v, Value::from_number(k as f64)])?,
            None => v,
        };
        ctx.create_data_index(a, k, v)?;
    }
    set_length(ctx, a, len)?;
    Ok(a.value())
}

fn iterate_with(
    ctx: &mut Context,
    items: Value,
    method: Value,
    step: &mut dyn FnMut(&mut Context, Value) -> JsResult<()>,
) -> JsResult<()> {
    let record = ctx.get_iterator_from_method(items, method)?;
    while let Some(v) = ctx.iterator_step(&record)? {
        if let Err(e) = step(ctx, v) {
            return Err(ctx.iterator_close_throwing(record.iterator, e));
        }
    }
    Ok(())
}

/// 23.1.2.2 Array.isArray ( arg )
fn is_array(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(ctx.is_array(args.get(0))?))
}

/// 23.1.2.3 Array.of ( ...items )
fn of(ctx: &mut Context, args: &Args) -> JsResult {
    if args.this == ctx.intrinsics[Intrinsic::Array as usize] || !args.this.is_constructor() {
        return Ok(ctx.new_array(args.args).value());
    }
    let constructor = args.this.as_object().expect("a constructor");
    let a = ctx.construct(constructor, &[Value::from_u32(args.len() as u32)], None)?;
    for (k, &v) in args.args.iter().enumerate() {
        ctx.create_data_index(a, k as u64, v)?;
    }
    set_length(ctx, a, args.len() as u64)?;
    Ok(a.value())
}

// ---- what the methods share ----

/// ToObject(this value)
#[inline(always)]
fn this_object(ctx: &mut Context, args: &Args, name: &str) -> JsResult<Obj> {
    match args.this.as_object() {
        Some(o) => Ok(o),
        None => this_object_slow(ctx, args.this, name),
    }
}

#[cold]
fn this_object_slow(ctx: &mut Context, this: Value, name: &str) -> JsResult<Obj> {
    // V8 names these methods in the message, and no others.
    let named = [
        "concat",
        "every",
        "filter",
        "find",
        "findIndex",
        "findLast",
        "findLastIndex",
        "forEach",
        "indexOf",
        "map",
        "reduce",
        "reduceRight",
        "some",
    ];
    if this.is_nullish() && named.contains(&name) {
        return Err(ctx.type_error(format_args!("Array.prototype.{name} called on null or undefined")));
    }
    ctx.to_object(this)
}

/// LengthOfArrayLike(o)
#[inline(always)]
fn length(ctx: &mut Context, o: Obj) -> JsResult<u64> {
    if o.is_array() {
        return Ok(o.storage_header().length as u64);
    }
    ctx.length_of_array_like(o)
}

/// Set(o, "length", n, true)
fn set_length(ctx: &mut Context, o: Obj, n: u64) -> JsResult<()> {
    let key = PropertyKey::from_interned(ctx.names.length);
    ctx.set(o, key, Value::from_number(n as f64), true)
}

/// Get(o, ToString(index))
#[inline(always)]
fn get_element(ctx: &mut Context, o: Obj, index: u64) -> JsResult {
    if let Some(v) = element_at(o, index) {
        return Ok(v);
    }
    ctx.get_index(o, index)
}

/// The element of an array at `index`, if it is dense there.
#[inline(always)]
fn element_at(o: Obj, index: u64) -> Option<Value> {
    if o.is_array() && index <= u32::MAX as u64 { o.dense_element(index as u32) } else { None }
}

/// HasProperty(o, index), and then Get(o, index)
#[inline(always)]
fn get_if_present(ctx: &mut Context, o: Obj, index: u64) -> JsResult<Option<Value>> {
    if let Some(v) = element_at(o, index) {
        return Ok(Some(v));
    }
    get_if_present_slow(ctx, o, index)
}

fn get_if_present_slow(ctx: &mut Context, o: Obj, index: u64) -> JsResult<Option<Value>> {
    // OPTIMIZATION: a hole, and no prototype with elements.
    if ctx.array_is_simple(o) {
        return Ok(None);
    }
    let key = index_key(ctx, index)?;
    if ctx.has_property(o, key)? { Ok(Some(ctx.get(o, key)?)) } else { Ok(None) }
}

/// ! ToString(𝔽(index)) as a property key
fn index_key(ctx: &mut Context, index: u64) -> JsResult<PropertyKey> {
    if index < u32::MAX as u64 {
        return Ok(PropertyKey::from_index(index as u32));
    }
    ctx.to_property_key(Value::from_number(index as f64))
}

/// DeletePropertyOrThrow(o, ToString(index))
fn delete_index(ctx: &mut Context, o: Obj, index: u64) -> JsResult<()> {
    let key = index_key(ctx, index)?;
    ctx.delete_or_throw(o, key)
}

/// The integer that an argument relative to the end stands for: -1 is `len` - 1; kept within 0 and `len`.
#[inline]
pub(crate) fn relative_index(ctx: &mut Context, v: Value, len: u64, default: u64) -> JsResult<u64> {
    if v.is_int32() {
        let i = v.as_int32() as i64;
        return Ok(if i < 0 { len.saturating_sub(i.unsigned_abs()) } else { (i as u64).min(len) });
    }
    if v.is_undefined() {
        return Ok(default);
    }
    let n = ctx.to_integer_or_infinity(v)?;
    Ok(if n < 0.0 { (len as f64 + n).max(0.0) as u64 } else { n.min(len as f64) as u64 })
}

/// 10.4.2.2 ArrayCreate ( length ), with the intrinsic prototype
fn array_create(ctx: &mut Context, length: u64) -> JsResult<Obj> {
    if length > u32::MAX as u64 {
        return Err(ctx.range_error("Invalid array length"));
    }
    Ok(ctx.new_array_with_length(length as u32))
}

/// Whether ArraySpeciesCreate(o, n) would make an ordinary array for this array.
#[inline]
fn species_is_array(ctx: &mut Context, o: Obj) -> bool {
    if !o.is_array() {
        return false;
    }
    let prototype = ctx.intrinsic(Intrinsic::ArrayPrototype);
    if o.header.shape != ctx.header.array_shape {
        let shape = ctx.shape_of(o);
        if shape.prototype != prototype.value()
            || shape.lookup(PropertyKey::from_interned(ctx.names.constructor)).is_some()
        {
            return false;
        }
    }
    let constructor =
        ctx.watched(Watched::ArrayConstructor, prototype, |ctx| PropertyKey::from_interned(ctx.names.constructor));
    let array = ctx.intrinsics[Intrinsic::Array as usize];
    if constructor != array {
        return false;
    }
    let array = array.as_object().expect("Array was built with its prototype");
    let species =
        ctx.watched(Watched::ArraySpecies, array, |ctx| PropertyKey::from_symbol(ctx.well_known(WellKnown::Species)));
    // SAFETY: cells of kind Accessor are that.
    let Some(accessor) = (unsafe { species.as_kind::<Accessor>(CellKind::Accessor) }) else { return false };
    matches!(accessor.get.as_function(), Some(f) if f.entry as usize == crate::builtins::function::return_this_entry() as usize)
}

/// 10.4.2.3 ArraySpeciesCreate ( originalArray, length )
fn array_species_create(ctx: &mut Context, original: Obj, length: u64) -> JsResult<Obj> {
    // OPTIMIZATION: an array that nobody has touched.
    if species_is_array(ctx, original) {
        return array_create(ctx, length);
    }
    // 1-2. Let isArray be ? IsArray(originalArray).
    if !ctx.is_array(original.value())? {
        return array_create(ctx, length);
    }
    // 3. Let C be ? Get(originalArray, "constructor").
    let key = PropertyKey::from_interned(ctx.names.constructor);
    let mut c = ctx.get(original, key)?;
    // 5. If C is an Object, then
    if let Some(o) = c.as_object() {
        let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::Species));
        c = ctx.get(o, key)?;
        if c.is_null() {
            c = Value::UNDEFINED;
        }
    }
    // 6. If C is undefined, return ? ArrayCreate(length).
    if c.is_undefined() {
        return array_create(ctx, length);
    }
    // 7. If IsConstructor(C) is false, throw a TypeError exception.
    if !c.is_constructor() {
        return Err(ctx.type_error("object.constructor[Symbol.species] is not a constructor"));
    }
    // 8. Return ? Construct(C, « 𝔽(length) »).
    ctx.construct(c.as_object().expect("a constructor"), &[Value::from_number(length as f64)], None)
}

/// The elements of an array that stores may go to directly: dense, extensible, no prototype with elements.
#[inline(always)]
fn simple_elements(ctx: &Context, o: Obj) -> Option<&'static mut [Value]> {
    if !ctx.array_is_simple(o) {
        return None;
    }
    // SAFETY: `dense` elements are initialised. The slice is for immediate use: it is dropped before anything that may
    // run JavaScript or grow the array.
    Some(unsafe { core::slice::from_raw_parts_mut(o.storage, o.storage_header().dense as usize) })
}
