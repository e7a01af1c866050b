//! Heap layouts: every struct whose fields compiled code reads or writes. Fields of built-ins that compiled code never
//! touches (maps, dates...) live in the runtime, behind an [`Object`] prefix.
//!
//! A *cell* is anything the collector manages. It begins with a [`CellHeader`], is 16-byte aligned and never moves.

use crate::value::Value;

/// Shape ids that every context has. Primitives that are cells bear a shape too, so that a property cache needs
/// no test of its own for `"abc".length` or `"abc".slice`.
pub mod shape_id {
    /// Cells that are no property receiver (environments, storage...).
    pub const NONE: u32 = 0;
    pub const STRING: u32 = 1;
    pub const SYMBOL: u32 = 2;
    pub const BIGINT: u32 = 3;
    /// First id for objects. Those of predicted shapes come first (`shape_template_id`).
    pub const FIRST_OBJECT: u32 = 4;
}

/// What a cell is. Everything from [`CellKind::Object`] on is a JavaScript object and begins with [`Object`].
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum CellKind {
    /// Never allocated or already freed.
    Free = 0,
    String,
    Symbol,
    BigInt,
    Environment,
    /// Out-of-line slots and elements of one object ([`StorageHeader`]).
    Storage,
    /// Bytes without pointers.
    Bytes,
    /// A counted array of values ([`ValueArray`]).
    ValueArray,
    FunctionExtra,
    /// Index-to-property map of an object with sparse elements.
    SparseElements,
    /// Hash table of a Map or Set.
    HashTable,
    ForInIterator,
    /// Getter and setter of an accessor property ([`Accessor`]).
    Accessor,

    Object = 32,
    Array,
    Function,
    Arguments,
    Error,
    BooleanObject,
    NumberObject,
    StringObject,
    SymbolObject,
    BigIntObject,
    Date,
    RegExp,
    Map,
    Set,
    WeakMap,
    WeakSet,
    WeakRef,
    FinalizationRegistry,
    Generator,
    ArrayIterator,
    StringIterator,
    MapIterator,
    SetIterator,
    RegExpStringIterator,
    IteratorHelper,
    WrapForValidIterator,
    Promise,
    Proxy,
    ArrayBuffer,
    DataView,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    /// The global object.
    Global,
}

impl CellKind {
    /// Every kind byte in a live heap is one of the declared kinds.
    #[inline(always)]
    pub fn is_object(self) -> bool {
        self as u8 >= CellKind::Object as u8
    }

    #[inline(always)]
    pub fn is_typed_array(self) -> bool {
        self as u8 >= CellKind::Int8Array as u8 && self as u8 <= CellKind::BigUint64Array as u8
    }
}

/// State of a cell for the collector. The write barrier's one-byte test is `gc == OLD`.
pub mod gc_state {
    /// Allocated since the last collection.
    pub const NEW: u8 = 0;
    /// Survived a collection (marked; marks are sticky), and not yet in the remembered set.
    pub const OLD: u8 = 1;
    /// Old, and in the remembered set.
    pub const REMEMBERED: u8 = 2;
    /// Not managed by the collector: program constants. Points only to other such cells; never written.
    pub const IMMORTAL: u8 = 3;
}

/// `CellHeader::flags` of objects.
pub mod object_flag {
    pub const NOT_EXTENSIBLE: u8 = 1 << 0;
    /// Some object has this one as prototype: changes of its shape bump `ContextHeader::prototype_epoch`.
    pub const IS_PROTOTYPE: u8 = 1 << 1;
    /// Elements may not be stored to by the fast path: frozen, sealed or not extensible, or array `length` is read-only.
    pub const SLOW_ELEMENTS: u8 = 1 << 2;
    /// Elements live in a `SparseElements` cell (in `elements[0]`; `dense` is 0).
    pub const SPARSE: u8 = 1 << 3;
    pub const CALLABLE: u8 = 1 << 4;
    pub const CONSTRUCTOR: u8 = 1 << 5;
    /// A function's constructor throws when called without `new`.
    pub const CLASS_CONSTRUCTOR: u8 = 1 << 6;
    /// Own properties are not only what shape and elements say (strings, typed arrays, mapped arguments, proxies).
    pub const EXOTIC: u8 = 1 << 7;
}

