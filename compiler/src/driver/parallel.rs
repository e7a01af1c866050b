//! Work on a list by several threads. Results come in the order of the list, whatever the number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// LLVM recurses over what it is given, and so do we in places.
const STACK_SIZE: usize = 256 << 20;

/// Applies `work` to each item on up to `jobs` threads; `done` hears of each item that is finished, with their number.
pub fn map<T: Sync, R: Send>(
    jobs: usize,
    items: &[T],
    work: impl Fn(usize, &T) -> R + Sync,
    done: impl Fn(usize) + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let finished = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let run = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(i) else { break };
            let result = work(i, item);
            *results[i].lock().expect("no other thread holds it") = Some(result);
            done(finished.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.min(items.len()))
            .map(|_| std::thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(scope, run).expect("a thread"))
            .collect();
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    results.into_iter().map(|r| r.into_inner().expect("unpoisoned").expect("every item was worked on")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_keep_the_order() {
        let items: Vec<u32> = (0..100).collect();
        for jobs in [1, 3] {
            let squares = super::map(jobs, &items, |i, x| x * i as u32, |_| ());
            assert!(squares.iter().enumerate().all(|(i, s)| *s == (i * i) as u32));
        }
        assert!(super::map(2, &[] as &[u32], |_, x| *x, |_| ()).is_empty());
    }
}
