//! [20.1.3 Properties of the Object Prototype Object](https://tc39.es/ecma262/#sec-properties-of-the-object-prototype-object)
//! and [B.2.2](https://tc39.es/ecma262/#sec-additional-properties-of-the-object.prototype-object).

use crate::builtins::{Intrinsic, METHOD, Row, WellKnown, accessor, method};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::ValueExt;
use crate::object::key::PropertyKey;
use crate::object::{Own, PropertyDescriptor};
use jsc_abi::{CellKind, Value};

/// Sets up %Object.prototype%.
pub(in crate::builtins) fn init_prototype(ctx: &mut Context) {
    let o = ctx.new_object(None);
    ctx.set_intrinsic(Intrinsic::ObjectPrototype, o);
    ctx.install(
        o,
        &[
            Row::Lazy("constructor", Intrinsic::Object, METHOD),
            method("__defineGetter__", 2, define_getter),
            method("__defineSetter__", 2, define_setter),
            method("hasOwnProperty", 1, has_own_property),
            method("__lookupGetter__", 1, lookup_getter),
            method("__lookupSetter__", 1, lookup_setter),
            method("isPrototypeOf", 1, is_prototype_of),
            method("propertyIsEnumerable", 1, property_is_enumerable),
            method("toString", 0, to_string),
            method("valueOf", 0, value_of),
            accessor("__proto__", get_proto, set_proto),
            method("toLocaleString", 0, to_locale_string),
        ],
    );
}

/// 20.1.3.2 Object.prototype.hasOwnProperty ( V )
fn has_own_property(ctx: &mut Context, args: &Args) -> JsResult {
    let key = ctx.to_property_key(args.get(0))?;
    let o = ctx.to_object(args.this)?;
    Ok(Value::from_bool(ctx.has_own(o, key)?))
}

/// 20.1.3.3 Object.prototype.isPrototypeOf ( V )
fn is_prototype_of(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(mut v) = args.get(0).as_object() else { return Ok(Value::FALSE) };
    let o = ctx.to_object(args.this)?;
    while let Some(p) = ctx.get_prototype_of(v)? {
        if p == o {
            return Ok(Value::TRUE);
        }
        v = p;
    }
    Ok(Value::FALSE)
}

/// 20.1.3.4 Object.prototype.propertyIsEnumerable ( V )
fn property_is_enumerable(ctx: &mut Context, args: &Args) -> JsResult {
    let key = ctx.to_property_key(args.get(0))?;
    let o = ctx.to_object(args.this)?;
    Ok(Value::from_bool(ctx.own_is_enumerable(o, key)? == Some(true)))
}

/// 20.1.3.5 Object.prototype.toLocaleString ( [ reserved1 [ , reserved2 ] ] )
fn to_locale_string(ctx: &mut Context, args: &Args) -> JsResult {
    if args.this.is_nullish() {
        return Err(ctx.type_error("Object.prototype.toLocaleString called on null or undefined"));
    }
    let key = PropertyKey::from_interned(ctx.names.to_string);
    ctx.invoke(args.this, key, &[])
}

/// 20.1.3.6 Object.prototype.toString ( )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    to_string_of(ctx, args.this)
}

/// %Object.prototype.toString% of a value
pub(crate) fn to_string_of(ctx: &mut Context, this: Value) -> JsResult {
    // 1-2.
    if this.is_undefined() {
        return Ok(ctx.intern("[object Undefined]").value());
    }
    if this.is_null() {
        return Ok(ctx.intern("[object Null]").value());
    }
    // 3-14.
    let o = ctx.to_object(this)?;
    let builtin_tag = match o.kind() {
        CellKind::Array => "Array",
        CellKind::Arguments => "Arguments",
        CellKind::Function => "Function",
        CellKind::Error => "Error",
        CellKind::BooleanObject => "Boolean",
        CellKind::NumberObject => "Number",
        CellKind::StringObject => "String",
        CellKind::Date => "Date",
        CellKind::RegExp => "RegExp",
        _ if o.is_callable() => "Function",
        _ => "Object",
    };
    // 15-17. Let tag be ? Get(O, %Symbol.toStringTag%).
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::ToStringTag));
    let tag = ctx.get(o, key)?;
    match tag.as_string() {
        Some(tag) => {
            let (left, right) = (ctx.intern("[object "), ctx.intern("]"));
            let text = ctx.concat(left, tag)?;
            Ok(ctx.concat(text, right)?.value())
        }
        None if builtin_tag == "Object" => Ok(ctx.names.object_object.value()),
        None => Ok(ctx.intern(&format!("[object {builtin_tag}]")).value()),
    }
}

