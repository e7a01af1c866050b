//! A report as text for people.

use super::{Finding, FindingKind, FormName, FunctionReport, Report};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Source lines of one function that are shown, unless all are.
const SHOWN_LINES: usize = 6;
/// Guards and boxings at one line that are shown, unless all are.
const SHOWN_CHEAP: usize = 3;
/// Functions that are shown, unless all are.
const SHOWN_FUNCTIONS: usize = 20;
/// Inlined callees that are named, unless all are.
const SHOWN_INLINED: usize = 8;
/// Characters of a source line that are shown.
const SHOWN_SOURCE: usize = 70;

/// The report, most important first. `source` is the source text, to show its lines. `all`: also what is not in loops, what is
/// cheap, and every function.
pub fn write(report: &Report, source: &str, all: bool) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = source.lines().collect();
    let forms: Vec<String> = report.forms().iter().map(|(form, n)| format!("{n} {}", form.name())).collect();
    let by = if report.profile { "as the profile counted" } else { "by loops (a profile would count)" };
    let count = report.functions.len();
    let _ = writeln!(out, "{}: {count} functions ({}), hottest first {by}", report.source, forms.join(", "));
    for note in &report.notes {
        let _ = writeln!(out, "note: {note}");
    }
    let (mut shown, mut quiet) = (0, 0);
    for f in &report.functions {
        let findings: Vec<&Finding> = f.findings.iter().filter(|f| all || is_shown(f)).collect();
        if !all && (findings.is_empty() || shown == SHOWN_FUNCTIONS) {
            quiet += 1;
            continue;
        }
        shown += 1;
        out.push('\n');
        heading(&mut out, report, f, all);
        let groups = groups(&findings);
        let mut written: Vec<&Finding> = Vec::new();
        for group in groups.iter().take(if all { groups.len() } else { SHOWN_LINES }) {
            line(&mut out, report, &lines, group, all, &mut written);
        }
        if written.len() < f.findings.len() {
            let _ = writeln!(out, "  and {} more: {}", f.findings.len() - written.len(), rest(f, &written));
        }
    }
    if quiet > 0 {
        let _ = writeln!(out, "\n{quiet} more functions, less hot or with nothing to say of; --verbose shows all");
    }
    out
}

/// In a loop (of its own, or around the calls), and no small matter.
fn is_shown(f: &Finding) -> bool {
    f.runs.map_or(f.depth > 0, |n| n > 1) && f.kind != FindingKind::Check
}

/// Worth a line of its own.
fn is_dear(f: &Finding) -> bool {
    matches!(f.kind, FindingKind::Generic | FindingKind::Call | FindingKind::Allocation)
}

fn heat(f: &Finding) -> u64 {
    f.runs.unwrap_or(u64::from(f.depth))
}

/// Findings by source line: the hottest first, then those with something dear, then in the source's order.
fn groups<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let mut lines: BTreeMap<(u32, Option<&str>), Vec<&Finding>> = BTreeMap::new();
    for f in findings {
        lines.entry((f.line, f.function.as_deref())).or_default().push(f);
    }
    let mut groups: Vec<Vec<&Finding>> = lines.into_values().collect();
    for group in &mut groups {
        group.sort_by_key(|f| (!is_dear(f), Reverse(heat(f)), f.column, f.kind));
    }
    groups.sort_by_key(|g| (Reverse(g.iter().map(|f| heat(f)).max()), !g.iter().any(|f| is_dear(f))));
    groups
}

