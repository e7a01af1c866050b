//! Programs as plain data, and their image: what the front end produces, what `--emit=bytecode` prints, what tests build.
//! [`ProgramData::write`] makes the image, [`ProgramData::read`] takes it apart again. The drawing is in `image.rs`.

use super::{Constant, ConstantTag, FunctionHeader, Handler, IMAGE_MAGIC, ImageHeader, Note, Position, string_hash};
use crate::bytecode::hash::function_hash;
use crate::value::Value;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// A constant of a program.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstantData {
    Number(f64),
    /// UTF-16 code units. `key`: used as a property key somewhere (interned at load).
    String {
        units: Vec<u16>,
        key: bool,
    },
    /// Decimal digits, perhaps after a minus sign.
    BigInt(String),
    /// String constants.
    Keys(Vec<u32>),
    RegExp {
        pattern: u32,
        flags: u32,
    },
    /// Pairs of (cooked string constant, or `None` for undefined; raw string constant).
    Template(Vec<(Option<u32>, u32)>),
}

/// One function. Fields as in `FunctionHeader`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FunctionData {
    /// String constant.
    pub name: u32,
    pub flags: u32,
    pub length: u32,
    pub parameter_count: u32,
    pub register_count: u32,
    pub feedback_count: u32,
    pub inline_slots: u32,
    pub entry_count: u32,
    pub line: u32,
    pub column: u32,
    pub text_start: u32,
    pub text_end: u32,
    pub code: Vec<u16>,
    /// Inner regions first.
    pub handlers: Vec<Handler>,
    /// Sorted by pc.
    pub positions: Vec<Position>,
    /// Sorted by pc.
    pub notes: Vec<Note>,
}

/// A whole program: function 0 is its top level.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProgramData {
    pub functions: Vec<FunctionData>,
    pub constants: Vec<ConstantData>,
    pub top_count: u32,
    /// String constant.
    pub source_name: u32,
    /// The source text, which functions show as their own text; may be left out.
    pub text: String,
}

