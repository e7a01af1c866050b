//! [28.1 The Reflect Object](https://tc39.es/ecma262/#sec-reflect-object)

use crate::builtins::{Intrinsic, method, tag};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use jsc_abi::Value;

pub(super) fn init(ctx: &mut Context) {
    let o = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Reflect, o);
    ctx.install(
        o,
        &[
            method("defineProperty", 3, define_property),
            method("deleteProperty", 2, delete_property),
            method("apply", 3, apply),
            method("construct", 2, construct),
            method("get", 2, get),
            method("getOwnPropertyDescriptor", 2, get_own_property_descriptor),
            method("getPrototypeOf", 1, get_prototype_of),
            method("has", 2, has),
            method("isExtensible", 1, is_extensible),
            method("ownKeys", 1, own_keys),
            method("preventExtensions", 1, prevent_extensions),
            method("set", 3, set),
            method("setPrototypeOf", 2, set_prototype_of),
            tag("Reflect"),
        ],
    );
}

/// If target is not an Object, throw a TypeError exception.
fn target(ctx: &mut Context, args: &Args, name: &str) -> JsResult<Obj> {
    match args.get(0).as_object() {
        Some(o) => Ok(o),
        None => Err(ctx.type_error(format_args!("Reflect.{name} called on non-object"))),
    }
}

/// 28.1.1 Reflect.apply ( target, thisArgument, argumentsList )
fn apply(ctx: &mut Context, args: &Args) -> JsResult {
    let f = args.get(0);
    if !f.is_callable() {
        let shown = ctx.display_for_error(f);
        let kind = ctx.type_of(f).to_rust(ctx);
        return Err(ctx.type_error(format_args!(
            "Function.prototype.apply was called on {shown}, which is a {kind} and not a function"
        )));
    }
    let list = ctx.create_list_from_array_like(args.get(2))?;
    ctx.call(f, args.get(1), &list)
}

/// 28.1.2 Reflect.construct ( target, argumentsList [ , newTarget ] )
fn construct(ctx: &mut Context, args: &Args) -> JsResult {
    let constructor = |ctx: &mut Context, v: Value| match v.as_object() {
        Some(o) if o.is_constructor() => Ok(o),
        _ => {
            let shown = ctx.display_for_error(v);
            Err(ctx.type_error(format_args!("{shown} is not a constructor")))
        }
    };
    // 1. If IsConstructor(target) is false, throw a TypeError exception.
    let f = constructor(ctx, args.get(0))?;
    // 2-3.
    let new_target = if args.len() > 2 { constructor(ctx, args.get(2))? } else { f };
    // 4-5.
    let list = ctx.create_list_from_array_like(args.get(1))?;
    Ok(ctx.construct(f, &list, Some(new_target))?.value())
}

/// 28.1.3 Reflect.defineProperty ( target, propertyKey, attributes )
fn define_property(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "defineProperty")?;
    let key = ctx.to_property_key(args.get(1))?;
    let d = ctx.to_property_descriptor(args.get(2))?;
    Ok(Value::from_bool(ctx.define_own_property(o, key, &d)?))
}

/// 28.1.4 Reflect.deleteProperty ( target, propertyKey )
fn delete_property(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "deleteProperty")?;
    let key = ctx.to_property_key(args.get(1))?;
    Ok(Value::from_bool(ctx.delete(o, key)?))
}

/// 28.1.5 Reflect.get ( target, propertyKey [ , receiver ] )
fn get(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "get")?;
    let key = ctx.to_property_key(args.get(1))?;
    let receiver = if args.len() > 2 { args.get(2) } else { o.value() };
    ctx.get_with_receiver(o, key, receiver)
}

/// 28.1.6 Reflect.getOwnPropertyDescriptor ( target, propertyKey )
fn get_own_property_descriptor(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "getOwnPropertyDescriptor")?;
    let key = ctx.to_property_key(args.get(1))?;
    let d = ctx.get_own_property(o, key)?;
    ctx.from_property_descriptor(d)
}

/// 28.1.7 Reflect.getPrototypeOf ( target )
fn get_prototype_of(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "getPrototypeOf")?;
    Ok(ctx.get_prototype_of(o)?.map_or(Value::NULL, |p| p.value()))
}

/// 28.1.8 Reflect.has ( target, propertyKey )
fn has(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "has")?;
    let key = ctx.to_property_key(args.get(1))?;
    Ok(Value::from_bool(ctx.has_property(o, key)?))
}

/// 28.1.9 Reflect.isExtensible ( target )
fn is_extensible(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "isExtensible")?;
    Ok(Value::from_bool(ctx.is_extensible(o)?))
}

/// 28.1.10 Reflect.ownKeys ( target )
fn own_keys(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "ownKeys")?;
    let keys = ctx.own_property_keys(o)?;
    Ok(ctx.new_array(&keys).value())
}

/// 28.1.11 Reflect.preventExtensions ( target )
fn prevent_extensions(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "preventExtensions")?;
    Ok(Value::from_bool(ctx.prevent_extensions(o)?))
}

/// 28.1.12 Reflect.set ( target, propertyKey, V [ , receiver ] )
fn set(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "set")?;
    let key = ctx.to_property_key(args.get(1))?;
    let receiver = if args.len() > 3 { args.get(3) } else { o.value() };
    Ok(Value::from_bool(ctx.set_with_receiver(o, key, args.get(2), receiver)?))
}

/// 28.1.13 Reflect.setPrototypeOf ( target, proto )
fn set_prototype_of(ctx: &mut Context, args: &Args) -> JsResult {
    let o = target(ctx, args, "setPrototypeOf")?;
    let p = args.get(1);
    // 2. If proto is not an Object and proto is not null, throw a TypeError exception.
    if !p.is_object() && !p.is_null() {
        let shown = ctx.display_for_error(p);
        return Err(ctx.type_error(format_args!("Object prototype may only be an Object or null: {shown}")));
    }
    Ok(Value::from_bool(ctx.set_prototype_of(o, p.as_object())?))
}
