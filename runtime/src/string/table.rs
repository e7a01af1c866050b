//! The table of interned strings: one for each property key in use. Weak: it keeps nothing alive by itself, except
//! constants, which are never collected.

use super::StrView;
use crate::handle::{Gc, Str};
use crate::heap::Heap;
use core::ptr;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

static LATIN1: [u8; 256] = {
    let mut all = [0; 256];
    let mut i = 0;
    while i < 256 {
        all[i] = i as u8;
        i += 1;
    }
    all
};

#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    /// Null: never used. `DELETED`: used once.
    string: *mut JsString,
}

const EMPTY: Slot = Slot { hash: 0, string: ptr::null_mut() };
const DELETED: *mut JsString = ptr::without_provenance_mut(1);

/// A string cell outside the collected heap.
#[repr(C, align(16))]
struct Immortal(JsString);

const CHUNK: usize = 256;
const NUMBERS: usize = 1024;

/// All interned strings, the constant ones among them, and the cache of numbers turned to strings.
pub struct StringTable {
    /// Open addressing with linear probing; a power of two.
    slots: Vec<Slot>,
    /// Slots that are not `EMPTY`.
    used: usize,
    /// Strings interned since the last sweep that the collector may free.
    young: Vec<*mut JsString>,
    /// Memory of constants. A chunk is never reallocated, for cells do not move.
    chunks: Vec<Vec<Immortal>>,
    single_characters: Box<[Value; 256]>,
    /// Direct-mapped, weak: bits of the double, its string or null.
    numbers: Box<[(u64, *mut JsString); NUMBERS]>,
}

impl Default for StringTable {
    fn default() -> Self {
        StringTable::new()
    }
}

impl StringTable {
    pub fn new() -> StringTable {
        let mut table = StringTable {
            slots: vec![EMPTY; 2048],
            used: 0,
            young: Vec::new(),
            chunks: Vec::new(),
            single_characters: Box::new([Value::EMPTY; 256]),
            numbers: Box::new([(0, ptr::null_mut()); NUMBERS]),
        };
        for (i, c) in LATIN1.chunks(1).enumerate() {
            let s = table.immortal(StrView::Latin1(c), StrView::Latin1(c).hash());
            table.insert(s, s.hash);
            table.single_characters[i] = s.value();
        }
        table
    }

    /// For `ContextHeader::single_characters`: stays valid as long as the table, wherever that moves.
    pub fn single_characters(&self) -> *const Value {
        self.single_characters.as_ptr()
    }

    #[inline(always)]
    pub fn single(&self, c: u8) -> Str {
        // SAFETY: all 256 are strings from `new` on.
        unsafe { Gc::from_ptr(self.single_characters[c as usize].as_ptr()) }
    }

    /// For the collector: what it must keep (and may skip, for all of it is immortal).
    pub fn visit_roots(&self, f: &mut dyn FnMut(Value)) {
        self.single_characters.iter().for_each(|&v| f(v));
    }

    /// Number of interned strings.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|s| s.string > DELETED).count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An immortal cell for characters that live forever.
    fn immortal(&mut self, view: StrView<'_>, hash: u32) -> Str {
        if self.chunks.last().is_none_or(|c| c.len() == CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        let (form, chars) = match view {
            StrView::Latin1(s) => (string_flag::LATIN1, s.as_ptr()),
            StrView::Utf16(s) => (0, s.as_ptr() as *const u8),
        };
        let flags = form | string_flag::HASHED;
        let header =
            CellHeader { shape: shape_id::STRING, kind: CellKind::String, flags, gc: gc_state::IMMORTAL, aux: 0 };
        let length = view.len() as u32;
        let chunk = self.chunks.last_mut().expect("pushed above");
        chunk.push(Immortal(JsString { header, length, hash, chars, owner: ptr::null_mut() }));
        // SAFETY: the chunk has its full capacity already, so the cell never moves.
        unsafe { Gc::from_ptr(&raw mut chunk.last_mut().expect("just pushed").0) }
    }

    /// The interned, immortal string of a text in the runtime.
    pub fn intern_static(&mut self, heap: &mut Heap, text: &'static str) -> Str {
        if text.is_ascii() {
            let hash = StrView::Latin1(text.as_bytes()).hash();
            return self.intern_constant_latin1(heap, text.as_bytes(), hash);
        }
        let units: &'static [u16] = text.encode_utf16().collect::<Vec<u16>>().leak();
        let hash = StrView::Utf16(units).hash();
        self.intern_constant_utf16(heap, units, hash)
    }

    /// The interned string of a program's constant; `hash` is the image's. If it has to be made, it uses the image's
    /// characters in place and lives forever.
    pub fn intern_constant_latin1(&mut self, _heap: &mut Heap, characters: &'static [u8], hash: u32) -> Str {
        self.intern_constant(StrView::Latin1(characters), hash)
    }

    pub fn intern_constant_utf16(&mut self, _heap: &mut Heap, units: &'static [u16], hash: u32) -> Str {
        self.intern_constant(StrView::Utf16(units), hash)
    }

    fn intern_constant(&mut self, view: StrView<'static>, hash: u32) -> Str {
        debug_assert_eq!(hash, view.hash());
        if let Some(s) = self.find(hash, view) {
            return s;
        }
        let s = self.immortal(view, hash);
        self.insert(s, hash);
        s
    }

    /// A program's constant that need not be interned: characters in place, immortal.
    pub fn constant_latin1(&mut self, characters: &'static [u8], hash: u32) -> Str {
        debug_assert_eq!(hash, StrView::Latin1(characters).hash());
        match *characters {
            [one] => self.single(one),
            _ => self.immortal(StrView::Latin1(characters), hash),
        }
    }

    pub fn constant_utf16(&mut self, units: &'static [u16], hash: u32) -> Str {
        debug_assert_eq!(hash, StrView::Utf16(units).hash());
        self.immortal(StrView::Utf16(units), hash)
    }

    /// The interned string with these characters, whose hash is `hash`.
    pub fn find(&self, hash: u32, view: StrView) -> Option<Str> {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            let slot = self.slots[i];
            if slot.string.is_null() {
                return None;
            }
            if slot.hash == hash && slot.string != DELETED {
                // SAFETY: `sweep` took out whatever the collector freed.
                let s: Str = unsafe { Gc::from_ptr(slot.string) };
                if s.flat_view().equals(view) {
                    return Some(s);
                }
            }
            i = (i + 1) & mask;
        }
    }

