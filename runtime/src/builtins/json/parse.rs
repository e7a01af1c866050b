//! The JSON parser. It keeps its own stack, so that depth costs no native stack, and remembers the shapes of the objects
//! it made, so that an object with the same keys as an earlier one costs one comparison of each key.

use crate::context::Context;
use crate::convert::number::decimal_literal;
use crate::error::{JsResult, Throw};
use crate::handle::{GcVec, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use crate::string::{StrView, StringBuilder};
use jsc_abi::Value;
use jsc_abi::layout::MAX_STRING_LENGTH;

/// A code unit of the text.
pub trait Unit: Copy + 'static {
    fn unit(self) -> u16;
    fn view(text: &[Self]) -> StrView<'_>;
}

impl Unit for u8 {
    #[inline(always)]
    fn unit(self) -> u16 {
        self as u16
    }
    fn view(text: &[u8]) -> StrView<'_> {
        StrView::Latin1(text)
    }
}

impl Unit for u16 {
    #[inline(always)]
    fn unit(self) -> u16 {
        self
    }
    fn view(text: &[u16]) -> StrView<'_> {
        StrView::Utf16(text)
    }
}

/// An array or object that is not closed yet; its values (objects: key, value, key, ...) are in `Parser::values` from
/// here on.
enum Open {
    Array(usize),
    Object(usize),
}

/// An object made earlier: its keys and what to allocate for the next one like it.
struct Plan {
    keys: Vec<PropertyKey>,
    shape: u32,
    inline_slots: u32,
}

const PLANS: usize = 64;
const KEYS: usize = 256;
/// Longer keys are not looked for among the recent ones.
const LONG_KEY: usize = 32;

struct Parser<'t, U: Unit> {
    text: &'t [U],
    at: usize,
    open: Vec<Open>,
    values: GcVec,
    /// Recent keys by a hash of their text: interned strings or EMPTY.
    recent_keys: GcVec,
    /// By a hash of the keys. Their shapes, which live as long as the context, keep the keys.
    plans: Vec<Option<Plan>>,
}

/// The value of the text.
pub fn parse<U: Unit>(ctx: &mut Context, text: &[U]) -> JsResult {
    debug_assert!(text.len() <= MAX_STRING_LENGTH as usize);
    let mut recent_keys = GcVec::with_capacity(ctx, KEYS);
    for _ in 0..if text.len() > 256 { KEYS } else { 0 } {
        recent_keys.push(ctx, Value::EMPTY);
    }
    let values = GcVec::with_capacity(ctx, 32);
    let mut p = Parser { text, at: 0, open: Vec::new(), values, recent_keys, plans: Vec::new() };
    p.run(ctx)
}

