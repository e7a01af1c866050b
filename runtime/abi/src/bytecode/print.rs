//! Prints bytecode as text. `parse.rs` reads it back: what prints also parses, to the same data.
//!
//! ```text
//! program top=1 source=k0  ; "app.js"
//!
//! k0 = "app.js"
//! k1 = key "length"
//! k2 = 1.5
//!
//! function f0 name=k0 length=1 parameters=1 registers=4 feedback=1 flags=strict|arrow at=3:7 {  ; "app.js"
//!   handler L0..L1 -> L2
//! L0:
//!   get_by_name r1, r0, k1, s0                 @3:12 note k0  ; "length" "app.js"
//!   concat r2, r0+2
//! L1:
//!   return_value r2
//! L2:
//!   catch r3
//!   throw r3
//! }
//!
//! text "x => x.length\n"
//! ```
//!
//! `;` begins a comment. Registers are `r0`, a range of registers its first and their number `r4+2`, constants `k0`,
//! feedback slots `s0`, functions `f0`; other numbers are plain. A position `@line:column` holds up to the next one; a
//! function's `text=` are byte offsets in the source text, which comes last. Data
//! that is wrong prints too: units that do not decode as `.unit 65535`, jumps between instructions as `pc17`, unsorted or
//! misplaced positions and notes as `position pc17 3:12` and `note pc17 k0`.

use super::{IndexRole, index_role, instructions, visit_named};
use crate::image::writer::{ConstantData, FunctionData, ProgramData};
use crate::layout::function_flag;
use crate::opcode::{ErrorKind, Instruction, Op, OperandView};
use core::fmt::{self, Write};

/// The words for the bits of `FunctionData::flags`.
pub(super) const FLAG_NAMES: &[(u32, &str)] = &[
    (function_flag::STRICT, "strict"),
    (function_flag::ARROW, "arrow"),
    (function_flag::METHOD, "method"),
    (function_flag::GENERATOR, "generator"),
    (function_flag::ASYNC, "async"),
    (function_flag::CLASS_CONSTRUCTOR, "class_constructor"),
    (function_flag::DERIVED_CONSTRUCTOR, "derived_constructor"),
    (function_flag::CONSTRUCTOR, "constructor"),
    (function_flag::USES_ARGUMENTS, "uses_arguments"),
    (function_flag::USES_THIS, "uses_this"),
    (function_flag::TOP_LEVEL, "top_level"),
    (function_flag::BUILTIN, "builtin"),
    (function_flag::ACCESSOR, "accessor"),
    (function_flag::FIELD_INITIALIZER, "field_initializer"),
    (function_flag::BUILTIN_FORM, "builtin_form"),
];

/// Column where positions, notes and comments begin.
const MARGIN: usize = 44;

impl fmt::Display for ProgramData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "program top={} source=k{}", self.top_count, self.source_name)?;
        comment(f, &[constant_text(self, self.source_name)])?;
        if !self.constants.is_empty() {
            writeln!(f)?;
        }
        for (i, constant) in self.constants.iter().enumerate() {
            write_constant(f, self, i, constant)?;
        }
        for index in 0..self.functions.len() {
            writeln!(f)?;
            write_function(f, self, index)?;
        }
        if !self.text.is_empty() {
            writeln!(f)?;
        }
        for line in self.text.split_inclusive('\n') {
            writeln!(f, "text {}", string_text(&line.encode_utf16().collect::<Vec<u16>>(), usize::MAX))?;
        }
        Ok(())
    }
}

/// The text of one function of a program.
///
/// # Panics
/// There is no such function.
pub fn print_function(program: &ProgramData, index: usize) -> impl fmt::Display + '_ {
    struct One<'a>(&'a ProgramData, usize);
    impl fmt::Display for One<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_function(f, self.0, self.1)
        }
    }
    assert!(index < program.functions.len());
    One(program, index)
}

fn write_constant(out: &mut dyn Write, program: &ProgramData, index: usize, constant: &ConstantData) -> fmt::Result {
    write!(out, "k{index} = ")?;
    let text = |k: u32| constant_text(program, k);
    let comments: Vec<Option<String>> = match constant {
        ConstantData::Number(d) => {
            out.write_str(&number_text(*d))?;
            vec![]
        }
        ConstantData::String { units, key } => {
            write!(out, "{}{}", if *key { "key " } else { "" }, string_text(units, usize::MAX))?;
            vec![]
        }
        ConstantData::BigInt(digits) => {
            write!(out, "bigint {digits}")?;
            vec![]
        }
        ConstantData::Keys(keys) => {
            let list: Vec<String> = keys.iter().map(|k| format!("k{k}")).collect();
            write!(out, "keys [{}]", list.join(", "))?;
            keys.iter().map(|k| text(*k)).collect()
        }
        ConstantData::RegExp { pattern, flags } => {
            write!(out, "regexp k{pattern} k{flags}")?;
            vec![text(*pattern), text(*flags)]
        }
        ConstantData::Template(pairs) => {
            let pair = |(cooked, raw): &(Option<u32>, u32)| match cooked {
                Some(cooked) => format!("k{cooked} k{raw}"),
                None => format!("undefined k{raw}"),
            };
            let list: Vec<String> = pairs.iter().map(pair).collect();
            write!(out, "template [{}]", list.join(", "))?;
            pairs.iter().map(|(_, raw)| text(*raw)).collect()
        }
    };
    comment(out, &comments)
}

