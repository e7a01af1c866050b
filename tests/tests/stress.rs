//! Programs with a collection at every allocation, the heap verified: a few here, all of them by `make stress`
//! (`JSC_STRESS=all`).

use jsc_tests::{difference, jsc, root, run, scripts};
use std::fs;
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

#[test]
fn programs_survive_a_collection_at_every_allocation() {
    let all = std::env::var("JSC_STRESS").is_ok_and(|v| v == "all");
    let limit = Duration::from_secs(if all { 1800 } else { 120 });
    let directory = root().join("tests/programs");
    let known = fs::read_to_string(directory.join("expectations.txt")).unwrap_or_default();
    let mut programs: Vec<String> = scripts(&directory).iter().map(|p| p.display().to_string()).collect();
    if !all {
        programs.retain(|p| SELECTION.contains(&p.as_str()));
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
                    build
                        .args(["build", "-O1", "--native=all", program, "-o"])
                        .arg(&executable)
                        .current_dir(&directory);
                    let built = run(&mut build, None, limit).unwrap();
                    assert_eq!(built.status, 0, "{program}: {}", built.stderr());
                    let mut interpreted = Command::new(jsc());
                    interpreted.args(["run", program]);
                    for (mode, mut command) in [("interpreted", interpreted), ("native", Command::new(&executable))] {
                        command.env("JSC_OPTIONS", "gc-stress").current_dir(&directory);
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
