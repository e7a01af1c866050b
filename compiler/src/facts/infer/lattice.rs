//! Abstract values: a set of kinds, a set of classes, the range of the int32s, and about how many bits the numbers have.

use crate::sir::Kinds;
use crate::sir::range::Range;
use std::collections::HashMap;

/// Kinds that programs do not see, beside those of `Kinds`: environments and private names have classes too.
pub const ENVIRONMENT: Kinds = Kinds(1 << 10);
pub const PRIVATE_NAME: Kinds = Kinds(1 << 11);
/// All bits.
pub const EVERYTHING: u16 = u16::MAX;
/// The kinds whose values have classes. (Of symbols only the well-known ones.)
const CLASSY: u16 = Kinds::OBJECT.0 | Kinds::SYMBOL.0 | ENVIRONMENT.0 | PRIVATE_NAME.0;

/// Most classes that are told apart; with more, a set is `Set::ALL`.
const MAX_SET: usize = 32;

/// A set of classes: index in `Sets`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Set(pub u32);

impl Set {
    pub const NONE: Set = Set(0);
    /// Any class.
    pub const ALL: Set = Set(1);
}

/// What a value may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Abstract {
    pub kinds: Kinds,
    /// Where it is a number: its magnitude is likely below 2^bits. 32: all of int32. Larger: does not fit int32.
    pub bits: u8,
    /// Of the int32s; none if there are none.
    pub range: Range,
    /// Where it may be a double: not only because an int32 may have outgrown its kind.
    pub is_real: bool,
    pub set: Set,
}

/// Of numbers of which nothing else is known: a product of two of them is not yet taken for large.
pub const TYPICAL_BITS: u8 = 12;
pub const MAX_BITS: u8 = 64;

impl Abstract {
    pub const NONE: Abstract = Abstract::of(Kinds::NONE);
    pub const UNKNOWN: Abstract = Abstract { set: Set::ALL, ..Abstract::of(Kinds::ANY) };
    pub const UNDEFINED: Abstract = Abstract::of(Kinds::UNDEFINED);
    pub const INT32: Abstract = Abstract::of(Kinds::INT32);
    /// A length or position.
    pub const LENGTH: Abstract = Abstract::INT32.within(Range::LENGTH);
    pub const NUMBER: Abstract = Abstract::of(Kinds::NUMBER);
    pub const DOUBLE: Abstract = Abstract::of(Kinds::DOUBLE);
    pub const BOOL: Abstract = Abstract::of(Kinds::BOOL);
    pub const STRING: Abstract = Abstract::of(Kinds::STRING);
    /// An object of any class.
    pub const OBJECT: Abstract = Abstract { set: Set::ALL, ..Abstract::of(Kinds::OBJECT) };

    /// No objects.
    pub const fn of(kinds: Kinds) -> Abstract {
        let bits = if kinds.0 & Kinds::NUMBER.0 != 0 { TYPICAL_BITS } else { 0 };
        let is_real = kinds.0 & Kinds::DOUBLE.0 != 0;
        Abstract { kinds, bits, range: all_of(kinds), is_real, set: Set::NONE }
    }

    pub const fn number(kinds: Kinds, bits: u8) -> Abstract {
        Abstract { bits: if bits > MAX_BITS { MAX_BITS } else { bits }, ..Abstract::of(kinds) }
    }

    /// With int32s, if it has any, in this range.
    pub const fn within(self, range: Range) -> Abstract {
        let all = all_of(self.kinds);
        Abstract { range: if all.is_none() || range.is_none() { all } else { range }, ..self }
    }

    pub fn is_none(self) -> bool {
        self.kinds == Kinds::NONE
    }

    /// What is left if only these kinds are possible.
    pub fn masked(self, mask: u16) -> Abstract {
        let kinds = Kinds(self.kinds.0 & mask);
        let bits = if kinds.intersects(Kinds::NUMBER) { self.bits } else { 0 };
        let set = if kinds.0 & CLASSY != 0 { self.set } else { Set::NONE };
        let is_real = self.is_real && kinds.intersects(Kinds::DOUBLE);
        Abstract { kinds, bits, range: self.range, is_real, set }.within(self.range)
    }

    pub fn is_subset(self, kinds: Kinds) -> bool {
        self.kinds.is_subset(kinds)
    }
}

/// The range of values of these kinds of which nothing else is known.
const fn all_of(kinds: Kinds) -> Range {
    if kinds.0 & Kinds::INT32.0 != 0 { Range::INT32 } else { Range::NONE }
}

/// Bounds that ranges grow to, beside those of int32 and their negatives.
const STEPS: [i64; 5] = [0, 1, 0xFF, 0xFFFF, 0xFF_FFFF];

/// A range that has become `new`, with bounds that have grown moved on, so that they do so only a few times.
pub fn widened(old: Range, new: Range) -> Range {
    if old.is_none() {
        return new;
    }
    let above = |n: i64| STEPS.into_iter().find(|s| *s >= n).unwrap_or(Range::INT32.1);
    let low = match new.0 {
        low if low >= old.0 => old.0,
        low if low >= 0 => STEPS.into_iter().rfind(|s| *s <= low).unwrap_or(0),
        -1 => -1,
        low => -above(-1 - low) - 1,
    };
    Range(low, if new.1 > old.1 { above(new.1) } else { old.1 })
}

/// All sets of classes there are, and their unions.
pub struct Sets {
    lists: Vec<Box<[u32]>>,
    index: HashMap<Box<[u32]>, Set>,
    unions: HashMap<(Set, Set), Set>,
    /// Classes that went up in `Set::ALL`, not yet asked for; each may be here more than once.
    pub merged: Vec<u32>,
}

impl Default for Sets {
    fn default() -> Sets {
        let none: Box<[u32]> = Box::new([]);
        let index = HashMap::from([(none.clone(), Set::NONE)]);
        Sets { lists: vec![none.clone(), none], index, unions: HashMap::new(), merged: Vec::new() }
    }
}

impl Sets {
    /// The classes of a set, sorted; of `Set::ALL` none.
    pub fn list(&self, set: Set) -> &[u32] {
        &self.lists[set.0 as usize]
    }

    pub fn single(&mut self, class: u32) -> Set {
        self.intern(vec![class])
    }

    fn intern(&mut self, list: Vec<u32>) -> Set {
        let list = list.into_boxed_slice();
        if let Some(set) = self.index.get(&list) {
            return *set;
        }
        let set = Set(self.lists.len() as u32);
        self.lists.push(list.clone());
        self.index.insert(list, set);
        set
    }

    pub fn union(&mut self, a: Set, b: Set) -> Set {
        if a == b || b == Set::NONE {
            return a;
        }
        if a == Set::NONE {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(set) = self.unions.get(&key) {
            return *set;
        }
        let mut list: Vec<u32> = self.list(a).iter().chain(self.list(b)).copied().collect();
        list.sort_unstable();
        list.dedup();
        let set = if a == Set::ALL || b == Set::ALL || list.len() > MAX_SET {
            self.merged.extend(list);
            Set::ALL
        } else {
            self.intern(list)
        };
        self.unions.insert(key, set);
        set
    }

    pub fn join(&mut self, a: Abstract, b: Abstract) -> Abstract {
        let (kinds, bits) = (a.kinds.union(b.kinds), a.bits.max(b.bits));
        let (range, is_real) = (a.range.union(b.range), a.is_real | b.is_real);
        Abstract { kinds, bits, range, is_real, set: self.union(a.set, b.set) }
    }
}
