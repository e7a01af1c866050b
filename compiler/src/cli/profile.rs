//! `jsc profile`: the interpreter, in this process, with a record of what it meets.

use super::Failure;
use super::arguments::ProfileArguments;
use super::ui::Ui;
use crate::driver::output::Pending;
use crate::driver::timings::Timings;
use crate::driver::{self, source};
use jsc_runtime::main_entry;
use jsc_runtime::options::Options;
use std::path::PathBuf;

pub fn run(arguments: &ProfileArguments, ui: &Ui) -> Result<u8, Failure> {
    let options = Options::from_env()?;
    let out = match &arguments.output {
        Some(out) => out.clone(),
        None if arguments.file.as_os_str() == "-" => PathBuf::from("stdin.prof"),
        None => PathBuf::from(arguments.file.with_extension("prof").file_name().unwrap_or_default()),
    };
    let source = source::read(&arguments.file)?;
    let program = driver::front_end(&source, &mut Timings::default()).map_err(|e| Failure::new(e, &source))?;
    let image = program.write().map_err(|e| format!("cannot run '{}': {e}", source.name))?;
    let mut pending = Pending::new(&out)?;
    ui.detail(&format!("{}: {} functions", source.name, program.functions.len()));
    let script = source.name.clone();
    drop((source, program));
    // SAFETY: only changes how a closed pipe is reported: as an error of `write`, as in produced executables.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    // The program may end the process itself (process.exit), so that this is the last to run here.
    let write = move |text: String| {
        if let Err(e) = pending.write(text.as_bytes()).and_then(|()| pending.commit(false)) {
            eprintln!("jsc: {e}");
            std::process::exit(1);
        }
    };
    // The program's constants point into the image for as long as the process lives.
    let status = main_entry::profile_image(image.leak(), options, &script, &arguments.args, write);
    Ok(status as u8)
}
