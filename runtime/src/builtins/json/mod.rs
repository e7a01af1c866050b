//! The JSON object: <https://tc39.es/ecma262/#sec-json-object>. The parser is `parse.rs`, the writer `stringify.rs`.

mod parse;
mod stringify;

use crate::builtins::{Intrinsic, method, tag};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::string::StrView;
use jsc_abi::Value;

/// JSON.parse ( text [ , reviver ] ) <https://tc39.es/ecma262/#sec-json.parse>
fn parse(ctx: &mut Context, args: &Args) -> JsResult {
    let text = ctx.to_string(args.get(0))?;
    let value = match text.view(ctx) {
        StrView::Latin1(s) => parse::parse(ctx, s)?,
        StrView::Utf16(s) => parse::parse(ctx, s)?,
    };
    let reviver = args.get(1);
    if !reviver.is_callable() {
        return Ok(value);
    }
    let root = ctx.new_plain_object();
    let key = PropertyKey::from_interned(ctx.names.empty);
    ctx.create_data_property_or_throw(root, key, value)?;
    internalize(ctx, root, key, reviver)
}

/// InternalizeJSONProperty <https://tc39.es/ecma262/#sec-internalizejsonproperty>
fn internalize(ctx: &mut Context, holder: Obj, name: PropertyKey, reviver: Value) -> JsResult {
    ctx.check_stack()?;
    let value = ctx.get(holder, name)?;
    if let Some(o) = value.as_object() {
        if ctx.is_array(value)? {
            for i in 0..ctx.length_of_array_like(o)? {
                let key = ctx.key_from_u64(i);
                internalize_element(ctx, o, key, reviver)?;
            }
        } else {
            let keys = stringify::enumerable_own_keys(ctx, o)?;
            for i in 0..keys.len() {
                let key = ctx.to_property_key(keys.as_slice()[i])?;
                internalize_element(ctx, o, key, reviver)?;
            }
        }
    }
    let name = ctx.key_to_value(name);
    ctx.call(reviver, holder.value(), &[name, value])
}

fn internalize_element(ctx: &mut Context, o: Obj, key: PropertyKey, reviver: Value) -> JsResult<()> {
    let element = internalize(ctx, o, key, reviver)?;
    if element.is_undefined() {
        ctx.delete(o, key)?;
    } else {
        ctx.create_data_property(o, key, element)?;
    }
    Ok(())
}

/// JSON.stringify ( value [ , replacer [ , space ] ] ) <https://tc39.es/ecma262/#sec-json.stringify>
fn stringify(ctx: &mut Context, args: &Args) -> JsResult {
    stringify::stringify(ctx, args.get(0), args.get(1), args.get(2))
}

pub fn init(ctx: &mut Context) {
    let json = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Json, json);
    ctx.install(json, &[method("parse", 2, parse), method("stringify", 3, stringify), tag("JSON")]);
}
