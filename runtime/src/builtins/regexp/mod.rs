//! RegExp objects: <https://tc39.es/ecma262/#sec-regexp-regular-expression-objects>. Patterns are compiled by
//! `engine.rs` and kept in [`State`] by source and flags; an object holds the number of its compiled form. Running them is
//! in `exec.rs`, the symbol methods as the specification has them in `symbols.rs`, and what strings use when nobody has
//! tampered with anything in `fast.rs`.

mod compile;
mod engine;
mod exec;
mod fast;
mod start;
mod symbols;

use crate::builtins::{Intrinsic, Row, WellKnown, getter, method, symbol_getter, symbol_method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::string::StringBuilder;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

pub use compile::{Compiled, State, flag};
pub use engine::{ENGINE, Engine};
pub use exec::{Input, is_pristine};
pub use fast::{match_string, replace_string, split_string};

/// A RegExp object. The layout is `kind_layout`'s.
#[repr(C)]
pub struct RegExpObject {
    pub object: Object,
    /// [[OriginalSource]]; EMPTY until initialised.
    pub source: Value,
    /// [[OriginalFlags]]
    pub flags: Value,
    pub last_index: Value,
    /// Number of the compiled form in [`State`], then [`flag`] bits.
    pub compiled: u32,
    pub flag_bits: u32,
}

pub type Rx = Gc<RegExpObject>;

/// The value as an initialised RegExp.
#[inline]
pub fn as_regexp(v: Value) -> Option<Rx> {
    // SAFETY: by kind.
    let rx: Rx = unsafe { v.as_kind(CellKind::RegExp)? };
    if rx.source.is_empty() { None } else { Some(rx) }
}

/// RegExpAlloc with the original prototype, uninitialised.
fn alloc_plain(ctx: &mut Context) -> Obj {
    // Building the family also notes the shape.
    let prototype = ctx.intrinsic(Intrinsic::RegExpPrototype);
    match ctx.builtins.regexp.object_shape {
        0 => ctx.new_builtin_object(CellKind::RegExp, prototype),
        shape => ctx.alloc_object(CellKind::RegExp, shape, 0),
    }
}

/// RegExpInitialize <https://tc39.es/ecma262/#sec-regexpinitialize>, of strings.
fn initialize(ctx: &mut Context, o: Obj, pattern: Str, flags: Str) -> JsResult<()> {
    let (compiled, flag_bits) = compile::compile(ctx, pattern, flags)?;
    // SAFETY: an object of kind RegExp.
    let mut rx: Rx = unsafe { o.cast() };
    rx.source = pattern.value();
    rx.flags = flags.value();
    rx.compiled = compiled;
    rx.flag_bits = flag_bits;
    ctx.write_barrier(o);
    exec::set_last_index(ctx, rx, 0)
}

/// A new object for a literal. Its syntax was checked when the program was compiled, but what only this engine cannot do
/// is a SyntaxError here.
pub fn from_literal(ctx: &mut Context, pattern: Str, flags: Str) -> JsResult<Obj> {
    let o = alloc_plain(ctx);
    initialize(ctx, o, pattern, flags)?;
    Ok(o)
}

/// RegExpCreate <https://tc39.es/ecma262/#sec-regexpcreate>
pub fn create(ctx: &mut Context, pattern: Value, flags: Value) -> JsResult<Obj> {
    let o = alloc_plain(ctx);
    initialize_from_values(ctx, o, pattern, flags)?;
    Ok(o)
}

fn initialize_from_values(ctx: &mut Context, o: Obj, pattern: Value, flags: Value) -> JsResult<()> {
    let pattern = if pattern.is_undefined() { ctx.names.empty } else { ctx.to_string(pattern)? };
    let flags = if flags.is_undefined() { ctx.names.empty } else { ctx.to_string(flags)? };
    initialize(ctx, o, pattern, flags)
}

/// RegExp ( pattern, flags ) <https://tc39.es/ecma262/#sec-regexp-pattern-flags>
fn regexp(ctx: &mut Context, args: &Args) -> JsResult {
    let (pattern, flags) = (args.get(0), args.get(1));
    // 1. Let patternIsRegExp be ? IsRegExp(pattern).
    let is_regexp = super::string::search::is_regexp(ctx, pattern)?;
    let mut new_target = args.new_target;
    if !args.is_construct() {
        new_target = args.callee.value();
        // 2.b. If patternIsRegExp is true and flags is undefined, and its constructor is this function, return it.
        if is_regexp && flags.is_undefined() {
            let key = PropertyKey::from_interned(ctx.names.constructor);
            let constructor = ctx.get_v(pattern, key)?;
            if constructor == new_target {
                return Ok(pattern);
            }
        }
    }
    let (p, f) = if let Some(rx) = as_regexp(pattern) {
        (rx.source, if flags.is_undefined() { rx.flags } else { flags })
    } else if is_regexp {
        let key = PropertyKey::from_interned(ctx.names.source);
        let p = ctx.get_v(pattern, key)?;
        let key = PropertyKey::from_interned(ctx.names.flags);
        (p, if flags.is_undefined() { ctx.get_v(pattern, key)? } else { flags })
    } else {
        (pattern, flags)
    };
    let o = if new_target == args.callee.value() {
        alloc_plain(ctx)
    } else {
        ctx.create_from_constructor(new_target, Intrinsic::RegExpPrototype, CellKind::RegExp)?
    };
    initialize_from_values(ctx, o, p, f)?;
    Ok(o.value())
}

/// RegExp [ %Symbol.species% ]
fn species(_: &mut Context, args: &Args) -> JsResult {
    Ok(args.this)
}

/// RegExp.prototype.compile ( pattern, flags ) <https://tc39.es/ecma262/#sec-regexp.prototype.compile>
fn compile_method(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(this) = as_regexp(args.this) else {
        return Err(incompatible(ctx, "compile", args.this));
    };
    // SAFETY: a RegExp is an object.
    let o: Obj = unsafe { this.cast() };
    let (pattern, flags) = (args.get(0), args.get(1));
    if let Some(other) = as_regexp(pattern) {
        if !flags.is_undefined() {
            return Err(ctx.type_error("Invalid flags supplied to RegExp constructor"));
        }
        initialize_from_values(ctx, o, other.source, other.flags)?;
    } else {
        initialize_from_values(ctx, o, pattern, flags)?;
    }
    Ok(o.value())
}

#[cold]
fn incompatible(ctx: &mut Context, method: &str, this: Value) -> crate::Throw {
    let shown = ctx.display_for_error(this);
    ctx.type_error(format_args!("Method RegExp.prototype.{method} called on incompatible receiver {shown}"))
}

/// This value as an object, for the methods that take any.
fn this_object(ctx: &mut Context, args: &Args, method: &str) -> JsResult<Obj> {
    match args.this.as_object() {
        Some(o) => Ok(o),
        None => Err(incompatible(ctx, method, args.this)),
    }
}

/// RegExp.prototype.toString ( )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "toString")?;
    let key = PropertyKey::from_interned(ctx.names.source);
    let source = ctx.get(o, key)?;
    let source = ctx.to_string(source)?;
    let key = PropertyKey::from_interned(ctx.names.flags);
    let flags = ctx.get(o, key)?;
    let flags = ctx.to_string(flags)?;
    let mut out = StringBuilder::new();
    out.push_str("/");
    out.push_js(ctx, source);
    out.push_str("/");
    out.push_js(ctx, flags);
    Ok(out.finish(ctx)?.value())
}