    /// Makes `s` (flat, not in the table under these characters) the interned one.
    pub fn insert(&mut self, mut s: Str, hash: u32) {
        debug_assert!(!s.is_rope());
        if (self.used + 1) * 2 > self.slots.len() {
            self.rehash();
        }
        let index = if s.flat_view().array_index().is_none() { string_flag::NOT_INDEX } else { 0 };
        s.hash = hash;
        s.header().flags |= string_flag::HASHED | string_flag::INTERNED | index;
        if s.header.gc != gc_state::IMMORTAL {
            self.young.push(s.ptr());
        }
        let i = self.free_slot(hash);
        self.used += self.slots[i].string.is_null() as usize;
        self.slots[i] = Slot { hash, string: s.ptr() };
    }

    fn free_slot(&self, hash: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        while self.slots[i].string > DELETED {
            i = (i + 1) & mask;
        }
        i
    }

    /// Doubles the table if it is really full, else just drops deleted slots.
    fn rehash(&mut self) {
        let live = self.len();
        let size = ((live + 1) * 4).next_power_of_two().max(2048);
        let old = core::mem::replace(&mut self.slots, vec![EMPTY; size]);
        self.used = live;
        for slot in old {
            if slot.string > DELETED {
                let i = self.free_slot(slot.hash);
                self.slots[i] = slot;
            }
        }
    }

    /// For the collector, after marking everything and before freeing: forgets strings that are dead.
    pub fn sweep(&mut self, mut is_live: impl FnMut(Str) -> bool) {
        for slot in &mut self.slots {
            if slot.string > DELETED {
                // SAFETY: nothing has been freed since the last sweep.
                let s: Str = unsafe { Gc::from_ptr(slot.string) };
                if s.header.gc != gc_state::IMMORTAL && !is_live(s) {
                    slot.string = DELETED;
                }
            }
        }
        self.young.clear();
        self.sweep_numbers(is_live);
    }

    /// The same when only cells allocated since the last collection can have died: much less to look at.
    pub fn sweep_young(&mut self, mut is_live: impl FnMut(Str) -> bool) {
        for p in core::mem::take(&mut self.young) {
            // SAFETY: as above.
            let s: Str = unsafe { Gc::from_ptr(p) };
            if is_live(s) {
                continue;
            }
            let mask = self.slots.len() - 1;
            let mut i = s.hash as usize & mask;
            while self.slots[i].string != p {
                debug_assert!(!self.slots[i].string.is_null(), "an interned string is in the table");
                i = (i + 1) & mask;
            }
            self.slots[i].string = DELETED;
        }
        self.sweep_numbers(is_live);
    }

    fn sweep_numbers(&mut self, mut is_live: impl FnMut(Str) -> bool) {
        for (_, p) in self.numbers.iter_mut() {
            // SAFETY: as above.
            if !p.is_null() && !is_live(unsafe { Gc::from_ptr(*p) }) {
                *p = ptr::null_mut();
            }
        }
    }

    /// The cached string of a number.
    #[inline]
    pub(crate) fn number(&self, d: f64) -> Option<Str> {
        let bits = d.to_bits();
        let (key, p) = self.numbers[Self::number_slot(bits)];
        // SAFETY: `sweep` took out whatever the collector freed.
        if key == bits && !p.is_null() { Some(unsafe { Gc::from_ptr(p) }) } else { None }
    }

    #[inline]
    pub(crate) fn cache_number(&mut self, d: f64, s: Str) {
        let bits = d.to_bits();
        self.numbers[Self::number_slot(bits)] = (bits, s.ptr());
    }

    #[inline(always)]
    fn number_slot(bits: u64) -> usize {
        (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - NUMBERS.ilog2())) as usize
    }
}
