//! The bot beside the sandbox, as far as the sandbox knows it.

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

/// What the sandbox asks of the bot beside it, where there is one.
pub trait Engine: Send + Sync + 'static {
    /// What is left to do at `now`.
    fn pending(&self, now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Pending>>;
    /// The clock was moved, or an update came: look again at once.
    fn wake(&self);
    /// Forgets everything that the bot has stored, as a fresh start does.
    fn reset(&self) -> BoxFuture<'_, anyhow::Result<()>>;
}

/// What a bot has still to do.
#[derive(Clone, Debug, Default)]
pub struct Pending {
    /// What is to be done now, one readable reason each; empty when the bot has settled.
    pub because: Vec<String>,
    /// How many things wait for a later moment.
    pub later: u64,
    /// The earliest of those moments.
    pub next_at: Option<DateTime<Utc>>,
}
