//! Where a match may begin, as far as the text of a pattern tells: a search asks the matcher only there. In doubt, anywhere.

use super::compile::flag;

/// ASCII characters, as bits.
pub type Set = u128;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    Anywhere,
    /// At the start of the text only.
    Text,
    /// In ASCII text: at one of these characters. (There is no empty match.)
    At(Set),
}

impl Start {
    /// Of a pattern that compiles.
    pub fn of(pattern: &[u16], flags: u32) -> Start {
        let unknown = flags & flag::UNICODE_SETS != 0
            || flags & (flag::UNICODE | flag::IGNORE_CASE) == flag::UNICODE | flag::IGNORE_CASE;
        if unknown {
            return Start::Anywhere;
        }
        let mut parser = Parser { units: pattern, at: 0, depth: 0, flags };
        match parser.disjunction() {
            Some(first) if parser.at == pattern.len() => {
                if first.anchored {
                    Start::Text
                } else if first.nullable || first.set == Set::MAX {
                    Start::Anywhere
                } else {
                    Start::At(first.set)
                }
            }
            _ => Start::Anywhere,
        }
    }
}

/// What a part of a pattern may begin with.
#[derive(Clone, Copy)]
struct First {
    set: Set,
    /// It may match without a character.
    nullable: bool,
    /// It begins with `^`, of the text.
    anchored: bool,
}

impl First {
    const EMPTY: First = First { set: 0, nullable: true, anchored: false };

    fn one_of(set: Set) -> First {
        First { set, nullable: false, anchored: false }
    }
}

const MAX_DEPTH: u32 = 100;

const DIGITS: Set = 0x3FF << b'0';
const WORD: Set = DIGITS | UPPER | UPPER << 32 | 1 << b'_';
const UPPER: Set = 0x3FF_FFFF << b'A';
const SPACE: Set = 1 << b' ' | 0x1F << b'\t';
const LINE_ENDS: Set = 1 << b'\n' | 1 << b'\r';

