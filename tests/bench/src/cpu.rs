//! Clocks and memory of this process, read from `/proc` (Linux), without `unsafe` and without libc.
//!
//! On a shared machine only CPU time says something about a program. It is that of one thread,
//! `/proc/thread-self/schedstat`, in nanoseconds. The kernel brings this counter up to date only at its tick (4 ms at
//! 250 Hz) and when it switches tasks. So the clock here first gives its CPU away (`sched_yield`), which brings it up
//! to the moment.
//!
//! Where `/proc` cannot be read, every function gives `None`.

use std::fs;
use std::thread;

/// CPU time of the calling thread in nanoseconds.
pub fn thread_ns() -> Option<u64> {
    thread::yield_now();
    first_number(&fs::read_to_string("/proc/thread-self/schedstat").ok()?)
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

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{peak_memory, reset_peak_memory, thread_ns};
    use std::hint::black_box;

    #[test]
    fn the_clock_runs_forward() {
        let thread = thread_ns();
        assert!(thread.is_some());
        let work: u64 = (0..20_000_000).map(black_box).sum();
        black_box(work);
        assert!(thread_ns() > thread);
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
