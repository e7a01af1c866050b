//! A quick look at the tokens before parsing: is the program nested so deeply that recursion over it would exhaust the
//! stack? Knows just enough of the lexical grammar (strings, comments, templates, regular expressions) to count brackets,
//! and errs on the side of letting a program pass: limits are far above what people or generators write.

/// Weight of an open bracket: recursive descent through one passes all precedence levels.
const BRACKET_WEIGHT: u32 = 8;
/// Weight of any other token that can nest what follows: an operator, `else`, `=>`...
const TOKEN_WEIGHT: u32 = 1;
/// Deepest nesting that the stack of `parse::on_deep_stack` holds with room to spare.
const LIMIT: u32 = 160_000;

/// The offset at which nesting becomes too deep, if it does.
pub fn check(text: &str) -> Option<u32> {
    // Each weight needs a byte of source.
    if text.len() < (LIMIT / BRACKET_WEIGHT) as usize {
        return None;
    }
    Scanner {
        bytes: text.as_bytes(),
        at: 0,
        levels: Vec::new(),
        head: false,
        chain: 0,
        elses: 0,
        total: 0,
        previous: Previous::Operator,
    }
    .run()
}

/// What kind the token before is: decides whether `/` begins a regular expression, and whether a new operand begins a
/// new statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    Operator,
    Operand,
    /// `)` of a call or group.
    CloseParenthesis,
    /// `)` of a statement's head, like `if (x)`: what follows belongs to the statement.
    CloseHead,
    /// `}`: a block or an object literal.
    CloseBrace,
    /// A keyword like `return` or `typeof`, after which an operand follows.
    Keyword,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Open brackets, with the state of the level around.
    levels: Vec<(u8, bool, u32, u32)>,
    /// The token before is `if`, `while`, `for` or `with`: a parenthesis here is its head.
    head: bool,
    /// Weight of this level's operators since the last statement or list item began.
    chain: u32,
    /// Weight of this level's `else`s since the last statement that was not behind an `else`.
    elses: u32,
    /// Sum over all levels.
    total: u32,
    previous: Previous,
}

