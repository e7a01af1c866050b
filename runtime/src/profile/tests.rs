//! Profiles of bytecode text.

use super::*;
use crate::options::Options;
use jsc_abi::bytecode::{parse, verify};
use std::cell::RefCell;
use std::rc::Rc;

/// Runs a program with a profile; its text without the lines of hashes.
fn profile(text: &str) -> Vec<String> {
    let program = parse(text).unwrap_or_else(|e| panic!("{e}"));
    verify(&program).unwrap_or_else(|e| panic!("{e}"));
    let bytes = program.write().unwrap();
    let words: &'static mut [u128] = vec![0u128; bytes.len().div_ceil(16)].leak();
    let image = words.as_mut_ptr() as *mut u8;
    // SAFETY: room for all bytes; the writer made the image.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), image, bytes.len()) };
    let mut ctx = Context::new(Options::parse("gc-stress").unwrap());
    let program = unsafe { ctx.load_program(image) };
    let written = Rc::new(RefCell::new(String::new()));
    let copy = written.clone();
    start(&mut ctx, Box::new(move |text| *copy.borrow_mut() = text));
    let _ = unsafe { ctx.run_program(program) };
    crate::main_entry::at_exit(&mut ctx);
    let text = written.borrow().clone();
    let mut lines = text.lines().map(str::to_string);
    assert_eq!(lines.next().as_deref(), Some("jsc profile 3"));
    lines.filter(|l| !l.starts_with("function ")).collect()
}

fn has(lines: &[String], line: &str) {
    assert!(lines.iter().any(|l| l == line), "no `{line}` in\n{}", lines.join("\n"));
}

#[test]
fn values_calls_loops_and_shapes_are_recorded() {
    let lines = profile(
        r#"
        k0 = key "x"
        k1 = key "y"
        function f0 name="" length=0 parameters=0 registers=8 feedback=4 entries=1 flags=strict {
            create_closure r0, f1, r7
            load_int r1, 0
            load_int r2, 10
        HEAD:
            loop_header 0
            construct r3, r0, r0, r1+1, s0
            get_by_name r4, r3, k1, s1
            inc r1, r1
            jump_if_less r1, r2, HEAD
            return_value r4
        }
        function f1 name="C" length=1 parameters=1 registers=4 feedback=2 flags=strict|constructor inline_slots=2 {
            load_this r1
            set_by_name r1, k0, r0, s0
            div r2, r0, r0
            set_by_name r1, k1, r2, s1
            return_value r0
        }"#,
    );
    // (Class 0, a literal, is `this` of the top level.)
    for line in ["class 1 closure 1", "class 2 instance 1", "run 0 calls 1", "run 1 calls 10"] {
        has(&lines, line);
    }
    for line in
        ["shape 1 class 2 inline 2 keys", "shape 2 class 2 inline 2 keys x", "shape 3 class 2 inline 2 keys x y"]
    {
        has(&lines, line);
    }
    // f1: the parameter, `this`, the result; the writes add x and y (0 / 0 is no int32).
    has(&lines, "this object classes 2");
    has(&lines, "parameter 0 int32 range 0 9");
    has(&lines, "result int32 range 0 9");
    has(&lines, "add 2 1 2");
    has(&lines, "add 13 2 3");
    has(&lines, "shapes 2 1");
    has(&lines, "operand 13 object classes 2");
    has(&lines, "value 9 int32|double range 1 1");
    // f0: the callee and what the construction gave, by the pc of `construct`; the loop.
    has(&lines, "operand 16 object classes 1");
    has(&lines, "value 16 object classes 2");
    has(&lines, "loop 13 10");
}

#[test]
fn callees_are_counted_where_there_are_several() {
    let lines = profile(
        r#"
        function f0 name="" length=0 parameters=0 registers=9 feedback=1 entries=1 flags=strict {
            create_closure r0, f1, r8
            create_closure r1, f2, r8
            load_int r2, 0
            load_int r3, 10
            load_int r4, 9
        HEAD:
            loop_header 0
            mov r5, r0
            jump_if_less r2, r4, CALL
            mov r5, r1
        CALL:
            call r6, r5, r8, r6+0, s0
            inc r2, r2
            jump_if_less r2, r3, HEAD
            return_value r6
        }
        function f1 name="f" length=0 parameters=0 registers=1 flags=strict {
            load_int r0, 5
            return_value r0
        }
        function f2 name="g" length=0 parameters=0 registers=1 flags=strict {
            load_int r0, 6
            return_value r0
        }"#,
    );
    assert!(lines.iter().any(|l| l.starts_with("operand ") && l.ends_with(" classes 1:9 2:1")), "{}", lines.join("\n"));
}

#[test]
fn what_throws_writes_nothing() {
    let lines = profile(
        r#"
        function f0 name="" length=0 parameters=0 registers=4 feedback=1 flags=strict {
            handler TRY..END -> CATCH
            create_closure r0, f1, r3
        TRY:
            call r1, r0, r3, r0+0, s0
        END:
            return_value r1
        CATCH:
            catch r2
            return_value r2
        }
        function f1 name="f" length=0 parameters=0 registers=1 flags=strict {
            load_int r0, 5
            throw r0
        }"#,
    );
    has(&lines, "operand 5 object classes 1");
    assert!(!lines.iter().any(|l| l.starts_with("value 5 ")), "{}", lines.join("\n"));
    has(&lines, "value 15 int32 range 5 5");
    has(&lines, "result int32 range 5 5");
}

#[test]
fn rare_values_are_found_in_a_sample() {
    let lines = profile(
        r#"
        k0 = 1.5
        function f0 name="" length=0 parameters=0 registers=8 feedback=4 entries=1 flags=strict {
            load_int r1, 0
            load_int r2, 100000
            load_int r4, 200
            load_int r5, 0
        HEAD:
            loop_header 0
            inc r1, r1
            rem r3, r1, r4
            jump_if_strict_not_equal r3, r5, NEXT
            load_const r6, k0
            mov r3, r6
        NEXT:
            inc r7, r3
            jump_if_less r1, r2, HEAD
            inc r7, r7
            return_value r7
        }"#,
    );
    let count = |what: &str| -> Vec<u64> {
        let counts = lines.iter().filter(|l| l.starts_with(what));
        counts.map(|l| l.split(' ').next_back().unwrap().parse().unwrap()).collect()
    };
    assert_eq!(count("loop "), [100_000]);
    // The first; the header; where r3 is 1.5, one time in 200; NEXT; what is behind the loop.
    let blocks = count("block ");
    assert_eq!((blocks[0], blocks[1], blocks[3], blocks[4]), (1, 100_000, 100_000, 1));
    assert!((200..1200).contains(&blocks[2]), "{blocks:?}");
    assert!(lines.iter().any(|l| l.contains("int32|double")), "{}", lines.join("\n"));
    assert!(lines.iter().any(|l| l == "result double"), "{}", lines.join("\n"));
}