/// 20.1.3.7 Object.prototype.valueOf ( )
fn value_of(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(ctx.to_object(args.this)?.value())
}

/// 20.1.3.8.1 get Object.prototype.__proto__
fn get_proto(ctx: &mut Context, args: &Args) -> JsResult {
    let o = ctx.to_object(args.this)?;
    Ok(ctx.get_prototype_of(o)?.map_or(Value::NULL, |p| p.value()))
}

/// 20.1.3.8.2 set Object.prototype.__proto__
fn set_proto(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. Perform ? RequireObjectCoercible(O).
    if args.this.is_nullish() {
        return Err(ctx.type_error("Object.prototype.__proto__ called on null or undefined"));
    }
    // 2. If proto is not an Object and proto is not null, return undefined.
    let p = args.get(0);
    if !p.is_object() && !p.is_null() {
        return Ok(Value::UNDEFINED);
    }
    // 3-5.
    if let Some(o) = args.this.as_object() {
        super::set_prototype_or_throw(ctx, o, p.as_object())?;
    }
    Ok(Value::UNDEFINED)
}

/// Steps of B.2.2.2 and B.2.2.3: defines a getter or setter, enumerable and configurable.
fn define_accessor(ctx: &mut Context, args: &Args, name: &str, getter: bool) -> JsResult {
    let o = ctx.to_object(args.this)?;
    let f = args.get(1);
    if !f.is_callable() {
        return Err(ctx.type_error(format_args!("Object.prototype.{name}: Expecting function")));
    }
    let mut d = PropertyDescriptor { enumerable: Some(true), configurable: Some(true), ..Default::default() };
    if getter {
        d.get = Some(f);
    } else {
        d.set = Some(f);
    }
    let key = ctx.to_property_key(args.get(0))?;
    ctx.define_or_throw(o, key, &d)?;
    Ok(Value::UNDEFINED)
}

/// B.2.2.2 Object.prototype.__defineGetter__ ( P, getter )
fn define_getter(ctx: &mut Context, args: &Args) -> JsResult {
    define_accessor(ctx, args, "__defineGetter__", true)
}

/// B.2.2.3 Object.prototype.__defineSetter__ ( P, setter )
fn define_setter(ctx: &mut Context, args: &Args) -> JsResult {
    define_accessor(ctx, args, "__defineSetter__", false)
}

/// Steps of B.2.2.4 and B.2.2.5: the accessor that a property has, own or inherited.
fn lookup_accessor(ctx: &mut Context, args: &Args, getter: bool) -> JsResult {
    let o = ctx.to_object(args.this)?;
    let key = ctx.to_property_key(args.get(0))?;
    let mut at = Some(o);
    while let Some(object) = at {
        match ctx.own_property(object, key)? {
            Own::Accessor(a, _) => return Ok(if getter { a.get } else { a.set }),
            Own::Data(..) => return Ok(Value::UNDEFINED),
            Own::None => at = ctx.get_prototype_of(object)?,
        }
    }
    Ok(Value::UNDEFINED)
}

/// B.2.2.4 Object.prototype.__lookupGetter__ ( P )
fn lookup_getter(ctx: &mut Context, args: &Args) -> JsResult {
    lookup_accessor(ctx, args, true)
}

/// B.2.2.5 Object.prototype.__lookupSetter__ ( P )
fn lookup_setter(ctx: &mut Context, args: &Args) -> JsResult {
    lookup_accessor(ctx, args, false)
}
