//! The reader of frame maps: what `runtime/abi/src/exit.rs` draws, in that order. Maps are the compiler's own data; what
//! they say is believed, and checked by assertions only.

use crate::context::Context;
use crate::handle::{Func, Gc, GcVec, Obj, ValueExt};
use crate::object::key::PropertyKey;
use core::ptr;
use jsc_abi::Value;
use jsc_abi::exit::{Location, RebuiltKind};
use jsc_abi::layout::*;
use jsc_abi::template::shape_template_id;

/// A map being read, with what its locations refer to.
pub struct Map {
    /// The next word.
    at: *const u32,
    buffer: *const u64,
    program: *const Program,
}

/// The fixed part of a frame; its registers follow in the map.
pub struct Frame {
    /// Index in the program.
    pub function: u32,
    pub pc: u32,
    pub this: Value,
    pub callee: *mut Function,
    pub new_target: Value,
}

/// One rebuilt object's head.
struct Rebuilt {
    kind: RebuiltKind,
    detail: u32,
    count: u32,
}

impl Map {
    /// # Safety
    /// `words` is a whole map, and what it refers to is in `buffer` and the program, for as long as this lives.
    pub unsafe fn new(words: *const u32, buffer: *const u64, program: *const Program) -> Map {
        Map { at: words, buffer, program }
    }

    unsafe fn word(&mut self) -> u32 {
        let w = *self.at;
        self.at = self.at.add(1);
        w
    }

    /// The value at the next location. `objects` are those of this map, as far as they exist.
    unsafe fn value(&mut self, objects: &[Value]) -> Value {
        let (tag, index) = Location::split(self.word());
        let index = index as usize;
        let buffer = self.buffer;
        match tag.expect("a location's tag") {
            Location::Boxed => Value(*buffer.add(index)),
            Location::Int32 => Value::from_i32(*buffer.add(index) as i32),
            Location::Double => Value::from_number(f64::from_bits(*buffer.add(index))),
            Location::Bool => Value::from_bool(*buffer.add(index) & 1 != 0),
            Location::Immediate => {
                let low = self.word();
                Value(u64::from(low) | u64::from(self.word()) << 32)
            }
            Location::Object => objects[index],
            Location::Constant => *(*self.program).constants.add(index),
            Location::Uint32 => Value::from_u32(*buffer.add(index) as u32),
        }
    }

    unsafe fn skip_values(&mut self, count: u32) {
        for _ in 0..count {
            if Location::split(self.word()).0 == Some(Location::Immediate) {
                self.at = self.at.add(2);
            }
        }
    }

    unsafe fn rebuilt(&mut self) -> Rebuilt {
        let kind = self.word();
        let kind = match kind {
            k if k == RebuiltKind::Literal as u32 => RebuiltKind::Literal,
            k if k == RebuiltKind::Instance as u32 => RebuiltKind::Instance,
            k if k == RebuiltKind::Environment as u32 => RebuiltKind::Environment,
            k if k == RebuiltKind::Array as u32 => RebuiltKind::Array,
            k if k == RebuiltKind::Closure as u32 => RebuiltKind::Closure,
            k if k == RebuiltKind::Template as u32 => RebuiltKind::Template,
            _ => unreachable!("a kind of rebuilt object: {kind}"),
        };
        Rebuilt { kind, detail: self.word(), count: self.word() }
    }

