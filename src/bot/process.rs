//! The batch: claim, load the speakers, route, load the needs, attempt each, save, commit. The only place that decides.
//!
//! Whatever fails between the stored row and the commit harms the one input that it is about. An input fails by itself inside
//! [`Work::attempt`]; where the whole batch fails (loading, saving, a panic in either), its inputs are taken alone, one at a time, and the
//! one that fails again is counted. A failure that says nothing of the input (a database that is slow, full or away) costs it no try: it
//! is done again, its chat rests meanwhile, and other chats go on.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use tokio::sync::watch;

use super::patience::Patience;
use crate::app::App;
use crate::domain::outgoing::ChatId;
use crate::figures::{self, Stage};
use crate::storage::inbox::Row;
use crate::storage::save::{self, Decided};
use crate::storage::{self, StorageError, Transaction, load};
use crate::wakers::Part;
use crate::work::Needs;

mod batch;

/// An input is set aside when it has failed in this many tries.
const TRIES: i32 = 3;
/// An input that was begun by this many runs of the process and never ended is set aside without being decided. More than the tries:
/// most often the process was killed or restarted for reasons that are not the input's, and an answer that Telegram was told we have may
/// not fall to them.
const BEGINNINGS: i32 = 6;
/// An input that a statement took too long for, alone, this many times in some ten minutes is itself what is slow.
const SLOW_TRIES: u32 = 15;
/// An input that names what is not there, alone, this many times is at fault itself: what a deletion has dropped is there again, under
/// another key, when it is taken anew.
const DANGLING_TRIES: u32 = 5;
/// After this many batches in a row that failed for reasons that pass, inputs are taken alone: it may be one of them.
const BATCHES_IN_VAIN: u32 = 3;
/// The loop looks again after this time at the latest: another process's commit wakes nobody here.
const AT_LEAST: Duration = Duration::from_secs(1);
/// The pause after a failure of the database (real time).
const PAUSE: Duration = Duration::from_millis(500);

/// Decides what waits in the inbox.
pub struct Processor {
    app: App,
    patience: Mutex<Patience>,
}

/// What a batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Processed {
    /// Inputs that were claimed: none means that nothing waits.
    pub claimed: usize,
    pub done: usize,
}

/// Why a batch, or an input that was taken alone, came to nothing.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Its place is logged when it happens; its message is not, for it may quote what a person sent.
    #[error("loading, deciding or saving panicked")]
    Panicked,
}

impl Trouble {
    fn is_passing(&self) -> bool {
        matches!(self, Trouble::Storage(error) if error.is_passing())
    }

    /// In how many tries this may happen to an input alone for reasons that pass, where that has an end.
    fn passes_within(&self) -> Option<u32> {
        match self {
            Trouble::Storage(error) if error.is_too_slow() => Some(SLOW_TRIES),
            Trouble::Storage(error) if error.names_what_is_gone() => Some(DANGLING_TRIES),
            _ => None,
        }
    }
}

/// What was decided, and what is to be remembered once it is committed.
struct Outcome {
    decided: Decided,
    /// Inputs that need more than was loaded.
    longer: HashMap<i64, Needs>,
    chats: HashMap<i64, ChatId>,
}

impl Processor {
    pub fn new(app: App) -> Self {
        Self {
            app,
            patience: Mutex::default(),
        }
    }

