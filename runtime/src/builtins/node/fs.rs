//! `fs`: whole files, synchronously. There is no Buffer: without an encoding, contents are a `Uint8Array`.

use super::process::chunk_bytes;
use super::{argument_type_error, coded_error, define_functions, define_text, define_value};
use crate::builtins::typed_array;
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::{ErrorKind, JsResult};
use crate::handle::{Obj, ValueExt};
use jsc_abi::Value;
use std::fs::{File, OpenOptions};
use std::io::{Error, Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;

pub(super) fn create(ctx: &mut Context) -> Obj {
    let o = ctx.new_plain_object();
    define_functions(
        ctx,
        o,
        &[
            ("readFileSync", 2, entry(read_file)),
            ("writeFileSync", 3, entry(write_file)),
            ("appendFileSync", 3, entry(append_file)),
            ("existsSync", 1, entry(exists)),
            ("unlinkSync", 1, entry(unlink)),
        ],
    );
    o
}

/// Name and text of an error number, as libuv has them.
fn describe(errno: i32) -> (&'static str, &'static str) {
    match errno {
        libc::ENOENT => ("ENOENT", "no such file or directory"),
        libc::EACCES => ("EACCES", "permission denied"),
        libc::EPERM => ("EPERM", "operation not permitted"),
        libc::EISDIR => ("EISDIR", "illegal operation on a directory"),
        libc::ENOTDIR => ("ENOTDIR", "not a directory"),
        libc::EEXIST => ("EEXIST", "file already exists"),
        libc::EBADF => ("EBADF", "bad file descriptor"),
        libc::EMFILE => ("EMFILE", "too many open files"),
        libc::ENFILE => ("ENFILE", "file table overflow"),
        libc::ENOSPC => ("ENOSPC", "no space left on device"),
        libc::EROFS => ("EROFS", "read-only file system"),
        libc::ELOOP => ("ELOOP", "too many symbolic links encountered"),
        libc::ENAMETOOLONG => ("ENAMETOOLONG", "name too long"),
        libc::EINVAL => ("EINVAL", "invalid argument"),
        libc::EIO => ("EIO", "i/o error"),
        libc::EAGAIN => ("EAGAIN", "resource temporarily unavailable"),
        libc::EBUSY => ("EBUSY", "resource busy or locked"),
        libc::ENOTEMPTY => ("ENOTEMPTY", "directory not empty"),
        _ => ("UNKNOWN", "unknown error"),
    }
}

/// `ENOENT: no such file or directory, open 'x'`
pub(super) fn system_error(ctx: &mut Context, error: &Error, syscall: &str, path: Option<&str>) -> crate::Throw {
    let errno = error.raw_os_error().unwrap_or(0);
    let (code, text) = describe(errno);
    let place = path.map_or_else(String::new, |p| format!(" '{p}'"));
    let message = ctx.string_from_str(&format!("{code}: {text}, {syscall}{place}"));
    let error = ctx.new_error(ErrorKind::Error, message);
    define_value(ctx, error, "errno", Value::from_i32(-errno));
    define_text(ctx, error, "code", code);
    define_text(ctx, error, "syscall", syscall);
    if let Some(path) = path {
        define_text(ctx, error, "path", path);
    }
    ctx.throw(error.value())
}

/// A file: its path, or an open descriptor.
enum Place {
    Path(String),
    Descriptor(i32),
}

fn place(ctx: &mut Context, v: Value) -> JsResult<Place> {
    if v.is_int32() && v.as_int32() >= 0 {
        return Ok(Place::Descriptor(v.as_int32()));
    }
    path(ctx, v).map(Place::Path)
}

fn path(ctx: &mut Context, v: Value) -> JsResult<String> {
    match v.as_string() {
        Some(s) => {
            let text = s.to_rust(ctx);
            if text.contains('\0') {
                let message = "The argument 'path' must be a string, Uint8Array, or URL without null bytes.";
                return Err(coded_error(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_VALUE", message));
            }
            Ok(text)
        }
        None => match typed_array::view_bytes(v) {
            Some(bytes) => Ok(String::from_utf8_lossy(bytes).into_owned()),
            None => Err(argument_type_error(ctx, "path", "of type string or an instance of Buffer or URL", v)),
        },
    }
}

/// The encoding in the options: a string, or an object's property. `None`: bytes.
fn encoding(ctx: &mut Context, options: Value) -> JsResult<Option<String>> {
    let v = match options.as_object() {
        Some(o) => {
            let key = ctx.key("encoding");
            ctx.get(o, key)?
        }
        None => options,
    };
    let Some(s) = v.as_string() else { return Ok(None) };
    let name = s.to_rust(ctx);
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "buffer" => Ok(None),
        "utf8" | "utf-8" | "latin1" | "binary" | "ascii" | "hex" | "base64" | "utf16le" | "utf-16le" | "ucs2"
        | "ucs-2" => Ok(Some(lower)),
        _ => {
            let message = format!("The argument 'encoding' is invalid encoding. Received '{name}'");
            Err(coded_error(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_VALUE", &message))
        }
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let n = group.iter().enumerate().fold(0u32, |n, (i, &b)| n | (b as u32) << (16 - 8 * i));
        for i in 0..4 {
            let digit = BASE64[(n >> (18 - 6 * i)) as usize & 63] as char;
            out.push(if i <= group.len() { digit } else { '=' });
        }
    }
    out
}

fn decode(ctx: &mut Context, bytes: &[u8], encoding: &str) -> Value {
    match encoding {
        "latin1" | "binary" => ctx.string_from_latin1(bytes),
        "ascii" => ctx.string_from_latin1(&bytes.iter().map(|b| b & 0x7F).collect::<Vec<u8>>()),
        "hex" => ctx.string_from_str(&bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()),
        "base64" => ctx.string_from_str(&base64(bytes)),
        "utf8" | "utf-8" => match bytes.is_ascii() {
            true => ctx.string_from_latin1(bytes),
            false => ctx.string_from_str(&String::from_utf8_lossy(bytes)),
        },
        _ => {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
            ctx.string_from_utf16(&units)
        }
    }
    .value()
}

/// The bytes that `data` is in the encoding of `options`.
fn encode(ctx: &mut Context, data: Value, options: Value) -> JsResult<Vec<u8>> {
    let encoding = encoding(ctx, options)?;
    let Some(s) = data.as_string() else { return chunk_bytes(ctx, data, "data") };
    Ok(match encoding.as_deref() {
        Some("latin1" | "binary" | "ascii") => s.view(ctx).iter().map(|u| u as u8).collect(),
        Some("utf16le" | "utf-16le" | "ucs2" | "ucs-2") => s.view(ctx).iter().flat_map(u16::to_le_bytes).collect(),
        Some("hex") => {
            let text = s.to_rust(ctx);
            let digits: Vec<u32> = text.chars().map_while(|c| c.to_digit(16)).collect();
            digits.chunks_exact(2).map(|d| (d[0] * 16 + d[1]) as u8).collect()
        }
        Some("base64") => {
            let mut out = Vec::new();
            let (mut bits, mut count) = (0u32, 0);
            for u in s.to_rust(ctx).bytes() {
                let u = match u {
                    b'-' => b'+',
                    b'_' => b'/',
                    u => u,
                };
                let Some(digit) = BASE64.iter().position(|&c| c == u) else { continue };
                bits = bits << 6 | digit as u32;
                count += 6;
                if count >= 8 {
                    count -= 8;
                    out.push((bits >> count) as u8);
                }
            }
            out
        }
        _ => s.to_rust(ctx).into_bytes(),
    })
}

/// An open descriptor as a file that is not closed at the end.
fn borrowed(fd: i32) -> ManuallyDrop<File> {
    // SAFETY: the descriptor is only used during one call, and not closed; if it is not open, reading fails.
    ManuallyDrop::new(unsafe { File::from_raw_fd(fd) })
}

/// fs.readFileSync(path, options)
fn read_file(ctx: &mut Context, args: &Args) -> JsResult {
    let place = place(ctx, args.get(0))?;
    let encoding = encoding(ctx, args.get(1))?;
    let mut bytes = Vec::new();
    let read = match &place {
        Place::Path(path) => match File::open(path) {
            Ok(mut file) => file.read_to_end(&mut bytes),
            Err(e) => return Err(system_error(ctx, &e, "open", Some(path))),
        },
        Place::Descriptor(fd) => borrowed(*fd).read_to_end(&mut bytes),
    };
    if let Err(e) = read {
        return Err(system_error(ctx, &e, "read", None));
    }
    match encoding {
        Some(encoding) => Ok(decode(ctx, &bytes, &encoding)),
        None => Ok(typed_array::new_uint8_array(ctx, &bytes)?.value()),
    }
}

fn write(ctx: &mut Context, args: &Args, append: bool) -> JsResult {
    let place = place(ctx, args.get(0))?;
    let bytes = encode(ctx, args.get(1), args.get(2))?;
    let mut append = append;
    if let Some(o) = args.get(2).as_object() {
        let key = ctx.key("flag");
        if let Some(flag) = ctx.get(o, key)?.as_string() {
            append |= flag.to_rust(ctx).starts_with('a');
        }
    }
    // What `console` wrote comes first, should the file be standard output.
    ctx.builtins.console.output.flush();
    let written = match &place {
        Place::Path(path) => {
            match OpenOptions::new().write(true).create(true).append(append).truncate(!append).open(path) {
                Ok(mut file) => file.write_all(&bytes),
                Err(e) => return Err(system_error(ctx, &e, "open", Some(path))),
            }
        }
        Place::Descriptor(fd) => borrowed(*fd).write_all(&bytes),
    };
    match written {
        Ok(()) => Ok(Value::UNDEFINED),
        Err(e) => Err(system_error(ctx, &e, "write", None)),
    }
}

/// fs.writeFileSync(path, data, options)
fn write_file(ctx: &mut Context, args: &Args) -> JsResult {
    write(ctx, args, false)
}

/// fs.appendFileSync(path, data, options)
fn append_file(ctx: &mut Context, args: &Args) -> JsResult {
    write(ctx, args, true)
}

/// fs.existsSync(path)
fn exists(ctx: &mut Context, args: &Args) -> JsResult {
    let exists = match args.get(0).as_string() {
        Some(s) => std::fs::exists(s.to_rust(ctx)).unwrap_or(false),
        None => false,
    };
    Ok(Value::from_bool(exists))
}

/// fs.unlinkSync(path)
fn unlink(ctx: &mut Context, args: &Args) -> JsResult {
    let path = path(ctx, args.get(0))?;
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(Value::UNDEFINED),
        Err(e) => Err(system_error(ctx, &e, "unlink", Some(&path))),
    }
}
