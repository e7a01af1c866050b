//! What the tests reach of speculative code: each kind of exit must be reached by a program, and in each setting of the matrix; `make
//! coverage` lists the SIR ops that are in no program's code, and how often each kind is met with failing guards.

use jsc_abi::exit::ExitKind;
use jsc_tests::fuzz::differential;
use jsc_tests::{jsc, root, run, scripts};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);

/// Does something with each, two at a time.
fn each<T: Sync>(items: &[T], f: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    f(item);
                }
            });
        }
    });
}

/// What a program's executable says at its end, as it is or with each Nth guard failing.
fn census(script: &Path, flags: &[&str], options: &str) -> String {
    let target = tempfile::tempdir().unwrap();
    let executable = target.path().join("program");
    let mut build = Command::new(jsc());
    build.args(["build", "-O0", "--native=all"]).args(flags).arg(script).arg("-o").arg(&executable);
    let built = run(&mut build, None, LIMIT).unwrap();
    assert_eq!(built.status, 0, "{}: {}", script.display(), built.stderr());
    run(Command::new(&executable).env("JSC_OPTIONS", options), None, LIMIT).unwrap().stderr()
}

/// Exits by kind when the programs of a directory run.
fn exits(directory: &Path, flags: &[&str], options: &str) -> BTreeMap<String, u64> {
    let counts = Mutex::new(BTreeMap::new());
    each(&scripts(directory), |script| {
        let census = census(&directory.join(script), flags, options);
        let kinds = census.lines().find_map(|l| l.trim().strip_prefix("by kind: ")).unwrap_or("");
        for (name, count) in kinds.split(", ").filter_map(|k| k.split_once(' ')) {
            *counts.lock().unwrap().entry(name.to_string()).or_default() += count.parse::<u64>().expect("a number");
        }
    });
    counts.into_inner().unwrap()
}

#[test]
fn every_kind_of_exit_is_reached() {
    let reached = exits(&root().join("tests/programs/speculation"), &[], "census");
    for kind in ExitKind::ALL {
        let name = kind.name();
        assert!(
            reached.contains_key(name),
            "{name}: no program of tests/programs/speculation has such an exit; all that is reached: {reached:?}"
        );
    }
}

/// Each kind of exit in each of these settings. A section of a program begins with a comment `// KIND: …` at the start of a line.
const MATRIX: [&str; 7] = ["callbacks", "constructors", "finally", "generators", "inlined", "loops", "scalars"];

/// For each line, whose section it is in.
fn sections(source: &str) -> Vec<Option<ExitKind>> {
    let mut now = None;
    let kind_of = |line: &str| ExitKind::from_name(line.strip_prefix("// ")?.split_once(':')?.0);
    let lines = source.lines().map(|line| {
        now = kind_of(line).or(now);
        now
    });
    lines.collect()
}

/// Kind and line of a row of the census: `COUNT KIND NAME (FILE:LINE:COLUMN)`, of an exit in this file.
fn exit_in(row: &str, file: &str) -> Option<(ExitKind, usize)> {
    let kind = ExitKind::from_name(row.split_whitespace().nth(1)?)?;
    let place = row.split_once(file)?.1.strip_prefix(':')?;
    Some((kind, place.split(':').next()?.parse().ok()?))
}

