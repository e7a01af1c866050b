//! Methods of strings that make a changed string: case, trimming, padding, normal forms, HTML. And `localeCompare`.

use super::this_string;
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Str, ValueExt};
use crate::string::{StrView, StringBuilder, is_white_space};
use core::cmp::{Ordering, Reverse};
use jsc_abi::Value;
use jsc_abi::layout::MAX_STRING_LENGTH;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// Calls `f` with each stretch of well-formed text; lone surrogates between them are copied.
fn map_well_formed(units: &[u16], out: &mut StringBuilder, mut f: impl FnMut(&str, &mut StringBuilder)) {
    let mut text = String::new();
    for c in char::decode_utf16(units.iter().copied()) {
        match c {
            Ok(c) => text.push(c),
            Err(lone) => {
                f(&text, out);
                text.clear();
                out.push_unit(lone.unpaired_surrogate());
            }
        }
    }
    f(&text, out);
}

fn latin1_lower(c: u8) -> u8 {
    if c.is_ascii_uppercase() || (matches!(c, 0xC0..=0xDE) && c != 0xD7) { c + 32 } else { c }
}

/// `None`: the upper case of ß, ÿ or µ is not a Latin-1 character.
fn latin1_upper(c: u8) -> Option<u8> {
    match c {
        b'a'..=b'z' => Some(c - 32),
        0xDF | 0xFF | 0xB5 => None,
        0xF7 => Some(c),
        0xE0..=0xFE => Some(c - 32),
        _ => Some(c),
    }
}

/// A string with the ASCII text changed by `f`. OPTIMIZATION: short ones by way of the native stack.
fn map_ascii(ctx: &mut Context, text: &[u8], f: fn(&mut [u8])) -> Str {
    let mut buffer = [0u8; 256];
    if let Some(buffer) = buffer.get_mut(..text.len()) {
        buffer.copy_from_slice(text);
        f(buffer);
        return ctx.string_from_latin1(buffer);
    }
    let mut copy = text.to_vec();
    f(&mut copy);
    ctx.string_from_latin1(&copy)
}

fn lower(ctx: &mut Context, s: Str) -> JsResult<Str> {
    match s.view(ctx) {
        StrView::Latin1(t) if t.is_ascii() => {
            if !t.iter().any(u8::is_ascii_uppercase) {
                return Ok(s);
            }
            Ok(map_ascii(ctx, t, <[u8]>::make_ascii_lowercase))
        }
        StrView::Latin1(t) => {
            if t.iter().all(|&c| latin1_lower(c) == c) {
                return Ok(s);
            }
            let changed: Vec<u8> = t.iter().map(|&c| latin1_lower(c)).collect();
            Ok(ctx.string_from_latin1(&changed))
        }
        StrView::Utf16(t) => {
            let mut out = StringBuilder::with_capacity(t.len());
            // Rust's str::to_lowercase knows the final sigma.
            map_well_formed(t, &mut out, |text, out| out.push_str(&text.to_lowercase()));
            out.finish(ctx)
        }
    }
}

fn upper(ctx: &mut Context, s: Str) -> JsResult<Str> {
    let view = s.view(ctx);
    if let StrView::Latin1(t) = view {
        if t.is_ascii() {
            if !t.iter().any(u8::is_ascii_lowercase) {
                return Ok(s);
            }
            return Ok(map_ascii(ctx, t, <[u8]>::make_ascii_uppercase));
        }
        if t.iter().all(|&c| latin1_upper(c) == Some(c)) {
            return Ok(s);
        }
        let mut out = StringBuilder::with_capacity(t.len() + 1);
        for &c in t {
            match latin1_upper(c) {
                Some(c) => out.push_unit(c as u16),
                None => (c as char).to_uppercase().for_each(|c| out.push_char(c)),
            }
        }
        return out.finish(ctx);
    }
    let mut out = StringBuilder::with_capacity(view.len());
    map_well_formed(&view.to_utf16(), &mut out, |text, out| out.push_str(&text.to_uppercase()));
    out.finish(ctx)
}

