//! How long people wait at present, so that no more is taken in than can be answered: Telegram keeps what it is not told, and tells it
//! again. Without this a rush fills the inbox, every call is answered with 200, and people wait for minutes.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// From this wait on nothing more is taken in: people shall not wait longer than two seconds.
const TOO_LONG: Duration = Duration::from_millis(1_000);

/// How long inputs and replies wait. The wait of a chat that alone sends more than its share is its own and does not count.
#[derive(Debug, Default)]
pub struct Pressure {
    /// Of the oldest input of those decided last, in milliseconds.
    deciding: AtomicU64,
    /// Of the oldest reply of those sent last, in milliseconds.
    delivery: AtomicU64,
    eased: Notify,
    /// How many wait for it to ease.
    waiting: AtomicUsize,
}

impl Pressure {
    /// How long the inputs that are being decided have waited.
    pub fn deciding(&self, wait: Duration) {
        self.set(&self.deciding, wait);
    }

    /// How long the replies that are being sent have waited.
    pub fn delivery(&self, wait: Duration) {
        self.set(&self.delivery, wait);
    }

    /// Waits until more may be taken in. False if that took longer than `patience` (real time).
    pub async fn eases(&self, patience: Duration) -> bool {
        let eased = async {
            loop {
                let told = self.eased.notified();
                tokio::pin!(told);
                // Listening begins before looking, so that no word is missed in between.
                told.as_mut().enable();
                if !self.is_too_high() {
                    return;
                }
                told.await;
            }
        };
        let _waiting = Waiting::begin(&self.waiting);
        tokio::time::timeout(patience, eased).await.is_ok()
    }

    /// Whether somebody waits to take more in.
    pub fn is_waited_for(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    fn is_too_high(&self) -> bool {
        let wait = self.deciding.load(Ordering::SeqCst) + self.delivery.load(Ordering::SeqCst);
        Duration::from_millis(wait) > TOO_LONG
    }

    fn set(&self, which: &AtomicU64, wait: Duration) {
        let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX / 4);
        which.store(milliseconds, Ordering::SeqCst);
        if !self.is_too_high() {
            self.eased.notify_waiters();
        }
    }
}

/// Counts as waiting until it is dropped, also where a call was hung up.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn nothing_is_taken_in_while_people_wait_too_long() {
        let pressure = Pressure::default();
        assert!(pressure.eases(SHORT).await);
        pressure.deciding(Duration::from_millis(700));
        assert!(pressure.eases(SHORT).await);
        pressure.delivery(Duration::from_millis(700));
        assert!(!pressure.eases(SHORT).await, "1.4 s are too long");
        let (eased, ()) = tokio::join!(pressure.eases(Duration::from_secs(10)), async {
            pressure.delivery(Duration::ZERO);
        });
        assert!(eased);
    }
}
