//! SPECIAL properties: own data properties whose value is computed from internal fields. `length` of arrays and strings;
//! `length`, `name` and `prototype` of functions; `stack` of errors; `lastIndex` of regular expressions.

use super::PropertyDescriptor;
use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Func, Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// The value of a SPECIAL property.
pub fn get(ctx: &mut Context, o: Obj, key: PropertyKey) -> Value {
    match o.kind() {
        CellKind::Array => Value::from_u32(o.storage_header().length),
        CellKind::StringObject => {
            // SAFETY: by kind.
            let s = unsafe { o.cast::<super::exotic::PrimitiveObject>() }.value.as_string().unwrap();
            Value::from_i32(s.len() as i32)
        }
        CellKind::Function => {
            // SAFETY: by kind.
            let f: Func = unsafe { o.cast() };
            if key == PropertyKey::from_interned(ctx.names.prototype) {
                ctx.function_prototype(f)
            } else if key == PropertyKey::from_interned(ctx.names.name) {
                // SAFETY: `code` is never null.
                unsafe { (*f.code).name }
            } else {
                Value::from_u32(unsafe { (*f.code).length })
            }
        }
        CellKind::RegExp => internal(o, 2),
        CellKind::Error => crate::builtins::error::special_get(ctx, o, key),
        k => unreachable!("no special properties on {k:?}"),
    }
}

/// Traced internal value number `i` behind the object's prefix.
fn internal(o: Obj, i: usize) -> Value {
    debug_assert!(i < crate::builtins::kind_layout(o.kind()).1);
    // SAFETY: `kind_layout` says that there are that many.
    unsafe { *(o.ptr().add(1) as *const Value).add(i) }
}

/// [[Set]] on a writable SPECIAL property.
pub fn set(ctx: &mut Context, o: Obj, key: PropertyKey, value: Value) -> JsResult<bool> {
    if o.is_array() {
        let d = PropertyDescriptor { value: Some(value), ..Default::default() };
        return array_set_length(ctx, o, &d);
    }
    define_value(ctx, o, key, value);
    Ok(true)
}

/// True if redefining attributes keeps the property SPECIAL (its value stays in an internal field).
pub fn keeps_attributes(o: Obj) -> bool {
    matches!(o.kind(), CellKind::Array | CellKind::StringObject | CellKind::RegExp | CellKind::Error)
}

/// Stores the value (attributes allow it).
pub fn define_value(ctx: &mut Context, o: Obj, key: PropertyKey, value: Value) {
    match o.kind() {
        CellKind::Function => {
            // SAFETY: by kind.
            let f: Func = unsafe { o.cast() };
            if key == PropertyKey::from_interned(ctx.names.prototype) {
                ctx.set_function_prototype(f, value);
            } else {
                // `name` and `length` are not writable, so they come here only by redefinition with new attributes or
                // value: they become ordinary properties.
                ctx.materialize_function_property(f, key, value);
            }
        }
        CellKind::RegExp => {
            // SAFETY: kind_layout: internal value 2 is lastIndex.
            unsafe { *(o.ptr().add(1) as *mut Value).add(2) = value };
            ctx.write_barrier(o);
        }
        CellKind::Error => crate::builtins::error::special_set(ctx, o, key, value),
        CellKind::StringObject => {}
        k => unreachable!("no special properties on {k:?}"),
    }
}

/// False once `length` of an array was made read-only.
pub fn length_is_writable(ctx: &mut Context, o: Obj) -> bool {
    let key = PropertyKey::from_interned(ctx.names.length);
    ctx.shape_of(o).lookup(key).is_none_or(|p| p.attributes & attribute::WRITABLE != 0)
}

/// ArraySetLength
pub fn array_set_length(ctx: &mut Context, mut o: Obj, d: &PropertyDescriptor) -> JsResult<bool> {
    let key = PropertyKey::from_interned(ctx.names.length);
    let mut new_length = None;
    if let Some(v) = d.value {
        // 3. Let newLen be ? ToUint32(Desc.[[Value]]). 4. Let numberLen be ? ToNumber(Desc.[[Value]]).
        let (length, number) = if v.is_int32() && v.as_int32() >= 0 {
            (v.as_int32() as u32, v.as_number())
        } else {
            let length = ctx.to_uint32(v)?;
            (length, ctx.to_number(v)?)
        };
        if length as f64 != number {
            return Err(ctx.range_error("Invalid array length"));
        }
        new_length = Some(length);
    }
    let writable = length_is_writable(ctx, o);
    if d.is_accessor()
        || d.configurable == Some(true)
        || d.enumerable == Some(true)
        || (!writable && (d.writable == Some(true) || new_length.is_some_and(|n| n != o.storage_header().length)))
    {
        return Ok(false);
    }
    let mut ok = true;
    if let Some(n) = new_length {
        ok = truncate_or_extend(ctx, o, n);
    }
    if d.writable == Some(false) && writable {
        let p = ctx.shape_of(o).lookup(key).unwrap();
        let id = ctx.unique_shape(o);
        o.header.shape = ctx.shapes.redefine_unique(id, p, attribute::SPECIAL).0;
        o.header.flags |= object_flag::SLOW_ELEMENTS;
    }
    Ok(ok)
}

