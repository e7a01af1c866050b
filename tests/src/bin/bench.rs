//! `make bench`: the programs of `tests/bench`, native, interpreted and under other engines, several times interleaved. Checks
//! that outputs agree; writes medians, ratios and geometric means as Markdown and SVG to `target/bench`.
//!
//! Usage: bench [--runs N] [--engines a,b] [--flags "-O3 ..."] [NAME ...]
//!
//! Engines: native, profiled (native, with a profile of the same program, which is recorded once for each jsc and source, and kept
//! in `target/bench`; only if asked for), interpreted, and of node, bun, deno, qjs what is on PATH (or at BENCH_NODE, BENCH_BUN, BENCH_DENO, BENCH_QJS).
//! The jsc is $JSC, or the one beside this program: build both with `--release`.

use jsc_tests::{Outcome, jsc, root, run, scripts};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);
/// What the ratios are relative to, if it is there.
const REFERENCE: &str = "node";

/// One way to run a program.
struct Engine {
    name: &'static str,
    how: How,
}

enum How {
    /// The command before the program's path.
    Command(Vec<OsString>),
    /// Compiled.
    Native,
    /// Compiled with a profile.
    Profiled,
}

impl Engine {
    fn executable(&self, program: &str) -> Option<PathBuf> {
        match self.how {
            How::Command(_) => None,
            How::Native => Some(directory().join(program)),
            How::Profiled => Some(directory().join(format!("{program}.profiled"))),
        }
    }
}

fn directory() -> PathBuf {
    root().join("target/bench")
}

/// Medians of one program under one engine.
#[derive(Clone, Copy)]
struct Figure {
    seconds: f64,
    peak_memory: u64,
}

fn main() {
    let mut runs = 5;
    let mut wanted: Option<Vec<String>> = None;
    let mut flags: Vec<String> = Vec::new();
    let mut names = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| usage());
        match argument.as_str() {
            "--runs" => runs = value().parse().ok().filter(|n| *n > 0).unwrap_or_else(|| usage()),
            "--engines" => wanted = Some(value().split(',').map(String::from).collect()),
            "--flags" => flags = value().split_whitespace().map(String::from).collect(),
            name if name.starts_with('-') => usage(),
            name => names.push(name.trim_end_matches(".js").to_string()),
        }
    }
    let is_wanted = |e: &Engine| match &wanted {
        None => !matches!(e.how, How::Profiled),
        Some(names) => names.iter().any(|n| n == e.name),
    };
    let engines: Vec<Engine> = engines().into_iter().filter(is_wanted).collect();
    let directory = directory();
    fs::create_dir_all(&directory).expect("target/bench");
    let mut programs: Vec<String> =
        scripts(&root().join("tests/bench")).iter().map(|p| p.with_extension("").display().to_string()).collect();
    programs.retain(|p| names.is_empty() || names.contains(p));
    assert!(!programs.is_empty(), "tests/bench has no such program");

    let mut table: BTreeMap<String, BTreeMap<&str, Figure>> = BTreeMap::new();
    let mut problems = Vec::new();
    for program in &programs {
        let script = root().join("tests/bench").join(program).with_extension("js");
        for engine in &engines {
            let Some(executable) = engine.executable(program) else { continue };
            let mut build = Command::new(jsc());
            build.arg("build").args(&flags).arg(&script).arg("-o").arg(&executable);
            if let How::Profiled = engine.how {
                match profile(program, &script) {
                    Ok(profile) => _ = build.arg("--profile").arg(profile),
                    Err(e) => problems.push(format!("{program}: {e}")),
                }
            }
            let built = run(&mut build, None, LIMIT).expect("jsc");
            if built.status != 0 {
                problems.push(format!("{program}: jsc build: {}", built.stderr().lines().next().unwrap_or("failed")));
            }
        }
        let (figures, mut found) = measure(&engines, program, &script, runs);
        problems.append(&mut found);
        let times: Vec<String> = engines
            .iter()
            .map(|e| format!("{} {}", e.name, figures.get(e.name).map_or("-".into(), |f| format!("{:.3}", f.seconds))))
            .collect();
        eprintln!("{program:<18} {}", times.join("  "));
        table.insert(program.clone(), figures);
    }

    let markdown = markdown(&engines, &table, &problems, runs);
    fs::write(directory.join("results.md"), &markdown).expect("results.md");
    fs::write(directory.join("results.svg"), svg(&engines, &table)).expect("results.svg");
    print!("{markdown}");
    eprintln!("written to {}", directory.join("results.{md,svg}").display());
    std::process::exit(if problems.is_empty() { 0 } else { 1 });
}

