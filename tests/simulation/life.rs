//! One life of the bot's process: everything that `serve` starts, in a runtime of its own. It is stopped at a chosen commit, before it is
//! sent or right after it was done, and the runtime is dropped as `kill -9` would drop it.

use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use beian_bot::app::{App, Outside};
use beian_bot::bot::intake::Intake;
use beian_bot::cli::running::{self, Running};
use beian_bot::clock::Clock as _;
use beian_bot::storage::Store;
use beian_bot::storage::commits::Moment;
use beian_bot::storage::inbox::RawUpdate;
use beian_bot::wakers::Wakers;
use beian_bot::worker::WorkerOptions;
use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use tokio::sync::Notify;

use crate::town::Town;

/// Nothing takes so long that goes well.
const PATIENCE: Duration = Duration::from_secs(60);
/// Where no commit was made for so long, it may have settled.
const QUIET: Duration = Duration::from_millis(3);
/// Telegram tells so many updates at a time.
const AT_A_TIME: usize = 100;

pub struct Life {
    town: Arc<Town>,
    wakers: Arc<Wakers>,
    stop: Arc<Stop>,
    // In this order they are dropped.
    running: Running,
    intake: Intake,
    runtime: tokio::runtime::Runtime,
}

/// Where it is stopped.
struct Stop {
    /// At which commit of its life, and on which side of it.
    at: Mutex<(u64, Moment)>,
    is_stopped: AtomicBool,
    stopped: Notify,
    /// How often a commit was begun or done.
    commits: AtomicU64,
}

/// How it went on.
pub struct Lived {
    /// So many of the updates were taken: they are not told again.
    pub taken: usize,
    /// What comes next, where it has settled; else it was stopped.
    pub settled: Option<Settled>,
}

#[derive(Clone, Copy, Debug)]
pub struct Settled {
    pub next_at: Option<DateTime<Utc>>,
}

impl Stop {
    /// Whether the process ends here. Once it has been stopped nothing more is committed.
    fn meets(&self, moment: Moment) -> bool {
        self.commits.fetch_add(1, Ordering::SeqCst);
        if self.is_stopped.load(Ordering::SeqCst) {
            return true;
        }
        let mut at = self.at.lock().unwrap();
        if at.1 == moment {
            at.0 = at.0.saturating_sub(1);
        }
        if at.0 > 0 {
            return false;
        }
        self.is_stopped.store(true, Ordering::SeqCst);
        self.stopped.notify_one();
        true
    }
}

impl Life {
    /// Starts everything that `serve` starts, behind a webhook, to be stopped at that commit. None: it did not even get so far.
    pub fn begin(town: &Arc<Town>, commit: u64, moment: Moment) -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let wakers = Arc::new(Wakers::default());
        let stop = Arc::new(Stop {
            at: Mutex::new((commit, moment)),
            is_stopped: AtomicBool::new(false),
            stopped: Notify::new(),
            commits: AtomicU64::new(0),
        });
        let started = runtime.block_on(async {
            let mut store = Store::open(&town.database.url).await.unwrap();
            let watching = stop.clone();
            store.on_commit(move |moment| {
                let stop = watching.clone();
                async move {
                    if stop.meets(moment) {
                        pending::<()>().await;
                    }
                }
                .boxed()
            });
            let app = App {
                outside: Outside {
                    store,
                    secrets: town.secrets.clone(),
                    clock: town.clock.clone(),
                    wakers: wakers.clone(),
                },
                prompts: town.prompts.clone(),
                services: town.services.clone(),
                administrators: vec![town.administrator],
                desk_rules: Default::default(),
                own_name: Arc::default(),
            };
            let telegram = Arc::new(town.bot());
            let intake = running::intake(&app, &telegram);
            let options = WorkerOptions {
                // Else the clock, which stands still between rounds, would have to be moved by seconds.
                unasked_a_second: 100_000,
                ..WorkerOptions::default()
            };
            tokio::select! {
                biased;
                () = stop.stopped.notified() => None,
                running = running::start(app, telegram, None, options) => Some((running.unwrap(), intake)),
            }
        });
        let (running, intake) = started?;
        Some(Self {
            town: town.clone(),
            wakers,
            stop,
            running,
            intake,
            runtime,
        })
    }

    /// Is told of updates, and lives until nothing is left to do, or it is stopped.
    pub fn lives(&self, updates: &[RawUpdate]) -> Lived {
        self.wakers.wake_all();
        let mut taken = 0;
        let settled = self.runtime.block_on(async {
            let lives = async {
                for some in updates.chunks(AT_A_TIME) {
                    self.intake.store(some).await.unwrap();
                    taken += some.len();
                }
                self.settles().await
            };
            tokio::select! {
                biased;
                () = self.stop.stopped.notified() => None,
                settled = lives => Some(settled),
            }
        });
        Lived { taken, settled }
    }

    /// Lives while something else is done in the same database. None: it was stopped meanwhile.
    pub fn lives_while<T>(&self, done: impl Future<Output = T>) -> Option<T> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = self.stop.stopped.notified() => None,
                done = done => Some(done),
            }
        })
    }

    async fn settles(&self) -> Settled {
        let began = Instant::now();
        let mut commits = None;
        loop {
            // Asking costs more than waiting: while commits are made there is more to come.
            let before = commits.replace(self.stop.commits.load(Ordering::SeqCst));
            if before != commits {
                tokio::time::sleep(QUIET).await;
                continue;
            }
            let pending = self.running.pending(self.town.clock.now()).await.unwrap();
            if pending.because.is_empty() {
                return Settled {
                    next_at: pending.next_at,
                };
            }
            assert!(began.elapsed() < PATIENCE, "it does not settle: {:?}", pending.because);
            tokio::time::sleep(QUIET).await;
        }
    }

    /// As `kill -9`: nothing that was under way goes on.
    pub fn ends(self) {
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
