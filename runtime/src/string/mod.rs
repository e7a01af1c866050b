//! Strings: how their characters are looked at. Making them is `create.rs`, joining and cutting `rope.rs`, the table of
//! property keys and other constants `table.rs`, building piece by piece `builder.rs`.
//!
//! A string cell is one of:
//! - **flat**: the characters stand right behind the cell (or, for constants, in the program's image); `owner` is null;
//! - **slice**: the characters are inside those of a flat cell, the `owner`; owners never have owners;
//! - **rope**: a concatenation that nobody has looked at yet;
//! - **buffer**: a flat cell with spare room behind its characters, only ever seen as the owner of others. Appending to a
//!   string that ends where its buffer ends writes into that room, so that `s += x` in a loop costs no more than a push.
//!
//! A string with only Latin-1 characters may still be in UTF-16 form (a slice of a longer one): comparing and hashing
//! look at code units, not at forms.

mod builder;
mod create;
mod rope;
mod table;
#[cfg(test)]
mod tests;

pub use builder::StringBuilder;
pub use table::StringTable;

use crate::context::Context;
use crate::handle::Str;
use core::cmp::Ordering;
use jsc_abi::image::string_hash;
use jsc_abi::layout::*;

/// Shorter concatenations are copied, and shorter substrings too: a rope or slice would take as much memory.
pub const SHARE_MIN: usize = 24;

/// `CellHeader::aux` of a string that is a buffer: `hash` is its capacity in code units.
pub(crate) const AUX_BUFFER: u8 = 1;

/// The code units of a flat string. Valid as long as the view itself is on the stack: the pointer into the cell keeps
/// the cell, and neither cells nor characters ever move or change.
#[derive(Clone, Copy, Debug)]
pub enum StrView<'a> {
    Latin1(&'a [u8]),
    Utf16(&'a [u16]),
}

impl<'a> StrView<'a> {
    #[inline(always)]
    pub fn len(&self) -> usize {
        match self {
            StrView::Latin1(s) => s.len(),
            StrView::Utf16(s) => s.len(),
        }
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Code unit `i`; panics past the end.
    #[inline(always)]
    pub fn at(&self, i: usize) -> u16 {
        match self {
            StrView::Latin1(s) => s[i] as u16,
            StrView::Utf16(s) => s[i],
        }
    }

    /// Code unit `i`, or none past the end.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<u16> {
        match self {
            StrView::Latin1(s) => s.get(i).map(|&c| c as u16),
            StrView::Utf16(s) => s.get(i).copied(),
        }
    }

    /// Code units `start..end`.
    #[inline]
    pub fn sub(&self, start: usize, end: usize) -> StrView<'a> {
        match *self {
            StrView::Latin1(s) => StrView::Latin1(&s[start..end]),
            StrView::Utf16(s) => StrView::Utf16(&s[start..end]),
        }
    }

    #[inline]
    pub fn iter(&self) -> Units<'a> {
        match *self {
            StrView::Latin1(s) => Units::Latin1(s.iter()),
            StrView::Utf16(s) => Units::Utf16(s.iter()),
        }
    }

    /// The code point at `i` and how many units it takes; a lone surrogate is itself.
    #[inline]
    pub fn code_point_at(&self, i: usize) -> (u32, usize) {
        match *self {
            StrView::Latin1(s) => (s[i] as u32, 1),
            StrView::Utf16(s) => {
                let first = s[i];
                if first & 0xFC00 == 0xD800
                    && let Some(&second) = s.get(i + 1)
                    && second & 0xFC00 == 0xDC00
                {
                    return (0x10000 + ((first as u32 & 0x3FF) << 10) + (second as u32 & 0x3FF), 2);
                }
                (first as u32, 1)
            }
        }
    }

    /// As Rust text; each lone surrogate becomes U+FFFD.
    pub fn to_rust(&self) -> String {
        match *self {
            StrView::Latin1(s) if s.is_ascii() => unsafe { String::from_utf8_unchecked(s.to_vec()) }, // SAFETY: ASCII
            StrView::Latin1(s) => s.iter().map(|&c| c as char).collect(),
            StrView::Utf16(s) => String::from_utf16_lossy(s),
        }
    }

    pub fn to_utf16(&self) -> Vec<u16> {
        match *self {
            StrView::Latin1(s) => s.iter().map(|&c| c as u16).collect(),
            StrView::Utf16(s) => s.to_vec(),
        }
    }

    #[inline]
    pub fn equals(&self, other: StrView) -> bool {
        match (*self, other) {
            (StrView::Latin1(a), StrView::Latin1(b)) => a == b,
            (StrView::Utf16(a), StrView::Utf16(b)) => a == b,
            (StrView::Latin1(a), StrView::Utf16(b)) | (StrView::Utf16(b), StrView::Latin1(a)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| a as u16 == b)
            }
        }
    }

    /// Whether it has exactly these ASCII characters.
    #[inline]
    pub fn equals_ascii(&self, text: &str) -> bool {
        self.equals(StrView::Latin1(text.as_bytes()))
    }

    /// Order by code units, as `<` on strings.
    pub fn compare(&self, other: StrView) -> Ordering {
        match (*self, other) {
            (StrView::Latin1(a), StrView::Latin1(b)) => match (a.first(), b.first()) {
                // OPTIMIZATION: mostly the first characters decide.
                (Some(x), Some(y)) if x != y => x.cmp(y),
                _ => a.cmp(b),
            },
            (StrView::Utf16(a), StrView::Utf16(b)) => a.cmp(b),
            _ => self.iter().cmp(other.iter()),
        }
    }

    #[inline]
    pub fn hash(&self) -> u32 {
        match *self {
            StrView::Latin1(s) => string_hash(s.iter().map(|&c| c as u16)),
            StrView::Utf16(s) => string_hash(s.iter().copied()),
        }
    }

    /// The array index (0 to 2^32 - 2) whose canonical form this is.
    #[inline]
    pub fn array_index(&self) -> Option<u32> {
        let n = self.len();
        if n == 0 || n > 10 || self.at(0).wrapping_sub(b'0' as u16) > 9 {
            return None;
        }
        if self.at(0) == b'0' as u16 {
            return if n == 1 { Some(0) } else { None };
        }
        let mut index: u64 = 0;
        for u in self.iter() {
            let digit = u.wrapping_sub(b'0' as u16);
            if digit > 9 {
                return None;
            }
            index = index * 10 + digit as u64;
        }
        if index < u32::MAX as u64 { Some(index as u32) } else { None }
    }
}

