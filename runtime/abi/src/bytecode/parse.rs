//! Reads the text that `print.rs` prints (its heading shows the syntax), and some shorthand for tests that are written by
//! hand: a constant operand or name may be a literal (`"x"`, `1.5`, `12n`), which is added to the constants if none is equal;
//! labels may have any name; `registers=` may be left out for the number that the code uses; so may the `program` line.

use super::print::FLAG_NAMES;
use super::{ConstantRole, IndexRole, constant_role, index_role, operand_kinds};
use crate::image::writer::{ConstantData, FunctionData, ProgramData, is_big_int};
use crate::image::{Handler, Note, Position};
use crate::opcode::{Instruction, Op, OperandMut, OperandView};
use core::fmt;
use std::collections::HashMap;

/// Text that is no bytecode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl core::error::Error for ParseError {}

/// Reads a program. It need not be a valid one: that is for `verify` to say.
///
/// # Errors
/// The first line that is not understood.
pub fn parse(text: &str) -> Result<ProgramData, ParseError> {
    let mut parser = Parser::default();
    let mut number = 0;
    for line in text.lines() {
        number += 1;
        let mut line = Line { rest: line };
        parser.line(&mut line, number)?;
    }
    let error = |message| ParseError { line: number, message };
    if let Some(function) = &parser.function {
        return Err(error(format!("function f{} is not closed", function.index)));
    }
    if !parser.has_source_name && !parser.program.functions.is_empty() {
        parser.program.source_name = parser.string_constant(Vec::new(), false).map_err(error)?;
    }
    Ok(parser.program)
}

/// What one line of text may say wrong.
type Message = String;

