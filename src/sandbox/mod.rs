//! Trying the bot without internet: a make-believe Telegram on a loopback address, its people's side and its chat page.
//! It knows nothing of our bot; whoever starts it hands in an [`Engine`].

mod bot_api;
mod connection;
mod engine;
mod files;
mod guard;
mod journal;
mod page;
mod people_api;
mod photos;
mod random;
mod registry;
mod server;
mod services;
mod settle;
mod shared;
mod state;
pub mod text;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use self::engine::{Engine, NextDue, Pending};
pub use self::services::Services;
use self::shared::Shared;
use self::state::{Key, State};
use crate::clock::{Clock, MovableClock};

/// How a sandbox is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// A loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where `telegram.db` and the files of the chats lie; made if it is not there.
    pub data: PathBuf,
    /// Forgets first what lies there.
    pub fresh: bool,
    /// No bot of our own stands beside it.
    pub no_bot: bool,
}

/// A running sandbox. Dropping it stops it; [`Sandbox::shutdown`] also waits for that.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    own_bot_token: Option<String>,
    server: Option<JoinHandle<()>>,
}

/// Who plays which part in a fresh sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    pub administrator: i64,
    pub reviewers: [i64; 2],
    pub reviewers_group: i64,
}

impl Sandbox {
    /// Binds the address, reads the data folder, and serves from then on in the background.
    pub async fn start(options: Options, clock: Arc<MovableClock>) -> anyhow::Result<Self> {
        let Options {
            listen,
            data,
            fresh,
            no_bot,
        } = options;
        if !listen.ip().is_loopback() {
            anyhow::bail!(
                "--listen {listen} could be reached from other machines; choose a loopback address such as 127.0.0.1:8787"
            );
        }
        let listener = TcpListener::bind(listen).await.with_context(|| {
            format!("listening on {listen}; if another program does so already, choose another address with --listen")
        })?;
        let address = listener.local_addr().context("asking for the address listened on")?;
        let (journal, writer, records) = journal::Journal::open(&data, fresh).await?;
        let files = data.join(files::FOLDER);
        if fresh {
            files::forget_all(&files)?;
        }
        let state = State::load(records);
        let shared = Arc::new(Shared::new(state, (journal, writer), clock, (address, files), no_bot));
        settle::restore_clock(&shared);
        let own_bot_token = if no_bot { None } else { Some(own_bot(&shared).await?) };
        let webhooks = shared.act(|state| {
            state.seed_people();
            state
                .webhooks
                .iter()
                .map(|(bot, webhook)| (*bot, webhook.generation))
                .collect::<Vec<_>>()
        });
        for (bot, generation) in webhooks.await? {
            tokio::spawn(bot_api::deliver::deliver(shared.clone(), bot, generation));
        }
        let server = tokio::spawn(server::serve(listener, shared.clone()));
        Ok(Self {
            shared,
            own_bot_token,
            server: Some(server),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// The address that a bot takes for Telegram's.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The token of the bot beside it, made at the first start and kept; none under `--no-bot`.
    pub fn own_bot_token(&self) -> Option<&str> {
        self.own_bot_token.as_deref()
    }

    /// Who plays which part, for the configuration of a bot beside it.
    pub fn people(&self) -> Cast {
        Cast {
            administrator: state::people::ADMINISTRATOR,
            reviewers: state::people::REVIEWERS,
            reviewers_group: state::people::REVIEWERS_GROUP,
        }
    }

    /// Names the bot beside it, which is started after it: it needs the address.
    pub fn set_engine(&self, engine: Arc<dyn Engine>) {
        self.shared.set_engine(engine);
        // The last run ended in the middle of a reset: the bot still knows what Telegram has forgotten.
        if self.shared.look(|state| state.meta.is_resetting) {
            let shared = self.shared.clone();
            tokio::spawn(async move {
                if let Err(refused) = people_api::forget_everything(&shared).await {
                    tracing::error!("the reset that the last run began could not be ended: {refused:?}");
                }
            });
        }
    }

    /// What fakes of other services are to answer, and where they leave what they were given.
    pub fn services(&self) -> Services {
        Services::new(self.shared.clone())
    }

    /// Stops serving, and waits until all is written and the data folder is free again.
    pub async fn shutdown(mut self) {
        self.shared.stopping.send_replace(true);
        if let Some(server) = self.server.take() {
            // Connections that are still open after this are closed with the process.
            const LONGEST: Duration = Duration::from_secs(2);
            let stop = server.abort_handle();
            if tokio::time::timeout(LONGEST, server).await.is_err() {
                stop.abort();
            }
        }
        self.shared.close().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stopping.send_replace(true);
        self.shared.close_writer();
    }
}

/// The bot beside the sandbox: its token is made once.
async fn own_bot(shared: &Shared) -> anyhow::Result<String> {
    let random = random::bytes()?;
    let now = shared.clock.now().timestamp();
    let token = shared.act(|state| {
        let token = state.meta.own_token.clone().unwrap_or_else(|| new_token(&random));
        if let Some(id) = token.split(':').next().and_then(|id| id.parse().ok()) {
            state.ensure_bot(id, now).first_name = "备案助手 Beian bot".to_owned();
            state.touch(Key::Bot(id));
        }
        state.meta.own_token = Some(token.clone());
        state.touch(Key::Meta);
        token
    });
    Ok(token.await?)
}

/// A token of Telegram's form: ten digits, a colon, 35 characters.
fn new_token(random: &[u8; 34]) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let number = random[..8]
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let id = 7_000_000_000 + number % 1_000_000_000;
    format!("{id}:AA{}", &URL_SAFE_NO_PAD.encode(&random[8..])[..33])
}
