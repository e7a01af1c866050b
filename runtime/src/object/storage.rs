//! Out-of-line slots and elements of objects: growing them, and the sparse form of elements.

use crate::context::Context;
use crate::handle::{Gc, Obj};
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// The storage that objects without any share: no capacity, no elements. 16 bytes in front for the cell header it lacks.
#[repr(C, align(16))]
struct EmptyStorage {
    pad: [u64; 2],
    header: StorageHeader,
    end: [u64; 2],
}

static EMPTY_STORAGE: EmptyStorage = EmptyStorage {
    pad: [0; 2],
    header: StorageHeader { capacity: 0, slot_capacity: 0, length: 0, dense: 0 },
    end: [0; 2],
};

/// Never written to: whoever wants to change a storage header first makes storage (`capacity` or `slot_capacity` > 0).
pub fn empty_storage() -> *mut Value {
    &raw const EMPTY_STORAGE.end as *mut Value
}

/// Largest dense gap that storing beyond the end fills with holes instead of going sparse.
const MAX_GAP: u32 = 1024;
/// `new Array(n)` up to this many elements is dense at once.
pub const MAX_DENSE_LENGTH: u32 = 1 << 25;

/// Start of the Storage cell of an object, or null for the shared empty one.
pub fn storage_cell(o: Obj) -> *mut CellHeader {
    if o.storage == empty_storage() {
        return core::ptr::null_mut();
    }
    let slots = o.storage_header().slot_capacity as usize;
    (o.storage as usize - STORAGE_HEADER_SIZE - 8 * slots - STORAGE_CELL_HEADER) as *mut CellHeader
}

impl Context {
    /// Gives `o` storage with at least these capacities, keeping what it holds.
    pub fn reallocate_storage(&mut self, mut o: Obj, slot_capacity: u32, capacity: u32) {
        let old = *o.storage_header();
        // An even number of slots keeps the elements 16-byte aligned.
        let slot_capacity = slot_capacity.max(old.slot_capacity).next_multiple_of(2);
        let used = if o.is_sparse() { 1 } else { old.dense };
        let capacity = capacity.max(used);
        let size = STORAGE_CELL_HEADER + 8 * slot_capacity as usize + STORAGE_HEADER_SIZE + 8 * capacity as usize;
        let cell = self.alloc_cell(size, CellKind::Storage, 0, 0);
        // SAFETY: the cell has `size` bytes: header, slots, storage header, elements; the copies stay inside both.
        unsafe {
            let elements =
                cell.add(STORAGE_CELL_HEADER + 8 * slot_capacity as usize + STORAGE_HEADER_SIZE) as *mut Value;
            let header = (elements as *mut StorageHeader).sub(1);
            *header = StorageHeader { capacity, slot_capacity, length: old.length, dense: old.dense };
            core::ptr::copy_nonoverlapping(o.storage, elements, used as usize);
            let new_slots = header as *mut Value;
            let old_slots = (o.storage as *mut StorageHeader).sub(1) as *mut Value;
            core::ptr::copy_nonoverlapping(
                old_slots.sub(old.slot_capacity as usize),
                new_slots.sub(old.slot_capacity as usize),
                old.slot_capacity as usize,
            );
            let extra = (slot_capacity - old.slot_capacity) as usize;
            let mut at = new_slots.sub(slot_capacity as usize);
            for _ in 0..extra {
                *at = Value::UNDEFINED;
                at = at.add(1);
            }
            o.storage = elements;
        }
        self.write_barrier(o);
        // Compiled code knows where slots of prototypes are.
        self.shape_changed(o);
    }

    /// Makes room for out-of-line slot `index`.
    pub fn ensure_slot(&mut self, o: Obj, index: u32) {
        let h = *o.storage_header();
        if index >= h.slot_capacity {
            let wanted = if h.slot_capacity == 0 { 4 } else { h.slot_capacity * 2 };
            self.reallocate_storage(o, wanted.max(index + 1), h.capacity);
        }
    }

    /// Makes room for `capacity` elements in all, growing by half at least.
    pub fn ensure_elements(&mut self, o: Obj, capacity: u32) {
        let h = *o.storage_header();
        if capacity > h.capacity {
            let wanted = (h.capacity + h.capacity / 2 + 4).max(capacity);
            self.reallocate_storage(o, h.slot_capacity, wanted);
        }
    }

    /// Makes index `index` (>= dense) part of the dense elements with holes before it, if that is sensible. The caller
    /// then stores it. `false`: make the object sparse.
    pub fn extend_dense(&mut self, o: Obj, index: u32) -> bool {
        debug_assert!(!o.is_sparse());
        let dense = o.storage_header().dense;
        if index - dense > MAX_GAP && (index > MAX_DENSE_LENGTH || index / 4 > dense) {
            return false;
        }
        self.ensure_elements(o, index + 1);
        // SAFETY: capacity is greater than index.
        unsafe {
            for i in dense..=index {
                *o.storage.add(i as usize) = Value::EMPTY;
            }
        }
        let h = o.storage_header();
        h.dense = index + 1;
        h.length = h.length.max(index + 1);
        true
    }
}

impl Obj {
    #[inline(always)]
    pub fn is_sparse(self) -> bool {
        self.header.flags & object_flag::SPARSE != 0
    }

    /// The sparse elements: a `ValueArray` used as hash table, see [`SparseElements`].
    pub fn sparse(self) -> Option<SparseElements> {
        if !self.is_sparse() {
            return None;
        }
        // SAFETY: a sparse object has its table in element 0, outside of `dense`.
        Some(SparseElements { table: unsafe { Gc::from_ptr((*self.storage).as_ptr()) } })
    }
}

