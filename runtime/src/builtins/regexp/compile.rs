//! From pattern and flags to a compiled regular expression, once for each pair.

use super::engine::{Engine, Matcher};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::Str;
use crate::hash::WordMap;
use crate::string::StrView;
use jsc_abi::layout::gc_state;
use std::collections::HashMap;

/// Flags of a regular expression, as bits.
pub mod flag {
    pub const HAS_INDICES: u32 = 1;
    pub const GLOBAL: u32 = 2;
    pub const IGNORE_CASE: u32 = 4;
    pub const MULTILINE: u32 = 8;
    pub const DOT_ALL: u32 = 16;
    pub const UNICODE: u32 = 32;
    pub const UNICODE_SETS: u32 = 64;
    pub const STICKY: u32 = 128;
    /// The flags that the matcher itself knows.
    pub const COMPILED: u32 = IGNORE_CASE | MULTILINE | DOT_ALL | UNICODE | UNICODE_SETS;
    /// Indices advance by code points.
    pub const EITHER_UNICODE: u32 = UNICODE | UNICODE_SETS;
}

/// A compiled pattern. Never freed: objects hold its number.
pub struct Compiled {
    pub regex: Box<dyn Matcher>,
    pub unicode: bool,
}

/// Compiled patterns and other memory of regular expressions outside the heap.
#[derive(Default)]
pub struct State {
    /// `None` only in executables of programs that make no regular expressions.
    pub engine: Option<&'static Engine>,
    // Boxed: references to the contents outlive a push.
    #[allow(clippy::vec_box)]
    compiled: Vec<Box<Compiled>>,
    by_pattern: HashMap<(Box<[u16]>, u32), u32>,
    /// By the addresses of constants: literals.
    by_constant: WordMap<(usize, usize), (u32, u32)>,
    /// Shape of fresh RegExp objects; 0: not known yet.
    pub(super) object_shape: u32,
    pub(super) pristine: Option<super::exec::Pristine>,
    /// Shape of the arrays that `exec` gives; 0: not made yet.
    pub(super) result_shape: u32,
    pub(super) wide: super::exec::WideCache,
}

impl State {
    /// The compiled form with this number.
    pub fn compiled(&mut self, number: u32) -> &'static mut Compiled {
        let p: *mut Compiled = &mut *self.compiled[number as usize];
        // SAFETY: boxes are never dropped while the context lives, and their contents do not move. One use at a time:
        // no callback runs while a reference is in use for writing.
        unsafe { &mut *p }
    }
}

/// The number of the compiled form, and the flags as bits. SyntaxError as V8 words it.
pub(super) fn compile(ctx: &mut Context, pattern: Str, flags: Str) -> JsResult<(u32, u32)> {
    let constant = pattern.header.gc == gc_state::IMMORTAL && flags.header.gc == gc_state::IMMORTAL;
    let addresses = (pattern.ptr() as usize, flags.ptr() as usize);
    if constant && let Some(&found) = ctx.builtins.regexp.by_constant.get(&addresses) {
        return Ok(found);
    }
    let flags_view = flags.view(ctx);
    let Some(bits) = parse_flags(flags_view) else {
        let shown = flags_view.to_rust();
        return Err(ctx.syntax_error(format_args!("Invalid flags supplied to RegExp constructor '{shown}'")));
    };
    let units: Box<[u16]> = pattern.view(ctx).to_utf16().into();
    let compiled_flags = bits & flag::COMPILED;
    let key = (units, compiled_flags);
    let number = match ctx.builtins.regexp.by_pattern.get(&key) {
        Some(&n) => n,
        None => {
            let engine = ctx.builtins.regexp.engine.expect("a program without regular expressions makes one");
            let regex = match (engine.compile)(&key.0, compiled_flags) {
                Ok(r) => r,
                Err(reason) => {
                    let source = super::escaped_source(ctx, pattern).to_rust(ctx);
                    let flags = flags.to_rust(ctx);
                    let m = format_args!("Invalid regular expression: /{source}/{flags}: {reason}");
                    return Err(ctx.syntax_error(m));
                }
            };
            let state = &mut ctx.builtins.regexp;
            let n = state.compiled.len() as u32;
            let unicode = bits & flag::EITHER_UNICODE != 0;
            state.compiled.push(Box::new(Compiled { regex, unicode }));
            state.by_pattern.insert(key, n);
            n
        }
    };
    if constant {
        ctx.builtins.regexp.by_constant.insert(addresses, (number, bits));
    }
    Ok((number, bits))
}

/// `None`: unknown or repeated flags, or both `u` and `v`.
fn parse_flags(flags: StrView) -> Option<u32> {
    let mut bits = 0;
    for u in flags.iter() {
        let bit = match u8::try_from(u).ok()? {
            b'd' => flag::HAS_INDICES,
            b'g' => flag::GLOBAL,
            b'i' => flag::IGNORE_CASE,
            b'm' => flag::MULTILINE,
            b's' => flag::DOT_ALL,
            b'u' => flag::UNICODE,
            b'v' => flag::UNICODE_SETS,
            b'y' => flag::STICKY,
            _ => return None,
        };
        if bits & bit != 0 {
            return None;
        }
        bits |= bit;
    }
    if bits & flag::EITHER_UNICODE == flag::EITHER_UNICODE { None } else { Some(bits) }
}
