//! Size classes of small cells: every multiple of 16 bytes that compiled code bumps inline, then sizes that divide a
//! block with little waste.

use jsc_abi::layout::{CELL_ALIGN, MAX_BUMP_SIZE};

/// Blocks are `1 << BLOCK_SHIFT` bytes.
pub const BLOCK_SHIFT: usize = 15;
pub const BLOCK_SIZE: usize = 1 << BLOCK_SHIFT;

/// Classes whose free interval is in `ContextHeader::bump`; class `i` has cells of `16 * i` bytes, class 0 is unused.
pub const BUMP_CLASSES: usize = MAX_BUMP_SIZE / CELL_ALIGN + 1;

/// Sizes past `MAX_BUMP_SIZE`. From 1296 on: as many as fit so often in a block.
const MEDIUM: [usize; 20] =
    [320, 384, 448, 512, 640, 768, 896, 1024, 1296, 1552, 1808, 2048, 2720, 3264, 4096, 5456, 6544, 8192, 10912, 16384];

pub const CLASS_COUNT: usize = BUMP_CLASSES + MEDIUM.len();

/// Cells beyond this size have blocks of their own.
pub const MAX_SMALL_SIZE: usize = MEDIUM[MEDIUM.len() - 1];

/// Bytes of a cell of each class.
pub static CLASS_SIZE: [u32; CLASS_COUNT] = {
    let mut sizes = [0; CLASS_COUNT];
    let mut i = 0;
    while i < CLASS_COUNT {
        sizes[i] = if i < BUMP_CLASSES { (i * CELL_ALIGN) as u32 } else { MEDIUM[i - BUMP_CLASSES] as u32 };
        i += 1;
    }
    sizes
};

/// Class by size in units of 16 bytes.
static CLASS_OF: [u8; MAX_SMALL_SIZE / CELL_ALIGN + 1] = {
    let mut table = [0; MAX_SMALL_SIZE / CELL_ALIGN + 1];
    let mut class = 1;
    let mut units = 0;
    while units < table.len() {
        if units * CELL_ALIGN > CLASS_SIZE[class] as usize {
            class += 1;
        }
        table[units] = class as u8;
        units += 1;
    }
    table
};

/// The class for cells of `size` bytes, at most [`MAX_SMALL_SIZE`].
#[inline(always)]
pub fn class_of(size: usize) -> usize {
    CLASS_OF[size.div_ceil(CELL_ALIGN)] as usize
}

/// How many bytes a cell of `size` bytes really has: containers that grow may use them all.
#[inline]
pub fn usable_size(size: usize) -> usize {
    if size <= MAX_SMALL_SIZE { CLASS_SIZE[class_of(size)] as usize } else { size.next_multiple_of(CELL_ALIGN) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_their_sizes_tightly() {
        for size in 1..=MAX_SMALL_SIZE {
            let class = class_of(size);
            let cell = CLASS_SIZE[class] as usize;
            assert!(cell >= size && cell.is_multiple_of(CELL_ALIGN));
            assert!(class == 1 || (CLASS_SIZE[class - 1] as usize) < size.next_multiple_of(CELL_ALIGN));
            if size <= MAX_BUMP_SIZE {
                assert_eq!(class, size.div_ceil(16));
            }
        }
        assert!(CLASS_SIZE[1..].windows(2).all(|w| w[0] < w[1]));
    }
}
