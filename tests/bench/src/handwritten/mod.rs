//! The plans P1, P2 and P3 written by hand, as fast as we know how.
//!
//! Each run starts from the raw unsorted columns of a [`Workload`] and does everything:
//!
//! 1. `network`: number the partners in preorder, so that a downline is a range of positions
//!    and the upline of a position is what a walk in order has on its stack.
//! 2. `orders`: partition the orders into buckets of neighbouring positions (first pass).
//! 3. `standing`: volumes and ranks, one pass over the positions from the last to the first.
//! 4. `p1`, `p2`: one pass over the positions from the first to the last. It sorts one bucket of orders
//!    at a time by buyer (second pass of the partition, inside the cache) and finds the earners once per buyer,
//!    exact although every line is rounded, since the earners depend on the buyer only.
//!
//! P3 pays once per week and partner: `p3` gathers volumes by placement and goes over those positions from the last to the
//! first.
//!
//! Each plan runs on one thread or, by the positions, on two.

mod earnings;
mod lines;
mod network;
mod orders;
mod p1;
mod p2;
mod p3;
mod standing;

pub use lines::{LineColumns, LineMode, Lines};
pub use p1::{p1, p1_into, p1_two_threads};
pub use p2::{p2, p2_into, p2_two_threads};
pub use p3::p3;

use crate::Workload;
use crate::checks::{Check, check_totals};
use lines::{Counted, Kept, LineSink, Streamed};
use std::panic::resume_unwind;
use std::thread;

/// The result of a run of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Number of commission lines; none of them is zero.
    pub lines: u64,
    /// Sum of the totals in cents.
    pub sum: i64,
    /// Hash of the totals as in [`Check::hash`].
    pub hash: i64,
    /// Earnings in cents by partner id.
    pub totals: Vec<i64>,
    /// Rank by partner id, 0 to 8.
    pub ranks: Vec<u8>,
    /// The lines themselves, with [`LineMode::Keep`].
    pub kept: Option<Lines>,
}

impl Outcome {
    /// The values that are compared with the published ones.
    pub fn check(&self) -> Check {
        Check { lines: self.lines, sum: self.sum, hash: self.hash }
    }

    fn new(lines: u64, totals: Vec<i64>, ranks: Vec<u8>, kept: Vec<LineColumns>) -> Outcome {
        let check = check_totals(lines, &totals);
        let kept = (!kept.is_empty()).then_some(Lines { parts: kept });
        Outcome { lines, sum: check.sum, hash: check.hash, totals, ranks, kept }
    }
}

/// A plan, as far as the choice of its line sink goes.
trait Plan {
    /// Runs the plan on as many threads as there are sinks.
    fn run<S: LineSink>(workload: &Workload, sinks: Vec<S>) -> Outcome;
}

/// Room for this many lines per order is reserved if lines are kept; both plans make fewer.
const LINES_PER_ORDER: usize = 6;

/// Runs a plan on a number of threads; `spare` lends its memory to lines that are kept.
fn run<P: Plan>(workload: &Workload, mode: LineMode, threads: usize, spare: Lines) -> Outcome {
    match mode {
        LineMode::None => P::run(workload, vec![Counted::default(); threads]),
        LineMode::Stream => P::run(workload, (0..threads).map(|_| Streamed::new()).collect()),
        LineMode::Keep => {
            let expected = workload.orders() * LINES_PER_ORDER / threads;
            let mut spare = spare.parts.into_iter();
            let sinks = (0..threads).map(|_| Kept::new(spare.next().unwrap_or_default(), expected));
            P::run(workload, sinks.collect())
        }
    }
}