/// Why an image could not be written or read. The text names the part of the image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageError {
    /// The program does not fit the 32-bit sizes of the image.
    TooLarge,
    /// These bytes are no image, or one of another version.
    Magic,
    /// The image's own size is not the number of bytes given.
    Size,
    /// The part does not lie inside the image.
    Truncated(&'static str),
    /// The part is not where the writer puts it.
    Misplaced(&'static str),
    /// No constant has this tag.
    Tag(u32),
    /// A field or reference holds what no writer would put there.
    Invalid(&'static str),
    /// A stored hash does not fit its contents.
    Hash(&'static str),
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImageError::TooLarge => f.write_str("the program is too large for an image (4 GiB)"),
            ImageError::Magic => f.write_str("not a program image of this version of jsc"),
            ImageError::Size => f.write_str("the image's size does not fit its header"),
            ImageError::Truncated(part) => write!(f, "the image ends inside its {part}"),
            ImageError::Misplaced(part) => write!(f, "the image's {part} are not in their place"),
            ImageError::Tag(tag) => write!(f, "unknown constant tag {tag} in the image"),
            ImageError::Invalid(part) => write!(f, "invalid {part} in the image"),
            ImageError::Hash(part) => write!(f, "wrong hash of a {part} in the image"),
        }
    }
}

impl core::error::Error for ImageError {}

/// Items that the image holds as they are.
///
/// # Safety
/// The type has no padding, and every bit pattern is valid.
unsafe trait Plain: Copy {}
// SAFETY: `repr(C)` structs of u32 and u64 (and a byte array) without padding: the sizes below are the sums of the fields.
unsafe impl Plain for ImageHeader {}
unsafe impl Plain for FunctionHeader {}
unsafe impl Plain for Constant {}
unsafe impl Plain for Handler {}
unsafe impl Plain for Position {}
unsafe impl Plain for Note {}
unsafe impl Plain for u32 {}
unsafe impl Plain for u16 {}
unsafe impl Plain for u8 {}

const _: () = {
    assert!(size_of::<ImageHeader>() == 8 + 8 * 4);
    assert!(size_of::<FunctionHeader>() == 20 * 4 + 8);
    assert!(size_of::<Constant>() == 6 * 4);
    assert!(size_of::<Handler>() == 3 * 4);
    assert!(size_of::<Position>() == 3 * 4);
    assert!(size_of::<Note>() == 2 * 4);
    // The tables follow the header without gaps.
    assert!(size_of::<ImageHeader>().is_multiple_of(align_of::<FunctionHeader>()));
    assert!(size_of::<FunctionHeader>().is_multiple_of(align_of::<Constant>()));
    // Items are copied as the host holds them.
    assert!(cfg!(target_endian = "little"));
};

/// The image is a whole number of these.
const IMAGE_ALIGNMENT: usize = 16;

/// Appends items, aligned, and tells where they are and how many.
fn put<T: Plain>(out: &mut Vec<u8>, items: &[T]) -> Result<(u32, u32), ImageError> {
    out.resize(out.len().next_multiple_of(align_of::<T>()), 0);
    let offset = out.len();
    // SAFETY: `Plain` types are all initialised bytes.
    out.extend_from_slice(unsafe { core::slice::from_raw_parts(items.as_ptr() as *const u8, size_of_val(items)) });
    u32::try_from(out.len()).map_err(|_| ImageError::TooLarge)?;
    Ok((offset as u32, items.len() as u32))
}

/// The constant that the image stores, but for the place of its data.
fn constant_of(data: &ConstantData, site_values: &mut u32) -> Constant {
    let mut c = Constant { tag: 0, aux: 0, offset: 0, length: 0, hash: 0, reserved: 0 };
    let mut site_value = || {
        *site_values += 1;
        *site_values - 1
    };
    c.tag = match data {
        ConstantData::Number(d) => {
            let bits = Value::from_number(*d).0;
            c.offset = bits as u32;
            c.length = (bits >> 32) as u32;
            ConstantTag::Number
        }
        ConstantData::String { units, key } => {
            c.aux = *key as u32;
            c.hash = string_hash(units.iter().copied());
            // The runtime relies on it: a string of Latin-1 characters is stored as such.
            if units.iter().all(|u| *u <= 0xFF) { ConstantTag::Latin1 } else { ConstantTag::Utf16 }
        }
        ConstantData::BigInt(_) => ConstantTag::BigInt,
        ConstantData::Keys(_) => ConstantTag::Keys,
        ConstantData::RegExp { .. } => {
            c.aux = site_value();
            ConstantTag::RegExp
        }
        ConstantData::Template(_) => {
            c.aux = site_value();
            ConstantTag::Template
        }
    } as u32;
    c
}

/// What a `Template` stores for the cooked string of an invalid escape sequence.
const NO_STRING: u32 = u32::MAX;

impl ProgramData {
    /// Makes the image. The same program gives the same bytes.
    ///
    /// # Errors
    /// The image would be too large, or a reference to a constant is wrong. Code is not looked at: `bytecode::verify` does.
    pub fn write(&self) -> Result<Vec<u8>, ImageError> {
        self.check_references()?;
        let count = |n: usize| u32::try_from(n).map_err(|_| ImageError::TooLarge);
        let mut site_value_count = 0;
        let mut constants: Vec<Constant> =
            self.constants.iter().map(|c| constant_of(c, &mut site_value_count)).collect();
        let mut functions: Vec<FunctionHeader> = self
            .functions
            .iter()
            .map(|f| FunctionHeader {
                name: f.name,
                flags: f.flags,
                length: f.length,
                parameter_count: f.parameter_count,
                register_count: f.register_count,
                feedback_count: f.feedback_count,
                code: 0,
                code_length: 0,
                handlers: 0,
                handler_count: 0,
                positions: 0,
                position_count: 0,
                notes: 0,
                note_count: 0,
                inline_slots: f.inline_slots,
                entry_count: f.entry_count,
                line: f.line,
                column: f.column,
                text_start: f.text_start,
                text_end: f.text_end,
                hash: function_hash(self, f),
            })
            .collect();

        let mut header = ImageHeader {
            magic: IMAGE_MAGIC,
            size: 0,
            function_count: count(functions.len())?,
            constant_count: count(constants.len())?,
            top_count: self.top_count,
            site_value_count,
            source_name: self.source_name,
            text: 0,
            text_size: 0,
        };

        // The header and the tables are written twice: first to take their place, then with the offsets in them.
        let mut out = Vec::new();
        put(&mut out, &[header])?;
        put(&mut out, &functions)?;
        put(&mut out, &constants)?;
        for (f, h) in self.functions.iter().zip(&mut functions) {
            (h.code, h.code_length) = put(&mut out, &f.code)?;
        }
        for (f, h) in self.functions.iter().zip(&mut functions) {
            (h.handlers, h.handler_count) = put(&mut out, &f.handlers)?;
        }
        for (f, h) in self.functions.iter().zip(&mut functions) {
            (h.positions, h.position_count) = put(&mut out, &f.positions)?;
        }
        for (f, h) in self.functions.iter().zip(&mut functions) {
            (h.notes, h.note_count) = put(&mut out, &f.notes)?;
        }
        for (data, c) in self.constants.iter().zip(&mut constants) {
            (c.offset, c.length) = match data {
                ConstantData::Number(_) => (c.offset, c.length),
                ConstantData::String { units, .. } if c.tag == ConstantTag::Latin1 as u32 => {
                    put(&mut out, &units.iter().map(|u| *u as u8).collect::<Vec<u8>>())?
                }
                ConstantData::String { units, .. } => put(&mut out, units)?,
                ConstantData::BigInt(digits) => put(&mut out, digits.as_bytes())?,
                ConstantData::Keys(keys) => put(&mut out, keys)?,
                ConstantData::RegExp { pattern, flags } => put(&mut out, &[*pattern, *flags])?,
                ConstantData::Template(pairs) => {
                    let items: Vec<u32> = pairs.iter().flat_map(|p| [p.0.unwrap_or(NO_STRING), p.1]).collect();
                    let (offset, _) = put(&mut out, &items)?;
                    (offset, pairs.len() as u32)
                }
            };
        }
        (header.text, header.text_size) = put(&mut out, self.text.as_bytes())?;
        out.resize(out.len().next_multiple_of(IMAGE_ALIGNMENT), 0);
        header.size = count(out.len())?;

        let mut front = Vec::new();
        put(&mut front, &[header])?;
        put(&mut front, &functions)?;
        put(&mut front, &constants)?;
        out[..front.len()].copy_from_slice(&front);
        Ok(out)
    }

    /// Takes an image apart. The bytes may come from anywhere and need not be aligned; all but the code itself is
    /// checked, so that the readers of `image.rs` are safe on (an aligned copy of) what this accepts.
    ///
    /// # Errors
    /// The bytes are not what [`ProgramData::write`] makes.
    pub fn read(bytes: &[u8]) -> Result<ProgramData, ImageError> {
        let mut reader = Reader { bytes, at: 0 };
        let header: ImageHeader = *reader.table(1, "header")?.first().ok_or(ImageError::Truncated("header"))?;
        if header.magic != IMAGE_MAGIC {
            return Err(ImageError::Magic);
        }
        if header.size as usize != bytes.len() || !bytes.len().is_multiple_of(IMAGE_ALIGNMENT) {
            return Err(ImageError::Size);
        }
        let headers: Vec<FunctionHeader> = reader.table(header.function_count, "functions")?;
        let constants: Vec<Constant> = reader.table(header.constant_count, "constants")?;

        let mut program =
            ProgramData { top_count: header.top_count, source_name: header.source_name, ..ProgramData::default() };
        for h in &headers {
            program.functions.push(FunctionData {
                name: h.name,
                flags: h.flags,
                length: h.length,
                parameter_count: h.parameter_count,
                register_count: h.register_count,
                feedback_count: h.feedback_count,
                inline_slots: h.inline_slots,
                entry_count: h.entry_count,
                line: h.line,
                column: h.column,
                text_start: h.text_start,
                text_end: h.text_end,
                code: reader.items(h.code, h.code_length, "code")?,
                ..FunctionData::default()
            });
        }
        for (h, f) in headers.iter().zip(&mut program.functions) {
            f.handlers = reader.items(h.handlers, h.handler_count, "handlers")?;
        }
        for (h, f) in headers.iter().zip(&mut program.functions) {
            f.positions = reader.items(h.positions, h.position_count, "positions")?;
        }
        for (h, f) in headers.iter().zip(&mut program.functions) {
            f.notes = reader.items(h.notes, h.note_count, "notes")?;
        }
        for c in &constants {
            let data = reader.constant(c)?;
            program.constants.push(data);
        }
        let text = reader.items(header.text, header.text_size, "source text")?;
        program.text = String::from_utf8(text).map_err(|_| ImageError::Invalid("source text"))?;
        reader.padding(IMAGE_ALIGNMENT)?;
        if reader.at != bytes.len() {
            return Err(ImageError::Size);
        }

        // What the writer computes must be what it would compute again.
        let mut site_value_count = 0;
        for (data, c) in program.constants.iter().zip(&constants) {
            let again = constant_of(data, &mut site_value_count);
            if (again.tag, again.aux) != (c.tag, c.aux) || c.reserved != 0 {
                return Err(ImageError::Invalid("constant"));
            }
            if again.hash != c.hash {
                return Err(ImageError::Hash("string"));
            }
            let is_number = c.tag == ConstantTag::Number as u32;
            if is_number && (again.offset, again.length) != (c.offset, c.length) {
                return Err(ImageError::Invalid("number"));
            }
        }
        if site_value_count != header.site_value_count {
            return Err(ImageError::Invalid("number of site values"));
        }
        program.check_references()?;
        for (h, f) in headers.iter().zip(&program.functions) {
            if h.hash != function_hash(&program, f) {
                return Err(ImageError::Hash("function"));
            }
        }
        Ok(program)
    }

    /// Everything outside of code that names a string constant names one.
    fn check_references(&self) -> Result<(), ImageError> {
        let check = |index: u32, part: &'static str| match self.constants.get(index as usize) {
            Some(ConstantData::String { .. }) => Ok(()),
            _ => Err(ImageError::Invalid(part)),
        };
        if self.functions.is_empty() {
            return Err(ImageError::Invalid("number of functions"));
        }
        check(self.source_name, "source name")?;
        for f in &self.functions {
            check(f.name, "function name")?;
            if self.text.get(f.text_start as usize..f.text_end as usize).is_none() {
                return Err(ImageError::Invalid("function text"));
            }
            f.notes.iter().try_for_each(|n| check(n.text, "note"))?;
        }
        for c in &self.constants {
            match c {
                ConstantData::Number(_) | ConstantData::String { .. } => {}
                ConstantData::BigInt(digits) if is_big_int(digits) => {}
                ConstantData::BigInt(_) => return Err(ImageError::Invalid("BigInt")),
                ConstantData::Keys(keys) => keys.iter().try_for_each(|k| check(*k, "key"))?,
                ConstantData::RegExp { pattern, flags } => {
                    check(*pattern, "pattern")?;
                    check(*flags, "flags")?;
                }
                ConstantData::Template(pairs) => pairs.iter().try_for_each(|(cooked, raw)| {
                    cooked.map_or(Ok(()), |c| check(c, "template string"))?;
                    check(*raw, "template string")
                })?,
            }
        }
        Ok(())
    }
}

