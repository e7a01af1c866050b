//! Where a match may begin, as far as the text of a pattern tells: a search asks the matcher only there. In doubt, anywhere.

use super::compile::flag;

/// ASCII characters, as bits.
pub type Set = u128;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    Anywhere,
    /// At the start of the text only.
    Text,
    /// In ASCII text: at one of these characters, behind what is allowed. (There is no empty match.)
    At(Set, Before),
}

/// What may stand before a match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Before {
    pub set: Set,
    /// The start of the text.
    pub start: bool,
}

impl Before {
    pub const ANY: Before = Before { set: Set::MAX, start: true };

    fn and(self, other: Before) -> Before {
        Before { set: self.set & other.set, start: self.start && other.start }
    }

    fn or(self, other: Before) -> Before {
        Before { set: self.set | other.set, start: self.start || other.start }
    }
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
                if first.before.set == 0 && first.before.start {
                    Start::Text
                } else if first.nullable || (first.set == Set::MAX && first.before == Before::ANY) {
                    Start::Anywhere
                } else {
                    Start::At(first.set, first.before)
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
    before: Before,
}

impl First {
    /// Takes no character.
    const EMPTY: First = First { set: 0, nullable: true, before: Before::ANY };

    fn one_of(set: Set) -> First {
        First { set, nullable: false, before: Before::ANY }
    }

    fn behind(set: Set, start: bool) -> First {
        First { before: Before { set, start }, ..First::EMPTY }
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
            all.before = all.before.or(next.before);
        }
        Some(all)
    }

    fn alternative(&mut self) -> Option<First> {
        let mut all = First::EMPTY;
        // Whether nothing but assertions was seen, and the last of them that is `\b` (true) or `\B`.
        let (mut leading, mut boundary) = (true, None);
        while !matches!(self.peek(0), None | Some(b'|' | b')')) {
            if leading && (self.eat("\\b") || self.eat("\\B")) {
                boundary = Some(self.units[self.at - 1] == b'b' as u16);
                continue;
            }
            let term = self.term()?;
            if leading {
                all.before = all.before.and(term.before);
            }
            if all.nullable {
                all.set |= term.set;
                all.nullable = term.nullable;
            }
            leading &= all.nullable && all.set == 0;
        }
        if let Some(boundary) = boundary
            && !all.nullable
        {
            if all.set & !WORD == 0 {
                all.before = all.before.and(Before { set: if boundary { !WORD } else { WORD }, start: boundary });
            } else if all.set & WORD == 0 {
                all.before = all.before.and(Before { set: if boundary { WORD } else { !WORD }, start: !boundary });
            }
        }
        Some(all)
    }

    fn term(&mut self) -> Option<First> {
        if self.eat("^") {
            let line_ends = if self.flags & flag::MULTILINE == 0 { 0 } else { LINE_ENDS };
            return Some(First::behind(line_ends, true));
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
            atom.before = Before::ANY;
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

    /// A look-behind of one character, from its first.
    fn character_behind(&mut self, negative: bool) -> Option<First> {
        if matches!(self.peek(0), None | Some(b'(' | b')' | b'|' | b'^' | b'$'))
            || (self.peek(0) == Some(b'\\') && matches!(self.peek(1), Some(b'b' | b'B')))
        {
            return None;
        }
        let atom = self.atom()?;
        let set = if negative { !atom.set } else { atom.set };
        if self.eat(")") { Some(First::behind(set, negative)) } else { None }
    }

    fn group(&mut self) -> Option<First> {
        let before_group = self.at;
        if self.eat("(?<=") || self.eat("(?<!") {
            let negative = self.units[self.at - 1] == b'!' as u16;
            if let Some(first) = self.character_behind(negative) {
                return Some(first);
            }
            self.at = before_group;
        }
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

    fn set(characters: &str) -> Set {
        characters.bytes().fold(0, |set, c| set | 1 << c)
    }

    fn at(characters: &str) -> Start {
        Start::At(set(characters), Before::ANY)
    }

    fn behind(characters: &str, before: Set, start: bool) -> Start {
        Start::At(set(characters), Before { set: before, start })
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
            (r"(?=a)\(x", at("(")),
            ("é|a", at("a")),
            (r"(?<=\s)\[", behind("[", SPACE, false)),
            (r"(?<!a)(?<![b-d])e", behind("e", !set("abcd"), true)),
            (r"(?<=ab)c", at("c")),
            (r"(?<=(a))c", at("c")),
            (r"(?<=a|^)c", at("c")),
            (r"\ba", behind("a", !WORD, true)),
            (r"\B(?:a|b)", behind("ab", WORD, false)),
            (r"\b-", behind("-", WORD, false)),
            (r"\b(?:a|-)", at("a-")),
            (r"\ba*-", at("a-")),
            (r"\ba|b", at("ab")),
            (r"(?:\ba|\bb)c", behind("ab", !WORD, true)),
            (r"(?:\ba)?b", at("ab")),
            ("a^b", at("a")),
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
        assert_eq!(start("^a", flag::MULTILINE), behind("a", LINE_ENDS, true));
        assert_eq!(start("a[^b-z]", flag::IGNORE_CASE), at("aA"));
        assert_eq!(start("[^b-z]", flag::IGNORE_CASE), Start::At(!(UPPER | UPPER << 32) | set("aA"), Before::ANY));
        assert_eq!(start("é", flag::IGNORE_CASE), Start::Anywhere);
        assert_eq!(start("a", flag::IGNORE_CASE | flag::UNICODE), Start::Anywhere);
        assert_eq!(start("a", flag::UNICODE), at("a"));
        assert_eq!(start(".", 0), Start::At(!LINE_ENDS, Before::ANY));
        assert_eq!(start(".", flag::DOT_ALL), Start::Anywhere);
    }
}
