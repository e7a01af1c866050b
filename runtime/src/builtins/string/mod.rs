//! String objects: <https://tc39.es/ecma262/#sec-string-objects>: the constructor, its functions, and the rows of the
//! prototype. Access to characters is in `access.rs`, searching in `search.rs`, changing in `transform.rs`, what takes
//! patterns in `pattern.rs`.

mod access;
mod pattern;
pub mod search;
mod transform;

use crate::builtins::{Intrinsic, METHOD, Row, WellKnown, method, quick_method, symbol_method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::string::StringBuilder;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

pub use pattern::{Captures, Named, Substitution, push_substitution};

/// A String object, and the like: the primitive behind the prefix.
#[repr(C)]
struct StringObject {
    object: Object,
    value: Value,
}

/// A String Iterator.
#[repr(C)]
struct StringIterator {
    object: Object,
    /// The string; EMPTY when done.
    string: Value,
    index: u64,
    unused: u64,
}

/// `? ToString(? RequireObjectCoercible(this value))`
#[inline(always)]
pub(crate) fn this_string(ctx: &mut Context, args: &Args, method: &str) -> JsResult<Str> {
    match args.this.as_string() {
        Some(s) => Ok(s),
        None => this_string_slow(ctx, args.this, method),
    }
}

#[cold]
fn this_string_slow(ctx: &mut Context, this: Value, method: &str) -> JsResult<Str> {
    if this.is_nullish() {
        return Err(ctx.type_error(format_args!("String.prototype.{method} called on null or undefined")));
    }
    ctx.to_string(this)
}

/// `? ToIntegerOrInfinity(v)`
#[inline(always)]
fn integer(ctx: &mut Context, v: Value) -> JsResult<f64> {
    if v.is_int32() { Ok(v.as_int32() as f64) } else { ctx.to_integer_or_infinity(v) }
}

/// `? ToIntegerOrInfinity(v)` clamped to 0..=length; `default` for undefined.
#[inline(always)]
fn clamped(ctx: &mut Context, v: Value, length: usize, default: usize) -> JsResult<usize> {
    if v.is_int32() {
        return Ok((v.as_int32().max(0) as usize).min(length));
    }
    if v.is_undefined() {
        return Ok(default);
    }
    Ok(ctx.to_integer_or_infinity(v)?.clamp(0.0, length as f64) as usize)
}

/// A position counted from the end if negative, clamped to 0..=length.
#[inline(always)]
fn relative(ctx: &mut Context, v: Value, length: usize, default: usize) -> JsResult<usize> {
    if v.is_undefined() {
        return Ok(default);
    }
    let n = integer(ctx, v)?;
    Ok(if n < 0.0 { (length as f64 + n).max(0.0) } else { n.min(length as f64) } as usize)
}

/// String ( value ) <https://tc39.es/ecma262/#sec-string-constructor-string-value>
fn string(ctx: &mut Context, args: &Args) -> JsResult {
    let s = match args.args.first() {
        None => ctx.names.empty,
        // 2.a. If NewTarget is undefined and value is a Symbol, return SymbolDescriptiveString(value).
        Some(v) if !args.is_construct() && v.is_symbol() => {
            let key = PropertyKey::from_symbol(v.as_symbol().unwrap());
            let text = ctx.key_to_display(key);
            ctx.string_from_str(&text)
        }
        Some(&v) => ctx.to_string(v)?,
    };
    if !args.is_construct() {
        return Ok(s.value());
    }
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::StringPrototype, CellKind::StringObject)?;
    // SAFETY: an object of that kind.
    unsafe { o.cast::<StringObject>() }.value = s.value();
    ctx.write_barrier(o);
    Ok(o.value())
}

/// String.fromCharCode ( ...codeUnits )
fn from_char_code(ctx: &mut Context, args: &Args) -> JsResult {
    if let [v] = *args.args {
        let unit = if v.is_int32() { v.as_int32() as u16 } else { ctx.to_uint32(v)? as u16 };
        return Ok(ctx.single_char(unit).value());
    }
    let mut out = StringBuilder::with_capacity(args.len());
    for &v in args.args {
        let unit = if v.is_int32() { v.as_int32() as u16 } else { ctx.to_uint32(v)? as u16 };
        out.push_unit(unit);
    }
    Ok(out.finish(ctx)?.value())
}

