//! Every setting: flag, variable, default, meaning. A TOML file (`--config`) gives defaults by the flags' names; a variable goes
//! before the file, a flag before both.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use clap::builder::RangedU64ValueParser;
use clap::error::{ContextKind, ContextValue};
use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, value_parser};
use url::Url;

use crate::adapters::telegram::DEFAULT_API_URL;
use crate::domain::outgoing::PersonId;

/// A Telegram bot that takes an ICP filing (ICP备案) from the first question to the grant.
#[derive(Debug, Parser)]
#[command(name = "beian-bot", version, arg_required_else_help = true)]
pub struct Cli {
    /// A TOML file with settings, named as the flags are (`provider-phone = "…"`).
    #[arg(long, env = "BEIAN_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Task,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Tries everything without a token and without internet: a make-believe Telegram with a chat page, and the bot beside it.
    Sandbox(SandboxSettings),
    /// Runs the bot against Telegram, by long polling or behind a webhook.
    Serve(Box<ServeSettings>),
    /// Brings the database's tables to this version. `serve` and `sandbox` do so by themselves.
    Migrate(DatabaseSettings),
    /// Proves that every text exists in every language, and that none is unused.
    CheckPrompts,
    /// Prints the workflow and the form as Mermaid diagrams.
    Diagram,
    /// Makes a SECRET_KEY.
    Keygen {
        /// The key's id: letters, digits, `-` and `_`. A new key needs a new id.
        #[arg(long, default_value = "1")]
        id: String,
    },
}

#[derive(Args, Clone, Debug)]
pub struct SandboxSettings {
    /// A loopback address; port 0 takes a free one.
    #[arg(
        long,
        env = "SANDBOX_LISTEN",
        default_value = "127.0.0.1:8787",
        value_name = "ADDRESS"
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
    /// Where the clock begins, such as `2026-03-02T09:00:00+08:00`. Default: now.
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub at: Option<DateTime<Utc>>,
    /// The bot's database, to try PostgreSQL. Default: SQLite in the data folder.
    #[arg(long, env = "SANDBOX_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    #[command(flatten)]
    pub provider: ProviderSettings,
    #[command(flatten)]
    pub log: LogSettings,
}

#[derive(Args, Clone, Debug)]
pub struct ServeSettings {
    /// The bot's token, as @BotFather gave it.
    #[arg(long, env = "TELOXIDE_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: String,
    /// The Bot API server: Telegram's, one of your own, or a sandbox.
    #[arg(long, env = "TELEGRAM_API_URL", default_value = DEFAULT_API_URL, value_name = "URL")]
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
    #[arg(long, env = "SECRET_KEY", value_name = "KEYS", hide_env_values = true)]
    pub secret_key: String,
    /// Takes no updates in: decides and delivers beside a process that does, on the same PostgreSQL.
    #[arg(long, env = "NO_INTAKE", conflicts_with = "webhook_url")]
    pub no_intake: bool,
    /// Telegram calls this address instead of being asked for updates: the whole URL, as Telegram reaches it (https).
    #[arg(long, env = "WEBHOOK_URL", value_name = "URL")]
    pub webhook_url: Option<Url>,
    /// Where this process listens for those calls, behind your proxy.
    #[arg(
        long,
        env = "WEBHOOK_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS"
    )]
    pub webhook_listen: SocketAddr,
    /// What proves that it is Telegram who calls: 1 to 256 letters, digits, `-` and `_`.
    #[arg(
        long,
        env = "WEBHOOK_SECRET",
        value_name = "SECRET",
        hide_env_values = true,
        requires = "webhook_url"
    )]
    pub webhook_secret: Option<String>,
    /// Largest call that the webhook takes, in bytes.
    #[arg(
        long,
        env = "WEBHOOK_BODY_LIMIT",
        default_value_t = 1_048_576,
        value_name = "BYTES",
        // An update with a long message and the one it answers takes more than half of the least.
        value_parser = RangedU64ValueParser::<usize>::new().range(65_536..=104_857_600)
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
        value_parser = value_parser!(u64).range(1..=300)
    )]
    pub poll_seconds: u64,
    /// How long a call to the Bot API may take, in seconds.
    #[arg(
        long,
        env = "CALL_SECONDS",
        default_value_t = 20,
        value_name = "SECONDS",
        value_parser = value_parser!(u64).range(1..=300)
    )]
    pub call_seconds: u64,
    /// How long a process that froze keeps its deliveries, in seconds: more than twice a call.
    #[arg(
        long,
        env = "LEASE_SECONDS",
        default_value_t = 45,
        value_name = "SECONDS",
        value_parser = value_parser!(u64).range(3..=3600)
    )]
    pub lease_seconds: u64,
    /// Notices that nobody asked for: so many a second to all chats together (Telegram's limit is 30).
    #[arg(
        long,
        env = "UNASKED_A_SECOND",
        default_value_t = 30,
        value_name = "MESSAGES",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=1000)
    )]
    pub unasked_a_second: usize,
    /// Notices that nobody asked for: so many a minute to one group (Telegram's limit is 20).
    #[arg(
        long,
        env = "UNASKED_A_MINUTE_TO_A_GROUP",
        default_value_t = 20,
        value_name = "MESSAGES",
        value_parser = RangedU64ValueParser::<usize>::new().range(1..=1000)
    )]
    pub unasked_a_minute_to_a_group: usize,
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

