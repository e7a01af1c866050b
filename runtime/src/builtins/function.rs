//! [20.2 Function Objects](https://tc39.es/ecma262/#sec-function-objects) and
//! [10.4.1 Bound Function Exotic Objects](https://tc39.es/ecma262/#sec-bound-function-exotic-objects).
//!
//! A bound function is a built-in function whose captured value is a `ValueArray`: target, `this`, arguments.

use crate::builtins::{Intrinsic, METHOD, NOTHING, Row, RowKey, WellKnown, method};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::{ErrorKind, JsResult};
use crate::handle::{Func, Gc, GcVec, Obj, Str, ValueExt};
use crate::object::PropertyDescriptor;
use crate::object::create::{function_shape, variant};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use std::collections::HashMap;

/// State of functions.
#[derive(Default)]
pub struct State {
    /// Descriptions of bound functions, by name (an interned string: immortal once a description has it), length, and
    /// whether they construct. Descriptions live as long as the context, so they are shared.
    bound_codes: HashMap<(u64, u32, bool), *const Code>,
}

/// Sets up %Function% and %ThrowTypeError%.
pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.intrinsic(Intrinsic::FunctionPrototype);
    let name = ctx.intern("Function");
    let f = ctx.new_builtin(name, 1, entry(function_constructor), Value::UNDEFINED, true);
    ctx.set_intrinsic(Intrinsic::Function, f.object());
    ctx.set_function_prototype(f, prototype.value());

    // 10.2.4.1 %ThrowTypeError% ( )
    let name = ctx.names.empty;
    let thrower = ctx.new_builtin(name, 0, entry(throw_type_error), Value::UNDEFINED, false);
    ctx.set_intrinsic(Intrinsic::ThrowTypeError, thrower.object());
    for name in [ctx.names.length, ctx.names.name] {
        let d = PropertyDescriptor { configurable: Some(false), ..Default::default() };
        let _ = ctx.define_own_property(thrower.object(), PropertyKey::from_interned(name), &d);
    }
    let _ = ctx.prevent_extensions(thrower.object());
}

/// Sets up %Function.prototype%, which is a function itself.
pub(super) fn init_prototype(ctx: &mut Context) {
    let object_prototype = ctx.intrinsic(Intrinsic::ObjectPrototype);
    if !ctx.intrinsics[Intrinsic::FunctionPrototype as usize].is_empty() {
        // Setting up %Object.prototype% needed it and made it.
        return;
    }
    let shape = ctx.root_shape(CellKind::Function, Some(object_prototype), 0, variant::FUNCTION);
    let name = ctx.names.empty;
    let code = new_code(ctx, name, 0, entry(function_prototype_call));
    let f = ctx.new_function_with_shape(code, Value::UNDEFINED, shape);
    ctx.set_intrinsic(Intrinsic::FunctionPrototype, f.object());
    ctx.install(
        f.object(),
        &[
            method("apply", 2, apply),
            method("bind", 1, bind),
            method("call", 1, call),
            method("toString", 0, to_string),
            Row::Lazy("constructor", Intrinsic::Function, METHOD),
        ],
    );
    // 20.2.3.6: not writable, enumerable or configurable.
    let key = ctx.row_key(RowKey::Symbol(WellKnown::HasInstance));
    let name = ctx.function_name(key, None);
    let has_instance = ctx.new_builtin(name, 1, entry(has_instance), Value::UNDEFINED, false);
    ctx.define_builtin(f.object(), key, has_instance.value(), NOTHING);
}

/// The description of a built-in function that is no constructor.
fn new_code(ctx: &mut Context, name: Str, length: u32, entry: Entry) -> *const Code {
    ctx.new_builtin_code(name, length, entry, function_flag::BUILTIN | function_flag::STRICT)
}

/// 20.2.1.1 Function ( ...parameterArgs, bodyArg )
fn function_constructor(ctx: &mut Context, _args: &Args) -> JsResult {
    Err(ctx.throw_new(
        ErrorKind::EvalError,
        "Code generation from strings disallowed for this context: a compiled program cannot make functions from text",
    ))
}

fn throw_type_error(ctx: &mut Context, _args: &Args) -> JsResult {
    Err(ctx.type_error(
        "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them",
    ))
}

