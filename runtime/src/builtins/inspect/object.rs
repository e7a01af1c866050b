//! Objects by kind: what stands before the braces, and which braces.

use super::layout::{Elements, Entries};
use super::property::Shown;
use super::{Inspector, Options};
use crate::builtins::{Intrinsic, RowKey, WellKnown};
use crate::context::Context;
use crate::convert::wrapped;
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, ValueExt};
use crate::object::Own;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// How the entries in the braces are made, apart from the properties.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    None,
    Array,
    TypedArray,
    Set,
    Map,
    Iterator,
    ArrayBuffer,
    WeakCollection,
}

/// `Foo `, `Foo(2) [tag] `, `[Foo: null prototype] `
pub(super) fn prefix(constructor: Option<&str>, tag: &str, fallback: &str, size: &str) -> String {
    match constructor {
        None if !tag.is_empty() && fallback != tag => format!("[{fallback}{size}: null prototype] [{tag}] "),
        None => format!("[{fallback}{size}: null prototype] "),
        Some(c) if !tag.is_empty() && c != tag => format!("{c}{size} [{tag}] "),
        Some(c) => format!("{c}{size} "),
    }
}

/// The class that the kind is of, as V8 names it for objects that do not say.
fn class_name(o: Obj) -> String {
    match o.kind() {
        k if k.is_typed_array() => format!("{k:?}"),
        CellKind::Function => "Function".to_string(),
        CellKind::Generator => "Generator".to_string(),
        CellKind::Array
        | CellKind::Error
        | CellKind::Date
        | CellKind::RegExp
        | CellKind::Map
        | CellKind::Set
        | CellKind::WeakMap
        | CellKind::WeakSet
        | CellKind::WeakRef
        | CellKind::Promise
        | CellKind::ArrayBuffer
        | CellKind::DataView => format!("{:?}", o.kind()),
        CellKind::BooleanObject => "Boolean".to_string(),
        CellKind::NumberObject => "Number".to_string(),
        CellKind::StringObject => "String".to_string(),
        CellKind::SymbolObject => "Symbol".to_string(),
        CellKind::BigIntObject => "BigInt".to_string(),
        _ => "Object".to_string(),
    }
}

fn function_flags(o: Obj) -> u32 {
    match o.value().as_function() {
        // SAFETY: `code` is never null.
        Some(f) => unsafe { (*f.code).flags },
        None => 0,
    }
}

/// Whether the global object has a constructor of that name.
pub(super) fn is_builtin_name(ctx: &mut Context, name: &str) -> bool {
    if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return false;
    }
    let Some(global) = ctx.header.global.as_object() else { return false };
    let key = ctx.key(name);
    ctx.shape_of(global).lookup(key).is_some()
}

/// Whether `prototype` is on the prototype chain.
pub(super) fn inherits(ctx: &mut Context, o: Obj, prototype: Obj) -> JsResult<bool> {
    let mut at = ctx.get_prototype_of(o)?;
    while let Some(p) = at {
        if p == prototype {
            return Ok(true);
        }
        at = ctx.get_prototype_of(p)?;
    }
    Ok(false)
}

pub(super) fn is_error(ctx: &mut Context, o: Obj) -> JsResult<bool> {
    if o.kind() == CellKind::Error {
        return Ok(true);
    }
    let prototype = ctx.intrinsic(Intrinsic::ErrorPrototype);
    inherits(ctx, o, prototype)
}

/// The string that a property holds.
fn string_property(ctx: &mut Context, o: Obj, key: PropertyKey) -> JsResult<Option<String>> {
    Ok(ctx.get(o, key)?.as_string().map(|s| s.to_rust(ctx)))
}

/// The iteration method without calling anything: for arrays, always there.
fn is_iterable(ctx: &mut Context, o: Obj) -> JsResult<bool> {
    if o.is_array() {
        return Ok(true);
    }
    let key = ctx.row_key(RowKey::Symbol(WellKnown::Iterator));
    ctx.has_property(o, key)
}

