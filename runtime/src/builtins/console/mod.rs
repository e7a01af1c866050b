//! `console`: the [Console Standard](https://console.spec.whatwg.org/) with Node's texts. Tables are in `table.rs`, values
//! as text in `builtins/inspect`.

mod table;

use crate::builtins::inspect::{self, Options};
use crate::builtins::{Intrinsic, Row, RowKey, method};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::ValueExt;
use crate::output::Output;
use crate::shape::attribute;
use crate::stack_trace::{DEFAULT_LIMIT, Skip, capture_frames, format_frames};
use crate::string::StrView;
use jsc_abi::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::{Duration, Instant};

/// State of the console, and the buffer of standard output.
#[derive(Default)]
pub struct State {
    pub output: Output,
    /// Columns that groups move lines to the right.
    indentation: usize,
    counts: HashMap<String, u64>,
    timers: HashMap<String, Instant>,
}

/// Columns for each group.
const GROUP_INDENTATION: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Output,
    Error,
}

pub(super) fn init(ctx: &mut Context) {
    let console = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Console, console);
    ctx.install(
        console,
        &[
            method("log", 0, log),
            method("warn", 0, error),
            method("dir", 0, dir),
            method("time", 0, time),
            method("timeEnd", 0, time_end),
            method("timeLog", 0, time_log),
            method("trace", 0, trace),
            method("assert", 0, assert),
            method("clear", 0, clear),
            method("count", 0, count),
            method("countReset", 0, count_reset),
            method("group", 0, group),
            method("groupEnd", 0, group_end),
            method("table", 1, table::table),
            method("debug", 0, log),
            method("info", 0, log),
            method("dirxml", 0, dirxml),
            method("error", 0, error),
            method("groupCollapsed", 0, group),
            Row::Text(RowKey::Symbol(crate::builtins::WellKnown::ToStringTag), "console", attribute::CONFIGURABLE),
        ],
    );
}

/// Writes lines, moved to the right by the open groups.
fn write_line(ctx: &mut Context, stream: Stream, text: &str) {
    let state = &mut ctx.builtins.console;
    let mut line;
    if state.indentation == 0 {
        line = String::with_capacity(text.len() + 1);
        line.push_str(text);
    } else {
        let indentation = " ".repeat(state.indentation);
        line = indentation.clone() + &text.replace('\n', &format!("\n{indentation}"));
    }
    line.push('\n');
    match stream {
        Stream::Output => state.output.write(line.as_bytes()),
        Stream::Error => state.output.write_error(line.as_bytes()),
    }
}

fn write_formatted(ctx: &mut Context, stream: Stream, args: &[Value]) -> JsResult<()> {
    // OPTIMIZATION: one plain string.
    if let [v] = args
        && stream == Stream::Output
        && ctx.builtins.console.indentation == 0
        && let Some(s) = v.as_string()
        && let StrView::Latin1(s) = s.view(ctx)
        && s.is_ascii()
    {
        let output = &mut ctx.builtins.console.output;
        if output.is_terminal() {
            output.write(&[s, b"\n"].concat());
        } else {
            output.write(s);
            output.write(b"\n");
        }
        return Ok(());
    }
    let text = inspect::format(ctx, args, &Options::default())?;
    write_line(ctx, stream, &text);
    Ok(())
}

/// console.log(...data), and debug, info
fn log(ctx: &mut Context, args: &Args) -> JsResult {
    write_formatted(ctx, Stream::Output, args.args)?;
    Ok(Value::UNDEFINED)
}

/// console.error(...data), and warn
fn error(ctx: &mut Context, args: &Args) -> JsResult {
    write_formatted(ctx, Stream::Error, args.args)?;
    Ok(Value::UNDEFINED)
}

/// console.dirxml(...data)
fn dirxml(ctx: &mut Context, args: &Args) -> JsResult {
    log(ctx, args)
}

/// console.dir(object, options)
fn dir(ctx: &mut Context, args: &Args) -> JsResult {
    let mut options = Options { custom_inspect: false, ..Options::default() };
    if let Some(o) = args.get(1).as_object() {
        options.update(ctx, o)?;
    }
    let text = inspect::try_inspect(ctx, args.get(0), &options)?;
    write_line(ctx, Stream::Output, &text);
    Ok(Value::UNDEFINED)
}

/// The label argument: "default" if missing.
fn label(ctx: &mut Context, args: &Args) -> JsResult<String> {
    if args.get(0).is_undefined() {
        return Ok("default".to_string());
    }
    Ok(ctx.to_string(args.get(0))?.to_rust(ctx))
}

fn warning(ctx: &mut Context, text: &str) {
    let line = format!("(node:{}) Warning: {text}\n", std::process::id());
    ctx.builtins.console.output.write_error(line.as_bytes());
}

/// console.time(label)
fn time(ctx: &mut Context, args: &Args) -> JsResult {
    let label = label(ctx, args)?;
    match ctx.builtins.console.timers.entry(label) {
        Entry::Vacant(entry) => {
            entry.insert(Instant::now());
        }
        Entry::Occupied(entry) => {
            let text = format!("Label '{}' already exists for console.time()", entry.key());
            warning(ctx, &text);
        }
    }
    Ok(Value::UNDEFINED)
}

