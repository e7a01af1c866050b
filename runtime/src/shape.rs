//! Shapes: what objects with the same properties, added in the same order, share. A shape knows the prototype, the
//! number of inline slots, and for each property its slot and attributes.
//!
//! Shared shapes form a tree of transitions and never change; a shape id in a property cache is therefore proof of the
//! layout. A *unique* shape belongs to one object (dictionary mode): properties are added to it in place; deleting or
//! redefining gives it a new id. So caches may hold an own hit on a unique shape, but never a miss, a prototype hit
//! (unless the receiver is itself a prototype) or an addition.

use crate::handle::Obj;
use crate::hash::WordMap;
use crate::object::key::PropertyKey;
use jsc_abi::Value;
use jsc_abi::layout::*;
use jsc_abi::template::MAX_TYPED_SLOTS;
use std::cell::UnsafeCell;
use std::rc::Rc;

/// Attributes of a property.
pub mod attribute {
    pub const WRITABLE: u8 = 1;
    pub const ENUMERABLE: u8 = 2;
    pub const CONFIGURABLE: u8 = 4;
    /// All three: what assignment creates.
    pub const ALL: u8 = 7;
    /// The slot holds an `Accessor` cell.
    pub const ACCESSOR: u8 = 8;
    /// No slot: the value is computed by `object::special`.
    pub const SPECIAL: u8 = 16;
    /// The slot holds the number of an intrinsic until first read.
    pub const LAZY: u8 = 32;
}

/// More named properties than this make an object unique.
const MAX_SHARED_PROPERTIES: u32 = 512;
/// The same for properties added under computed keys, which make tree-shaped transition garbage.
const MAX_SHARED_COMPUTED: u32 = 64;
/// Past this many shapes, every addition that has no transition yet makes the object unique.
const MAX_SHAPES: usize = 1 << 19;
/// The variant of roots (`ShapeTable::root`) that untyped shapes begin with: no predicted one is made there.
const UNTYPED: u32 = u32::MAX;
/// Renumberings of a unique shape before it stops being cached at all.
const MAX_RENUMBERINGS: u8 = 8;

#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub slot: u32,
    pub attributes: u8,
    /// Position in the table.
    pub index: u32,
}

#[derive(Clone, Copy)]
struct TableEntry {
    key: PropertyKey,
    slot: u32,
    attributes: u8,
}

/// Properties in order of insertion, shared by the shapes of a chain: each sees its first `count` entries.
#[derive(Default, Clone)]
struct PropertyTable {
    entries: Vec<TableEntry>,
    /// Open addressing, entry index + 1; empty while the table is small.
    index: Vec<u32>,
    /// Tombstones in `entries`.
    dead: u32,
}

const LINEAR_LIMIT: usize = 8;

impl PropertyTable {
    #[inline]
    fn find(&self, key: PropertyKey, count: usize) -> Option<usize> {
        if self.index.is_empty() || count <= 4 {
            return self.entries[..count].iter().position(|e| e.key == key);
        }
        let mask = self.index.len() - 1;
        let mut at = key.hash() as usize & mask;
        loop {
            match self.index[at] {
                0 => return None,
                n => {
                    let i = n as usize - 1;
                    if self.entries[i].key == key {
                        return if i < count { Some(i) } else { None };
                    }
                }
            }
            at = (at + 1) & mask;
        }
    }

    fn push(&mut self, key: PropertyKey, slot: u32, attributes: u8) {
        self.entries.push(TableEntry { key, slot, attributes });
        if self.entries.len() > LINEAR_LIMIT {
            if self.index.len() < self.entries.len() * 2 {
                self.reindex();
            } else {
                self.index_entry(self.entries.len() - 1);
            }
        }
    }

    fn index_entry(&mut self, i: usize) {
        let mask = self.index.len() - 1;
        let mut at = self.entries[i].key.hash() as usize & mask;
        while self.index[at] != 0 {
            at = (at + 1) & mask;
        }
        self.index[at] = i as u32 + 1;
    }