/// A recursive-descent parser. `None`: something that it does not know.
struct Parser<'a> {
    units: &'a [u16],
    at: usize,
    depth: u32,
    flags: u32,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        // What is no ASCII character has no meaning in patterns.
        self.units.get(self.at + ahead).map(|&u| u8::try_from(u).unwrap_or(0x80))
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.bytes().enumerate().all(|(i, b)| self.peek(i) == Some(b));
        if found {
            self.at += text.len();
        }
        found
    }

    fn disjunction(&mut self) -> Option<First> {
        let mut all = self.alternative()?;
        while self.eat("|") {
            let next = self.alternative()?;
            all.set |= next.set;
            all.nullable |= next.nullable;
            all.anchored &= next.anchored;
        }
        Some(all)
    }

    fn alternative(&mut self) -> Option<First> {
        let mut all = First::EMPTY;
        let mut first = true;
        while !matches!(self.peek(0), None | Some(b'|' | b')')) {
            let term = self.term()?;
            all.anchored |= first && term.anchored;
            first = false;
            if all.nullable {
                all.set |= term.set;
                all.nullable = term.nullable;
            }
        }
        Some(all)
    }

    fn term(&mut self) -> Option<First> {
        if self.eat("^") {
            return Some(First { anchored: self.flags & flag::MULTILINE == 0, ..First::EMPTY });
        }
        if self.eat("$") || self.eat("\\b") || self.eat("\\B") {
            return Some(First::EMPTY);
        }
        let mut atom = self.atom()?;
        let least = match self.peek(0) {
            Some(b'*' | b'?') => {
                self.at += 1;
                0
            }
            Some(b'+') => {
                self.at += 1;
                1
            }
            Some(b'{') => self.braces()?,
            _ => return Some(atom),
        };
        self.eat("?");
        if least == 0 {
            atom.nullable = true;
            atom.anchored = false;
        }
        Some(atom)
    }

    /// A quantifier in braces: 0 if it allows none, else 1.
    fn braces(&mut self) -> Option<u32> {
        self.at += 1;
        let digits = self.digits()?;
        if self.eat(",") && self.peek(0) != Some(b'}') {
            self.digits()?;
        }
        if self.eat("}") { Some(digits) } else { None }
    }

    /// Whether a decimal number is not zero.
    fn digits(&mut self) -> Option<u32> {
        let start = self.at;
        let mut any = 0;
        while let Some(d @ b'0'..=b'9') = self.peek(0) {
            any |= (d != b'0') as u32;
            self.at += 1;
        }
        if self.at == start { None } else { Some(any) }
    }

    fn atom(&mut self) -> Option<First> {
        let c = self.peek(0)?;
        match c {
            b'(' => self.group(),
            b'[' => self.class().map(First::one_of),
            b'\\' => {
                let (set, _) = self.escape(false)?;
                Some(First::one_of(self.folded(set)))
            }
            b'.' => {
                self.at += 1;
                Some(First::one_of(if self.flags & flag::DOT_ALL != 0 { Set::MAX } else { !LINE_ENDS }))
            }
            b'*' | b'+' | b'?' | b'{' | b'}' | b']' => None,
            _ => {
                self.at += 1;
                let set = self.character(c)?;
                Some(First::one_of(self.folded(set)))
            }
        }
    }

    /// A character that stands for itself. Of others than ASCII, case is not known here.
    fn character(&self, c: u8) -> Option<Set> {
        match c {
            0x80.. if self.flags & flag::IGNORE_CASE != 0 => None,
            0x80.. => Some(0),
            _ => Some(1 << c),
        }
    }

    fn folded(&self, set: Set) -> Set {
        if self.flags & flag::IGNORE_CASE == 0 {
            return set;
        }
        set | (set & UPPER) << 32 | (set & UPPER << 32) >> 32
    }

    fn group(&mut self) -> Option<First> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let around = self.eat("(?=") || self.eat("(?!") || self.eat("(?<=") || self.eat("(?<!");
        if !around && !self.eat("(?:") {
            if self.eat("(?<") {
                while self.peek(0)? != b'>' {
                    self.at += 1;
                }
                self.at += 1;
            } else {
                self.at += 1;
                if self.peek(0) == Some(b'?') {
                    return None;
                }
            }
        }
        let inner = self.disjunction()?;
        self.depth -= 1;
        if !self.eat(")") {
            return None;
        }
        Some(if around { First::EMPTY } else { inner })
    }

    /// An escape outside or inside of a class: what it matches, and the character if it is one.
    fn escape(&mut self, in_class: bool) -> Option<(Set, Option<u8>)> {
        let c = self.peek(1)?;
        self.at += 2;
        let one = |c: u8| (1 << c, Some(c));
        Some(match c {
            b'd' => (DIGITS, None),
            b'D' => (!DIGITS, None),
            b'w' => (WORD, None),
            b'W' => (!WORD, None),
            b's' => (SPACE, None),
            b'S' => (!SPACE, None),
            b't' => one(b'\t'),
            b'n' => one(b'\n'),
            b'v' => one(0x0B),
            b'f' => one(0x0C),
            b'r' => one(b'\r'),
            b'b' if in_class => one(0x08),
            // No backreferences, no numbers, no other letters.
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => return None,
            _ => one(c),
        })
    }

    fn class(&mut self) -> Option<Set> {
        self.at += 1;
        let negated = self.eat("^");
        let mut set = 0;
        while !self.eat("]") {
            let (low, character) = self.class_atom()?;
            let range = self.peek(0) == Some(b'-') && self.peek(1)? != b']';
            if !range {
                set |= low;
                continue;
            }
            self.at += 1;
            let (_, high) = self.class_atom()?;
            let (low, high) = (character?, high?);
            set |= (low..=high).fold(0, |set, c| set | 1 << c);
        }
        let set = self.folded(set);
        Some(if negated { !set } else { set })
    }

    fn class_atom(&mut self) -> Option<(Set, Option<u8>)> {
        match self.peek(0)? {
            b'\\' => self.escape(true),
            c => {
                self.at += 1;
                Some((self.character(c)?, if c < 0x80 { Some(c) } else { None }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(pattern: &str, flags: u32) -> Start {
        Start::of(&pattern.encode_utf16().collect::<Vec<u16>>(), flags)
    }

    fn at(characters: &str) -> Start {
        Start::At(characters.bytes().fold(0, |set, c| set | 1 << c))
    }

    #[test]
    fn where_matches_begin() {
        for (pattern, expected) in [
            ("abc", at("a")),
            ("a?b*c", at("abc")),
            ("a{0,2}b", at("ab")),
            ("a{2,}b", at("a")),
            ("(?:ab|[cd-f])+x", at("acdef")),
            (r"(?<year>\d)", at("0123456789")),
            (r"\r?\n", at("\r\n")),
            (r"(?<=\s)\[", at("[")),
            (r"(?=a)\b\(x", at("(")),
            ("é|a", at("a")),
            ("^a|^(b)", Start::Text),
            ("(?:^a)", Start::Text),
            ("^a|b", at("ab")),
            ("(?:^)?a", at("a")),
            ("a*", Start::Anywhere),
            ("a|", Start::Anywhere),
            ("(?=a)", Start::Anywhere),
            (r"(a)?\1b", Start::Anywhere),
            (r"\x41", Start::Anywhere),
            ("a{", Start::Anywhere),
            ("(?i:a)", Start::Anywhere),
        ] {
            assert_eq!(start(pattern, 0), expected, "{pattern}");
        }
    }

    #[test]
    fn flags_change_where() {
        assert_eq!(start("^a", flag::MULTILINE), at("a"));
        assert_eq!(start("a[^b-z]", flag::IGNORE_CASE), at("aA"));
        assert_eq!(start("[^b-z]", flag::IGNORE_CASE), Start::At(!(UPPER | UPPER << 32) | 1 << b'a' | 1 << b'A'));
        assert_eq!(start("é", flag::IGNORE_CASE), Start::Anywhere);
        assert_eq!(start("a", flag::IGNORE_CASE | flag::UNICODE), Start::Anywhere);
        assert_eq!(start("a", flag::UNICODE), at("a"));
        assert_eq!(start(".", 0), Start::At(!LINE_ENDS));
        assert_eq!(start(".", flag::DOT_ALL), Start::Anywhere);
    }
}
