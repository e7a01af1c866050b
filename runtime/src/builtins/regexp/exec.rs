//! Running a regular expression: over which form of the string, the built-in `exec` and `test`, and the test whether
//! regular expressions are as they were built.

use super::compile::{Compiled, flag};
use super::{Rx, as_regexp, incompatible, this_object};
use crate::builtins::{Intrinsic, WellKnown};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Obj, Str, ValueExt};
use crate::object::create::variant;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use crate::string::StrView;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use regress::Match;
use std::ops::ControlFlow;
use std::rc::Rc;

/// What the matcher reads.
#[derive(Clone)]
pub enum Input<'a> {
    /// OPTIMIZATION: the matcher has a form for bytes; they must be ASCII, for which case folds the same way.
    Ascii(&'a str),
    Wide(&'a [u16]),
    /// Latin-1, widened.
    Widened(Rc<Vec<u16>>),
}

/// The last Latin-1 string that was widened.
#[derive(Default)]
pub struct WideCache {
    /// Address and length of the string, and the number of collections so far: no address is used twice between two.
    key: (usize, usize, u64),
    units: Rc<Vec<u16>>,
}

/// `CellHeader::aux` of strings: it is known whether all characters are ASCII. (Buffers, which use other bits, are
/// never seen as strings.)
const AUX_ASCII: u8 = 2;
const AUX_NOT_ASCII: u8 = 4;
/// Shorter strings are looked through each time.
const NOTE_ASCII_MIN: usize = 64;

impl<'a> Input<'a> {
    pub fn new(ctx: &mut Context, s: Str) -> Input<'a> {
        match s.view(ctx) {
            StrView::Utf16(units) => Input::Wide(units),
            StrView::Latin1(bytes) => {
                if is_ascii(s, bytes) {
                    // SAFETY: ASCII is UTF-8.
                    return Input::Ascii(unsafe { core::str::from_utf8_unchecked(bytes) });
                }
                let stats = &ctx.heap.stats;
                let key = (s.ptr() as usize, bytes.len(), stats.minor_collections + stats.full_collections + 1);
                let cache = &mut ctx.builtins.regexp.wide;
                if cache.key != key {
                    cache.key = key;
                    cache.units = Rc::new(bytes.iter().map(|&c| c as u16).collect());
                }
                Input::Widened(cache.units.clone())
            }
        }
    }

    pub fn units(&self) -> Option<&[u16]> {
        match self {
            Input::Ascii(_) => None,
            Input::Wide(u) => Some(u),
            Input::Widened(u) => Some(u),
        }
    }

    pub fn unit_count(&self) -> usize {
        match self {
            Input::Ascii(s) => s.len(),
            _ => self.units().map_or(0, |u| u.len()),
        }
    }
}

fn is_ascii(s: Str, bytes: &[u8]) -> bool {
    let known = s.header.aux;
    if known & (AUX_ASCII | AUX_NOT_ASCII) != 0 {
        return known & AUX_ASCII != 0;
    }
    let ascii = bytes.is_ascii();
    if bytes.len() >= NOTE_ASCII_MIN && s.header.gc != gc_state::IMMORTAL {
        s.header().aux |= if ascii { AUX_ASCII } else { AUX_NOT_ASCII };
    }
    ascii
}

/// The first match at or after `from`; at `from` only if `sticky`.
pub fn find(compiled: &mut Compiled, input: &Input, mut from: usize, sticky: bool) -> Option<Match> {
    if from > input.unit_count() {
        return None;
    }
    let unicode = compiled.unicode;
    if unicode && let Some(units) = input.units() {
        // In the middle of a surrogate pair: its start.
        let low = units.get(from).is_some_and(|u| u & 0xFC00 == 0xDC00);
        if low && from > 0 && units[from - 1] & 0xFC00 == 0xD800 {
            from -= 1;
        }
    }
    if sticky { compiled.regex.find_at(input, from) } else { compiled.regex.find(input, from) }
}

/// All matches of a global search of the whole text, as repeated `exec` finds them.
pub fn for_each_match(
    compiled: &mut Compiled,
    input: &Input,
    sticky: bool,
    mut f: impl FnMut(Match) -> ControlFlow<()>,
) {
    if !sticky {
        return compiled.regex.find_all(input, &mut f);
    }
    let mut from = 0;
    while let Some(m) = find(compiled, input, from, true) {
        from = if m.range.is_empty() { advance(input, m.range.end, compiled.unicode) } else { m.range.end };
        if f(m).is_break() {
            return;
        }
    }
}

