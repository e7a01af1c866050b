//! [27.1 Iteration](https://tc39.es/ecma262/#sec-iteration): %IteratorPrototype%, array iterators, and the objects that
//! all `next` methods give. Iterator helpers are in `helper.rs`; the protocol is in `runtime/src/iterator.rs`.

use crate::builtins::map::{IterationKind, incompatible_receiver};
use crate::builtins::{Intrinsic, METHOD, Row, RowKey, WellKnown, symbol_method, tag};
use crate::context::Context;
use crate::entry::{Args, entry};
use crate::error::JsResult;
use crate::handle::{Gc, Obj, ValueExt};
pub use crate::iterator::State;
use crate::object::key::PropertyKey;
use crate::object::storage::empty_storage;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

mod helper;

pub(super) fn init(ctx: &mut Context) {
    let prototype = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::IteratorPrototype, prototype);

    let array_iterator = ctx.new_object(Some(prototype));
    ctx.set_intrinsic(Intrinsic::ArrayIteratorPrototype, array_iterator);

    helper::init(ctx, prototype);
    // 27.1.2.1 %IteratorPrototype% [ %Symbol.iterator% ] ( )
    ctx.install(prototype, &[symbol_method(WellKnown::Iterator, 0, crate::builtins::function::return_this)]);
    ctx.install(
        array_iterator,
        &[Row::Method(RowKey::Name("next"), 0, array_iterator_next_entry()), tag("Array Iterator")],
    );
}

/// Makes `[symbol]` of a built-in object the same function as its method `name`.
pub(super) fn alias(ctx: &mut Context, object: Obj, name: &str, symbol: WellKnown) {
    let key = PropertyKey::from_symbol(ctx.well_known(symbol));
    alias_key(ctx, object, name, key);
}

/// Makes `other` of a built-in object the same function as its method `name`.
pub(super) fn alias_name(ctx: &mut Context, object: Obj, name: &str, other: &str) {
    let key = ctx.key(other);
    alias_key(ctx, object, name, key);
}

fn alias_key(ctx: &mut Context, object: Obj, name: &str, key: PropertyKey) {
    let from = ctx.key(name);
    let f = ctx.get(object, from).expect("built-in methods are data properties");
    ctx.define_builtin(object, key, f, METHOD);
}

/// 23.1.5.1 CreateArrayIterator ( array, kind )
pub fn create_array_iterator(ctx: &mut Context, array: Obj, kind: IterationKind) -> Value {
    let o = new_iterator_object(ctx, CellKind::ArrayIterator, Intrinsic::ArrayIteratorPrototype);
    // SAFETY: its kind is ArrayIterator.
    let mut it: Gc<ArrayIterator> = unsafe { o.cast() };
    it.iterated = array.value();
    it.index = 0;
    it.kind = kind as usize;
    o.value()
}

/// A fresh built-in iterator whose prototype is the intrinsic; the caller fills its fields.
pub(super) fn new_iterator_object(ctx: &mut Context, kind: CellKind, prototype: Intrinsic) -> Obj {
    // OPTIMIZATION: the root shape of a kind and intrinsic never changes.
    let at = kind as usize & 7;
    let (known, shape) = ctx.builtins.iterator.iterator_shapes[at];
    if known == kind as u8 {
        return ctx.alloc_object(kind, shape, 0);
    }
    let prototype = ctx.intrinsic(prototype);
    let o = ctx.new_builtin_object(kind, prototype);
    ctx.builtins.iterator.iterator_shapes[at] = (kind as u8, o.header.shape);
    o
}

/// One step of an Array Iterator: the next value, or EMPTY when done.
#[inline]
pub(crate) fn array_iterator_step(ctx: &mut Context, mut it: Gc<ArrayIterator>) -> JsResult {
    if it.iterated.is_empty() {
        return Ok(Value::EMPTY);
    }
    // SAFETY: [[IteratedArrayLike]] is an object.
    let array: Obj = unsafe { Gc::from_ptr(it.iterated.as_ptr()) };
    let index = it.index;
    let kind = it.kind;
    // OPTIMIZATION: an element that is there.
    if kind == IterationKind::Value as usize
        && array.is_array()
        && let Some(v) = array.dense_element(index as u32)
        && index <= u32::MAX as usize
    {
        it.index = index + 1;
        return Ok(v);
    }
    let length = if array.is_array() {
        array.storage_header().length as u64
    } else if array.kind().is_typed_array() {
        // SAFETY: by its kind.
        unsafe { array.cast::<TypedArray>() }.length as u64
    } else {
        ctx.length_of_array_like(array)?
    };
    if index as u64 >= length {
        it.iterated = Value::EMPTY;
        return Ok(Value::EMPTY);
    }
    it.index = index + 1;
    let key = Value::from_number(index as f64);
    if kind == IterationKind::Key as usize {
        return Ok(key);
    }
    let value = ctx.get_index(array, index as u64)?;
    if kind == IterationKind::Value as usize {
        return Ok(value);
    }
    Ok(ctx.new_array(&[key, value]).value())
}

