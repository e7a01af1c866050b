//! Methods of %TypedArray%.prototype that call a function for each element.

use super::*;
use crate::builtins::array::callback::{Callback, callback};
use crate::handle::GcVec;

fn start(ctx: &mut Context, args: &Args) -> JsResult<(Typed, Callback)> {
    let array = this_array(ctx, args)?;
    Ok((array, callback(ctx, args.get(0))?))
}

/// The first index in `range` for which the function gives true, and the element.
fn search(ctx: &mut Context, args: &Args, backwards: bool) -> JsResult<Option<(usize, Value)>> {
    let (array, f) = start(ctx, args)?;
    for n in 0..array.length {
        let i = if backwards { array.length - 1 - n } else { n };
        let v = load(ctx, array, i);
        if f.test(ctx, args.get(1), &[v, length_value(i), array.value()])? {
            return Ok(Some((i, v)));
        }
    }
    Ok(None)
}

/// %TypedArray%.prototype.every ( callback [ , thisArg ] )
pub(super) fn every(ctx: &mut Context, args: &Args) -> JsResult {
    let (array, f) = start(ctx, args)?;
    for i in 0..array.length {
        let v = load(ctx, array, i);
        if !f.test(ctx, args.get(1), &[v, length_value(i), array.value()])? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// %TypedArray%.prototype.some ( callback [ , thisArg ] )
pub(super) fn some(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(search(ctx, args, false)?.is_some()))
}

/// %TypedArray%.prototype.find ( predicate [ , thisArg ] )
pub(super) fn find(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(search(ctx, args, false)?.map_or(Value::UNDEFINED, |found| found.1))
}

/// %TypedArray%.prototype.findIndex ( predicate [ , thisArg ] )
pub(super) fn find_index(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(search(ctx, args, false)?.map_or(Value::from_i32(-1), |found| length_value(found.0)))
}

/// %TypedArray%.prototype.findLast ( predicate [ , thisArg ] )
pub(super) fn find_last(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(search(ctx, args, true)?.map_or(Value::UNDEFINED, |found| found.1))
}

/// %TypedArray%.prototype.findLastIndex ( predicate [ , thisArg ] )
pub(super) fn find_last_index(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(search(ctx, args, true)?.map_or(Value::from_i32(-1), |found| length_value(found.0)))
}

/// %TypedArray%.prototype.forEach ( callback [ , thisArg ] )
pub(super) fn for_each(ctx: &mut Context, args: &Args) -> JsResult {
    let (array, f) = start(ctx, args)?;
    for i in 0..array.length {
        let v = load(ctx, array, i);
        f.call(ctx, args.get(1), &[v, length_value(i), array.value()])?;
    }
    Ok(Value::UNDEFINED)
}

/// %TypedArray%.prototype.filter ( callback [ , thisArg ] )
pub(super) fn filter(ctx: &mut Context, args: &Args) -> JsResult {
    let (array, f) = start(ctx, args)?;
    let mut kept = GcVec::new(ctx);
    for i in 0..array.length {
        let v = load(ctx, array, i);
        if f.test(ctx, args.get(1), &[v, length_value(i), array.value()])? {
            kept.push(ctx, v);
        }
    }
    let new = species_create(ctx, array, &[length_value(kept.len())])?;
    for i in 0..kept.len() {
        store(ctx, new, i, kept[i])?;
    }
    Ok(new.value())
}

/// %TypedArray%.prototype.map ( callback [ , thisArg ] )
pub(super) fn map(ctx: &mut Context, args: &Args) -> JsResult {
    let (array, f) = start(ctx, args)?;
    let new = species_create(ctx, array, &[length_value(array.length)])?;
    for i in 0..array.length {
        let v = load(ctx, array, i);
        let mapped = f.call(ctx, args.get(1), &[v, length_value(i), array.value()])?;
        store(ctx, new, i, mapped)?;
    }
    Ok(new.value())
}

fn fold(ctx: &mut Context, args: &Args, backwards: bool) -> JsResult {
    let (array, f) = start(ctx, args)?;
    let mut indices = 0..array.length;
    let mut next = || if backwards { indices.next_back() } else { indices.next() };
    let mut accumulator = if args.len() > 1 {
        args.get(1)
    } else {
        match next() {
            Some(i) => load(ctx, array, i),
            None => return Err(ctx.type_error("Reduce of empty array with no initial value")),
        }
    };
    while let Some(i) = next() {
        let v = load(ctx, array, i);
        accumulator = f.call(ctx, Value::UNDEFINED, &[accumulator, v, length_value(i), array.value()])?;
    }
    Ok(accumulator)
}

/// %TypedArray%.prototype.reduce ( callback [ , initialValue ] )
pub(super) fn reduce(ctx: &mut Context, args: &Args) -> JsResult {
    fold(ctx, args, false)
}

/// %TypedArray%.prototype.reduceRight ( callback [ , initialValue ] )
pub(super) fn reduce_right(ctx: &mut Context, args: &Args) -> JsResult {
    fold(ctx, args, true)
}