/// What has a name in a function's text: where instructions begin, and which of these are labels.
struct Labels {
    /// Sorted; every line of code, and the end of the code.
    starts: Vec<u32>,
    /// Sorted; the starts that something refers to. A label's number is its place here.
    labels: Vec<u32>,
}

impl Labels {
    fn of(function: &FunctionData, lines: &[Line]) -> Labels {
        let mut starts: Vec<u32> = lines.iter().map(|l| l.pc as u32).collect();
        starts.push(function.code.len() as u32);
        let mut labels: Vec<u32> = lines.iter().filter_map(|l| l.instruction.as_ref()?.target()).collect();
        for h in &function.handlers {
            labels.extend([h.start, h.end, h.handler]);
        }
        labels.retain(|pc| starts.binary_search(pc).is_ok());
        labels.sort_unstable();
        labels.dedup();
        Labels { starts, labels }
    }

    fn name(&self, pc: u32) -> String {
        match self.labels.binary_search(&pc) {
            Ok(number) => format!("L{number}"),
            Err(_) => format!("pc{pc}"),
        }
    }

    /// Whether these pcs ascend and are all at instructions, so that each can stand on its instruction's line.
    fn fit(&self, pcs: impl Iterator<Item = u32> + Clone) -> bool {
        let lines = &self.starts[..self.starts.len() - 1];
        pcs.clone().is_sorted_by(|a, b| a < b) && pcs.clone().all(|pc| lines.binary_search(&pc).is_ok())
    }
}

/// A line of code: an instruction, or a unit that is none.
struct Line {
    pc: usize,
    instruction: Option<Instruction>,
}

fn lines(code: &[u16]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut pc = 0;
    while pc < code.len() {
        for (at, instruction) in instructions(&code[pc..]) {
            lines.push(Line { pc: pc + at, instruction: Some(instruction) });
        }
        pc = lines.last().map_or(0, |l| l.pc + l.instruction.map_or(1, |i| i.op().length()));
        if pc < code.len() {
            lines.push(Line { pc, instruction: None });
            pc += 1;
        }
    }
    lines
}

fn write_function(out: &mut dyn Write, program: &ProgramData, index: usize) -> fmt::Result {
    let function = &program.functions[index];
    write!(out, "function f{index} name=k{}", function.name)?;
    for (name, value) in [
        ("length", function.length),
        ("parameters", function.parameter_count),
        ("feedback", function.feedback_count),
        ("inline_slots", function.inline_slots),
        ("entries", function.entry_count),
    ] {
        if value != 0 {
            write!(out, " {name}={value}")?;
        }
    }
    write!(out, " registers={}", function.register_count)?;
    if function.flags != 0 {
        write!(out, " flags={}", flags_text(function.flags))?;
    }
    if (function.line, function.column) != (0, 0) {
        write!(out, " at={}:{}", function.line, function.column)?;
    }
    if (function.text_start, function.text_end) != (0, 0) {
        write!(out, " text={}:{}", function.text_start, function.text_end)?;
    }
    write!(out, " {{")?;
    comment(out, &[constant_text(program, function.name)])?;

    let lines = lines(&function.code);
    let labels = Labels::of(function, &lines);
    for h in &function.handlers {
        writeln!(out, "  handler {}..{} -> {}", labels.name(h.start), labels.name(h.end), labels.name(h.handler))?;
    }
    // Each is a queue for the lines, unless it does not fit them and is listed here.
    let mut positions = &function.positions[..];
    if !labels.fit(positions.iter().map(|p| p.pc)) {
        for p in positions {
            writeln!(out, "  position pc{} {}:{}", p.pc, p.line, p.column)?;
        }
        positions = &[];
    }
    let mut notes = &function.notes[..];
    if !labels.fit(notes.iter().map(|n| n.pc)) {
        for n in notes {
            writeln!(out, "  note pc{} k{}", n.pc, n.text)?;
        }
        notes = &[];
    }

    let mut text = String::new();
    for line in &lines {
        if labels.labels.binary_search(&(line.pc as u32)).is_ok() {
            writeln!(out, "{}:", labels.name(line.pc as u32))?;
        }
        text.clear();
        text.push_str("  ");
        let mut comments = Vec::new();
        match &line.instruction {
            Some(instruction) => write_instruction(&mut text, program, instruction, &labels, &mut comments)?,
            None => write!(text, ".unit {}", function.code[line.pc])?,
        }
        let code_width = text.len();
        if let Some((p, rest)) = positions.split_first().filter(|(p, _)| p.pc as usize == line.pc) {
            write!(text, "{:1$} @{2}:{3}", "", MARGIN.saturating_sub(code_width), p.line, p.column)?;
            positions = rest;
        }
        if let Some((n, rest)) = notes.split_first().filter(|(n, _)| n.pc as usize == line.pc) {
            write!(text, " note k{}", n.text)?;
            comments.push(constant_text(program, n.text));
            notes = rest;
        }
        if text.len() == code_width && comments.iter().any(|c| c.is_some()) {
            write!(text, "{:1$}", "", MARGIN.saturating_sub(code_width))?;
        }
        out.write_str(&text)?;
        comment(out, &comments)?;
    }
    if labels.labels.last() == Some(&(function.code.len() as u32)) {
        writeln!(out, "{}:", labels.name(function.code.len() as u32))?;
    }
    writeln!(out, "}}")
}

