//! Making flat strings from characters.

use super::StrView;
use crate::context::Context;
use crate::handle::{Gc, Str};
use jsc_abi::CellKind;
use jsc_abi::layout::*;

const CHARS_OFFSET: usize = size_of::<JsString>();

impl Context {
    /// A flat string cell with room for `capacity` units, of which `length` count; the caller fills them at once.
    #[inline]
    pub(crate) fn alloc_flat_string(&mut self, length: usize, capacity: usize, latin1: bool) -> Str {
        let (flags, bytes) = if latin1 { (string_flag::LATIN1, capacity) } else { (0, capacity * 2) };
        let p = self.alloc_cell(CHARS_OFFSET + bytes, CellKind::String, shape_id::STRING, flags) as *mut JsString;
        // SAFETY: a fresh cell of at least CHARS_OFFSET bytes.
        unsafe {
            (*p).header.aux = 0;
            (*p).length = length as u32;
            (*p).hash = 0;
            (*p).chars = (p as *const u8).add(CHARS_OFFSET);
            (*p).owner = core::ptr::null_mut();
            Gc::from_ptr(p)
        }
    }

    /// A cell without characters of its own: rope, slice, or part of a buffer.
    #[inline]
    pub(crate) fn alloc_string_cell(
        &mut self,
        length: usize,
        hash: u32,
        chars: *const u8,
        owner: *mut JsString,
        flags: u8,
    ) -> Str {
        let p = self.alloc_cell(CHARS_OFFSET, CellKind::String, shape_id::STRING, flags) as *mut JsString;
        // SAFETY: a fresh cell of CHARS_OFFSET bytes.
        unsafe {
            (*p).header.aux = 0;
            (*p).length = length as u32;
            (*p).hash = hash;
            (*p).chars = chars;
            (*p).owner = owner;
            Gc::from_ptr(p)
        }
    }

    /// The string of one code unit.
    #[inline]
    pub fn single_char(&mut self, unit: u16) -> Str {
        if unit < 256 {
            return self.strings.single(unit as u8);
        }
        let s = self.alloc_flat_string(1, 1, false);
        // SAFETY: room for one unit.
        unsafe { *(s.chars as *mut u16) = unit };
        s
    }

    /// The string of one code point (two units if above U+FFFF).
    pub fn string_from_code_point(&mut self, code_point: u32) -> Str {
        if code_point < 0x10000 {
            return self.single_char(code_point as u16);
        }
        let c = code_point - 0x10000;
        self.string_from_utf16(&[0xD800 | (c >> 10) as u16, 0xDC00 | (c & 0x3FF) as u16])
    }

    pub fn string_from_latin1(&mut self, bytes: &[u8]) -> Str {
        match *bytes {
            [] => return self.names.empty,
            [one] => return self.strings.single(one),
            _ => {}
        }
        let s = self.alloc_flat_string(bytes.len(), bytes.len(), true);
        // SAFETY: room for all of them; `bytes` cannot overlap a fresh cell.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), s.chars as *mut u8, bytes.len()) };
        s
    }

    /// In Latin-1 form if the units allow it.
    pub fn string_from_utf16(&mut self, units: &[u16]) -> Str {
        if units.iter().fold(0, |all, &u| all | u) < 256 {
            match *units {
                [] => return self.names.empty,
                [one] => return self.strings.single(one as u8),
                _ => {}
            }
            let s = self.alloc_flat_string(units.len(), units.len(), true);
            // SAFETY: room for all of them.
            let bytes = unsafe { core::slice::from_raw_parts_mut(s.chars as *mut u8, units.len()) };
            for (b, &u) in bytes.iter_mut().zip(units) {
                *b = u as u8;
            }
            return s;
        }
        self.string_from_wide(units)
    }

    /// In UTF-16 form whatever the units are.
    pub(crate) fn string_from_wide(&mut self, units: &[u16]) -> Str {
        let s = self.alloc_flat_string(units.len(), units.len(), false);
        // SAFETY: as above.
        unsafe { core::ptr::copy_nonoverlapping(units.as_ptr(), s.chars as *mut u16, units.len()) };
        s
    }

    /// A flat copy of the characters.
    pub fn string_from_view(&mut self, view: StrView) -> Str {
        match view {
            StrView::Latin1(s) => self.string_from_latin1(s),
            StrView::Utf16(s) => self.string_from_utf16(s),
        }
    }

    pub fn string_from_str(&mut self, text: &str) -> Str {
        if text.is_ascii() {
            return self.string_from_latin1(text.as_bytes());
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        self.string_from_utf16(&units)
    }

    /// The table's string with these characters.
    pub fn intern(&mut self, text: &str) -> Str {
        if text.is_ascii() {
            return self.intern_view(StrView::Latin1(text.as_bytes()));
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        self.intern_view(StrView::Utf16(&units))
    }

    /// The table's string with these characters.
    pub fn intern_view(&mut self, view: StrView) -> Str {
        if let Some(s) = self.interned_short(view) {
            return s;
        }
        let hash = view.hash();
        if let Some(s) = self.strings.find(hash, view) {
            return s;
        }
        let s = self.string_from_view(view);
        self.strings.insert(s, hash);
        s
    }

    /// The table's string with the characters of `s`: `s` itself if there was none.
    #[inline]
    pub fn intern_string(&mut self, s: Str) -> Str {
        if s.is_interned() { s } else { self.intern_string_slow(s) }
    }

    fn intern_string_slow(&mut self, s: Str) -> Str {
        let view = s.view(self);
        if let Some(s) = self.interned_short(view) {
            return s;
        }
        let hash = s.hash(self);
        if let Some(found) = self.strings.find(hash, view) {
            return found;
        }
        // A key must not keep a whole text alive because it was once cut out of it.
        // SAFETY: an owner is a live cell.
        let of_longer = !s.owner.is_null() && unsafe { (*s.owner).length } as usize > 2 * s.len() + 64;
        let s = if of_longer { self.string_from_view(view) } else { s };
        self.strings.insert(s, hash);
        s
    }

    /// Strings that need no search in the table.
    #[inline]
    fn interned_short(&mut self, view: StrView) -> Option<Str> {
        match view {
            StrView::Latin1([]) | StrView::Utf16([]) => Some(self.names.empty),
            StrView::Latin1([c]) => Some(self.strings.single(*c)),
            StrView::Utf16([u]) if *u < 256 => Some(self.strings.single(*u as u8)),
            _ => None,
        }
    }
}
