//! Dates as text: the fixed formats of the specification, and the en-US forms of `toLocaleString` and its like.

use super::time::{Fields, Zone, zone_at};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::ValueExt;
use jsc_abi::Value;
use std::fmt::Write;

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn year(y: i64) -> String {
    format!("{}{:04}", if y < 0 { "-" } else { "" }, y.abs())
}

/// DateString
pub fn date_string(f: &Fields) -> String {
    format!("{} {} {:02} {}", &DAYS[f.week_day][..3], &MONTHS[f.month as usize][..3], f.day, year(f.year))
}

/// TimeString and TimeZoneString of a local time.
pub fn time_string(f: &Fields, zone: &Zone) -> String {
    let minutes = (zone.offset / 60_000.0) as i64;
    let sign = if minutes < 0 { '-' } else { '+' };
    let m = minutes.abs();
    format!("{:02}:{:02}:{:02} GMT{sign}{:02}{:02} ({})", f.hour, f.minute, f.second, m / 60, m % 60, zone_name(zone))
}

/// Date.prototype.toUTCString
pub fn utc_string(t: f64) -> String {
    let f = Fields::new(t);
    let (day, month) = (&DAYS[f.week_day][..3], &MONTHS[f.month as usize][..3]);
    format!("{day}, {:02} {month} {} {:02}:{:02}:{:02} GMT", f.day, year(f.year), f.hour, f.minute, f.second)
}

/// Date.prototype.toISOString
pub fn iso_string(t: f64) -> String {
    let f = Fields::new(t);
    let year = match f.year {
        0..=9999 => format!("{:04}", f.year),
        y => format!("{}{:06}", if y < 0 { '-' } else { '+' }, y.abs()),
    };
    format!("{year}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", f.month + 1, f.day, f.hour, f.minute, f.second, f.ms)
}

/// "Central European Standard Time", where the abbreviation is well known; else as the C library calls it.
fn zone_name(zone: &Zone) -> String {
    if zone.abbreviation == "LMT" {
        // Before there were zones: named as the standard time of today.
        let (winter, summer) = (zone_at(1_704_067_200_000.0), zone_at(1_719_792_000_000.0));
        let standard = if winter.offset <= summer.offset { winter } else { summer };
        if standard.abbreviation != "LMT" {
            return zone_name(&standard);
        }
    }
    let hours = zone.offset / 3_600_000.0;
    let name = match (zone.abbreviation.as_str(), hours) {
        ("UTC" | "UCT" | "Zulu", _) => "Coordinated Universal Time",
        ("GMT", _) => "Greenwich Mean Time",
        ("BST", 1.0) => "British Summer Time",
        ("IST", 1.0) => "Irish Standard Time",
        ("WET", _) => "Western European Standard Time",
        ("WEST", _) => "Western European Summer Time",
        ("CET", _) => "Central European Standard Time",
        ("CEST", _) => "Central European Summer Time",
        ("EET", _) => "Eastern European Standard Time",
        ("EEST", _) => "Eastern European Summer Time",
        ("MSK", _) => "Moscow Standard Time",
        ("IST", 5.5) => "India Standard Time",
        ("JST", _) => "Japan Standard Time",
        ("KST", _) => "Korean Standard Time",
        ("CST", 8.0) => "China Standard Time",
        ("AEST", _) => "Australian Eastern Standard Time",
        ("AEDT", _) => "Australian Eastern Daylight Time",
        ("NZST", _) => "New Zealand Standard Time",
        ("NZDT", _) => "New Zealand Daylight Time",
        ("EST", _) => "Eastern Standard Time",
        ("EDT", _) => "Eastern Daylight Time",
        ("CST", -6.0) => "Central Standard Time",
        ("CDT", -5.0) => "Central Daylight Time",
        ("MST", _) => "Mountain Standard Time",
        ("MDT", _) => "Mountain Daylight Time",
        ("PST", _) => "Pacific Standard Time",
        ("PDT", _) => "Pacific Daylight Time",
        ("AKST", _) => "Alaska Standard Time",
        ("AKDT", _) => "Alaska Daylight Time",
        ("HST", _) => "Hawaii-Aleutian Standard Time",
        _ => "",
    };
    match (name, zone.abbreviation.chars().next()) {
        ("", Some('+' | '-') | None) => gmt_offset(zone),
        ("", _) => zone.abbreviation.clone(),
        _ => name.to_string(),
    }
}

