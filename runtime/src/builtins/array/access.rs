//! Array.prototype methods that read: at, searching, joining, iterators.

use super::*;
use crate::builtins::iterator::create_array_iterator;
use crate::builtins::map::IterationKind;
use crate::string::StringBuilder;

/// 23.1.3.1 Array.prototype.at ( index )
pub(super) fn at(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "at")?;
    let len = length(ctx, o)?;
    let relative = ctx.to_integer_or_infinity(args.get(0))?;
    let k = if relative >= 0.0 { relative } else { len as f64 + relative };
    if k < 0.0 || k >= len as f64 {
        return Ok(Value::UNDEFINED);
    }
    get_element(ctx, o, k as u64)
}

/// 23.1.3.5 Array.prototype.entries ( )
pub(super) fn entries(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "entries")?;
    Ok(create_array_iterator(ctx, o, IterationKind::KeyAndValue))
}

/// 23.1.3.19 Array.prototype.keys ( )
pub(super) fn keys(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "keys")?;
    Ok(create_array_iterator(ctx, o, IterationKind::Key))
}

/// 23.1.3.38 Array.prototype.values ( )
pub(super) fn values(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "values")?;
    Ok(create_array_iterator(ctx, o, IterationKind::Value))
}

/// What a search over dense elements can do without converting each: a value that equals only itself by bits, a number,
/// or anything else.
enum Needle {
    Bits,
    Number(f64),
    Other,
}

fn needle(v: Value) -> Needle {
    if v.is_number() {
        Needle::Number(v.as_number())
    } else if v.is_string() || v.is_bigint() {
        Needle::Other
    } else {
        Needle::Bits
    }
}

/// Position of an element that IsStrictlyEqual to `v`. Runs no JavaScript.
fn position(ctx: &mut Context, elements: &[Value], v: Value) -> Option<usize> {
    match needle(v) {
        Needle::Bits => elements.iter().position(|&e| e == v),
        // An int32 may also be stored as a double.
        Needle::Number(n) => elements.iter().position(|&e| e.is_number() && e.as_number() == n),
        Needle::Other => elements.iter().position(|&e| e == v || e.is_cell() && ctx.strict_equals(e, v)),
    }
}

/// 23.1.3.17 Array.prototype.indexOf ( searchElement [ , fromIndex ] )
pub(super) fn index_of(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "indexOf")?;
    let len = length(ctx, o)?;
    let v = args.get(0);
    if len == 0 {
        return Ok(Value::from_i32(-1));
    }
    let start = relative_index(ctx, args.get(1), len, 0)?;
    if ctx.array_is_simple(o) {
        // ToIntegerOrInfinity may have shortened the array.
        let elements = ctx.array_elements(o).unwrap_or(&[]);
        let end = elements.len().min(len as usize);
        let start = (start as usize).min(end);
        // Holes are EMPTY, which equals nothing.
        let found = position(ctx, &elements[start..end], v);
        return Ok(found.map_or(Value::from_i32(-1), |i| Value::from_u32((start + i) as u32)));
    }
    for k in start..len {
        if let Some(e) = get_if_present(ctx, o, k)?
            && ctx.strict_equals(e, v)
        {
            return Ok(Value::from_number(k as f64));
        }
    }
    Ok(Value::from_i32(-1))
}

/// 23.1.3.20 Array.prototype.lastIndexOf ( searchElement [ , fromIndex ] )
pub(super) fn last_index_of(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "lastIndexOf")?;
    let len = length(ctx, o)?;
    if len == 0 {
        return Ok(Value::from_i32(-1));
    }
    let n = if args.len() > 1 { ctx.to_integer_or_infinity(args.get(1))? } else { len as f64 - 1.0 };
    let last = if n >= 0.0 { n.min(len as f64 - 1.0) } else { len as f64 + n };
    if last < 0.0 {
        return Ok(Value::from_i32(-1));
    }
    let mut k = last as u64 + 1;
    while k > 0 {
        k -= 1;
        if let Some(e) = get_if_present(ctx, o, k)?
            && ctx.strict_equals(e, args.get(0))
        {
            return Ok(Value::from_number(k as f64));
        }
    }
    Ok(Value::from_i32(-1))
}

