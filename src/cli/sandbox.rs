//! `sandbox`: the make-believe Telegram, and the bot beside it, in one process on a folder of its own.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use entities::{person, role};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::ActiveValue::Set;
use sea_orm::ConnectionTrait as _;

use super::{log, migrate, running};
use crate::adapters::inspector::Inspector;
use crate::adapters::objects::{Objects, ObjectsOptions};
use crate::adapters::rdap::{Rdap, RdapOptions};
use crate::adapters::telegram::{Telegram, TelegramOptions};
use crate::adapters::{Files, Services};
use crate::app::{App, Outside};
use crate::bot::intake::PollOptions;
use crate::clock::{Clock as _, MovableClock, SystemClock};
use crate::config::{ProviderSettings, SandboxSettings, called};
use crate::domain::desk::DeskRules;
use crate::prompts::{Prompts, Provider};
use crate::sandbox::{self, Cast, Engine, NextDue, Pending, Sandbox};
use crate::storage::seal::Secrets;
use crate::storage::{Store, due, keys};
use crate::wakers::Wakers;
use crate::worker::WorkerOptions;

/// The sandbox's calls stay on this machine: a short long poll, and short pauses, answer faster.
const POLL: Duration = Duration::from_secs(20);
/// Telegram's limit is of the real Telegram; here a call is answered in milliseconds or not at all.
const CALL: Duration = Duration::from_secs(5);

pub async fn run(settings: SandboxSettings) -> anyhow::Result<()> {
    let folder = settings.folder()?;
    log::start(&settings.log, Some(&folder.join("log")))?;
    let running = start(&settings, &folder).await?;
    super::say(&format!("Data folder: {}", called(&folder, settings.data.is_some())));
    super::say(&format!("Bot API: {}", running.api_url()));
    super::say(&format!("Chat page: http://{}/", running.address()));
    super::asked_to_end().await;
    running.shutdown().await;
    Ok(())
}

/// A sandbox with its bot.
pub struct Started {
    sandbox: Sandbox,
    bot: Option<Arc<Beside>>,
    clock: Arc<MovableClock>,
    _lock: File,
}

/// The bot beside the sandbox, as the sandbox asks after it.
struct Beside {
    store: Store,
    wakers: Arc<Wakers>,
    cast: Cast,
    running: tokio::sync::RwLock<Option<running::Running>>,
}

/// Starts everything. The same for the command line and the tests.
pub async fn start(settings: &SandboxSettings, folder: &Path) -> anyhow::Result<Started> {
    let lock = running::lock_folder(folder)?;
    let begins = settings.at.unwrap_or_else(|| SystemClock.now());
    let clock = Arc::new(if settings.still {
        MovableClock::still(begins)
    } else {
        MovableClock::running(begins - SystemClock.now())
    });
    let options = sandbox::Options {
        listen: settings.listen,
        data: folder.to_owned(),
        fresh: settings.fresh,
        no_bot: settings.no_bot,
    };
    let sandbox = Sandbox::start(options, clock.clone()).await?;
    let bot = match sandbox.own_bot_token() {
        Some(token) => {
            let bot = start_bot(settings, folder, &sandbox, token.to_owned(), clock.clone()).await?;
            sandbox.set_engine(bot.clone());
            Some(bot)
        }
        None => None,
    };
    Ok(Started {
        sandbox,
        bot,
        clock,
        _lock: lock,
    })
}

async fn start_bot(
    settings: &SandboxSettings,
    folder: &Path,
    sandbox: &Sandbox,
    token: String,
    clock: Arc<MovableClock>,
) -> anyhow::Result<Arc<Beside>> {
    if settings.fresh && settings.database_url.is_none() {
        forget_database(folder)?;
    }
    let store = match &settings.database_url {
        Some(url) => migrate::open_url(url, "SANDBOX_DATABASE_URL").await?,
        None => migrate::open_url(&Store::sqlite_url(folder), "--data").await?,
    };
    migrate::migrate(&store).await?;
    if settings.fresh && settings.database_url.is_some() {
        forget_rows(&store).await?;
    }
    let secrets = own_secrets(folder, &store).await?;
    let cast = sandbox.people();
    appoint_reviewers(&store, cast).await?;
    let wakers = Arc::new(Wakers::default());
    let outside = Outside {
        store: store.clone(),
        secrets,
        clock,
        wakers: wakers.clone(),
    };
    let app = App {
        outside,
        prompts: Arc::new(prompts(&settings.provider)?),
        services: Arc::new(services(settings, folder, sandbox)?),
        administrators: vec![sandbox.people().administrator],
        desk_rules: DeskRules::new(settings.undo_seconds),
        own_name: Arc::default(),
    };
    let api_url = sandbox.api_url().parse().context("the sandbox's own address")?;
    let telegram = Arc::new(Telegram::new(TelegramOptions {
        call_timeout: CALL,
        ..TelegramOptions::new(token, api_url)
    })?);
    let poll = PollOptions {
        long_poll: POLL,
        ..PollOptions::default()
    };
    let running = running::start(app, telegram, Some(poll), WorkerOptions::default()).await?;
    Ok(Arc::new(Beside {
        store,
        wakers,
        cast,
        running: tokio::sync::RwLock::new(Some(running)),
    }))
}