/// `1.234ms`, `1.234s`, `1:02.345 (m:ss.mmm)`, `1:02:03.456 (h:mm:ss.mmm)`
fn duration(d: Duration) -> String {
    let ms = d.as_secs_f64() * 1e3;
    if ms < 1000.0 {
        let text = format!("{ms:.3}");
        return format!("{}ms", text.trim_end_matches('0').trim_end_matches('.'));
    }
    let seconds = ms / 1000.0;
    let minutes = (seconds / 60.0) as u64;
    let rest = seconds - minutes as f64 * 60.0;
    match minutes {
        0 => format!("{seconds:.3}s"),
        1..60 => format!("{minutes}:{rest:06.3} (m:ss.mmm)"),
        _ => format!("{}:{:02}:{rest:06.3} (h:mm:ss.mmm)", minutes / 60, minutes % 60),
    }
}

/// Prints the timer, and `data` behind it; false if there is none of that label.
fn print_timer(ctx: &mut Context, name: &str, label: &str, data: &[Value]) -> JsResult<bool> {
    let Some(start) = ctx.builtins.console.timers.get(label) else {
        warning(ctx, &format!("No such label '{label}' for console.{name}()"));
        return Ok(false);
    };
    let mut text = format!("{label}: {}", duration(start.elapsed()));
    for &v in data {
        text.push(' ');
        text.push_str(&inspect::format(ctx, &[v], &Options::default())?);
    }
    write_line(ctx, Stream::Output, &text);
    Ok(true)
}

/// console.timeEnd(label)
fn time_end(ctx: &mut Context, args: &Args) -> JsResult {
    let label = label(ctx, args)?;
    if print_timer(ctx, "timeEnd", &label, &[])? {
        ctx.builtins.console.timers.remove(&label);
    }
    Ok(Value::UNDEFINED)
}

/// console.timeLog(label, ...data)
fn time_log(ctx: &mut Context, args: &Args) -> JsResult {
    let label = label(ctx, args)?;
    print_timer(ctx, "timeLog", &label, args.args.get(1..).unwrap_or(&[]))?;
    Ok(Value::UNDEFINED)
}

/// console.trace(...data)
fn trace(ctx: &mut Context, args: &Args) -> JsResult {
    let mut text = "Trace".to_string();
    let message = inspect::format(ctx, args.args, &Options::default())?;
    if !message.is_empty() {
        text = format!("Trace: {message}");
    }
    let frames = capture_frames(ctx, DEFAULT_LIMIT, Skip::Until(args.callee));
    text.push_str(&format_frames(ctx, frames));
    write_line(ctx, Stream::Error, &text);
    Ok(Value::UNDEFINED)
}

/// console.assert(condition, ...data)
fn assert(ctx: &mut Context, args: &Args) -> JsResult {
    if ctx.to_boolean(args.get(0)) {
        return Ok(Value::UNDEFINED);
    }
    let mut data = crate::handle::GcVec::from_slice(ctx, args.args.get(1..).unwrap_or(&[]));
    let text = if data.is_empty() {
        "Assertion failed".to_string()
    } else {
        format!("Assertion failed: {}", ctx.to_string(data[0])?.to_rust(ctx))
    };
    let text = ctx.string_from_str(&text).value();
    if data.is_empty() {
        data.push(ctx, text);
    } else {
        data.set(ctx, 0, text);
    }
    write_formatted(ctx, Stream::Error, &data)?;
    Ok(Value::UNDEFINED)
}

/// console.clear(): only a terminal is cleared.
fn clear(ctx: &mut Context, _args: &Args) -> JsResult {
    let output = &mut ctx.builtins.console.output;
    if output.is_terminal() {
        output.write(b"\x1b[1;1H\x1b[0J");
        output.flush();
    }
    Ok(Value::UNDEFINED)
}

/// console.count(label)
fn count(ctx: &mut Context, args: &Args) -> JsResult {
    let label = label(ctx, args)?;
    let n = ctx.builtins.console.counts.entry(label.clone()).or_insert(0);
    *n += 1;
    let text = format!("{label}: {n}");
    write_line(ctx, Stream::Output, &text);
    Ok(Value::UNDEFINED)
}

/// console.countReset(label)
fn count_reset(ctx: &mut Context, args: &Args) -> JsResult {
    let label = label(ctx, args)?;
    if ctx.builtins.console.counts.remove(&label).is_none() {
        warning(ctx, &format!("Count for '{label}' does not exist"));
    }
    Ok(Value::UNDEFINED)
}

/// console.group(...data)
fn group(ctx: &mut Context, args: &Args) -> JsResult {
    if !args.is_empty() {
        write_formatted(ctx, Stream::Output, args.args)?;
    }
    ctx.builtins.console.indentation += GROUP_INDENTATION;
    Ok(Value::UNDEFINED)
}

/// console.groupEnd()
fn group_end(ctx: &mut Context, _args: &Args) -> JsResult {
    let state = &mut ctx.builtins.console;
    state.indentation = state.indentation.saturating_sub(GROUP_INDENTATION);
    Ok(Value::UNDEFINED)
}
