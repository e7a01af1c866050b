//! `match`, `replace` and `split` with a regular expression that nobody has tampered with: no result arrays, no property
//! reads, one run of the matcher over the whole text.

use super::Rx;
use super::compile::flag;
use super::exec::{self, Input, for_each_match, set_last_index};
use crate::builtins::string::{Captures, Named, Substitution, push_substitution};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, Str, ValueExt};
use crate::string::{StrView, StringBuilder};
use jsc_abi::Value;
use regress::Match;
use std::ops::ControlFlow;

fn cast(o: Obj) -> Rx {
    debug_assert!(super::as_regexp(o.value()).is_some());
    // SAFETY: callers pass pristine regular expressions.
    unsafe { o.cast() }
}

/// RegExp.prototype [ %Symbol.match% ] of a pristine regular expression.
pub fn match_string(ctx: &mut Context, o: Obj, s: Str) -> JsResult {
    let rx = cast(o);
    if rx.flag_bits & flag::GLOBAL == 0 {
        return exec::exec_to_value(ctx, rx, s);
    }
    set_last_index(ctx, rx, 0)?;
    let input = Input::new(ctx, s);
    let compiled = ctx.builtins.regexp.compiled(rx.compiled);
    let mut array: Option<Obj> = None;
    for_each_match(compiled, &input, rx.flag_bits & flag::STICKY != 0, |m| {
        let found = ctx.substring(s, m.range.start, m.range.end);
        let a = *array.get_or_insert_with(|| ctx.new_array_with_capacity(0));
        ctx.array_push(a, found.value());
        ControlFlow::Continue(())
    });
    Ok(array.map_or(Value::NULL, |a| a.value()))
}

