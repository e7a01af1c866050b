//! The symbol methods of RegExp.prototype as the specification has them: every step visible to the program is done.
//! For regular expressions that nobody has tampered with they hand over to `fast.rs`.

use super::compile::flag;
use super::exec::{advance_string_index, is_pristine, regexp_exec};
use super::{fast, this_object};
use crate::builtins::Intrinsic;
use crate::builtins::string::{Captures, Named, Substitution, push_substitution};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Gc, GcVec, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::string::StringBuilder;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// `? ToString(? Get(rx, "flags"))` as bits of the letters that the methods ask for.
fn flags_of(ctx: &mut Context, rx: Obj) -> JsResult<(Str, u32)> {
    let key = PropertyKey::from_interned(ctx.names.flags);
    let flags = ctx.get(rx, key)?;
    let flags = ctx.to_string(flags)?;
    let mut bits = 0;
    for u in flags.view(ctx).iter() {
        bits |= match u8::try_from(u) {
            Ok(b'g') => flag::GLOBAL,
            Ok(b'u') => flag::UNICODE,
            Ok(b'v') => flag::UNICODE_SETS,
            Ok(b'y') => flag::STICKY,
            _ => 0,
        };
    }
    Ok((flags, bits))
}

fn set_last_index(ctx: &mut Context, rx: Obj, v: Value) -> JsResult<()> {
    let key = PropertyKey::from_interned(ctx.names.last_index);
    ctx.set(rx, key, v, true)
}

fn get_last_index(ctx: &mut Context, rx: Obj) -> JsResult<u64> {
    let key = PropertyKey::from_interned(ctx.names.last_index);
    let v = ctx.get(rx, key)?;
    ctx.to_length(v)
}

/// Moves `lastIndex` on after an empty match.
fn step_over_empty(ctx: &mut Context, rx: Obj, s: Str, bits: u32) -> JsResult<()> {
    let this_index = get_last_index(ctx, rx)?;
    let next = advance_string_index(ctx, s, this_index, bits & flag::EITHER_UNICODE != 0);
    set_last_index(ctx, rx, Value::from_number(next as f64))
}

/// RegExp.prototype [ %Symbol.match% ] ( string ) <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.match%>
pub fn match_(ctx: &mut Context, args: &Args) -> JsResult {
    let rx = this_object(ctx, args, "@@match")?;
    let s = ctx.to_string(args.get(0))?;
    if is_pristine(ctx, rx) {
        return fast::match_string(ctx, rx, s);
    }
    let (_, bits) = flags_of(ctx, rx)?;
    if bits & flag::GLOBAL == 0 {
        return regexp_exec(ctx, rx, s);
    }
    set_last_index(ctx, rx, Value::from_i32(0))?;
    let mut array: Option<Obj> = None;
    loop {
        let Some(result) = regexp_exec(ctx, rx, s)?.as_object() else {
            return Ok(array.map_or(Value::NULL, |a| a.value()));
        };
        let matched = ctx.get_index(result, 0)?;
        let matched = ctx.to_string(matched)?;
        let a = match array {
            Some(a) => a,
            None => ctx.new_array(&[]),
        };
        array = Some(a);
        ctx.array_push(a, matched.value());
        if matched.is_empty() {
            step_over_empty(ctx, rx, s, bits)?;
        }
    }
}

/// A RegExp String Iterator.
#[repr(C)]
struct RegExpStringIterator {
    object: Object,
    /// EMPTY when done.
    regexp: Value,
    string: Value,
    /// `flag` bits.
    flags: u64,
}

/// RegExp.prototype [ %Symbol.matchAll% ] ( string ) <https://tc39.es/ecma262/#sec-regexp-prototype-matchall>
pub fn match_all(ctx: &mut Context, args: &Args) -> JsResult {
    let rx = this_object(ctx, args, "@@matchAll")?;
    let s = ctx.to_string(args.get(0))?;
    let constructor = ctx.species_constructor(rx, Intrinsic::RegExp)?;
    let (flags, bits) = flags_of(ctx, rx)?;
    let matcher = ctx.construct(constructor, &[rx.value(), flags.value()], None)?;
    let last_index = get_last_index(ctx, rx)?;
    set_last_index(ctx, matcher, Value::from_number(last_index as f64))?;
    let prototype = ctx.intrinsic(Intrinsic::RegExpStringIteratorPrototype);
    let o = ctx.new_builtin_object(CellKind::RegExpStringIterator, prototype);
    // SAFETY: an object of that kind.
    let mut it: Gc<RegExpStringIterator> = unsafe { o.cast() };
    it.regexp = matcher.value();
    it.string = s.value();
    it.flags = bits as u64;
    ctx.write_barrier(o);
    Ok(o.value())
}

