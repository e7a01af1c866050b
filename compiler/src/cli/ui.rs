//! Standard error: messages, progress, colours.

use super::Failure;
use clap::ColorChoice;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Builds that are done before this show no progress.
const PROGRESS_AFTER: Duration = Duration::from_millis(700);
const PROGRESS_EVERY: Duration = Duration::from_millis(100);
/// Diagnostics that are shown of one file.
const MAX_DIAGNOSTICS: usize = 20;

pub struct Ui {
    pub verbose: bool,
    pub quiet: bool,
    pub color: bool,
    terminal: bool,
    start: Instant,
    shown: Mutex<Option<Instant>>,
}

impl Ui {
    pub fn new(verbose: bool, quiet: bool, color: ColorChoice) -> Ui {
        let terminal = std::io::stderr().is_terminal();
        let color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        Ui { verbose, quiet, color, terminal, start: Instant::now(), shown: Mutex::new(None) }
    }

    /// Shows how far a long build is, on a terminal.
    pub fn progress(&self, what: &str, done: usize, total: usize) {
        if self.quiet || !self.terminal || self.start.elapsed() < PROGRESS_AFTER {
            return;
        }
        let mut shown = self.shown.lock().expect("no panic while it is held");
        if shown.is_some_and(|at| at.elapsed() < PROGRESS_EVERY) {
            return;
        }
        *shown = Some(Instant::now());
        let count = if total > 0 { format!(" {done}/{total}") } else { String::new() };
        let _ = write!(std::io::stderr(), "\r\x1b[K{what}{count}");
    }

    /// Removes the progress line.
    pub fn clear(&self) {
        if self.shown.lock().expect("no panic while it is held").take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    /// For `--verbose`.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.clear();
            let _ = writeln!(std::io::stderr(), "jsc: {text}");
        }
    }

    pub fn report(&self, failure: &Failure) {
        self.clear();
        let mut err = std::io::stderr().lock();
        match failure {
            Failure::Other(message) => {
                let (red, reset) = if self.color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
                let _ = writeln!(err, "jsc: {red}error:{reset} {message}");
            }
            Failure::Source { error, source } => {
                for diagnostic in error.iter().take(MAX_DIAGNOSTICS) {
                    let _ = err.write_all(diagnostic.render(source, self.color).as_bytes());
                }
                if error.len() > MAX_DIAGNOSTICS {
                    let _ = writeln!(err, "jsc: {} more errors", error.len() - MAX_DIAGNOSTICS);
                }
                if self.verbose && Failure::is_unsupported(error) {
                    let _ = writeln!(err, "jsc: this is JavaScript that jsc does not compile yet");
                }
            }
        }
    }
}
