//! [27.1.2 Iterator Helper Objects](https://tc39.es/ecma262/#sec-iterator-helper-objects), the Iterator constructor, and
//! the methods that all iterators inherit.

use super::*;
use crate::builtins::array::{Callback, callback};
use crate::builtins::{accessor, method};
use crate::error::Throw;
use crate::iterator::IteratorRecord;
use crate::object::PropertyDescriptor;
use crate::shape::attribute;

/// What an Iterator Helper does with the values of the underlying iterator.
#[repr(usize)]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Map,
    Filter,
    Take,
    Drop,
    FlatMap,
}

impl Operation {
    fn from_bits(bits: usize) -> Operation {
        match bits {
            0 => Operation::Map,
            1 => Operation::Filter,
            2 => Operation::Take,
            3 => Operation::Drop,
            _ => Operation::FlatMap,
        }
    }
}

/// `state` of a helper.
const SUSPENDED_START: usize = 0;
const SUSPENDED: usize = 1;
const RUNNING: usize = 2;
const COMPLETED: usize = 3;

/// An Iterator Helper. The specification has it as a generator; here its state is explicit.
#[repr(C)]
struct IteratorHelper {
    object: Object,
    /// [[UnderlyingIterator]]: the iterator and its `next`.
    iterator: Value,
    next: Value,
    /// The function; of `take` and `drop` the number of values that remain.
    argument: Value,
    /// `flatMap`: the inner iterator and its `next`, or EMPTY.
    inner: Value,
    inner_next: Value,
    operation: usize,
    state: usize,
    counter: usize,
}

/// %WrapForValidIteratorPrototype% objects: what Iterator.from makes of foreign iterators.
#[repr(C)]
struct WrappedIterator {
    object: Object,
    iterator: Value,
    next: Value,
}

/// Sets up all but %IteratorPrototype% itself and array iterators.
pub(super) fn init(ctx: &mut Context, prototype: Obj) {
    let name = ctx.intern("Iterator");
    let f = ctx.new_builtin(name, 0, entry(iterator_constructor), Value::UNDEFINED, true);
    ctx.set_intrinsic(Intrinsic::Iterator, f.object());
    ctx.set_function_prototype(f, prototype.value());
    ctx.install(f.object(), &[method("from", 1, from)]);
    ctx.install(
        prototype,
        &[
            accessor("constructor", get_constructor, set_constructor),
            method("drop", 1, drop),
            method("every", 1, every),
            method("filter", 1, filter),
            method("find", 1, find),
            method("flatMap", 1, flat_map),
            method("forEach", 1, for_each),
            method("map", 1, map),
            method("reduce", 1, reduce),
            method("some", 1, some),
            method("take", 1, take),
            method("toArray", 0, to_array),
            Row::Accessor(RowKey::Symbol(WellKnown::ToStringTag), entry(get_tag), Some(entry(set_tag))),
        ],
    );
    let helper = ctx.new_object(Some(prototype));
    ctx.set_intrinsic(Intrinsic::IteratorHelperPrototype, helper);
    ctx.install(helper, &[method("next", 0, helper_next), method("return", 0, helper_return), tag("Iterator Helper")]);
    let wrap = ctx.new_object(Some(prototype));
    ctx.set_intrinsic(Intrinsic::WrapForValidIteratorPrototype, wrap);
    ctx.install(wrap, &[method("next", 0, wrap_next), method("return", 0, wrap_return)]);
}

/// 27.1.3.1.1 Iterator ( )
fn iterator_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If NewTarget is either undefined or the active function object, throw a TypeError exception.
    if !args.is_construct() {
        return Err(ctx.type_error("Constructor Iterator requires 'new'"));
    }
    if args.new_target == args.callee.value() {
        return Err(ctx.type_error("Abstract class Iterator not directly constructable"));
    }
    let prototype = ctx.prototype_from_constructor(args.new_target, Intrinsic::IteratorPrototype)?;
    Ok(ctx.new_object(Some(prototype)).value())
}

