//! The call stack as programs see it: capturing it into an error (cheap, a few words for each frame), turning what was
//! captured into V8's text, and the error that a full stack throws.

use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::error::{ErrorKind, Throw};
use crate::handle::{Func, Gc, Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::exit::{INLINED_PC, inlined_position};
use jsc_abi::layout::*;
use jsc_abi::opcode::Op;
use jsc_abi::{CellKind, Value};
use std::fmt::Write;

pub use crate::builtins::error::report_uncaught;

/// V8's default for `Error.stackTraceLimit`.
pub const DEFAULT_LIMIT: usize = 10;

/// `FrameRecord::pc` of a frame that has none.
const NO_PC: i32 = -1;

/// Which frames a trace leaves out at its top.
#[derive(Clone, Copy)]
pub enum Skip {
    Nothing,
    /// Everything down to the innermost activation of this function, inclusive. If it is not on the stack: everything.
    Until(Func),
}

/// Native stack that making the RangeError of a full stack may use beyond the limit.
const OVERFLOW_RESERVE: usize = 64 << 10;

impl Context {
    /// Throws "Maximum call stack size exceeded". May be called with the stack pointer already below the limit.
    #[cold]
    pub fn throw_stack_overflow(&mut self) -> Throw {
        let limit = self.header.stack_limit;
        // The limit leaves room below it: lend some of it to the code that makes the error.
        self.header.stack_limit = limit.saturating_sub(OVERFLOW_RESERVE);
        let throw = self.throw_new(ErrorKind::RangeError, "Maximum call stack size exceeded");
        self.header.stack_limit = limit;
        throw
    }

    /// Throws a RangeError when little native stack is left: for built-ins that recurse natively.
    #[inline]
    pub fn check_stack(&mut self) -> Result<(), Throw> {
        let here = 0u8;
        if (&raw const here as usize) < self.header.stack_limit { Err(self.throw_stack_overflow()) } else { Ok(()) }
    }
}

/// The innermost `limit` frames: (function, pc) pairs, then the pair of the next frame's function and pc, which says
/// how the last one was called (its function is undefined if there is none).
pub fn capture_frames(ctx: &mut Context, limit: usize, skip: Skip) -> Gc<ValueArray> {
    let mut frames = Activations::of(ctx);
    if let Skip::Until(f) = skip {
        while frames.next().is_some_and(|(callee, _)| callee != f.ptr()) {}
    }
    let count = frames.clone().take(limit).count();
    let mut array = ctx.alloc_value_array(2 * count + 2);
    let values = array.values_mut();
    for i in 0..=count {
        (values[2 * i], values[2 * i + 1]) = match frames.next() {
            Some((callee, pc)) => (Value::from_cell(callee), Value::from_i32(pc)),
            None => (Value::UNDEFINED, Value::from_i32(NO_PC)),
        };
    }
    array.length = (2 * count + 2) as u32;
    ctx.write_barrier(array);
    array
}

/// The activations under way, innermost first: callee and pc (`NO_PC` of built-ins). A native frame stands for the functions that
/// were inlined into it too.
#[derive(Clone)]
struct Activations {
    record: *const FrameRecord,
    /// Where the next activation of `record` is, if the innermost of them was handed out.
    pc: Option<u32>,
}

impl Activations {
    fn of(ctx: &Context) -> Activations {
        Activations { record: ctx.header.frame, pc: None }
    }
}

impl Iterator for Activations {
    type Item = (*mut Function, i32);

    fn next(&mut self) -> Option<Self::Item> {
        if self.record.is_null() {
            return None;
        }
        // SAFETY: records on the list belong to activations under way. A pc with `INLINED_PC` is only stored by code whose function
        // has positions, and behind its record are the callees of inlined activations.
        unsafe {
            let record = &*self.record;
            let pc = self.pc.unwrap_or(record.pc);
            if record.kind == FrameKind::Native && pc & INLINED_PC != 0 {
                let position = inlined_position(&(*(*record.callee).code).positions, pc);
                self.pc = Some(position.caller);
                let callees = self.record.add(1) as *const *mut Function;
                return Some((*callees.add(position.slot as usize), position.pc as i32));
            }
            (self.record, self.pc) = (record.previous, None);
            Some((record.callee, if record.kind == FrameKind::Builtin { NO_PC } else { pc as i32 }))
        }
    }
}

/// Text of captured frames: for each `\n    at f (file:line:column)`.
pub fn format_frames(ctx: &mut Context, frames: Gc<ValueArray>) -> String {
    let mut out = String::new();
    let count = (frames.length as usize).saturating_sub(2) / 2;
    for i in 0..count {
        let values = frames.values();
        let (callee, pc) = (values[2 * i], values[2 * i + 1].as_int32());
        let Some(callee) = callee.as_function() else { continue };
        let inner = if i > 0 { values[2 * i - 2].as_function() } else { None };
        let constructed =
            values[2 * i + 2].as_function().is_some_and(|f| calls_constructor(f, values[2 * i + 3].as_int32()));
        out.push_str("\n    at ");
        format_frame(ctx, &mut out, callee, pc, constructed, inner);
    }
    out
}

/// The present call stack as text, for messages of the runtime itself.
pub fn capture(ctx: &mut Context) -> String {
    let frames = capture_frames(ctx, DEFAULT_LIMIT, Skip::Nothing);
    format_frames(ctx, frames)
}

/// Whether the operation at `pc` of the function is `new` or `super()`.
fn calls_constructor(f: Func, pc: i32) -> bool {
    // SAFETY: `code` is never null; `function` is null or in the program's image.
    unsafe {
        let code = &*f.code;
        if pc < 0 || code.function.is_null() || code.program.is_null() {
            return false;
        }
        let units = (*(*code.program).image).code(&*code.function);
        matches!(units.get(pc as usize).and_then(|&u| Op::from_unit(u)), Some(Op::Construct | Op::ConstructArray))
    }
}

fn format_frame(ctx: &mut Context, out: &mut String, f: Func, pc: i32, constructed: bool, inner: Option<Func>) {
    // SAFETY: as above.
    let code = unsafe { &*f.code };
    let name = own_name(ctx, f);
    let place = place(ctx, code, pc);
    let label = if code.flags & function_flag::TOP_LEVEL != 0 {
        "Object.<anonymous>".to_string()
    } else if code.flags & function_flag::CLASS_CONSTRUCTOR != 0
        || (constructed && code.flags & function_flag::CONSTRUCTOR != 0)
    {
        format!("new {}", if name.is_empty() { "<anonymous>" } else { &name })
    } else if code.flags & function_flag::BUILTIN != 0 {
        builtin_label(ctx, f, &name, inner)
    } else if code.flags & function_flag::BUILTIN_FORM != 0 {
        form_label(ctx, &name)
    } else if code.flags & function_flag::ARROW != 0 {
        name
    } else {
        method_label(ctx, f, name)
    };
    if label.is_empty() {
        out.push_str(&place);
    } else {
        let _ = write!(out, "{label} ({place})");
    }
}

/// `file:line:column`
pub(crate) fn place(ctx: &mut Context, code: &Code, pc: i32) -> String {
    if code.function.is_null() || code.program.is_null() || code.flags & function_flag::BUILTIN_FORM != 0 {
        return "<anonymous>".to_string();
    }
    // SAFETY: the function belongs to the program; its image is whole, and `constants` has a value for each constant.
    unsafe {
        let program = &*code.program;
        let image = &*program.image;
        let file = (*program.constants.add(image.source_name as usize)).as_string();
        let file = file.map_or_else(|| "<anonymous>".to_string(), |s| s.to_rust(ctx));
        let function = &*code.function;
        let (mut line, mut column) = image.position(function, pc.max(0) as u32);
        if line == 0 {
            (line, column) = (function.line, function.column);
        }
        format!("{file}:{line}:{column}")
    }
}

/// The function's `name` if it is an own data property with a string, without running anything.
fn own_name(ctx: &mut Context, f: Func) -> String {
    let key = PropertyKey::from_interned(ctx.names.name);
    let value = data_property(ctx, f.object(), key);
    match value.and_then(|v| v.as_string()) {
        Some(s) => s.to_rust(ctx),
        None => String::new(),
    }
}

/// Value of an own data property of an ordinary object.
fn data_property(ctx: &mut Context, o: Obj, key: PropertyKey) -> Option<Value> {
    if o.kind() == CellKind::Proxy {
        return None;
    }
    match ctx.own_property(o, key) {
        Ok(crate::object::Own::Data(v, _)) => Some(v),
        Ok(_) => None,
        Err(_) => {
            ctx.take_exception();
            None
        }
    }
}

/// `Class.method` if the class is known from the home object.
fn method_label(ctx: &mut Context, f: Func, name: String) -> String {
    // SAFETY: `extra` is null or a live cell.
    let home = if f.extra.is_null() { None } else { unsafe { (*f.extra).home_object }.as_object() };
    let Some(home) = home else { return accessor_label(name) };
    let class = if home.is_callable() {
        home.value().as_function().map(|c| own_name(ctx, c))
    } else {
        let key = PropertyKey::from_interned(ctx.names.constructor);
        match data_property(ctx, home, key) {
            Some(c) => c.as_function().map(|c| own_name(ctx, c)),
            None => Some("Object".to_string()),
        }
    };
    match class {
        Some(class) if !class.is_empty() => {
            let name = if name.is_empty() { "<anonymous>".to_string() } else { name };
            format!("{class}.{}", accessor_label(name))
        }
        _ => accessor_label(name),
    }
}

/// `get x [as x]`, as V8 names accessors.
fn accessor_label(name: String) -> String {
    match name.strip_prefix("get ").or_else(|| name.strip_prefix("set ")) {
        Some(plain) => format!("{name} [as {plain}]"),
        None => name,
    }
}

/// As `builtin_label` of the method of arrays that the bytecode form stands for.
fn form_label(ctx: &mut Context, name: &str) -> String {
    let path = format!("Array.prototype.{name}");
    let interned = ctx.intern(name);
    let holder = ctx.intrinsics[Intrinsic::ArrayPrototype as usize].as_object().expect("there are arrays");
    let method = data_property(ctx, holder, PropertyKey::from_interned(interned)).and_then(|v| v.as_function());
    // SAFETY: `code` is never null.
    let is_original = method.is_some_and(|f| jsc_abi::builtin::known(&path) == Some(unsafe { (*f.code).known }));
    if is_original { format!("Array.{name}") } else { name.to_string() }
}

/// `Array.map`, `Function.from`, `JSON.parse`: the place of a built-in is looked up among the intrinsic objects, since
/// functions do not know it.
fn builtin_label(ctx: &mut Context, f: Func, name: &str, inner: Option<Func>) -> String {
    if name.is_empty() {
        return "<anonymous>".to_string();
    }
    let interned = ctx.intern(name);
    let key = PropertyKey::from_interned(interned);
    for i in 0..Intrinsic::COUNT {
        let Some(holder) = ctx.intrinsics[i].as_object() else { continue };
        if holder.value() == f.value() {
            return name.to_string();
        }
        let Some(p) = ctx.shape_of(holder).lookup(key) else { continue };
        let wanted =
            crate::shape::attribute::ACCESSOR | crate::shape::attribute::SPECIAL | crate::shape::attribute::LAZY;
        if p.attributes & wanted != 0 || data_property(ctx, holder, key) != Some(f.value()) {
            continue;
        }
        let which = Intrinsic::from_index(i);
        if which == Intrinsic::GeneratorPrototype
            && let Some(generator) = inner
            && unsafe { (*generator.code).flags } & function_flag::GENERATOR != 0
        {
            let generator = own_name(ctx, generator);
            if !generator.is_empty() {
                return format!("{generator}.{name}");
            }
        }
        if holder.is_callable() {
            return format!("Function.{name}");
        }
        let text = format!("{which:?}");
        let class = match which {
            Intrinsic::Json => "JSON",
            Intrinsic::ArrayIteratorPrototype => "Array Iterator",
            Intrinsic::StringIteratorPrototype => "String Iterator",
            Intrinsic::MapIteratorPrototype => "Map Iterator",
            Intrinsic::SetIteratorPrototype => "Set Iterator",
            Intrinsic::UriErrorPrototype => "URIError",
            _ => text.strip_suffix("Prototype").unwrap_or(&text),
        };
        return format!("{class}.{name}");
    }
    name.to_string()
}
