//! [20.4 Symbol Objects](https://tc39.es/ecma262/#sec-symbol-objects)

use crate::builtins::{Intrinsic, NOTHING, Row, RowKey, WellKnown, getter, method, tag};
use crate::context::Context;
use crate::convert::wrapped;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Str, Sym, ValueExt};
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use std::collections::HashMap;

const WELL_KNOWN: [WellKnown; WellKnown::NAMES.len()] = [
    WellKnown::AsyncIterator,
    WellKnown::HasInstance,
    WellKnown::IsConcatSpreadable,
    WellKnown::Iterator,
    WellKnown::Match,
    WellKnown::MatchAll,
    WellKnown::Replace,
    WellKnown::Search,
    WellKnown::Species,
    WellKnown::Split,
    WellKnown::ToPrimitive,
    WellKnown::ToStringTag,
    WellKnown::Unscopables,
];

/// State of symbols.
#[derive(Default)]
pub struct State {
    /// Made on first use. The cells are immortal.
    well_known: [Option<Sym>; WellKnown::NAMES.len()],
    /// The GlobalSymbolRegistry, by interned key. Keys and symbols are among `Heap::immortal_roots`.
    registry: HashMap<u64, Sym>,
}

impl State {
    /// For the collector: what the registry holds (also kept by `Heap::immortal_roots`).
    pub fn visit(&self, f: &mut dyn FnMut(Value)) {
        for (&key, symbol) in &self.registry {
            f(Value(key));
            f(symbol.value());
        }
    }
}