/// 23.1.3.16 Array.prototype.includes ( searchElement [ , fromIndex ] )
pub(super) fn includes(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "includes")?;
    let len = length(ctx, o)?;
    if len == 0 {
        return Ok(Value::FALSE);
    }
    let v = args.get(0);
    let start = relative_index(ctx, args.get(1), len, 0)?;
    let nan = v.is_double() && v.as_double().is_nan();
    if ctx.array_is_simple(o) && o.storage_header().length as u64 == len && !nan && !v.is_undefined() {
        let elements = ctx.array_elements(o).unwrap_or(&[]);
        return Ok(Value::from_bool(position(ctx, &elements[start as usize..], v).is_some()));
    }
    for k in start..len {
        let e = get_element(ctx, o, k)?;
        if ctx.same_value_zero(e, v) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// 23.1.3.18 Array.prototype.join ( separator )
pub(super) fn join(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "join")?;
    let len = length(ctx, o)?;
    let separator = args.get(0);
    let separator = if separator.is_undefined() { None } else { Some(ctx.to_string(separator)?) };
    join_elements(ctx, o, len, separator, |ctx, v| ctx.to_string(v))
}

/// Joins what `text` gives for the elements that are not undefined or null. An array that is being joined already is
/// an empty string (as every engine has it).
fn join_elements(
    ctx: &mut Context,
    o: Obj,
    len: u64,
    separator: Option<crate::Str>,
    mut text: impl FnMut(&mut Context, Value) -> JsResult<crate::Str>,
) -> JsResult {
    let address = o.value().0;
    if ctx.builtins.array.joining.contains(&address) {
        return Ok(ctx.names.empty.value());
    }
    ctx.builtins.array.joining.push(address);
    let result = join_guarded(ctx, o, len, separator, &mut text);
    ctx.builtins.array.joining.pop();
    result
}

fn join_guarded(
    ctx: &mut Context,
    o: Obj,
    len: u64,
    separator: Option<crate::Str>,
    text: &mut impl FnMut(&mut Context, Value) -> JsResult<crate::Str>,
) -> JsResult {
    let mut out = StringBuilder::new();
    for k in 0..len {
        if k > 0 {
            match separator {
                None => out.push_unit(b',' as u16),
                Some(s) => out.push_js(ctx, s),
            }
        }
        if out.len() > MAX_STRING_LENGTH as usize {
            return Err(ctx.range_error("Invalid string length"));
        }
        let v = get_element(ctx, o, k)?;
        if v.is_int32() {
            push_int(&mut out, v.as_int32());
        } else if !v.is_nullish() {
            let s = match v.as_string() {
                Some(s) => s,
                None => text(ctx, v)?,
            };
            out.push_js(ctx, s);
        }
    }
    Ok(out.finish(ctx)?.value())
}

fn push_int(out: &mut StringBuilder, i: i32) {
    let mut buffer = [0u8; 11];
    let start = super::sort::write_int(&mut buffer, i);
    out.push_latin1(&buffer[start..]);
}

/// 23.1.3.32 Array.prototype.toLocaleString ( )
pub(super) fn to_locale_string(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "toLocaleString")?;
    let len = length(ctx, o)?;
    let address = o.value().0;
    if ctx.builtins.array.joining.contains(&address) {
        return Ok(ctx.names.empty.value());
    }
    ctx.builtins.array.joining.push(address);
    let result = locale_strings(ctx, o, len);
    ctx.builtins.array.joining.pop();
    result
}

fn locale_strings(ctx: &mut Context, o: Obj, len: u64) -> JsResult {
    let mut out = StringBuilder::new();
    let key = ctx.key("toLocaleString");
    for k in 0..len {
        if k > 0 {
            out.push_unit(b',' as u16);
        }
        let v = get_element(ctx, o, k)?;
        if !v.is_nullish() {
            let v = ctx.invoke(v, key, &[])?;
            let s = ctx.to_string(v)?;
            out.push_js(ctx, s);
        }
    }
    Ok(out.finish(ctx)?.value())
}

/// 23.1.3.36 Array.prototype.toString ( )
pub(super) fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. Let array be ? ToObject(this value).
    let array = match args.this.as_object() {
        Some(o) => o,
        None => ctx.to_object(args.this)?,
    };
    // 2-3. Let func be ? Get(array, "join"). If IsCallable(func) is false, set func to %Object.prototype.toString%.
    let key = PropertyKey::from_interned(ctx.names.join);
    let join = ctx.get(array, key)?;
    if join.is_callable() {
        return ctx.call(join, array.value(), &[]);
    }
    crate::builtins::object::to_string_of(ctx, array.value())
}
