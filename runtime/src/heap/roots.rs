//! What is alive to begin with. The native stack, the saved registers and the interpreter's register stack are scanned
//! conservatively: any word that is an address inside an allocated cell keeps that cell. The context's fields are precise.

use super::space::Space;
use crate::context::Context;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// Calls `f` with the lowest address of a stack range that holds the callee-saved registers and all callers' frames.
#[inline(never)]
pub(super) fn with_registers_on_stack(f: impl FnOnce(usize)) {
    let mut registers = [0usize; 12];
    // SAFETY: stores to the array only. Registers that a caller keeps values in across this call are callee-saved: they are
    // either still in place here or already in a frame above.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        core::arch::asm!(
            "mov [{0}], rbx", "mov [{0} + 8], rbp", "mov [{0} + 16], r12",
            "mov [{0} + 24], r13", "mov [{0} + 32], r14", "mov [{0} + 40], r15",
            in(reg) registers.as_mut_ptr(), options(nostack, preserves_flags)
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        core::arch::asm!(
            "stp x19, x20, [{0}]", "stp x21, x22, [{0}, 16]", "stp x23, x24, [{0}, 32]",
            "stp x25, x26, [{0}, 48]", "stp x27, x28, [{0}, 64]", "str x29, [{0}, 80]",
            in(reg) registers.as_mut_ptr(), options(nostack, preserves_flags)
        );
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    compile_error!("store this machine's callee-saved registers here");
    f(registers.as_ptr() as usize);
    core::hint::black_box(&registers);
}

/// Bytes of unused stack that are cleared at a time.
const CLEARED: usize = 4 << 10;
/// Times that is done between two collections, at most: it costs a tenth of a microsecond.
const MAX_CLEARINGS: u32 = 64;

/// The native stack that was cleared since the last collection.
///
/// Frames have holes: spill slots and arrays of arguments that only some ways through a function fill. What lies in them was
/// left by calls that have returned, and a loop that calls a function over and over puts its hole over the same leftover each
/// time, so that one dead cell, and all that hangs on it, is found by every collection. The cure is JavaScriptCore's
/// (`sanitizeStackForVM`): where cells are allocated, overwrite what lies below the frames in use.
pub(super) struct ClearedStack {
    low: usize,
    high: usize,
    clearings: u32,
}

impl ClearedStack {
    /// Nothing is.
    pub const NONE: ClearedStack = ClearedStack { low: usize::MAX, high: 0, clearings: 0 };

    /// Clears the stack below the caller's frame, unless that was done since the last collection.
    #[inline(never)]
    pub fn clear_below(&mut self) {
        let here = core::mem::MaybeUninit::<u64>::uninit();
        let here = &raw const here as usize;
        // With some way between, so that each call of a recursion does not clear for itself.
        let is_new = here > self.high || here - CLEARED / 2 < self.low;
        if is_new && self.clearings < MAX_CLEARINGS {
            self.high = self.high.max(here);
            self.low = self.low.min(here - CLEARED);
            self.clearings += 1;
            clear();
        }
    }
}

#[inline(never)]
fn clear() {
    let mut zeros = [0u8; CLEARED];
    // What is mutable is not put into a constant.
    core::hint::black_box(&mut zeros);
}

/// Highest address of the calling thread's stack.
fn stack_base() -> usize {
    // SAFETY: plain queries about the calling thread.
    unsafe {
        let mut attributes: libc::pthread_attr_t = core::mem::zeroed();
        assert!(libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) == 0, "the native stack has no bounds");
        let mut low = core::ptr::null_mut();
        let mut size = 0;
        libc::pthread_attr_getstack(&attributes, &mut low, &mut size);
        libc::pthread_attr_destroy(&mut attributes);
        low as usize + size
    }
}

/// Cells that a conservative scan found.
#[derive(Default)]
pub(super) struct FoundCells {
    pub cells: Vec<usize>,
    /// Storage cells: their contents are normally traced by their owner, see `Marker::trace_lone_storage`.
    pub storage: Vec<usize>,
    /// Words looked at.
    pub words: usize,
}

