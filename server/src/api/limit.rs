//! How fast callers may ask.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Subjects that are remembered before full buckets are thrown away.
const MOST_SUBJECTS: usize = 4_096;
/// A request in the buckets' own unit, so that refilling needs no fractions.
const ONE: u64 = 1_000;

/// A bucket for each subject: so many requests at once, and so many each second.
#[derive(Debug)]
pub struct Limit {
    most: u64,
    each_second: u64,
    buckets: Mutex<HashMap<String, (u64, Instant)>>,
}

impl Limit {
    /// A limit of so many at once and so many each second.
    pub fn new(most: u64, each_second: u64) -> Self {
        Self { most: most.saturating_mul(ONE), each_second, buckets: Mutex::new(HashMap::new()) }
    }

    /// Takes one request of a subject, where it has one left.
    pub fn take(&self, subject: &str) -> bool {
        self.take_at(subject, Instant::now())
    }

    fn take_at(&self, subject: &str, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_SUBJECTS {
            // A full bucket is as good as none.
            buckets.retain(|_, (left, at)| self.filled(*left, *at, now) < self.most);
        }
        let (left, at) = buckets.get(subject).copied().unwrap_or((self.most, now));
        let left = self.filled(left, at, now);
        let rest = left.checked_sub(ONE);
        buckets.insert(subject.to_owned(), (rest.unwrap_or(left), now));
        rest.is_some()
    }

    fn filled(&self, left: u64, at: Instant, now: Instant) -> u64 {
        let since = u64::try_from(now.saturating_duration_since(at).as_millis()).unwrap_or(u64::MAX);
        // A thousandth of a request for each millisecond and request a second.
        left.saturating_add(since.saturating_mul(self.each_second)).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limit = Limit::new(3, 2);
        let start = Instant::now();
        let taken: Vec<bool> = (0..4).map(|_| limit.take_at("a", start)).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert!(limit.take_at("b", start), "everybody has an own bucket");
        assert!(!limit.take_at("a", start + Duration::from_millis(499)));
        assert!(limit.take_at("a", start + Duration::from_millis(501)));
        let later: Vec<bool> = (0..4).map(|_| limit.take_at("a", start + Duration::from_secs(60))).collect();
        assert_eq!(later, [true, true, true, false], "never more than at first");
    }
}
