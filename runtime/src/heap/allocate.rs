//! Allocation and the write barrier.

use super::size_class::*;
use super::space::NONE;
use super::{Heap, out_of_memory};
use crate::context::Context;
use crate::handle::Gc;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// A cell of at least `size` bytes (a multiple of 16 in fact). The header is set, the rest is garbage: the caller fills it
    /// before the next allocation. Dies with the next collection unless reachable.
    #[inline(always)]
    pub fn alloc_cell(&mut self, size: usize, kind: CellKind, shape: u32, flags: u8) -> *mut u8 {
        let cell = self.alloc_uninitialised(size);
        // SAFETY: every cell has room for its header.
        unsafe { *(cell as *mut CellHeader) = CellHeader { shape, kind, flags, gc: gc_state::NEW, aux: 0 } };
        cell
    }

    #[inline(always)]
    fn alloc_uninitialised(&mut self, size: usize) -> *mut u8 {
        if size <= MAX_BUMP_SIZE {
            let class = size.div_ceil(CELL_ALIGN);
            let interval = &mut self.header.bump[class];
            if interval.cursor != interval.end {
                let cell = interval.cursor;
                // SAFETY: an interval holds a whole number of cells of its class.
                interval.cursor = unsafe { cell.add(class * CELL_ALIGN) };
                return cell;
            }
            self.allocate_slow(size)
        } else {
            self.allocate_medium(size)
        }
    }

    #[inline(never)]
    fn allocate_medium(&mut self, size: usize) -> *mut u8 {
        if size > MAX_SMALL_SIZE {
            return self.allocate_large(size, false);
        }
        let class = class_of(size);
        let interval = &mut self.heap.medium[class - BUMP_CLASSES];
        if interval.cursor == interval.end {
            return self.allocate_slow(size);
        }
        let cell = interval.cursor;
        // SAFETY: as above.
        interval.cursor = unsafe { cell.add(CLASS_SIZE[class] as usize) };
        cell
    }

    #[inline(always)]
    fn interval(&mut self, class: usize) -> &mut BumpInterval {
        if class < BUMP_CLASSES { &mut self.header.bump[class] } else { &mut self.heap.medium[class - BUMP_CLASSES] }
    }

    /// The class's free interval is used up: collects if it is time, takes the next interval and a cell of it.
    #[cold]
    #[inline(never)]
    fn allocate_slow(&mut self, size: usize) -> *mut u8 {
        self.collect_if_due();
        self.heap.cleared_stack.clear_below();
        let class = class_of(size);
        let cell_size = CLASS_SIZE[class] as usize;
        loop {
            let block = self.heap.classes[class].current;
            if block != NONE {
                let start = self.heap.space.block_address(block);
                let from = (self.interval(class).end as usize - start) as u32;
                if let Some((from, to)) = self.heap.space.next_free(block, from) {
                    let cell = start + from as usize;
                    // Under stress, an interval is one cell, so that each allocation comes here.
                    let end = if self.heap.stress { cell + cell_size } else { start + to as usize };
                    self.heap.policy.allocated += end - cell;
                    *self.interval(class) = BumpInterval { cursor: (cell + cell_size) as *mut u8, end: end as *mut u8 };
                    return cell as *mut u8;
                }
                self.heap.space.block(block).frontier = BLOCK_SIZE as u32;
                self.heap.classes[class].current = NONE;
            }
            let block = self.next_block(class);
            let start = self.heap.space.block_address(block) as *mut u8;
            self.heap.classes[class].current = block;
            self.heap.touched.push(block);
            *self.interval(class) = BumpInterval { cursor: start, end: start };
        }
    }

    /// A block with free cells of the class.
    fn next_block(&mut self, class: usize) -> u32 {
        if let Some(block) = self.heap.classes[class].available.pop() {
            return block;
        }
        let block = match self.heap.take_within_limit(1, |space| space.take(1, false)) {
            Some(block) => block,
            None => {
                self.collect(true);
                if let Some(block) = self.heap.classes[class].available.pop() {
                    return block;
                }
                self.heap.take_within_limit(1, |space| space.take(1, false)).unwrap_or_else(|| self.heap.fail())
            }
        };
        self.heap.space.start_small(block, class);
        block
    }

    #[inline(never)]
    fn allocate_large(&mut self, size: usize, zeroed: bool) -> *mut u8 {
        self.collect_if_due();
        if size > self.heap.policy.limit {
            self.heap.fail();
        }
        let size = size.next_multiple_of(CELL_ALIGN);
        let count = size.div_ceil(BLOCK_SIZE) as u32;
        let first = match self.heap.take_within_limit(count, |space| space.take_large(size, zeroed)) {
            Some(first) => first,
            None => {
                self.collect(true);
                self.heap
                    .take_within_limit(count, |space| space.take_large(size, zeroed))
                    .unwrap_or_else(|| self.heap.fail())
            }
        };
        self.heap.policy.allocated += size;
        self.heap.new_large.push(first);
        self.heap.space.block_address(first) as *mut u8
    }

    /// An array of `capacity` values, all EMPTY, with length 0.
    pub fn alloc_value_array(&mut self, capacity: usize) -> Gc<ValueArray> {
        if capacity > u32::MAX as usize {
            self.heap.fail();
        }
        let size = size_of::<ValueArray>() + capacity * size_of::<Value>();
        let cell = self.alloc_cell(size, CellKind::ValueArray, shape_id::NONE, 0) as *mut ValueArray;
        // SAFETY: the cell has room for the header and `capacity` values.
        unsafe {
            (*cell).length = 0;
            (*cell).capacity = capacity as u32;
            let values = cell.add(1) as *mut Value;
            for i in 0..capacity {
                *values.add(i) = Value::EMPTY;
            }
            Gc::from_ptr(cell)
        }
    }

    /// A cell of `length` bytes, all 0, at `BYTES_DATA_OFFSET`.
    pub fn alloc_bytes(&mut self, length: usize) -> *mut Bytes {
        let Some(size) = length.checked_add(BYTES_DATA_OFFSET) else { self.heap.fail() };
        // SAFETY: the cell has `size` bytes.
        unsafe {
            let cell = if size > MAX_SMALL_SIZE {
                // Untouched memory is zero already.
                let cell = self.allocate_large(size, true);
                *(cell as *mut CellHeader) =
                    CellHeader { shape: shape_id::NONE, kind: CellKind::Bytes, flags: 0, gc: gc_state::NEW, aux: 0 };
                cell
            } else {
                let cell = self.alloc_cell(size, CellKind::Bytes, shape_id::NONE, 0);
                core::ptr::write_bytes(cell.add(BYTES_DATA_OFFSET), 0, length);
                cell
            };
            (*(cell as *mut Bytes)).length = length;
            cell as *mut Bytes
        }
    }

    /// To be called after a cell was stored into a field of `owner`, and before the next allocation.
    #[inline(always)]
    pub fn write_barrier<T>(&mut self, owner: Gc<T>) {
        let header = owner.header();
        if header.gc == gc_state::OLD {
            self.heap.remember(header);
        }
    }
}

