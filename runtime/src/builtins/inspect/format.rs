//! `util.format`: `%s %d %i %f %j %o %O %c %%`.

use super::object::is_builtin_name;
use super::text::number;
use super::{Options, try_inspect};
use crate::builtins::{Intrinsic, RowKey, WellKnown, bigint};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::object::Own;
use crate::object::key::PropertyKey;
use jsc_abi::Value;

/// The arguments as one text: a leading string's specifiers take the next ones, the rest follow with spaces between.
pub fn format(ctx: &mut Context, args: &[Value], options: &Options) -> JsResult<String> {
    let mut out = String::new();
    let mut next = 0;
    if let Some(first) = args.first().and_then(|v| v.as_string()) {
        let text = first.to_rust(ctx);
        if args.len() == 1 {
            return Ok(text);
        }
        next = 1;
        let mut rest = text.as_str();
        while let Some(at) = rest.find('%') {
            let Some(&specifier) = rest.as_bytes().get(at + 1) else { break };
            if specifier == b'%' {
                out.push_str(&rest[..at + 1]);
                rest = &rest[at + 2..];
                continue;
            }
            if next == args.len() || !b"sdifjoOc".contains(&specifier) {
                // Not a specifier: stays as it is. (The second character may begin another one only if it is no `%`.)
                let keep = at + 1;
                out.push_str(&rest[..keep]);
                rest = &rest[keep..];
                continue;
            }
            out.push_str(&rest[..at]);
            rest = &rest[at + 2..];
            let v = args[next];
            next += 1;
            out.push_str(&one(ctx, specifier, v, options)?);
        }
        out.push_str(rest);
        if next == args.len() {
            return Ok(out);
        }
    }
    for (i, &v) in args.iter().enumerate().skip(next) {
        if i > 0 {
            out.push(' ');
        }
        match v.as_string() {
            Some(s) => out.push_str(&s.to_rust(ctx)),
            None => out.push_str(&try_inspect(ctx, v, options)?),
        }
    }
    Ok(out)
}

/// What a specifier makes of its argument.
fn one(ctx: &mut Context, specifier: u8, v: Value, options: &Options) -> JsResult<String> {
    let big = |v: Value| format!("{}n", bigint::to_text(v, 10));
    Ok(match specifier {
        b's' => {
            if v.is_number() {
                number(v.as_number())
            } else if v.is_bigint() {
                big(v)
            } else if let Some(o) = v.as_object()
                && !o.is_callable()
                && has_builtin_to_string(ctx, o)?
            {
                try_inspect(ctx, v, &Options { depth: 0, ..options.clone() })?
            } else if v.is_symbol() {
                ctx.display_for_error(v)
            } else {
                ctx.to_string(v)?.to_rust(ctx)
            }
        }
        b'd' | b'i' if v.is_bigint() => big(v),
        b'd' | b'i' | b'f' if v.is_symbol() => "NaN".to_string(),
        b'd' => number(ctx.to_number(v)?),
        b'i' => number(call_global(ctx, Intrinsic::ParseInt, v)?),
        b'f' => number(call_global(ctx, Intrinsic::ParseFloat, v)?),
        b'j' => json(ctx, v)?,
        b'o' => {
            let options = Options { show_hidden: true, show_proxy: true, depth: 4, ..options.clone() };
            try_inspect(ctx, v, &options)?
        }
        b'O' => try_inspect(ctx, v, options)?,
        _ => String::new(),
    })
}

fn call_global(ctx: &mut Context, which: Intrinsic, v: Value) -> JsResult<f64> {
    let f = ctx.intrinsic(which);
    let n = ctx.call(f.value(), Value::UNDEFINED, &[v])?;
    ctx.to_number(n)
}

fn json(ctx: &mut Context, v: Value) -> JsResult<String> {
    let json = ctx.intrinsic(Intrinsic::Json);
    let key = ctx.key("stringify");
    match ctx.invoke(json.value(), key, &[v]) {
        Ok(text) => Ok(ctx.to_string(text)?.to_rust(ctx)),
        Err(thrown) => {
            let error = ctx.take_exception();
            if let Some(o) = error.as_object() {
                let message = ctx.get(o, PropertyKey::from_interned(ctx.names.message))?;
                if let Some(message) = message.as_string()
                    && message.to_rust(ctx).starts_with("Converting circular structure to JSON")
                {
                    return Ok("[Circular]".to_string());
                }
            }
            ctx.throw(error);
            Err(thrown)
        }
    }
}

/// Whether ToString of the object would use a built-in method: then it is inspected instead.
fn has_builtin_to_string(ctx: &mut Context, mut o: Obj) -> JsResult<bool> {
    if let Some((target, _)) = super::proxy_parts(o) {
        match target.as_object() {
            Some(target) => o = target,
            None => return Ok(true),
        }
    }
    let to_string = PropertyKey::from_interned(ctx.names.to_string);
    let to_primitive = ctx.row_key(RowKey::Symbol(WellKnown::ToPrimitive));
    let has_to_string = ctx.get(o, to_string)?.is_callable();
    let has_to_primitive = ctx.get(o, to_primitive)?.is_callable();
    if !has_to_string && !has_to_primitive {
        return Ok(true);
    }
    if has_to_string && ctx.has_own(o, to_string)? || has_to_primitive && ctx.has_own(o, to_primitive)? {
        return Ok(false);
    }
    // The object that has the method.
    let mut at = o;
    loop {
        let Some(p) = ctx.get_prototype_of(at)? else { return Ok(true) };
        at = p;
        if has_to_string && ctx.has_own(at, to_string)? || has_to_primitive && ctx.has_own(at, to_primitive)? {
            break;
        }
    }
    let constructor = PropertyKey::from_interned(ctx.names.constructor);
    if let Own::Data(c, _) = ctx.own_property(at, constructor)?
        && let Some(c) = c.as_object()
        && c.is_callable()
    {
        let name = ctx.get(c, PropertyKey::from_interned(ctx.names.name))?;
        if let Some(name) = name.as_string() {
            let name = name.to_rust(ctx);
            return Ok(is_builtin_name(ctx, &name));
        }
    }
    Ok(false)
}