/// `CellHeader::flags` of strings.
pub mod string_flag {
    /// Characters are bytes U+0000 to U+00FF; otherwise UTF-16 code units.
    pub const LATIN1: u8 = 1 << 0;
    /// `chars`/`owner` are left and right operand of a concatenation not yet done.
    pub const ROPE: u8 = 1 << 1;
    /// The one string with these characters in the table of property keys.
    pub const INTERNED: u8 = 1 << 2;
    /// Interned, and not the canonical form of an array index (so: a named property for sure).
    pub const NOT_INDEX: u8 = 1 << 3;
    pub const HASHED: u8 = 1 << 4;
}

/// First word of every cell.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CellHeader {
    pub shape: u32,
    pub kind: CellKind,
    pub flags: u8,
    pub gc: u8,
    /// Per kind: log2 and sign of a typed array's element, and the like.
    pub aux: u8,
}

/// An object: header, storage, then (from `Shape::inline_base` on) inline slots. Kinds with internal fields have them
/// between.
#[repr(C)]
pub struct Object {
    pub header: CellHeader,
    /// Points to the first element; see [`StorageHeader`]. Never null: objects without storage share
    /// `ContextHeader::empty_storage`.
    pub storage: *mut Value,
}

/// What stands before the first element of an object's storage.
///
/// ```text
///   cell start                                               Object::storage
///   │ CellHeader │ pad │ slot n-1 … slot 1, slot 0 │ StorageHeader │ element 0, element 1 …
/// ```
/// Out-of-line slot `i` is at `storage - 16 - 8 * (i + 1)` bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct StorageHeader {
    /// How many elements there is room for.
    pub capacity: u32,
    /// How many out-of-line slots there is room for.
    pub slot_capacity: u32,
    /// `length` of an array. Other objects: same as `dense`.
    pub length: u32,
    /// How many elements are initialised (holes are `EMPTY`). Arrays that are not sparse: same as `length`.
    pub dense: u32,
}

pub const STORAGE_HEADER_SIZE: usize = core::mem::size_of::<StorageHeader>();

/// From the start of a Storage cell to its first slot, or to the storage header if it has no slots.
pub const STORAGE_CELL_HEADER: usize = 16;

/// Where a named property is: bytes from the object's start if not negative (inline), else bytes from
/// `Object::storage`.
pub type SlotOffset = i32;

/// Byte offset, from `Object::storage`, of out-of-line slot `index`.
#[inline(always)]
pub const fn out_of_line_offset(index: u32) -> SlotOffset {
    -(STORAGE_HEADER_SIZE as i32) - 8 * (index as i32 + 1)
}

/// A string. Flat ones have their characters right behind (`chars` points there and `owner` is null) or inside
/// another cell or constant (`owner`).
#[repr(C)]
pub struct JsString {
    pub header: CellHeader,
    /// In code units.
    pub length: u32,
    /// Valid if `HASHED`.
    pub hash: u32,
    /// The characters; of a rope, the left operand (`*mut JsString`).
    pub chars: *const u8,
    /// The string whose characters these are, or null; of a rope, the right operand.
    pub owner: *mut JsString,
}

/// Longest string, in code units (V8's limit, so that programs meet the same RangeError).
pub const MAX_STRING_LENGTH: u32 = (1 << 29) - 24;

/// A symbol.
#[repr(C)]
pub struct Symbol {
    pub header: CellHeader,
    /// A string or undefined.
    pub description: Value,
    pub hash: u32,
    /// [`symbol_flag`]
    pub flags: u32,
}

pub mod symbol_flag {
    /// A `#name`: never seen by reflection or proxies.
    pub const PRIVATE: u32 = 1;
    /// Made by `Symbol.for`.
    pub const REGISTERED: u32 = 2;
}

/// Variables that closures share. The slot count is in `header.shape`.
#[repr(C)]
pub struct Environment {
    pub header: CellHeader,
    pub parent: *mut Environment,
    // slots follow
}

pub const ENVIRONMENT_SLOTS_OFFSET: usize = core::mem::size_of::<Environment>();

/// A counted array of values, traced.
#[repr(C)]
pub struct ValueArray {
    pub header: CellHeader,
    pub length: u32,
    pub capacity: u32,
    // values follow
}

/// An Array Iterator.
#[repr(C)]
pub struct ArrayIterator {
    pub object: Object,
    /// [[IteratedArrayLike]]; EMPTY when done.
    pub iterated: Value,
    pub index: usize,
    /// [`array_iteration`]
    pub kind: usize,
}

/// What array iterators give.
pub mod array_iteration {
    pub const KEY: usize = 0;
    pub const VALUE: usize = 1;
    pub const ENTRY: usize = 2;
}

