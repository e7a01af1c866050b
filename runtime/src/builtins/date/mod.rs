//! Date objects: <https://tc39.es/ecma262/#sec-date-objects>. Time arithmetic and the local zone are in `time.rs`,
//! reading text in `parse.rs`, writing it in `format.rs`.

mod format;
mod parse;
pub mod time;

use crate::builtins::{Intrinsic, METHOD, Row, RowKey, WellKnown, method};
use crate::context::Context;
use crate::convert::Hint;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use format::Wanted;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use time::*;

/// A Date object. The layout is `kind_layout`'s.
#[repr(C)]
pub struct DateObject {
    pub object: Object,
    /// [[DateValue]]: milliseconds since 1970-01-01 UTC, or NaN.
    pub time: f64,
}

/// Memory of dates outside the heap.
#[derive(Default)]
pub struct State {
    zone: ZoneCache,
}

/// The [[DateValue]] if the object is a Date.
pub fn time_value(o: Obj) -> Option<f64> {
    // SAFETY: by kind.
    unsafe { o.value().as_kind::<DateObject>(CellKind::Date) }.map(|d| d.time)
}

fn this_date(ctx: &mut Context, args: &Args) -> JsResult<Gc<DateObject>> {
    // SAFETY: by kind.
    match unsafe { args.this.as_kind::<DateObject>(CellKind::Date) } {
        Some(d) => Ok(d),
        None => Err(ctx.type_error("this is not a Date object.")),
    }
}

/// ToDateString <https://tc39.es/ecma262/#sec-todatestring>
fn to_date_string(t: f64) -> String {
    if t.is_nan() {
        return "Invalid Date".to_string();
    }
    let zone = zone_at(t);
    let f = Fields::new(t + zone.offset);
    format!("{} {}", format::date_string(&f), format::time_string(&f, &zone))
}

/// Year, month and so on from arguments: the time value before any zone is considered.
fn from_components(ctx: &mut Context, args: &[Value]) -> JsResult<f64> {
    let mut parts = [f64::NAN, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    for (part, &v) in parts.iter_mut().zip(args) {
        *part = ctx.to_number(v)?;
    }
    let [year, month, date, hour, minute, second, ms] = parts;
    let year = if year.is_nan() { year } else { make_full_year(year) };
    Ok(make_date(make_day(year, month, date), make_time(hour, minute, second, ms)))
}

/// Date ( ...values ) <https://tc39.es/ecma262/#sec-date>
fn date(ctx: &mut Context, args: &Args) -> JsResult {
    if !args.is_construct() {
        return Ok(ctx.string_from_str(&to_date_string(now())).value());
    }
    let t = match args.args {
        [] => now(),
        [v] => match v.as_object().and_then(time_value) {
            Some(t) => t,
            None => {
                let v = ctx.to_primitive(*v, Hint::Default)?;
                match v.as_string() {
                    Some(s) => {
                        let s = s.to_rust(ctx);
                        parse::parse(&mut ctx.builtins.date.zone, &s)
                    }
                    None => time_clip(ctx.to_number(v)?),
                }
            }
        },
        parts => {
            let t = from_components(ctx, parts)?;
            time_clip(ctx.builtins.date.zone.utc(t))
        }
    };
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::DatePrototype, CellKind::Date)?;
    // SAFETY: an object of that kind.
    unsafe { o.cast::<DateObject>() }.time = t;
    Ok(o.value())
}

/// Date.now ( )
fn date_now(_: &mut Context, _: &Args) -> JsResult {
    Ok(Value::from_number(now()))
}

/// Date.parse ( string )
fn date_parse(ctx: &mut Context, args: &Args) -> JsResult {
    let s = ctx.to_string(args.get(0))?.to_rust(ctx);
    Ok(Value::from_number(parse::parse(&mut ctx.builtins.date.zone, &s)))
}

/// Date.UTC ( year [ , month [ , date [ , hours [ , minutes [ , seconds [ , ms ] ] ] ] ] ] )
fn date_utc(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(time_clip(from_components(ctx, args.args)?)))
}