/// "GMT+05:30"
fn gmt_offset(zone: &Zone) -> String {
    let m = (zone.offset / 60_000.0) as i64;
    format!("GMT{}{:02}:{:02}", if m < 0 { '-' } else { '+' }, m.abs() / 60, m.abs() % 60)
}

/// What a `toLocale` method shows if the options name nothing of its kind.
#[derive(Clone, Copy, PartialEq)]
pub enum Wanted {
    Date,
    Time,
    Both,
}

/// The options of Intl.DateTimeFormat that are honoured; the locale is always en-US.
#[derive(Default)]
struct Options {
    weekday: Option<String>,
    year: Option<String>,
    month: Option<String>,
    day: Option<String>,
    hour: Option<String>,
    minute: Option<String>,
    second: Option<String>,
    fraction: usize,
    zone_name: Option<String>,
    hour24: bool,
    utc: bool,
    /// Between date and time: " at " of long forms.
    long: bool,
}

fn option(ctx: &mut Context, options: Value, name: &str) -> JsResult<Option<String>> {
    let key = ctx.key(name);
    let v = ctx.get_v(options, key)?;
    if v.is_undefined() { Ok(None) } else { Ok(Some(ctx.to_string(v)?.to_rust(ctx))) }
}

fn read_options(ctx: &mut Context, v: Value, wanted: Wanted) -> JsResult<Options> {
    let mut o = Options::default();
    let some = |s: &str| Some(s.to_string());
    let (mut date_style, mut time_style) = (None, None);
    if v.is_object() {
        o.weekday = option(ctx, v, "weekday")?;
        o.year = option(ctx, v, "year")?;
        o.month = option(ctx, v, "month")?;
        o.day = option(ctx, v, "day")?;
        o.hour = option(ctx, v, "hour")?;
        o.minute = option(ctx, v, "minute")?;
        o.second = option(ctx, v, "second")?;
        if let Some(n) = option(ctx, v, "fractionalSecondDigits")? {
            o.fraction = n.parse().ok().filter(|n| (1..=3).contains(n)).unwrap_or(0);
        }
        o.zone_name = option(ctx, v, "timeZoneName")?;
        if let Some(cycle) = option(ctx, v, "hourCycle")? {
            o.hour24 = cycle == "h23" || cycle == "h24";
        }
        if let Some(h12) = option(ctx, v, "hour12")? {
            o.hour24 = h12 == "false";
        }
        if let Some(zone) = option(ctx, v, "timeZone")? {
            let name = zone.to_ascii_uppercase();
            o.utc = matches!(name.as_str(), "UTC" | "ETC/UTC" | "GMT" | "ETC/GMT");
            // Only UTC and the local zone are known.
            if !o.utc && std::env::var("TZ").ok().as_deref() != Some(zone.as_str()) {
                return Err(ctx.range_error(format_args!("Invalid time zone specified: {zone}")));
            }
        }
        date_style = option(ctx, v, "dateStyle")?;
        time_style = option(ctx, v, "timeStyle")?;
        for (style, wrong) in [(&date_style, Wanted::Time), (&time_style, Wanted::Date)] {
            if style.is_some() && wanted == wrong {
                let name = if wrong == Wanted::Date { "timeStyle" } else { "dateStyle" };
                return Err(ctx.type_error(format_args!("Invalid option : {name}")));
            }
        }
    }
    if date_style.is_some() || time_style.is_some() {
        match date_style.as_deref() {
            Some("full") => {
                (o.weekday, o.month, o.day, o.year, o.long) =
                    (some("long"), some("long"), some("numeric"), some("numeric"), true)
            }
            Some("long") => (o.month, o.day, o.year, o.long) = (some("long"), some("numeric"), some("numeric"), true),
            Some("medium") => (o.month, o.day, o.year) = (some("short"), some("numeric"), some("numeric")),
            Some(_) => (o.month, o.day, o.year) = (some("numeric"), some("numeric"), some("2-digit")),
            None => {}
        }
        if let Some(style) = time_style.as_deref() {
            (o.hour, o.minute) = (some("numeric"), some("2-digit"));
            if style != "short" {
                o.second = some("2-digit");
            }
            match style {
                "full" => o.zone_name = some("long"),
                "long" => o.zone_name = some("short"),
                _ => {}
            }
        }
        return Ok(o);
    }
    let has_date = o.weekday.is_some() || o.year.is_some() || o.month.is_some() || o.day.is_some();
    let has_time = o.hour.is_some() || o.minute.is_some() || o.second.is_some() || o.fraction > 0;
    let (add_date, add_time) = match wanted {
        Wanted::Date => (!has_date, false),
        Wanted::Time => (false, !has_time),
        Wanted::Both => (!has_date && !has_time, !has_date && !has_time),
    };
    if add_date {
        (o.year, o.month, o.day) = (some("numeric"), some("numeric"), some("numeric"));
    }
    if add_time {
        (o.hour, o.minute, o.second) = (some("numeric"), some("2-digit"), some("2-digit"));
    }
    o.long |= o.month.as_deref() == Some("long");
    Ok(o)
}