/// How to see that nobody has changed how arrays are iterated over: found by the runtime, good for one prototype epoch in which array
/// iterators have no `return`.
#[repr(C)]
pub struct ArrayIteration {
    /// 0: nothing is known.
    pub epoch: u32,
    /// Shape of array iterators.
    pub shape: u32,
    /// Where `%Array.prototype%[Symbol.iterator]` and `%ArrayIteratorPrototype%.next` are; they may be written to.
    pub values_offset: SlotOffset,
    pub next_offset: SlotOffset,
    pub array_prototype: *mut Object,
    pub iterator_prototype: *mut Object,
    /// The original `%Array.prototype.values%`, which is a root.
    pub values: Value,
}

/// Getter and setter of an accessor property: functions or undefined.
#[repr(C)]
pub struct Accessor {
    pub header: CellHeader,
    pub get: Value,
    pub set: Value,
}

/// How every function is entered: built-ins, interpreted and native code alike. Returns the result or
/// [`Value::EXCEPTION`]. `argv` has `argc` values and stays valid and unchanged for the whole call. `new_target` is
/// `undefined` for a call. As [[Construct]], the caller has allocated `this` for base constructors and applies "an object or this" to
/// the result; derived constructors and built-ins get `EMPTY` and allocate themselves.
pub type Entry = unsafe extern "C" fn(
    ctx: *mut ContextHeader,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
) -> Value;

/// How native code is entered in the middle: `entry` counts the function's loop headers and suspensions in bytecode
/// order. Registers are read from `frame.registers`.
pub type ResumeEntry = unsafe extern "C" fn(ctx: *mut ContextHeader, frame: *mut ResumeFrame, entry: u32) -> Value;

/// The state of a function at a pc: all that entering or leaving in the middle hands over.
#[repr(C)]
pub struct ResumeFrame {
    pub callee: *mut Function,
    pub this: Value,
    pub new_target: Value,
    pub argv: *const Value,
    pub argc: usize,
    pub registers: *mut Value,
}

/// A function object.
#[repr(C)]
pub struct Function {
    pub object: Object,
    pub entry: Entry,
    /// Static description; never null.
    pub code: *const Code,
    /// Closures: `*mut Environment` (or null bits). Built-ins and bound functions: whatever they captured, as a value.
    pub environment: Value,
    /// Rarely needed fields, or null.
    pub extra: *mut FunctionExtra,
}

/// The fields of a function that most functions never need.
#[repr(C)]
pub struct FunctionExtra {
    pub header: CellHeader,
    /// The value of the `prototype` property; `EMPTY` until first asked for.
    pub prototype: Value,
    /// [[HomeObject]] or undefined.
    pub home_object: Value,
    /// Shape that `new` gives to a new object, if `prototype` is still `construct_prototype`; 0 if not yet known.
    pub construct_shape: u32,
    /// Size in bytes of such an object if compiled code may bump-allocate it, else 0.
    pub construct_size: u32,
}

/// `Code::flags` and `FunctionHeader::flags`.
pub mod function_flag {
    pub const STRICT: u32 = 1 << 0;
    pub const ARROW: u32 = 1 << 1;
    pub const METHOD: u32 = 1 << 2;
    pub const GENERATOR: u32 = 1 << 3;
    pub const ASYNC: u32 = 1 << 4;
    pub const CLASS_CONSTRUCTOR: u32 = 1 << 5;
    pub const DERIVED_CONSTRUCTOR: u32 = 1 << 6;
    /// Has [[Construct]].
    pub const CONSTRUCTOR: u32 = 1 << 7;
    /// Reads `argv`/`argc` beyond its parameters (`arguments`, rest).
    pub const USES_ARGUMENTS: u32 = 1 << 8;
    pub const USES_THIS: u32 = 1 << 9;
    /// Never deoptimise into, never compile: top-level code of a script, say.
    pub const TOP_LEVEL: u32 = 1 << 10;
    /// A built-in.
    pub const BUILTIN: u32 = 1 << 11;
    /// A getter, setter, or class element function (no `prototype`).
    pub const ACCESSOR: u32 = 1 << 12;
    /// Runs class field initialisers (hidden from stack traces by its name).
    pub const FIELD_INITIALIZER: u32 = 1 << 13;
    /// The bytecode of a built-in, which exits go on in where calls of it were replaced by code. No closure of it is ever seen.
    pub const BUILTIN_FORM: u32 = 1 << 14;
}