/// %RegExpStringIteratorPrototype%.next ( )
pub fn string_iterator_next(ctx: &mut Context, args: &Args) -> JsResult {
    // SAFETY: by kind.
    let Some(mut it) = (unsafe { args.this.as_kind::<RegExpStringIterator>(CellKind::RegExpStringIterator) }) else {
        let shown = ctx.display_for_error(args.this);
        let m = format_args!("Method RegExp String Iterator.prototype.next called on incompatible receiver {shown}");
        return Err(ctx.type_error(m));
    };
    let (Some(rx), Some(s)) = (it.regexp.as_object(), it.string.as_string()) else {
        return Ok(ctx.create_iter_result(Value::UNDEFINED, true));
    };
    let bits = it.flags as u32;
    let result = match regexp_exec(ctx, rx, s) {
        Ok(v) => v,
        Err(t) => {
            it.regexp = Value::EMPTY;
            return Err(t);
        }
    };
    let Some(o) = result.as_object() else {
        it.regexp = Value::EMPTY;
        return Ok(ctx.create_iter_result(Value::UNDEFINED, true));
    };
    if bits & flag::GLOBAL == 0 {
        it.regexp = Value::EMPTY;
        return Ok(ctx.create_iter_result(result, false));
    }
    let matched = ctx.get_index(o, 0)?;
    if ctx.to_string(matched)?.is_empty() {
        step_over_empty(ctx, rx, s, bits)?;
    }
    Ok(ctx.create_iter_result(result, false))
}

/// RegExp.prototype [ %Symbol.replace% ] ( string, replaceValue )
/// <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.replace%>
pub fn replace(ctx: &mut Context, args: &Args) -> JsResult {
    let rx = this_object(ctx, args, "@@replace")?;
    let s = ctx.to_string(args.get(0))?;
    let replacement = args.get(1);
    if is_pristine(ctx, rx) {
        return fast::replace_string(ctx, rx, s, replacement);
    }
    let functional = replacement.is_callable();
    let template = if functional { ctx.names.empty } else { ctx.to_string(replacement)? };
    let (_, bits) = flags_of(ctx, rx)?;
    if bits & flag::GLOBAL != 0 {
        set_last_index(ctx, rx, Value::from_i32(0))?;
    }
    let mut results = GcVec::new(ctx);
    while let Some(result) = regexp_exec(ctx, rx, s)?.as_object() {
        results.push(ctx, result.value());
        if bits & flag::GLOBAL == 0 {
            break;
        }
        let matched = ctx.get_index(result, 0)?;
        if ctx.to_string(matched)?.is_empty() {
            step_over_empty(ctx, rx, s, bits)?;
        }
    }
    let mut out = StringBuilder::new();
    let mut next_position = 0;
    for i in 0..results.len() {
        let Some(result) = results.as_slice()[i].as_object() else { continue };
        let count = ctx.length_of_array_like(result)?.max(1) - 1;
        let matched = ctx.get_index(result, 0)?;
        let matched = ctx.to_string(matched)?;
        let key = PropertyKey::from_interned(ctx.names.index);
        let position = ctx.get(result, key)?;
        let position = ctx.to_integer_or_infinity(position)?.clamp(0.0, s.len() as f64) as usize;
        let mut captures = GcVec::new(ctx);
        for n in 1..=count {
            let mut capture = ctx.get_index(result, n)?;
            if !capture.is_undefined() {
                capture = ctx.to_string(capture)?.value();
            }
            captures.push(ctx, capture);
        }
        let key = PropertyKey::from_interned(ctx.names.groups);
        let groups = ctx.get(result, key)?;
        let text = s.view(ctx);
        let mut piece = StringBuilder::new();
        if functional {
            let mut arguments = GcVec::with_capacity(ctx, captures.len() + 4);
            arguments.push(ctx, matched.value());
            for i in 0..captures.len() {
                let v = captures.as_slice()[i];
                arguments.push(ctx, v);
            }
            arguments.push(ctx, Value::from_i32(position as i32));
            arguments.push(ctx, s.value());
            if !groups.is_undefined() {
                arguments.push(ctx, groups);
            }
            let v = ctx.call(replacement, Value::UNDEFINED, arguments.as_slice())?;
            let v = ctx.to_string(v)?;
            piece.push_js(ctx, v);
        } else {
            let named = if groups.is_undefined() { Named::None } else { Named::Object(ctx.to_object(groups)?) };
            let substitution = Substitution {
                text,
                matched: matched.view(ctx),
                position,
                captures: Captures::Values(captures.as_slice()),
                named,
            };
            let template = template.view(ctx);
            push_substitution(ctx, &mut piece, &substitution, template)?;
        }
        if position >= next_position {
            out.push_view(text.sub(next_position, position));
            out.push_view(piece.view());
            next_position = position + matched.len();
        }
    }
    if next_position < s.len() {
        out.push_view(s.view(ctx).sub(next_position, s.len()));
    }
    Ok(out.finish(ctx)?.value())
}

