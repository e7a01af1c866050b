//! The text of a profile: lines of words. `compiler/src/facts/profile.rs` reads it.
//!
//! ```text
//! jsc profile 3
//! function 0 8f3a…                              number, hash; all of the program, in order
//! class 0 instance 3                            array | typed Float64Array | closure 3 | builtin Math.floor | instance 3 | literal | other Map
//! shape 0 class 0 inline 2 keys x y             keys in order of addition
//! run 3 calls 12                                what follows is of function 3
//! this SEEN
//! parameter 0 SEEN
//! result SEEN
//! value 17 SEEN                                 by pc: what the instruction wrote
//! operand 17 SEEN                               the object or callee that it worked on
//! shapes 17 0:900 2:20 many:5                    its shapes, each with how often it was recorded; many: there were others
//! add 17 0 2                                    a property write that changed shape 0 to shape 2
//! loop 4 1000                                   rounds of the loop header there
//! block 9 250                                   about how often the code from there to the next block ran; blocks begin behind
//!                                               jumps, where jumps go and at handlers, and are all listed
//! ```
//! SEEN: `int32|object range -3 100 classes 0:70 4:3 many:1`, where range is of the int32s. A number that stands alone has no count.

use super::Profile;
use super::sorts::{Class, Few, Seen, kind};
use jsc_abi::opcode::Op;
use std::fmt::Write;

/// Names of the bits of `kind`, in order.
const KINDS: [(u16, &str); 10] = [
    (kind::UNDEFINED, "undefined"),
    (kind::NULL, "null"),
    (kind::BOOL, "bool"),
    (kind::INT32, "int32"),
    (kind::DOUBLE, "double"),
    (kind::STRING, "string"),
    (kind::SYMBOL, "symbol"),
    (kind::BIGINT, "bigint"),
    (kind::OBJECT, "object"),
    (kind::EMPTY, "empty"),
];

/// Whether a property name can stand in a profile: it is a plain word.
pub(super) fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$')
}

fn seen(out: &mut String, what: &str, seen: &Seen) {
    if seen.kinds == 0 {
        return;
    }
    let kinds: Vec<&str> = KINDS.iter().filter(|(bit, _)| seen.kinds & bit != 0).map(|(_, name)| *name).collect();
    let _ = write!(out, "{what} {}", kinds.join("|"));
    if seen.kinds & kind::INT32 != 0 {
        let _ = write!(out, " range {} {}", seen.low, seen.high);
    }
    if seen.kinds & kind::OBJECT != 0 {
        out.push_str(" classes");
        few(out, &seen.classes);
    }
    out.push('\n');
}

fn few(out: &mut String, few: &Few) {
    let alone = few.others == 0 && few.iter().nth(1).is_none();
    for (n, count) in few.iter() {
        let _ = if alone { write!(out, " {n}") } else { write!(out, " {n}:{count}") };
    }
    if few.others > 0 {
        let _ = write!(out, " many:{}", few.others);
    }
}

/// # Safety
/// The profile's program is loaded.
pub(super) unsafe fn write(profile: &Profile) -> String {
    let mut out = String::from("jsc profile 3\n");
    for (i, f) in (*(*profile.sorts.program).image).functions().iter().enumerate() {
        let _ = writeln!(out, "function {i} {:016x}", f.hash);
    }
    for (i, class) in profile.sorts.classes.iter().enumerate() {
        let _ = write!(out, "class {i} ");
        let _ = match class {
            Class::Array => writeln!(out, "array"),
            Class::Typed(kind) => writeln!(out, "typed {kind:?}"),
            Class::Closure(f) => writeln!(out, "closure {f}"),
            Class::Builtin(n) => writeln!(out, "builtin {}", jsc_abi::builtin::KNOWN[*n as usize - 1]),
            Class::Instance(f) => writeln!(out, "instance {f}"),
            Class::Literal => writeln!(out, "literal"),
            Class::Other(kind) => writeln!(out, "other {kind:?}"),
        };
    }
    for (i, s) in profile.sorts.shapes.iter().enumerate() {
        let _ = write!(out, "shape {i} class {} inline {} keys", s.class, s.inline_slots);
        for key in &s.keys {
            let _ = write!(out, " {key}");
        }
        out.push('\n');
    }
    for (i, f) in profile.functions.iter().enumerate().filter(|(_, f)| !f.info.is_empty()) {
        let _ = writeln!(out, "run {i} calls {}", f.regions[0].rounds);
        seen(&mut out, "this", &f.this);
        for (n, p) in f.parameters.iter().enumerate() {
            seen(&mut out, &format!("parameter {n}"), p);
        }
        seen(&mut out, "result", &f.result);
        for (pc, info) in f.info.iter().enumerate() {
            if let Some(site) = f.sites.get(info.site as usize) {
                seen(&mut out, &format!("value {pc}"), &site.value);
                seen(&mut out, &format!("operand {pc}"), &site.operand);
                if site.shapes.others > 0 || site.shapes.iter().next().is_some() {
                    let _ = write!(out, "shapes {pc}");
                    few(&mut out, &site.shapes);
                    out.push('\n');
                }
                for (before, after) in &site.adds {
                    let _ = writeln!(out, "add {pc} {before} {after}");
                }
            }
            let region = &f.regions[info.region as usize];
            if info.op == Op::LoopHeader && region.code.start == pc && region.rounds > 0 {
                let _ = writeln!(out, "loop {pc} {}", region.rounds);
            }
            if let Some(count) = f.blocks.get(info.block as usize) {
                let _ = writeln!(out, "block {pc} {}", region.estimate(*count));
            }
        }
    }
    out
}
