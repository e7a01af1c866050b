//! Handles to cells, and the vector of values that the collector can see.
//!
//! The collector scans the native stack and registers conservatively and never moves a cell, so a handle on the stack
//! is a root just by being there. A handle or `Value` that lives only in malloc memory (`Vec<Value>`, `Box`, a Rust
//! `HashMap`) is **not** seen: use [`GcVec`], or a field of a traced cell.

use crate::context::Context;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// A pointer to a live cell.
#[repr(transparent)]
pub struct Gc<T>(NonNull<T>);

pub type Obj = Gc<Object>;
pub type Str = Gc<JsString>;
pub type Sym = Gc<Symbol>;
pub type Func = Gc<Function>;

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gc<T> {}

impl<T> PartialEq for Gc<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Gc<T> {}

impl<T> Gc<T> {
    /// # Safety
    /// `p` points to a live cell that begins with a `T`.
    #[inline(always)]
    pub unsafe fn from_ptr(p: *mut T) -> Gc<T> {
        debug_assert!(!p.is_null());
        Gc(NonNull::new_unchecked(p))
    }

    #[inline(always)]
    pub fn ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    #[inline(always)]
    pub fn value(self) -> Value {
        Value::from_cell(self.0.as_ptr())
    }

    #[inline(always)]
    pub fn header(self) -> &'static mut CellHeader {
        // SAFETY: every cell begins with its header; the runtime is single-threaded and keeps no reference to a header
        // across a use of another.
        unsafe { &mut *(self.0.as_ptr() as *mut CellHeader) }
    }

    /// The same cell seen as another layout.
    /// # Safety
    /// The cell's kind says that it begins with a `U`.
    #[inline(always)]
    pub unsafe fn cast<U>(self) -> Gc<U> {
        Gc(self.0.cast())
    }

    #[inline(always)]
    pub fn kind(self) -> CellKind {
        self.header().kind
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Gc` is made from pointers to live cells only; what is reachable from the stack stays alive.
        unsafe { self.0.as_ref() }
    }
}

impl<T> DerefMut for Gc<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above; borrows last for one field access, and the runtime is single-threaded.
        unsafe { self.0.as_mut() }
    }
}

impl<T> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(gc: Gc<T>) -> Value {
        gc.value()
    }
}

impl Gc<Function> {
    #[inline(always)]
    pub fn object(self) -> Obj {
        unsafe { self.cast() }
    }
}

impl Obj {
    #[inline(always)]
    pub fn is_callable(self) -> bool {
        self.header.flags & object_flag::CALLABLE != 0
    }

    #[inline(always)]
    pub fn is_constructor(self) -> bool {
        self.header.flags & object_flag::CONSTRUCTOR != 0
    }

    #[inline(always)]
    pub fn is_array(self) -> bool {
        self.header.kind == CellKind::Array
    }

    /// The header in front of the elements.
    #[inline(always)]
    pub fn storage_header(self) -> &'static mut StorageHeader {
        // SAFETY: `storage` is never null and always has a StorageHeader before it.
        unsafe { &mut *(self.storage as *mut StorageHeader).sub(1) }
    }
}

/// Tests and casts of values that look at the cell behind.
pub trait ValueExt: Copy {
    fn is_object(self) -> bool;
    fn is_string(self) -> bool;
    fn is_symbol(self) -> bool;
    fn is_bigint(self) -> bool;
    fn is_callable(self) -> bool;
    fn is_constructor(self) -> bool;
    fn as_object(self) -> Option<Obj>;
    fn as_string(self) -> Option<Str>;
    fn as_symbol(self) -> Option<Sym>;
    fn as_function(self) -> Option<Func>;
    /// The object as layout `T` if its kind is `kind`.
    /// # Safety
    /// `kind` must be a kind whose cells begin with a `T`.
    unsafe fn as_kind<T>(self, kind: CellKind) -> Option<Gc<T>>;
}

#[inline(always)]
fn kind_of(v: Value) -> CellKind {
    if v.is_cell() { unsafe { (*v.as_ptr::<CellHeader>()).kind } } else { CellKind::Free }
}

impl ValueExt for Value {
    #[inline(always)]
    fn is_object(self) -> bool {
        kind_of(self).is_object()
    }
    #[inline(always)]
    fn is_string(self) -> bool {
        kind_of(self) == CellKind::String
    }
    #[inline(always)]
    fn is_symbol(self) -> bool {
        kind_of(self) == CellKind::Symbol
    }
    #[inline(always)]
    fn is_bigint(self) -> bool {
        kind_of(self) == CellKind::BigInt
    }
    #[inline(always)]
    fn is_callable(self) -> bool {
        matches!(self.as_object(), Some(o) if o.is_callable())
    }
    #[inline(always)]
    fn is_constructor(self) -> bool {
        matches!(self.as_object(), Some(o) if o.is_constructor())
    }
    #[inline(always)]
    fn as_object(self) -> Option<Obj> {
        if self.is_object() { Some(unsafe { Gc::from_ptr(self.as_ptr()) }) } else { None }
    }
    #[inline(always)]
    fn as_string(self) -> Option<Str> {
        if self.is_string() { Some(unsafe { Gc::from_ptr(self.as_ptr()) }) } else { None }
    }
    #[inline(always)]
    fn as_symbol(self) -> Option<Sym> {
        if self.is_symbol() { Some(unsafe { Gc::from_ptr(self.as_ptr()) }) } else { None }
    }
    #[inline(always)]
    fn as_function(self) -> Option<Func> {
        if kind_of(self) == CellKind::Function { Some(unsafe { Gc::from_ptr(self.as_ptr()) }) } else { None }
    }
    #[inline(always)]
    unsafe fn as_kind<T>(self, kind: CellKind) -> Option<Gc<T>> {
        if kind_of(self) == kind { Some(Gc::from_ptr(self.as_ptr())) } else { None }
    }
}

/// A growable vector of values in a heap cell. Keep it on the stack (its pointer is the root); not in malloc memory.
pub struct GcVec {
    array: Gc<ValueArray>,
}

impl GcVec {
    pub fn new(ctx: &mut Context) -> GcVec {
        GcVec::with_capacity(ctx, 4)
    }

    pub fn with_capacity(ctx: &mut Context, capacity: usize) -> GcVec {
        GcVec { array: ctx.alloc_value_array(capacity.max(1)) }
    }

    pub fn from_slice(ctx: &mut Context, values: &[Value]) -> GcVec {
        let mut v = GcVec::with_capacity(ctx, values.len());
        for &x in values {
            v.push(ctx, x);
        }
        v
    }

    pub fn push(&mut self, ctx: &mut Context, value: Value) {
        if self.array.length == self.array.capacity {
            let capacity = self.array.capacity as usize * 2;
            let mut bigger = ctx.alloc_value_array(capacity);
            bigger.values_mut()[..self.len()].copy_from_slice(self.as_slice());
            bigger.length = self.array.length;
            self.array = bigger;
        }
        let n = self.array.length as usize;
        self.array.values_mut()[n] = value;
        self.array.length += 1;
        ctx.write_barrier(self.array);
    }

    /// The cell itself, which keeps the values alive: to store it in another cell.
    pub fn into_value(self) -> Value {
        self.array.value()
    }

    pub fn pop(&mut self) -> Option<Value> {
        let n = self.len().checked_sub(1)?;
        let v = self.as_slice()[n];
        self.array.length = n as u32;
        Some(v)
    }

    pub fn set(&mut self, ctx: &mut Context, index: usize, value: Value) {
        self.as_mut_slice()[index] = value;
        ctx.write_barrier(self.array);
    }

    pub fn truncate(&mut self, length: usize) {
        if length < self.len() {
            self.array.length = length as u32;
        }
    }

    pub fn len(&self) -> usize {
        self.array.length as usize
    }

    pub fn is_empty(&self) -> bool {
        self.array.length == 0
    }

    pub fn as_slice(&self) -> &[Value] {
        &self.array.values()[..self.len()]
    }

    /// For sorting and the like in place (the same values). To store other values use [`GcVec::set`].
    pub fn as_mut_slice(&mut self) -> &mut [Value] {
        let n = self.len();
        &mut self.array.values_mut()[..n]
    }
}

impl Deref for GcVec {
    type Target = [Value];
    fn deref(&self) -> &[Value] {
        self.as_slice()
    }
}

impl Gc<ValueArray> {
    /// All `capacity` values; those from `length` on are EMPTY.
    #[inline(always)]
    pub fn values(&self) -> &[Value] {
        // SAFETY: the cell was allocated with room for `capacity` values behind its header.
        unsafe { core::slice::from_raw_parts(self.ptr().add(1) as *const Value, self.capacity as usize) }
    }

    /// After storing cells into it, call `Context::write_barrier`.
    #[inline(always)]
    pub fn values_mut(&mut self) -> &mut [Value] {
        // SAFETY: as above.
        unsafe { core::slice::from_raw_parts_mut(self.ptr().add(1) as *mut Value, self.capacity as usize) }
    }
}
