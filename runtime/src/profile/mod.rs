//! Profiles: what an interpreted run met, for builds to predict from. A dispatch loop of its own (`interpreter::PROFILING`) shows
//! [`step`] each instruction before it is done; other runs pay nothing. `text` writes what was recorded, and
//! `compiler/src/facts/profile.rs` reads it.
//!
//! Recorded are, by function and pc: what instructions gave (kinds of values, classes of objects, ranges of int32), the objects
//! and callees that operations worked on, the shapes of property sites, and how often loops went round.

#[cfg(test)]
mod tests;
mod text;

use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::handle::{Obj, ValueExt};
use crate::interpreter::{self, stack};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::opcode::{Instruction, Op, OperandView};
use jsc_abi::{CellKind, Value};
use std::collections::HashMap;

/// Most classes, and most shapes, that are told apart at one place.
const MAX_CLASSES: usize = 4;

/// Kinds of values, bits as `text::KINDS` names them.
mod kind {
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
enum Class {
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

/// A set of numbers, at most a few.
#[derive(Clone, Copy, Default)]
struct Few {
    /// Plus 1; 0: none.
    members: [u32; MAX_CLASSES],
    /// There were more.
    many: bool,
}

impl Few {
    fn add(&mut self, number: u32) {
        for m in &mut self.members {
            if *m == number + 1 {
                return;
            }
            if *m == 0 {
                *m = number + 1;
                return;
            }
        }
        self.many = true;
    }

    fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.members.iter().filter(|m| **m != 0).map(|m| m - 1)
    }
}

/// What was seen at one place.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// `kind`
    kinds: u16,
    /// Classes of the objects.
    classes: Few,
    /// Range of the int32s, if there were any.
    low: i32,
    high: i32,
}

impl Seen {
    /// OPTIMIZATION: the value is one more int32 of the range, and so nothing new.
    fn holds(&self, v: Value) -> bool {
        v.is_int32() && self.kinds & kind::INT32 != 0 && self.low <= v.as_int32() && v.as_int32() <= self.high
    }
}

/// What is recorded for one instruction.
#[derive(Clone, Default)]
struct Site {
    /// What it wrote.
    value: Seen,
    /// The object or callee that it worked on.
    operand: Seen,
    /// Shapes of that object before (property sites).
    shapes: Few,
    /// Property writes that changed the shape: shape before and after.
    adds: Vec<(u32, u32)>,
    /// Loop headers: rounds.
    count: u64,
}

#[derive(Default)]
struct FunctionProfile {
    calls: u64,
    this: Seen,
    parameters: Vec<Seen>,
    result: Seen,
    /// By pc; empty until the function runs.
    sites: Vec<Option<Box<Site>>>,
    /// By pc, like `sites`.
    info: Vec<Info>,
}

/// What there is to record of an instruction: found once for each.
#[derive(Clone, Copy)]
struct Info {
    op: Op,
    /// In code units.
    length: u16,
    /// Registers; `NONE`: it has none.
    destination: u16,
    subject: u16,
}

const NONE: u16 = u16::MAX;

impl Info {
    /// For each code unit; those inside an instruction say nothing.
    fn of_code(units: &[u16]) -> Vec<Info> {
        let mut all = vec![Info { op: Op::Nop, length: 0, destination: NONE, subject: NONE }; units.len()];
        let mut pc = 0;
        while let Some((instruction, next)) = Instruction::decode(units, pc) {
            all[pc] = Info {
                op: instruction.op(),
                length: (next - pc) as u16,
                destination: destination(&instruction).unwrap_or(NONE),
                subject: subject(&instruction).unwrap_or(NONE),
            };
            pc = next;
        }
        all
    }
}

/// A shared shape of plain objects whose keys are all plain names.
struct ShapeProfile {
    class: u32,
    inline_slots: u32,
    keys: Vec<String>,
}

/// The instruction before, if its frame is still the one running.
#[derive(Clone, Copy)]
struct Previous {
    registers: *mut Value,
    pc: usize,
    op: Op,
    /// Shape of the object that it writes a property of; 0: none.
    shape: u32,
}

/// What is recorded of a program. Holds no cells.
pub struct Profile {
    program: *const Program,
    functions: Vec<FunctionProfile>,
    classes: Vec<Class>,
    class_numbers: HashMap<Class, u32>,
    shapes: Vec<ShapeProfile>,
    /// By id of shared shapes of plain objects (they live as long as the context): class, and number in `shapes`.
    shape_numbers: Vec<Option<(u32, Option<u32>)>>,
    previous: Option<Previous>,
    write: Option<Box<dyn FnOnce(String)>>,
}

