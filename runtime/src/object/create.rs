//! Making objects.

use crate::builtins::{Intrinsic, kind_layout};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Func, Gc, GcVec, Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use crate::object::storage::empty_storage;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

/// Initial SPECIAL properties of an object, by `variant` of its root shape.
pub mod variant {
    pub const NONE: u32 = 0;
    /// `length`
    pub const ARRAY: u32 = 1;
    /// `length`, `name`
    pub const FUNCTION: u32 = 2;
    /// `length`, `name`, `prototype` (writable)
    pub const CONSTRUCTOR: u32 = 3;
    /// `length`, `name`, `prototype` (read-only)
    pub const CLASS: u32 = 4;
    /// `length` (read-only)
    pub const STRING: u32 = 5;
    /// `lastIndex`
    pub const REGEXP: u32 = 6;
    /// `stack`
    pub const ERROR: u32 = 7;
}

/// Indices of `ContextHeader::function_shapes`.
pub mod function_shape {
    pub const PLAIN: usize = 0;
    pub const CONSTRUCTOR: usize = 1;
    pub const CLASS: usize = 2;
    pub const GENERATOR: usize = 3;
}

impl Context {
    /// The shape of fresh objects of a kind.
    pub fn root_shape(&mut self, kind: CellKind, prototype: Option<Obj>, inline_slots: u32, variant: u32) -> u32 {
        let value = match prototype {
            Some(p) => {
                self.mark_as_prototype(p);
                p.value()
            }
            None => Value::NULL,
        };
        let n = &self.names;
        let (length, name, prototype) = (
            PropertyKey::from_interned(n.length),
            PropertyKey::from_interned(n.name),
            PropertyKey::from_interned(n.prototype),
        );
        let (w, c) = (attribute::WRITABLE, attribute::CONFIGURABLE);
        let special: &[(PropertyKey, u8)] = match variant {
            variant::ARRAY => &[(length, w)],
            variant::FUNCTION => &[(length, c), (name, c)],
            variant::CONSTRUCTOR => &[(length, c), (name, c), (prototype, w)],
            variant::CLASS => &[(length, c), (name, c), (prototype, 0)],
            variant::STRING => &[(length, 0)],
            variant::REGEXP => &[(PropertyKey::from_interned(n.last_index), w)],
            variant::ERROR => &[(PropertyKey::from_interned(n.stack), w | c)],
            _ => &[],
        };
        let base = kind_layout(kind).0 as u16;
        self.shapes.root(value, base, inline_slots as u16, variant, special)
    }

    /// The variant that objects of a kind have by default.
    fn variant_of(kind: CellKind) -> u32 {
        match kind {
            CellKind::Array => variant::ARRAY,
            CellKind::StringObject => variant::STRING,
            CellKind::RegExp => variant::REGEXP,
            CellKind::Error => variant::ERROR,
            _ => variant::NONE,
        }
    }

    /// Allocates an object: traced internal values EMPTY, plain internal words 0, inline slots not initialised.
    pub fn alloc_object(&mut self, kind: CellKind, shape: u32, inline_slots: u32) -> Obj {
        let (base, traced) = kind_layout(kind);
        let mut flags = 0;
        if matches!(kind, CellKind::StringObject) || kind.is_typed_array() {
            flags |= object_flag::EXOTIC;
        }
        let p = self.alloc_cell(base + 8 * inline_slots as usize, kind, shape, flags);
        // SAFETY: the cell has `base` bytes for the prefix and the internal words.
        unsafe {
            let o = p as *mut Object;
            (*o).storage = empty_storage();
            let mut at = o.add(1) as *mut Value;
            for i in 0..(base - size_of::<Object>()) / 8 {
                *at = if i < traced { Value::EMPTY } else { Value(0) };
                at = at.add(1);
            }
            Gc::from_ptr(o)
        }
    }

    /// OrdinaryObjectCreate(prototype)
    pub fn new_object(&mut self, prototype: Option<Obj>) -> Obj {
        let shape = self.root_shape(CellKind::Object, prototype, 4, variant::NONE);
        self.alloc_object(CellKind::Object, shape, 4)
    }

