//! A set of small numbers, for dataflow over registers.

use core::fmt;

/// A set of numbers below a fixed capacity, one bit each.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct BitSet {
    words: Box<[u64]>,
}

impl BitSet {
    /// An empty set with room for the numbers below `capacity` (rounded up).
    pub fn new(capacity: usize) -> BitSet {
        BitSet { words: vec![0; capacity.div_ceil(64)].into_boxed_slice() }
    }

    /// # Panics
    /// `item` is beyond the capacity.
    pub fn insert(&mut self, item: usize) {
        self.words[item / 64] |= 1 << (item % 64);
    }

    /// # Panics
    /// `item` is beyond the capacity.
    pub fn remove(&mut self, item: usize) {
        self.words[item / 64] &= !(1 << (item % 64));
    }

    pub fn contains(&self, item: usize) -> bool {
        self.words.get(item / 64).is_some_and(|w| w >> (item % 64) & 1 != 0)
    }

    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Makes this set equal to `other`, of the same capacity, without allocating.
    pub fn copy_from(&mut self, other: &BitSet) {
        self.words.copy_from_slice(&other.words);
    }

    /// Adds the items of `other`, of the same capacity. Whether that changed anything.
    pub fn union_with(&mut self, other: &BitSet) -> bool {
        debug_assert_eq!(self.words.len(), other.words.len());
        let mut changed = false;
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            changed |= theirs & !*mine != 0;
            *mine |= theirs;
        }
        changed
    }

    /// Adds the items of `added` that are not in `except`; all of the same capacity. Whether that changed anything.
    pub fn union_with_difference(&mut self, added: &BitSet, except: &BitSet) -> bool {
        debug_assert_eq!(self.words.len(), added.words.len());
        let mut changed = false;
        for ((mine, added), except) in self.words.iter_mut().zip(&added.words).zip(&except.words) {
            let added = added & !except;
            changed |= added & !*mine != 0;
            *mine |= added;
        }
        changed
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|w| *w == 0)
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The items in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut rest = *word;
            core::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(i * 64 + bit)
            })
        })
    }
}

impl fmt::Debug for BitSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_behave_as_sets() {
        let mut a = BitSet::new(130);
        assert!(a.is_empty() && !a.contains(5000));
        for i in [0, 63, 64, 129] {
            a.insert(i);
        }
        a.remove(63);
        assert_eq!(a.iter().collect::<Vec<_>>(), [0, 64, 129]);
        assert_eq!(a.len(), 3);
        let mut b = BitSet::new(130);
        b.insert(7);
        b.insert(64);
        assert!(a.union_with(&b) && !a.union_with(&b));
        let mut c = BitSet::new(130);
        assert!(c.union_with_difference(&a, &b) && !c.union_with_difference(&a, &b));
        assert_eq!(format!("{c:?}"), "{0, 129}");
    }
}
