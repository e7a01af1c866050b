//! A collection from start to end, and when there is one.

use super::Heap;
use super::roots::{ClearedStack, with_registers_on_stack};
use super::size_class::*;
use super::space::{BlockState, NONE};
use super::trace::Marker;
use crate::context::Context;
use jsc_abi::layout::*;
use std::time::Instant;

/// Bytes allocated between two minor collections, unless those have much to do.
const MIN_BUDGET: usize = 4 << 20;
const MAX_BUDGET: usize = 128 << 20;
/// A full collection is due when this much is alive, or twice what the last one left.
const MIN_FULL_THRESHOLD: usize = 32 << 20;
/// A block whose free cells are less than 1/n of it is not allocated from: its intervals are too short.
const MIN_FREE_PART: u32 = 4;
/// What `gc-stress` writes over freed cells.
const POISON: u8 = 0xDB;
/// `gc-stress` collects at every allocation while less than this is alive...
const STRESS_LIVE: usize = 1 << 20;
/// ...and lets one more allocation pass for each so many bytes beyond, else a long list takes hours: every collection
/// walks all of it.
const STRESS_STEP: usize = 16 << 10;

/// When to collect. All in bytes.
pub(super) struct Policy {
    /// The user's limit.
    pub limit: usize,
    /// Handed out since the last collection.
    pub allocated: usize,
    /// The next collection is due when `allocated` reaches it.
    budget: usize,
    /// Alive after the last collection, as far as known: dead old cells count until a full one.
    live: usize,
    full_threshold: usize,
    /// Shape ids when dead unique shapes were last freed.
    shapes_swept: usize,
    /// The same at the last full collection, which alone makes ids usable again.
    shapes_at_full: usize,
    /// Alternates under stress.
    next_is_full: bool,
    /// Allocations since the last collection, under stress.
    passed: usize,
}

impl Policy {
    pub fn new(limit: usize) -> Policy {
        Policy {
            limit,
            allocated: 0,
            budget: MIN_BUDGET,
            live: 0,
            full_threshold: MIN_FULL_THRESHOLD,
            shapes_swept: 0,
            shapes_at_full: 0,
            next_is_full: false,
            passed: 0,
        }
    }

    /// Under stress: is this allocation to collect?
    fn stress_is_due(&mut self) -> bool {
        let due = self.passed >= self.live.saturating_sub(STRESS_LIVE) / STRESS_STEP;
        self.passed = if due { 0 } else { self.passed + 1 };
        due
    }
}

impl Context {
    /// Collects if enough was allocated since the last time.
    #[inline]
    pub(super) fn collect_if_due(&mut self) {
        let policy = &mut self.heap.policy;
        if self.heap.stress {
            if policy.stress_is_due() {
                policy.next_is_full = !policy.next_is_full;
                let full = policy.next_is_full;
                self.collect(full);
            }
        } else if policy.allocated >= policy.budget {
            let full = policy.live >= policy.full_threshold || self.shapes.len() > 2 * policy.shapes_at_full + 100_000;
            self.collect(full);
        }
    }

    /// Frees what is unreachable: of all cells, or only of those allocated since the last collection.
    pub fn collect(&mut self, full: bool) {
        with_registers_on_stack(|stack| {
            // SAFETY: `stack` is below all frames that may hold cells, and the registers are in it.
            unsafe { self.collect_from(stack, full) }
        });
    }

