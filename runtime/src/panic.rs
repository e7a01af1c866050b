//! Where a bug of the runtime ends a produced executable: `compiler/src/link/linker.rs` puts these functions in the place of
//! Rust's own, which have the same types. Not in builds that unwind.

use core::panic::PanicInfo;
use core::sync::atomic::{AtomicBool, Ordering};
use std::io::Write;

/// Set when a message is under way: a panic while it is written is not reported.
static REPORTED: AtomicBool = AtomicBool::new(false);

fn report(message: core::fmt::Arguments) -> ! {
    if !REPORTED.swap(true, Ordering::Relaxed) {
        let _ = writeln!(std::io::stderr(), "{message}");
    }
    std::process::abort()
}

/// In place of the panic handler.
#[unsafe(no_mangle)]
pub fn jsc_panic(info: &PanicInfo) -> ! {
    report(format_args!("internal error of jsc: {info}"))
}

/// In place of the handler of failed allocations.
#[unsafe(no_mangle)]
pub fn jsc_out_of_memory(size: usize, _align: usize) -> ! {
    report(format_args!("memory allocation of {size} bytes failed"))
}