/// EscapeRegExpPattern: `/` outside of classes and line terminators are escaped.
pub fn escaped_source(ctx: &mut Context, source: Str) -> Str {
    let view = source.view(ctx);
    if view.is_empty() {
        return ctx.string_from_str("(?:)");
    }
    let special = |u: u16| matches!(u, 0x2F | 0x0A | 0x0D | 0x2028 | 0x2029);
    if !view.iter().any(special) {
        return source;
    }
    let mut out = StringBuilder::with_capacity(view.len() + 4);
    let (mut in_class, mut escaped) = (false, false);
    for u in view.iter() {
        if !escaped {
            match u {
                0x5B => in_class = true,
                0x5D => in_class = false,
                0x2F if !in_class => out.push_unit(b'\\' as u16),
                _ => {}
            }
        }
        match u {
            // After a backslash the letter completes an escape that matches the same.
            0x0A => out.push_str(if escaped { "n" } else { "\\n" }),
            0x0D => out.push_str(if escaped { "r" } else { "\\r" }),
            0x2028 => out.push_str(if escaped { "u2028" } else { "\\u2028" }),
            0x2029 => out.push_str(if escaped { "u2029" } else { "\\u2029" }),
            _ => out.push_unit(u),
        }
        escaped = !escaped && u == b'\\' as u16;
    }
    out.finish(ctx).unwrap_or(source)
}

