//! Methods of strings that read characters or cut pieces out.

use super::{clamped, integer, relative, this_string};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Str, ValueExt};
use crate::string::StrView;
use jsc_abi::Value;

/// A position inside the string, or `None` if `v` is another number.
#[inline(always)]
fn position(ctx: &mut Context, v: Value, length: usize) -> JsResult<Option<usize>> {
    if v.is_int32() {
        let i = v.as_int32() as u32 as usize;
        return Ok(if i < length { Some(i) } else { None });
    }
    let n = ctx.to_integer_or_infinity(v)?;
    Ok(if n >= 0.0 && n < length as f64 { Some(n as usize) } else { None })
}

#[inline(always)]
fn cut(ctx: &mut Context, s: Str, start: usize, end: usize) -> Value {
    match end.saturating_sub(start) {
        0 => ctx.names.empty.value(),
        1 => {
            let unit = s.at(ctx, start);
            ctx.single_char(unit).value()
        }
        _ => ctx.substring(s, start, end).value(),
    }
}

/// String.prototype.at ( index )
pub fn at(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "at")?;
    let n = integer(ctx, args.get(0))?;
    let i = if n < 0.0 { s.len() as f64 + n } else { n };
    if i < 0.0 || i >= s.len() as f64 {
        return Ok(Value::UNDEFINED);
    }
    let unit = s.at(ctx, i as usize);
    Ok(ctx.single_char(unit).value())
}

/// The code unit at an int32 position inside a string.
#[inline(always)]
fn unit_at(ctx: &mut Context, this: Value, args: &[Value]) -> Option<u16> {
    let s = this.as_string()?;
    let i = *args.first()?;
    if !i.is_int32() || i.as_int32() as u32 as usize >= s.len() {
        return None;
    }
    Some(s.at(ctx, i.as_int32() as usize))
}

pub fn quick_char_at(ctx: &mut Context, this: Value, args: &[Value]) -> Option<Value> {
    let unit = unit_at(ctx, this, args)?;
    Some(ctx.single_char(unit).value())
}

pub fn quick_char_code_at(ctx: &mut Context, this: Value, args: &[Value]) -> Option<Value> {
    Some(Value::from_i32(unit_at(ctx, this, args)? as i32))
}

/// String.prototype.charAt ( pos )
pub fn char_at(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "charAt")?;
    Ok(match position(ctx, args.get(0), s.len())? {
        Some(i) => {
            let unit = s.at(ctx, i);
            ctx.single_char(unit).value()
        }
        None => ctx.names.empty.value(),
    })
}

/// String.prototype.charCodeAt ( pos )
pub fn char_code_at(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "charCodeAt")?;
    Ok(match position(ctx, args.get(0), s.len())? {
        Some(i) => Value::from_i32(s.at(ctx, i) as i32),
        None => Value::from_f64(f64::NAN),
    })
}

/// String.prototype.codePointAt ( pos )
pub fn code_point_at(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "codePointAt")?;
    Ok(match position(ctx, args.get(0), s.len())? {
        Some(i) => Value::from_i32(s.view(ctx).code_point_at(i).0 as i32),
        None => Value::UNDEFINED,
    })
}

/// String.prototype.concat ( ...args )
pub fn concat(ctx: &mut Context, args: &Args) -> JsResult {
    let mut s = this_string(ctx, args, "concat")?;
    for &v in args.args {
        let next = ctx.to_string(v)?;
        s = ctx.concat(s, next)?;
    }
    Ok(s.value())
}

/// String.prototype.slice ( start, end )
pub fn slice(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "slice")?;
    let length = s.len();
    let from = relative(ctx, args.get(0), length, 0)?;
    let to = relative(ctx, args.get(1), length, length)?;
    Ok(cut(ctx, s, from, to))
}

/// Argument `i` relative to the length, if it is an int32 or left out.
#[inline(always)]
fn quick_relative(args: &[Value], i: usize, length: usize, default: usize) -> Option<usize> {
    match args.get(i) {
        None => Some(default),
        Some(v) if v.is_int32() => {
            let n = v.as_int32() as i64;
            Some(if n < 0 { (length as i64 + n).max(0) as usize } else { (n as usize).min(length) })
        }
        Some(_) => None,
    }
}

pub fn quick_slice(ctx: &mut Context, this: Value, args: &[Value]) -> Option<Value> {
    let s = this.as_string()?;
    let from = quick_relative(args, 0, s.len(), 0)?;
    let to = quick_relative(args, 1, s.len(), s.len())?;
    Some(cut(ctx, s, from, to))
}

/// String.prototype.substring ( start, end )
pub fn substring(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "substring")?;
    let length = s.len();
    let a = clamped(ctx, args.get(0), length, 0)?;
    let b = clamped(ctx, args.get(1), length, length)?;
    Ok(cut(ctx, s, a.min(b), a.max(b)))
}

/// String.prototype.substr ( start, length ) <https://tc39.es/ecma262/#sec-string.prototype.substr>
pub fn substr(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "substr")?;
    let size = s.len();
    let start = relative(ctx, args.get(0), size, 0)?;
    let length = clamped(ctx, args.get(1), size, size)?;
    Ok(cut(ctx, s, start, (start + length).min(size)))
}

/// Index of the first surrogate that is not part of a pair, from `from` on.
fn lone_surrogate(units: &[u16], from: usize) -> Option<usize> {
    let mut i = from;
    while i < units.len() {
        match units[i] & 0xFC00 {
            0xD800 if units.get(i + 1).is_some_and(|u| u & 0xFC00 == 0xDC00) => i += 2,
            0xD800 | 0xDC00 => return Some(i),
            _ => i += 1,
        }
    }
    None
}

/// String.prototype.isWellFormed ( )
pub fn is_well_formed(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "isWellFormed")?;
    Ok(Value::from_bool(match s.view(ctx) {
        StrView::Latin1(_) => true,
        StrView::Utf16(units) => lone_surrogate(units, 0).is_none(),
    }))
}

/// String.prototype.toWellFormed ( )
pub fn to_well_formed(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "toWellFormed")?;
    let StrView::Utf16(units) = s.view(ctx) else { return Ok(s.value()) };
    let Some(mut at) = lone_surrogate(units, 0) else { return Ok(s.value()) };
    let mut fixed = units.to_vec();
    loop {
        fixed[at] = 0xFFFD;
        match lone_surrogate(units, at + 1) {
            Some(next) => at = next,
            None => return Ok(ctx.string_from_utf16(&fixed).value()),
        }
    }
}
