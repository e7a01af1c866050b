//! `--timings`: where the time of a build went, and what was compiled with less than was asked for.

use std::fmt::Write;
use std::time::{Duration, Instant};

/// Collected over one build.
#[derive(Default)]
pub struct Timings {
    phases: Vec<(String, Duration, String)>,
    notes: Vec<String>,
    /// What `--passes` asked to see.
    pub watched: Vec<String>,
}

impl Timings {
    /// Runs `work` as a phase.
    pub fn phase<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.phases.push((name.into(), start.elapsed(), String::new()));
        result
    }

    pub fn add(&mut self, name: impl Into<String>, time: Duration, what: impl Into<String>) {
        self.phases.push((name.into(), time, what.into()));
    }

    /// Says of the latest phase how much it handled.
    pub fn count(&mut self, what: impl Into<String>) {
        if let Some(last) = self.phases.last_mut() {
            last.2 = what.into();
        }
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub fn table(&self) -> String {
        let mut out = String::new();
        let width = self.phases.iter().map(|p| p.0.len()).max().unwrap_or(0).max(5);
        let mut total = Duration::ZERO;
        for (name, time, what) in &self.phases {
            if !name.starts_with(' ') {
                total += *time;
            }
            let line = format!("{name:<width$} {:>10.1} ms  {what}", time.as_secs_f64() * 1e3);
            let _ = writeln!(out, "{}", line.trim_end());
        }
        let _ = writeln!(out, "{:<width$} {:>10.1} ms", "total", total.as_secs_f64() * 1e3);
        for note in &self.notes {
            let _ = writeln!(out, "{note}");
        }
        out
    }
}