#[derive(Args, Clone, Debug)]
pub struct DatabaseSettings {
    /// `postgres://…` or `sqlite://…`. Default: SQLite in the data folder.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Where SQLite's database and files lie. Default: `beian-bot` in the user's data directory.
    #[arg(long, env = "DATA_FOLDER", value_name = "FOLDER")]
    pub data_folder: Option<PathBuf>,
}

/// Whoever runs the bot, as its texts name them.
#[derive(Args, Clone, Debug)]
pub struct ProviderSettings {
    /// Name of the access provider.
    #[arg(long, env = "PROVIDER_NAME", default_value = "金山云", value_name = "NAME")]
    pub provider_name: String,
    /// The phone at which people reach a person, and from which reviewers call.
    #[arg(long, env = "PROVIDER_PHONE", default_value = "010-86486508", value_name = "PHONE")]
    pub provider_phone: String,
}

#[derive(Args, Clone, Debug)]
pub struct LogSettings {
    /// What is logged, to the standard error: `info`, `debug`, `beian_bot=debug,sqlx=warn`, …
    #[arg(long, env = "LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// `text` or `json`.
    #[arg(long, env = "LOG_FORMAT", default_value = "text", value_parser = ["text", "json"], value_name = "FORMAT")]
    pub log_format: String,
}

impl DatabaseSettings {
    /// The data folder, made if it is not there, for this user's eyes alone.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        let folder = match &self.data_folder {
            Some(folder) => folder.clone(),
            None => user_folder()?.join("beian-bot"),
        };
        make_private(&folder).with_context(|| format!("DATA_FOLDER: making {}", folder.display()))?;
        Ok(folder)
    }
}

impl SandboxSettings {
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        let folder = match &self.data {
            Some(folder) => folder.clone(),
            None => user_folder()?.join("beian-bot").join("sandbox"),
        };
        make_private(&folder).with_context(|| format!("--data: making {}", folder.display()))?;
        Ok(folder)
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

/// Nothing at all is nobody.
fn people(text: &str) -> Result<People, String> {
    if text.trim().is_empty() {
        return Ok(People(Vec::new()));
    }
    let person = |part: &str| {
        let id = part.trim().parse().ok().filter(|id: &PersonId| *id > 0);
        id.ok_or_else(|| {
            format!(
                "{:?} is no person's id; give positive numbers by comma, such as 123456789,234567890",
                part.trim()
            )
        })
    };
    text.split(',').map(person).collect::<Result<_, _>>().map(People)
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse()
        .map_err(|_| "give an instant with its offset, such as 2026-03-02T09:00:00+08:00".to_owned())
}

/// Reads flags, variables and the file. Ends the program with a clear word where that is all there is to do (`--help`).
pub fn read() -> anyhow::Result<Cli> {
    let arguments: Vec<_> = std::env::args_os().collect();
    let mut command = Cli::command();
    if let Some(path) = config_path(&arguments) {
        command = with_file(command, &path)?;
    }
    Ok(parse(command, arguments).unwrap_or_else(|error| error.exit()))
}

fn parse<T>(mut command: Command, arguments: impl IntoIterator<Item = T>) -> Result<Cli, clap::Error>
where
    T: Into<std::ffi::OsString> + Clone,
{
    let read = command.try_get_matches_from_mut(arguments);
    read.and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|error| with_variables(error, &command))
}

