//! The JSON writer. Ordinary objects are read slot by slot as their shape says, as long as no callback changes them.

use crate::context::Context;
use crate::convert::number::{format_int32, number_to_rust};
use crate::error::{JsResult, Throw};
use crate::handle::{GcVec, Obj, Str, ValueExt};
use crate::object::Own;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use crate::string::{StrView, StringBuilder};
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// Where the value being written is in its holder.
#[derive(Clone, Copy)]
enum Place {
    Key(PropertyKey),
    Index(u64),
}

struct Serializer {
    out: StringBuilder,
    /// EMPTY or a callable.
    replacer: Value,
    /// The strings of a replacer array.
    list: Option<GcVec>,
    /// One level of indentation; empty: everything on one line.
    gap: Vec<u16>,
    /// The objects being written, outermost first, each with its place in the one before. They are all held by frames of
    /// `object` and `array`.
    open: Vec<(Obj, Place)>,
    /// Keys of the objects being written: (key, slot offset), by stretches. Their shapes keep the keys.
    keys: Vec<(PropertyKey, SlotOffset)>,
    /// Shapes known to have no `toJSON`, own or inherited, at this epoch; by id.
    no_to_json: [(u32, u32); 16],
}

/// JSON.stringify
pub fn stringify(ctx: &mut Context, value: Value, replacer: Value, space: Value) -> JsResult {
    let mut s = Serializer {
        out: StringBuilder::new(),
        replacer: Value::EMPTY,
        list: None,
        gap: Vec::new(),
        open: Vec::new(),
        keys: Vec::new(),
        no_to_json: [(0, 0); 16],
    };
    if replacer.is_callable() {
        s.replacer = replacer;
    } else if replacer.is_object() && ctx.is_array(replacer)? {
        s.list = Some(property_list(ctx, replacer)?);
    }
    s.gap = gap(ctx, space)?;
    let mut holder = None;
    let key = PropertyKey::from_interned(ctx.names.empty);
    if !s.replacer.is_empty() {
        let wrapper = ctx.new_plain_object();
        ctx.create_data_property_or_throw(wrapper, key, value)?;
        holder = Some(wrapper);
    }
    if !s.property(ctx, holder, Place::Key(key), value)? {
        return Ok(Value::UNDEFINED);
    }
    Ok(s.out.finish(ctx)?.value())
}

/// The list of a replacer array: strings, and numbers as strings, once each.
fn property_list(ctx: &mut Context, replacer: Value) -> JsResult<GcVec> {
    let mut list = GcVec::new(ctx);
    let Some(o) = replacer.as_object() else { return Ok(list) };
    for i in 0..ctx.length_of_array_like(o)? {
        let v = ctx.get_index(o, i)?;
        let boxed = v.as_object().is_some_and(|o| matches!(o.kind(), CellKind::NumberObject | CellKind::StringObject));
        if v.is_string() || v.is_number() || boxed {
            let item = ctx.to_string(v)?;
            let item = ctx.intern_string(item);
            if !list.contains(&item.value()) {
                list.push(ctx, item.value());
            }
        }
    }
    Ok(list)
}

fn gap(ctx: &mut Context, space: Value) -> JsResult<Vec<u16>> {
    let mut space = space;
    match space.as_object().map(|o| o.kind()) {
        Some(CellKind::NumberObject) => space = Value::from_number(ctx.to_number(space)?),
        Some(CellKind::StringObject) => space = ctx.to_string(space)?.value(),
        _ => {}
    }
    if space.is_number() {
        let n = ctx.to_integer_or_infinity(space)?.clamp(0.0, 10.0) as usize;
        return Ok(vec![b' ' as u16; n]);
    }
    match space.as_string() {
        Some(s) => Ok(s.view(ctx).iter().take(10).collect()),
        None => Ok(Vec::new()),
    }
}

/// EnumerableOwnProperties(o, key)
pub fn enumerable_own_keys(ctx: &mut Context, o: Obj) -> JsResult<GcVec> {
    let all = ctx.own_property_keys(o)?;
    let mut keys = GcVec::with_capacity(ctx, all.len());
    for i in 0..all.len() {
        let v = all.as_slice()[i];
        if !v.is_string() {
            continue;
        }
        let key = ctx.to_property_key(v)?;
        if ctx.get_own_property(o, key)?.is_some_and(|d| d.is_enumerable()) {
            keys.push(ctx, v);
        }
    }
    Ok(keys)
}