/// 27.1.3.2.1 Iterator.from ( O )
fn from(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. Let iteratorRecord be ? GetIteratorFlattenable(O, iterate-string-primitives).
    let record = get_iterator_flattenable(ctx, args.get(0), true)?;
    // 2-3. Let hasInstance be ? OrdinaryHasInstance(%Iterator%, iteratorRecord.[[Iterator]]).
    let constructor = ctx.intrinsics[Intrinsic::Iterator as usize];
    if ctx.ordinary_has_instance(constructor, record.iterator.value())? {
        return Ok(record.iterator.value());
    }
    // 4-6.
    let prototype = ctx.intrinsic(Intrinsic::WrapForValidIteratorPrototype);
    let o = ctx.new_builtin_object(CellKind::WrapForValidIterator, prototype);
    // SAFETY: its kind is WrapForValidIterator.
    let mut w: Gc<WrappedIterator> = unsafe { o.cast() };
    w.iterator = record.iterator.value();
    w.next = record.next;
    Ok(o.value())
}

/// 7.4.16 GetIteratorFlattenable ( obj, primitiveHandling )
fn get_iterator_flattenable(ctx: &mut Context, v: Value, strings: bool) -> JsResult<IteratorRecord> {
    let accepted = v.is_object() || (strings && v.is_string());
    if !accepted {
        let shown = ctx.display_for_error(v);
        return Err(ctx.type_error(format_args!("{shown} is not an object")));
    }
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::Iterator));
    let iterator = match ctx.get_method(v, key)? {
        None => v,
        Some(method) => ctx.call(method.value(), v, &[])?,
    };
    match iterator.as_object() {
        Some(o) => ctx.get_iterator_direct(o),
        None => {
            let shown = ctx.display_for_error(iterator);
            Err(ctx.type_error(format_args!("{shown} is not an object")))
        }
    }
}

fn wrapped(ctx: &mut Context, this: Value, name: &str) -> JsResult<Gc<WrappedIterator>> {
    // SAFETY: cells of that kind begin with it.
    match unsafe { this.as_kind::<WrappedIterator>(CellKind::WrapForValidIterator) } {
        Some(w) => Ok(w),
        None => Err(incompatible_receiver(ctx, name, this)),
    }
}

/// 27.1.3.2.1.1.1 %WrapForValidIteratorPrototype%.next ( )
fn wrap_next(ctx: &mut Context, args: &Args) -> JsResult {
    let w = wrapped(ctx, args.this, "%WrapForValidIteratorPrototype%.next")?;
    ctx.call(w.next, w.iterator, &[])
}

/// 27.1.3.2.1.1.2 %WrapForValidIteratorPrototype%.return ( )
fn wrap_return(ctx: &mut Context, args: &Args) -> JsResult {
    let w = wrapped(ctx, args.this, "%WrapForValidIteratorPrototype%.return")?;
    let key = PropertyKey::from_interned(ctx.names.return_);
    match ctx.get_method(w.iterator, key)? {
        None => Ok(ctx.create_iter_result(Value::UNDEFINED, true)),
        Some(f) => ctx.call(f.value(), w.iterator, &[]),
    }
}

// ---- accessors that let programs shadow what they inherit ----

/// SetterThatIgnoresPrototypeProperties ( thisValue, home, p, v )
fn set_ignoring_prototype(ctx: &mut Context, this: Value, key: PropertyKey, v: Value) -> JsResult {
    let Some(o) = this.as_object() else {
        let shown = ctx.display_for_error(this);
        return Err(ctx.type_error(format_args!("{shown} is not an object")));
    };
    if o.value() == ctx.intrinsics[Intrinsic::IteratorPrototype as usize] {
        let name = ctx.key_to_display(key);
        return Err(
            ctx.type_error(format_args!("Cannot assign to read only property '{name}' of object '[object Iterator]'"))
        );
    }
    if ctx.has_own(o, key)? {
        ctx.set(o, key, v, true)?;
    } else {
        ctx.define_or_throw(o, key, &PropertyDescriptor::data(v, attribute::ALL))?;
    }
    Ok(Value::UNDEFINED)
}

