//! A report as text for people.

use super::{Finding, FindingKind, FormName, FunctionReport, Report};
use std::fmt::Write;

/// Findings of one function that are shown, unless all are.
const SHOWN_FINDINGS: usize = 10;
/// Functions that are shown, unless all are.
const SHOWN_FUNCTIONS: usize = 20;
/// Inlined callees that are named, unless all are.
const SHOWN_INLINED: usize = 8;

/// The report, most important first. `all`: also what is not in loops, what is cheap, and every function.
pub fn write(report: &Report, all: bool) -> String {
    let mut out = String::new();
    let forms: Vec<String> = report.forms().iter().map(|(form, n)| format!("{n} {}", form.name())).collect();
    let by = if report.profile { "as the profile counted" } else { "by loops (a profile would count)" };
    let _ = writeln!(
        out,
        "{}: {} functions ({}), hottest first {by}",
        report.source,
        report.functions.len(),
        forms.join(", ")
    );
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
        let limit = if all { findings.len() } else { SHOWN_FINDINGS };
        for finding in findings.iter().take(limit) {
            line(&mut out, &report.source, finding);
        }
        let hidden = f.findings.len() - findings.len().min(limit);
        if hidden > 0 {
            let _ = writeln!(out, "  and {hidden} more: {}", rest(f, &findings[..findings.len().min(limit)]));
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

fn heading(out: &mut String, report: &Report, f: &FunctionReport, all: bool) {
    let _ = write!(out, "{} ({}:{}:{}): {}", f.name, report.source, f.line, f.column, f.form.name());
    if f.form == FormName::Bytecode {
        out.push_str(" only");
    }
    if let Some(reason) = f.reason {
        let _ = write!(out, ", {reason}");
    }
    match (f.calls, f.depth) {
        (Some(n), _) => {
            let _ = write!(out, "; {n} calls");
        }
        (None, 0) => {}
        (None, depth) => {
            let _ = write!(out, "; called in {depth} loops");
        }
    }
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

fn line(out: &mut String, source: &str, f: &Finding) {
    let heat = match f.runs {
        Some(n) => format!("{n} times"),
        None if f.depth == 0 => "no loop".to_string(),
        None => format!("loop {}", f.depth),
    };
    let count = if f.count > 1 { format!(" (x{})", f.count) } else { String::new() };
    let function = f.function.as_ref().map_or(String::new(), |name| format!(" [in {name}]"));
    let what = if f.what.is_empty() { String::new() } else { format!(" {}", f.what) };
    let kind = match f.kind {
        FindingKind::Generic | FindingKind::Call => "",
        FindingKind::Allocation => "allocation: ",
        FindingKind::Boxing => "boxing: ",
        FindingKind::Guard => "guard: ",
        FindingKind::Check => "check: ",
    };
    let place = format!("{source}:{}:{}", f.line, f.column);
    let _ = writeln!(out, "  {heat:>8}  {place}  {kind}{}{what}: {}{function}{count}", f.op, f.reason);
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
        let text = write(&report(), false);
        let expected = "\
app.js: 2 functions (1 speculative, 0 generic, 1 bytecode), hottest first by loops (a profile would count)

f (app.js:1:10): speculative; called in 1 loops
  inlined: g x2
    loop 2  app.js:3:5  get_by_name .\"x\": objects of 2 predicted shapes [in g] (x2)
  and 1 more: 1 check

1 more functions, less hot or with nothing to say of; --verbose shows all
";
        assert_eq!(text, expected);
        let text = write(&report(), true);
        assert!(
            text.contains("check: array_get") && text.contains("(top level) (app.js:1:1): bytecode only, runs once")
        );
    }
}
