//! What values are to a profile: kinds, classes of objects, shapes; each class and shape has a number.

use super::text;
use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};
use std::collections::HashMap;

/// Most classes, and most shapes, that are told apart at one place.
pub(super) const MAX_CLASSES: usize = 4;

/// Kinds of values, bits as `text::KINDS` names them.
pub(super) mod kind {
    pub const UNDEFINED: u16 = 1;
    pub const NULL: u16 = 2;
    pub const BOOL: u16 = 4;
    pub const INT32: u16 = 8;
    pub const DOUBLE: u16 = 16;
    pub const STRING: u16 = 32;
    pub const SYMBOL: u16 = 64;
    pub const BIGINT: u16 = 128;
    pub const OBJECT: u16 = 256;
    pub const EMPTY: u16 = 512;
}

/// A sort of object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Class {
    Array,
    Typed(CellKind),
    /// A closure of this function.
    Closure(u32),
    /// A built-in that compiled code knows, by its number.
    Builtin(u32),
    /// What `new` with a closure of this function as new.target makes.
    Instance(u32),
    /// Plain objects with %Object.prototype%.
    Literal,
    Other(CellKind),
}

/// A set of numbers, at most a few, and how often each was added.
#[derive(Clone, Copy, Default)]
pub(super) struct Few {
    /// Plus 1; 0: none.
    members: [u32; MAX_CLASSES],
    counts: [u64; MAX_CLASSES],
    /// How often there was another.
    pub others: u64,
}

impl Few {
    #[inline(always)]
    pub fn add(&mut self, number: u32) {
        // OPTIMIZATION: most places meet one.
        match self.members[0] == number + 1 {
            true => self.counts[0] += 1,
            false => self.add_other(number),
        }
    }

    fn add_other(&mut self, number: u32) {
        for (m, count) in self.members.iter_mut().zip(&mut self.counts) {
            if *m == number + 1 || *m == 0 {
                *m = number + 1;
                *count += 1;
                return;
            }
        }
        self.others += 1;
    }

    /// Numbers and counts.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.members.iter().zip(self.counts).filter(|(m, _)| **m != 0).map(|(m, count)| (m - 1, count))
    }
}

/// What was seen at one place.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// `kind`
    pub kinds: u16,
    /// Classes of the objects.
    pub classes: Few,
    /// Range of the int32s; `low` > `high`: there were none.
    pub low: i32,
    pub high: i32,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen { kinds: 0, classes: Few::default(), low: i32::MAX, high: i32::MIN }
    }
}

/// A shared shape of plain objects whose keys are all plain names.
pub(super) struct ShapeProfile {
    pub class: u32,
    pub inline_slots: u32,
    pub keys: Vec<String>,
}

/// Stands for no number yet.
const NONE: u32 = u32::MAX;

/// The classes and shapes that were met.
pub(super) struct Sorts {
    pub program: *const Program,
    pub classes: Vec<Class>,
    class_numbers: HashMap<Class, u32>,
    pub shapes: Vec<ShapeProfile>,
    /// By id of shared shapes of plain objects (they live as long as the context): class, and number in `shapes`.
    shape_numbers: Vec<Option<(u32, Option<u32>)>>,
    /// OPTIMIZATION: numbers of classes that one index tells; `NONE`: none yet. By function (closures), by cell kind.
    closure_classes: Vec<u32>,
    kind_classes: Vec<u32>,
}

impl Sorts {
    /// Of a program of so many functions.
    pub fn new(program: *const Program, functions: u32) -> Sorts {
        Sorts {
            program,
            classes: Vec::new(),
            class_numbers: HashMap::new(),
            shapes: Vec::new(),
            shape_numbers: Vec::new(),
            closure_classes: vec![NONE; functions as usize],
            kind_classes: vec![NONE; 256],
        }
    }

    /// Records the shape of a property site's object; gives its id if it is shared.
    pub fn see_shape(&mut self, ctx: &mut Context, shapes: &mut Few, v: Value) -> u32 {
        let Some(o) = v.as_object() else { return 0 };
        let id = o.header.shape;
        let number =
            if o.kind() != CellKind::Object || ctx.shapes.is_unique(id) { None } else { self.shape_number(ctx, id) };
        match number {
            Some(n) => {
                shapes.add(n);
                id
            }
            None => {
                shapes.others += 1;
                0
            }
        }
    }

    pub fn see(&mut self, ctx: &mut Context, seen: &mut Seen, v: Value) {
        seen.kinds |= if v.is_int32() {
            let i = v.as_int32();
            seen.low = seen.low.min(i);
            seen.high = seen.high.max(i);
            kind::INT32
        } else if v.is_number() {
            kind::DOUBLE
        } else if v.is_undefined() {
            kind::UNDEFINED
        } else if v.is_null() {
            kind::NULL
        } else if v.is_bool() {
            kind::BOOL
        } else if v.is_empty() {
            kind::EMPTY
        } else if v.is_string() {
            kind::STRING
        } else if v.is_symbol() {
            kind::SYMBOL
        } else if v.is_bigint() {
            kind::BIGINT
        } else if let Some(o) = v.as_object() {
            let class = self.class_of(ctx, o);
            seen.classes.add(class);
            kind::OBJECT
        } else {
            // An environment: no value of the program.
            0
        };
    }

