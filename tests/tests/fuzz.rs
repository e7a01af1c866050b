//! A short run of the differential fuzzer: fixed seeds, and those that once failed. Needs no node; compares with it if it is there.

use jsc_tests::fuzz::differential::{Setting, check_seed, recorded_seeds};
use jsc_tests::{has_program, jsc, root};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

const FIXED: u64 = 16;

#[test]
fn modes_agree_on_generated_programs() {
    let directory = tempfile::tempdir().unwrap();
    let setting = Setting { jsc: jsc(), node: has_program("node"), directory: directory.path().to_path_buf() };
    let seeds: Vec<u64> = (1..=FIXED).chain(recorded_seeds(&root())).collect();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(message) = check_seed(&setting, *seed) {
                        wrong.lock().unwrap().push(format!("seed {seed}: {message}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "`cargo run -p jsc-tests --bin fuzz SEED` reduces one:\n{}", wrong.join("\n"));
}
