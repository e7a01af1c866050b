//! Where a match may begin, as far as the text of a pattern tells: a search asks the matcher only there. In doubt, anywhere.

use super::compile::flag;

/// ASCII characters, as bits.
pub type Set = u128;

/// Characters at the beginning of a match that are looked at.
const AHEAD: usize = 8;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Start {
    Anywhere,
    /// At the start of the text only.
    Text,
    /// In ASCII text: at such places. (There is no empty match.)
    At(Box<Places>),
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

/// The places where the characters are as a match must have them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places {
    /// For each character a bit for each place from a match's start at which it may stand.
    table: [u8; 128],
    /// Places that are looked at: 1 to [`AHEAD`].
    length: usize,
    /// The first place with the fewest characters, if they are few.
    rare: Option<Rare>,
    before: Before,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rare {
    place: usize,
    /// One to three characters, some perhaps twice.
    characters: [u8; 3],
}

impl Places {
    /// The sets of characters from a match's start on.
    fn new(sets: &[Set], before: Before) -> Places {
        let table = std::array::from_fn(|c| (0..sets.len()).map(|i| ((sets[i] >> c & 1) as u8) << i).sum());
        let fewest = (0..sets.len()).min_by_key(|&i| sets[i].count_ones());
        let rare = fewest.filter(|&i| (1..=3).contains(&sets[i].count_ones())).map(|place| {
            let first = sets[place].trailing_zeros() as u8;
            let last = 127 - sets[place].leading_zeros() as u8;
            let between = sets[place] & !(1 << first) & !(1 << last);
            let between = if between == 0 { first } else { between.trailing_zeros() as u8 };
            Rare { place, characters: [first, between, last] }
        });
        Places { table, length: sets.len(), rare, before }
    }

    /// The first such place at or after `from`.
    pub fn next(&self, text: &[u8], mut from: usize) -> Option<usize> {
        loop {
            let at = match self.rare {
                Some(rare) => self.next_by_rare(text, from, rare)?,
                None => self.next_by_state(text, from)?,
            };
            let fits = match at.checked_sub(1) {
                Some(previous) => self.before.set >> text[previous] & 1 != 0,
                None => self.before.start,
            };
            if fits {
                return Some(at);
            }
            from = at + 1;
        }
    }

    fn next_by_rare(&self, text: &[u8], mut from: usize, Rare { place, characters }: Rare) -> Option<usize> {
        let [a, b, c] = characters;
        loop {
            let rest = text.get(from + place..)?;
            let found = match (a == b, b == c) {
                (true, true) => memchr::memchr(a, rest),
                (true, false) => memchr::memchr2(a, c, rest),
                _ => memchr::memchr3(a, b, c, rest),
            };
            let at = from + found?;
            let characters = text.get(at..at + self.length)?;
            if characters.iter().enumerate().all(|(i, &c)| self.table[c as usize & 127] >> i & 1 != 0) {
                return Some(at);
            }
            from = at + 1;
        }
    }

    /// R. Baeza-Yates, G. Gonnet: A New Approach to Text Searching. CACM 35 (1992): bit i of the state says that the last
    /// i + 1 characters may be the beginning of a match.
    fn next_by_state(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut state = 0;
        let found = text.get(from..)?.iter().position(|&c| {
            state = (state << 1 | 1) & self.table[c as usize & 127];
            state >> (self.length - 1) & 1 != 0
        })?;
        Some(from + found + 1 - self.length)
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
                let before = first.before;
                let mut sets = &first.sets[..first.least()];
                if before.set == 0 && before.start {
                    return Start::Text;
                }
                while let [front @ .., last] = sets
                    && *last == Set::MAX
                    && (!front.is_empty() || before == Before::ANY)
                {
                    sets = front;
                }
                if sets.is_empty() { Start::Anywhere } else { Start::At(Box::new(Places::new(sets, before))) }
            }
            _ => Start::Anywhere,
        }
    }
}

/// What a part of a pattern may begin with.
#[derive(Clone, Copy)]
struct First {
    /// The characters that may stand at each place, of matches that are longer.
    sets: [Set; AHEAD],
    /// The lengths that matches may have, as bits; bit [`AHEAD`] stands for all from there on.
    lengths: u16,
    before: Before,
}