    /// `{}`
    pub fn new_plain_object(&mut self) -> Obj {
        self.new_literal_object(4)
    }

    /// `{}` with room for inline slots (more than 16 count as 16).
    #[inline]
    pub fn new_literal_object(&mut self, inline_slots: u32) -> Obj {
        let n = inline_slots.min(16);
        let shape = self.literal_shape(n);
        self.alloc_object(CellKind::Object, shape, n)
    }

    /// The shape of `{}` with room for so many inline slots, 16 at most.
    #[inline]
    pub(crate) fn literal_shape(&mut self, n: u32) -> u32 {
        let mut shape = self.header.object_literal_shapes[n as usize];
        if shape == 0 {
            let prototype = self.intrinsic(Intrinsic::ObjectPrototype);
            shape = match self.claim_literal_shape(prototype, n) {
                Some(shape) => shape,
                None => self.root_shape(CellKind::Object, Some(prototype), n, variant::NONE),
            };
            self.header.object_literal_shapes[n as usize] = shape;
        }
        shape
    }

    /// A built-in object whose internal fields the caller fills (see `kind_layout`).
    pub fn new_builtin_object(&mut self, kind: CellKind, prototype: Obj) -> Obj {
        let shape = self.root_shape(kind, Some(prototype), 0, Context::variant_of(kind));
        self.alloc_object(kind, shape, 0)
    }

    /// OrdinaryCreateFromConstructor
    pub fn create_from_constructor(&mut self, new_target: Value, default: Intrinsic, kind: CellKind) -> JsResult<Obj> {
        let prototype = self.prototype_from_constructor(new_target, default)?;
        Ok(self.new_builtin_object(kind, prototype))
    }

    /// GetPrototypeFromConstructor
    pub fn prototype_from_constructor(&mut self, new_target: Value, default: Intrinsic) -> JsResult<Obj> {
        if let Some(c) = new_target.as_object() {
            let key = PropertyKey::from_interned(self.names.prototype);
            if let Some(p) = self.get(c, key)?.as_object() {
                return Ok(p);
            }
        }
        Ok(self.intrinsic(default))
    }

    fn array_shape(&mut self) -> u32 {
        if self.header.array_shape == 0 {
            let prototype = self.intrinsic(Intrinsic::ArrayPrototype);
            self.header.array_shape = self.root_shape(CellKind::Array, Some(prototype), 0, variant::ARRAY);
        }
        self.header.array_shape
    }

    /// `[]` with room for elements.
    #[inline]
    pub fn new_array_with_capacity(&mut self, capacity: u32) -> Obj {
        let shape = self.array_shape();
        let o = self.alloc_object(CellKind::Array, shape, 0);
        if capacity > 0 {
            self.reallocate_storage(o, 0, capacity);
        }
        o
    }

    /// An array of these values (EMPTY: a hole). `values` are copied.
    pub fn new_array(&mut self, values: &[Value]) -> Obj {
        let o = self.new_array_with_capacity(values.len() as u32);
        if !values.is_empty() {
            // SAFETY: capacity for all of them.
            unsafe { core::ptr::copy_nonoverlapping(values.as_ptr(), o.storage, values.len()) };
            let h = o.storage_header();
            h.dense = values.len() as u32;
            h.length = h.dense;
            self.write_barrier(o);
        }
        o
    }

    pub fn new_array_from(&mut self, values: &GcVec) -> Obj {
        self.new_array(values.as_slice())
    }

    /// An array of `length` holes.
    pub fn new_array_with_length(&mut self, length: u32) -> Obj {
        let o = self.new_array_with_capacity(0);
        if length > 0 && !self.extend_dense_to(o, length) {
            self.make_sparse(o);
            o.storage_header().length = length;
        }
        o
    }

    /// Appends to a fresh dense array.
    #[inline]
    pub fn array_push(&mut self, o: Obj, value: Value) {
        debug_assert!(o.is_array() && !o.is_sparse());
        let n = o.storage_header().dense;
        if n == o.storage_header().capacity {
            self.ensure_elements(o, n + 1);
        }
        // SAFETY: there is capacity.
        unsafe { *o.storage.add(n as usize) = value };
        let h = o.storage_header();
        h.dense = n + 1;
        h.length = n + 1;
        self.write_barrier(o);
    }