/// The one address of the entry of `%ArrayIteratorPrototype%.next`.
#[inline(never)]
pub(crate) fn array_iterator_next_entry() -> Entry {
    entry(array_iterator_next)
}

/// 23.1.5.2.1 %ArrayIteratorPrototype%.next ( )
fn array_iterator_next(ctx: &mut Context, args: &Args) -> JsResult {
    // SAFETY: cells of kind ArrayIterator begin with it.
    let Some(it) = (unsafe { args.this.as_kind::<ArrayIterator>(CellKind::ArrayIterator) }) else {
        return Err(incompatible_receiver(ctx, "Array Iterator.prototype.next", args.this));
    };
    let v = array_iterator_step(ctx, it)?;
    Ok(if v.is_empty() { ctx.create_iter_result(Value::UNDEFINED, true) } else { ctx.create_iter_result(v, false) })
}

/// Where `value` and `done` are in the objects that [`new_iter_result`] makes.
#[derive(Clone, Copy, Default)]
pub struct ResultLayout {
    shape: u32,
    size: usize,
    value: SlotOffset,
    done: SlotOffset,
    /// The program's literals with these keys have typed fields.
    is_typed: bool,
}

/// `{ value, done }`
pub(crate) fn new_iter_result(ctx: &mut Context, value: Value, done: bool) -> Value {
    let layout = ctx.builtins.iterator.result_layout;
    if layout.shape == 0 {
        return first_iter_result(ctx, value, done);
    }
    let p = ctx.alloc_cell(layout.size, CellKind::Object, layout.shape, 0) as *mut Object;
    // SAFETY: the cell has `size` bytes: the Object prefix and exactly the two inline slots.
    unsafe {
        (*p).storage = empty_storage();
        let o: Obj = Gc::from_ptr(p);
        *o.slot(layout.value) = value;
        *o.slot(layout.done) = Value::from_bool(done);
        if layout.is_typed {
            ctx.fit_fields(o);
        }
        o.value()
    }
}

#[cold]
fn first_iter_result(ctx: &mut Context, value: Value, done: bool) -> Value {
    let base = size_of::<Object>();
    // As of a literal, so that what is predicted of one's shape holds of these, too.
    let root = ctx.literal_shape(2);
    let (value_key, done_key) =
        (PropertyKey::from_interned(ctx.names.value), PropertyKey::from_interned(ctx.names.done));
    let all = crate::shape::attribute::ALL;
    let shape =
        ctx.shapes.transition(root, value_key, all, false).and_then(|s| ctx.shapes.transition(s, done_key, all, false));
    let Some(shape) = shape else {
        // The table of shapes is full.
        let o = ctx.new_plain_object();
        ctx.define_builtin(o, value_key, value, all);
        ctx.define_builtin(o, done_key, Value::from_bool(done), all);
        return o.value();
    };
    let is_typed = ctx.shapes.get(shape).has_doubles();
    ctx.builtins.iterator.result_layout =
        ResultLayout { shape, size: base + 16, value: base as SlotOffset, done: base as SlotOffset + 8, is_typed };
    new_iter_result(ctx, value, done)
}

/// Value and done of an object with the layout that [`new_iter_result`] gives.
#[inline]
pub(crate) fn read_iter_result(ctx: &mut Context, o: Obj) -> Option<(Value, bool)> {
    let layout = ctx.builtins.iterator.result_layout;
    if o.header.shape != layout.shape {
        return None;
    }
    // SAFETY: the offsets belong to this shape; both are data properties.
    let (value, done) = unsafe { (*o.slot(layout.value), *o.slot(layout.done)) };
    Some((value, ctx.to_boolean(done)))
}
