//! Standard output, buffered: written when the buffer is large, before anything goes to standard error, at exit, and at the
//! end of each line if it is a terminal. A reader that went away (EPIPE) ends the program quietly.

use std::io::{Error, ErrorKind};

const FLUSH_AT: usize = 32 << 10;

/// The buffer of a context.
pub struct Output {
    buffer: Vec<u8>,
    terminal: bool,
}

impl Default for Output {
    fn default() -> Self {
        // SAFETY: a plain query.
        Output { buffer: Vec::new(), terminal: unsafe { libc::isatty(1) == 1 } }
    }
}

impl Output {
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    pub fn write(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= FLUSH_AT || self.terminal && bytes.contains(&b'\n') {
            self.flush();
        }
    }

    pub fn flush(&mut self) {
        if !self.buffer.is_empty() {
            write_all(1, &self.buffer);
            self.buffer.clear();
        }
    }

    /// Writes to standard error, after what was written to standard output before.
    pub fn write_error(&mut self, bytes: &[u8]) {
        self.flush();
        write_all(2, bytes);
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.flush();
    }
}

/// Writes all bytes to a file descriptor. Errors other than a closed pipe are ignored, as `console` does.
fn write_all(fd: i32, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: the slice is readable.
        let n = unsafe { libc::write(fd, bytes.as_ptr() as *const libc::c_void, bytes.len()) };
        if n >= 0 {
            bytes = &bytes[n as usize..];
            continue;
        }
        match Error::last_os_error().kind() {
            ErrorKind::Interrupted => {}
            ErrorKind::WouldBlock => {
                let mut poll = libc::pollfd { fd, events: libc::POLLOUT, revents: 0 };
                // SAFETY: one pollfd.
                unsafe { libc::poll(&mut poll, 1, -1) };
            }
            ErrorKind::BrokenPipe => std::process::exit(0),
            _ => return,
        }
    }
}
