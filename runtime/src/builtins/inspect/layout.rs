//! Where lines break: entries on one line if they fit, arrays of short entries in columns.

use super::text::{units, width};
use super::{BUDGET, Compact, Inspector};

/// What the entries are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Entries {
    Object,
    /// Elements, and after them properties, of an array or the like.
    ArrayExtras,
}

/// What grouping in columns must know about an array.
pub(super) struct Elements {
    /// The entries are all numbers, so that they line up at the right.
    pub numeric: bool,
}

/// Characters are about this many times as high as wide.
const APPROXIMATE_HEIGHT: f64 = 2.5;
const MAX_COLUMNS: usize = 15;

impl Inspector {
    /// The entries between the braces, after `base`. `elements` is `None` where there is no array to look at.
    pub(super) fn join(
        &mut self,
        mut output: Vec<String>,
        base: &str,
        braces: (&str, &str),
        entries: Entries,
        level: i64,
        elements: Option<Elements>,
    ) -> String {
        let base_space = if base.is_empty() { String::new() } else { format!("{base} ") };
        if self.options.compact == Compact::Always {
            return self.join_compact(output, base, braces);
        }
        if let Compact::Levels(levels) = self.options.compact {
            let count = output.len();
            if entries == Entries::ArrayExtras && count > 6 {
                output = self.group(output, elements.is_none_or(|e| e.numeric));
            }
            if self.current_depth - level < levels as i64 && count == output.len() {
                // 10 stands for all else that takes room.
                let start = output.len() + self.indentation + units(braces.0) + units(base) + 10;
                if self.fits(&output, start, base) {
                    let joined = output.join(", ");
                    if !joined.contains('\n') {
                        return format!("{base_space}{} {joined} {}", braces.0, braces.1);
                    }
                }
            }
        }
        let indentation = format!("\n{}", " ".repeat(self.indentation));
        let joined = output.join(&format!(",{indentation}  "));
        format!("{base_space}{}{indentation}  {joined}{indentation}{}", braces.0, braces.1)
    }

    fn join_compact(&mut self, output: Vec<String>, base: &str, braces: (&str, &str)) -> String {
        let space_base = if base.is_empty() { String::new() } else { format!(" {base}") };
        if self.fits(&output, 0, base) {
            return format!("{}{space_base} {} {}", braces.0, output.join(", "), braces.1);
        }
        let indentation = format!("\n{}", " ".repeat(self.indentation));
        // A long opening brace has a line of its own.
        let line = if base.is_empty() && units(braces.0) == 1 {
            " ".to_string()
        } else {
            format!("{space_base}{indentation}  ")
        };
        format!("{}{line}{} {}", braces.0, output.join(&format!(",{indentation}  ")), braces.1)
    }

    fn fits(&self, output: &[String], start: usize, base: &str) -> bool {
        let limit = self.options.break_length;
        let mut total = output.len() + start;
        if total + output.len() > limit {
            return false;
        }
        for entry in output {
            total += units(entry);
            if total > limit {
                return false;
            }
        }
        !base.contains('\n')
    }

    /// Entries in columns, if they are of similar length. Each element of the result is a line then.
    fn group(&self, output: Vec<String>, numeric: bool) -> Vec<String> {
        const SEPARATOR: usize = 2;
        let mut count = output.len();
        // "... more items" stays apart.
        let has_more = self.options.max_array_length < output.len();
        if has_more {
            count -= 1;
        }
        let lengths: Vec<usize> = output[..count].iter().map(|entry| width(entry)).collect();
        let total: usize = lengths.iter().map(|n| n + SEPARATOR).sum();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let column = longest + SEPARATOR;
        if column * 3 + self.indentation >= self.options.break_length
            || !(total as f64 / column as f64 > 5.0 || longest <= 6)
        {
            return output;
        }
        // Ideally a square, with more columns for entries of different length.
        let bias = (column as f64 - total as f64 / output.len() as f64).sqrt();
        let biased = (column as f64 - 3.0 - bias).max(1.0);
        let ideal = ((APPROXIMATE_HEIGHT * biased * count as f64).sqrt() / biased + 0.5).floor() as usize;
        let levels = if let Compact::Levels(n) = self.options.compact { n } else { 0 };
        let columns =
            ideal.min((self.options.break_length - self.indentation) / column).min(levels * 4).min(MAX_COLUMNS);
        if columns <= 1 {
            return output;
        }
        let widths: Vec<usize> = (0..columns)
            .map(|i| lengths.iter().skip(i).step_by(columns).copied().max().unwrap_or(0) + SEPARATOR)
            .collect();
        let mut lines = Vec::with_capacity(count / columns + 2);
        for first in (0..count).step_by(columns) {
            let end = (first + columns).min(count);
            let mut line = String::new();
            for at in first..end {
                let last = at + 1 == end;
                let wanted = widths[at - first] - if last { SEPARATOR } else { 0 };
                let entry = if last { output[at].clone() } else { format!("{}, ", output[at]) };
                let have = lengths[at] + if last { 0 } else { SEPARATOR };
                let padding = " ".repeat(wanted.saturating_sub(have));
                if numeric {
                    line.push_str(&padding);
                    line.push_str(&entry);
                } else {
                    line.push_str(&entry);
                    if !last {
                        line.push_str(&padding);
                    }
                }
            }
            lines.push(line);
        }
        if has_more {
            lines.push(output[count].clone());
        }
        lines
    }

    /// Counts what was made; where it becomes too much, only the outermost level is shown from now on.
    pub(super) fn charge(&mut self, text: &str) {
        if self.budget.len() <= self.indentation {
            self.budget.resize(self.indentation + 1, 0);
        }
        self.budget[self.indentation] += text.len();
        if self.budget[self.indentation] > BUDGET {
            self.options.depth = -1;
        }
    }
}
