//! Error objects: <https://tc39.es/ecma262/#sec-error-objects>, with V8's `stack`, `Error.captureStackTrace` and
//! `Error.stackTraceLimit`.
//!
//! Making an error only notes the frames; `stack` becomes text when it is first read, with the name and message that
//! the error has by then, as in Node.

use crate::builtins::{Intrinsic, METHOD, Row, RowKey, method};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, Str, ValueExt};
use crate::object::PropertyDescriptor;
use crate::object::create::variant;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use crate::stack_trace::{self, DEFAULT_LIMIT, Skip};
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// An Error object.
#[repr(C)]
pub struct ErrorObject {
    pub object: Object,
    /// What the `stack` property gives: the captured frames (a `ValueArray`) until it is first read, then any value.
    /// EMPTY: undefined.
    pub stack: Value,
}

/// Inline slots for `message` and one more.
const INLINE_SLOTS: u32 = 2;

/// A new error with this prototype; captures the stack. `message` becomes an own property.
pub fn create(ctx: &mut Context, prototype: Obj, message: Option<Str>) -> Obj {
    create_skipping(ctx, prototype, message, Skip::Nothing)
}

fn create_skipping(ctx: &mut Context, prototype: Obj, message: Option<Str>, skip: Skip) -> Obj {
    let shape = ctx.root_shape(CellKind::Error, Some(prototype), INLINE_SLOTS, variant::ERROR);
    let o = ctx.alloc_object(CellKind::Error, shape, INLINE_SLOTS);
    capture_into(ctx, o, skip);
    if let Some(message) = message {
        let key = PropertyKey::from_interned(ctx.names.message);
        ctx.define_builtin(o, key, message.value(), METHOD);
    }
    o
}

/// Notes the present frames as the stack of an Error object.
fn capture_into(ctx: &mut Context, o: Obj, skip: Skip) {
    let stack = match limit(ctx) {
        Some(limit) => stack_trace::capture_frames(ctx, limit, skip).value(),
        None => Value::EMPTY,
    };
    // SAFETY: the caller's object is of kind Error.
    unsafe { o.cast::<ErrorObject>() }.stack = stack;
    ctx.write_barrier(o);
}

/// `Error.stackTraceLimit`; `None` if it is not a number.
fn limit(ctx: &mut Context) -> Option<usize> {
    let Some(constructor) = ctx.intrinsics[Intrinsic::Error as usize].as_object() else {
        return Some(DEFAULT_LIMIT);
    };
    let key = ctx.key("stackTraceLimit");
    let p = ctx.shape_of(constructor).lookup(key)?;
    if p.attributes & (attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY) != 0 {
        return None;
    }
    let offset = ctx.shape_of(constructor).offset(p.slot);
    // SAFETY: the property was found in the object's present shape.
    let v = unsafe { *constructor.slot(offset) };
    // Saturates: negative and NaN are 0. Deep traces are cut where they stop being of use.
    if v.is_number() { Some((v.as_number() as usize).min(1 << 16)) } else { None }
}

/// The value of the `stack` property: formats it if this is its first use.
pub fn special_get(ctx: &mut Context, o: Obj, _key: PropertyKey) -> Value {
    // SAFETY: called for kind Error only.
    let mut error: Gc<ErrorObject> = unsafe { o.cast() };
    let v = error.stack;
    if v.is_empty() {
        return Value::UNDEFINED;
    }
    let Some(frames) = frames_of(v) else { return v };
    let text = stack_text(ctx, o, frames).value();
    error.stack = text;
    ctx.write_barrier(o);
    text
}

/// Stores to the `stack` property.
pub fn special_set(ctx: &mut Context, o: Obj, _key: PropertyKey, value: Value) {
    // SAFETY: called for kind Error only.
    unsafe { o.cast::<ErrorObject>() }.stack = value;
    ctx.write_barrier(o);
}

fn frames_of(v: Value) -> Option<Gc<ValueArray>> {
    // SAFETY: a cell's kind says what it is.
    unsafe { v.as_kind::<ValueArray>(CellKind::ValueArray) }
}