/// AdvanceStringIndex <https://tc39.es/ecma262/#sec-advancestringindex>
fn advance(input: &Input, index: usize, unicode: bool) -> usize {
    match input.units() {
        Some(units) if unicode && index < units.len() => index + StrView::Utf16(units).code_point_at(index).1,
        _ => index + 1,
    }
}

/// The same on a string.
pub fn advance_string_index(ctx: &mut Context, s: Str, index: u64, unicode: bool) -> u64 {
    if !unicode || index >= s.len() as u64 {
        return index + 1;
    }
    index + s.view(ctx).code_point_at(index as usize).1 as u64
}

/// Set(R, "lastIndex", n, true)
#[inline]
pub fn set_last_index(ctx: &mut Context, mut rx: Rx, n: usize) -> JsResult<()> {
    let value = Value::from_number(n as f64);
    if rx.object.header.shape == ctx.builtins.regexp.object_shape {
        rx.last_index = value;
        return Ok(());
    }
    let key = PropertyKey::from_interned(ctx.names.last_index);
    // SAFETY: a RegExp is an object.
    ctx.set(unsafe { rx.cast() }, key, value, true)
}

/// RegExpBuiltinExec <https://tc39.es/ecma262/#sec-regexpbuiltinexec> up to the match: reads and sets `lastIndex`.
pub fn builtin_exec(ctx: &mut Context, rx: Rx, s: Str) -> JsResult<Option<Match>> {
    let mut last_index = match rx.last_index {
        v if v.is_int32() => v.as_int32().max(0) as u64,
        v => ctx.to_length(v)?,
    };
    let moves = rx.flag_bits & (flag::GLOBAL | flag::STICKY) != 0;
    if !moves {
        last_index = 0;
    }
    let found = if last_index > s.len() as u64 {
        None
    } else {
        let input = Input::new(ctx, s);
        let compiled = ctx.builtins.regexp.compiled(rx.compiled);
        find(compiled, &input, last_index as usize, rx.flag_bits & flag::STICKY != 0)
    };
    if moves {
        set_last_index(ctx, rx, found.as_ref().map_or(0, |m| m.range.end))?;
    }
    Ok(found)
}

/// The array for a match.
pub fn result_array(ctx: &mut Context, rx: Rx, s: Str, m: &Match) -> JsResult<Obj> {
    let array = ctx.new_array_with_capacity(0);
    ctx.reallocate_storage(array, 4, m.captures.len() as u32 + 1);
    let whole = ctx.substring(s, m.range.start, m.range.end);
    ctx.array_push(array, whole.value());
    for c in &m.captures {
        let v = match c {
            Some(r) => ctx.substring(s, r.start, r.end).value(),
            None => Value::UNDEFINED,
        };
        ctx.array_push(array, v);
    }
    let groups = groups_object(ctx, s, m)?;
    let values = [Value::from_i32(m.range.start as i32), s.value(), groups];
    let n = &ctx.names;
    let keys = [n.index, n.input, n.groups].map(PropertyKey::from_interned);
    if ctx.builtins.regexp.result_shape == 0 {
        let mut shape = Some(array.header.shape);
        for key in keys {
            shape = shape.and_then(|id| ctx.shapes.transition(id, key, attribute::ALL, false));
        }
        ctx.builtins.regexp.result_shape = shape.unwrap_or(0);
    }
    match ctx.builtins.regexp.result_shape {
        0 => {
            for (key, v) in keys.into_iter().zip(values) {
                ctx.create_data_property_or_throw(array, key, v)?;
            }
        }
        shape => {
            // OPTIMIZATION: the slots in one go.
            let layout = ctx.shapes.get(shape);
            for (i, v) in values.into_iter().enumerate() {
                // SAFETY: room for four slots was made above, and arrays have no inline slots.
                unsafe { *array.slot(layout.offset(i as u32)) = v };
            }
            array.header().shape = shape;
            ctx.write_barrier(array);
        }
    }
    if rx.flag_bits & flag::HAS_INDICES != 0 {
        let indices = indices_array(ctx, m)?;
        let key = PropertyKey::from_interned(ctx.names.indices);
        ctx.create_data_property_or_throw(array, key, indices.value())?;
    }
    Ok(array)
}

