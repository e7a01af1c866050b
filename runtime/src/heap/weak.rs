//! Weak tables and references.
//!
//! The table of a WeakMap or WeakSet is the first field of its object: a `ValueArray` of pairs (key, value), or EMPTY. An
//! EMPTY key is a free entry, an UNDEFINED key one whose entry was deleted. Full collections keep the value of an entry
//! only if its key is alive otherwise, and turn entries with dead keys into deleted ones; so whoever probes the table
//! counts deleted entries when deciding to rehash, and trusts no count of live ones. Minor collections take tables as
//! strong. Nothing but the object may hold the table, except the stack.
//!
//! The first field of a WeakRef is its target, which full collections set to UNDEFINED when it has died. See
//! `Heap::add_to_kept_objects` for the rule that targets live to the end of the job.

use super::trace::{Marker, Tracer};
use jsc_abi::Value;
use jsc_abi::layout::ValueArray;

/// The pairs of a table.
unsafe fn entries<'a>(table: *mut ValueArray) -> &'a mut [[Value; 2]] {
    core::slice::from_raw_parts_mut(table.add(1) as *mut [Value; 2], (*table).capacity as usize / 2)
}

fn is_entry(key: Value) -> bool {
    key.is_cell()
}

impl Marker {
    /// Marks the values of all entries whose keys are alive, until there are no more.
    /// # Safety
    /// All else has been marked.
    pub unsafe fn trace_ephemerons(&mut self) {
        loop {
            let mut progress = false;
            let mut i = 0;
            while i < self.weak_tables.len() {
                for &mut [key, value] in entries(self.weak_tables[i]) {
                    if is_entry(key) && self.is_live(key.0) && !self.is_live(value.0) {
                        self.word(value.0, "");
                        progress = true;
                    }
                }
                i += 1;
            }
            if !progress {
                return;
            }
            self.drain();
        }
    }

    /// Removes entries with dead keys, and dead targets.
    /// # Safety
    /// Marking is complete.
    pub unsafe fn clear_weak(&mut self) {
        for &table in &self.weak_tables {
            for entry in entries(table) {
                if is_entry(entry[0]) && !self.is_live(entry[0].0) {
                    *entry = [Value::UNDEFINED; 2];
                }
            }
        }
        for &field in &self.weak_references {
            if !self.is_live(*field) {
                *field = Value::UNDEFINED.0;
            }
        }
    }
}
