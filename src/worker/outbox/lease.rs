//! A channel that this process holds, and for how much longer. Real time: moving the bot's clock may not end a lease.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::storage::delivery::Held;

#[derive(Debug)]
pub struct Lease {
    pub held: Held,
    length: Duration,
    since: Mutex<Instant>,
    ended: AtomicBool,
}

impl Lease {
    /// `asked_at`: an instant before the claim was sent, so that ours ends before the database's.
    pub fn new(held: Held, length: Duration, asked_at: Instant) -> Self {
        Self {
            held,
            length,
            since: Mutex::new(asked_at),
            ended: AtomicBool::new(false),
        }
    }

    /// Whether there is time for a call: its time-out is less than half the lease.
    pub fn allows_a_call(&self) -> bool {
        self.is_held() && self.since().elapsed() < self.length / 2
    }

    /// It was not ended; the time it has left may be too short for a call.
    pub fn is_held(&self) -> bool {
        !self.ended.load(Ordering::SeqCst)
    }

    /// It was lost or is being given up: no more calls.
    pub fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
    }

    /// It was prolonged by a statement sent after this instant.
    pub fn prolong(&self, asked_at: Instant) {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = (*since).max(asked_at);
    }

    fn since(&self) -> Instant {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
