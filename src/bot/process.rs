//! The batch: claim, load the speakers, route, load the needs, attempt each, save, commit. The only place that decides.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Duration;

use tokio::sync::{Mutex, watch};

use super::decide::{Flow, apologise, decide};
use super::route::{self, Incoming, Routed};
use crate::app::App;
use crate::domain::outgoing::ChatId;
use crate::storage::inbox::Row;
use crate::storage::save::{self, Decided};
use crate::storage::{self, load};
use crate::work::{Needs, Undecided, Work};

/// An input is tried so often before it is set aside.
const TRIES: i32 = 3;
/// An input that was begun and never ended is begun so often: most often the process was killed or restarted for reasons that are
/// not its own, and an answer that Telegram was told we have may not fall to them.
const BEGINNINGS: i32 = 6;
/// The loop looks at least so often: another process's commit wakes nobody here.
const AT_LEAST: Duration = Duration::from_secs(1);
/// After a failure of the database, so long is waited (real time).
const PAUSE: Duration = Duration::from_millis(500);

/// Decides what waits in the inbox.
pub struct Processor {
    app: App,
    /// What inputs turned out to need beyond their first list: they go first in the next batch with it.
    longer: Mutex<HashMap<i64, Needs>>,
}

/// What a batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Processed {
    /// Inputs that were claimed: none means that nothing waits.
    pub claimed: usize,
    pub done: usize,
}

impl Processor {
    pub fn new(app: App) -> Self {
        Self {
            app,
            longer: Mutex::new(HashMap::new()),
        }
    }

