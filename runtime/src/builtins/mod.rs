//! Built-ins: one folder or file for each global, one row for each function. An intrinsic is built when it is first
//! asked for, so that a program pays only for what it touches.

use crate::context::Context;
use crate::entry::{Builtin, Shortcut, entry, entry_with_shortcut};
use crate::handle::{Func, Gc, Obj, Str, Sym};
use crate::object::Own;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

pub mod array;
pub mod array_buffer;
pub mod bigint;
pub mod boolean;
pub mod console;
pub mod data_view;
pub mod date;
pub mod error;
pub mod function;
pub mod generator;
pub mod global;
pub mod inspect;
pub mod iterator;
pub mod json;
pub mod map;
pub mod math;
pub mod node;
pub mod number;
pub mod object;
pub mod performance;
pub mod reflect;
pub mod regexp;
pub mod set;
pub mod string;
pub mod symbol;
#[cfg(test)]
mod tests;
pub mod typed_array;
pub mod weak;

/// State of built-ins outside the heap. Nothing in it may hold the only reference to a cell.
#[derive(Default)]
pub struct State {
    pub regexp: regexp::State,
    pub date: date::State,
    pub console: console::State,
    pub node: node::State,
    pub symbol: symbol::State,
    pub iterator: iterator::State,
    pub array: array::State,
    pub function: function::State,
    /// (shape, prototype epoch) of functions whose `Symbol.hasInstance` is the original one.
    pub ordinary_has_instance: [(u32, u32); 16],
    /// Descriptions of built-in functions by entry, name, length, and whether they construct.
    pub codes: crate::hash::WordMap<(usize, u64, u32, bool), *const Code>,
    /// Shapes of fresh arguments objects, mapped and unmapped; 0: none yet.
    pub arguments_shapes: [u32; 2],
    /// What copying the properties of one object to another comes to, by shapes.
    pub copies: crate::object::copy::CopyCache,
    /// Properties that megamorphic sites read.
    pub lookups: crate::object::cache::LookupCache,
}

macro_rules! intrinsics {
    ($($init:path => $($name:ident),+;)*) => {
        /// The specification's well-known intrinsic objects (and a few of our own).
        #[repr(usize)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Intrinsic { $($($name),+),* }

        impl Intrinsic {
            pub const COUNT: usize = [$($(Intrinsic::$name),+),*].len();
        }

        /// Runs the family's `init`, which must set the intrinsic with [`Context::set_intrinsic`] before it asks for any
        /// intrinsic that may need this one.
        #[cold]
        pub fn build_intrinsic(ctx: &mut Context, which: Intrinsic) -> Obj {
            match which { $($(Intrinsic::$name)|+ => $init(ctx)),* }
            let v = ctx.intrinsics[which as usize];
            assert!(!v.is_empty(), "init did not set {which:?}");
            // SAFETY: just set to an object, and a root.
            unsafe { Gc::from_ptr(v.as_ptr()) }
        }
    };
}

// Each `init` builds all intrinsics of its line.
intrinsics! {
    object::init => Object;
    object::init_prototype => ObjectPrototype;
    function::init => Function, ThrowTypeError;
    function::init_prototype => FunctionPrototype;
    array::init => Array, ArrayPrototype, ArrayPrototypeValues;
    iterator::init => IteratorPrototype, ArrayIteratorPrototype, Iterator, IteratorHelperPrototype, WrapForValidIteratorPrototype;
    string::init => String, StringPrototype, StringIteratorPrototype;
    number::init => Number, NumberPrototype;
    boolean::init => Boolean, BooleanPrototype;
    symbol::init => Symbol, SymbolPrototype;
    bigint::init => BigInt, BigIntPrototype;
    math::init => Math;
    json::init => Json;
    reflect::init => Reflect;
    map::init => Map, MapPrototype, MapIteratorPrototype;
    set::init => Set, SetPrototype, SetIteratorPrototype;
    weak::init => WeakMap, WeakMapPrototype, WeakSet, WeakSetPrototype, WeakRef, WeakRefPrototype;
    error::init => Error, ErrorPrototype;
    error::init_natives => TypeError, TypeErrorPrototype, RangeError, RangeErrorPrototype, ReferenceError, ReferenceErrorPrototype,
        SyntaxError, SyntaxErrorPrototype, EvalError, EvalErrorPrototype, UriError, UriErrorPrototype, AggregateError, AggregateErrorPrototype;
    regexp::init => RegExp, RegExpPrototype, RegExpStringIteratorPrototype;
    date::init => Date, DatePrototype;
    generator::init => GeneratorFunction, GeneratorFunctionPrototype, GeneratorPrototype;
    array_buffer::init => ArrayBuffer, ArrayBufferPrototype;
    data_view::init => DataView, DataViewPrototype;
    typed_array::init => TypedArray, TypedArrayPrototype,
        Int8Array, Int8ArrayPrototype, Uint8Array, Uint8ArrayPrototype, Uint8ClampedArray, Uint8ClampedArrayPrototype,
        Int16Array, Int16ArrayPrototype, Uint16Array, Uint16ArrayPrototype, Int32Array, Int32ArrayPrototype,
        Uint32Array, Uint32ArrayPrototype, Float32Array, Float32ArrayPrototype, Float64Array, Float64ArrayPrototype,
        BigInt64Array, BigInt64ArrayPrototype, BigUint64Array, BigUint64ArrayPrototype;
    console::init => Console;
    performance::init => Performance;
    node::init => Process, Require;
    global::init_functions => ParseInt, ParseFloat, IsNaN, IsFinite, EncodeUri, EncodeUriComponent, DecodeUri, DecodeUriComponent, Escape, Unescape;
}

