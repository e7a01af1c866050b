//! [20.3 Boolean Objects](https://tc39.es/ecma262/#sec-boolean-objects)

use crate::builtins::{Intrinsic, Row, method};
use crate::context::Context;
use crate::convert::{set_wrapped, wrapped};
use crate::entry::{Args, entry};
use crate::error::JsResult;
use jsc_abi::{CellKind, Value};

const METHODS: &[Row] = &[method("toString", 0, to_string), method("valueOf", 0, value_of)];

/// Sets up %Boolean% and %Boolean.prototype%, which is itself a Boolean object.
pub(super) fn init(ctx: &mut Context) {
    let object_prototype = ctx.intrinsic(Intrinsic::ObjectPrototype);
    let prototype = ctx.new_wrapper(CellKind::BooleanObject, object_prototype, Value::FALSE);
    let prototype = (Intrinsic::BooleanPrototype, prototype);
    ctx.install_class(Intrinsic::Boolean, "Boolean", 1, entry(constructor), &[], prototype, METHODS);
}

/// 20.3.1.1 Boolean ( value )
fn constructor(ctx: &mut Context, args: &Args) -> JsResult {
    let b = Value::from_bool(ctx.to_boolean(args.get(0)));
    if !args.is_construct() {
        return Ok(b);
    }
    let o = ctx.create_from_constructor(args.new_target, Intrinsic::BooleanPrototype, CellKind::BooleanObject)?;
    set_wrapped(o, b);
    Ok(o.value())
}

/// [ThisBooleanValue](https://tc39.es/ecma262/#sec-thisbooleanvalue)
fn this_boolean_value(ctx: &mut Context, args: &Args, method: &str) -> JsResult {
    if args.this.is_bool() {
        return Ok(args.this);
    }
    match wrapped(args.this, CellKind::BooleanObject) {
        Some(v) => Ok(v),
        None => Err(ctx.type_error(format_args!("Boolean.prototype.{method} requires that 'this' be a Boolean"))),
    }
}

/// 20.3.3.2 Boolean.prototype.toString ( )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    let b = this_boolean_value(ctx, args, "toString")?;
    Ok(ctx.to_string(b)?.value())
}

/// 20.3.3.3 Boolean.prototype.valueOf ( )
fn value_of(ctx: &mut Context, args: &Args) -> JsResult {
    this_boolean_value(ctx, args, "valueOf")
}