macro_rules! getters {
    ($($local:ident $utc:ident |$f:ident| $value:expr;)*) => {
        $(
            fn $local(ctx: &mut Context, args: &Args) -> JsResult {
                let t = this_date(ctx, args)?.time;
                if t.is_nan() {
                    return Ok(Value::from_f64(t));
                }
                let $f = Fields::new(ctx.builtins.date.zone.local_time(t));
                Ok(Value::from_i32($value as i32))
            }
            fn $utc(ctx: &mut Context, args: &Args) -> JsResult {
                let t = this_date(ctx, args)?.time;
                if t.is_nan() {
                    return Ok(Value::from_f64(t));
                }
                let $f = Fields::new(t);
                Ok(Value::from_i32($value as i32))
            }
        )*
    };
}

getters! {
    get_full_year get_utc_full_year |f| f.year;
    get_month get_utc_month |f| f.month;
    get_date get_utc_date |f| f.day;
    get_day get_utc_day |f| f.week_day;
    get_hours get_utc_hours |f| f.hour;
    get_minutes get_utc_minutes |f| f.minute;
    get_seconds get_utc_seconds |f| f.second;
    get_milliseconds get_utc_milliseconds |f| f.ms;
}

/// Date.prototype.getTime ( )
fn get_time(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(this_date(ctx, args)?.time))
}

/// Date.prototype.getTimezoneOffset ( )
fn get_timezone_offset(ctx: &mut Context, args: &Args) -> JsResult {
    let t = this_date(ctx, args)?.time;
    Ok(Value::from_number(if t.is_nan() { t } else { 0.0 - (ctx.builtins.date.zone.offset_at(t) / 60_000.0).trunc() }))
}

/// Date.prototype.getYear ( )
fn get_year(ctx: &mut Context, args: &Args) -> JsResult {
    let t = this_date(ctx, args)?.time;
    Ok(if t.is_nan() {
        Value::from_f64(t)
    } else {
        Value::from_i32(Fields::new(ctx.builtins.date.zone.local_time(t)).year as i32 - 1900)
    })
}

/// The setters: replaces up to `count` of (year, month, day, hour, minute, second, ms) from number `first` on by the
/// arguments.
fn set_parts(ctx: &mut Context, args: &Args, local: bool, first: usize, count: usize) -> JsResult {
    let mut date = this_date(ctx, args)?;
    let t = date.time;
    let mut given = [f64::NAN; 4];
    let given_count = args.len().clamp(1, count);
    for (i, slot) in given.iter_mut().enumerate().take(given_count) {
        *slot = ctx.to_number(args.get(i))?;
    }
    let t = match (t.is_nan(), first) {
        // A year makes an invalid date valid.
        (true, 0) => 0.0,
        (true, _) => return Ok(Value::from_f64(t)),
        (false, _) if local => ctx.builtins.date.zone.local_time(t),
        (false, _) => t,
    };
    let f = Fields::new(t);
    let mut parts = [f.year, f.month, f.day, f.hour, f.minute, f.second, f.ms].map(|n| n as f64);
    parts[first..first + given_count].copy_from_slice(&given[..given_count]);
    let [year, month, day, hour, minute, second, ms] = parts;
    let t = make_date(make_day(year, month, day), make_time(hour, minute, second, ms));
    date.time = time_clip(if local { ctx.builtins.date.zone.utc(t) } else { t });
    Ok(Value::from_number(date.time))
}

macro_rules! setters {
    ($($local:ident $utc:ident $first:literal $count:literal;)*) => {
        $(
            fn $local(ctx: &mut Context, args: &Args) -> JsResult {
                set_parts(ctx, args, true, $first, $count)
            }
            fn $utc(ctx: &mut Context, args: &Args) -> JsResult {
                set_parts(ctx, args, false, $first, $count)
            }
        )*
    };
}

setters! {
    set_full_year set_utc_full_year 0 3;
    set_month set_utc_month 1 2;
    set_date set_utc_date 2 1;
    set_hours set_utc_hours 3 4;
    set_minutes set_utc_minutes 4 3;
    set_seconds set_utc_seconds 5 2;
    set_milliseconds set_utc_milliseconds 6 1;
}