fn usage() -> ! {
    eprintln!("usage: bench [--runs N] [--engines a,b] [--flags \"...\"] [NAME ...]");
    std::process::exit(2);
}

fn engines() -> Vec<Engine> {
    let mut engines = vec![
        Engine { name: "native", how: How::Native },
        Engine { name: "profiled", how: How::Profiled },
        Engine { name: "interpreted", how: How::Command(vec![jsc().into(), "run".into()]) },
    ];
    for (name, variable, arguments) in [
        ("node", "BENCH_NODE", &[] as &[&str]),
        ("bun", "BENCH_BUN", &[]),
        ("deno", "BENCH_DENO", &["run", "--allow-all", "--quiet"]),
        ("qjs", "BENCH_QJS", &["--script"]),
    ] {
        let program = std::env::var_os(variable).or_else(|| jsc_tests::has_program(name).then(|| name.into()));
        if let Some(program) = program {
            let arguments = arguments.iter().map(OsString::from);
            let command = std::iter::once(program).chain(arguments).collect();
            engines.push(Engine { name, how: How::Command(command) });
        }
    }
    engines
}

/// Piece by piece: what this process once took counts as the peak memory of those that it starts.
fn hash_file(file: &Path, hasher: &mut impl Hasher) -> std::io::Result<()> {
    let mut from = fs::File::open(file)?;
    let mut piece = [0; 1 << 16];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(()),
            n => piece[..n].hash(hasher),
        }
    }
}

