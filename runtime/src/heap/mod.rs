//! The heap: conservative roots, cells that never move, mark bits that stick for two generations.
//!
//! | file | what |
//! |---|---|
//! | `size_class.rs`, `space.rs` | memory: classes, blocks, free runs, mark bits; knows no kinds |
//! | `allocate.rs` | cells, the slow path of allocation, the write barrier |
//! | `roots.rs` | what is alive to begin with: stack, registers, the context |
//! | `trace.rs` | which words of a cell are pointers, and the marker |
//! | `weak.rs` | weak tables and references |
//! | `collect.rs` | a collection from start to end, and when there is one |
//! | `verify.rs` | test of a whole heap, for `gc-verify` and `gc-stress` |
//!
//! A cell is *new* until it survives a collection and *old* from then on (its mark bit stays set). A minor collection
//! traces new cells only, from the roots and from old cells that were written to since (`remembered`); a full one forgets
//! all marks first.

mod allocate;
mod collect;
mod roots;
pub mod size_class;
pub mod space;
mod stats;
mod trace;
mod verify;
pub mod weak;

pub use allocate::{jsc_rt_allocate, jsc_rt_remember};
pub use size_class::usable_size;
pub use stats::Stats;

use crate::options::Options;
use jsc_abi::Value;
use jsc_abi::layout::*;
use size_class::*;
use space::{NONE, Space};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::collections::HashSet;

/// Where cells of one class come from.
struct ClassState {
    /// The block that the class's free interval is in.
    current: u32,
    /// Blocks with enough free cells, not touched since the last collection.
    available: Vec<u32>,
}

/// The collected heap of a context.
pub struct Heap {
    pub(crate) space: Space,
    classes: [ClassState; CLASS_COUNT],
    /// Free intervals of the classes that compiled code does not bump.
    medium: [BumpInterval; CLASS_COUNT - BUMP_CLASSES],
    /// Blocks that the allocator took for small cells since the last collection.
    touched: Vec<u32>,
    /// Large cells since the last collection, by first block.
    new_large: Vec<u32>,
    /// Old cells written to since the last collection.
    remembered: Vec<*mut CellHeader>,
    policy: collect::Policy,
    /// Values that stay alive until the current job ends (targets of WeakRefs made or read in it).
    kept: HashSet<Value>,
    /// Values that immortal structures hold (the names of built-ins' `Code`, say).
    pub immortal_roots: Vec<Value>,
    /// Highest address of the native stack; 0 until the first collection asks for it.
    stack_base: usize,
    cleared_stack: roots::ClearedStack,
    immortal: Immortal,
    stress: bool,
    verify: bool,
    collecting: bool,
    pub stats: Stats,
}

impl Heap {
    pub fn new(options: &Options) -> Heap {
        let limit = (options.max_heap as usize).clamp(1, 1 << 20) << 20;
        // Twice the limit, so that fragmentation of addresses is no reason to fail.
        let Some(space) = Space::reserve(limit * 2 + (64 << 20)) else {
            out_of_memory(options.max_heap as usize);
        };
        let empty = BumpInterval { cursor: std::ptr::null_mut(), end: std::ptr::null_mut() };
        Heap {
            space,
            classes: std::array::from_fn(|_| ClassState { current: NONE, available: Vec::new() }),
            medium: [empty; CLASS_COUNT - BUMP_CLASSES],
            touched: Vec::new(),
            new_large: Vec::new(),
            remembered: Vec::new(),
            policy: collect::Policy::new(limit),
            kept: HashSet::new(),
            immortal_roots: Vec::new(),
            stack_base: 0,
            cleared_stack: roots::ClearedStack::NONE,
            immortal: Immortal::default(),
            stress: options.gc_stress,
            verify: options.gc_verify || options.gc_stress,
            collecting: false,
            stats: Stats::default(),
        }
    }

    /// Makes all inline free intervals empty. Must have been called before the first allocation.
    pub fn init_bump(header: &mut ContextHeader) {
        header.bump = [BumpInterval { cursor: std::ptr::null_mut(), end: std::ptr::null_mut() }; BUMP_CLASSES];
    }

    /// The address is in the range that collected cells come from.
    #[inline(always)]
    pub fn contains(&self, address: usize) -> bool {
        self.space.contains(address)
    }

    /// Zeroed memory for a cell that lives as long as the heap; 16-byte aligned. The caller sets `gc` to
    /// `gc_state::IMMORTAL`. Such cells are never traced: they may point only to other immortal cells.
    pub fn alloc_raw_immortal(&mut self, size: usize) -> *mut u8 {
        self.immortal.allocate(size)
    }

    /// Keeps `value` alive until [`Heap::clear_kept_objects`]: the specification's AddToKeptObjects.
    pub fn add_to_kept_objects(&mut self, value: Value) {
        self.kept.insert(value);
    }

    /// ClearKeptObjects: between two jobs.
    pub fn clear_kept_objects(&mut self) {
        self.kept.clear();
    }

    /// Whether a cell of this size has a chance: for built-ins that throw a RangeError instead of ending the program.
    pub fn can_allocate(&self, size: usize) -> bool {
        size <= self.policy.limit - self.policy.limit / 8
    }
}

/// Ends the program.
#[cold]
fn out_of_memory(limit_mib: usize) -> ! {
    eprintln!("jsc: out of memory (heap limit {limit_mib} MiB)");
    std::process::exit(134)
}

/// Memory that is never collected.
#[derive(Default)]
struct Immortal {
    chunks: Vec<(*mut u8, Layout)>,
    cursor: usize,
    end: usize,
}

impl Immortal {
    const CHUNK: usize = 16 << 10;

    fn allocate(&mut self, size: usize) -> *mut u8 {
        let size = size.next_multiple_of(CELL_ALIGN);
        if size > self.end - self.cursor {
            let bytes = if size > Self::CHUNK / 4 { size } else { Self::CHUNK };
            let layout = Layout::from_size_align(bytes, CELL_ALIGN).expect("size of an immortal cell");
            // SAFETY: the size is not 0.
            let p = unsafe { alloc_zeroed(layout) };
            if p.is_null() {
                std::alloc::handle_alloc_error(layout);
            }
            self.chunks.push((p, layout));
            if bytes == size {
                return p;
            }
            self.cursor = p as usize;
            self.end = self.cursor + bytes;
        }
        let p = self.cursor;
        self.cursor += size;
        p as *mut u8
    }
}

impl Drop for Immortal {
    fn drop(&mut self) {
        for &(p, layout) in &self.chunks {
            // SAFETY: allocated above with this layout; the heap's cells are gone with it.
            unsafe { dealloc(p, layout) };
        }
    }
}
