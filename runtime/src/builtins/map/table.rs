//! The hash table behind Map and Set: insertion-ordered and deterministic, after Tyler Close's "deterministic hash
//! tables" (the design that V8 and SpiderMonkey use as well).
//!
//! ```text
//!   mask │ used │ live │ first │ next │ cleared │ bucket 0 … bucket mask │ entry 0, entry 1 …
//! ```
//! One `ValueArray` holds all of it. A bucket is the index of the newest entry of its chain, or -1. An entry is key,
//! value (maps only), link to the next entry of the chain. A removed entry keeps its place with an `EMPTY` key until
//! the table is rebuilt. A rebuilt table leaves a pointer to its successor behind, so that an iterator, which holds a table
//! and an index, can follow ([`Table::follow`]).

use crate::context::Context;
use crate::handle::{Gc, ValueExt};
use jsc_abi::Value;
use jsc_abi::layout::*;

const MASK: usize = 0;
/// Entries in use, removed ones included.
const USED: usize = 1;
const LIVE: usize = 2;
/// All entries before this one are removed.
const FIRST: usize = 3;
/// The table that replaced this one, or EMPTY.
const NEXT: usize = 4;
/// TRUE if the table was replaced because everything was removed.
const CLEARED: usize = 5;
const BUCKETS: usize = 6;

const MIN_CAPACITY: usize = 4;

/// A table of entries of `STRIDE` values: 3 for maps, 2 for sets.
#[derive(Clone, Copy)]
pub struct Table<const STRIDE: usize>(Gc<ValueArray>);

pub type MapTable = Table<3>;
pub type SetTable = Table<2>;

/// The key as the table stores it: int32 where the number is one, -0 as 0.
#[inline(always)]
pub fn normalize_key(key: Value) -> Value {
    if key.is_double() {
        let d = key.as_double();
        return if d == 0.0 { Value::from_i32(0) } else { Value::from_number(d) };
    }
    key
}

