//! The image: a program's bytecode and constants as one position-independent block that is read in place. The writer is
//! `image/writer.rs` (feature `tools`), the readers are the methods here; both keep to this drawing:
//!
//! ```text
//! ImageHeader
//! FunctionHeader × function_count         function 0 is the program's top level
//! Constant × constant_count
//! data: code of all functions, then handlers, positions and notes of all functions, then for each
//!       constant its list or characters, then the source text, in this order without gaps; each aligned to its
//!       item, all found by byte offset from the start of the image; zeros up to a multiple of 16 bytes
//! ```
//! The block is to be aligned to 16 bytes in memory. All numbers are little-endian.

use crate::value::Value;

#[cfg(feature = "tools")]
pub mod writer;

pub const IMAGE_MAGIC: [u8; 8] = *b"jscimg\0\x02";

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ImageHeader {
    pub magic: [u8; 8],
    /// Of the whole image, in bytes.
    pub size: u32,
    pub function_count: u32,
    pub constant_count: u32,
    /// Number of top-level bindings.
    pub top_count: u32,
    /// Number of constants that need a site value (regular expressions, template objects): `Constant::aux` numbers them.
    pub site_value_count: u32,
    /// String constant: the path of the source, as error stacks print it.
    pub source_name: u32,
    /// The source text in UTF-8, which functions show as their own text: byte offset and size. Empty if it was left out.
    pub text: u32,
    pub text_size: u32,
}

/// A function. Offsets are in bytes from the start of the image.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct FunctionHeader {
    /// String constant.
    pub name: u32,
    /// `layout::function_flag`
    pub flags: u32,
    /// The `length` property.
    pub length: u32,
    /// Registers that arguments are copied to.
    pub parameter_count: u32,
    pub register_count: u32,
    pub feedback_count: u32,
    pub code: u32,
    /// In code units.
    pub code_length: u32,
    pub handlers: u32,
    pub handler_count: u32,
    pub positions: u32,
    pub position_count: u32,
    pub notes: u32,
    pub note_count: u32,
    /// Inline slots to give to objects made by this constructor.
    pub inline_slots: u32,
    /// Number of loop headers and suspensions: entries in the middle.
    pub entry_count: u32,
    /// Line and column (from 1) where the function begins in the source.
    pub line: u32,
    pub column: u32,
    /// The function's own text: bytes of the source text from here to there. Both 0 if it has none.
    pub text_start: u32,
    pub text_end: u32,
    /// Stable hash of the function's code and constants, for profiles.
    pub hash: u64,
}

/// A region of code whose exceptions go to `handler`. The first entry that holds the pc wins: inner regions come first.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    pub start: u32,
    /// Exclusive.
    pub end: u32,
    pub handler: u32,
}

/// Source position of the instructions from `pc` to the next entry. Sorted by pc.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub pc: u32,
    /// From 1.
    pub line: u32,
    /// From 1, in UTF-16 code units, as V8 counts.
    pub column: u32,
}

/// What the source calls the operand of the operation at `pc`, for messages: "a.b is not a function". Sorted by pc, at
/// most one for each pc.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    pub pc: u32,
    /// String constant.
    pub text: u32,
}

#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstantTag {
    /// payload: the bits of a `Value` (number).
    Number = 0,
    /// Latin-1 characters at `offset`, `length` of them.
    Latin1 = 1,
    /// UTF-16 code units (surrogates need not pair).
    Utf16 = 2,
    /// A BigInt: decimal digits in ASCII, perhaps after a minus sign.
    BigInt = 3,
    /// Keys of an object literal: `length` u32 string constants at `offset`.
    Keys = 4,
    /// `length` = 2: string constants of pattern and flags at `offset`.
    RegExp = 5,
    /// Template object: `length` pairs at `offset` of (cooked string constant or `u32::MAX` for undefined, raw string constant).
    Template = 6,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Constant {
    pub tag: u32,
    /// Strings: 1 if used as a property key (intern at load), and the hash is in `payload`'s place for numbers: see `hash`.
    /// RegExp and Template: index of the site value.
    pub aux: u32,
    /// `Number`: the value's low and high half. Else byte offset and count of items.
    pub offset: u32,
    pub length: u32,
    /// Strings: `string_hash` of the characters.
    pub hash: u32,
    pub reserved: u32,
}