#[test]
fn every_kind_of_exit_is_reached_in_every_setting() {
    let wrong = Mutex::new(Vec::new());
    each(&MATRIX, |setting| {
        let file = format!("matrix-{setting}.js");
        let script = root().join("tests/programs/speculation").join(&file);
        let sections = sections(&fs::read_to_string(&script).unwrap());
        let census = census(&script, &[], "census");
        let exits = census.lines().filter_map(|row| exit_in(row, &file));
        let reached: BTreeSet<ExitKind> =
            exits.filter(|(kind, line)| sections[line - 1] == Some(*kind)).map(|(kind, _)| kind).collect();
        for kind in ExitKind::ALL.iter().filter(|k| !reached.contains(k)) {
            wrong.lock().unwrap().push(format!("{file}: no exit of the kind {} in its section", kind.name()));
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In the sections of matrix-scalars.js, exits make objects that were never allocated: the function with the kind's name allocates none.
#[test]
fn exits_make_objects_in_the_matrix() {
    let script = root().join("tests/programs/speculation/matrix-scalars.js");
    let target = tempfile::tempdir().unwrap();
    let text = sir(&script, &target.path().join("program.sir"));
    for kind in ExitKind::ALL {
        let mut words = kind.name().split('-');
        let mut name = words.next().unwrap().to_string();
        name.extend(words.map(|w| w[..1].to_uppercase() + &w[1..]));
        let code = speculative(&text, &name);
        assert!(code.contains(" = rebuilt ") && !code.contains(" = new_instance "), "{name} allocates objects");
    }
}

/// So it is with the literals in the first part of literals.js.
#[test]
fn exits_make_literals() {
    let script = root().join("tests/programs/speculation/literals.js");
    let target = tempfile::tempdir().unwrap();
    let text = sir(&script, &target.path().join("program.sir"));
    for name in ["vectors", "changed", "fields", "handled"] {
        let code = speculative(&text, name);
        assert!(code.contains(" = rebuilt_literal ") && !code.contains(" = new_literal "), "{name} allocates objects");
    }
    assert!(speculative(&text, "keys").contains(" = new_literal "));
}

/// The function of this name, as it is in its speculative form.
fn speculative<'a>(text: &'a str, name: &str) -> &'a str {
    let code = text.split("\nfunction ").find(|f| {
        f.starts_with(&format!("\"{name}\" ")) && f.lines().next().is_some_and(|l| l.contains(" speculative "))
    });
    code.unwrap_or_else(|| panic!("there is no function {name}, or it is not speculated on"))
}

/// Names of the SIR ops, as the list in the compiler has them.
fn op_names() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("compiler/src/sir/ops.rs")).unwrap();
    let rows = text.lines().map(str::trim).filter(|l| l.ends_with("};") && l.contains(") -> "));
    rows.filter_map(|l| l.split(' ').next()).map(str::to_string).collect()
}

/// The code of a program, as `--emit=sir` shows it.
fn sir(script: &Path, out: &Path) -> String {
    let mut build = Command::new(jsc());
    build.args(["build", "--native=all", "--emit=sir"]).arg(script).arg("-o").arg(out);
    let built = run(&mut build, None, LIMIT).unwrap();
    assert_eq!(built.status, 0, "{}: {}", script.display(), built.stderr());
    fs::read_to_string(out).unwrap()
}

/// Ops in the code of a program.
fn ops_of(script: &Path, names: &BTreeSet<String>, found: &Mutex<BTreeSet<String>>) {
    let target = tempfile::tempdir().unwrap();
    let text = sir(script, &target.path().join("program.sir"));
    let ops = text.lines().filter_map(|line| {
        let code = line.trim().rsplit_once(" = ").map_or(line.trim(), |(_, code)| code);
        let op = code.split(' ').next().unwrap_or("");
        names.contains(op).then(|| op.to_string())
    });
    found.lock().unwrap().extend(ops);
}

#[test]
#[ignore = "takes long: `make coverage`"]
fn what_no_program_reaches() {
    let names = op_names();
    assert!(names.len() > 150, "the list of ops is not where it was");
    let directory = root().join("tests/programs");
    let known = fs::read_to_string(directory.join("expectations.txt")).unwrap_or_default();
    let mut programs: Vec<PathBuf> = scripts(&directory);
    programs.retain(|p| !known.contains(&format!(" {}: ", p.display())));
    let programs: Vec<PathBuf> = programs.into_iter().map(|p| directory.join(p)).collect();
    let found = Mutex::new(BTreeSet::new());
    each(&programs, |script| ops_of(script, &names, &found));
    let by_programs = found.lock().unwrap().clone();
    let generated = tempfile::tempdir().unwrap();
    let seeds: Vec<u64> = (1..=40).collect();
    each(&seeds, |seed| {
        let script = generated.path().join(format!("seed{seed}.js"));
        fs::write(&script, differential::program(*seed)).unwrap();
        ops_of(&script, &names, &found);
    });
    let by_all = found.into_inner().unwrap();
    let list = |set: BTreeSet<&String>| set.into_iter().cloned().collect::<Vec<_>>().join(" ");
    println!("SIR ops in no program of tests/programs: {}", list(names.difference(&by_programs).collect()));
    println!("SIR ops in no generated program either: {}", list(names.difference(&by_all).collect()));
    for (flags, options) in [(vec![], "census"), (vec!["--stress-guards"], "census,guard-stress=3")] {
        println!("exits of tests/programs with {options}: {:?}", exits(&directory, &flags, options));
    }
}