    unsafe fn collect_from(&mut self, stack: usize, full: bool) {
        assert!(!self.heap.collecting, "allocation during a collection");
        self.heap.collecting = true;
        let start = Instant::now();
        self.retire_intervals();

        // Which cells are allocated is known only as long as the old marks are there.
        let found = self.conservative_roots(stack);
        let need_before = full && (self.heap.verify || !found.storage.is_empty());
        let before = need_before.then(|| self.heap.space.copy_marks());
        if full {
            self.heap.space.clear_marks();
        }

        let live_before = self.heap.policy.live;
        let mut marker = Marker::new(&self.heap.space, &self.shapes, full);
        for &cell in &found.cells {
            marker.root(cell as u64);
        }
        self.visit_roots(&mut |v| marker.root(v.0));
        let mut remembered = core::mem::take(&mut self.heap.remembered);
        if !full {
            for &cell in &remembered {
                marker.trace(cell);
            }
        }
        remembered.clear();
        self.heap.remembered = remembered;
        marker.drain();
        marker.trace_lone_storage(&found, &self.heap.space, before.as_deref());
        if full {
            marker.trace_ephemerons();
            marker.clear_weak();
        }
        self.sweep_tables(&marker, full);

        if self.heap.verify {
            self.heap.poison(before.as_deref());
        }
        if full {
            self.heap.sweep_all();
        } else {
            self.heap.sweep_touched();
        }
        self.heap.finish(full, live_before, (found.words + marker.words_traced) * 8);

        self.heap.cleared_stack = ClearedStack::NONE;

        let stats = &mut self.heap.stats;
        stats.conservative_roots += (found.cells.len() + found.storage.len()) as u64;
        stats.add_pause(full, start.elapsed());
        self.heap.collecting = false;
        if self.heap.verify {
            self.verify_heap();
        }
    }

    /// Ends all free intervals; from here on the blocks' frontiers say what was allocated.
    fn retire_intervals(&mut self) {
        self.update_frontiers();
        Heap::init_bump(&mut self.header);
        self.heap.medium =
            [BumpInterval { cursor: core::ptr::null_mut(), end: core::ptr::null_mut() }; CLASS_COUNT - BUMP_CLASSES];
        for class in &mut self.heap.classes {
            class.current = NONE;
        }
    }

    /// Sets the frontiers of the blocks being allocated from to where their intervals stand.
    pub(super) fn update_frontiers(&mut self) {
        for class in 1..CLASS_COUNT {
            let block = self.heap.classes[class].current;
            if block != NONE {
                let cursor = if class < BUMP_CLASSES {
                    self.header.bump[class].cursor
                } else {
                    self.heap.medium[class - BUMP_CLASSES].cursor
                };
                let start = self.heap.space.block_address(block);
                self.heap.space.block(block).frontier = (cursor as usize - start) as u32;
            }
        }
    }

    /// Tables outside the heap forget dead cells.
    fn sweep_tables(&mut self, marker: &Marker, full: bool) {
        let policy = &mut self.heap.policy;
        if full {
            self.strings.sweep(|s| marker.is_live(s.value().0));
        } else {
            self.strings.sweep_young(|s| marker.is_live(s.value().0));
        }
        // Shapes of short-lived dictionaries must go without a full collection; looking for them takes time in
        // proportion to all, so wait until there are half as many again.
        if full || self.shapes.len() > policy.shapes_swept + policy.shapes_swept / 2 + 256 {
            self.shapes.sweep_unique(|owner| marker.is_live(owner as u64));
            policy.shapes_swept = self.shapes.len();
        }
        if full {
            policy.shapes_at_full = self.shapes.len();
            if self.shapes.recycle_ids() {
                self.clear_feedback();
            }
        }
    }
}

impl Heap {
    /// What became of one block of small cells.
    fn sweep_small(&mut self, index: u32) {
        let live = self.space.count_marks(index);
        let (class, size) = {
            let b = self.space.block(index);
            b.frontier = 0;
            self.policy.live = self.policy.live + (live * b.cell_size) as usize - (b.live * b.cell_size) as usize;
            b.live = live;
            (b.class as usize, b.cell_size)
        };
        if live == 0 {
            self.space.free(index, 1);
        } else if (BLOCK_SIZE as u32 / size - live) * size >= BLOCK_SIZE as u32 / MIN_FREE_PART {
            self.classes[class].available.push(index);
        }
    }