/// Runs the same work on several inputs at once: the first on this thread, every other on one of its own.
fn in_parallel<T: Send, R: Send>(inputs: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let work = &work;
    let mut inputs = inputs.into_iter();
    let Some(first) = inputs.next() else {
        return Vec::new();
    };
    thread::scope(|scope| {
        let others: Vec<_> = inputs.map(|input| scope.spawn(move || work(input))).collect();
        let mut results = vec![work(first)];
        for other in others {
            results.push(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    })
}

/// Adds the totals of several threads.
fn add_totals(parts: Vec<Vec<i64>>) -> Vec<i64> {
    let mut parts = parts.into_iter();
    let mut sum = parts.next().unwrap_or_default();
    for part in parts {
        for (total, more) in sum.iter_mut().zip(part) {
            *total += more;
        }
    }
    sum
}

/// `amount` times a rate in basis points, rounded half up to the cent.
///
/// Cannot overflow: 2^32 - 1 cents times 100 % is below 2^46.
#[inline(always)]
fn basis_points(amount: u32, rate: u16) -> u32 {
    debug_assert!(rate <= 10_000, "a rate above 100 % could overflow the result");
    ((u64::from(amount) * u64::from(rate) + 5_000) / 10_000) as u32
}

#[cfg(test)]
mod tests {
    use super::{LineMode, Outcome, p1, p1_into, p1_two_threads, p2, p2_into, p2_two_threads, p3};
    use crate::Workload;
    use crate::checks::{Plan, expected};
    use crate::workload::{DEFAULT_ORDERS_PER_PARTNER, DEFAULT_SEED};

    const PARTNERS: usize = 10_000;
    const MODES: [LineMode; 3] = [LineMode::None, LineMode::Stream, LineMode::Keep];

    fn workload() -> Workload {
        Workload::generate(PARTNERS, DEFAULT_ORDERS_PER_PARTNER, DEFAULT_SEED)
    }

    /// Order, earner, level, rate and amount of every line, sorted.
    fn sorted_lines(outcome: &Outcome) -> Vec<(u32, u32, u8, u16, u32)> {
        let mut lines = Vec::new();
        for part in outcome.kept.iter().flat_map(|kept| &kept.parts) {
            for line in 0..part.amount.len() {
                lines.push((part.order[line], part.earner[line], part.level[line], part.rate[line], part.amount[line]));
            }
        }
        lines.sort_unstable();
        lines
    }

    #[test]
    fn p1_gives_the_check_values() {
        let workload = workload();
        for mode in MODES {
            assert_eq!(Some(p1(&workload, mode).check()), expected(Plan::P1, PARTNERS), "{mode:?}");
            let two = p1_two_threads(&workload, mode);
            assert_eq!(Some(two.check()), expected(Plan::P1, PARTNERS), "{mode:?} on two threads");
        }
    }

    #[test]
    fn p2_gives_the_check_values() {
        let workload = workload();
        for mode in MODES {
            assert_eq!(Some(p2(&workload, mode).check()), expected(Plan::P2, PARTNERS), "{mode:?}");
            let two = p2_two_threads(&workload, mode);
            assert_eq!(Some(two.check()), expected(Plan::P2, PARTNERS), "{mode:?} on two threads");
        }
    }

    #[test]
    fn p3_gives_the_check_values() {
        let workload = workload();
        for mode in MODES {
            assert_eq!(Some(p3(&workload, mode).check()), expected(Plan::P3, PARTNERS), "{mode:?}");
        }
    }

    #[test]
    fn kept_lines_add_up_to_the_totals() {
        let outcome = p1(&workload(), LineMode::Keep);
        let mut totals = vec![0; PARTNERS];
        for (_, earner, _, _, amount) in sorted_lines(&outcome) {
            assert!(amount > 0);
            totals[earner as usize] += i64::from(amount);
        }
        assert_eq!(totals, outcome.totals);
    }

    #[test]
    fn kept_lines_are_those_of_the_orders() {
        let workload = workload();
        for outcome in [p1(&workload, LineMode::Keep), p2(&workload, LineMode::Keep)] {
            let lines = sorted_lines(&outcome);
            assert_eq!(lines.len() as u64, outcome.lines);
            for (order, _, level, rate, amount) in lines {
                let bv = workload.order_bv[order as usize];
                let cv = match workload.order_category[order as usize] {
                    0 => bv,
                    1 => bv.div_ceil(2),
                    _ => 0,
                };
                assert!((1..=7).contains(&level));
                assert_eq!(amount, (cv * u32::from(rate) + 5_000) / 10_000);
            }
        }
    }

    #[test]
    fn two_threads_and_used_memory_give_the_same_outcome() {
        let workload = workload();
        let (one, two) = (p1(&workload, LineMode::Keep), p1_two_threads(&workload, LineMode::Keep));
        assert_eq!(sorted_lines(&one), sorted_lines(&two));
        assert_eq!((&one.totals, &one.ranks), (&two.totals, &two.ranks));
        let spare = one.kept.clone().unwrap_or_default();
        assert_eq!(p1_into(&workload, spare.clone()), one);

        let (one, two) = (p2(&workload, LineMode::Keep), p2_two_threads(&workload, LineMode::Keep));
        assert_eq!(sorted_lines(&one), sorted_lines(&two));
        assert_eq!((&one.totals, &one.ranks), (&two.totals, &two.ranks));
        assert_eq!(p2_into(&workload, spare), one);
    }

    #[test]
    fn small_companies_run() {
        for partners in 0..40 {
            let workload = Workload::generate(partners, 3, 7);
            let kept = p1(&workload, LineMode::Keep).kept;
            assert_eq!(kept.map(|kept| kept.len()), Some(p1(&workload, LineMode::None).lines));
            assert_eq!(p1_two_threads(&workload, LineMode::None), p1(&workload, LineMode::None));
            assert_eq!(p2_two_threads(&workload, LineMode::None), p2(&workload, LineMode::None));
        }
    }
}