/// The object of named captures, or undefined if the pattern has no names.
pub fn groups_object(ctx: &mut Context, s: Str, m: &Match) -> JsResult {
    let mut names = m.named_groups().peekable();
    if names.peek().is_none() {
        return Ok(Value::UNDEFINED);
    }
    let groups = ctx.new_object(None);
    for (name, range) in names {
        let v = match range {
            Some(r) => ctx.substring(s, r.start, r.end).value(),
            None => Value::UNDEFINED,
        };
        let key = ctx.key(name);
        ctx.create_data_property_or_throw(groups, key, v)?;
    }
    Ok(groups.value())
}

/// MakeMatchIndicesIndexPairArray
fn indices_array(ctx: &mut Context, m: &Match) -> JsResult<Obj> {
    fn pair(ctx: &mut Context, range: Option<core::ops::Range<usize>>) -> Value {
        match range {
            Some(r) => ctx.new_array(&[Value::from_i32(r.start as i32), Value::from_i32(r.end as i32)]).value(),
            None => Value::UNDEFINED,
        }
    }
    let array = ctx.new_array_with_capacity(m.captures.len() as u32 + 1);
    let whole = pair(ctx, Some(m.range.clone()));
    ctx.array_push(array, whole);
    for c in &m.captures {
        let v = pair(ctx, c.clone());
        ctx.array_push(array, v);
    }
    let mut groups = Value::UNDEFINED;
    let mut names = m.named_groups().peekable();
    if names.peek().is_some() {
        let o = ctx.new_object(None);
        groups = o.value();
        for (name, range) in names {
            let v = pair(ctx, range);
            let key = ctx.key(name);
            ctx.create_data_property_or_throw(o, key, v)?;
        }
    }
    let key = PropertyKey::from_interned(ctx.names.groups);
    ctx.create_data_property_or_throw(array, key, groups)?;
    Ok(array)
}

/// RegExp.prototype.exec ( string ) <https://tc39.es/ecma262/#sec-regexp.prototype.exec>
pub fn exec(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(rx) = as_regexp(args.this) else {
        return Err(incompatible(ctx, "exec", args.this));
    };
    let s = ctx.to_string(args.get(0))?;
    exec_to_value(ctx, rx, s)
}

/// The array or null.
pub fn exec_to_value(ctx: &mut Context, rx: Rx, s: Str) -> JsResult {
    match builtin_exec(ctx, rx, s)? {
        Some(m) => Ok(result_array(ctx, rx, s, &m)?.value()),
        None => Ok(Value::NULL),
    }
}

/// RegExpExec <https://tc39.es/ecma262/#sec-regexpexec>
pub fn regexp_exec(ctx: &mut Context, o: Obj, s: Str) -> JsResult {
    let key = PropertyKey::from_interned(ctx.names.exec);
    let exec = ctx.get(o, key)?;
    if is_builtin_exec(ctx, exec)
        && let Some(rx) = as_regexp(o.value())
    {
        return exec_to_value(ctx, rx, s);
    }
    exec_with(ctx, o, exec, s)
}

/// RegExp.prototype.test ( S ) <https://tc39.es/ecma262/#sec-regexp.prototype.test>
pub fn test(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "test")?;
    let s = ctx.to_string(args.get(0))?;
    // OPTIMIZATION: no array if nobody can see it.
    if let Some(rx) = as_regexp(o.value()) {
        if !has_builtin_exec(ctx, o) {
            let key = PropertyKey::from_interned(ctx.names.exec);
            let exec = ctx.get(o, key)?;
            if !is_builtin_exec(ctx, exec) {
                return Ok(Value::from_bool(!exec_with(ctx, o, exec, s)?.is_null()));
            }
        }
        return Ok(Value::from_bool(builtin_exec(ctx, rx, s)?.is_some()));
    }
    Ok(Value::from_bool(!regexp_exec(ctx, o, s)?.is_null()))
}

/// RegExpExec after `exec` was read and is not the built-in.
fn exec_with(ctx: &mut Context, o: Obj, exec: Value, s: Str) -> JsResult {
    if exec.is_callable() {
        let result = ctx.call(exec, o.value(), &[s.value()])?;
        if !result.is_object() && !result.is_null() {
            return Err(ctx.type_error("RegExp exec method returned something other than an Object or null"));
        }
        return Ok(result);
    }
    match as_regexp(o.value()) {
        Some(rx) => exec_to_value(ctx, rx, s),
        None => Err(incompatible(ctx, "exec", o.value())),
    }
}