impl Scanner<'_> {
    fn run(mut self) -> Option<u32> {
        while self.at < self.bytes.len() {
            let start = self.at;
            let byte = self.bytes[self.at];
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => self.at += 1,
                b'"' | b'\'' => {
                    self.operand();
                    self.string(byte)
                }
                b'`' => {
                    self.at += 1;
                    self.begin_template_continuation();
                    self.template();
                }
                b'/' => match self.bytes.get(self.at + 1) {
                    Some(b'/') => self.line_comment(),
                    Some(b'*') => self.block_comment(),
                    _ if matches!(
                        self.previous,
                        Previous::Operator | Previous::Keyword | Previous::CloseBrace | Previous::CloseHead
                    ) && self.regular_expression() => {}
                    _ => self.operator(),
                },
                b'(' | b'[' | b'{' => self.open(byte),
                b')' | b']' | b'}' => self.close(byte),
                b';' => {
                    self.end_chain();
                    self.previous = Previous::Operator;
                    self.at += 1;
                }
                b',' => {
                    self.end_chain();
                    self.previous = Previous::Operator;
                    self.at += 1;
                }
                b'0'..=b'9' => {
                    self.operand();
                    while self.bytes.get(self.at).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
                    {
                        self.at += 1;
                    }
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'\\' | b'#' | 0x80.. => self.word(),
                _ => self.operator(),
            }
            if self.total > LIMIT {
                return Some(start as u32);
            }
        }
        None
    }

    fn nest(&mut self, weight: u32) {
        self.chain += weight;
        self.total += weight;
    }

    fn end_chain(&mut self) {
        self.total -= self.chain;
        self.chain = 0;
    }

    /// An operand begins here. Right behind another one, it begins a statement.
    fn operand(&mut self) {
        self.head = false;
        if matches!(self.previous, Previous::Operand | Previous::CloseBrace | Previous::CloseParenthesis) {
            self.end_chain();
            self.total -= self.elses;
            self.elses = 0;
        }
        self.previous = Previous::Operand;
    }

    fn operator(&mut self) {
        self.head = false;
        let byte = self.bytes[self.at];
        if matches!(byte, b'+' | b'-') && self.bytes.get(self.at + 1) == Some(&byte) {
            self.at += 1;
            if matches!(self.previous, Previous::Operand | Previous::CloseParenthesis) {
                // `x++` stays an operand.
                self.at += 1;
                self.previous = Previous::Operand;
                return;
            }
        }
        self.nest(TOKEN_WEIGHT);
        self.previous = Previous::Operator;
        self.at += 1;
    }

    fn open(&mut self, byte: u8) {
        // A block or function body behind `)` belongs to its head; an operand in brackets may continue a chain of calls.
        self.levels.push((byte, std::mem::take(&mut self.head), self.chain, self.elses));
        self.chain = 0;
        self.elses = 0;
        self.total += BRACKET_WEIGHT;
        self.previous = Previous::Operator;
        self.at += 1;
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        let Some((open, head, chain, elses)) = self.levels.pop() else {
            return; // The parser will complain.
        };
        self.total -= self.chain + self.elses + BRACKET_WEIGHT;
        self.chain = chain;
        self.elses = elses;
        if open == b'`' {
            self.template();
            return;
        }
        match byte {
            b'}' => self.previous = Previous::CloseBrace,
            b')' => {
                // Calls chain: `f()()()`.
                self.nest(TOKEN_WEIGHT);
                self.previous = if head { Previous::CloseHead } else { Previous::CloseParenthesis }
            }
            _ => {
                self.nest(TOKEN_WEIGHT);
                self.previous = Previous::Operand
            }
        }
    }

    fn word(&mut self) {
        let start = self.at;
        while let Some(&b) = self.bytes.get(self.at) {
            if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'\\' | b'#') || b >= 0x80 {
                self.at += 1;
            } else {
                break;
            }
        }
        let word = &self.bytes[start..self.at];
        // A property name is no keyword.
        if start > 0 && self.bytes[start - 1] == b'.' {
            self.previous = Previous::Operand;
            return;
        }
        match word {
            b"else" => {
                self.end_chain();
                self.elses += TOKEN_WEIGHT;
                self.total += TOKEN_WEIGHT;
                self.previous = Previous::Keyword;
            }
            b"in" | b"of" | b"instanceof" | b"typeof" | b"void" | b"delete" | b"new" | b"yield" | b"await" | b"if"
            | b"while" | b"for" | b"do" | b"with" => {
                let statement = matches!(word, b"if" | b"while" | b"for" | b"do" | b"with");
                // Begins a statement of its own, except in `else if` and behind another head.
                if statement && self.previous != Previous::Keyword && self.previous != Previous::CloseHead {
                    self.end_chain();
                    self.total -= self.elses;
                    self.elses = 0;
                }
                self.head = statement && word != b"do";
                self.nest(TOKEN_WEIGHT);
                self.previous = Previous::Keyword;
            }
            b"return" | b"case" | b"throw" => {
                self.operand();
                self.end_chain();
                self.previous = Previous::Keyword;
            }
            _ => self.operand(),
        }
    }

    fn string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(&b) = self.bytes.get(self.at) {
            self.at += 1;
            match b {
                b'\\' => self.at += 1,
                b'\n' => return,
                _ if b == quote => return,
                _ => {}
            }
        }
    }

    /// A template behind an operand is tagged, so it continues a chain.
    fn begin_template_continuation(&mut self) {
        if matches!(self.previous, Previous::Operand | Previous::CloseParenthesis) {
            self.nest(TOKEN_WEIGHT);
        }
    }

    /// The characters of a template from here to its end or to `${`.
    fn template(&mut self) {
        while let Some(&b) = self.bytes.get(self.at) {
            self.at += 1;
            match b {
                b'\\' => self.at += 1,
                b'`' => break,
                b'$' if self.bytes.get(self.at) == Some(&b'{') => {
                    self.open(b'`');
                    return;
                }
                _ => {}
            }
        }
        self.previous = Previous::Operand;
    }

    fn line_comment(&mut self) {
        while self.bytes.get(self.at).is_some_and(|&b| b != b'\n' && b != b'\r') {
            self.at += 1;
        }
    }

    fn block_comment(&mut self) {
        self.at += 2;
        while self.at < self.bytes.len() && !self.bytes[self.at..].starts_with(b"*/") {
            self.at += 1;
        }
        self.at += 2;
    }

    /// Skips a regular expression literal if there is a whole one on this line.
    fn regular_expression(&mut self) -> bool {
        let mut at = self.at + 1;
        let mut in_class = false;
        loop {
            match self.bytes.get(at) {
                None | Some(b'\n' | b'\r') => return false,
                Some(b'\\') => at += 1,
                Some(b'[') => in_class = true,
                Some(b']') => in_class = false,
                Some(b'/') if !in_class => break,
                _ => {}
            }
            at += 1;
        }
        self.at = at + 1;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        self.operand();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn deep_nesting_is_found() {
        for unit in ["[", "(", "{", "[{a:", "`${", "function f(){", "f("] {
            assert!(check(&unit.repeat(100_000)).is_some(), "{unit}");
        }
        for unit in ["!", "a+", "a=", "a=>", "if(a){}else ", "if(a)", "new ", "a.", "a?b:", "()"] {
            assert!(check(&unit.repeat(1_000_000)).is_some(), "{unit}");
        }
    }

    #[test]
    fn long_programs_pass() {
        for unit in [
            "a = b + c\n",
            "f(a)[b].c;\n",
            "if (a) { b } else { c }\n",
            "if (a) b; else c;\n",
            "x = {a: [1, 2], b: `a${c}d`}\n",
            "s = '(((' + /[([{/]\\//.test(x) // ((((\n",
            "function f(a) { return a / 2 }\n",
            "do a(); while (b)\n",
            "for (;;) if (a) break\n",
            "/* [[[ */ \"[[\\\"[[\";\n",
            "[1,2,[3]],",
            "  foo()\n",
            "a.b()\n",
            "var a = 1\n",
            "class A { m() {} }\n",
            "if (a) return b\n",
            "x++\n",
            "x = () => { y }\n",
            "if (a) x()\nelse y()\n",
            "while (a) { b }\n",
            "if (a)\n  b = /(/.test(c)\n",
        ] {
            assert_eq!(check(&unit.repeat(200_000)), None, "{unit}");
        }
    }
}
