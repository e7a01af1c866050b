//! `process`: arguments, environment, exit, clocks, standard streams.

use super::{argument_type_error, coded_error, define_functions, define_text, define_value};
use crate::builtins::{Intrinsic, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::{ErrorKind, JsResult};
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::Value;
use jsc_abi::layout::Entry;

const VERSION: &str = "20.0.0";

pub(super) fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    }
}

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let name = ctx.intern("process");
    let class =
        ctx.new_builtin(name, 0, entry(|_: &mut Context, _: &Args| Ok(Value::UNDEFINED)), Value::UNDEFINED, false);
    let key = PropertyKey::from_interned(ctx.names.constructor);
    ctx.define_builtin(prototype, key, class.value(), crate::builtins::METHOD);
    let process = ctx.new_object(Some(prototype));
    ctx.set_intrinsic(Intrinsic::Process, process);
    ctx.install(process, &[tag("process")]);

    define_text(ctx, process, "version", &format!("v{VERSION}"));
    let versions = ctx.new_plain_object();
    define_text(ctx, versions, "node", VERSION);
    define_text(ctx, versions, "jsc", env!("CARGO_PKG_VERSION"));
    define_value(ctx, process, "versions", versions.value());
    define_text(ctx, process, "arch", arch());
    define_text(ctx, process, "platform", "linux");
    let release = ctx.new_plain_object();
    define_text(ctx, release, "name", "node");
    define_value(ctx, process, "release", release.value());
    define_text(ctx, process, "title", "node");

    let arguments = std::mem::take(&mut ctx.builtins.node.argv);
    let argv = ctx.new_array(&[]);
    for text in &arguments {
        let text = ctx.string_from_str(text).value();
        ctx.array_push(argv, text);
    }
    ctx.builtins.node.argv = arguments;
    define_value(ctx, process, "argv", argv.value());
    let exec_argv = ctx.new_array(&[]);
    define_value(ctx, process, "execArgv", exec_argv.value());
    define_text(ctx, process, "execPath", &super::exec_path());
    define_text(ctx, process, "argv0", "node");
    let env = ctx.new_plain_object();
    for (name, value) in std::env::vars_os() {
        let key = ctx.key(&name.to_string_lossy());
        let value = ctx.string_from_str(&value.to_string_lossy()).value();
        ctx.define_builtin(env, key, value, attribute::ALL);
    }
    define_value(ctx, process, "env", env.value());
    define_value(ctx, process, "pid", Value::from_number(std::process::id() as f64));
    define_value(ctx, process, "ppid", Value::from_number(std::os::unix::process::parent_id() as f64));
    define_value(ctx, process, "exitCode", Value::UNDEFINED);
    define_functions(
        ctx,
        process,
        &[
            ("exit", 1, entry(exit)),
            ("cwd", 0, entry(cwd)),
            ("uptime", 0, entry(uptime)),
            ("memoryUsage", 0, entry(memory_usage)),
            ("hrtime", 1, entry(hrtime)),
            ("emitWarning", 1, entry(emit_warning)),
        ],
    );
    let key = ctx.key("hrtime");
    if let Ok(Some(hrtime)) = ctx.get(process, key).map(|v| v.as_object()) {
        define_functions(ctx, hrtime, &[("bigint", 0, entry(hrtime_bigint))]);
    }
    let stdout = stream(ctx, 1, entry(write_output));
    define_value(ctx, process, "stdout", stdout.value());
    let stderr = stream(ctx, 2, entry(write_error));
    define_value(ctx, process, "stderr", stderr.value());
    let stdin = ctx.new_plain_object();
    define_value(ctx, stdin, "fd", Value::from_i32(0));
    define_value(ctx, process, "stdin", stdin.value());
}

/// `process.stdout` and the like.
fn stream(ctx: &mut Context, fd: i32, write: Entry) -> Obj {
    let o = ctx.new_plain_object();
    define_functions(ctx, o, &[("write", 1, write)]);
    define_value(ctx, o, "fd", Value::from_i32(fd));
    // SAFETY: a plain query.
    let terminal = unsafe { libc::isatty(fd) == 1 };
    define_value(ctx, o, "isTTY", Value::from_bool(terminal));
    define_value(ctx, o, "writable", Value::TRUE);
    o
}

/// The bytes of a string (as UTF-8) or of a view of an ArrayBuffer.
pub(super) fn chunk_bytes(ctx: &mut Context, v: Value, name: &str) -> JsResult<Vec<u8>> {
    if let Some(s) = v.as_string() {
        return Ok(s.to_rust(ctx).into_bytes());
    }
    if let Some(bytes) = crate::builtins::typed_array::view_bytes(v) {
        return Ok(bytes.to_vec());
    }
    Err(argument_type_error(ctx, name, "of type string or an instance of Buffer or Uint8Array", v))
}

