//! The command line: flags, messages, exit statuses, files left behind.

use assert_cmd::Command;
use jsc_tests::{jsc, root};
use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

const SYNTAX: &str = "var greeting = \"Hello\"; console.log(greeting); greeting = .\"Hi\"\n";
const STRICT: &str = "console.log(\"Howdy\"); saySomething(\"Hello\",\"Hi\"); \
                      function saySomething(greeting,greeting){\"use strict\"; console.log(greeting)}\n";
const FIB: &str = "function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\nconsole.log(fib(20));\n";

/// A directory to work in, and files in it.
struct Place(TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        for (name, text) in files {
            fs::write(place.path().join(name), text).unwrap();
        }
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn jsc(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(jsc());
        command.current_dir(self.path()).args(arguments).env_remove("JSC_OPTIONS");
        command
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.path().join(name));
        command.current_dir(self.path()).env_remove("JSC_OPTIONS");
        command
    }

    /// Names of all files there are, sorted.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs a command that must fail with one line on standard error, and gives that line.
    fn one_error(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let output = self.jsc(arguments).assert().code(1).get_output().clone();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.stdout.is_empty(), "{arguments:?} printed {:?}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
        assert!(stderr.starts_with("jsc: error: "), "{arguments:?}: {stderr}");
        assert_eq!(self.files(), before, "{arguments:?} left files behind");
        stderr.trim_end().to_string()
    }
}

#[test]
fn build_makes_one_executable_that_needs_neither_source_nor_compiler() {
    let place = Place::new(&[("app.js", FIB)]);
    place.jsc(&["build", "app.js", "-o", "app"]).assert().success().stdout("").stderr("");
    assert_eq!(place.files(), ["app", "app.js"]);
    fs::remove_file(place.path().join("app.js")).unwrap();
    place.program("app").env("PATH", "").assert().success().stdout("6765\n").stderr("");
    let mode = fs::metadata(place.path().join("app")).unwrap().permissions().mode();
    assert_eq!(mode & 0o100, 0o100);
}

#[test]
fn the_engine_of_regular_expressions_is_linked_where_it_may_be_used() {
    let without = "const list = ['a', 'b']; for (let i = 0; i < 2; i++) console.log(list[i].replace('b', 'c'));";
    let computed = "console.log('abc'[process.argv[2]]('b').index);";
    let place = Place::new(&[("without.js", without), ("computed.js", computed)]);
    for (name, linked) in [("without", false), ("computed", true)] {
        place.jsc(&["build", "-g", &format!("{name}.js")]).assert().success();
        let bytes = fs::read(place.path().join(name)).unwrap();
        let symbol = b"\0jsc_regexp_engine\0";
        assert_eq!(bytes.windows(symbol.len()).any(|w| w == symbol), linked, "{name}");
        place.jsc(&["build", &format!("{name}.js")]).assert().success();
    }
    place.program("without").assert().success().stdout("a\nc\n");
    place.program("computed").arg("match").assert().success().stdout("1\n");
}

#[test]
fn the_output_is_named_after_the_source_unless_told_otherwise() {
    let place = Place::new(&[("app.js", FIB)]);
    place.jsc(&["build", "app.js"]).assert().success().stdout("");
    place.program("app").assert().success().stdout("6765\n");
    place.jsc(&["build", "-", "-o", "piped"]).write_stdin("console.log('from standard input')").assert().success();
    place.program("piped").assert().success().stdout("from standard input\n");
}

#[test]
fn run_hands_over_arguments_and_status() {
    let place = Place::new(&[("app.js", "console.log(process.argv.slice(2).join()); process.exit(7)")]);
    place.jsc(&["run", "app.js", "one", "--two", "-3"]).assert().code(7).stdout("one,--two,-3\n").stderr("");
    place.jsc(&["build", "app.js"]).assert().success();
    place.program("app").args(["one", "--two", "-3"]).assert().code(7).stdout("one,--two,-3\n").stderr("");
}

