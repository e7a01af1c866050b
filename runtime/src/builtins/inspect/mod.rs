//! Values as text for people: what Node's `util.inspect` gives. `object.rs` shows objects by kind, `property.rs` their
//! elements and properties, `error.rs` errors, `layout.rs` breaks lines, `text.rs` quotes strings, `format.rs` does
//! `util.format`.

mod error;
mod format;
mod layout;
mod object;
mod property;
mod text;

pub use format::format;
pub use text::width;

use crate::builtins::symbol;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::layout::Object;
use jsc_abi::{CellKind, Value};

/// When an object's entries share lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compact {
    /// Each entry on its own line (`compact: false` or 0).
    Never,
    /// As many innermost levels as fit on one line.
    Levels(usize),
    /// `compact: true`
    Always,
}

/// Which getters are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Getters {
    None,
    All,
    /// Those without a setter.
    Get,
    /// Those with a setter.
    Set,
}

/// The options of `util.inspect`. Sizes are in characters or elements; `usize::MAX` means no limit.
#[derive(Clone, Debug)]
pub struct Options {
    pub show_hidden: bool,
    /// Levels of objects below the outermost; -1 shows not even its properties.
    pub depth: i64,
    pub custom_inspect: bool,
    pub show_proxy: bool,
    pub max_array_length: usize,
    pub max_string_length: usize,
    pub break_length: usize,
    pub compact: Compact,
    pub sorted: bool,
    pub getters: Getters,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            show_hidden: false,
            depth: 2,
            custom_inspect: true,
            show_proxy: false,
            max_array_length: 100,
            max_string_length: 10000,
            break_length: 80,
            compact: Compact::Levels(3),
            sorted: false,
            getters: Getters::None,
        }
    }
}

/// A limit given by a program: null and Infinity are none.
fn limit(v: Value) -> usize {
    if v.is_number() { v.as_number().max(0.0) as usize } else { usize::MAX }
}

impl Options {
    /// Takes over what the program's options object says.
    pub fn update(&mut self, ctx: &mut Context, options: Obj) -> JsResult<()> {
        let read = |ctx: &mut Context, name: &str| -> JsResult<Option<Value>> {
            let key = ctx.key(name);
            let v = ctx.get(options, key)?;
            Ok(if v.is_undefined() { None } else { Some(v) })
        };
        if let Some(v) = read(ctx, "showHidden")? {
            self.show_hidden = ctx.to_boolean(v);
        }
        if let Some(v) = read(ctx, "depth")? {
            self.depth = if v.is_number() { v.as_number() as i64 } else { i64::MAX };
        }
        if let Some(v) = read(ctx, "customInspect")? {
            self.custom_inspect = ctx.to_boolean(v);
        }
        if let Some(v) = read(ctx, "showProxy")? {
            self.show_proxy = ctx.to_boolean(v);
        }
        if let Some(v) = read(ctx, "maxArrayLength")? {
            self.max_array_length = limit(v);
        }
        if let Some(v) = read(ctx, "maxStringLength")? {
            self.max_string_length = limit(v);
        }
        if let Some(v) = read(ctx, "breakLength")? {
            self.break_length = limit(v);
        }
        if let Some(v) = read(ctx, "compact")? {
            self.compact = if v.is_number() {
                match v.as_number() {
                    n if n >= 1.0 => Compact::Levels(n as usize),
                    _ => Compact::Never,
                }
            } else if ctx.to_boolean(v) {
                Compact::Always
            } else {
                Compact::Never
            };
        }
        if let Some(v) = read(ctx, "sorted")? {
            self.sorted = ctx.to_boolean(v);
        }
        if let Some(v) = read(ctx, "getters")? {
            self.getters = match v.as_string().map(|s| s.to_rust(ctx)).as_deref() {
                Some("get") => Getters::Get,
                Some("set") => Getters::Set,
                _ if ctx.to_boolean(v) => Getters::All,
                _ => Getters::None,
            };
        }
        Ok(())
    }
}

/// The value as text. If a hook of the program throws on the way, that exception is dropped.
pub fn inspect(ctx: &mut Context, v: Value, options: &Options) -> String {
    match try_inspect(ctx, v, options) {
        Ok(text) => text,
        Err(_) => {
            ctx.take_exception();
            ctx.display_for_error(v)
        }
    }
}

/// The value as text.
pub fn try_inspect(ctx: &mut Context, v: Value, options: &Options) -> JsResult<String> {
    Inspector::new(options.clone()).value(ctx, v, 0, false)
}

/// Entries of a Map, Set, or an iterator over one (from where it is): values, or (true) keys and values in turn.
pub fn collection_entries(ctx: &mut Context, o: Obj) -> (GcVec, bool) {
    Inspector::collection_entries(ctx, o)
}

/// The key that programs define their own way of being shown under, if anyone has asked for it.
pub fn custom_key(ctx: &mut Context) -> Option<PropertyKey> {
    symbol::find_registered(ctx, CUSTOM).map(PropertyKey::from_symbol)
}

/// Description of the symbol `util.inspect.custom`.
pub const CUSTOM: &str = "nodejs.util.inspect.custom";

/// A proxy as this file sees it.
#[repr(C)]
struct ProxyObject {
    object: Object,
    /// Null once revoked.
    target: Value,
    handler: Value,
}

/// The target and handler of a proxy.
fn proxy_parts(o: Obj) -> Option<(Value, Value)> {
    if o.kind() != CellKind::Proxy {
        return None;
    }
    // SAFETY: by kind.
    let proxy = unsafe { o.cast::<ProxyObject>() };
    Some((proxy.target, proxy.handler))
}

