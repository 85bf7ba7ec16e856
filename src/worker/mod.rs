//! What is done outside, and what falls due: everything after the commit.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::warn;

use crate::adapters::Services;
use crate::adapters::telegram::Telegram;
use crate::clock::Clock;
use crate::storage::due::{self as moments, Counts};
use crate::storage::seal::Secrets;
use crate::storage::{self, Store, delivery};
use crate::wakers::Wakers;

mod caught;
pub mod cleanup;
mod due;
#[cfg(debug_assertions)]
pub mod faults;
mod options;
mod outbox;

pub use options::{StartError, WorkerOptions};

/// The running worker. Dropping it stops it like a crash; [`Worker::shutdown`] lets calls under way end.
pub struct Worker {
    store: Store,
    calls: outbox::Calls,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    /// Writes down what became of deliveries: ends after all that deliver.
    commits: JoinHandle<()>,
}

impl Worker {
    pub async fn start(
        options: WorkerOptions,
        store: Store,
        secrets: Secrets,
        clock: Arc<dyn Clock>,
        (telegram, services): (Arc<Telegram>, Arc<Services>),
        wakers: Arc<Wakers>,
    ) -> Result<Self, StartError> {
        options.check(telegram.call_timeout())?;
        delivery::void_leases(&store).await?;
        let (stop, stopped) = watch::channel(false);
        let (deliveries, commits) = outbox::Delivery::new(
            options,
            store.clone(),
            secrets,
            clock.clone(),
            (telegram, services),
            wakers.clone(),
        );
        let calls = deliveries.calls.clone();
        let commits = tokio::spawn(outbox::commit::run(deliveries.clone(), commits));
        let tasks = vec![
            tokio::spawn(outbox::run(deliveries, stopped.clone())),
            tokio::spawn(due::run(options, store.clone(), clock, wakers, stopped)),
        ];
        Ok(Self {
            store,
            calls,
            stop,
            tasks,
            commits,
        })
    }

    /// What is left to do at `now`: of inputs, outgoing calls and moments, and the calls under way in this process.
    pub async fn pending(&self, now: DateTime<Utc>) -> storage::Result<Pending> {
        let before = self.calls.count();
        let pending = pending(&self.store, now, before).await?;
        // One that began meanwhile may have marked its row done already, and still be at it.
        if pending.because.is_empty() && self.calls.count() > 0 {
            return Ok(Pending {
                because: vec!["deliveries are under way".into()],
                ..pending
            });
        }
        Ok(pending)
    }

    /// Starts nothing more, waits for the calls under way (at most their time-out), gives up the leases.
    pub async fn shutdown(mut self) {
        // Nobody listening means that the tasks have ended already.
        let _ = self.stop.send(true);
        for task in std::mem::take(&mut self.tasks) {
            if let Err(error) = task.await {
                warn!(%error, "A task of the worker ended badly");
            }
        }
        // Dropping it now ends the last task: everybody who delivers has been told that it was written down.
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        for task in self.tasks.iter().chain([&self.commits]) {
            task.abort();
        }
    }
}

/// What a bot has still to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// What is to be done now, one readable reason each; empty when it has settled.
    pub because: Vec<String>,
    /// How many things wait for a later moment.
    pub later: u64,
    /// The earliest of those moments.
    pub next_at: Option<DateTime<Utc>>,
}

/// What is left to do at `now`, where `calls` are under way.
pub async fn pending(store: &Store, now: DateTime<Utc>, calls: usize) -> storage::Result<Pending> {
    // Counted before the database is asked: a call that ends meanwhile has left its row there.
    let Counts {
        inputs,
        channels,
        outgoing_later,
        moments,
        moments_later,
        next_at,
    } = moments::count(store, now).await?;
    let calls = calls as u64;
    let because = [
        (inputs, "inputs wait to be decided"),
        (channels, "chats or services wait for outgoing calls"),
        (moments, "moments have fallen due"),
        (calls, "deliveries are under way"),
    ];
    Ok(Pending {
        because: because
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect(),
        later: outgoing_later + moments_later,
        next_at,
    })
}