/// String.fromCodePoint ( ...codePoints )
fn from_code_point(ctx: &mut Context, args: &Args) -> JsResult {
    let mut out = StringBuilder::with_capacity(args.len());
    for &v in args.args {
        let n = ctx.to_number(v)?;
        if !(0.0..=0x10FFFF as f64).contains(&n) || n.trunc() != n {
            let shown = ctx.to_string(v)?.to_rust(ctx);
            return Err(ctx.range_error(format_args!("Invalid code point {shown}")));
        }
        out.push_code_point(n as u32);
    }
    Ok(out.finish(ctx)?.value())
}

/// String.raw ( template, ...substitutions )
fn raw(ctx: &mut Context, args: &Args) -> JsResult {
    let cooked = ctx.to_object(args.get(0))?;
    let key = PropertyKey::from_interned(ctx.names.raw);
    let literals = ctx.get(cooked, key)?;
    let literals = ctx.to_object(literals)?;
    let count = ctx.length_of_array_like(literals)?;
    let mut out = StringBuilder::new();
    for i in 0..count {
        let part = ctx.get_index(literals, i)?;
        let part = ctx.to_string(part)?;
        out.push_js(ctx, part);
        if i + 1 < count && (i as usize + 1) < args.len() {
            let part = ctx.to_string(args.get(i as usize + 1))?;
            out.push_js(ctx, part);
        }
    }
    Ok(out.finish(ctx)?.value())
}

/// ThisStringValue
fn this_string_value(ctx: &mut Context, args: &Args, method: &str) -> JsResult {
    if args.this.is_string() {
        return Ok(args.this);
    }
    // SAFETY: by kind.
    match unsafe { args.this.as_kind::<StringObject>(CellKind::StringObject) } {
        Some(o) => Ok(o.value),
        None => Err(ctx.type_error(format_args!("String.prototype.{method} requires that 'this' be a String"))),
    }
}

fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    this_string_value(ctx, args, "toString")
}

fn value_of(ctx: &mut Context, args: &Args) -> JsResult {
    this_string_value(ctx, args, "valueOf")
}

/// String.prototype [ %Symbol.iterator% ] ( )
fn iterator(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "[Symbol.iterator]")?;
    let prototype = ctx.intrinsic(Intrinsic::StringIteratorPrototype);
    let o = ctx.new_builtin_object(CellKind::StringIterator, prototype);
    // SAFETY: an object of that kind.
    unsafe { o.cast::<StringIterator>() }.string = s.value();
    ctx.write_barrier(o);
    Ok(o.value())
}

/// The next code point of a String Iterator as a string, or `None` when done.
pub fn iterator_step(ctx: &mut Context, o: Obj) -> Option<Str> {
    debug_assert!(o.kind() == CellKind::StringIterator);
    // SAFETY: by kind.
    let mut it: Gc<StringIterator> = unsafe { o.cast() };
    let s = it.string.as_string()?;
    let (i, view) = (it.index as usize, s.view(ctx));
    if i >= view.len() {
        it.string = Value::EMPTY;
        return None;
    }
    let (c, n) = view.code_point_at(i);
    it.index = (i + n) as u64;
    Some(ctx.string_from_code_point(c))
}

/// %StringIteratorPrototype%.next ( )
pub(crate) fn iterator_next(ctx: &mut Context, args: &Args) -> JsResult {
    let o = match args.this.as_object() {
        Some(o) if o.kind() == CellKind::StringIterator => o,
        _ => {
            let shown = ctx.display_for_error(args.this);
            let m = format_args!("Method String Iterator.prototype.next called on incompatible receiver {shown}");
            return Err(ctx.type_error(m));
        }
    };
    Ok(match iterator_step(ctx, o) {
        Some(s) => ctx.create_iter_result(s.value(), false),
        None => ctx.create_iter_result(Value::UNDEFINED, true),
    })
}

