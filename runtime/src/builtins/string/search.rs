//! Looking for a string in a string.

use super::{clamped, this_string};
use crate::builtins::WellKnown;
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::string::StrView;
use jsc_abi::{CellKind, Value};
use memchr::memmem;

/// Looks for one string in others, again and again.
pub enum Finder<'n> {
    /// Found at every position.
    Empty,
    /// A single unit.
    Unit(u16),
    Latin1 {
        needle: &'n [u8],
        finder: memmem::Finder<'n>,
    },
    Utf16 {
        needle: &'n [u16],
        finder: memmem::Finder<'n>,
    },
}

fn as_bytes(units: &[u16]) -> &[u8] {
    // SAFETY: any u16 is two bytes.
    unsafe { core::slice::from_raw_parts(units.as_ptr() as *const u8, units.len() * 2) }
}

impl<'n> Finder<'n> {
    pub fn new(needle: StrView<'n>) -> Finder<'n> {
        match needle {
            _ if needle.is_empty() => Finder::Empty,
            _ if needle.len() == 1 => Finder::Unit(needle.at(0)),
            StrView::Latin1(needle) => Finder::Latin1 { needle, finder: memmem::Finder::new(needle) },
            StrView::Utf16(needle) => Finder::Utf16 { needle, finder: memmem::Finder::new(as_bytes(needle)) },
        }
    }

    /// Index of the first occurrence at or after `from`.
    #[inline]
    pub fn find(&self, text: StrView, from: usize) -> Option<usize> {
        if from > text.len() {
            return None;
        }
        match (self, text) {
            (Finder::Empty, _) => Some(from),
            (&Finder::Unit(u), StrView::Latin1(t)) => {
                if u > 255 {
                    return None;
                }
                memchr::memchr(u as u8, &t[from..]).map(|i| i + from)
            }
            (&Finder::Unit(u), StrView::Utf16(t)) => t[from..].iter().position(|&x| x == u).map(|i| i + from),
            (Finder::Latin1 { finder, .. }, StrView::Latin1(t)) => finder.find(&t[from..]).map(|i| i + from),
            (Finder::Utf16 { finder, .. }, StrView::Utf16(t)) => {
                let bytes = as_bytes(t);
                let mut at = from * 2;
                loop {
                    at += finder.find(&bytes[at..])?;
                    if at.is_multiple_of(2) {
                        return Some(at / 2);
                    }
                    at += 1;
                }
            }
            (Finder::Latin1 { needle, .. }, StrView::Utf16(t)) => find_mixed(t, from, needle),
            (Finder::Utf16 { needle, .. }, StrView::Latin1(_)) => {
                // A slice of a wide string may be all Latin-1.
                let narrow: Option<Vec<u8>> = needle.iter().map(|&u| u8::try_from(u).ok()).collect();
                Finder::new(StrView::Latin1(&narrow?)).find(text, from)
            }
        }
    }
}

/// Latin-1 in UTF-16.
fn find_mixed(text: &[u16], from: usize, needle: &[u8]) -> Option<usize> {
    let wide: Vec<u16> = needle.iter().map(|&c| c as u16).collect();
    Finder::new(StrView::Utf16(&wide)).find(StrView::Utf16(text), from)
}

/// StringIndexOf: once.
#[inline]
pub fn find(text: StrView, needle: StrView, from: usize) -> Option<usize> {
    if let (StrView::Latin1(t), StrView::Latin1(n)) = (text, needle) {
        return match *n {
            _ if from > t.len() => None,
            [] => Some(from),
            [c] => memchr::memchr(c, &t[from..]).map(|i| i + from),
            // For short texts setting up a search costs more than comparing.
            [first, ..] if t.len() - from < 64 => {
                let t = &t[from..];
                let last = t.len().checked_sub(n.len())?;
                (0..=last).find(|&i| t[i] == first && t[i..i + n.len()] == *n).map(|i| i + from)
            }
            _ => memmem::find(&t[from..], n).map(|i| i + from),
        };
    }
    Finder::new(needle).find(text, from)
}

/// Index of the last occurrence at or before `from`.
fn find_last(text: StrView, needle: StrView, from: usize) -> Option<usize> {
    let last = text.len().checked_sub(needle.len())?.min(from);
    if needle.is_empty() {
        return Some(last);
    }
    if let (StrView::Latin1(t), StrView::Latin1(n)) = (text, needle) {
        return memmem::rfind(&t[..last + n.len()], n);
    }
    let first = needle.at(0);
    (0..=last).rev().find(|&i| text.at(i) == first && text.sub(i, i + needle.len()).equals(needle))
}

/// String.prototype.indexOf ( searchString, position )
pub fn index_of(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "indexOf")?;
    let needle = ctx.to_string(args.get(0))?;
    let start = clamped(ctx, args.get(1), s.len(), 0)?;
    let (text, needle) = (s.view(ctx), needle.view(ctx));
    Ok(Value::from_i32(find(text, needle, start).map_or(-1, |i| i as i32)))
}

