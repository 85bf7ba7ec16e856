//! One life of the bot's process: all its parts in a runtime of their own, which is dropped as `kill -9` would drop it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use beian_bot::bot::intake::Intake;
use beian_bot::cli::running::{self, Running};
use beian_bot::clock::Clock as _;
use beian_bot::storage::Store;
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::wakers::Wakers;
use beian_bot::worker::WorkerOptions;

use super::town::Town;

/// So long anything may take that must happen at last.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The bot looks again at least every second; here everybody is woken more often, so that a run of many failures is short.
const WOKEN_EVERY: Duration = Duration::from_millis(60);

pub struct Life {
    town: Town,
    wakers: Arc<Wakers>,
    // In this order they are dropped.
    running: Running,
    intake: Intake,
    runtime: tokio::runtime::Runtime,
}

impl Life {
    /// Starts everything that `serve` starts, behind a webhook. An error: it could not, as a process that ends at once.
    pub fn begin(town: &Town, url: &str, options: WorkerOptions) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let wakers = Arc::new(Wakers::default());
        let (running, intake) = runtime.block_on(async {
            let app = town.app(Store::open(url).await?, wakers.clone());
            let telegram = Arc::new(town.telegram.telegram());
            let intake = running::intake(&app, &telegram);
            let running = running::start(app, telegram, None, options).await?;
            anyhow::Ok((running, intake))
        })?;
        Ok(Self {
            town: town.clone(),
            wakers,
            running,
            intake,
            runtime,
        })
    }

    /// Tells the bot of updates, as Telegram does: again and again until they are taken.
    pub fn tell(&self, updates: &[RawUpdate]) -> anyhow::Result<()> {
        self.until("the bot takes an update", async || {
            self.take(updates).await.then_some(())
        })
    }

    /// Tells it once. Whether it was taken.
    pub async fn take(&self, updates: &[RawUpdate]) -> bool {
        self.intake.store(updates).await.is_ok()
    }

    /// Lives for a moment, and is told of updates once in it. Whether they were taken.
    pub fn passes(&self, updates: &[RawUpdate]) -> bool {
        self.wakers.wake_all();
        self.runtime.block_on(async {
            let moment = tokio::time::timeout(Duration::from_millis(20), self.take(updates));
            moment.await.unwrap_or(false)
        })
    }

    /// Lives for a moment.
    pub fn lives_on(&self) {
        self.wakers.wake_all();
        self.runtime
            .block_on(async { tokio::time::sleep(Duration::from_millis(20)).await });
    }

    pub fn move_clock(&self, by: Duration) {
        self.town.clock.move_to(self.town.clock.now() + by);
        self.wakers.wake_all();
    }

    /// Lets the bot live until there is an answer.
    pub fn until<T>(&self, what: &str, ask: impl AsyncFn() -> Option<T>) -> anyhow::Result<T> {
        let began = Instant::now();
        let mut woken = began;
        self.runtime.block_on(async {
            loop {
                if let Some(found) = ask().await {
                    return Ok(found);
                }
                if began.elapsed() > PATIENCE {
                    anyhow::bail!("waited {PATIENCE:?} in vain: {what}");
                }
                if woken.elapsed() > WOKEN_EVERY {
                    woken = Instant::now();
                    self.wakers.wake_all();
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
    }

    /// Until nothing is left to do.
    pub fn settles(&self) -> anyhow::Result<()> {
        self.until("the bot settles", async || {
            // Asking costs statements.
            tokio::time::sleep(Duration::from_millis(15)).await;
            let pending = self.running.pending(self.town.clock.now()).await.ok()?;
            pending.because.is_empty().then_some(())
        })
    }

    /// As `kill -9`: nothing that was under way goes on.
    pub fn kill(self) {
        let Self {
            running,
            intake,
            runtime,
            ..
        } = self;
        {
            let _inside = runtime.enter();
            drop((running, intake));
        }
        drop(runtime);
    }
}
