//! What the heap counts, for `JSC_OPTIONS=stats`.

use std::fmt;
use std::time::Duration;

/// Counters since the context was made.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    pub minor_collections: u64,
    pub full_collections: u64,
    pub pause_us_total: u64,
    pub pause_us_max: u64,
    pub full_pause_us_total: u64,
    /// All bytes ever allocated, up to the last collection; free intervals count as a whole when they are taken.
    pub bytes_allocated: u64,
    /// Bytes of cells that were alive after the last collection.
    pub bytes_live: u64,
    pub bytes_live_max: u64,
    /// Memory returned to the system.
    pub bytes_released: u64,
    /// Cells found by the scan of stack and registers, all collections together.
    pub conservative_roots: u64,
}

impl Stats {
    pub(super) fn add_pause(&mut self, full: bool, pause: Duration) {
        let us = pause.as_micros() as u64;
        self.pause_us_total += us;
        self.pause_us_max = self.pause_us_max.max(us);
        if full {
            self.full_collections += 1;
            self.full_pause_us_total += us;
        } else {
            self.minor_collections += 1;
        }
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |bytes: u64| bytes as f64 / (1 << 20) as f64;
        let ms = |us: u64| us as f64 / 1000.0;
        writeln!(f, "collections: {} minor, {} full", self.minor_collections, self.full_collections)?;
        writeln!(
            f,
            "pauses: {:.1} ms in all ({:.1} ms in full collections), longest {:.2} ms",
            ms(self.pause_us_total),
            ms(self.full_pause_us_total),
            ms(self.pause_us_max)
        )?;
        write!(
            f,
            "heap: {:.1} MiB allocated, {:.1} MiB live after the last collection, at most {:.1}; {:.1} MiB given back",
            mib(self.bytes_allocated),
            mib(self.bytes_live),
            mib(self.bytes_live_max),
            mib(self.bytes_released)
        )
    }
}
