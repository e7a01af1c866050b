//! From byte offsets of the source to lines and columns as V8 counts them: from 1, columns in UTF-16 code units.

/// Index of a source text. Lookups cost a binary search; also on one line of many megabytes.
pub struct Positions<'a> {
    text: &'a str,
    /// Byte offset of each line's first character.
    lines: Vec<u32>,
    /// UTF-16 length of the text before each [`STEP`]th byte; empty if all is ASCII.
    utf16: Vec<u32>,
}

const STEP: usize = 1024;

impl<'a> Positions<'a> {
    /// The offset of what follows `word`, blanks and comments, if the text at `start` begins so.
    pub fn skip_word(&self, start: u32, word: &str) -> u32 {
        let Some(mut rest) = self.text[start as usize..].strip_prefix(word) else { return start };
        loop {
            rest = rest.trim_start();
            let comment = if rest.starts_with("//") {
                rest.find(['\n', '\r', '\u{2028}', '\u{2029}'])
            } else if rest.starts_with("/*") {
                rest.find("*/").map(|at| at + 2)
            } else {
                None
            };
            match comment {
                Some(end) => rest = &rest[end..],
                None => return (self.text.len() - rest.len()) as u32,
            }
        }
    }

    pub fn new(text: &'a str) -> Positions<'a> {
        let bytes = text.as_bytes();
        let mut lines = vec![0];
        let mut i = 0;
        while i < bytes.len() {
            match bytes[i] {
                b'\n' => lines.push(i as u32 + 1),
                b'\r' if bytes.get(i + 1) != Some(&b'\n') => lines.push(i as u32 + 1),
                // U+2028 and U+2029 end lines too.
                0xE2 if bytes.get(i + 1) == Some(&0x80) && matches!(bytes.get(i + 2), Some(0xA8 | 0xA9)) => {
                    lines.push(i as u32 + 3)
                }
                _ => {}
            }
            i += 1;
        }
        let mut utf16 = Vec::new();
        if !text.is_ascii() {
            let mut units = 0;
            for (i, &b) in bytes.iter().enumerate() {
                if i % STEP == 0 {
                    utf16.push(units);
                }
                units += units_of_byte(b);
            }
            utf16.push(units);
        }
        Positions { text, lines, utf16 }
    }

    fn units_before(&self, offset: usize) -> u32 {
        if self.utf16.is_empty() {
            return offset as u32;
        }
        let start = offset / STEP;
        self.utf16[start] + self.text.as_bytes()[start * STEP..offset].iter().map(|&b| units_of_byte(b)).sum::<u32>()
    }

    /// Line and column, from 1, of a byte offset.
    pub fn line_and_column(&self, offset: u32) -> (u32, u32) {
        let offset = offset.min(self.text.len() as u32);
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines[line - 1] as usize;
        (line as u32, self.units_before(offset as usize) - self.units_before(start) + 1)
    }
}

/// How many UTF-16 units a byte of UTF-8 accounts for: leading bytes count for their character.
fn units_of_byte(byte: u8) -> u32 {
    match byte {
        0x80..=0xBF => 0,
        0xF0.. => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let p = Positions::new("a😀b\r\nö x\u{2028}z");
        assert_eq!(p.line_and_column(0), (1, 1));
        assert_eq!(p.line_and_column(5), (1, 4));
        assert_eq!(p.line_and_column(8), (2, 1));
        assert_eq!(p.line_and_column(11), (2, 3));
        assert_eq!(p.line_and_column(15), (3, 1));
    }

    #[test]
    fn long_lines_are_indexed() {
        let text = "é".repeat(5000);
        let p = Positions::new(&text);
        assert_eq!(p.line_and_column(8000), (1, 4001));
    }
}
