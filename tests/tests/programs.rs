//! Every program of `tests/programs`, interpreted and native: standard output as in NAME.out, exit status as in NAME.status (or
//! 0), and the same standard error in both modes. NAME.in, if there is one, is standard input.
//!
//! `tests/programs/expectations.txt` lists what is known to fail, a line `MODE PATH: reason` each. What is listed must fail, so
//! that the list shrinks. `JSC_BLESS=1` rewrites it.

use jsc_tests::{Outcome, difference, is_blessing, jsc, root, run, scripts};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
const HEADING: &str =
    "# Known failures: MODE PATH: reason. JSC_BLESS=1 cargo test --test programs rewrites this file.\n";

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let directory = root().join("tests/programs");
    let expectations = read_expectations(&directory.join("expectations.txt"));
    let results: Arc<Mutex<BTreeMap<String, Option<String>>>> = Arc::default();
    let mut trials = Vec::new();
    for script in scripts(&directory) {
        for mode in ["interpreted", "native"] {
            let (directory, script, results) = (directory.clone(), script.clone(), results.clone());
            let key = format!("{mode} {}", script.display());
            let known = expectations.get(&key).cloned();
            let name = format!("{mode}::{}", script.with_extension("").display());
            trials.push(Trial::test(name, move || {
                let result = check(&directory, &script, mode == "native");
                results.lock().unwrap().insert(key.clone(), result.clone().err());
                match (result, known) {
                    _ if is_blessing() => Ok(()),
                    (Ok(()), None) | (Err(_), Some(_)) => Ok(()),
                    (Ok(()), Some(_)) => Err(Failed::from(format!("passes now: remove '{key}' from expectations.txt"))),
                    (Err(message), None) => Err(Failed::from(message)),
                }
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if is_blessing() {
        let mut expectations = expectations;
        for (key, failure) in results.lock().unwrap().iter() {
            match failure {
                None => drop(expectations.remove(key)),
                Some(message) => {
                    let reason = message.lines().next().unwrap_or("fails").to_string();
                    expectations.entry(key.clone()).or_insert(reason);
                }
            }
        }
        let lines: String = expectations.iter().map(|(k, v)| format!("{k}: {v}\n")).collect();
        fs::write(directory.join("expectations.txt"), format!("{HEADING}{lines}")).expect("expectations.txt");
    }
    conclusion.exit();
}

fn read_expectations(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines.filter_map(|l| l.split_once(": ")).map(|(k, v)| (k.to_string(), v.to_string())).collect()
}

/// Runs one program in one mode.
fn check(directory: &Path, script: &Path, native: bool) -> Result<(), String> {
    let file = |ending: &str| directory.join(script).with_extension(ending);
    let input = file("in");
    let input = input.exists().then_some(input);
    let expected = fs::read_to_string(file("out")).map_err(|e| format!("NAME.out: {e}"))?;
    let status = match fs::read_to_string(file("status")) {
        Ok(text) => text.trim().parse().map_err(|_| "NAME.status holds no number".to_string())?,
        Err(_) => 0,
    };
    let interpreted = execute(Command::new(jsc()).arg("run").arg(script), directory, &input)?;
    if !native {
        return compare(&interpreted, &expected, status);
    }
    let target = tempfile::tempdir().map_err(|e| e.to_string())?;
    let program = target.path().join("program");
    let build = execute(
        Command::new(jsc()).arg("build").arg(script).arg("-o").arg(&program).arg("--native=all"),
        directory,
        &None,
    )?;
    if build.status != 0 {
        return Err(format!("jsc build: status {}, {}", build.status, first_line(&build.stderr())));
    }
    if !build.stdout.is_empty() || !build.stderr.is_empty() {
        return Err(format!("jsc build printed {}{}", build.stdout(), build.stderr()));
    }
    let outcome = execute(&mut Command::new(&program), directory, &input)?;
    compare(&outcome, &expected, status)?;
    if outcome.stderr != interpreted.stderr {
        return Err(format!(
            "stderr, interpreted and native: {}",
            difference(&interpreted.stderr(), &outcome.stderr())
        ));
    }
    Ok(())
}

fn execute(command: &mut Command, directory: &Path, input: &Option<PathBuf>) -> Result<Outcome, String> {
    run(command.current_dir(directory), input.as_deref(), LIMIT).map_err(|e| e.to_string())
}

fn compare(outcome: &Outcome, expected: &str, status: i32) -> Result<(), String> {
    if outcome.timed_out {
        return Err(format!("still running after {} s", LIMIT.as_secs()));
    }
    if outcome.stdout() != *expected {
        let stderr = first_line(&outcome.stderr());
        return Err(format!(
            "stdout, {} (status {}, stderr {stderr:?})",
            difference(expected, &outcome.stdout()),
            outcome.status
        ));
    }
    if outcome.status != status {
        return Err(format!(
            "status {}, expected {status}; stderr {:?}",
            outcome.status,
            first_line(&outcome.stderr())
        ));
    }
    Ok(())
}

fn first_line(text: &str) -> String {
    text.lines().find(|l| !l.trim().is_empty()).unwrap_or("").to_string()
}