/// Interned names that the runtime uses, made at start. (Names of rows are interned when the row is installed.)
macro_rules! names {
    ($($field:ident $text:literal),* $(,)?) => {
        pub struct Names { $(pub $field: Str),* }
        impl Names {
            pub fn new(strings: &mut crate::string::StringTable, heap: &mut crate::heap::Heap) -> Names {
                Names { $($field: strings.intern_static(heap, $text)),* }
            }
            /// For the collector.
            pub fn visit(&self, f: &mut dyn FnMut(Value)) {
                $(f(self.$field.value());)*
            }
        }
    };
}

names! {
    empty "", length "length", name "name", prototype "prototype", constructor "constructor", message "message", stack "stack",
    cause "cause", errors "errors", value "value", done "done", next "next", return_ "return", throw "throw", get "get", set "set",
    writable "writable", enumerable "enumerable", configurable "configurable", to_string "toString", value_of "valueOf",
    to_json "toJSON", undefined "undefined", null "null", true_ "true", false_ "false", object "object", function "function",
    number "number", string "string", boolean "boolean", symbol "symbol", bigint "bigint", default "default", index "index", input "input",
    groups "groups", indices "indices", last_index "lastIndex", source "source", flags "flags", exec "exec", raw "raw", callee "callee",
    caller "caller", arguments "arguments", proto "__proto__", join "join", size "size", has "has", add "add", keys "keys",
    nan "NaN", infinity "Infinity", neg_infinity "-Infinity", zero "0", global "global", anonymous "anonymous",
    own_keys "ownKeys", delete_property "deleteProperty", get_prototype_of "getPrototypeOf", object_object "[object Object]",
    for_each "forEach", map "map", push "push", apply "apply", call "call", bind "bind", proxy "proxy", revoke "revoke",
    byte_length "byteLength", byte_offset "byteOffset", buffer "buffer", unicode "unicode", ignore_case "ignoreCase",
    multiline "multiline", sticky "sticky", dot_all "dotAll", has_indices "hasIndices", unicode_sets "unicodeSets",
    error_capital "Error", concat "concat", to_iso_string "toISOString", test "test",
}

/// Attributes of methods: writable, configurable.
pub const METHOD: u8 = attribute::WRITABLE | attribute::CONFIGURABLE;
pub const NOTHING: u8 = 0;

