//! Primitives: quoted strings, numbers; lengths and widths of text.

use super::{Compact, Inspector};
use crate::builtins::bigint;
use crate::context::Context;
use crate::convert::number::number_to_rust;
use crate::handle::{Str, ValueExt};
use crate::string::StrView;
use jsc_abi::Value;
use std::fmt::Write;
use unicode_normalization::UnicodeNormalization;

/// Strings shorter than this are never broken at their line ends.
const MIN_LINE_LENGTH: usize = 16;

/// UTF-16 code units: what JavaScript calls the length.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Columns that the text takes in a terminal.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|b| (32..127).contains(&b)) {
        return text.len();
    }
    without_escapes(text).nfc().map(char_width).sum()
}

/// Without terminal control sequences (`ESC [ … letter`).
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if (c == '\u{1b}' && rest.peek() == Some(&'[')) || c == '\u{9b}' {
            if c == '\u{1b}' {
                rest.next();
            }
            for c in rest.by_ref() {
                if c.is_ascii_alphabetic() || c == '~' {
                    break;
                }
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn char_width(c: char) -> usize {
    let c = c as u32;
    let zero = c <= 0x1F
        || matches!(c, 0x7F..=0x9F | 0x300..=0x36F | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xE0100..=0xE01EF);
    if zero {
        return 0;
    }
    // After Unicode's EastAsianWidth: wide and full-width ranges, and emoji.
    let wide = matches!(c,
        0x1100..=0x115F | 0x2329 | 0x232A | 0x231A | 0x231B | 0x23E9..=0x23EC | 0x23F0 | 0x23F3 | 0x25FD | 0x25FE
        | 0x2614 | 0x2615 | 0x2648..=0x2653 | 0x267F | 0x2693 | 0x26A1 | 0x26AA | 0x26AB | 0x26BD | 0x26BE | 0x26C4
        | 0x26C5 | 0x26CE | 0x26D4 | 0x26EA | 0x26F2 | 0x26F3 | 0x26F5 | 0x26FA | 0x26FD | 0x2705 | 0x270A | 0x270B
        | 0x2728 | 0x274C | 0x274E | 0x2753..=0x2755 | 0x2757 | 0x2795..=0x2797 | 0x27B0 | 0x27BF | 0x2B1B | 0x2B1C
        | 0x2B50 | 0x2B55 | 0x2E80..=0x303E | 0x3041..=0x3247 | 0x3250..=0x4DBF | 0x4E00..=0xA4C6 | 0xA960..=0xA97C
        | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE10..=0xFE19 | 0xFE30..=0xFE6B | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6
        | 0x16FE0..=0x18AFF | 0x1B000..=0x1B2FB | 0x1F004 | 0x1F0CF | 0x1F18E | 0x1F191..=0x1F19A | 0x1F200..=0x1F320
        | 0x1F32D..=0x1F335 | 0x1F337..=0x1F37C | 0x1F37E..=0x1F393 | 0x1F3A0..=0x1F3CA | 0x1F3CF..=0x1F3D3
        | 0x1F3E0..=0x1F3F0 | 0x1F3F4 | 0x1F3F8..=0x1F43E | 0x1F440 | 0x1F442..=0x1F4FC | 0x1F4FF..=0x1F53D
        | 0x1F54B..=0x1F54E | 0x1F550..=0x1F567 | 0x1F57A | 0x1F595 | 0x1F596 | 0x1F5A4 | 0x1F5FB..=0x1F64F
        | 0x1F680..=0x1F6C5 | 0x1F6CC | 0x1F6D0..=0x1F6D2 | 0x1F6D5..=0x1F6D7 | 0x1F6DC..=0x1F6DF | 0x1F6EB | 0x1F6EC
        | 0x1F6F4..=0x1F6FC | 0x1F7E0..=0x1F7EB | 0x1F7F0 | 0x1F90C..=0x1F93A | 0x1F93C..=0x1F945 | 0x1F947..=0x1F9FF
        | 0x1FA70..=0x1FAFF | 0x20000..=0x3FFFD);
    1 + wide as usize
}

/// Numbers as JavaScript has them, but -0 with its sign.
pub fn number(d: f64) -> String {
    if d == 0.0 && d.is_sign_negative() { "-0".to_string() } else { number_to_rust(d) }
}

fn escape_unit(out: &mut String, unit: u16) {
    let _ = match unit {
        0x08 => out.write_str("\\b"),
        0x09 => out.write_str("\\t"),
        0x0A => out.write_str("\\n"),
        0x0C => out.write_str("\\f"),
        0x0D => out.write_str("\\r"),
        0x27 => out.write_str("\\'"),
        0x5C => out.write_str("\\\\"),
        _ if unit < 0x100 => write!(out, "\\x{unit:02X}"),
        _ => write!(out, "\\u{unit:x}"),
    };
}

/// Appends the characters with what cannot be seen escaped, and `quote` too if it is the single one.
fn escape_into(out: &mut String, view: StrView<'_>, quote: Option<u8>) {
    let mut i = 0;
    while i < view.len() {
        let (c, count) = view.code_point_at(i);
        i += count;
        match char::from_u32(c) {
            Some(ch) => {
                if c < 32 || (127..160).contains(&c) || c == 0x5C || quote == Some(b'\'') && c == 0x27 {
                    escape_unit(out, c as u16);
                } else {
                    out.push(ch);
                }
            }
            None => escape_unit(out, c as u16),
        }
    }
}

/// In quotes: single ones, unless the text has them and not the double ones (or else not backticks).
pub(super) fn quote(view: StrView<'_>) -> String {
    let has = |c: u8| view.iter().any(|u| u == c as u16);
    let quote = if !has(b'\'') {
        b'\''
    } else if !has(b'"') {
        b'"'
    } else if !has(b'`')
        && !(0..view.len().max(1) - 1).any(|i| view.at(i) == b'$' as u16 && view.at(i + 1) == b'{' as u16)
    {
        b'`'
    } else {
        b'\''
    };
    let mut out = String::with_capacity(view.len() + 2);
    out.push(quote as char);
    escape_into(&mut out, view, Some(quote));
    out.push(quote as char);
    out
}

/// Names of symbols and hidden properties: escaped, not quoted.
pub(super) fn escaped(view: StrView<'_>) -> String {
    let mut out = String::with_capacity(view.len());
    escape_into(&mut out, view, Some(b'\''));
    out
}

/// `a`, `_b1`: shown without quotes as a property name.
pub(super) fn is_plain_name(view: StrView<'_>) -> bool {
    let letter = |u: u16| u == b'_' as u16 || u < 128 && (u as u8).is_ascii_alphabetic();
    !view.is_empty() && letter(view.at(0)) && view.iter().all(|u| letter(u) || u < 128 && (u as u8).is_ascii_digit())
}

impl Inspector {
    pub(super) fn primitive(&mut self, ctx: &mut Context, v: Value) -> String {
        if v.is_number() {
            return number(v.as_number());
        }
        if let Some(s) = v.as_string() {
            return self.string(ctx, s);
        }
        if let Some(s) = v.as_symbol() {
            return ctx.symbol_descriptive_string(s).to_rust(ctx);
        }
        if v.is_bigint() {
            return format!("{}n", bigint::to_text(v, 10));
        }
        ctx.display_for_error(v)
    }

    /// A quoted string; long ones with line ends in pieces, one for each line.
    fn string(&mut self, ctx: &mut Context, s: Str) -> String {
        let mut view = s.view(ctx);
        let mut trailer = String::new();
        if view.len() > self.options.max_string_length {
            let remaining = view.len() - self.options.max_string_length;
            view = view.sub(0, self.options.max_string_length);
            trailer = format!("... {remaining} more character{}", if remaining > 1 { "s" } else { "" });
        }
        let room = self.options.break_length as i64 - self.indentation as i64 - 4;
        let mut out = String::new();
        if self.options.compact != Compact::Always && view.len() > MIN_LINE_LENGTH && view.len() as i64 > room {
            let mut start = 0;
            for i in 0..view.len() {
                if view.at(i) == b'\n' as u16 || i + 1 == view.len() {
                    if start > 0 {
                        let _ = write!(out, " +\n{}", " ".repeat(self.indentation + 2));
                    }
                    out.push_str(&quote(view.sub(start, i + 1)));
                    start = i + 1;
                }
            }
        } else {
            out = quote(view);
        }
        out + &trailer
    }
}
