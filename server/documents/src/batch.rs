//! Many documents at once.

use crate::error::DocumentError;
use crate::model::Statement;
use crate::render::{Options, Typesetter};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The typesetter recurses into its layouts; threads get as much stack as a program's first one.
const STACK: usize = 8 * 1024 * 1024;

/// A PDF, or why there is none.
pub type Rendered = Result<Vec<u8>, DocumentError>;

/// Makes many documents on several threads.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// What makes them.
    pub typesetter: &'a Typesetter,
    /// How.
    pub options: Options,
    /// On how many threads.
    pub threads: NonZeroUsize,
    /// Ends the work early when it becomes true; documents that have been begun are finished.
    pub cancel: &'a AtomicBool,
}

impl Batch<'_> {
    /// The documents in the order of their statements, each with its result: one that fails does not stop the others.
    /// Where the work was cancelled, those that were not begun are `None`. `progress` is told how many are done, from
    /// whichever thread; numbers may come out of order.
    ///
    /// All documents are held in memory: pass portions of some hundred.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Thread`] if a thread cannot be started; then those that were started are ended.
    pub fn render(
        &self,
        statements: &[Statement],
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Vec<Option<Rendered>>, DocumentError> {
        let results: Vec<Mutex<Option<_>>> = statements.iter().map(|_| Mutex::new(None)).collect();
        let (next, done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        let work = || {
            while !self.cancel.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let (Some(statement), Some(place)) = (statements.get(at), results.get(at)) else {
                    return;
                };
                let result = self.typesetter.render(statement, self.options);
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
                progress(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..self.threads.get().min(statements.len()) {
                let thread = std::thread::Builder::new().name("documents".to_owned()).stack_size(STACK);
                if let Err(cause) = thread.spawn_scoped(scope, work) {
                    failed.store(true, Ordering::Relaxed);
                    return Err(DocumentError::Thread(cause));
                }
            }
            Ok(())
        })?;
        Ok(results.into_iter().map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
    }
}
