//! [19 The Global Object](https://tc39.es/ecma262/#sec-global-object), its functions, and
//! [B.2.1](https://tc39.es/ecma262/#sec-additional-properties-of-the-global-object).

use crate::builtins::{Intrinsic, METHOD, NOTHING, Row, number};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::{ErrorKind, JsResult};
use crate::object::key::PropertyKey;
use crate::string::{StrView, StringBuilder, is_white_space};
use jsc_abi::layout::Entry;
use jsc_abi::{CellKind, Value};
use num_traits::ToPrimitive;

const fn lazy(name: &'static str, which: Intrinsic) -> Row {
    Row::Lazy(name, which, METHOD)
}

/// Makes the global object. Nothing that its properties name is built before it is read.
pub fn init_global(ctx: &mut Context) {
    let prototype = ctx.intrinsic(Intrinsic::ObjectPrototype);
    let global = ctx.new_builtin_object(CellKind::Global, prototype);
    ctx.header.global = global.value();
    ctx.install(
        global,
        &[
            lazy("Object", Intrinsic::Object),
            lazy("Function", Intrinsic::Function),
            lazy("Array", Intrinsic::Array),
            lazy("Number", Intrinsic::Number),
            lazy("parseFloat", Intrinsic::ParseFloat),
            lazy("parseInt", Intrinsic::ParseInt),
            number("Infinity", f64::INFINITY),
            number("NaN", f64::NAN),
            lazy("Boolean", Intrinsic::Boolean),
            lazy("String", Intrinsic::String),
            lazy("Symbol", Intrinsic::Symbol),
            lazy("Date", Intrinsic::Date),
            lazy("RegExp", Intrinsic::RegExp),
            lazy("Error", Intrinsic::Error),
            lazy("AggregateError", Intrinsic::AggregateError),
            lazy("EvalError", Intrinsic::EvalError),
            lazy("RangeError", Intrinsic::RangeError),
            lazy("ReferenceError", Intrinsic::ReferenceError),
            lazy("SyntaxError", Intrinsic::SyntaxError),
            lazy("TypeError", Intrinsic::TypeError),
            lazy("URIError", Intrinsic::UriError),
            lazy("JSON", Intrinsic::Json),
            lazy("Math", Intrinsic::Math),
            lazy("ArrayBuffer", Intrinsic::ArrayBuffer),
            lazy("Uint8Array", Intrinsic::Uint8Array),
            lazy("Int8Array", Intrinsic::Int8Array),
            lazy("Uint16Array", Intrinsic::Uint16Array),
            lazy("Int16Array", Intrinsic::Int16Array),
            lazy("Uint32Array", Intrinsic::Uint32Array),
            lazy("Int32Array", Intrinsic::Int32Array),
            lazy("Float32Array", Intrinsic::Float32Array),
            lazy("Float64Array", Intrinsic::Float64Array),
            lazy("Uint8ClampedArray", Intrinsic::Uint8ClampedArray),
            lazy("BigUint64Array", Intrinsic::BigUint64Array),
            lazy("BigInt64Array", Intrinsic::BigInt64Array),
            lazy("DataView", Intrinsic::DataView),
            lazy("Map", Intrinsic::Map),
            lazy("BigInt", Intrinsic::BigInt),
            lazy("Set", Intrinsic::Set),
            lazy("Iterator", Intrinsic::Iterator),
            lazy("WeakMap", Intrinsic::WeakMap),
            lazy("WeakSet", Intrinsic::WeakSet),
            lazy("WeakRef", Intrinsic::WeakRef),
            lazy("Reflect", Intrinsic::Reflect),
            lazy("decodeURI", Intrinsic::DecodeUri),
            lazy("decodeURIComponent", Intrinsic::DecodeUriComponent),
            lazy("encodeURI", Intrinsic::EncodeUri),
            lazy("encodeURIComponent", Intrinsic::EncodeUriComponent),
            lazy("escape", Intrinsic::Escape),
            lazy("unescape", Intrinsic::Unescape),
            lazy("isFinite", Intrinsic::IsFinite),
            lazy("isNaN", Intrinsic::IsNaN),
            lazy("console", Intrinsic::Console),
            lazy("process", Intrinsic::Process),
            lazy("performance", Intrinsic::Performance),
            lazy("require", Intrinsic::Require),
            crate::builtins::tag("global"),
        ],
    );
    let undefined = PropertyKey::from_interned(ctx.names.undefined);
    ctx.define_builtin(global, undefined, Value::UNDEFINED, NOTHING);
    for name in ["globalThis", "global"] {
        let key = ctx.key(name);
        ctx.define_builtin(global, key, global.value(), METHOD);
    }
}

