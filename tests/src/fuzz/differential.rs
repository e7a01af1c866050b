//! Runs a program interpreted, native in several ways and, where there is one, under node, and compares what they print.

use super::{generate, speculation};
use crate::{Outcome, difference, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

/// Where and against what to run.
pub struct Setting {
    pub jsc: PathBuf,
    /// Compare with node too.
    pub node: bool,
    /// A directory for the programs.
    pub directory: PathBuf,
}

/// The program of a seed: one in four is from the general grammar.
pub fn program(seed: u64) -> String {
    if seed.is_multiple_of(4) { generate::program(seed).concat() } else { speculation::program(seed) }
}

/// Runs the program of a seed. `Err`: how the modes differ.
pub fn check_seed(setting: &Setting, seed: u64) -> Result<(), String> {
    check(setting, &format!("seed{seed}"), &program(seed), seed)
}

/// One executable: how it is built, and the options that it runs with.
struct Mode {
    name: &'static str,
    flags: Vec<String>,
    options: Vec<String>,
}

/// Compares the modes on one text. The seed chooses among them.
fn check(setting: &Setting, name: &str, text: &str, seed: u64) -> Result<(), String> {
    let file = |ending: &str| setting.directory.join(format!("{name}{ending}"));
    let (script, executable, profile) = (file(".js"), file(".exe"), file(".prof"));
    fs::write(&script, text).map_err(|e| e.to_string())?;
    let jsc = || Command::new(&setting.jsc);
    let interpreted = execute(jsc().arg("run").arg(&script))?;
    let calm = execute(jsc().arg("run").arg(&script).args(["--", "calm"]))?;
    if setting.node {
        let node = execute(Command::new("node").arg(&script))?;
        compare("node", &node, "interpreted", &interpreted, false)?;
    }
    // The profile is of the calm run, or now and then of another program.
    let profiled = match seed % 8 {
        3 => {
            fs::write(file(".other.js"), program(seed ^ 2)).map_err(|e| e.to_string())?;
            file(".other.js")
        }
        _ => script.clone(),
    };
    execute(jsc().arg("profile").arg(&profiled).arg("-o").arg(&profile).args(["--", "calm"]))?;
    for mode in modes(seed, &profile) {
        let build =
            execute(jsc().args(["build", "--native=all"]).args(&mode.flags).arg(&script).arg("-o").arg(&executable))?;
        if build.timed_out {
            // A busy machine.
            continue;
        }
        if build.status != 0 {
            let first = build.stderr().lines().next().unwrap_or("").to_string();
            return Err(format!("jsc build, {}, status {}: {first}", mode.name, build.status));
        }
        for options in &mode.options {
            let native = execute(Command::new(&executable).env("JSC_OPTIONS", options))?;
            let what = if options.is_empty() { mode.name.into() } else { format!("{} {options}", mode.name) };
            compare("interpreted", &interpreted, &what, &native, true)?;
        }
        let native = execute(Command::new(&executable).arg("calm"))?;
        compare("interpreted", &calm, &format!("{} calm", mode.name), &native, true)?;
    }
    for path in [script, executable, profile, file(".other.js")] {
        let _ = fs::remove_file(path);
    }
    Ok(())
}

/// Speculative code as it is and with guards that fail, one by inference alone, the other by a profile, too; sometimes generic code.
/// Most programs are built at -O0: what LLVM does takes most of the time, and finds least.
fn modes(seed: u64, profile: &Path) -> Vec<Mode> {
    let level = match seed / 4 % 32 {
        11 => "-O2",
        7 | 23 => "-O1",
        _ => "-O0",
    };
    let by_profile = format!("--profile={}", profile.display());
    let with = |flags: &[&str]| flags.iter().map(|f| f.to_string()).collect::<Vec<String>>();
    let (mut natural, mut stressed) = (with(&[level]), with(&["-O0", "--stress-guards"]));
    if (seed / 2).is_multiple_of(2) { &mut natural } else { &mut stressed }.push(by_profile);
    let intervals =
        ["1", "2", "3", "7,guard-seed=1", "4,guard-seed=2", if seed % 16 == 1 { "5,gc-stress" } else { "5" }];
    let mut modes = vec![
        Mode { name: "native", flags: natural, options: vec![String::new()] },
        Mode {
            name: "stressed",
            flags: stressed,
            options: intervals.iter().map(|n| format!("guard-stress={n}")).collect(),
        },
    ];
    if seed.is_multiple_of(8) || seed % 8 == 5 {
        modes.push(Mode { name: "generic", flags: with(&[level, "--no-speculation"]), options: vec![String::new()] });
    }
    modes
}

fn execute(command: &mut Command) -> Result<Outcome, String> {
    run(command, None, LIMIT).map_err(|e| e.to_string())
}

fn compare(a_name: &str, a: &Outcome, b_name: &str, b: &Outcome, stderr: bool) -> Result<(), String> {
    if a.timed_out || b.timed_out {
        return if a.timed_out && b.timed_out {
            Ok(())
        } else {
            Err(format!("only one of {a_name} and {b_name} ends"))
        };
    }
    if a.stdout != b.stdout {
        return Err(format!("{a_name} (expected) and {b_name} (found): {}", difference(&a.stdout(), &b.stdout())));
    }
    if a.status != b.status {
        return Err(format!("status of {a_name} and {b_name}: {} and {}: {}", a.status, b.status, b.stderr()));
    }
    if stderr && a.stderr != b.stderr {
        return Err(format!("stderr of {a_name} and {b_name}: {}", difference(&a.stderr(), &b.stderr())));
    }
    Ok(())
}

/// Leaves out lines of a differing program for as long as it differs in the same way, and gives what remains: first many at once,
/// then single ones.
pub fn reduce(setting: &Setting, seed: u64) -> String {
    let text = program(seed);
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let kind = |message: &str| message.split(':').next().unwrap_or("").to_string();
    let Err(message) = check(setting, "reduce", &text, seed) else { return text };
    let mut size = lines.len() / 2;
    while size > 0 {
        let before = lines.len();
        let mut end = lines.len();
        while end > 0 {
            let start = end.saturating_sub(size);
            let fewer = [&lines[..start], &lines[end..]].concat();
            if check(setting, "reduce", &fewer.concat(), seed).is_err_and(|m| kind(&m) == kind(&message)) {
                lines = fewer;
            }
            end = start;
        }
        // Single lines again, for as long as that helps.
        if size > 1 || lines.len() == before {
            size /= 2;
        }
    }
    lines.concat()
}

/// Seeds that once failed, one in a line; they are run for ever.
pub fn recorded_seeds(root: &Path) -> Vec<u64> {
    let text = fs::read_to_string(root.join("tests/fuzz-seeds.txt")).unwrap_or_default();
    let lines = text.lines().filter_map(|l| l.split('#').next()).map(str::trim).filter(|l| !l.is_empty());
    lines.map(|l| l.parse().unwrap_or_else(|_| panic!("tests/fuzz-seeds.txt: '{l}' is no seed"))).collect()
}
