//! Every setting: flag, variable, default, meaning. A TOML file (`--config`) gives defaults by the flags' names; a variable goes
//! before the file, a flag before both.

//!
//! A secret can slip into any of them, so nothing that is said of a setting repeats what it was given: not its errors, not
//! `--help`, not the log.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};
use url::Url;

mod read;
mod values;

pub use read::{Misread, read};
use values::{address, instant, log_format, number, people, url};

use crate::adapters::telegram::DEFAULT_API_URL;
use crate::domain::outgoing::PersonId;

/// A Telegram bot that takes an ICP filing (ICP备案) from the first question to the grant.
#[derive(Parser)]
#[command(name = "beian-bot", version, arg_required_else_help = true)]
pub struct Cli {
    /// A TOML file with settings, named as the flags are (`provider-phone = "…"`).
    #[arg(long, env = "BEIAN_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Task,
}

#[derive(Subcommand)]
pub enum Task {
    /// Tries everything without a token and without internet: a make-believe Telegram with a chat page, and the bot beside it.
    Sandbox(SandboxSettings),
    /// Runs the bot against Telegram, by long polling or behind a webhook.
    Serve(Box<ServeSettings>),
    /// Brings the database's tables to this version. `serve` and `sandbox` do so by themselves.
    Migrate(DatabaseSettings),
    /// Proves that every text exists in every language, and that none is unused.
    CheckPrompts,
    /// Prints what the rules say: the ways and the form as Mermaid diagrams, or the list of notices.
    Diagram {
        /// Without it: the ways and the form.
        drawing: Option<Drawing>,
    },
    /// Says what the file on the standard input holds. The bot starts it by itself.
    #[command(hide = true)]
    Inspect {
        /// It is a photo of a person: what is kept of it is put out too, turned, fitted, and without what else the file holds.
        #[arg(long)]
        photo: bool,
    },
    /// Makes a SECRET_KEY.
    Keygen {
        /// The key's id: letters, digits, `-` and `_`. A new key needs a new id.
        #[arg(long, default_value = "1")]
        id: String,
    },
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Drawing {
    /// The way of each kind of filing (Mermaid).
    Ways,
    /// The fields in the order asked (Mermaid).
    Form,
    /// Every notice and reminder (Markdown).
    Notices,
}

#[derive(Args, Clone)]
pub struct SandboxSettings {
    /// A loopback address; port 0 takes a free one.
    #[arg(
        long,
        env = "SANDBOX_LISTEN",
        default_value = "127.0.0.1:8787",
        value_name = "ADDRESS",
        value_parser = address
    )]
    pub listen: SocketAddr,
    /// Where everything lies. Default: `beian-bot/sandbox` in the user's data directory.
    #[arg(long, env = "SANDBOX_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Forgets what lies there.
    #[arg(long)]
    pub fresh: bool,
    /// Serves the make-believe Telegram without our bot, so that any bot can be tried against it.
    #[arg(long)]
    pub no_bot: bool,
    /// The clock stands still between moves.
    #[arg(long)]
    pub still: bool,
    /// Looks no domains up: no make-believe registry answers the bot.
    #[arg(long, env = "SANDBOX_NO_REGISTRY")]
    pub no_registry: bool,
    /// The program that looks at files. Default: this one.
    #[arg(long, hide = true, value_name = "PROGRAM")]
    pub inspector: Option<PathBuf>,
    /// Where the clock begins, such as `2026-03-02T09:00:00+08:00`. Default: now.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub at: Option<DateTime<Utc>>,
    /// The bot's database, to try PostgreSQL. Default: SQLite in the data folder.
    #[arg(long, env = "SANDBOX_DATABASE_URL", value_name = "URL")]
    pub database_url: Option<String>,
    /// For how long a reviewer can take an act back, in seconds. Nobody hears of it before, so that the sandbox tells at once by default.
    #[arg(
        long,
        env = "SANDBOX_UNDO_SECONDS",
        default_value_t = 0,
        value_name = "SECONDS",
        value_parser = number::<u32>(0, 3600)
    )]
    pub undo_seconds: u32,
    #[command(flatten)]
    pub provider: ProviderSettings,
    #[command(flatten)]
    pub log: LogSettings,
}

