//! Tests of the front end as a whole: early errors, what is unsupported, limits, and the shape of the bytecode.

use super::*;

fn source(text: &str) -> Source {
    Source { name: "test.js".into(), text: text.into() }
}

/// The bytecode of a program as text.
fn bytecode(text: &str) -> String {
    let program =
        compile(&source(text), &Options::default()).unwrap_or_else(|e| panic!("{}", e[0].render(&source(text), false)));
    jsc_abi::bytecode::verify(&program).unwrap_or_else(|e| panic!("{e}\n{program}"));
    program.to_string()
}

/// The instructions of the function called `name`, without registers' comments and positions.
fn code_of(text: &str, name: &str) -> Vec<String> {
    let all = bytecode(text);
    let end = format!("; \"{name}\"");
    let mut lines = all.lines().skip_while(|line| !(line.starts_with("function ") && line.ends_with(&end)));
    lines.next().unwrap_or_else(|| panic!("no function {name} in\n{all}"));
    lines
        .take_while(|line| *line != "}")
        .map(|line| line.split("  ").find(|part| !part.is_empty()).unwrap_or("").trim().to_string())
        .map(|line| line.split(" @").next().unwrap_or("").split(" note ").next().unwrap_or("").trim().to_string())
        .collect()
}

fn error(text: &str) -> Diagnostic {
    match check(&source(text)) {
        Ok(()) => compile(&source(text), &Options::default()).expect_err("an error is expected").remove(0),
        Err(mut errors) => errors.remove(0),
    }
}

#[test]
fn early_errors_stop_the_build() {
    for text in [
        "var greeting = \"Hello\"; console.log(greeting); greeting = .\"Hi\"",
        "console.log(\"Howdy\"); saySomething(\"Hello\",\"Hi\"); function saySomething(greeting,greeting){\"use strict\"; console.log(greeting)}",
        "let a; let a;",
        "return 1",
        "break",
        "x: { continue x }",
        "'use strict'; with (a) {}",
        "class A { #x; #x }",
        "a.#b",
        "class A extends B { m() { super() } }",
        "/(/",
        "function f() { let x; var x }",
        "const a;",
        "new.target",
        "'use strict'; 010",
        "({a: 1} = 1) => 1",
        "yield\n= 1; function* g() { yield = 1 }",
    ] {
        let error = error(text);
        assert_eq!(error.kind, DiagnosticKind::SyntaxError, "{text}: {}", error.message);
    }
}

#[test]
fn the_place_of_an_error_is_shown() {
    let source = source("var a = 1;\nvar b = ;\n");
    let error = check(&source).unwrap_err().remove(0);
    assert_eq!((error.line, error.column), (2, 9));
    let shown = error.render(&source, false);
    assert!(shown.starts_with("test.js:2:9: SyntaxError: ") && shown.ends_with("var b = ;\n        ^\n"), "{shown}");
}

#[test]
fn unsupported_constructs_are_named() {
    for (text, what) in [
        ("async function f() {}", "async functions"),
        ("async () => 1", "async functions"),
        ("with (a) b", "with"),
        ("function f() { eval('1') }", "direct eval"),
        ("import a from 'b'", "import"),
        ("export default 1", "export"),
        ("import('a')", "import()"),
        ("console.log(import.meta)", "import.meta"),
        ("await 1", "await"),
    ] {
        let error = error(text);
        assert_eq!(error.kind, DiagnosticKind::Unsupported, "{text}: {}", error.message);
        assert!(error.message.starts_with(what), "{}", error.message);
    }
    // An early error is one whatever else the file has.
    assert_eq!(error("async function f() { let a; let a }").kind, DiagnosticKind::SyntaxError);
}

#[test]
fn deep_nesting_is_an_error_or_works() {
    let n = 100_000;
    for text in [
        format!("x = {}{}", "[".repeat(n), "]".repeat(n)),
        format!("x = {}1{}", "(".repeat(n), ")".repeat(n)),
        format!("{}{}", "{".repeat(n), "}".repeat(n)),
        format!("x = {}1{}", "{a:".repeat(n), "}".repeat(n)),
        "[".repeat(n),
        "(".repeat(n),
        "`${".repeat(n),
        "function f(){".repeat(n),
    ] {
        assert_eq!(error(&text).message, "nesting too deep");
    }
    for text in [
        format!("x = a{}", "+a".repeat(n)),
        format!("x = {}1", "!".repeat(n)),
        format!("x = a{}", ".a".repeat(n)),
        format!("x = a{}", "()".repeat(n)),
        format!("if (a) {{}} {}", "else if (a) {}".repeat(n)),
        format!("{}x", "if (a) ".repeat(n)),
        format!("x = {}1", "a = ".repeat(n)),
        format!("x = {}1", "a => ".repeat(20_000)),
        format!("x = {}1", "a ? b : ".repeat(n)),
        format!("x = a{}", " && a".repeat(n)),
        format!("x = a{}", ", a".repeat(n)),
        format!("x = {}2", "2 ** ".repeat(n)),
    ] {
        if let Err(errors) = compile(&source(&text), &Options::default()) {
            assert!(
                errors[0].message.contains("nesting too deep") || errors[0].kind == DiagnosticKind::Limit,
                "{}",
                errors[0].message
            );
        }
    }
}

#[test]
fn loops_are_tested_at_the_bottom() {
    let code = code_of("function f(n) { let s = 0; for (let i = 0; i < n; i++) s += i; return s } f()", "f");
    assert_eq!(
        code,
        [
            "load_int r2, 0",
            "load_int r3, 0",
            "jump_if_not_less r3, r0, L1",
            "L0:",
            "loop_header 0",
            "add r2, r2, r3",
            "inc r3, r3",
            "jump_if_less r3, r0, L0",
            "L1:",
            "return_value r2",
        ]
    );
}