impl First {
    /// Takes no character.
    const EMPTY: First = First { sets: [0; AHEAD], lengths: 1, before: Before::ANY };
    const UNKNOWN: First = First { sets: [Set::MAX; AHEAD], lengths: (2 << AHEAD) - 1, before: Before::ANY };

    fn one_of(set: Set) -> First {
        let mut sets = [0; AHEAD];
        sets[0] = set;
        First { sets, lengths: 2, before: Before::ANY }
    }

    fn behind(set: Set, start: bool) -> First {
        First { before: Before { set, start }, ..First::EMPTY }
    }

    /// The least number of characters that a match has, as far as they are looked at.
    fn least(&self) -> usize {
        (self.lengths.trailing_zeros() as usize).min(AHEAD)
    }

    /// This, then `next`. What may stand before is left.
    fn then(self, next: First) -> First {
        let mut all = First { lengths: 0, ..self };
        for length in (0..=AHEAD).filter(|l| self.lengths >> l & 1 != 0) {
            for i in length..AHEAD {
                all.sets[i] |= next.sets[i - length];
            }
            let lengths = (next.lengths as u32) << length;
            let long = lengths >> AHEAD != 0;
            all.lengths |= lengths as u16 & ((1 << AHEAD) - 1) | (long as u16) << AHEAD;
        }
        all
    }

    fn or(self, other: First) -> First {
        First {
            sets: std::array::from_fn(|i| self.sets[i] | other.sets[i]),
            lengths: self.lengths | other.lengths,
            before: self.before.or(other.before),
        }
    }