    /// After a minor collection: only blocks that were allocated from can have changed.
    fn sweep_touched(&mut self) {
        let mut touched = core::mem::take(&mut self.touched);
        for &index in &touched {
            self.sweep_small(index);
        }
        touched.clear();
        self.touched = touched;
        let mut new_large = core::mem::take(&mut self.new_large);
        for &first in &new_large {
            if self.space.is_marked(self.space.block_address(first)) {
                self.policy.live += self.space.large_size(first);
            } else {
                let count = self.space.block(first).length;
                self.space.free(first, count);
            }
        }
        new_large.clear();
        self.new_large = new_large;
    }

    fn sweep_all(&mut self) {
        self.touched.clear();
        self.new_large.clear();
        for class in &mut self.classes {
            class.available.clear();
        }
        // Large cells are counted anew, small ones by difference.
        self.policy.live = 0;
        // From the high end, so that the lists give low blocks first.
        let mut end = self.space.high();
        while end > 0 {
            let last = end - 1;
            end = match self.space.block(last).state {
                BlockState::Small => {
                    self.space.block(last).live = 0;
                    self.sweep_small(last);
                    last
                }
                // One by one: runs grow on the way, so their lengths are no guide.
                BlockState::Free => last,
                BlockState::Continuation => self.sweep_large(self.space.block(last).length),
                BlockState::Large => self.sweep_large(last),
            };
        }
    }

    fn sweep_large(&mut self, first: u32) -> u32 {
        if self.space.is_marked(self.space.block_address(first)) {
            self.policy.live += self.space.large_size(first);
        } else {
            let count = self.space.block(first).length;
            self.space.free(first, count);
        }
        first
    }

    /// Sets the next collections' time and gives memory back.
    fn finish(&mut self, full: bool, live_before: usize, bytes_traced: usize) {
        let policy = &mut self.policy;
        self.stats.bytes_allocated += policy.allocated as u64;
        policy.allocated = 0;
        if full {
            policy.full_threshold = (policy.live * 2).max(MIN_FULL_THRESHOLD);
        } else {
            // What a minor collection has to do besides tracing survivors (a deep stack, a long old array that is written
            // to all the time) should cost little in comparison to the allocation before.
            let survived = policy.live.saturating_sub(live_before);
            let fixed = bytes_traced.saturating_sub(survived);
            policy.budget = (2 * fixed).min(policy.live).clamp(MIN_BUDGET, MAX_BUDGET);
        }
        self.stats.bytes_live = policy.live as u64;
        self.stats.bytes_live_max = self.stats.bytes_live_max.max(policy.live as u64);
        // What will be taken again before the next full collection: the system's zeroing is a tenth of the time, or more.
        let retained = policy.full_threshold.saturating_sub(policy.live) + policy.budget;
        let keep = (retained >> BLOCK_SHIFT) as u32;
        if self.space.dirty_free() > keep + keep / 4 {
            self.stats.bytes_released += (self.space.release(keep) as u64) << BLOCK_SHIFT;
        }
    }

    /// Overwrites the cells that are about to be freed. `before`: the marks before a full collection.
    fn poison(&self, before: Option<&[u64]>) {
        self.space.for_each_cell_before(before, |cell| {
            if !self.space.is_marked(cell) {
                // SAFETY: a dead cell.
                unsafe { core::ptr::write_bytes(cell as *mut u8, POISON, self.space.cell_size(cell)) };
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stress_collects_at_every_allocation_of_small_heaps_and_rarely_in_large_ones() {
        let collections = |live: usize| {
            let mut policy = Policy { live, ..Policy::new(1 << 30) };
            (0..1000).filter(|_| policy.stress_is_due()).count()
        };
        assert_eq!(collections(0), 1000);
        assert_eq!(collections(STRESS_LIVE), 1000);
        assert_eq!(collections(STRESS_LIVE + STRESS_STEP), 500);
        assert_eq!(collections(STRESS_LIVE + 99 * STRESS_STEP), 10);
    }
}