#[test]
fn results_go_directly_to_their_registers() {
    let code = code_of("function f(a, b) { let c = a * b + 1; c = c - a; return g(c, a) } f()", "f");
    assert!(!code.iter().any(|line| line.starts_with("mov r2")), "{code:?}");
    assert_eq!(code[0], "mul r2, r0, r1".replace("r2", "r3"));
}

#[test]
fn operands_keep_their_value() {
    let code = code_of("function f(a) { return a + (a = 2) } f()", "f");
    assert!(code[0].starts_with("mov"), "{code:?}");
    let code = code_of("function f(a) { return a + (a => 2) } f()", "f");
    assert!(!code[0].starts_with("mov"), "{code:?}");
}

#[test]
fn variables_change_only_with_their_result() {
    // `x` must keep its value if `g` throws.
    let code = code_of("function f(x) { try { x = x + 1 + g() } catch { return x } } f()", "f");
    let first = code.iter().find(|line| line.starts_with("add_int")).unwrap();
    assert!(!first.starts_with("add_int r0"), "{code:?}");
}

#[test]
fn only_captured_variables_are_in_environments() {
    let text = "function f(a, b) { let c = 1; return () => a + c } f()";
    let code = code_of(text, "f");
    assert!(code.iter().any(|line| line.starts_with("new_environment") && line.ends_with(", 2")), "{code:?}");
    let code = code_of("function f(a) { const c = 1; return () => c } f()", "f");
    assert!(!code.iter().any(|line| line.starts_with("new_environment")), "{code:?}");
}

#[test]
fn loop_variables_are_copied_only_for_closures() {
    let with = code_of("function f() { for (let i = 0; i < 3; i++) g(() => i) } f()", "f");
    assert!(with.iter().any(|line| line.starts_with("clone_environment")));
    let without = code_of("function f() { for (let i = 0; i < 3; i++) g(i) } f()", "f");
    assert!(!without.iter().any(|line| line.contains("environment")));
}

#[test]
fn checks_stand_only_where_a_binding_may_be_uninitialised() {
    let checks = |text: &str| bytecode(text).matches("check_initialized").count();
    assert_eq!(checks("let a = g(); a + 1"), 0);
    assert_eq!(checks("a; let a = g();"), 1);
    assert_eq!(checks("let a = g(); function f() { return a } f()"), 0);
    assert_eq!(checks("f(); let a = g(); function f() { return a }"), 1);
    assert_eq!(checks("h(); let a = g(); function f() { return a } function h() { f() }"), 1);
    assert_eq!(checks("let a = g(); const h = () => a; h()"), 0);
    assert_eq!(checks("const h = () => a; let a = g(); h()"), 1);
    assert_eq!(checks("switch (x) { case 0: let a = g(); case 1: a }"), 1);
    assert_eq!(checks("switch (x) { case 0: let a = g(); a }"), 0);
    assert_eq!(checks("class A { m() { return new A } } new A().m()"), 0);
    assert_eq!(checks("class A extends A {}"), 1);
    assert_eq!(checks("function f(a = b, b) {} f()"), 1);
    assert_eq!(checks("function f(a, b = a) {} f()"), 0);
}

#[test]
fn constants_are_inlined() {
    let code = code_of("const N = 5; function f(x) { return x + N } f()", "f");
    assert_eq!(code, ["add_int r2, r0, 5", "return_value r2"]);
}

#[test]
fn arguments_objects_are_mapped_only_where_it_shows() {
    // An object that maps nothing serves where only `callee` tells the kinds apart.
    let mapped = |text: &str| {
        bytecode(text)
            .lines()
            .any(|line| line.contains("create_mapped_arguments") && !line.trim_end().ends_with(", 0, 0"))
    };
    assert!(mapped("function f(a) { a = 1; return arguments[0] } f()"));
    assert!(mapped("function f(a) { g(arguments); return a } f()"));
    assert!(mapped("function f(a) { arguments[0] = 1; return a } f()"));
    assert!(!mapped("function f(a) { return arguments.length + arguments[0] + a } f()"));
    assert!(!mapped("function f() { return g.apply(this, arguments) } f()"));
    assert!(!mapped("function f(a) { 'use strict'; a = 1; return arguments[0] } f()"));
    assert!(!mapped("function f(a, b = 1) { a = 1; return arguments[0] } f()"));
}

#[test]
fn names_of_values_in_messages_follow_v8() {
    for (text, note) in [
        ("a.b.c()", "a.b.c"),
        ("a[0]()", "a[0]"),
        ("a['b']()", "a.b"),
        ("f()()", "f(...)"),
        ("new f().x()", "(intermediate value).x"),
        ("this.x()", "this.x"),
        ("(a || b)()", "(a || b)"),
        ("({a: b, c: 1}).x()", "{(intermediate value)(intermediate value)}.x"),
        ("[1,2].foo()", "[1,2].foo"),
        ("(() => 1)()()", "(intermediate value)(...)"),
        ("for (x of y.z) ;", "y.z"),
        ("let {a} = b", "property 'a' of 'b'"),
    ] {
        assert!(bytecode(text).contains(&format!("= \"{note}\"")), "{text}\n{}", bytecode(text));
    }
}

#[test]
fn a_large_file_compiles() {
    let text = "function f(a, b) { if (a > b) { return a * 2 } return g(a, b) }\nf(1, 2);\n".repeat(20_000);
    compile(&source(&text), &Options::default()).unwrap();
}