    fn reindex(&mut self) {
        self.index.clear();
        if self.entries.len() > LINEAR_LIMIT {
            self.index.resize((self.entries.len() * 4).next_power_of_two(), 0);
            for i in 0..self.entries.len() {
                if self.entries[i].key != PropertyKey::DELETED {
                    self.index_entry(i);
                }
            }
        }
    }
}

pub struct Shape {
    pub id: u32,
    /// An object or null.
    pub prototype: Value,
    /// Where inline slots begin, in bytes from the start of the object.
    pub inline_base: u16,
    pub inline_slots: u16,
    /// Slots in use, inline ones first.
    pub slot_count: u32,
    /// Typed fields (`object/typed.rs`): of the first 64 slots those that hold doubles.
    doubles: u64,
    /// The shape without typed fields; 0: not made yet.
    untyped: u32,
    /// Entries of `table` that belong to this shape (tombstones included).
    count: u32,
    unique: bool,
    cacheable: bool,
    renumberings: u8,
    /// The object of a unique shape.
    owner: *mut Object,
    table: Rc<UnsafeCell<PropertyTable>>,
    transitions: Vec<(PropertyKey, u8, u32)>,
    transition_map: Option<WordMap<(PropertyKey, u8), u32>>,
    prototype_transitions: Vec<(Value, u32)>,
}

impl Shape {
    #[inline]
    fn table(&self) -> &PropertyTable {
        // SAFETY: tables are only touched through shapes of this thread's table, one access at a time.
        unsafe { &*self.table.get() }
    }

    #[allow(clippy::mut_from_ref)]
    fn table_mut(&self) -> &mut PropertyTable {
        // SAFETY: as above.
        unsafe { &mut *self.table.get() }
    }

    #[inline]
    pub fn lookup(&self, key: PropertyKey) -> Option<Property> {
        let table = self.table();
        let index = table.find(key, self.count as usize)?;
        let e = &table.entries[index];
        Some(Property { slot: e.slot, attributes: e.attributes, index: index as u32 })
    }

    /// Where the slot is in objects of this shape.
    #[inline]
    pub fn offset(&self, slot: u32) -> SlotOffset {
        if slot < self.inline_slots as u32 {
            self.inline_base as i32 + 8 * slot as i32
        } else {
            out_of_line_offset(slot - self.inline_slots as u32)
        }
    }

    /// Whether all objects of this shape have a double in the slot.
    #[inline]
    pub fn is_double(&self, slot: u32) -> bool {
        slot < MAX_TYPED_SLOTS && self.doubles >> slot & 1 != 0
    }

    /// The slots that hold doubles, a bit for each of the first 64.
    pub fn doubles(&self) -> u64 {
        self.doubles
    }

    /// Whether any field is typed.
    #[inline]
    pub fn has_doubles(&self) -> bool {
        self.doubles != 0
    }

    /// Number of out-of-line slots in use.
    pub fn out_of_line_slots(&self) -> u32 {
        self.slot_count.saturating_sub(self.inline_slots as u32)
    }

    pub fn is_unique(&self) -> bool {
        self.unique
    }

    /// Own hits may be cached.
    pub fn is_cacheable(&self) -> bool {
        self.cacheable
    }

    /// Keys and attributes in insertion order.
    pub fn properties(&self) -> impl Iterator<Item = (PropertyKey, Property)> + '_ {
        self.table().entries[..self.count as usize]
            .iter()
            .enumerate()
            .filter(|(_, e)| e.key != PropertyKey::DELETED)
            .map(|(i, e)| (e.key, Property { slot: e.slot, attributes: e.attributes, index: i as u32 }))
    }
}

#[derive(PartialEq, Eq, Hash)]
struct RootKey {
    prototype: u64,
    inline_base: u16,
    inline_slots: u16,
    /// Names the initial SPECIAL properties (`RootProperties`).
    variant: u32,
}

