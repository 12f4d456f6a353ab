//! Comparison of two programs on a shared machine: run in turn, CPU time, medians.

use crate::cpu;
use std::hint::black_box;

/// What the alternate runs of two programs took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Median CPU time of the first program in nanoseconds.
    pub first_ns: u64,
    /// Median CPU time of the second program in nanoseconds.
    pub second_ns: u64,
    /// Median of the ratios first / second of adjacent runs.
    pub ratio: f64,
}

/// Runs two programs in turn, `rounds` times each, and compares their CPU times.
///
/// Both must do all their work on the calling thread: the time of others is not seen.
///
/// The program that goes first changes from round to round.
/// What a program returns is dropped outside of the measured time, but before the other one runs.
/// `None` if `rounds` is 0 or the machine has no CPU clock that can be read.
pub fn alternate<A, B>(
    rounds: usize,
    mut first: impl FnMut() -> A,
    mut second: impl FnMut() -> B,
) -> Option<Comparison> {
    let mut pairs = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let pair = if round % 2 == 0 {
            let a = cpu_ns(&mut first)?;
            (a, cpu_ns(&mut second)?)
        } else {
            let b = cpu_ns(&mut second)?;
            (cpu_ns(&mut first)?, b)
        };
        pairs.push(pair);
    }
    Some(Comparison {
        first_ns: median(pairs.iter().map(|pair| pair.0), u64::cmp)?,
        second_ns: median(pairs.iter().map(|pair| pair.1), u64::cmp)?,
        ratio: median(pairs.iter().map(|&(a, b)| a as f64 / b.max(1) as f64), f64::total_cmp)?,
    })
}

/// CPU time of one run of a program.
fn cpu_ns<T>(program: &mut impl FnMut() -> T) -> Option<u64> {
    let before = cpu::thread_ns()?;
    let result = black_box(program());
    let after = cpu::thread_ns()?;
    drop(result);
    Some(after.saturating_sub(before))
}

/// The middle value; of an even number of values the upper one of the two in the middle.
fn median<T: Copy>(values: impl Iterator<Item = T>, order: impl Fn(&T, &T) -> std::cmp::Ordering) -> Option<T> {
    let mut sorted: Vec<T> = values.collect();
    sorted.sort_by(order);
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::{alternate, median};
    use std::hint::black_box;

    #[test]
    fn median_is_the_middle_value() {
        assert_eq!(median([5, 1, 3].into_iter(), u64::cmp), Some(3));
        assert_eq!(median([4, 1, 3, 2].into_iter(), u64::cmp), Some(3));
        assert_eq!(median([].into_iter(), u64::cmp), None);
    }

    #[test]
    fn more_work_takes_longer() {
        let work = |steps: u64| move || (0..steps).map(black_box).sum::<u64>();
        let comparison = alternate(5, work(20_000_000), work(2_000_000));
        assert!(comparison.is_some_and(|c| c.ratio > 2.0 && c.first_ns > c.second_ns));
    }
}