#[test]
fn early_errors_stop_everything_before_it_begins() {
    let place = Place::new(&[("syntax.js", SYNTAX), ("strict.js", STRICT)]);
    for file in ["syntax.js", "strict.js"] {
        for arguments in
            [vec!["build", file, "-o", "out"], vec!["run", file], vec!["check", file], vec!["compare", file]]
        {
            let output = place.jsc(&arguments).assert().code(1).stdout("").get_output().clone();
            let stderr = String::from_utf8(output.stderr).unwrap();
            let first = stderr.lines().next().unwrap();
            assert!(first.starts_with(&format!("{file}:1:")) && first.contains("SyntaxError: "), "{stderr}");
            assert_eq!(stderr.lines().count(), 3, "{stderr}");
            let caret = stderr.lines().nth(2).unwrap();
            assert!(caret.trim_start().starts_with('^'), "{stderr}");
            assert_eq!(place.files(), ["strict.js", "syntax.js"]);
        }
    }
}

#[test]
fn check_is_silent_about_correct_programs() {
    let place = Place::new(&[("app.js", FIB)]);
    place.jsc(&["check", "app.js"]).assert().success().stdout("").stderr("");
    assert_eq!(place.files(), ["app.js"]);
}

#[test]
fn a_missing_file_and_a_directory_are_one_clear_error() {
    let place = Place::new(&[]);
    fs::create_dir(place.path().join("directory")).unwrap();
    for command in ["build", "run", "check", "compare"] {
        let error = place.one_error(&[command, "missing.js"]);
        assert!(error.contains("'missing.js'") && error.contains("no such file"), "{error}");
        let error = place.one_error(&[command, "directory"]);
        assert!(error.contains("'directory'") && error.contains("is a directory"), "{error}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_one_clear_error() {
    let place = Place::new(&[("app.js", FIB)]);
    fs::create_dir(place.path().join("directory")).unwrap();
    let error = place.one_error(&["build", "app.js", "-o", "nowhere/app"]);
    assert!(error.contains("cannot write 'nowhere/app'"), "{error}");
    let error = place.one_error(&["build", "app.js", "-o", "directory"]);
    assert!(error.contains("is a directory"), "{error}");
    let error = place.one_error(&["build", "app.js", "-o", "app.js"]);
    assert!(error.contains("the source itself"), "{error}");
    let error = place.one_error(&["build", "app.js", "-o", "/proc/app"]);
    assert!(error.contains("cannot write '/proc/app'"), "{error}");
}

#[test]
fn an_output_that_is_no_regular_file_is_written_to_and_stays() {
    let place = Place::new(&[("app.js", FIB), ("real", "")]);
    let pipe = std::ffi::CString::new(place.path().join("pipe").to_str().unwrap()).unwrap();
    // SAFETY: a string that ends in NUL.
    assert_eq!(unsafe { libc::mkfifo(pipe.as_ptr(), 0o600) }, 0);
    std::os::unix::fs::symlink("real", place.path().join("link")).unwrap();
    let reader = std::thread::spawn({
        let path = place.path().join("pipe");
        move || fs::read(path).unwrap()
    });
    place.jsc(&["build", "app.js", "--emit=bytecode", "-o", "pipe"]).assert().success();
    place.jsc(&["build", "app.js", "--emit=bytecode", "-o", "link"]).assert().success();
    assert_eq!(reader.join().unwrap(), fs::read(place.path().join("real")).unwrap());
    assert!(fs::symlink_metadata(place.path().join("link")).unwrap().is_symlink());
    assert_eq!(place.files(), ["app.js", "link", "pipe", "real"]);
}

#[test]
fn invalid_utf8_has_a_position() {
    let place = Place::new(&[]);
    fs::write(place.path().join("bad.js"), b"let a = 1;\nlet b = \"\xff\";\n").unwrap();
    for command in ["build", "run", "check"] {
        let error = place.one_error(&[command, "bad.js"]);
        assert!(error.contains("bad.js:2:10: not valid UTF-8"), "{error}");
    }
}

#[test]
fn excessive_nesting_is_a_syntax_error() {
    for (open, close) in [("[", "]"), ("(", ")")] {
        let text = format!("var x = {}1{};\n", open.repeat(100_000), close.repeat(100_000));
        let place = Place::new(&[("deep.js", &text)]);
        for command in ["build", "run", "check"] {
            let output = place.jsc(&[command, "deep.js"]).assert().code(1).stdout("").get_output().clone();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert!(stderr.lines().next().unwrap().starts_with("deep.js:1:"), "{stderr}");
            assert!(stderr.len() < 1000, "{} bytes of message", stderr.len());
            assert_eq!(place.files(), ["deep.js"]);
        }
    }
}

#[test]
fn a_source_of_50_megabytes_is_handled() {
    let line = "// a comment that goes on for a while, so that the file is large although there is not much in it\n";
    let mut text = line.repeat(50_000_000 / line.len());
    text += "console.log('end');\n";
    let place = Place::new(&[("large.js", &text)]);
    place.jsc(&["run", "large.js"]).assert().success().stdout("end\n");
    let mut text = String::from("var a = [\n");
    while text.len() < 50_000_000 {
        text += "\"some text in a long array\", 1234567, \"some more text, which repeats and repeats and repeats and repeats\",\n";
    }
    text += "];\nconsole.log(a.length);\n";
    let place = Place::new(&[("data.js", &text)]);
    place.jsc(&["check", "data.js"]).assert().success().stdout("");
}

#[test]
fn builds_are_deterministic() {
    let place = Place::new(&[]);
    let mut text = String::new();
    for i in 0..200 {
        text += &format!(
            "function f{i}(a, b) {{ let s = 0; for (let i = 0; i < a.length; i++) s += a[i] * b + {i}; return s; }}\n"
        );
    }
    text += "console.log(f3([1, 2], 3));\n";
    fs::write(place.path().join("app.js"), text).unwrap();
    place.jsc(&["build", "app.js", "-o", "one", "-j", "1", "-O1"]).assert().success();
    place.jsc(&["build", "app.js", "-o", "two", "-j", "3", "-O1"]).env("TMPDIR", place.path()).assert().success();
    let read = |name: &str| fs::read(place.path().join(name)).unwrap();
    assert!(read("one") == read("two"), "two builds differ");
    assert_eq!(place.files(), ["app.js", "one", "two"]);
}

#[test]
fn line_tables_are_for_debug_builds() {
    use object::{Object, ObjectSection, ObjectSymbol};
    let text = "function area(width, height) {\n  let total = 0;\n  for (let i = 0; i < height; i++) {\n    \
                total += width * i;\n  }\n  return total;\n}\nconsole.log(area(2, 1000));\n";
    let place = Place::new(&[("app.js", text)]);
    place.jsc(&["build", "-g", "app.js", "-o", "one"]).assert().success();
    place.jsc(&["build", "-g", "-j", "1", "app.js", "-o", "two"]).assert().success();
    let bytes = fs::read(place.path().join("one")).unwrap();
    assert!(bytes == fs::read(place.path().join("two")).unwrap(), "two builds differ");
    place.program("one").assert().success().stdout("999000\n");

    let elf = object::File::parse(&*bytes).unwrap();
    let area = elf.symbols().find(|s| s.name().is_ok_and(|n| n.starts_with("js.area.") && n.ends_with(".typed")));
    let area = area.expect("a symbol for the function");
    let debug = addr2line::Loader::new(place.path().join("one")).unwrap();
    let mut lines = Vec::new();
    for address in area.address()..area.address() + area.size() {
        let Some(location) = debug.find_location(address).unwrap() else { continue };
        assert_eq!(location.file.map(Path::new), Some(&*place.path().join("app.js")));
        lines.extend(location.line);
    }
    lines.sort();
    lines.dedup();
    assert!(lines.contains(&3) && lines.contains(&4), "{lines:?}");
    assert!(lines.iter().all(|l| (1..=7).contains(l)), "{lines:?}");
    let mut frames = debug.find_frames(area.address()).unwrap();
    let frame = frames.next().unwrap().expect("a frame");
    assert_eq!(frame.function.expect("a function").raw_name().unwrap(), "area");

    place.jsc(&["build", "app.js", "-o", "plain"]).assert().success();
    let bytes = fs::read(place.path().join("plain")).unwrap();
    let elf = object::File::parse(&*bytes).unwrap();
    assert_eq!(elf.symbols().count(), 0);
    assert!(elf.sections().all(|s| !s.name().unwrap().starts_with(".debug")));
}

#[test]
fn inspect_shows_what_an_executable_holds() {
    let place = Place::new(&[("app.js", FIB)]);
    place.jsc(&["build", "app.js", "-O1"]).assert().success();
    let output = place.jsc(&["inspect", "app", "--verbose"]).assert().success().stderr("").get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "options      -O1 --native=auto",
        "1 functions",
        "runs once: 1",
        "fib (app.js:1:",
        "direct, typed (i32)->boxed, speculative",
        ", 1 with a typed entry",
        ".jsc.image",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let error = place.one_error(&["inspect", "app.js"]);
    assert!(error.contains("cannot inspect 'app.js': not an executable"), "{error}");
    let error = place.one_error(&["inspect", "/bin/sh"]);
    assert!(error.contains("not made by jsc"), "{error}");
    place.one_error(&["inspect", "missing"]);
}

const SLOW: &str = "\
class P { constructor(x) { this.x = x; } }
function pick(o, name) {
  let s = 0;
  for (let i = 0; i < 10; i++) {
    s = o[name];
  }
  return s;
}
function* numbers() { yield 1; }
for (const n of numbers()) console.log(pick(new P(n), \"x\"));
";

#[test]
fn explain_names_line_and_reason() {
    let place = Place::new(&[("app.js", SLOW)]);
    let before = place.files();
    let explain = |arguments: &[&str]| {
        let output = place.jsc(arguments).assert().success().stderr("").get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    };
    let text = explain(&["explain", "app.js"]);
    for part in [
        "app.js: 4 functions",
        "pick (app.js:2:1",
        "| s = o[name];",
        "get_by_value: no shape or class is predicted of the object",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let text = explain(&["explain", "app.js", "--verbose"]);
    assert!(text.contains("numbers (app.js:9:") && text.contains("generic, nothing is predicted that helps"), "{text}");
    let text = explain(&["explain", "app.js", "--no-speculation"]);
    assert!(text.contains("generic, not asked for") && text.contains("the function has only generic code"), "{text}");
    let text = explain(&["explain", "app.js", "--native=none"]);
    assert!(text.contains("0 speculative, 0 generic, 4 bytecode"), "{text}");
    assert_eq!(place.files(), before);
    // With a profile, by how often it ran.
    place.jsc(&["profile", "app.js"]).assert().success();
    let text = explain(&["explain", "app.js", "--profile", "app.prof"]);
    assert!(text.contains("hottest first as the profile counted") && text.contains("1 call\n"), "{text}");
    assert!(text.contains("10 times  | s = o[name];"), "{text}");
    place.one_error(&["explain", "missing.js"]);
    place.jsc(&["explain"]).assert().code(2);
}

#[test]
fn explain_names_calls_that_are_left_alone_because_they_are_rare() {
    let source = "
function common(x) { return x + 1; }
function rare(x) { return x * 2 + 1; }
function odd(x) { return x - 3; }
for (var i = 0, s = 0; i < 20000; i++) {
  var f = i % 200 === 7 ? rare : i % 3 === 0 ? odd : common;
  s = f(s) & 1023;
}
";
    let place = Place::new(&[("app.js", source)]);
    place.jsc(&["profile", "app.js"]).assert().success();
    let output = place.jsc(&["explain", "app.js", "--profile", "app.prof"]).assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("rare (app.js:3:1): only 0.4 % of the calls go to this callee"), "{text}");
}

#[test]
fn explain_prints_json_for_tools() {
    let place = Place::new(&[("app.js", SLOW)]);
    let output = place.jsc(&["explain", "app.js", "--json"]).assert().success().stderr("").get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "{\"version\": 1, \"source\": \"app.js\", \"profile\": false, ",
        "{\"name\": \"numbers\", \"line\": 9, ",
        "\"form\": \"generic\", \"reason\": \"nothing is predicted that helps\"",
        "{\"kind\": \"generic\", \"op\": \"get_by_value\", ",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    // Brackets balance outside of strings, and there is one object.
    let (mut open, mut quoted, mut escaped) = (Vec::new(), false, false);
    for (at, c) in text.trim_end().char_indices() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => open.push(c),
            '}' | ']' if !quoted => {
                assert_eq!(open.pop(), Some(if c == '}' { '{' } else { '[' }), "at {at}");
                assert!(!open.is_empty() || at + 1 == text.trim_end().len(), "text behind the object");
            }
            _ => {}
        }
    }
    assert!(open.is_empty() && !quoted, "{text}");
}

#[test]
fn compare_says_whether_the_modes_agree() {
    let place = Place::new(&[
        ("app.js", FIB),
        // What differs between the modes on purpose: the name of the running executable.
        ("differs.js", "console.log('same'); console.log(process.argv.length > 0 && process.argv[0]); process.exit(3)"),
        ("args.js", "console.log(process.argv.slice(2).join('+'))"),
    ]);
    let output = place.jsc(&["compare", "app.js"]).assert().success().stderr("").get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    for part in
        ["native", "interpreted", "wall time", "CPU time", "peak memory", "speed-up", "same stdout, stderr and status"]
    {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    place.jsc(&["compare", "args.js", "--", "a", "--b"]).assert().success();
    assert_eq!(place.files(), ["app.js", "args.js", "differs.js"]);
    let output = place.jsc(&["compare", "differs.js"]).assert().get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    if output.status.code() == Some(1) {
        assert!(text.contains("stdout differs first in line 2"), "{text}");
    } else {
        assert!(text.contains("same stdout"), "{text}");
    }
}

#[test]
fn each_intermediate_form_can_be_seen() {
    let place = Place::new(&[("app.js", FIB)]);
    let forms = [
        ("ast", "FunctionDeclaration"),
        ("bytecode", "function f1 "),
        ("sir", "function \"fib\" #1 generic"),
        ("llvm", "define "),
        ("asm", ".text"),
    ];
    for (form, part) in forms {
        let output = place.jsc(&["build", "app.js", &format!("--emit={form}")]).assert().success().get_output().clone();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(part) || form == "ast" && text.contains("Function"), "{form}: no {part:?}");
        assert_eq!(place.files(), ["app.js"], "{form} left files behind");
        place.jsc(&["build", "app.js", &format!("--emit={form}"), "-o", "text"]).assert().success().stdout("");
        assert_eq!(fs::read_to_string(place.path().join("text")).unwrap(), text);
        fs::remove_file(place.path().join("text")).unwrap();
    }
    place.jsc(&["build", "app.js", "--emit=obj"]).assert().success().stdout("");
    assert_eq!(place.files(), ["app.js", "app.o"]);
    assert_eq!(&fs::read(place.path().join("app.o")).unwrap()[..4], b"\x7fELF");
}

#[test]
fn optimisation_levels_and_forms_run_alike() {
    let place = Place::new(&[("app.js", FIB)]);
    for flags in
        ["-O0", "-O1", "-O2", "-O3", "-Os", "-g", "--native=all", "--native=none", "--target-cpu=native", "-j1"]
    {
        place.jsc(&["build", "app.js", flags]).assert().success().stdout("").stderr("");
        place.program("app").assert().success().stdout("6765\n").stderr("");
        place.program("app").env("JSC_OPTIONS", "interpret").assert().success().stdout("6765\n").stderr("");
    }
    let error = place.one_error(&["build", "app.js", "--target-cpu=abacus"]);
    assert!(error.contains("abacus"), "{error}");
}

#[test]
fn timings_and_passes_are_shown_on_standard_error() {
    let place = Place::new(&[("app.js", FIB)]);
    let output = place.jsc(&["build", "app.js", "--timings"]).assert().success().stdout("").get_output().clone();
    let text = String::from_utf8(output.stderr).unwrap();
    for part in [
        "parse and lower",
        "SIR and passes",
        "LLVM",
        "link",
        "total",
        "1 native, 1 bytecode only",
        "runs once: (top level)",
        "1 speculative with 0 calls inlined, 0 generic only",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let output = place.jsc(&["build", "app.js", "--passes=dce"]).assert().success().get_output().clone();
    assert!(String::from_utf8(output.stderr).unwrap().contains("after dce"));
    place.jsc(&["build", "app.js", "--passes=nonsense"]).assert().code(2);
}

#[test]
fn wrong_usage_is_status_2_and_help_teaches() {
    let place = Place::new(&[("app.js", FIB)]);
    place.jsc(&[]).assert().code(2);
    place.jsc(&["frobnicate"]).assert().code(2);
    place.jsc(&["build"]).assert().code(2);
    place.jsc(&["build", "app.js", "-O7"]).assert().code(2);
    place.jsc(&["build", "app.js", "--verbose", "--quiet"]).assert().code(2);
    for arguments in [vec!["--help"], vec!["build", "--help"], vec!["compare", "--help"], vec!["run", "--help"]] {
        let output = place.jsc(&arguments).assert().success().stderr("").get_output().clone();
        assert!(String::from_utf8(output.stdout).unwrap().contains("Examples:\n"), "{arguments:?}");
    }
    place.jsc(&["--version"]).assert().success();
    let output = place.jsc(&["completions", "bash"]).assert().success().get_output().clone();
    assert!(String::from_utf8(output.stdout).unwrap().contains("complete -F"));
}

#[test]
fn colour_and_verbosity_are_obeyed() {
    let place = Place::new(&[("syntax.js", SYNTAX), ("app.js", FIB)]);
    let stderr =
        |arguments: &[&str]| String::from_utf8(place.jsc(arguments).assert().get_output().stderr.clone()).unwrap();
    assert!(stderr(&["check", "syntax.js", "--color=always"]).contains("\x1b["));
    assert!(!stderr(&["check", "syntax.js", "--color=never"]).contains('\x1b'));
    assert!(!stderr(&["check", "syntax.js"]).contains('\x1b'), "standard error is no terminal here");
    assert!(stderr(&["build", "app.js", "--verbose"]).contains("wrote 'app'"));
    assert_eq!(stderr(&["build", "app.js", "--quiet"]), "");
}

#[test]
fn missing_tools_are_named() {
    let place = Place::new(&[("app.js", FIB)]);
    let run = |command: &mut Command| String::from_utf8(command.assert().code(1).get_output().stderr.clone()).unwrap();
    let error = run(place.jsc(&["build", "app.js"]).env("CC", "no-such-compiler"));
    assert!(error.contains("'no-such-compiler'"), "{error}");
    let error = run(place.jsc(&["build", "app.js"]).env("PATH", "").env_remove("CC"));
    assert!(error.contains("cannot find 'cc'"), "{error}");
    let error = run(place.jsc(&["build", "app.js"]).env("JSC_RUNTIME", "/nowhere.a"));
    assert!(error.contains("'/nowhere.a'"), "{error}");
    assert_eq!(place.files(), ["app.js"]);
}

#[test]
fn executables_obey_jsc_options() {
    let place = Place::new(&[("app.js", FIB)]);
    place.jsc(&["build", "app.js"]).assert().success();
    let output = place.program("app").env("JSC_OPTIONS", "help").assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("gc-stress") && text.contains("interpret") && !text.contains("6765"), "{text}");
    let output =
        place.program("app").env("JSC_OPTIONS", "stats").assert().success().stdout("6765\n").get_output().clone();
    let stats = String::from_utf8(output.stderr).unwrap();
    assert!(
        ["functions: ", "start-up ", "program ", "collections "].iter().all(|part| stats.contains(part)),
        "{stats}"
    );
    let output = place.program("app").env("JSC_OPTIONS", "nonsense").assert().failure().stdout("").get_output().clone();
    assert!(String::from_utf8(output.stderr).unwrap().contains("nonsense"));
    let error = {
        let output =
            place.jsc(&["run", "app.js"]).env("JSC_OPTIONS", "nonsense").assert().failure().get_output().clone();
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(error.contains("nonsense"), "{error}");
}

#[test]
fn the_examples_do_what_their_readme_says() {
    let examples = root().join("examples");
    let place = Place::new(&[]);
    for name in ["early-error-syntax.js", "early-error-strict.js"] {
        let file = examples.join(name);
        place.jsc(&["build", file.to_str().unwrap(), "-o", "out"]).assert().code(1).stdout("");
        assert!(place.files().is_empty());
    }
    let hello = examples.join("hello.js");
    place.jsc(&["build", hello.to_str().unwrap(), "-o", "hello"]).assert().success();
    place.program("hello").assert().success();
    let words = examples.join("word-count.js");
    place.jsc(&["compare", words.to_str().unwrap()]).write_stdin("one two two three three three\n").assert().success();
}

const SKEWED: &str = "\
const often = x => x + 1, rarely = x => x * 2, hardly = x => x - 3;
function apply(f, x) { return x < 0 ? -f(-x) : f(x); }
function run(n) {
  let s = 0;
  for (let i = 0; i < n; i++) {
    const f = i % 100 === 7 ? rarely : i % 400 === 1 ? hardly : often;
    s = (s + apply(f, i % 50 === 49 ? -i : i)) | 0;
  }
  return s;
}
console.log(run(20000));
";

#[test]
fn counts_of_a_profile_weigh_branches_and_callees() {
    let place = Place::new(&[("app.js", SKEWED)]);
    place.jsc(&["profile", "app.js"]).assert().code(0);
    let expected = place.jsc(&["run", "app.js"]).assert().code(0).get_output().stdout.clone();
    let build = |arguments: &[&str]| {
        let arguments = [&["build", "app.js"], arguments].concat();
        String::from_utf8(place.jsc(&arguments).assert().code(0).stderr("").get_output().stdout.clone()).unwrap()
    };
    let profiled = build(&["--emit=sir", "--profile", "app.prof"]);
    assert!(profiled.contains(" weights="), "{profiled}");
    assert!(!build(&["--emit=sir"]).contains(" weights="));
    let weights = |llvm: String| -> HashSet<String> {
        let nodes = llvm.lines().filter_map(|l| l.split_once("!\"branch_weights\", ")).map(|(_, w)| w.to_string());
        nodes.collect()
    };
    let [plain, profiled] =
        [&["--emit=llvm"][..], &["--emit=llvm", "--profile", "app.prof"]].map(|a| weights(build(a)));
    assert!(profiled.len() > plain.len(), "{plain:?} {profiled:?}");
    let facts = build(&["--emit=facts", "--profile", "app.prof"]);
    assert!(facts.contains("often 9") && facts.contains(" %; call "), "{facts}");
    // Whatever a file says of counts, the program does the same.
    let profile = fs::read_to_string(place.path().join("app.prof")).unwrap();
    for (n, count) in ["0", "1", "18446744073709551615"].into_iter().enumerate() {
        let line = |(i, line): (usize, &str)| match line.split(' ').collect::<Vec<_>>()[..] {
            ["block" | "loop", pc, _] if n < 2 || i % 2 == 0 => format!("{} {pc} {count}\n", &line[..5].trim()),
            ["run", f, "calls", _] => format!("run {f} calls {count}\n"),
            _ => format!("{line}\n"),
        };
        let wrong: String = profile.lines().enumerate().map(line).collect();
        fs::write(place.path().join("wrong.prof"), wrong).unwrap();
        place.jsc(&["build", "app.js", "--profile", "wrong.prof"]).assert().code(0).stderr("");
        place.program("app").assert().code(0).stdout(expected.clone()).stderr("");
    }
}

const KEYS: &str = "\
const key = (x, y) => (Math.floor(x / 5) + 512) * 1024 + Math.floor(y / 5);
function* keys(n) {
  const low = Math.floor(n / 8.5);
  for (let i = low; i < n; i++) yield key(i * 4, i * 3);
}
class Line { constructor() { this.length = 1; } grow() { return this.length++; } }
const line = new Line();
let sum = 0;
for (let i = 0; i < 200; i++) for (const k of keys(20)) sum += k + line.grow();
console.log(sum);
";

#[test]
fn what_an_interpreted_run_has_of_its_own_is_not_predicted() {
    let place = Place::new(&[("app.js", KEYS)]);
    place.jsc(&["profile", "app.js"]).assert().code(0);
    place.jsc(&["build", "app.js", "--profile", "app.prof"]).assert().code(0);
    let output = place.program("app").env("JSC_OPTIONS", "census").assert().code(0).get_output().clone();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "1923431000\n");
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("exits: 0 at 0 sites"));
    let facts =
        place.jsc(&["build", "app.js", "--profile", "app.prof", "--emit=facts"]).assert().code(0).get_output().clone();
    let facts = String::from_utf8(facts.stdout).unwrap();
    assert!(facts.lines().any(|l| l.contains(" get_length ") && l.contains(" slot 0>")), "{facts}");
}

#[test]
fn profiles_are_recorded_and_used() {
    let source = "class P { constructor(x) { this.x = x; } get() { return this.x; } }\n\
                  function sum(n) { let s = 0; for (let i = 0; i < n; i++) s += new P(i).get(); return s; }\n\
                  console.log(sum(1000), process.argv.length);\n";
    let place =
        Place::new(&[("app.js", source), ("quits.js", "console.log(1); process.exit(7);\n"), ("bad.prof", "hello\n")]);
    place.jsc(&["profile", "app.js", "--", "one", "two"]).assert().code(0).stdout("499500 4\n").stderr("");
    let profile = fs::read_to_string(place.path().join("app.prof")).unwrap();
    assert!(profile.starts_with("jsc profile 3\n") && profile.contains("keys x\n"), "{profile}");
    place.jsc(&["profile", "app.js", "-o", "again.prof", "--", "one", "two"]).assert().code(0);
    assert_eq!(fs::read_to_string(place.path().join("again.prof")).unwrap(), profile);
    place.jsc(&["build", "app.js", "--profile", "app.prof"]).assert().code(0).stderr("");
    place.program("app").assert().code(0).stdout("499500 2\n").stderr("");
    // Ending by itself, the program leaves a profile too; one of another program is no harm.
    place.jsc(&["profile", "quits.js", "-o", "quits.prof"]).assert().code(7).stdout("1\n");
    place.jsc(&["build", "app.js", "--profile", "quits.prof"]).assert().code(0).stderr("");
    place.program("app").assert().code(0).stdout("499500 2\n").stderr("");
    assert!(!place.files().iter().any(|f| f.starts_with(".jsc-")), "{:?}", place.files());
    let error = place.one_error(&["build", "app.js", "-o", "no", "--profile", "bad.prof"]);
    assert!(error.contains("'bad.prof': not a profile"), "{error}");
    let error = place.one_error(&["build", "app.js", "-o", "no", "--profile", "missing.prof"]);
    assert!(error.contains("missing.prof"), "{error}");
    let error = place.one_error(&["profile", "app.js", "-o", "nowhere/app.prof"]);
    assert!(error.contains("cannot write 'nowhere/app.prof'"), "{error}");
}

#[test]
fn the_census_is_printed_on_request() {
    let place = Place::new(&[("fib.js", FIB)]);
    place.jsc(&["build", "fib.js"]).assert().code(0);
    let output =
        place.program("fib").env("JSC_OPTIONS", "census").assert().code(0).stdout("6765\n").get_output().clone();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("exits: ") && text.contains("shape trees: ") && text.contains("collections: "), "{text}");
}