/// All shapes of a context, by id. Shared shapes live as long as the context.
pub struct ShapeTable {
    shapes: Vec<*mut Shape>,
    free_ids: Vec<u32>,
    /// Ids freed since the last full collection: caches may still name them.
    retired_ids: Vec<u32>,
    roots: WordMap<RootKey, u32>,
    unique: Vec<u32>,
    shared_count: usize,
}

impl Default for ShapeTable {
    fn default() -> Self {
        ShapeTable::new(0)
    }
}

impl ShapeTable {
    /// With so many ids kept free for predicted shapes, from `shape_id::FIRST_OBJECT` on.
    pub fn new(template_count: u32) -> ShapeTable {
        let mut t = ShapeTable {
            shapes: Vec::with_capacity(256 + template_count as usize),
            free_ids: Vec::new(),
            retired_ids: Vec::new(),
            roots: WordMap::default(),
            unique: Vec::new(),
            shared_count: 0,
        };
        // Ids 0 to 3: cells that are no objects. Their shapes have no properties; the prototypes of 1 to 3 are set when
        // the primitives' prototypes are built.
        for _ in 0..shape_id::FIRST_OBJECT {
            t.add_shape(Value::NULL, size_of::<Object>() as u16, 0, Vec::new(), false, core::ptr::null_mut());
        }
        t.shapes.resize((shape_id::FIRST_OBJECT + template_count) as usize, core::ptr::null_mut());
        t
    }

