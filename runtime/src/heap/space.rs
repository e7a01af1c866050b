//! The heap's memory: one reserved range of addresses cut in blocks, a side table of blocks, and one mark bit for each 16
//! bytes. Knows nothing of kinds or JavaScript.
//!
//! A block holds small cells of one class, or is part of the run of blocks of one large cell, or is part of a run of free
//! blocks. Free runs carry their length at both ends, so neighbours merge in constant time.
//!
//! What is allocated in a block of small cells follows from two facts: a marked cell survived the last collection, and the
//! allocator consumes the unmarked gaps in address order. So a cell is allocated if it is marked or lies before the
//! block's *frontier*; there is no sweeping phase, and no dead cell is ever read.

use super::size_class::*;
use jsc_abi::layout::CELL_ALIGN;
use std::ptr;

/// "No block".
pub const NONE: u32 = u32::MAX;

#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockState {
    /// Zero, so that the untouched table means free blocks.
    Free = 0,
    Small = 1,
    Large = 2,
    /// Any but the first block of a large cell.
    Continuation = 3,
}

/// What is known of a block. All zeros: free and never touched.
#[repr(C)]
pub struct Block {
    pub state: BlockState,
    pub class: u8,
    /// May hold other bytes than zeros (and is backed by memory).
    dirty: bool,
    pub cell_size: u32,
    /// Small: bytes from the block's start before which every cell is allocated.
    pub frontier: u32,
    /// Small: marked cells at the last collection.
    pub live: u32,
    /// Blocks in the run: at both ends of a free run and in the first block of a large cell. In a continuation: the first
    /// block.
    pub length: u32,
    /// Links of a free run's bin, in its first block.
    next: u32,
    previous: u32,
    /// Large: size of the cell in units of 16 bytes.
    units: u32,
}

/// Free runs up to this length have a bin for each length; longer ones a bin for each power of two.
const EXACT_BINS: usize = 64;
const BINS: usize = EXACT_BINS + 26;

pub struct Space {
    base: usize,
    /// Bytes from `base` to the last block ever used: all cells are there.
    extent: usize,
    total: u32,
    high: u32,
    used: u32,
    /// Free blocks that are backed by memory.
    dirty_free: u32,
    marks: *mut u64,
    blocks: *mut Block,
    bins: [u32; BINS],
    /// Bins that are not empty.
    bin_mask: u128,
    mapping: (usize, usize),
}

/// Bytes at the start of the range for which the system should not use large pages.
const SMALL_PAGES: usize = 8 << 20;
const MARK_WORDS: usize = BLOCK_SIZE / CELL_ALIGN / 64;

impl Space {
    /// Reserves addresses for at most `bytes` of cells, less if the system gives less. `None` if it gives nearly nothing.
    pub fn reserve(bytes: usize) -> Option<Space> {
        let mut total = bytes.div_ceil(BLOCK_SIZE).clamp(1024, 1 << 26);
        loop {
            let data = total * BLOCK_SIZE;
            let marks = total * MARK_WORDS * 8;
            let table = total * size_of::<Block>();
            let size = data + marks + table + BLOCK_SIZE;
            // SAFETY: a fresh private mapping; nothing else has these addresses.
            let p = unsafe {
                libc::mmap(
                    ptr::null_mut(),
                    size,
                    libc::PROT_READ | libc::PROT_WRITE,
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                    -1,
                    0,
                )
            };
            if p != libc::MAP_FAILED {
                let base = (p as usize).next_multiple_of(BLOCK_SIZE);
                // Large heaps are a third faster with large pages; small programs should not pay for their granularity.
                // SAFETY: a hint about our own mapping.
                unsafe {
                    let start = (base + SMALL_PAGES).next_multiple_of(2 << 20);
                    libc::madvise(start as *mut libc::c_void, data - (start - base), libc::MADV_HUGEPAGE);
                }
                return Some(Space {
                    base,
                    extent: 0,
                    total: total as u32,
                    high: 0,
                    used: 0,
                    dirty_free: 0,
                    marks: (base + data) as *mut u64,
                    blocks: (base + data + marks) as *mut Block,
                    bins: [NONE; BINS],
                    bin_mask: 0,
                    mapping: (p as usize, size),
                });
            }
            if total <= 1024 {
                return None;
            }
            total /= 2;
        }
    }

    #[inline(always)]
    pub fn base(&self) -> usize {
        self.base
    }

    /// Bytes from `base` that may hold cells.
    #[inline(always)]
    pub fn extent(&self) -> usize {
        self.extent
    }