fn write_instruction(
    out: &mut String,
    program: &ProgramData,
    instruction: &Instruction,
    labels: &Labels,
    comments: &mut Vec<Option<String>>,
) -> fmt::Result {
    let op = instruction.op();
    out.push_str(op.name());
    let mut separator = " ";
    visit_named(instruction, &mut |field, operand| {
        out.push_str(separator);
        separator = ", ";
        let text = match operand {
            OperandView::Read(r) | OperandView::Write(r) => format!("r{r}"),
            OperandView::Range(first, count) => format!("r{first}+{count}"),
            OperandView::Int(i) => i.to_string(),
            OperandView::Target(pc) => labels.name(pc),
            OperandView::Slot(s) => format!("s{s}"),
            OperandView::Const(k) => {
                comments.push(constant_text(program, k));
                format!("k{k}")
            }
            OperandView::Index(i) if index_role(op, field) == Some(IndexRole::Function) => {
                comments.push(program.functions.get(i as usize).and_then(|f| constant_text(program, f.name)));
                format!("f{i}")
            }
            OperandView::Index(i) => {
                if op == Op::ThrowError {
                    comments.push(error_kind_name(i));
                }
                i.to_string()
            }
        };
        out.push_str(&text);
    });
    Ok(())
}

fn error_kind_name(kind: u32) -> Option<String> {
    use ErrorKind::*;
    [Error, TypeError, RangeError, ReferenceError, SyntaxError, EvalError, UriError, AggregateError]
        .into_iter()
        .find(|k| *k as u32 == kind)
        .map(|k| format!("{k:?}"))
}

/// Ends the line, after a comment if there is anything to say.
fn comment(out: &mut dyn Write, comments: &[Option<String>]) -> fmt::Result {
    let mut lead = "  ; ";
    for c in comments.iter().flatten() {
        write!(out, "{lead}{c}")?;
        lead = " ";
    }
    writeln!(out)
}

/// Characters of a string that a comment shows.
const COMMENT_CHARACTERS: usize = 40;

/// A constant as comments show it, on one line. `None` if there is no such constant.
pub(super) fn constant_text(program: &ProgramData, index: u32) -> Option<String> {
    Some(match program.constants.get(index as usize)? {
        ConstantData::Number(d) => number_text(*d),
        ConstantData::String { units, .. } => string_text(units, COMMENT_CHARACTERS),
        ConstantData::BigInt(digits) if digits.len() <= COMMENT_CHARACTERS => format!("{digits}n"),
        ConstantData::BigInt(_) => "a long BigInt".to_string(),
        ConstantData::Keys(keys) => {
            let mut list: Vec<String> = keys.iter().take(8).filter_map(|k| key_text(program, *k)).collect();
            if keys.len() > 8 {
                list.push("...".to_string());
            }
            format!("{{{}}}", list.join(", "))
        }
        ConstantData::RegExp { pattern, .. } => {
            key_text(program, *pattern).map_or("regexp".to_string(), |p| format!("regexp {p}"))
        }
        ConstantData::Template(pairs) => format!("template of {}", pairs.len()),
    })
}