/// Begins a profile of the loaded program. `write` gets its text at the end.
pub fn start(ctx: &mut Context, write: Box<dyn FnOnce(String)>) {
    let program = ctx.header.program;
    // SAFETY: loaded.
    let count = unsafe { (*(*program).image).function_count };
    ctx.profile = Some(Box::new(Profile {
        program,
        functions: (0..count).map(|_| FunctionProfile::default()).collect(),
        classes: Vec::new(),
        class_numbers: HashMap::new(),
        shapes: Vec::new(),
        shape_numbers: Vec::new(),
        previous: None,
        write: Some(write),
    }));
    ctx.run = interpreter::PROFILING;
    ctx.at_exit = Some(finish);
}

fn finish(ctx: &mut Context) {
    if let Some(mut profile) = ctx.profile.take() {
        ctx.run = interpreter::PLAIN;
        // SAFETY: the program stays loaded.
        let text = unsafe { text::write(&profile) };
        if let Some(write) = profile.write.take() {
            write(text);
        }
    }
}

/// The interpreter is about to do the instruction at `pc` of the topmost frame, whose registers these are.
/// # Safety
/// As it says.
#[inline(never)]
pub(crate) unsafe fn step(ctx: &mut Context, registers: *mut Value, pc: usize) {
    let Some(mut profile) = ctx.profile.take() else { return };
    profile.step(ctx, registers, pc);
    ctx.profile = Some(profile);
}

/// The register that the instruction writes its result to.
fn destination(instruction: &Instruction) -> Option<u16> {
    let mut register = None;
    instruction.visit(&mut |o| {
        if let OperandView::Write(r) = o {
            register.get_or_insert(r);
        }
    });
    register
}

/// The register of the object or callee that a site is about; of a return, the value.
fn subject(instruction: &Instruction) -> Option<u16> {
    Some(match instruction {
        Instruction::GetByName(i) => i.object.0,
        Instruction::SetByName(i) => i.object.0,
        Instruction::SetByNameSloppy(i) => i.object.0,
        Instruction::DefineByName(i) => i.object.0,
        Instruction::GetByValue(i) => i.object.0,
        Instruction::SetByValue(i) => i.object.0,
        Instruction::SetByValueSloppy(i) => i.object.0,
        Instruction::GetLength(i) => i.object.0,
        Instruction::Call(i) => i.callee.0,
        Instruction::Construct(i) => i.callee.0,
        // Of no object, but what it returns is recorded too.
        Instruction::ReturnValue(i) => i.value.0,
        _ => return None,
    })
}

/// Property sites that may add the property.
fn writes_named(op: Op) -> bool {
    matches!(op, Op::SetByName | Op::SetByNameSloppy | Op::DefineByName)
}

impl Profile {
    unsafe fn step(&mut self, ctx: &mut Context, registers: *mut Value, pc: usize) {
        let frame = stack::frame_of(registers);
        let code = &*(*(*frame).record.callee).code;
        if !core::ptr::eq(code.program, self.program) {
            return;
        }
        let function = code.index as usize;
        if self.functions[function].sites.is_empty() {
            let units = (*(*code.program).image).code(&*code.function);
            self.functions[function].sites = vec![None; units.len()];
            self.functions[function].info = Info::of_code(units);
        }
        let info = self.functions[function].info[pc];
        if info.op == Op::Catch {
            // What was under way did not finish.
        } else if let Some(p) = self.previous.filter(|p| p.registers == registers && p.op != Op::ReturnValue) {
            self.finished(ctx, function, registers, p.pc, p.shape);
        } else if pc == 0 {
            self.entered(ctx, function, frame, registers, code.parameter_count);
        } else {
            // Back from a callee: the operation that called is done if this is the one behind it.
            let at = (*frame).record.pc as usize;
            if at + usize::from(self.functions[function].info[at].length) == pc {
                self.finished(ctx, function, registers, at, 0);
            }
        }
        let mut shape = 0;
        if info.subject != NONE {
            let v = *registers.add(info.subject as usize);
            if info.op == Op::ReturnValue {
                let result = self.functions[function].result;
                self.functions[function].result = self.seen(ctx, result, v);
            } else {
                let seen = self.site(function, pc).operand;
                let seen = self.seen(ctx, seen, v);
                self.site(function, pc).operand = seen;
                if info.op == Op::GetByName || writes_named(info.op) {
                    shape = self.see_shape(ctx, function, pc, v);
                }
            }
        } else if info.op == Op::LoopHeader {
            self.site(function, pc).count += 1;
        }
        self.previous = Some(Previous { registers, pc, op: info.op, shape });
    }

    fn site(&mut self, function: usize, pc: usize) -> &mut Site {
        self.functions[function].sites[pc].get_or_insert_default()
    }