/// clap's errors name flags; whoever set a variable, or should have, looks for its name.
fn with_variables(mut error: clap::Error, command: &Command) -> clap::Error {
    let named = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(flag)) => vec![flag.clone()],
        Some(ContextValue::Strings(flags)) => flags.clone(),
        _ => return error,
    };
    let variable = |named: &String| {
        // `--call-seconds <SECONDS>`
        let flag = named.split([' ', '=']).next()?.strip_prefix("--")?;
        let mut arguments = command.get_subcommands().flat_map(Command::get_arguments);
        let argument = arguments.find(|argument| argument.get_long() == Some(flag))?;
        Some(format!("the variable of --{flag} is {}", argument.get_env()?.to_str()?))
    };
    let tips: Vec<_> = named.iter().filter_map(variable).map(Into::into).collect();
    if !tips.is_empty() {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
    error
}

/// The file must be known before the flags are read: its values are their defaults.
fn config_path(arguments: &[std::ffi::OsString]) -> Option<PathBuf> {
    let mut given = arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
    while let Some(argument) = given.next() {
        if let Some(path) = argument.strip_prefix("--config=") {
            return Some(PathBuf::from(path));
        }
        if argument == "--config" {
            return given.next().map(|path| PathBuf::from(path.as_ref()));
        }
    }
    std::env::var_os("BEIAN_CONFIG").map(PathBuf::from)
}

