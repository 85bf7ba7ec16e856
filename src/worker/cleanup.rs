//! Rows that are done are kept for a while (an update must be known as long as Telegram may send it again) and then go.

use chrono::{DateTime, Duration, Utc};
use tracing::info;

use crate::storage::{self, Store, delivery, due};

/// How long rows are kept once they are done.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// Never less than 49 hours: Telegram may tell an update again within 48.
    pub inbox: Duration,
    pub outbox: Duration,
    /// What was set aside in either, so that somebody can look into it.
    pub failed: Duration,
}

impl Default for Keep {
    fn default() -> Self {
        Self {
            inbox: Duration::days(3),
            outbox: Duration::days(7),
            failed: Duration::days(30),
        }
    }
}

const SHORTEST_INBOX: Duration = Duration::hours(49);

pub async fn run(store: &Store, now: DateTime<Utc>, keep: Keep) -> storage::Result<()> {
    let failed = now - keep.failed;
    let inbox = now - keep.inbox.max(SHORTEST_INBOX);
    let mut deleted = 0;
    for (table, done) in [("inbox", inbox), ("outbox", now - keep.outbox)] {
        // In parts, each a transaction of its own, so that nobody waits for long.
        loop {
            let part = due::delete_done(store.connection(), table, done, failed).await?;
            deleted += part;
            if part < due::DELETED_AT_ONCE {
                break;
            }
        }
    }
    delivery::delete_lapsed(store).await?;
    if deleted > 0 {
        info!(rows = deleted, "Deleted rows that were done long ago");
    }
    Ok(())
}
