//! The interpreter on bytecode text.

use crate::context::Context;
use crate::handle::ValueExt;
use crate::options::Options;
use jsc_abi::bytecode::{parse, verify};

/// Runs a program and shows its result, or what it throws after "throws ".
fn run(text: &str) -> String {
    let program = parse(text).unwrap_or_else(|e| panic!("{e}"));
    verify(&program).unwrap_or_else(|e| panic!("{e}"));
    let bytes = program.write().unwrap();
    // The image must be aligned to 16 bytes and stay.
    let words: &'static mut [u128] = vec![0u128; bytes.len().div_ceil(16)].leak();
    let image = words.as_mut_ptr() as *mut u8;
    // SAFETY: room for all bytes; the writer made the image.
    unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), image, bytes.len()) };
    let mut ctx = Context::new(Options::default());
    let program = unsafe { ctx.load_program(image) };
    let result = unsafe { ctx.run_program(program) };
    let (prefix, v) = match result {
        Ok(v) => ("", v),
        Err(_) => ("throws ", ctx.take_exception()),
    };
    assert!(ctx.stack.live_slots().is_empty() && ctx.header.frame.is_null());
    let shown = match v.as_object() {
        Some(o) if !o.is_callable() => {
            let key = ctx.key("message");
            ctx.get(o, key).unwrap()
        }
        _ => v,
    };
    let text = match shown.as_string() {
        Some(s) => s.to_rust(&mut ctx),
        None => ctx.display_for_error(shown),
    };
    format!("{prefix}{text}")
}

