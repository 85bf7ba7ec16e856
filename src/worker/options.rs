//! Settings of the worker, and what is wrong with them.

use std::time::Duration;

use super::cleanup;
#[cfg(debug_assertions)]
use super::faults;
use crate::storage;

/// Settings of the worker.
#[derive(Clone, Copy, Debug)]
pub struct WorkerOptions {
    /// How long a channel's lease lasts. More than twice a call's time-out, for more than half must be left at each call.
    pub lease: Duration,
    /// How many chats are answered at the same time.
    pub answers_at_once: usize,
    /// How many chats get unasked messages at the same time.
    pub unasked_at_once: usize,
    /// Unasked messages a second, to all chats together.
    pub unasked_a_second: usize,
    /// Unasked messages a minute, to one group.
    pub unasked_a_minute_to_a_group: usize,
    /// After the first temporary failure; doubled after each further one, up to `longest_pause`. On the bot's clock.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    pub keep: cleanup::Keep,
    /// The longest that anybody waits before looking again whether there is work. Real time.
    pub look_again: Duration,
    /// The tests' panics on demand.
    #[cfg(debug_assertions)]
    pub faults: Option<&'static faults::Faults>,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(45),
            answers_at_once: 256,
            unasked_at_once: 16,
            unasked_a_second: 30,
            unasked_a_minute_to_a_group: 20,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(300),
            keep: cleanup::Keep::default(),
            look_again: Duration::from_secs(1),
            #[cfg(debug_assertions)]
            faults: None,
        }
    }
}

impl WorkerOptions {
    /// Whether leases outlive calls of that time-out, so that none is made by two.
    pub fn check(&self, call: Duration) -> Result<(), StartError> {
        let lease = self.lease;
        if lease <= call.saturating_mul(2) {
            return Err(StartError::Lease { lease, call });
        }
        Ok(())
    }

    /// The hook of the tests: a panic at this place, on demand.
    #[cfg_attr(
        not(debug_assertions),
        allow(clippy::unused_self, unused_variables, reason = "release builds have no hook")
    )]
    pub(super) fn meet(&self, place: &str, what: &str) {
        #[cfg(debug_assertions)]
        if let Some(faults) = self.faults {
            faults.meet(place, what);
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "the setting LEASE_SECONDS is too short: a lease of {} s must last more than twice a call, which may take {} s \
         (CALL_SECONDS); set LEASE_SECONDS to {} at least",
        .lease.as_secs(), .call.as_secs(), .call.as_secs().saturating_mul(2).saturating_add(1)
    )]
    Lease { lease: Duration, call: Duration },
    #[error("could not prepare delivery")]
    Storage(#[from] storage::StorageError),
}