impl FoundCells {
    /// # Safety
    /// The range is readable; the frontiers of `space` are up to date.
    unsafe fn scan(&mut self, space: &Space, from: usize, to: usize) {
        let (base, extent) = (space.base(), space.extent());
        let mut at = from;
        self.words += (to - from) / 8;
        while at < to {
            let word = core::ptr::read_volatile(at as *const usize);
            at += 8;
            // One more word: an object's `storage` points just past the cell when it has slots but no elements.
            if word.wrapping_sub(base) > extent {
                continue;
            }
            if let Some(cell) = space.find_cell(word) {
                self.add(cell);
            }
            if word.is_multiple_of(CELL_ALIGN)
                && let Some(cell) = space.find_cell(word - 8)
                && (*(cell as *const CellHeader)).kind == CellKind::Storage
            {
                self.add(cell);
            }
        }
    }

    unsafe fn add(&mut self, cell: usize) {
        if (*(cell as *const CellHeader)).kind == CellKind::Storage {
            if self.storage.last() != Some(&cell) {
                self.storage.push(cell);
            }
        } else if self.cells.last() != Some(&cell) {
            self.cells.push(cell);
        }
    }
}

impl Context {
    /// Cells that the native stack from `low` on, and the interpreter's registers, point into.
    pub(super) fn conservative_roots(&mut self, low: usize) -> FoundCells {
        if self.heap.stack_base == 0 {
            self.heap.stack_base = stack_base();
        }
        let mut found = FoundCells::default();
        // SAFETY: the thread's own stack from a live frame up to its end; the used part of the register stack.
        unsafe {
            found.scan(&self.heap.space, low & !7, self.heap.stack_base);
            let registers = self.stack.live_slots();
            let from = registers.as_ptr() as usize;
            found.scan(&self.heap.space, from, from + size_of_val(registers));
        }
        found
    }

    /// Calls `f` with every value that the context itself holds.
    pub(super) fn visit_roots(&self, f: &mut dyn FnMut(Value)) {
        f(self.header.exception);
        f(self.header.global);
        for &v in &self.intrinsics {
            f(v);
        }
        for &v in &self.heap.kept {
            f(v);
        }
        self.names.visit(f);
        for &v in &self.heap.immortal_roots {
            f(v);
        }
        self.shapes.visit_roots(f);
        for program in &self.programs {
            // SAFETY: a loaded program's arrays have the lengths that its image says.
            unsafe {
                let image = &*program.image;
                visit_values(program.constants, image.constant_count, f);
                visit_values(program.top, image.top_count, f);
                visit_values(program.site_values, image.site_value_count, f);
                for i in 0..image.function_count as usize {
                    f((*program.codes.add(i)).name);
                }
            }
        }
    }
}

unsafe fn visit_values(start: *const Value, count: u32, f: &mut dyn FnMut(Value)) {
    if !start.is_null() {
        for i in 0..count as usize {
            f(*start.add(i));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: usize = 0x0123_4567_89AB_CDE8;

    /// Leaves `LEFT` in a frame that has ended; where.
    #[inline(never)]
    fn leave() -> usize {
        let mut frame = [LEFT; 128];
        core::hint::black_box(&mut frame).as_ptr() as usize
    }

    fn is_left(frame: usize) -> bool {
        // SAFETY: reads the thread's own stack, as the scan does. What is near its ends may be in frames of calls between.
        (32..96).any(|i| unsafe { core::ptr::read_volatile((frame as *const usize).add(i)) } == LEFT)
    }

    #[test]
    fn leftovers_of_ended_calls_are_cleared_once_after_each_collection() {
        let mut cleared = ClearedStack::NONE;
        let frame = leave();
        assert!(is_left(frame));
        cleared.clear_below();
        assert!(!is_left(frame));
        leave();
        cleared.clear_below();
        assert!(is_left(frame), "cleared twice");
        cleared = ClearedStack::NONE;
        cleared.clear_below();
        assert!(!is_left(frame));
    }
}