/// The rest of a line.
struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Whether nothing but a comment follows.
    fn is_done(&mut self) -> bool {
        self.skip_spaces();
        self.rest.is_empty() || self.rest.starts_with(';')
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip_spaces();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), Message> {
        if self.eat(token) { Ok(()) } else { Err(format!("expected `{token}`, found {}", self.found())) }
    }

    fn found(&mut self) -> String {
        self.skip_spaces();
        let text: String = self.rest.chars().take(20).collect();
        if text.is_empty() { "the end of the line".to_string() } else { format!("`{text}`") }
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        self.skip_spaces();
        let end = self.rest.find(|c| !accept(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// Letters, digits and `_`; perhaps none.
    fn word(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    /// A number after `prefix`: `k12`.
    fn numbered(&mut self, prefix: &str, what: &str) -> Result<u32, Message> {
        let found = self.found();
        let word = self.word();
        word.strip_prefix(prefix).and_then(decimal).ok_or_else(|| format!("expected {what}, found {found}"))
    }

    fn number(&mut self) -> Result<u32, Message> {
        self.numbered("", "a number")
    }

    fn register(&mut self) -> Result<u16, Message> {
        let number = self.numbered("r", "a register")?;
        u16::try_from(number).map_err(|_| format!("there is no register r{number}"))
    }

    fn line_and_column(&mut self) -> Result<(u32, u32), Message> {
        let line = self.number()?;
        self.expect(":")?;
        Ok((line, self.number()?))
    }

    /// A string literal.
    fn string(&mut self) -> Result<Vec<u16>, Message> {
        self.expect("\"")?;
        let mut units = Vec::new();
        let mut characters = self.rest.chars();
        loop {
            match characters.next() {
                None => return Err("the string does not end".to_string()),
                Some('"') => break,
                Some('\\') => match characters.next() {
                    Some('n') => units.push('\n' as u16),
                    Some('r') => units.push('\r' as u16),
                    Some('t') => units.push('\t' as u16),
                    Some(c @ ('"' | '\\')) => units.push(c as u16),
                    Some('u') => {
                        let escape = characters.as_str().strip_prefix('{').and_then(|s| s.split_once('}'));
                        let (digits, rest) = escape.ok_or("expected `\\u{...}`")?;
                        let code = u32::from_str_radix(digits, 16).ok();
                        match (code.map(u16::try_from), code.and_then(char::from_u32)) {
                            // A lone surrogate is no `char`.
                            (Some(Ok(unit)), _) => units.push(unit),
                            (_, Some(c)) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                            _ => return Err(format!("`{digits}` is no code point")),
                        }
                        characters = rest.chars();
                    }
                    _ => return Err("unknown escape in a string".to_string()),
                },
                Some(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
        self.rest = characters.as_str();
        Ok(units)
    }

    /// A number constant.
    fn double(&mut self) -> Result<f64, Message> {
        let found = self.found();
        let text = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-'));
        match text {
            "NaN" => Ok(f64::NAN),
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            // Rust has more words for these.
            _ if text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()) => {
                text.parse().map_err(|_| format!("`{text}` is no number"))
            }
            _ => Err(format!("expected a constant, found {found}")),
        }
    }
}

/// Digits only: no sign, no letters.
fn decimal(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// A place in code: a pc, or a label that may stand further down.
enum Place {
    Pc(u32),
    Label { name: String, line: usize },
}

/// A function of which the end is not read yet.
#[derive(Default)]
struct OpenFunction {
    index: usize,
    data: FunctionData,
    has_register_count: bool,
    /// One more than the highest register that the code names.
    used_registers: u32,
    labels: HashMap<String, u32>,
    /// The pc of each jump whose target is still to be filled in.
    jumps: Vec<(usize, Place)>,
    handlers: Vec<[Place; 3]>,
}

#[derive(Default)]
struct Parser {
    program: ProgramData,
    has_source_name: bool,
    /// Where literals find an equal constant: numbers by their bits.
    strings: HashMap<(Vec<u16>, bool), u32>,
    numbers: HashMap<u64, u32>,
    function: Option<OpenFunction>,
}

impl Parser {
    fn line(&mut self, line: &mut Line<'_>, number: usize) -> Result<(), ParseError> {
        let error = |message| ParseError { line: number, message };
        if line.is_done() {
            return Ok(());
        }
        match self.function.take() {
            Some(function) if line.eat("}") => self.close(function)?,
            Some(mut function) => {
                self.function_line(&mut function, line, number).map_err(error)?;
                self.function = Some(function);
            }
            None => self.top_line(line).map_err(error)?,
        }
        if line.is_done() {
            Ok(())
        } else {
            Err(error(format!("expected the end of the line, found {}", line.found())))
        }
    }

    fn top_line(&mut self, line: &mut Line<'_>) -> Result<(), Message> {
        let found = line.found();
        match line.word() {
            "program" => {
                while !line.is_done() {
                    match line.word() {
                        "top" => {
                            line.expect("=")?;
                            self.program.top_count = line.number()?;
                        }
                        "source" => {
                            line.expect("=")?;
                            self.program.source_name = self.string_reference(line)?;
                            self.has_source_name = true;
                        }
                        _ => return Err(format!("expected `top=` or `source=`, found {}", line.found())),
                    }
                }
                Ok(())
            }
            "text" => {
                let text = String::from_utf16(&line.string()?).map_err(|_| "the text is no Unicode".to_string())?;
                self.program.text.push_str(&text);
                Ok(())
            }
            "function" => {
                self.function = Some(self.open(line)?);
                Ok(())
            }
            word if word.strip_prefix('k').and_then(decimal).is_some() => {
                let next = self.program.constants.len();
                if word != format!("k{next}") {
                    return Err(format!("the next constant is k{next}, not {word}"));
                }
                line.expect("=")?;
                let constant = self.constant(line)?;
                self.add_constant(constant)?;
                Ok(())
            }
            _ => Err(format!("expected `program`, a constant, `function` or `text`, found {found}")),
        }
    }

    /// The right side of `k0 =`.
    fn constant(&mut self, line: &mut Line<'_>) -> Result<ConstantData, Message> {
        line.skip_spaces();
        if line.rest.starts_with('"') {
            return Ok(ConstantData::String { units: line.string()?, key: false });
        }
        if !line.rest.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Ok(ConstantData::Number(line.double()?));
        }
        match line.word() {
            "key" => Ok(ConstantData::String { units: line.string()?, key: true }),
            "bigint" => {
                let digits = line.take_while(|c| c.is_ascii_digit() || c == '-');
                if is_big_int(digits) {
                    Ok(ConstantData::BigInt(digits.to_string()))
                } else {
                    Err(format!("`{digits}` is no BigInt"))
                }
            }
            "keys" => Ok(ConstantData::Keys(self.list(line, |_, line| constant_number(line))?)),
            "regexp" => Ok(ConstantData::RegExp { pattern: constant_number(line)?, flags: constant_number(line)? }),
            "template" => Ok(ConstantData::Template(self.list(line, |_, line| {
                let cooked = if line.eat("undefined") { None } else { Some(constant_number(line)?) };
                Ok((cooked, constant_number(line)?))
            })?)),
            word => Err(format!("there are no `{word}` constants")),
        }
    }

    /// Items in brackets, separated by commas.
    fn list<T>(
        &mut self,
        line: &mut Line<'_>,
        mut item: impl FnMut(&mut Self, &mut Line<'_>) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        let mut items = Vec::new();
        line.expect("[")?;
        if line.eat("]") {
            return Ok(items);
        }
        loop {
            items.push(item(self, line)?);
            if line.eat("]") {
                return Ok(items);
            }
            line.expect(",")?;
        }
    }

    /// Appends a constant; literals that are equal to it will use it.
    fn add_constant(&mut self, constant: ConstantData) -> Result<u32, Message> {
        let index = u32::try_from(self.program.constants.len()).map_err(|_| "too many constants".to_string())?;
        match &constant {
            ConstantData::String { units, key } => {
                self.strings.entry((units.clone(), *key)).or_insert(index);
            }
            ConstantData::Number(d) => {
                self.numbers.entry(d.to_bits()).or_insert(index);
            }
            _ => {}
        }
        self.program.constants.push(constant);
        Ok(index)
    }

    /// The constant of a string literal. What need not be a key may be one.
    fn string_constant(&mut self, units: Vec<u16>, key: bool) -> Result<u32, Message> {
        let mut wanted = (units, key);
        if let Some(index) = self.strings.get(&wanted) {
            return Ok(*index);
        }
        if !key {
            wanted.1 = true;
            if let Some(index) = self.strings.get(&wanted) {
                return Ok(*index);
            }
        }
        self.add_constant(ConstantData::String { units: wanted.0, key })
    }

    /// `k0` or a string literal.
    fn string_reference(&mut self, line: &mut Line<'_>) -> Result<u32, Message> {
        line.skip_spaces();
        if line.rest.starts_with('"') {
            let units = line.string()?;
            return self.string_constant(units, false);
        }
        constant_number(line)
    }

    /// `k0` or a literal.
    fn constant_operand(&mut self, line: &mut Line<'_>, key: bool) -> Result<u32, Message> {
        line.skip_spaces();
        if line.rest.starts_with('"') {
            let units = line.string()?;
            return self.string_constant(units, key);
        }
        if line.rest.starts_with('k') {
            return constant_number(line);
        }
        let digits = line.rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(line.rest.len());
        let (digits, rest) = line.rest.split_at(digits);
        if let Some(rest) = rest.strip_prefix('n')
            && is_big_int(digits)
        {
            line.rest = rest;
            return self.add_constant(ConstantData::BigInt(digits.to_string()));
        }
        let number = line.double()?;
        match self.numbers.get(&number.to_bits()) {
            Some(index) => Ok(*index),
            None => self.add_constant(ConstantData::Number(number)),
        }
    }

    /// What follows the word `function`.
    fn open(&mut self, line: &mut Line<'_>) -> Result<OpenFunction, Message> {
        let next = self.program.functions.len();
        let mut function = OpenFunction { index: next, ..OpenFunction::default() };
        if line.numbered("f", "a function")? as usize != next {
            return Err(format!("the next function is f{next}"));
        }
        let mut has_name = false;
        let data = &mut function.data;
        while !line.eat("{") {
            let found = line.found();
            let field = line.word();
            if field.is_empty() {
                return Err(format!("expected `{{`, found {found}"));
            }
            line.expect("=")?;
            match field {
                "name" => {
                    data.name = self.string_reference(line)?;
                    has_name = true;
                }
                "length" => data.length = line.number()?,
                "parameters" => data.parameter_count = line.number()?,
                "feedback" => data.feedback_count = line.number()?,
                "inline_slots" => data.inline_slots = line.number()?,
                "entries" => data.entry_count = line.number()?,
                "registers" => {
                    data.register_count = line.number()?;
                    function.has_register_count = true;
                }
                "flags" => loop {
                    let word = line.word();
                    data.flags |= match FLAG_NAMES.iter().find(|(_, name)| *name == word) {
                        Some((bit, _)) => *bit,
                        None => word
                            .strip_prefix("0x")
                            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                            .ok_or_else(|| format!("there is no flag `{word}`"))?,
                    };
                    if !line.eat("|") {
                        break;
                    }
                },
                "at" => (data.line, data.column) = line.line_and_column()?,
                "text" => (data.text_start, data.text_end) = line.line_and_column()?,
                _ => return Err(format!("functions have no field `{field}`")),
            }
        }
        if !has_name {
            data.name = self.string_constant(Vec::new(), false)?;
        }
        Ok(function)
    }

    /// A line between the braces.
    fn function_line(
        &mut self,
        function: &mut OpenFunction,
        line: &mut Line<'_>,
        number: usize,
    ) -> Result<(), Message> {
        let pc = u32::try_from(function.data.code.len()).map_err(|_| "too much code".to_string())?;
        if line.eat(".unit") {
            let unit = line.number()?;
            function.data.code.push(u16::try_from(unit).map_err(|_| format!("{unit} is no code unit"))?);
            return self.position_and_note(function, line, pc);
        }
        let found = line.found();
        let word = line.word();
        if line.rest.starts_with(':') {
            line.expect(":")?;
            if word.is_empty() || is_pc(word) || function.labels.insert(word.to_string(), pc).is_some() {
                return Err(format!("`{word}` cannot be a label, or is one already"));
            }
            return if line.is_done() { Ok(()) } else { self.function_line(function, line, number) };
        }
        match word {
            "handler" => {
                let start = place(line, number)?;
                line.expect("..")?;
                let end = place(line, number)?;
                line.expect("->")?;
                function.handlers.push([start, end, place(line, number)?]);
                return Ok(());
            }
            "position" => {
                let pc = line.numbered("pc", "a pc")?;
                let (line, column) = line.line_and_column()?;
                function.data.positions.push(Position { pc, line, column });
                return Ok(());
            }
            "note" => {
                let pc = line.numbered("pc", "a pc")?;
                let text = self.string_reference(line)?;
                function.data.notes.push(Note { pc, text });
                return Ok(());
            }
            _ => {}
        }
        let op = Op::from_name(word).ok_or_else(|| format!("expected an instruction, found {found}"))?;
        let instruction = self.instruction(function, line, number, op)?;
        instruction.write(&mut |unit| function.data.code.push(unit));
        self.position_and_note(function, line, pc)
    }

    /// What may follow an instruction.
    fn position_and_note(&mut self, function: &mut OpenFunction, line: &mut Line<'_>, pc: u32) -> Result<(), Message> {
        if line.eat("@") {
            let (line, column) = line.line_and_column()?;
            function.data.positions.push(Position { pc, line, column });
        }
        if line.eat("note") {
            let text = self.string_reference(line)?;
            function.data.notes.push(Note { pc, text });
        }
        Ok(())
    }

    /// The operands of an instruction. Targets are filled in at the end of the function.
    fn instruction(
        &mut self,
        function: &mut OpenFunction,
        line: &mut Line<'_>,
        number: usize,
        op: Op,
    ) -> Result<Instruction, Message> {
        let mut operands = operand_kinds(op);
        for (i, (operand, field)) in operands.iter_mut().zip(op.fields()).enumerate() {
            if i > 0 {
                line.expect(",")?;
            }
            let mut register = |line: &mut Line<'_>| {
                let r = line.register()?;
                function.used_registers = function.used_registers.max(r as u32 + 1);
                Ok::<u16, Message>(r)
            };
            *operand = match operand {
                OperandView::Read(_) => OperandView::Read(register(line)?),
                OperandView::Write(_) => OperandView::Write(register(line)?),
                OperandView::Range(..) => {
                    let first = line.register()?;
                    line.expect("+")?;
                    let count = line.number()?;
                    let count = u16::try_from(count).map_err(|_| format!("{count} registers are too many"))?;
                    function.used_registers = function.used_registers.max(first as u32 + count as u32);
                    OperandView::Range(first, count)
                }
                OperandView::Const(_) => {
                    let key = constant_role(op, field) == Some(ConstantRole::Key);
                    OperandView::Const(self.constant_operand(line, key)?)
                }
                OperandView::Int(_) => {
                    let text = line.take_while(|c| c.is_ascii_digit() || c == '-');
                    OperandView::Int(text.parse().map_err(|_| format!("`{text}` is no int32"))?)
                }
                OperandView::Index(_) if index_role(op, field) == Some(IndexRole::Function) => {
                    OperandView::Index(line.numbered("f", "a function")?)
                }
                OperandView::Index(_) => OperandView::Index(line.number()?),
                OperandView::Target(_) => {
                    function.jumps.push((function.data.code.len(), place(line, number)?));
                    OperandView::Target(0)
                }
                OperandView::Slot(_) => OperandView::Slot(line.numbered("s", "a feedback slot")?),
            };
        }
        Instruction::from_operands(op, &operands).ok_or_else(|| format!("wrong operands of `{}`", op.name()))
    }

    /// The end of a function: labels are known.
    fn close(&mut self, function: OpenFunction) -> Result<(), ParseError> {
        let OpenFunction { mut data, labels, jumps, handlers, .. } = function;
        let resolve = |place: &Place| match place {
            Place::Pc(pc) => Ok(*pc),
            Place::Label { name, line } => labels
                .get(name)
                .copied()
                .ok_or_else(|| ParseError { line: *line, message: format!("there is no label `{name}`") }),
        };
        for (pc, place) in &jumps {
            let pc = *pc;
            let to = resolve(place)?;
            if let Some((mut instruction, _)) = Instruction::decode(&data.code, pc) {
                instruction.visit_mut(&mut |operand| {
                    if let OperandMut::Target(target) = operand {
                        *target = to
                    }
                });
                let mut at = pc;
                instruction.write(&mut |unit| {
                    data.code[at] = unit;
                    at += 1;
                });
            }
        }
        for [start, end, handler] in &handlers {
            data.handlers.push(Handler { start: resolve(start)?, end: resolve(end)?, handler: resolve(handler)? });
        }
        if !function.has_register_count {
            data.register_count = function.used_registers.max(data.parameter_count);
        }
        self.program.functions.push(data);
        Ok(())
    }
}

fn constant_number(line: &mut Line<'_>) -> Result<u32, Message> {
    line.numbered("k", "a constant")
}

/// Whether a word is a pc written out: `pc17`.
fn is_pc(word: &str) -> bool {
    word.strip_prefix("pc").is_some_and(|digits| !digits.is_empty() && decimal(digits).is_some())
}

fn place(line: &mut Line<'_>, number: usize) -> Result<Place, Message> {
    let found = line.found();
    match line.word() {
        "" => Err(format!("expected a label, found {found}")),
        word if is_pc(word) => Ok(Place::Pc(word[2..].parse().map_err(|_| "no such pc".to_string())?)),
        word => Ok(Place::Label { name: word.to_string(), line: number }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::testing::{Random, program_of_all_opcodes};

    #[test]
    fn shorthand_is_filled_in() {
        let program = parse(
            r#"
k0 = key "x"
function f0 name="f" parameters=2 {
again: get_by_name r3, r0, "x", s0 @1:1 note "a.x"
  get_by_name r3, r0, "y", s0
  load_const r4, 1.5
  load_const r4, 1.5
  load_const r4, 12n
  concat r0, r5+2
  jump again
}"#,
        )
        .unwrap();
        let string = |s: &str, key| ConstantData::String { units: s.encode_utf16().collect(), key };
        let expected = [
            string("x", true),
            string("f", false),
            string("a.x", false),
            string("y", true),
            ConstantData::Number(1.5),
            ConstantData::BigInt("12".into()),
            string("", false),
        ];
        assert_eq!(program.constants, expected);
        let f = &program.functions[0];
        assert_eq!((f.name, f.register_count, program.source_name), (1, 7, 6));
        assert_eq!(f.notes, [Note { pc: 0, text: 2 }]);
    }

    #[test]
    fn errors_name_the_line() {
        let function = |body: &str| format!("function f0 {{\n{body}\n}}");
        for (text, line, message) in [
            ("nonsense".to_string(), 1, "expected `program`"),
            ("\nk1 = 5".to_string(), 2, "next constant is k0"),
            ("k0 = \"x".to_string(), 1, "does not end"),
            ("k0 = \"\\u{110000}\"".to_string(), 1, "code point"),
            ("k0 = inf".to_string(), 1, "no `inf` constants"),
            ("k0 = 1 2".to_string(), 1, "end of the line"),
            ("function f1 {".to_string(), 1, "next function is f0"),
            ("function f0 {\n nop".to_string(), 2, "not closed"),
            ("function f0 flags=fast {".to_string(), 1, "no flag"),
            (function("bogus r0"), 2, "expected an instruction"),
            (function("mov r0"), 2, "expected `,`"),
            (function("mov r0, r1, r2"), 2, "end of the line"),
            (function("mov r0, k1"), 2, "expected a register"),
            (function("mov r0, r65536"), 2, "no register"),
            (function("load_int r0, 2147483648"), 2, "int32"),
            (function("nop\njump nowhere\nnop"), 3, "no label `nowhere`"),
            (function("a:\na:"), 3, "cannot be a label"),
            (function("jump pc99999999999"), 2, "no label"),
            (function(".unit 65536"), 2, "code unit"),
            (function("concat r0, r1..r2"), 2, "expected `+`"),
        ] {
            let error = parse(&text).unwrap_err();
            assert_eq!(error.line, line, "{text}: {error}");
            assert!(error.message.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn damaged_text_never_panics() {
        let text = program_of_all_opcodes().to_string();
        let characters: Vec<char> = text.chars().collect();
        let mut random = Random(7);
        for _ in 0..300 {
            let mut damaged = characters.clone();
            for _ in 0..1 + random.below(3) {
                let at = random.below(damaged.len() as u32) as usize;
                match random.below(3) {
                    0 => drop(damaged.remove(at)),
                    1 => damaged[at] = ['"', 'k', '9', '\n', '\\', '}', 'é', '-'][random.below(8) as usize],
                    _ => damaged.truncate(at.max(1)),
                }
            }
            let _ = parse(&damaged.into_iter().collect::<String>());
        }
    }
}
