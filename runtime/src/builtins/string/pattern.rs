//! Methods of strings that take a pattern: `match`, `matchAll`, `replace`, `replaceAll`, `search`, `split`. With a
//! regular expression they call its symbol method; if nobody has tampered with regular expressions, they go there
//! directly.

use super::search::{Finder, find, is_regexp};
use super::this_string;
use crate::builtins::{WellKnown, regexp};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::string::{StrView, StringBuilder};
use core::ops::Range;
use jsc_abi::Value;

/// The captures that a replacement text may ask for.
#[derive(Clone, Copy)]
pub enum Captures<'a> {
    /// Ranges of the text.
    Ranges(&'a [Option<Range<usize>>]),
    /// Strings or undefined.
    Values(&'a [Value]),
}

/// Named captures.
#[derive(Clone, Copy)]
pub enum Named<'a> {
    None,
    Object(Obj),
    Match(&'a regress::Match),
}

/// What GetSubstitution needs besides the template.
#[derive(Clone, Copy)]
pub struct Substitution<'a> {
    pub text: StrView<'a>,
    pub matched: StrView<'a>,
    pub position: usize,
    pub captures: Captures<'a>,
    pub named: Named<'a>,
}

/// GetSubstitution <https://tc39.es/ecma262/#sec-getsubstitution>, appended to `out`.
pub fn push_substitution(
    ctx: &mut Context,
    out: &mut StringBuilder,
    s: &Substitution,
    template: StrView,
) -> JsResult<()> {
    let count = match s.captures {
        Captures::Ranges(r) => r.len(),
        Captures::Values(v) => v.len(),
    };
    let mut from = 0;
    while let Some(at) = find(template, StrView::Latin1(b"$"), from) {
        out.push_view(template.sub(from, at));
        let digit = |i: usize| {
            template.get(i).filter(|u| (b'0' as u16..=b'9' as u16).contains(u)).map(|u| (u - b'0' as u16) as usize)
        };
        from = at + 2;
        match template.get(at + 1).and_then(|u| u8::try_from(u).ok()) {
            Some(b'$') => out.push_unit(b'$' as u16),
            Some(b'&') => out.push_view(s.matched),
            Some(b'`') => out.push_view(s.text.sub(0, s.position.min(s.text.len()))),
            Some(b'\'') => {
                let tail = (s.position + s.matched.len()).min(s.text.len());
                out.push_view(s.text.sub(tail, s.text.len()));
            }
            Some(b'0'..=b'9') => {
                let first = digit(at + 1).unwrap_or(0);
                let mut n = first;
                if let Some(second) = digit(at + 2)
                    && (1..=count).contains(&(first * 10 + second))
                {
                    n = first * 10 + second;
                    from += 1;
                }
                if !(1..=count).contains(&n) {
                    out.push_view(template.sub(at, from));
                    continue;
                }
                match s.captures {
                    Captures::Ranges(ranges) => {
                        if let Some(r) = &ranges[n - 1] {
                            out.push_view(s.text.sub(r.start, r.end));
                        }
                    }
                    Captures::Values(values) => {
                        if let Some(v) = values[n - 1].as_string() {
                            out.push_js(ctx, v);
                        }
                    }
                }
            }
            Some(b'<') if !matches!(s.named, Named::None) => {
                let Some(end) = find(template, StrView::Latin1(b">"), at + 2) else {
                    out.push_str("$<");
                    continue;
                };
                let name = template.sub(at + 2, end);
                from = end + 1;
                match s.named {
                    Named::Match(m) => {
                        let name = name.to_rust();
                        if let Some(r) = m.named_groups().find(|g| g.0 == name).and_then(|g| g.1) {
                            out.push_view(s.text.sub(r.start, r.end));
                        }
                    }
                    Named::Object(groups) => {
                        let name = ctx.string_from_view(name);
                        let key = ctx.to_property_key(name.value())?;
                        let capture = ctx.get(groups, key)?;
                        if !capture.is_undefined() {
                            let capture = ctx.to_string(capture)?;
                            out.push_js(ctx, capture);
                        }
                    }
                    Named::None => {}
                }
            }
            _ => {
                out.push_unit(b'$' as u16);
                from = at + 1;
            }
        }
    }
    out.push_view(template.sub(from, template.len()));
    Ok(())
}