/// get RegExp.prototype.source
fn source(ctx: &mut Context, args: &Args) -> JsResult {
    match as_regexp(args.this) {
        Some(rx) => {
            let source = rx.source.as_string().expect("the source of a RegExp is a string");
            Ok(escaped_source(ctx, source).value())
        }
        None if is_prototype(ctx, args.this) => Ok(ctx.string_from_str("(?:)").value()),
        None => Err(not_a_regexp(ctx, "source")),
    }
}

fn is_prototype(ctx: &mut Context, v: Value) -> bool {
    v == ctx.intrinsic(Intrinsic::RegExpPrototype).value()
}

#[cold]
fn not_a_regexp(ctx: &mut Context, name: &str) -> crate::Throw {
    ctx.type_error(format_args!("RegExp.prototype.{name} getter called on non-RegExp object"))
}

/// RegExpHasFlag <https://tc39.es/ecma262/#sec-regexphasflag>
fn has_flag(ctx: &mut Context, args: &Args, name: &str, bit: u32) -> JsResult {
    match as_regexp(args.this) {
        Some(rx) => Ok(Value::from_bool(rx.flag_bits & bit != 0)),
        None if is_prototype(ctx, args.this) => Ok(Value::UNDEFINED),
        None => Err(not_a_regexp(ctx, name)),
    }
}

macro_rules! flag_getters {
    ($($function:ident $name:literal $bit:ident;)*) => {
        $(
            fn $function(ctx: &mut Context, args: &Args) -> JsResult {
                has_flag(ctx, args, $name, flag::$bit)
            }
        )*
    };
}

flag_getters! {
    dot_all "dotAll" DOT_ALL;
    global "global" GLOBAL;
    has_indices "hasIndices" HAS_INDICES;
    ignore_case "ignoreCase" IGNORE_CASE;
    multiline "multiline" MULTILINE;
    sticky "sticky" STICKY;
    unicode "unicode" UNICODE;
    unicode_sets "unicodeSets" UNICODE_SETS;
}

/// get RegExp.prototype.flags <https://tc39.es/ecma262/#sec-get-regexp.prototype.flags>
fn flags(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(o) = args.this.as_object() else {
        let shown = ctx.display_for_error(args.this);
        return Err(ctx.type_error(format_args!("RegExp.prototype.flags getter called on non-object {shown}")));
    };
    let n = &ctx.names;
    let names = [
        (n.has_indices, 'd'),
        (n.global, 'g'),
        (n.ignore_case, 'i'),
        (n.multiline, 'm'),
        (n.dot_all, 's'),
        (n.unicode, 'u'),
        (n.unicode_sets, 'v'),
        (n.sticky, 'y'),
    ];
    let mut text = String::new();
    for (name, letter) in names {
        let v = ctx.get(o, PropertyKey::from_interned(name))?;
        if ctx.to_boolean(v) {
            text.push(letter);
        }
    }
    Ok(ctx.string_from_str(&text).value())
}

const METHODS: &[Row] = &[
    method("exec", 1, exec::exec),
    getter("dotAll", dot_all),
    getter("flags", flags),
    getter("global", global),
    getter("hasIndices", has_indices),
    getter("ignoreCase", ignore_case),
    getter("multiline", multiline),
    getter("source", source),
    getter("sticky", sticky),
    getter("unicode", unicode),
    getter("unicodeSets", unicode_sets),
    method("compile", 2, compile_method),
    method("toString", 0, to_string),
    method("test", 1, exec::test),
    symbol_method(WellKnown::Match, 1, symbols::match_),
    symbol_method(WellKnown::MatchAll, 1, symbols::match_all),
    symbol_method(WellKnown::Replace, 2, symbols::replace),
    symbol_method(WellKnown::Search, 1, symbols::search),
    symbol_method(WellKnown::Split, 2, symbols::split),
];

/// RegExp, RegExp.prototype and the prototype of the iterators of `matchAll`.
pub fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let statics = &[symbol_getter(WellKnown::Species, species)];
    let which = (Intrinsic::RegExpPrototype, prototype);
    ctx.install_class(Intrinsic::RegExp, "RegExp", 2, entry(regexp), statics, which, METHODS);
    let iterator = ctx.new_plain(Intrinsic::IteratorPrototype);
    ctx.set_intrinsic(Intrinsic::RegExpStringIteratorPrototype, iterator);
    ctx.install(iterator, &[method("next", 0, symbols::string_iterator_next), tag("RegExp String Iterator")]);
    exec::note_pristine(ctx);
}