/// The header line and the frames.
fn stack_text(ctx: &mut Context, o: Obj, frames: Gc<ValueArray>) -> Str {
    // Reading `name` may run a getter while an exception is under way.
    let pending = ctx.header.exception;
    let header = match error_to_string(ctx, o) {
        Ok(s) => s.to_rust(ctx),
        Err(_) => "<error>".to_string(),
    };
    ctx.header.exception = pending;
    let frames = stack_trace::format_frames(ctx, frames);
    ctx.string_from_str(&(header + &frames))
}

/// Prints an exception that nobody caught to standard error: errors as their stack with causes and own properties,
/// other values after "Uncaught".
pub fn report_uncaught(ctx: &mut Context, value: Value) {
    // Deeper than `console.log`, as node does.
    let options = crate::builtins::inspect::Options { depth: 5, ..Default::default() };
    let text = crate::builtins::inspect::inspect(ctx, value, &options);
    let is_error = value.as_object().is_some_and(|o| o.kind() == CellKind::Error);
    if is_error { eprintln!("{text}") } else { eprintln!("Uncaught {text}") }
}

/// InstallErrorCause
fn install_cause(ctx: &mut Context, o: Obj, options: Value) -> JsResult<()> {
    if let Some(options) = options.as_object() {
        let key = PropertyKey::from_interned(ctx.names.cause);
        if ctx.has_property(options, key)? {
            let cause = ctx.get(options, key)?;
            ctx.define_or_throw(o, key, &PropertyDescriptor::data(cause, METHOD))?;
        }
    }
    Ok(())
}

/// Error ( message [ , options ] ) <https://tc39.es/ecma262/#sec-error-constructor>, and the same for its subclasses.
fn construct(ctx: &mut Context, args: &Args, default: Intrinsic, message: Value, options: Value) -> JsResult<Obj> {
    // 1. If NewTarget is undefined, let newTarget be the active function object; else NewTarget.
    let new_target = if args.is_construct() { args.new_target } else { args.callee.value() };
    // 2. Let O be ? OrdinaryCreateFromConstructor(newTarget, default).
    let prototype = if new_target == args.callee.value() {
        // OPTIMIZATION: the constructor's own `prototype` is read-only.
        ctx.intrinsic(default)
    } else {
        ctx.prototype_from_constructor(new_target, default)?
    };
    // 3. If message is not undefined, then let msg be ? ToString(message).
    let message = if message.is_undefined() { None } else { Some(ctx.to_string(message)?) };
    let skip = Skip::Until(new_target.as_function().unwrap_or(args.callee));
    let o = create_skipping(ctx, prototype, message, skip);
    // 4. Perform ? InstallErrorCause(O, options).
    install_cause(ctx, o, options)?;
    Ok(o)
}

fn error(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(construct(ctx, args, Intrinsic::ErrorPrototype, args.get(0), args.get(1))?.value())
}

/// AggregateError ( errors, message [ , options ] ) <https://tc39.es/ecma262/#sec-aggregate-error>
fn aggregate_error(ctx: &mut Context, args: &Args) -> JsResult {
    let o = construct(ctx, args, Intrinsic::AggregateErrorPrototype, args.get(1), args.get(2))?;
    // 5. Let errorsList be ? IteratorToList(? GetIterator(errors, sync)).
    let list = ctx.new_array(&[]);
    ctx.iterate(args.get(0), |ctx, v| {
        ctx.array_push(list, v);
        Ok(())
    })?;
    let key = PropertyKey::from_interned(ctx.names.errors);
    ctx.define_or_throw(o, key, &PropertyDescriptor::data(list.value(), METHOD))?;
    Ok(o.value())
}

/// Error.prototype.toString ( ) <https://tc39.es/ecma262/#sec-error.prototype.tostring>
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    match args.this.as_object() {
        Some(o) => Ok(error_to_string(ctx, o)?.value()),
        None => {
            let shown = ctx.display_for_error(args.this);
            Err(ctx.type_error(format_args!("Method Error.prototype.toString called on incompatible receiver {shown}")))
        }
    }
}