fn write_output(ctx: &mut Context, args: &Args) -> JsResult {
    let bytes = chunk_bytes(ctx, args.get(0), "chunk")?;
    ctx.builtins.console.output.write(&bytes);
    Ok(Value::TRUE)
}

fn write_error(ctx: &mut Context, args: &Args) -> JsResult {
    let bytes = chunk_bytes(ctx, args.get(0), "chunk")?;
    ctx.builtins.console.output.write_error(&bytes);
    Ok(Value::TRUE)
}

/// The exit status that a program gave as a value: the low eight bits of an integer.
pub fn exit_status(ctx: &mut Context, v: Value) -> JsResult<i32> {
    let n = match v.as_string() {
        Some(s) => Value::from_number(ctx.string_to_number(s)),
        None => v,
    };
    if !n.is_number() {
        return Err(argument_type_error(ctx, "code", "of type number", v));
    }
    if n.as_number().fract() != 0.0 || !n.as_number().is_finite() {
        let shown = ctx.display_for_error(v);
        let message = format!("The value of \"code\" is out of range. It must be an integer. Received {shown}");
        return Err(coded_error(ctx, ErrorKind::RangeError, "ERR_OUT_OF_RANGE", &message));
    }
    Ok(crate::convert::number::f64_to_int32(n.as_number()) & 0xFF)
}

/// process.exit(code)
fn exit(ctx: &mut Context, args: &Args) -> JsResult {
    let mut code = args.get(0);
    if code.is_nullish()
        && let Some(process) = ctx.intrinsics[Intrinsic::Process as usize].as_object()
    {
        let key = ctx.key("exitCode");
        code = ctx.get(process, key)?;
    }
    let status = if code.is_nullish() { 0 } else { exit_status(ctx, code)? };
    crate::main_entry::at_exit(ctx);
    std::process::exit(status)
}

/// process.cwd()
fn cwd(ctx: &mut Context, _args: &Args) -> JsResult {
    match std::env::current_dir() {
        Ok(path) => Ok(ctx.string_from_str(&path.to_string_lossy()).value()),
        Err(e) => Err(super::fs::system_error(ctx, &e, "uv_cwd", None)),
    }
}

/// process.uptime()
fn uptime(ctx: &mut Context, _args: &Args) -> JsResult {
    Ok(Value::from_number(ctx.start.elapsed().as_secs_f64()))
}

/// process.memoryUsage()
fn memory_usage(ctx: &mut Context, _args: &Args) -> JsResult {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    // SAFETY: a plain query.
    let resident = pages * unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as f64;
    let live = ctx.heap.stats.bytes_live as f64;
    let o = ctx.new_plain_object();
    for (name, n) in
        [("rss", resident), ("heapTotal", resident), ("heapUsed", live), ("external", 0.0), ("arrayBuffers", 0.0)]
    {
        define_value(ctx, o, name, Value::from_number(n));
    }
    Ok(o.value())
}

/// The monotonic clock, in nanoseconds.
fn nanoseconds() -> u128 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills the struct.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut t) };
    t.tv_sec as u128 * 1_000_000_000 + t.tv_nsec as u128
}

/// process.hrtime(previous)
fn hrtime(ctx: &mut Context, args: &Args) -> JsResult {
    let now = nanoseconds();
    let (mut seconds, mut rest) = ((now / 1_000_000_000) as f64, (now % 1_000_000_000) as f64);
    if let Some(previous) = args.get(0).as_object() {
        let s = ctx.get_index(previous, 0)?;
        seconds -= ctx.to_number(s)?;
        let ns = ctx.get_index(previous, 1)?;
        rest -= ctx.to_number(ns)?;
        if rest < 0.0 {
            seconds -= 1.0;
            rest += 1e9;
        }
    }
    Ok(ctx.new_array(&[Value::from_number(seconds), Value::from_number(rest)]).value())
}

/// process.hrtime.bigint()
fn hrtime_bigint(ctx: &mut Context, _args: &Args) -> JsResult {
    Ok(ctx.bigint_from_i128(nanoseconds() as i128))
}

/// process.emitWarning(warning)
fn emit_warning(ctx: &mut Context, args: &Args) -> JsResult {
    let text = match args.get(0).as_string() {
        Some(s) => format!("Warning: {}", s.to_rust(ctx)),
        None => ctx.display_for_error(args.get(0)),
    };
    let line = format!("(node:{}) {text}\n", std::process::id());
    ctx.builtins.console.output.write_error(line.as_bytes());
    Ok(Value::UNDEFINED)
}
