//! The bot beside the sandbox, as far as the sandbox knows it.

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use futures::future::BoxFuture;

/// What the sandbox asks of the bot beside it, where there is one.
pub trait Engine: Send + Sync + 'static {
    /// What is left to do at `now`.
    fn pending(&self, now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Pending>>;
    /// The deadline whose moment comes next after `now`.
    fn next_due(&self, _now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Option<NextDue>>> {
        std::future::ready(Ok(None)).boxed()
    }
    /// The clock was moved, or an update came: look again at once.
    fn wake(&self);
    /// Forgets everything that the bot has stored, as a fresh start does.
    fn reset(&self) -> BoxFuture<'_, anyhow::Result<()>>;
}

/// A moment of a deadline, and whom it concerns.
#[derive(Clone, Debug)]
pub struct NextDue {
    pub at: DateTime<Utc>,
    /// The applicant's chat.
    pub chat: i64,
    /// The filing's number; none of a draft.
    pub filing: Option<i64>,
    /// Which deadline it is of.
    pub name: String,
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
