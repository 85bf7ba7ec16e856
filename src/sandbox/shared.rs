//! What all calls share: the state behind its lock, the journal, the clock, and the bot beside the sandbox.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;

use super::engine::Engine;
use super::journal::{Journal, Writer};
use super::state::State;
use crate::clock::{Clock, MovableClock};

#[derive(Debug)]
pub struct Shared {
    locked: Mutex<Locked>,
    journal: Journal,
    /// Raised by every change: long polls wait for it.
    version: watch::Sender<u64>,
    pub clock: Arc<MovableClock>,
    engine: Mutex<Option<EngineHandle>>,
    pub address: SocketAddr,
    pub files: PathBuf,
    pub no_bot: bool,
    /// Becomes true when the sandbox shuts down.
    pub stopping: watch::Sender<bool>,
    /// One move of the clock at a time.
    pub clock_moves: tokio::sync::Mutex<()>,
    webhook_client: OnceLock<reqwest::Client>,
}

#[derive(Debug)]
struct Locked {
    state: State,
    writer: Writer,
}

#[derive(Clone)]
struct EngineHandle(Arc<dyn Engine>);

impl std::fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

/// The journal could not write, or is closed; the text says why.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotKept(String);

impl Shared {
    pub fn new(
        state: State,
        (journal, writer): (Journal, Writer),
        clock: Arc<MovableClock>,
        (address, files): (SocketAddr, PathBuf),
        no_bot: bool,
    ) -> Self {
        Self {
            locked: Mutex::new(Locked { state, writer }),
            journal,
            version: watch::Sender::new(0),
            clock,
            engine: Mutex::new(None),
            address,
            files,
            no_bot,
            stopping: watch::Sender::new(false),
            clock_moves: tokio::sync::Mutex::new(()),
            webhook_client: OnceLock::new(),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Milliseconds since 1970, by the sandbox's clock.
    pub fn now_ms(&self) -> i64 {
        self.now().timestamp_millis()
    }

    /// Looks at the state and changes it, and returns only when the change, and all that was seen, is on the disk.
    ///
    /// What is done to the state stays done even if `act` then returns an error, so `act` checks first.
    pub async fn act<T>(&self, act: impl FnOnce(&mut State) -> T) -> Result<T, NotKept> {
        let (result, number) = {
            let mut locked = self.lock();
            let Locked { state, writer } = &mut *locked;
            let result = act(state);
            let (forget_all, records) = state.take_changes();
            let changed = forget_all || !records.is_empty();
            writer.push(forget_all, records);
            if changed {
                self.version.send_modify(|version| *version += 1);
            }
            (result, writer.last())
        };
        self.journal.committed(number).await.map_err(NotKept)?;
        Ok(result)
    }

    /// A look at what is not written down (who is polling, what the bot is doing), without waiting for the disk.
    pub fn look<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.lock().state)
    }

    /// Tells the long polls of a change that is in no record.
    pub fn announce(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// To wait for changes: subscribe, look, then wait.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    pub fn engine(&self) -> Option<Arc<dyn Engine>> {
        self.engine
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .map(|engine| engine.0)
    }

    pub fn set_engine(&self, engine: Arc<dyn Engine>) {
        *self.engine.lock().unwrap_or_else(PoisonError::into_inner) = Some(EngineHandle(engine));
    }

    /// Ends when the sandbox shuts down.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // An error means that everything is gone already.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// Writes what is left, closes the database and waits for it.
    pub async fn close(&self) {
        self.lock().writer.close();
        self.journal.ended().await;
    }

    /// Takes no more changes; the database is closed in the background.
    pub fn close_writer(&self) {
        self.lock().writer.close();
    }

    /// The client that delivers updates to webhooks; made when it is first needed, for that takes a while.
    #[allow(
        clippy::disallowed_methods,
        reason = "the fallback has no options to set time-outs with"
    )]
    pub fn webhook_client(&self) -> &reqwest::Client {
        self.webhook_client.get_or_init(|| {
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(Duration::from_secs(5))
                .timeout(Duration::from_secs(60))
                .build()
                .unwrap_or_default()
        })
    }

    fn lock(&self) -> MutexGuard<'_, Locked> {
        // A poisoned lock means a panic while a change was made; the records of that change were not taken.
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for a change until `deadline`; whether there was one.
pub async fn changed_before(changes: &mut watch::Receiver<u64>, deadline: Instant) -> bool {
    matches!(tokio::time::timeout_at(deadline, changes.changed()).await, Ok(Ok(())))
}
