//! `path`, for POSIX paths.

use super::{argument_type_error, define_functions, define_text, define_value};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use jsc_abi::Value;

pub(super) fn create(ctx: &mut Context) -> Obj {
    let o = ctx.new_plain_object();
    define_functions(
        ctx,
        o,
        &[
            ("resolve", 0, entry(resolve)),
            ("normalize", 1, entry(normalize)),
            ("isAbsolute", 1, entry(is_absolute)),
            ("join", 0, entry(join)),
            ("relative", 2, entry(relative)),
            ("dirname", 1, entry(dirname)),
            ("basename", 2, entry(basename)),
            ("extname", 1, entry(extname)),
            ("parse", 1, entry(parse)),
        ],
    );
    define_text(ctx, o, "sep", "/");
    define_text(ctx, o, "delimiter", ":");
    define_value(ctx, o, "posix", o.value());
    o
}

fn argument(ctx: &mut Context, v: Value, name: &str) -> JsResult<String> {
    match v.as_string() {
        Some(s) => Ok(s.to_rust(ctx)),
        None => Err(argument_type_error(ctx, name, "of type string", v)),
    }
}

/// Without `.`, `..` and empty segments as far as that goes; keeps whether it is absolute.
fn normalized(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => match segments.last() {
                Some(&last) if last != ".." => {
                    segments.pop();
                }
                _ if absolute => {}
                _ => segments.push(".."),
            },
            _ => segments.push(segment),
        }
    }
    let joined = segments.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// The path that the segments name, seen from the current directory.
fn resolved(segments: &[String]) -> String {
    let mut path = String::new();
    for segment in segments.iter().rev() {
        if path.starts_with('/') {
            break;
        }
        if !segment.is_empty() {
            path = if path.is_empty() { segment.clone() } else { format!("{segment}/{path}") };
        }
    }
    if !path.starts_with('/') {
        let directory = std::env::current_dir().map_or_else(|_| "/".to_string(), |p| p.to_string_lossy().into_owned());
        path = format!("{directory}/{path}");
    }
    normalized(&path)
}

fn text(ctx: &mut Context, text: &str) -> JsResult {
    Ok(ctx.string_from_str(text).value())
}

/// path.resolve(...paths)
fn resolve(ctx: &mut Context, args: &Args) -> JsResult {
    let mut segments = Vec::new();
    for (i, &v) in args.args.iter().enumerate() {
        segments.push(argument(ctx, v, &format!("paths[{i}]"))?);
    }
    let path = resolved(&segments);
    text(ctx, &path)
}

fn normalized_or_dot(path: &str) -> String {
    if path.is_empty() {
        return ".".to_string();
    }
    let mut out = normalized(path);
    if out.is_empty() {
        return if path.ends_with('/') { "./".to_string() } else { ".".to_string() };
    }
    if path.ends_with('/') && !out.ends_with('/') {
        out.push('/');
    }
    out
}

/// path.normalize(path)
fn normalize(ctx: &mut Context, args: &Args) -> JsResult {
    let path = argument(ctx, args.get(0), "path")?;
    text(ctx, &normalized_or_dot(&path))
}

/// path.isAbsolute(path)
fn is_absolute(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(argument(ctx, args.get(0), "path")?.starts_with('/')))
}

/// path.join(...paths)
fn join(ctx: &mut Context, args: &Args) -> JsResult {
    let mut parts = Vec::new();
    for &v in args.args {
        let part = argument(ctx, v, "path")?;
        if !part.is_empty() {
            parts.push(part);
        }
    }
    text(ctx, &normalized_or_dot(&parts.join("/")))
}

/// path.relative(from, to)
fn relative(ctx: &mut Context, args: &Args) -> JsResult {
    let from = argument(ctx, args.get(0), "from")?;
    let to = argument(ctx, args.get(1), "to")?;
    let (from, to) = (resolved(&[from]), resolved(&[to]));
    let split = |path: &str| path.split('/').filter(|s| !s.is_empty()).map(str::to_string).collect::<Vec<_>>();
    let (from, to) = (split(&from), split(&to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut out = vec!["..".to_string(); from.len() - common];
    out.extend_from_slice(&to[common..]);
    text(ctx, &out.join("/"))
}

fn directory(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return if path.is_empty() { "." } else { "/" };
    }
    match trimmed.rfind('/') {
        None => ".",
        Some(0) => "/",
        // "//a": the root keeps its two slashes, as in Node.
        Some(1) if trimmed.starts_with("//") => "//",
        Some(i) => &trimmed[..i],
    }
}

fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    &trimmed[trimmed.rfind('/').map_or(0, |i| i + 1)..]
}

fn extension(path: &str) -> &str {
    let base = base(path);
    match base.rfind('.') {
        None | Some(0) => "",
        Some(_) if base == ".." => "",
        Some(i) => &base[i..],
    }
}

/// path.dirname(path)
fn dirname(ctx: &mut Context, args: &Args) -> JsResult {
    let path = argument(ctx, args.get(0), "path")?;
    text(ctx, directory(&path))
}

/// path.basename(path, suffix)
fn basename(ctx: &mut Context, args: &Args) -> JsResult {
    let suffix = if args.get(1).is_undefined() { String::new() } else { argument(ctx, args.get(1), "ext")? };
    let path = argument(ctx, args.get(0), "path")?;
    let base = base(&path);
    let stripped = base.strip_suffix(suffix.as_str()).filter(|rest| !rest.is_empty()).unwrap_or(base);
    text(ctx, stripped)
}

/// path.extname(path)
fn extname(ctx: &mut Context, args: &Args) -> JsResult {
    let path = argument(ctx, args.get(0), "path")?;
    text(ctx, extension(&path))
}

/// path.parse(path)
fn parse(ctx: &mut Context, args: &Args) -> JsResult {
    let path = argument(ctx, args.get(0), "path")?;
    let o = ctx.new_plain_object();
    let root = if path.starts_with('/') { "/" } else { "" };
    let dir = if path.trim_end_matches('/').contains('/') { directory(&path) } else { root };
    let (base, ext) = (base(&path), extension(&path));
    for (name, value) in
        [("root", root), ("dir", dir), ("base", base), ("ext", ext), ("name", &base[..base.len() - ext.len()])]
    {
        define_text(ctx, o, name, value);
    }
    Ok(o.value())
}
