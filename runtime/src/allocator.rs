//! Memory outside the heap: the system's allocator with lists of free blocks in front of it. What the runtime keeps there is
//! small and short-lived: the matcher's stacks and captures, strings being built. The system's allocator takes a tenth of the time
//! of a program that matches many regular expressions; a library that is as quick as this adds 120 kB to every executable.
//!
//! Blocks are of multiples of 16 bytes up to 1 KiB, then of powers of two up to 32 KiB. Each thread has its lists. What it frees goes
//! there, wherever it was allocated, until a list is full. What is in the lists of a thread that ends is lost.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

struct Allocator;

const ALIGN: usize = 16;
/// Of the classes that are multiples of [`ALIGN`].
const MAX_SMALL: usize = 1024;
const SMALL_CLASSES: usize = MAX_SMALL / ALIGN;
const MAX_SIZE: usize = 32 << 10;
const CLASSES: usize = SMALL_CLASSES + 5;
/// Bytes that a list may hold.
const MAX_LIST: usize = 64 << 10;

/// A free block.
struct Free {
    next: *mut Free,
}

struct List {
    first: Cell<*mut Free>,
    /// Blocks that it still takes.
    room: Cell<u32>,
}

thread_local! {
    // (Without a destructor, so that it is there for as long as the thread is.)
    static LISTS: [List; CLASSES] = const {
        let mut lists = [const { List { first: Cell::new(ptr::null_mut()), room: Cell::new(0) } }; CLASSES];
        let mut n = 0;
        while n < CLASSES {
            lists[n].room = Cell::new((MAX_LIST / class_size(n)) as u32);
            n += 1;
        }
        lists
    };
}

/// The class for blocks of this many bytes, if there is one.
#[inline(always)]
const fn class_of(layout: &Layout) -> Option<usize> {
    let size = layout.size();
    if layout.align() > ALIGN || size > MAX_SIZE || size == 0 {
        None
    } else if size <= MAX_SMALL {
        Some((size - 1) / ALIGN)
    } else {
        // 1025 to 2048 is the first.
        Some(SMALL_CLASSES + (size - 1).ilog2() as usize - MAX_SMALL.ilog2() as usize)
    }
}

/// Bytes of a class's blocks.
#[inline(always)]
const fn class_size(class: usize) -> usize {
    if class < SMALL_CLASSES { (class + 1) * ALIGN } else { MAX_SMALL << (class + 1 - SMALL_CLASSES) }
}

#[inline(always)]
fn class_layout(class: usize) -> Layout {
    // SAFETY: the alignment is a power of two, and the size a small multiple of it.
    unsafe { Layout::from_size_align_unchecked(class_size(class), ALIGN) }
}

// SAFETY: blocks are the system's, of at least the size and alignment asked for; one in a list is in nobody's hands, and leaves it
// before it is given out. The lists allocate nothing themselves.
unsafe impl GlobalAlloc for Allocator {
    // (In each place that drops something it would be 60 kB.)
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(class) = class_of(&layout) else { return System.alloc(layout) };
        LISTS.with(|lists| {
            let list = &lists[class];
            let block = list.first.get();
            if block.is_null() {
                return System.alloc(class_layout(class));
            }
            list.first.set((*block).next);
            list.room.set(list.room.get() + 1);
            block as *mut u8
        })
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(class) = class_of(&layout) else { return System.dealloc(block, layout) };
        LISTS.with(|lists| {
            let list = &lists[class];
            let room = list.room.get();
            if room == 0 {
                return System.dealloc(block, class_layout(class));
            }
            list.room.set(room - 1);
            let block = block as *mut Free;
            (*block).next = list.first.replace(block);
        })
    }

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's size does not overflow with this alignment.
        let new = Layout::from_size_align_unchecked(size, layout.align());
        match (class_of(&layout), class_of(&new)) {
            (None, None) => System.realloc(block, layout, size),
            (old, to) if old == to => block,
            _ => {
                let to = self.alloc(new);
                if !to.is_null() {
                    ptr::copy_nonoverlapping(block, to, layout.size().min(size));
                    self.dealloc(block, layout);
                }
                to
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_fit_their_sizes() {
        for size in 1..=MAX_SIZE {
            let class = class_of(&Layout::from_size_align(size, 8).unwrap()).unwrap();
            assert!(class < CLASSES && class_size(class) >= size, "{size}");
            assert!(class == 0 || class_size(class - 1) < size, "{size}");
        }
        assert_eq!(class_of(&Layout::from_size_align(MAX_SIZE + 1, 8).unwrap()), None);
        assert_eq!(class_of(&Layout::from_size_align(64, 64).unwrap()), None);
    }

    #[test]
    fn blocks_come_back_and_keep_what_they_hold() {
        let mut grown: Vec<u64> = Vec::new();
        for n in 0..10_000 {
            grown.push(n);
        }
        grown.truncate(3);
        grown.shrink_to_fit();
        assert_eq!(grown, [0, 1, 2]);
        // A class that nothing else here uses.
        let first = vec![1u8; 999].into_boxed_slice();
        let address = first.as_ptr();
        drop(first);
        let second = vec![2u8; 1000].into_boxed_slice();
        assert_eq!(second.as_ptr(), address);
    }
}
