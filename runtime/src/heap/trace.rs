//! Which words of a cell are pointers, and the marker that follows them.

use super::roots::FoundCells;
use super::size_class::BLOCK_SIZE;
use super::space::{BlockState, Space};
use crate::builtins::kind_layout;
use crate::shape::ShapeTable;
use jsc_abi::CellKind;
use jsc_abi::layout::*;

/// How cells of a kind are traced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// No cell has this kind byte.
    Invalid,
    /// No pointers, or traced by its owner.
    Leaf,
    String,
    Symbol,
    Environment,
    /// `ValueArray` layout: capacity, then so many values.
    Values,
    FunctionExtra,
    Accessor,
    /// By `kind_layout` and shape.
    Object,
    Function,
    ArrayBuffer,
    TypedArray,
    /// The first field is a table of `weak.rs`.
    WeakTable,
    /// The first field is a weak value.
    WeakReference,
}

#[derive(Clone, Copy)]
struct KindPlan {
    plan: Plan,
    /// Traced fields behind the `Object` prefix.
    fields: u8,
}

static PLANS: [KindPlan; 256] = {
    let mut plans = [KindPlan { plan: Plan::Invalid, fields: 0 }; 256];
    let mut i = 1;
    while i <= CellKind::Global as usize {
        if i <= CellKind::Accessor as usize || i >= CellKind::Object as usize {
            // SAFETY: the declared kinds are 0..=Accessor and Object..=Global without gaps.
            let kind: CellKind = unsafe { core::mem::transmute(i as u8) };
            plans[i].plan = match kind {
                CellKind::Free => Plan::Invalid,
                CellKind::BigInt | CellKind::Bytes | CellKind::Storage => Plan::Leaf,
                CellKind::String => Plan::String,
                CellKind::Symbol => Plan::Symbol,
                CellKind::Environment => Plan::Environment,
                CellKind::ValueArray | CellKind::SparseElements | CellKind::HashTable | CellKind::ForInIterator => {
                    Plan::Values
                }
                CellKind::FunctionExtra => Plan::FunctionExtra,
                CellKind::Accessor => Plan::Accessor,
                CellKind::Function => Plan::Function,
                CellKind::ArrayBuffer => Plan::ArrayBuffer,
                CellKind::WeakMap | CellKind::WeakSet => Plan::WeakTable,
                CellKind::WeakRef => Plan::WeakReference,
                k if k as u8 >= CellKind::Int8Array as u8 && k as u8 <= CellKind::BigUint64Array as u8 => {
                    Plan::TypedArray
                }
                _ => Plan::Object,
            };
            if matches!(plans[i].plan, Plan::Object) {
                plans[i].fields = kind_layout(kind).1 as u8;
            }
        }
        i += 1;
    }
    plans
};

/// The kind byte is one that cells have.
pub(super) fn is_valid_kind(kind: u8) -> bool {
    PLANS[kind as usize].plan != Plan::Invalid
}

/// Where objects of a shape have their traced slots.
#[derive(Clone, Copy)]
pub(super) struct Slots {
    pub inline_base: u32,
    pub inline_slots: u32,
    pub count: u32,
    pub unique: bool,
}

impl Slots {
    pub fn of(shapes: &ShapeTable, id: u32) -> Slots {
        let (inline_base, inline_slots, count) = shapes.property_slots(id);
        Slots {
            inline_base: inline_base as u32,
            inline_slots: inline_slots as u32,
            count,
            unique: shapes.is_unique(id),
        }
    }
}

