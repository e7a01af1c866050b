//! `jsc compare`: the same program native and interpreted, side by side.

use super::arguments::CompareArguments;
use super::measure::{self, Measured};
use super::ui::Ui;
use super::{Failure, print};
use crate::driver::timings::Timings;
use crate::driver::{self, source};
use std::fmt::Write;
use std::fs::File;
use std::io::IsTerminal;
use std::path::Path;
use std::process::Command;

/// Characters of a differing line that are shown.
const SHOWN_LINE: usize = 200;

pub fn run(arguments: &CompareArguments, ui: &Ui) -> Result<u8, Failure> {
    if arguments.file == Path::new("-") {
        return Err(Failure::Other("compare needs a source file: standard input is the program's".into()));
    }
    let source = source::read(&arguments.file)?;
    let directory = tempfile::Builder::new()
        .prefix("jsc-compare-")
        .tempdir()
        .map_err(|e| format!("cannot make a directory for temporary files: {e}"))?;
    let executable = directory.path().join("program");
    let progress = |what: &str, done: usize, total: usize| ui.progress(what, done, total);
    driver::build(&source, &arguments.code.options()?, &executable, &mut Timings::default(), &progress)
        .map_err(|e| Failure::new(e, &source))?;
    let input = input().map_err(|e| format!("cannot read standard input: {e}"))?;

    let fail = |e: std::io::Error| Failure::Other(format!("cannot run the program: {e}"));
    ui.progress("running native", 0, 0);
    let native = measure::run(Command::new(&executable).args(&arguments.args), input.as_ref()).map_err(fail)?;
    ui.progress("running interpreted", 0, 0);
    let jsc = std::env::current_exe().map_err(|e| format!("cannot find jsc's own place: {e}"))?;
    let mut command = Command::new(jsc);
    command.arg("run").arg(&arguments.file).args(&arguments.args);
    let interpreted = measure::run(&mut command, input.as_ref()).map_err(fail)?;
    ui.clear();

    let (text, same) = report(&native, &interpreted);
    print(text.as_bytes())?;
    Ok(if same { 0 } else { 1 })
}

/// Standard input as a file that both runs can read from its start; nothing if it is a terminal.
fn input() -> std::io::Result<Option<File>> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok(None);
    }
    let mut file = tempfile::tempfile()?;
    std::io::copy(&mut stdin.lock(), &mut file)?;
    Ok(Some(file))
}

/// The table, and whether both runs did the same.
fn report(native: &Measured, interpreted: &Measured) -> (String, bool) {
    let mut out = String::new();
    let mut row = |name: &str, a: String, b: String| {
        let _ = writeln!(out, "{name:<12} {a:>14} {b:>14}");
    };
    let milliseconds = |d: std::time::Duration| format!("{:.1} ms", d.as_secs_f64() * 1e3);
    let mebibytes = |n: u64| format!("{:.1} MiB", n as f64 / f64::from(1 << 20));
    row("", "native".into(), "interpreted".into());
    row("status", native.code().to_string(), interpreted.code().to_string());
    row("wall time", milliseconds(native.wall), milliseconds(interpreted.wall));
    row("CPU time", milliseconds(native.cpu), milliseconds(interpreted.cpu));
    row("peak memory", mebibytes(native.peak_memory), mebibytes(interpreted.peak_memory));
    row("stdout", format!("{} bytes", native.stdout.len()), format!("{} bytes", interpreted.stdout.len()));
    row("stderr", format!("{} bytes", native.stderr.len()), format!("{} bytes", interpreted.stderr.len()));
    let _ = writeln!(
        out,
        "speed-up     {:.2} times (wall time)",
        interpreted.wall.as_secs_f64() / native.wall.as_secs_f64().max(1e-9)
    );

    let mut same = true;
    if native.code() != interpreted.code() {
        same = false;
        let _ = writeln!(out, "the exit status differs: {} native, {} interpreted", native.code(), interpreted.code());
    }
    for (name, a, b) in
        [("stdout", &native.stdout, &interpreted.stdout), ("stderr", &native.stderr, &interpreted.stderr)]
    {
        if let Some((line, a, b)) = first_difference(a, b) {
            same = false;
            let _ = writeln!(out, "{name} differs first in line {line}:\n  native       {a}\n  interpreted  {b}");
        }
    }
    let _ = writeln!(out, "{}", if same { "same stdout, stderr and status" } else { "the modes DIFFER" });
    (out, same)
}

/// Number and texts of the first line that differs.
fn first_difference(a: &[u8], b: &[u8]) -> Option<(usize, String, String)> {
    if a == b {
        return None;
    }
    let lines = |bytes: &[u8]| bytes.split_inclusive(|c| *c == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (a, b) = (lines(a), lines(b));
    let at = (0..).find(|i| a.get(*i) != b.get(*i)).expect("they differ somewhere");
    let show = |line: Option<&Vec<u8>>| match line {
        None => "(nothing more)".to_string(),
        Some(line) => {
            let text = String::from_utf8_lossy(line);
            let shown: String = text.trim_end_matches('\n').chars().take(SHOWN_LINE).collect();
            if line.ends_with(b"\n") { shown } else { shown + " (no line end)" }
        }
    };
    Some((at + 1, show(a.get(at)), show(b.get(at))))
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_differing_line_is_named() {
        assert_eq!(first_difference(b"a\nb\n", b"a\nb\n"), None);
        assert_eq!(first_difference(b"a\nb\nc\n", b"a\nx\nc\n"), Some((2, "b".into(), "x".into())));
        assert_eq!(first_difference(b"a\n", b"a\nx"), Some((2, "(nothing more)".into(), "x (no line end)".into())));
    }
}
