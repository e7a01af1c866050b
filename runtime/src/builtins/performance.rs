//! `performance`: [High Resolution Time](https://w3c.github.io/hr-time/), with marks and measures of
//! [User Timing](https://w3c.github.io/user-timing/).

use crate::builtins::{Intrinsic, method, tag};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::shape::attribute;
use jsc_abi::Value;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn init(ctx: &mut Context) {
    let performance = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Performance, performance);
    ctx.install(
        performance,
        &[
            method("now", 0, now),
            method("mark", 1, mark),
            method("measure", 3, measure),
            method("clearMarks", 1, clear_marks),
            method("toJSON", 0, to_json),
            tag("Performance"),
        ],
    );
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64() * 1e3);
    let origin = now - milliseconds(ctx);
    let key = ctx.key("timeOrigin");
    ctx.define_builtin(performance, key, Value::from_number(origin), attribute::ALL);
}

/// Milliseconds since the context was made.
fn milliseconds(ctx: &Context) -> f64 {
    ctx.start.elapsed().as_nanos() as f64 / 1e6
}

/// performance.now()
fn now(ctx: &mut Context, _args: &Args) -> JsResult {
    Ok(Value::from_number(milliseconds(ctx)))
}

/// The object that keeps the times of marks by name, a hidden property of `performance`.
fn marks(ctx: &mut Context, create: bool) -> JsResult<Option<Obj>> {
    let performance = ctx.intrinsic(Intrinsic::Performance);
    let key = ctx.key("#marks");
    if let Some(o) = ctx.get(performance, key)?.as_object() {
        return Ok(Some(o));
    }
    if !create {
        return Ok(None);
    }
    let o = ctx.new_object(None);
    ctx.define_builtin(performance, key, o.value(), attribute::WRITABLE | attribute::CONFIGURABLE);
    Ok(Some(o))
}

fn entry_object(ctx: &mut Context, name: Value, kind: &str, start: f64, duration: f64) -> JsResult {
    let entry = ctx.new_plain_object();
    let kind = ctx.string_from_str(kind).value();
    let fields = [
        ("name", name),
        ("entryType", kind),
        ("startTime", Value::from_number(start)),
        ("duration", Value::from_number(duration)),
        ("detail", Value::NULL),
    ];
    for (field, value) in fields {
        let key = ctx.key(field);
        ctx.create_data_property_or_throw(entry, key, value)?;
    }
    Ok(entry.value())
}

/// performance.mark(name)
fn mark(ctx: &mut Context, args: &Args) -> JsResult {
    let name = ctx.to_string(args.get(0))?;
    let time = milliseconds(ctx);
    let Some(marks) = marks(ctx, true)? else { return Ok(Value::UNDEFINED) };
    let key = ctx.string_to_key(name);
    ctx.create_data_property_or_throw(marks, key, Value::from_number(time))?;
    entry_object(ctx, name.value(), "mark", time, 0.0)
}

/// The time of a mark, or the number itself.
fn time_of(ctx: &mut Context, v: Value, default: f64) -> JsResult<f64> {
    if v.is_undefined() {
        return Ok(default);
    }
    if v.is_number() {
        return Ok(v.as_number());
    }
    let name = ctx.to_string(v)?;
    let key = ctx.string_to_key(name);
    if let Some(marks) = marks(ctx, false)? {
        let time = ctx.get(marks, key)?;
        if time.is_number() {
            return Ok(time.as_number());
        }
    }
    let name = name.to_rust(ctx);
    Err(ctx.syntax_error(format_args!("The \"{name}\" performance mark has not been set")))
}

/// performance.measure(name, startMark, endMark)
fn measure(ctx: &mut Context, args: &Args) -> JsResult {
    let name = ctx.to_string(args.get(0))?;
    let (mut start, mut end) = (args.get(1), args.get(2));
    if let Some(options) = start.as_object() {
        let key = ctx.key("end");
        end = ctx.get(options, key)?;
        let key = ctx.key("start");
        start = ctx.get(options, key)?;
    }
    let now = milliseconds(ctx);
    let end = time_of(ctx, end, now)?;
    let start = time_of(ctx, start, 0.0)?;
    entry_object(ctx, name.value(), "measure", start, end - start)
}

/// performance.clearMarks(name)
fn clear_marks(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(marks) = marks(ctx, false)? else { return Ok(Value::UNDEFINED) };
    if args.get(0).is_undefined() {
        let performance = ctx.intrinsic(Intrinsic::Performance);
        let key = ctx.key("#marks");
        ctx.delete(performance, key)?;
    } else {
        let key = ctx.to_property_key(args.get(0))?;
        ctx.delete(marks, key)?;
    }
    Ok(Value::UNDEFINED)
}

/// performance.toJSON()
fn to_json(ctx: &mut Context, _args: &Args) -> JsResult {
    let performance = ctx.intrinsic(Intrinsic::Performance);
    let key = ctx.key("timeOrigin");
    let origin = ctx.get(performance, key)?;
    let o = ctx.new_plain_object();
    ctx.create_data_property_or_throw(o, key, origin)?;
    Ok(o.value())
}
