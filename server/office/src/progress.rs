//! How far a piece of work is, and whether anybody still wants it.

use crate::error::OfficeError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The progress of a piece of work. Clones are of the same work.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    stage: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

/// How far it was at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What is being done: `reading`, `settling`, `writing`, ….
    pub stage: &'static str,
    /// How much of it is done.
    pub done: u64,
    /// Of how much.
    pub total: u64,
}

impl Progress {
    /// Says how far it is.
    pub fn tell(&self, stage: &'static str, done: u64, total: u64) {
        *self.0.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        self.0.done.store(done, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// How far it is.
    pub fn standing(&self) -> Standing {
        Standing {
            stage: *self.0.stage.lock().unwrap_or_else(PoisonError::into_inner),
            done: self.0.done.load(Ordering::Relaxed),
            total: self.0.total.load(Ordering::Relaxed),
        }
    }

    /// Asks the work to end.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether it shall go on.
    ///
    /// # Errors
    /// [`OfficeError::Cancelled`] where it shall not.
    pub fn check(&self) -> Result<(), OfficeError> {
        if self.0.cancelled.load(Ordering::Relaxed) { Err(OfficeError::Cancelled) } else { Ok(()) }
    }
}