    /// The frame's function was just called.
    unsafe fn entered(
        &mut self,
        ctx: &mut Context,
        function: usize,
        frame: *mut stack::InterpreterFrame,
        registers: *mut Value,
        parameters: u32,
    ) {
        let this = self.functions[function].this;
        let this = self.seen(ctx, this, (*frame).this);
        let mut seen = core::mem::take(&mut self.functions[function].parameters);
        seen.resize(parameters as usize, Seen::default());
        for (i, s) in seen.iter_mut().enumerate() {
            *s = self.seen(ctx, *s, *registers.add(i));
        }
        let f = &mut self.functions[function];
        (f.this, f.parameters) = (this, seen);
        f.calls += 1;
    }

    /// The instruction at `pc` is done. `shape` is what the object of a property site had before, or 0.
    unsafe fn finished(&mut self, ctx: &mut Context, function: usize, registers: *mut Value, pc: usize, shape: u32) {
        let info = self.functions[function].info[pc];
        if info.destination != NONE {
            let v = *registers.add(info.destination as usize);
            let site = self.site(function, pc);
            if !site.value.holds(v) {
                let seen = site.value;
                let seen = self.seen(ctx, seen, v);
                self.site(function, pc).value = seen;
            }
        }
        if shape != 0
            && writes_named(info.op)
            && let Some(o) = (*registers.add(info.subject as usize)).as_object()
            && o.header.shape != shape
            && let Some(before) = self.shape_number(ctx, shape)
            && let after = o.header.shape
            && !ctx.shapes.is_unique(after)
            && let Some(after) = self.shape_number(ctx, after)
        {
            let adds = &mut self.site(function, pc).adds;
            if adds.len() < MAX_CLASSES && !adds.contains(&(before, after)) {
                adds.push((before, after));
            }
        }
    }

    /// Records the shape of a property site's object; gives its id if it is shared.
    fn see_shape(&mut self, ctx: &mut Context, function: usize, pc: usize, v: Value) -> u32 {
        let Some(o) = v.as_object() else { return 0 };
        let id = o.header.shape;
        let number =
            if o.kind() != CellKind::Object || ctx.shapes.is_unique(id) { None } else { self.shape_number(ctx, id) };
        let shapes = &mut self.site(function, pc).shapes;
        match number {
            Some(n) => {
                shapes.add(n);
                id
            }
            None => {
                shapes.many = true;
                0
            }
        }
    }

    fn seen(&mut self, ctx: &mut Context, mut seen: Seen, v: Value) -> Seen {
        let bit = if v.is_int32() {
            let i = v.as_int32();
            let first = seen.kinds & kind::INT32 == 0;
            seen.low = if first { i } else { seen.low.min(i) };
            seen.high = if first { i } else { seen.high.max(i) };
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
        seen.kinds |= bit;
        seen
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
        let class = match kind {
            CellKind::Array => Class::Array,
            CellKind::Function => {
                let f = o.value().as_function().expect("by kind");
                // SAFETY: `code` is never null.
                let code = unsafe { &*f.code };
                if !code.function.is_null() && core::ptr::eq(code.program, self.program) {
                    Class::Closure(code.index)
                } else if code.known != 0 {
                    Class::Builtin(code.known)
                } else {
                    Class::Other(kind)
                }
            }
            CellKind::Object => return self.plain_class(ctx, o.header.shape),
            _ if kind.is_typed_array() => Class::Typed(kind),
            _ => Class::Other(kind),
        };
        self.class_number(class)
    }

    /// The class of plain objects of a shape.
    fn plain_class(&mut self, ctx: &mut Context, id: u32) -> u32 {
        if ctx.shapes.is_unique(id) {
            // The id may be another's later.
            let class = self.class_by_prototype(ctx, id);
            return self.class_number(class);
        }
        self.shape_info(ctx, id).0
    }

    fn shape_number(&mut self, ctx: &mut Context, id: u32) -> Option<u32> {
        self.shape_info(ctx, id).1
    }

    /// Class, and number if it can be described, of a shared shape of plain objects.
    fn shape_info(&mut self, ctx: &mut Context, id: u32) -> (u32, Option<u32>) {
        if let Some(Some(info)) = self.shape_numbers.get(id as usize) {
            return *info;
        }
        let class = self.class_by_prototype(ctx, id);
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
        let describable = matches!(class, Class::Instance(_) | Class::Literal);
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

    fn class_by_prototype(&mut self, ctx: &mut Context, id: u32) -> Class {
        let other = Class::Other(CellKind::Object);
        let prototype = ctx.shapes.get(id).prototype;
        let Some(p) = prototype.as_object() else { return other };
        if ctx.intrinsics[Intrinsic::ObjectPrototype as usize] == prototype {
            return Class::Literal;
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
                return Class::Instance(code.index);
            }
        }
        other
    }
}
