//! Rules of the house that no compiler checks: which room may name what, sizes of files, paths in the documents.

use jsc_tests::root;
use std::fs;
use std::path::{Path, PathBuf};

/// Past this, look for the missing split.
const MAX_LINES: usize = 1500;

fn rust_files(directory: &str) -> Vec<PathBuf> {
    fn visit(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    visit(&root().join(directory), &mut found);
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    ["compiler", "runtime", "tests"].iter().flat_map(|d| rust_files(d)).collect()
}

/// Files under `directories` whose code (comments aside) names one of `words`, except those that `allowed` accepts.
fn offenders(words: &[&str], allowed: impl Fn(&str) -> bool, directories: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in directories.iter().flat_map(|d| rust_files(d)) {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if allowed(&name) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (i, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            if let Some(word) = words.iter().find(|w| code.contains(**w)) {
                found.push(format!("{name}:{}: names {word}", i + 1));
            }
        }
    }
    found
}

fn check(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn only_the_llvm_room_names_inkwell() {
    check(offenders(
        &["inkwell"],
        |f| f.starts_with("compiler/src/llvm/"),
        &["compiler/src", "compiler/frontend", "runtime"],
    ));
}

#[test]
fn only_one_file_names_the_parser() {
    check(offenders(
        &["oxc_parser"],
        |f| f == "compiler/frontend/src/parse.rs",
        &["compiler/src", "compiler/frontend", "runtime"],
    ));
}

#[test]
fn facts_never_see_llvm() {
    check(offenders(&["inkwell", "llvm::"], |_| false, &["compiler/src/facts"]));
}

#[test]
fn passes_see_only_sir() {
    let words = ["inkwell", "llvm::", "driver::", "link::", "cli::", "facts::", "jsc_frontend", "jsc_runtime"];
    // Speculation reads predictions, which are plain data.
    let reads_predictions = |file: &str| file.ends_with("sir/speculate.rs");
    check(offenders(&words, reads_predictions, &["compiler/src/passes", "compiler/src/sir"]));
}

#[test]
fn the_front_end_knows_nothing_of_code_generation() {
    check(offenders(&["inkwell", "jsc::", "jsc_runtime", "jsc_hot"], |_| false, &["compiler/frontend/src"]));
}

#[test]
fn the_runtime_knows_nothing_of_the_compiler() {
    check(offenders(&["inkwell", "jsc_frontend", "oxc_"], |_| false, &["runtime"]));
}

#[test]
fn files_are_short_and_begin_by_saying_what_they_are() {
    let mut found = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if text.lines().count() > MAX_LINES {
            found.push(format!("{name}: more than {MAX_LINES} lines"));
        }
        if !text.starts_with("//!") && !text.starts_with("#!") {
            found.push(format!("{name}: does not begin with //!"));
        }
    }
    check(found);
}

#[test]
fn nothing_is_left_undone() {
    let words = [concat!("to", "do!("), concat!("unimplem", "ented!(")];
    check(offenders(&words, |_| false, &["compiler", "runtime", "tests"]));
}

#[test]
fn paths_in_the_documents_exist() {
    let mut found = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "examples/README.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap_or_else(|e| panic!("{document}: {e}"));
        let directory = root().join(document).parent().unwrap().to_path_buf();
        for (i, line) in text.lines().enumerate() {
            let quoted = line.split('`').skip(1).step_by(2).filter(|p| is_path(p)).map(|p| (root().join(p), p));
            let linked = line.split("](").skip(1).filter_map(|l| l.split(')').next());
            let linked = linked.filter(|l| !l.contains("://") && !l.starts_with('#')).map(|l| (directory.join(l), l));
            for (path, text) in quoted.chain(linked) {
                if !path.exists() {
                    found.push(format!("{document}:{}: no {text}", i + 1));
                }
            }
        }
    }
    check(found);
}

/// Whether a quoted text names a place of the repository.
fn is_path(text: &str) -> bool {
    let rooms = ["compiler/", "runtime/", "tests/", "examples/", ".ci/"];
    rooms.iter().any(|r| text.starts_with(r))
        && !text.contains([' ', '*', '<', '{'])
        && !text.chars().any(|c| c.is_ascii_uppercase() && text.contains("NAME"))
}
