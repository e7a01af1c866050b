//! Runs a program native, interpreted and, where there is one, under node, and compares what they print.

use super::generate;
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

/// Runs the program of a seed. `Err`: how the modes differ.
pub fn check_seed(setting: &Setting, seed: u64) -> Result<(), String> {
    check(setting, &format!("seed{seed}"), &generate::program(seed).concat())
}

/// Compares the modes on one text.
pub fn check(setting: &Setting, name: &str, text: &str) -> Result<(), String> {
    let script = setting.directory.join(format!("{name}.js"));
    let executable = setting.directory.join(name);
    fs::write(&script, text).map_err(|e| e.to_string())?;
    let interpreted = execute(Command::new(&setting.jsc).arg("run").arg(&script))?;
    // Cycle through the levels: a wrong fast path shows at one of them.
    let level = ["-O2", "-O1", "-O0", "-O2"][text.len() % 4];
    let build = execute(
        Command::new(&setting.jsc).args(["build", "--native=all", level]).arg(&script).arg("-o").arg(&executable),
    )?;
    if build.status != 0 {
        return Err(format!(
            "jsc build {level}: status {}: {}",
            build.status,
            build.stderr().lines().next().unwrap_or("")
        ));
    }
    let native = execute(&mut Command::new(&executable))?;
    compare("interpreted", &interpreted, "native", &native, true)?;
    if setting.node {
        let node = execute(Command::new("node").arg(&script))?;
        compare("node", &node, "interpreted", &interpreted, false)?;
    }
    let _ = (fs::remove_file(&script), fs::remove_file(&executable));
    Ok(())
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
        return Err(format!("status {} {a_name}, {} {b_name}: {}", a.status, b.status, b.stderr()));
    }
    if stderr && a.stderr != b.stderr {
        return Err(format!("stderr of {a_name} and {b_name}: {}", difference(&a.stderr(), &b.stderr())));
    }
    Ok(())
}

/// Leaves out pieces of a differing program for as long as it differs in the same way, and gives what remains.
pub fn reduce(setting: &Setting, seed: u64) -> String {
    let mut pieces = generate::program(seed);
    let kind = |message: &str| message.split(':').next().unwrap_or("").to_string();
    let Err(message) = check(setting, "reduce", &pieces.concat()) else { return pieces.concat() };
    let mut i = pieces.len();
    while i > 1 {
        i -= 1;
        let mut fewer = pieces.clone();
        fewer.remove(i);
        if check(setting, "reduce", &fewer.concat()).is_err_and(|m| kind(&m) == kind(&message)) {
            pieces = fewer;
        }
    }
    pieces.concat()
}

/// Seeds that once failed, one in a line; they are run for ever.
pub fn recorded_seeds(root: &Path) -> Vec<u64> {
    let text = fs::read_to_string(root.join("tests/fuzz-seeds.txt")).unwrap_or_default();
    let lines = text.lines().filter_map(|l| l.split('#').next()).map(str::trim).filter(|l| !l.is_empty());
    lines.map(|l| l.parse().unwrap_or_else(|_| panic!("tests/fuzz-seeds.txt: '{l}' is no seed"))).collect()
}
