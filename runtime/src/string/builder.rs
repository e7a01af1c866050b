//! Building a string piece by piece.

use super::StrView;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::Str;
use jsc_abi::layout::MAX_STRING_LENGTH;

/// Units in malloc memory: Latin-1 until the first unit that is not.
pub struct StringBuilder {
    units: Units,
}

enum Units {
    Latin1(Vec<u8>),
    Utf16(Vec<u16>),
}

impl Default for StringBuilder {
    fn default() -> Self {
        StringBuilder::new()
    }
}

impl StringBuilder {
    pub fn new() -> StringBuilder {
        StringBuilder { units: Units::Latin1(Vec::new()) }
    }

    pub fn with_capacity(capacity: usize) -> StringBuilder {
        StringBuilder { units: Units::Latin1(Vec::with_capacity(capacity)) }
    }

    pub fn len(&self) -> usize {
        match &self.units {
            Units::Latin1(v) => v.len(),
            Units::Utf16(v) => v.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was pushed so far.
    pub fn view(&self) -> StrView<'_> {
        match &self.units {
            Units::Latin1(v) => StrView::Latin1(v),
            Units::Utf16(v) => StrView::Utf16(v),
        }
    }

    pub fn truncate(&mut self, length: usize) {
        match &mut self.units {
            Units::Latin1(v) => v.truncate(length),
            Units::Utf16(v) => v.truncate(length),
        }
    }

    #[cold]
    fn widen(&mut self) -> &mut Vec<u16> {
        if let Units::Latin1(v) = &self.units {
            let mut wide = Vec::with_capacity((v.len() * 2).max(16));
            wide.extend(v.iter().map(|&c| c as u16));
            self.units = Units::Utf16(wide);
        }
        match &mut self.units {
            Units::Utf16(v) => v,
            Units::Latin1(_) => unreachable!("widened above"),
        }
    }

    #[inline]
    pub fn push_unit(&mut self, unit: u16) {
        match &mut self.units {
            Units::Latin1(v) if unit < 256 => v.push(unit as u8),
            Units::Latin1(_) => self.widen().push(unit),
            Units::Utf16(v) => v.push(unit),
        }
    }

    /// A code point (lone surrogates too).
    #[inline]
    pub fn push_code_point(&mut self, code_point: u32) {
        if code_point < 0x10000 {
            self.push_unit(code_point as u16);
        } else {
            let c = code_point - 0x10000;
            self.push_unit(0xD800 | (c >> 10) as u16);
            self.push_unit(0xDC00 | (c & 0x3FF) as u16);
        }
    }

    #[inline]
    pub fn push_char(&mut self, c: char) {
        self.push_code_point(c as u32);
    }

    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() { self.push_latin1(text.as_bytes()) } else { text.chars().for_each(|c| self.push_char(c)) }
    }

    #[inline]
    pub fn push_latin1(&mut self, bytes: &[u8]) {
        match &mut self.units {
            Units::Latin1(v) => v.extend_from_slice(bytes),
            Units::Utf16(v) => v.extend(bytes.iter().map(|&c| c as u16)),
        }
    }

    pub fn push_utf16(&mut self, units: &[u16]) {
        match &mut self.units {
            Units::Latin1(v) if units.iter().fold(0, |all, &u| all | u) < 256 => {
                v.extend(units.iter().map(|&u| u as u8))
            }
            Units::Latin1(_) => self.widen().extend_from_slice(units),
            Units::Utf16(v) => v.extend_from_slice(units),
        }
    }

    #[inline]
    pub fn push_view(&mut self, view: StrView) {
        match view {
            StrView::Latin1(s) => self.push_latin1(s),
            StrView::Utf16(s) => self.push_utf16(s),
        }
    }

    #[inline]
    pub fn push_js(&mut self, ctx: &mut Context, s: Str) {
        let view = s.view(ctx);
        self.push_view(view);
    }

    /// RangeError if the string would be too long.
    pub fn finish(self, ctx: &mut Context) -> JsResult<Str> {
        if self.len() > MAX_STRING_LENGTH as usize {
            return Err(ctx.range_error("Invalid string length"));
        }
        Ok(match &self.units {
            Units::Latin1(v) => ctx.string_from_latin1(v),
            // It was widened for a unit that Latin-1 lacks (unless truncated since, and wide is not wrong then).
            Units::Utf16(v) => ctx.string_from_wide(v),
        })
    }
}