impl<U: Unit> Parser<'_, U> {
    #[inline(always)]
    fn peek(&self) -> u16 {
        // No JSON token begins with this unit.
        self.text.get(self.at).map_or(0xFFFF, |u| u.unit())
    }

    #[inline(always)]
    fn skip_white_space(&mut self) -> u16 {
        loop {
            let c = self.peek();
            if c > 0x20 || !matches!(c, 0x20 | 0x0A | 0x0D | 0x09) {
                return c;
            }
            self.at += 1;
        }
    }

    fn run(&mut self, ctx: &mut Context) -> JsResult {
        let whole = 'value: loop {
            let c = self.skip_white_space();
            let mut value = match c {
                0x22 => self.string(ctx)?,
                0x7B => {
                    self.at += 1;
                    self.open.push(Open::Object(self.values.len()));
                    if self.skip_white_space() == b'}' as u16 {
                        self.at += 1;
                        self.open.pop();
                        ctx.new_plain_object().value()
                    } else {
                        self.key(ctx, "Expected property name or '}' in JSON")?;
                        continue 'value;
                    }
                }
                0x5B => {
                    self.at += 1;
                    self.open.push(Open::Array(self.values.len()));
                    if self.skip_white_space() == b']' as u16 {
                        self.at += 1;
                        self.open.pop();
                        ctx.new_array(&[]).value()
                    } else {
                        continue 'value;
                    }
                }
                0x2D | 0x30..=0x39 => self.number(ctx)?,
                0x74 => self.literal(ctx, b"true", Value::TRUE)?,
                0x66 => self.literal(ctx, b"false", Value::FALSE)?,
                0x6E => self.literal(ctx, b"null", Value::NULL)?,
                _ => return Err(self.unexpected(ctx)),
            };
            loop {
                match self.open.last() {
                    None => break 'value value,
                    Some(&Open::Array(start)) => {
                        self.values.push(ctx, value);
                        match self.skip_white_space() {
                            0x2C => {
                                self.at += 1;
                                continue 'value;
                            }
                            0x5D => {
                                self.at += 1;
                                self.open.pop();
                                value = ctx.new_array(&self.values.as_slice()[start..]).value();
                                self.values.truncate(start);
                            }
                            _ => return Err(self.error(ctx, "Expected ',' or ']' after array element in JSON")),
                        }
                    }
                    Some(&Open::Object(start)) => {
                        self.values.push(ctx, value);
                        match self.skip_white_space() {
                            0x2C => {
                                self.at += 1;
                                self.skip_white_space();
                                self.key(ctx, "Expected double-quoted property name in JSON")?;
                                continue 'value;
                            }
                            0x7D => {
                                self.at += 1;
                                self.open.pop();
                                value = self.object(ctx, start)?.value();
                                self.values.truncate(start);
                            }
                            _ => return Err(self.error(ctx, "Expected ',' or '}' after property value in JSON")),
                        }
                    }
                }
            }
        };
        self.skip_white_space();
        if self.at < self.text.len() {
            return Err(self.error(ctx, "Unexpected non-whitespace character after JSON"));
        }
        Ok(whole)
    }

    fn literal(&mut self, ctx: &mut Context, word: &[u8], value: Value) -> JsResult {
        for &c in word {
            if self.peek() != c as u16 {
                return Err(self.unexpected(ctx));
            }
            self.at += 1;
        }
        Ok(value)
    }

    #[inline]
    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().wrapping_sub(b'0' as u16) < 10 {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self, ctx: &mut Context) -> JsResult {
        let start = self.at;
        let negative = self.peek() == b'-' as u16;
        if negative {
            self.at += 1;
        }
        let first = self.peek();
        let count = self.digits();
        if count == 0 {
            return Err(self.error(ctx, "No number after minus sign in JSON"));
        }
        if first == b'0' as u16 && count > 1 {
            self.at -= count - 1;
            return Err(self.unexpected(ctx));
        }
        let mut next = self.peek();
        if next != b'.' as u16 && next | 0x20 != b'e' as u16 && count <= 9 {
            let mut n = 0i32;
            for u in &self.text[self.at - count..self.at] {
                n = n * 10 + (u.unit() - b'0' as u16) as i32;
            }
            return Ok(match (negative, n) {
                (true, 0) => Value::from_f64(-0.0),
                (true, _) => Value::from_i32(-n),
                (false, _) => Value::from_i32(n),
            });
        }
        if next == b'.' as u16 {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.error(ctx, "Unterminated fractional number in JSON"));
            }
            next = self.peek();
        }
        if next | 0x20 == b'e' as u16 {
            self.at += 1;
            if matches!(self.peek(), 0x2B | 0x2D) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.error(ctx, "Exponent part is missing a number in JSON"));
            }
        }
        let length = self.at - start;
        let mut buffer = [0u8; 64];
        let text = &self.text[start..self.at];
        // All of these units are ASCII.
        let number = if length <= buffer.len() {
            for (b, u) in buffer.iter_mut().zip(text) {
                *b = u.unit() as u8;
            }
            decimal_literal(&buffer[..length])
        } else {
            let bytes: Vec<u8> = text.iter().map(|u| u.unit() as u8).collect();
            decimal_literal(&bytes)
        };
        Ok(Value::from_number(number.unwrap_or(f64::NAN)))
    }

    /// Moves from behind the opening quote to the next quote, backslash or control character.
    #[inline]
    fn scan_plain(&mut self) {
        let rest = &self.text[self.at..];
        let stop = |u: &U| {
            let c = u.unit();
            c == 0x22 || c == 0x5C || c < 0x20
        };
        self.at += rest.iter().position(stop).unwrap_or(rest.len());
    }

    /// The string at the opening quote.
    fn string(&mut self, ctx: &mut Context) -> JsResult {
        self.at += 1;
        let start = self.at;
        self.scan_plain();
        if self.peek() == 0x22 {
            let view = U::view(&self.text[start..self.at]);
            self.at += 1;
            return Ok(ctx.string_from_view(view).value());
        }
        Ok(self.string_with_escapes(ctx, start)?.finish(ctx)?.value())
    }

    fn string_with_escapes(&mut self, ctx: &mut Context, start: usize) -> JsResult<StringBuilder> {
        let mut out = StringBuilder::new();
        out.push_view(U::view(&self.text[start..self.at]));
        loop {
            match self.text.get(self.at).map(|u| u.unit()) {
                None => return Err(self.error(ctx, "Unterminated string in JSON")),
                Some(0x22) => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(0x5C) => {
                    self.at += 1;
                    let escape = self.peek();
                    let unit = match u8::try_from(escape) {
                        Ok(c @ (b'"' | b'\\' | b'/')) => c as u16,
                        Ok(b'b') => 8,
                        Ok(b'f') => 12,
                        Ok(b'n') => 10,
                        Ok(b'r') => 13,
                        Ok(b't') => 9,
                        Ok(b'u') => {
                            let mut n = 0;
                            for _ in 0..4 {
                                self.at += 1;
                                let digit = char::from_u32(self.peek() as u32).and_then(|c| c.to_digit(16));
                                let Some(digit) = digit else {
                                    return Err(self.error(ctx, "Bad Unicode escape in JSON"));
                                };
                                n = n * 16 + digit as u16;
                            }
                            n
                        }
                        _ if self.at >= self.text.len() => return Err(self.unexpected(ctx)),
                        _ => return Err(self.error(ctx, "Bad escaped character in JSON")),
                    };
                    self.at += 1;
                    out.push_unit(unit);
                }
                Some(_) => return Err(self.error(ctx, "Bad control character in string literal in JSON")),
            }
            let start = self.at;
            self.scan_plain();
            out.push_view(U::view(&self.text[start..self.at]));
        }
    }

    /// A property name and the colon; pushes the interned string.
    fn key(&mut self, ctx: &mut Context, message: &str) -> JsResult<()> {
        if self.peek() != 0x22 {
            return Err(self.error(ctx, message));
        }
        self.at += 1;
        let start = self.at;
        self.scan_plain();
        let key = if self.peek() == 0x22 {
            let text = &self.text[start..self.at];
            self.at += 1;
            self.interned(ctx, text)
        } else {
            let name = self.string_with_escapes(ctx, start)?.finish(ctx)?;
            ctx.intern_string(name)
        };
        self.values.push(ctx, key.value());
        if self.skip_white_space() != b':' as u16 {
            return Err(self.error(ctx, "Expected ':' after property name in JSON"));
        }
        self.at += 1;
        Ok(())
    }

    /// The interned string, from the recent keys if it is there.
    #[inline]
    fn interned(&mut self, ctx: &mut Context, text: &[U]) -> Str {
        let n = text.len();
        if n == 0 || n > LONG_KEY || self.recent_keys.is_empty() {
            return ctx.intern_view(U::view(text));
        }
        let hash =
            text[0].unit() as usize ^ (text[n - 1].unit() as usize) << 3 ^ (text[n / 2].unit() as usize) << 5 ^ n << 2;
        let place = hash % KEYS;
        if let Some(s) = self.recent_keys.as_slice()[place].as_string()
            && s.flat_view().equals(U::view(text))
        {
            return s;
        }
        let s = ctx.intern_view(U::view(text));
        self.recent_keys.set(ctx, place, s.value());
        s
    }

    /// The object of the keys and values from `start` on.
    fn object(&mut self, ctx: &mut Context, start: usize) -> JsResult<Obj> {
        let pairs = &self.values.as_slice()[start..];
        let mut hash = pairs.len() as u64;
        for key in pairs.iter().step_by(2) {
            hash = (hash.rotate_left(5) ^ key.0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        let place = (hash >> 32) as usize % PLANS;
        let same = |plan: &Plan| {
            plan.keys.len() == pairs.len() / 2 && plan.keys.iter().zip(pairs.iter().step_by(2)).all(|(k, v)| k.0 == v.0)
        };
        if !self.plans.get(place).and_then(|p| p.as_ref()).is_some_and(same) {
            let Some(plan) = make_plan(ctx, pairs) else { return slow_object(ctx, &self.values, start) };
            if self.plans.is_empty() {
                self.plans.resize_with(PLANS, || None);
            }
            self.plans[place] = Some(plan);
        }
        let Some(plan) = &self.plans[place] else { unreachable!("stored above") };
        let count = plan.keys.len();
        // First without properties: making room for slots may collect.
        let o = ctx.new_literal_object(plan.inline_slots);
        if count > plan.inline_slots as usize {
            ctx.reallocate_storage(o, (count - plan.inline_slots as usize) as u32, 0);
        }
        let layout = ctx.shapes.get(plan.shape);
        for (i, v) in self.values.as_slice()[start..].iter().skip(1).step_by(2).enumerate() {
            // SAFETY: the plan's shape has as many slots, inline ones first, and there is room for all.
            unsafe { *o.slot(layout.offset(i as u32)) = *v };
        }
        o.header().shape = plan.shape;
        ctx.fit_fields(o);
        ctx.write_barrier(o);
        Ok(o)
    }

    /// A SyntaxError with a position.
    #[cold]
    fn error(&self, ctx: &mut Context, message: &str) -> Throw {
        let position = self.at.min(self.text.len());
        ctx.syntax_error(format_args!("{message} at position {position}"))
    }

    /// The SyntaxError for the unit at the present position, in V8's words.
    #[cold]
    fn unexpected(&self, ctx: &mut Context) -> Throw {
        /// How much of the text is shown on either side.
        const CONTEXT: usize = 10;
        let (at, n) = (self.at, self.text.len());
        if at >= n {
            return ctx.syntax_error("Unexpected end of JSON input");
        }
        let c = self.text[at].unit();
        match c {
            0x22 => return self.error(ctx, "Unexpected string in JSON"),
            0x2D | 0x30..=0x39 => return self.error(ctx, "Unexpected number in JSON"),
            _ => {}
        }
        let shown = |from: usize, to: usize| U::view(&self.text[from..to]).to_rust();
        let whole = U::view(self.text);
        if ["NaN", "Infinity", "undefined", "[object Object]"].iter().any(|s| whole.equals_ascii(s)) {
            return ctx.syntax_error(format_args!("\"{}\" is not valid JSON", whole.to_rust()));
        }
        let token = shown(at, at + 1);
        let source = if n <= 2 * CONTEXT {
            format!("\"{}\"", shown(0, n))
        } else if at < CONTEXT {
            format!("\"{}\"...", shown(0, at + CONTEXT))
        } else if at < n - CONTEXT {
            format!("...\"{}\"...", shown(at - CONTEXT, at + CONTEXT))
        } else {
            format!("...\"{}\"", shown(at - CONTEXT, n))
        };
        ctx.syntax_error(format_args!("Unexpected token '{token}', {source} is not valid JSON"))
    }
}

/// How to make objects with these keys; `None` if they need care: indices, repeated keys, too many.
fn make_plan(ctx: &mut Context, pairs: &[Value]) -> Option<Plan> {
    let count = pairs.len() / 2;
    let inline_slots = match count {
        0..=4 => 4,
        5..=8 => 8,
        _ => 16,
    };
    // An object without properties tells the shape to begin with.
    let mut shape = ctx.new_literal_object(inline_slots).header.shape;
    let mut keys = Vec::with_capacity(count);
    for name in pairs.iter().step_by(2) {
        let key = PropertyKey::from_interned(name.as_string()?);
        if key.is_index() || ctx.shapes.get(shape).lookup(key).is_some() {
            return None;
        }
        shape = ctx.shapes.transition(shape, key, attribute::ALL, true)?;
        keys.push(key);
    }
    Some(Plan { keys, shape, inline_slots })
}

fn slow_object(ctx: &mut Context, values: &GcVec, start: usize) -> JsResult<Obj> {
    let o = ctx.new_plain_object();
    for i in (start..values.len()).step_by(2) {
        let (name, value) = (values.as_slice()[i], values.as_slice()[i + 1]);
        if let Some(name) = name.as_string() {
            ctx.create_data_property(o, PropertyKey::from_interned(name), value)?;
        }
    }
    Ok(o)
}