/// The profile of a program, recorded unless this jsc did so before with this source.
fn profile(program: &str, script: &Path) -> Result<PathBuf, String> {
    let mut hasher = std::hash::DefaultHasher::new();
    for file in [script, &jsc()] {
        hash_file(file, &mut hasher).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    let path = directory().join(format!("{program}.{:016x}.prof", hasher.finish()));
    if !path.exists() {
        let recorded = run(Command::new(jsc()).arg("profile").arg(script).arg("-o").arg(&path), None, LIMIT)
            .map_err(|e| format!("jsc profile: {e}"))?;
        if recorded.status != 0 || recorded.timed_out {
            return Err(format!("jsc profile: {}", recorded.stderr().lines().next().unwrap_or("too slow")));
        }
    }
    Ok(path)
}

/// Runs all engines in turn, `runs` times, and compares their outputs.
fn measure(
    engines: &[Engine],
    program: &str,
    script: &Path,
    runs: usize,
) -> (BTreeMap<&'static str, Figure>, Vec<String>) {
    let mut outcomes: BTreeMap<&'static str, Vec<Outcome>> = BTreeMap::new();
    let mut problems: Vec<String> = Vec::new();
    let mut failed: Vec<&str> = Vec::new();
    let mut expected: Option<(&str, Vec<u8>)> = None;
    for _ in 0..runs {
        for engine in engines {
            if failed.contains(&engine.name) {
                continue;
            }
            let mut command = match (&engine.how, engine.executable(program)) {
                (_, Some(executable)) => Command::new(executable),
                (How::Command(words), None) => {
                    let mut c = Command::new(&words[0]);
                    c.args(&words[1..]).arg(script);
                    c
                }
                _ => unreachable!("what is compiled is an executable"),
            };
            let outcome = match run(&mut command, None, LIMIT) {
                Ok(outcome) => outcome,
                Err(e) => {
                    problems.push(format!("{program}: {}: {e}", engine.name));
                    failed.push(engine.name);
                    continue;
                }
            };
            let (name, text) = expected.get_or_insert_with(|| (engine.name, outcome.stdout.clone()));
            if outcome.status != 0 || outcome.timed_out {
                let why = if outcome.timed_out {
                    "too slow".into()
                } else {
                    outcome.stderr().lines().next().unwrap_or("").to_string()
                };
                problems.push(format!("{program}: {}: status {}: {why}", engine.name, outcome.status));
                failed.push(engine.name);
            } else if outcome.stdout != *text {
                problems.push(format!("{program}: {} prints other than {name}", engine.name));
                failed.push(engine.name);
            } else {
                outcomes.entry(engine.name).or_default().push(outcome);
            }
        }
    }
    let figures = outcomes.into_iter().filter(|(name, _)| !failed.contains(name)).map(|(name, list)| {
        let seconds = median(list.iter().map(|o| o.wall.as_secs_f64()).collect());
        let peak_memory = median(list.iter().map(|o| o.peak_memory as f64).collect()) as u64;
        (name, Figure { seconds, peak_memory })
    });
    (figures.collect(), problems)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// Geometric mean of `a`'s time to `b`'s, over the programs that both ran, and their number.
fn mean_ratio(table: &BTreeMap<String, BTreeMap<&str, Figure>>, a: &str, b: &str) -> Option<(f64, usize)> {
    let ratios: Vec<f64> = table.values().filter_map(|f| Some((f.get(a)?.seconds / f.get(b)?.seconds).ln())).collect();
    (!ratios.is_empty()).then(|| ((ratios.iter().sum::<f64>() / ratios.len() as f64).exp(), ratios.len()))
}

fn markdown(
    engines: &[Engine],
    table: &BTreeMap<String, BTreeMap<&str, Figure>>,
    problems: &[String],
    runs: usize,
) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "Whole process, median of {runs} interleaved runs: seconds (peak MiB).\n");
    let names: Vec<&str> = engines.iter().map(|e| e.name).collect();
    let ratios: Vec<(&str, &str)> = [
        ("interpreted", "native"),
        ("profiled", "native"),
        ("native", REFERENCE),
        ("profiled", REFERENCE),
        ("interpreted", "qjs"),
    ]
    .into_iter()
    .filter(|(a, b)| names.contains(a) && names.contains(b))
    .collect();
    let _ = write!(out, "| program |");
    out.extend(names.iter().map(|n| format!(" {n} |")));
    out.extend(ratios.iter().map(|(a, b)| format!(" {a} / {b} |")));
    let _ = writeln!(out, "\n|---|{}", "---:|".repeat(names.len() + ratios.len()));
    for (program, figures) in table {
        let _ = write!(out, "| {program} |");
        for name in &names {
            let _ = match figures.get(name) {
                Some(f) => write!(out, " {:.3} ({:.0}) |", f.seconds, f.peak_memory as f64 / f64::from(1 << 20)),
                None => write!(out, " - |"),
            };
        }
        for (a, b) in &ratios {
            let _ = match (figures.get(a), figures.get(b)) {
                (Some(a), Some(b)) => write!(out, " {:.2} |", a.seconds / b.seconds),
                _ => write!(out, " - |"),
            };
        }
        let _ = writeln!(out);
    }
    let _ = write!(out, "| **geometric mean** |{}", " |".repeat(names.len()));
    for (a, b) in &ratios {
        let _ = match mean_ratio(table, a, b) {
            Some((ratio, count)) => write!(out, " **{ratio:.2}** ({count}) |"),
            None => write!(out, " - |"),
        };
    }
    let _ = writeln!(out);
    if !problems.is_empty() {
        let _ = writeln!(out, "\nNot counted:\n");
        out.extend(problems.iter().map(|p| format!("- {p}\n")));
    }
    out
}