/// 20.2.3: %Function.prototype% accepts any arguments and returns undefined.
fn function_prototype_call(_ctx: &mut Context, _args: &Args) -> JsResult {
    Ok(Value::UNDEFINED)
}

/// `get [Symbol.species]` of all constructors, and `[Symbol.iterator]` of iterators.
pub(crate) fn return_this(_ctx: &mut Context, args: &Args) -> JsResult {
    Ok(args.this)
}

/// The one address of the entry of %Array%'s `get [Symbol.species]`.
#[inline(never)]
pub(crate) fn return_this_entry() -> Entry {
    entry(return_this)
}

/// Arguments copied to the stack up to this many, so that a call needs no cell for them.
const STACK_ARGUMENTS: usize = 16;

/// 20.2.3.1 Function.prototype.apply ( thisArg, argArray )
fn apply(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-2. If IsCallable(func) is false, throw a TypeError exception.
    let Some(f) = args.this.as_function() else {
        let shown = ctx.display_for_error(args.this);
        let kind = ctx.type_of(args.this).to_rust(ctx);
        return Err(ctx.type_error(format_args!(
            "Function.prototype.apply was called on {shown}, which is a {kind} and not a function"
        )));
    };
    // 3. If argArray is undefined or null, then return ? Call(func, thisArg).
    let list = args.get(1);
    if list.is_nullish() {
        return ctx.call_function(f, args.get(0), &[]);
    }
    // OPTIMIZATION: a short dense array.
    if let Some(o) = list.as_object()
        && ctx.array_is_simple(o)
        && let Some(elements) = ctx.array_elements(o)
        && elements.len() <= STACK_ARGUMENTS
    {
        let mut copy = [Value::UNDEFINED; STACK_ARGUMENTS];
        for (to, &v) in copy.iter_mut().zip(elements) {
            *to = if v.is_empty() { Value::UNDEFINED } else { v };
        }
        let n = elements.len();
        return ctx.call_function(f, args.get(0), &copy[..n]);
    }
    // 4-6.
    let list = ctx.create_list_from_array_like(list)?;
    ctx.call_function(f, args.get(0), &list)
}

/// 20.2.3.3 Function.prototype.call ( thisArg, ...args )
fn call(ctx: &mut Context, args: &Args) -> JsResult {
    match args.this.as_function() {
        Some(f) => ctx.call_function(f, args.get(0), args.args.get(1..).unwrap_or(&[])),
        None => Err(ctx.throw_not_callable(args.this)),
    }
}

/// 20.2.3.2 Function.prototype.bind ( thisArg, ...args )
fn bind(ctx: &mut Context, args: &Args) -> JsResult {
    // 1-2. If IsCallable(Target) is false, throw a TypeError exception.
    let Some(target) = args.this.as_function() else {
        return Err(ctx.type_error("Bind must be called on a function"));
    };
    let bound_arguments = args.args.get(1..).unwrap_or(&[]);
    // 4-7. The length: what remains of the target's own.
    let mut length = 0.0;
    let length_key = PropertyKey::from_interned(ctx.names.length);
    if ctx.has_own(target.object(), length_key)? {
        let n = ctx.get(target.object(), length_key)?;
        if n.is_number() {
            let n = ctx.to_integer_or_infinity(n)?;
            length = (n - bound_arguments.len() as f64).max(0.0);
        }
    }
    // 8-10. The name.
    let target_name = ctx.get(target.object(), PropertyKey::from_interned(ctx.names.name))?;
    let target_name = target_name.as_string().unwrap_or(ctx.names.empty);
    let prefix = ctx.string_from_str("bound ");
    let name = ctx.concat(prefix, target_name)?;
    let name = ctx.intern_string(name);
    // 3. BoundFunctionCreate(Target, thisArg, args)
    let mut captured = GcVec::with_capacity(ctx, 2 + bound_arguments.len());
    captured.push(ctx, target.value());
    captured.push(ctx, args.get(0));
    for &v in bound_arguments {
        captured.push(ctx, v);
    }
    let whole_length = length.min(u32::MAX as f64) as u32;
    let code = bound_code(ctx, name, whole_length, target.object().is_constructor());
    let f = ctx.new_function(code, captured.into_value(), function_shape::PLAIN);
    if length != whole_length as f64 {
        ctx.materialize_function_property(f, length_key, Value::from_number(length));
    }
    let prototype = ctx.get_prototype_of(target.object())?;
    ctx.set_prototype_of(f.object(), prototype)?;
    Ok(f.value())
}

