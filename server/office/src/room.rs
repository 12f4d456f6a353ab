//! Room for what takes much memory: whoever does not fit waits.

use std::sync::{Condvar, Mutex, PoisonError};

/// So much of something that may be in use at a time.
#[derive(Debug)]
pub(crate) struct Room {
    all: u64,
    left: Mutex<u64>,
    freed: Condvar,
}

/// A place that was taken; it is given back with the value.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    room: &'a Room,
    size: u64,
}

impl Room {
    pub(crate) fn new(all: u64) -> Self {
        Self { all, left: Mutex::new(all), freed: Condvar::new() }
    }

    /// Takes a place, and waits for it on this thread. What is larger than everything takes everything.
    pub(crate) fn take(&self, size: u64) -> Place<'_> {
        let size = size.min(self.all);
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = self.freed.wait_while(left, |left| *left < size).unwrap_or_else(PoisonError::into_inner);
        *left -= size;
        Place { room: self, size }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.room.left.lock().unwrap_or_else(PoisonError::into_inner) += self.size;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn no_more_is_in_use_than_there_is_and_everybody_gets_a_place() {
        let room = Room::new(10);
        let (now, most, done) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let (room, now, most, done) = (&room, &now, &most, &done);
                scope.spawn(move || {
                    for round in 0..50 {
                        let size = (thread * 7 + round * 3) % 13;
                        let place = room.take(size);
                        let size = size.min(10);
                        most.fetch_max(now.fetch_add(size, Ordering::SeqCst) + size, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(size, Ordering::SeqCst);
                        drop(place);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(done.into_inner(), 200);
        assert!(most.into_inner() <= 10);
        assert_eq!(*room.left.lock().unwrap_or_else(PoisonError::into_inner), 10);
    }
}