/// Sets the length, deleting elements beyond; false if one cannot be deleted (the length is then just above it).
fn truncate_or_extend(ctx: &mut Context, o: Obj, n: u32) -> bool {
    let h = o.storage_header();
    if !o.is_sparse() {
        if n <= h.dense {
            if h.capacity > 0 {
                h.dense = n;
                h.length = n;
                // Give back most of a large storage.
                if h.capacity > 1024 && n < h.capacity / 4 {
                    let slots = h.slot_capacity;
                    ctx.reallocate_storage(o, slots, n);
                }
            }
            return true;
        }
        if ctx.extend_dense_to(o, n) {
            return true;
        }
        ctx.make_sparse(o);
    }
    let sparse = o.sparse().unwrap();
    let mut indices = sparse.indices();
    while let Some(i) = indices.pop() {
        if i < n {
            break;
        }
        if sparse.find(i).is_some_and(|e| e.attributes & attribute::CONFIGURABLE == 0) {
            o.storage_header().length = i + 1;
            return false;
        }
        ctx.sparse_remove(o, i);
    }
    o.storage_header().length = n;
    true
}

impl Context {
    /// Extends a dense array with holes to length `n`, if that is sensible.
    pub fn extend_dense_to(&mut self, o: Obj, n: u32) -> bool {
        let dense = o.storage_header().dense;
        debug_assert!(n > dense);
        if n > super::storage::MAX_DENSE_LENGTH || (n - dense > 1 << 20 && n / 4 > dense && dense > 0) {
            return false;
        }
        let capacity = o.storage_header().capacity;
        if n > capacity {
            let slots = o.storage_header().slot_capacity;
            self.reallocate_storage(o, slots, n);
        }
        // SAFETY: there is capacity for n elements.
        unsafe {
            for i in dense..n {
                *o.storage.add(i as usize) = Value::EMPTY;
            }
        }
        let h = o.storage_header();
        h.dense = n;
        h.length = n;
        true
    }

    fn function_extra(&mut self, mut f: Func) -> Gc<FunctionExtra> {
        if f.extra.is_null() {
            let p = self.alloc_cell(size_of::<FunctionExtra>(), CellKind::FunctionExtra, 0, 0) as *mut FunctionExtra;
            // SAFETY: a fresh cell of that size.
            unsafe {
                (*p).prototype = Value::EMPTY;
                (*p).home_object = Value::UNDEFINED;
                (*p).construct_shape = 0;
                (*p).construct_size = 0;
            }
            f.extra = p;
            self.write_barrier(f);
        }
        // SAFETY: not null now.
        unsafe { Gc::from_ptr(f.extra) }
    }

    /// The `prototype` property of a function that has one; made on first use.
    pub fn function_prototype(&mut self, f: Func) -> Value {
        let mut extra = self.function_extra(f);
        if !extra.prototype.is_empty() {
            return extra.prototype;
        }
        // SAFETY: `code` is never null.
        let flags = unsafe { (*f.code).flags };
        let prototype = if flags & function_flag::GENERATOR != 0 {
            let parent = self.intrinsic(Intrinsic::GeneratorPrototype);
            self.new_object(Some(parent))
        } else {
            let parent = self.intrinsic(Intrinsic::ObjectPrototype);
            let p = self.new_object(Some(parent));
            let key = PropertyKey::from_interned(self.names.constructor);
            self.define_builtin(p, key, f.value(), crate::builtins::METHOD);
            p
        };
        extra.prototype = prototype.value();
        self.write_barrier(extra);
        prototype.value()
    }

    /// Sets the `prototype` property's value.
    pub fn set_function_prototype(&mut self, f: Func, prototype: Value) {
        // Now, not with the first instance: what speculative code knows of shapes outlives `new`.
        if let Some(o) = prototype.as_object() {
            self.mark_as_prototype(o);
        }
        let mut extra = self.function_extra(f);
        extra.prototype = prototype;
        extra.construct_shape = 0;
        extra.construct_size = 0;
        self.write_barrier(extra);
        self.header.prototype_epoch = self.header.prototype_epoch.wrapping_add(1).max(1);
    }

    pub fn home_object(&self, f: Func) -> Value {
        // SAFETY: not null when read.
        if f.extra.is_null() { Value::UNDEFINED } else { unsafe { (*f.extra).home_object } }
    }

    pub fn set_home_object(&mut self, f: Func, home: Value) {
        let mut extra = self.function_extra(f);
        extra.home_object = home;
        self.write_barrier(extra);
    }

    /// Replaces a function's computed `name` or `length` by an ordinary property with the same attributes and this value.
    pub fn materialize_function_property(&mut self, f: Func, key: PropertyKey, value: Value) {
        let mut o = f.object();
        let Some(p) = self.shape_of(o).lookup(key) else {
            self.add_named(o, key, value, attribute::CONFIGURABLE, false);
            return;
        };
        self.shape_changed(o);
        let shape = self.shape_of(o);
        if p.slot == u32::MAX && shape.slot_count >= shape.inline_slots as u32 {
            self.ensure_slot(o, shape.slot_count - shape.inline_slots as u32);
        }
        let id = self.unique_shape(o);
        let shape = self.shapes.get(id);
        let slot = if p.slot == u32::MAX { shape.slot_count } else { p.slot };
        // SAFETY: room was made above.
        unsafe { *o.slot(shape.offset(slot)) = value };
        o.header.shape = self.shapes.redefine_unique(id, p, p.attributes & !attribute::SPECIAL).0;
        self.write_barrier(o);
    }
}