/// String.prototype.lastIndexOf ( searchString, position )
pub fn last_index_of(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "lastIndexOf")?;
    let needle = ctx.to_string(args.get(0))?;
    let position = ctx.to_number(args.get(1))?;
    let start = if position.is_nan() { s.len() } else { position.trunc().clamp(0.0, s.len() as f64) as usize };
    let (text, needle) = (s.view(ctx), needle.view(ctx));
    Ok(Value::from_i32(find_last(text, needle, start).map_or(-1, |i| i as i32)))
}

/// IsRegExp <https://tc39.es/ecma262/#sec-isregexp>
pub fn is_regexp(ctx: &mut Context, v: Value) -> JsResult<bool> {
    let Some(o) = v.as_object() else { return Ok(false) };
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::Match));
    let matcher = ctx.get(o, key)?;
    if !matcher.is_undefined() {
        return Ok(ctx.to_boolean(matcher));
    }
    Ok(o.kind() == CellKind::RegExp)
}

/// The search string of includes, startsWith and endsWith.
#[inline]
fn plain_search_string(ctx: &mut Context, v: Value, method: &str) -> JsResult<Str> {
    if let Some(s) = v.as_string() {
        return Ok(s);
    }
    if is_regexp(ctx, v)? {
        let m = format_args!("First argument to String.prototype.{method} must not be a regular expression");
        return Err(ctx.type_error(m));
    }
    ctx.to_string(v)
}

/// String.prototype.includes ( searchString, position )
pub fn includes(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "includes")?;
    let needle = plain_search_string(ctx, args.get(0), "includes")?;
    let start = clamped(ctx, args.get(1), s.len(), 0)?;
    let (text, needle) = (s.view(ctx), needle.view(ctx));
    Ok(Value::from_bool(find(text, needle, start).is_some()))
}

/// String.prototype.startsWith ( searchString, position )
pub fn starts_with(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "startsWith")?;
    let needle = plain_search_string(ctx, args.get(0), "startsWith")?;
    let start = clamped(ctx, args.get(1), s.len(), 0)?;
    let end = start + needle.len();
    let (text, needle) = (s.view(ctx), needle.view(ctx));
    Ok(Value::from_bool(end <= text.len() && text.sub(start, end).equals(needle)))
}

/// String.prototype.endsWith ( searchString, endPosition )
pub fn ends_with(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "endsWith")?;
    let needle = plain_search_string(ctx, args.get(0), "endsWith")?;
    let end = clamped(ctx, args.get(1), s.len(), s.len())?;
    let (text, needle) = (s.view(ctx), needle.view(ctx));
    Ok(Value::from_bool(match end.checked_sub(needle.len()) {
        Some(start) => text.sub(start, end).equals(needle),
        None => false,
    }))
}
