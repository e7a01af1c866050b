//! Test of a whole heap, for `gc-verify` and `gc-stress`: whoever forgets a barrier, a root or an initialisation is told
//! which cell and field, soon after. Ends the program at the first fault.

use super::trace::{Slots, Tracer, is_valid_kind, trace_cell};
use crate::context::Context;
use jsc_abi::CellKind;
use jsc_abi::layout::*;

/// Looks at every pointer of one cell.
struct Verifier<'a> {
    ctx: &'a Context,
    cell: *mut CellHeader,
}

impl Context {
    /// Walks all cells: kinds and shapes are valid, every pointer leads to an allocated cell's start, old cells point to new
    /// ones only if remembered, marks and states agree.
    pub fn verify_heap(&mut self) {
        self.update_frontiers();
        if let Err(fault) = self.heap.space.check() {
            panic!("heap: {fault}");
        }
        let ctx: &Context = self;
        ctx.heap.space.for_each_cell(|cell| {
            let cell = cell as *mut CellHeader;
            let mut v = Verifier { ctx, cell };
            // SAFETY: an allocated cell; everything else about it is checked before use.
            unsafe { v.check_cell() };
        });
        ctx.visit_roots(&mut |value| {
            let mut v = Verifier { ctx, cell: core::ptr::null_mut() };
            v.check_pointer(value.0, "root", 0);
        });
    }
}

impl Verifier<'_> {
    #[cold]
    fn fault(&self, field: &str, index: usize, word: u64, reason: &str) -> ! {
        if self.cell.is_null() {
            eprintln!("jsc: heap: a root is {word:#x}: {reason}");
        } else {
            // SAFETY: an allocated cell's header.
            let (header, kind) = unsafe { (*(self.cell as *const u64), *(&raw const (*self.cell).kind as *const u8)) };
            let size = self.ctx.heap.space.cell_size(self.cell as usize);
            eprintln!(
                "jsc: heap: cell {:p} (kind {}, header {header:#018x}, {size} bytes), {field} {index} is {word:#x}: {reason}",
                self.cell,
                kind_name(kind),
            );
        }
        std::process::abort()
    }

    unsafe fn check_cell(&mut self) {
        let cell = self.cell;
        let kind = *(&raw const (*cell).kind as *const u8);
        if !is_valid_kind(kind) {
            self.fault("kind", 0, kind as u64, "no such kind");
        }
        let header = &*cell;
        let marked = self.ctx.heap.space.is_marked(cell as usize);
        let agrees = match header.gc {
            gc_state::NEW => !marked,
            gc_state::OLD | gc_state::REMEMBERED => marked,
            _ => false,
        };
        if !agrees {
            self.fault(
                "gc state",
                0,
                header.gc as u64,
                if marked { "the cell is marked" } else { "the cell is not marked" },
            );
        }
        // The shape field of some kinds is no shape.
        if (header.kind.is_object() || matches!(header.kind, CellKind::String | CellKind::Symbol | CellKind::BigInt))
            && !self.ctx.shapes.is_valid(header.shape)
        {
            self.fault("shape", 0, header.shape as u64, "no such shape");
        }
        if header.kind.is_object() {
            self.check_object(cell as *mut Object);
        }
        trace_cell(self, cell);
    }

    unsafe fn check_object(&mut self, o: *mut Object) {
        let slots = Slots::of(&self.ctx.shapes, (*o).header.shape);
        let size = self.ctx.heap.space.cell_size(o as usize);
        let end = slots.inline_base as usize + 8 * slots.inline_slots as usize;
        if end > size {
            self.fault("shape", 0, (*o).header.shape as u64, "the object is too small for its inline slots");
        }
        let storage = (*o).storage as usize;
        if storage == 0 {
            self.fault("storage", 0, 0, "null");
        }
        let header = *((storage - STORAGE_HEADER_SIZE) as *const StorageHeader);
        if slots.count.saturating_sub(slots.inline_slots) > header.slot_capacity {
            self.fault("slot capacity", 0, header.slot_capacity as u64, "the shape has more slots");
        }
        let shape = self.ctx.shapes.get((*o).header.shape);
        for slot in (0..slots.count).filter(|slot| shape.is_double(*slot)) {
            let value = *crate::handle::Gc::from_ptr(o).slot(shape.offset(slot));
            if !value.is_double() {
                self.fault("typed slot", slot as usize, value.0, "no double");
            }
        }
        if header.dense > header.capacity {
            self.fault("dense", 0, header.dense as u64, "more elements than capacity");
        }
    }

    fn check_pointer(&mut self, word: u64, field: &str, index: usize) {
        let space = &self.ctx.heap.space;
        if !space.contains(word as usize) {
            return;
        }
        if space.find_cell(word as usize) != Some(word as usize) {
            self.fault(field, index, word, "no allocated cell begins there");
        }
        // SAFETY: an allocated cell.
        let (gc, kind) = unsafe {
            let target = word as *const CellHeader;
            ((*target).gc, *(&raw const (*target).kind as *const u8))
        };
        if !is_valid_kind(kind) {
            self.fault(field, index, word, "points to a cell without a kind");
        }
        // SAFETY: the cell being checked is allocated.
        if gc == gc_state::NEW && !self.cell.is_null() && unsafe { (*self.cell).gc } == gc_state::OLD {
            self.fault(field, index, word, "an old cell points to a new one and is not remembered (no write barrier?)");
        }
    }
}

impl Tracer for Verifier<'_> {
    fn word(&mut self, word: u64, field: &'static str) {
        self.check_pointer(word, field, 0);
    }

    unsafe fn words(&mut self, start: *const u64, count: usize, field: &'static str) {
        let (from, to) = (start as usize, start as usize + 8 * count);
        let space = &self.ctx.heap.space;
        if count != 0 {
            let inside = space.find_cell(from);
            if inside.is_none_or(|c| to > c + space.cell_size(c)) {
                self.fault(field, count, from as u64, "the values reach beyond their cell");
            }
        }
        for i in 0..count {
            self.check_pointer(*start.add(i), field, i);
        }
    }

    unsafe fn storage(&mut self, cell: usize) {
        self.check_pointer(cell as u64, "storage", 0);
        if (*(cell as *const CellHeader)).kind != CellKind::Storage {
            self.fault("storage", 0, cell as u64, "not a storage cell");
        }
    }

    fn is_collected(&self, address: usize) -> bool {
        self.ctx.heap.space.contains(address)
    }

    fn slots(&mut self, shape: u32) -> Slots {
        Slots::of(&self.ctx.shapes, shape)
    }

    fn unique_shape(&mut self, shape: u32) {
        let ctx = self.ctx;
        let mut index = 0;
        ctx.shapes.visit_unique(shape, &mut |v| {
            self.check_pointer(v.0, "prototype or key of its shape", index);
            index += 1;
        });
    }

    unsafe fn weak_table(&mut self, table: u64) {
        self.word(table, "weak table");
    }

    unsafe fn weak_reference(&mut self, field: *mut u64) {
        self.word(*field, "weak target");
    }
}

fn kind_name(kind: u8) -> String {
    if is_valid_kind(kind) {
        // SAFETY: a declared kind.
        let kind: CellKind = unsafe { core::mem::transmute(kind) };
        format!("{kind:?}")
    } else {
        kind.to_string()
    }
}
