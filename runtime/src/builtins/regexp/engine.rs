//! The engine: what compiles patterns and runs them, the crate `regress`. The rest of the runtime reaches it through one
//! pointer in its state ([`super::State`]). An executable has the engine only if its program may make regular expressions
//! (`compiler/src/facts/regexp.rs`), so nothing else may name what is in here.

use super::compile::flag;
use super::exec::Input;
use super::start::{Places, Start};
use regress::Match;
use std::cell::{Cell, OnceCell};
use std::ops::ControlFlow;

/// A compiled pattern.
pub trait Matcher {
    /// The first match at or after `from`.
    fn find(&self, input: &Input, from: usize) -> Option<Match>;

    /// The match at `at`.
    fn find_at(&self, input: &Input, at: usize) -> Option<Match>;

    /// Calls `f` with the matches of a global search from the start.
    fn find_all(&self, input: &Input, f: &mut dyn FnMut(Match) -> ControlFlow<()>);
}

/// What the engine can do.
pub struct Engine {
    /// From code units and [`flag`] bits. The error is V8's reason.
    pub compile: fn(&[u16], u32) -> Result<Box<dyn Matcher>, String>,
}

/// Named by the object file of an executable, for `jsc_main`, and by contexts that run anything.
#[unsafe(export_name = "jsc_regexp_engine")]
pub static ENGINE: Engine = Engine { compile };

struct Regex {
    regex: regress::Regex,
    pattern: Box<[u16]>,
    flags: u32,
    start: Start,
    /// For matches at an index; built when first needed. `None` within: it is too large.
    anchored: OnceCell<Option<Anchored>>,
    /// What trying only where a match may begin has saved, in characters that were passed over; below 0 it does not pay, and
    /// is given up.
    saved: Cell<i32>,
}

/// A pattern with "or nothing" behind it: it matches at the very index it is started at, if only the empty string.
struct Anchored {
    regex: regress::Regex,
    /// A last capture takes part exactly if the pattern itself did not match. (Not if the pattern has backreferences
    /// by number: one more group may change what they mean.)
    marked: bool,
}

/// Trying the pattern at one index costs as much as the matcher's own search of so many characters.
const TRY_COST: i32 = 16;
const SAVED_AT_FIRST: i32 = 64;
const SAVED_MAX: i32 = 4096;

impl Regex {
    fn search(&self, regex: &regress::Regex, input: &Input, from: usize) -> Option<Match> {
        match (input, input.units()) {
            (Input::Ascii(text), _) => regex.find_from_ascii(text, from).next(),
            (_, Some(units)) if self.flags & flag::EITHER_UNICODE != 0 => regex.find_from_utf16(units, from).next(),
            (_, units) => regex.find_from_ucs2(units?, from).next(),
        }
    }

    fn anchored(&self) -> Option<&Anchored> {
        let build = || {
            let backreference = |w: &[u16]| w[0] == b'\\' as u16 && (b'1' as u16..=b'9' as u16).contains(&w[1]);
            let marked = !self.pattern.windows(2).any(backreference);
            let mut units: Vec<u16> = "(?:".encode_utf16().collect();
            units.extend_from_slice(&self.pattern);
            units.extend(if marked { ")|()" } else { ")|(?:)" }.encode_utf16());
            Some(Anchored { regex: parse(&units, self.flags).ok()?, marked })
        };
        self.anchored.get_or_init(build).as_ref()
    }

    /// The first match at or after `from` in ASCII text, tried where one may begin. `Err`: the index from which the matcher's
    /// own search is to go on.
    fn find_where(&self, input: &Input, text: &[u8], places: &Places, from: usize) -> Result<Option<Match>, usize> {
        let Some(mut at) = places.next(text, from) else { return Ok(None) };
        while self.saved.get() >= 0 && self.anchored().is_some() {
            if let Some(m) = self.find_at(input, at) {
                return Ok(Some(m));
            }
            let Some(next) = places.next(text, at + 1) else { return Ok(None) };
            let passed = (next - at).min(SAVED_MAX as usize) as i32;
            self.saved.set((self.saved.get() + passed - TRY_COST).min(SAVED_MAX));
            at = next;
        }
        Err(at)
    }
}

impl Matcher for Regex {
    fn find(&self, input: &Input, from: usize) -> Option<Match> {
        match (&self.start, input) {
            (Start::Text, _) => {
                if from == 0 {
                    self.find_at(input, 0)
                } else {
                    None
                }
            }
            (Start::At(places), Input::Ascii(text)) => match self.find_where(input, text.as_bytes(), places, from) {
                Ok(found) => found,
                Err(from) => self.search(&self.regex, input, from),
            },
            _ => self.search(&self.regex, input, from),
        }
    }

    fn find_at(&self, input: &Input, at: usize) -> Option<Match> {
        if let Some(anchored) = self.anchored() {
            let mut m = self.search(&anchored.regex, input, at)?;
            if anchored.marked {
                return if m.captures.pop().flatten().is_some() { None } else { Some(m) };
            }
            if !m.range.is_empty() {
                return Some(m);
            }
            if matches!(self.start, Start::At(..)) {
                // The pattern has no empty match. (A set says so of any text.)
                return None;
            }
        }
        // The empty match may be the pattern's own, or stand for none.
        self.search(&self.regex, input, at).filter(|m| m.range.start == at)
    }