/// What RegExp and RegExp.prototype looked like when they were built.
pub struct Pristine {
    prototype_shape: u32,
    constructor_shape: u32,
    /// Where `exec`, then the symbol methods are in the prototype, and the code of the built-ins. (Codes are immortal.)
    methods: [(SlotOffset, *const Code); 6],
    constructor: SlotOffset,
}

/// At the end of `init`.
pub fn note_pristine(ctx: &mut Context) {
    let prototype = ctx.intrinsic(Intrinsic::RegExpPrototype);
    let constructor = ctx.intrinsic(Intrinsic::RegExp);
    // Now, so that this does not change their shapes later.
    ctx.mark_as_prototype(prototype);
    ctx.mark_as_prototype(constructor);
    let symbols = [WellKnown::Match, WellKnown::MatchAll, WellKnown::Replace, WellKnown::Search, WellKnown::Split];
    let mut keys = [PropertyKey::from_interned(ctx.names.exec); 6];
    for (i, s) in symbols.into_iter().enumerate() {
        keys[i + 1] = PropertyKey::from_symbol(ctx.well_known(s));
    }
    let shape = ctx.shape_of(prototype);
    let offset_of = |key| shape.offset(shape.lookup(key).expect("installed").slot);
    let methods = keys.map(|key| {
        let offset = offset_of(key);
        // SAFETY: the slot is in the object's present shape.
        let f = unsafe { *prototype.slot(offset) }.as_function().expect("installed");
        (offset, f.code)
    });
    let pristine = Pristine {
        prototype_shape: prototype.header.shape,
        constructor_shape: constructor.header.shape,
        methods,
        constructor: offset_of(PropertyKey::from_interned(ctx.names.constructor)),
    };
    ctx.builtins.regexp.pristine = Some(pristine);
    ctx.builtins.regexp.object_shape = ctx.root_shape(CellKind::RegExp, Some(prototype), 0, variant::REGEXP);
}

/// Whether the object is a RegExp whose methods, flags and species are certainly the built-in ones: it has the shape of
/// a fresh one, and RegExp and its prototype have the shapes and methods that they were built with. (A redefined or
/// deleted property gives a new shape; an assigned one is a different function.)
#[inline]
pub fn is_pristine(ctx: &mut Context, o: Obj) -> bool {
    o.kind() == CellKind::RegExp && o.header.shape == ctx.builtins.regexp.object_shape && prototype_is_pristine(ctx, 6)
}

/// The same for `exec` alone.
#[inline]
fn has_builtin_exec(ctx: &mut Context, o: Obj) -> bool {
    o.header.shape == ctx.builtins.regexp.object_shape && prototype_is_pristine(ctx, 1)
}

fn prototype_is_pristine(ctx: &mut Context, methods: usize) -> bool {
    let Some(p) = &ctx.builtins.regexp.pristine else { return false };
    let (Some(prototype), Some(constructor)) = (
        ctx.intrinsics[Intrinsic::RegExpPrototype as usize].as_object(),
        ctx.intrinsics[Intrinsic::RegExp as usize].as_object(),
    ) else {
        return false;
    };
    if prototype.header.shape != p.prototype_shape || !ctx.shapes.get(p.prototype_shape).is_cacheable() {
        return false;
    }
    // SAFETY: the prototype has the shape that the offsets are of.
    let unchanged = |&(offset, code): &(SlotOffset, *const Code)| {
        unsafe { *prototype.slot(offset) }.as_function().is_some_and(|f| f.code == code)
    };
    if !p.methods[..methods].iter().all(unchanged) {
        return false;
    }
    methods == 1
        || (constructor.header.shape == p.constructor_shape
            && ctx.shapes.get(p.constructor_shape).is_cacheable()
            && unsafe { *prototype.slot(p.constructor) } == constructor.value())
}

fn is_builtin_exec(ctx: &mut Context, v: Value) -> bool {
    match (&ctx.builtins.regexp.pristine, v.as_function()) {
        (Some(p), Some(f)) => f.code == p.methods[0].1,
        _ => false,
    }
}
