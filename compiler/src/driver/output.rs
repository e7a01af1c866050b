//! Output files appear whole or not at all: written under a temporary name in the same directory, then renamed.

use super::source::plain;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// An output file in the making. Dropped before [`Pending::commit`], it leaves nothing behind.
pub struct Pending {
    file: tempfile::NamedTempFile,
    target: PathBuf,
}

impl Pending {
    /// Fails early, before the work, if the file could not be written in the end.
    pub fn new(target: &Path) -> Result<Pending, String> {
        let name = target.display();
        if target.is_dir() {
            return Err(format!("cannot write '{name}': it is a directory"));
        }
        if target.file_name().is_none() {
            return Err(format!("cannot write '{name}': not a file name"));
        }
        let directory = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".jsc-")
            .tempfile_in(directory)
            // The text of tempfile's own error names the temporary file; the kind says what the user needs.
            .map_err(|e| format!("cannot write '{name}': {}", plain(&e.kind().into())))?;
        Ok(Pending { file, target: target.to_path_buf() })
    }

    /// Where to write in the meantime.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.file.write_all(bytes).map_err(|e| format!("cannot write '{}': {}", self.target.display(), plain(&e)))
    }

    /// Gives the file its name.
    pub fn commit(self, executable: bool) -> Result<(), String> {
        let name = self.target.display().to_string();
        let fail = |e: std::io::Error| format!("cannot write '{name}': {}", plain(&e));
        let mask = umask();
        let mode = (if executable { 0o777 } else { 0o666 }) & !mask;
        fs::set_permissions(self.file.path(), Permissions::from_mode(mode)).map_err(fail)?;
        let path = self.file.into_temp_path();
        path.persist(&self.target).map_err(|e| fail(e.error))
    }
}

fn umask() -> u32 {
    // SAFETY: sets and restores the mask of this process; no other thread creates files meanwhile.
    unsafe {
        let mask = libc::umask(0o022);
        libc::umask(mask);
        mask
    }
}