/// 27.1.4.1 get Iterator.prototype.constructor
fn get_constructor(ctx: &mut Context, _args: &Args) -> JsResult {
    Ok(ctx.intrinsic(Intrinsic::Iterator).value())
}

fn set_constructor(ctx: &mut Context, args: &Args) -> JsResult {
    let key = PropertyKey::from_interned(ctx.names.constructor);
    set_ignoring_prototype(ctx, args.this, key, args.get(0))
}

/// 27.1.4.14 get Iterator.prototype [ %Symbol.toStringTag% ]
fn get_tag(ctx: &mut Context, _args: &Args) -> JsResult {
    Ok(ctx.intern("Iterator").value())
}

fn set_tag(ctx: &mut Context, args: &Args) -> JsResult {
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::ToStringTag));
    set_ignoring_prototype(ctx, args.this, key, args.get(0))
}

// ---- the lazy methods ----

/// Let O be the this value. If O is not an Object, throw a TypeError exception.
fn this_iterator(ctx: &mut Context, args: &Args, name: &str) -> JsResult<Obj> {
    match args.this.as_object() {
        Some(o) => Ok(o),
        None => {
            let shown = ctx.display_for_error(args.this);
            Err(ctx.type_error(format_args!("Iterator.prototype.{name} called on non-object {shown}")))
        }
    }
}

/// The iterator is closed if its argument is wrong.
fn close_for<T>(ctx: &mut Context, o: Obj, result: JsResult<T>) -> JsResult<T> {
    result.map_err(|e: Throw| ctx.iterator_close_throwing(o, e))
}

fn new_helper(ctx: &mut Context, o: Obj, operation: Operation, argument: Value) -> JsResult {
    let record = ctx.get_iterator_direct(o)?;
    let h = new_iterator_object(ctx, CellKind::IteratorHelper, Intrinsic::IteratorHelperPrototype);
    // SAFETY: its kind is IteratorHelper.
    let mut h: Gc<IteratorHelper> = unsafe { h.cast() };
    h.iterator = record.iterator.value();
    h.next = record.next;
    h.argument = argument;
    h.operation = operation as usize;
    h.state = SUSPENDED_START;
    Ok(h.value())
}

fn new_function_helper(ctx: &mut Context, args: &Args, name: &str, operation: Operation) -> JsResult {
    let o = this_iterator(ctx, args, name)?;
    let f = callback(ctx, args.get(0));
    close_for(ctx, o, f)?;
    new_helper(ctx, o, operation, args.get(0))
}

/// 27.1.4.8 Iterator.prototype.map ( mapper )
fn map(ctx: &mut Context, args: &Args) -> JsResult {
    new_function_helper(ctx, args, "map", Operation::Map)
}

/// 27.1.4.4 Iterator.prototype.filter ( predicate )
fn filter(ctx: &mut Context, args: &Args) -> JsResult {
    new_function_helper(ctx, args, "filter", Operation::Filter)
}

/// 27.1.4.6 Iterator.prototype.flatMap ( mapper )
fn flat_map(ctx: &mut Context, args: &Args) -> JsResult {
    new_function_helper(ctx, args, "flatMap", Operation::FlatMap)
}

fn limit(ctx: &mut Context, args: &Args) -> JsResult<f64> {
    let v = args.get(0);
    let n = ctx.to_number(v)?;
    if n.is_nan() || n.trunc() < 0.0 {
        let shown = ctx.display_for_error(v);
        return Err(ctx.range_error(format_args!("{shown} must be positive")));
    }
    Ok(n.trunc())
}

/// 27.1.4.11 Iterator.prototype.take ( limit )
fn take(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_iterator(ctx, args, "take")?;
    let n = limit(ctx, args);
    let n = close_for(ctx, o, n)?;
    new_helper(ctx, o, Operation::Take, Value::from_number(n))
}

/// 27.1.4.2 Iterator.prototype.drop ( limit )
fn drop(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_iterator(ctx, args, "drop")?;
    let n = limit(ctx, args);
    let n = close_for(ctx, o, n)?;
    new_helper(ctx, o, Operation::Drop, Value::from_number(n))
}