/// A bar for each program and engine: time relative to the reference, on a logarithmic scale. All sizes follow from the content.
fn svg(engines: &[Engine], table: &BTreeMap<String, BTreeMap<&str, Figure>>) -> String {
    const BAR: f64 = 12.0;
    const GAP: f64 = 10.0;
    const CHARACTER: f64 = 7.3;
    const WIDTH: f64 = 560.0;
    const COLORS: [&str; 7] = ["#2563eb", "#0891b2", "#94a3b8", "#16a34a", "#f59e0b", "#9333ea", "#dc2626"];
    let names: Vec<&str> = engines.iter().map(|e| e.name).collect();
    let reference = if names.contains(&REFERENCE) { REFERENCE } else { names[0] };
    let rows: Vec<(&str, Vec<Option<f64>>)> = table
        .iter()
        .filter_map(|(program, figures)| {
            let base = figures.get(reference)?.seconds;
            Some((program.as_str(), names.iter().map(|n| figures.get(n).map(|f| f.seconds / base)).collect()))
        })
        .collect();
    let all: Vec<f64> = rows.iter().flat_map(|r| r.1.iter().flatten().copied()).collect();
    let low = all.iter().copied().fold(1.0, f64::min).log2().floor();
    let high = all.iter().copied().fold(1.0, f64::max).log2().ceil().max(low + 1.0);
    let left = rows.iter().map(|r| r.0.len()).max().unwrap_or(0) as f64 * CHARACTER + 16.0;
    let x = |ratio: f64| left + (ratio.log2() - low) / (high - low) * WIDTH;
    let top = 64.0;
    let row_height = BAR * names.len() as f64 + GAP;
    let height = top + row_height * rows.len() as f64 + 12.0;
    let total = left + WIDTH + 70.0;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{total:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {total:.0} {height:.0}\" font-family=\"ui-monospace, monospace\" font-size=\"12\">"
    );
    let _ = writeln!(out, "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
    let _ = writeln!(
        out,
        "<text x=\"8\" y=\"18\" font-weight=\"bold\">time relative to {} (logarithmic; shorter is faster)</text>",
        escape(reference)
    );
    let mut at = 8.0;
    for (i, name) in names.iter().enumerate() {
        let _ = writeln!(
            out,
            "<rect x=\"{at:.0}\" y=\"28\" width=\"10\" height=\"10\" fill=\"{}\"/>",
            COLORS[i % COLORS.len()]
        );
        let _ = writeln!(out, "<text x=\"{:.0}\" y=\"37\">{}</text>", at + 14.0, escape(name));
        at += 14.0 + name.len() as f64 * CHARACTER + 16.0;
    }
    for power in low as i32..=high as i32 {
        let ratio = f64::from(power).exp2();
        let label = if power < 0 { format!("1/{}", 1u64 << -power) } else { format!("{}", 1u64 << power) };
        let color = if power == 0 { "#475569" } else { "#e2e8f0" };
        let _ = writeln!(
            out,
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{1}\" y2=\"{2:.0}\" stroke=\"{color}\"/>",
            x(ratio),
            top - 6.0,
            height - 8.0
        );
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#475569\">{label}</text>",
            x(ratio),
            top - 10.0
        );
    }
    for (r, (program, ratios)) in rows.iter().enumerate() {
        let y = top + r as f64 * row_height;
        let middle = y + BAR * names.len() as f64 / 2.0 + 4.0;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{}</text>",
            left - 8.0,
            escape(program)
        );
        for (i, ratio) in ratios.iter().enumerate() {
            let Some(ratio) = ratio else { continue };
            let y = y + i as f64 * BAR;
            let (end, color) = (x(*ratio), COLORS[i % COLORS.len()]);
            let _ = writeln!(
                out,
                "<rect x=\"{left:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{}\" fill=\"{color}\"/>",
                (end - left).max(1.0),
                BAR - 2.0
            );
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"10\" fill=\"#334155\">{ratio:.2}</text>",
                end.max(left + 1.0) + 4.0,
                y + BAR - 3.5
            );
        }
    }
    out + "</svg>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
