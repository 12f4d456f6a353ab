//! Clocks and memory of this process, read from `/proc` (Linux), without `unsafe` and without libc.
//!
//! On a shared machine only CPU time says something about a program.
//! Two sources are used, because neither is enough alone:
//!
//! - `/proc/thread-self/schedstat` (and `/proc/self/task/*/schedstat`): nanoseconds on a CPU, of one live thread.
//!   The kernel brings this counter up to date only at its tick (4 ms at 250 Hz) and when it switches tasks.
//!   So the clock here first gives its CPU away (`sched_yield`), which brings the calling thread up to the moment;
//!   other threads that are running may lag by a tick, sleeping ones do not.
//! - `/proc/self/stat`: user and system time of the whole process including threads that have ended, in ticks of 10 ms.
//!
//! Where `/proc` cannot be read, every function gives `None`.

use std::fs;
use std::thread;

/// Nanoseconds per tick of `/proc/self/stat` (`USER_HZ` is 100 on Linux, whatever the kernel's own tick is).
const NS_PER_TICK: u64 = 10_000_000;

/// CPU time of the calling thread in nanoseconds.
pub fn thread_ns() -> Option<u64> {
    thread::yield_now();
    first_number(&fs::read_to_string("/proc/thread-self/schedstat").ok()?)
}

/// CPU time of the process in nanoseconds.
///
/// To the nanosecond as long as no thread has ended since the start of the process;
/// the time of threads that have ended is known to 20 ms only.
pub fn process_ns() -> Option<u64> {
    thread::yield_now();
    Some(live_threads_ns()?.max(ticks()? * NS_PER_TICK))
}

/// Highest memory use of the process so far (`VmHWM`) in bytes.
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(first_number(line)? * 1024)
}

/// Makes the present memory use the highest so far; `false` if the kernel does not allow it.
pub fn reset_peak_memory() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// Sum of the CPU times of the threads that are alive.
fn live_threads_ns() -> Option<u64> {
    let mut sum = 0;
    for task in fs::read_dir("/proc/self/task").ok()? {
        // A thread that ends between the two system calls has no file any more.
        let schedstat = fs::read_to_string(task.ok()?.path().join("schedstat"));
        sum += schedstat.ok().and_then(|text| first_number(&text)).unwrap_or(0);
    }
    Some(sum)
}

/// User and system time of the process, ended threads included.
fn ticks() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses and may itself hold blanks and parentheses;
    // behind it, user time is the twelfth field and system time the thirteenth.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11);
    Some(first_number(times.next()?)? + first_number(times.next()?)?)
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{peak_memory, process_ns, reset_peak_memory, thread_ns};
    use std::hint::black_box;

    #[test]
    fn clocks_run_forward() {
        let (thread, process) = (thread_ns(), process_ns());
        assert!(thread.is_some() && process.is_some());
        let work: u64 = (0..20_000_000).map(black_box).sum();
        black_box(work);
        assert!(thread_ns() > thread);
        assert!(process_ns() > process);
    }

    #[test]
    fn peak_memory_sees_what_was_used() {
        reset_peak_memory();
        let before = peak_memory();
        black_box(vec![1_u8; 256 << 20]);
        let after = peak_memory();
        assert!(before.zip(after).is_some_and(|(before, after)| after >= before + (64 << 20)));
    }
}