/// The number as the option says: padded for "2-digit".
fn part(n: i64, style: &str) -> String {
    if style == "2-digit" { format!("{:02}", n % 100) } else { n.to_string() }
}

/// Date.prototype.toLocaleString and its like, of a finite time value.
pub fn locale_string(ctx: &mut Context, t: f64, options: Value, wanted: Wanted) -> JsResult<String> {
    let o = read_options(ctx, options, wanted)?;
    let zone = if o.utc { Zone { offset: 0.0, abbreviation: "UTC".to_string() } } else { zone_at(t) };
    let f = Fields::new(t + zone.offset);
    let date = locale_date(&f, &o);
    let time = locale_time(&f, &o, &zone);
    let only_weekday = o.year.is_none() && o.month.is_none() && o.day.is_none();
    Ok(match (date.is_empty(), time.is_empty()) {
        (false, false) if o.long => format!("{date} at {time}"),
        (false, false) if only_weekday => format!("{date} {time}"),
        (false, false) => format!("{date}, {time}"),
        _ => date + &time,
    })
}

fn locale_date(f: &Fields, o: &Options) -> String {
    let named = |name: &'static str, style: &str| match style {
        "long" => name,
        "narrow" => &name[..1],
        _ => &name[..3],
    };
    // Without an era, the year 1 BC is 1.
    let year = if f.year <= 0 { 1 - f.year } else { f.year };
    let year = o.year.as_deref().map(|style| part(year, style));
    let day = o.day.as_deref().map(|style| part(f.day, style));
    let text = match o.month.as_deref() {
        Some(style @ ("long" | "short" | "narrow")) => {
            let month = named(MONTHS[f.month as usize], style);
            match (day, year) {
                (Some(d), Some(y)) => format!("{month} {d}, {y}"),
                (Some(d), None) => format!("{month} {d}"),
                (None, Some(y)) => format!("{month} {y}"),
                (None, None) => month.to_string(),
            }
        }
        month => {
            let month = month.map(|style| part(f.month + 1, style));
            [month, day, year].into_iter().flatten().collect::<Vec<_>>().join("/")
        }
    };
    match o.weekday.as_deref().map(|style| named(DAYS[f.week_day], style)) {
        Some(w) if text.is_empty() => w.to_string(),
        Some(w) => format!("{w}, {text}"),
        None => text,
    }
}

fn locale_time(f: &Fields, o: &Options, zone: &Zone) -> String {
    let mut out = String::new();
    if let Some(style) = o.hour.as_deref() {
        let hour = if o.hour24 { f.hour } else { (f.hour + 11) % 12 + 1 };
        out += &part(hour, if o.hour24 { "2-digit" } else { style });
    }
    if let Some(style) = o.minute.as_deref() {
        let alone = o.hour.is_none() && o.second.is_none();
        out += if out.is_empty() { "" } else { ":" };
        out += &part(f.minute, if alone { style } else { "2-digit" });
    }
    if let Some(style) = o.second.as_deref() {
        let alone = out.is_empty();
        out += if alone { "" } else { ":" };
        out += &part(f.second, if alone { style } else { "2-digit" });
    }
    if o.fraction > 0 {
        let digits = format!("{:03}", f.ms);
        let _ = write!(out, "{}{}", if out.is_empty() { "" } else { "." }, &digits[..o.fraction]);
    }
    if o.hour.is_some() && !o.hour24 {
        out += if f.hour < 12 { " AM" } else { " PM" };
    }
    if let Some(style) = o.zone_name.as_deref() {
        if !out.is_empty() {
            out.push(' ');
        }
        out += &if style == "long" { zone_name(zone) } else { zone.abbreviation.clone() };
    }
    out
}
