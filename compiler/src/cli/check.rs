//! `jsc check`

use super::Failure;
use super::arguments::CheckArguments;
use super::ui::Ui;
use crate::driver::source;

pub fn run(arguments: &CheckArguments, ui: &Ui) -> Result<u8, Failure> {
    let source = source::read(&arguments.file)?;
    jsc_frontend::check(&source).map_err(|error| Failure::Source { error, source: source.clone() })?;
    ui.detail(&format!("{}: no early errors", source.name));
    Ok(0)
}
