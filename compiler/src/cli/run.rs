//! `jsc run`: the interpreter, in this process.

use super::Failure;
use super::arguments::RunArguments;
use super::ui::Ui;
use crate::driver::timings::Timings;
use crate::driver::{self, source};
use jsc_runtime::main_entry;
use jsc_runtime::options::Options;

pub fn run(arguments: &RunArguments, ui: &Ui) -> Result<u8, Failure> {
    let options = Options::from_env()?;
    let source = source::read(&arguments.file)?;
    let program = driver::front_end(&source, &mut Timings::default()).map_err(|e| Failure::new(e, &source))?;
    let image = program.write().map_err(|e| format!("cannot run '{}': {e}", source.name))?;
    ui.detail(&format!("{}: {} functions, {} bytes of image", source.name, program.functions.len(), image.len()));
    let script = source.name.clone();
    drop((source, program));
    // SAFETY: only changes how a closed pipe is reported: as an error of `write`, as in produced executables.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    // The program's constants point into the image for as long as the process lives.
    let status = main_entry::run_image(image.leak(), options, &script, &arguments.args);
    Ok(status as u8)
}