fn bound_code(ctx: &mut Context, name: Str, length: u32, constructor: bool) -> *const Code {
    let key = (name.value().0, length, constructor);
    if let Some(&code) = ctx.builtins.function.bound_codes.get(&key) {
        return code;
    }
    let code = new_code(ctx, name, length, bound_entry()) as *mut Code;
    if constructor {
        // SAFETY: just made, and nobody else has it yet.
        unsafe { (*code).flags |= function_flag::CONSTRUCTOR };
    }
    ctx.builtins.function.bound_codes.insert(key, code);
    code
}

/// The one address of the entry of bound functions.
#[inline(never)]
pub(crate) fn bound_entry() -> Entry {
    entry(call_bound)
}

/// Target, `this` and arguments of a bound function; `None` for other functions.
pub fn bound_parts(f: Func) -> Option<(Obj, Value, &'static [Value])> {
    if f.entry as usize != bound_entry() as usize {
        return None;
    }
    // SAFETY: what a bound function captures; the slice is valid while `f` is on the stack.
    let array: Gc<ValueArray> = unsafe { Gc::from_ptr(f.environment.as_ptr()) };
    let values = unsafe { core::slice::from_raw_parts(array.ptr().add(1) as *const Value, array.length as usize) };
    Some((values[0].as_object()?, values[1], &values[2..]))
}

/// 10.4.1.1 [[Call]] ( thisArgument, argumentsList ) and 10.4.1.2 [[Construct]] ( argumentsList, newTarget )
fn call_bound(ctx: &mut Context, args: &Args) -> JsResult {
    let (target, this, bound) = bound_parts(args.callee).expect("entry of bound functions");
    // All values are rooted elsewhere: the bound ones by the callee, the others by the caller.
    let n = bound.len() + args.len();
    let mut on_stack = [Value::UNDEFINED; STACK_ARGUMENTS];
    let in_memory: Vec<Value>;
    let all: &[Value] = if bound.is_empty() {
        args.args
    } else if n <= STACK_ARGUMENTS {
        on_stack[..bound.len()].copy_from_slice(bound);
        on_stack[bound.len()..n].copy_from_slice(args.args);
        &on_stack[..n]
    } else {
        in_memory = [bound, args.args].concat();
        &in_memory
    };
    if !args.is_construct() {
        return ctx.call(target.value(), this, all);
    }
    // 5. If SameValue(F, newTarget) is true, set newTarget to target.
    let new_target = if args.new_target == args.callee.value() { Some(target) } else { args.new_target.as_object() };
    Ok(ctx.construct(target, all, new_target)?.value())
}

/// 20.2.3.5 Function.prototype.toString ( )
fn to_string(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(f) = args.this.as_function() else {
        return Err(ctx.type_error("Function.prototype.toString requires that 'this' be a Function"));
    };
    Ok(ctx.function_text(f).value())
}

/// 20.2.3.6 Function.prototype [ %Symbol.hasInstance% ] ( V )
fn has_instance(ctx: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(ctx.ordinary_has_instance(args.this, args.get(0))?))
}

impl Context {
    /// The text of a function: its source text, which the program's image holds, or that of a native function.
    pub fn function_text(&mut self, f: Func) -> Str {
        // SAFETY: `code` is never null; `function` and `program` are null or outlive the function, and the text was checked
        // when the image was written.
        let code = unsafe { &*f.code };
        if !code.function.is_null() && !code.program.is_null() {
            let text = unsafe { (*(*code.program).image).text(&*code.function) };
            if !text.is_empty() {
                return self.string_from_str(text);
            }
        }
        let name = match code.name.as_string() {
            Some(name) if code.entry as usize != bound_entry() as usize => name.to_rust(self),
            _ => String::new(),
        };
        self.string_from_str(&format!("function {name}() {{ [native code] }}"))
    }

    /// [[BoundTargetFunction]], if the object is a bound function.
    pub fn bound_target(&self, o: Obj) -> Option<Value> {
        bound_parts(o.value().as_function()?).map(|(target, ..)| target.value())
    }
}