    #[inline(always)]
    pub fn marks(&self) -> *mut u64 {
        self.marks
    }

    /// Number of blocks ever used: all others are free and untouched.
    pub fn high(&self) -> u32 {
        self.high
    }

    /// Blocks that are not free.
    pub fn used(&self) -> u32 {
        self.used
    }

    /// Blocks for which addresses are reserved.
    pub fn total(&self) -> u32 {
        self.total
    }

    pub fn dirty_free(&self) -> u32 {
        self.dirty_free
    }

    /// The address is in the reserved range.
    #[inline(always)]
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.base) < self.total as usize * BLOCK_SIZE
    }

    #[allow(clippy::mut_from_ref)]
    #[inline(always)]
    pub fn block(&self, index: u32) -> &mut Block {
        debug_assert!(index < self.total);
        // SAFETY: the table has `total` entries, and zeros are a valid Block. Single-threaded; no caller keeps a reference
        // across a call that hands out another to the same block.
        unsafe { &mut *self.blocks.add(index as usize) }
    }

    #[inline(always)]
    pub fn block_address(&self, index: u32) -> usize {
        self.base + ((index as usize) << BLOCK_SHIFT)
    }

    #[inline(always)]
    pub fn block_of(&self, address: usize) -> u32 {
        ((address - self.base) >> BLOCK_SHIFT) as u32
    }

    // ---- runs of blocks ----

    fn bin_of(length: u32) -> usize {
        if (length as usize) < EXACT_BINS {
            length as usize
        } else {
            EXACT_BINS + length.ilog2() as usize - EXACT_BINS.ilog2() as usize
        }
    }

    fn link(&mut self, first: u32, length: u32) {
        let bin = Self::bin_of(length);
        let next = self.bins[bin];
        if next != NONE {
            self.block(next).previous = first;
        }
        let b = self.block(first);
        b.state = BlockState::Free;
        b.next = next;
        b.previous = NONE;
        b.length = length;
        let last = self.block(first + length - 1);
        last.state = BlockState::Free;
        last.length = length;
        self.bins[bin] = first;
        self.bin_mask |= 1 << bin;
    }

    fn unlink(&mut self, first: u32) {
        let Block { next, previous, length, .. } = *self.block(first);
        if next != NONE {
            self.block(next).previous = previous;
        }
        if previous != NONE {
            self.block(previous).next = next;
        } else {
            let bin = Self::bin_of(length);
            self.bins[bin] = next;
            if next == NONE {
                self.bin_mask &= !(1 << bin);
            }
        }
    }

    /// Takes a run of `count` blocks; with `zeroed`, all bytes of it are 0. The caller sets the state of each block. `None`: no
    /// addresses left.
    pub fn take(&mut self, count: u32, zeroed: bool) -> Option<u32> {
        let first = self.take_run(count)?;
        self.used += count;
        for i in first..first + count {
            let b = self.block(i);
            if b.dirty {
                self.dirty_free -= 1;
                if zeroed {
                    // SAFETY: the block was free.
                    unsafe { ptr::write_bytes(self.block_address(i) as *mut u8, 0, BLOCK_SIZE) };
                }
            }
            self.block(i).dirty = true;
        }
        Some(first)
    }

    fn take_run(&mut self, count: u32) -> Option<u32> {
        let mut mask = self.bin_mask & (u128::MAX << Self::bin_of(count));
        while mask != 0 {
            let bin = mask.trailing_zeros() as usize;
            mask &= mask - 1;
            let mut first = self.bins[bin];
            while first != NONE {
                let Block { length, next, .. } = *self.block(first);
                if length >= count {
                    self.unlink(first);
                    if length > count {
                        self.link(first + count, length - count);
                    }
                    return Some(first);
                }
                first = next;
            }
        }
        if count > self.total - self.high {
            return None;
        }
        let first = self.high;
        self.high += count;
        self.extent = (self.high as usize) << BLOCK_SHIFT;
        Some(first)
    }

    /// Frees a run. Its mark bits must be 0.
    pub fn free(&mut self, first: u32, count: u32) {
        self.used -= count;
        self.dirty_free += count;
        for i in first..first + count {
            self.block(i).state = BlockState::Free;
        }
        let (mut start, mut length) = (first, count);
        if start > 0 && self.block(start - 1).state == BlockState::Free {
            let before = self.block(start - 1).length;
            start -= before;
            length += before;
            self.unlink(start);
        }
        let end = first + count;
        if end < self.high && self.block(end).state == BlockState::Free {
            length += self.block(end).length;
            self.unlink(end);
        }
        self.link(start, length);
    }

    /// Gives memory of free blocks back to the system until at most `keep` free blocks have some. Returns the number of
    /// blocks given back.
    pub fn release(&mut self, keep: u32) -> u32 {
        let mut released = 0;
        let mut at = self.high;
        // From the high end: what is kept is low and dense.
        while at > 0 && self.dirty_free > keep {
            let last = at - 1;
            match self.block(last).state {
                BlockState::Free => {
                    let first = at - self.block(last).length;
                    let mut i = at;
                    while i > first && self.dirty_free > keep {
                        if !self.block(i - 1).dirty {
                            i -= 1;
                            continue;
                        }
                        let end = i;
                        while i > first && self.block(i - 1).dirty && self.dirty_free > keep {
                            i -= 1;
                            self.block(i).dirty = false;
                            self.dirty_free -= 1;
                        }
                        released += end - i;
                        // SAFETY: the blocks are free.
                        unsafe {
                            let p = self.block_address(i) as *mut libc::c_void;
                            libc::madvise(p, (end - i) as usize * BLOCK_SIZE, libc::MADV_DONTNEED);
                        }
                    }
                    at = first;
                }
                BlockState::Continuation => at = self.block(last).length,
                BlockState::Small | BlockState::Large => at = last,
            }
        }
        released
    }

    // ---- small cells ----

    /// Makes a taken block one of small cells.
    pub fn start_small(&mut self, index: u32, class: usize) {
        let b = self.block(index);
        b.state = BlockState::Small;
        b.class = class as u8;
        b.cell_size = CLASS_SIZE[class];
        b.frontier = 0;
        b.live = 0;
    }

    #[inline]
    fn mark_words(&self, index: u32) -> &[u64; MARK_WORDS] {
        // SAFETY: the bitmap has MARK_WORDS words for each block.
        unsafe { &*(self.marks.add(index as usize * MARK_WORDS) as *const [u64; MARK_WORDS]) }
    }

    /// Marked cells of a block.
    #[inline]
    pub fn count_marks(&self, index: u32) -> u32 {
        self.mark_words(index).iter().map(|w| w.count_ones()).sum()
    }

    /// The first free interval at or after byte `from` of a block of small cells, as byte offsets. Everything before it is
    /// marked or has been passed over.
    #[inline]
    pub fn next_free(&self, index: u32, from: u32) -> Option<(u32, u32)> {
        let words = self.mark_words(index);
        let size = self.block(index).cell_size;
        let step = (size / CELL_ALIGN as u32) as usize;
        let limit = BLOCK_SIZE as u32 / size * size / CELL_ALIGN as u32;
        let limit = limit as usize;
        let mut at = from as usize / CELL_ALIGN;
        loop {
            if at >= limit {
                return None;
            }
            if words[at / 64] >> (at % 64) & 1 == 0 {
                break;
            }
            at += step;
        }
        let start = at;
        // The next marked cell, or the end.
        let mut w = at / 64;
        let mut bits = words[w] >> (at % 64) << (at % 64);
        let end = loop {
            if bits != 0 {
                break w * 64 + bits.trailing_zeros() as usize;
            }
            w += 1;
            if w == MARK_WORDS {
                break limit;
            }
            bits = words[w];
        };
        Some(((start * CELL_ALIGN) as u32, (end * CELL_ALIGN) as u32))
    }

    // ---- large cells ----

    /// Takes blocks for a cell of `size` bytes.
    pub fn take_large(&mut self, size: usize, zeroed: bool) -> Option<u32> {
        let count = u32::try_from(size.div_ceil(BLOCK_SIZE)).ok()?;
        let first = self.take(count, zeroed)?;
        for i in first + 1..first + count {
            let b = self.block(i);
            b.state = BlockState::Continuation;
            b.length = first;
        }
        let b = self.block(first);
        b.state = BlockState::Large;
        b.length = count;
        b.units = (size / CELL_ALIGN) as u32;
        Some(first)
    }

    /// Size of a large cell in bytes.
    pub fn large_size(&self, first: u32) -> usize {
        self.block(first).units as usize * CELL_ALIGN
    }

    // ---- marks and cells ----

    #[inline(always)]
    pub fn is_marked(&self, address: usize) -> bool {
        let offset = address - self.base;
        debug_assert!(offset < self.extent);
        // SAFETY: inside the range, so inside the bitmap.
        unsafe { *self.marks.add(offset >> 10) >> ((offset >> 4) & 63) & 1 != 0 }
    }

    pub fn clear_marks(&mut self) {
        // SAFETY: the bitmap of all used blocks.
        unsafe { ptr::write_bytes(self.marks, 0, self.high as usize * MARK_WORDS) };
    }

    /// A copy of the marks of all used blocks, for [`Space::was_allocated`].
    pub fn copy_marks(&self) -> Vec<u64> {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts(self.marks, self.high as usize * MARK_WORDS) }.to_vec()
    }

    /// The start of the allocated cell that holds this address, if there is one. Frontiers must be up to date.
    #[inline]
    pub fn find_cell(&self, address: usize) -> Option<usize> {
        let offset = address.wrapping_sub(self.base);
        if offset >= self.extent {
            return None;
        }
        let index = (offset >> BLOCK_SHIFT) as u32;
        let b = self.block(index);
        match b.state {
            BlockState::Free => None,
            BlockState::Small => {
                let at = offset as u32 & (BLOCK_SIZE as u32 - 1);
                let start = at / b.cell_size * b.cell_size;
                if start + b.cell_size > BLOCK_SIZE as u32 {
                    return None;
                }
                let cell = self.block_address(index) + start as usize;
                (start < b.frontier || self.is_marked(cell)).then_some(cell)
            }
            BlockState::Large => Some(self.block_address(index)),
            BlockState::Continuation => Some(self.block_address(b.length)),
        }
    }

    /// Bytes of the cell at this address.
    pub fn cell_size(&self, cell: usize) -> usize {
        let index = self.block_of(cell);
        let b = self.block(index);
        if b.state == BlockState::Small { b.cell_size as usize } else { self.large_size(index) }
    }

    /// Calls `f` with every allocated cell. Frontiers must be up to date.
    pub fn for_each_cell(&self, f: impl FnMut(usize)) {
        self.for_each_cell_before(None, f);
    }

    /// The same with `before`, if given, in place of the marks.
    pub fn for_each_cell_before(&self, before: Option<&[u64]>, mut f: impl FnMut(usize)) {
        let is_marked = |cell: usize| match before {
            None => self.is_marked(cell),
            Some(marks) => marks[(cell - self.base) >> 10] >> ((cell >> 4) & 63) & 1 != 0,
        };
        let mut index = 0;
        while index < self.high {
            let address = self.block_address(index);
            let (state, size, frontier) = {
                let b = self.block(index);
                (b.state, b.cell_size as usize, b.frontier as usize)
            };
            match state {
                BlockState::Small => {
                    let mut at = 0;
                    while at + size <= BLOCK_SIZE {
                        if at < frontier || is_marked(address + at) {
                            f(address + at);
                        }
                        at += size;
                    }
                }
                BlockState::Large => f(address),
                BlockState::Free | BlockState::Continuation => {}
            }
            index += 1;
        }
    }

    /// Test of consistency for the verifier: runs, bins and counts agree. `Err` says what does not.
    pub fn check(&self) -> Result<(), String> {
        let (mut at, mut used, mut dirty_free, mut runs) = (0, 0, 0, 0usize);
        while at < self.high {
            let (state, length) = {
                let b = self.block(at);
                (b.state, b.length)
            };
            let count = match state {
                BlockState::Free => {
                    runs += 1;
                    if length == 0 || at + length > self.high || self.block(at + length - 1).length != length {
                        return Err(format!("free run at block {at} has length {length}"));
                    }
                    if at + length < self.high && self.block(at + length).state == BlockState::Free {
                        return Err(format!("free runs at block {at} and after are not merged"));
                    }
                    for i in at..at + length {
                        dirty_free += self.block(i).dirty as u32;
                        if self.block(i).state != BlockState::Free || self.count_marks(i) != 0 {
                            return Err(format!("block {i} of a free run is not free"));
                        }
                    }
                    length
                }
                BlockState::Small => {
                    used += 1;
                    1
                }
                BlockState::Large => {
                    used += length;
                    length
                }
                BlockState::Continuation => return Err(format!("block {at} continues nothing")),
            };
            at += count;
        }
        let mut linked = 0;
        for bin in 0..BINS {
            let mut first = self.bins[bin];
            if (first != NONE) != (self.bin_mask >> bin & 1 != 0) {
                return Err(format!("mask of bin {bin}"));
            }
            while first != NONE {
                let b = self.block(first);
                if b.state != BlockState::Free || Self::bin_of(b.length) != bin {
                    return Err(format!("block {first} is in bin {bin}"));
                }
                linked += 1;
                first = b.next;
            }
        }
        if (used, dirty_free, runs) != (self.used, self.dirty_free, linked) {
            return Err(format!(
                "counted {used} used and {dirty_free} dirty free blocks in {runs} free runs, not {} and {} in {linked}",
                self.used, self.dirty_free
            ));
        }
        Ok(())
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        // SAFETY: our mapping; whoever drops the heap has no cells any more.
        unsafe { libc::munmap(self.mapping.0 as *mut libc::c_void, self.mapping.1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(s: &Space, cell: usize) {
        let offset = cell - s.base();
        unsafe { *s.marks().add(offset >> 10) |= 1 << ((offset >> 4) & 63) };
    }

    #[test]
    fn runs_split_and_merge() {
        let mut s = Space::reserve(64 << 20).unwrap();
        let runs: Vec<u32> = (1..40).map(|n| s.take_large(n * BLOCK_SIZE, false).unwrap()).collect();
        s.check().unwrap();
        for i in (0..runs.len()).step_by(2).chain((1..runs.len()).step_by(2)) {
            let length = s.block(runs[i]).length;
            s.free(runs[i], length);
            s.check().unwrap();
        }
        assert_eq!(s.used(), 0);
        assert_eq!(s.dirty_free(), s.high());
        let high = s.high();
        let all = s.take(high, false).unwrap();
        assert_eq!((all, s.high()), (0, high));
        s.free(all, high);
        s.check().unwrap();
    }

    #[test]
    fn random_runs_keep_the_table_consistent() {
        let mut s = Space::reserve(256 << 20).unwrap();
        let mut live: Vec<u32> = Vec::new();
        let mut seed = 1u64;
        for round in 0..4000 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let r = (seed >> 33) as usize;
            if !r.is_multiple_of(3) || live.is_empty() {
                if let Some(first) = s.take_large((r / 8 % 100 + 1) * BLOCK_SIZE, false) {
                    live.push(first);
                }
            } else {
                let first = live.swap_remove(r / 8 % live.len());
                let length = s.block(first).length;
                s.free(first, length);
            }
            if round % 100 == 0 {
                s.release(50);
                s.check().unwrap();
            }
        }
    }

    #[test]
    fn released_and_zeroed_memory_is_zero() {
        let mut s = Space::reserve(64 << 20).unwrap();
        let first = s.take(10, false).unwrap();
        let p = s.block_address(first) as *mut u8;
        unsafe { ptr::write_bytes(p, 0xAA, 10 * BLOCK_SIZE) };
        s.free(first, 10);
        assert_eq!(s.release(4), 6);
        assert_eq!(s.dirty_free(), 4);
        s.check().unwrap();
        let again = s.take(10, true).unwrap();
        assert_eq!(again, first);
        assert!((0..10 * BLOCK_SIZE).all(|i| unsafe { *p.add(i) } == 0));
    }

    #[test]
    fn free_intervals_lie_between_marks() {
        let mut s = Space::reserve(64 << 20).unwrap();
        for (class, &size) in CLASS_SIZE.iter().enumerate().skip(1) {
            let b = s.take(1, false).unwrap();
            s.start_small(b, class);
            let count = BLOCK_SIZE as u32 / size;
            assert_eq!(s.next_free(b, 0), Some((0, count * size)));
            let start = s.block_address(b);
            let marked: Vec<u32> = (0..count).filter(|i| i % 7 == 0 || i % 11 == 1 || *i == count - 1).collect();
            for &i in &marked {
                mark(&s, start + (i * size) as usize);
            }
            assert_eq!(s.count_marks(b), marked.len() as u32);
            let mut free = Vec::new();
            let mut at = 0;
            while let Some((from, to)) = s.next_free(b, at) {
                assert!(from >= at && to > from && (to - from) % size == 0);
                free.extend((from / size)..(to / size));
                at = to;
            }
            let expected: Vec<u32> = (0..count).filter(|i| !marked.contains(i)).collect();
            assert_eq!(free, expected);
            // Interior addresses find marked cells and those before the frontier, nothing else.
            s.block(b).frontier = count / 2 * size;
            for i in 0..count {
                let cell = start + (i * size) as usize;
                let allocated = i < count / 2 || marked.contains(&i);
                for inside in [cell, cell + 1, cell + size as usize - 1] {
                    assert_eq!(s.find_cell(inside), allocated.then_some(cell));
                }
            }
            assert!((count * size..BLOCK_SIZE as u32).all(|i| s.find_cell(start + i as usize).is_none()));
        }
    }
}