/// Changes the low bits of a symbol's address to a hash.
fn address_hash(p: *const Symbol) -> u32 {
    ((p as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// The well-known symbol, whose description is "Symbol.name".
#[inline]
pub fn well_known(ctx: &mut Context, which: WellKnown) -> Sym {
    match ctx.builtins.symbol.well_known[which as usize] {
        Some(s) => s,
        None => make_well_known(ctx, which),
    }
}

#[cold]
fn make_well_known(ctx: &mut Context, which: WellKnown) -> Sym {
    const DESCRIPTIONS: [&str; WellKnown::NAMES.len()] = [
        "Symbol.asyncIterator",
        "Symbol.hasInstance",
        "Symbol.isConcatSpreadable",
        "Symbol.iterator",
        "Symbol.match",
        "Symbol.matchAll",
        "Symbol.replace",
        "Symbol.search",
        "Symbol.species",
        "Symbol.split",
        "Symbol.toPrimitive",
        "Symbol.toStringTag",
        "Symbol.unscopables",
    ];
    let description = ctx.strings.intern_static(&mut ctx.heap, DESCRIPTIONS[which as usize]);
    if description.header.gc != gc_state::IMMORTAL {
        // The program had made this string before.
        ctx.heap.immortal_roots.push(description.value());
    }
    let p = ctx.heap.alloc_raw_immortal(size_of::<Symbol>()) as *mut Symbol;
    let header =
        CellHeader { shape: shape_id::SYMBOL, kind: CellKind::Symbol, flags: 0, gc: gc_state::IMMORTAL, aux: 0 };
    // SAFETY: fresh memory of that size.
    let symbol = unsafe {
        p.write(Symbol { header, description: description.value(), hash: address_hash(p), flags: 0 });
        Gc::from_ptr(p)
    };
    ctx.builtins.symbol.well_known[which as usize] = Some(symbol);
    symbol
}

/// The symbol that `Symbol.for(key)` made, if it was called.
pub(crate) fn find_registered(ctx: &mut Context, key: &str) -> Option<Sym> {
    if ctx.builtins.symbol.registry.is_empty() {
        return None;
    }
    let key = ctx.intern(key);
    ctx.builtins.symbol.registry.get(&key.value().0).copied()
}

impl Context {
    /// A new unique symbol; `description` is a string or undefined.
    pub fn new_symbol(&mut self, description: Value) -> Sym {
        let p = self.alloc_cell(size_of::<Symbol>(), CellKind::Symbol, shape_id::SYMBOL, 0) as *mut Symbol;
        // SAFETY: a fresh cell of that size.
        unsafe {
            (*p).description = description;
            (*p).hash = address_hash(p);
            (*p).flags = 0;
            Gc::from_ptr(p)
        }
    }

    /// [SymbolDescriptiveString](https://tc39.es/ecma262/#sec-symboldescriptivestring)
    pub fn symbol_descriptive_string(&mut self, symbol: Sym) -> Str {
        let mut text = crate::string::StringBuilder::new();
        text.push_str("Symbol(");
        if let Some(description) = symbol.description.as_string() {
            text.push_js(self, description);
        }
        text.push_str(")");
        match text.finish(self) {
            Ok(s) => s,
            Err(_) => {
                // Only for a description of nearly the greatest length.
                self.take_exception();
                self.intern("Symbol()")
            }
        }
    }
}

const STATICS: &[Row] = &[method("for", 1, symbol_for), method("keyFor", 1, key_for)];

const METHODS: &[Row] = &[
    method("toString", 0, to_string),
    method("valueOf", 0, value_of),
    getter("description", description),
    tag("Symbol"),
];

/// Sets up %Symbol% and %Symbol.prototype%.
pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let pair = (Intrinsic::SymbolPrototype, prototype);
    let f = ctx.install_class(Intrinsic::Symbol, "Symbol", 0, entry(constructor), STATICS, pair, METHODS);
    for which in WELL_KNOWN {
        let key = ctx.key(WellKnown::NAMES[which as usize]);
        let symbol = ctx.well_known(which);
        ctx.define_builtin(f.object(), key, symbol.value(), NOTHING);
    }
    // 20.4.3.5: configurable, not writable.
    let key = ctx.row_key(RowKey::Symbol(WellKnown::ToPrimitive));
    let name = ctx.function_name(key, None);
    let f = ctx.new_builtin(name, 1, entry(symbol_to_primitive), Value::UNDEFINED, false);
    ctx.define_builtin(prototype, key, f.value(), attribute::CONFIGURABLE);
}

/// 20.4.1.1 Symbol ( [ description ] )
fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
    if args.is_construct() {
        return Err(ctx.type_error("Symbol is not a constructor"));
    }
    let description = match args.get(0) {
        v if v.is_undefined() => v,
        v => ctx.to_string(v)?.value(),
    };
    Ok(ctx.new_symbol(description).value())
}

/// 20.4.2.2 Symbol.for ( key )
fn symbol_for(ctx: &mut Context, args: &Args) -> JsResult {
    let key = ctx.to_string(args.get(0))?;
    let key = ctx.intern_string(key);
    if let Some(symbol) = ctx.builtins.symbol.registry.get(&key.value().0) {
        return Ok(symbol.value());
    }
    let mut symbol = ctx.new_symbol(key.value());
    symbol.flags |= symbol_flag::REGISTERED;
    ctx.heap.immortal_roots.push(key.value());
    ctx.heap.immortal_roots.push(symbol.value());
    ctx.builtins.symbol.registry.insert(key.value().0, symbol);
    Ok(symbol.value())
}

/// 20.4.2.6 Symbol.keyFor ( sym )
fn key_for(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(symbol) = args.get(0).as_symbol() else {
        let shown = ctx.display_for_error(args.get(0));
        return Err(ctx.type_error(format_args!("{shown} is not a symbol")));
    };
    Ok(if symbol.flags & symbol_flag::REGISTERED != 0 { symbol.description } else { Value::UNDEFINED })
}

/// [ThisSymbolValue](https://tc39.es/ecma262/#sec-thissymbolvalue)
fn this_symbol_value(ctx: &mut Context, args: &Args, method: &str) -> JsResult<Sym> {
    let v = wrapped(args.this, CellKind::SymbolObject).unwrap_or(args.this);
    match v.as_symbol() {
        Some(s) => Ok(s),
        None => Err(ctx.type_error(format_args!("Symbol.prototype{method} requires that 'this' be a Symbol"))),
    }
}

/// 20.4.3.2 get Symbol.prototype.description
fn description(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(this_symbol_value(ctx, args, ".description")?.description)
}

/// 20.4.3.3 Symbol.prototype.toString ( )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    let symbol = this_symbol_value(ctx, args, ".toString")?;
    Ok(ctx.symbol_descriptive_string(symbol).value())
}

/// 20.4.3.4 Symbol.prototype.valueOf ( )
fn value_of(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(this_symbol_value(ctx, args, ".valueOf")?.value())
}

/// 20.4.3.5 Symbol.prototype [ %Symbol.toPrimitive% ] ( hint )
fn symbol_to_primitive(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(this_symbol_value(ctx, args, " [ @@toPrimitive ]")?.value())
}