    fn class_number(&mut self, class: Class) -> u32 {
        let next = self.classes.len() as u32;
        let number = *self.class_numbers.entry(class).or_insert(next);
        if number == next {
            self.classes.push(class);
        }
        number
    }

    fn class_of(&mut self, ctx: &mut Context, o: Obj) -> u32 {
        let kind = o.kind();
        if kind == CellKind::Object {
            return self.plain_class(ctx, o.header.shape);
        }
        if kind != CellKind::Function {
            let known = self.kind_classes[kind as usize];
            if known != NONE {
                return known;
            }
            let class = match kind {
                CellKind::Array => Class::Array,
                _ if kind.is_typed_array() => Class::Typed(kind),
                _ => Class::Other(kind),
            };
            self.kind_classes[kind as usize] = self.class_number(class);
            return self.kind_classes[kind as usize];
        }
        let f = o.value().as_function().expect("by kind");
        // SAFETY: `code` is never null.
        let code = unsafe { &*f.code };
        if !code.function.is_null() && core::ptr::eq(code.program, self.program) {
            let index = code.index as usize;
            if self.closure_classes[index] == NONE {
                self.closure_classes[index] = self.class_number(Class::Closure(code.index));
            }
            return self.closure_classes[index];
        }
        self.class_number(if code.known != 0 { Class::Builtin(code.known) } else { Class::Other(kind) })
    }

    /// The class of plain objects of a shape.
    fn plain_class(&mut self, ctx: &mut Context, id: u32) -> u32 {
        if ctx.shapes.is_unique(id) {
            // The id may be another's later.
            let (class, _) = self.class_by_prototype(ctx, id);
            return self.class_number(class);
        }
        self.shape_info(ctx, id).0
    }

    pub fn shape_number(&mut self, ctx: &mut Context, id: u32) -> Option<u32> {
        self.shape_info(ctx, id).1
    }

    /// Class, and number if it can be described, of a shared shape of plain objects.
    fn shape_info(&mut self, ctx: &mut Context, id: u32) -> (u32, Option<u32>) {
        if let Some(Some(info)) = self.shape_numbers.get(id as usize) {
            return *info;
        }
        let (class, first) = self.class_by_prototype(ctx, id);
        let class_number = self.class_number(class);
        let shape = ctx.shapes.get(id);
        let mut keys = Some(Vec::new());
        for (i, (key, p)) in shape.properties().enumerate() {
            let name = key.as_string().map(|s| s.to_rust(ctx)).filter(|s| text::is_plain_name(s));
            match (&mut keys, name) {
                (Some(list), Some(name)) if p.attributes == attribute::ALL && p.slot == i as u32 => list.push(name),
                _ => keys = None,
            }
        }
        // Objects may have a constructor's prototype without being made by it (`Object.create`): then the room for slots differs, as
        // a rule.
        let describable = match class {
            Class::Instance(_) => first != 0 && ctx.shapes.get(first).inline_slots == shape.inline_slots,
            Class::Literal => true,
            _ => false,
        };
        let number = keys.filter(|_| describable).map(|keys| {
            let inline_slots = u32::from(shape.inline_slots);
            self.shapes.push(ShapeProfile { class: class_number, inline_slots, keys });
            self.shapes.len() as u32 - 1
        });
        if self.shape_numbers.len() <= id as usize {
            self.shape_numbers.resize(id as usize + 1, None);
        }
        self.shape_numbers[id as usize] = Some((class_number, number));
        (class_number, number)
    }

    /// The class that objects of a shape have by their prototype; of instances also the first shape that `new` gives, or 0.
    fn class_by_prototype(&mut self, ctx: &mut Context, id: u32) -> (Class, u32) {
        let other = (Class::Other(CellKind::Object), 0);
        let prototype = ctx.shapes.get(id).prototype;
        let Some(p) = prototype.as_object() else { return other };
        if ctx.intrinsics[Intrinsic::ObjectPrototype as usize] == prototype {
            return (Class::Literal, 0);
        }
        // The prototype's own `constructor`, if that is a closure with this prototype.
        let key = PropertyKey::from_interned(ctx.names.constructor);
        let Some(property) = ctx.shape_of(p).lookup(key) else { return other };
        if property.attributes & (attribute::ACCESSOR | attribute::SPECIAL | attribute::LAZY) != 0 {
            return other;
        }
        let offset = ctx.shape_of(p).offset(property.slot);
        // SAFETY: the slot is one of the object's present shape.
        let constructor = unsafe { *p.slot(offset) };
        let Some(f) = constructor.as_function() else { return other };
        // SAFETY: `code` is never null, `extra` is null or a live cell.
        unsafe {
            let code = &*f.code;
            let own = !f.extra.is_null() && (*f.extra).prototype == prototype;
            if own && !code.function.is_null() && core::ptr::eq(code.program, self.program) {
                return (Class::Instance(code.index), (*f.extra).construct_shape);
            }
        }
        other
    }
}
