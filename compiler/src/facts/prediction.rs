//! What is predicted about a program: plain data, made by whole-program inference (`infer`) and by profiles (`profile`), read by
//! whoever builds speculative code. Nothing here is certain: each use is guarded. A missing entry means "nothing known".

use crate::sir::Kinds;
use jsc_abi::layout::CellKind;
use std::collections::{BTreeMap, BTreeSet};

/// Index in `Predictions::classes`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClassId(pub u32);

/// Index in `Predictions::templates`. The runtime gives the shape the id `shape_template_id(index)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TemplateId(pub u32);

/// Most classes that a prediction lists.
pub const MAX_CLASSES: usize = 4;

/// What a value is predicted to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Predicted {
    /// Kinds it may have; `Kinds::NONE`: never seen (the code is predicted not to run).
    pub kinds: Kinds,
    /// Where `kinds` has OBJECT: the classes of the objects, sorted. Empty: unknown, or more than `MAX_CLASSES`.
    pub classes: Vec<ClassId>,
    /// Where `kinds` has INT32: bounds of the int32s. `None`: nothing is known.
    pub range: Option<(i32, i32)>,
}

impl Predicted {
    pub const UNKNOWN: Predicted = Predicted::of(Kinds::ALL);

    /// Nothing but kinds is known.
    pub const fn of(kinds: Kinds) -> Predicted {
        Predicted { kinds, classes: Vec::new(), range: None }
    }
}

/// A sort of object that the program makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Class {
    /// What `new` of this function makes, or a class that derives from others (function: new.target's). Once its constructor
    /// is done, it has the shape `template`.
    Instance { constructor: u32, template: Option<TemplateId> },
    /// Object literals of these keys.
    Literal { template: Option<TemplateId> },
    /// Arrays made at one or several sites; what is predicted of their elements.
    Array { elements: Predicted },
    /// Typed arrays, by the kind of their cells.
    Typed(CellKind),
    /// Closures of a function of the program (classes too).
    Closure(u32),
    /// A built-in function, by its path from the global object: `Math.floor`, `Array.prototype.push`, `Array`.
    Builtin(String),
    /// Other built-in objects, by the kind of their cells.
    Other(CellKind),
}

/// Where a predicted shape begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// The first shape of what [[Construct]] of the first closure of this function makes.
    Constructor(u32),
    /// The literal shape with room for so many inline slots.
    Literal(u32),
}

/// One shape of the trees of predicted shapes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ShapeTemplate {
    pub origin: Origin,
    /// The shape before the last property was added, and that property's key: a string constant, or a private member
    /// (`jsc_abi::template::private_key`); `None`: the first shape.
    pub added: Option<(TemplateId, u32)>,
    /// Number of properties.
    pub count: u32,
    /// How many inline slots the objects have, the same in a whole tree: property `i` is inline if i < inline_slots, the others
    /// are out of line. The runtime claims a tree only if this is what it gives.
    pub inline_slots: u32,
    /// All objects of the shape hold a number in the slot of the last property, in the form of a double (`FieldType::Double`).
    pub is_double: bool,
}

/// Where a property of a predicted shape is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PropertyWay {
    pub shape: TemplateId,
    pub access: PropertyAccess,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PropertyAccess {
    /// An own data property: slot number in the order of addition.
    Slot(u32),
    /// A write that adds the property as slot number `slot`; the object then has the shape `to`.
    Add { slot: u32, to: TemplateId },
    /// A read that finds a method on a prototype: the function.
    Method(u32),
}

/// One of several callees of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Callee {
    pub function: u32,
    /// Of all calls there, in thousandths.
    pub share: u32,
}

/// What an operation on properties, elements or calls is predicted to meet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SitePrediction {
    /// `get_by_name`, `get_length`, `set_by_name`, `define_by_name`: all ways, commonest first; at most `MAX_CLASSES`.
    Property(Vec<PropertyWay>),
    /// `get_by_value`, `set_by_value`, `get_length`: the receiver is always an array with dense elements or a typed array, of one of
    /// these kinds (ascending; at most `MAX_CLASSES`). `get_iterator`, `iterator_next`, `iterator_close`: the same of what is iterated over.
    Element(Vec<CellKind>),
    /// The receiver is always a string.
    StringElement,
    /// `call`, `construct`: the callee is always a closure of this function.
    Function(u32),
    /// `call`: the callee is a closure of one of these functions, commonest first, or (what is left of 1000) anything else.
    Functions(Vec<Callee>),
    /// The callee is always this built-in (path from the global object).
    Builtin(String),
}

/// What is predicted of one function.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FunctionPrediction {
    /// Whether it is predicted to run at all.
    pub reached: bool,
    /// By parameter; missing arguments count as undefined.
    pub parameters: Vec<Predicted>,
    pub this: Option<Predicted>,
    pub result: Option<Predicted>,
    /// By pc: what the instruction there writes to its destination.
    pub values: BTreeMap<u32, Predicted>,
    /// By pc.
    pub sites: BTreeMap<u32, SitePrediction>,
    /// First pcs of the basic blocks that did not run when a profile was recorded in which the function did.
    pub cold: BTreeSet<u32>,
}

/// What is predicted of a built-in's bytecode form where a call goes to the built-in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormPrediction {
    /// The form: a function of the program.
    pub form: u32,
    pub prediction: FunctionPrediction,
}

/// Predictions for a whole program.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Predictions {
    /// By function.
    pub functions: Vec<FunctionPrediction>,
    /// By function and pc of a call: that of a built-in with a bytecode form, on an array.
    pub forms: BTreeMap<(u32, u32), FormPrediction>,
    pub classes: Vec<Class>,
    /// Parents before children.
    pub templates: Vec<ShapeTemplate>,
    /// Functions whose instances are given room for so many properties inside, more than the front end counted.
    pub instance_slots: BTreeMap<u32, u32>,
    /// What was given up and why, for `--timings` and `jsc explain`: budgets that ran out, one line each.
    pub notes: Vec<String>,
}