    #[inline(always)]
    pub fn get(&self, id: u32) -> &'static Shape {
        debug_assert!((id as usize) < self.shapes.len(), "shape id {id} out of range");
        // SAFETY: ids are given out by this table, and shapes are boxed: they do not move while their id is in use.
        // ('static: a shape is freed only by a collection, when no object has it.)
        unsafe { &**self.shapes.get_unchecked(id as usize) }
    }

    #[allow(clippy::mut_from_ref)]
    fn get_mut(&self, id: u32) -> &'static mut Shape {
        let shape = self.shapes[id as usize];
        // SAFETY: as above; single-threaded, and no reference is kept across calls.
        unsafe { &mut *shape }
    }

    /// For the collector and its verifier.
    pub fn is_valid(&self, id: u32) -> bool {
        (id as usize) < self.shapes.len() && !self.shapes[id as usize].is_null()
    }

    /// (inline base, inline slots, slots in use): where the traced slots of an object are.
    #[inline]
    pub fn property_slots(&self, id: u32) -> (u16, u16, u32) {
        let s = self.get(id);
        (s.inline_base, s.inline_slots, s.slot_count)
    }

    fn add_shape(
        &mut self,
        prototype: Value,
        inline_base: u16,
        inline_slots: u16,
        entries: Vec<TableEntry>,
        unique: bool,
        owner: *mut Object,
    ) -> u32 {
        let slot_count = entries.iter().filter(|e| e.attributes & attribute::SPECIAL == 0).count() as u32;
        let count = entries.len() as u32;
        let mut table = PropertyTable { entries, index: Vec::new(), dead: 0 };
        table.reindex();
        let id = self.free_id();
        self.place(
            id,
            Shape {
                id,
                prototype,
                inline_base,
                inline_slots,
                slot_count,
                doubles: 0,
                untyped: 0,
                count,
                unique,
                cacheable: true,
                renumberings: 0,
                owner,
                table: Rc::new(UnsafeCell::new(table)),
                transitions: Vec::new(),
                transition_map: None,
                prototype_transitions: Vec::new(),
            },
        )
    }

    fn free_id(&mut self) -> u32 {
        self.free_ids.pop().unwrap_or_else(|| {
            self.shapes.push(core::ptr::null_mut());
            (self.shapes.len() - 1) as u32
        })
    }

    fn add(&mut self, shape: Shape) -> u32 {
        let id = self.free_id();
        self.place(id, shape)
    }

    /// Gives the shape an id that no shape has.
    fn place(&mut self, id: u32, mut shape: Shape) -> u32 {
        debug_assert!(self.shapes[id as usize].is_null());
        shape.id = id;
        if shape.unique {
            self.unique.push(id);
        } else {
            self.shared_count += 1;
        }
        self.shapes[id as usize] = Box::into_raw(Box::new(shape));
        id
    }

    /// The shape of fresh objects with this prototype and room; `special` are initial properties without slots.
    pub fn root(
        &mut self,
        prototype: Value,
        inline_base: u16,
        inline_slots: u16,
        variant: u32,
        special: &[(PropertyKey, u8)],
    ) -> u32 {
        let key = RootKey { prototype: prototype.0, inline_base, inline_slots, variant };
        if let Some(&id) = self.roots.get(&key) {
            return id;
        }
        let entries = special
            .iter()
            .map(|&(key, attributes)| TableEntry { key, slot: u32::MAX, attributes: attributes | attribute::SPECIAL })
            .collect();
        let id = self.add_shape(prototype, inline_base, inline_slots, entries, false, core::ptr::null_mut());
        self.roots.insert(key, id);
        id
    }

    /// A unique shape for a fresh object.
    pub fn new_unique(&mut self, prototype: Value, inline_base: u16, inline_slots: u16, owner: Obj) -> u32 {
        self.add_shape(prototype, inline_base, inline_slots, Vec::new(), true, owner.ptr())
    }

    /// Sets the prototype of a primitive's shape.
    pub fn set_primitive_prototype(&mut self, id: u32, prototype: Obj) {
        self.get_mut(id).prototype = prototype.value();
    }

    /// The shape after adding `key`. A shared shape gives its transition, or `None` if the object should become unique.
    pub fn transition(&mut self, id: u32, key: PropertyKey, attributes: u8, computed: bool) -> Option<u32> {
        let shape = self.get_mut(id);
        debug_assert!(!shape.unique);
        let known = match &shape.transition_map {
            Some(map) => map.get(&(key, attributes)).copied(),
            None => shape.transitions.iter().find(|t| t.0 == key && t.1 == attributes).map(|t| t.2),
        };
        if known.is_some() {
            return known;
        }
        let limit = if computed { MAX_SHARED_COMPUTED } else { MAX_SHARED_PROPERTIES };
        if shape.count >= limit || self.shared_count >= MAX_SHAPES {
            return None;
        }
        let new = self.free_id();
        self.extend(id, key, attributes, new);
        Some(new)
    }

    /// Whether `count` shapes more, of at most `properties` each, may be shared.
    pub fn has_room(&self, count: usize, properties: u32) -> bool {
        properties <= MAX_SHARED_PROPERTIES && self.shared_count + count < MAX_SHAPES
    }

    /// The root shape of a tree of predicted shapes: without properties, of plain objects, with an id that was kept free. If
    /// there is a root of that prototype and size already, both exist from here on.
    pub fn template_root(&mut self, id: u32, prototype: Value, inline_slots: u16) {
        let inline_base = size_of::<Object>() as u16;
        let table = Rc::new(UnsafeCell::new(PropertyTable::default()));
        let shape = Shape {
            id,
            prototype,
            inline_base,
            inline_slots,
            slot_count: 0,
            doubles: 0,
            untyped: 0,
            count: 0,
            unique: false,
            cacheable: true,
            renumberings: 0,
            owner: core::ptr::null_mut(),
            table,
            transitions: Vec::new(),
            transition_map: None,
            prototype_transitions: Vec::new(),
        };
        self.place(id, shape);
        let key = RootKey { prototype: prototype.0, inline_base, inline_slots, variant: 0 };
        self.roots.entry(key).or_insert(id);
    }

    /// Makes the transition from a shared shape by a key that it has no transition for, to a new shape with the id `new`, which
    /// no shape has.
    pub fn extend(&mut self, id: u32, key: PropertyKey, attributes: u8, new: u32) {
        let shape = self.get_mut(id);
        debug_assert!(!shape.unique && shape.lookup(key).is_none());
        let table = if shape.table().entries.len() == shape.count as usize {
            shape.table.clone()
        } else {
            let mut copy = PropertyTable {
                entries: shape.table().entries[..shape.count as usize].to_vec(),
                index: Vec::new(),
                dead: 0,
            };
            copy.reindex();
            Rc::new(UnsafeCell::new(copy))
        };
        let special = attributes & attribute::SPECIAL != 0;
        let slot = if special { u32::MAX } else { shape.slot_count };
        // SAFETY: single-threaded; no other reference into this table is alive.
        unsafe { (*table.get()).push(key, slot, attributes) };
        let extended = Shape {
            id: new,
            prototype: shape.prototype,
            inline_base: shape.inline_base,
            inline_slots: shape.inline_slots,
            slot_count: shape.slot_count + !special as u32,
            doubles: shape.doubles,
            untyped: 0,
            count: shape.count + 1,
            unique: false,
            cacheable: true,
            renumberings: 0,
            owner: core::ptr::null_mut(),
            table,
            transitions: Vec::new(),
            transition_map: None,
            prototype_transitions: Vec::new(),
        };
        self.place(new, extended);
        let shape = self.get_mut(id);
        if let Some(map) = &mut shape.transition_map {
            map.insert((key, attributes), new);
        } else {
            shape.transitions.push((key, attributes, new));
            if shape.transitions.len() > 8 {
                shape.transition_map = Some(shape.transitions.drain(..).map(|(k, a, s)| ((k, a), s)).collect());
            }
        }
    }

    /// The last slot of this shape, which has no objects and no shapes behind it yet, holds doubles. (Of the first 64.)
    pub fn type_last_slot(&mut self, id: u32) {
        let shape = self.get_mut(id);
        let slot = shape.slot_count - 1;
        if slot < MAX_TYPED_SLOTS {
            shape.doubles |= 1 << slot;
        }
    }

    /// The shape with the same properties in the same places, none of them typed; `None`: there are too many shapes.
    pub fn untyped(&mut self, id: u32) -> Option<u32> {
        let shape = self.get(id);
        debug_assert!(!shape.unique);
        if shape.untyped != 0 {
            return Some(shape.untyped);
        }
        let mut at = self.root(shape.prototype, shape.inline_base, shape.inline_slots, UNTYPED, &[]);
        for (key, p) in shape.properties() {
            at = self.transition(at, key, p.attributes, false)?;
        }
        self.get_mut(id).untyped = at;
        Some(at)
    }

    /// Adds `key` to a unique shape in place; returns its slot.
    pub fn add_to_unique(&mut self, id: u32, key: PropertyKey, attributes: u8) -> u32 {
        let shape = self.get_mut(id);
        debug_assert!(shape.unique);
        let slot = if attributes & attribute::SPECIAL != 0 {
            u32::MAX
        } else {
            shape.slot_count += 1;
            shape.slot_count - 1
        };
        shape.table_mut().push(key, slot, attributes);
        shape.count += 1;
        slot
    }

    /// A unique copy of a shape for `owner`. The slots stay where they are.
    pub fn make_unique(&mut self, id: u32, owner: Obj) -> u32 {
        let shape = self.get(id);
        debug_assert!(!shape.unique);
        let mut table = PropertyTable {
            entries: shape.table().entries[..shape.count as usize].to_vec(),
            index: Vec::new(),
            dead: 0,
        };
        table.reindex();
        let new = Shape {
            id: 0,
            prototype: shape.prototype,
            inline_base: shape.inline_base,
            inline_slots: shape.inline_slots,
            slot_count: shape.slot_count,
            doubles: 0,
            untyped: 0,
            count: shape.count,
            unique: true,
            cacheable: true,
            renumberings: 0,
            owner: owner.ptr(),
            table: Rc::new(UnsafeCell::new(table)),
            transitions: Vec::new(),
            transition_map: None,
            prototype_transitions: Vec::new(),
        };
        self.add(new)
    }

    /// Gives a unique shape a new id, because something that a cache may rely on changes; returns the id.
    pub fn renumber(&mut self, id: u32) -> u32 {
        let shape = self.get_mut(id);
        debug_assert!(shape.unique);
        if !shape.cacheable {
            return id;
        }
        shape.renumberings += 1;
        if shape.renumberings > MAX_RENUMBERINGS {
            shape.cacheable = false;
        }
        let pointer = self.shapes[id as usize];
        self.shapes[id as usize] = core::ptr::null_mut();
        self.retired_ids.push(id);
        let new = self.free_id();
        self.shapes[new as usize] = pointer;
        shape.id = new;
        self.unique.push(new);
        new
    }

    /// Removes a property of a unique shape; returns the new id. Its slot stays unused.
    pub fn remove_from_unique(&mut self, id: u32, property: Property) -> u32 {
        let shape = self.get_mut(id);
        let table = shape.table_mut();
        table.entries[property.index as usize].key = PropertyKey::DELETED;
        // Index entries of removed properties stay behind (they lead to the tombstone) until compaction.
        table.dead += 1;
        let dead = table.dead as usize;
        if dead > 16 && dead * 2 > table.entries.len() {
            table.entries.retain(|e| e.key != PropertyKey::DELETED);
            table.dead = 0;
            table.reindex();
            let count = table.entries.len() as u32;
            shape.count = count;
        }
        self.renumber(id)
    }

    /// After compaction slots are not reused; an owner with many dead slots asks for a map old slot -> new slot and moves
    /// its values. Returns `None` while that is not worth it.
    pub fn compact_unique_slots(&mut self, id: u32) -> Option<Vec<(u32, u32)>> {
        let shape = self.get_mut(id);
        let table = shape.table_mut();
        let live = table.entries.iter().filter(|e| e.key != PropertyKey::DELETED && e.slot != u32::MAX).count() as u32;
        if shape.slot_count < 64 || live * 2 > shape.slot_count {
            return None;
        }
        let mut moves = Vec::with_capacity(live as usize);
        let mut next = 0;
        // Slots grow with insertion order except where a property was redefined; moving in slot order is safe in place.
        // Slot, then place in the table.
        let mut order: Vec<u64> = (table.entries.iter().enumerate())
            .filter(|(_, e)| e.key != PropertyKey::DELETED && e.slot != u32::MAX)
            .map(|(i, e)| u64::from(e.slot) << 32 | i as u64)
            .collect();
        order.sort_unstable();
        for i in order.into_iter().map(|both| both as u32 as usize) {
            moves.push((table.entries[i].slot, next));
            table.entries[i].slot = next;
            next += 1;
        }
        shape.slot_count = next;
        Some(moves)
    }

    /// Changes attributes of a property of a unique shape; gives it a slot if it had none. Returns (new id, slot).
    pub fn redefine_unique(&mut self, id: u32, property: Property, attributes: u8) -> (u32, u32) {
        let shape = self.get_mut(id);
        let mut slot = property.slot;
        if slot == u32::MAX && attributes & attribute::SPECIAL == 0 {
            slot = shape.slot_count;
            shape.slot_count += 1;
        }
        let e = &mut shape.table_mut().entries[property.index as usize];
        e.attributes = attributes;
        e.slot = slot;
        (self.renumber(id), slot)
    }

    /// Clears LAZY of a property (its slot now has the value): nobody has cached it.
    pub fn clear_lazy(&mut self, id: u32, property: Property) {
        self.get_mut(id).table_mut().entries[property.index as usize].attributes &= !attribute::LAZY;
    }

    /// The shape with the same properties and another prototype.
    pub fn with_prototype(&mut self, id: u32, prototype: Value, owner: Obj) -> u32 {
        let shape = self.get_mut(id);
        if shape.unique {
            shape.prototype = prototype;
            return self.renumber(id);
        }
        if let Some(&(_, new)) = shape.prototype_transitions.iter().find(|t| t.0 == prototype) {
            return new;
        }
        if shape.prototype_transitions.len() >= 64 || self.shared_count >= MAX_SHAPES {
            let new = self.make_unique(id, owner);
            self.get_mut(new).prototype = prototype;
            return new;
        }
        let new = Shape {
            id: 0,
            prototype,
            inline_base: shape.inline_base,
            inline_slots: shape.inline_slots,
            slot_count: shape.slot_count,
            doubles: shape.doubles,
            untyped: 0,
            count: shape.count,
            unique: false,
            cacheable: true,
            renumberings: 0,
            owner: core::ptr::null_mut(),
            table: shape.table.clone(),
            transitions: Vec::new(),
            transition_map: None,
            prototype_transitions: Vec::new(),
        };
        let new = self.add(new);
        self.get_mut(id).prototype_transitions.push((prototype, new));
        new
    }

    /// A fresh shape (no transition leads there) equal to `id`: what `preventExtensions` needs so that caches of
    /// additions miss.
    pub fn detached(&mut self, id: u32, owner: Obj) -> u32 {
        if self.get(id).unique { self.renumber(id) } else { self.make_unique(id, owner) }
    }

    /// Prototypes and keys of all shapes: roots.
    pub fn visit_roots(&self, f: &mut dyn FnMut(Value)) {
        for &p in &self.shapes {
            if p.is_null() {
                continue;
            }
            // SAFETY: non-null entries are live shapes.
            let s = unsafe { &*p };
            if s.unique {
                // Its keys and prototype are visited with its owner (`visit_unique`), so that a dead one frees them; a shape whose owner
                // was born since is visited here only through the owner as well.
                continue;
            }
            f(s.prototype);
            // A chain shares one table: let the longest visit it.
            if s.count as usize == s.table().entries.len() {
                for e in &s.table().entries {
                    if let Some(v) = e.key.cell() {
                        f(v);
                    }
                }
            }
        }
    }

    /// What a unique shape keeps alive, visited when its owner is traced.
    pub fn visit_unique(&self, id: u32, f: &mut dyn FnMut(Value)) {
        let s = self.get(id);
        if s.unique {
            f(s.prototype);
            for e in &s.table().entries {
                if let Some(v) = e.key.cell() {
                    f(v);
                }
            }
        }
    }

    #[inline]
    pub fn is_unique(&self, id: u32) -> bool {
        self.get(id).unique
    }

    /// Frees the unique shapes whose owner is dead.
    pub fn sweep_unique(&mut self, mut is_live: impl FnMut(*mut Object) -> bool) {
        let mut kept = Vec::with_capacity(self.unique.len());
        for id in core::mem::take(&mut self.unique) {
            let p = self.shapes[id as usize];
            if p.is_null() {
                continue; // renumbered
            }
            // SAFETY: non-null entries are live shapes.
            let s = unsafe { &*p };
            // A live owner may have gone on to another shape.
            if is_live(s.owner) && unsafe { (*s.owner).header.shape } == id {
                kept.push(id);
            } else {
                // SAFETY: made by Box::into_raw; no object has this shape any more.
                drop(unsafe { Box::from_raw(p) });
                self.shapes[id as usize] = core::ptr::null_mut();
                self.retired_ids.push(id);
            }
        }
        self.unique = kept;
    }

    /// After a full collection: true if ids are about to be reused, so that all property caches must be cleared.
    pub fn recycle_ids(&mut self) -> bool {
        if self.retired_ids.is_empty() {
            return false;
        }
        self.free_ids.append(&mut self.retired_ids);
        true
    }

    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    pub fn is_empty(&self) -> bool {
        false
    }
}