/// The state of one call.
struct Inspector {
    options: Options,
    indentation: usize,
    /// Objects being shown, outermost first. (They are reachable from the value that the caller holds.)
    seen: Vec<Value>,
    current_depth: i64,
    /// Objects that were met again inside of themselves; their number is the index + 1.
    circular: Vec<Value>,
    /// Characters made, by indentation.
    budget: Vec<usize>,
}

/// Past this many characters at one indentation, only the outermost level is shown.
const BUDGET: usize = 1 << 27;

impl Inspector {
    fn new(options: Options) -> Inspector {
        Inspector {
            options,
            indentation: 0,
            seen: Vec::new(),
            current_depth: 0,
            circular: Vec::new(),
            budget: Vec::new(),
        }
    }

    /// Any value, `level` levels below the outermost. `in_typed_array`: as the `buffer` of a typed array.
    fn value(&mut self, ctx: &mut Context, v: Value, level: i64, in_typed_array: bool) -> JsResult<String> {
        let Some(mut o) = v.as_object() else { return Ok(self.primitive(ctx, v)) };
        if let Some((target, handler)) = proxy_parts(o) {
            let Some(target) = target.as_object() else { return Ok("<Revoked Proxy>".to_string()) };
            if self.options.show_proxy {
                return self.proxy(ctx, target.value(), handler, level);
            }
            o = target;
            while let Some((target, _)) = proxy_parts(o) {
                match target.as_object() {
                    Some(target) => o = target,
                    None => return Ok("<Revoked Proxy>".to_string()),
                }
            }
        }
        if self.options.custom_inspect
            && let Some(text) = self.custom(ctx, o, v, level)?
        {
            return Ok(text);
        }
        if self.seen.contains(&o.value()) {
            let at = match self.circular.iter().position(|&c| c == o.value()) {
                Some(i) => i,
                None => {
                    self.circular.push(o.value());
                    self.circular.len() - 1
                }
            };
            return Ok(format!("[Circular *{}]", at + 1));
        }
        self.object(ctx, o, level, in_typed_array)
    }

    /// What the object's own inspection method gives, if it has one.
    fn custom(&mut self, ctx: &mut Context, o: Obj, v: Value, level: i64) -> JsResult<Option<String>> {
        let Some(key) = custom_key(ctx) else { return Ok(None) };
        let method = ctx.get(o, key)?;
        if !method.is_callable() {
            return Ok(None);
        }
        let inspect = super::node::inspect_function(ctx);
        if method == inspect {
            return Ok(None);
        }
        // A prototype object has the method for its instances.
        let constructor = ctx.get(o, PropertyKey::from_interned(ctx.names.constructor))?;
        if let Some(c) = constructor.as_object()
            && ctx.get(c, PropertyKey::from_interned(ctx.names.prototype))? == o.value()
        {
            return Ok(None);
        }
        let depth = if self.options.depth == i64::MAX { f64::INFINITY } else { (self.options.depth - level) as f64 };
        let options = self.options_object(ctx, depth)?;
        let result = ctx.call(method, v, &[Value::from_number(depth), options, inspect])?;
        if result == v {
            return Ok(None);
        }
        match result.as_string() {
            Some(s) => Ok(Some(s.to_rust(ctx).replace('\n', &format!("\n{}", " ".repeat(self.indentation))))),
            None => self.value(ctx, result, level, false).map(Some),
        }
    }

    /// The options as the program's method gets them.
    fn options_object(&mut self, ctx: &mut Context, depth: f64) -> JsResult {
        let o = ctx.new_plain_object();
        let size = |n: usize| Value::from_number(if n == usize::MAX { f64::INFINITY } else { n as f64 });
        let compact = match self.options.compact {
            Compact::Never => Value::FALSE,
            Compact::Levels(n) => size(n),
            Compact::Always => Value::TRUE,
        };
        let stylize = super::node::stylize_function(ctx);
        let fields = [
            ("stylize", stylize),
            ("showHidden", Value::from_bool(self.options.show_hidden)),
            ("depth", Value::from_number(depth)),
            ("colors", Value::FALSE),
            ("customInspect", Value::from_bool(self.options.custom_inspect)),
            ("showProxy", Value::from_bool(self.options.show_proxy)),
            ("maxArrayLength", size(self.options.max_array_length)),
            ("maxStringLength", size(self.options.max_string_length)),
            ("breakLength", size(self.options.break_length)),
            ("compact", compact),
            ("sorted", Value::from_bool(self.options.sorted)),
            ("getters", Value::from_bool(self.options.getters != Getters::None)),
            ("numericSeparator", Value::FALSE),
        ];
        for (name, value) in fields {
            let key = ctx.key(name);
            ctx.create_data_property_or_throw(o, key, value)?;
        }
        Ok(o.value())
    }

    /// `Proxy [ target, handler ]`
    fn proxy(&mut self, ctx: &mut Context, target: Value, handler: Value, level: i64) -> JsResult<String> {
        if level > self.options.depth {
            return Ok("Proxy [Array]".to_string());
        }
        self.indentation += 2;
        let output = vec![self.value(ctx, target, level + 1, false)?, self.value(ctx, handler, level + 1, false)?];
        self.indentation -= 2;
        Ok(self.join(output, "", ("Proxy [", "]"), layout::Entries::ArrayExtras, level + 1, None))
    }

    fn is_too_deep(&self, level: i64) -> bool {
        level > self.options.depth
    }
}
