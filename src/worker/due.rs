//! Copies the moments that fell due into the inbox, and cleans up once an hour. Both go by the bot's clock.

use std::error::Error;
use std::sync::Arc;

use chrono::Duration;
use tokio::sync::watch;
use tracing::{error, info};

use crate::clock::Clock;
use crate::storage::{self, StorageError, Store, due, queue};
use crate::wakers::{Part, Wakers};

use super::caught::caught;
use super::{WorkerOptions, cleanup};

const CLEAN_UP_EVERY: Duration = Duration::hours(1);
/// What waits is counted anew: the counts are kept with every change, and this takes longer the more there is.
const COUNT_EVERY: Duration = Duration::days(1);
/// After one that failed.
const CLEAN_UP_AGAIN: Duration = Duration::minutes(5);

pub(super) async fn run(
    options: WorkerOptions,
    store: Store,
    clock: Arc<dyn Clock>,
    wakers: Arc<Wakers>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut clean_up_at = None;
    let mut count_at = None;
    loop {
        let copied = async {
            options.meet("due", "");
            copy(&store, &clock, &wakers).await
        };
        match caught("looking for due moments", copied).await {
            Ok(Ok(())) => wakers.health.works(Part::Moments),
            Ok(Err(error)) => wakers.health.failed(Part::Moments, &error),
            // The panic was logged.
            Err(_) => {}
        }
        let cleaned = async {
            let now = clock.now();
            if clean_up_at.is_some_and(|at| now < at) {
                return Ok::<_, StorageError>(());
            }
            // Should it fail, it is not tried every second.
            clean_up_at = Some(now + CLEAN_UP_AGAIN);
            options.meet("clean-up", "");
            cleanup::run(&store, now, options.keep).await?;
            if count_at.is_none_or(|at| now >= at) {
                queue::recount(&store).await?;
                count_at = Some(now + COUNT_EVERY);
            }
            clean_up_at = Some(now + CLEAN_UP_EVERY);
            Ok(())
        };
        if let Ok(Err(error)) = caught("cleaning up", cleaned).await {
            error!(error = &error as &dyn Error, "Could not clean up");
        }
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = wakers.moments.notified() => {}
            () = tokio::time::sleep(options.look_again) => {}
        }
    }
}

async fn copy(store: &Store, clock: &Arc<dyn Clock>, wakers: &Wakers) -> storage::Result<()> {
    loop {
        let moments = due::copy(store.connection(), clock.now()).await?;
        if moments == 0 {
            return Ok(());
        }
        info!(moments, "Moments fell due");
        wakers.inbox.notify_one();
    }
}