/// A string constant that another names; nothing else, so that a list that names itself does not recurse.
fn key_text(program: &ProgramData, index: u32) -> Option<String> {
    match program.constants.get(index as usize)? {
        ConstantData::String { units, .. } => Some(string_text(units, COMMENT_CHARACTERS)),
        _ => None,
    }
}

/// The shortest decimal that reads back as the same number.
fn number_text(d: f64) -> String {
    if d.is_nan() {
        "NaN".to_string()
    } else if d.is_infinite() {
        if d > 0.0 { "Infinity".to_string() } else { "-Infinity".to_string() }
    } else if d == 0.0 || (1e-6..1e21).contains(&d.abs()) {
        format!("{d}")
    } else {
        format!("{d:e}")
    }
}

/// A string literal in ASCII, letters of other scripts, and escapes. Cut after `limit` characters.
fn string_text(units: &[u16], limit: usize) -> String {
    let mut text = String::from("\"");
    for (i, c) in char::decode_utf16(units.iter().copied()).enumerate() {
        if i == limit {
            text.push_str("\"...");
            return text;
        }
        match c {
            Ok('"') => text.push_str("\\\""),
            Ok('\\') => text.push_str("\\\\"),
            Ok('\n') => text.push_str("\\n"),
            Ok('\r') => text.push_str("\\r"),
            Ok('\t') => text.push_str("\\t"),
            Ok(c) if c == ' ' || c.is_ascii_graphic() || (!c.is_ascii() && c.is_alphanumeric()) => text.push(c),
            Ok(c) => text.push_str(&format!("\\u{{{:x}}}", c as u32)),
            Err(lone) => text.push_str(&format!("\\u{{{:x}}}", lone.unpaired_surrogate())),
        }
    }
    text.push('"');
    text
}

fn flags_text(flags: u32) -> String {
    let mut rest = flags;
    let mut words = Vec::new();
    for (bit, name) in FLAG_NAMES {
        if flags & bit != 0 {
            words.push(name.to_string());
            rest &= !bit;
        }
    }
    if rest != 0 {
        words.push(format!("{rest:#x}"));
    }
    words.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::{parse, testing};

    #[track_caller]
    fn round_trips(program: &ProgramData) {
        let text = program.to_string();
        let again = parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(&again, program, "\n{text}");
        assert_eq!(again.to_string(), text);
    }

    #[test]
    fn every_opcode_round_trips() {
        round_trips(&testing::program_of_all_opcodes());
    }

    #[test]
    fn arbitrary_units_round_trip() {
        let mut random = testing::Random(1);
        for round in 0..300 {
            round_trips(&testing::random_program(&mut random, round % 2 == 0));
        }
    }

    #[test]
    fn numbers_and_strings_round_trip() {
        let numbers = [0.0, -0.0, 1.0, -1.5, 0.1, 1e21, 1e-7, 123456789012345680000.0, f64::MAX, 5e-324];
        let mut constants: Vec<ConstantData> = numbers.into_iter().map(ConstantData::Number).collect();
        constants.extend([f64::INFINITY, f64::NEG_INFINITY].map(ConstantData::Number));
        for s in ["", "a;b", "\"\\\n\r\t\0\u{7f}", "naïve 漢字 😀 \u{2028}", "key"] {
            constants.push(ConstantData::String { units: s.encode_utf16().collect(), key: s == "key" });
        }
        constants.push(ConstantData::String { units: vec![0xDC00, 0xD800, 0xD800, 0xDC00, 0xD800], key: true });
        let program = ProgramData { constants, ..Default::default() };
        round_trips(&program);
        let ConstantData::Number(d) = parse("k0 = NaN").unwrap().constants[0] else { panic!() };
        assert!(d.is_nan());
        assert!(parse(&program.to_string()).unwrap().constants.iter().zip(&program.constants).all(|(a, b)| {
            match (a, b) {
                (ConstantData::Number(a), ConstantData::Number(b)) => a.to_bits() == b.to_bits(),
                _ => true,
            }
        }));
    }

    #[test]
    fn the_text_is_as_drawn() {
        let text = r#"program top=1 source=k0  ; "app.js"

k0 = "app.js"
k1 = key "length"
k2 = keys [k1]  ; "length"

function f0 name=k0 length=1 parameters=1 feedback=1 registers=4 flags=strict|arrow at=3:7 {  ; "app.js"
  handler L0..L1 -> L2
L0:
  get_by_name r1, r0, k1, s0                 @3:12 note k0  ; "length" "app.js"
  throw_error 1, k0                           ; TypeError "app.js"
  concat r2, r0+2
L1:
  return_value r2                            @4:1
L2:
  catch r3
  throw r3
}
"#;
        assert_eq!(parse(text).unwrap().to_string(), text);
    }
}