impl Inspector {
    /// The name of the class: of the first `constructor` on the prototype chain that is one of the object. `None`: the
    /// object has no prototype. `inherited` gets the properties of prototypes that are shown with hidden ones.
    pub(super) fn constructor_name(
        &mut self,
        ctx: &mut Context,
        o: Obj,
        level: i64,
        mut inherited: Option<&mut Vec<String>>,
    ) -> JsResult<Option<String>> {
        let mut at = Some(o);
        let mut first_prototype = None;
        let constructor_key = PropertyKey::from_interned(ctx.names.constructor);
        let name_key = PropertyKey::from_interned(ctx.names.name);
        while let Some(p) = at {
            for (which, name) in [(Intrinsic::ObjectPrototype, "Object"), (Intrinsic::FunctionPrototype, "Function")] {
                if ctx.intrinsics[which as usize] == p.value() && p != o {
                    if let Some(out) = inherited.as_deref_mut()
                        && first_prototype != Some(p)
                    {
                        self.inherited_properties(ctx, o, first_prototype.unwrap_or(o), level, out)?;
                    }
                    return Ok(Some(name.to_string()));
                }
            }
            if let Own::Data(v, _) = ctx.own_property(p, constructor_key)?
                && let Some(c) = v.as_object()
                && c.is_callable()
                && let Some(name) = string_property(ctx, c, name_key)?
                && !name.is_empty()
            {
                let is_instance = match ctx.instance_of(o.value(), v) {
                    Ok(b) => b,
                    Err(_) => {
                        ctx.take_exception();
                        false
                    }
                };
                if is_instance {
                    if let Some(out) = inherited.as_deref_mut()
                        && (first_prototype != Some(p) || !is_builtin_name(ctx, &name))
                    {
                        self.inherited_properties(ctx, o, first_prototype.unwrap_or(o), level, out)?;
                    }
                    return Ok(Some(name));
                }
            }
            at = ctx.get_prototype_of(p)?;
            if first_prototype.is_none() {
                match at {
                    None => return Ok(None),
                    some => first_prototype = some,
                }
            }
        }
        let Some(first) = first_prototype else { return Ok(None) };
        let class = class_name(o);
        if self.is_too_deep(level) {
            return Ok(Some(format!("{class} <Complex prototype>")));
        }
        match self.constructor_name(ctx, first, level + 1, inherited)? {
            Some(name) => Ok(Some(format!("{class} <{name}>"))),
            None => {
                let options = Options { custom_inspect: false, depth: -1, ..self.options.clone() };
                let text = Inspector::new(options).value(ctx, first.value(), 0, false)?;
                Ok(Some(format!("{class} <{text}>")))
            }
        }
    }

    /// Properties that are no methods of up to three prototypes that are not built in.
    fn inherited_properties(
        &mut self,
        ctx: &mut Context,
        main: Obj,
        start: Obj,
        level: i64,
        output: &mut Vec<String>,
    ) -> JsResult<()> {
        let constructor_key = PropertyKey::from_interned(ctx.names.constructor);
        let name_key = PropertyKey::from_interned(ctx.names.name);
        let mut above: Vec<PropertyKey> = Vec::new();
        let mut keep = GcVec::new(ctx);
        let mut o = start;
        for depth in 0..3 {
            if depth != 0 || main == o {
                let Some(p) = ctx.get_prototype_of(o)? else { return Ok(()) };
                o = p;
                if let Own::Data(v, _) = ctx.own_property(o, constructor_key)?
                    && let Some(c) = v.as_object()
                    && c.is_callable()
                    && let Some(name) = string_property(ctx, c, name_key)?
                    && is_builtin_name(ctx, &name)
                {
                    return Ok(());
                }
            }
            let keys = ctx.own_property_keys(o)?;
            self.seen.push(main.value());
            for i in 0..keys.len() {
                let key = ctx.key_from_value(keys[i])?;
                if key == constructor_key || ctx.has_own(main, key)? || above.contains(&key) {
                    continue;
                }
                keep.push(ctx, keys[i]);
                above.push(key);
                let Some(d) = ctx.get_own_property(o, key)? else { continue };
                if d.value.is_some_and(|v| v.is_callable()) {
                    continue;
                }
                output.push(self.described_property(ctx, main, level, key, Shown::WithName, &d)?);
            }
            self.seen.pop();
        }
        Ok(())
    }

    /// The own keys that are shown.
    fn keys(&mut self, ctx: &mut Context, o: Obj, with_indices: bool) -> JsResult<GcVec> {
        let all = ctx.own_property_keys(o)?;
        let mut keys = GcVec::with_capacity(ctx, all.len());
        for i in 0..all.len() {
            let key = ctx.key_from_value(all[i])?;
            if !with_indices && key.is_index() {
                continue;
            }
            if self.options.show_hidden || ctx.own_is_enumerable(o, key)? == Some(true) {
                keys.push(ctx, all[i]);
            }
        }
        Ok(keys)
    }

