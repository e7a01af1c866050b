//! Array.prototype methods that call a function for each element. `compiler/src/builtins/array.js` says the same of arrays, for code that
//! takes them in place of calls: what a program can observe must not differ.

use super::*;
use crate::handle::Func;

/// A function that a built-in calls again and again.
#[derive(Clone, Copy)]
pub(crate) struct Callback(Func);

impl Callback {
    #[inline(always)]
    pub fn call(self, ctx: &mut Context, this: Value, args: &[Value]) -> JsResult {
        ctx.call_function(self.0, this, args)
    }

    /// ToBoolean of the result
    #[inline(always)]
    pub fn test(self, ctx: &mut Context, this: Value, args: &[Value]) -> JsResult<bool> {
        let v = ctx.call_function(self.0, this, args)?;
        Ok(if v.is_bool() { v.is_true() } else { ctx.to_boolean(v) })
    }
}

/// If IsCallable(v) is false, throw a TypeError exception.
#[inline]
pub(crate) fn callback(ctx: &mut Context, v: Value) -> JsResult<Callback> {
    match v.as_function() {
        Some(f) => Ok(Callback(f)),
        None => Err(ctx.throw_not_callable(v)),
    }
}

/// 𝔽(k)
#[inline(always)]
fn index_value(k: u64) -> Value {
    if k <= i32::MAX as u64 { Value::from_i32(k as i32) } else { Value::from_f64(k as f64) }
}

/// 23.1.3.6 Array.prototype.every ( callback [ , thisArg ] )
pub(super) fn every(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "every")?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let this = args.get(1);
    for k in 0..len {
        if let Some(v) = get_if_present(ctx, o, k)?
            && !f.test(ctx, this, &[v, index_value(k), o.value()])?
        {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// 23.1.3.29 Array.prototype.some ( callback [ , thisArg ] )
pub(super) fn some(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "some")?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let this = args.get(1);
    for k in 0..len {
        if let Some(v) = get_if_present(ctx, o, k)?
            && f.test(ctx, this, &[v, index_value(k), o.value()])?
        {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// 23.1.3.15 Array.prototype.forEach ( callback [ , thisArg ] )
pub(super) fn for_each(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "forEach")?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let this = args.get(1);
    for k in 0..len {
        if let Some(v) = get_if_present(ctx, o, k)? {
            f.call(ctx, this, &[v, index_value(k), o.value()])?;
        }
    }
    Ok(Value::UNDEFINED)
}

/// 23.1.3.21 Array.prototype.map ( callback [ , thisArg ] )
pub(super) fn map(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "map")?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let this = args.get(1);
    // OPTIMIZATION: the result is an ordinary array that nobody sees until it is complete: append to it.
    if is_appended(ctx, o) {
        let a = ctx.new_array_with_capacity(len as u32);
        for k in 0..len {
            let v = match get_if_present(ctx, o, k)? {
                Some(v) => f.call(ctx, this, &[v, index_value(k), o.value()])?,
                None => Value::EMPTY,
            };
            ctx.array_push(a, v);
        }
        return Ok(a.value());
    }
    let a = array_species_create(ctx, o, len)?;
    for k in 0..len {
        if let Some(v) = get_if_present(ctx, o, k)? {
            let mapped = f.call(ctx, this, &[v, index_value(k), o.value()])?;
            ctx.create_data_index(a, k, mapped)?;
        }
    }
    Ok(a.value())
}

/// Above this, `map` does not make the result with holes appended one by one (think of `new Array(1e9).map(f)`).
const MAX_APPENDED: u64 = 1 << 25;

/// Whether `map` and others make an ordinary array by appending.
pub(crate) fn is_appended(ctx: &mut Context, o: Obj) -> bool {
    species_is_array(ctx, o) && o.storage_header().length as u64 <= MAX_APPENDED
}

/// 23.1.3.8 Array.prototype.filter ( callback [ , thisArg ] )
pub(super) fn filter(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "filter")?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let this = args.get(1);
    // OPTIMIZATION: as in `map`.
    let plain = species_is_array(ctx, o);
    let a = if plain { ctx.new_array(&[]) } else { array_species_create(ctx, o, 0)? };
    let mut to = 0;
    for k in 0..len {
        if let Some(v) = get_if_present(ctx, o, k)?
            && f.test(ctx, this, &[v, index_value(k), o.value()])?
        {
            if plain {
                ctx.array_push(a, v);
            } else {
                ctx.create_data_index(a, to, v)?;
                to += 1;
            }
        }
    }
    Ok(a.value())
}

/// 23.1.3.24 Array.prototype.reduce ( callback [ , initialValue ] )
pub(super) fn reduce(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "reduce")?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let mut k = 0;
    let mut accumulator = Value::EMPTY;
    if args.len() >= 2 {
        accumulator = args.get(1);
    }
    while accumulator.is_empty() && k < len {
        accumulator = get_if_present(ctx, o, k)?.unwrap_or(Value::EMPTY);
        k += 1;
    }
    if accumulator.is_empty() {
        return Err(ctx.type_error("Reduce of empty array with no initial value"));
    }
    while k < len {
        if let Some(v) = get_if_present(ctx, o, k)? {
            accumulator = f.call(ctx, Value::UNDEFINED, &[accumulator, v, index_value(k), o.value()])?;
        }
        k += 1;
    }
    Ok(accumulator)
}