/// RegExp.prototype [ %Symbol.search% ] ( string ) <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.search%>
pub fn search(ctx: &mut Context, args: &Args) -> JsResult {
    let rx = this_object(ctx, args, "@@search")?;
    let s = ctx.to_string(args.get(0))?;
    let key = PropertyKey::from_interned(ctx.names.last_index);
    let previous = ctx.get(rx, key)?;
    if !ctx.same_value(previous, Value::from_i32(0)) {
        set_last_index(ctx, rx, Value::from_i32(0))?;
    }
    let result = regexp_exec(ctx, rx, s)?;
    let current = ctx.get(rx, key)?;
    if !ctx.same_value(current, previous) {
        set_last_index(ctx, rx, previous)?;
    }
    match result.as_object() {
        None => Ok(Value::from_i32(-1)),
        Some(o) => {
            let key = PropertyKey::from_interned(ctx.names.index);
            ctx.get(o, key)
        }
    }
}

/// RegExp.prototype [ %Symbol.split% ] ( string, limit ) <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.split%>
pub fn split(ctx: &mut Context, args: &Args) -> JsResult {
    let rx = this_object(ctx, args, "@@split")?;
    let s = ctx.to_string(args.get(0))?;
    let limit = args.get(1);
    if is_pristine(ctx, rx) {
        return fast::split_string(ctx, rx, s, limit);
    }
    let constructor = ctx.species_constructor(rx, Intrinsic::RegExp)?;
    let (flags, bits) = flags_of(ctx, rx)?;
    let new_flags = if bits & flag::STICKY != 0 {
        flags
    } else {
        let y = ctx.single_char(b'y' as u16);
        ctx.concat(flags, y)?
    };
    let splitter = ctx.construct(constructor, &[rx.value(), new_flags.value()], None)?;
    let array = ctx.new_array(&[]);
    let limit = if limit.is_undefined() { u32::MAX } else { ctx.to_uint32(limit)? };
    if limit == 0 {
        return Ok(array.value());
    }
    if s.is_empty() {
        if regexp_exec(ctx, splitter, s)?.is_null() {
            ctx.array_push(array, s.value());
        }
        return Ok(array.value());
    }
    let size = s.len() as u64;
    let unicode = bits & flag::EITHER_UNICODE != 0;
    let (mut p, mut q) = (0u64, 0u64);
    while q < size {
        set_last_index(ctx, splitter, Value::from_number(q as f64))?;
        let Some(z) = regexp_exec(ctx, splitter, s)?.as_object() else {
            q = advance_string_index(ctx, s, q, unicode);
            continue;
        };
        let e = get_last_index(ctx, splitter)?.min(size);
        if e == p {
            q = advance_string_index(ctx, s, q, unicode);
            continue;
        }
        let piece = ctx.substring(s, p as usize, q as usize);
        ctx.array_push(array, piece.value());
        if array.storage_header().length == limit {
            return Ok(array.value());
        }
        p = e;
        let count = ctx.length_of_array_like(z)?.max(1) - 1;
        for i in 1..=count {
            let capture = ctx.get_index(z, i)?;
            ctx.array_push(array, capture);
            if array.storage_header().length == limit {
                return Ok(array.value());
            }
        }
        q = p;
    }
    let piece = ctx.substring(s, p as usize, size as usize);
    ctx.array_push(array, piece.value());
    Ok(array.value())
}
