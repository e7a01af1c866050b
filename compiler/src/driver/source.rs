//! Reading the source file, and saying what is wrong with it.

use crate::facts::profile::{self, Profile};
use jsc_frontend::Source;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Offsets in diagnostics, and the parser's own, have 32 bits.
const MAX_SOURCE_SIZE: u64 = u32::MAX as u64 - 1;

/// Reads `path`, or standard input for `-`. The error is one line.
pub fn read(path: &Path) -> Result<Source, String> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|e| format!("cannot read standard input: {}", plain(&e)))?;
        return decode("<stdin>".into(), bytes);
    }
    let name = path.display().to_string();
    let fail = |e: io::Error| format!("cannot read '{name}': {}", plain(&e));
    let mut file = File::open(path).map_err(fail)?;
    let metadata = file.metadata().map_err(fail)?;
    if metadata.is_dir() {
        return Err(format!("cannot read '{name}': it is a directory"));
    }
    if metadata.len() > MAX_SOURCE_SIZE {
        return Err(format!("cannot compile '{name}': it is larger than 4 GiB"));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    file.read_to_end(&mut bytes).map_err(fail)?;
    decode(name, bytes)
}

/// Reads a profile. The error is one line.
pub fn read_profile(path: &Path) -> Result<Profile, String> {
    let name = path.display();
    let fail = |e: io::Error| format!("cannot read '{name}': {}", plain(&e));
    let file = File::open(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(profile::MAX_SIZE + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > profile::MAX_SIZE {
        return Err(format!("cannot use '{name}': too large for a profile"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| format!("cannot use '{name}': not valid UTF-8"))?;
    Profile::parse(text).map_err(|e| format!("cannot use '{name}': {e}"))
}

fn decode(name: String, bytes: Vec<u8>) -> Result<Source, String> {
    if bytes.len() as u64 > MAX_SOURCE_SIZE {
        return Err(format!("cannot compile '{name}': it is larger than 4 GiB"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source { name, text }),
        Err(e) => {
            let at = e.utf8_error().valid_up_to();
            let before = &e.as_bytes()[..at];
            let line = before.iter().filter(|b| **b == b'\n').count() + 1;
            let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            let column = String::from_utf8_lossy(&before[line_start..]).encode_utf16().count() + 1;
            let byte = e.as_bytes()[at];
            Err(format!("{name}:{line}:{column}: not valid UTF-8 (byte 0x{byte:02x} at offset {at})"))
        }
    }
}

/// The system's message without Rust's "(os error 2)".
pub fn plain(e: &io::Error) -> String {
    let text = e.to_string();
    match text.find(" (os error") {
        Some(i) => text[..i].to_lowercase(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_utf8_has_a_position() {
        let e = decode("a.js".into(), b"let x;\n\"\xc3\xa4\xff\"".to_vec()).unwrap_err();
        assert_eq!(e, "a.js:2:3: not valid UTF-8 (byte 0xff at offset 10)");
    }
}