/// String.prototype.toLowerCase ( )
pub fn to_lower_case(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "toLowerCase")?;
    Ok(lower(ctx, s)?.value())
}

/// String.prototype.toUpperCase ( )
pub fn to_upper_case(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "toUpperCase")?;
    Ok(upper(ctx, s)?.value())
}

/// String.prototype.toLocaleLowerCase ( ): there is one locale, en-US, and it has no rules of its own.
pub fn to_locale_lower_case(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "toLocaleLowerCase")?;
    Ok(lower(ctx, s)?.value())
}

/// String.prototype.toLocaleUpperCase ( )
pub fn to_locale_upper_case(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "toLocaleUpperCase")?;
    Ok(upper(ctx, s)?.value())
}

/// TrimString
fn trimmed(ctx: &mut Context, s: Str, start: bool, end: bool) -> Value {
    let view = s.view(ctx);
    let (mut from, mut to) = (0, view.len());
    while start && from < to && is_white_space(view.at(from)) {
        from += 1;
    }
    while end && to > from && is_white_space(view.at(to - 1)) {
        to -= 1;
    }
    if from == to {
        return ctx.names.empty.value();
    }
    ctx.substring(s, from, to).value()
}

/// String.prototype.trim ( )
pub fn trim(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "trim")?;
    Ok(trimmed(ctx, s, true, true))
}

/// String.prototype.trimStart ( )
pub fn trim_start(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "trimStart")?;
    Ok(trimmed(ctx, s, true, false))
}

/// String.prototype.trimEnd ( )
pub fn trim_end(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "trimEnd")?;
    Ok(trimmed(ctx, s, false, true))
}

/// StringPad
fn pad(ctx: &mut Context, s: Str, args: &Args, at_start: bool) -> JsResult {
    let max_length = ctx.to_length(args.get(0))?;
    if max_length <= s.len() as u64 {
        return Ok(s.value());
    }
    let filler = match args.get(1) {
        v if v.is_undefined() => ctx.single_char(b' ' as u16),
        v => ctx.to_string(v)?,
    };
    if filler.is_empty() {
        return Ok(s.value());
    }
    if max_length > MAX_STRING_LENGTH as u64 {
        return Err(ctx.range_error("Invalid string length"));
    }
    let fill_length = max_length as usize - s.len();
    let mut out = StringBuilder::with_capacity(max_length as usize);
    if !at_start {
        out.push_js(ctx, s);
    }
    let view = filler.view(ctx);
    for _ in 0..fill_length / view.len() {
        out.push_view(view);
    }
    out.push_view(view.sub(0, fill_length % view.len()));
    if at_start {
        out.push_js(ctx, s);
    }
    Ok(out.finish(ctx)?.value())
}

/// String.prototype.padStart ( maxLength, fillString )
pub fn pad_start(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "padStart")?;
    pad(ctx, s, args, true)
}

/// String.prototype.padEnd ( maxLength, fillString )
pub fn pad_end(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "padEnd")?;
    pad(ctx, s, args, false)
}

/// String.prototype.repeat ( count )
pub fn repeat(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "repeat")?;
    let n = ctx.to_integer_or_infinity(args.get(0))?;
    if n < 0.0 || n.is_infinite() {
        let shown = ctx.to_string(args.get(0))?.to_rust(ctx);
        return Err(ctx.range_error(format_args!("Invalid count value: {shown}")));
    }
    if n == 0.0 || s.is_empty() {
        return Ok(ctx.names.empty.value());
    }
    if n == 1.0 {
        return Ok(s.value());
    }
    if n * s.len() as f64 > MAX_STRING_LENGTH as f64 {
        return Err(ctx.range_error("Invalid string length"));
    }
    let n = n as usize;
    Ok(match s.view(ctx) {
        StrView::Latin1(t) => ctx.string_from_latin1(&t.repeat(n)),
        StrView::Utf16(t) => ctx.string_from_utf16(&t.repeat(n)),
    }
    .value())
}