    fn find_all(&self, input: &Input, f: &mut dyn FnMut(Match) -> ControlFlow<()>) {
        let mut each = |m: Match| f(m).is_break();
        match (&self.start, input, input.units()) {
            (Start::Text, ..) => self.find_at(input, 0).is_some_and(each),
            (Start::At(places), Input::Ascii(text), _) => {
                let mut from = 0;
                loop {
                    match self.find_where(input, text.as_bytes(), places, from) {
                        Ok(Some(m)) => {
                            // It is not empty.
                            from = m.range.end;
                            if each(m) {
                                break true;
                            }
                        }
                        Ok(None) => break false,
                        Err(from) => break self.regex.find_from_ascii(text, from).any(&mut each),
                    }
                }
            }
            (_, Input::Ascii(text), _) => self.regex.find_from_ascii(text, 0).any(&mut each),
            (_, _, Some(units)) if self.flags & flag::EITHER_UNICODE != 0 => {
                self.regex.find_from_utf16(units, 0).any(&mut each)
            }
            (_, _, Some(units)) => self.regex.find_from_ucs2(units, 0).any(&mut each),
            _ => false,
        };
    }
}

/// Patterns longer than this are compiled on a thread of their own with a large stack: the parser and optimiser recurse.
const LARGE_PATTERN: usize = 1000;
const LARGE_STACK: usize = 512 << 20;

fn compile(units: &[u16], flags: u32) -> Result<Box<dyn Matcher>, String> {
    let regex = parse(units, flags)?;
    let start = Start::of(units, flags);
    let (anchored, saved) = (OnceCell::new(), Cell::new(SAVED_AT_FIRST));
    Ok(Box::new(Regex { regex, pattern: units.into(), flags, start, anchored, saved }))
}

/// Compiles; the error is V8's reason.
fn parse(units: &[u16], flags: u32) -> Result<regress::Regex, String> {
    let run = || {
        let regress_flags = regress::Flags {
            icase: flags & flag::IGNORE_CASE != 0,
            multiline: flags & flag::MULTILINE != 0,
            dot_all: flags & flag::DOT_ALL != 0,
            unicode: flags & flag::UNICODE != 0,
            unicode_sets: flags & flag::UNICODE_SETS != 0,
            no_opt: false,
        };
        if flags & flag::EITHER_UNICODE != 0 {
            let points = char::decode_utf16(units.iter().copied())
                .map(|c| c.map_or_else(|lone| lone.unpaired_surrogate() as u32, |c| c as u32));
            regress::Regex::from_unicode(points, regress_flags)
        } else {
            regress::Regex::from_unicode(units.iter().map(|&u| u as u32), regress_flags)
        }
    };
    let result = if units.len() > LARGE_PATTERN {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(LARGE_STACK).spawn_scoped(scope, run);
            match thread {
                Ok(t) => {
                    t.join().unwrap_or_else(|_| Err(regress::Error { text: "Regular expression too large".into() }))
                }
                Err(_) => run(),
            }
        })
    } else {
        run()
    };
    result.map_err(|e| reason(&e.text, units, flags))
}

/// V8's words for an error of the parser.
fn reason(text: &str, units: &[u16], flags: u32) -> String {
    let unicode = flags & flag::EITHER_UNICODE != 0;
    let pattern = String::from_utf16_lossy(units);
    let reason = match text {
        "Unbalanced parenthesis" if unmatched_close(&pattern) => "Unmatched ')'",
        "Unbalanced parenthesis" => "Unterminated group",
        "Unbalanced bracket" => "Unterminated character class",
        "Invalid character range" => "Range out of order in character class",
        _ if text.starts_with("Range values reversed") => "Range out of order in character class",
        "Quantifier not allowed here" => "Nothing to repeat",
        "Invalid quantifier" if unicode && !pattern.contains('}') => "Incomplete quantifier",
        "Invalid quantifier" => "numbers out of order in {} quantifier",
        "Invalid braced quantifier" => "Incomplete quantifier",
        "Incomplete escape" | "Unterminated escape" => "\\ at end of pattern",
        "Invalid unicode escape" => "Invalid Unicode escape",
        "Invalid character escape" if unicode && (pattern.contains("\\u") || pattern.contains("\\c")) => {
            "Invalid Unicode escape"
        }
        "Invalid character escape" => "Invalid escape",
        "Invalid named backreference syntax" => "Invalid named reference",
        "Invalid token at named capture group identifier" => "Invalid capture group name",
        "Invalid property escape" | "Invalid property name" | "Invalid character at property escape start" => {
            "Invalid property name"
        }
        "Invalid atom character" | "Unexpected character" => atom_reason(&pattern),
        "Invalid group modifier" => "Invalid group",
        "Capture group count limit exceeded" => "Too many captures",
        "Regular expression is too deeply nested" | "Loop count limit exceeded" => "Regular expression too large",
        "Unbalanced class set bracket" => "Unterminated character class",
        _ if text.starts_with("Backreference to invalid named") => "Invalid named capture referenced",
        _ if text.starts_with("Unexpected char") => match text.trim_end().chars().next_back() {
            Some(')') => "Unmatched ')'",
            Some(c) => return lone_character(c, unicode).to_string(),
            None => "Invalid group",
        },
        _ => text,
    };
    reason.to_string()
}

fn lone_character(c: char, unicode: bool) -> &'static str {
    match c {
        '*' | '+' | '?' => "Nothing to repeat",
        '{' if unicode => "Nothing to repeat",
        '}' | ']' | '{' => "Lone quantifier brackets",
        ')' => "Unmatched ')'",
        _ => "Invalid group",
    }
}

fn atom_reason(pattern: &str) -> &'static str {
    match pattern.chars().next() {
        Some(c @ ('*' | '+' | '?' | '{')) => lone_character(c, true),
        _ if pattern.contains(['}', ']', '{']) => "Lone quantifier brackets",
        _ => "Nothing to repeat",
    }
}

/// Whether a `)` closes nothing.
fn unmatched_close(pattern: &str) -> bool {
    let (mut depth, mut in_class, mut escaped) = (0i32, false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth < 0 {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}