/// "name: message"
pub fn error_to_string(ctx: &mut Context, o: Obj) -> JsResult<Str> {
    let key = PropertyKey::from_interned(ctx.names.name);
    let name = ctx.get(o, key)?;
    let name = if name.is_undefined() { ctx.names.error_capital } else { ctx.to_string(name)? };
    let key = PropertyKey::from_interned(ctx.names.message);
    let message = ctx.get(o, key)?;
    let message = if message.is_undefined() { ctx.names.empty } else { ctx.to_string(message)? };
    if name.is_empty() {
        return Ok(message);
    }
    if message.is_empty() {
        return Ok(name);
    }
    let separator = ctx.string_from_str(": ");
    let start = ctx.concat(name, separator)?;
    ctx.concat(start, message)
}

/// Error.captureStackTrace ( object [ , function ] ): V8's. Frames down to the function's innermost call are left out.
fn capture_stack_trace(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(o) = args.get(0).as_object() else {
        // V8's words.
        return Err(ctx.type_error("invalid_argument"));
    };
    let skip = Skip::Until(args.get(1).as_function().unwrap_or(args.callee));
    let key = PropertyKey::from_interned(ctx.names.stack);
    let special = o.kind() == CellKind::Error
        && ctx.shape_of(o).lookup(key).is_some_and(|p| p.attributes & attribute::SPECIAL != 0);
    if special {
        capture_into(ctx, o, skip);
        return Ok(Value::UNDEFINED);
    }
    let stack = match limit(ctx) {
        Some(limit) => {
            let frames = stack_trace::capture_frames(ctx, limit, skip);
            stack_text(ctx, o, frames).value()
        }
        None => Value::UNDEFINED,
    };
    if !ctx.define_own_property(o, key, &PropertyDescriptor::data(stack, METHOD))? {
        return Err(ctx.type_error("Cannot define property stack, object is not extensible"));
    }
    Ok(Value::UNDEFINED)
}

const fn name_row(name: &'static str) -> Row {
    Row::Text(RowKey::Name("name"), name, METHOD)
}
const NO_MESSAGE: Row = Row::Text(RowKey::Name("message"), "", METHOD);

const STATICS: &[Row] = &[
    method("captureStackTrace", 2, capture_stack_trace),
    Row::Number("stackTraceLimit", DEFAULT_LIMIT as f64, attribute::ALL),
];

/// Error and Error.prototype.
pub fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    let rows = &[name_row("Error"), NO_MESSAGE, method("toString", 0, to_string)];
    ctx.install_class(
        Intrinsic::Error,
        "Error",
        1,
        entry(error),
        STATICS,
        (Intrinsic::ErrorPrototype, prototype),
        rows,
    );
}

macro_rules! native_errors {
    ($($function:ident $constructor:ident $prototype:ident $name:literal;)*) => {
        $(fn $function(ctx: &mut Context, args: &Args) -> JsResult {
            Ok(construct(ctx, args, Intrinsic::$prototype, args.get(0), args.get(1))?.value())
        })*

        /// The native errors and AggregateError: all at once.
        pub fn init_natives(ctx: &mut Context) {
            let base = ctx.intrinsic(Intrinsic::Error);
            let natives = [
                $((Intrinsic::$constructor, Intrinsic::$prototype, $name, 1, entry($function)),)*
                (Intrinsic::AggregateError, Intrinsic::AggregateErrorPrototype, "AggregateError", 2, entry(aggregate_error)),
            ];
            for (constructor, prototype, name, length, entry) in natives {
                let o = ctx.new_plain(Intrinsic::ErrorPrototype);
                let f = ctx.install_class(constructor, name, length, entry, &[], (prototype, o), &[name_row(name), NO_MESSAGE]);
                // Cannot fail: an ordinary extensible object.
                let _ = ctx.set_prototype_of(f.object(), Some(base));
            }
        }
    };
}

native_errors! {
    type_error TypeError TypeErrorPrototype "TypeError";
    range_error RangeError RangeErrorPrototype "RangeError";
    reference_error ReferenceError ReferenceErrorPrototype "ReferenceError";
    syntax_error SyntaxError SyntaxErrorPrototype "SyntaxError";
    eval_error EvalError EvalErrorPrototype "EvalError";
    uri_error UriError UriErrorPrototype "URIError";
}
