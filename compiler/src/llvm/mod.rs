//! The LLVM room: SIR to object files. The only room that names inkwell.
//!
//! `module` sets up a unit, `memory` its alias classes, `function` emits a function's frame, blocks and exceptional edges,
//! `ops` each op, `speculative` those of speculative code with their exits, `typed` calls that hand over unboxed values, `target` runs LLVM's passes and writes the object.
//! `ops` each op, `debug` the line tables of `-g`, `target` runs LLVM's passes and writes the object.

pub mod debug;
pub mod function;
pub mod memory;
pub mod module;
pub mod ops;
pub mod speculative;
pub mod target;
mod typed;

use crate::sir;
use crate::sir::speculate::signature::Signature;
use inkwell::context::Context;
pub use target::{OptLevel, Output, TargetOptions};

/// What the units of one program share.
pub struct Program<'a> {
    /// For each function of the program: what native code exists and what calls need to know of it.
    pub functions: Vec<FunctionInfo>,
    /// Top-level bindings that (by prediction) hold closures of one function: slot to function.
    pub top_functions: &'a std::collections::HashMap<u32, u32>,
    /// Where instructions come from, if line tables are wanted.
    pub lines: Option<std::sync::Arc<debug::Lines>>,
    /// Put fast paths inline also where code is not in a loop.
    pub inline_everywhere: bool,
    /// Put them inline in loops of code that only runs once predictions have failed.
    pub inline_in_fallbacks: bool,
    /// Guards fail every now and then, as `JSC_OPTIONS=guard-stress` says.
    pub stress_guards: bool,
}

impl Program<'_> {
    /// Whether the code only runs once predictions have failed.
    pub fn is_fallback(&self, f: &sir::Function) -> bool {
        self.functions[f.index as usize].is_fallback(f.form)
    }
}

/// One function as callers see it.
#[derive(Clone, Debug)]
pub struct FunctionInfo {
    /// Part of the symbols `js.SYMBOL`, `js.SYMBOL.direct`, `js.SYMBOL.resume`.
    pub symbol: String,
    pub native: bool,
    /// Entry and direct entry are those of its speculative form; the generic form is its fallback.
    pub speculative: bool,
    /// It is resumed in a speculative form; the generic form for that is its fallback.
    pub resumes_speculatively: bool,
    /// Has a direct entry: calls with exactly the parameters skip `argv`.
    pub direct: bool,
    /// Has a typed entry: the direct entry of its speculative form only looks at its arguments.
    pub signature: Option<Signature>,
    pub parameter_count: u32,
    pub flags: u32,
    /// Index of its first property cache in the program's.
    pub feedback_base: u32,
    /// A profile says that much of the program's time may be there: fast paths are inlined outside of loops, too.
    pub hot: bool,
}

impl FunctionInfo {
    /// Whether it has a speculative form.
    pub fn speculates(&self) -> bool {
        self.speculative || self.resumes_speculatively
    }
    /// Whether a form only runs once predictions have failed.
    pub fn is_fallback(&self, form: sir::Form) -> bool {
        match form {
            sir::Form::Generic => self.speculative,
            sir::Form::Resume => self.speculates(),
            sir::Form::Speculative | sir::Form::SpeculativeResume => false,
        }
    }
    pub fn entry_symbol(&self) -> String {
        format!("js.{}", self.symbol)
    }
    pub fn direct_symbol(&self) -> String {
        format!("js.{}.direct", self.symbol)
    }
    /// The body of a speculative form with a signature.
    pub fn typed_symbol(&self) -> String {
        format!("js.{}.typed", self.symbol)
    }
    /// Entry of the generic form where there is a speculative one without direct entry.
    pub fn fallback_symbol(&self) -> String {
        format!("js.{}.generic", self.symbol)
    }
    /// Direct entry of the generic form where there is a speculative one.
    pub fn fallback_direct_symbol(&self) -> String {
        format!("js.{}.generic.direct", self.symbol)
    }
    /// Of one of the speculative forms, as are the following.
    pub fn fuse_symbol(&self, resumed: bool) -> String {
        format!("js.{}{}.fuse", self.symbol, if resumed { ".resume" } else { "" })
    }
    /// Exits that entries at loop headers led to at once.
    pub fn entry_fuses_symbol(&self) -> String {
        format!("js.{}.resume.fuses", self.symbol)
    }
    /// Positions of inlined code.
    pub fn positions_symbol(&self, resumed: bool) -> String {
        format!("js.{}{}.positions", self.symbol, if resumed { ".resume" } else { "" })
    }
    pub fn resume_symbol(&self) -> String {
        format!("js.{}.resume", self.symbol)
    }
    /// The generic form that is resumed where there is a speculative one.
    pub fn fallback_resume_symbol(&self) -> String {
        format!("js.{}.generic.resume", self.symbol)
    }
}

/// Symbols of the program's data, which `link/image.rs` defines.
pub mod symbol {
    /// Of the runtime.
    pub const REGEXP_ENGINE: &str = "jsc_regexp_engine";
    pub const IMAGE: &str = "jsc_image";
    pub const CONSTANTS: &str = "jsc_constants";
    pub const TOP: &str = "jsc_top";
    pub const FEEDBACK: &str = "jsc_feedback";
    pub const CODES: &str = "jsc_codes";
    pub const PROGRAM: &str = "jsc_program";
}

/// Compiles functions to one unit.
pub fn compile_unit(
    name: &str,
    functions: &[sir::Function],
    program: &Program,
    options: &TargetOptions,
    output: Output,
) -> Result<Vec<u8>, String> {
    let context = Context::create();
    let mut unit = module::Unit::new(&context, name);
    unit.debug = program.lines.as_ref().map(|lines| debug::DebugInfo::new(&unit, lines.clone()));
    let machine = target::machine(options)?;
    for f in functions {
        function::emit(&unit, program, f, options);
    }
    if let Some(debug) = &unit.debug {
        debug.finish();
    }
    target::finish(&unit, &machine, options, output)
}
