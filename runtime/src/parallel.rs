//! Work on several threads whose results come back in the order of the work.

use std::sync::{Mutex, PoisonError};

/// How many threads to use where nobody says.
pub fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Runs `work` on every job, on up to so many threads, and returns the results in the order of the jobs.
///
/// Jobs are drawn one at a time, so that a lazy iterator (blocks of a file) is never far ahead of the work.
pub(crate) fn in_order<J, T, I>(threads: usize, jobs: I, work: impl Fn(J) -> T + Sync) -> Vec<T>
where
    I: Iterator<Item = J> + Send,
    J: Send,
    T: Send,
{
    if threads <= 1 {
        return jobs.map(work).collect();
    }
    let jobs = Mutex::new(jobs.enumerate());
    let results = Mutex::new(Vec::new());
    let run = || {
        loop {
            let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((at, job)) = job else { break };
            let result = work(job);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// `0..len` cut into as many ranges of about the same length.
pub(crate) fn ranges(len: usize, parts: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let parts = parts.max(1);
    let step = len.div_ceil(parts);
    (0..parts).map(move |part| (part * step).min(len)..((part + 1) * step).min(len))
}
