//! Reads the text that `print.rs` prints (its heading shows the syntax). The result need not be valid SIR: that is for `verify`
//! to say. So a value that is used and nowhere defined becomes a dead one, and a block that is only jumped to an unlisted one.
//!
//! Shorthand for hand-written tests: `number`, `numeric` and `all` are sets of kinds; `b1` is `b1()`.

use super::print::{NAMED_VALUES, SETS};
use super::{
    Block, Definition, Edge, FRAME_PREFIX, Form, Frame, FrameState, Function, Inlined, Inst, InstData, Kinds, Op,
};
use super::{Repr, Type, Value, ValueData};
use jsc_abi::Value as JsValue;
use std::fmt;

/// Text that is no SIR.
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

impl std::error::Error for ParseError {}

/// Reads one function. Numbers of values and blocks are kept.
///
/// # Errors
/// The first line that is not understood.
pub fn parse(text: &str) -> Result<Function, ParseError> {
    let mut parser = Parser::default();
    let mut number = 0;
    for line in text.lines() {
        number += 1;
        let mut line = Line { rest: line };
        if line.is_done() {
            continue;
        }
        parser.line(&mut line).map_err(|message| ParseError { line: number, message })?;
    }
    let error = |message: &str| Err(ParseError { line: number, message: message.to_string() });
    match parser.function {
        None => error("there is no function"),
        Some(_) if !parser.closed => error("the function is not closed"),
        Some(function) => Ok(function),
    }
}

/// What one line of text may say wrong.
type Message = String;

/// Numbers of values and blocks stay below this, so that a slip of the pen does not take all memory.
const MAX_NUMBER: u32 = 1 << 22;

/// The rest of a line.
struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    /// Whether nothing but a comment follows.
    fn is_done(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty() || self.rest.starts_with(';')
    }

    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
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

    fn expect_end(&mut self) -> Result<(), Message> {
        if self.is_done() { Ok(()) } else { Err(format!("expected the end of the line, found {}", self.found())) }
    }

    fn found(&mut self) -> String {
        if self.is_done() {
            return "the end of the line".to_string();
        }
        format!("`{}`", self.rest.chars().take(20).collect::<String>())
    }

    /// Letters, digits and `_`; perhaps none.
    fn word(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// The word that follows, without taking it.
    fn peek_word(&mut self) -> &'a str {
        Line { rest: self.rest }.word()
    }

    /// A number after `prefix`: `v12`.
    fn numbered(&mut self, prefix: &str, what: &str) -> Result<u32, Message> {
        let found = self.found();
        let number = self.word().strip_prefix(prefix).and_then(decimal).filter(|n| *n < MAX_NUMBER);
        number.ok_or_else(|| format!("expected {what}, found {found}"))
    }

    /// Up to a separator of operands.
    fn token(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find([' ', ',', ';', '{']).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        token
    }

    /// Decimal with or without sign, or hexadecimal after `0x`. Signed numbers come out sign-extended.
    fn number(&mut self) -> Result<u64, Message> {
        let found = self.found();
        let token = self.token();
        let value = match token.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16).ok(),
            None if token.starts_with('-') => token.parse::<i64>().ok().map(|n| n as u64),
            None => token.parse().ok(),
        };
        value.ok_or_else(|| format!("expected a number, found {found}"))
    }

    fn number_u32(&mut self) -> Result<u32, Message> {
        let number = self.number()?;
        u32::try_from(number).map_err(|_| format!("{number} is too large"))
    }

    fn weight(&mut self) -> Result<u32, Message> {
        let found = self.found();
        decimal(self.word()).ok_or_else(|| format!("expected a weight, found {found}"))
    }

    fn double(&mut self) -> Result<f64, Message> {
        let found = self.found();
        self.token().parse().map_err(|_| format!("expected a double, found {found}"))
    }

    /// A string as `Debug` of `str` writes it.
    fn string(&mut self) -> Result<String, Message> {
        self.expect("\"")?;
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(text);
                }
                '\\' => text.push(match chars.next().map(|(_, c)| c) {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('0') => '\0',
                    Some(c @ ('"' | '\'' | '\\')) => c,
                    Some('u') => {
                        let digits: String = chars
                            .by_ref()
                            .map(|(_, c)| c)
                            .skip_while(|c| *c == '{')
                            .take_while(|c| *c != '}')
                            .collect();
                        u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).ok_or("wrong \\u escape")?
                    }
                    _ => return Err("wrong escape in a string".to_string()),
                }),
                c => text.push(c),
            }
        }
        Err("the string is not closed".to_string())
    }
}