/// Name of a row: a string or a well-known symbol.
#[derive(Clone, Copy)]
pub enum RowKey {
    Name(&'static str),
    Symbol(WellKnown),
}

/// One property of a built-in object.
#[derive(Clone, Copy)]
pub enum Row {
    /// A function: key, `length`, entry.
    Method(RowKey, u32, Entry),
    /// Accessor: key, getter, setter.
    Accessor(RowKey, Entry, Option<Entry>),
    Number(&'static str, f64, u8),
    /// A string value with attributes (Symbol.toStringTag: `CONFIGURABLE`).
    Text(RowKey, &'static str, u8),
    /// The value of another intrinsic (looked up when the property is first read).
    Lazy(&'static str, Intrinsic, u8),
}

pub const fn method<F: Builtin>(name: &'static str, length: u32, f: F) -> Row {
    Row::Method(RowKey::Name(name), length, entry(f))
}
/// A method with a shortcut for its usual case.
pub const fn quick_method<S: Shortcut, F: Builtin>(name: &'static str, length: u32, shortcut: S, f: F) -> Row {
    Row::Method(RowKey::Name(name), length, entry_with_shortcut(shortcut, f))
}
pub const fn symbol_method<F: Builtin>(symbol: WellKnown, length: u32, f: F) -> Row {
    Row::Method(RowKey::Symbol(symbol), length, entry(f))
}
pub const fn getter<F: Builtin>(name: &'static str, f: F) -> Row {
    Row::Accessor(RowKey::Name(name), entry(f), None)
}
pub const fn symbol_getter<F: Builtin>(symbol: WellKnown, f: F) -> Row {
    Row::Accessor(RowKey::Symbol(symbol), entry(f), None)
}
pub const fn accessor<F: Builtin, G: Builtin>(name: &'static str, get: F, set: G) -> Row {
    Row::Accessor(RowKey::Name(name), entry(get), Some(entry(set)))
}
/// `[Symbol.toStringTag]`
pub const fn tag(text: &'static str) -> Row {
    Row::Text(RowKey::Symbol(WellKnown::ToStringTag), text, attribute::CONFIGURABLE)
}
/// A constant: not writable, enumerable or configurable.
pub const fn number(name: &'static str, value: f64) -> Row {
    Row::Number(name, value, NOTHING)
}

/// Well-known symbols.
#[repr(usize)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WellKnown {
    AsyncIterator,
    HasInstance,
    IsConcatSpreadable,
    Iterator,
    Match,
    MatchAll,
    Replace,
    Search,
    Species,
    Split,
    ToPrimitive,
    ToStringTag,
    Unscopables,
}

impl WellKnown {
    pub const NAMES: [&'static str; 13] = [
        "asyncIterator",
        "hasInstance",
        "isConcatSpreadable",
        "iterator",
        "match",
        "matchAll",
        "replace",
        "search",
        "species",
        "split",
        "toPrimitive",
        "toStringTag",
        "unscopables",
    ];
}

impl Context {
    pub fn set_intrinsic(&mut self, which: Intrinsic, object: Obj) {
        self.intrinsics[which as usize] = object.value();
    }

    /// A property key from Rust text (interned; canonical array indices become index keys).
    pub fn key(&mut self, name: &str) -> PropertyKey {
        let s = self.intern(name);
        PropertyKey::from_interned(s)
    }

    pub fn row_key(&mut self, key: RowKey) -> PropertyKey {
        match key {
            RowKey::Name(n) => self.key(n),
            RowKey::Symbol(s) => PropertyKey::from_symbol(self.well_known(s)),
        }
    }

    /// The well-known symbol.
    pub fn well_known(&mut self, which: WellKnown) -> Sym {
        symbol::well_known(self, which)
    }

    /// Lets compiled code know those methods of a built-in object that `jsc_abi::builtin::KNOWN` lists; `path` is the object's, with a
    /// dot behind it.
    pub fn mark_known(&mut self, object: Obj, path: &str) {
        for (n, name) in jsc_abi::builtin::KNOWN.iter().enumerate() {
            let Some(name) = name.strip_prefix(path) else { continue };
            let key = self.key(name);
            let Ok(Own::Data(value, _)) = self.own_property(object, key) else { unreachable!("no method {name}") };
            let f = crate::handle::ValueExt::as_function(value).expect("a method is a function");
            // SAFETY: the function's own code, which nobody else looks at yet.
            unsafe { (*f.code.cast_mut()).known = n as u32 + 1 };
        }
    }

    /// Adds the rows' properties to a built-in object.
    pub fn install(&mut self, object: Obj, rows: &[Row]) {
        for row in rows {
            match *row {
                Row::Method(key, length, entry) => {
                    let key = self.row_key(key);
                    let name = self.function_name(key, None);
                    let f = self.new_builtin(name, length, entry, Value::UNDEFINED, false);
                    self.define_builtin(object, key, f.value(), METHOD);
                }
                Row::Accessor(key, get, set) => {
                    let key = self.row_key(key);
                    let name = self.function_name(key, Some("get"));
                    let get = self.new_builtin(name, 0, get, Value::UNDEFINED, false).value();
                    let set = match set {
                        Some(set) => {
                            let name = self.function_name(key, Some("set"));
                            self.new_builtin(name, 1, set, Value::UNDEFINED, false).value()
                        }
                        None => Value::UNDEFINED,
                    };
                    self.define_builtin_accessor(object, key, get, set);
                }
                Row::Number(name, value, attributes) => {
                    let key = self.key(name);
                    self.define_builtin(object, key, Value::from_number(value), attributes);
                }
                Row::Text(key, text, attributes) => {
                    let key = self.row_key(key);
                    let text = self.string_from_str(text);
                    self.define_builtin(object, key, text.value(), attributes);
                }
                Row::Lazy(name, intrinsic, attributes) => {
                    let key = self.key(name);
                    self.define_lazy(object, key, intrinsic, attributes);
                }
            }
        }
    }

    /// A constructor function object with its `prototype` (not writable, enumerable or configurable) and the
    /// prototype's `constructor`, both with their rows; sets the two intrinsics. `prototype` must be a fresh object.
    pub fn install_class(
        &mut self,
        constructor: Intrinsic,
        name: &str,
        length: u32,
        entry: Entry,
        statics: &[Row],
        prototype: (Intrinsic, Obj),
        methods: &[Row],
    ) -> Func {
        let (which, prototype) = prototype;
        self.set_intrinsic(which, prototype);
        let name = self.intern(name);
        let f = self.new_builtin(name, length, entry, Value::UNDEFINED, true);
        self.set_intrinsic(constructor, f.object());
        self.set_function_prototype(f, prototype.value());
        let key = PropertyKey::from_interned(self.names.constructor);
        self.define_builtin(prototype, key, f.value(), METHOD);
        self.install(f.object(), statics);
        self.install(prototype, methods);
        f
    }

    /// A plain object whose prototype is the intrinsic: for prototypes and namespaces.
    pub fn new_plain(&mut self, prototype: Intrinsic) -> Obj {
        let prototype = self.intrinsic(prototype);
        self.new_object(Some(prototype))
    }
}

/// Size in bytes up to the first inline slot, and how many `Value` fields behind the `Object` prefix are traced, for
/// each kind of object. A built-in's struct is `Object`, its traced `Value` fields, then plain data. The collector,
/// the allocator and the built-ins all ask here.
pub const fn kind_layout(kind: CellKind) -> (usize, usize) {
    const fn words(traced: usize, plain: usize) -> (usize, usize) {
        (size_of::<Object>() + 8 * (traced + plain), traced)
    }
    match kind {
        CellKind::Function => (size_of::<Function>(), 0), // traced by hand
        CellKind::BooleanObject
        | CellKind::NumberObject
        | CellKind::StringObject
        | CellKind::SymbolObject
        | CellKind::BigIntObject => words(1, 0),
        CellKind::Error => words(1, 0),     // captured stack frames (string) or EMPTY
        CellKind::Arguments => words(2, 2), // callee, environment or undefined; first slot and count; which are unmapped
        CellKind::Date => words(0, 1),
        CellKind::RegExp => words(3, 1), // source, flags, lastIndex; index of the compiled form
        CellKind::Map | CellKind::Set => words(1, 0),
        CellKind::WeakMap | CellKind::WeakSet => words(1, 0), // table: traced weakly
        CellKind::WeakRef => words(1, 0),                     // target: weak
        CellKind::Generator => words(5, 4), // registers (ValueArray), callee, this, new_target, spare; pc, entry, state, spare
        CellKind::ArrayIterator | CellKind::StringIterator | CellKind::MapIterator | CellKind::SetIterator => {
            words(1, 2)
        } // iterated; index, kind
        CellKind::RegExpStringIterator => words(2, 1),
        CellKind::IteratorHelper => words(5, 3),
        CellKind::WrapForValidIterator => words(2, 0),
        CellKind::Promise => words(4, 2),
        CellKind::Proxy => words(2, 0),
        CellKind::ArrayBuffer => (size_of::<ArrayBuffer>(), 0), // `bytes` traced by hand
        CellKind::DataView => words(1, 3),
        k if k as u8 >= CellKind::Int8Array as u8 && k as u8 <= CellKind::BigUint64Array as u8 => {
            (size_of::<TypedArray>(), 0)
        } // `buffer` traced by hand
        _ => words(0, 0),
    }
}

impl Intrinsic {
    /// The intrinsic numbered `n` (`intrinsic as usize`).
    pub fn from_index(n: usize) -> Intrinsic {
        assert!(n < Intrinsic::COUNT);
        // SAFETY: a fieldless repr(usize) enum numbered 0..COUNT.
        unsafe { core::mem::transmute::<usize, Intrinsic>(n) }
    }
}