#[derive(Args, Clone)]
pub struct ServeSettings {
    /// The bot's token, as @BotFather gave it.
    #[arg(long, env = "TELOXIDE_TOKEN", value_name = "TOKEN")]
    pub token: String,
    /// The Bot API server: Telegram's, one of your own, or a sandbox.
    #[arg(long, env = "TELEGRAM_API_URL", default_value = DEFAULT_API_URL, value_name = "URL", value_parser = url)]
    pub telegram_api_url: Url,
    /// Telegram ids of the first administrators, by comma.
    #[arg(
        long,
        env = "ADMINISTRATORS",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true,
        value_name = "IDS",
        value_parser = people
    )]
    pub administrators: People,
    /// Seals what is stored: `id:base64` of 32 bytes, made by `beian-bot keygen`. Several by comma: the first writes, all read.
    #[arg(long, env = "SECRET_KEY", value_name = "KEYS")]
    pub secret_key: String,
    /// Takes no updates in: decides and delivers beside a process that does, on the same PostgreSQL.
    #[arg(long, env = "NO_INTAKE", conflicts_with = "webhook_url")]
    pub no_intake: bool,
    /// Telegram calls this address instead of being asked for updates: the whole URL, as Telegram reaches it (https).
    #[arg(long, env = "WEBHOOK_URL", value_name = "URL", value_parser = url)]
    pub webhook_url: Option<Url>,
    /// Where this process listens for those calls, behind your proxy.
    #[arg(
        long,
        env = "WEBHOOK_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS",
        value_parser = address
    )]
    pub webhook_listen: SocketAddr,
    /// What proves that it is Telegram who calls: 1 to 256 letters, digits, `-` and `_`.
    #[arg(long, env = "WEBHOOK_SECRET", value_name = "SECRET", requires = "webhook_url")]
    pub webhook_secret: Option<String>,
    /// Largest call that the webhook takes, in bytes.
    #[arg(
        long,
        env = "WEBHOOK_BODY_LIMIT",
        default_value_t = 1_048_576,
        value_name = "BYTES",
        // An update with a long message and the one it answers takes more than half of the least.
        value_parser = number::<usize>(65_536, 104_857_600)
    )]
    pub webhook_body_limit: usize,
    /// Where `/healthz` is served: 200 while everything works, else 503 with what does not and since when. Default: nowhere.
    #[arg(long, env = "HEALTH_LISTEN", value_name = "ADDRESS")]
    pub health_listen: Option<SocketAddr>,
    /// How long Telegram keeps a request open while there is nothing to tell, in seconds.
    #[arg(
        long,
        env = "POLL_SECONDS",
        default_value_t = 50,
        value_name = "SECONDS",
        value_parser = number::<u64>(1, 300)
    )]
    pub poll_seconds: u64,
    /// How long a call to the Bot API may take, in seconds.
    #[arg(
        long,
        env = "CALL_SECONDS",
        default_value_t = 20,
        value_name = "SECONDS",
        value_parser = number::<u64>(1, 300)
    )]
    pub call_seconds: u64,
    /// Where the list of domain registries is: `https://data.iana.org/rdap/dns.json`. Domains are looked up there by RDAP. Default: they
    /// are not looked up.
    #[arg(long, env = "RDAP", value_name = "URL", value_parser = url)]
    pub rdap: Option<Url>,
    /// How long looking a domain up may take, in seconds. Nobody waits for it.
    #[arg(
        long,
        env = "RDAP_SECONDS",
        default_value_t = 10,
        value_name = "SECONDS",
        value_parser = number::<u64>(1, 60)
    )]
    pub rdap_seconds: u64,
    /// Where pictures are kept, sealed: a folder, or `s3://<bucket>` with the usual AWS_ variables. Default: `files` in the data folder.
    #[arg(long, env = "FILES", value_name = "PLACE")]
    pub files: Option<String>,
    /// How long a process that froze keeps its deliveries, in seconds: more than twice a call.
    #[arg(
        long,
        env = "LEASE_SECONDS",
        default_value_t = 45,
        value_name = "SECONDS",
        value_parser = number::<u64>(3, 3600)
    )]
    pub lease_seconds: u64,
    /// Notices that nobody asked for: the most a second, to all chats together (Telegram's limit is 30).
    #[arg(
        long,
        env = "UNASKED_A_SECOND",
        default_value_t = 30,
        value_name = "MESSAGES",
        value_parser = number::<usize>(1, 1000)
    )]
    pub unasked_a_second: usize,
    /// Notices that nobody asked for: the most a minute, to one group (Telegram's limit is 20).
    #[arg(
        long,
        env = "UNASKED_A_MINUTE_TO_A_GROUP",
        default_value_t = 20,
        value_name = "MESSAGES",
        value_parser = number::<usize>(1, 1000)
    )]
    pub unasked_a_minute_to_a_group: usize,
    /// For how long a reviewer can take an act back, in seconds. Nobody hears of it before. 0: it is told at once.
    #[arg(
        long,
        env = "UNDO_SECONDS",
        default_value_t = 60,
        value_name = "SECONDS",
        value_parser = number::<u32>(0, 3600)
    )]
    pub undo_seconds: u32,
    #[command(flatten)]
    pub database: DatabaseSettings,
    #[command(flatten)]
    pub provider: ProviderSettings,
    #[command(flatten)]
    pub log: LogSettings,
}

