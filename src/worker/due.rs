//! Copies the moments that fell due into the inbox, and cleans up once an hour. Both go by the bot's clock.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;
use tracing::info;

use crate::clock::Clock;
use crate::storage::{self, Store, due};
use crate::wakers::{Part, Wakers};

use super::{WorkerOptions, cleanup};

const CLEAN_UP_EVERY: Duration = Duration::hours(1);

pub(super) async fn run(
    options: WorkerOptions,
    store: Store,
    clock: Arc<dyn Clock>,
    wakers: Arc<Wakers>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut clean_up_at = clock.now();
    loop {
        match once(&options, &store, &clock, &wakers, &mut clean_up_at).await {
            Ok(()) => wakers.health.works(Part::Moments),
            Err(error) => wakers.health.failed(Part::Moments, &error),
        }
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = wakers.moments.notified() => {}
            () = tokio::time::sleep(options.look_again) => {}
        }
    }
}

async fn once(
    options: &WorkerOptions,
    store: &Store,
    clock: &Arc<dyn Clock>,
    wakers: &Wakers,
    clean_up_at: &mut DateTime<Utc>,
) -> storage::Result<()> {
    loop {
        let moments = due::copy(store.connection(), clock.now()).await?;
        if moments == 0 {
            break;
        }
        info!(moments, "Moments fell due");
        wakers.inbox.notify_one();
    }
    let now = clock.now();
    if now >= *clean_up_at {
        cleanup::run(store, now, options.keep).await?;
        *clean_up_at = now + CLEAN_UP_EVERY;
    }
    Ok(())
}
