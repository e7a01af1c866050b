//! SIR as text. `parse.rs` reads it back: what prints also parses, to the same function.
//!
//! ```text
//! function "name" #3 generic flags=0x11 parameters=2 registers=9 {
//! b0:
//!   v0 = parameter index=0
//!   v1: boxed int32 = const_value int32 7
//!   v3: boxed int32|double = add v0, v1 @12 !b4(v0)
//!   v5 = less v3, v1 @14
//!   branch v5, b1(v3), b2() @14
//! b1(v7: boxed int32|double) loop depth=1:
//!   jump b1(v7)
//! ...
//! }
//! ```
//!
//! An instruction is its op, the inputs, the immediates by name, the targets; of a branch in a profiled program, `weights=90:10`, how often
//! it went to either target; then `@` and the pc (left out where it is 0; `@12#1` in code of inlined activation 1), then `!` and the exceptional edge, then the frame state: `[f0@12 r1=v3 |
//! f4@2(v5, v6, v7) r0=v8]`, outermost frame first, inlined ones with callee, this and new.target. A parameter has its type, a result only where that is narrower than the op's. Blocks are
//! in layout order; `entry=b3` stands in the heading if the first one is not the entry. `;` begins a comment.

use super::{Edge, FRAME_PREFIX, FrameState, Function, Inst, Kinds, Op, Type};
use jsc_abi::Value as JsValue;
use std::fmt::{self, Display, Formatter};

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "function {:?} #{} {}", self.name, self.index, self.form.name())?;
        if self.flags != 0 {
            write!(f, " flags={:#x}", self.flags)?;
        }
        if self.parameter_count != 0 {
            write!(f, " parameters={}", self.parameter_count)?;
        }
        if self.register_count != 0 {
            write!(f, " registers={}", self.register_count)?;
        }
        if !self.form.is_resumed() && self.layout.first() != Some(&self.entry) {
            write!(f, " entry={}", self.entry)?;
        }
        if !self.entries.is_empty() {
            let list: Vec<String> = self.entries.iter().map(|(number, block)| format!("{number}:{block}")).collect();
            write!(f, " entries={}", list.join(","))?;
        }
        writeln!(f, " {{")?;
        for (i, list) in self.register_lists.iter().enumerate() {
            let registers: Vec<String> = list.iter().map(|r| format!("r{r}")).collect();
            writeln!(f, "  list {i} = {}", registers.join(", "))?;
        }
        for (i, inlined) in self.inlined.iter().enumerate() {
            writeln!(f, "  inlined {} = f{} at {}@{}", i + 1, inlined.function, inlined.caller, inlined.pc)?;
        }
        for &b in &self.layout {
            let block = self.block(b);
            write!(f, "{b}")?;
            if !block.params.is_empty() {
                let params: Vec<String> = block.params.iter().map(|&p| format!("{p}: {}", self.ty(p))).collect();
                write!(f, "({})", params.join(", "))?;
            }
            if block.is_loop_header {
                write!(f, " loop")?;
            }
            if block.loop_depth != 0 {
                write!(f, " depth={}", block.loop_depth)?;
            }
            if block.cold {
                write!(f, " cold")?;
            }
            writeln!(f, ":")?;
            for &i in &block.insts {
                writeln!(f, "  {}", self.inst_text(i))?;
            }
        }
        writeln!(f, "}}")
    }
}

impl Function {
    /// One instruction as `Display` of the function prints it.
    pub fn inst_text(&self, i: Inst) -> impl Display + '_ {
        InstText(self, i)
    }
}

struct InstText<'a>(&'a Function, Inst);

