//! Elements and properties, and the entries of collections.

use super::layout::Entries;
use super::text::{escaped, is_plain_name, number, quote};
use super::{Getters, Inspector};
use crate::builtins::map::MapIterator;
use crate::builtins::map::table::{MapTable, SetTable};
use crate::builtins::{bigint, map};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, GcVec, Obj, ValueExt};
use crate::object::PropertyDescriptor;
use crate::object::exotic::typed_array_load;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// How a property is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    WithName,
    /// An element: the value alone.
    Element,
}

fn plural(n: u64) -> &'static str {
    if n > 1 { "s" } else { "" }
}

pub(super) fn more_items(n: u64) -> String {
    format!("... {n} more item{}", plural(n))
}

impl Inspector {
    pub(super) fn property(
        &mut self,
        ctx: &mut Context,
        o: Obj,
        level: i64,
        key: PropertyKey,
        how: Shown,
    ) -> JsResult<String> {
        let d = match ctx.get_own_property(o, key)? {
            Some(d) => d,
            None => PropertyDescriptor::data(ctx.get(o, key)?, attribute::ALL),
        };
        self.described_property(ctx, o, level, key, how, &d)
    }

    /// A property of `o` that is as `d` says.
    pub(super) fn described_property(
        &mut self,
        ctx: &mut Context,
        o: Obj,
        level: i64,
        key: PropertyKey,
        how: Shown,
        d: &PropertyDescriptor,
    ) -> JsResult<String> {
        let given = |v: Option<Value>| v.filter(|v| !v.is_undefined());
        let mut extra = " ".to_string();
        let text = if let Some(v) = given(d.value) {
            let compact = self.options.compact == super::Compact::Always && how == Shown::WithName;
            let indent = if compact { 3 } else { 2 };
            self.indentation += indent;
            let text = self.value(ctx, v, level, false)?;
            if compact && self.options.break_length < super::width(&text) {
                extra = format!("\n{}", " ".repeat(self.indentation));
            }
            self.indentation -= indent;
            text
        } else if let Some(get) = given(d.get) {
            let has_set = given(d.set).is_some();
            let label = if has_set { "Getter/Setter" } else { "Getter" };
            let called = match self.options.getters {
                Getters::None => false,
                Getters::All => true,
                Getters::Get => !has_set,
                Getters::Set => has_set,
            };
            if called { self.called_getter(ctx, o, get, label, level)? } else { format!("[{label}]") }
        } else if given(d.set).is_some() {
            "[Setter]".to_string()
        } else {
            "undefined".to_string()
        };
        if how == Shown::Element {
            return Ok(text);
        }
        let name = self.property_name(ctx, key, d.enumerable != Some(false));
        Ok(format!("{name}:{extra}{text}"))
    }

    fn called_getter(&mut self, ctx: &mut Context, o: Obj, get: Value, label: &str, level: i64) -> JsResult<String> {
        match ctx.call(get, o.value(), &[]) {
            Ok(v) => {
                self.indentation += 2;
                let text = if v.is_object() {
                    format!("[{label}] {}", self.value(ctx, v, level, false)?)
                } else {
                    format!("[{label}: {}]", self.primitive(ctx, v))
                };
                self.indentation -= 2;
                Ok(text)
            }
            Err(_) => {
                let error = ctx.take_exception();
                let message = match error.as_object() {
                    Some(e) => ctx.get(e, PropertyKey::from_interned(ctx.names.message))?,
                    None => Value::UNDEFINED,
                };
                Ok(format!("[{label}: <Inspection threw ({})>]", ctx.display_for_error(message)))
            }
        }
    }