    /// The initialised dense elements (holes EMPTY) of an array or ordinary object; `None` if elements are elsewhere.
    #[inline]
    pub fn array_elements(&self, o: Obj) -> Option<&'static [Value]> {
        if o.header.flags & (object_flag::SPARSE | object_flag::EXOTIC) != 0 {
            return None;
        }
        // SAFETY: `dense` elements are initialised. The slice is for immediate use: any store may move the elements.
        Some(unsafe { core::slice::from_raw_parts(o.storage, o.storage_header().dense as usize) })
    }

    /// An Array with dense elements and no prototype that has elements: holes read as undefined, elements may be stored
    /// directly (if not SLOW_ELEMENTS, which is checked too).
    #[inline]
    pub fn array_is_simple(&self, o: Obj) -> bool {
        o.is_array()
            && o.header.flags & (object_flag::SPARSE | object_flag::SLOW_ELEMENTS | object_flag::EXOTIC) == 0
            && self.header.prototypes_have_elements == 0
    }

    /// An Array that can be given more elements by storing them.
    fn array_can_grow(&self, o: Obj) -> bool {
        self.array_is_simple(o) && !o.has_flag(object_flag::IS_PROTOTYPE)
    }

    /// Stores an element of an array, which may have to grow for it. `false`: it is not for speculative code to do, since attributes or
    /// prototypes have a say, or the gap is too large.
    pub fn array_set(&mut self, o: Obj, index: u32, value: Value) -> bool {
        if self.set_element(o, index, value) {
            return true;
        }
        let beyond = index > o.storage_header().dense && index < i32::MAX as u32;
        if !beyond || !self.array_can_grow(o) || !self.extend_dense(o, index) {
            return false;
        }
        // SAFETY: the index is below dense now.
        unsafe { *o.storage.add(index as usize) = value };
        self.write_barrier(o);
        true
    }

    /// Appends to an array: its new length, or 0 if it is not for speculative code to do.
    pub fn array_append(&mut self, o: Obj, value: Value) -> u32 {
        let length = o.storage_header().dense;
        if !self.array_can_grow(o) || length >= i32::MAX as u32 {
            return 0;
        }
        self.array_push(o, value);
        length + 1
    }

    /// A built-in function. `data` is what it captured: `args.callee.environment`.
    pub fn new_builtin(&mut self, name: Str, length: u32, entry: Entry, data: Value, constructor: bool) -> Func {
        let flags =
            function_flag::BUILTIN | function_flag::STRICT | if constructor { function_flag::CONSTRUCTOR } else { 0 };
        let name = self.intern_string(name);
        // Functions that are made again and again share their description; its name stays, so that addresses tell names
        // apart.
        let key = (entry as usize, name.value().0, length, constructor);
        let code = match self.builtins.codes.get(&key) {
            Some(&code) => code,
            None => {
                let code = self.new_builtin_code(name, length, entry, flags);
                self.builtins.codes.insert(key, code);
                code
            }
        };
        let which = if constructor { function_shape::CLASS } else { function_shape::PLAIN };
        self.new_function(code, data, which)
    }

    /// The description of a built-in function; it lives as long as the context.
    pub(crate) fn new_builtin_code(&mut self, name: Str, length: u32, entry: Entry, flags: u32) -> *const Code {
        let code = self.heap.alloc_raw_immortal(size_of::<Code>()) as *mut Code;
        // SAFETY: fresh memory of that size, never freed.
        unsafe {
            code.write(Code {
                entry,
                direct: core::ptr::null(),
                resume: core::ptr::null(),
                positions: [core::ptr::null(); 2],
                function: core::ptr::null(),
                program: core::ptr::null(),
                feedback: core::ptr::null_mut(),
                name: name.value(),
                flags,
                length,
                parameter_count: length,
                register_count: 0,
                inline_slots: 0,
                index: u32::MAX,
                known: 0,
                reserved: 0,
            });
        }
        self.heap.immortal_roots.push(name.value());
        code
    }

    /// A function object of a code. `which` is one of `function_shape`.
    pub fn new_function(&mut self, code: *const Code, environment: Value, which: usize) -> Func {
        let mut shape = self.header.function_shapes[which];
        if shape == 0 {
            let (prototype, variant) = match which {
                function_shape::PLAIN => (Intrinsic::FunctionPrototype, variant::FUNCTION),
                function_shape::CONSTRUCTOR => (Intrinsic::FunctionPrototype, variant::CONSTRUCTOR),
                function_shape::CLASS => (Intrinsic::FunctionPrototype, variant::CLASS),
                _ => (Intrinsic::GeneratorFunctionPrototype, variant::CONSTRUCTOR),
            };
            let prototype = self.intrinsic(prototype);
            shape = self.root_shape(CellKind::Function, Some(prototype), 0, variant);
            self.header.function_shapes[which] = shape;
        }
        self.new_function_with_shape(code, environment, shape)
    }

    pub fn new_function_with_shape(&mut self, code: *const Code, environment: Value, shape: u32) -> Func {
        // SAFETY: `code` is valid for as long as the context.
        let (entry, code_flags) = unsafe { ((*code).entry, (*code).flags) };
        let mut flags = object_flag::CALLABLE;
        if code_flags & function_flag::CONSTRUCTOR != 0 {
            flags |= object_flag::CONSTRUCTOR;
        }
        if code_flags & function_flag::CLASS_CONSTRUCTOR != 0 {
            flags |= object_flag::CLASS_CONSTRUCTOR;
        }
        let p = self.alloc_cell(size_of::<Function>(), CellKind::Function, shape, flags) as *mut Function;
        // SAFETY: a fresh cell of that size.
        unsafe {
            (*p).object.storage = empty_storage();
            (*p).entry = entry;
            (*p).code = code;
            (*p).environment = environment;
            (*p).extra = core::ptr::null_mut();
            Gc::from_ptr(p)
        }
    }

    /// Defines a property of a built-in object that is being set up. The object's shape becomes unique.
    pub fn define_builtin(&mut self, o: Obj, key: PropertyKey, value: Value, attributes: u8) {
        if key.is_index() || self.shape_of(o).lookup(key).is_some() {
            let d = super::PropertyDescriptor::data(value, attributes);
            let _ = self.ordinary_define(o, key, &d);
            return;
        }
        // A function's prototype object often has only `constructor`: keep that shape shared.
        if self.shape_of(o).slot_count > 0 {
            self.unique_shape(o);
        }
        self.add_named(o, key, value, attributes, false);
    }

    pub fn define_builtin_accessor(&mut self, o: Obj, key: PropertyKey, get: Value, set: Value) {
        let accessor = self.new_accessor(get, set);
        self.define_builtin(o, key, accessor.value(), attribute::CONFIGURABLE | attribute::ACCESSOR);
    }

    /// A property that gets its value, an intrinsic, when first read.
    pub fn define_lazy(&mut self, o: Obj, key: PropertyKey, which: Intrinsic, attributes: u8) {
        self.unique_shape(o);
        self.add_named(o, key, Value::from_i32(which as i32), attributes | attribute::LAZY, false);
    }

    /// SetFunctionName's text: `get name`, `[description]`.
    pub fn function_name(&mut self, key: PropertyKey, prefix: Option<&str>) -> Str {
        let mut text = String::new();
        if let Some(p) = prefix {
            text.push_str(p);
            text.push(' ');
        } else if let Some(s) = key.as_string() {
            return s;
        }
        match key.as_symbol() {
            Some(s) if s.flags & symbol_flag::PRIVATE != 0 => text.push_str(&self.key_to_display(key)),
            Some(s) => {
                if let Some(d) = s.description.as_string() {
                    text.push_str(&format!("[{}]", d.to_rust(self)));
                }
            }
            None => text.push_str(&self.key_to_display(key)),
        }
        self.intern(&text)
    }
}
