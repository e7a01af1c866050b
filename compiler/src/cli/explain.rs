//! `jsc explain`

use super::arguments::ExplainArguments;
use super::ui::Ui;
use super::{Failure, print};
use crate::driver::native::Native;
use crate::driver::timings::Timings;
use crate::driver::{self, source};
use crate::explain::{self, json, text};

pub fn run(arguments: &ExplainArguments, ui: &Ui) -> Result<u8, Failure> {
    let options = arguments.code.options()?;
    let source = source::read(&arguments.file)?;
    let mut timings = Timings::default();
    let progress = |what: &str, done: usize, total: usize| ui.progress(what, done, total);
    let program = driver::front_end_for(&source, &options, &mut timings).map_err(|e| Failure::new(e, &source))?;
    let native = Native::build(&program, &options, &mut timings, &progress).map_err(|e| Failure::new(e, &source))?;
    ui.clear();
    let report = explain::explain(&program, &native, options.profile.as_deref());
    let out = if arguments.json { json::write(&report) } else { text::write(&report, &source.text, ui.verbose) };
    print(out.as_bytes())?;
    Ok(0)
}