impl Serializer {
    fn place_value(&self, ctx: &mut Context, place: Place) -> Value {
        let key = match place {
            Place::Key(k) => k,
            Place::Index(i) => ctx.key_from_u64(i),
        };
        ctx.key_to_value(key)
    }

    /// SerializeJSONProperty <https://tc39.es/ecma262/#sec-serializejsonproperty>, the value already read. `holder` is
    /// given if there is a replacer function. False: undefined, nothing written.
    fn property(&mut self, ctx: &mut Context, holder: Option<Obj>, place: Place, mut value: Value) -> JsResult<bool> {
        // 2. If value is an Object or value is a BigInt
        if value.is_cell()
            && !value.is_string()
            && (value.is_object() || value.is_bigint())
            && !self.lacks_to_json(ctx, value)
        {
            let key = PropertyKey::from_interned(ctx.names.to_json);
            let to_json = ctx.get_v(value, key)?;
            if to_json.is_callable() {
                let key = self.place_value(ctx, place);
                value = ctx.call(to_json, value, &[key])?;
            }
        }
        // 3. If state.[[ReplacerFunction]] is not undefined
        if let (false, Some(holder)) = (self.replacer.is_empty(), holder) {
            let key = self.place_value(ctx, place);
            value = ctx.call(self.replacer, holder.value(), &[key, value])?;
        }
        if let Some(o) = value.as_object() {
            // 4. Objects that stand for primitives.
            match o.kind() {
                CellKind::NumberObject => value = Value::from_number(ctx.to_number(value)?),
                CellKind::StringObject => value = ctx.to_string(value)?.value(),
                CellKind::BooleanObject | CellKind::BigIntObject => {
                    // SAFETY: wrappers have the primitive behind the prefix.
                    value = unsafe { *(o.ptr().add(1) as *const Value) };
                }
                _ if o.is_callable() => return Ok(false),
                _ => {
                    ctx.check_stack()?;
                    self.enter(ctx, o, place)?;
                    if ctx.is_array(value)? {
                        self.array(ctx, o)?
                    } else {
                        self.object(ctx, o)?
                    }
                    self.open.pop();
                    return Ok(true);
                }
            }
        }
        if value.is_int32() {
            let mut buffer = [0; 12];
            let start = format_int32(value.as_int32(), &mut buffer);
            self.out.push_latin1(&buffer[start..]);
        } else if let Some(s) = value.as_string() {
            self.quoted(ctx, s);
        } else if value.is_number() {
            let d = value.as_number();
            if d.is_finite() {
                self.out.push_latin1(number_to_rust(d).as_bytes())
            } else {
                self.out.push_latin1(b"null")
            }
        } else if value.is_null() {
            self.out.push_latin1(b"null");
        } else if value.is_bool() {
            self.out.push_latin1(if value.is_true() { b"true" } else { b"false" });
        } else if value.is_bigint() {
            return Err(ctx.type_error("Do not know how to serialize a BigInt"));
        } else {
            return Ok(false);
        }
        if self.out.len() > MAX_STRING_LENGTH as usize {
            return Err(ctx.range_error("Invalid string length"));
        }
        Ok(true)
    }

    /// OPTIMIZATION: whether an ordinary object certainly has no `toJSON`: a shared shape without it stays so until some
    /// prototype changes.
    fn lacks_to_json(&mut self, ctx: &mut Context, value: Value) -> bool {
        let Some(o) = value.as_object() else { return false };
        if o.has_flag(object_flag::EXOTIC) {
            return false;
        }
        let (shape, epoch) = (o.header.shape, ctx.header.prototype_epoch);
        let known = &mut self.no_to_json[shape as usize % 16];
        if *known == (shape, epoch) {
            return true;
        }
        if ctx.shapes.is_unique(shape) {
            return false;
        }
        let key = PropertyKey::from_interned(ctx.names.to_json);
        let mut next = Some(o);
        while let Some(o) = next {
            if o.has_flag(object_flag::EXOTIC) && o.kind() != CellKind::StringObject && !o.kind().is_typed_array() {
                return false;
            }
            if ctx.shapes.get(o.header.shape).lookup(key).is_some() {
                return false;
            }
            next = ctx.prototype(o);
        }
        *known = (shape, epoch);
        true
    }