/// Date.prototype.setTime ( time )
fn set_time(ctx: &mut Context, args: &Args) -> JsResult {
    let mut date = this_date(ctx, args)?;
    date.time = time_clip(ctx.to_number(args.get(0))?);
    Ok(Value::from_number(date.time))
}

/// Date.prototype.setYear ( year ) <https://tc39.es/ecma262/#sec-date.prototype.setyear>
fn set_year(ctx: &mut Context, args: &Args) -> JsResult {
    let mut date = this_date(ctx, args)?;
    let year = ctx.to_number(args.get(0))?;
    if year.is_nan() {
        date.time = f64::NAN;
        return Ok(Value::from_f64(f64::NAN));
    }
    let t = if date.time.is_nan() { 0.0 } else { ctx.builtins.date.zone.local_time(date.time) };
    let f = Fields::new(t);
    let day = make_day(make_full_year(year), f.month as f64, f.day as f64);
    date.time = time_clip(ctx.builtins.date.zone.utc(make_date(day, time_within_day(t))));
    Ok(Value::from_number(date.time))
}

/// A method that gives text, "Invalid Date" for NaN.
fn text(ctx: &mut Context, args: &Args, f: impl Fn(f64) -> String) -> JsResult {
    let t = this_date(ctx, args)?.time;
    let text = if t.is_nan() { "Invalid Date".to_string() } else { f(t) };
    Ok(ctx.string_from_str(&text).value())
}

fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    text(ctx, args, to_date_string)
}

fn date_string(ctx: &mut Context, args: &Args) -> JsResult {
    text(ctx, args, |t| format::date_string(&Fields::new(t + zone_at(t).offset)))
}

fn time_string(ctx: &mut Context, args: &Args) -> JsResult {
    text(ctx, args, |t| {
        let zone = zone_at(t);
        format::time_string(&Fields::new(t + zone.offset), &zone)
    })
}

fn utc_string(ctx: &mut Context, args: &Args) -> JsResult {
    text(ctx, args, format::utc_string)
}

/// Date.prototype.toISOString ( )
fn to_iso_string(ctx: &mut Context, args: &Args) -> JsResult {
    let t = this_date(ctx, args)?.time;
    if t.is_nan() {
        return Err(ctx.range_error("Invalid time value"));
    }
    Ok(ctx.string_from_str(&format::iso_string(t)).value())
}

/// The ISO text of a Date object, for showing it; "Invalid Date" if it is one.
pub fn display(t: f64) -> String {
    if t.is_nan() { "Invalid Date".to_string() } else { format::iso_string(t) }
}

/// Date.prototype.toJSON ( key )
fn to_json(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.this)?;
    let tv = ctx.to_primitive(o.value(), Hint::Number)?;
    if tv.is_number() && !tv.as_number().is_finite() {
        return Ok(Value::NULL);
    }
    let key = PropertyKey::from_interned(ctx.names.to_iso_string);
    ctx.invoke(o.value(), key, &[])
}

fn locale(ctx: &mut Context, args: &Args, wanted: Wanted) -> JsResult {
    let t = this_date(ctx, args)?.time;
    let text =
        if t.is_nan() { "Invalid Date".to_string() } else { format::locale_string(ctx, t, args.get(1), wanted)? };
    Ok(ctx.string_from_str(&text).value())
}

fn to_locale_string(ctx: &mut Context, args: &Args) -> JsResult {
    locale(ctx, args, Wanted::Both)
}

fn to_locale_date_string(ctx: &mut Context, args: &Args) -> JsResult {
    locale(ctx, args, Wanted::Date)
}

fn to_locale_time_string(ctx: &mut Context, args: &Args) -> JsResult {
    locale(ctx, args, Wanted::Time)
}

