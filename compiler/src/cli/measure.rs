//! Runs a process and measures it: wall time, processor time, peak memory.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::mem::zeroed;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a process did.
pub struct Measured {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub status: ExitStatus,
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// Bytes.
    pub peak_memory: u64,
}

impl Measured {
    /// The exit status as a shell shows it.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| 128 + self.status.signal().unwrap_or(0))
    }
}

/// Runs `command` with `stdin` as its input. Output goes to files, so that a process that prints much never waits for us.
pub fn run(command: &mut Command, stdin: Option<&File>) -> io::Result<Measured> {
    let (mut stdout, mut stderr) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let input = match stdin {
        Some(file) => {
            let mut file = file.try_clone()?;
            file.rewind()?;
            Stdio::from(file)
        }
        None => Stdio::null(),
    };
    command.stdin(input).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    // The kernel's own record of peak memory (rusage) begins with the memory of the process that forks, which is this compiler's.
    // So the child is traced, only to be stopped at its exit, where its memory can still be asked for.
    // SAFETY: the call is async-signal-safe.
    unsafe {
        command.pre_exec(|| {
            libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0);
            Ok(())
        });
    }
    let start = Instant::now();
    let child = command.spawn()?;
    let (status, usage, peak) = wait(child.id() as libc::pid_t)?;
    let wall = start.elapsed();
    let time = |t: libc::timeval| Duration::new(t.tv_sec as u64, t.tv_usec as u32 * 1000);
    let mut measured = Measured {
        stdout: Vec::new(),
        stderr: Vec::new(),
        status: ExitStatus::from_raw(status),
        wall,
        cpu: time(usage.ru_utime) + time(usage.ru_stime),
        peak_memory: peak.unwrap_or(usage.ru_maxrss as u64 * 1024),
    };
    for (file, bytes) in [(&mut stdout, &mut measured.stdout), (&mut stderr, &mut measured.stderr)] {
        file.rewind()?;
        file.read_to_end(bytes)?;
    }
    Ok(measured)
}

/// Waits for the end of the process: status, usage, and peak memory if tracing works here.
fn wait(pid: libc::pid_t) -> io::Result<(i32, libc::rusage, Option<u64>)> {
    let mut peak = None;
    let mut is_first = true;
    loop {
        // SAFETY: plain calls about our own child; all pointers are to live locals.
        unsafe {
            let mut status = 0;
            let mut usage: libc::rusage = zeroed();
            if libc::wait4(pid, &mut status, 0, &mut usage) < 0 {
                let e = io::Error::last_os_error();
                if e.kind() == io::ErrorKind::Interrupted {
                    continue;
                }
                return Err(e);
            }
            if !libc::WIFSTOPPED(status) {
                return Ok((status, usage, peak));
            }
            let signal = match status >> 16 {
                libc::PTRACE_EVENT_EXIT => {
                    peak = high_water_mark(pid);
                    0
                }
                // The stop behind exec, which tracing makes.
                _ if is_first => {
                    is_first = false;
                    let options = libc::PTRACE_O_TRACEEXIT | libc::PTRACE_O_EXITKILL;
                    libc::ptrace(libc::PTRACE_SETOPTIONS, pid, 0, options);
                    0
                }
                _ => libc::WSTOPSIG(status),
            };
            libc::ptrace(libc::PTRACE_CONT, pid, 0, signal);
        }
    }
}

/// The largest resident memory of a process so far, in bytes.
fn high_water_mark(pid: libc::pid_t) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
