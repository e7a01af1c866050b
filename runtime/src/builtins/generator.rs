//! [27.3 GeneratorFunction Objects](https://tc39.es/ecma262/#sec-generatorfunction-objects) and
//! [27.5 Generator Objects](https://tc39.es/ecma262/#sec-generator-objects).

use crate::builtins::{Intrinsic, Row, RowKey, method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::{ErrorKind, JsResult};
use crate::generator::{Generator, Mode, State, as_generator, resume};
use crate::handle::Gc;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::Value;
use jsc_abi::layout::Entry;

pub(super) fn init(ctx: &mut Context) {
    let iterator_prototype = ctx.intrinsic(Intrinsic::IteratorPrototype);
    let generator_prototype = ctx.new_object(Some(iterator_prototype));
    ctx.set_intrinsic(Intrinsic::GeneratorPrototype, generator_prototype);
    // 27.3.3 Its [[Prototype]] is %Function.prototype%.
    let function_prototype = ctx.intrinsic(Intrinsic::FunctionPrototype);
    let prototype = ctx.new_object(Some(function_prototype));
    ctx.set_intrinsic(Intrinsic::GeneratorFunctionPrototype, prototype);

    let name = ctx.intern("GeneratorFunction");
    let constructor = ctx.new_builtin(name, 1, entry(generator_function), Value::UNDEFINED, true);
    ctx.set_intrinsic(Intrinsic::GeneratorFunction, constructor.object());
    let function = ctx.intrinsic(Intrinsic::Function);
    let _ = ctx.set_prototype_of(constructor.object(), Some(function));
    ctx.set_function_prototype(constructor, prototype.value());

    let key = PropertyKey::from_interned(ctx.names.constructor);
    ctx.define_builtin(prototype, key, constructor.value(), attribute::CONFIGURABLE);
    let key = PropertyKey::from_interned(ctx.names.prototype);
    ctx.define_builtin(prototype, key, generator_prototype.value(), attribute::CONFIGURABLE);
    ctx.install(prototype, &[tag("GeneratorFunction")]);

    let key = PropertyKey::from_interned(ctx.names.constructor);
    ctx.define_builtin(generator_prototype, key, prototype.value(), attribute::CONFIGURABLE);
    ctx.install(
        generator_prototype,
        &[
            Row::Method(RowKey::Name("next"), 1, next_entry()),
            method("return", 1, generator_prototype_return),
            method("throw", 1, generator_prototype_throw),
            tag("Generator"),
        ],
    );
}

/// The one address of the entry of `%GeneratorPrototype%.next`.
#[inline(never)]
pub(crate) fn next_entry() -> Entry {
    entry(generator_prototype_next)
}

/// [27.3.1.1 GeneratorFunction ( ...parameterArgs, bodyArg )](https://tc39.es/ecma262/#sec-generatorfunction)
fn generator_function(ctx: &mut Context, _: &Args) -> JsResult {
    // NB: an executable has no compiler in it, as if HostEnsureCanCompileStrings refused.
    Err(ctx.throw_new(ErrorKind::EvalError, "Code generation from strings disallowed for this context"))
}

/// [27.5.3.2 GeneratorValidate](https://tc39.es/ecma262/#sec-generatorvalidate)
fn validate(ctx: &mut Context, this: Value, method: &str) -> JsResult<Gc<Generator>> {
    let Some(g) = as_generator(this) else {
        let shown = ctx.display_for_error(this);
        return Err(ctx.type_error(format_args!(
            "Method [Generator].prototype.{method} called on incompatible receiver {shown}"
        )));
    };
    if g.state == State::Executing {
        return Err(ctx.type_error("Generator is already running"));
    }
    Ok(g)
}

/// [27.5.1.2 %GeneratorPrototype%.next ( value )](https://tc39.es/ecma262/#sec-generator.prototype.next)
fn generator_prototype_next(ctx: &mut Context, args: &Args) -> JsResult {
    let g = validate(ctx, args.this, "next")?;
    // 27.5.3.3 GeneratorResume
    if g.state == State::Completed {
        return Ok(ctx.create_iter_result(Value::UNDEFINED, true));
    }
    resume(ctx, g, Mode::Next, args.get(0))
}

/// [27.5.1.3 %GeneratorPrototype%.return ( value )](https://tc39.es/ecma262/#sec-generator.prototype.return)
fn generator_prototype_return(ctx: &mut Context, args: &Args) -> JsResult {
    let g = validate(ctx, args.this, "return")?;
    if complete_unstarted(g) {
        return Ok(ctx.create_iter_result(args.get(0), true));
    }
    resume(ctx, g, Mode::Return, args.get(0))
}

/// [27.5.1.4 %GeneratorPrototype%.throw ( exception )](https://tc39.es/ecma262/#sec-generator.prototype.throw)
fn generator_prototype_throw(ctx: &mut Context, args: &Args) -> JsResult {
    let g = validate(ctx, args.this, "throw")?;
    if complete_unstarted(g) {
        return Err(ctx.throw(args.get(0)));
    }
    resume(ctx, g, Mode::Throw, args.get(0))
}

/// [27.5.3.4 GeneratorResumeAbrupt](https://tc39.es/ecma262/#sec-generatorresumeabrupt), steps 2 and 3: a generator that has
/// not begun is completed at once. True if it is completed.
fn complete_unstarted(mut g: Gc<Generator>) -> bool {
    if g.state == State::SuspendedStart {
        g.state = State::Completed;
        g.registers = Value::EMPTY;
    }
    g.state == State::Completed
}