/// What all closures of one function share: built once for each function, in the program's data or at load.
#[repr(C)]
pub struct Code {
    /// Entry of the closures: native code, or the interpreter's.
    pub entry: Entry,
    /// Native entry for calls with exactly `parameter_count` arguments, or null. See `direct call` in
    /// `compiler/src/llvm/function.rs`.
    pub direct: *const u8,
    /// Native entry in the middle ([`ResumeEntry`]), or null.
    pub resume: *const u8,
    /// What `FrameRecord::pc`s with `INLINED_PC` stand for.
    pub positions: crate::exit::InlinedPositions,
    /// Bytecode, or null for built-ins.
    pub function: *const crate::image::FunctionHeader,
    pub program: *const Program,
    /// `feedback_count` zeroed slots, shared by interpreter and native code.
    pub feedback: *mut PropertyCache,
    /// An interned string.
    pub name: Value,
    pub flags: u32,
    /// The `length` property.
    pub length: u32,
    pub parameter_count: u32,
    pub register_count: u32,
    /// Inline slots of objects that this constructor makes.
    pub inline_slots: u32,
    /// Index in the program, or `u32::MAX`.
    pub index: u32,
    /// Of built-ins that compiled code knows, their number (`jsc_abi::builtin::known`); else 0.
    pub known: u32,
    pub reserved: u32,
}

/// A loaded program.
#[repr(C)]
pub struct Program {
    pub image: *const crate::image::ImageHeader,
    /// One value for each constant that is a value.
    pub constants: *const Value,
    /// One for each function; entries are built on first use.
    pub codes: *mut Code,
    /// Top-level bindings; `EMPTY` until initialised.
    pub top: *mut Value,
    /// Hidden per-site state that is not a property cache (template objects, regular expressions): one value for each
    /// constant that needs it. Roots.
    pub site_values: *mut Value,
}

/// Native code of one function.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct NativeEntry {
    /// `None`: the function has bytecode only.
    pub entry: Option<Entry>,
    /// See `Code::direct`.
    pub direct: *const u8,
    /// See `Code::resume`.
    pub resume: *const u8,
    /// What pcs of inlined code stand for.
    pub positions: crate::exit::InlinedPositions,
}

// SAFETY: addresses of code, in tables that the compiler writes.
unsafe impl Sync for NativeEntry {}

/// What an executable hands to `jsc_main`: the image, its native code, and zeroed data of the executable for all that the
/// runtime fills and native code addresses directly.
#[repr(C)]
pub struct NativeProgram {
    pub image: *const u8,
    /// One for each function.
    pub natives: *const NativeEntry,
    pub function_count: u32,
    /// Predicted shapes.
    pub template_count: u32,
    pub templates: *const crate::template::ShapeTemplate,
    /// Numbers of the templates that are no children, sorted by kind and origin.
    pub template_roots: *const u32,
    pub template_root_count: u64,
    /// Room for a value for each constant.
    pub constants: *mut Value,
    /// Room for the top-level bindings.
    pub top: *mut Value,
    /// Room for a `Code` for each function.
    pub codes: *mut Code,
    /// Room for the property caches of all functions in order, `feedback_count` each.
    pub feedback: *mut PropertyCache,
    /// The runtime's `jsc_regexp_engine`, or null if the program cannot make regular expressions: nothing else names it, so
    /// that the linker leaves it out.
    pub regexp_engine: *const core::ffi::c_void,
}

// SAFETY: the executable's one thread of JavaScript writes to what it points to.
unsafe impl Sync for NativeProgram {}

/// One way of a property cache.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CacheWay {
    /// Shape of the receiver; 0 never matches.
    pub shape: u32,
    /// Odd in ways that are not data properties, which are never the first way (but see [`TYPED_ARRAY_LENGTH_WAY`]).
    pub offset: SlotOffset,
    /// Reads: the prototype that holds the property, or 0 for the receiver itself.
    /// (Or 16 bytes of the runtime's that hold undefined: nobody has the property.)
    /// Writes: the shape to change to when the write adds the property, or 0.
    pub holder_or_shape: u64,
}

/// Feedback of one site. Zeroed memory is an empty cache.
#[repr(C)]
pub struct PropertyCache {
    pub ways: [CacheWay; CACHE_WAYS],
    /// `ContextHeader::prototype_epoch` when the ways with a holder or new shape were filled. Filling at another epoch
    /// clears the others.
    pub epoch: u32,
    /// The next way to fill.
    pub next: u16,
    /// Number of refills: past a limit, the site is megamorphic and asks the context's global cache.
    pub misses: u16,
    /// The key for sites whose key is not constant, else unused.
    pub key: Value,
}

pub const CACHE_WAYS: usize = 4;