/// Makes the function properties of the global object.
pub(super) fn init_functions(ctx: &mut Context) {
    let functions: [(Intrinsic, &str, u32, Entry); 10] = [
        (Intrinsic::ParseInt, "parseInt", 2, entry(parse_int)),
        (Intrinsic::ParseFloat, "parseFloat", 1, entry(parse_float)),
        (Intrinsic::IsNaN, "isNaN", 1, entry(is_nan)),
        (Intrinsic::IsFinite, "isFinite", 1, entry(is_finite)),
        (Intrinsic::EncodeUri, "encodeURI", 1, entry(encode_uri)),
        (Intrinsic::EncodeUriComponent, "encodeURIComponent", 1, entry(encode_uri_component)),
        (Intrinsic::DecodeUri, "decodeURI", 1, entry(decode_uri)),
        (Intrinsic::DecodeUriComponent, "decodeURIComponent", 1, entry(decode_uri_component)),
        (Intrinsic::Escape, "escape", 1, entry(escape)),
        (Intrinsic::Unescape, "unescape", 1, entry(unescape)),
    ];
    for (which, name, length, entry) in functions {
        let name = ctx.intern(name);
        let f = ctx.new_builtin(name, length, entry, Value::UNDEFINED, false);
        ctx.set_intrinsic(which, f.object());
    }
}

/// 19.2.2 isFinite ( number )
fn is_finite(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(ctx.to_number(args.get(0))?.is_finite()))
}

/// 19.2.3 isNaN ( number )
fn is_nan(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(ctx.to_number(args.get(0))?.is_nan()))
}