fn this_helper(ctx: &mut Context, this: Value, name: &str) -> JsResult<Gc<IteratorHelper>> {
    // SAFETY: cells of that kind begin with it.
    match unsafe { this.as_kind::<IteratorHelper>(CellKind::IteratorHelper) } {
        Some(h) if h.state == RUNNING => {
            let _ = h;
            Err(ctx.type_error("Generator is already running"))
        }
        Some(h) => Ok(h),
        None => Err(incompatible_receiver(ctx, name, this)),
    }
}

/// 27.1.2.1.1 %IteratorHelperPrototype%.next ( )
fn helper_next(ctx: &mut Context, args: &Args) -> JsResult {
    let mut h = this_helper(ctx, args.this, "Iterator Helper.prototype.next")?;
    if h.state == COMPLETED {
        return Ok(ctx.create_iter_result(Value::UNDEFINED, true));
    }
    h.state = RUNNING;
    match helper_step(ctx, h) {
        Ok(v) if v.is_empty() => {
            h.state = COMPLETED;
            Ok(ctx.create_iter_result(Value::UNDEFINED, true))
        }
        Ok(v) => {
            h.state = SUSPENDED;
            Ok(ctx.create_iter_result(v, false))
        }
        Err(e) => {
            h.state = COMPLETED;
            Err(e)
        }
    }
}

/// The next value of a helper, or EMPTY when done.
fn helper_step(ctx: &mut Context, mut h: Gc<IteratorHelper>) -> JsResult {
    let iterator = h.iterator.as_object().expect("an iterator is an object");
    let (source, next) = (h.iterator, h.next);
    match Operation::from_bits(h.operation) {
        Operation::Take => {
            let remaining = h.argument.as_number();
            if remaining == 0.0 {
                ctx.iterator_close_normal(source)?;
                return Ok(Value::EMPTY);
            }
            h.argument = Value::from_number(remaining - 1.0);
            ctx.iterator_next(source, next)
        }
        Operation::Drop => {
            while h.argument.as_number() > 0.0 {
                h.argument = Value::from_number(h.argument.as_number() - 1.0);
                if ctx.iterator_next(source, next)?.is_empty() {
                    return Ok(Value::EMPTY);
                }
            }
            ctx.iterator_next(source, next)
        }
        Operation::Map => {
            let v = ctx.iterator_next(source, next)?;
            if v.is_empty() {
                return Ok(v);
            }
            let result = call_helper(ctx, h, v);
            close_for(ctx, iterator, result)
        }
        Operation::Filter => loop {
            let v = ctx.iterator_next(source, next)?;
            if v.is_empty() {
                return Ok(v);
            }
            let selected = call_helper(ctx, h, v);
            let selected = close_for(ctx, iterator, selected)?;
            if ctx.to_boolean(selected) {
                return Ok(v);
            }
        },
        Operation::FlatMap => loop {
            if h.inner.is_empty() {
                let v = ctx.iterator_next(source, next)?;
                if v.is_empty() {
                    return Ok(v);
                }
                let mapped = call_helper(ctx, h, v);
                let mapped = close_for(ctx, iterator, mapped)?;
                let inner = get_iterator_flattenable(ctx, mapped, false);
                let inner = close_for(ctx, iterator, inner)?;
                h.inner = inner.iterator.value();
                h.inner_next = inner.next;
                ctx.write_barrier(h);
            }
            let v = ctx.iterator_next(h.inner, h.inner_next);
            let v = close_for(ctx, iterator, v)?;
            if !v.is_empty() {
                return Ok(v);
            }
            h.inner = Value::EMPTY;
            h.inner_next = Value::EMPTY;
        },
    }
}

fn call_helper(ctx: &mut Context, mut h: Gc<IteratorHelper>, v: Value) -> JsResult {
    let counter = Value::from_number(h.counter as f64);
    h.counter += 1;
    ctx.call(h.argument, Value::UNDEFINED, &[v, counter])
}