/// Iterator over the code units of a [`StrView`].
#[derive(Clone)]
pub enum Units<'a> {
    Latin1(core::slice::Iter<'a, u8>),
    Utf16(core::slice::Iter<'a, u16>),
}

impl Iterator for Units<'_> {
    type Item = u16;
    #[inline]
    fn next(&mut self) -> Option<u16> {
        match self {
            Units::Latin1(i) => i.next().map(|&c| c as u16),
            Units::Utf16(i) => i.next().copied(),
        }
    }
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Units::Latin1(i) => i.size_hint(),
            Units::Utf16(i) => i.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Units<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u16> {
        match self {
            Units::Latin1(i) => i.next_back().map(|&c| c as u16),
            Units::Utf16(i) => i.next_back().copied(),
        }
    }
}

impl ExactSizeIterator for Units<'_> {}

impl Str {
    /// Length in code units.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.length as usize
    }

    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// Whether it is in Latin-1 form (a string in UTF-16 form may still hold Latin-1 characters only).
    #[inline(always)]
    pub fn is_latin1(self) -> bool {
        self.header.flags & string_flag::LATIN1 != 0
    }

    #[inline(always)]
    pub fn is_rope(self) -> bool {
        self.header.flags & string_flag::ROPE != 0
    }

    #[inline(always)]
    pub fn is_interned(self) -> bool {
        self.header.flags & string_flag::INTERNED != 0
    }

    /// The code units (flattens a rope first). See [`StrView`] on how long it is valid.
    #[inline]
    pub fn view<'a>(self, ctx: &mut Context) -> StrView<'a> {
        if self.is_rope() {
            ctx.flatten(self);
        }
        self.flat_view()
    }

    /// The code units of a string that is not a rope: every interned string, and every string that was viewed before.
    #[inline]
    pub fn flat_view<'a>(self) -> StrView<'a> {
        debug_assert!(!self.is_rope());
        // SAFETY: `chars` has `length` units of the form that the flag names, and see `StrView`.
        unsafe {
            if self.is_latin1() {
                StrView::Latin1(core::slice::from_raw_parts(self.chars, self.length as usize))
            } else {
                StrView::Utf16(core::slice::from_raw_parts(self.chars as *const u16, self.length as usize))
            }
        }
    }

    /// Code unit `i`.
    #[inline]
    pub fn at(self, ctx: &mut Context, i: usize) -> u16 {
        self.view(ctx).at(i)
    }

    /// As Rust text; each lone surrogate becomes U+FFFD.
    pub fn to_rust(self, ctx: &mut Context) -> String {
        self.view(ctx).to_rust()
    }

    #[inline]
    pub fn equals(self, ctx: &mut Context, other: Str) -> bool {
        if self == other {
            return true;
        }
        let (a, b) = (self.header.flags, other.header.flags);
        if a & b & string_flag::INTERNED != 0 || self.length != other.length {
            return false;
        }
        if a & b & string_flag::HASHED != 0 && self.hash != other.hash {
            return false;
        }
        self.view(ctx).equals(other.view(ctx))
    }

    /// Order by code units, as `<` on strings.
    pub fn compare(self, ctx: &mut Context, other: Str) -> Ordering {
        if self == other {
            return Ordering::Equal;
        }
        self.view(ctx).compare(other.view(ctx))
    }

    /// `jsc_abi::image::string_hash` of the code units, kept in the cell.
    #[inline]
    pub fn hash(mut self, ctx: &mut Context) -> u32 {
        if self.header.flags & string_flag::HASHED != 0 {
            return self.hash;
        }
        let h = self.view(ctx).hash();
        self.hash = h;
        self.header().flags |= string_flag::HASHED;
        h
    }

    /// The array index whose canonical form this is.
    #[inline]
    pub fn array_index(self, ctx: &mut Context) -> Option<u32> {
        if self.header.flags & string_flag::NOT_INDEX != 0 || self.length > 10 || self.length == 0 {
            return None;
        }
        self.view(ctx).array_index()
    }

    /// The array index whose canonical form this interned string is.
    #[inline]
    pub fn interned_index(self) -> Option<u32> {
        debug_assert!(self.is_interned());
        if self.header.flags & string_flag::NOT_INDEX != 0 { None } else { self.flat_view().array_index() }
    }
}

/// Characters that String.prototype.trim removes: WhiteSpace and LineTerminator.
#[inline]
pub fn is_white_space(unit: u16) -> bool {
    match unit {
        0x09..=0x0D | 0x20 | 0xA0 => true,
        0..0x1680 => false,
        0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 | 0xFEFF => true,
        _ => false,
    }
}