/// String.prototype.normalize ( [ form ] )
pub fn normalize(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "normalize")?;
    let form = match args.get(0) {
        v if v.is_undefined() => "NFC".to_string(),
        v => ctx.to_string(v)?.to_rust(ctx),
    };
    let normal: fn(&str, &mut StringBuilder) = match form.as_str() {
        "NFC" => |t, out| t.nfc().for_each(|c| out.push_char(c)),
        "NFD" => |t, out| t.nfd().for_each(|c| out.push_char(c)),
        "NFKC" => |t, out| t.nfkc().for_each(|c| out.push_char(c)),
        "NFKD" => |t, out| t.nfkd().for_each(|c| out.push_char(c)),
        _ => return Err(ctx.range_error("The normalization form should be one of NFC, NFD, NFKC, NFKD.")),
    };
    let view = s.view(ctx);
    match view {
        // Latin-1 is in NFC, ASCII in every form.
        StrView::Latin1(t) if form == "NFC" || t.is_ascii() => return Ok(s.value()),
        _ => {}
    }
    let mut out = StringBuilder::with_capacity(view.len());
    map_well_formed(&view.to_utf16(), &mut out, normal);
    Ok(out.finish(ctx)?.value())
}

/// What `localeCompare` compares, in this order: base characters, then accents, then case.
#[derive(Default)]
struct CollationKey {
    primary: Vec<u32>,
    /// (where: later ones weigh less, which)
    accents: Vec<(Reverse<usize>, u32)>,
    upper: Vec<bool>,
}

/// ASCII characters that are neither letters nor digits in the order of the Unicode collation's root.
const PUNCTUATION: &str = "\t\n\u{b}\u{c}\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

impl CollationKey {
    fn new(text: &str, numeric: bool) -> CollationKey {
        let mut key = CollationKey::default();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if numeric && c.is_ascii_digit() {
                // The number by its digits without leading zeros: first how many, then each.
                let mut digits = vec![c];
                while let Some(d) = chars.next_if(char::is_ascii_digit) {
                    digits.push(d);
                }
                let zeros = digits.iter().take_while(|&&d| d == '0').count().min(digits.len() - 1);
                key.add(0x200 + (digits.len() - zeros) as u32, false);
                digits[zeros..].iter().for_each(|&d| key.add(0x200 + d as u32, false));
                continue;
            }
            decompose_canonical(c, |d| key.add_char(d));
        }
        key
    }

    fn add(&mut self, weight: u32, upper: bool) {
        self.primary.push(weight);
        self.upper.push(upper);
    }

    fn add_char(&mut self, c: char) {
        if canonical_combining_class(c) != 0 {
            self.accents.push((Reverse(self.primary.len()), c as u32));
            return;
        }
        match c {
            '0'..='9' => self.add(0x200 + c as u32, false),
            // A letter's weight is that of its lower case; other scripts follow in code point order.
            'ß' => (0..2).for_each(|_| self.add(0x1000 + 's' as u32, false)),
            _ if c.is_alphabetic() => {
                let mut folded = c.to_lowercase();
                let base = folded.next().unwrap_or(c);
                self.add(0x1000 + base as u32, base != c);
            }
            _ if c.is_ascii() => {
                if let Some(i) = PUNCTUATION.find(c) {
                    self.add(i as u32 + 1, false);
                } // else a control character: ignored
            }
            '\u{80}'..='\u{9f}' => {}
            _ if c.is_whitespace() => self.add(6, false),
            _ if c.is_numeric() => self.add(0x300 + c as u32, false),
            _ => self.add(0x40 + (c as u32 & 0xFF), false),
        }
    }
}