/// Telegram ids of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People(pub Vec<PersonId>);

#[derive(Args, Clone)]
pub struct DatabaseSettings {
    /// `postgres://…` or `sqlite://…`. Default: SQLite in the data folder.
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    pub database_url: Option<String>,
    /// Where SQLite's database and files lie. Default: `beian-bot` in the user's data directory.
    #[arg(long, env = "DATA_FOLDER", value_name = "FOLDER")]
    pub data_folder: Option<PathBuf>,
}

/// Whoever runs the bot, as its texts name them.
#[derive(Args, Clone)]
pub struct ProviderSettings {
    /// Name of the access provider.
    #[arg(long, env = "PROVIDER_NAME", default_value = "金山云", value_name = "NAME")]
    pub provider_name: String,
    /// The phone at which people reach a person, and from which reviewers call.
    #[arg(long, env = "PROVIDER_PHONE", default_value = "010-86486508", value_name = "PHONE")]
    pub provider_phone: String,
    /// Where applicants mail papers to, with the name that stands on the parcel. Default: they are told to ask by phone.
    #[arg(long, env = "PROVIDER_ADDRESS", value_name = "ADDRESS")]
    pub provider_address: Option<String>,
}

#[derive(Args, Clone)]
pub struct LogSettings {
    /// What is logged, to the standard error: `info`, `debug`, `beian_bot=debug,sqlx=warn`, …
    #[arg(long, env = "LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// `text` or `json`.
    #[arg(long, env = "LOG_FORMAT", default_value = "text", value_parser = log_format, value_name = "FORMAT")]
    pub log_format: String,
}

/// What they hold may be secret, also where it should not be.
macro_rules! silent {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })+
    };
}

silent!(
    Cli,
    Task,
    SandboxSettings,
    ServeSettings,
    DatabaseSettings,
    ProviderSettings,
    LogSettings
);

impl DatabaseSettings {
    /// The data folder, made if it is not there, for this user's eyes alone.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        let folder = match &self.data_folder {
            Some(folder) => folder.clone(),
            None => user_folder()?.join("beian-bot"),
        };
        make_private(&folder)
            .with_context(|| format!("DATA_FOLDER: making {}", called(&folder, self.data_folder.is_some())))?;
        Ok(folder)
    }
}

impl SandboxSettings {
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => user_folder()?.join("beian-bot").join("sandbox"),
        };
        make_private(&folder).with_context(|| format!("--data: making {}", called(&folder, self.data.is_some())))?;
        Ok(folder)
    }
}

/// A folder as messages name it: one that was given by a setting is not repeated.
pub fn called(folder: &Path, is_given: bool) -> String {
    if is_given {
        "the folder that it names".to_owned()
    } else {
        folder.display().to_string()
    }
}

fn user_folder() -> anyhow::Result<PathBuf> {
    dirs::data_dir()
        .context("this user has no data directory; name a folder with --data (sandbox) or DATA_FOLDER (serve)")
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