#[test]
fn a_loop_adds_and_overflows_into_doubles() {
    let sum = run(r#"
        function f0 name="" length=0 parameters=0 entries=1 flags=strict {
            load_int r0, 0
            load_int r1, 0
            load_int r2, 100000
        HEAD:
            loop_header 0
            jump_if_not_less r1, r2, END
            add r0, r0, r1
            inc r1, r1
            jump HEAD
        END:
            return_value r0
        }
    "#);
    assert_eq!(sum, "4999950000");
}

#[test]
fn calls_recurse_without_the_native_stack_and_overflow_into_a_range_error() {
    let text = |depth: i32| {
        format!(
            r#"
            program top=1
            function f0 name="" length=0 parameters=0 flags=strict {{
                create_closure r0, f1, r5
                set_top 0, r0
                load_int r1, {depth}
                call r2, r0, r5, r1+1, s0
                return_value r2
            }}
            function f1 name="count" length=1 parameters=1 feedback=1 flags=strict {{
                load_int r1, 0
                jump_if_strict_equal r0, r1, END
                get_top r2, 0
                sub_int r3, r0, 1
                load_undefined r4
                call r3, r2, r4, r3+1, s0
                add_int r3, r3, 1
                return_value r3
            END:
                return_value r1
            }}
            "#
        )
        .replacen("parameters=0 flags", "parameters=0 registers=6 feedback=1 flags", 1)
    };
    assert_eq!(run(&text(9000)), "9000");
    assert_eq!(run(&text(1_000_000)), "throws Maximum call stack size exceeded");
}

#[test]
fn exceptions_unwind_to_the_caller_that_handles_them() {
    let caught = run(r#"
        function f0 name="" length=0 parameters=0 registers=4 feedback=1 flags=strict {
            handler TRY..END -> CATCH
            create_closure r0, f1, r3
        TRY:
            call r1, r0, r3, r0+0, s0
        END:
            return_value r0
        CATCH:
            catch r1
            add_int r1, r1, 1
            return_value r1
        }
        function f1 name="thrower" length=0 parameters=0 flags=strict {
            load_int r0, 41
            throw r0
        }
    "#);
    assert_eq!(caught, "42");
}

#[test]
fn calling_what_is_no_function_names_it_as_the_source_does() {
    let message = run(r#"
        function f0 name="" length=0 parameters=0 feedback=1 flags=strict {
            load_int r0, 1
            call r1, r0, r2, r0+0, s0       note "a.b"
            return_value r1
        }
    "#);
    assert_eq!(message, "throws a.b is not a function");
}

#[test]
fn properties_are_cached_by_shape() {
    let sum = run(r#"
        function f0 name="" length=0 parameters=0 registers=8 feedback=4 entries=1 flags=strict {
            load_int r0, 0
            load_int r1, 0
            load_int r2, 10
        HEAD:
            loop_header 0
            jump_if_not_less r1, r2, END
            new_object r3, 2
            set_by_name r3, "x", r1, s0
            set_by_name r3, "y", r2, s1
            get_by_name r4, r3, "x", s2
            get_by_name r5, r3, "y", s3
            add r4, r4, r5
            add r0, r0, r4
            inc r1, r1
            jump HEAD
        END:
            return_value r0
        }
    "#);
    assert_eq!(sum, "145");
}

#[test]
fn elements_and_lengths_of_arrays() {
    let sum = run(r#"
        function f0 name="" length=0 parameters=0 registers=8 feedback=4 entries=2 flags=strict {
            new_array r0, 0
            load_int r1, 0
            load_int r2, 100
        FILL:
            loop_header 0
            set_by_value r0, r1, r1, s0
            inc r1, r1
            jump_if_less r1, r2, FILL
            load_int r1, 0
            load_int r4, 0
        SUM:
            loop_header 1
            get_length r2, r0, s1
            jump_if_not_less r1, r2, END
            get_by_value r3, r0, r1, s2
            add r4, r4, r3
            inc r1, r1
            jump SUM
        END:
            return_value r4
        }
    "#);
    assert_eq!(sum, "4950");
}

#[test]
fn constructors_give_this_unless_they_return_an_object() {
    let sum = run(r#"
        function f0 name="" length=0 parameters=0 registers=8 feedback=2 flags=strict {
            create_closure r0, f1, r7
            load_int r1, 7
            construct r2, r0, r0, r1+1, s0
            get_by_name r3, r2, "x", s1
            return_value r3
        }
        function f1 name="C" length=1 parameters=1 feedback=1 flags=strict|constructor {
            load_this r1
            set_by_name r1, "x", r0, s0
            load_int r2, 5
            return_value r2
        }
    "#);
    assert_eq!(sum, "7");
}

#[test]
fn generators_suspend_and_resume() {
    let sum = run(r#"
        function f0 name="" length=0 parameters=0 registers=8 feedback=4 entries=1 flags=strict {
            create_closure r0, f1, r7
            load_int r1, 4
            call r0, r0, r7, r1+1, s0
            get_by_name r1, r0, "next", s1
            load_int r2, 0
        HEAD:
            loop_header 0
            iterator_next r3, r0, r1
            jump_if_empty r3, END
            add r2, r2, r3
            jump HEAD
        END:
            return_value r2
        }
        function f1 name="count" length=1 parameters=1 entries=3 flags=strict|generator {
            initial_yield r1, r2, 0
            load_int r3, 0
        HEAD:
            loop_header 1
            jump_if_not_less r3, r0, END
            create_iterator_result r4, r3, 0
            yield_value r1, r2, r4, 2
            inc r3, r3
            jump HEAD
        END:
            load_undefined r4
            create_iterator_result r4, r4, 1
            return_value r4
        }
    "#);
    assert_eq!(sum, "6");
}

#[test]
fn closures_share_environments() {
    let sum = run(r#"
        function f0 name="" length=0 parameters=0 registers=8 feedback=2 flags=strict {
            new_environment r0, r7, 1
            load_int r1, 40
            set_environment_slot r0, 0, 0, r1
            create_closure r2, f1, r0
            call r3, r2, r7, r0+0, s0
            call r3, r2, r7, r0+0, s0
            get_environment_slot r3, r0, 0, 0
            return_value r3
        }
        function f1 name="bump" length=0 parameters=0 flags=strict {
            load_environment r0
            get_environment_slot r1, r0, 0, 0
            inc r1, r1
            set_environment_slot r0, 0, 0, r1
            return_value r1
        }
    "#);
    assert_eq!(sum, "42");
}

#[test]
fn uninitialised_bindings_throw() {
    let message = run(r#"
        function f0 name="" length=0 parameters=0 flags=strict {
            load_empty r0
            check_initialized r0, "x"
            return_value r0
        }
    "#);
    assert_eq!(message, "throws Cannot access 'x' before initialization");
}