fn trim_start(view: StrView<'_>) -> StrView<'_> {
    let start = view.iter().position(|u| !is_white_space(u)).unwrap_or(view.len());
    view.sub(start, view.len())
}

/// 19.2.4 parseFloat ( string )
fn parse_float(ctx: &mut Context, args: &Args) -> JsResult {
    let v = args.get(0);
    if v.is_int32() {
        return Ok(v);
    }
    // 1-2. Let trimmedString be ! TrimString(inputString, start).
    let s = ctx.to_string(v)?;
    let trimmed = trim_start(s.view(ctx));
    // 3-8. The longest prefix that is a StrDecimalLiteral.
    let unit = |i: usize| trimmed.get(i).filter(|&u| u < 128).map_or(0, |u| u as u8);
    let digits = |mut i: usize| {
        while unit(i).is_ascii_digit() {
            i += 1;
        }
        i
    };
    let signed = matches!(unit(0), b'+' | b'-') as usize;
    if trimmed.len() >= signed + 8 && trimmed.sub(signed, signed + 8).equals_ascii("Infinity") {
        return Ok(Value::from_f64(if unit(0) == b'-' { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    let whole = digits(signed);
    let mut end = whole;
    if unit(end) == b'.' {
        let fraction = digits(end + 1);
        if fraction > end + 1 || whole > signed {
            end = fraction;
        }
    }
    if end == signed {
        return Ok(Value::from_f64(f64::NAN));
    }
    if matches!(unit(end), b'e' | b'E') {
        let from = end + 1 + matches!(unit(end + 1), b'+' | b'-') as usize;
        let to = digits(from);
        if to > from {
            end = to;
        }
    }
    let text: String = (0..end).map(|i| unit(i) as char).collect();
    Ok(Value::from_number(text.parse::<f64>().unwrap_or(f64::NAN)))
}

/// 19.2.5 parseInt ( string, radix )
fn parse_int(ctx: &mut Context, args: &Args) -> JsResult {
    let v = args.get(0);
    // OPTIMIZATION: numbers whose text is their integer part, maybe with a fraction.
    if v.is_number() && args.get(1).is_undefined() {
        let d = v.as_number();
        if v.is_int32() {
            return Ok(v);
        }
        if (1e-6..1e21).contains(&d.abs()) {
            return Ok(Value::from_number(d.trunc()));
        }
    }
    // 1-2.
    let s = ctx.to_string(v)?;
    let radix = if args.get(1).is_undefined() { 0 } else { ctx.to_int32(args.get(1))? };
    let mut view = trim_start(s.view(ctx));
    // 3-5. The sign.
    let negative = view.get(0) == Some(b'-' as u16);
    if matches!(view.get(0), Some(0x2B | 0x2D)) {
        view = view.sub(1, view.len());
    }
    // 6-11. The radix, and 0x in front.
    if radix != 0 && !(2..=36).contains(&radix) {
        return Ok(Value::from_f64(f64::NAN));
    }
    let mut base = if radix == 0 { 10 } else { radix as u32 };
    if (radix == 0 || radix == 16) && view.get(0) == Some(b'0' as u16) && matches!(view.get(1), Some(0x58 | 0x78)) {
        view = view.sub(2, view.len());
        base = 16;
    }
    // 12-16.
    let digit = |u: u16| char::from_u32(u as u32).and_then(|c| c.to_digit(base));
    let end = view.iter().position(|u| digit(u).is_none()).unwrap_or(view.len());
    if end == 0 {
        return Ok(Value::from_f64(f64::NAN));
    }
    let magnitude = if end <= 10 {
        view.sub(0, end).iter().fold(0u64, |n, u| n * base as u64 + digit(u).unwrap_or(0) as u64) as f64
    } else {
        let text: Vec<u8> = view.sub(0, end).iter().map(|u| u as u8).collect();
        if base == 10 {
            core::str::from_utf8(&text).ok().and_then(|t| t.parse().ok()).unwrap_or(f64::NAN)
        } else {
            num_bigint::BigUint::parse_bytes(&text, base).and_then(|n| n.to_f64()).unwrap_or(f64::NAN)
        }
    };
    Ok(Value::from_number(if negative { -magnitude } else { magnitude }))
}

// ---- 19.2.6 URI Handling Functions ----

const URI_MARK: &str = "-_.!~*'()";
const URI_RESERVED_AND_HASH: &str = ";/?:@&=+$,#";

#[cold]
fn malformed(ctx: &mut Context) -> crate::Throw {
    ctx.throw_new(ErrorKind::UriError, "URI malformed")
}

/// 19.2.6.5 Encode ( string, extraUnescaped )
fn encode(ctx: &mut Context, v: Value, extra_unescaped: &str) -> JsResult {
    let s = ctx.to_string(v)?;
    let view = s.view(ctx);
    let mut out = StringBuilder::with_capacity(view.len());
    let mut k = 0;
    while k < view.len() {
        let (c, units) = view.code_point_at(k);
        k += units;
        let ascii = c < 128;
        if ascii
            && ((c as u8).is_ascii_alphanumeric()
                || URI_MARK.as_bytes().contains(&(c as u8))
                || extra_unescaped.as_bytes().contains(&(c as u8)))
        {
            out.push_unit(c as u16);
            continue;
        }
        // A lone surrogate is no character.
        let Some(c) = char::from_u32(c) else { return Err(malformed(ctx)) };
        let mut bytes = [0; 4];
        for b in c.encode_utf8(&mut bytes).bytes() {
            push_escape(&mut out, b);
        }
    }
    Ok(out.finish(ctx)?.value())
}

fn push_escape(out: &mut StringBuilder, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push_latin1(&[b'%', HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]]);
}

fn hex_digits(view: StrView<'_>, at: usize, count: usize) -> Option<u32> {
    let mut n = 0;
    for i in at..at + count {
        n = n * 16 + char::from_u32(view.get(i)? as u32)?.to_digit(16)?;
    }
    Some(n)
}

/// 19.2.6.6 Decode ( string, preserveEscapeSet )
fn decode(ctx: &mut Context, v: Value, preserve: &str) -> JsResult {
    let s = ctx.to_string(v)?;
    let view = s.view(ctx);
    let mut out = StringBuilder::with_capacity(view.len());
    let mut k = 0;
    while k < view.len() {
        let unit = view.at(k);
        if unit != b'%' as u16 {
            out.push_unit(unit);
            k += 1;
            continue;
        }
        let start = k;
        let Some(first) = hex_digits(view, k + 1, 2) else { return Err(malformed(ctx)) };
        k += 3;
        if first < 0x80 {
            if preserve.as_bytes().contains(&(first as u8)) {
                out.push_view(view.sub(start, k));
            } else {
                out.push_unit(first as u16);
            }
            continue;
        }
        // A UTF-8 sequence, all of it escaped.
        let count = (first as u8).leading_ones() as usize;
        if !(2..=4).contains(&count) {
            return Err(malformed(ctx));
        }
        let mut bytes = [first as u8, 0, 0, 0];
        for byte in &mut bytes[1..count] {
            if view.get(k) != Some(b'%' as u16) {
                return Err(malformed(ctx));
            }
            let Some(b) = hex_digits(view, k + 1, 2) else { return Err(malformed(ctx)) };
            *byte = b as u8;
            k += 3;
        }
        match core::str::from_utf8(&bytes[..count]) {
            Ok(text) => out.push_str(text),
            Err(_) => return Err(malformed(ctx)),
        }
    }
    Ok(out.finish(ctx)?.value())
}

/// 19.2.6.1 decodeURI ( encodedURI )
fn decode_uri(ctx: &mut Context, args: &Args) -> JsResult {
    decode(ctx, args.get(0), URI_RESERVED_AND_HASH)
}

/// 19.2.6.2 decodeURIComponent ( encodedURIComponent )
fn decode_uri_component(ctx: &mut Context, args: &Args) -> JsResult {
    decode(ctx, args.get(0), "")
}

/// 19.2.6.3 encodeURI ( uri )
fn encode_uri(ctx: &mut Context, args: &Args) -> JsResult {
    encode(ctx, args.get(0), URI_RESERVED_AND_HASH)
}

/// 19.2.6.4 encodeURIComponent ( uriComponent )
fn encode_uri_component(ctx: &mut Context, args: &Args) -> JsResult {
    encode(ctx, args.get(0), "")
}

/// B.2.1.1 escape ( string )
fn escape(ctx: &mut Context, args: &Args) -> JsResult {
    let s = ctx.to_string(args.get(0))?;
    let mut out = StringBuilder::new();
    for unit in s.view(ctx).iter() {
        if unit < 128 && ((unit as u8).is_ascii_alphanumeric() || b"@*_+-./".contains(&(unit as u8))) {
            out.push_unit(unit);
        } else if unit < 256 {
            push_escape(&mut out, unit as u8);
        } else {
            out.push_str(&format!("%u{unit:04X}"));
        }
    }
    Ok(out.finish(ctx)?.value())
}

/// B.2.1.2 unescape ( string )
fn unescape(ctx: &mut Context, args: &Args) -> JsResult {
    let s = ctx.to_string(args.get(0))?;
    let view = s.view(ctx);
    let mut out = StringBuilder::with_capacity(view.len());
    let mut k = 0;
    while k < view.len() {
        let unit = view.at(k);
        k += 1;
        if unit == b'%' as u16 {
            if view.get(k) == Some(b'u' as u16)
                && let Some(n) = hex_digits(view, k + 1, 4)
            {
                out.push_unit(n as u16);
                k += 5;
                continue;
            }
            if let Some(n) = hex_digits(view, k, 2) {
                out.push_unit(n as u16);
                k += 2;
                continue;
            }
        }
        out.push_unit(unit);
    }
    Ok(out.finish(ctx)?.value())
}
