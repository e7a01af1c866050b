//! Runs the system's linker through the C compiler, which knows where the C library is.

use object::read::ReadCache;
use object::read::archive::ArchiveFile;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Directories outside of PATH where a distribution may keep lld.
const LLD_DIRECTORIES: [&str; 2] = ["/usr/lib/llvm-22/bin", "/usr/lib/llvm/bin"];
const RUNTIME: &str = "libjsc_runtime.a";
/// Leaves out the tables for unwinding, 6 % of a small executable: the runtime aborts on a panic, and there is no unwinding
/// through JavaScript frames. Debuggers want them, so `-g` keeps them. (Only lld lets a script drop them although the C
/// library's start-up code would register them if they were there.)
const DISCARD_UNWIND_TABLES: &str = "SECTIONS { /DISCARD/ : { *(.eh_frame) *(.eh_frame_hdr) *(.gcc_except_table .gcc_except_table.*) } } INSERT AFTER .text;\n";

/// Functions of Rust's standard library by the end of their symbol (the compiler's version is in its beginning), and what
/// executables without `-g` have in their place. Rust's own bring a reader of debug information along, a fifteenth of a small
/// executable, and there is none to read.
const REPLACED: [(&str, &str); 2] =
    [("rust_begin_unwind", "jsc_panic"), ("__rust_alloc_error_handler", "jsc_out_of_memory")];

/// The tools and the runtime, found before any work is done.
pub struct Linker {
    cc: OsString,
    /// Directory with `ld.lld`, if there is one.
    lld: Option<PathBuf>,
    runtime: PathBuf,
}

pub struct LinkOptions {
    /// Keep symbols.
    pub debug: bool,
}

impl Linker {
    /// The error names what is missing.
    pub fn find() -> Result<Linker, String> {
        let cc = match std::env::var_os("CC").filter(|cc| !cc.is_empty()) {
            Some(cc) => {
                if find_program(&cc).is_none() {
                    return Err(format!("cannot find '{}', the C compiler that CC names", cc.display()));
                }
                cc
            }
            None => ["cc", "gcc", "clang"]
                .iter()
                .map(OsString::from)
                .find(|cc| find_program(cc).is_some())
                .ok_or("cannot find 'cc', which links executables: install gcc or clang, or set CC")?,
        };
        Ok(Linker { cc, lld: find_lld(), runtime: find_runtime()? })
    }

    /// Links the program's data and its units with the runtime to `out`.
    pub fn link(&self, data: &[u8], objects: &[Vec<u8>], out: &Path, options: &LinkOptions) -> Result<(), String> {
        let directory = tempfile::Builder::new()
            .prefix("jsc-")
            .tempdir()
            .map_err(|e| format!("cannot make a directory for temporary files: {e}"))?;
        let mut command = Command::new(&self.cc);
        // A static executable has no dynamic linker to wait for: it starts in half the time.
        command.args(["-static", "-no-pie", "-o"]).arg(out);
        for (i, bytes) in std::iter::once(data).chain(objects.iter().map(Vec::as_slice)).enumerate() {
            let path = directory.path().join(format!("{i}.o"));
            fs::write(&path, bytes).map_err(|e| format!("cannot write '{}': {e}", path.display()))?;
            command.arg(path);
        }
        command.arg(&self.runtime);
        if let Some(lld) = &self.lld {
            command.arg("-fuse-ld=lld").arg(prefixed("-B", lld)).args(["-Wl,--icf=none", "-Wl,--threads=2"]);
            if !options.debug {
                let script = directory.path().join("discard.ld");
                fs::write(&script, DISCARD_UNWIND_TABLES)
                    .map_err(|e| format!("cannot write '{}': {e}", script.display()))?;
                command.arg("-T").arg(script);
                command.args(replacements(&self.runtime));
            }
        }
        command.args(["-Wl,--gc-sections", "-Wl,-O1", "-Wl,--build-id=none", "-Wl,-z,noexecstack", "-Wl,-z,norelro"]);
        if !options.debug {
            command.arg("-s");
        }
        command.args(["-lm", "-lpthread", "-ldl"]);
        let output = command.output().map_err(|e| format!("cannot run '{}': {e}", self.cc.display()))?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        let first = text.lines().find(|l| l.contains("error")).or(text.lines().next()).unwrap_or("no message");
        Err(format!("'{}' failed to link the program: {first}", self.cc.display()))
    }
}

/// Linker options for [`REPLACED`]. A runtime without the replacements (one that unwinds) keeps what it has.
fn replacements(runtime: &Path) -> Vec<String> {
    let Ok(file) = fs::File::open(runtime) else { return Vec::new() };
    let cache = ReadCache::new(file);
    let Ok(Some(symbols)) = ArchiveFile::parse(&cache).and_then(|archive| archive.symbols()) else {
        return Vec::new();
    };
    let names: Vec<&str> = symbols.flatten().filter_map(|s| std::str::from_utf8(s.name()).ok()).collect();
    let option = |(end, replacement): (&str, &str)| {
        let replaced = names.iter().find(|name| name.ends_with(end))?;
        names.contains(&replacement).then(|| format!("-Wl,--defsym={replaced}={replacement}"))
    };
    REPLACED.into_iter().filter_map(option).collect()
}

fn prefixed(prefix: &str, path: &Path) -> OsString {
    let mut s = OsString::from(prefix);
    s.push(path);
    s
}

/// The program as the shell would find it.
fn find_program(name: &OsStr) -> Option<PathBuf> {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return path.is_file().then(|| path.to_path_buf());
    }
    std::env::split_paths(&std::env::var_os("PATH")?).map(|d| d.join(path)).find(|p| p.is_file())
}

fn find_lld() -> Option<PathBuf> {
    let on_path = find_program(OsStr::new("ld.lld")).and_then(|p| p.parent().map(Path::to_path_buf));
    on_path.or_else(|| LLD_DIRECTORIES.iter().map(PathBuf::from).find(|d| d.join("ld.lld").is_file()))
}

/// The runtime library: where JSC_RUNTIME says, beside jsc (a build directory), or in `../lib/jsc` (installed).
fn find_runtime() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("JSC_RUNTIME").map(PathBuf::from) {
        return match path.is_file() {
            true => Ok(path),
            false => Err(format!("cannot find the runtime '{}' that JSC_RUNTIME names", path.display())),
        };
    }
    let exe = std::env::current_exe().map_err(|e| format!("cannot find jsc's own place: {e}"))?;
    let directory = exe.parent().unwrap_or(Path::new("."));
    let candidates = [directory.join(RUNTIME), directory.join("../lib/jsc").join(RUNTIME)];
    candidates.iter().find(|p| p.is_file()).cloned().ok_or_else(|| {
        let places: Vec<String> = candidates.iter().map(|p| format!("'{}'", p.display())).collect();
        format!(
            "cannot find the runtime library {}: build the whole workspace, or set JSC_RUNTIME",
            places.join(" or ")
        )
    })
}