    /// Runs until it is told to stop: claims until a claim is empty, then waits to be woken.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let wakers = &self.app.outside.wakers;
        while !*stop.borrow() {
            let batch = AssertUnwindSafe(self.batch()).catch_unwind().await;
            let pause = match batch {
                Ok(Ok(Processed { claimed: 0, .. })) => {
                    wakers.health.works(Part::Deciding);
                    let rested = self.patience().until_rested();
                    rested.map_or(AT_LEAST, |rested| rested.min(AT_LEAST))
                }
                Ok(Ok(_)) => continue,
                Ok(Err(error)) => {
                    wakers.health.failed(Part::Deciding, &error);
                    PAUSE
                }
                Err(_) => {
                    wakers.health.failed(Part::Deciding, &Trouble::Panicked);
                    PAUSE
                }
            };
            tokio::select! {
                () = wakers.inbox.notified() => {}
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Takes one batch. An error means that nothing of it was kept; it waits for the next call.
    pub async fn batch(&self) -> storage::Result<Processed> {
        let store = &self.app.outside.store;
        loop {
            let tx = store.begin().await?;
            let resting = self.patience().resting();
            let rows = load::claim(&tx, &resting).await?;
            self.tell_pressure(&rows);
            let Some(first) = rows.first() else {
                tx.rollback().await;
                self.patience().nothing_waits();
                return Ok(Processed::default());
            };
            if self.patience().must_count(first) {
                // Counted in a commit before it is decided, so that an input that kills the process cannot do so for ever.
                let id = first.id;
                save::count_beginning(&tx, id).await?;
                tx.commit().await?;
                self.patience().was_counted(id);
                continue;
            }
            if self.patience().takes_alone(first) {
                let row = first.clone();
                return self.alone(tx, row).await;
            }
            let rows = self.patience().before_alone(rows);
            return self.together(tx, rows).await;
        }
    }

    /// How long the oldest of these has waited. Of a chat that fills its share of the batch, its own crowd is why.
    fn tell_pressure(&self, rows: &[Row]) {
        let mut of_chat: HashMap<ChatId, usize> = HashMap::new();
        for row in rows {
            *of_chat.entry(row.chat).or_default() += 1;
        }
        let now = self.app.outside.clock.now().timestamp_millis();
        let fair = rows.iter().filter(|row| of_chat.get(&row.chat) < Some(&load::SHARE));
        let wait = fair.map(|row| now.saturating_sub(row.received_at)).max().unwrap_or(0);
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(0));
        self.app.outside.wakers.pressure.deciding(wait);
    }

    async fn together(&self, tx: Transaction, rows: Vec<Row>) -> storage::Result<Processed> {
        let claimed = rows.len();
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let trouble = match self.decide_and_save(&tx, rows).await {
            Ok(outcome) => {
                let began = Instant::now();
                tx.commit().await?;
                figures::took(Stage::Commit, began);
                return Ok(self.went_through(claimed, outcome));
            }
            Err(trouble) => trouble,
        };
        tx.rollback().await;
        if let Trouble::Storage(error) = trouble
            && error.is_passing()
            && !error.is_too_slow()
            && self.patience().failed_again() < BATCHES_IN_VAIN
        {
            return Err(error);
        }
        // Something in it cannot be loaded or saved: each is taken alone, so that it harms only itself.
        tracing::warn!(
            inputs = claimed,
            "A batch came to nothing; its inputs are taken one at a time"
        );
        self.patience().take_alone(&ids);
        Ok(Processed { claimed, done: 0 })
    }

    async fn alone(&self, tx: Transaction, row: Row) -> storage::Result<Processed> {
        let attempt = if row.begun > BEGINNINGS {
            // What they would be asked next may be why it ends the process: once more, and it is left out.
            self.set_aside(&tx, &row, row.begun == BEGINNINGS + 1).await
        } else {
            self.decide_and_save(&tx, vec![row.clone()]).await
        };
        let trouble = match attempt {
            Ok(outcome) => {
                tx.commit().await?;
                return Ok(self.went_through(1, outcome));
            }
            Err(trouble) => trouble,
        };
        tx.rollback().await;
        let passes_within = trouble.passes_within();
        let is_its_own = passes_within.is_some_and(|tries| self.patience().failed_alone(row.id) >= tries);
        if trouble.is_passing() && !is_its_own {
            let rest = self.patience().rest(row.chat);
            tracing::warn!(
                input = row.id,
                ?rest,
                "Input could not be decided for a reason that is not its own; its chat rests: {:#}",
                anyhow::Error::from(trouble)
            );
            return Ok(Processed { claimed: 1, done: 0 });
        }
        tracing::error!(
            input = row.id,
            "Input cannot be loaded, decided or saved: {:#}",
            anyhow::Error::from(trouble)
        );
        if row.tries + 1 < TRIES && !is_its_own {
            save::count(self.app.outside.store.connection(), &[row.id]).await?;
            return Ok(Processed { claimed: 1, done: 0 });
        }
        self.give_up(row).await
    }

    /// The last try failed: it is set aside with an apology, or, if even that fails, without a word.
    async fn give_up(&self, row: Row) -> storage::Result<Processed> {
        let store = &self.app.outside.store;
        // What they would be asked next may be why.
        for asks_again in [true, false] {
            let tx = store.begin().await?;
            match self.set_aside(&tx, &row, asks_again).await {
                Ok(outcome) => {
                    tx.commit().await?;
                    return Ok(self.went_through(1, outcome));
                }
                Err(Trouble::Storage(error)) if error.is_passing() && !error.names_what_is_gone() => return Err(error),
                Err(trouble) => {
                    tx.rollback().await;
                    tracing::error!(
                        input = row.id,
                        asks_again,
                        "The apology could not be saved: {:#}",
                        anyhow::Error::from(trouble)
                    );
                }
            }
        }
        save::fail(store.connection(), row.id, self.app.outside.clock.now()).await?;
        let outcome = Outcome {
            decided: Decided {
                failed: vec![row.id],
                ..Decided::default()
            },
            longer: HashMap::new(),
            chats: HashMap::from([(row.id, row.chat)]),
        };
        Ok(self.went_through(1, outcome))
    }

    /// It is committed.
    fn went_through(&self, claimed: usize, outcome: Outcome) -> Processed {
        let Outcome { decided, longer, chats } = outcome;
        let done = decided.done.len() + decided.failed.len();
        {
            let mut patience = self.patience();
            let ended = decided.done.iter().chain(&decided.failed);
            patience.went_through(ended.filter_map(|id| Some((id, chats.get(id)?))));
            for (id, needs) in longer {
                patience.needs_more(id, needs);
            }
        }
        let wakers = &self.app.outside.wakers;
        wakers.health.works(Part::Deciding);
        if done > 0 {
            wakers.outbox.notify_one();
            wakers.moments.notify_one();
        }
        Processed { claimed, done }
    }

    fn patience(&self) -> MutexGuard<'_, Patience> {
        self.patience.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
