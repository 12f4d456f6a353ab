//! Many cases, and what became of them.

use crate::case::{Case, Failure, Ran};
use crate::report::report;
use crate::shrink::shrink;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of what happened.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Cases tried.
    pub cases: u64,
    /// Lines made.
    pub lines: u64,
    /// Cuts made by caps.
    pub cuts: u64,
    /// By kind of error: runs that stopped as runs may.
    pub stopped: BTreeMap<String, u64>,
    /// By class: failures, and the first case of each.
    pub failures: BTreeMap<String, (u64, Case)>,
}

impl Tally {
    fn count(&mut self, case: Case, ran: Result<Ran, Failure>) {
        self.cases += 1;
        match ran {
            Ok(ran) => {
                self.lines += ran.lines;
                self.cuts += ran.cuts as u64;
                if let Some(kind) = ran.stopped {
                    *self.stopped.entry(kind.to_string()).or_default() += 1;
                }
            }
            Err(failure) => {
                let entry = self.failures.entry(failure.class()).or_insert((0, case));
                entry.0 += 1;
                // The smallest one is told.
                if (case.size, case.partners, case.seed) < (entry.1.size, entry.1.partners, entry.1.seed) {
                    entry.1 = case;
                }
            }
        }
    }

    /// A full report of the smallest case of each class of failures, shrunk.
    pub fn reports(&self) -> Vec<String> {
        let reports = self.failures.values().map(|(_, case)| match case.run() {
            Err(failure) => {
                let (small, text, small_failure) = shrink(*case, &failure);
                format!("{case:?}: {failure}\n\nmade smaller:\n{}", report(small, &text, &small_failure))
            }
            Ok(_) => format!("{case:?} failed once and then did not"),
        });
        reports.collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} cases, {} lines, {} cuts", self.cases, self.lines, self.cuts)?;
        for (kind, count) in &self.stopped {
            writeln!(f, "{count:8} stopped: {kind}")?;
        }
        for (class, (count, case)) in &self.failures {
            writeln!(f, "{count:8} FAILED {class}, such as {case:?}")?;
        }
        Ok(())
    }
}

/// Tries the cases of seeds on several threads.
pub fn run(seeds: Range<u64>, threads: usize, case: impl Fn(u64) -> Case + Sync) -> Tally {
    let (next, tally) = (AtomicU64::new(seeds.start), Mutex::new(Tally::default()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                break;
            }
            let case = case(seed);
            let ran = case.run();
            tally.lock().expect("no thread panicked").count(case, ran);
        }
    };
    // Deep expressions need a deep stack in a build that is not optimised.
    std::thread::scope(|scope| {
        for _ in 0..threads {
            std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work).expect("a thread can be made");
        }
    });
    tally.into_inner().expect("no thread panicked")
}