    fn property_name(&mut self, ctx: &mut Context, key: PropertyKey, enumerable: bool) -> String {
        if let Some(symbol) = key.as_symbol() {
            let text = ctx.symbol_descriptive_string(symbol);
            return format!("[{}]", escaped(text.view(ctx)));
        }
        let name = ctx.key_to_value(key).as_string().expect("a key is a string or symbol");
        let view = name.view(ctx);
        if view.equals_ascii("__proto__") {
            "['__proto__']".to_string()
        } else if !enumerable {
            format!("[{}]", escaped(view))
        } else if is_plain_name(view) {
            view.to_rust()
        } else {
            quote(view)
        }
    }

    pub(super) fn array(&mut self, ctx: &mut Context, o: Obj, level: i64) -> JsResult<Vec<String>> {
        let length = ctx.length_of_array_like(o)?;
        let shown = length.min(self.options.max_array_length as u64);
        let mut output = Vec::new();
        for i in 0..shown {
            let key = PropertyKey::from_index(i as u32);
            if !ctx.has_own(o, key)? {
                return self.sparse_array(ctx, o, level, shown as usize, output);
            }
            output.push(self.property(ctx, o, level, key, Shown::Element)?);
        }
        if length > shown {
            output.push(more_items(length - shown));
        }
        Ok(output)
    }

    /// Goes on with an array at its first hole: runs of holes count as one entry.
    fn sparse_array(
        &mut self,
        ctx: &mut Context,
        o: Obj,
        level: i64,
        max: usize,
        mut output: Vec<String>,
    ) -> JsResult<Vec<String>> {
        let keys = ctx.own_property_keys(o)?;
        let length = ctx.length_of_array_like(o)?;
        let empty = |n: u64| format!("<{n} empty item{}>", plural(n));
        let mut index = output.len() as u64;
        for at in output.len()..keys.len() {
            if output.len() >= max {
                break;
            }
            let key = ctx.key_from_value(keys[at])?;
            let Some(i) = key.as_index() else { break };
            if i as u64 != index {
                output.push(empty(i as u64 - index));
                index = i as u64;
                if output.len() == max {
                    break;
                }
            }
            output.push(self.property(ctx, o, level, key, Shown::Element)?);
            index += 1;
        }
        let remaining = length - index;
        if remaining > 0 {
            output.push(if output.len() == max { more_items(remaining) } else { empty(remaining) });
        }
        Ok(output)
    }

