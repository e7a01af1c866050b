//! `util`: `inspect`, `format`, `inherits`.

use super::{argument_type_error, define_functions, define_value};
use crate::builtins::Intrinsic;
use crate::builtins::inspect::{self, CUSTOM, Options};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::Value;

pub(super) fn create(ctx: &mut Context) -> JsResult<Obj> {
    let o = ctx.new_plain_object();
    define_functions(
        ctx,
        o,
        &[
            ("inspect", 2, entry(inspect_value)),
            ("format", 0, entry(format)),
            ("formatWithOptions", 1, entry(format_with_options)),
            ("inherits", 2, entry(inherits)),
        ],
    );
    let key = ctx.key("inspect");
    if let Some(f) = ctx.get(o, key)?.as_object() {
        let symbol = ctx.intrinsic(Intrinsic::Symbol);
        let name = ctx.intern(CUSTOM).value();
        let key = ctx.key("for");
        let custom = ctx.invoke(symbol.value(), key, &[name])?;
        define_value(ctx, f, "custom", custom);
    }
    Ok(o)
}

/// util.inspect(value, options), or (value, showHidden, depth)
fn inspect_value(ctx: &mut Context, args: &Args) -> JsResult {
    let mut options = Options::default();
    if let Some(o) = args.get(1).as_object() {
        options.update(ctx, o)?;
    } else {
        options.show_hidden = args.get(1).is_true();
        let depth = args.get(2);
        if depth.is_number() {
            options.depth = depth.as_number() as i64;
        } else if depth.is_null() {
            options.depth = i64::MAX;
        }
    }
    let text = inspect::try_inspect(ctx, args.get(0), &options)?;
    Ok(ctx.string_from_str(&text).value())
}

/// util.format(...values)
fn format(ctx: &mut Context, args: &Args) -> JsResult {
    let text = inspect::format(ctx, args.args, &Options::default())?;
    Ok(ctx.string_from_str(&text).value())
}

/// util.formatWithOptions(options, ...values)
fn format_with_options(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(o) = args.get(0).as_object() else {
        return Err(argument_type_error(ctx, "inspectOptions", "of type object", args.get(0)));
    };
    let mut options = Options::default();
    options.update(ctx, o)?;
    let text = inspect::format(ctx, &args.args[1..], &options)?;
    Ok(ctx.string_from_str(&text).value())
}

/// util.inherits(constructor, superConstructor)
fn inherits(ctx: &mut Context, args: &Args) -> JsResult {
    let prototype_key = PropertyKey::from_interned(ctx.names.prototype);
    let (Some(constructor), Some(parent)) = (args.get(0).as_object(), args.get(1).as_object()) else {
        return Err(argument_type_error(ctx, "ctor", "of type function", args.get(0)));
    };
    define_value(ctx, constructor, "super_", parent.value());
    let prototype = ctx.get(constructor, prototype_key)?;
    let parent_prototype = ctx.get(parent, prototype_key)?;
    if let (Some(p), Some(parent)) = (prototype.as_object(), parent_prototype.as_object()) {
        ctx.set_prototype_of(p, Some(parent))?;
        return Ok(Value::UNDEFINED);
    }
    Err(argument_type_error(ctx, "superCtor.prototype", "of type object", parent_prototype))
}