/// RegExp.prototype [ %Symbol.replace% ] of a pristine regular expression.
pub fn replace_string(ctx: &mut Context, o: Obj, s: Str, replacement: Value) -> JsResult {
    let rx = cast(o);
    if replacement.is_callable() {
        return replace_with_function(ctx, rx, s, replacement);
    }
    let template_string = ctx.to_string(replacement)?;
    let template = template_string.view(ctx);
    let literal = !template.iter().any(|u| u == b'$' as u16);
    let mut out = StringBuilder::new();
    let mut from = 0;
    let mut failed = Ok(());
    let mut found = false;
    let mut each = |ctx: &mut Context, text: StrView, m: Match| {
        if !found {
            found = true;
            out = StringBuilder::with_capacity(text.len() + template.len());
        }
        out.push_view(text.sub(from, m.range.start));
        from = m.range.end;
        if literal {
            out.push_view(template);
            return ControlFlow::Continue(());
        }
        let substitution = Substitution {
            text,
            matched: text.sub(m.range.start, m.range.end),
            position: m.range.start,
            captures: Captures::Ranges(&m.captures),
            named: if m.named_groups().next().is_some() { Named::Match(&m) } else { Named::None },
        };
        failed = push_substitution(ctx, &mut out, &substitution, template);
        if failed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    if rx.flag_bits & flag::GLOBAL != 0 {
        set_last_index(ctx, rx, 0)?;
        let input = Input::new(ctx, s);
        let text = s.view(ctx);
        let compiled = ctx.builtins.regexp.compiled(rx.compiled);
        for_each_match(compiled, &input, rx.flag_bits & flag::STICKY != 0, |m| each(ctx, text, m));
    } else if let Some(m) = exec::builtin_exec(ctx, rx, s)? {
        let text = s.view(ctx);
        let _ = each(ctx, text, m);
    }
    failed?;
    if !found {
        return Ok(s.value());
    }
    let text = s.view(ctx);
    out.push_view(text.sub(from, text.len()));
    Ok(out.finish(ctx)?.value())
}

/// Arguments of a replacer that fit on the native stack.
const STACK_ARGUMENTS: usize = 16;

fn replace_with_function(ctx: &mut Context, rx: Rx, s: Str, function: Value) -> JsResult {
    // All matches first: the function may use the regular expression itself.
    let mut matches: Vec<Match> = Vec::new();
    if rx.flag_bits & flag::GLOBAL != 0 {
        set_last_index(ctx, rx, 0)?;
        let input = Input::new(ctx, s);
        let compiled = ctx.builtins.regexp.compiled(rx.compiled);
        for_each_match(compiled, &input, rx.flag_bits & flag::STICKY != 0, |m| {
            matches.push(m);
            ControlFlow::Continue(())
        });
    } else {
        matches.extend(exec::builtin_exec(ctx, rx, s)?);
    }
    if matches.is_empty() {
        return Ok(s.value());
    }
    let text = s.view(ctx);
    let mut out = StringBuilder::with_capacity(text.len());
    let mut from = 0;
    for m in &matches {
        out.push_view(text.sub(from, m.range.start));
        from = m.range.end;
        let groups = exec::groups_object(ctx, s, m)?;
        let count = m.captures.len() + 3 + !groups.is_undefined() as usize;
        let result = if count <= STACK_ARGUMENTS {
            // On the native stack, where the collector sees it.
            let mut arguments = [Value::UNDEFINED; STACK_ARGUMENTS];
            fill_arguments(ctx, s, m, groups, |i, _, v| arguments[i] = v);
            ctx.call(function, Value::UNDEFINED, &arguments[..count])?
        } else {
            let mut arguments = GcVec::with_capacity(ctx, count);
            fill_arguments(ctx, s, m, groups, |_, ctx, v| arguments.push(ctx, v));
            ctx.call(function, Value::UNDEFINED, arguments.as_slice())?
        };
        let result = ctx.to_string(result)?;
        out.push_js(ctx, result);
    }
    out.push_view(text.sub(from, text.len()));
    Ok(out.finish(ctx)?.value())
}

/// matched, captures, position, string, groups
fn fill_arguments(
    ctx: &mut Context,
    s: Str,
    m: &Match,
    groups: Value,
    mut put: impl FnMut(usize, &mut Context, Value),
) {
    let matched = ctx.substring(s, m.range.start, m.range.end);
    put(0, ctx, matched.value());
    for (i, c) in m.captures.iter().enumerate() {
        let v = match c {
            Some(r) => ctx.substring(s, r.start, r.end).value(),
            None => Value::UNDEFINED,
        };
        put(i + 1, ctx, v);
    }
    let n = m.captures.len() + 1;
    put(n, ctx, Value::from_i32(m.range.start as i32));
    put(n + 1, ctx, s.value());
    if !groups.is_undefined() {
        put(n + 2, ctx, groups);
    }
}

/// RegExp.prototype [ %Symbol.split% ] of a pristine regular expression.
pub fn split_string(ctx: &mut Context, o: Obj, s: Str, limit: Value) -> JsResult {
    let rx = cast(o);
    let limit = if limit.is_undefined() { u32::MAX } else { ctx.to_uint32(limit)? };
    let array = ctx.new_array(&[]);
    if limit == 0 {
        return Ok(array.value());
    }
    let input = Input::new(ctx, s);
    let compiled = ctx.builtins.regexp.compiled(rx.compiled);
    let size = s.len();
    if size == 0 {
        if exec::find(compiled, &input, 0, true).is_none() {
            ctx.array_push(array, s.value());
        }
        return Ok(array.value());
    }
    // Where the piece under way begins.
    let mut from = 0;
    let mut full = false;
    for_each_match(compiled, &input, false, |m| {
        if m.range.start >= size {
            return ControlFlow::Break(());
        }
        if m.range.end == from {
            // The empty string right behind the last separator separates nothing.
            return ControlFlow::Continue(());
        }
        let piece = ctx.substring(s, from, m.range.start);
        ctx.array_push(array, piece.value());
        from = m.range.end;
        full = array.storage_header().length == limit;
        for c in &m.captures {
            if full {
                break;
            }
            let v = match c {
                Some(r) => ctx.substring(s, r.start, r.end).value(),
                None => Value::UNDEFINED,
            };
            ctx.array_push(array, v);
            full = array.storage_header().length == limit;
        }
        if full { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if !full {
        let piece = ctx.substring(s, from, size);
        ctx.array_push(array, piece.value());
    }
    Ok(array.value())
}
