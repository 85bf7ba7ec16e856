//! Writes down what became of rows: of whatever channels ended a call within the same few milliseconds, in one transaction.
//!
//! First it makes sure, under lock, that the channels are still ours. A row of a channel that was lost meanwhile is not
//! marked: who holds the channel now makes that call again, or has done so.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tracing::{error, warn};

use crate::figures::{self, Fate};
use crate::storage;
use crate::storage::delivery::{Held, keep};
use crate::storage::inbox::{self, NewResult};
use crate::storage::outbox::{self as rows, Marks};
use crate::wakers::Part;

use super::super::caught::{Panicked, caught};
use super::Delivery;
use super::lease::Lease;

/// One channel's news.
pub struct Completion {
    pub lease: Arc<Lease>,
    /// The channel's lease is no longer needed.
    pub give_up: bool,
    pub marks: Marks,
    pub results: Vec<NewResult>,
    /// What is written down where that cannot be.
    pub instead: Option<Marks>,
    /// Told whether it was written down.
    pub reply: oneshot::Sender<Written>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Yes,
    /// Another process holds the channel now, and goes on with it.
    LeaseLost,
    /// The database would not have it. The rows stay as they are.
    No,
}

/// Why something could not be written down.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Storage(#[from] storage::StorageError),
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

impl Failed {
    /// Whether it seems to lie in what was to be written down. A database that is away or busy says nothing of that.
    fn is_fault(&self) -> bool {
        match self {
            Failed::Storage(error) => !error.is_passing(),
            Failed::Panicked(_) => true,
        }
    }
}

/// Others that end within this time are written down together.
const COLLECT_FOR: Duration = Duration::from_millis(2);
/// The pause before the second attempt; doubled before each further one, up to the longest (real time).
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// What fails for what seems to lie in itself is attempted this many times; then the rows stay as they are and are delivered again. What
/// fails because the database is full or away is attempted until it is there: a message that was sent and not written down would be
/// sent again, and again, for as long as that takes.
const ATTEMPTS: u32 = 4;

pub async fn run(delivery: Arc<Delivery>, mut completions: mpsc::Receiver<Completion>) {
    while let Some(first) = completions.recv().await {
        let mut group = vec![first];
        let until = tokio::time::Instant::now() + COLLECT_FOR;
        // Nobody else is under way: nothing to wait for.
        while group.len() < delivery.calls.count() {
            match tokio::time::timeout_at(until, completions.recv()).await {
                Ok(Some(completion)) => group.push(completion),
                Ok(None) | Err(_) => break,
            }
        }
        // If even this panics, nobody of the group is told that it was written down, and it is not.
        let _ = caught("writing down deliveries", write_down(&delivery, group)).await;
    }
}

async fn write_down(delivery: &Delivery, group: Vec<Completion>) {
    match attempts(delivery, &group).await {
        Ok(ours) => tell(group, &ours),
        Err(error) if group.len() == 1 => {
            error!(error = &error as &dyn Error, "Could not write down a delivery");
            if error.is_fault() {
                write_down_less(delivery, group).await;
            } else {
                group.into_iter().for_each(|completion| answer(completion, Written::No));
            }
        }
        Err(_) => {
            // One of them may be the reason: the others shall not suffer for it.
            for completion in group {
                Box::pin(write_down(delivery, vec![completion])).await;
            }
        }
    }
}

/// What became of it cannot be written down: as little is as can be, so that it is not made again and again.
async fn write_down_less(delivery: &Delivery, mut group: Vec<Completion>) {
    for completion in &mut group {
        let Some(instead) = completion.instead.take() else {
            continue;
        };
        completion.marks = instead;
        completion.results.clear();
    }
    match caught_attempt(delivery, &group).await {
        Ok(ours) => tell(group, &ours),
        Err(error) => {
            error!(
                error = &error as &dyn Error,
                "Could not write down anything of a delivery: it will be made again"
            );
            group.into_iter().for_each(|completion| answer(completion, Written::No));
        }
    }
}

fn tell(group: Vec<Completion>, ours: &HashSet<Held>) {
    for completion in group {
        if ours.contains(&completion.lease.held) {
            let marks = &completion.marks;
            figures::calls(Fate::Done, marks.done.len());
            figures::calls(Fate::Dropped, marks.dropped.len());
            figures::calls(Fate::Failed, marks.failed.len());
            figures::calls(Fate::Retried, marks.retried.len() + marks.faulted.len());
            answer(completion, Written::Yes);
            continue;
        }
        completion.lease.end();
        let channel = &completion.lease.held.channel;
        warn!(
            channel,
            "Lost the lease of a channel during a call; who holds it now goes on"
        );
        answer(completion, Written::LeaseLost);
    }
}

fn answer(completion: Completion, written: Written) {
    // Nobody listens where the delivering task was given up meanwhile.
    let _ = completion.reply.send(written);
}

async fn attempts(delivery: &Delivery, group: &[Completion]) -> Result<HashSet<Held>, Failed> {
    let health = &delivery.wakers.health;
    let (mut faults, mut pause) = (0, FIRST_PAUSE);
    loop {
        let error = match caught_attempt(delivery, group).await {
            Ok(ours) => {
                health.works(Part::WritingDown);
                return Ok(ours);
            }
            Err(error) => error,
        };
        faults += u32::from(error.is_fault());
        if faults >= ATTEMPTS {
            return Err(error);
        }
        health.failed(Part::WritingDown, &error);
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn caught_attempt(delivery: &Delivery, group: &[Completion]) -> Result<HashSet<Held>, Failed> {
    Ok(caught("writing down deliveries", attempt(delivery, group)).await??)
}

/// One transaction: which channels are ours, what became of their rows, what the inbox must hear.
async fn attempt(delivery: &Delivery, group: &[Completion]) -> storage::Result<HashSet<Held>> {
    let Delivery {
        store,
        secrets,
        clock,
        options,
        ..
    } = delivery;
    let mut leases: HashMap<&Held, bool> = HashMap::new();
    for completion in group {
        // Several deliveries may share a lease: it is given up when none of them needs it.
        let give_up = leases.entry(&completion.lease.held).or_insert(true);
        *give_up &= completion.give_up;
    }
    let leases: Vec<_> = leases
        .into_iter()
        .map(|(held, give_up)| (held.clone(), give_up))
        .collect();
    let now = clock.now();
    let asked_at = Instant::now();
    let tx = store.begin().await?;
    let ours = keep(&tx, delivery.lease_clock, &delivery.holder, options.lease, &leases).await?;
    let ours: HashSet<_> = leases
        .into_iter()
        .map(|(held, _)| held)
        .filter(|held| ours.contains(&held.channel))
        .collect();
    let mut marks = Marks::default();
    let mut results = Vec::new();
    for completion in group.iter().filter(|completion| ours.contains(&completion.lease.held)) {
        delivery.meet("commit", &completion.lease.held.channel);
        marks.add(&completion.marks);
        results.extend(completion.results.iter().cloned());
    }
    rows::mark(&tx, now, &marks).await?;
    inbox::put_results(&tx, secrets, now, &results).await?;
    tx.commit().await?;
    for completion in group {
        completion.lease.prolong(asked_at);
    }
    if !results.is_empty() {
        delivery.wakers.inbox.notify_one();
    }
    Ok(ours)
}
