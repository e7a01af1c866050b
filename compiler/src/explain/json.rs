//! A report as JSON for tools: one object. `version` changes with the format.

use super::{Finding, FunctionReport, Report};
use std::fmt::Write;

/// The report with everything that it holds, on several lines.
pub fn write(report: &Report) -> String {
    let functions: Vec<String> = report.functions.iter().map(function).collect();
    let notes: Vec<String> = report.notes.iter().map(|n| string(n)).collect();
    format!(
        "{{\"version\": 1, \"source\": {}, \"profile\": {}, \"notes\": [{}], \"functions\": [{}]}}\n",
        string(&report.source),
        report.profile,
        notes.join(", "),
        functions.join(",")
    )
}

fn function(f: &FunctionReport) -> String {
    let inlined: Vec<String> = f
        .inlined
        .iter()
        .map(|i| format!("{{\"callee\": {}, \"line\": {}, \"column\": {}}}", string(&i.callee), i.line, i.column))
        .collect();
    let findings: Vec<String> = f.findings.iter().map(finding).collect();
    format!(
        "\n{{\"name\": {}, \"line\": {}, \"column\": {}, \"form\": {}, \"reason\": {}, \"depth\": {}, \"calls\": {}, \
         \"inlined\": [{}], \"findings\": [{}]}}",
        string(&f.name),
        f.line,
        f.column,
        string(f.form.name()),
        f.reason.map_or("null".into(), string),
        f.depth,
        number(f.calls),
        inlined.join(", "),
        findings.join(",")
    )
}

fn finding(f: &Finding) -> String {
    format!(
        "\n  {{\"kind\": {}, \"op\": {}, \"what\": {}, \"reason\": {}, \"line\": {}, \"column\": {}, \"function\": {}, \
         \"depth\": {}, \"loops\": {}, \"runs\": {}, \"count\": {}}}",
        string(f.kind.name()),
        string(f.op),
        string(&f.what),
        string(&f.reason),
        f.line,
        f.column,
        f.function.as_ref().map_or("null".into(), |name| string(name)),
        f.depth,
        f.loops,
        number(f.runs),
        f.count
    )
}

fn number(n: Option<u64>) -> String {
    n.map_or("null".into(), |n| n.to_string())
}

/// A JSON string (RFC 8259, section 7).
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' || ('\u{7F}'..'\u{A0}').contains(&c) => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::{string, write};

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string("a\"b\\c\nd\u{1}\u{7f}é"), "\"a\\\"b\\\\c\\nd\\u0001\\u007fé\"");
    }

    #[test]
    fn the_report_is_one_object() {
        let expected = r#"{"version": 1, "source": "app.js", "profile": false, "notes": [], "functions": [
{"name": "f", "line": 1, "column": 10, "form": "speculative", "reason": null, "depth": 1, "calls": null, "inlined": [{"callee": "g", "line": 3, "column": 5}, {"callee": "g", "line": 4, "column": 5}], "findings": [
  {"kind": "generic", "op": "get_by_name", "what": ".\"x\"", "reason": "objects of 2 predicted shapes", "line": 3, "column": 5, "function": "g", "depth": 2, "loops": 1, "runs": null, "count": 2},
  {"kind": "check", "op": "array_get", "what": "", "reason": "checked", "line": 3, "column": 9, "function": null, "depth": 2, "loops": 1, "runs": null, "count": 1}]},
{"name": "(top level)", "line": 1, "column": 1, "form": "bytecode", "reason": "runs once", "depth": 0, "calls": null, "inlined": [], "findings": []}]}
"#;
        assert_eq!(write(&report()), expected);
    }
}