/// Elements by index with attributes: open addressing over a `ValueArray`. Value 0 is the number of used entries
/// (removed ones included), then triples of index (number; EMPTY: free; UNDEFINED: removed), value, attributes (int32).
#[derive(Clone, Copy)]
pub struct SparseElements {
    table: Gc<ValueArray>,
}

#[derive(Clone, Copy)]
pub struct SparseEntry {
    pub value: Value,
    pub attributes: u8,
    position: usize,
}

impl SparseElements {
    fn slots(&self) -> usize {
        (self.table.capacity as usize - 1) / 3
    }

    fn probe(&self, index: u32) -> impl Iterator<Item = usize> {
        let n = self.slots();
        let start = (index.wrapping_mul(0x9E37_79B9) >> 7) as usize % n;
        (0..n).map(move |i| 1 + 3 * ((start + i) % n))
    }

    pub fn find(&self, index: u32) -> Option<SparseEntry> {
        let values = self.table.values();
        let key = Value::from_u32(index);
        for at in self.probe(index) {
            if values[at] == key {
                return Some(SparseEntry {
                    value: values[at + 1],
                    attributes: values[at + 2].as_int32() as u8,
                    position: at,
                });
            }
            if values[at].is_empty() {
                return None;
            }
        }
        None
    }

    /// Indices in ascending order.
    pub fn indices(&self) -> Vec<u32> {
        let values = self.table.values();
        let mut all: Vec<u32> = (0..self.slots())
            .filter(|i| values[1 + 3 * i].is_number())
            .map(|i| values[1 + 3 * i].as_number() as u32)
            .collect();
        all.sort_unstable();
        all
    }
}

impl Context {
    fn new_sparse_table(&mut self, entries: usize) -> Gc<ValueArray> {
        let slots = (entries * 2).max(8);
        let mut table = self.alloc_value_array(1 + 3 * slots);
        table.length = table.capacity;
        table.values_mut()[0] = Value::from_i32(0);
        table
    }

    /// Turns the elements of `o` into sparse ones.
    pub fn make_sparse(&mut self, mut o: Obj) {
        if o.is_sparse() {
            return;
        }
        let h = *o.storage_header();
        let mut sparse = SparseElements { table: self.new_sparse_table(h.dense as usize) };
        let slow = o.header.flags & object_flag::SLOW_ELEMENTS != 0;
        debug_assert!(!slow || h.dense == 0 || !o.is_sparse());
        for i in 0..h.dense {
            // SAFETY: i is below dense.
            let v = unsafe { *o.storage.add(i as usize) };
            if !v.is_empty() {
                sparse = self.sparse_insert_into(sparse, i, v, crate::shape::attribute::ALL);
            }
        }
        if h.capacity == 0 {
            self.reallocate_storage(o, h.slot_capacity, 1);
        }
        let header = o.storage_header();
        header.dense = 0;
        header.length = if o.is_array() { h.length } else { 0 };
        // SAFETY: there is room for at least one element.
        unsafe { *o.storage = sparse.table.value() };
        o.header.flags |= object_flag::SPARSE;
        self.write_barrier(o);
    }

    fn sparse_insert_into(
        &mut self,
        mut sparse: SparseElements,
        index: u32,
        value: Value,
        attributes: u8,
    ) -> SparseElements {
        if let Some(e) = sparse.find(index) {
            let values = sparse.table.values_mut();
            values[e.position + 1] = value;
            values[e.position + 2] = Value::from_i32(attributes as i32);
            self.write_barrier(sparse.table);
            return sparse;
        }
        let used = sparse.table.values()[0].as_int32() as usize;
        if (used + 1) * 4 > sparse.slots() * 3 {
            let old = sparse.table;
            let live = (0..sparse.slots()).filter(|i| old.values()[1 + 3 * i].is_number()).count();
            let mut new = SparseElements { table: self.new_sparse_table(live + 4) };
            for i in 0..sparse.slots() {
                let at = 1 + 3 * i;
                let v = old.values();
                if v[at].is_number() {
                    new.place(v[at].as_number() as u32, v[at + 1], v[at + 2]);
                }
            }
            sparse = new;
        }
        sparse.place(index, value, Value::from_i32(attributes as i32));
        self.write_barrier(sparse.table);
        sparse
    }

    /// Adds or overwrites an element of a sparse object.
    pub fn sparse_insert(&mut self, mut o: Obj, index: u32, value: Value, attributes: u8) {
        let sparse = self.sparse_insert_into(o.sparse().unwrap(), index, value, attributes);
        // SAFETY: a sparse object has its table in element 0.
        unsafe { *o.storage = sparse.table.value() };
        let h = o.storage_header();
        if o.is_array() && index >= h.length {
            h.length = index + 1;
        }
        self.write_barrier(o);
    }

    pub fn sparse_remove(&mut self, o: Obj, index: u32) {
        let mut sparse = o.sparse().unwrap();
        if let Some(e) = sparse.find(index) {
            let values = sparse.table.values_mut();
            values[e.position] = Value::UNDEFINED;
            values[e.position + 1] = Value::UNDEFINED;
        }
    }
}

impl SparseElements {
    /// Stores an index that is not there; there is a free entry.
    fn place(&mut self, index: u32, value: Value, attributes: Value) {
        let at = self.probe(index).find(|&at| self.table.values()[at].is_empty()).expect("sparse table has room");
        let values = self.table.values_mut();
        values[0] = Value::from_i32(values[0].as_int32() + 1);
        values[at] = Value::from_u32(index);
        values[at + 1] = value;
        values[at + 2] = attributes;
    }
}