const STATICS: &[Row] =
    &[method("fromCharCode", 1, from_char_code), method("fromCodePoint", 1, from_code_point), method("raw", 1, raw)];

const METHODS: &[Row] = &[
    method("anchor", 1, transform::anchor),
    method("at", 1, access::at),
    method("big", 0, transform::big),
    method("blink", 0, transform::blink),
    method("bold", 0, transform::bold),
    quick_method("charAt", 1, access::quick_char_at, access::char_at),
    quick_method("charCodeAt", 1, access::quick_char_code_at, access::char_code_at),
    method("codePointAt", 1, access::code_point_at),
    method("concat", 1, access::concat),
    method("endsWith", 1, search::ends_with),
    method("fontcolor", 1, transform::fontcolor),
    method("fontsize", 1, transform::fontsize),
    method("fixed", 0, transform::fixed),
    method("includes", 1, search::includes),
    method("indexOf", 1, search::index_of),
    method("italics", 0, transform::italics),
    method("lastIndexOf", 1, search::last_index_of),
    method("link", 1, transform::link),
    method("localeCompare", 1, transform::locale_compare),
    method("match", 1, pattern::match_),
    method("matchAll", 1, pattern::match_all),
    method("normalize", 0, transform::normalize),
    method("padEnd", 1, transform::pad_end),
    method("padStart", 1, transform::pad_start),
    method("repeat", 1, transform::repeat),
    method("replace", 2, pattern::replace),
    method("replaceAll", 2, pattern::replace_all),
    method("search", 1, pattern::search),
    quick_method("slice", 2, access::quick_slice, access::slice),
    method("small", 0, transform::small),
    method("split", 2, pattern::split),
    method("strike", 0, transform::strike),
    method("sub", 0, transform::sub),
    method("substr", 2, access::substr),
    method("substring", 2, access::substring),
    method("sup", 0, transform::sup),
    method("startsWith", 1, search::starts_with),
    method("toString", 0, to_string),
    method("trim", 0, transform::trim),
    method("toLocaleLowerCase", 0, transform::to_locale_lower_case),
    method("toLocaleUpperCase", 0, transform::to_locale_upper_case),
    method("toLowerCase", 0, transform::to_lower_case),
    method("toUpperCase", 0, transform::to_upper_case),
    method("valueOf", 0, value_of),
    method("isWellFormed", 0, access::is_well_formed),
    method("toWellFormed", 0, access::to_well_formed),
    symbol_method(WellKnown::Iterator, 0, iterator),
];

/// String, String.prototype and the prototype of string iterators.
pub fn init(ctx: &mut Context) {
    let base = ctx.intrinsic(Intrinsic::ObjectPrototype);
    let prototype = ctx.new_builtin_object(CellKind::StringObject, base);
    // SAFETY: an object of that kind.
    unsafe { prototype.cast::<StringObject>() }.value = ctx.names.empty.value();
    ctx.write_barrier(prototype);
    let which = (Intrinsic::StringPrototype, prototype);
    ctx.install_class(Intrinsic::String, "String", 1, entry(string), STATICS, which, METHODS);
    ctx.mark_known(prototype, "String.prototype.");
    // trimLeft and trimRight are the same function objects as trimStart and trimEnd.
    for (name, alias, function) in
        [("trimStart", "trimLeft", entry(transform::trim_start)), ("trimEnd", "trimRight", entry(transform::trim_end))]
    {
        let key = ctx.key(name);
        let interned = ctx.intern(name);
        let f = ctx.new_builtin(interned, 0, function, Value::UNDEFINED, false);
        ctx.define_builtin(prototype, key, f.value(), METHOD);
        let alias = ctx.key(alias);
        ctx.define_builtin(prototype, alias, f.value(), METHOD);
    }

    let iterator = ctx.new_plain(Intrinsic::IteratorPrototype);
    ctx.set_intrinsic(Intrinsic::StringIteratorPrototype, iterator);
    ctx.install(iterator, &[method("next", 0, iterator_next), tag("String Iterator")]);
}