impl Display for InstText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let data = self.0.inst(self.1);
        if let Some(v) = data.result {
            let ty = self.0.ty(v);
            match ty == Type::of(data.op.result()) {
                true => write!(f, "{v} = ")?,
                false => write!(f, "{v}: {ty} = ")?,
            }
        }
        write!(f, "{}", data.op.name())?;
        let mut separator = " ";
        for v in &data.args {
            write!(f, "{separator}{v}")?;
            separator = ", ";
        }
        match literal_text(data.op, &data.immediates) {
            Some(text) => write!(f, "{separator}{text}")?,
            None => {
                // Too few names would hide a wrong number of immediates.
                for (n, value) in data.immediates.iter().enumerate() {
                    let name = data.op.immediates().get(n).copied().unwrap_or("extra");
                    match data.op {
                        Op::GuardRange => write!(f, "{separator}{name}={}", *value as i64)?,
                        _ => write!(f, "{separator}{name}={value}")?,
                    }
                    separator = ", ";
                }
            }
        }
        for edge in &data.targets {
            write!(f, "{separator}{edge}")?;
            separator = ", ";
        }
        if let Some([yes, no]) = data.weights {
            write!(f, " weights={yes}:{no}")?;
        }
        if let Some((low, high)) = data.expects {
            write!(f, " ?{low} {high}")?;
        }
        if data.pc != 0 || data.inlined != 0 {
            write!(f, " @{}", data.pc)?;
        }
        if data.inlined != 0 {
            write!(f, "#{}", data.inlined)?;
        }
        if let Some(edge) = &data.handler {
            write!(f, " !{edge}")?;
        }
        if let Some(state) = &data.state {
            write!(f, " [{state}]")?;
        }
        Ok(())
    }
}

impl Display for FrameState {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut values = self.values.iter();
        let mut next = move || values.next().map_or("?".to_string(), |v| v.to_string());
        for (n, frame) in self.frames.iter().enumerate() {
            if n > 0 {
                write!(f, " | ")?;
            }
            write!(f, "f{}@{}", frame.function, frame.pc)?;
            if n > 0 {
                let prefix: Vec<String> = (0..FRAME_PREFIX).map(|_| next()).collect();
                write!(f, "({})", prefix.join(", "))?;
            }
            for r in &frame.registers {
                write!(f, " r{r}={}", next())?;
            }
        }
        Ok(())
    }
}

impl Display for Edge {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let args: Vec<String> = self.args.iter().map(|v| v.to_string()).collect();
        write!(f, "{}({})", self.block, args.join(", "))
    }
}

impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.repr.name())?;
        if self.kinds != Type::of(self.repr).kinds {
            write!(f, " {}", self.kinds)?;
        }
        Ok(())
    }
}

/// Words for sets of kinds besides `Kinds::NAMES`; the printer uses the first three.
pub(super) const SETS: [(&str, Kinds); 5] = [
    ("none", Kinds::NONE),
    ("any", Kinds::ANY),
    ("all", Kinds::ALL),
    ("number", Kinds::NUMBER),
    ("numeric", Kinds::NUMERIC),
];

impl Display for Kinds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = SETS[..3].iter().find(|(_, kinds)| kinds == self) {
            return f.write_str(name);
        }
        let names: Vec<&str> =
            Kinds::NAMES.iter().enumerate().filter(|(i, _)| self.0 >> i & 1 != 0).map(|(_, n)| *n).collect();
        f.write_str(&names.join("|"))
    }
}

/// Values that `const_value` shows by name.
pub(super) const NAMED_VALUES: [(&str, JsValue); 5] = [
    ("undefined", JsValue::UNDEFINED),
    ("null", JsValue::NULL),
    ("true", JsValue::TRUE),
    ("false", JsValue::FALSE),
    ("empty", JsValue::EMPTY),
];

/// The immediate of a constant as a reader wants it; `None` for all else and for bits that no program makes.
fn literal_text(op: Op, immediates: &[u64]) -> Option<String> {
    let &[bits] = immediates else { return None };
    match op {
        Op::ConstValue => {
            let value = JsValue(bits);
            if let Some((name, _)) = NAMED_VALUES.iter().find(|(_, v)| *v == value) {
                return Some(name.to_string());
            }
            if value.is_int32() && value == JsValue::from_i32(value.as_int32()) {
                return Some(format!("int32 {}", value.as_int32()));
            }
            // Only the canonical NaN is written as one.
            (value.is_double() && value == JsValue::from_f64(value.as_double()))
                .then(|| format!("double {:?}", value.as_double()))
        }
        Op::ConstI32 => (bits == bits as i32 as i64 as u64).then(|| (bits as i32).to_string()),
        Op::ConstF64 => {
            let d = f64::from_bits(bits);
            (!d.is_nan() || bits == jsc_abi::value::CANONICAL_NAN).then(|| format!("{d:?}"))
        }
        Op::ConstBool => [(0, "false"), (1, "true")].iter().find(|(n, _)| *n == bits).map(|(_, text)| text.to_string()),
        _ => None,
    }
}
