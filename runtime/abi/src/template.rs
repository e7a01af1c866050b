//! Predicted shapes: trees of shapes that the compiler expects the program to make. They have ids that are constants of
//! compiled code. The compiler writes the list (`compiler/src/link/image.rs`), the runtime claims trees from it
//! (`runtime/src/template/mod.rs`). A tree that is not claimed has no objects, so its ids match nothing.

use crate::layout::shape_id;

/// Id of the shape that template number `index` becomes when its tree is claimed.
pub const fn shape_template_id(index: u32) -> u32 {
    shape_id::FIRST_OBJECT + index
}

/// Where a predicted shape comes from: how `ShapeTemplate::origin` is to be read.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TemplateKind {
    /// Another template's shape, with a property added. Origin: that template's number.
    Child = 0,
    /// The first shape of what [[Construct]] makes with a closure of this function as new.target. Origin: the function.
    Constructor = 1,
    /// The first shape of object literals with this many inline slots. Origin: the number.
    Literal = 2,
}

/// In keys of templates: a private member.
const PRIVATE_KEY: u32 = 1 << 31;
const PRIVATE_SLOT_BITS: u32 = 29;

/// What sort of member a private name stands for.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PrivateMember {
    Field = 0,
    Method = 1,
    Accessor = 2,
}

/// The key of a private member whose name is in a top-level slot: that of a class that is defined once.
pub const fn private_key(slot: u32, member: PrivateMember) -> u32 {
    debug_assert!(slot < 1 << PRIVATE_SLOT_BITS);
    PRIVATE_KEY | (member as u32) << PRIVATE_SLOT_BITS | slot
}

/// The top-level slot that has the name, and the sort of member; `None` for string constants.
pub const fn private_member(key: u32) -> Option<(u32, PrivateMember)> {
    if key & PRIVATE_KEY == 0 {
        return None;
    }
    let member = match key >> PRIVATE_SLOT_BITS & 3 {
        0 => PrivateMember::Field,
        1 => PrivateMember::Method,
        _ => PrivateMember::Accessor,
    };
    Some((key & ((1 << PRIVATE_SLOT_BITS) - 1), member))
}

/// What all objects of a predicted shape hold in the slot of the property that it adds.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FieldType {
    Any = 0,
    /// A number in the form of a double. The runtime sees to it: it makes doubles of int32s, and objects that are given something else
    /// take another shape. Only data properties and private fields in the first [`MAX_TYPED_SLOTS`] slots.
    Double = 1,
}

/// Slots that may be typed.
pub const MAX_TYPED_SLOTS: u32 = u64::BITS;

/// No template.
pub const NO_TEMPLATE: u32 = u32::MAX;

/// One predicted shape. Parents stand before their children.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShapeTemplate {
    /// [`TemplateKind`]
    pub kind: u32,
    pub origin: u32,
    /// Children: the name of the property, a string constant or a private member ([`private_key`]). Others are data properties with
    /// the attributes of an assignment.
    pub key: u32,
    /// Number of properties.
    pub count: u32,
    /// Inline slots of the objects: property `i` is inline if i < inline_slots. The same in a whole tree.
    pub inline_slots: u32,
    /// The first child, or [`NO_TEMPLATE`].
    pub first_child: u32,
    /// The parent's next child, or [`NO_TEMPLATE`].
    pub next_sibling: u32,
    /// Children: what the property always holds, a [`FieldType`].
    pub field: u32,
}
