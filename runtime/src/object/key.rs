//! Property keys: interned strings, symbols and array indices.

use crate::context::Context;
use crate::handle::{Gc, Str, Sym, ValueExt};
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A property key. Strings that are canonical array indices (0 to 2^32 - 2) are always index keys.
///
/// Bits: the address of an interned string or symbol cell, or `index << 32 | 1`.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PropertyKey(pub u64);

impl PropertyKey {
    /// Tombstone in property tables; no key equals it.
    pub(crate) const DELETED: PropertyKey = PropertyKey(0);

    /// Key of an interned string.
    #[inline]
    pub fn from_interned(s: Str) -> PropertyKey {
        debug_assert!(s.header.flags & string_flag::INTERNED != 0);
        if s.header.flags & string_flag::NOT_INDEX != 0 {
            return PropertyKey(s.ptr() as u64);
        }
        match parse_index(s) {
            Some(i) => PropertyKey::from_index(i),
            None => PropertyKey(s.ptr() as u64),
        }
    }

    #[inline]
    pub fn from_symbol(s: Sym) -> PropertyKey {
        PropertyKey(s.ptr() as u64)
    }

    /// `index` is at most 2^32 - 2.
    #[inline]
    pub const fn from_index(index: u32) -> PropertyKey {
        debug_assert!(index != u32::MAX);
        PropertyKey((index as u64) << 32 | 1)
    }

    #[inline(always)]
    pub const fn is_index(self) -> bool {
        self.0 & 1 != 0
    }

    #[inline(always)]
    pub const fn as_index(self) -> Option<u32> {
        if self.is_index() { Some((self.0 >> 32) as u32) } else { None }
    }

    #[inline]
    pub fn is_symbol(self) -> bool {
        // SAFETY: a key that is no index and not DELETED is the address of a live cell.
        !self.is_index() && self.0 != 0 && unsafe { (*(self.0 as *const CellHeader)).kind == CellKind::Symbol }
    }

    pub fn as_symbol(self) -> Option<Sym> {
        if self.is_symbol() { Some(unsafe { Gc::from_ptr(self.0 as *mut Symbol) }) } else { None }
    }

    /// The string of a named key (`None` for index and symbol keys).
    pub fn as_string(self) -> Option<Str> {
        if self.is_index() || self.is_symbol() { None } else { Some(unsafe { Gc::from_ptr(self.0 as *mut JsString) }) }
    }

    pub fn is_private(self) -> bool {
        matches!(self.as_symbol(), Some(s) if s.flags & symbol_flag::PRIVATE != 0)
    }

    /// The cell behind a named or symbol key, for the collector.
    #[inline]
    pub(crate) fn cell(self) -> Option<Value> {
        if self.is_index() || self.0 == 0 { None } else { Some(Value(self.0)) }
    }

    #[inline]
    pub(crate) fn hash(self) -> u32 {
        (self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
    }
}

/// The array index whose canonical form the (flat) string is.
fn parse_index(s: Str) -> Option<u32> {
    if s.header.flags & string_flag::LATIN1 == 0 || s.length == 0 || s.length > 10 {
        return None;
    }
    // SAFETY: an interned string is flat, with `length` Latin-1 characters.
    let chars = unsafe { core::slice::from_raw_parts(s.chars, s.length as usize) };
    if chars[0] == b'0' {
        return if chars.len() == 1 { Some(0) } else { None };
    }
    let mut n: u64 = 0;
    for &c in chars {
        if !c.is_ascii_digit() {
            return None;
        }
        n = n * 10 + (c - b'0') as u64;
    }
    if n < u32::MAX as u64 { Some(n as u32) } else { None }
}

impl Context {
    /// The key as a program sees it: a string or symbol.
    pub fn key_to_value(&mut self, key: PropertyKey) -> Value {
        match key.as_index() {
            Some(i) => self.number_to_string(i as f64).value(),
            None => Value(key.0),
        }
    }

    /// The key for messages: text of the string, or `Symbol(description)`.
    pub fn key_to_display(&mut self, key: PropertyKey) -> String {
        match (key.as_index(), key.as_symbol()) {
            (Some(i), _) => i.to_string(),
            (_, Some(s)) => {
                let description = match s.description.as_string() {
                    Some(d) => d.to_rust(self),
                    None => String::new(),
                };
                if s.flags & symbol_flag::PRIVATE != 0 { description } else { format!("Symbol({description})") }
            }
            _ => key.as_string().unwrap().to_rust(self),
        }
    }

    /// ToPropertyKey.
    pub fn key_from_value(&mut self, v: Value) -> crate::JsResult<PropertyKey> {
        self.to_property_key(v)
    }
}
