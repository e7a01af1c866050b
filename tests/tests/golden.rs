//! Bytecode and SIR of small snippets, as text: `tests/golden/NAME.js` with NAME.bytecode and NAME.sir. `JSC_BLESS=1` rewrites
//! them; read the diff before committing it. A snippet hands its functions out (`globalThis.kept = f;`): unused ones are
//! not compiled.

use jsc_tests::{difference, is_blessing, jsc, root, run, scripts};
use std::fs;
use std::process::Command;
use std::time::Duration;

fn check(form: &str) {
    let directory = root().join("tests/golden");
    let mut wrong = Vec::new();
    for script in scripts(&directory) {
        let mut command = Command::new(jsc());
        command.args(["build", "--native=all", &format!("--emit={form}")]).arg(&script).current_dir(&directory);
        let outcome = run(&mut command, None, Duration::from_secs(60)).unwrap();
        let name = script.display();
        if outcome.status != 0 {
            wrong.push(format!("{name}: {}", outcome.stderr()));
            continue;
        }
        if form == "bytecode" && !outcome.stdout().contains("function f1 ") {
            wrong.push(format!("{name}: shows no function but the top level"));
        }
        let file = directory.join(&script).with_extension(form);
        if is_blessing() {
            fs::write(file, outcome.stdout).unwrap();
            continue;
        }
        let expected = fs::read_to_string(file).unwrap_or_default();
        if expected != outcome.stdout() {
            wrong.push(format!("{name}: {}", difference(&expected, &outcome.stdout())));
        }
    }
    assert!(wrong.is_empty(), "{form} differs (JSC_BLESS=1 accepts it):\n{}", wrong.join("\n"));
}

#[test]
fn bytecode_is_as_recorded() {
    check("bytecode");
}

#[test]
fn sir_is_as_recorded() {
    check("sir");
}
