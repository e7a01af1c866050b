//! The engine: what compiles patterns and runs them, the crate `regress`. The rest of the runtime reaches it through one
//! pointer in its state ([`super::State`]). An executable has the engine only if its program may make regular expressions
//! (`compiler/src/facts/regexp.rs`), so nothing else may name what is in here.

use super::compile::flag;
use super::exec::Input;
use regress::Match;
use std::ops::ControlFlow;

/// A compiled pattern.
pub trait Matcher {
    /// The first match at or after `from`.
    fn find(&self, input: &Input, from: usize) -> Option<Match>;

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
    unicode: bool,
}

impl Matcher for Regex {
    fn find(&self, input: &Input, from: usize) -> Option<Match> {
        match (input, input.units()) {
            (Input::Ascii(text), _) => self.regex.find_from_ascii(text, from).next(),
            (_, Some(units)) if self.unicode => self.regex.find_from_utf16(units, from).next(),
            (_, units) => self.regex.find_from_ucs2(units?, from).next(),
        }
    }

    fn find_all(&self, input: &Input, f: &mut dyn FnMut(Match) -> ControlFlow<()>) {
        let mut each = |m: Match| f(m).is_break();
        match (input, input.units()) {
            (Input::Ascii(text), _) => self.regex.find_from_ascii(text, 0).any(&mut each),
            (_, Some(units)) if self.unicode => self.regex.find_from_utf16(units, 0).any(&mut each),
            (_, Some(units)) => self.regex.find_from_ucs2(units, 0).any(&mut each),
            _ => false,
        };
    }
}

/// Patterns longer than this are compiled on a thread of their own with a large stack: the parser and optimiser recurse.
const LARGE_PATTERN: usize = 1000;
const LARGE_STACK: usize = 512 << 20;

/// Compiles; the error is V8's reason.
fn compile(units: &[u16], flags: u32) -> Result<Box<dyn Matcher>, String> {
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
    match result {
        Ok(regex) => Ok(Box::new(Regex { regex, unicode: flags & flag::EITHER_UNICODE != 0 })),
        Err(e) => Err(reason(&e.text, units, flags)),
    }
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