    /// The string constants of a `Keys` constant.
    unsafe fn keys(&self, constant: u32) -> &'static [u32] {
        let image = &*(*self.program).image;
        image.items(&image.constants()[constant as usize])
    }

    /// Allocates all objects of the map, then fills them. The map is at its frames then.
    /// # Safety
    /// The map is at its start.
    pub unsafe fn rebuild_objects(&mut self, ctx: &mut Context) -> GcVec {
        let count = self.word();
        let mut objects = GcVec::with_capacity(ctx, count as usize);
        let start = self.at;
        for _ in 0..count {
            let r = self.rebuilt();
            let o = self.allocate(ctx, &r, &objects);
            objects.push(ctx, o);
        }
        self.at = start;
        for i in 0..count as usize {
            let r = self.rebuilt();
            let o = objects[i];
            self.fill(ctx, &r, o, &objects);
        }
        objects
    }

    /// An object with all but its contents.
    unsafe fn allocate(&mut self, ctx: &mut Context, r: &Rebuilt, objects: &[Value]) -> Value {
        let mut count = r.count;
        let o = match r.kind {
            // As the operation does: room for all keys inline, up to 16.
            RebuiltKind::Literal => ctx.new_literal_object(r.count.min(16)).value(),
            RebuiltKind::Instance => {
                let constructor = self.value(objects);
                count -= 1;
                let f: Func = Gc::from_ptr(constructor.as_ptr());
                debug_assert!(constructor.as_function().is_some());
                // The guards saw to it that `prototype` is a plain property of a function.
                ctx.create_this(f, constructor).expect("allocating an instance runs no code").value()
            }
            RebuiltKind::Environment => ctx.new_environment(Value::UNDEFINED, r.detail),
            RebuiltKind::Array => ctx.new_array_with_capacity(r.count).value(),
            RebuiltKind::Closure => ctx.create_closure(self.program, r.detail, Value::UNDEFINED).value(),
            RebuiltKind::Template => {
                let id = shape_template_id(r.detail);
                let shape = ctx.shapes.get(id);
                let inline_slots = u32::from(shape.inline_slots);
                let o = ctx.alloc_object(CellKind::Object, id, inline_slots);
                // Its shape says that they are there, and the next allocation may collect.
                for n in 0..inline_slots {
                    let value = if shape.is_double(n) { Value::from_f64(0.0) } else { Value::UNDEFINED };
                    *o.slot(shape.offset(n)) = value;
                }
                o.value()
            }
        };
        self.skip_values(count);
        o
    }

    unsafe fn fill(&mut self, ctx: &mut Context, r: &Rebuilt, object: Value, objects: &[Value]) {
        match r.kind {
            RebuiltKind::Literal => self.add_properties(ctx, object, r.detail, r.count, objects),
            RebuiltKind::Instance => {
                self.skip_values(1);
                self.add_properties(ctx, object, r.detail, r.count - 1, objects);
            }
            RebuiltKind::Environment => {
                debug_assert_eq!(r.count, r.detail + 1);
                let e = object.as_ptr::<Environment>();
                let parent = self.value(objects);
                (*e).parent = if parent.is_cell() { parent.as_ptr() } else { ptr::null_mut() };
                for i in 0..r.detail {
                    *crate::environment::environment_slot(e, i) = self.value(objects);
                }
                ctx.write_barrier(Gc::from_ptr(e));
            }
            RebuiltKind::Array => {
                let array: Obj = Gc::from_ptr(object.as_ptr());
                for _ in 0..r.count {
                    let v = self.value(objects);
                    ctx.array_push(array, v);
                }
            }
            RebuiltKind::Template => {
                let o: Obj = Gc::from_ptr(object.as_ptr());
                debug_assert_eq!(ctx.shape_of(o).slot_count, r.count);
                for n in 0..r.count {
                    *o.slot((size_of::<Object>() + 8 * n as usize) as i32) = self.value(objects);
                }
                ctx.fit_fields(o);
                ctx.write_barrier(o);
            }
            RebuiltKind::Closure => {
                debug_assert_eq!(r.count, 1);
                let mut f: Func = Gc::from_ptr(object.as_ptr());
                f.environment = self.value(objects);
                ctx.write_barrier(f);
            }
        }
    }

    /// Adds the first `count` of the keys, as data properties.
    unsafe fn add_properties(&mut self, ctx: &mut Context, object: Value, keys: u32, count: u32, objects: &[Value]) {
        let o: Obj = Gc::from_ptr(object.as_ptr());
        for &key in &self.keys(keys)[..count as usize] {
            let name = *(*self.program).constants.add(key as usize);
            let name = ctx.intern_string(Gc::from_ptr(name.as_ptr::<JsString>()));
            let v = self.value(objects);
            ctx.add_to_literal(o, PropertyKey::from_interned(name), v);
        }
    }

    /// # Safety
    /// The objects have been read.
    pub unsafe fn frame_count(&mut self) -> u32 {
        self.word()
    }

    /// The next frame, without its registers.
    /// # Safety
    /// The count, and the frames before with their registers, have been read.
    pub unsafe fn frame(&mut self, objects: &[Value]) -> Frame {
        let (function, pc) = (self.word(), self.word());
        let this = self.value(objects);
        let callee = self.value(objects);
        debug_assert!(callee.as_function().is_some());
        Frame { function, pc, this, callee: callee.as_ptr(), new_target: self.value(objects) }
    }

    /// Fills the registers that the map lists.
    /// # Safety
    /// The frame's fixed part was just read; `registers` are as many as its function has.
    pub unsafe fn fill_registers(&mut self, frame: &Frame, registers: *mut Value, objects: &[Value]) {
        for _ in 0..self.word() {
            let register = self.word();
            debug_assert!(register < (*(*frame.callee).code).register_count);
            *registers.add(register as usize) = self.value(objects);
        }
    }
}
