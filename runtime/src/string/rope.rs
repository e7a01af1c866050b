//! Joining and cutting: ropes, buffers, slices.

use super::{AUX_BUFFER, SHARE_MIN, StrView};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Gc, Str, ValueExt};
use jsc_abi::Value;
use jsc_abi::layout::*;

/// Pieces up to this many units are copied into a buffer's spare room at once; longer ones wait in a rope.
const APPEND_MAX: usize = 1024;
/// A left-deep rope of so many pieces is somebody's `s += x` loop: it becomes a buffer.
const LEFT_DEPTH_MAX: u32 = 256;
/// Most units of spare room.
const SPARE_MAX: usize = 1 << 24;

#[inline(always)]
fn left(rope: Str) -> Str {
    debug_assert!(rope.is_rope());
    // SAFETY: that is what a rope's `chars` is.
    unsafe { Gc::from_ptr(rope.chars as *mut JsString) }
}

#[inline(always)]
fn right(rope: Str) -> Str {
    // SAFETY: that is what a rope's `owner` is.
    unsafe { Gc::from_ptr(rope.owner) }
}

/// How many ropes lie on the left spine. Ropes have no hash; its field holds this.
#[inline(always)]
fn left_depth(s: Str) -> u32 {
    if s.is_rope() { s.hash } else { 0 }
}

/// The buffer that `s` (not a rope) fills from its start to its end: there one can append.
#[inline]
fn buffer_of(s: Str) -> Option<Str> {
    if s.owner.is_null() {
        return None;
    }
    // SAFETY: an owner is a live string cell.
    let owner = unsafe { Gc::from_ptr(s.owner) };
    let whole = owner.header.aux == AUX_BUFFER
        && owner.chars == s.chars
        && owner.length == s.length
        && owner.is_latin1() == s.is_latin1();
    whole.then_some(owner)
}

/// Copies the characters of flat `s` to unit `at` of `target`, whose form is `latin1`.
#[inline]
unsafe fn copy_units(s: Str, target: *mut u8, at: usize, latin1: bool) {
    match s.flat_view() {
        StrView::Latin1(v) if latin1 => core::ptr::copy_nonoverlapping(v.as_ptr(), target.add(at), v.len()),
        StrView::Latin1(v) => {
            let to = core::slice::from_raw_parts_mut((target as *mut u16).add(at), v.len());
            for (t, &c) in to.iter_mut().zip(v) {
                *t = c as u16;
            }
        }
        StrView::Utf16(v) => {
            debug_assert!(!latin1);
            core::ptr::copy_nonoverlapping(v.as_ptr(), (target as *mut u16).add(at), v.len())
        }
    }
}

impl Context {
    /// `a` followed by `b`. RangeError if that is too long.
    #[inline]
    pub fn concat(&mut self, a: Str, b: Str) -> JsResult<Str> {
        if b.is_empty() {
            return Ok(a);
        }
        if a.is_empty() {
            return Ok(b);
        }
        let length = a.len() + b.len();
        if length < SHARE_MIN {
            return Ok(self.concat_flat(a, b, length));
        }
        self.concat_long(a, b, length)
    }

    fn concat_flat(&mut self, a: Str, b: Str, length: usize) -> Str {
        let latin1 = a.is_latin1() && b.is_latin1();
        let s = self.alloc_flat_string(length, length, latin1);
        // SAFETY: the fresh cell has room for both; neither is a rope, since ropes are longer than this.
        unsafe {
            copy_units(a, s.chars as *mut u8, 0, latin1);
            copy_units(b, s.chars as *mut u8, a.len(), latin1);
        }
        s
    }

    fn concat_long(&mut self, a: Str, b: Str, length: usize) -> JsResult<Str> {
        if length > MAX_STRING_LENGTH as usize {
            return Err(self.range_error("Invalid string length"));
        }
        if b.len() <= APPEND_MAX && !b.is_rope() {
            if left_depth(a) >= LEFT_DEPTH_MAX {
                self.flatten_rope(a, true);
            }
            if !a.is_rope()
                && let Some(s) = self.append_in_place(a, b, length)
            {
                return Ok(s);
            }
        }
        let flags = (a.header.flags & b.header.flags & string_flag::LATIN1) | string_flag::ROPE;
        let depth = left_depth(a) + 1;
        Ok(self.alloc_string_cell(length, depth, a.ptr() as *const u8, b.ptr(), flags))
    }