impl Heap {
    /// The slow half of the write barrier: the next minor collection will trace the old cell.
    #[inline(never)]
    pub fn remember(&mut self, cell: *mut CellHeader) {
        // SAFETY: a live cell.
        unsafe {
            debug_assert!((*cell).gc == gc_state::OLD);
            (*cell).gc = gc_state::REMEMBERED;
        }
        self.remembered.push(cell);
    }

    #[inline]
    fn take_within_limit<T>(
        &mut self,
        blocks: u32,
        take: impl FnOnce(&mut super::space::Space) -> Option<T>,
    ) -> Option<T> {
        if (self.space.used() as usize + blocks as usize) << BLOCK_SHIFT > self.policy.limit {
            return None;
        }
        take(&mut self.space)
    }

    #[cold]
    fn fail(&self) -> ! {
        out_of_memory(self.policy.limit >> 20)
    }
}

/// Compiled code's way to a cell when a free interval is used up (or where it does not bump inline): an uninitialised cell
/// that the caller fills at once, header included.
/// # Safety
/// `ctx` is a live context; `size` is not 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jsc_rt_allocate(ctx: *mut ContextHeader, size: u64) -> *mut u8 {
    let ctx = Context::from_header(ctx);
    // From here, because the frames of the allocator would cover what lies directly below the caller's.
    ctx.heap.cleared_stack.clear_below();
    ctx.alloc_uninitialised(size as usize)
}

/// The write barrier of compiled code, after its test has found `cell` to be old.
/// # Safety
/// `ctx` is a live context, `cell` a live old cell of its heap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jsc_rt_remember(ctx: *mut ContextHeader, cell: *mut u8) {
    Context::from_header(ctx).heap.remember(cell as *mut CellHeader);
}