/// The real clients: at the sandbox's registry, and of a folder of its own.
fn services(settings: &SandboxSettings, folder: &Path, sandbox: &Sandbox) -> anyhow::Result<Services> {
    let own = || std::env::current_exe().context("finding this program's own file");
    let files = Files {
        objects: Objects::new(ObjectsOptions::Folder(folder.join("objects")))?,
        inspector: Inspector::new(settings.inspector.clone().map_or_else(own, Ok)?),
    };
    let bootstrap = format!("{}/rdap/dns.json", sandbox.api_url());
    let registry = || -> anyhow::Result<Rdap> {
        Ok(Rdap::new(RdapOptions {
            call_timeout: CALL,
            between: Duration::ZERO,
            ..RdapOptions::new(bootstrap.parse().context("the sandbox's own address")?)
        })?)
    };
    // Whatever other services there may be are not there.
    let services = Services {
        domains: if settings.no_registry { None } else { Some(registry()?) },
        ..Services::default()
    };
    Ok(Services {
        files: Some(files),
        ..services
    })
}

fn prompts(provider: &ProviderSettings) -> anyhow::Result<Prompts> {
    Prompts::load(Provider {
        name: provider.provider_name.clone(),
        phone: provider.provider_phone.clone(),
        address: provider.provider_address.clone(),
    })
}

/// The sandbox keeps a secret of its own in its folder. It is made once: nothing that was sealed under a lost one can be read.
async fn own_secrets(folder: &Path, store: &Store) -> anyhow::Result<Secrets> {
    let path = folder.join("secret");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if keys::any(store.connection()).await? {
                anyhow::bail!(
                    "the data folder's file secret is missing, and the bot's database is sealed under it: put it back, or \
                     forget everything with --fresh"
                );
            }
            let text = Secrets::generate("sandbox")?;
            write_private(&path, &text).context("writing the data folder's file `secret`")?;
            text
        }
        Err(error) => return Err(error).context("reading the data folder's file `secret`"),
    };
    let secrets = text
        .trim()
        .parse::<Secrets>()
        .context("reading the data folder's file `secret`")?;
    running::check_secrets(store, &secrets).await.context(
        "the data folder's file `secret` holds the sandbox's SECRET_KEY; put the right one there, or forget everything with --fresh",
    )?;
    Ok(secrets)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn forget_database(folder: &Path) -> anyhow::Result<()> {
    for name in ["bot.db", "bot.db-wal", "bot.db-shm"] {
        match std::fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("--fresh: removing {name}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whoever plays a reviewer is one from the start, as if the administrator had appointed them.
async fn appoint_reviewers(store: &Store, cast: Cast) -> anyhow::Result<()> {
    use sea_orm::EntityTrait as _;
    use sea_orm::sea_query::OnConflict;
    if person::Entity::find().one(store.connection()).await?.is_some() {
        return Ok(());
    }
    let rows = cast.reviewers.map(|reviewer| role::ActiveModel {
        person: Set(reviewer),
        role: Set("reviewer".to_owned()),
        appointed_by: Set(cast.administrator),
        at: Set(0),
    });
    let conflict = OnConflict::column(role::Column::Person).do_nothing().to_owned();
    role::Entity::insert_many(rows)
        .on_conflict(conflict)
        .exec_without_returning(store.connection())
        .await?;
    Ok(())
}

/// Empties every table, children first.
async fn forget_rows(store: &Store) -> anyhow::Result<()> {
    const TABLES: [&str; 16] = [
        "service",
        "subject",
        "audit",
        "deadline",
        "rejection",
        "answer",
        "filing",
        "slot",
        "delivery",
        "outbox",
        "inbox",
        "conversation",
        "role",
        "person",
        "desk",
        "data_key",
    ];
    let tx = store.begin().await?;
    for table in TABLES {
        tx.execute_unprepared(&format!("DELETE FROM {table}")).await?;
    }
    tx.execute_unprepared("UPDATE counter SET next = 1001").await?;
    tx.commit().await?;
    Ok(())
}

impl Engine for Beside {
    fn pending(&self, now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Pending>> {
        async move {
            let running = self.running.read().await;
            let Some(running) = running.as_ref() else {
                return Ok(Pending::default());
            };
            let pending = running.pending(now).await?;
            Ok(Pending {
                because: pending.because,
                later: pending.later,
                next_at: pending.next_at,
            })
        }
        .boxed()
    }

    fn next_due(&self, now: DateTime<Utc>) -> BoxFuture<'_, anyhow::Result<Option<NextDue>>> {
        async move {
            let due = due::next(self.store.connection(), now).await?;
            Ok(due.map(|due| NextDue {
                at: due.at,
                chat: due.chat,
                filing: due.filing,
                name: due.name,
            }))
        }
        .boxed()
    }

    fn wake(&self) {
        self.wakers.wake_all();
    }

    fn reset(&self) -> BoxFuture<'_, anyhow::Result<()>> {
        async move {
            forget_rows(&self.store).await?;
            appoint_reviewers(&self.store, self.cast).await?;
            self.wakers.wake_all();
            Ok(())
        }
        .boxed()
    }
}

impl Started {
    pub fn address(&self) -> SocketAddr {
        self.sandbox.address()
    }

    pub fn api_url(&self) -> String {
        self.sandbox.api_url()
    }

    pub fn people(&self) -> Cast {
        self.sandbox.people()
    }

    pub fn clock(&self) -> &MovableClock {
        &self.clock
    }

    /// The bot's database, for tests that look into it.
    pub fn store(&self) -> Option<&Store> {
        self.bot.as_ref().map(|bot| &bot.store)
    }

    /// Lets what is under way end.
    pub async fn shutdown(self) {
        if let Some(bot) = self.bot {
            let running = bot.running.write().await.take();
            if let Some(running) = running {
                running.shutdown().await;
            }
        }
        self.sandbox.shutdown().await;
    }
}