    /// Writes `b` behind `a` if `a` ends where its buffer ends and there is room.
    fn append_in_place(&mut self, a: Str, b: Str, length: usize) -> Option<Str> {
        let mut buffer = buffer_of(a)?;
        let latin1 = buffer.is_latin1();
        if length > buffer.hash as usize || (latin1 && !b.is_latin1()) {
            return None;
        }
        // SAFETY: units from the buffer's length up to its capacity belong to nobody yet.
        unsafe { copy_units(b, buffer.chars as *mut u8, a.len(), latin1) };
        buffer.length = length as u32;
        let flags = buffer.header.flags & string_flag::LATIN1;
        Some(self.alloc_string_cell(length, 0, buffer.chars, buffer.ptr(), flags))
    }

    /// The strings joined: what a template literal gives.
    pub fn concat_strings(&mut self, strings: &[Value]) -> JsResult {
        let mut length = 0;
        let mut latin1 = true;
        for v in strings {
            let s = v.as_string().expect("operands of a concatenation are strings");
            length += s.len();
            latin1 &= s.is_latin1();
        }
        if !(2..=APPEND_MAX).contains(&length) {
            let mut all = self.names.empty;
            for v in strings {
                all = self.concat(all, v.as_string().expect("checked above"))?;
            }
            return Ok(all.value());
        }
        for v in strings {
            self.flatten(v.as_string().expect("checked above"));
        }
        let result = self.alloc_flat_string(length, length, latin1);
        let mut at = 0;
        for v in strings {
            let s = v.as_string().expect("checked above");
            // SAFETY: the fresh cell has room for all of them.
            unsafe { copy_units(s, result.chars as *mut u8, at, latin1) };
            at += s.len();
        }
        Ok(result.value())
    }

    /// Makes a rope flat, in place; other strings stay as they are. Returns `s`.
    #[inline]
    pub fn flatten(&mut self, s: Str) -> Str {
        if s.is_rope() {
            self.flatten_rope(s, false);
        }
        s
    }

    /// `spare`: leave room for appending.
    #[inline(never)]
    fn flatten_rope(&mut self, s: Str, spare: bool) {
        let (length, latin1) = (s.len(), s.is_latin1());
        let mut first = s;
        while first.is_rope() {
            first = left(first);
        }
        let buffer = buffer_of(first);
        match buffer {
            Some(mut buffer) if buffer.is_latin1() == latin1 && length <= buffer.hash as usize => {
                // SAFETY: the part up to `keep` is the leftmost piece already; the part behind belongs to nobody.
                unsafe { self.fill(s, buffer, latin1, first.len()) };
                buffer.length = length as u32;
            }
            _ => {
                let spare = if spare || buffer.is_some() { length.min(SPARE_MAX) } else { 0 };
                let capacity = (length + spare).min(MAX_STRING_LENGTH as usize);
                let mut target = self.alloc_flat_string(length, capacity, latin1);
                target.header().aux = AUX_BUFFER;
                target.hash = capacity as u32;
                // SAFETY: a fresh cell with room for `length` units.
                unsafe { self.fill(s, target, latin1, 0) };
            }
        }
    }

    /// Writes the characters of `rope` from unit `keep` on to `target`, and makes the rope, and ropes in it, parts of
    /// `target`. From right to left, so that the usual left-deep rope needs no stack.
    unsafe fn fill(&mut self, rope: Str, target: Str, latin1: bool, keep: usize) {
        let to = target.chars as *mut u8;
        let form = target.header.flags & string_flag::LATIN1;
        let mut end = rope.len();
        // Reachable from `rope` as long as they are in this list, or copied.
        let mut waiting: Vec<Str> = Vec::new();
        let mut piece = rope;
        loop {
            while piece.is_rope() {
                let (a, b) = (left(piece), right(piece));
                // A Latin-1 rope in a wide one stays: other Latin-1 ropes may count on its form.
                if piece.is_latin1() == latin1 {
                    piece.chars = to.add((end - piece.len()) << (!latin1) as usize);
                    piece.owner = target.ptr();
                    piece.hash = 0;
                    piece.header().flags = form;
                    self.write_barrier(piece);
                }
                waiting.push(a);
                piece = b;
            }
            end -= piece.len();
            if end < keep {
                break;
            }
            copy_units(piece, to, end, latin1);
            match waiting.pop() {
                Some(next) if end > keep => piece = next,
                _ => break,
            }
        }
    }

    /// Code units `start..end` of `s`.
    pub fn substring(&mut self, s: Str, start: usize, end: usize) -> Str {
        debug_assert!(start <= end && end <= s.len());
        let length = end - start;
        if length == s.len() {
            return s;
        }
        let view = s.view(self);
        if length < SHARE_MIN {
            return self.string_from_view(view.sub(start, end));
        }
        let owner = if s.owner.is_null() { s.ptr() } else { s.owner };
        let form = s.header.flags & string_flag::LATIN1;
        // SAFETY: stays inside the characters.
        let chars = unsafe { s.chars.add(start << (form == 0) as usize) };
        self.alloc_string_cell(length, 0, chars, owner, form)
    }
}
