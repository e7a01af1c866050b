//! Output files appear whole or not at all: written under a temporary name in the same directory, then renamed.
//! What is not a regular file (`/dev/null`, a named pipe) stays what it is: it is written to, never replaced.

use super::source::plain;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// An output file in the making. Dropped before [`Pending::commit`], it leaves nothing behind.
pub struct Pending {
    file: tempfile::NamedTempFile,
    target: PathBuf,
    /// The target is a device or a pipe: it takes a copy of the bytes.
    special: bool,
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
        // A symbolic link stays one; what it names is replaced.
        let target = &fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let special = fs::metadata(target).is_ok_and(|m| !m.is_file());
        let temporary = std::env::temp_dir();
        let directory = match target.parent() {
            _ if special => &temporary,
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".jsc-")
            .tempfile_in(directory)
            // The text of tempfile's own error names the temporary file; the kind says what the user needs.
            .map_err(|e| format!("cannot write '{name}': {}", plain(&e.kind().into())))?;
        Ok(Pending { file, target: target.to_path_buf(), special })
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
        if self.special {
            let mut from = fs::File::open(self.file.path()).map_err(fail)?;
            let mut to = fs::OpenOptions::new().write(true).open(&self.target).map_err(fail)?;
            return std::io::copy(&mut from, &mut to).map(|_| ()).map_err(fail);
        }
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
