//! Programs with a collection at every allocation, the heap verified; and with guards that fail though their predictions hold. A few
//! here, all of them by `make stress` (`JSC_STRESS=all`).

use jsc_tests::{difference, jsc, root, run, scripts};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Short programs that allocate in many ways.
const SELECTION: [&str; 6] = [
    "classes/basics.js",
    "expressions/spread.js",
    "expressions/template-literals.js",
    "generators/basics.js",
    "iterators/protocol.js",
    "statements/switch.js",
];

/// Short programs with all sorts of code that is speculated on.
const GUARDED: [&str; 33] = [
    "classes/basics.js",
    "expressions/spread.js",
    "functions/arguments-mapping.js",
    "speculation/arrays.js",
    "speculation/bounds.js",
    "speculation/callbacks.js",
    "speculation/callees.js",
    "speculation/comparators.js",
    "speculation/exits.js",
    "speculation/generators.js",
    "speculation/inlined.js",
    "speculation/integrity.js",
    "speculation/known-values.js",
    "speculation/literals.js",
    "speculation/loops.js",
    "speculation/matrix-callbacks.js",
    "speculation/matrix-constructors.js",
    "speculation/matrix-finally.js",
    "speculation/matrix-generators.js",
    "speculation/matrix-inlined.js",
    "speculation/matrix-loops.js",
    "speculation/matrix-scalars.js",
    "speculation/methods.js",
    "speculation/private.js",
    "speculation/prototypes.js",
    "speculation/ranges.js",
    "speculation/scalars.js",
    "speculation/typed-calls.js",
    "speculation/typed-fields.js",
    "speculation/unused.js",
    "statements/labels.js",
    "statements/switch.js",
    "statements/try-catch-finally.js",
];

/// Builds each program of the selection (with `JSC_STRESS=all`, each that there is and is not known to fail) and runs it in all the
/// modes that `commands` makes of source and executable, each with its name and `JSC_OPTIONS`. The output must be the expected one.
fn survive(
    selection: &[&str],
    flags: &[&str],
    commands: impl Fn(&str, &Path) -> Vec<(String, Command, String)> + Sync,
) {
    let all = std::env::var("JSC_STRESS").is_ok_and(|v| v == "all");
    let limit = Duration::from_secs(if all { 1800 } else { 120 });
    let directory = root().join("tests/programs");
    let known = fs::read_to_string(directory.join("expectations.txt")).unwrap_or_default();
    let mut programs: Vec<String> = scripts(&directory).iter().map(|p| p.display().to_string()).collect();
    for name in selection {
        assert!(programs.iter().any(|p| p == name), "there is no {name}");
    }
    if !all {
        programs.retain(|p| selection.contains(&p.as_str()));
    }
    programs.retain(|p| !known.contains(&format!(" {p}: ")));
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let expected = fs::read_to_string(directory.join(program).with_extension("out")).unwrap();
                    let target = tempfile::tempdir().unwrap();
                    let executable = target.path().join("program");
                    let mut build = Command::new(jsc());
                    build.args(["build", "-O1", "--native=all"]).args(flags).args([program, "-o"]).arg(&executable);
                    let built = run(build.current_dir(&directory), None, limit).unwrap();
                    assert_eq!(built.status, 0, "{program}: {}", built.stderr());
                    for (mode, mut command, options) in commands(program, &executable) {
                        command.env("JSC_OPTIONS", options).current_dir(&directory);
                        let outcome = run(&mut command, None, limit).unwrap();
                        if outcome.timed_out || outcome.stdout() != expected {
                            let what = if outcome.timed_out {
                                "too slow".into()
                            } else {
                                difference(&expected, &outcome.stdout())
                            };
                            wrong.lock().unwrap().push(format!("{mode} {program}: {what}; {}", outcome.stderr()));
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each Nth guard fails, for several N, alone and with a collection at every allocation: the program prints the same.
#[test]
fn programs_survive_failing_guards() {
    let mut options: Vec<String> = (1..=3).map(|n| format!("guard-stress={n}")).collect();
    options.extend((1..=3).map(|seed| format!("guard-stress=7,guard-seed={seed}")));
    options.push("guard-stress=1,gc-stress".to_string());
    options.push("guard-stress=5,guard-seed=9,gc-stress".to_string());
    survive(&GUARDED, &["--stress-guards"], |_, executable| {
        options.iter().map(|o| (o.clone(), Command::new(executable), o.clone())).collect()
    });
}

#[test]
fn programs_survive_a_collection_at_every_allocation() {
    survive(&SELECTION, &[], |program, executable| {
        let mut interpreted = Command::new(jsc());
        interpreted.args(["run", program]);
        [("interpreted", interpreted), ("native", Command::new(executable))]
            .map(|(mode, command)| (mode.to_string(), command, "gc-stress".to_string()))
            .into()
    });
}