/// RequireObjectCoercible(this value)
fn require_coercible(ctx: &mut Context, args: &Args, method: &str) -> JsResult<()> {
    if args.this.is_nullish() {
        return Err(ctx.type_error(format_args!("String.prototype.{method} called on null or undefined")));
    }
    Ok(())
}

/// The pattern's own method for the operation. Only objects are asked.
fn symbol_method(ctx: &mut Context, pattern: Value, symbol: WellKnown) -> JsResult<Option<Obj>> {
    if !pattern.is_object() {
        return Ok(None);
    }
    let key = PropertyKey::from_symbol(ctx.well_known(symbol));
    ctx.get_method(pattern, key)
}

/// The pattern as a regular expression that works as it was built to.
fn pristine(ctx: &mut Context, pattern: Value) -> Option<Obj> {
    let o = pattern.as_object()?;
    if regexp::is_pristine(ctx, o) { Some(o) } else { None }
}

/// `? Invoke(? RegExpCreate(pattern, flags), symbol, « S »)`
fn with_new_regexp(ctx: &mut Context, pattern: Value, flags: &str, symbol: WellKnown, s: Str) -> JsResult {
    let flags = ctx.intern(flags);
    let rx = regexp::create(ctx, pattern, flags.value())?;
    let key = PropertyKey::from_symbol(ctx.well_known(symbol));
    ctx.invoke(rx.value(), key, &[s.value()])
}

/// String.prototype.match ( regexp )
pub fn match_(ctx: &mut Context, args: &Args) -> JsResult {
    require_coercible(ctx, args, "match")?;
    let pattern = args.get(0);
    if let Some(rx) = pristine(ctx, pattern) {
        let s = ctx.to_string(args.this)?;
        return regexp::match_string(ctx, rx, s);
    }
    if let Some(method) = symbol_method(ctx, pattern, WellKnown::Match)? {
        return ctx.call(method.value(), pattern, &[args.this]);
    }
    let s = ctx.to_string(args.this)?;
    with_new_regexp(ctx, pattern, "", WellKnown::Match, s)
}

/// TypeError unless the `flags` of a regular expression have "g".
fn require_global(ctx: &mut Context, pattern: Value, method: &str) -> JsResult<()> {
    if !is_regexp(ctx, pattern)? {
        return Ok(());
    }
    let key = PropertyKey::from_interned(ctx.names.flags);
    let flags = ctx.get_v(pattern, key)?;
    if flags.is_nullish() {
        return Err(ctx.type_error(format_args!("String.prototype.{method} called with a non-global RegExp argument")));
    }
    let flags = ctx.to_string(flags)?;
    if !flags.view(ctx).iter().any(|u| u == b'g' as u16) {
        return Err(ctx.type_error(format_args!("String.prototype.{method} called with a non-global RegExp argument")));
    }
    Ok(())
}

/// String.prototype.matchAll ( regexp )
pub fn match_all(ctx: &mut Context, args: &Args) -> JsResult {
    require_coercible(ctx, args, "matchAll")?;
    let pattern = args.get(0);
    if pattern.is_object() {
        require_global(ctx, pattern, "matchAll")?;
        if let Some(method) = symbol_method(ctx, pattern, WellKnown::MatchAll)? {
            return ctx.call(method.value(), pattern, &[args.this]);
        }
    }
    let s = ctx.to_string(args.this)?;
    with_new_regexp(ctx, pattern, "g", WellKnown::MatchAll, s)
}

/// String.prototype.search ( regexp )
pub fn search(ctx: &mut Context, args: &Args) -> JsResult {
    require_coercible(ctx, args, "search")?;
    let pattern = args.get(0);
    if let Some(method) = symbol_method(ctx, pattern, WellKnown::Search)? {
        return ctx.call(method.value(), pattern, &[args.this]);
    }
    let s = ctx.to_string(args.this)?;
    with_new_regexp(ctx, pattern, "", WellKnown::Search, s)
}

/// String.prototype.replace ( searchValue, replaceValue )
pub fn replace(ctx: &mut Context, args: &Args) -> JsResult {
    require_coercible(ctx, args, "replace")?;
    let (pattern, replacement) = (args.get(0), args.get(1));
    if let Some(rx) = pristine(ctx, pattern) {
        let s = ctx.to_string(args.this)?;
        return regexp::replace_string(ctx, rx, s, replacement);
    }
    if let Some(method) = symbol_method(ctx, pattern, WellKnown::Replace)? {
        return ctx.call(method.value(), pattern, &[args.this, replacement]);
    }
    let s = this_string(ctx, args, "replace")?;
    replace_plain(ctx, s, pattern, replacement, false)
}