/// Where compiled code finds what objects of one predicted shape inherit under one name. Zeroed memory is an empty one.
#[repr(C)]
pub struct InheritedCache {
    /// `ContextHeader::prototype_epoch` when it was filled: it holds only while that is the same.
    pub epoch: u32,
    /// The data property's slot in the prototype that has it; unused where only additions are asked for.
    pub slot: *const Value,
}

/// What compiled code knows of a method that objects of one predicted shape inherit. Zeroed memory is an empty one.
#[repr(C)]
pub struct MethodCache {
    /// `ContextHeader::prototype_epoch` when it was filled: it holds only while that is the same.
    pub epoch: u32,
    /// A closure of the predicted function. (The prototype that has it keeps it alive.)
    pub method: Value,
}

/// `CacheWay::offset` of the first way of a `get_length` site: typed arrays of this shape have the original `length`.
pub const TYPED_ARRAY_LENGTH_WAY: SlotOffset = 1;

/// A typed array. `header.kind` is the element type.
#[repr(C)]
pub struct TypedArray {
    pub object: Object,
    /// First element; the start of an [`ArrayBuffer`]'s data plus the offset. Interior pointer into `Bytes`.
    pub data: *mut u8,
    /// In elements.
    pub length: usize,
    /// The `ArrayBuffer`.
    pub buffer: *mut ArrayBuffer,
    pub byte_offset: usize,
}

/// An ArrayBuffer; `data` is a `Bytes` cell's payload.
#[repr(C)]
pub struct ArrayBuffer {
    pub object: Object,
    pub data: *mut u8,
    pub byte_length: usize,
    /// Start of the `Bytes` cell, or null when empty.
    pub bytes: *mut CellHeader,
    pub max_byte_length: usize,
}

/// A cell of bytes without pointers; the payload follows at [`BYTES_DATA_OFFSET`].
#[repr(C)]
pub struct Bytes {
    pub header: CellHeader,
    pub length: usize,
}

pub const BYTES_DATA_OFFSET: usize = core::mem::size_of::<Bytes>();

/// An activation on the call stack, linked from `ContextHeader::frame`. Lives on the native stack.
#[repr(C)]
pub struct FrameRecord {
    pub previous: *mut FrameRecord,
    pub callee: *mut Function,
    /// The bytecode pc (in code units) of the operation under way. Built-ins: unused.
    pub pc: u32,
    pub kind: FrameKind,
}

#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FrameKind {
    Builtin = 0,
    Interpreted = 1,
    Native = 2,
}

/// Cells up to this size (bytes) are allocated by bumping `ContextHeader::bump[size / 16]`.
pub const MAX_BUMP_SIZE: usize = 256;
pub const CELL_ALIGN: usize = 16;

/// Free interval that cells of one size are allocated from. `cursor == end` when exhausted.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct BumpInterval {
    pub cursor: *mut u8,
    pub end: *mut u8,
}

/// The part of a thread's context that compiled code touches. The runtime's `Context` begins with it.
#[repr(C)]
pub struct ContextHeader {
    /// The value being thrown while a call returns `Value::EXCEPTION`.
    pub exception: Value,
    /// Innermost activation.
    pub frame: *mut FrameRecord,
    /// A native stack address; a frame below it throws a RangeError.
    pub stack_limit: usize,
    /// Changes whenever an object that is a prototype gains, loses or redefines a property, or its storage moves.
    pub prototype_epoch: u32,
    /// Not 0 once some prototype has had indexed properties: appending and hole accesses take the slow path.
    pub prototypes_have_elements: u32,
    pub empty_storage: *mut Value,
    /// The global object.
    pub global: Value,
    /// The running program (the innermost loaded image).
    pub program: *const Program,
    /// Entry of the original %ArrayIteratorPrototype%.next.
    pub array_iterator_next: u64,
    /// That function, where `array_iterator` has just made an iterator (no root: the prototype has it then).
    pub array_iterator_next_function: Value,
    pub array_iteration: ArrayIteration,
    /// Strings of one Latin-1 character, by character.
    pub single_characters: *const Value,
    /// Shape for `{}` with 0, 1, … 8+ inline slots (index = slots), and for array literals.
    pub object_literal_shapes: [u32; 17],
    pub array_shape: u32,
    pub function_shapes: [u32; 4],
    /// Code that was built to stress guards counts this down at each guard, and asks `guard_stress` when it comes to 0.
    pub guard_countdown: u32,
    /// By size / 16; index 0 unused.
    pub bump: [BumpInterval; MAX_BUMP_SIZE / CELL_ALIGN + 1],
}