fn heading(out: &mut String, report: &Report, f: &FunctionReport, all: bool) {
    let _ = write!(out, "{} ({}:{}:{}): {}", f.name, report.source, f.line, f.column, f.form.name());
    if f.form == FormName::Bytecode {
        out.push_str(" only");
    }
    if let Some(reason) = f.reason {
        let _ = write!(out, ", {reason}");
    }
    let _ = match (f.calls, f.depth) {
        (Some(1), _) => write!(out, "; 1 call"),
        (Some(n), _) => write!(out, "; {n} calls"),
        (None, 0) => Ok(()),
        (None, 1) => write!(out, "; called in a loop"),
        (None, depth) => write!(out, "; called in {depth} loops"),
    };
    out.push('\n');
    if !f.inlined.is_empty() {
        let names = f.inlined_names();
        let limit = if all { names.len() } else { SHOWN_INLINED };
        let name = |(name, count): &(&str, u32)| match count {
            1 => name.to_string(),
            n => format!("{name} x{n}"),
        };
        let shown: Vec<String> = names.iter().take(limit).map(name).collect();
        let more = if names.len() > limit { format!(" and {} more", names.len() - limit) } else { String::new() };
        let _ = writeln!(out, "  inlined: {}{more}", shown.join(", "));
    }
}

/// What there is at one source line. Adds what it writes to `written`.
fn line<'a>(
    out: &mut String,
    report: &Report,
    lines: &[&str],
    group: &[&'a Finding],
    all: bool,
    written: &mut Vec<&'a Finding>,
) {
    let hottest = group.iter().max_by_key(|f| (heat(f), Reverse(f.column))).expect("a group has a finding");
    let heat = match hottest.runs {
        Some(1) => "once".to_string(),
        Some(n) => format!("{n} times"),
        None if hottest.depth == 0 => "no loop".to_string(),
        None => format!("loop {}", hottest.depth),
    };
    let function = hottest.function.as_ref().map_or(String::new(), |name| format!("  [in {name}]"));
    let text = lines.get(hottest.line as usize - 1).map_or("", |l| l.trim());
    let text: String = text.chars().filter(|c| !c.is_control()).take(SHOWN_SOURCE).collect();
    let _ = writeln!(out, "  {}:{}:{}  {heat}{function}  | {text}", report.source, hottest.line, group[0].column);
    let mut cheap = 0;
    for f in group {
        if !is_dear(f) {
            cheap += 1;
            if cheap > SHOWN_CHEAP && !all {
                continue;
            }
        }
        written.push(f);
        let count = if f.count > 1 { format!(" (x{})", f.count) } else { String::new() };
        let what = if f.what.is_empty() { String::new() } else { format!(" {}", f.what) };
        let kind = match f.kind {
            FindingKind::Allocation | FindingKind::Check => format!("{}: ", f.kind.name()),
            // The op says it.
            FindingKind::Generic | FindingKind::Call | FindingKind::Boxing | FindingKind::Guard => String::new(),
        };
        let _ = writeln!(out, "    {:>4}  {kind}{}{what}: {}{count}", f.column, f.op, f.reason);
    }
    if cheap > SHOWN_CHEAP && !all {
        let _ = writeln!(out, "          {} more guards and boxings", cheap - SHOWN_CHEAP);
    }
}

/// What is not shown, by kind.
fn rest(f: &FunctionReport, shown: &[&Finding]) -> String {
    let mut parts = Vec::new();
    for kind in FindingKind::ALL {
        let all = f.findings.iter().filter(|f| f.kind == kind).count();
        let hidden = all - shown.iter().filter(|f| f.kind == kind).count();
        if hidden > 0 {
            parts.push(format!("{hidden} {}", kind.name()));
        }
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::write;

    #[test]
    fn what_is_hot_comes_with_place_and_reason() {
        let source = "function f() {\n  for (;;)\n    g(a[i])\n}\n";
        let text = write(&report(), source, false);
        let expected = "\
app.js: 2 functions (1 speculative, 0 generic, 1 bytecode), hottest first by loops (a profile would count)

f (app.js:1:10): speculative; called in a loop
  inlined: g x2
  app.js:3:5  loop 2  [in g]  | g(a[i])
       5  get_by_name .\"x\": objects of 2 predicted shapes (x2)
  and 1 more: 1 check

1 more functions, less hot or with nothing to say of; --verbose shows all
";
        assert_eq!(text, expected);
        let text = write(&report(), source, true);
        assert!(text.contains("check: array_get: checked"), "{text}");
        assert!(text.contains("(top level) (app.js:1:1): bytecode only, runs once"), "{text}");
    }
}