/// String.prototype.replaceAll ( searchValue, replaceValue )
pub fn replace_all(ctx: &mut Context, args: &Args) -> JsResult {
    require_coercible(ctx, args, "replaceAll")?;
    let (pattern, replacement) = (args.get(0), args.get(1));
    if pattern.is_object() {
        require_global(ctx, pattern, "replaceAll")?;
        if let Some(method) = symbol_method(ctx, pattern, WellKnown::Replace)? {
            return ctx.call(method.value(), pattern, &[args.this, replacement]);
        }
    }
    let s = this_string(ctx, args, "replaceAll")?;
    replace_plain(ctx, s, pattern, replacement, true)
}

/// Replaces the first or all occurrences of a string.
fn replace_plain(ctx: &mut Context, s: Str, pattern: Value, replacement: Value, all: bool) -> JsResult {
    let needle = ctx.to_string(pattern)?;
    let function = if replacement.is_callable() { Some(replacement) } else { None };
    let template = if function.is_some() { ctx.names.empty } else { ctx.to_string(replacement)? };
    let (text, needle_view) = (s.view(ctx), needle.view(ctx));
    let finder = Finder::new(needle_view);
    let first = if all { finder.find(text, 0) } else { find(text, needle_view, 0) };
    let Some(mut at) = first else { return Ok(s.value()) };
    let template = template.view(ctx);
    let literal = find(template, StrView::Latin1(b"$"), 0).is_none();
    let length = needle_view.len();
    let mut out = StringBuilder::with_capacity(text.len() + template.len());
    let mut from = 0;
    loop {
        out.push_view(text.sub(from, at));
        match function {
            Some(f) => {
                let v = ctx.call(f, Value::UNDEFINED, &[needle.value(), Value::from_i32(at as i32), s.value()])?;
                let v = ctx.to_string(v)?;
                out.push_js(ctx, v);
            }
            None if literal => out.push_view(template),
            None => {
                let substitution = Substitution {
                    text,
                    matched: needle_view,
                    position: at,
                    captures: Captures::Ranges(&[]),
                    named: Named::None,
                };
                push_substitution(ctx, &mut out, &substitution, template)?;
            }
        }
        from = at + length;
        if !all {
            break;
        }
        match finder.find(text, at + length.max(1)) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.push_view(text.sub(from, text.len()));
    Ok(out.finish(ctx)?.value())
}

/// String.prototype.split ( separator, limit )
pub fn split(ctx: &mut Context, args: &Args) -> JsResult {
    require_coercible(ctx, args, "split")?;
    let (separator, limit) = (args.get(0), args.get(1));
    if let Some(rx) = pristine(ctx, separator) {
        let s = ctx.to_string(args.this)?;
        return regexp::split_string(ctx, rx, s, limit);
    }
    if let Some(method) = symbol_method(ctx, separator, WellKnown::Split)? {
        return ctx.call(method.value(), separator, &[args.this, limit]);
    }
    let s = this_string(ctx, args, "split")?;
    let limit = if limit.is_undefined() { u32::MAX } else { ctx.to_uint32(limit)? };
    let needle = ctx.to_string(separator)?;
    if limit == 0 {
        return Ok(ctx.new_array(&[]).value());
    }
    if separator.is_undefined() {
        return Ok(ctx.new_array(&[s.value()]).value());
    }
    let (text, needle) = (s.view(ctx), needle.view(ctx));
    if needle.is_empty() {
        let count = text.len().min(limit as usize);
        let array = ctx.new_array_with_capacity(count as u32);
        for i in 0..count {
            let c = ctx.single_char(text.at(i));
            ctx.array_push(array, c.value());
        }
        return Ok(array.value());
    }
    if text.is_empty() {
        return Ok(ctx.new_array(&[s.value()]).value());
    }
    let array = ctx.new_array(&[]);
    let finder = Finder::new(needle);
    let mut from = 0;
    while let Some(at) = finder.find(text, from) {
        let piece = ctx.substring(s, from, at);
        ctx.array_push(array, piece.value());
        if array.storage_header().length == limit {
            return Ok(array.value());
        }
        from = at + needle.len();
    }
    let piece = ctx.substring(s, from, text.len());
    ctx.array_push(array, piece.value());
    Ok(array.value())
}