/// 23.1.3.25 Array.prototype.reduceRight ( callback [ , initialValue ] )
pub(super) fn reduce_right(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "reduceRight")?;
    let mut k = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let mut accumulator = Value::EMPTY;
    if args.len() >= 2 {
        accumulator = args.get(1);
    }
    while accumulator.is_empty() && k > 0 {
        k -= 1;
        accumulator = get_if_present(ctx, o, k)?.unwrap_or(Value::EMPTY);
    }
    if accumulator.is_empty() {
        return Err(ctx.type_error("Reduce of empty array with no initial value"));
    }
    while k > 0 {
        k -= 1;
        if let Some(v) = get_if_present(ctx, o, k)? {
            accumulator = f.call(ctx, Value::UNDEFINED, &[accumulator, v, index_value(k), o.value()])?;
        }
    }
    Ok(accumulator)
}

/// 23.1.3.12.1 FindViaPredicate ( O, len, direction, predicate, thisArg ): index and value
fn find_via_predicate(ctx: &mut Context, args: &Args, name: &str, ascending: bool) -> JsResult<Option<(u64, Value)>> {
    let o = this_object(ctx, args, name)?;
    let len = length(ctx, o)?;
    let f = callback(ctx, args.get(0))?;
    let this = args.get(1);
    for i in 0..len {
        let k = if ascending { i } else { len - 1 - i };
        // Holes are visited, as undefined.
        let v = get_element(ctx, o, k)?;
        if f.test(ctx, this, &[v, index_value(k), o.value()])? {
            return Ok(Some((k, v)));
        }
    }
    Ok(None)
}

/// 23.1.3.9 Array.prototype.find ( predicate [ , thisArg ] )
pub(super) fn find(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(find_via_predicate(ctx, args, "find", true)?.map_or(Value::UNDEFINED, |(_, v)| v))
}

/// 23.1.3.10 Array.prototype.findIndex ( predicate [ , thisArg ] )
pub(super) fn find_index(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(find_via_predicate(ctx, args, "findIndex", true)?.map_or(Value::from_i32(-1), |(k, _)| index_value(k)))
}

/// 23.1.3.11 Array.prototype.findLast ( predicate [ , thisArg ] )
pub(super) fn find_last(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(find_via_predicate(ctx, args, "findLast", false)?.map_or(Value::UNDEFINED, |(_, v)| v))
}

/// 23.1.3.12 Array.prototype.findLastIndex ( predicate [ , thisArg ] )
pub(super) fn find_last_index(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(find_via_predicate(ctx, args, "findLastIndex", false)?.map_or(Value::from_i32(-1), |(k, _)| index_value(k)))
}
