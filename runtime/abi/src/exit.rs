//! Exits from speculative native code: what the compiler writes for each guard and the runtime reads when one fails.
//!
//! A failing guard jumps to a cold block. It stores the live values, as they are represented, to a buffer on the stack and
//! returns what `jsc_rt_exit(ctx, site, buffer, argv, argc)` returns; code that was entered in the middle calls `jsc_rt_exit_resumed(ctx,
//! site, buffer, frame)`. The runtime rebuilds one interpreter frame for each
//! function that was inlined there and goes on in the innermost at the exact pc. Its result is handed to the frame around
//! it, up to the outermost frame, whose result is the compiled function's.
//!
//! A *frame map* is a sequence of 32-bit words (all sections in this order, counts first where the length varies):
//!
//! ```text
//! object count   { RebuiltKind, detail, n, n locations } …      objects that were never allocated
//! frame count    { function, pc, this, callee, new.target, n, n × (register, location) } …     outermost first
//! ```
//!
//! A *location* is one word, tag in the upper 4 bits (`Location`), or three for immediates.
//!
//! The outermost frame has the `argv` and `argc` that the exit was given. An inlined frame's are the argument registers of the
//! call around it, so a map for a function that reads its arguments beyond the parameters lists those.
//!
//! The pc of a frame that is not the innermost is that of the operation that called the next one. If it writes a register,
//! the result goes there (as it is: an operation that makes something else of a result, such as `iterator_next` or `less`,
//! cannot have a frame inside); that of a setter is dropped. An exception goes to the handler of that pc.
//!
//! `runtime/src/exit/frame_map.rs` reads maps. They are the compiler's own data, and so they are trusted.

/// Where a value is at an exit: upper 4 bits of a location word; the lower 28 bits are an index.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Location {
    /// Buffer word `index` is a boxed value.
    Boxed = 0,
    /// The low half of buffer word `index` is an int32.
    Int32 = 1,
    /// Buffer word `index` is an IEEE double.
    Double = 2,
    /// Buffer word `index` is 0 or 1: a boolean.
    Bool = 3,
    /// The value's bits follow: low word, high word. `index` is 0.
    Immediate = 4,
    /// Object number `index` of this map.
    Object = 5,
    /// Value number `index` of the program's constants.
    Constant = 6,
    /// Buffer word `index` holds an uint32 in its low half: a number.
    Uint32 = 7,
}

impl Location {
    pub const ALL: [Location; 8] = [
        Location::Boxed,
        Location::Int32,
        Location::Double,
        Location::Bool,
        Location::Immediate,
        Location::Object,
        Location::Constant,
        Location::Uint32,
    ];
    pub const TAG_SHIFT: u32 = 28;
    pub const INDEX_MASK: u32 = (1 << Location::TAG_SHIFT) - 1;

    pub const fn word(self, index: u32) -> u32 {
        (self as u32) << Location::TAG_SHIFT | index
    }

    /// Tag and index of a location word.
    pub fn split(word: u32) -> (Option<Location>, u32) {
        (Location::ALL.get((word >> Location::TAG_SHIFT) as usize).copied(), word & Location::INDEX_MASK)
    }
}

/// What an exit makes of an object that the compiled code never allocated. All objects are allocated first, then filled, so
/// they may refer to each other in any order.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RebuiltKind {
    /// Detail: the `Keys` constant; values of its keys.
    Literal = 0,
    /// Detail: a `Keys` constant; the constructor (new.target; no rebuilt object itself), then the values of the first n - 1 keys.
    /// What [[Construct]] of the function allocates, with these properties added in order.
    Instance = 1,
    /// Detail: number of slots; the parent environment (or undefined), then the slots.
    Environment = 2,
    /// Detail: 0; the elements.
    Array = 3,
    /// Detail: the function; its environment (or undefined).
    Closure = 4,
    /// Detail: number of a shape template, whose tree is claimed; values of its properties in order, all in inline slots.
    Template = 5,
}

