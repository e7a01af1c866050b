//! `make fuzz`: runs seeds until the time is over, or the given ones.
//!
//! Usage: fuzz [--seconds N] [--start SEED] [--no-node] [--print] [SEED ...]

use jsc_tests::fuzz::differential::{Setting, check_seed, program, reduce};
use jsc_tests::{has_program, jsc, root};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

fn main() {
    let mut seconds = 600;
    let mut start = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |d| d.as_secs());
    let mut node = has_program("node");
    let (mut seeds, mut print) = (Vec::new(), false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|n| n.parse().ok()).unwrap_or_else(|| usage());
        match argument.as_str() {
            "--seconds" => seconds = number(),
            "--start" => start = number(),
            "--no-node" => node = false,
            "--print" => print = true,
            seed => seeds.push(seed.parse().unwrap_or_else(|_| usage())),
        }
    }
    if print {
        seeds.iter().for_each(|seed| print!("{}", program(*seed)));
        return;
    }
    let directory = root().join("target/fuzz");
    fs::create_dir_all(&directory).expect("target/fuzz");
    let setting = Setting { jsc: jsc(), node, directory: directory.clone() };
    let failed = Mutex::new(Vec::new());
    let report = |seed: u64, message: String| {
        println!("seed {seed}: {message}");
        failed.lock().unwrap().push(seed);
    };
    let next = AtomicU64::new(0);
    let end = Instant::now() + Duration::from_secs(seconds);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let seed = match seeds.get(i as usize) {
                        Some(seed) => *seed,
                        None if !seeds.is_empty() || Instant::now() >= end => break,
                        None => start.wrapping_add(i),
                    };
                    if let Err(message) = check_seed(&setting, seed) {
                        report(seed, message);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    println!("{} programs, {} differ", next.load(Ordering::Relaxed).saturating_sub(2), failed.len());
    for seed in failed.iter().take(3) {
        let path = directory.join(format!("reduced{seed}.js"));
        fs::write(&path, reduce(&setting, *seed)).expect("target/fuzz");
        println!("{} shows seed {seed}; keep the seed in tests/fuzz-seeds.txt", path.display());
    }
    std::process::exit(if failed.is_empty() { 0 } else { 1 });
}

fn usage() -> ! {
    eprintln!("usage: fuzz [--seconds N] [--start SEED] [--no-node] [--print] [SEED ...]");
    std::process::exit(2);
}
