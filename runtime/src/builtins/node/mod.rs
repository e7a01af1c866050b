//! What programs for Node expect of their host: `process` (`process.rs`) and `require` of a few built-in modules: `fs`
//! (`fs.rs`), `path` (`path.rs`), `util` (`util.rs`), `os`, `perf_hooks`, `process`, `console`.

mod fs;
mod path;
mod process;
mod util;

use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::{ErrorKind, JsResult};
use crate::handle::{Obj, ValueExt};
use crate::shape::attribute;
use jsc_abi::Value;
use jsc_abi::layout::Entry;

pub use process::exit_status;

/// What the process was started with.
#[derive(Default)]
pub struct State {
    /// `process.argv`
    argv: Vec<String>,
}

impl State {
    /// `script` is the path of the program's source; `arguments` what follows it.
    pub fn new(script: &str, arguments: impl Iterator<Item = String>) -> State {
        let mut argv = vec![exec_path()];
        let script =
            std::path::absolute(script).map_or_else(|_| script.to_string(), |p| p.to_string_lossy().into_owned());
        argv.push(script);
        argv.extend(arguments);
        State { argv }
    }
}

/// The absolute path of this executable.
fn exec_path() -> String {
    std::env::current_exe().map_or_else(|_| String::new(), |p| p.to_string_lossy().into_owned())
}

/// `process` and `require`. What `require` captured is the object of modules made so far, by name.
pub(super) fn init(ctx: &mut Context) {
    process::init(ctx);
    let modules = ctx.new_object(None);
    let name = ctx.intern("require");
    let f = ctx.new_builtin(name, 1, entry(require), modules.value(), false);
    ctx.set_intrinsic(Intrinsic::Require, f.object());
}

/// A method of a module: enumerable, as in Node.
type Function = (&'static str, u32, Entry);

fn define_functions(ctx: &mut Context, o: Obj, functions: &[Function]) {
    for &(name, length, entry) in functions {
        let key = ctx.key(name);
        let name = ctx.intern(name);
        let f = ctx.new_builtin(name, length, entry, Value::UNDEFINED, false);
        ctx.define_builtin(o, key, f.value(), attribute::ALL);
    }
}

fn define_value(ctx: &mut Context, o: Obj, name: &str, value: Value) {
    let key = ctx.key(name);
    ctx.define_builtin(o, key, value, attribute::ALL);
}

fn define_text(ctx: &mut Context, o: Obj, name: &str, text: &str) {
    let text = ctx.string_from_str(text).value();
    define_value(ctx, o, name, text);
}

/// An error with a `code`, as Node's own have.
fn coded_error(ctx: &mut Context, kind: ErrorKind, code: &str, message: &str) -> crate::Throw {
    let message = ctx.string_from_str(message);
    let error = ctx.new_error(kind, message);
    define_text(ctx, error, "code", code);
    ctx.throw(error.value())
}

/// ERR_INVALID_ARG_TYPE
fn argument_type_error(ctx: &mut Context, name: &str, expected: &str, v: Value) -> crate::Throw {
    let received = if v.is_nullish() || v.is_callable() {
        format!(" Received {}", ctx.display_for_error(v))
    } else if v.is_object() {
        let shown = ctx.display_for_error(v);
        format!(" Received an instance of {}", shown.trim_start_matches("#<").trim_end_matches('>'))
    } else {
        let options = super::inspect::Options::default();
        let shown = super::inspect::inspect(ctx, v, &options);
        format!(" Received type {} ({shown})", ctx.type_of(v).to_rust(ctx))
    };
    let message = format!("The \"{name}\" argument must be {expected}.{received}");
    coded_error(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", &message)
}

/// require(id)
fn require(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(id) = args.get(0).as_string() else {
        return Err(argument_type_error(ctx, "id", "of type string", args.get(0)));
    };
    let id = id.to_rust(ctx);
    let name = id.strip_prefix("node:").unwrap_or(&id);
    match module(ctx, name)? {
        Some(module) => Ok(module),
        None if name.len() < id.len() => {
            let message = format!("No such built-in module: {id}");
            Err(coded_error(ctx, ErrorKind::Error, "ERR_UNKNOWN_BUILTIN_MODULE", &message))
        }
        None => Err(coded_error(ctx, ErrorKind::Error, "MODULE_NOT_FOUND", &format!("Cannot find module '{id}'"))),
    }
}

/// The object of modules made so far.
fn modules(ctx: &mut Context) -> Obj {
    let require = ctx.intrinsic(Intrinsic::Require);
    let captured = require.value().as_function().map_or(Value::UNDEFINED, |f| f.environment);
    captured.as_object().expect("require captured the object of modules")
}

/// A built-in module, made when first asked for.
fn module(ctx: &mut Context, name: &str) -> JsResult<Option<Value>> {
    let made = modules(ctx);
    let key = ctx.key(name);
    let known = ctx.get(made, key)?;
    if known.is_object() {
        return Ok(Some(known));
    }
    let module = match name {
        "fs" => fs::create(ctx),
        "path" | "path/posix" => path::create(ctx),
        "util" => util::create(ctx)?,
        "os" => os(ctx),
        "process" => ctx.intrinsic(Intrinsic::Process),
        "console" => ctx.intrinsic(Intrinsic::Console),
        "perf_hooks" => {
            let o = ctx.new_plain_object();
            let performance = ctx.intrinsic(Intrinsic::Performance);
            define_value(ctx, o, "performance", performance.value());
            o
        }
        _ => return Ok(None),
    };
    ctx.create_data_property_or_throw(made, key, module.value())?;
    Ok(Some(module.value()))
}

fn os(ctx: &mut Context) -> Obj {
    let o = ctx.new_plain_object();
    define_functions(
        ctx,
        o,
        &[
            ("platform", 0, entry(|ctx: &mut Context, _: &Args| Ok(ctx.string_from_str("linux").value()))),
            ("type", 0, entry(|ctx: &mut Context, _: &Args| Ok(ctx.string_from_str("Linux").value()))),
            ("arch", 0, entry(|ctx: &mut Context, _: &Args| Ok(ctx.string_from_str(process::arch()).value()))),
            ("tmpdir", 0, entry(tmpdir)),
        ],
    );
    define_text(ctx, o, "EOL", "\n");
    o
}

/// os.tmpdir()
fn tmpdir(ctx: &mut Context, _args: &Args) -> JsResult {
    let path = std::env::temp_dir().to_string_lossy().into_owned();
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { &path };
    Ok(ctx.string_from_str(path).value())
}

/// `util.inspect`
pub(crate) fn inspect_function(ctx: &mut Context) -> Value {
    let key = ctx.key("inspect");
    match module(ctx, "util") {
        Ok(Some(util)) => match util.as_object() {
            Some(util) => ctx.get(util, key).unwrap_or(Value::UNDEFINED),
            None => Value::UNDEFINED,
        },
        _ => Value::UNDEFINED,
    }
}

/// The `stylize` of inspection options: without colours, the text itself.
pub(crate) fn stylize_function(ctx: &mut Context) -> Value {
    let made = modules(ctx);
    let key = ctx.key("#stylize");
    if let Ok(f) = ctx.get(made, key)
        && f.is_callable()
    {
        return f;
    }
    let name = ctx.intern("stylize");
    let f = ctx.new_builtin(name, 2, entry(stylize), Value::UNDEFINED, false);
    ctx.define_builtin(made, key, f.value(), attribute::ALL);
    f.value()
}

fn stylize(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(ctx.to_string(args.get(0))?.value())
}