    /// Runs until it is told to stop: claims until a claim is empty, then waits to be woken.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let pause = match self.batch().await {
                Ok(Processed { claimed: 0, .. }) => AT_LEAST,
                Ok(_) => continue,
                Err(error) => {
                    tracing::warn!("Batch failed and will be taken again: {:#}", anyhow::Error::from(error));
                    PAUSE
                }
            };
            tokio::select! {
                () = self.app.outside.wakers.inbox.notified() => {}
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Takes one batch. An error means that nothing of it was kept; it waits for the next call.
    pub async fn batch(&self) -> storage::Result<Processed> {
        let store = &self.app.outside.store;
        let tx = store.begin().await?;
        let rows = load::claim(&tx).await?;
        let Some(first) = rows.first() else {
            tx.rollback().await?;
            return Ok(Processed::default());
        };
        if first.careful {
            // A careful input is taken alone, and counted in a commit before it is decided, so that one that kills the process
            // cannot do so for ever.
            let row = first.clone();
            tx.rollback().await?;
            return self.careful(row).await;
        }
        let rows = before_careful(rows);
        let claimed = rows.len();
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        match self.decide_and_save(&tx, rows).await {
            Ok(done) => {
                tx.commit().await?;
                self.woken(done);
                Ok(Processed { claimed, done })
            }
            Err(error) => {
                tx.rollback().await?;
                if error.is_passing() {
                    return Err(error);
                }
                // Something in it cannot be saved: each is taken alone, so that it harms only itself.
                tracing::error!(
                    "Batch could not be saved; its inputs are taken one at a time: {:#}",
                    anyhow::Error::from(error)
                );
                save::count(store.connection(), &ids).await?;
                Ok(Processed { claimed, done: 0 })
            }
        }
    }

    async fn careful(&self, row: Row) -> storage::Result<Processed> {
        let store = &self.app.outside.store;
        let counted = row.tries + 1;
        save::count(store.connection(), &[row.id]).await?;
        let tx = store.begin().await?;
        // Claimed anew: another process may have taken it meanwhile.
        let rows: Vec<Row> = load::claim(&tx)
            .await?
            .into_iter()
            .filter(|other| other.id == row.id)
            .collect();
        if rows.is_empty() {
            tx.rollback().await?;
            save::uncount(store.connection(), row.id).await?;
            return Ok(Processed { claimed: 1, done: 0 });
        }
        let outcome = if counted > BEGINNINGS {
            // It was begun so often and never ended: it is set aside without being decided.
            self.set_aside(&tx, &rows).await
        } else {
            self.decide_and_save(&tx, rows).await
        };
        match outcome {
            Ok(done) => {
                tx.commit().await?;
                self.woken(done);
                Ok(Processed { claimed: 1, done })
            }
            Err(error) if error.is_contention() => {
                // A lost connection has undone it by itself.
                let _ = tx.rollback().await;
                // It was not tried in earnest: somebody else held what it needs, or was quicker.
                save::uncount(store.connection(), row.id).await?;
                Err(error)
            }
            Err(error) => {
                tx.rollback().await?;
                if !error.is_passing() && counted >= TRIES {
                    tracing::error!(
                        input = row.id,
                        "Input cannot be saved and is set aside: {:#}",
                        anyhow::Error::from(error)
                    );
                    let tx = store.begin().await?;
                    let done = self.set_aside(&tx, std::slice::from_ref(&row)).await?;
                    tx.commit().await?;
                    self.woken(done);
                    return Ok(Processed { claimed: 1, done });
                }
                Err(error)
            }
        }
    }

    fn woken(&self, done: usize) {
        if done > 0 {
            self.app.outside.wakers.outbox.notify_one();
            self.app.outside.wakers.moments.notify_one();
        }
    }

    /// Load, decide, save. Returns how many inputs were decided for good.
    async fn decide_and_save(&self, tx: &sea_orm::DatabaseTransaction, rows: Vec<Row>) -> storage::Result<usize> {
        let secrets = &self.app.outside.secrets;
        let mut work = Work::new(
            self.app.outside.clock.now(),
            self.app.administrators.clone(),
            self.app.ids(),
        );
        let mut ring = load::conversations(tx, secrets, &mut work, &rows).await?;
        let (routed, needs) = self.route(&work, &ring, &rows).await;
        let speakers: BTreeSet<i64> = routed
            .iter()
            .filter_map(|routed| Some(routed.speaker.as_ref()?.id))
            .collect();
        load::needs(tx, secrets, &mut work, &mut ring, speakers, &needs).await?;

        let mut decided = Decided::default();
        let mut ended: HashSet<ChatId> = HashSet::new();
        let mut longer = HashMap::new();
        for routed in &routed {
            if ended.contains(&routed.chat) {
                continue;
            }
            match work.attempt(routed.input, |work| decide(work, &self.app.prompts, routed)) {
                Ok(flow) => {
                    decided.done.push(routed.input);
                    if flow == Flow::EndsChat {
                        ended.insert(routed.chat);
                    }
                }
                Err(Undecided::NeedsMore(needs)) => {
                    longer.insert(routed.input, *needs);
                    ended.insert(routed.chat);
                }
                Err(failure) => {
                    ended.insert(routed.chat);
                    // A careful input was counted before it was begun.
                    let tried = routed.tries + i32::from(!routed.careful);
                    self.failed(&mut work, routed, tried, &failure, &mut decided);
                }
            }
        }
        save::save(tx, secrets, &work, &mut ring, &decided).await?;
        self.remember(&decided, longer).await;
        Ok(decided.done.len() + decided.failed.len())
    }

    /// An input failed, `tried` times with this one: counted, and after the last try set aside with an apology.
    fn failed(&self, work: &mut Work, routed: &Routed, tried: i32, failure: &Undecided, decided: &mut Decided) {
        tracing::error!(
            input = routed.input,
            chat = routed.chat,
            tried,
            "Input failed: {failure:#}"
        );
        if tried < TRIES {
            if !routed.careful {
                decided.counted.push(routed.input);
            }
            return;
        }
        // The question may be what fails.
        let is_said = [true, false].into_iter().any(|asks_again| {
            let apology = work.attempt(routed.input, |work| {
                apologise(work, &self.app.prompts, routed, asks_again);
                Ok(())
            });
            apology.is_ok()
        });
        if !is_said {
            tracing::error!(input = routed.input, "Not even the apology could be made");
        }
        decided.failed.push(routed.input);
    }

    /// Sets inputs aside that killed the process or could not be saved. As little as possible is loaded and said: what they
    /// would be asked next may be why.
    async fn set_aside(&self, tx: &sea_orm::DatabaseTransaction, rows: &[Row]) -> storage::Result<usize> {
        let secrets = &self.app.outside.secrets;
        let mut work = Work::new(
            self.app.outside.clock.now(),
            self.app.administrators.clone(),
            self.app.ids(),
        );
        let mut ring = load::conversations(tx, secrets, &mut work, rows).await?;
        let (routed, _) = self.route(&work, &ring, rows).await;
        let speakers: BTreeSet<i64> = routed
            .iter()
            .filter_map(|routed| Some(routed.speaker.as_ref()?.id))
            .collect();
        load::needs(tx, secrets, &mut work, &mut ring, speakers, &Needs::default()).await?;
        let mut decided = Decided::default();
        for routed in &routed {
            let unfinished = Undecided::Failed(anyhow::anyhow!("it was begun and never ended"));
            self.failed(&mut work, routed, TRIES, &unfinished, &mut decided);
        }
        save::save(tx, secrets, &work, &mut ring, &decided).await?;
        Ok(decided.failed.len())
    }

    /// Reads the inputs and what they need. A search sees what is committed, so it is the first of its chat in a batch: it and
    /// what comes after it wait for the next one.
    async fn route(&self, work: &Work, ring: &storage::seal::KeyRing, rows: &[Row]) -> (Vec<Routed>, Needs) {
        let longer = self.longer.lock().await;
        let mut by_chat: BTreeMap<ChatId, usize> = BTreeMap::new();
        let mut ended: HashSet<ChatId> = HashSet::new();
        let mut passed_on: HashSet<ChatId> = HashSet::new();
        let (mut routed, mut all) = (Vec::new(), Needs::default());
        for row in rows {
            if ended.contains(&row.chat) {
                continue;
            }
            let content = load::content(row, ring).unwrap_or_else(|error| {
                // Its key is gone: whoever wrote it has been deleted since.
                tracing::warn!(input = row.id, "Input does not open: {error:#}");
                Vec::new()
            });
            let (speaker, mut incoming, origin) = route::read(&row.source, &row.key, &content, self.app.name());
            // Several of these to one chat are decided once.
            if incoming == Incoming::PassedOn && !passed_on.insert(row.chat) {
                incoming = Incoming::Nothing;
            }
            let one = Routed {
                input: row.id,
                chat: row.chat,
                tries: row.tries,
                careful: row.careful,
                speaker,
                incoming,
                origin,
            };
            let mut needs = route::needs(&one, work);
            if let Some(more) = longer.get(&row.id) {
                needs.join(more.clone());
            }
            let before = by_chat.entry(row.chat).or_default();
            if needs.is_search() && *before > 0 {
                ended.insert(row.chat);
                continue;
            }
            *before += 1;
            all.join(needs);
            routed.push(one);
        }
        (routed, all)
    }

    async fn remember(&self, decided: &Decided, longer: HashMap<i64, Needs>) {
        let mut remembered = self.longer.lock().await;
        for id in decided.done.iter().chain(&decided.failed) {
            remembered.remove(id);
        }
        for (id, needs) in longer {
            remembered.entry(id).or_default().add_round(needs);
        }
    }
}

/// Inputs up to the first careful one of each chat.
fn before_careful(rows: Vec<Row>) -> Vec<Row> {
    let mut ended: HashSet<ChatId> = HashSet::new();
    rows.into_iter()
        .filter(|row| {
            if row.careful {
                ended.insert(row.chat);
            }
            !ended.contains(&row.chat)
        })
        .collect()
}
