//! What the parts of one process tell each other: that there is something to do, what does not work, how long people wait.
//!
//! A wake is never needed for correctness (everybody
//! looks again at least every second, other processes have no way to wake ours); it only makes the answer come at once.

use tokio::sync::Notify;

mod health;
mod pressure;

pub use health::{Ailing, Health, Part};
pub use pressure::Pressure;

/// One bell for each loop. A ring while the loop is busy is kept for its next round.
#[derive(Debug, Default)]
pub struct Wakers {
    /// Inputs were committed: rung by intake and worker, heard by the processing loop.
    pub inbox: Notify,
    /// Outgoing calls were committed: rung by the processing loop, heard by delivery.
    pub outbox: Notify,
    /// Deadlines were written or the clock was moved: heard by what copies due moments and cleans up.
    pub moments: Notify,
    pub health: Health,
    pub pressure: Pressure,
}

impl Wakers {
    /// Everybody looks again at once: after the clock was moved.
    pub fn wake_all(&self) {
        self.inbox.notify_one();
        self.outbox.notify_one();
        self.moments.notify_one();
    }
}
