//! `jsc build`

use super::arguments::BuildArguments;
use super::ui::Ui;
use super::{Failure, print};
use crate::driver::output::Pending;
use crate::driver::timings::Timings;
use crate::driver::{self, Emit, source};
use std::path::{Path, PathBuf};

pub fn run(arguments: &BuildArguments, ui: &Ui) -> Result<u8, Failure> {
    let options = arguments.code.options()?;
    let mut timings = Timings::default();
    let source = timings.phase("read", || source::read(&arguments.file))?;
    let progress = |what: &str, done: usize, total: usize| ui.progress(what, done, total);
    let out = arguments.output.clone().or_else(|| default_output(&arguments.file, arguments.emit));
    // As for other compilers: `-` is standard output, for what is text or data to look at.
    let out = out.filter(|path| arguments.emit.is_none() || path.as_os_str() != "-");
    let result = match (arguments.emit, &out) {
        (Some(kind), None) => driver::emit(&source, &options, kind, &mut timings, &progress).map(|text| (text, None)),
        (Some(kind), Some(out)) => {
            let pending = Pending::new(out)?;
            driver::emit(&source, &options, kind, &mut timings, &progress).map(|bytes| (bytes, Some(pending)))
        }
        (None, out) => {
            let out = out.as_ref().expect("executables have a default name");
            refuse_overwriting(&arguments.file, out)?;
            driver::build(&source, &options, out, &mut timings, &progress).map(|()| (Vec::new(), None))
        }
    };
    ui.clear();
    let (bytes, pending) = result.map_err(|e| Failure::new(e, &source))?;
    match pending {
        Some(mut pending) => {
            pending.write(&bytes)?;
            pending.commit(false)?;
        }
        None => print(&bytes)?,
    }
    if let Some(out) = &out {
        ui.detail(&format!("wrote '{}' ({})", out.display(), options.describe()));
    }
    for text in &timings.watched {
        eprint!("{text}");
    }
    if arguments.timings {
        eprint!("{}", timings.table());
    }
    Ok(0)
}

/// `app.js` becomes `app`; text goes to standard output (`None`), as does anything that `-o -` says.
fn default_output(file: &Path, emit: Option<Emit>) -> Option<PathBuf> {
    if emit.is_some_and(Emit::is_text) {
        return None;
    }
    let ending = if emit.is_some() { "o" } else { "" };
    let name = match file.file_name() {
        Some(name) if name != "-" && file.extension().is_some() => PathBuf::from(name).with_extension(ending),
        _ => PathBuf::from("a").with_extension(if emit.is_some() { "o" } else { "out" }),
    };
    Some(name)
}

/// `jsc build app -o app` would destroy the source.
fn refuse_overwriting(file: &Path, out: &Path) -> Result<(), Failure> {
    match (file.canonicalize(), out.canonicalize()) {
        (Ok(a), Ok(b)) if a == b => Err(Failure::Other(format!("the output '{}' is the source itself", out.display()))),
        _ => Ok(()),
    }
}