    pub(super) fn object(&mut self, ctx: &mut Context, o: Obj, level: i64, in_typed_array: bool) -> JsResult<String> {
        let mut inherited = Vec::new();
        let wants_inherited = self.options.show_hidden && !self.is_too_deep(level);
        let constructor =
            self.constructor_name(ctx, o, level, if wants_inherited { Some(&mut inherited) } else { None })?;
        let constructor = constructor.as_deref();
        let tag = self.tag(ctx, o)?;
        let kind = o.kind();
        let with_indices = !(o.is_array() || kind.is_typed_array());
        let mut keys = self.keys(ctx, o, with_indices)?;
        let mut base = String::new();
        let mut open = "{".to_string();
        let mut close = "}";
        let mut contents = Contents::None;
        let mut entries = Entries::Object;
        // Named before the properties, though they are accessors of the prototype.
        let mut leading: &[&str] = &[];
        let bare = |keys: &GcVec| keys.is_empty() && inherited.is_empty();

        let collection = matches!(kind, CellKind::Set | CellKind::Map | CellKind::MapIterator | CellKind::SetIterator);
        let special = o.is_array() || kind.is_typed_array() || collection;
        if special && (constructor.is_none() || is_iterable(ctx, o)?) {
            match kind {
                CellKind::Array => {
                    let length = ctx.length_of_array_like(o)?;
                    if constructor != Some("Array") || !tag.is_empty() {
                        open = prefix(constructor, &tag, "Array", &format!("({length})")) + "[";
                    } else {
                        open = "[".to_string();
                    }
                    close = "]";
                    if length == 0 && bare(&keys) {
                        return Ok(open + "]");
                    }
                    entries = Entries::ArrayExtras;
                    contents = Contents::Array;
                }
                CellKind::Set | CellKind::Map => {
                    let (list, pairs) = Self::collection_entries(ctx, o);
                    let size = list.len() / if pairs { 2 } else { 1 };
                    let name = if kind == CellKind::Set { "Set" } else { "Map" };
                    open = prefix(constructor, &tag, name, &format!("({size})")) + "{";
                    if size == 0 && bare(&keys) {
                        return Ok(open + "}");
                    }
                    contents = if kind == CellKind::Set { Contents::Set } else { Contents::Map };
                }
                CellKind::MapIterator | CellKind::SetIterator => {
                    let name = if kind == CellKind::MapIterator { "Map Iterator" } else { "Set Iterator" };
                    open = if tag == name || tag.is_empty() {
                        format!("[{name}] {{")
                    } else {
                        format!("[{tag}] [{name}] {{")
                    };
                    contents = Contents::Iterator;
                }
                _ => {
                    // SAFETY: by kind.
                    let length = unsafe { o.cast::<TypedArray>() }.length;
                    let fallback = if constructor.is_none() { format!("{kind:?}") } else { String::new() };
                    open = prefix(constructor, &tag, &fallback, &format!("({length})")) + "[";
                    close = "]";
                    if length == 0 && keys.is_empty() && !self.options.show_hidden {
                        return Ok(open + "]");
                    }
                    entries = Entries::ArrayExtras;
                    contents = Contents::TypedArray;
                }
            }
        } else if o.is_callable() {
            base = self.function_base(ctx, o, constructor, &tag)?;
            if bare(&keys) {
                return Ok(base);
            }
        } else if constructor == Some("Object") {
            if kind == CellKind::Arguments {
                open = "[Arguments] {".to_string();
            } else if !tag.is_empty() {
                open = prefix(constructor, &tag, "Object", "") + "{";
            }
            if bare(&keys) {
                return Ok(open + "}");
            }
        } else {
            match kind {
                CellKind::RegExp => {
                    base = self.call_intrinsic(ctx, Intrinsic::RegExpPrototype, "toString", o)?;
                    let p = prefix(constructor, &tag, "RegExp", "");
                    if p != "RegExp " {
                        base = p + &base;
                    }
                    if bare(&keys) || self.is_too_deep(level) {
                        return Ok(base);
                    }
                }
                CellKind::Date => {
                    base = match crate::builtins::date::time_value(o) {
                        Some(t) if t.is_nan() => "Invalid Date".to_string(),
                        _ => self.call_intrinsic(ctx, Intrinsic::DatePrototype, "toISOString", o)?,
                    };
                    let p = prefix(constructor, &tag, "Date", "");
                    if p != "Date " {
                        base = p + &base;
                    }
                    if bare(&keys) {
                        return Ok(base);
                    }
                }
                CellKind::ArrayBuffer => {
                    open = prefix(constructor, &tag, "ArrayBuffer", "") + "{";
                    if !in_typed_array {
                        contents = Contents::ArrayBuffer;
                    } else if bare(&keys) {
                        // SAFETY: by kind.
                        let length = unsafe { o.cast::<ArrayBuffer>() }.byte_length;
                        return Ok(format!("{open} byteLength: {length} }}"));
                    }
                    leading = &["byteLength"];
                }
                CellKind::DataView => {
                    open = prefix(constructor, &tag, "DataView", "") + "{";
                    leading = &["byteLength", "byteOffset", "buffer"];
                }
                CellKind::WeakSet | CellKind::WeakMap => {
                    let name = if kind == CellKind::WeakSet { "WeakSet" } else { "WeakMap" };
                    open = prefix(constructor, &tag, name, "") + "{";
                    contents = Contents::WeakCollection;
                }
                CellKind::BooleanObject
                | CellKind::NumberObject
                | CellKind::StringObject
                | CellKind::SymbolObject
                | CellKind::BigIntObject => {
                    base = self.boxed_base(ctx, o, &mut keys, constructor, &tag);
                    if bare(&keys) {
                        return Ok(base);
                    }
                }
                _ if is_error(ctx, o)? => {
                    base = self.error_base(ctx, o, constructor, &tag, &mut keys)?;
                    if bare(&keys) {
                        return Ok(base);
                    }
                }
                _ => {
                    open = self.general_prefix(o, constructor, &tag) + "{";
                    if bare(&keys) {
                        return Ok(open + "}");
                    }
                }
            }
        }

        if self.is_too_deep(level) {
            let name = self.general_prefix(o, constructor, &tag);
            let name = &name[..name.len() - 1];
            return Ok(if constructor.is_some() { format!("[{name}]") } else { name.to_string() });
        }
        let level = level + 1;
        self.seen.push(o.value());
        self.current_depth = level;
        let indentation = self.indentation;
        if ctx.check_stack().is_err() {
            ctx.take_exception();
            self.seen.pop();
            self.indentation = indentation;
            let name = self.general_prefix(o, constructor, &tag);
            let name = name.trim_end();
            return Ok(format!("[{name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]"));
        }
        let mut output = match contents {
            Contents::None => Vec::new(),
            Contents::Array => self.array(ctx, o, level)?,
            Contents::TypedArray => self.typed_array(ctx, o, level)?,
            Contents::Set => self.set(ctx, o, level)?,
            Contents::Map => self.map(ctx, o, level)?,
            Contents::ArrayBuffer => self.array_buffer(o),
            Contents::WeakCollection => vec!["<items unknown>".to_string()],
            Contents::Iterator => {
                let (list, pairs) = Self::collection_entries(ctx, o);
                if pairs {
                    open = open.replacen(" Iterator] {", " Entries] {", 1);
                    self.entry_pairs(ctx, &list, level)?
                } else {
                    self.values(ctx, &list, level)?
                }
            }
        };
        let elements_shown = output.len();
        for name in leading {
            let key = ctx.key(name);
            output.push(self.property(ctx, o, level, key, Shown::WithName)?);
        }
        for i in 0..keys.len() {
            let key = ctx.key_from_value(keys[i])?;
            output.push(self.property(ctx, o, level, key, Shown::WithName)?);
        }
        output.append(&mut inherited);
        if let Some(index) = self.circular.iter().position(|&c| c == o.value()) {
            let reference = format!("<ref *{}>", index + 1);
            if self.options.compact != super::Compact::Always {
                base = if base.is_empty() { reference } else { format!("{reference} {base}") };
            } else {
                open = format!("{reference} {open}");
            }
        }
        self.seen.pop();
        if self.options.sorted {
            match entries {
                Entries::Object => output.sort(),
                Entries::ArrayExtras => output[elements_shown..].sort(),
            }
        }
        let elements = if entries == Entries::ArrayExtras && output.len() > 6 {
            Some(Elements { numeric: self.is_numeric(ctx, o, output.len())? })
        } else {
            None
        };
        let text = self.join(output, &base, (&open, close), entries, level, elements);
        self.charge(&text);
        Ok(text)
    }