/// Gets the pointers of a cell from [`trace_cell`].
pub(super) trait Tracer {
    /// A value, or a pointer to a cell (null allowed).
    fn word(&mut self, word: u64, field: &'static str);
    /// `count` values.
    unsafe fn words(&mut self, start: *const u64, count: usize, field: &'static str);
    /// The Storage cell of an object, whose contents are traced with the object.
    unsafe fn storage(&mut self, cell: usize);
    /// The address is in the collected heap.
    fn is_collected(&self, address: usize) -> bool;
    fn slots(&mut self, shape: u32) -> Slots;
    /// What a shape keeps alive that only one object has.
    fn unique_shape(&mut self, shape: u32);
    /// A table of `weak.rs`.
    unsafe fn weak_table(&mut self, table: u64);
    /// The field of `owner` at `field` is weak.
    unsafe fn weak_reference(&mut self, field: *mut u64);
}

/// Gives all pointers of a cell to `t`.
/// # Safety
/// An initialised cell.
#[inline(always)]
pub(super) unsafe fn trace_cell<T: Tracer>(t: &mut T, cell: *mut CellHeader) {
    let KindPlan { plan, fields } = PLANS[*(&raw const (*cell).kind as *const u8) as usize];
    match plan {
        Plan::Object => {
            if fields != 0 {
                t.words((cell as *const u64).add(2), fields as usize, "internal field");
            }
            trace_object(t, cell as *mut Object);
        }
        Plan::String => {
            let s = cell as *mut JsString;
            if (*s).header.flags & string_flag::ROPE != 0 {
                t.word((*s).chars as u64, "left");
            }
            t.word((*s).owner as u64, "owner");
        }
        Plan::Environment => {
            let e = cell as *mut Environment;
            t.word((*e).parent as u64, "parent");
            t.words(
                (e as *const u8).add(ENVIRONMENT_SLOTS_OFFSET) as *const u64,
                (*e).header.shape as usize,
                "variable",
            );
        }
        Plan::Values => {
            let a = cell as *mut ValueArray;
            t.words(a.add(1) as *const u64, (*a).capacity as usize, "value");
        }
        Plan::Function => {
            let f = cell as *mut Function;
            t.word((*f).environment.0, "environment");
            t.word((*f).extra as u64, "extra");
            trace_object(t, cell as *mut Object);
        }
        Plan::FunctionExtra => {
            let e = cell as *mut FunctionExtra;
            t.word((*e).prototype.0, "prototype");
            t.word((*e).home_object.0, "home object");
        }
        Plan::Accessor => {
            let a = cell as *mut Accessor;
            t.word((*a).get.0, "get");
            t.word((*a).set.0, "set");
        }
        Plan::Symbol => t.word((*(cell as *mut Symbol)).description.0, "description"),
        Plan::ArrayBuffer => {
            t.word((*(cell as *mut ArrayBuffer)).bytes as u64, "bytes");
            trace_object(t, cell as *mut Object);
        }
        Plan::TypedArray => {
            t.word((*(cell as *mut TypedArray)).buffer as u64, "buffer");
            trace_object(t, cell as *mut Object);
        }
        Plan::WeakTable => {
            t.weak_table(*(cell as *const u64).add(2));
            trace_object(t, cell as *mut Object);
        }
        Plan::WeakReference => {
            t.weak_reference((cell as *mut u64).add(2));
            trace_object(t, cell as *mut Object);
        }
        Plan::Leaf => {}
        Plan::Invalid => corrupt(cell),
    }
}

#[cold]
#[inline(never)]
fn corrupt(cell: *mut CellHeader) -> ! {
    // SAFETY: the caller has read the header already.
    let words = unsafe { *(cell as *const [u64; 2]) };
    panic!("heap: no cell at {cell:p}, which something points to: {words:#x?}");
}

#[inline(always)]
unsafe fn trace_object<T: Tracer>(t: &mut T, o: *mut Object) {
    let shape = (*o).header.shape;
    let slots = t.slots(shape);
    let inline = slots.count.min(slots.inline_slots);
    t.words((o as *const u8).add(slots.inline_base as usize) as *const u64, inline as usize, "slot");
    if slots.unique {
        t.unique_shape(shape);
    }
    let storage = (*o).storage as usize;
    if !t.is_collected(storage.wrapping_sub(STORAGE_HEADER_SIZE)) {
        return; // the shared empty storage
    }
    let header = *((storage - STORAGE_HEADER_SIZE) as *const StorageHeader);
    t.storage(storage_cell(storage, header.slot_capacity));
    let outside = (slots.count - inline).min(header.slot_capacity) as usize;
    if outside != 0 {
        t.words((storage - STORAGE_HEADER_SIZE - 8 * outside) as *const u64, outside, "out-of-line slot");
    }
    // A sparse object has its table in element 0, behind `dense` = 0.
    let sparse = (*o).header.flags & object_flag::SPARSE != 0;
    let elements = if sparse { 1 } else { header.dense as usize };
    t.words(storage as *const u64, elements, "element");
}

/// The start of the Storage cell whose elements begin at `storage`.
#[inline(always)]
fn storage_cell(storage: usize, slot_capacity: u32) -> usize {
    (storage - STORAGE_HEADER_SIZE - 8 * slot_capacity as usize - size_of::<CellHeader>()) & !(CELL_ALIGN - 1)
}

/// Value ranges longer than this are traced in pieces, so that one long array does not fill the mark stack.
const PIECE: usize = 1024;
/// Cells on their way into the cache between mark stack and tracing.
const PREFETCHED: usize = 8;

/// Marks what is reachable.
pub(super) struct Marker {
    base: usize,
    extent: usize,
    marks: *mut u64,
    shapes: *const ShapeTable,
    /// The shape that was asked for last.
    shape: u32,
    slots: Slots,
    /// A full collection: weak fields are weak.
    full: bool,
    stack: Vec<usize>,
    ranges: Vec<(*const u64, usize)>,
    pub weak_tables: Vec<*mut ValueArray>,
    pub weak_references: Vec<*mut u64>,
    /// Words looked at: the work done.
    pub words_traced: usize,
}

impl Marker {
    /// # Safety
    /// `shapes` and the bitmap of `space` outlive the marker.
    pub unsafe fn new(space: &Space, shapes: *const ShapeTable, full: bool) -> Marker {
        Marker {
            base: space.base(),
            extent: space.extent(),
            marks: space.marks(),
            shapes,
            shape: shape_id::NONE,
            slots: Slots::of(&*shapes, shape_id::NONE),
            full,
            stack: Vec::with_capacity(1024),
            ranges: Vec::new(),
            weak_tables: Vec::new(),
            weak_references: Vec::new(),
            words_traced: 0,
        }
    }

    /// Sets the mark bit of the cell; true if it was not set.
    #[inline(always)]
    unsafe fn set_mark(&mut self, offset: usize) -> bool {
        let bit = 1 << ((offset >> 4) & 63);
        let word = self.marks.add(offset >> 10);
        let old = *word;
        if old & bit != 0 {
            return false;
        }
        *word = old | bit;
        true
    }

    /// The word points to no cell of the collected heap, or to a marked one.
    #[inline(always)]
    pub fn is_live(&self, word: u64) -> bool {
        let offset = (word as usize).wrapping_sub(self.base);
        // SAFETY: inside the bitmap.
        offset >= self.extent || unsafe { *self.marks.add(offset >> 10) >> ((offset >> 4) & 63) & 1 != 0 }
    }

    /// A root.
    #[inline(always)]
    pub fn root(&mut self, word: u64) {
        self.words_traced += 1;
        self.word(word, "");
    }

    /// Traces a marked cell (again), as the remembered set wants.
    /// # Safety
    /// A live cell.
    #[inline]
    pub unsafe fn trace(&mut self, cell: *mut CellHeader) {
        (*cell).gc = gc_state::OLD;
        trace_cell(self, cell);
    }

    /// Follows all that is marked and not yet traced.
    pub fn drain(&mut self) {
        // A cell is prefetched when it leaves the stack, and traced when seven more have.
        let mut ring = [0usize; PREFETCHED];
        let mut at = 0;
        let mut idle = 0;
        loop {
            let next = self.stack.pop().unwrap_or(0);
            if next != 0 {
                prefetch(next);
            }
            let cell = core::mem::replace(&mut ring[at], next);
            at = (at + 1) % PREFETCHED;
            if cell != 0 {
                idle = 0;
                // SAFETY: only marked cells are on the stack, and what is reachable is initialised.
                unsafe { self.trace(cell as *mut CellHeader) };
            } else if next == 0 {
                idle += 1;
                if idle > PREFETCHED {
                    let Some((start, count)) = self.ranges.pop() else { return };
                    idle = 0;
                    // SAFETY: a part of a live array; nothing changes during a collection.
                    unsafe {
                        let piece = count.min(PIECE);
                        if count > piece {
                            self.ranges.push((start.add(piece), count - piece));
                        }
                        self.all(start, piece);
                    }
                }
            }
        }
    }

    #[inline(always)]
    unsafe fn all(&mut self, start: *const u64, count: usize) {
        self.words_traced += count;
        for i in 0..count {
            self.word(*start.add(i), "");
        }
    }

    /// Marks Storage cells that the stack points into. Those that no marked object owns keep what they hold: code may be
    /// reading elements of an object that it no longer needs. `find` says which cells were allocated before the collection.
    /// # Safety
    /// The cells were found by the scan of this collection.
    pub unsafe fn trace_lone_storage(&mut self, found: &FoundCells, space: &Space, before: Option<&[u64]>) {
        let mut todo = found.storage.clone();
        while let Some(cell) = todo.pop() {
            if !self.set_mark(cell - self.base) {
                continue;
            }
            (*(cell as *mut CellHeader)).gc = gc_state::OLD;
            let size = space.cell_size(cell);
            self.words_traced += size / 8;
            for i in 1..size / 8 {
                let word = *(cell as *const usize).add(i);
                if !word.is_multiple_of(CELL_ALIGN) || !was_allocated(space, before, word) {
                    continue;
                }
                if (*(word as *const CellHeader)).kind == CellKind::Storage {
                    todo.push(word);
                } else {
                    self.word(word as u64, "");
                }
            }
        }
        self.drain();
    }
}

/// A cell begins at this address and was allocated when the collection began. `before`: the marks at that time if they
/// have been cleared since.
fn was_allocated(space: &Space, before: Option<&[u64]>, address: usize) -> bool {
    let Some(before) = before else { return space.find_cell(address) == Some(address) };
    let offset = address.wrapping_sub(space.base());
    if offset >= space.extent() {
        return false;
    }
    let b = space.block(space.block_of(address));
    match b.state {
        BlockState::Free | BlockState::Continuation => false,
        BlockState::Large => offset.is_multiple_of(BLOCK_SIZE),
        BlockState::Small => {
            let at = (offset % BLOCK_SIZE) as u32;
            at.is_multiple_of(b.cell_size)
                && at + b.cell_size <= BLOCK_SIZE as u32
                && (at < b.frontier || before[offset >> 10] >> ((offset >> 4) & 63) & 1 != 0)
        }
    }
}

#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint; any address will do.
    unsafe {
        core::arch::x86_64::_mm_prefetch::<{ core::arch::x86_64::_MM_HINT_T0 }>(address as *const i8);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

impl Tracer for Marker {
    #[inline(always)]
    fn word(&mut self, word: u64, _field: &'static str) {
        let offset = (word as usize).wrapping_sub(self.base);
        if offset < self.extent {
            debug_assert!(offset.is_multiple_of(CELL_ALIGN));
            // SAFETY: inside the bitmap.
            if unsafe { self.set_mark(offset) } {
                self.stack.push(word as usize);
            }
        }
    }

    #[inline(always)]
    unsafe fn words(&mut self, start: *const u64, count: usize, _field: &'static str) {
        if count > PIECE {
            self.ranges.push((start, count));
        } else {
            self.all(start, count);
        }
    }

    #[inline(always)]
    unsafe fn storage(&mut self, cell: usize) {
        debug_assert!((*(cell as *const CellHeader)).kind == CellKind::Storage);
        if self.set_mark(cell - self.base) {
            (*(cell as *mut CellHeader)).gc = gc_state::OLD;
        }
    }

    #[inline(always)]
    fn is_collected(&self, address: usize) -> bool {
        address.wrapping_sub(self.base) < self.extent
    }

    #[inline(always)]
    fn slots(&mut self, shape: u32) -> Slots {
        if shape != self.shape {
            // SAFETY: the table outlives the marker and does not change.
            self.slots = Slots::of(unsafe { &*self.shapes }, shape);
            self.shape = shape;
        }
        self.slots
    }

    #[inline(never)]
    fn unique_shape(&mut self, shape: u32) {
        // SAFETY: as above.
        unsafe { &*self.shapes }.visit_unique(shape, &mut |v| self.root(v.0));
    }

    unsafe fn weak_table(&mut self, table: u64) {
        let offset = (table as usize).wrapping_sub(self.base);
        if !self.full || offset >= self.extent {
            self.word(table, "");
        } else if self.set_mark(offset) {
            (*(table as *mut CellHeader)).gc = gc_state::OLD;
            self.weak_tables.push(table as *mut ValueArray);
        }
    }

    unsafe fn weak_reference(&mut self, field: *mut u64) {
        if self.full { self.weak_references.push(field) } else { self.word(*field, "") }
    }
}