fn decimal(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[derive(Default)]
struct Parser {
    function: Option<Function>,
    /// The block that instructions go to.
    block: Option<Block>,
    /// Values whose definition was read.
    defined: Vec<bool>,
    has_entry: bool,
    closed: bool,
}

impl Parser {
    fn line(&mut self, line: &mut Line) -> Result<(), Message> {
        if self.closed {
            return Err("text behind the end of the function".to_string());
        }
        if self.function.is_none() {
            self.heading(line)?;
        } else if line.eat("}") {
            self.closed = true;
        } else if line.peek_word() == "list" {
            self.register_list(line)?;
        } else if line.peek_word() == "inlined" {
            self.inlined(line)?;
        } else if line.peek_word().strip_prefix('b').and_then(decimal).is_some() {
            self.block(line)?;
        } else {
            self.instruction(line)?;
        }
        line.expect_end()
    }

    fn function(&mut self) -> &mut Function {
        self.function.as_mut().expect("the heading was read")
    }

    fn heading(&mut self, line: &mut Line) -> Result<(), Message> {
        line.expect("function")?;
        let name = line.string()?;
        line.expect("#")?;
        let index = line.number_u32()?;
        let word = line.word();
        let form = Form::from_name(word).ok_or_else(|| format!("`{word}` is no form of a function"))?;
        self.function = Some(Function::new(name, index, form));
        while !line.eat("{") {
            let word = line.word();
            line.expect("=")?;
            match word {
                "flags" => self.function().flags = line.number_u32()?,
                "parameters" => self.function().parameter_count = line.number_u32()?,
                "registers" => self.function().register_count = line.number_u32()?,
                "entry" => {
                    let entry = self.block_number(line)?;
                    self.function().entry = entry;
                    self.has_entry = true;
                }
                "entries" => loop {
                    let number = line.numbered("", "the number of an entry")?;
                    line.expect(":")?;
                    let entry = self.block_number(line)?;
                    self.function().entries.push((number, entry));
                    if !line.eat(",") {
                        break;
                    }
                },
                _ => return Err(format!("`{word}` is no field of a function")),
            }
        }
        Ok(())
    }

    fn register_list(&mut self, line: &mut Line) -> Result<(), Message> {
        line.expect("list")?;
        let number = line.number_u32()?;
        if number as usize != self.function().register_lists.len() {
            return Err("lists are numbered from 0 on".to_string());
        }
        line.expect("=")?;
        let mut registers = Vec::new();
        while !line.is_done() {
            if !registers.is_empty() {
                line.expect(",")?;
            }
            let register = line.numbered("r", "a register")?;
            registers.push(u16::try_from(register).map_err(|_| format!("there is no register r{register}"))?);
        }
        self.function().register_lists.push(registers);
        Ok(())
    }

    fn inlined(&mut self, line: &mut Line) -> Result<(), Message> {
        line.expect("inlined")?;
        let number = line.number_u32()?;
        if number as usize != self.function().inlined.len() + 1 {
            return Err("inlined activations are numbered from 1 on".to_string());
        }
        line.expect("=")?;
        let function = line.numbered("f", "a function")?;
        line.expect("at")?;
        let caller = line.numbered("", "an activation")?;
        line.expect("@")?;
        let pc = line.numbered("", "a pc")?;
        self.function().inlined.push(Inlined { function, caller, pc });
        Ok(())
    }

    /// Behind its `[`.
    fn state(&mut self, line: &mut Line) -> Result<FrameState, Message> {
        let mut state = FrameState { frames: Vec::new(), values: Vec::new() };
        loop {
            let function = line.numbered("f", "a function")?;
            line.expect("@")?;
            let pc = line.numbered("", "a pc")?;
            let mut registers = Vec::new();
            if !state.frames.is_empty() {
                for n in 0..FRAME_PREFIX {
                    line.expect(if n == 0 { "(" } else { "," })?;
                    state.values.push(self.value(line)?);
                }
                line.expect(")")?;
            }
            while line.peek_word().starts_with('r') {
                let register = line.numbered("r", "a register")?;
                registers.push(u16::try_from(register).map_err(|_| format!("there is no register r{register}"))?);
                line.expect("=")?;
                state.values.push(self.value(line)?);
            }
            state.frames.push(Frame { function, pc, registers });
            if !line.eat("|") {
                break;
            }
        }
        line.expect("]")?;
        Ok(state)
    }

    /// `b1`, made if it is new.
    fn block_number(&mut self, line: &mut Line) -> Result<Block, Message> {
        let number = line.numbered("b", "a block")?;
        let function = self.function();
        while function.blocks.len() <= number as usize {
            function.new_block();
        }
        Ok(Block(number))
    }

    /// `v1`, made if it is new.
    fn value(&mut self, line: &mut Line) -> Result<Value, Message> {
        let number = line.numbered("v", "a value")?;
        let values = &mut self.function().values;
        if values.len() <= number as usize {
            values.resize(number as usize + 1, ValueData { ty: Type::BOXED, definition: Definition::Dead });
        }
        Ok(Value(number))
    }

    fn define(&mut self, v: Value, ty: Type, definition: Definition) -> Result<(), Message> {
        self.function().values[v.index()] = ValueData { ty, definition };
        if self.defined.len() <= v.index() {
            self.defined.resize(v.index() + 1, false);
        }
        if std::mem::replace(&mut self.defined[v.index()], true) {
            Err(format!("{v} is defined twice"))
        } else {
            Ok(())
        }
    }

    fn ty(&mut self, line: &mut Line) -> Result<Type, Message> {
        let word = line.word();
        let repr = Repr::from_name(word).ok_or_else(|| format!("`{word}` is no representation"))?;
        let mut ty = Type::of(repr);
        if !line.peek_word().is_empty() && !matches!(line.peek_word(), "loop" | "depth" | "cold") {
            ty.kinds = Kinds::NONE;
            loop {
                let word = line.word();
                let kinds = match Kinds::NAMES.iter().position(|n| *n == word) {
                    Some(bit) => Kinds(1 << bit),
                    None => SETS.iter().find(|s| s.0 == word).ok_or_else(|| format!("`{word}` is no kind of value"))?.1,
                };
                ty.kinds = ty.kinds.union(kinds);
                if !line.eat("|") {
                    break;
                }
            }
        }
        Ok(ty)
    }

    fn block(&mut self, line: &mut Line) -> Result<(), Message> {
        let block = self.block_number(line)?;
        if self.function().layout.contains(&block) {
            return Err(format!("{block} is there twice"));
        }
        if self.function().layout.is_empty() && !self.has_entry {
            self.function().entry = block;
        }
        self.function().layout.push(block);
        self.block = Some(block);
        if line.eat("(") {
            while !line.eat(")") {
                if !self.function().block(block).params.is_empty() {
                    line.expect(",")?;
                }
                let v = self.value(line)?;
                line.expect(":")?;
                let ty = self.ty(line)?;
                let params = &mut self.function().blocks[block.index()].params;
                params.push(v);
                let index = params.len() as u32 - 1;
                self.define(v, ty, Definition::Parameter(block, index))?;
            }
        }
        while !line.eat(":") {
            match line.word() {
                "loop" => self.function().blocks[block.index()].is_loop_header = true,
                "cold" => self.function().blocks[block.index()].cold = true,
                "depth" => {
                    line.expect("=")?;
                    let depth = line.numbered("", "a depth")?;
                    self.function().blocks[block.index()].loop_depth = depth;
                }
                _ => return Err(format!("expected `:`, found {}", line.found())),
            }
        }
        Ok(())
    }

    fn edge(&mut self, line: &mut Line) -> Result<Edge, Message> {
        let block = self.block_number(line)?;
        let mut args = Vec::new();
        if line.eat("(") {
            while !line.eat(")") {
                if !args.is_empty() {
                    line.expect(",")?;
                }
                args.push(self.value(line)?);
            }
        }
        Ok(Edge { block, args })
    }

    fn instruction(&mut self, line: &mut Line) -> Result<(), Message> {
        let block = self.block.ok_or("an instruction before the first block")?;
        let mut result = None;
        if line.peek_word().strip_prefix('v').and_then(decimal).is_some() {
            let v = self.value(line)?;
            let ty = if line.eat(":") { Some(self.ty(line)?) } else { None };
            line.expect("=")?;
            result = Some((v, ty));
        }
        let word = line.word();
        let op = Op::from_name(word).ok_or_else(|| format!("`{word}` is no op"))?;
        let mut data = InstData {
            op,
            args: Vec::new(),
            immediates: Vec::new(),
            pc: 0,
            inlined: 0,
            result: result.map(|r| r.0),
            expects: None,
            targets: Vec::new(),
            weights: None,
            handler: None,
            state: None,
        };
        let mut first = true;
        while !line.is_done() && !line.rest.starts_with(['!', '@', '[', '?']) {
            if op == Op::Branch && line.peek_word() == "weights" {
                line.word();
                line.expect("=")?;
                let yes = line.weight()?;
                line.expect(":")?;
                data.weights = Some([yes, line.weight()?]);
                break;
            }
            if !std::mem::take(&mut first) {
                line.expect(",")?;
            }
            let word = line.peek_word();
            if word.strip_prefix('v').and_then(decimal).is_some() {
                data.args.push(self.value(line)?);
            } else if word.strip_prefix('b').and_then(decimal).is_some() {
                data.targets.push(self.edge(line)?);
            } else if let Some(bits) = literal(op, line)? {
                data.immediates.push(bits);
            } else {
                let expected = op.immediates().get(data.immediates.len()).copied().unwrap_or("extra");
                if line.word() != expected {
                    return Err(format!("expected `{expected}=`, found `{word}{}`", line.rest));
                }
                line.expect("=")?;
                data.immediates.push(line.number()?);
            }
        }
        if line.eat("?") {
            let mut bound = || i32::try_from(line.number()? as i64).map_err(|_| "a bound is an int32".to_string());
            data.expects = Some((bound()?, bound()?));
        }
        if line.eat("@") {
            data.pc = line.numbered("", "a pc")?;
            if line.eat("#") {
                data.inlined = line.numbered("", "an inlined activation")?;
            }
        }
        if line.eat("!") {
            data.handler = Some(self.edge(line)?);
        }
        if line.eat("[") {
            data.state = Some(Box::new(self.state(line)?));
        }
        let inst = Inst(self.function().insts.len() as u32);
        self.function().insts.push(data);
        self.function().blocks[block.index()].insts.push(inst);
        if let Some((v, ty)) = result {
            self.define(v, ty.unwrap_or(Type::of(op.result())), Definition::Result(inst))?;
        }
        Ok(())
    }
}

/// The immediate of a constant if it is not written by name: the other direction of `print::literal_text`.
fn literal(op: Op, line: &mut Line) -> Result<Option<u64>, Message> {
    let word = line.peek_word();
    if op.immediates().contains(&word) {
        return Ok(None);
    }
    Ok(Some(match op {
        Op::ConstValue => match NAMED_VALUES.iter().find(|(name, _)| *name == word) {
            Some((_, value)) => {
                line.word();
                value.0
            }
            None if line.eat("int32") => {
                let found = line.found();
                let int =
                    i32::try_from(line.number()? as i64).map_err(|_| format!("expected an int32, found {found}"))?;
                JsValue::from_i32(int).0
            }
            None if line.eat("double") => JsValue::from_f64(line.double()?).0,
            None => return Ok(None),
        },
        Op::ConstI32 => line.number()?,
        Op::ConstF64 => {
            let d = line.double()?;
            if d.is_nan() { jsc_abi::value::CANONICAL_NAN } else { d.to_bits() }
        }
        Op::ConstBool if line.eat("false") => 0,
        Op::ConstBool if line.eat("true") => 1,
        _ => return Ok(None),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(f: &Function) {
        let text = f.to_string();
        let again = parse(&text).unwrap_or_else(|e| panic!("{e} in\n{text}"));
        assert_eq!(text, again.to_string());
        assert_eq!((f.entry, &f.entries, &f.layout), (again.entry, &again.entries, &again.layout));
        for (a, b) in f.layout.iter().zip(&again.layout) {
            for (x, y) in f.block(*a).insts.iter().zip(&again.block(*b).insts) {
                let (x, y) = (f.inst(*x), again.inst(*y));
                assert_eq!((x.op, &x.args, &x.immediates, x.pc), (y.op, &y.args, &y.immediates, y.pc));
                assert_eq!(
                    (x.result, x.expects, &x.targets, &x.handler),
                    (y.result, y.expects, &y.targets, &y.handler)
                );
                assert_eq!(x.weights, y.weights);
                assert_eq!(x.result.map(|v| f.ty(v)), y.result.map(|v| again.ty(v)));
            }
        }
    }

    #[test]
    fn every_op_round_trips() {
        let mut f = Function::new("every \"op\"\n\u{1F600}\u{7}".to_string(), 7, Form::Generic);
        (f.flags, f.parameter_count, f.register_count) = (0x11, 2, 9);
        let b = f.new_block();
        let other = f.new_block();
        f.layout = vec![b, other];
        f.register_lists = vec![vec![1, 2, 300], vec![]];
        let v = f.new_param(other, Type { repr: Repr::Boxed, kinds: Kinds::ANY });
        let w = f.new_param(other, Type { repr: Repr::F64, kinds: Kinds::NONE });
        f.new_param(other, Type::of(Repr::Bool));
        f.blocks[other.index()].loop_depth = 3;
        f.blocks[other.index()].is_loop_header = true;
        f.blocks[other.index()].cold = true;
        for (n, op) in Op::ALL.into_iter().enumerate() {
            assert_eq!(Op::from_name(op.name()), Some(op));
            for filled in [false, true] {
                let (fixed, further) = op.inputs();
                let mut args = vec![v; fixed.len()];
                if further != crate::sir::Further::None && filled {
                    args.extend([w, v]);
                }
                let immediates = op.immediates().iter().zip(0..).map(|(_, i)| if filled { 70_000 + i } else { i });
                let i = f.new_inst(op, args, immediates.collect(), if filled { n as u32 } else { 0 });
                let edge = Edge { block: other, args: vec![v, w] };
                let targets = [(Op::Jump, 1), (Op::Branch, 2)].iter().find(|t| t.0 == op).map_or(0, |t| t.1);
                f.inst_mut(i).targets = vec![Edge { block: b, args: vec![] }; targets];
                f.inst_mut(i).weights = (filled && op == Op::Branch).then_some([1, u32::MAX]);
                if filled && op.effects().throws {
                    f.inst_mut(i).handler = Some(edge);
                }
                if let (true, Some(r)) = (filled, f.inst(i).result) {
                    f.inst_mut(i).expects = Some((-(n as i32), i32::MAX));
                    f.values[r.index()].ty.kinds = Kinds(n as u16 & 1023);
                }
                f.blocks[(n & 1) ^ 1].insts.push(i);
            }
        }
        round_trip(&f);
        f.entry = other;
        round_trip(&f);
        (f.form, f.entry) = (Form::Resume, b);
        f.entries = vec![(0, b), (4, other)];
        round_trip(&f);
    }

    #[test]
    fn constants_are_readable_and_exact() {
        let mut f = Function::new(String::new(), 0, Form::Generic);
        let b = f.new_block();
        f.layout = vec![b];
        let doubles = [0.0, -0.0, 1.5, 1e300, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        let mut constants: Vec<(Op, u64)> = doubles.iter().map(|d| (Op::ConstF64, d.to_bits())).collect();
        constants.extend(doubles.iter().map(|d| (Op::ConstValue, JsValue::from_f64(*d).0)));
        constants.extend([i32::MIN, -1, 0, i32::MAX].map(|i| (Op::ConstValue, JsValue::from_i32(i).0)));
        constants.extend([i32::MIN, -1, 0, i32::MAX].map(|i| (Op::ConstI32, i as i64 as u64)));
        constants.extend([0, 1, 2, u64::MAX].map(|bits| (Op::ConstBool, bits)));
        constants.extend(NAMED_VALUES.map(|(_, v)| (Op::ConstValue, v.0)));
        // Bits that nothing makes still come through.
        constants.extend([
            (Op::ConstF64, !0),
            (Op::ConstValue, 0x12),
            (Op::ConstValue, !0),
            (Op::ConstI32, u64::MAX >> 1),
        ]);
        for (op, bits) in constants {
            let i = f.new_inst(op, vec![], vec![bits], 0);
            f.blocks[0].insts.push(i);
        }
        round_trip(&f);
        let text = f.to_string();
        for part in ["double -0.0", "int32 -2147483648", "const_value undefined", "const_f64 inf", "const_bool true"] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn errors_name_the_line() {
        let wrong = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(wrong(""), "line 0: there is no function");
        assert_eq!(wrong("function \"f\" #0 generic {\nb0:\n"), "line 2: the function is not closed");
        assert_eq!(wrong("function \"f\" #0 generic {\nb0:\n  v1 = foo\n}"), "line 3: `foo` is no op");
        assert_eq!(wrong("function \"f\" #0 generic {\n  nop\n}"), "line 2: an instruction before the first block");
        assert_eq!(wrong("function \"f\" #0 generic {\nb0:\nb0:\n}"), "line 3: b0 is there twice");
        let twice = "function \"f\" #0 generic {\nb0:\n v1 = this\n v1 = this\n}";
        assert_eq!(wrong(twice), "line 4: v1 is defined twice");
        let name = "function \"f\" #0 generic {\nb0:\n v1 = parameter slot=1\n}";
        assert_eq!(wrong(name), "line 3: expected `index=`, found `slot=1`");
        assert!(wrong("function \"f\" #0 generic {\nb0:\n jump b99999999999()\n}").starts_with("line 3: "));
    }
}
