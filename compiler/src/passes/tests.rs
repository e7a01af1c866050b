//! Tests of passes as text: `tests/NAME.sir` holds cases for the pass NAME (`pipeline.sir` for all of them in order).
//!
//! ```text
//! ==== what the case shows
//! k0 = "a constant of the program"      (perhaps)
//! function "f" #0 generic { ... }
//! ----
//! function "f" #0 generic { ... }       (what the pass makes of it)
//! ```
//!
//! `JSC_BLESS=1` writes what the passes make instead of comparing. The input is checked for validity, run through the passes
//! that the case's heading begins with (`==== infer: a sum`), then through the file's own.

mod differential;

use super::{PASSES, Pass, PassContext, Selection, Watch};
use crate::sir::Function;
use crate::sir::parse::parse;
use crate::sir::verify::verify;
use jsc_abi::image::writer::ConstantData;
use std::fmt::Write;
use std::path::Path;

fn pass(name: &str) -> Option<&'static Pass> {
    PASSES.iter().find(|p| p.name == name)
}

fn checked(f: &Function, what: &str) {
    if let Err(violations) = verify(f) {
        panic!("{what}:\n{violations}{f}");
    }
}

/// What the passes of a file make of a case's input.
fn result(file: &str, title: &str, input: &str) -> String {
    let at = input.find("function").unwrap_or_else(|| panic!("{file}.sir: {title}: no function"));
    let constants = jsc_abi::bytecode::parse::parse(&input[..at]).unwrap_or_else(|e| panic!("{title}: {e}")).constants;
    let context = PassContext { constants: &constants };
    let mut f = parse(&input[at..]).unwrap_or_else(|e| panic!("{file}.sir: {title}: {e}"));
    checked(&f, &format!("{file}.sir: {title}: the input is not valid"));
    if file == "pipeline" {
        super::run(&mut f, &context, None);
        return f.to_string();
    }
    let words = title.split_once(':').map_or("", |t| t.0).split_whitespace();
    let before = words.map(pass).collect::<Option<Vec<_>>>().unwrap_or_default();
    for Pass { name, run, .. } in before.into_iter().chain(pass(file)) {
        let text = f.to_string();
        let changed = run(&mut f, &context);
        checked(&f, &format!("{file}.sir: {title}: {name} made it invalid"));
        assert!(changed || f.to_string() == text, "{file}.sir: {title}: {name} does not say that it changed something");
    }
    f.to_string()
}

fn run_file(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/passes/tests").join(file).with_extension("sir");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let bless = std::env::var_os("JSC_BLESS").is_some();
    let (head, cases) = text.split_once("==== ").expect("a file has cases");
    let (mut blessed, mut failures, mut count) = (head.to_string(), String::new(), 0);
    for case in cases.split("\n==== ") {
        let (title, rest) = case.split_once('\n').expect("a case has a body");
        let (input, expected) = rest.split_once("----\n").unwrap_or((rest, ""));
        let found = result(file, title, input);
        let separator = if input.ends_with('\n') { "" } else { "\n" };
        write!(blessed, "{}==== {title}\n{input}{separator}----\n{found}", if count == 0 { "" } else { "\n" }).unwrap();
        if found.trim() != expected.trim() {
            write!(failures, "{file}.sir: {title}\n--- expected\n{expected}\n--- found\n{found}\n").unwrap();
        }
        count += 1;
    }
    assert!(count > 0, "{file}.sir has no cases");
    if bless {
        std::fs::write(&path, blessed).unwrap();
    } else {
        assert!(failures.is_empty(), "{failures}JSC_BLESS=1 re-records");
    }
}

#[test]
fn prune() {
    run_file("prune");
}

#[test]
fn infer() {
    run_file("infer");
}

#[test]
fn simplify() {
    run_file("simplify");
}

#[test]
fn dce() {
    run_file("dce");
}

#[test]
fn represent() {
    run_file("represent");
}

#[test]
fn unguard() {
    run_file("unguard");
}

#[test]
fn hoist() {
    run_file("hoist");
}

#[test]
fn params() {
    run_file("params");
}

#[test]
fn gvn() {
    run_file("gvn");
}

#[test]
fn ranges() {
    run_file("ranges");
}

#[test]
fn scalars() {
    run_file("scalars");
}

#[test]
fn truncate() {
    run_file("truncate");
}

#[test]
fn pipeline() {
    run_file("pipeline");
}

#[test]
fn selected_passes_are_shown() {
    let text = "function \"f\" #0 generic {\nb0:\n  v0 = const_value int32 1\n  return_value v0\n}\n";
    let shown = |selection: &str| {
        let mut all = Vec::new();
        let mut f = parse(text).unwrap();
        let selection = Selection::parse(selection).unwrap();
        let mut show = |t: &str| all.push(t.to_string());
        super::run(&mut f, &PassContext::default(), Some(Watch { selection: &selection, show: &mut show }));
        all
    };
    let twice = shown("represent, before:represent");
    assert_eq!(twice.len(), 2);
    assert!(twice[0].starts_with("; \"f\" before represent ("), "{}", twice[0]);
    assert!(twice.iter().all(|t| parse(t).is_ok()));
    assert_eq!(shown("all").len(), PASSES.len());
    assert_eq!(shown("before:prune").len(), PASSES.iter().filter(|p| p.name == "prune").count());
    assert!(Selection::parse("foo").unwrap_err().contains("represent"));
}

/// Kept here so that the harness fails loudly if constants before a function are not read.
#[test]
fn constants_reach_the_passes() {
    let input =
        "k0 = \"abc\"\nfunction \"f\" #0 generic {\nb0:\n  v0 = const_program constant=0\n  return_value v0\n}\n";
    assert!(result("infer", "constant", input).contains("v0: boxed string"));
    assert!(matches!(jsc_abi::bytecode::parse::parse("k0 = \"a\"").unwrap().constants[0], ConstantData::String { .. }));
}