    /// Whether the first `count` elements are numbers.
    fn is_numeric(&mut self, ctx: &mut Context, o: Obj, count: usize) -> JsResult<bool> {
        for i in 0..count {
            let v = ctx.get_index(o, i as u64)?;
            if !v.is_number() && !v.is_bigint() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `[Symbol.toStringTag]`, unless it is shown among the properties anyway.
    fn tag(&mut self, ctx: &mut Context, o: Obj) -> JsResult<String> {
        let key = ctx.row_key(RowKey::Symbol(WellKnown::ToStringTag));
        let Some(tag) = ctx.get(o, key)?.as_string() else { return Ok(String::new()) };
        let shown = match ctx.own_property(o, key)? {
            Own::None => false,
            Own::Data(_, a) | Own::Accessor(_, a) => self.options.show_hidden || a & attribute::ENUMERABLE != 0,
        };
        Ok(if shown { String::new() } else { tag.to_rust(ctx) })
    }

    fn general_prefix(&self, o: Obj, constructor: Option<&str>, tag: &str) -> String {
        let mut fallback = String::new();
        if constructor.is_none() {
            fallback = class_name(o);
            if fallback == tag {
                fallback = "Object".to_string();
            }
        }
        prefix(constructor, tag, &fallback, "")
    }

    /// The text that a built-in method of a prototype gives.
    fn call_intrinsic(&mut self, ctx: &mut Context, prototype: Intrinsic, name: &str, o: Obj) -> JsResult<String> {
        let prototype = ctx.intrinsic(prototype);
        let key = ctx.key(name);
        let method = ctx.get(prototype, key)?;
        let v = ctx.call(method, o.value(), &[])?;
        Ok(ctx.to_string(v)?.to_rust(ctx))
    }

    /// `[Function: f]`, `[class A extends B]`
    fn function_base(&mut self, ctx: &mut Context, o: Obj, constructor: Option<&str>, tag: &str) -> JsResult<String> {
        let flags = function_flags(o);
        let name_key = PropertyKey::from_interned(ctx.names.name);
        if flags & function_flag::CLASS_CONSTRUCTOR != 0 {
            return self.class_base(ctx, o, constructor, tag);
        }
        let kind = match (flags & function_flag::ASYNC != 0, flags & function_flag::GENERATOR != 0) {
            (true, true) => "AsyncGeneratorFunction",
            (true, false) => "AsyncFunction",
            (false, true) => "GeneratorFunction",
            (false, false) => "Function",
        };
        let mut base = format!("[{kind}");
        if constructor.is_none() {
            base.push_str(" (null prototype)");
        }
        let name = ctx.get(o, name_key)?;
        match name.as_string() {
            Some(s) if s.is_empty() => base.push_str(" (anonymous)"),
            _ => base.push_str(&format!(": {}", ctx.display_for_error(name))),
        }
        base.push(']');
        if let Some(c) = constructor
            && c != kind
        {
            base.push_str(&format!(" {c}"));
        }
        if !tag.is_empty() && constructor != Some(tag) {
            base.push_str(&format!(" [{tag}]"));
        }
        Ok(base)
    }

    fn class_base(&mut self, ctx: &mut Context, o: Obj, constructor: Option<&str>, tag: &str) -> JsResult<String> {
        let name_key = PropertyKey::from_interned(ctx.names.name);
        let name = if ctx.has_own(o, name_key)? { ctx.get(o, name_key)? } else { Value::UNDEFINED };
        let name = if ctx.to_boolean(name) { ctx.display_for_error(name) } else { "(anonymous)".to_string() };
        let mut base = format!("[class {name}");
        if let Some(c) = constructor
            && c != "Function"
        {
            base.push_str(&format!(" [{c}]"));
        }
        if !tag.is_empty() && constructor != Some(tag) {
            base.push_str(&format!(" [{tag}]"));
        }
        if constructor.is_some() {
            if let Some(parent) = ctx.get_prototype_of(o)? {
                let name = ctx.get(parent, name_key)?;
                if ctx.to_boolean(name) {
                    base.push_str(&format!(" extends {}", ctx.display_for_error(name)));
                }
            }
        } else {
            base.push_str(" extends [null prototype]");
        }
        base.push(']');
        Ok(base)
    }

    /// `[Number: 3]`
    fn boxed_base(
        &mut self,
        ctx: &mut Context,
        o: Obj,
        keys: &mut GcVec,
        constructor: Option<&str>,
        tag: &str,
    ) -> String {
        let class = class_name(o);
        let v = wrapped(o.value(), o.kind()).unwrap_or(Value::UNDEFINED);
        if let Some(s) = v.as_string() {
            // The characters are shown already.
            let rest = GcVec::from_slice(ctx, &keys[s.len().min(keys.len())..]);
            *keys = rest;
        }
        let mut base = format!("[{class}");
        match constructor {
            None => base.push_str(" (null prototype)"),
            Some(c) if c != class => base.push_str(&format!(" ({c})")),
            _ => {}
        }
        base.push_str(&format!(": {}]", self.primitive(ctx, v)));
        if !tag.is_empty() && constructor != Some(tag) {
            base.push_str(&format!(" [{tag}]"));
        }
        base
    }
}