/// String.prototype.localeCompare ( that [ , locales [ , options ] ] ): an order like that of the Unicode collation's
/// root (which is en-US): punctuation, digits, letters regardless of case and accents; then accents; then lower case
/// before upper case. Options `numeric` and `sensitivity` are honoured.
pub fn locale_compare(ctx: &mut Context, args: &Args) -> JsResult {
    let s = this_string(ctx, args, "localeCompare")?;
    let that = ctx.to_string(args.get(0))?;
    let (mut numeric, mut accents, mut case) = (false, true, true);
    if let Some(options) = args.get(2).as_object() {
        let key = ctx.key("numeric");
        let v = ctx.get(options, key)?;
        numeric = ctx.to_boolean(v);
        let key = ctx.key("sensitivity");
        let v = ctx.get(options, key)?;
        if !v.is_undefined() {
            match ctx.to_string(v)?.to_rust(ctx).as_str() {
                "base" => (accents, case) = (false, false),
                "accent" => case = false,
                "case" => accents = false,
                "variant" => {}
                other => {
                    return Err(ctx.range_error(format_args!(
                        "Value {other} out of range for Intl.Collator options property sensitivity"
                    )));
                }
            }
        }
    }
    let order = if s == that { Ordering::Equal } else { compare(s.view(ctx), that.view(ctx), numeric, accents, case) };
    Ok(Value::from_i32(order as i32))
}

fn compare(a: StrView, b: StrView, numeric: bool, accents: bool, case: bool) -> Ordering {
    if let (StrView::Latin1(a), StrView::Latin1(b), false) = (a, b, numeric) {
        // OPTIMIZATION: letters and digits only.
        if a.iter().chain(b).all(u8::is_ascii_alphanumeric) {
            let base = |c: &u8| c.to_ascii_lowercase();
            let order = a.iter().map(base).cmp(b.iter().map(base));
            return if case { order.then_with(|| b.cmp(a)) } else { order };
        }
    }
    let (a, b) = (CollationKey::new(&a.to_rust(), numeric), CollationKey::new(&b.to_rust(), numeric));
    let mut order = a.primary.cmp(&b.primary);
    if accents {
        order = order.then_with(|| a.accents.cmp(&b.accents));
    }
    if case {
        order = order.then_with(|| a.upper.cmp(&b.upper));
    }
    order
}

/// CreateHTML <https://tc39.es/ecma262/#sec-createhtml>
fn html(ctx: &mut Context, args: &Args, method: &str, tag: &str, attribute: &str) -> JsResult {
    let s = this_string(ctx, args, method)?;
    let mut out = StringBuilder::new();
    out.push_str("<");
    out.push_str(tag);
    if !attribute.is_empty() {
        let value = ctx.to_string(args.get(0))?;
        out.push_str(" ");
        out.push_str(attribute);
        out.push_str("=\"");
        for u in value.view(ctx).iter() {
            if u == b'"' as u16 { out.push_str("&quot;") } else { out.push_unit(u) }
        }
        out.push_str("\"");
    }
    out.push_str(">");
    out.push_js(ctx, s);
    out.push_str("</");
    out.push_str(tag);
    out.push_str(">");
    Ok(out.finish(ctx)?.value())
}

macro_rules! html_methods {
    ($($function:ident $method:literal $tag:literal $attribute:literal;)*) => {
        $(
            #[doc = concat!("String.prototype.", $method)]
            pub fn $function(ctx: &mut Context, args: &Args) -> JsResult {
                html(ctx, args, $method, $tag, $attribute)
            }
        )*
    };
}

html_methods! {
    anchor "anchor" "a" "name";
    big "big" "big" "";
    blink "blink" "blink" "";
    bold "bold" "b" "";
    fixed "fixed" "tt" "";
    fontcolor "fontcolor" "font" "color";
    fontsize "fontsize" "font" "size";
    italics "italics" "i" "";
    link "link" "a" "href";
    small "small" "small" "";
    strike "strike" "strike" "";
    sub "sub" "sub" "";
    sup "sup" "sup" "";
}
