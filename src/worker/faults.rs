//! The worker's hook for tests: a panic at a place, on demand. Not part of release builds.

use std::sync::{Mutex, PoisonError};

/// Panics that are still to come.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

#[derive(Debug)]
struct Fault {
    place: &'static str,
    what: String,
    times: u32,
}

impl Faults {
    /// The next `times` times that `what` comes to `place`, it panics. Places are `call`, `open`, `plan`, `read` and `commit`, where
    /// `what` is a row's key or a channel, and `round`, `due` and `clean-up`, where it is empty.
    pub fn panic(&self, place: &'static str, what: &str, times: u32) {
        self.lock().push(Fault {
            place,
            what: what.to_owned(),
            times,
        });
    }

    /// How many of the panics at this place are still to come.
    pub fn left(&self, place: &str) -> u32 {
        let faults = self.lock();
        faults
            .iter()
            .filter(|fault| fault.place == place)
            .map(|fault| fault.times)
            .sum()
    }

    #[allow(clippy::panic, reason = "that is what it is for")]
    pub fn meet(&self, place: &str, what: &str) {
        let met = self
            .lock()
            .iter_mut()
            .find(|fault| fault.place == place && fault.what == what && fault.times > 0)
            .map(|fault| fault.times -= 1);
        if met.is_some() {
            panic!("a fault on demand");
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