/// Hash of a string's code units; the same for Latin-1 and UTF-16 forms. Never 0. (FNV-1a over code units with a final
/// mix; cheap for the short keys that programs have.)
#[inline]
pub fn string_hash(units: impl Iterator<Item = u16>) -> u32 {
    let mut h: u32 = 0x811c_9dc5;
    for u in units {
        h = (h ^ u as u32).wrapping_mul(0x0100_0193);
    }
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    h ^= h >> 12;
    if h == 0 { 1 } else { h }
}

impl ImageHeader {
    unsafe fn at<T>(&self, offset: u32) -> *const T {
        (self as *const Self as *const u8).add(offset as usize) as *const T
    }

    /// # Safety (this and the next ones)
    /// `self` is the start of a whole image that the writer made.
    pub unsafe fn functions(&self) -> &[FunctionHeader] {
        core::slice::from_raw_parts(self.at(size_of::<ImageHeader>() as u32), self.function_count as usize)
    }

    pub unsafe fn constants(&self) -> &[Constant] {
        let offset = size_of::<ImageHeader>() + self.function_count as usize * size_of::<FunctionHeader>();
        core::slice::from_raw_parts(self.at(offset as u32), self.constant_count as usize)
    }

    /// The text that `Function.prototype.toString` shows; empty if the image has none.
    pub unsafe fn text(&self, f: &FunctionHeader) -> &str {
        let size = f.text_end - f.text_start;
        core::str::from_utf8_unchecked(core::slice::from_raw_parts(self.at(self.text + f.text_start), size as usize))
    }

    pub unsafe fn code(&self, f: &FunctionHeader) -> &[u16] {
        core::slice::from_raw_parts(self.at(f.code), f.code_length as usize)
    }

    pub unsafe fn handlers(&self, f: &FunctionHeader) -> &[Handler] {
        core::slice::from_raw_parts(self.at(f.handlers), f.handler_count as usize)
    }

    pub unsafe fn positions(&self, f: &FunctionHeader) -> &[Position] {
        core::slice::from_raw_parts(self.at(f.positions), f.position_count as usize)
    }

    pub unsafe fn notes(&self, f: &FunctionHeader) -> &[Note] {
        core::slice::from_raw_parts(self.at(f.notes), f.note_count as usize)
    }

    /// The u32 items of a `Keys`, `RegExp` or `Template` constant.
    pub unsafe fn items(&self, c: &Constant) -> &[u32] {
        let per_item = if c.tag == ConstantTag::Template as u32 { 2 } else { 1 };
        core::slice::from_raw_parts(self.at(c.offset), c.length as usize * per_item)
    }

    pub unsafe fn latin1(&self, c: &Constant) -> &[u8] {
        core::slice::from_raw_parts(self.at(c.offset), c.length as usize)
    }

    pub unsafe fn utf16(&self, c: &Constant) -> &[u16] {
        core::slice::from_raw_parts(self.at(c.offset), c.length as usize)
    }

    /// Line and column of the operation at `pc`; (0, 0) if none is known.
    pub unsafe fn position(&self, f: &FunctionHeader, pc: u32) -> (u32, u32) {
        let positions = self.positions(f);
        match positions.partition_point(|p| p.pc <= pc) {
            0 => (0, 0),
            n => (positions[n - 1].line, positions[n - 1].column),
        }
    }

    /// String constant: the note of exactly the operation at `pc`.
    pub unsafe fn note(&self, f: &FunctionHeader, pc: u32) -> Option<u32> {
        let notes = self.notes(f);
        notes.binary_search_by_key(&pc, |n| n.pc).ok().map(|i| notes[i].text)
    }

    /// The pc of the handler for an exception at `pc`.
    pub unsafe fn handler(&self, f: &FunctionHeader, pc: u32) -> Option<u32> {
        self.handlers(f).iter().find(|h| h.start <= pc && pc < h.end).map(|h| h.handler)
    }
}

impl Constant {
    pub fn number(&self) -> Value {
        Value(self.offset as u64 | (self.length as u64) << 32)
    }

    pub fn is_string(&self) -> bool {
        self.tag == ConstantTag::Latin1 as u32 || self.tag == ConstantTag::Utf16 as u32
    }
}