    /// Notes that `o` is being written; TypeError if it already is.
    fn enter(&mut self, ctx: &mut Context, o: Obj, place: Place) -> JsResult<()> {
        if let Some(i) = self.open.iter().position(|e| e.0 == o) {
            return Err(self.circular(ctx, i, place));
        }
        self.open.push((o, place));
        Ok(())
    }

    #[cold]
    fn circular(&mut self, ctx: &mut Context, start: usize, last: Place) -> Throw {
        /// How many links are shown from the beginning and before the end.
        const FIRST: usize = 2;
        const LAST: usize = 1;
        let show = |ctx: &mut Context, place: Place| match place {
            Place::Index(i) => format!("index {i}"),
            Place::Key(k) => match k.as_index() {
                Some(i) => format!("index {i}"),
                None => format!("property '{}'", ctx.key_to_display(k)),
            },
        };
        let mut text =
            String::from("Converting circular structure to JSON\n    --> starting at object with constructor ");
        text.push_str(&constructor_name(ctx, self.open[start].0));
        let links: Vec<(Obj, Place)> = self.open[start + 1..].to_vec();
        for (i, &(o, place)) in links.iter().enumerate() {
            if i >= FIRST && i + LAST < links.len() {
                if i == FIRST {
                    text.push_str("\n    |     ...");
                }
                continue;
            }
            let place = show(ctx, place);
            let name = constructor_name(ctx, o);
            text.push_str(&format!("\n    |     {place} -> object with constructor {name}"));
        }
        let place = show(ctx, last);
        text.push_str(&format!("\n    --- {place} closes the circle"));
        ctx.type_error(text)
    }

    /// A line break and the indentation of the present depth.
    fn new_line(&mut self) {
        self.out.push_unit(b'\n' as u16);
        for _ in 0..self.open.len() {
            self.out.push_utf16(&self.gap);
        }
    }

    /// SerializeJSONObject <https://tc39.es/ecma262/#sec-serializejsonobject>
    fn object(&mut self, ctx: &mut Context, o: Obj) -> JsResult<()> {
        self.out.push_unit(b'{' as u16);
        let mut first = true;
        if self.list.is_none() && self.is_plain(ctx, o) {
            let start = self.keys.len();
            let shape = ctx.shape_of(o);
            for (key, p) in shape.properties() {
                if p.attributes & attribute::ENUMERABLE != 0 && !key.is_symbol() {
                    self.keys.push((key, shape.offset(p.slot)));
                }
            }
            for i in start..self.keys.len() {
                let (key, offset) = self.keys[i];
                let value = if o.header.shape == shape.id {
                    // SAFETY: the object still has the shape that the offset is of.
                    unsafe { *o.slot(offset) }
                } else {
                    ctx.get(o, key)?
                };
                self.member(ctx, o, key, value, &mut first)?;
            }
            self.keys.truncate(start);
        } else {
            let keys = match &self.list {
                Some(list) => GcVec::from_slice(ctx, list.as_slice()),
                None => enumerable_own_keys(ctx, o)?,
            };
            for i in 0..keys.len() {
                let key = ctx.to_property_key(keys.as_slice()[i])?;
                let value = ctx.get(o, key)?;
                self.member(ctx, o, key, value, &mut first)?;
            }
        }
        if !first && !self.gap.is_empty() {
            let own = self.open.pop();
            self.new_line();
            self.open.extend(own);
        }
        self.out.push_unit(b'}' as u16);
        Ok(())
    }

    /// Whether all own properties are data properties in slots, in an object whose shape keeps its keys alive.
    fn is_plain(&self, ctx: &mut Context, o: Obj) -> bool {
        if o.has_flag(object_flag::EXOTIC)
            || o.has_flag(object_flag::SPARSE)
            || o.storage_header().dense > 0
            || o.kind() != CellKind::Object
        {
            return false;
        }
        let shape = ctx.shape_of(o);
        let special = attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY;
        !shape.is_unique() && shape.properties().all(|(_, p)| p.attributes & special == 0)
    }