/// Date.prototype [ %Symbol.toPrimitive% ] ( hint )
fn to_primitive(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(o) = args.this.as_object() else {
        let shown = ctx.display_for_error(args.this);
        let m = format_args!("Method Date.prototype [ @@toPrimitive ] called on incompatible receiver {shown}");
        return Err(ctx.type_error(m));
    };
    let hint = match args.get(0).as_string() {
        Some(s) => s.to_rust(ctx),
        None => String::new(),
    };
    match hint.as_str() {
        "string" | "default" => ctx.ordinary_to_primitive(o, Hint::String),
        "number" => ctx.ordinary_to_primitive(o, Hint::Number),
        _ => {
            let shown = ctx.display_for_error(args.get(0));
            let shown = if args.get(0).is_string() { hint } else { shown };
            Err(ctx.type_error(format_args!("Invalid hint: {shown}")))
        }
    }
}

const STATICS: &[Row] = &[method("now", 0, date_now), method("parse", 1, date_parse), method("UTC", 7, date_utc)];

const METHODS: &[Row] = &[
    method("toString", 0, to_string),
    method("toDateString", 0, date_string),
    method("toTimeString", 0, time_string),
    method("toISOString", 0, to_iso_string),
    method("getDate", 0, get_date),
    method("setDate", 1, set_date),
    method("getDay", 0, get_day),
    method("getFullYear", 0, get_full_year),
    method("setFullYear", 3, set_full_year),
    method("getHours", 0, get_hours),
    method("setHours", 4, set_hours),
    method("getMilliseconds", 0, get_milliseconds),
    method("setMilliseconds", 1, set_milliseconds),
    method("getMinutes", 0, get_minutes),
    method("setMinutes", 3, set_minutes),
    method("getMonth", 0, get_month),
    method("setMonth", 2, set_month),
    method("getSeconds", 0, get_seconds),
    method("setSeconds", 2, set_seconds),
    method("getTime", 0, get_time),
    method("setTime", 1, set_time),
    method("getTimezoneOffset", 0, get_timezone_offset),
    method("getYear", 0, get_year),
    method("setYear", 1, set_year),
    method("getUTCDate", 0, get_utc_date),
    method("setUTCDate", 1, set_utc_date),
    method("getUTCDay", 0, get_utc_day),
    method("getUTCFullYear", 0, get_utc_full_year),
    method("setUTCFullYear", 3, set_utc_full_year),
    method("getUTCHours", 0, get_utc_hours),
    method("setUTCHours", 4, set_utc_hours),
    method("getUTCMilliseconds", 0, get_utc_milliseconds),
    method("setUTCMilliseconds", 1, set_utc_milliseconds),
    method("getUTCMinutes", 0, get_utc_minutes),
    method("setUTCMinutes", 3, set_utc_minutes),
    method("getUTCMonth", 0, get_utc_month),
    method("setUTCMonth", 2, set_utc_month),
    method("getUTCSeconds", 0, get_utc_seconds),
    method("setUTCSeconds", 2, set_utc_seconds),
    method("valueOf", 0, get_time),
    method("toJSON", 1, to_json),
    method("toLocaleString", 0, to_locale_string),
    method("toLocaleDateString", 0, to_locale_date_string),
    method("toLocaleTimeString", 0, to_locale_time_string),
];

pub fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let which = (Intrinsic::DatePrototype, prototype);
    ctx.install_class(Intrinsic::Date, "Date", 7, entry(date), STATICS, which, METHODS);
    // toGMTString is the same function object as toUTCString.
    let name = ctx.intern("toUTCString");
    let f = ctx.new_builtin(name, 0, entry(utc_string), Value::UNDEFINED, false);
    for name in ["toUTCString", "toGMTString"] {
        let key = ctx.key(name);
        ctx.define_builtin(prototype, key, f.value(), METHOD);
    }
    // Not writable, unlike other methods.
    let key = ctx.row_key(RowKey::Symbol(WellKnown::ToPrimitive));
    let name = ctx.function_name(key, None);
    let f = ctx.new_builtin(name, 1, entry(to_primitive), Value::UNDEFINED, false);
    ctx.define_builtin(prototype, key, f.value(), attribute::CONFIGURABLE);
}