/// Which prediction an exit site guards. The census counts by it.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum ExitKind {
    /// A value is not of the type predicted.
    Type = 0,
    /// An int32 operation left int32.
    Overflow = 1,
    /// A result is -0 where an int32 was predicted, or a division by zero.
    MinusZero = 2,
    /// A quotient or a double is no int32.
    Inexact = 3,
    /// An object has another shape.
    Shape = 4,
    /// An index is out of bounds.
    Bounds = 5,
    /// An element is a hole.
    Hole = 6,
    /// A call goes elsewhere.
    CallTarget = 7,
    /// A binding is not yet initialised.
    Uninitialized = 8,
    /// An assumption on the prototypes does not hold any more.
    Prototype = 9,
    /// An int32 is not in the range predicted.
    Range = 10,
}

impl ExitKind {
    pub const ALL: [ExitKind; 11] = [
        ExitKind::Type,
        ExitKind::Overflow,
        ExitKind::MinusZero,
        ExitKind::Inexact,
        ExitKind::Shape,
        ExitKind::Bounds,
        ExitKind::Hole,
        ExitKind::CallTarget,
        ExitKind::Uninitialized,
        ExitKind::Prototype,
        ExitKind::Range,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            ExitKind::Type => "type",
            ExitKind::Overflow => "overflow",
            ExitKind::MinusZero => "minus-zero",
            ExitKind::Inexact => "inexact",
            ExitKind::Shape => "shape",
            ExitKind::Bounds => "bounds",
            ExitKind::Hole => "hole",
            ExitKind::CallTarget => "call-target",
            ExitKind::Uninitialized => "uninitialized",
            ExitKind::Prototype => "prototype",
            ExitKind::Range => "range",
        }
    }

    pub fn from_name(name: &str) -> Option<ExitKind> {
        ExitKind::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// One exit site, constant data of the executable.
#[repr(C)]
pub struct ExitSite {
    /// The frame map's words. Sites of one state share it.
    pub map: *const u32,
    /// The site's counter, zeroed data.
    pub counter: *mut ExitCounter,
    /// The compiled function's fuse, zeroed data.
    pub fuse: *mut Fuse,
    /// [`ExitKind`]
    pub kind: u32,
    /// The function (index in the program) and pc that the guard belongs to: those of the innermost frame, but the pc is that of
    /// the guarded operation also where the exit resumes behind it.
    pub function: u32,
    pub pc: u32,
    pub reserved: u32,
}

// SAFETY: constant data of the executable; what it points to is only touched by the program's thread.
unsafe impl Sync for ExitSite {}

/// A pc in a frame record with this bit is the number of an [`InlinedPosition`] of one of the function's tables
/// (`NativeEntry::positions`).
pub const INLINED_PC: u32 = 1 << 31;
/// Beside it: the table is that of the code that is entered in the middle.
pub const RESUMED_PC: u32 = 1 << 30;

/// The tables of a function, or null: of the code that is entered at the start, and of that entered in the middle.
pub type InlinedPositions = [*const InlinedPosition; 2];

/// What a pc with `INLINED_PC` stands for.
/// # Safety
/// The tables are those of the function whose code noted the pc, and live.
pub unsafe fn inlined_position(tables: &InlinedPositions, pc: u32) -> InlinedPosition {
    let table = tables[(pc & RESUMED_PC != 0) as usize];
    *table.add((pc & !(INLINED_PC | RESUMED_PC)) as usize)
}

/// A place in code that was inlined into another function.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InlinedPosition {
    /// The inlined function's index in the program.
    pub function: u32,
    pub pc: u32,
    /// pc of the call in the activation around: again with `INLINED_PC` if that is inlined too.
    pub caller: u32,
    /// The callee is pointer number `slot` behind the frame record.
    pub slot: u32,
}

/// How often a site was left by.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ExitCounter {
    pub count: u32,
    /// Not 0 once the context lists the site for the census.
    pub listed: u32,
}

/// Exits of one speculative form of a function, over all sites. At `FUSE_LIMIT`, calls take the generic form. (Exits right behind an
/// entry at a loop header count for the entry.)
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Fuse {
    pub exits: u32,
}

/// So many exits blow a function's fuse.
pub const FUSE_LIMIT: u32 = 100;

/// So many blow that of an entry at a loop header: what it finds there will not change any more.
pub const ENTRY_FUSE_LIMIT: u32 = 2;

const _: () = assert!(core::mem::size_of::<ExitSite>() == 40);