    #[inline]
    fn member(&mut self, ctx: &mut Context, o: Obj, key: PropertyKey, value: Value, first: &mut bool) -> JsResult<()> {
        if value.is_undefined() && self.replacer.is_empty() {
            return Ok(());
        }
        let before = self.out.len();
        if !*first {
            self.out.push_unit(b',' as u16);
        }
        if !self.gap.is_empty() {
            self.new_line();
        }
        match key.as_string() {
            Some(name) => self.quoted(ctx, name),
            None => {
                let name = ctx.key_to_display(key);
                self.out.push_str(&format!("\"{name}\""));
            }
        }
        self.out.push_unit(b':' as u16);
        if !self.gap.is_empty() {
            self.out.push_unit(b' ' as u16);
        }
        if self.property(ctx, Some(o), Place::Key(key), value)? {
            *first = false;
        } else {
            self.out.truncate(before);
        }
        Ok(())
    }

    /// SerializeJSONArray <https://tc39.es/ecma262/#sec-serializejsonarray>
    fn array(&mut self, ctx: &mut Context, o: Obj) -> JsResult<()> {
        self.out.push_unit(b'[' as u16);
        let length = ctx.length_of_array_like(o)?;
        for i in 0..length {
            if i > 0 {
                self.out.push_unit(b',' as u16);
            }
            if !self.gap.is_empty() {
                self.new_line();
            }
            let value = match ctx.array_elements(o).and_then(|e| e.get(i as usize)) {
                Some(v) if !v.is_empty() => *v,
                _ => ctx.get_index(o, i)?,
            };
            if !self.property(ctx, Some(o), Place::Index(i), value)? {
                self.out.push_latin1(b"null");
            }
        }
        if length > 0 && !self.gap.is_empty() {
            let own = self.open.pop();
            self.new_line();
            self.open.extend(own);
        }
        self.out.push_unit(b']' as u16);
        Ok(())
    }

    /// QuoteJSONString <https://tc39.es/ecma262/#sec-quotejsonstring>
    fn quoted(&mut self, ctx: &mut Context, s: Str) {
        let view = s.view(ctx);
        quote(&mut self.out, view);
    }
}

/// Appends the text as a JSON string.
pub fn quote(out: &mut StringBuilder, view: StrView) {
    out.push_unit(b'"' as u16);
    match view {
        StrView::Latin1(s) => {
            let mut from = 0;
            while let Some(n) = s[from..].iter().position(|&c| c < 0x20 || c == b'"' || c == b'\\') {
                out.push_latin1(&s[from..from + n]);
                escape(out, s[from + n] as u16);
                from += n + 1;
            }
            out.push_latin1(&s[from..]);
        }
        StrView::Utf16(s) => {
            let mut i = 0;
            while i < s.len() {
                let u = s[i];
                match u {
                    0..0x20 | 0x22 | 0x5C => escape(out, u),
                    0xD800..=0xDBFF if s.get(i + 1).is_some_and(|n| n & 0xFC00 == 0xDC00) => {
                        out.push_unit(u);
                        out.push_unit(s[i + 1]);
                        i += 1;
                    }
                    0xD800..=0xDFFF => out.push_str(&format!("\\u{u:04x}")),
                    _ => out.push_unit(u),
                }
                i += 1;
            }
        }
    }
    out.push_unit(b'"' as u16);
}

fn escape(out: &mut StringBuilder, u: u16) {
    out.push_latin1(match u {
        8 => b"\\b",
        9 => b"\\t",
        10 => b"\\n",
        12 => b"\\f",
        13 => b"\\r",
        0x22 => b"\\\"",
        0x5C => b"\\\\",
        _ => return out.push_str(&format!("\\u{u:04x}")),
    });
}

/// `'Name'` of the object's constructor, without running anything.
fn constructor_name(ctx: &mut Context, o: Obj) -> String {
    let key = PropertyKey::from_interned(ctx.names.constructor);
    let mut next = Some(o);
    while let Some(o) = next {
        if o.kind() == CellKind::Proxy {
            break;
        }
        match ctx.own_property(o, key) {
            Ok(Own::Data(v, _)) => {
                let name = PropertyKey::from_interned(ctx.names.name);
                if let Some(f) = v.as_function()
                    && let Ok(Own::Data(name, _)) = ctx.own_property(f.object(), name)
                    && let Some(name) = name.as_string()
                    && !name.is_empty()
                {
                    return format!("'{}'", name.to_rust(ctx));
                }
                break;
            }
            Ok(Own::None) => {}
            _ => break,
        }
        next = ctx.prototype(o);
    }
    "'Object'".to_string()
}