    pub(super) fn typed_array(&mut self, ctx: &mut Context, o: Obj, level: i64) -> JsResult<Vec<String>> {
        // SAFETY: by kind.
        let length = unsafe { o.cast::<TypedArray>() }.length;
        let shown = length.min(self.options.max_array_length);
        let mut output = Vec::with_capacity(shown + 1);
        for i in 0..shown {
            let v = typed_array_load(ctx, o, i);
            output.push(if v.is_number() { number(v.as_number()) } else { format!("{}n", bigint::to_text(v, 10)) });
        }
        if length > shown {
            output.push(more_items((length - shown) as u64));
        }
        if self.options.show_hidden {
            self.indentation += 2;
            for name in ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"] {
                let key = ctx.key(name);
                let v = ctx.get(o, key)?;
                let text = self.value(ctx, v, level, true)?;
                output.push(format!("[{name}]: {text}"));
            }
            self.indentation -= 2;
        }
        Ok(output)
    }

    pub(super) fn array_buffer(&mut self, o: Obj) -> Vec<String> {
        // SAFETY: by kind; `data` has `byte_length` bytes.
        let bytes = unsafe {
            let b = o.cast::<ArrayBuffer>();
            if b.byte_length == 0 { &[] } else { core::slice::from_raw_parts(b.data, b.byte_length) }
        };
        let shown = bytes.len().min(self.options.max_array_length);
        let hex: Vec<String> = bytes[..shown].iter().map(|b| format!("{b:02x}")).collect();
        let mut text = hex.join(" ");
        let remaining = (bytes.len() - shown) as u64;
        if remaining > 0 {
            text.push_str(&format!(" ... {remaining} more byte{}", plural(remaining)));
        }
        vec![format!("[Uint8Contents]: <{text}>")]
    }

    /// Entries of a Map, Set, or an iterator over one (from where it is): values, or keys and values in turn.
    pub(super) fn collection_entries(ctx: &mut Context, o: Obj) -> (GcVec, bool) {
        let mut list = GcVec::new(ctx);
        // SAFETY of the casts: by kind; the tables are what these kinds hold.
        let (is_map, mut index, table, kind) = match o.kind() {
            CellKind::Map => (true, 0, unsafe { o.cast::<map::MapObject>() }.table().value(), 2),
            CellKind::Set => (false, 0, unsafe { o.cast::<crate::builtins::set::SetObject>() }.table().value(), 1),
            kind => {
                let it: Gc<MapIterator> = unsafe { o.cast() };
                (kind == CellKind::MapIterator, it.index, it.table, it.kind)
            }
        };
        if table.is_empty() {
            return (list, kind == 2);
        }
        let mut push = |ctx: &mut Context, (k, v): (Value, Value)| {
            if kind != 1 || !is_map {
                list.push(ctx, k);
            }
            if kind == 2 || kind == 1 && is_map {
                list.push(ctx, v);
            }
        };
        if is_map {
            let table = unsafe { MapTable::from_value(table) }.follow(&mut index);
            while let Some(entry) = table.next(&mut index) {
                push(ctx, entry);
            }
        } else {
            let table = unsafe { SetTable::from_value(table) }.follow(&mut index);
            while let Some(entry) = table.next(&mut index) {
                push(ctx, entry);
            }
        }
        (list, kind == 2)
    }

    pub(super) fn set(&mut self, ctx: &mut Context, o: Obj, level: i64) -> JsResult<Vec<String>> {
        let (entries, _) = Self::collection_entries(ctx, o);
        self.values(ctx, &entries, level)
    }

    /// The values of a set or iterator.
    pub(super) fn values(&mut self, ctx: &mut Context, entries: &GcVec, level: i64) -> JsResult<Vec<String>> {
        let shown = entries.len().min(self.options.max_array_length);
        let mut output = Vec::with_capacity(shown);
        self.indentation += 2;
        for i in 0..shown {
            output.push(self.value(ctx, entries[i], level, false)?);
        }
        self.indentation -= 2;
        if entries.len() > shown {
            output.push(more_items((entries.len() - shown) as u64));
        }
        Ok(output)
    }

    pub(super) fn map(&mut self, ctx: &mut Context, o: Obj, level: i64) -> JsResult<Vec<String>> {
        let (entries, _) = Self::collection_entries(ctx, o);
        let count = entries.len() / 2;
        let shown = count.min(self.options.max_array_length);
        let mut output = Vec::with_capacity(shown);
        self.indentation += 2;
        for i in 0..shown {
            let key = self.value(ctx, entries[2 * i], level, false)?;
            let value = self.value(ctx, entries[2 * i + 1], level, false)?;
            output.push(format!("{key} => {value}"));
        }
        self.indentation -= 2;
        if count > shown {
            output.push(more_items((count - shown) as u64));
        }
        Ok(output)
    }

    /// `[ key, value ]` for each entry of an iterator.
    pub(super) fn entry_pairs(&mut self, ctx: &mut Context, entries: &GcVec, level: i64) -> JsResult<Vec<String>> {
        let count = entries.len() / 2;
        let shown = count.min(self.options.max_array_length);
        let mut output = Vec::with_capacity(shown);
        self.indentation += 2;
        for i in 0..shown {
            let pair = vec![
                self.value(ctx, entries[2 * i], level, false)?,
                self.value(ctx, entries[2 * i + 1], level, false)?,
            ];
            output.push(self.join(pair, "", ("[", "]"), Entries::ArrayExtras, level, None));
        }
        self.indentation -= 2;
        if count > shown {
            output.push(more_items((count - shown) as u64));
        }
        Ok(output)
    }
}