#[inline(always)]
fn mix(bits: u64) -> u32 {
    (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// Hash of a normalised key. Flattens ropes (so it may allocate).
#[inline]
fn hash(ctx: &mut Context, key: Value) -> u32 {
    if key.is_cell() {
        if let Some(s) = key.as_string() {
            return mix(s.hash(ctx) as u64);
        }
        if key.is_bigint() {
            let n = crate::builtins::bigint::bigint_value(key);
            return mix(n.iter_u64_digits().next().unwrap_or(0));
        }
        // Cells do not move.
        return mix(key.0 >> 4);
    }
    if key.is_int32() {
        // Neighbours stay neighbours, since programs count: a walk over keys is a walk over buckets. Multiples of powers of
        // two are spread by their upper bits.
        let i = key.as_int32() as u32;
        return i ^ (i >> 12).wrapping_mul(0x9E37_79B1);
    }
    mix(key.0)
}

impl<const STRIDE: usize> Table<STRIDE> {
    const CHAIN: usize = STRIDE - 1;
    const VALUE: usize = 1;

    pub fn new(ctx: &mut Context) -> Table<STRIDE> {
        Table::with_capacity(ctx, MIN_CAPACITY)
    }

    fn with_capacity(ctx: &mut Context, capacity: usize) -> Table<STRIDE> {
        let total = BUCKETS + capacity * (1 + STRIDE);
        let mut array = ctx.alloc_value_array(total);
        array.length = total as u32;
        let v = array.values_mut();
        v[MASK] = Value::from_i32(capacity as i32 - 1);
        v[USED] = Value::from_i32(0);
        v[LIVE] = Value::from_i32(0);
        v[FIRST] = Value::from_i32(0);
        v[BUCKETS..BUCKETS + capacity].fill(Value::from_i32(-1));
        Table(array)
    }

    /// The table in a Map's or Set's field.
    /// # Safety
    /// `v` was made by [`Table::value`] of a table of this stride.
    #[inline(always)]
    pub unsafe fn from_value(v: Value) -> Table<STRIDE> {
        Table(unsafe { Gc::from_ptr(v.as_ptr()) })
    }

    #[inline(always)]
    pub fn value(self) -> Value {
        self.0.value()
    }

    #[inline(always)]
    fn at(self, i: usize) -> &'static mut Value {
        debug_assert!(i < self.0.capacity as usize);
        // SAFETY: indices come from the table's own fields, which stay below its capacity; cells do not move.
        unsafe { &mut *(self.0.ptr().add(1) as *mut Value).add(i) }
    }

    #[inline(always)]
    fn int(self, i: usize) -> usize {
        self.at(i).as_int32() as u32 as usize
    }

    #[inline(always)]
    fn set_int(self, i: usize, n: usize) {
        *self.at(i) = Value::from_i32(n as i32);
    }

    /// The last field of an entry: the index of the next one of the chain (-1: none), and 16 bits of the hash, so that most
    /// strings that differ are told apart without looking at them. Not a proper value, but no cell to the collector.
    #[inline(always)]
    fn link(next: i32, hash: u32) -> Value {
        Value(jsc_abi::value::INT32_TAG | ((hash >> 16) as u64) << 32 | next as u32 as u64)
    }

    #[inline(always)]
    fn capacity(self) -> usize {
        self.int(MASK) + 1
    }

    /// Position of entry `i`.
    #[inline(always)]
    fn entry(self, i: usize) -> usize {
        BUCKETS + self.capacity() + i * STRIDE
    }

    /// Number of keys.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.int(LIVE)
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Index of the entry of a normalised key.
    #[inline]
    fn find(self, ctx: &mut Context, key: Value, hash: u32) -> Option<usize> {
        let base = self.entry(0);
        let mut i = self.at(BUCKETS + (hash as usize & self.int(MASK))).as_int32();
        if key.is_cell() && (key.is_string() || key.is_bigint()) {
            while i >= 0 {
                let at = base + i as usize * STRIDE;
                let candidate = *self.at(at);
                let link = *self.at(at + Self::CHAIN);
                if candidate == key || (link.0 >> 32) as u16 == (hash >> 16) as u16 && same_content(ctx, candidate, key)
                {
                    return Some(i as usize);
                }
                i = link.as_int32();
            }
            return None;
        }
        while i >= 0 {
            let at = base + i as usize * STRIDE;
            if *self.at(at) == key {
                return Some(i as usize);
            }
            i = self.at(at + Self::CHAIN).as_int32();
        }
        None
    }

    pub fn has(self, ctx: &mut Context, key: Value) -> bool {
        let key = normalize_key(key);
        let hash = hash(ctx, key);
        self.find(ctx, key, hash).is_some()
    }

    /// The value of `key` (of a set: the key as stored).
    #[inline]
    pub fn get(self, ctx: &mut Context, key: Value) -> Option<Value> {
        let key = normalize_key(key);
        let hash = hash(ctx, key);
        let i = self.find(ctx, key, hash)?;
        Some(*self.at(self.entry(i) + if STRIDE == 3 { Self::VALUE } else { 0 }))
    }

    /// Adds or overwrites; returns the table to use from now on (another one if this one was full).
    #[must_use]
    pub fn insert(self, ctx: &mut Context, key: Value, value: Value) -> Table<STRIDE> {
        let key = normalize_key(key);
        let hash = hash(ctx, key);
        if let Some(i) = self.find(ctx, key, hash) {
            if STRIDE == 3 {
                *self.at(self.entry(i) + Self::VALUE) = value;
                ctx.write_barrier(self.0);
            }
            return self;
        }
        let mut table = self;
        if self.int(USED) == self.capacity() {
            // At least half of the entries are removed ones: the same size will do.
            let capacity = if self.len() * 2 <= self.capacity() { self.capacity() } else { self.capacity() * 2 };
            table = self.rebuild(ctx, capacity);
        }
        table.append(key, value, hash);
        ctx.write_barrier(table.0);
        table
    }

    fn append(self, key: Value, value: Value, hash: u32) {
        let i = self.int(USED);
        let at = self.entry(i);
        let bucket = BUCKETS + (hash as usize & self.int(MASK));
        *self.at(at) = key;
        if STRIDE == 3 {
            *self.at(at + Self::VALUE) = value;
        }
        *self.at(at + Self::CHAIN) = Self::link(self.at(bucket).as_int32(), hash);
        self.set_int(bucket, i);
        self.set_int(USED, i + 1);
        self.set_int(LIVE, self.int(LIVE) + 1);
    }

    /// A copy of the live entries that this table points to as its successor.
    fn rebuild(self, ctx: &mut Context, capacity: usize) -> Table<STRIDE> {
        let new = self.copy_to(ctx, capacity);
        *self.at(NEXT) = new.value();
        ctx.write_barrier(self.0);
        new
    }

    fn copy_to(self, ctx: &mut Context, capacity: usize) -> Table<STRIDE> {
        let new = Table::with_capacity(ctx, capacity);
        for i in self.int(FIRST)..self.int(USED) {
            let at = self.entry(i);
            let key = *self.at(at);
            if !key.is_empty() {
                // Keys in a table are flat, so that hashing does not allocate.
                let hash = hash(ctx, key);
                new.append(key, if STRIDE == 3 { *self.at(at + Self::VALUE) } else { Value::UNDEFINED }, hash);
            }
        }
        ctx.write_barrier(new.0);
        new
    }

    /// An independent table with the same entries.
    pub fn duplicate(self, ctx: &mut Context) -> Table<STRIDE> {
        self.copy_to(ctx, self.len().next_power_of_two().max(MIN_CAPACITY))
    }

    /// Removes a key; returns the table to use from now on, and whether the key was there.
    pub fn remove(self, ctx: &mut Context, key: Value) -> (Table<STRIDE>, bool) {
        let key = normalize_key(key);
        let hash = hash(ctx, key);
        let Some(i) = self.find(ctx, key, hash) else { return (self, false) };
        let at = self.entry(i);
        *self.at(at) = Value::EMPTY;
        if STRIDE == 3 {
            *self.at(at + Self::VALUE) = Value::UNDEFINED;
        }
        let live = self.int(LIVE) - 1;
        self.set_int(LIVE, live);
        let mut first = self.int(FIRST);
        if i == first {
            // OPTIMIZATION: a queue takes its oldest key again and again; it must not walk over all removed ones.
            while first < self.int(USED) && self.at(self.entry(first)).is_empty() {
                first += 1;
            }
            self.set_int(FIRST, first);
        }
        let capacity = self.capacity();
        if capacity > 16 && live * 4 < capacity {
            return (self.rebuild(ctx, capacity / 2), true);
        }
        (self, true)
    }

    /// Removes everything; returns the table to use from now on.
    #[must_use]
    pub fn clear(self, ctx: &mut Context) -> Table<STRIDE> {
        let new = Table::new(ctx);
        *self.at(NEXT) = new.value();
        *self.at(CLEARED) = Value::TRUE;
        ctx.write_barrier(self.0);
        new
    }

    /// For a walk that has come to entry `index` of this table: the table in use now, and where the walk is in it.
    #[inline]
    pub fn follow(self, index: &mut usize) -> Table<STRIDE> {
        let mut table = self;
        while !table.at(NEXT).is_empty() {
            if table.at(CLEARED).is_true() {
                *index = 0;
            } else {
                let upto = (*index).min(table.int(USED));
                *index -= (0..upto).filter(|&i| table.at(table.entry(i)).is_empty()).count();
            }
            // SAFETY: NEXT is EMPTY or a table of the same stride.
            table = unsafe { Table::from_value(*table.at(NEXT)) };
        }
        table
    }

    /// The next live entry at or after `index`, which moves behind it: key and value (of a set: the key twice).
    /// The table must be the one in use ([`Table::follow`]).
    #[inline]
    pub fn next(self, index: &mut usize) -> Option<(Value, Value)> {
        let mut i = (*index).max(self.int(FIRST));
        let used = self.int(USED);
        let base = self.entry(0);
        while i < used {
            let at = base + i * STRIDE;
            let key = *self.at(at);
            i += 1;
            if !key.is_empty() {
                *index = i;
                return Some((key, *self.at(at + if STRIDE == 3 { Self::VALUE } else { 0 })));
            }
        }
        *index = i;
        None
    }
}

/// Whether two strings or two BigInts are equal.
#[inline]
fn same_content(ctx: &mut Context, a: Value, b: Value) -> bool {
    match (a.as_string(), b.as_string()) {
        // `b` was just hashed, and everything in a table was.
        (Some(a), Some(b)) => a.hash == b.hash && a.length == b.length && a.equals(ctx, b),
        (None, None) => a.is_bigint() && b.is_bigint() && ctx.same_value_zero(a, b),
        _ => false,
    }
}