/// Decimal digits, perhaps after a minus sign.
pub(crate) fn is_big_int(digits: &str) -> bool {
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Goes through an image in the order in which it was written, so that parts can neither overlap nor leave gaps (and a
/// hostile image cannot make us copy one part many times).
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Skips zeros up to a multiple of `alignment`.
    fn padding(&mut self, alignment: usize) -> Result<(), ImageError> {
        let end = self.at.next_multiple_of(alignment);
        let padding = self.bytes.get(self.at..end).ok_or(ImageError::Truncated("padding"))?;
        if padding.iter().any(|b| *b != 0) {
            return Err(ImageError::Invalid("padding"));
        }
        self.at = end;
        Ok(())
    }

    /// The next `count` items.
    fn table<T: Plain>(&mut self, count: u32, part: &'static str) -> Result<Vec<T>, ImageError> {
        self.padding(align_of::<T>())?;
        let size = (count as usize).checked_mul(size_of::<T>()).ok_or(ImageError::Truncated(part))?;
        if size > self.bytes.len() - self.at {
            return Err(ImageError::Truncated(part));
        }
        let start = self.bytes[self.at..].as_ptr() as *const T;
        self.at += size;
        // SAFETY: `count` items lie inside `bytes`, any bytes make a `Plain` item, and the read asks for no alignment.
        Ok((0..count as usize).map(|i| unsafe { start.add(i).read_unaligned() }).collect())
    }

    /// The next `count` items, which must be at `offset`.
    fn items<T: Plain>(&mut self, offset: u32, count: u32, part: &'static str) -> Result<Vec<T>, ImageError> {
        self.padding(align_of::<T>())?;
        if offset as usize != self.at {
            return Err(ImageError::Misplaced(part));
        }
        self.table(count, part)
    }

    fn constant(&mut self, c: &Constant) -> Result<ConstantData, ImageError> {
        let key = c.aux == 1;
        match c.tag {
            tag if tag == ConstantTag::Number as u32 => {
                let value = c.number();
                if !value.is_number() {
                    return Err(ImageError::Invalid("number"));
                }
                Ok(ConstantData::Number(value.as_number()))
            }
            tag if tag == ConstantTag::Latin1 as u32 => {
                let characters: Vec<u8> = self.items(c.offset, c.length, "strings")?;
                Ok(ConstantData::String { units: characters.into_iter().map(u16::from).collect(), key })
            }
            tag if tag == ConstantTag::Utf16 as u32 => {
                Ok(ConstantData::String { units: self.items(c.offset, c.length, "strings")?, key })
            }
            tag if tag == ConstantTag::BigInt as u32 => {
                let digits = self.items(c.offset, c.length, "BigInts")?;
                Ok(ConstantData::BigInt(String::from_utf8(digits).map_err(|_| ImageError::Invalid("BigInt"))?))
            }
            tag if tag == ConstantTag::Keys as u32 => {
                Ok(ConstantData::Keys(self.items(c.offset, c.length, "key lists")?))
            }
            tag if tag == ConstantTag::RegExp as u32 => {
                match self.items(c.offset, c.length, "regular expressions")?[..] {
                    [pattern, flags] => Ok(ConstantData::RegExp { pattern, flags }),
                    _ => Err(ImageError::Invalid("regular expression")),
                }
            }
            tag if tag == ConstantTag::Template as u32 => {
                let count = c.length.checked_mul(2).ok_or(ImageError::Truncated("templates"))?;
                let items: Vec<u32> = self.items(c.offset, count, "templates")?;
                let pair = |p: &[u32]| ((p[0] != NO_STRING).then_some(p[0]), p[1]);
                Ok(ConstantData::Template(items.chunks_exact(2).map(pair).collect()))
            }
            tag => Err(ImageError::Tag(tag)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::{parse, testing::program_of_all_opcodes};

    fn sample() -> ProgramData {
        parse(
            r#"
program top=2 source=k0
k0 = "app.js"
k1 = key "naïve"
k2 = "\u{d800}x😀"
k3 = 1.5
k4 = -7
k5 = bigint -123456789012345678901234567890
k6 = keys [k1]
k7 = regexp k2 k0
k8 = template [k0 k1, undefined k2]
k9 = -0
k10 = ""
function f0 name=k10 registers=3 feedback=1 flags=top_level at=1:1 {
L0:
  load_const r0, k3 @1:5
  get_by_name r1, r0, k1, s0 @1:9 note k0
L1:
  return_value r1
L2:
  catch r2
  throw r2
  handler L0..L1 -> L2
}
function f1 name=k1 registers=1 at=2:3 {
  return_value r0
}
"#,
        )
        .unwrap()
    }

    /// An image in memory as the runtime sees it.
    fn aligned(bytes: &[u8]) -> Vec<u128> {
        bytes.chunks(16).map(|c| u128::from_le_bytes(c.try_into().unwrap())).collect()
    }

    #[test]
    fn images_round_trip_and_are_deterministic() {
        for program in [sample(), program_of_all_opcodes()] {
            let bytes = program.write().unwrap();
            assert_eq!(bytes, program.write().unwrap());
            assert_eq!(bytes.len() % IMAGE_ALIGNMENT, 0);
            let again = ProgramData::read(&bytes).unwrap();
            assert_eq!(again, program);
            assert_eq!(again.write().unwrap(), bytes);
        }
    }

    #[test]
    fn nan_has_one_form() {
        let mut program = sample();
        program.constants[3] = ConstantData::Number(-f64::NAN);
        let again = ProgramData::read(&program.write().unwrap()).unwrap();
        assert!(matches!(again.constants[3], ConstantData::Number(d) if d.is_nan()));
    }

    #[test]
    fn readers_in_place_see_what_was_written() {
        let program = sample();
        let memory = aligned(&program.write().unwrap());
        // SAFETY: the memory is aligned and holds a whole image.
        unsafe {
            let image = &*(memory.as_ptr() as *const ImageHeader);
            let functions = image.functions();
            let constants = image.constants();
            assert_eq!((functions.len(), constants.len()), (2, 11));
            assert_eq!((image.top_count, image.site_value_count), (2, 2));
            let f = &functions[0];
            assert_eq!(image.code(f), program.functions[0].code);
            assert_eq!(image.handlers(f), program.functions[0].handlers);
            assert_eq!(image.positions(f), program.functions[0].positions);
            assert_eq!(image.notes(f), program.functions[0].notes);
            assert_eq!(image.note(f, 4), Some(0));
            assert_eq!(image.note(f, 5), None);
            assert_eq!((image.position(f, 0), image.position(f, 6)), ((1, 5), (1, 9)));
            assert_eq!(image.handler(f, 4), Some(program.functions[0].handlers[0].handler));
            assert_eq!(image.latin1(&constants[1]), [b'n', b'a', 0xEF, b'v', b'e']);
            assert_eq!(image.utf16(&constants[2]), [0xD800, 'x' as u16, 0xD83D, 0xDE00]);
            assert_eq!(constants[1].hash, string_hash("naïve".encode_utf16()));
            assert!(constants[4].number().is_int32() && constants[9].number().is_double());
            assert_eq!(image.items(&constants[6]), [1]);
            assert_eq!(image.items(&constants[7]), [2, 0]);
            assert_eq!(image.items(&constants[8]), [0, 1, NO_STRING, 2]);
            assert_eq!((constants[7].aux, constants[8].aux), (0, 1));
        }
    }

    #[test]
    fn no_damage_is_a_panic_and_no_cut_is_accepted() {
        let bytes = sample().write().unwrap();
        for end in 0..bytes.len() {
            assert!(ProgramData::read(&bytes[..end]).is_err(), "cut at {end}");
        }
        let mut longer = bytes.clone();
        longer.extend([0; 16]);
        assert_eq!(ProgramData::read(&longer), Err(ImageError::Size));
        // Whatever is still accepted after damage must be exactly what the writer makes of it.
        for at in 0..bytes.len() {
            for damage in [1, 0x80, 0xFF] {
                let mut damaged = bytes.clone();
                damaged[at] ^= damage;
                if let Ok(program) = ProgramData::read(&damaged) {
                    assert_eq!(program.write().unwrap(), damaged, "byte {at}");
                }
            }
        }
        // Misaligned memory is no problem for `read`.
        let mut shifted = vec![0];
        shifted.extend_from_slice(&bytes);
        assert!(ProgramData::read(&shifted[1..]).is_ok());
    }

    #[test]
    fn wrong_references_are_not_written() {
        let mut program = sample();
        program.functions[1].name = 3;
        assert_eq!(program.write(), Err(ImageError::Invalid("function name")));
        let mut program = sample();
        program.constants[6] = ConstantData::Keys(vec![99]);
        assert_eq!(program.write(), Err(ImageError::Invalid("key")));
        let mut program = sample();
        program.constants[5] = ConstantData::BigInt("12x".into());
        assert_eq!(program.write(), Err(ImageError::Invalid("BigInt")));
        assert_eq!(ProgramData::default().write(), Err(ImageError::Invalid("number of functions")));
    }
}
