//! How a program runs from start to exit status: `jsc_main` for produced executables, [`run_image`] for `jsc run`.

use crate::builtins::regexp::Engine;
use crate::builtins::{Intrinsic, node};
use crate::context::Context;
use crate::handle::ValueExt;
use crate::options::Options;
use crate::stack_trace;
use core::ffi::{CStr, c_char};
use jsc_abi::image::{IMAGE_MAGIC, ImageHeader};
use jsc_abi::layout::*;
use std::io::Write;

/// Exit status of a program that did not catch an exception.
const UNCAUGHT: i32 = 1;
/// Exit status for a mistake in `JSC_OPTIONS`.
const USAGE: i32 = 2;

/// `main` of a produced executable. Returns the exit status.
/// # Safety
/// `argc` strings at `argv`, as `main` gets them; `program` is what the compiler wrote into the executable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jsc_main(argc: i32, argv: *const *const c_char, program: *const NativeProgram) -> i32 {
    // Rust's own start code, which this main goes around, would do it: a closed pipe is an error of `write`.
    libc::signal(libc::SIGPIPE, libc::SIG_IGN);
    let options = match options_from_env() {
        Ok(options) => options,
        Err(status) => return status,
    };
    // Only native code asks for predicted shapes.
    let templates = if options.interpret { 0 } else { (*program).template_count };
    let mut ctx = Context::with_templates(options, templates);
    ctx.builtins.regexp.engine = ((*program).regexp_engine as *const Engine).as_ref();
    let program = ctx.load_native(&*program);
    let image = &*(*program).image;
    let source = (*(*program).constants.add(image.source_name as usize)).as_string().map(|s| s.to_rust(&mut ctx));
    let arguments = (1..argc.max(1) as usize).map(|i| CStr::from_ptr(*argv.add(i)).to_string_lossy().into_owned());
    ctx.builtins.node = node::State::new(&source.unwrap_or_default(), arguments);
    let status = run(&mut ctx, program);
    // The process ends here: its memory goes with it.
    core::mem::forget(ctx);
    status
}

/// Runs a program that has bytecode only. `image` is what the image writer made; `script_path` and `args` are for
/// `process.argv`. Returns the exit status. (`process.exit` ends the process.)
pub fn run_image(image: &'static [u8], options: Options, script_path: &str, args: &[String]) -> i32 {
    run_image_with(image, options, script_path, args, |_| {})
}

/// The same, and keeps a profile, whose text is handed to `write` when the program ends, whichever way it does.
pub fn profile_image(
    image: &'static [u8],
    options: Options,
    script_path: &str,
    args: &[String],
    write: impl FnOnce(String) + 'static,
) -> i32 {
    run_image_with(image, options, script_path, args, |ctx| crate::profile::start(ctx, Box::new(write)))
}

fn run_image_with(
    image: &'static [u8],
    options: Options,
    script_path: &str,
    args: &[String],
    prepare: impl FnOnce(&mut Context),
) -> i32 {
    if options.help {
        print!("{}", Options::help());
        return 0;
    }
    let header = size_of::<ImageHeader>();
    assert!(image.len() >= header && image[..IMAGE_MAGIC.len()] == IMAGE_MAGIC, "not a program image of this version");
    let image = aligned(image);
    let mut ctx = Context::new(options);
    ctx.builtins.node = node::State::new(script_path, args.iter().cloned());
    // SAFETY: made by the writer, says the caller; aligned; it stays.
    let program = unsafe { ctx.load_program(image.as_ptr()) };
    prepare(&mut ctx);
    // SAFETY: just loaded.
    unsafe { run(&mut ctx, program) }
}

/// The image at an address that is a multiple of 16.
fn aligned(image: &'static [u8]) -> &'static [u8] {
    if (image.as_ptr() as usize).is_multiple_of(16) {
        return image;
    }
    let words: &'static mut [u128] = vec![0u128; image.len().div_ceil(16)].leak();
    // SAFETY: room for all bytes.
    unsafe {
        let p = words.as_mut_ptr() as *mut u8;
        core::ptr::copy_nonoverlapping(image.as_ptr(), p, image.len());
        core::slice::from_raw_parts(p, image.len())
    }
}

/// `JSC_OPTIONS`, or the exit status if the program is not to run.
fn options_from_env() -> Result<Options, i32> {
    match Options::from_env() {
        Ok(options) if options.help => {
            print!("{}", Options::help());
            let _ = std::io::stdout().flush();
            Err(0)
        }
        Ok(options) => Ok(options),
        Err(message) => {
            eprintln!("{message}");
            Err(USAGE)
        }
    }
}

/// Runs the loaded program to its exit status.
unsafe fn run(ctx: &mut Context, program: *const Program) -> i32 {
    ctx.start_up = ctx.start.elapsed();
    let status = match ctx.run_program(program) {
        Ok(_) => exit_code(ctx),
        Err(_) => {
            let thrown = ctx.take_exception();
            ctx.builtins.console.output.flush();
            stack_trace::report_uncaught(ctx, thrown);
            UNCAUGHT
        }
    };
    at_exit(ctx);
    status
}

/// What must be done before the process ends, whichever way it does.
pub fn at_exit(ctx: &mut Context) {
    ctx.builtins.console.output.flush();
    if let Some(hook) = ctx.at_exit.take() {
        hook(ctx);
    }
    if ctx.options.stats {
        print_stats(ctx);
    }
    if ctx.options.census {
        crate::exit::census::print(ctx);
    }
}

/// `process.exitCode`, or 0.
fn exit_code(ctx: &mut Context) -> i32 {
    let Some(process) = ctx.intrinsics[Intrinsic::Process as usize].as_object() else { return 0 };
    let key = ctx.key("exitCode");
    match ctx.get(process, key) {
        Ok(v) if !v.is_nullish() => node::exit_status(ctx, v).unwrap_or(UNCAUGHT),
        Ok(_) => 0,
        Err(_) => {
            ctx.take_exception();
            UNCAUGHT
        }
    }
}

/// The `stats` option: to standard error.
fn print_stats(ctx: &mut Context) {
    let (mut native, mut interpreted, mut unused) = (0, 0, 0);
    for program in &ctx.programs {
        // SAFETY: a loaded program has a code for each function.
        unsafe {
            for i in 0..(*program.image).function_count as usize {
                let code = program.codes.add(i);
                if (*code).function.is_null() {
                    unused += 1;
                } else if (&raw const (*code).entry).read() as usize == crate::interpreter::enter as *const () as usize
                {
                    interpreted += 1;
                } else {
                    native += 1;
                }
            }
        }
    }
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    let (all, start_up) = (ctx.start.elapsed(), ctx.start_up);
    let collections = std::time::Duration::from_micros(ctx.heap.stats.pause_us_total);
    let program = all.saturating_sub(start_up).saturating_sub(collections);
    eprintln!(
        "time: {:.3} ms: start-up {:.3}, program {:.3}, collections {:.3}",
        ms(all),
        ms(start_up),
        ms(program),
        ms(collections)
    );
    eprintln!("functions: {native} native, {interpreted} interpreted, {unused} never made");
    eprintln!("{}", ctx.heap.stats);
}
