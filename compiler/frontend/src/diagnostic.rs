//! What the user is told about a source that cannot be compiled.

use crate::Source;
use crate::positions::Positions;
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DiagnosticKind {
    /// An early error of the language.
    SyntaxError,
    /// Valid JavaScript that jsc does not compile yet.
    Unsupported,
    /// The program is larger than bytecode can express.
    Limit,
}

/// A problem at a place of the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub kind: DiagnosticKind,
    pub message: String,
    /// From 1.
    pub line: u32,
    /// From 1, in UTF-16 code units.
    pub column: u32,
    /// Byte offsets in the source.
    pub start: u32,
    pub end: u32,
}

/// Characters of a long line that are shown around the place.
const SHOWN_BEFORE: usize = 60;
const SHOWN_AFTER: usize = 60;

impl Diagnostic {
    pub(crate) fn new(
        kind: DiagnosticKind,
        message: impl Into<String>,
        positions: &Positions,
        start: u32,
        end: u32,
    ) -> Diagnostic {
        let (line, column) = positions.line_and_column(start);
        Diagnostic { kind, message: message.into(), line, column, start, end: end.max(start) }
    }

    /// `file:line:column: SyntaxError: message`, the line, and a caret under the place.
    pub fn render(&self, source: &Source, color: bool) -> String {
        let (bold, red, reset) = if color { ("\x1b[1m", "\x1b[1;31m", "\x1b[0m") } else { ("", "", "") };
        let kind = match self.kind {
            DiagnosticKind::SyntaxError => "SyntaxError",
            DiagnosticKind::Unsupported => "Unsupported",
            DiagnosticKind::Limit => "Limit",
        };
        let mut out = String::new();
        let _ = writeln!(
            out,
            "{bold}{}:{}:{}:{reset} {red}{kind}:{reset} {bold}{}{reset}",
            source.name, self.line, self.column, self.message
        );
        let text = &source.text;
        let mut at = (self.start as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let is_end = |c: char| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
        let line_start = text[..at].rfind(is_end).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let line_end = text[at..].find(is_end).map_or(text.len(), |i| at + i);
        let before: Vec<char> = text[line_start..at].chars().rev().take(SHOWN_BEFORE + 1).collect();
        let cut_before = before.len() > SHOWN_BEFORE && line_end - line_start > SHOWN_BEFORE + SHOWN_AFTER;
        let after: Vec<char> = text[at..line_end].chars().take(SHOWN_AFTER + 1).collect();
        let mut shown = String::new();
        let mut caret = String::new();
        if cut_before {
            shown.push('…');
            caret.push(' ');
        }
        let count = if cut_before { SHOWN_BEFORE } else { before.len() };
        let before: Box<dyn Iterator<Item = char>> = if cut_before {
            Box::new(before[..count].iter().rev().copied())
        } else {
            // Short in all, or its beginning fits: `take` may have dropped one, so read it anew.
            Box::new(text[line_start..at].chars())
        };
        for c in before {
            shown.push(if c.is_control() && c != '\t' { ' ' } else { c });
            // A tab stays a tab, so that the caret stands right whatever the terminal's tab width.
            caret.push(if c == '\t' { '\t' } else { ' ' });
        }
        let cut_after = after.len() > SHOWN_AFTER;
        for &c in &after[..after.len().min(SHOWN_AFTER)] {
            shown.push(if c.is_control() && c != '\t' { ' ' } else { c });
        }
        if cut_after {
            shown.push('…');
        }
        let _ = writeln!(out, "{shown}");
        let width =
            text.get(at..(self.end as usize).min(line_end)).map_or(1, |s| s.chars().count()).clamp(1, SHOWN_AFTER);
        let _ = writeln!(out, "{caret}{red}{}{reset}", "^".repeat(width));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, start: u32, end: u32) -> String {
        let source = Source { name: "a.js".into(), text: text.into() };
        let positions = Positions::new(text);
        Diagnostic::new(DiagnosticKind::SyntaxError, "no", &positions, start, end).render(&source, false)
    }

    #[test]
    fn a_caret_marks_the_place() {
        assert_eq!(
            rendered("let a;\n\tlet ö = %%;\n", 17, 19),
            "a.js:2:10: SyntaxError: no\n\tlet ö = %%;\n\t        ^^\n"
        );
        assert_eq!(rendered("", 0, 0), "a.js:1:1: SyntaxError: no\n\n^\n");
    }

    #[test]
    fn long_lines_are_trimmed() {
        let text = format!("{}@{}", "x".repeat(1000), "y".repeat(1000));
        let shown = rendered(&text, 1000, 1001);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1].chars().count(), 1 + 60 + 60 + 1);
        assert_eq!(lines[1].chars().position(|c| c == '@'), lines[2].chars().position(|c| c == '^'));
    }
}
