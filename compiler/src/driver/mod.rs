//! From source text to what `jsc build` writes. The stages are pure; files and processes are at the edge (`source`, `output`,
//! `link::linker`).
//!
//! `policy` decides what gets native code, `native` makes SIR and code generation units of it, `parallel` runs them.

pub mod cpu;
pub mod native;
pub mod output;
pub mod parallel;
pub mod policy;
pub mod source;
pub mod timings;

use crate::facts::profile::Profile;
use crate::link::{self, Inputs};
use crate::llvm::{OptLevel, Output, TargetOptions};
use crate::passes::Selection;
use jsc_abi::image::writer::ProgramData;
use jsc_frontend::{Diagnostic, Source};
use native::Native;
use output::Pending;
use policy::NativeChoice;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use timings::Timings;

/// How to build.
#[derive(Clone, Debug)]
pub struct Options {
    pub target: TargetOptions,
    pub native: NativeChoice,
    /// Whether to follow predictions.
    pub speculate: bool,
    /// What `jsc profile` recorded.
    pub profile: Option<Arc<Profile>>,
    /// Guards that can be made to fail: `JSC_OPTIONS=guard-stress`.
    pub stress_guards: bool,
    /// Where to show SIR between passes.
    pub watch: Selection,
    /// Threads.
    pub jobs: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            target: TargetOptions { level: OptLevel::O2, cpu: None, debug: false },
            native: NativeChoice::Auto,
            speculate: true,
            profile: None,
            stress_guards: false,
            watch: Selection::default(),
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

impl Options {
    /// As an executable records them for `jsc inspect`: what shapes the code, and so not the number of threads.
    pub fn describe(&self) -> String {
        let mut text = format!("-{:?}", self.target.level);
        if self.target.debug {
            text += " -g";
        }
        if let Some(cpu) = &self.target.cpu {
            text += &format!(" --target-cpu={cpu}");
        }
        if !self.speculate {
            text += " --no-speculation";
        }
        if self.profile.is_some() {
            text += " --profile";
        }
        if self.stress_guards {
            text += " --stress-guards";
        }
        text += match self.native {
            NativeChoice::Auto => " --native=auto",
            NativeChoice::All => " --native=all",
            NativeChoice::None => " --native=none",
        };
        text
    }
}

/// Why nothing was built.
#[derive(Debug)]
pub enum Error {
    /// Mistakes in the source.
    Source(Vec<Diagnostic>),
    /// Files, flags, the environment: one line.
    Other(String),
}

impl From<String> for Error {
    fn from(message: String) -> Error {
        Error::Other(message)
    }
}

/// What to make of the program, other than an executable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Emit {
    /// the syntax tree
    Ast,
    /// bytecode as text
    Bytecode,
    /// what is predicted of the values of the program
    Facts,
    /// SIR as text, after its passes
    Sir,
    /// LLVM IR as text, after LLVM's passes
    Llvm,
    /// assembly
    Asm,
    /// one object file with the program's native code
    Obj,
}

impl Emit {
    /// Binary output goes to a file even if none is named.
    pub fn is_text(self) -> bool {
        self != Emit::Obj
    }
}

/// Hears how far the build is: what is being done, how many of how many are done.
pub type Progress<'a> = &'a (dyn Fn(&str, usize, usize) + Sync);

/// Source to bytecode.
pub fn front_end(source: &Source, timings: &mut Timings) -> Result<ProgramData, Error> {
    let options = jsc_frontend::Options::default();
    let program =
        timings.phase("parse and lower", || jsc_frontend::compile(source, &options)).map_err(Error::Source)?;
    let units: usize = program.functions.iter().map(|f| f.code.len()).sum();
    timings.count(format!(
        "{} bytes of source, {} functions, {units} bytecode units",
        source.text.len(),
        program.functions.len()
    ));
    Ok(program)
}

/// Source to the bytecode that native code is made from: with the forms of built-ins that speculation may inline.
pub fn front_end_for(source: &Source, options: &Options, timings: &mut Timings) -> Result<ProgramData, Error> {
    let program = front_end(source, timings)?;
    let with_forms = options.speculate && options.native != NativeChoice::None;
    Ok(if with_forms { crate::builtins::with_forms(program) } else { program })
}

/// One of the intermediate forms.
pub fn emit(
    source: &Source,
    options: &Options,
    kind: Emit,
    timings: &mut Timings,
    progress: Progress,
) -> Result<Vec<u8>, Error> {
    if kind == Emit::Ast {
        let tree = timings.phase("parse", || jsc_frontend::syntax_tree(source)).map_err(Error::Source)?;
        return Ok(tree.into_bytes());
    }
    if kind == Emit::Bytecode {
        return Ok(front_end(source, timings)?.to_string().into_bytes());
    }
    let program = front_end_for(source, options, timings)?;
    let output = match kind {
        Emit::Ast | Emit::Bytecode => unreachable!("done above"),
        Emit::Facts => {
            let predictions =
                timings.phase("inference", || crate::facts::predict(&program, options.profile.as_deref()));
            let text = crate::facts::display::WithProgram { predictions: &predictions, program: &program };
            return Ok(text.to_string().into_bytes());
        }
        Emit::Sir => {
            let native = Native::build(&program, options, timings, progress)?;
            let forms = native.forms.iter().map(|f| f.sir.to_string());
            let texts: Vec<String> = native.watched.iter().cloned().chain(forms).collect();
            return Ok(texts.join("\n").into_bytes());
        }
        Emit::Llvm => Output::Llvm,
        Emit::Asm => Output::Assembly,
        Emit::Obj => Output::Object,
    };
    let mut native = Native::build(&program, options, timings, progress)?;
    native.join_units(options.target.level);
    let mut units = native.generate(options, output, timings, progress)?;
    Ok(units.pop().unwrap_or_default())
}

/// A whole executable.
pub fn build(
    source: &Source,
    options: &Options,
    out: &Path,
    timings: &mut Timings,
    progress: Progress,
) -> Result<(), Error> {
    let pending = Pending::new(out)?;
    let linker = link::linker::Linker::find()?;
    let program = front_end_for(source, options, timings)?;
    let native = Native::build(&program, options, timings, progress)?;
    timings.watched.clone_from(&native.watched);
    let objects = native.generate(options, Output::Object, timings, progress)?;
    let start = Instant::now();
    let image = crate::facts::fitted(&program, &native.predictions)
        .write()
        .map_err(|e| Error::Other(format!("cannot compile '{}': {e}", source.name)))?;
    let description = options.describe();
    let inputs = Inputs {
        image,
        program: &program,
        native: &native,
        objects: &objects,
        templates: &native.predictions.templates,
        regexps: crate::facts::regexp::may_use_regexps(&program),
        options: &description,
    };
    let data = link::image::write(&inputs)?;
    timings.add("image", start.elapsed(), format!("{} bytes", inputs.image.len()));
    progress("linking", 0, 0);
    let link_options = link::linker::LinkOptions { debug: options.target.debug };
    timings.phase("link", || linker.link(&data, &objects, pending.path(), &link_options))?;
    pending.commit(true)?;
    let size = std::fs::metadata(out).map_or(0, |m| m.len());
    timings.count(format!("{size} bytes"));
    Ok(())
}
