//! What the tests, the benchmark runner and the fuzzer share: where things are, and running programs under a time limit.

pub mod fuzz;

use std::fs;
use std::io::{self, Read, Seek};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository").to_path_buf()
}

/// The `jsc` under test: `$JSC`, or the one that cargo built beside this test.
pub fn jsc() -> PathBuf {
    if let Some(path) = std::env::var_os("JSC") {
        return path.into();
    }
    let exe = std::env::current_exe().expect("tests know where they are");
    let path = exe.ancestors().skip(1).map(|d| d.join("jsc")).find(|p| p.is_file());
    path.expect("no jsc beside the tests: run `cargo build --workspace` first (`make test` does)")
}

/// Every `.js` file under a directory, sorted, with paths from there.
pub fn scripts(directory: &Path) -> Vec<PathBuf> {
    fn visit(directory: &Path, prefix: &Path, found: &mut Vec<PathBuf>) {
        let entries = fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
        for entry in entries.map(|e| e.expect("a directory entry")) {
            let path = prefix.join(entry.file_name());
            if entry.path().is_dir() {
                visit(&entry.path(), &path, found);
            } else if path.extension().is_some_and(|e| e == "js") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    visit(directory, Path::new(""), &mut found);
    found.sort();
    found
}

/// What a process did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// As a shell shows it: 128 and the signal for a crash.
    pub status: i32,
    pub timed_out: bool,
    pub wall: Duration,
    /// Bytes, as the kernel counts for the process and its children.
    pub peak_memory: u64,
}

impl Outcome {
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

/// Runs a command to its end, or kills it after `limit`. `stdin` is a file or nothing.
pub fn run(command: &mut Command, stdin: Option<&Path>, limit: Duration) -> io::Result<Outcome> {
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let input = match stdin {
        Some(path) => Stdio::from(fs::File::open(path)?),
        None => Stdio::null(),
    };
    let start = Instant::now();
    let child = command.stdin(input).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?).spawn()?;
    let pid = child.id() as libc::pid_t;
    let guard = Guard::start(pid, limit);
    let mut status = 0;
    // SAFETY: waits for our own child; the pointers are to locals. `Child` itself does not wait when dropped.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        while libc::wait4(pid, &mut status, 0, &mut usage) < 0 {}
        usage
    };
    let wall = start.elapsed();
    let timed_out = guard.stop();
    let status = std::process::ExitStatus::from_raw(status);
    let mut outcome = Outcome {
        stdout: Vec::new(),
        stderr: Vec::new(),
        status: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        timed_out,
        wall,
        peak_memory: usage.ru_maxrss as u64 * 1024,
    };
    for (file, bytes) in [(&mut stdout, &mut outcome.stdout), (&mut stderr, &mut outcome.stderr)] {
        file.rewind()?;
        file.read_to_end(bytes)?;
    }
    Ok(outcome)
}

/// Kills a process that runs too long.
struct Guard {
    done: std::sync::mpsc::Sender<()>,
    thread: std::thread::JoinHandle<bool>,
}

impl Guard {
    fn start(pid: libc::pid_t, limit: Duration) -> Guard {
        let (done, ended) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let late = ended.recv_timeout(limit) == Err(std::sync::mpsc::RecvTimeoutError::Timeout);
            if late {
                // SAFETY: our own child, which nobody has waited for successfully yet (or the signal finds nothing).
                unsafe { libc::kill(pid, libc::SIGKILL) };
            }
            late
        });
        Guard { done, thread }
    }

    /// True if it was killed.
    fn stop(self) -> bool {
        let _ = self.done.send(());
        self.thread.join().unwrap_or(false)
    }
}

/// The first line in which two texts differ, for messages.
pub fn difference(expected: &str, found: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let at = (0..a.len().max(b.len())).find(|i| a.get(*i) != b.get(*i)).unwrap_or(0);
    let show = |lines: &[&str]| lines.get(at).map_or("(nothing more)".to_string(), |l| format!("{l:?}"));
    format!("line {}: expected {}, found {}", at + 1, show(&a), show(&b))
}

/// `JSC_BLESS=1`: tests write what they find as what they expect.
pub fn is_blessing() -> bool {
    std::env::var_os("JSC_BLESS").is_some_and(|v| !v.is_empty() && v != "0")
}

/// Whether `node` can be run, for comparisons that do without it.
pub fn has_program(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|paths| std::env::split_paths(&paths).any(|d| d.join(name).is_file()))
}
