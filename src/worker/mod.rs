//! What is done outside, and what falls due: everything after the commit.

use std::sync::Arc;
use std::time::Duration;

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
mod outbox;

/// Settings of the worker.
#[derive(Clone, Copy, Debug)]
pub struct WorkerOptions {
    /// How long a channel's lease lasts. More than twice a call's time-out, for more than half must be left at each call.
    pub lease: Duration,
    /// So many chats are answered at once.
    pub answers_at_once: usize,
    /// So many chats get unasked messages at once.
    pub unasked_at_once: usize,
    /// Unasked messages a second, to all chats together.
    pub unasked_a_second: usize,
    /// Unasked messages a minute, to one group.
    pub unasked_a_minute_to_a_group: usize,
    /// After the first temporary failure; doubled after each further one, up to `longest_pause`. On the bot's clock.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    pub keep: cleanup::Keep,
    /// Everybody looks again so often at least. Real time.
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
    fn meet(&self, place: &str, what: &str) {
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

    /// Calls under way in this process.
    pub fn calls_under_way(&self) -> usize {
        self.calls.count()
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