/// 27.1.2.1.2 %IteratorHelperPrototype%.return ( )
fn helper_return(ctx: &mut Context, args: &Args) -> JsResult {
    let mut h = this_helper(ctx, args.this, "Iterator Helper.prototype.return")?;
    if h.state != COMPLETED {
        h.state = COMPLETED;
        if !h.inner.is_empty() {
            let inner = h.inner;
            h.inner = Value::EMPTY;
            let closed = ctx.iterator_close_normal(inner);
            let outer = h.iterator.as_object().expect("an iterator is an object");
            close_for(ctx, outer, closed)?;
        }
        ctx.iterator_close_normal(h.iterator)?;
    }
    Ok(ctx.create_iter_result(Value::UNDEFINED, true))
}

// ---- the methods that consume the iterator ----

/// Calls `each` with function, value and count until it gives a value.
fn consume<T>(
    ctx: &mut Context,
    args: &Args,
    name: &str,
    mut each: impl FnMut(&mut Context, Callback, Value, Value) -> JsResult<Option<T>>,
) -> JsResult<Option<T>> {
    let o = this_iterator(ctx, args, name)?;
    let f = callback(ctx, args.get(0));
    let f = close_for(ctx, o, f)?;
    let record = ctx.get_iterator_direct(o)?;
    let mut counter = 0u64;
    while let Some(v) = ctx.iterator_step(&record)? {
        let result = each(ctx, f, v, Value::from_number(counter as f64));
        if let Some(found) = close_for(ctx, o, result)? {
            ctx.iterator_close(&record)?;
            return Ok(Some(found));
        }
        counter += 1;
    }
    Ok(None)
}

/// 27.1.4.3 Iterator.prototype.every ( predicate )
fn every(ctx: &mut Context, args: &Args) -> JsResult {
    let failed = consume(ctx, args, "every", |ctx, f, v, k| {
        Ok(if f.test(ctx, Value::UNDEFINED, &[v, k])? { None } else { Some(()) })
    })?;
    Ok(Value::from_bool(failed.is_none()))
}

/// 27.1.4.10 Iterator.prototype.some ( predicate )
fn some(ctx: &mut Context, args: &Args) -> JsResult {
    let found = consume(ctx, args, "some", |ctx, f, v, k| {
        Ok(if f.test(ctx, Value::UNDEFINED, &[v, k])? { Some(()) } else { None })
    })?;
    Ok(Value::from_bool(found.is_some()))
}

/// 27.1.4.5 Iterator.prototype.find ( predicate )
fn find(ctx: &mut Context, args: &Args) -> JsResult {
    let found = consume(ctx, args, "find", |ctx, f, v, k| {
        Ok(if f.test(ctx, Value::UNDEFINED, &[v, k])? { Some(v) } else { None })
    })?;
    Ok(found.unwrap_or(Value::UNDEFINED))
}

/// 27.1.4.7 Iterator.prototype.forEach ( procedure )
fn for_each(ctx: &mut Context, args: &Args) -> JsResult {
    consume(ctx, args, "forEach", |ctx, f, v, k| f.call(ctx, Value::UNDEFINED, &[v, k]).map(|_| None::<()>))?;
    Ok(Value::UNDEFINED)
}

/// 27.1.4.9 Iterator.prototype.reduce ( reducer [ , initialValue ] )
fn reduce(ctx: &mut Context, args: &Args) -> JsResult {
    let mut accumulator = if args.len() > 1 { args.get(1) } else { Value::EMPTY };
    consume(ctx, args, "reduce", |ctx, f, v, k| {
        accumulator = if accumulator.is_empty() { v } else { f.call(ctx, Value::UNDEFINED, &[accumulator, v, k])? };
        Ok(None::<()>)
    })?;
    if accumulator.is_empty() {
        return Err(ctx.type_error("Reduce of a done iterator with no initial value"));
    }
    Ok(accumulator)
}

/// 27.1.4.12 Iterator.prototype.toArray ( )
fn to_array(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_iterator(ctx, args, "toArray")?;
    let record = ctx.get_iterator_direct(o)?;
    let items = ctx.new_array(&[]);
    while let Some(v) = ctx.iterator_step(&record)? {
        ctx.array_push(items, v);
    }
    Ok(items.value())
}
