//! The command line: what the arguments mean, and one file for each command.
//!
//! Exit status: 0; 1 for a mistake in the source, a file or the environment, and for `compare` when the modes differ; 2 for wrong
//! usage. `run` ends with the program's status.

mod arguments;
mod build;
mod check;
mod compare;
mod explain;
mod inspect;
mod measure;
mod profile;
mod run;
mod ui;

use crate::driver::Error;
use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use jsc_frontend::{DiagnosticKind, Source};
use std::io::{self, Write};
use std::process::ExitCode;
use ui::Ui;

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    // A closed pipe is an error of `write` to report, not a panic of `println!`: see `print`.
    let arguments = Arguments::parse();
    let ui = Ui::new(arguments.verbose, arguments.quiet, arguments.color);
    let result = match &arguments.command {
        Command::Build(a) => build::run(a, &ui),
        Command::Run(a) => run::run(a, &ui),
        Command::Profile(a) => profile::run(a, &ui),
        Command::Compare(a) => compare::run(a, &ui),
        Command::Check(a) => check::run(a, &ui),
        Command::Explain(a) => explain::run(a, &ui),
        Command::Inspect(a) => inspect::run(a, &ui),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "jsc", &mut out);
            print(&out).map(|()| 0)
        }
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            ui.report(&failure);
            ExitCode::from(1)
        }
    }
}

/// Why a command failed, with what is needed to show it.
pub(crate) enum Failure {
    Source { error: Vec<jsc_frontend::Diagnostic>, source: Source },
    Other(String),
}

impl Failure {
    fn new(error: Error, source: &Source) -> Failure {
        match error {
            Error::Source(error) => Failure::Source { error, source: source.clone() },
            Error::Other(message) => Failure::Other(message),
        }
    }

    /// Valid JavaScript that is not supported yet, or mistakes?
    fn is_unsupported(diagnostics: &[jsc_frontend::Diagnostic]) -> bool {
        diagnostics.iter().all(|d| d.kind != DiagnosticKind::SyntaxError)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Other(message)
    }
}

/// Writes to standard output. A reader that has gone away is no error.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("cannot write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}