fn with_file(mut command: Command, path: &Path) -> anyhow::Result<Command> {
    let text = std::fs::read_to_string(path).with_context(|| format!("--config: reading {}", path.display()))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| {
        // The library's own words quote the line, which may hold a secret.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        anyhow::anyhow!("--config: {}, line {line}: {}", path.display(), error.message())
    })?;
    for (name, value) in table {
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(items) => items
                .iter()
                .map(|item| item.to_string().trim_matches('"').to_owned())
                .collect::<Vec<_>>()
                .join(","),
            other => other.to_string(),
        };
        let id = name.replace('-', "_");
        let mut known = false;
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        for sub in names {
            command = command.mut_subcommand(sub, |sub| {
                if !sub.get_arguments().any(|argument| argument.get_id() == id.as_str()) {
                    return sub;
                }
                known = true;
                sub.mut_arg(&id, |argument| {
                    // What is a secret in a variable is one in a file: `--help` does not print it.
                    let hidden = argument.is_hide_env_values_set() || argument.is_hide_default_value_set();
                    argument
                        .required(false)
                        .default_value(value.clone())
                        .hide_default_value(hidden)
                })
            });
        }
        if !known {
            bail!(
                "--config: {}: there is no setting {name:?}; `beian-bot serve --help` lists them",
                path.display()
            );
        }
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_file_gives_defaults_and_flags_go_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        std::fs::write(
            &path,
            "provider-phone = \"025-84123456\"\nadministrators = [1, 2]\npoll-seconds = 5\n",
        )
        .unwrap();
        let command = with_file(Cli::command(), &path).unwrap();
        let matches = command
            .try_get_matches_from([
                "beian-bot",
                "serve",
                "--token",
                "1:a",
                "--secret-key",
                "k",
                "--poll-seconds",
                "7",
            ])
            .unwrap();
        let Task::Serve(settings) = Cli::from_arg_matches(&matches).unwrap().command else {
            panic!()
        };
        assert_eq!(settings.provider.provider_phone, "025-84123456");
        assert_eq!(settings.administrators, People(vec![1, 2]));
        assert_eq!(settings.poll_seconds, 7);

        std::fs::write(&path, "provider-fone = \"x\"\n").unwrap();
        let error = with_file(Cli::command(), &path).unwrap_err().to_string();
        assert!(error.contains("provider-fone"), "{error}");
    }

    fn serve(further: &[&str]) -> Result<ServeSettings, String> {
        let given = ["beian-bot", "serve", "--token", "1:a", "--secret-key", "k"];
        match parse(Cli::command(), given.iter().chain(further)).map(|cli| cli.command) {
            Ok(Task::Serve(settings)) => Ok(*settings),
            Ok(_) => panic!("another task"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn help_tells_no_secret_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let secrets = ["token", "secret-key", "database-url", "webhook-secret"];
        let lines: Vec<_> = secrets.iter().map(|name| format!("{name} = \"hushed\"\n")).collect();
        std::fs::write(&path, format!("{}provider-name = \"told\"\n", lines.concat())).unwrap();
        for task in ["serve", "sandbox", "migrate"] {
            let command = with_file(Cli::command(), &path).unwrap();
            let help = parse(command, ["beian-bot", task, "--help"]).unwrap_err().to_string();
            assert!(!help.contains("hushed"), "{help}");
            assert!(task == "migrate" || help.contains("[default: told]"), "{help}");
        }
        // Nor does the error of a file that cannot be read.
        std::fs::write(&path, "poll-seconds = 5\ntoken = 1:hushed\n").unwrap();
        let error = format!("{:#}", with_file(Cli::command(), &path).unwrap_err());
        assert!(error.contains("line 2") && !error.contains("hushed"), "{error}");
    }

    #[test]
    fn numbers_that_cannot_work_are_refused_by_name() {
        const MAX: &str = "18446744073709551615";
        for (flag, variable, bad) in [
            ("--call-seconds", "CALL_SECONDS", ["0", "301", MAX]),
            ("--poll-seconds", "POLL_SECONDS", ["0", "301", MAX]),
            ("--lease-seconds", "LEASE_SECONDS", ["0", "3601", MAX]),
            ("--unasked-a-second", "UNASKED_A_SECOND", ["0", "1001", MAX]),
            (
                "--unasked-a-minute-to-a-group",
                "UNASKED_A_MINUTE_TO_A_GROUP",
                ["0", "1001", MAX],
            ),
            ("--webhook-body-limit", "WEBHOOK_BODY_LIMIT", ["0", "1000", MAX]),
        ] {
            for bad in bad {
                let error = serve(&[flag, bad]).unwrap_err();
                assert!(error.contains(flag) && error.contains(variable), "{error}");
            }
        }
        assert_eq!(serve(&["--call-seconds", "300"]).unwrap().call_seconds, 300);
    }

    #[test]
    fn administrators_are_positive_ids_by_comma_or_nobody() {
        let read = |text| serve(&["--administrators", text]).map(|settings| settings.administrators.0);
        assert_eq!(serve(&[]).unwrap().administrators.0, Vec::<PersonId>::new());
        assert_eq!(read("").unwrap(), Vec::<PersonId>::new());
        assert_eq!(read("1, 2").unwrap(), [1, 2]);
        for bad in ["1,,2", "-5", "0", "1,", "x"] {
            let error = read(bad).unwrap_err();
            assert!(
                error.contains("ADMINISTRATORS") && error.contains("123456789"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_told_by_its_variable_too() {
        let error = parse(Cli::command(), ["beian-bot", "serve"]).unwrap_err().to_string();
        assert!(
            error.contains("TELOXIDE_TOKEN") && error.contains("SECRET_KEY"),
            "{error}"
        );
        let error = parse(Cli::command(), ["beian-bot", "sandbox", "--at", "x"]).unwrap_err();
        assert!(error.to_string().contains("2026-03-02T09:00:00+08:00"), "{error}");
    }
}