    /// From `least` to `most` times. More than [`AHEAD`] times bring nothing that is looked at.
    fn repeated(self, least: usize, most: usize) -> First {
        let mut more = First::EMPTY;
        for _ in least..most.min(least.saturating_add(AHEAD)) {
            more = First::EMPTY.or(self.then(more));
        }
        let all = (0..least.min(AHEAD)).fold(First::EMPTY, |all, _| all.then(self)).then(more);
        First { before: if least == 0 { Before::ANY } else { self.before }, ..all }
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
            all = all.or(self.alternative()?);
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
            all = all.then(term);
            leading &= all.lengths == First::EMPTY.lengths;
        }
        if let Some(boundary) = boundary
            && all.least() > 0
        {
            if all.sets[0] & !WORD == 0 {
                all.before = all.before.and(Before { set: if boundary { !WORD } else { WORD }, start: boundary });
            } else if all.sets[0] & WORD == 0 {
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
        let atom = self.atom()?;
        let (least, most) = match self.peek(0) {
            Some(b'*') => (0, usize::MAX),
            Some(b'?') => (0, 1),
            Some(b'+') => (1, usize::MAX),
            Some(b'{') => self.braces()?,
            _ => return Some(atom),
        };
        // Braces end where the parser stands.
        self.at += 1;
        self.eat("?");
        Some(atom.repeated(least, most))
    }

    /// A quantifier in braces, up to the last: least and most.
    fn braces(&mut self) -> Option<(usize, usize)> {
        self.at += 1;
        let least = self.number()?;
        let most = match self.eat(",") {
            true if self.peek(0) == Some(b'}') => usize::MAX,
            true => self.number()?,
            false => least,
        };
        if self.peek(0) == Some(b'}') { Some((least, most)) } else { None }
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        let mut number = 0usize;
        while let Some(digit @ b'0'..=b'9') = self.peek(0) {
            number = number.saturating_mul(10).saturating_add((digit - b'0') as usize);
            self.at += 1;
        }
        if self.at == start { None } else { Some(number) }
    }

    fn atom(&mut self) -> Option<First> {
        let c = self.peek(0)?;
        match c {
            b'(' => self.group(),
            b'[' => self.class().map(First::one_of),
            b'\\' if matches!(self.peek(1), Some(b'1'..=b'9')) => {
                self.at += 1;
                self.number()?;
                Some(First::UNKNOWN)
            }
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
        if atom.lengths != First::one_of(0).lengths {
            return None;
        }
        let set = if negative { !atom.sets[0] } else { atom.sets[0] };
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

    /// From the characters of each place.
    fn at<const N: usize>(places: [&str; N]) -> Start {
        behind(places, Set::MAX, true)
    }

    fn behind<const N: usize>(places: [&str; N], before: Set, start: bool) -> Start {
        Start::At(Box::new(Places::new(&places.map(set), Before { set: before, start })))
    }

    const DIGIT: &str = "0123456789";

    #[test]
    fn where_matches_begin() {
        for (pattern, expected) in [
            ("abc", at(["a", "b", "c"])),
            ("a?b*c", at(["abc"])),
            ("a{0,2}b", at(["ab"])),
            ("a{2,}b", at(["a", "a", "ab"])),
            ("a{2,3}b", at(["a", "a", "ab"])),
            ("a{2}b", at(["a", "a", "b"])),
            ("a{99999999999999999999}", at(["a"; 8])),
            ("(?:ab|[cd-f])+x", at(["acdef", "abcdefx"])),
            ("(?:a|bc)d", at(["ab", "cd"])),
            (r"(?<year>\d)", at([DIGIT])),
            (r"(\d{4})-\d", at([DIGIT, DIGIT, DIGIT, DIGIT, "-", DIGIT])),
            (r"\r?\n", at(["\r\n"])),
            (r"(?=a)\(x", at(["(", "x"])),
            ("é|a", at(["a"])),
            (r"(?<=\s)\[", behind(["["], SPACE, false)),
            (r"(?<!a)(?<![b-d])e", behind(["e"], !set("abcd"), true)),
            (r"(?<=ab)c", at(["c"])),
            (r"(?<=(a))c", at(["c"])),
            (r"(?<=a|^)c", at(["c"])),
            (r"(?<=a?)c", at(["c"])),
            (r"\ba", behind(["a"], !WORD, true)),
            (r"\B(?:a|b)", behind(["ab"], WORD, false)),
            (r"\b-", behind(["-"], WORD, false)),
            (r"\b(?:a|-)", at(["a-"])),
            (r"\ba*-", at(["a-"])),
            (r"\ba|b", at(["ab"])),
            (r"(?:\ba|\bb)c", behind(["ab", "c"], !WORD, true)),
            (r"(?:\ba)?b", at(["ab"])),
            ("a^b", at(["a", "b"])),
            ("^a|^(b)", Start::Text),
            ("(?:^a)", Start::Text),
            ("^a|b", at(["ab"])),
            ("(?:^)?a", at(["a"])),
            (r"(a)\1b", at(["a"])),
            (r"a\12", at(["a"])),
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
        let class = |set| Start::At(Box::new(Places::new(&[set], Before::ANY)));
        assert_eq!(start("^a", flag::MULTILINE), behind(["a"], LINE_ENDS, true));
        assert_eq!(start("a[^b-z]", flag::IGNORE_CASE), {
            let others = !(UPPER | UPPER << 32) | set("aA");
            Start::At(Box::new(Places::new(&[set("aA"), others], Before::ANY)))
        });
        assert_eq!(start("[^b-z]", flag::IGNORE_CASE), class(!(UPPER | UPPER << 32) | set("aA")));
        assert_eq!(start("é", flag::IGNORE_CASE), Start::Anywhere);
        assert_eq!(start("a", flag::IGNORE_CASE | flag::UNICODE), Start::Anywhere);
        assert_eq!(start("a", flag::UNICODE), at(["a"]));
        assert_eq!(start(".", 0), class(!LINE_ENDS));
        assert_eq!(start(".", flag::DOT_ALL), Start::Anywhere);
    }

    #[test]
    fn places_are_found() {
        let places = |pattern: &str, flags: u32, text: &str| -> Vec<usize> {
            let Start::At(places) = start(pattern, flags) else { panic!("{pattern}") };
            let from = |from: usize| places.next(text.as_bytes(), from);
            std::iter::successors(from(0), |&at| from(at + 1)).collect()
        };
        assert_eq!(places("ab", 0, "abaabba"), [0, 3]);
        assert_eq!(places("[a-d][b-e]", 0, "abaabba"), [0, 3, 4]);
        assert_eq!(places(r"\d\d\d\d-", 0, "12345-6789"), [1]);
        assert_eq!(places(r"\d{12}", 0, "123456789"), [0, 1]);
        assert_eq!(places("^[a-d]", flag::MULTILINE, "ab\nbe"), [0, 3]);
        assert_eq!(places("[xyz]a", 0, "xxazaya"), [1, 3, 5]);
        assert_eq!(places("[xz]a", 0, "xxazaya"), [1, 3]);
        assert_eq!(places("aaa", 0, "aa"), []);
    }
}
