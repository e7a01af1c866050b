//! Errors: their stack, with the class in its first line, and without what the properties would repeat.

use super::Inspector;
use super::object::{is_error, prefix};
use crate::builtins::error::error_to_string;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::Value;

fn text(ctx: &mut Context, v: Value) -> JsResult<String> {
    if v.is_symbol() {
        return Ok(ctx.display_for_error(v));
    }
    Ok(ctx.to_string(v)?.to_rust(ctx))
}

fn stack_text(ctx: &mut Context, o: Obj) -> JsResult<String> {
    let stack = ctx.get(o, PropertyKey::from_interned(ctx.names.stack))?;
    if ctx.to_boolean(stack) { text(ctx, stack) } else { Ok(error_to_string(ctx, o)?.to_rust(ctx)) }
}

/// Start in `a` and length of the first run of more than three lines that `b` has too.
fn common_run(a: &[&str], b: &[&str]) -> Option<(usize, usize)> {
    for i in 0..a.len().saturating_sub(3) {
        let Some(at) = b.iter().position(|line| *line == a[i]) else { continue };
        if b.len() - at > 3 {
            let length = a[i..].iter().zip(&b[at..]).take_while(|(x, y)| x == y).count();
            if length > 3 {
                return Some((i, length));
            }
        }
    }
    None
}

/// Puts the class into the first line, where the stack begins with the plain name.
fn with_class(stack: String, constructor: Option<&str>, name: &str, tag: &str) -> String {
    let mut length = name.len();
    let regular = name.ends_with("Error")
        && stack.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '\n']));
    if constructor.is_some() && !regular {
        return stack;
    }
    let mut fallback = "Error".to_string();
    if constructor.is_none() {
        let end = stack.find(':').into_iter().chain(stack.find("\n    at")).min();
        let start = match end {
            Some(end) if stack.starts_with(|c: char| c.is_ascii_uppercase()) && end > 1 => &stack[..end],
            _ if stack.ends_with("Error") && !stack.contains(' ') => &stack[..],
            _ => "",
        };
        length = start.len();
        if !start.is_empty() {
            fallback = start.to_string();
        }
    }
    let prefix = prefix(constructor, tag, &fallback, "");
    let prefix = &prefix[..prefix.len() - 1];
    if name == prefix {
        return stack;
    }
    if prefix.contains(name) {
        if length == 0 { format!("{prefix}: {stack}") } else { format!("{prefix}{}", &stack[length..]) }
    } else {
        format!("{prefix} [{name}]{}", &stack[length..])
    }
}

impl Inspector {
    /// What stands before the braces; takes those keys away that the text has already, and adds `cause` and `errors`.
    pub(super) fn error_base(
        &mut self,
        ctx: &mut Context,
        o: Obj,
        constructor: Option<&str>,
        tag: &str,
        keys: &mut GcVec,
    ) -> JsResult<String> {
        let name = ctx.get(o, PropertyKey::from_interned(ctx.names.name))?;
        let name = if name.is_nullish() { "Error".to_string() } else { text(ctx, name)? };
        let stack = stack_text(ctx, o)?;
        if !self.options.show_hidden {
            let mut rest = GcVec::with_capacity(ctx, keys.len());
            let hidden = [ctx.names.name, ctx.names.message, ctx.names.stack].map(PropertyKey::from_interned);
            for i in 0..keys.len() {
                let key = ctx.key_from_value(keys[i])?;
                if hidden.contains(&key) {
                    let v = ctx.get(o, key)?;
                    if stack.contains(&text(ctx, v)?) {
                        continue;
                    }
                }
                rest.push(ctx, keys[i]);
            }
            *keys = rest;
        }
        let cause_key = PropertyKey::from_interned(ctx.names.cause);
        let errors_key = PropertyKey::from_interned(ctx.names.errors);
        if ctx.has_property(o, cause_key)? {
            self.add_key(ctx, keys, cause_key)?;
        }
        let errors = ctx.get(o, errors_key)?;
        if ctx.is_array(errors)? {
            self.add_key(ctx, keys, errors_key)?;
        }
        let mut stack = with_class(stack, constructor, &name, tag);

        // The message may look like a stack itself.
        let message = ctx.get(o, PropertyKey::from_interned(ctx.names.message))?;
        let mut from = 0;
        if let Some(message) = message.as_string().filter(|m| !m.is_empty()) {
            let message = message.to_rust(ctx);
            if let Some(at) = stack.find(&message) {
                from = at + message.len();
            }
        }
        match stack[from..].find("\n    at") {
            None => stack = format!("[{stack}]"),
            Some(at) => {
                let at = from + at;
                let lines = self.stack_lines(ctx, o, &stack[at + 1..])?;
                stack.truncate(at);
                stack.push('\n');
                stack.push_str(&lines);
            }
        }
        if self.indentation != 0 {
            stack = stack.replace('\n', &format!("\n{}", " ".repeat(self.indentation)));
        }
        Ok(stack)
    }

    fn add_key(&mut self, ctx: &mut Context, keys: &mut GcVec, key: PropertyKey) -> JsResult<()> {
        for i in 0..keys.len() {
            if ctx.key_from_value(keys[i])? == key {
                return Ok(());
            }
        }
        let v = ctx.key_to_value(key);
        keys.push(ctx, v);
        Ok(())
    }

    /// The frames, without those that the error's cause has too.
    fn stack_lines(&mut self, ctx: &mut Context, o: Obj, frames: &str) -> JsResult<String> {
        let mut lines: Vec<&str> = frames.split('\n').collect();
        let cause = match ctx.get(o, PropertyKey::from_interned(ctx.names.cause)) {
            Ok(v) => v,
            Err(_) => {
                ctx.take_exception();
                Value::UNDEFINED
            }
        };
        if let Some(cause) = cause.as_object()
            && is_error(ctx, cause)?
        {
            let stack = stack_text(ctx, cause)?;
            if let Some(at) = stack.find("\n    at") {
                let others: Vec<&str> = stack[at + 1..].split('\n').collect();
                if let Some((offset, length)) = common_run(&lines, &others) {
                    let skipped = length - 2;
                    let note = format!("    ... {skipped} lines matching cause stack trace ...");
                    lines.splice(offset + 1..offset + 1 + skipped, [note.as_str()]);
                    return Ok(lines.join("\n"));
                }
            }
        }
        Ok(lines.join("\n"))
    }
}
