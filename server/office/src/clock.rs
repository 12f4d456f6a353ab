//! What time it is. Tests, and companies that are lived through, move it by hand.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// A clock.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    System,
    /// One that stands still until it is moved.
    Set(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at a point in time.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(Mutex::new(now)))
    }

    /// What it shows.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Set(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The day that it shows.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Moves a clock that stands; the machine's goes on as it does.
    pub fn forward(&self, by: TimeDelta) {
        if let Self::Set(now) = self {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            *now = now.checked_add_signed(by).unwrap_or(*now);
        }
    }
}
